"""What follows from the consent register, carried out in the store: ids, spans and dates there, never a name.

The danger: a "no" on record and the quotation in the report. So each "no" becomes a Restriction on the turns it covers,
honoured by the same door as a wish said in the session. Where the notes do not say who spoke, one "no quotation"
switches quotation off for the whole session. In doubt about who was there, the wider reading is taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import delete

from qualitative.anonymise import Pseudonyms, Vault
from qualitative.disclosure import (
    NO_COMPARISON,
    NO_MACHINE,
    REGISTER,
    attributed,
    counted,
    overlaps,
    said_in_session,
    spans_not_for_machines,
)
from qualitative.model import CaseData, Part, PartKind, Restriction, Source, Status, short_hash
from qualitative.store import tables
from qualitative.study import keys
from qualitative.study.workspace import MACHINE, Report, Study

SAID = (PartKind.SPEECH, PartKind.BULLET, PartKind.ROW)
_WISH = {"quotation": "no quotation", "machine": NO_MACHINE, "comparison": NO_COMPARISON}


def carry_out(study: Study, vault: Vault, case_id: str, report: Report) -> None:
    """Everything that follows from the case's register, anew. Inside the act that changed it; the vault is not saved here."""
    rows = [row for row in vault.data.setdefault("consent", []) if row["case"] == case_id]
    key = keys.pseudonyms_of(vault, case_id)
    sources = study.store.sources(case_id)
    made: dict[str, list[Restriction]] = {s.id: [] for s in sources}
    with study.store.transaction():
        for row in rows:
            if row.get("withdrawn") or row["person"] not in key.entities:
                continue
            for what, wish in _WISH.items():
                if row.get(what) is not True:
                    for r in _covering(study, key, row, wish, sources):
                        made[r.source].append(r)
        for source in sources:
            kept = [r for r in study.store.restrictions([source.id]) if said_in_session(r)]
            there = {r.id: r for r in made[source.id]}
            _put(study, source.id, [*kept, *there.values()])
            if spans := spans_not_for_machines(source, there.values()):
                _unread(study, source, spans)
        people = {p.id for p in study.store.load_case(case_id).participants}
        recorded = {row["person"] for row in rows}
        kept_told = {
            "until": sorted(
                row["withdraw_until"]
                for row in rows
                if row.get("withdraw_until") and not row.get("withdrawn")
            ),
            "not_recorded": len(people - recorded) if rows else 0,
            "recorded": len(recorded),
        }
        study.store.set_setting(f"consent {case_id}", json.dumps(kept_told))
    tell(study, vault, case_id, report)


def _put(study: Study, source_id: str, restrictions: Sequence[Restriction]) -> None:
    before = study.store.restrictions([source_id])
    if sorted(before, key=lambda r: r.id) != sorted(restrictions, key=lambda r: r.id):
        # What follows from a register is not "lifted".
        study.store.save_restrictions(source_id, restrictions, keep_lifted=False)


def _covering(
    study: Study, key: Pseudonyms, row: dict[str, Any], wish: str, sources: Sequence[Source]
) -> Iterable[Restriction]:
    """The turns of one person, and whatever in their sessions nobody is named for."""
    person = key.entities[row["person"]]
    there = sessions_of(study, key, row, sources)
    for source in sources:
        if source.session not in there or not source.kind.counts:
            continue
        if wish == NO_COMPARISON or not attributed(source):
            yield _restriction(source, person.id, wish, 0, len(source.text), "source")
            continue
        for part in source.parts:
            nobody_named = part.speaker is None or "unclear" in part.speaker
            if is_turn_of(source, part, person.string) or (part.kind in SAID and nobody_named):
                yield _restriction(source, person.id, wish, part.start_char, part.end_char, "turn")


def _restriction(source: Source, person: str, wish: str, start: int, end: int, scope: str) -> Restriction:
    return Restriction(
        f"{REGISTER}{short_hash(source.id, person, wish, str(start))}", source.id, start, end, wish, scope
    )


def is_turn_of(source: Source, part: Part, string: str) -> bool:
    """Whether the part is this person's: its speaker, or a label read only once and so not known for one ("[Person 3]: …")."""
    words = source.text[part.start_char : part.end_char].lstrip(" \t*•-–")
    return part.speaker == string or words.startswith(f"{string}:")


def sessions_of(study: Study, key: Pseudonyms, row: dict[str, Any], sources: Sequence[Source]) -> set[str]:
    """Where the person was: as the register says, where they speak, or where the head of the notes lists them.

    None of these known: every session whose notes do not say who spoke and at which their group may have been.
    """
    person = key.entities[row["person"]]
    found = set(row.get("sessions", ()))
    for source in sources:
        if any(is_turn_of(source, p, person.string) for p in source.parts) or _listed_in(source, person.id):
            found.add(source.session)
    if found:
        return found
    groups = {s.id: s.groups for s in study.store.case(case_id=row["case"]).sessions}
    mine = _group_ids(study, row["case"], person.group)
    return {
        s.session
        for s in sources
        if s.kind.counts
        and not attributed(s)
        and (
            not mine
            or not groups.get(s.session)
            or "mixed" in groups[s.session]
            or mine & set(groups[s.session])
        )
    }


def _group_ids(study: Study, case_id: str, group: str) -> set[str]:
    """A roster's group as the case file calls it; nothing where it does not know it, which matches every session."""
    wanted = group.casefold().rstrip("s")
    known = {
        g.id
        for g in study.store.case(case_id).groups
        if wanted in (g.id.casefold().rstrip("s"), g.name.casefold().rstrip("s"))
    }
    return known if wanted else set()


def _listed_in(source: Source, person: str) -> bool:
    """ "Present: …" at the head of the notes."""
    heads = [p for p in source.parts if p.kind in (PartKind.META, PartKind.HEADING)]
    return any(
        r.entity == person and p.start_char <= r.start_char < p.end_char
        for r in source.replacements
        for p in heads
    )


def _unread(study: Study, source: Source, spans: Sequence[tuple[int, int]]) -> None:
    """What the machine made of words it may not read, and nobody has decided on, goes; its themes let go of them."""

    def inside(start: int, end: int) -> bool:
        return overlaps(start, end, spans)

    with study.store.transaction() as connection:
        for coding in study.store.codings(source.case):
            s = coding.selection
            if (
                s.source == source.id
                and coding.user == MACHINE.id
                and coding.status is Status.SUGGESTED
                and inside(s.start_char, s.end_char)
            ):
                connection.execute(delete(tables.codings).where(tables.codings.c.id == coding.id))
        for link in study.store.links(source.case):
            s = link.selection
            if s.source == source.id and link.status is Status.SUGGESTED and inside(s.start_char, s.end_char):
                connection.execute(delete(tables.links).where(tables.links.c.id == link.id))
    themes = study.store.themes(source.case)
    left = [
        replace(
            t,
            members=tuple(
                (s, p) for s, p in t.members if s.source != source.id or not inside(s.start_char, s.end_char)
            ),
        )
        for t in themes
    ]
    if left != list(themes):
        study.store.save_themes(source.case, [t for t in left if t.members])
        study.store.vectors().forget()


def for_comparison(data: CaseData) -> tuple[CaseData, int]:
    """The case without the sessions in which somebody did not agree to be compared, and how many those are."""
    out = {r.source for r in data.restrictions if r.wish == NO_COMPARISON and r.in_force}
    sessions = {s.session for s in data.sources if s.id in out}
    if not sessions:
        return data, 0
    gone = {s.id for s in data.sources if s.session in sessions}
    case = replace(
        data.case,
        sessions=tuple(s for s in data.case.sessions if s.id not in sessions),
        guide=tuple(g for g in data.case.guide if g.session not in sessions),
    )
    people = tuple(
        replace(p, sessions=tuple(s for s in p.sessions if s not in sessions)) for p in data.participants
    )
    themes = tuple(
        replace(t, members=tuple((s, p) for s, p in t.members if s.source not in gone)) for t in data.themes
    )
    return replace(
        data,
        case=case,
        participants=tuple(p for p in people if p.sessions),
        sources=tuple(s for s in data.sources if s.id not in gone),
        restrictions=tuple(r for r in data.restrictions if r.source not in gone),
        codings=tuple(c for c in data.codings if c.selection.source not in gone),
        links=tuple(x for x in data.links if x.selection.source not in gone),
        themes=tuple(t for t in themes if t.members),
    ), len(sessions)


# ------------------------------------------------------------------ what is told


def told(study: Study, case_id: str) -> dict[str, Any]:
    """Counts and dates kept in the store: recorded, not_recorded (people), windows_open (people), open_until (the last)."""
    kept = json.loads(study.store.setting(f"consent {case_id}", "{}"))
    today = date.today().isoformat()
    still = [d for d in kept.get("until", ()) if d >= today]
    return {
        "recorded": kept.get("recorded", 0),
        "not_recorded": kept.get("not_recorded", 0),
        "windows_open": len(still),
        "open_until": max(still, default=""),
    }


def before_public(study: Study, case_id: str) -> list[str]:
    """What whoever drafts for the public must know first."""
    now = told(study, case_id)
    words = []
    if now["windows_open"]:
        words.append(
            f"{counted(now['windows_open'], 'person', 'people')} may still withdraw, the last until {now['open_until']}: nothing should be published before"
        )
    if now["not_recorded"]:
        words.append(
            f"the consent of {counted(now['not_recorded'], 'person', 'people')} who took part is not recorded"
        )
    return words


def tell(study: Study, vault: Vault, case_id: str, report: Report) -> None:
    """What must be done because of the register, in ids."""
    key = keys.pseudonyms_of(vault, case_id)
    sources = study.store.sources(case_id)
    unknown = 0
    for row in vault.data.setdefault("consent", []):
        if row["case"] != case_id or row["person"] not in key.entities:
            continue
        person, string = row["person"], key.entities[row["person"]].string
        mine = [s for s in sources if any(is_turn_of(s, p, string) for p in s.parts)]
        withdraw = f"qualitative withdraw {study.folder} {case_id} {person} --reason …"
        if row.get("withdrawn"):
            if mine:
                report.warnings.append(
                    f"{person} has withdrawn, and speaks in {', '.join(s.id for s in mine)}. Do it again: {withdraw}"
                )
            continue
        if row.get("notes") is False:
            report.warnings.append(
                f"{person} did not agree to notes being taken: this is a withdrawal to do. {withdraw}"
            )
        unknown += row.get("notes") is None
        taped = [s.id for s in mine if s.format in ("vtt", "srt")]
        if taped and row.get("recording") is not True:
            report.warnings.append(
                f"{person} did not agree to recording, and {', '.join(taped)} came from one"
            )
    if unknown:
        report.questions.append(
            f"whether {counted(unknown, 'person', 'people')} agreed to notes being taken is not on record: ask, or withdraw them"
        )
    report.warnings += before_public(study, case_id)
    no_quotes = {
        r.source
        for r in study.store.restrictions([s.id for s in sources])
        if not said_in_session(r) and r.wish == "no quotation" and r.scope == "source"
    }
    if no_quotes:
        sessions = {s.session for s in sources if s.id in no_quotes}
        report.lines.append(
            f"quotation is switched off for {counted(len(sessions), 'session')} whose notes do not say who spoke"
        )
    for wish, words in ((NO_MACHINE, "no machine reads"), (NO_COMPARISON, "comparisons leave out")):
        hit = {r.source for r in study.store.restrictions([s.id for s in sources]) if r.wish == wish}
        if hit:
            report.lines.append(
                f"{words} something of {counted(len(hit), 'source')}, for want of a recorded agreement"
            )
