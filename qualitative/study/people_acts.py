"""Two people of the key are one, or one was two: the key and every stored text say so in the same moment.

The danger: the key says one thing and the texts another, or a string drawn into a draft goes on standing for a person
who is no more. So both acts go over the house's desk: texts, codings, labels, drafts and vault in one transaction,
with the way back in the vault. A word that both people may have is left with the first, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qualitative.anonymise import Entity
from qualitative.anonymise.replace import PUBLIC_WORDING
from qualitative.anonymise.words import words_of
from qualitative.model import Replacement
from qualitative.study.alone import one_at_a_time
from qualitative.study.desk import Desk, Place
from qualitative.study.moving import replace_in_made
from qualitative.study.workspace import Report, Study, StudyTrouble

__all__ = ["Place", "join", "split"]


@one_at_a_time
def join(
    study: Study, case_id: str, kept_id: str, joined_id: str, *, passphrase: str, by: str, reason: str = ""
) -> Report:
    """The two are one: every mask of the second bears the first's string, and the second's id is never given again.

    Signed sources wait for sign-off again where their text changed. `settling.undo` takes it back until then.
    Raises StudyTrouble when one of them is not in the key, or they are not of one kind.
    """
    desk = Desk(study, case_id, passphrase, by)
    kept, joined = entity_of(desk, kept_id), entity_of(desk, joined_id)
    if kept.id == joined.id:
        raise StudyTrouble("these are one already: the same id was given twice")
    if kept.type != joined.type:
        raise StudyTrouble(f"{kept.id} and {joined.id} are not of one kind, so they cannot be one")
    both_listed = kept.listed and joined.listed
    kept.listed, kept.speaks = kept.listed or joined.listed, kept.speaks or joined.speaks
    kept.role = kept.role or joined.role
    desk.key.join(kept.id, joined.id)
    for source in desk.sources.values():
        mine = [r for r in source.replacements if r.entity in (joined.id, kept.id)]
        # The kept one's own masks change only where becoming a participant changes how the public reads them.
        new = [(r, worn(r, joined if r.entity == joined.id else kept, kept)) for r in mine]
        desk.edit(source.id, [(r.start_char, r.end_char, now) for r, now in new if now != r])
    names = desk.vault.data.get("organisations", {}).get(case_id, {})
    desk.rename_organisation({n: kept.string for n, s in names.items() if s == joined.string})
    desk.also(_in_made(study, case_id, joined.string, kept.string))
    _logged(desk, "joined", f"{kept.id} {joined.id}", reason)
    report = _told(desk.done("joined people"), f"{joined.string} is {kept.string} from now on")
    if both_listed:
        report.questions.append(f"{kept.id} and {joined.id} both stood on the roster: are they one person?")
    return report


@one_at_a_time
def split(
    study: Study,
    case_id: str,
    entity_id: str,
    spellings: Sequence[str],
    *,
    passphrase: str,
    by: str,
    reason: str = "",
    places: Sequence[Place] = (),
) -> Report:
    """These spellings, and the mentions at these places, are somebody else, who gets a string of their own.

    figures["new"]: the new id. Where the original words are no longer kept a mention goes only by its place; how many
    stay for that is said. Raises StudyTrouble when a spelling is not theirs, or a place is no mask of theirs.
    """
    desk = Desk(study, case_id, passphrase, by)
    old = entity_of(desk, entity_id)
    wanted = {_plain(words) for words in spellings if words.strip()}
    if not wanted and not places:
        raise StudyTrouble("name the spellings, or the places, that are somebody else")
    own = {w for name in ("variants", "given", "family", "called", "emails") for w in getattr(old, name)}
    theirs = {word for word in own if _plain(word) in wanted}
    if wanted - {_plain(word) for word in theirs}:
        raise StudyTrouble(
            f"not every one of these is a spelling of {old.id}; `qualitative key {study.folder}` lists them"
        )
    if {_plain(v) for v in old.variants} <= wanted and not places:
        raise StudyTrouble(
            f"these are all the spellings of {old.id}: nobody would be left to bear its string"
        )
    pointed = {(p.source, p.start_char, p.end_char) for p in places if desk.source(p)}
    fresh = desk.key.split(old.id, theirs)
    _shared_words(old, fresh, theirs)
    unknown, found = 0, set()
    for source in desk.sources.values():
        spots: list[tuple[int, int, Replacement | str]] = []
        for r in source.replacements:
            if r.entity != old.id:
                continue
            words, at = desk.originals.words(source.id, r), (source.id, r.start_char, r.end_char)
            if at in pointed or (words and _plain(words) in wanted):
                found.add(at)
                spots.append((r.start_char, r.end_char, worn(r, old, fresh)))
                if at in pointed and words:
                    fresh.variants.add(words)
            elif not words:
                unknown += 1
        desk.edit(source.id, spots)
    if pointed - found:
        raise StudyTrouble(f"not every place is a mask of {old.id} any more; look again, then decide")
    _logged(desk, "split", f"{old.id} {fresh.id}", reason)
    report = _told(desk.done("split a person"), f"a part of {old.string} is {fresh.string} from now on")
    report.figures |= {"new": fresh.id, "left": unknown}
    if unknown:
        report.questions.append(
            f"{unknown} mentions stay with {old.string}: their original words left the vault at sign-off. "
            "Point at those that are the other's"
        )
    return report


def entity_of(desk: Desk, entity_id: str) -> Entity:
    if entity_id not in desk.key.entities:
        gone = " any more" if entity_id in desk.key.retired else ""
        raise StudyTrouble(
            f"nobody is {entity_id}{gone} in this case; `qualitative key {desk.study.folder}` lists who is who"
        )
    return desk.key.entities[entity_id]


def worn(r: Replacement, before: Entity, now: Entity) -> Replacement:
    """A mask of one, as the mask of the other, in every tier's wording. An address keeps its own ("[email]")."""
    if r.coder != before.string:
        return replace(r, entity=now.id)
    public = "[participant]" if now.listed else PUBLIC_WORDING.get(r.type, now.string)
    return replace(r, entity=now.id, coder=now.string, reviewer=now.string, public=public)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _shared_words(old: Entity, fresh: Entity, theirs: set[str]) -> None:
    """A surname both bear stays with both; the other's names follow their spellings."""
    left = {word.plain for variant in old.variants for word in words_of(variant)}
    gone = {word.plain for variant in theirs for word in words_of(variant)}
    for name in ("given", "family", "middle"):
        mine, new = getattr(old, name), getattr(fresh, name)
        new.update(mine & gone)
        mine.difference_update(gone - left)
        mine.update(new & left)


def _in_made(study: Study, case_id: str, old: str, new: str) -> Callable[[], None]:
    return lambda: replace_in_made(study, case_id, {old: new})


def _logged(desk: Desk, act: str, ids: str, reason: str) -> None:
    why = " ".join(reason.split())
    desk.also(lambda: desk.vault.log_act(desk.person.id, act, f"{desk.case_id} {ids}", why))
    desk.also(lambda: desk.study.record(desk.person, act, desk.case_id, now_is=ids))
    desk.also(desk.renew_participants)


def _told(report: Report, words: str) -> Report:
    n, sources = report.figures["spans"], report.figures["sources"]
    report.lines.append(f"{words}: {n} mentions in {len(sources)} sources")
    if sources:
        report.warnings.append(f"{', '.join(sources)}: changed, so they wait for sign-off; make drafts again")
    return report
