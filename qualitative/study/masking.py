"""What is found late is masked at once: a name a new file made known, or words a person saw left standing.

The danger: a mask in one source and the name still standing in the next. And the other way round: "Will" learnt as a
name must not blank every "will". So what a file taught the key is looked for by the same door that read the file, which
judges each place; only what a person names is masked wherever it stands. In what was signed the new masks wait again.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence

from qualitative import anonymise
from qualitative.anonymise import Edit, Pseudonyms
from qualitative.model import RawNote, Source, Tier, User
from qualitative.study.alone import one_at_a_time
from qualitative.study.door import Door
from qualitative.study.moving import mask_in_place
from qualitative.study.signing import with_states
from qualitative.study.workspace import Report, Study, StudyTrouble

KINDS = ("PERSON", "ORG", "PLACE")
REMAKE = (
    "drafts, comparisons and exports made before may still hold them: make them again, and delete the old"
)


def mask_later_finds(study: Study, door: Door, new: set[str], person: User, report: Report) -> None:
    """Masks in the case's older sources every name the new ones taught the key; those spans then wait for sign-off."""
    learnt = door.learnt()
    words = {word for spellings in learnt.values() for spelling in spellings for word in spelling.split()}
    older = {
        s.id: s for s in study.store.sources(door.case_id) if s.id not in new and _may_hold(s.text, words)
    }
    allow = study.store.case(door.case_id).allow
    found = _finds(list(older.values()), door.pseudonyms, set(learnt), allow)
    if not found:
        return
    for source_id, some in found.items():
        mask_in_place(study, door, older[source_id], some, person)
    reopened(study, door.case_id)
    n_spans = sum(len(some) for some in found.values())
    report.warnings.append(
        f"{n_spans} mentions in {', '.join(sorted(found))}, added earlier, were masked now, because the new files or the roster made "
        f"those names known. What was signed stays so, but for these masks, which wait for sign-off again; {REMAKE}"
    )
    report.figures["masked_later"] = {source_id: len(some) for source_id, some in sorted(found.items())}


def reopened(study: Study, case_id: str) -> None:
    """After an edit: sessions that wait again say so, and no vector of the old words stays in the cache."""
    study.store.save_case(with_states(study.store.case(case_id), study.store.sources(case_id)))
    study.store.vectors().forget()


def _may_hold(text: str, words: Iterable[str]) -> bool:
    """Whether any of the words stands in the text: the cheap question, before the whole door is asked."""
    there = {word.casefold() for word in re.findall(r"\w+", text)}
    return any(piece.casefold() in there for word in words for piece in re.findall(r"\w+", word))


def _finds(
    older: Sequence[Source], key: Pseudonyms, wanted: set[str], allow: Sequence[str]
) -> dict[str, list[Edit]]:
    """Source id → edits for the mentions of the wanted entities that still stand in it."""
    if not older:
        return {}
    seen = Pseudonyms.from_dict(key.to_dict())  # a second look teaches the key nobody new
    done = anonymise.anonymise_notes([RawNote("", s.text, s.parts) for s in older], seen, (), allow)
    out = {}
    for source, result in zip(older, done, strict=True):
        made: list[Edit] = []
        shift = 0
        for find, masked in zip(result.finds, result.replacements, strict=True):
            start, end = find.start_char, find.end_char
            if find.entity not in wanted or find.masked_from < Tier.CODER or _is_masked(source, start, end):
                continue
            new = masked.coder
            there = dataclasses.replace(
                masked, start_char=start + shift, end_char=start + shift + len(new), settled=False
            )
            made.append(Edit(source.id, start, end, new, there))
            shift += len(new) - (end - start)
        if made:
            out[source.id] = made
    return out


def _is_masked(source: Source, start: int, end: int) -> bool:
    return any(r.entity and r.start_char < end and start < r.end_char for r in source.replacements)


@one_at_a_time
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
    wanted = [" ".join(some.split()) for some in words if some.strip()]
    if not wanted:
        raise StudyTrouble("no words were given; name what still identifies somebody")
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
        n = sum(_mask_everywhere(study, door, sources, name, kind, same_as, person) for name in wanted)
        if not n:
            raise StudyTrouble(f"the words stand nowhere in {case_id}; nothing was masked")
        reopened(study, case_id)
        door.save()
    door.landed()
    report.figures = {"masked": n}
    report.lines.append(f"{n} mentions masked; they wait for sign-off, and nothing else in their sources")
    return report


def _mask_everywhere(
    study: Study, door: Door, sources: dict[str, Source], name: str, kind: str, same_as: str, person: User
) -> int:
    """Masks `name` in every source of the mapping, which is brought up to date. Returns the number of mentions."""
    texts: Mapping[str, str] = {source_id: source.text for source_id, source in sources.items()}
    n = 0
    for source_id, found in anonymise.later_find(door.pseudonyms, texts, name, kind, same_as).items():
        sources[source_id] = mask_in_place(study, door, sources[source_id], found, person)
        n += len(found)
    return n
