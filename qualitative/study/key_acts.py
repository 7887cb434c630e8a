"""What a custodian does with the key as a whole: look behind one source, change the passphrase, read the log, find the file.

The danger: a look nobody knows of. So who looks behind a source says why, and it stands in the vault's log before a
name is shown; the store's own record holds ids only.
"""

from __future__ import annotations

from qualitative.anonymise import Vault
from qualitative.anonymise.vault import backup_of
from qualitative.study import keys
from qualitative.study.alone import one_at_a_time
from qualitative.study.originals import Originals
from qualitative.study.workspace import Report, Study, StudyTrouble


@one_at_a_time
def reidentify(study: Study, source_id: str, *, passphrase: str, by: str | None, reason: str) -> Report:
    """Who stands behind each string of one source, and where; before sign-off, its original text too. Logged first."""
    why = " ".join(reason.split())
    if not why:
        raise StudyTrouble("say why: names are shown only with a reason, and it is logged")
    source = next((s for s in study.store.sources() if s.id == source_id), None)
    if source is None:
        raise StudyTrouble(
            f"there is no source {source_id} here; `qualitative sign-off {study.folder}` lists them"
        )
    vault, person = study.vault(passphrase), study.person(by)
    vault.log_act(person.id, "re-identified", source_id, why)
    vault.save()
    study.record(person, "re-identified", source_id)
    key, known = keys.pseudonyms_of(vault, source.case), Originals(vault, [source])
    report, rows = Report("key"), []
    for entity_id in dict.fromkeys(r.entity for r in source.replacements if r.entity):
        at = [(r.start_char, r.end_char) for r in source.replacements if r.entity == entity_id]
        entity = key.entities.get(entity_id)
        spelt = sorted(entity.variants) if entity else []
        string = entity.string if entity else "[not in the key]"
        rows.append({"id": entity_id, "string": string, "spelt": spelt, "at": at})
        places = " ".join(f"{a}-{b}" for a, b in at)
        report.lines.append(f"{entity_id:<5} {string:<34} {', '.join(spelt) or '–'}  at {places}")
    report.figures = {"source": source_id, "entities": rows}
    if source_id in known:
        report.figures["original"] = known.text(source_id)
        report.lines += ["", known.text(source_id)]
    else:
        report.warnings.append(
            "its original text is no longer kept: the words of single mentions are not known"
        )
    return report


@one_at_a_time
def change_passphrase(study: Study, *, passphrase: str, new: str, by: str | None) -> Report:
    vault, person = _there(study, passphrase), study.person(by)
    vault.log_act(person.id, "changed the passphrase", "vault")
    vault.change_passphrase(new)
    study.record(person, "changed the passphrase", "vault")
    return Report(
        "key", ["the passphrase is changed; copies of the vault elsewhere still open with the old one"]
    )


@one_at_a_time
def restore(study: Study, *, passphrase: str, by: str | None) -> Report:
    """The last good vault takes the place of a damaged or lost one. Raises StudyTrouble when the vault is whole."""
    try:
        Vault.open(study.vault_path, passphrase)
    except Exception as fault:
        if "damaged" not in str(fault) and study.vault_path.exists():
            raise
    else:
        raise StudyTrouble("the vault is whole; nothing was brought back")
    vault, person = Vault.restore(study.vault_path, passphrase), study.person(by)
    vault.log_act(person.id, "brought back the last good vault", "vault")
    vault.save(forgetting=True)
    study.record(person, "brought back the last good vault", "vault")
    report = Report("key", ["the last good vault is back"])
    report.warnings.append(
        "it is as before its last act: what that act did to the key may have to be done again"
    )
    return report


def log(study: Study, *, passphrase: str) -> Report:
    """Every act on the key: when, who, what, which ids, why."""
    acts = _there(study, passphrase).data["acts"]
    lines = [f"{a['at']}  {a['user']}  {a['act']}  {a['about']}  {a['reason']}".rstrip() for a in acts]
    return Report("key", lines or ["nothing was done to the key yet"], figures={"acts": acts})


def where(study: Study) -> Report:
    """Where the vault lies, and what to copy when the study moves to another machine. Needs no passphrase."""
    path = study.vault_path
    there = path.exists()
    report = Report("key", [str(path) if there else f"not on this machine; it belongs at {path}"])
    report.lines.append(
        f"to move the study: copy {study.folder} and this file, into the same place of the other machine's user "
        "(or name its folder in QUALITATIVE_VAULTS), apart from each other"
    )
    report.figures = {"vault": str(path), "there": there, "backup": backup_of(path).exists()}
    return report


def _there(study: Study, passphrase: str) -> Vault:
    """The vault that is there; looking never makes one."""
    if not study.keeps_key:
        raise StudyTrouble("this study keeps no key")
    return study.vault(passphrase)
