"""Wishes about use, by a person: lifted, narrowed, put in force again, or marked where the machine heard none.

The danger: a wish that quietly stops to bind. So each act needs a reason, which lies in the vault (it may hold words; in the
study stand who and when alone), can be taken back as an act on a mask can, and says that what was made before must be made
again. Without a key no reason is kept outside the study, so the reason itself is kept in it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qualitative.disclosure import said_in_session
from qualitative.model import Restriction, Source, short_hash
from qualitative.study.alone import one_at_a_time
from qualitative.study.desk import Desk, Place
from qualitative.study.masking import REMAKE
from qualitative.study.workspace import Report, Study, StudyTrouble

WISHES = ("no use", "off the record", "no quotation", "show first", "no job title")
LIFTED, NARROWED, IMPOSED, MARKED = (
    "lifted a wish",
    "narrowed a wish",
    "put a wish in force again",
    "marked a wish",
)


@one_at_a_time
def lift(study: Study, case_id: str, wish_id: str, reason: str, *, passphrase: str | None, by: str) -> Report:
    """The wish binds no longer; it stays in the record. Raises StudyTrouble without a reason."""
    why = _reason(reason, "why the wish is lifted, such as who agreed to it and when")
    desk = Desk(study, case_id, passphrase, by)
    source, wish = _found(desk, wish_id)
    if not wish.in_force:
        raise StudyTrouble("this wish is not in force any more")
    told = f"by {desk.person.name} on {date.today().isoformat()}"
    return _done(desk, source, LIFTED, replace(wish, lifted_because=told if desk.keeps_key else why), why)


@one_at_a_time
def narrow(
    study: Study,
    case_id: str,
    wish_id: str,
    start_char: int,
    end_char: int,
    reason: str,
    *,
    passphrase: str | None,
    by: str,
) -> Report:
    """The wish covers this span of its own alone. Raises StudyTrouble where it would cover what it did not."""
    why = _reason(reason, "why the wish covers less than it was heard to")
    desk = Desk(study, case_id, passphrase, by)
    source, wish = _found(desk, wish_id)
    if not wish.in_force:
        raise StudyTrouble("this wish is not in force any more")
    here = (0, len(source.text)) if wish.scope == "source" else (wish.start_char, wish.end_char)
    if not (here[0] <= start_char < end_char <= here[1]) or (start_char, end_char) == here:
        raise StudyTrouble(
            f"a wish is narrowed to a part of what it covers ({here[0]}-{here[1]}); mark another passage to cover more"
        )
    return _done(
        desk,
        source,
        NARROWED,
        replace(wish, start_char=start_char, end_char=end_char, scope="passage"),
        why,
    )


@one_at_a_time
def impose(
    study: Study, case_id: str, wish_id: str, reason: str, *, passphrase: str | None, by: str
) -> Report:
    """A lifted wish binds again."""
    why = _reason(reason, "why the wish binds again")
    desk = Desk(study, case_id, passphrase, by)
    source, wish = _found(desk, wish_id)
    if wish.in_force:
        raise StudyTrouble("this wish is in force already")
    return _done(desk, source, IMPOSED, replace(wish, lifted_because=""), why)


@one_at_a_time
def mark(
    study: Study,
    place: Place,
    wish: str,
    reason: str = "",
    *,
    whole_source: bool = False,
    passphrase: str | None,
    by: str,
) -> Report:
    """A person marks a passage (or the whole source) with a wish the machine did not hear."""
    if wish not in WISHES:
        raise StudyTrouble(f'"{wish}" is no wish about use; use {", ".join(WISHES)}')
    desk = Desk(study, place.case, passphrase, by)
    source = desk.source(place)
    start, end = (0, len(source.text)) if whole_source else (place.start_char, place.end_char)
    while start < end and source.text[start].isspace():
        start += 1
    while end > start and source.text[end - 1].isspace():
        end -= 1
    if not (0 <= start < end <= len(source.text)):
        raise StudyTrouble("choose the passage the wish covers")
    made = Restriction(
        short_hash(source.id, str(start), str(end), wish, "by hand"),
        source.id,
        start,
        end,
        wish,
        "source" if whole_source else "passage",
        by=desk.person.id,
    )
    there = [w for w in study.store.restrictions([source.id]) if w.in_force]
    if any((w.wish, w.start_char, w.end_char) == (wish, start, end) for w in there):
        raise StudyTrouble("this passage is marked so already")
    return _done(desk, source, MARKED, made, " ".join(reason.split()))


def reasons(vault_log: list[dict[str, str]]) -> dict[str, str]:
    """Wish id → the reason given last, out of an open vault's log."""
    acts = {LIFTED, NARROWED, IMPOSED, MARKED}
    return {d["about"]: d["reason"] for d in vault_log if d["act"] in acts and d.get("reason")}


def _found(desk: Desk, wish_id: str) -> tuple[Source, Restriction]:
    for source in desk.sources.values():
        for wish in desk.study.store.restrictions([source.id]):
            if wish.id == wish_id and not said_in_session(wish):
                raise StudyTrouble(
                    "this follows from the consent register: change the agreement there (`qualitative consent`)"
                )
            if wish.id == wish_id:
                return source, wish
    raise StudyTrouble(f"no wish {wish_id} in {desk.case_id}; `qualitative review STUDY --wishes` lists them")


def _reason(given: str, of_what: str) -> str:
    why = " ".join(given.split())
    if not why:
        raise StudyTrouble(f"say {of_what}")
    return why


def _done(desk: Desk, source: Source, act: str, wish: Restriction, why: str) -> Report:
    others = [w for w in desk.study.store.restrictions([source.id]) if w.id != wish.id]
    desk.wish(source.id, [*others, wish])
    if desk.keeps_key and why:
        desk.log_wish(act, wish.id, why)
    report = desk.done(act)
    report.figures["wish"] = wish.id
    report.lines = [f"{wish.id}  {wish.wish}, {source.id}: {act.replace(' a wish', '')}"]
    report.warnings.append(REMAKE.replace("still hold them", "rest on what was allowed then"))
    return report
