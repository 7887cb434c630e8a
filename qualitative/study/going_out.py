"""Before and when a review goes out: sensitive passages cleared by name, the insider test, what the public was told.

The danger: a second release read beside the first gives one person away, and nobody can say who looked at a file before
it left. So a file is recorded as published only if the check finds nothing in it and somebody who knows the people has
tried to recognise them; its numbers of people are kept, and bind every later one. The log holds ids, never words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from qualitative import disclosure
from qualitative.files import read_bytes
from qualitative.model import Status, Tier, User
from qualitative.study import checking
from qualitative.study.workspace import Report, Study, StudyTrouble

INSIDER_TEST = "insider test"


def published(
    study: Study, case: str, file: Path, *, insider: str, passphrase: str | None = None, by: str | None = None
) -> Report:
    """Records that FILE went out for the public. insider: who, knowing the people, tried to recognise them in it (rule 12).

    Raises StudyTrouble when the check finds something in the file, or nobody is named as the insider, and records nothing.
    """
    study.cases(case)
    person, knower = study.person(by), _insider(study, insider)
    found = int(
        checking.check(study, file, case=case, tier=Tier.PUBLIC, passphrase=passphrase).figures["failures"]
    )
    if found:
        raise StudyTrouble(
            f"{file.name} has {disclosure.counted(found, 'place')} that the public may not see, so it is not recorded as "
            f"published. `qualitative check {study.folder} {file}` lists them"
        )
    data = study.store.load_case(case)
    figures = disclosure.figures_told(data.case, Tier.PUBLIC, disclosure.view(data, Tier.PUBLIC).people_told)
    mark = hashlib.sha256(read_bytes(file)).hexdigest()
    n_before = len(disclosure.numbers_published(data.decisions, case))
    with study.store.transaction():
        study.record(knower, INSIDER_TEST, case, now_is=mark)
        study.record(
            person, disclosure.PUBLISHED, case, was=mark, now_is=disclosure.published_numbers(figures)
        )
    return Report(
        "published",
        [
            f"{file.name}: recorded as published for {case}, sha256 {mark[:12]}…; insider test by {knower.name}",
            f"{disclosure.counted(len(figures), 'number')} of people it told are kept: a later text tells none that gives "
            "somebody away beside them"
            + (f" ({disclosure.counted(n_before, 'release')} before)" if n_before else ""),
        ],
        figures={"sha256": mark, "numbers": {key: figure.n for key, figure in figures.items()}},
    )


def _insider(study: Study, name: str) -> User:
    if not name.strip():
        raise StudyTrouble(
            "the insider test is missing: somebody who knows the people reads the file and tries to recognise them. Name "
            "them with --insider NAME"
        )
    return study.person(name)


def sensitive(study: Study, case: str | None = None) -> Report:
    """The passages with a sensitive event that the public sees only once somebody clears them by name (rule 8)."""
    report, rows = Report("sensitive"), []
    for case_id in study.cases(case):
        seen = disclosure.view(study.store.load_case(case_id), Tier.CODER)
        for about, quote in _sensitive(seen):
            state = "cleared" if about in seen.cleared else "waits"
            rows.append({"case": case_id, "id": about, "state": state})
            report.lines.append(f"{case_id}  {about}  {state:<8} {' '.join(quote.split())}")
    if not rows:
        report.lines.append(
            "no confirmed passage tells of a sensitive event; what a person would know, no list does"
        )
    report.figures = {"passages": rows}
    return report


def clear(study: Study, ids: Sequence[str], *, by: str | None = None, back: bool = False) -> Report:
    """A named person says that these passages may be told in public; back: takes that back.

    Raises StudyTrouble for an id that is no waiting (or, with back, no cleared) passage; then none is cleared.
    """
    person = study.person(by)
    here = {row["id"]: row for row in sensitive(study).figures["passages"]}
    wanted = "cleared" if back else "waits"
    wrong = [one for one in ids if one not in here or here[one]["state"] != wanted]
    if wrong or not ids:
        what = "cleared" if back else "waiting"
        raise StudyTrouble(
            f"not among the {what} passages: {', '.join(wrong) or 'no id was given'}. "
            f"`qualitative sensitive {study.folder}` lists them; nothing was changed"
        )
    with study.store.transaction():
        for one in ids:
            study.record(person, disclosure.CLEARING_TAKEN_BACK if back else disclosure.CLEARED, one)
    done = "taken back" if back else "cleared"
    return Report(
        "sensitive",
        [
            f"{disclosure.counted(len(ids), 'passage')} {done} by {person.name}; drafts made before are not current any more"
        ],
        figures={"changed": list(ids)},
    )


def _sensitive(seen: disclosure.View) -> list[tuple[str, str]]:
    """(id, quote) of each confirmed coding or claim in which somebody spoke of a sensitive event, nobody's wish against it."""
    spoken = {s.id for s in seen.sources if s.kind.counts}
    evidence = [(c.id, c.selection) for c in seen.codings if c.status is Status.CONFIRMED]
    evidence += [(k.id, k.selection) for k in seen.links if k.status is Status.CONFIRMED]
    return [
        (about, selection.quote)
        for about, selection in evidence
        if selection.source in spoken and disclosure.sensitive_event(selection.quote)
    ]
