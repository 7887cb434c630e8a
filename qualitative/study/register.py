"""The consent register: what each person agreed to, kept in the vault beside the key, under the key's ids.

The danger: a register with names lying beside the notes, and a blank read as a yes. So it never leaves the vault with
names but by a custodian's own act; unknown counts as not agreed; whoever is not in it is told as "not recorded", never
guessed. Each change is logged, and what follows from it is carried out at once (`agreements`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from qualitative import files, notes
from qualitative.anonymise import Pseudonyms, Vault
from qualitative.anonymise.people import People, parse
from qualitative.disclosure import counted
from qualitative.files import AnyFile
from qualitative.notes import AGREEMENTS
from qualitative.study import agreements, keys
from qualitative.study.alone import one_at_a_time
from qualitative.study.workspace import Report, Study, StudyTrouble, must_be_writable

LISTED = ("date", "sheet", *AGREEMENTS, "withdraw_until")


def of_case(vault: Vault, case_id: str) -> list[dict[str, Any]]:
    """The case's rows: person (id of the key), date, sheet, AGREEMENTS (true / false / null), withdraw_until, sessions."""
    return [row for row in vault.data.setdefault("consent", []) if row["case"] == case_id]


def whose(key: Pseudonyms, words: str) -> set[str]:
    """The ids of those the words may mean: an id ("P7"), the string that stands for somebody, or a name."""
    wanted = " ".join(words.split())
    people = {p.id: p for p in key.people()}
    if wanted in people:
        return {wanted}
    exact = {i for i, p in people.items() if wanted == p.string or wanted.casefold() in _spelt(p.variants)}
    # A whole name means one person; a first name that two share means both, and a person must say which.
    return exact or {i for i in People(key).who(parse(wanted)) if i in people}


def _spelt(variants: set[str]) -> set[str]:
    return {v.casefold() for v in variants if len(v.split()) > 1}


def the_one(study: Study, key: Pseudonyms, words: str) -> str:
    """The id of the one person meant. Raises StudyTrouble for nobody, or more than one; the words are not repeated."""
    found = sorted(whose(key, words))
    if not found:
        raise StudyTrouble(
            f"nobody in this case's key is meant by that; `qualitative key {study.folder}` lists who is who"
        )
    if len(found) > 1:
        raise StudyTrouble(f"that may mean {' or '.join(found)}: give the id of the one who is meant")
    return found[0]


@one_at_a_time
def fill(study: Study, case_id: str, file: AnyFile, *, passphrase: str, by: str | None = None) -> Report:
    """The rows of a .csv or .xlsx into the register; a person's row replaces their earlier one."""
    study.cases(case_id)
    person = study.person(by)
    table = notes.read_consent(file)
    vault = study.vault(passphrase)
    key = keys.pseudonyms_of(vault, case_id)
    report = Report("consent", warnings=list(table.warnings))
    if table.ignored:
        report.warnings.append(f"columns ignored and never stored: {len(table.ignored)}")
    known = {s.id for s in study.store.case(case_id).sessions}
    n = 0
    for row in table.rows:
        found = sorted(whose(key, row.name))
        if len(found) != 1:
            why = (
                f"may mean {' or '.join(found)}; write the id there"
                if found
                else "is nobody of this case's key"
            )
            report.left_out.append(f"row {row.row}: {why}")
            continue
        if strange := [s for s in row.sessions if s not in known]:
            report.warnings.append(
                f"row {row.row}: {counted(len(strange), 'session')} named there that the case does not have"
            )
        changes = {"date": row.date, "sheet": row.sheet, **row.agreed, "withdraw_until": row.withdraw_until}
        _put(vault, case_id, found[0], {**changes, "sessions": [s for s in row.sessions if s in known]})
        n += 1
    report.figures = {"recorded": n, "left_out": len(report.left_out)}
    report.lines.append(f"{case_id}: the consent of {counted(n, 'person', 'people')} recorded in the vault")
    with study.store.transaction():
        study.record(person, "recorded consent", case_id, now_is=f"{n} people")
        vault.log(person.id, "recorded consent", case_id)
        agreements.carry_out(study, vault, case_id, report)
        vault.save()
    return report


@one_at_a_time
def change(
    study: Study,
    case_id: str,
    who: str,
    changes: Mapping[str, Any],
    *,
    passphrase: str,
    by: str | None = None,
) -> Report:
    """One person's row. changes: LISTED names → True / False / None, or words for the dates and the sheet."""
    study.cases(case_id)
    person = study.person(by)
    for name in ("date", "withdraw_until"):
        if changes.get(name) and not notes.iso_date(str(changes[name])):
            raise StudyTrouble("a date must be written year-month-day, as 2026-03-31")
    if not changes:
        raise StudyTrouble(f"say what is different: {', '.join(LISTED)}")
    vault = study.vault(passphrase)
    whom = the_one(study, keys.pseudonyms_of(vault, case_id), who)
    tidy = {
        n: notes.iso_date(str(v)) if n in ("date", "withdraw_until") and v else v for n, v in changes.items()
    }
    _put(vault, case_id, whom, tidy)
    report = Report("consent", [f"{whom}: recorded"], figures={"person": whom})
    with study.store.transaction():
        study.record(person, "changed consent", whom, now_is=", ".join(sorted(tidy)))
        vault.log(
            person.id,
            "changed consent",
            f"{case_id}|{whom}",
            now=", ".join(f"{k}={v}" for k, v in tidy.items()),
        )
        agreements.carry_out(study, vault, case_id, report)
        vault.save()
    return report


def _put(vault: Vault, case_id: str, person: str, changes: Mapping[str, Any]) -> None:
    for row in of_case(vault, case_id):
        if row["person"] == person:
            row.update(changes)
            return
    empty: dict[str, Any] = {
        "case": case_id,
        "person": person,
        "date": "",
        "sheet": "",
        "withdraw_until": "",
        "sessions": [],
    }
    vault.data["consent"].append({**empty, **dict.fromkeys(AGREEMENTS), **changes})


def table(study: Study, vault: Vault, case_id: str) -> list[dict[str, Any]]:
    """Everybody listed or heard in the case, in the register or not. `name` is for a custodian's eyes alone."""
    key = keys.pseudonyms_of(vault, case_id)
    rows = {row["person"]: row for row in of_case(vault, case_id)}
    spoke = {p.id for p in study.store.load_case(case_id).participants}
    out = []
    for entity in sorted(key.people(), key=lambda e: e.string):
        if entity.id in rows or entity.id in spoke or entity.listed:
            row = rows.get(entity.id)
            name = max(entity.variants, key=len, default="")
            out.append(
                {
                    "person": entity.id,
                    "string": entity.string,
                    "name": name,
                    "recorded": row is not None,
                    **(row or {}),
                }
            )
    return out


def listing(study: Study, case_id: str, passphrase: str, *, by: str | None = None) -> Report:
    """What is on record of whom, by id and string. The look is recorded."""
    study.cases(case_id)
    vault = study.vault(passphrase)
    report = Report("consent")
    rows = table(study, vault, case_id)
    for row in rows:
        report.lines.append(f"{row['person']:<5} {row['string']:<34} {told(row)}")
    missing = sum(not row["recorded"] for row in rows)
    if missing:
        report.questions.append(
            f"{counted(missing, 'person is', 'people are')} not recorded: nobody guesses what they agreed to"
        )
    agreements.tell(study, vault, case_id, report)
    report.figures = {
        "people": [{k: v for k, v in row.items() if k != "name"} for row in rows],
        **agreements.told(study, case_id),
    }
    study.record(study.person(by), "looked into the consent register", case_id)
    return report


def told(row: Mapping[str, Any]) -> str:
    """One person's row in words."""
    if not row["recorded"]:
        return "not recorded"
    if row.get("withdrawn"):
        return f"withdrawn on {row['withdrawn']}"
    words = {True: "yes", False: "no", None: "not known"}
    says = "; ".join(f"{what}: {words[row.get(what)]}" for what in AGREEMENTS)
    until = row.get("withdraw_until")
    open_until = (
        ""
        if not until
        else f"; may withdraw until {until}" + ("" if until >= date.today().isoformat() else " (past)")
    )
    return f"{says}{open_until}"


def export(study: Study, case_id: str, file: Path, *, passphrase: str, by: str | None = None) -> Report:
    """The register with names, as a .csv for the custodian. Logged."""
    must_be_writable(file)
    vault = study.vault(passphrase)
    study.cases(case_id)
    rows = [row for row in table(study, vault, case_id) if row["recorded"]]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("id", "name", *LISTED, "sessions", "withdrawn"))
    words = {True: "yes", False: "no", None: ""}
    for row in rows:
        cells = [
            words[v] if v is None or isinstance(v, bool) else str(v)
            for v in (row.get(name) for name in LISTED)
        ]
        safe = [f"'{c}" if c[:1] in ("=", "+", "-", "@") else c for c in (row["name"], *cells)]
        writer.writerow((row["person"], *safe, "; ".join(row.get("sessions", ())), row.get("withdrawn", "")))
    files.atomic_write(file, "\ufeff" + out.getvalue(), mode=0o600)
    study.record(study.person(by), "exported the consent register", case_id, now_is=f"{len(rows)} people")
    warning = f"{file.name} holds names: keep it where the key is kept, and delete it when it has served"
    return Report(
        "consent",
        [f"{counted(len(rows), 'person', 'people')} written"],
        [warning],
        figures={"people": len(rows)},
    )


def write_template(study: Study, case_id: str, file: Path, *, passphrase: str) -> Report:
    """A .csv to fill in: a row for everybody listed or heard. It holds names."""
    must_be_writable(file)
    study.cases(case_id)
    rows = table(study, study.vault(passphrase), case_id)
    files.atomic_write(file, notes.template([row["name"] or row["person"] for row in rows]), mode=0o600)
    warning = f"{file.name} holds names: keep it where the key is kept"
    return Report(
        "consent",
        [f"a register to fill in, {counted(len(rows), 'row')}"],
        [warning],
        figures={"rows": len(rows)},
    )
