"""What is found late is masked at once: a name a new file made known, or words a person saw left standing.

The danger: a mask in one source and the name still standing in the next. So every source of the case is looked
through, codings and links move with their words, and what was signed waits for sign-off again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qualitative import anonymise
from qualitative.model import Source
from qualitative.study import edits, keys
from qualitative.study.door import Door
from qualitative.study.workspace import Report, Study, StudyTrouble

KINDS = ("PERSON", "ORG", "PLACE")


def mask_later_finds(study: Study, door: Door, new: set[str], by: str, report: Report) -> None:
    """A name that the new files made known is masked in older sources, which then wait for sign-off again."""
    older = {s.id: s for s in study.store.sources(door.case_id) if s.id not in new}
    n_masked = 0
    for entity_id, name, kind in door.names_learnt() if older else ():
        n_masked += _mask_everywhere(study, door, older, name, kind, entity_id, by)
    if n_masked:
        report.warnings.append(
            f"{n_masked} mentions in sources added earlier were masked now; those sources wait for sign-off again"
        )


def mask(
    study: Study,
    case_id: str,
    words: Sequence[str],
    *,
    passphrase: str,
    kind: str = "PERSON",
    same_as: str = "",
    by: str | None = None,
) -> Report:
    """A person names words that still identify: they are masked wherever they stand in the case, under one string.

    same_as: whose they are ("P7", as the key lists it), when that is known. Raises StudyTrouble when the words stand
    nowhere, or same_as is nobody.
    """
    study.cases(case_id)
    if kind not in KINDS:
        raise StudyTrouble(f"{kind} cannot be masked by name; use {', '.join(KINDS)}")
    person = study.person(by)
    door = Door(study, case_id, passphrase)
    if same_as and same_as not in door.pseudonyms.entities:
        raise StudyTrouble(
            f"nobody is {same_as} in this case; `qualitative key {study.folder}` lists who is who"
        )
    sources = {s.id: s for s in study.store.sources(case_id)}
    report = Report("mask")
    with study.store.transaction():
        n = sum(_mask_everywhere(study, door, sources, name, kind, same_as, person.id) for name in words)
        if not n:
            raise StudyTrouble(f"the words stand nowhere in {case_id}; nothing was masked")
        door.save()
    report.figures = {"masked": n}
    report.lines.append(f"{n} mentions masked; the sources they stood in wait for sign-off")
    return report


def _mask_everywhere(
    study: Study, door: Door, sources: dict[str, Source], name: str, kind: str, same_as: str, by: str
) -> int:
    """Masks `name` in every source of the mapping, which is brought up to date. Returns the number of mentions."""
    texts: Mapping[str, str] = {source_id: source.text for source_id, source in sources.items()}
    n = 0
    for source_id, found in anonymise.later_find(door.pseudonyms, texts, name, kind, same_as).items():
        sources[source_id] = _edit(study, door, sources[source_id], found, by)
        n += len(found)
    return n


def _edit(study: Study, door: Door, source: Source, found: Sequence[anonymise.Edit], by: str) -> Source:
    """The edits made in the stored text, and everything anchored in it moved along."""
    after = edits.edited(source, found)
    case_id = door.case_id
    study.store.save_source(after)
    wishes = study.store.restrictions([source.id])
    study.store.save_restrictions(source.id, [edits.move_restriction(w, found) for w in wishes])
    study.store.move_codings(
        [
            edits.move_coding(c, after, found)
            for c in study.store.codings(case_id)
            if c.selection.source == source.id
        ]
    )
    links = [link for link in study.store.links(case_id) if link.selection.source == source.id]
    study.store.save_links(case_id, [edits.move_link(link, after, found) for link in links])
    study.store.save_themes(case_id, [edits.move_theme(t, after, found) for t in study.store.themes(case_id)])
    if door.vault is not None:
        keys.move_offsets(door.vault, source.id, found)
    study.store.record(by, "masked later", source.id, now_is=f"{len(found)} spans")
    return after
