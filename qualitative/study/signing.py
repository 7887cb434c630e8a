"""A person accepts the anonymised text: what waits, what it reads like, and the signature.

The danger: a signature nobody gave. So `--all` is recorded as unread, and says so in every draft.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from qualitative.model import Case, Source
from qualitative.study.workspace import Report, Study, StudyTrouble


def waiting(study: Study) -> Report:
    """What waits for sign-off, and how much in it is unsettled."""
    report = Report("sign-off")
    for source in study.store.sources():
        if source.signed_off:
            continue
        unsettled = sum(not r.settled for r in source.replacements)
        report.lines.append(
            f"{source.id}  {source.title}: {len(source.replacements)} spans masked, {unsettled} for a person to settle"
        )
    if report.lines:
        report.lines.append(f"read one: qualitative sign-off {study.folder} SOURCE --show")
        report.lines.append(f"accept it: qualitative sign-off {study.folder} SOURCE   (or --all, unread)")
    else:
        report.lines.append("nothing waits for sign-off")
    return report


def text_to_read(study: Study, sources: Sequence[str]) -> str:
    """The anonymised text of the sources, with the maskings a person should look at marked by ‹?›."""
    wanted = _named(study, sources)
    pieces = []
    for source in wanted:
        text = source.text
        for r in sorted(source.replacements, key=lambda r: -r.start_char):
            if not r.settled:
                text = text[: r.end_char] + "‹?›" + text[r.end_char :]
        pieces.append(f"== {source.id}  {source.title}\n\n{text}")
    return "\n\n".join(pieces)


def sign_off(
    study: Study,
    sources: Sequence[str],
    *,
    everything: bool = False,
    by: str | None = None,
    passphrase: str | None = None,
) -> Report:
    """A person accepts the anonymised text. With `everything`, unread: the sources say so, and a draft too.

    The raw text of what is signed leaves the vault (which needs the passphrase, when there is a vault).
    """
    person = study.person(by)
    chosen = [
        s for s in (study.store.sources() if everything else _named(study, sources)) if not s.signed_off
    ]
    if not chosen:
        return Report("sign-off", ["nothing waited for sign-off"], figures={"signed": []})
    with study.store.transaction():
        for source in chosen:
            study.store.save_source(
                dataclasses.replace(source, signed_off_by=person.id, signed_unread=everything)
            )
            study.store.record(person.id, "sign-off", source.id, now_is="unread" if everything else "read")
        for case_id in sorted({s.case for s in chosen}):
            study.store.save_case(_signed(study.store.case(case_id), study.store.sources(case_id)))
    if study.vault_path.exists() and passphrase is not None:
        vault = study.vault(passphrase)
        for source in chosen:
            vault.drop_raw(source.id)
        vault.save()
    unsettled = sum(not r.settled for s in chosen for r in s.replacements)
    report = Report("sign-off", [f"{len(chosen)} sources signed off by {person.id}"])
    if unsettled:
        report.questions.append(f"{unsettled} spans stay masked because nobody settled them")
    report.figures = {"signed": [s.id for s in chosen], "unsettled": unsettled}
    return report


def _signed(case: Case, sources: Sequence[Source]) -> Case:
    """Sessions all of whose sources are signed off say so."""
    by_session: dict[str, list[bool]] = {}
    for source in sources:
        by_session.setdefault(source.session, []).append(source.signed_off)
    sessions = tuple(
        dataclasses.replace(s, state="signed off") if all(by_session.get(s.id, [False])) else s
        for s in case.sessions
    )
    return dataclasses.replace(case, sessions=sessions)


def _named(study: Study, ids: Sequence[str]) -> list[Source]:
    there = {s.id: s for s in study.store.sources()}
    missing = [i for i in ids if i not in there]
    if missing:
        raise StudyTrouble(
            f"no source {', '.join(missing)} here; this study holds: {', '.join(there) or 'none yet'}"
        )
    return [there[i] for i in ids] if ids else list(there.values())
