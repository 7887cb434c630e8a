"""A study that cannot be opened, and acts that were killed midway."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitative.anonymise import VaultError
from qualitative.model import (
    Tier,
)
from qualitative.store import Store
from qualitative.study import (
    Study,
    StudyTrouble,
    custodian,
    evaluator,
    keys,
    reviewer,
)
from tests.support.small import PASSPHRASE, Small, add_all
from tests.support.study_state import NEW, Killed, confirm_all, crash, state

pytestmark = pytest.mark.slow  # whole stages, run and run again: `make test` runs them


def test_a_new_study_never_mixes_with_what_lies_there(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    with pytest.raises(StudyTrouble, match="not empty"):
        custodian.init(tmp_path / "mine")
    with pytest.raises(StudyTrouble, match="is a file"):
        custodian.init(tmp_path / "mine" / "letter.txt")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_study_is_never_made_over_another(added: Small) -> None:
    before = state(added)
    with pytest.raises(StudyTrouble, match="is a study already"):
        custodian.init(added.folder)
    assert state(added) == before


def test_an_init_killed_midway_can_be_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Store, "save_codebook", crash)
        with pytest.raises(Killed):
            custodian.init(tmp_path / "study")
    with pytest.raises(StudyTrouble, match="is not a study"):
        Study.open(tmp_path / "study")
    custodian.init(tmp_path / "study")
    Study.open(tmp_path / "study").close()


def test_other_files_in_the_study_s_folder_are_left_alone(added: Small) -> None:
    (added.folder / "my own notes.docx").write_bytes(b"mine")
    add_all(added, added.open())
    assert (added.folder / "my own notes.docx").read_bytes() == b"mine"


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all" * 100, b"SQLite format 3\x00" + bytes(4000)]
)
def test_a_damaged_database_is_told_with_its_mend(added: Small, content: bytes) -> None:
    (added.folder / "study.db").write_bytes(content)
    with pytest.raises(StudyTrouble, match="copy of the folder"):
        Study.open(added.folder)
    assert (added.folder / "study.db").read_bytes() == content


def test_a_study_of_a_newer_version_is_refused(added: Small) -> None:
    import sqlite3

    with sqlite3.connect(added.folder / "study.db") as base:
        base.execute("UPDATE alembic_version SET version_num = '9999'")
    base.close()
    with pytest.raises(StudyTrouble, match="newer version"):
        Study.open(added.folder)


def test_a_wrong_passphrase_changes_nothing(added: Small) -> None:
    (added.root / "new.txt").write_text("Interview\n\nSpeaker: It was late.\n")
    before = state(added)
    study = added.open()
    for act in (
        lambda: custodian.add(study, "tide", [added.root / "new.txt"], passphrase="wrong"),
        lambda: custodian.sign_off(study, ["tide-01"], by="Ana", passphrase="wrong"),
        lambda: custodian.sign_off(study, (), everything=True, by="Ana", passphrase="wrong"),
        lambda: custodian.mask(study, "tide", ["board"], passphrase="wrong"),
        lambda: custodian.list_key(study, "wrong"),
    ):
        with pytest.raises(VaultError, match="passphrase"):
            act()
    assert state(added) == before


def test_a_key_left_on_another_machine_is_asked_for(added: Small) -> None:
    for file in added.vaults.iterdir():
        file.unlink()
    study = added.open()
    with pytest.raises(StudyTrouble, match="not on this machine"):
        custodian.add(study, "tide", [added.root / "notes"], passphrase=PASSPHRASE)
    with pytest.raises(StudyTrouble, match="not on this machine"):
        custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    assert not any(s.signed_off for s in study.store.sources())
    assert not list(added.vaults.iterdir())


def test_looking_into_the_key_of_an_empty_study_makes_none(tmp_path: Path) -> None:
    custodian.init(tmp_path / "study")
    with pytest.raises(StudyTrouble, match="holds no notes yet"):
        custodian.list_key(Study.open(tmp_path / "study"), PASSPHRASE)
    assert not (tmp_path / "vaults").exists()


def killed_between_vault_and_store(small: Small, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = small.open()
    with monkeypatch.context() as patch:
        patch.setattr(Store, "save_participants", crash)
        with pytest.raises(Killed):
            custodian.add(study, "tide", [file], passphrase=PASSPHRASE)
    study.close()


def test_an_addition_killed_midway_is_finished_by_the_next_run(
    added: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    (added.root / "new.txt").write_text(NEW)
    killed_between_vault_and_store(added, added.root / "new.txt", monkeypatch)
    study = added.open()
    assert len(study.store.sources()) == 2
    report = custodian.add(study, "tide", [added.root / "new.txt"], passphrase=PASSPHRASE)
    assert report.figures["added"] == ["tide-03"]


def test_after_a_kill_no_file_is_taken_for_another(added: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = added.root / "first.txt", added.root / "second.txt"
    first.write_text(NEW)
    second.write_text(NEW.replace("money", "beds"))
    killed_between_vault_and_store(added, first, monkeypatch)
    study = added.open()
    assert custodian.add(study, "tide", [second], passphrase=PASSPHRASE).figures["added"] == ["tide-03"]
    assert custodian.add(study, "tide", [first], passphrase=PASSPHRASE).figures["added"] == ["tide-04"]


def test_a_sign_off_killed_midway_leaves_no_raw_text_for_long(
    added: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = added.open()
    with monkeypatch.context() as patch:
        patch.setattr(keys, "drop_signed", crash)
        with pytest.raises(Killed):
            custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    assert "tide-01" in study.vault(PASSPHRASE).data["pending"]
    custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    assert set(study.vault(PASSPHRASE).data["pending"]) == {"tide-02"}


@pytest.mark.parametrize(
    ("method", "act"),
    [
        ("set_stage_key", evaluator.suggest_codings),
        ("set_stage_key", evaluator.find_causes),
        ("set_stage_key", evaluator.cluster_themes),
    ],
)
def test_a_stage_killed_midway_writes_nothing_and_runs_again(
    added: Small,
    method: str,
    act: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study = added.open()
    custodian.sign_off(study, (), everything=True, by="Ana", passphrase=PASSPHRASE)
    before = state(added)
    with monkeypatch.context() as patch:
        patch.setattr(Store, method, crash)
        with pytest.raises(Killed):
            act(study)  # type: ignore[operator]
    study.close()
    assert state(added) == before
    act(added.open())  # type: ignore[operator]
    assert state(added) != before


def test_a_draft_killed_midway_is_made_again(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    confirm_all(study)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "save_draft", crash)
        with pytest.raises(Killed):
            reviewer.draft(study, "tide")
    report = reviewer.draft(study, "tide")
    assert "drafted" in report.lines[-1]
    assert all(Path(p).is_file() for p in report.figures["files"])
    assert study.store.draft("tide", Tier.PUBLIC) is not None
