"""Forgetting one person, a look behind one source, and the key's own log."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import qualitative.anonymise.vault as the_vault
from qualitative.study import Study, StudyTrouble, forgetting, key_acts, keys, settling
from tests.study.test_people_acts import id_of, string_of
from tests.study.test_settling import whole
from tests.support.small import PASSPHRASE
from tests.support.study_state import Killed, crash, killed_after_the_vault

pytestmark = pytest.mark.usefixtures("quick_key")


def forget(study: Study, entity_id: str) -> forgetting.Report:
    return forgetting.forget(study, "tide", entity_id, passphrase=PASSPHRASE, by="Ana", reason="asked to")


def test_a_forgotten_person_is_in_no_text_and_nowhere_in_the_vault(added_study: Study) -> None:
    marta = id_of(added_study, "kowalczyk")
    string = string_of(added_study, marta)
    report = forget(added_study, marta)
    assert report.figures["spans"] > 0
    vault = added_study.vault(PASSPHRASE)
    words = json.dumps(vault.data, ensure_ascii=False).lower()
    for gone in ("marta", "kowalczyk"):
        assert gone not in words
    assert not the_vault.backup_of(vault.path).exists()
    for source in added_study.store.sources():
        assert string not in source.text
        assert not source.signed_off
    assert any(forgetting.TOMBSTONE in s.text for s in added_study.store.sources())
    assert marta in keys.pseudonyms_of(vault, "tide").retired
    assert "oluwaseun" in words
    whole(added_study)
    with pytest.raises(StudyTrouble, match="nothing to take back"):
        settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ana")
    with pytest.raises(StudyTrouble, match="nobody is"):
        forget(added_study, marta)


def test_a_forgetting_killed_before_the_store_landed_is_carried_on(
    added_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    marta = id_of(added_study, "kowalczyk")
    with killed_after_the_vault(monkeypatch):
        forget(added_study, marta)
    assert any(r.entity == marta for s in added_study.store.sources() for r in s.replacements)
    forget(added_study, marta)
    assert not any(r.entity == marta for s in added_study.store.sources() for r in s.replacements)
    assert "kowalczyk" not in json.dumps(added_study.vault(PASSPHRASE).data).lower()


def test_a_look_behind_a_source_needs_a_reason_and_is_logged(added_study: Study) -> None:
    with pytest.raises(StudyTrouble, match="say why"):
        key_acts.reidentify(added_study, "tide-01", passphrase=PASSPHRASE, by="Ana", reason=" ")
    report = key_acts.reidentify(
        added_study, "tide-01", passphrase=PASSPHRASE, by="Ana", reason="a complaint"
    )
    assert "Marta Kowalczyk" in str(report.figures["entities"])
    assert "Marta Kowalczyk" in report.figures["original"]
    (act,) = key_acts.log(added_study, passphrase=PASSPHRASE).figures["acts"]
    assert (act["user"], act["about"], act["reason"]) == ("Ana", "tide-01", "a complaint")


def test_the_passphrase_is_changed_and_the_last_good_vault_comes_back(added_study: Study) -> None:
    key_acts.change_passphrase(added_study, passphrase=PASSPHRASE, new="another", by="Ana")
    with pytest.raises(the_vault.WrongPassphrase):
        added_study.vault(PASSPHRASE)
    key_acts.reidentify(added_study, "tide-01", passphrase="another", by="Ana", reason="a look")
    with pytest.raises(StudyTrouble, match="is whole"):
        key_acts.restore(added_study, passphrase="another", by="Ana")
    added_study.vault_path.write_bytes(b"damaged")
    key_acts.restore(added_study, passphrase="another", by="Ana")
    assert "tide" in added_study.vault("another").data["key"]


def test_no_anonymisation_log_outlives_who_is_forgotten(added_study: Study) -> None:
    from qualitative.study import anonymisation_log

    marta = id_of(added_study, "kowalczyk")
    anonymisation_log.write(added_study, "tide", None, passphrase=PASSPHRASE, by="Ana")
    assert keys.logs_beside(added_study)
    forgetting.forget(added_study, "tide", marta, passphrase=PASSPHRASE, by="Ana", reason="asked to be")
    assert keys.logs_beside(added_study) == []


def test_a_change_of_passphrase_killed_midway_leaves_one_that_opens(
    added_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where, what, opens in ((the_vault, "atomic_write", PASSPHRASE), (Study, "record", "another")):
        with monkeypatch.context() as patch:
            patch.setattr(where, what, crash)
            with pytest.raises(Killed):
                key_acts.change_passphrase(added_study, passphrase=PASSPHRASE, new="another", by="Ana")
        assert "tide" in added_study.vault(opens).data["key"]


def test_a_restoring_killed_midway_can_be_done_again(
    added_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_acts.reidentify(added_study, "tide-01", passphrase=PASSPHRASE, by="Ana", reason="a look")
    added_study.vault_path.write_bytes(b"damaged")
    with monkeypatch.context() as patch:
        patch.setattr(the_vault, "atomic_write", crash)
        with pytest.raises(Killed):
            key_acts.restore(added_study, passphrase=PASSPHRASE, by="Ana")
    key_acts.restore(added_study, passphrase=PASSPHRASE, by="Ana")
    assert "tide" in added_study.vault(PASSPHRASE).data["key"]


def test_a_study_moved_to_another_machine_says_what_is_missing_and_opens_when_it_came(
    added_study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    moved = Study.open(Path(shutil.copytree(added_study.folder, tmp_path / "moved")))
    vault = added_study.vault_path
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(elsewhere))
    with pytest.raises(StudyTrouble, match="is not on this machine"):
        moved.vault(PASSPHRASE)
    told = key_acts.where(moved)
    assert str(elsewhere / vault.name) in told.lines[0]
    assert not told.figures["there"]
    elsewhere.mkdir()
    shutil.copy(vault, elsewhere)
    key_acts.reidentify(moved, "tide-01", passphrase=PASSPHRASE, by="Ana", reason="a look")
    moved.close()


def test_of_two_custodians_at_once_the_second_overwrites_nothing(added_study: Study) -> None:
    """Each opened the vault; the first saved. The second is told, and the first's act stands."""
    second = added_study.vault(PASSPHRASE)
    first = key_acts.reidentify(added_study, "tide-01", passphrase=PASSPHRASE, by="Ana", reason="a look")
    assert first.figures["entities"]
    second.data["acts"].append({"act": "something else"})
    with pytest.raises(the_vault.VaultChanged, match="changed by another"):
        second.save()
    assert [a["act"] for a in key_acts.log(added_study, passphrase=PASSPHRASE).figures["acts"]] == [
        "re-identified"
    ]
