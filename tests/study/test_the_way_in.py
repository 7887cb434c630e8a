"""The whole way on two invented notes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qualitative.model import (
    Tier,
)
from qualitative.study import (
    StudyTrouble,
    commissioner,
    custodian,
    reviewer,
)
from tests.support.small import NAMES, PASSPHRASE, Small, add_all, write_inputs
from tests.support.study_state import confirm_all, state


def test_nothing_that_identifies_lies_in_the_study_folder(coded: Small) -> None:
    study = coded.open()
    confirm_all(study)
    for tier in (Tier.PUBLIC, Tier.REVIEWER):
        reviewer.draft(study, "tide", tier=tier)
        commissioner.compare(study, tier=tier)
    commissioner.export(study, coded.folder / "codings.csv")
    study.close()
    for path in (p for p in coded.folder.rglob("*") if p.is_file()):
        told = path.read_bytes().decode("utf-8", "replace").lower()
        assert [name for name in NAMES if name.lower() in told] == [], path.name


def test_the_roster_s_other_columns_are_never_stored(added: Small) -> None:
    assert b"shoe size" not in (added.folder / "study.db").read_bytes()


def test_sessions_take_their_place_and_state_from_the_case_file(added: Small) -> None:
    case = added.open().store.case("tide")
    assert {s.id: s.state for s in case.sessions} == {
        "fg-providers": "notes received",
        "int-1": "notes received",
    }


def test_the_same_files_again_are_passed_over(added: Small) -> None:
    study = added.open()
    before = [s.sha256 for s in study.store.sources()]
    report = custodian.add(study, "tide", [added.root / "notes"], passphrase=PASSPHRASE)
    assert report.figures["added"] == []
    assert "2 of the files are in the study already" in report.lines[0]
    assert [s.sha256 for s in study.store.sources()] == before


def test_the_case_file_given_again_reads_the_same(added: Small) -> None:
    study = added.open()
    before = study.store.load_case("tide")
    add_all(added, study)
    assert study.store.load_case("tide") == before


def test_a_known_file_under_another_name_is_passed_over(added: Small) -> None:
    shutil.copy(added.root / "notes" / "group.txt", added.root / "renamed.txt")
    report = custodian.add(added.open(), "tide", [added.root / "renamed.txt"], passphrase=PASSPHRASE)
    assert report.figures["added"] == []


def test_the_same_content_twice_in_one_go_is_read_once(tmp_path: Path) -> None:
    small = Small(write_inputs(tmp_path))
    shutil.copy(tmp_path / "notes" / "group.txt", tmp_path / "notes" / "copy of group.txt")
    shutil.copy(tmp_path / "notes" / "group.txt", tmp_path / "elsewhere.txt")
    custodian.init(small.folder)
    report = custodian.add(
        small.open(), "tide", [tmp_path / "notes", tmp_path / "elsewhere.txt"], passphrase=PASSPHRASE
    )
    assert len(report.figures["added"]) == 2
    told = "\n".join(report.left_out)
    assert "elsewhere.txt" in told
    assert "group.txt" in told
    assert "read once" in told


def test_a_file_the_case_file_does_not_place_is_told(added: Small) -> None:
    (added.root / "extra.txt").write_text("Interview\n\nSpeaker: It was late.\n")
    report = custodian.add(
        added.open(),
        "tide",
        [added.root / "extra.txt"],
        case_file=added.root / "case.yaml",
        passphrase=PASSPHRASE,
    )
    assert any("extra.txt: in no session of the case file" in w for w in report.warnings)


@pytest.mark.parametrize("name", ["../out", "a b", "", ".", "x" * 41, "a/b", "-x"])
def test_a_case_s_name_that_could_leave_the_folder_is_refused(added: Small, name: str) -> None:
    before = state(added)
    with pytest.raises(StudyTrouble, match="cannot be the name of a case"):
        custodian.add(added.open(), name, [added.root / "notes"], passphrase=PASSPHRASE)
    assert state(added) == before


def test_two_cases_never_differ_by_capitals_alone(added: Small) -> None:
    with pytest.raises(StudyTrouble, match='"tide"'):
        custodian.add(added.open(), "Tide", [added.root / "notes"], passphrase=PASSPHRASE)


def test_without_a_key_nothing_is_kept_outside_the_study(tmp_path: Path) -> None:
    small = Small(write_inputs(tmp_path))
    custodian.init(small.folder)
    study = small.open()
    report = custodian.add(study, "tide", [tmp_path / "notes"], passphrase=None)
    assert any("no key was kept" in w for w in report.warnings)
    assert not small.vaults.exists()
    custodian.sign_off(study, (), everything=True, by="Ana")
    assert all(s.signed_off for s in study.store.sources())
    with pytest.raises(StudyTrouble, match="--no-key"):
        custodian.add(study, "tide", [tmp_path / "notes"], passphrase=None)
    with pytest.raises(StudyTrouble, match="--no-key"):
        custodian.list_key(study, PASSPHRASE)
