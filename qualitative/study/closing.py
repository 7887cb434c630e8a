"""Closing a case: its coded text, its key and the key's backups, its drafts, exports and vectors go; a certificate stays.

The danger: a certificate of something that still lies there. So what is deleted is counted before and looked for
after; a run killed midway is carried on by the next `close`; and what the tool cannot delete is said in the certificate:
the raw files, copies, mail, printouts. No name stands in it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from qualitative import files
from qualitative.anonymise import Vault
from qualitative.anonymise.vault import backup_of
from qualitative.disclosure import counted
from qualitative.model import Case, short_hash
from qualitative.store import tables as t
from qualitative.store import to_record
from qualitative.study import destruction, dropping, keys, written
from qualitative.study.alone import one_at_a_time
from qualitative.study.workspace import Report, Study, StudyTrouble

CANNOT = (
    "the raw files in your own folders, and their copies on recorders, drives, mail and in the cloud",
    "printouts and hand-written notes",
    "drafts, releases and exports that were copied elsewhere or sent to somebody",
    "backups that your organisation makes of this machine",
)


@one_at_a_time
def close(
    study: Study,
    case_id: str,
    *,
    typed: str,
    passphrase: str | None,
    without_key: bool = False,
    by: str | None = None,
) -> Report:
    """typed: the case's id, typed again. Raises StudyTrouble where it differs, where the case is closed already, or where
    the vault is not at hand and nobody said without_key."""
    if case_id in study.closed:
        raise StudyTrouble(_closed_words(study, case_id))
    if case_id not in study.store.case_ids():
        study.cases(case_id)
    if typed != case_id:
        raise StudyTrouble(f"to close {case_id}, type its id again: --yes {case_id}. Nothing was deleted")
    kept_key = study.keeps_key and not without_key
    begun = study.store.setting(f"closing {case_id}")
    if begun and not study.vault_path.exists():
        kept_key = False  # a run killed midway had deleted it already
    if kept_key and not study.vault_path.exists():
        raise StudyTrouble(
            f"the key of this study is not on this machine ({study.vault_path.name}), so it cannot be deleted. Bring it here, or "
            "close with --without-key and delete it yourself where it lies"
        )
    if kept_key and passphrase is None:
        raise StudyTrouble("the key's passphrase is needed: the case's part of it is deleted")
    vault = study.vault(passphrase) if kept_key and passphrase is not None else None
    certificate = json.loads(begun) if begun else _begin(study, case_id, vault, study.keeps_key, by)
    raw_names = _raw_names(vault, case_id)
    source_ids = certificate["source_ids"]
    for file in written.files_of(study, case_id):
        if written.inside(study, file):
            file.unlink()
            certificate["files_deleted"] += 1
    outside = written.files_of(study, case_id)
    study.store.set_setting(f"closing {case_id}", json.dumps(certificate))
    _out_of_store(study, case_id, source_ids)
    if vault is not None:
        certificate["backups_deleted"] += _out_of_vault(study, vault, case_id, source_ids)
    _must_be_gone(study, case_id, vault)
    certificate["export_files_outside"] = len(outside)
    shown = {k: v for k, v in certificate.items() if k != "source_ids"}
    paths = _write(study, case_id, shown)
    with study.store.transaction() as connection:
        every = {**study.closed, case_id: shown}
        study.store.set_setting("closed", json.dumps(every))
        for setting in (f"closing {case_id}", f"written {case_id}"):
            connection.execute(delete(t.study).where(t.study.c.key == setting))
        study.record(study.person(by), "closed", case_id)
    dropping.compact(study)
    return _report(study, case_id, shown, paths, raw_names, outside)


def _begin(study: Study, case_id: str, vault: Vault | None, had_key: bool, by: str | None) -> dict[str, Any]:
    data = study.store.load_case(case_id)
    ids = [s.id for s in data.sources]
    return {
        "study": study.store.setting("id"),
        "case": case_id,
        "closed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "closed_by": study.person(by).name,
        "destroy_on": destruction.date_of(study, case_id),
        "deleted": {
            "sources": len(ids), "codings": len(data.codings), "claimed causes": len(data.links), "themes": len(data.themes),
            "kept drafts": _n_drafts(study, case_id),
        },
        "key": "deleted" if vault is not None else "not at hand: delete it where it lies" if had_key else "none was kept",
        "backups_deleted": 0,
        "files_deleted": 0,
        "hash_of_what_was_closed": short_hash(json.dumps([to_record(data.case), *map(to_record, data.sources), *map(to_record, data.codings)], sort_keys=True), length=64),
        "cannot_delete": list(CANNOT),
        "source_ids": ids,
    }  # fmt: skip


def _n_drafts(study: Study, case_id: str) -> int:
    from qualitative.model import Tier

    return sum(study.store.draft(case_id, tier) is not None for tier in Tier)


def _raw_names(vault: Vault | None, case_id: str) -> list[str]:
    """File names are known only while a source waits for sign-off."""
    held = vault.data["pending"].values() if vault is not None else ()
    return sorted({h["name"] for h in held if h.get("case") == case_id})


def _out_of_store(study: Study, case_id: str, source_ids: list[str]) -> None:
    with study.store.transaction() as connection:
        dropping.drop_passages(study, case_id, lambda s: s.source in source_ids, {case_id, *source_ids})
        dropping.drop_sources(study, source_ids)
        for table in (t.themes, t.factors, t.links, t.codings, t.drafts, t.participants):
            connection.execute(delete(table).where(table.c.case == case_id))
        connection.execute(delete(t.stages).where(t.stages.c.about.in_([case_id, *source_ids])))
        connection.execute(delete(t.notes).where(t.notes.c.about == "")) if _last(study, case_id) else None
        for setting in (
            f"clustered {case_id}",
            f"consent {case_id}",
            f"withdrawn {case_id}",
            f"destroy on {case_id}",
        ):
            connection.execute(delete(t.study).where(t.study.c.key == setting))
        study.store.save_case(Case(case_id, case_id))  # a stub, so that nobody starts it again by mistake


def _must_be_gone(study: Study, case_id: str, vault: Vault | None) -> None:
    """Looked for afterwards: a certificate is written only of what is not there any more."""
    left = study.store.load_case(case_id)
    inside = [file for file in written.files_of(study, case_id) if written.inside(study, file)]
    in_vault = vault is not None and vault.path.exists() and case_id in vault.data["key"]
    if left.sources or left.codings or left.links or left.themes or left.participants or inside or in_vault:
        raise StudyTrouble(
            f"something of {case_id} is still there; close it again. No certificate was written"
        )


def _last(study: Study, case_id: str) -> bool:
    """Whether no case of the study stays open."""
    return not set(study.store.case_ids()) - set(study.closed) - {case_id}


def _out_of_vault(study: Study, vault: Vault, case_id: str, source_ids: list[str]) -> int:
    """The case's part of every section; where no case stays open, the vault itself. Every backup goes, and every anonymisation log: they hold the
    key's words."""
    if _last(study, case_id):
        vault.path.unlink()
    else:
        ids = {case_id, *source_ids}
        for name, section in list(vault.data.items()):
            vault.data[name] = _swept(section, ids)
        vault.save(forgetting=True)
    copies = vault.path.parent.glob(f"{vault.path.name}*.bak*")  # a custodian's own
    beside = [f for f in (backup_of(vault.path), *keys.logs_beside(study), *copies) if f.exists()]
    for file in beside:
        file.unlink()
    return len(beside)


def _swept(section: Any, ids: set[str]) -> Any:
    """A section of the vault without whatever is of these ids: keys, values, or rows that name one."""
    if isinstance(section, dict):
        return {
            k: v
            for k, v in section.items()
            if not _of(k, ids) and not (isinstance(v, str) and v in ids) and not _row_of(v, ids)
        }
    if isinstance(section, list):
        return [row for row in section if not _row_of(row, ids)]
    return section


def _of(words: object, ids: set[str]) -> bool:
    return isinstance(words, str) and (
        words in ids or words.partition(":")[0] in ids or words.partition("|")[0] in ids
    )


def _row_of(row: object, ids: set[str]) -> bool:
    return isinstance(row, dict) and any(_of(row.get(name), ids) for name in ("case", "source", "about"))


def _write(study: Study, case_id: str, certificate: dict[str, Any]) -> list[Path]:
    folder = study.folder / "closed"
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{case_id}-certificate.json", folder / f"{case_id}-certificate.md"]
    files.atomic_write(paths[0], json.dumps(certificate, indent=1))
    files.atomic_write(paths[1], "\n".join(_lines(certificate)) + "\n")
    return paths


def _lines(c: dict[str, Any]) -> list[str]:
    deleted = [f"- {what}: {n}" for what, n in c["deleted"].items()]
    return [
        f"# Certificate: the case {c['case']} is closed",
        "",
        f"Study {c['study']}. Closed on {c['closed_at']} by {c['closed_by']}. To be destroyed by: {c['destroy_on'] or 'no date was set'}.",
        "",
        "Deleted, and looked for afterwards:",
        "",
        *deleted,
        "- all vectors of the study",
        f"- the case's part of the key: {c['key']}; backups of the key: {c['backups_deleted']}",
        f"- drafts, comparisons and exports in the study's folder: {c['files_deleted']}",
        "",
        "Not deleted, because this program cannot:",
        "",
        *[f"- {words}" for words in c["cannot_delete"]],
        *(
            [f"- {counted(c['export_files_outside'], 'export')} written outside the study's folder"]
            if c["export_files_outside"]
            else []
        ),
        "",
        f"SHA-256 of what was closed: {c['hash_of_what_was_closed']}",
    ]


def _report(
    study: Study, case_id: str, c: dict[str, Any], paths: list[Path], raw: list[str], outside: list[Path]
) -> Report:
    report = Report("close", [*_lines(c), "", f"written: {', '.join(str(p) for p in paths)}"])
    report.questions.append(
        f"raw files still to delete: {', '.join(raw)}"
        if raw
        else "raw files still to delete: those named in your own folder of notes"
    )
    report.questions += [f"an export lies outside the study's folder, delete it: {file}" for file in outside]
    report.figures = {"certificate": c}
    return report


def _closed_words(study: Study, case_id: str) -> str:
    c = study.closed[case_id]
    return f"{case_id} was closed on {c['closed_at'][:10]} by {c['closed_by']}; its certificate lies in {study.folder / 'closed'}"


def must_be_open(study: Study, case_id: str) -> None:
    """Raises StudyTrouble for a closed case: nothing is added to it, and nothing of it is left to work on."""
    if case_id in study.closed:
        raise StudyTrouble(_closed_words(study, case_id) + ". Start another case, or another study")
