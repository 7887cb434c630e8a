"""Signing off: a person reads what the machine masked, and accepts it; only then is anything made of it.

The danger: text signed that nobody read, and raw text kept though nobody needs it any more. So what was accepted unread
says so ever after, and the raw text of what is signed leaves the vault; if the machine stops between the two, the
next act that opens the vault takes it out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from qualitative.disclosure import counted
from qualitative.model import Case, Source
from qualitative.study import agreements, keys
from qualitative.study.alone import one_at_a_time
from qualitative.study.workspace import Report, Study, StudyTrouble


def waiting(study: Study) -> Report:
    """What waits for sign-off, and how much in it is unsettled."""
    report = Report("sign-off")
    there = study.store.sources()
    rows = []
    for source in there:
        if not source.waits:
            continue
        unsettled = len(source.to_settle())
        rows.append({"id": source.id, "masked": len(source.replacements), "unsettled": unsettled})
        what = (
            f"signed off; {counted(unsettled, 'span')} masked since, for a person to look at"
            if source.signed_off
            else f"{len(source.replacements)} spans masked, {unsettled} for a person to settle"
        )
        report.lines.append(f"{source.id}  {source.title}: {what}")
    report.figures = {"waiting": rows}
    if rows:
        report.lines.append(f"read one: qualitative sign-off {study.folder} {rows[0]['id']} --show")
        report.lines.append(
            f"accept it: qualitative sign-off {study.folder} {rows[0]['id']}   (or all of them unread: --all)"
        )
    elif there:
        report.lines.append("nothing waits for sign-off")
    else:
        report.lines.append(
            f"{study.folder} holds no notes yet. `qualitative add {study.folder} CASE FILES…` adds them"
        )
    return report


def text_to_read(study: Study, sources: Sequence[str]) -> Report:
    """The anonymised text of the sources, or of all that wait; maskings a person should look at are marked by ‹?›."""
    report = Report("sign-off")
    texts = {}
    for source in _named(study, sources) if sources else _waiting(study):
        text = source.text
        for r in sorted(source.to_settle(), key=lambda r: -r.start_char):
            text = text[: r.end_char] + "‹?›" + text[r.end_char :]
        texts[source.id] = text
        report.lines += [f"== {source.id}  {source.title}", "", text, ""]
    report.figures = {"texts": texts}
    if not texts:
        report.lines.append("nothing waits for sign-off; name a source to read it again")
    return report


@one_at_a_time
def sign_off(
    study: Study,
    sources: Sequence[str],
    *,
    everything: bool = False,
    by: str | None = None,
    passphrase: str | None = None,
) -> Report:
    """A person accepts the anonymised text. With `everything`, unread: the sources say so, and a draft too.

    The raw text of what is signed leaves the vault, so the passphrase is needed where a key is kept. Raises StudyTrouble
    when no source is named, or both some and everything.
    """
    person = study.person(by)
    if everything and sources:
        raise StudyTrouble("name the sources you have read, or use --all for every one unread; not both")
    if not everything and not sources:
        raise StudyTrouble("name the sources you have read; `qualitative sign-off STUDY` lists what waits")
    chosen = _waiting(study) if everything else [s for s in _named(study, sources) if s.waits]
    if study.keeps_key and passphrase is None:
        raise StudyTrouble("the key's passphrase is needed: the raw text of what is signed leaves the vault")
    # Opened before anything is written: a wrong passphrase must not leave signed text beside raw text.
    vault = study.vault(passphrase) if study.keeps_key and passphrase is not None else None
    with study.store.transaction():
        for source in chosen:
            study.store.save_source(_signed(source, person.id, everything))
            how_read = "unread" if everything else "read"
            study.record(person, "sign-off", source.id, was="reopened" * source.signed_off, now_is=how_read)
        for case_id in sorted({s.case for s in chosen}):
            study.store.save_case(with_states(study.store.case(case_id), study.store.sources(case_id)))
    if vault is not None:
        for case_id in sorted({s.case for s in chosen}):
            # A label may have been changed since they came in: what people agreed to is carried out again.
            agreements.carry_out(study, vault, case_id, Report("consent"))
        keys.drop_signed(vault, study.store.sources())
    if not chosen:
        return Report("sign-off", ["nothing waited for sign-off"], figures={"signed": [], "unsettled": 0})
    unsettled = sum(not r.settled for s in chosen for r in s.to_settle())
    how = ", unread" if everything else ""
    report = Report("sign-off", [f"{counted(len(chosen), 'source')} signed off by {person.name}{how}"])
    report.lines.append(f"next: qualitative code {study.folder}")
    if unsettled:
        report.questions.append(f"{counted(unsettled, 'span')} nobody settled: masked they stay")
    report.figures = {"signed": [s.id for s in chosen], "unsettled": unsettled}
    return report


def with_states(case: Case, sources: Sequence[Source]) -> Case:
    """Each session's state as its sources stand: signed off when all are, else notes received; without any, as it was."""
    by_session: dict[str, list[bool]] = {}
    for source in sources:
        by_session.setdefault(source.session, []).append(source.signed_off)
    sessions = tuple(
        dataclasses.replace(s, state="signed off" if all(by_session[s.id]) else "notes received")
        if s.id in by_session
        else s
        for s in case.sessions
    )
    return dataclasses.replace(case, sessions=sessions)


def _signed(source: Source, person: str, unread: bool) -> Source:
    """Signed by the person. Of a source that was signed before, they sign what was masked since; the first signature stays."""
    masks = tuple(dataclasses.replace(r, reopened=False) for r in source.replacements)
    if source.signed_off:
        return dataclasses.replace(source, replacements=masks, signed_unread=source.signed_unread or unread)
    return dataclasses.replace(source, replacements=masks, signed_off_by=person, signed_unread=unread)


def _waiting(study: Study) -> list[Source]:
    return [source for source in study.store.sources() if source.waits]


def _named(study: Study, ids: Sequence[str]) -> list[Source]:
    there = {s.id: s for s in study.store.sources()}
    missing = [i for i in ids if i not in there]
    if missing:
        raise StudyTrouble(
            f"no source {', '.join(missing)} here; this study holds: {', '.join(there) or 'none yet'}"
        )
    return [there[i] for i in dict.fromkeys(ids)]
