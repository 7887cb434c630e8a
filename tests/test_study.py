"""The acts of a study: the whole way on two invented notes, and what happens when something goes wrong on it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qualitative.anonymise.door as the_door
from qualitative import anonymise
from qualitative.anonymise import Edit, VaultError
from qualitative.model import (
    Coding,
    Part,
    PartKind,
    Replacement,
    Selection,
    Source,
    Status,
    Theme,
    Tier,
    short_hash,
)
from qualitative.store import Store
from qualitative.study import (
    TROUBLES,
    Study,
    StudyTrouble,
    blind,
    commissioner,
    custodian,
    edits,
    evaluator,
    imports,
    keys,
    reviewer,
)
from qualitative.study.moving import masked_words
from tests.support.small import NAMES, PASSPHRASE, Small, add_all, make_added, make_coded, write_inputs


@pytest.fixture(scope="session")
def added_once(tmp_path_factory: pytest.TempPathFactory) -> Small:
    root = tmp_path_factory.mktemp("added")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(root / "vaults"))
        return make_added(root)


@pytest.fixture(scope="session")
def coded_once(added_once: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    root = tmp_path_factory.mktemp("coded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(root / "vaults"))
        return make_coded(added_once, root)


@pytest.fixture(autouse=True)
def _vaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))
    monkeypatch.delenv("QUALITATIVE_KEY_PASSPHRASE", raising=False)


@pytest.fixture
def added(added_once: Small, tmp_path: Path) -> Small:
    return added_once.copy_to(tmp_path)


@pytest.fixture
def coded(coded_once: Small, tmp_path: Path) -> Small:
    return coded_once.copy_to(tmp_path)


@pytest.fixture
def study(coded: Small) -> Iterator[Study]:
    opened = coded.open()
    yield opened
    opened.close()


def state(small: Small) -> tuple[str, ...]:
    """What must not change on a refusal: the database and the vaults, to the byte."""
    files = [small.folder / "study.db", *sorted(small.vaults.glob("*"))]
    return tuple(f"{f.name} {hashlib.sha256(f.read_bytes()).hexdigest()}" for f in files)


def confirm_all(study: Study, by: str = "Ana") -> None:
    for coding in study.store.codings("tide"):
        evaluator.decide(study, coding.id, True, by, "hindered")


# ------------------------------------------------------------------ the way in


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


# ------------------------------------------------------------------ bad input

BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n ",
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "noise.txt": bytes(range(256)) * 40,
    "not a zip.docx": b"Marta Kowalczyk said this is no zip",
    "broken.pdf": b"%PDF-1.7 Marta Kowalczyk",
    "table.xlsx": b"PK\x03\x04",
}


def make_bad(root: Path) -> list[Path]:
    for name, content in BAD.items():
        (root / name).write_bytes(content)
    with (root / "huge.txt").open("wb") as file:
        file.truncate(50 * 2**20)
    return [*(root / name for name in BAD), root / "huge.txt", root / "missing.txt"]


def test_bad_files_are_named_with_a_mend_and_the_others_go_on(tmp_path: Path) -> None:
    small = Small(write_inputs(tmp_path))
    bad = make_bad(tmp_path)
    custodian.init(small.folder)
    report = custodian.add(
        small.open(), "tide", [bad[0], tmp_path / "notes", *bad[1:]], passphrase=PASSPHRASE
    )
    assert len(report.figures["added"]) == 2
    assert len(report.left_out) == len(bad)
    for path, words in zip(bad, report.left_out, strict=True):
        assert words.startswith(path.name)
        assert words.count(".") >= 2, words  # a reason, and what to do
        assert not any(name in words for name in NAMES)


def test_when_every_file_fails_nothing_is_written(added: Small) -> None:
    bad = make_bad(added.root)
    before = state(added)
    for wanted in (bad, [bad[0]], [added.root / "missing.txt"]):
        with pytest.raises(StudyTrouble, match="no file could be read"):
            custodian.add(added.open(), "tide", wanted, passphrase=PASSPHRASE)
    assert state(added) == before


def test_a_folder_without_notes_is_told(added: Small) -> None:
    (added.root / "void").mkdir()
    with pytest.raises(StudyTrouble, match="holds no notes"):
        custodian.add(added.open(), "tide", [added.root / "void"], passphrase=PASSPHRASE)


@pytest.mark.parametrize("words", ["", "naem,group\nMarta Kowalczyk,x\n", "\x00\x01\x02"])
def test_a_roster_nobody_can_read_stops_everything(added: Small, words: str) -> None:
    (added.root / "r.csv").write_text(words)
    refused(added, roster=added.root / "r.csv", about="r.csv")


@pytest.mark.parametrize("words", ["id: [", "name: Tide", "id: tide\nsesions: []\nsessions: 3", "\x00"])
def test_a_faulty_case_file_stops_everything(added: Small, words: str) -> None:
    (added.root / "c.yaml").write_text(words)
    refused(added, case_file=added.root / "c.yaml", about="c.yaml")


def test_a_guide_nobody_can_read_stops_everything(added: Small) -> None:
    (added.root / "g.csv").write_text("what,else\n1,2\n")
    refused(added, guide=added.root / "g.csv", about="g.csv")


def refused(small: Small, about: str, **with_files: Path) -> None:
    (small.root / "new.txt").write_text("Interview\n\nSpeaker: It was late.\n")
    before = state(small)
    with pytest.raises(TROUBLES) as trouble:
        custodian.add(small.open(), "tide", [small.root / "new.txt"], passphrase=PASSPHRASE, **with_files)  # type: ignore[arg-type]
    assert about in str(trouble.value)
    assert not any(name in str(trouble.value) for name in NAMES)
    assert state(small) == before


# ------------------------------------------------------------------ a study that cannot be opened


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


# ------------------------------------------------------------------ killed midway


class Killed(BaseException):
    """As a machine that is switched off: nobody catches it."""


def crash(*_: object, **__: object) -> None:
    raise Killed


NEW = "Interview\n\nInterviewer: And then?\nMarta Kowalczyk: Nobody told us who decides about money.\n"


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


# ------------------------------------------------------------------ signing off


def test_at_sign_off_the_raw_text_leaves_the_vault(added: Small) -> None:
    study = added.open()
    assert "Marta" in study.vault(PASSPHRASE).data["pending"]["tide-01"]["text"]
    custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    assert set(study.vault(PASSPHRASE).data["pending"]) == {"tide-02"}


def test_a_signature_without_the_key_s_passphrase_is_refused(added: Small) -> None:
    before = state(added)
    with pytest.raises(StudyTrouble, match="passphrase"):
        custodian.sign_off(added.open(), ["tide-01"], by="Ana")
    assert state(added) == before


def test_nobody_signs_by_naming_nothing_or_both(added: Small) -> None:
    study = added.open()
    with pytest.raises(StudyTrouble, match="name the sources"):
        custodian.sign_off(study, (), by="Ana", passphrase=PASSPHRASE)
    with pytest.raises(StudyTrouble, match="not both"):
        custodian.sign_off(study, ["tide-01"], everything=True, by="Ana", passphrase=PASSPHRASE)
    with pytest.raises(StudyTrouble, match="tide-99"):
        custodian.sign_off(study, ["tide-01", "tide-99"], by="Ana", passphrase=PASSPHRASE)
    assert not any(s.signed_off for s in study.store.sources())


@pytest.mark.parametrize("name", ["", "  ", "machine", "Machine"])
def test_a_signature_is_always_a_person_s(added: Small, name: str) -> None:
    with pytest.raises(StudyTrouble, match="--by NAME"):
        custodian.sign_off(added.open(), ["tide-01"], by=name, passphrase=PASSPHRASE)


def test_what_is_signed_unread_says_so_and_a_draft_too(added: Small) -> None:
    study = added.open()
    custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    custodian.sign_off(study, (), everything=True, by="Ana", passphrase=PASSPHRASE)
    assert {s.id: s.signed_unread for s in study.store.sources()} == {"tide-01": False, "tide-02": True}
    evaluator.suggest_codings(study)
    confirm_all(study)
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    assert "signed unread" in (added.folder / "drafts" / "tide-reviewer.md").read_text("utf-8")


def test_what_is_unsettled_is_marked_for_the_one_who_reads(added: Small) -> None:
    study = added.open()
    source = study.store.sources()[0]
    first = dataclasses.replace(source.replacements[0], settled=False)
    study.store.save_source(dataclasses.replace(source, replacements=(first, *source.replacements[1:])))
    text = custodian.text_to_read(study, ["tide-01"]).figures["texts"]["tide-01"]
    assert text.count("‹?›") == 1
    assert text[: first.end_char + 3].endswith("‹?›")


def test_unsigned_sources_are_not_coded_clustered_or_drafted(added: Small) -> None:
    study = added.open()
    custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    report = evaluator.suggest_codings(study)
    evaluator.find_causes(study)
    evaluator.cluster_themes(study, everything=True)
    assert any("wait for sign-off" in w for w in report.warnings)
    assert {c.selection.source for c in study.store.codings("tide")} == {"tide-01"}
    assert {x.selection.source for x in study.store.links("tide")} <= {"tide-01"}
    assert {m.source for t in study.store.themes("tide") for m, _ in t.members} <= {"tide-01"}
    assert {s.id for s in reviewer.view_of(study, "tide", Tier.CODER).sources} == {"tide-01"}


def test_with_nothing_signed_there_is_nothing_to_draft(added: Small) -> None:
    with pytest.raises(StudyTrouble, match="signed off"):
        reviewer.draft(added.open(), "tide", preview=True)


def test_a_signed_session_waits_again_when_more_notes_of_it_come(coded: Small) -> None:
    study = coded.open()
    assert {s.state for s in study.store.case("tide").sessions} == {"signed off"}
    case = coded.root / "case.yaml"
    case.write_text(
        case.read_text("utf-8").replace("{file: interview.txt,", "{files: [interview.txt, more.txt],")
    )
    (coded.root / "more.txt").write_text(NEW)
    custodian.add(study, "tide", [coded.root / "more.txt"], case_file=case, passphrase=PASSPHRASE)
    states = {s.id: s.state for s in study.store.case("tide").sessions}
    assert states == {"fg-providers": "signed off", "int-1": "notes received"}


# ------------------------------------------------------------------ one more note, and what it makes known


def test_one_note_more_codes_one_source_more(coded: Small) -> None:
    study = coded.open()
    assert evaluator.suggest_codings(study).figures["sources"] == 0
    (coded.root / "new.txt").write_text(NEW)
    custodian.add(study, "tide", [coded.root / "new.txt"], passphrase=PASSPHRASE)
    custodian.sign_off(study, ["tide-03"], by="Ana", passphrase=PASSPHRASE)
    assert evaluator.suggest_codings(study).figures["sources"] == 1
    assert evaluator.suggest_codings(study).figures["sources"] == 0


def test_two_cases_can_both_have_themes(coded: Small) -> None:
    study = coded.open()
    (coded.root / "ebb.txt").write_text((coded.root / "notes" / "group.txt").read_text("utf-8") + NEW)
    custodian.add(study, "ebb", [coded.root / "ebb.txt"], passphrase=PASSPHRASE)
    custodian.sign_off(study, (), everything=True, by="Ana", passphrase=PASSPHRASE)
    evaluator.cluster_themes(study, everything=True, n_themes=2)
    before = study.store.themes("ebb")
    ids = [theme.id for theme in (*before, *study.store.themes("tide"))]
    assert before
    assert study.store.themes("tide")
    assert len(set(ids)) == len(ids)
    evaluator.cluster_themes(study, "ebb", everything=True, n_themes=2, seed=1)
    assert {t.id for t in study.store.themes("ebb")} == {t.id for t in before}


MISSED = """Interview

Interviewer: What happened?
Delegate: We asked Petherwick about it and heard nothing, so staff left. We will see. Will it come?
Delegate: Trust came back when Petherwick left. Nobody knew who was responsible.
"""
TOLD = "Interview\n\nWill Petherwick: I came late to it all.\nWill Petherwick: Nobody knew who was responsible.\n"


@pytest.fixture(scope="session")
def missed_once(coded_once: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A third, signed and coded source in which a name stands that no finder saw; everything decided, a draft made."""
    small = coded_once.copy_to(tmp_path_factory.mktemp("missed"))
    (small.root / "missed.txt").write_text(MISSED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(small.vaults))
        patch.setattr(the_door, "tag_names", lambda texts, **_: [[] for _ in texts])
        patch.setattr(the_door, "find_names", lambda *_: [])
        study = small.open()
        custodian.add(study, "tide", [small.root / "missed.txt"], passphrase=PASSPHRASE)
        custodian.sign_off(study, ["tide-03"], by="Ana", passphrase=PASSPHRASE)
    evaluator.suggest_codings(study)
    evaluator.find_causes(study)
    evaluator.cluster_themes(study, everything=True)
    confirm_all(study)
    for link in study.store.links("tide"):
        evaluator.decide_link(study, link, True, "Ana")
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    study.close()
    return small


@pytest.fixture
def missed(missed_once: Small, tmp_path: Path) -> Iterator[Study]:
    study = missed_once.copy_to(tmp_path).open()
    assert study.store.sources()[2].text.count("Petherwick") == 2
    yield study
    study.close()


def tell_the_name(study: Study) -> custodian.Report:
    root = study.folder.parent
    (root / "told.txt").write_text(TOLD)
    (root / "roster2.csv").write_text("name\nWill Petherwick\n")
    return custodian.add(
        study, "tide", [root / "told.txt"], roster=root / "roster2.csv", passphrase=PASSPHRASE
    )


def test_a_name_learnt_later_is_masked_at_once_in_the_signed_source(missed: Study) -> None:
    n_codings, n_links = len(missed.store.codings("tide")), len(missed.store.links("tide"))
    report = tell_the_name(missed)
    assert report.figures["masked_later"] == {"tide-03": 2}
    assert any("tide-03" in w and "sign-off again" in w for w in report.warnings)
    source = missed.store.sources()[2]
    assert "Petherwick" not in source.text
    assert "We will see. Will it come?" in source.text  # an ordinary word is no name
    assert not source.signed_off
    state_of = {s.id: s.state for s in missed.store.case("tide").sessions}
    assert state_of[source.session] == "notes received"
    assert [source.signed_off for source in missed.store.sources()[:2]] == [True, True]
    codings = missed.store.codings("tide")
    assert (len(codings), len(missed.store.links("tide"))) == (n_codings, n_links)
    every = {s.id: s.text for s in missed.store.sources()}
    for c in codings:
        assert every[c.selection.source][c.selection.start_char : c.selection.end_char] == c.selection.quote
        assert c.status is Status.CONFIRMED
    for x in missed.store.links("tide"):
        for some in (x.selection, x.cause, x.effect):
            assert every[some.source][some.start_char : some.end_char] == some.quote
    for t in missed.store.themes("tide"):
        for member, _ in t.members:
            assert every[member.source][member.start_char : member.end_char] == member.quote
        assert set(t.central) <= {m.id for m, _ in t.members}
    missed.close()
    assert b"etherwick" not in (missed.folder / "study.db").read_bytes()


def test_after_a_later_masking_a_re_run_suggests_nothing_twice(missed: Study) -> None:
    tell_the_name(missed)
    custodian.sign_off(missed, ["tide-03"], by="Ana", passphrase=PASSPHRASE)
    evaluator.suggest_codings(missed, learn=False)
    evaluator.find_causes(missed)
    codings, links = missed.store.codings("tide"), missed.store.links("tide")
    assert len({(c.selection.id, c.code) for c in codings}) == len(codings)
    assert len({(x.cause.id, x.effect.id) for x in links}) == len(links)


def test_a_name_is_sought_even_when_the_run_that_learnt_it_was_killed(
    missed: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Store, "save_participants", crash)
        with pytest.raises(Killed):
            tell_the_name(missed)
    assert "Petherwick" in missed.store.sources()[2].text
    tell_the_name(missed)
    assert "Petherwick" not in missed.store.sources()[2].text


def test_words_a_person_saw_are_masked_and_what_was_made_of_them_too(missed: Study) -> None:
    report = custodian.mask(missed, "tide", ["Petherwick"], passphrase=PASSPHRASE, by="Ana")
    assert report.figures["masked"] == 2
    assert not missed.store.sources()[2].signed_off
    assert "Petherwick" in repr(missed.vault(PASSPHRASE).data["key"])
    missed.close()
    assert b"etherwick" not in (missed.folder / "study.db").read_bytes()


@pytest.mark.parametrize("words", [[""], ["  "], ["nowhere to be found"]])
def test_words_that_stand_nowhere_change_nothing(added: Small, words: list[str]) -> None:
    before = state(added)
    with pytest.raises(StudyTrouble):
        custodian.mask(added.open(), "tide", words, passphrase=PASSPHRASE)
    assert state(added) == before


def test_words_drawn_from_a_text_are_masked_whole_and_longest_first() -> None:
    new = {"Ann": "[Person 2]", "Ann Lee": "[Person 2]"}
    assert masked_words("ann lee met Anna, Ann's aunt", new) == "[Person 2] met Anna, [Person 2]'s aunt"
    assert masked_words("We will. Will went.", {"Will": "[P]"}, as_written=True) == "We will. [P] went."


# ------------------------------------------------------------------ what people decided


def test_decisions_of_people_survive_every_re_run(study: Study) -> None:
    first, second, *_ = study.store.codings("tide")
    evaluator.decide(study, first.id, True, "Ana", "helped")
    evaluator.decide(study, second.id, False, "Bo")
    source = study.store.sources("tide")[0]
    selection = Selection(source.id, 0, 11, source.text[:11])
    own = evaluator.add_coding(study, "tide", selection, "governance", "Ana")
    links = study.store.links("tide")
    evaluator.decide_link(study, links[0], False, "Ana")
    for sources in study.store.sources():
        study.store.set_stage_key("code", sources.id, "")
        study.store.set_stage_key("causes", sources.id, "")
    evaluator.suggest_codings(study, learn=False)
    evaluator.find_causes(study)
    evaluator.cluster_themes(study, seed=3)
    now = {c.id: c for c in study.store.codings("tide")}
    assert (now[first.id].status, now[first.id].stance, now[first.id].decided_by) == (
        Status.CONFIRMED,
        "helped",
        "Ana",
    )
    assert (now[second.id].status, now[second.id].decided_by) == (Status.REJECTED, "Bo")
    assert now[own.id] == own
    assert next(x for x in study.store.links("tide") if x.id == links[0].id).status is Status.REJECTED


def write_decisions(study: Study, path: Path, words: str = "confirm", n: int | None = None) -> None:
    import pandas as pd

    commissioner.export(study, path)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[: len(table) if n is None else n - 1, "decision"] = words
    table.to_csv(path, index=False)


def test_an_import_is_one_act_and_can_be_taken_back(study: Study, tmp_path: Path) -> None:
    write_decisions(study, tmp_path / "c.csv", n=3)
    before = {c.id: (c.status, c.stance) for c in study.store.codings("tide")}
    report = commissioner.import_file(study, tmp_path / "c.csv", by="Ana")
    assert report.figures["decided"] == report.figures["confirmed"] == 3
    assert [d.act for d in study.store.decisions()].count("import decisions") == 1
    again = commissioner.import_file(study, tmp_path / "c.csv", by="Ana")
    assert (again.figures["decided"], again.figures["as_before"]) == (0, 3)
    assert commissioner.undo_import(study, by="Bo").figures["undone"] == 3
    assert {c.id: (c.status, c.stance) for c in study.store.codings("tide")} == before
    with pytest.raises(StudyTrouble, match="taken back"):
        commissioner.undo_import(study, by="Bo")


def test_taking_back_an_import_leaves_what_was_decided_since(study: Study, tmp_path: Path) -> None:
    write_decisions(study, tmp_path / "c.csv", n=2)
    commissioner.import_file(study, tmp_path / "c.csv", by="Ana")
    mine = next(c for c in study.store.codings("tide") if c.status is Status.CONFIRMED)
    evaluator.decide(study, mine.id, False, "Bo")
    assert commissioner.undo_import(study, by="Ana").figures == {"undone": 1, "kept": 1}
    assert next(c for c in study.store.codings("tide") if c.id == mine.id).status is Status.REJECTED


def test_a_faulty_sheet_changes_nothing(coded: Small) -> None:
    study = coded.open()
    write_decisions(study, coded.root / "c.csv", words="perhaps")
    study.close()
    before = state(coded)
    with pytest.raises(TROUBLES, match="row 2"):
        commissioner.import_file(coded.open(), coded.root / "c.csv", by="Ana")
    (coded.root / "d.csv").write_text("id,decision\nabc,confirm\nabc,reject\n")
    with pytest.raises(TROUBLES, match="row 3"):
        commissioner.import_file(coded.open(), coded.root / "d.csv", by="Ana")
    assert state(coded) == before


def test_rows_of_another_study_are_told_and_left_out(study: Study, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,decision\nnothere,confirm\n")
    report = commissioner.import_file(study, tmp_path / "c.csv", by="Ana")
    assert (report.figures["decided"], report.figures["confirmed"], report.figures["unknown"]) == (0, 0, 1)
    assert "1 rows" in report.warnings[0]


def test_another_codebook_keeps_what_people_confirmed_and_says_so(study: Study, tmp_path: Path) -> None:
    confirm_all(study)
    n = sum(c.status is Status.CONFIRMED for c in study.store.codings("tide"))
    path = tmp_path / "b.yaml"
    path.write_text(
        'name: Mine\nversion: "1"\ncodes:\n  - {id: money, name: Money, definition: About money.}\n'
    )
    report = commissioner.import_file(study, path, by="Ana")
    assert "does not have" in report.warnings[0]
    evaluator.suggest_codings(study)
    assert sum(c.status is Status.CONFIRMED for c in study.store.codings("tide")) == n
    reviewer.draft(study, "tide", preview=True)


def test_the_codebook_travels_out_and_in_again(study: Study, tmp_path: Path) -> None:
    before = study.store.codebook().every_code()
    commissioner.export(study, tmp_path / "b.qdc")
    commissioner.import_file(study, tmp_path / "b.qdc", by="Ana")
    assert study.store.codebook().every_code() == before


@pytest.mark.parametrize("name", ["x.pdf", "x.qdpx", "nowhere/x.csv", "study"])
def test_an_export_that_cannot_be_written_says_why(coded: Small, name: str) -> None:
    with pytest.raises(StudyTrouble):
        commissioner.export(coded.open(), coded.root / name)


def test_agreement_counts_only_what_two_people_coded_blind(study: Study) -> None:
    with pytest.raises(StudyTrouble, match="this study has 0"):
        blind.agreement(study)
    for source in study.store.sources():
        for part in source.parts[2:6]:
            some = Selection(
                source.id,
                part.body_start_char,
                part.end_char,
                source.text[part.body_start_char : part.end_char],
            )
            for person in ("Ana", "Bo"):
                evaluator.add_coding(study, "tide", some, "governance", person, blind=True)
    table = blind.agreement(study)
    assert "Ana" in table.title
    assert "Bo" in table.title
    with pytest.raises(StudyTrouble):
        blind.agreement(study, coders=("Ana", "Zed"))


# ------------------------------------------------------------------ sheets: claimed causes, and coding blind


def fill(path: Path, sheet: str, column: str, words: Sequence[str], since_row: int = 2) -> Path:
    """One column of a workbook's sheet filled in by a person, from `since_row` down."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    number = next(cell.column for cell in book[sheet][1] if cell.value == column)
    for row, word in enumerate(words, start=since_row):
        book[sheet].cell(row, number, word)
    book.save(path)
    return path


def test_claimed_causes_are_accepted_in_the_sheet_and_reach_the_draft(study: Study, tmp_path: Path) -> None:
    confirm_all(study)
    n = len(study.store.links("tide"))
    sheet = tmp_path / "c.xlsx"
    report = commissioner.export(study, sheet, case="tide")
    n_shown = report.figures["claimed_causes"]
    assert 1 < n_shown <= n
    fill(sheet, "claimed causes", "decision", ["confirm"] * (n_shown - 1) + ["reject"])
    figures = commissioner.import_file(study, sheet, by="Ana").figures
    assert figures["claimed_causes"] == {
        "decided": n_shown,
        "confirmed": n_shown - 1,
        "rejected": 1,
        "as_before": 0,
        "unknown": 0,
    }
    accepted = [x for x in study.store.links("tide") if x.status is Status.CONFIRMED]
    assert {x.decided_by for x in accepted} == {"Ana"}
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    assert study.store.factors("tide")
    assert all(x.cause_factor for x in study.store.links("tide") if x.status is Status.CONFIRMED)
    assert commissioner.import_file(study, sheet, by="Ana").figures["claimed_causes"]["as_before"] == n_shown


def test_taking_back_a_sheet_takes_its_claimed_causes_back_too(study: Study, tmp_path: Path) -> None:
    before = study.store.links("tide")
    commissioner.export(study, tmp_path / "c.xlsx")
    fill(tmp_path / "c.xlsx", "claimed causes", "decision", ["confirm", "confirm"])
    commissioner.import_file(study, tmp_path / "c.xlsx", by="Ana")
    since = next(x for x in study.store.links("tide") if x.status is Status.CONFIRMED)
    evaluator.decide_link(study, since, False, "Bo")
    assert commissioner.undo_import(study, by="Ana").figures == {"undone": 1, "kept": 1}
    now = {x.id: x for x in study.store.links("tide")}
    assert now[since.id].status is Status.REJECTED
    assert [x for x in before if x.id != since.id] == [x for x in now.values() if x.id != since.id]


def test_a_csv_says_that_claimed_causes_are_not_in_it(study: Study, tmp_path: Path) -> None:
    assert any(
        "claimed causes need .xlsx" in w for w in commissioner.export(study, tmp_path / "c.csv").warnings
    )


def test_a_lower_tier_s_sheet_shows_no_cause_it_may_not_see(study: Study, tmp_path: Path) -> None:
    commissioner.export(study, tmp_path / "c.xlsx", tier=Tier.PUBLIC)
    shown = reviewer.view_of(study, "tide", Tier.PUBLIC).links
    import pandas as pd

    table = pd.read_excel(tmp_path / "c.xlsx", sheet_name="claimed causes")
    assert len(table) == len(shown) < len(study.store.links("tide"))


def test_an_import_recorded_by_an_earlier_version_is_still_taken_back(study: Study) -> None:
    coding = study.store.codings("tide")[0]
    evaluator.decide(study, coding.id, True, "Ana")
    was = json.dumps([[coding.id, "suggested", ""]])
    study.record(study.person("Ana"), "import decisions", "x", was=was)
    assert commissioner.undo_import(study, by="Ana").figures["undone"] == 1
    assert next(c for c in study.store.codings("tide") if c.id == coding.id).status is Status.SUGGESTED


def blank_sheet(study: Study, path: Path, codes: Sequence[str], **options: int) -> Path:
    commissioner.export(study, path, blank=True, **options)  # type: ignore[arg-type]
    return fill(path, "passages", "codes", codes)


def test_two_people_code_blind_in_sheets_and_only_what_both_read_is_compared(
    study: Study, tmp_path: Path
) -> None:
    ana = blank_sheet(study, tmp_path / "a.xlsx", ["governance", "Communication; governance", "none", "none"])
    bo = blank_sheet(study, tmp_path / "b.xlsx", ["governance", "communication", "governance"])
    report = commissioner.import_file(study, ana, by="Ana")
    figures = {k: report.figures[k] for k in ("passages", "codings", "none", "as_before", "not_blind")}
    assert figures == {"passages": 4, "codings": 3, "none": 2, "as_before": 0, "not_blind": 0}
    assert report.figures["empty"] > 0
    with pytest.raises(StudyTrouble, match="this study has 1"):
        blind.agreement(study)
    commissioner.import_file(study, bo, by="Bo")
    table = blind.agreement(study)
    assert "3 segments" in table.note  # the fourth, which Ana read and gave none, Bo has not read
    counts = {row[0]: row[1:5] for row in table.rows}
    names = {code.id: code.name for code in study.store.codebook().every_code()}
    assert counts[names["governance"]] == ("1", "1", "1", "0")
    assert counts[names["communication"]] == ("1", "0", "0", "2")
    mine = [c for c in study.store.codings("tide") if c.user in ("Ana", "Bo")]
    assert all(c.blind and c.status is Status.CONFIRMED for c in mine)


def test_a_blank_sheet_shows_no_suggestion_and_nothing_people_asked_not_to_use(
    study: Study, tmp_path: Path
) -> None:
    import pandas as pd

    report = commissioner.export(study, tmp_path / "p.xlsx", blank=True)
    sheets = pd.read_excel(tmp_path / "p.xlsx", sheet_name=None, dtype=str)
    told = "\n".join(table.to_csv() for table in sheets.values())
    assert "stopped trusting the board" not in told
    assert not any(c.id in told or (c.rationale and c.rationale in told) for c in study.store.codings("tide"))
    assert len(sheets["passages"]) == report.figures["passages"]
    every = {s.id: i for i, s in enumerate(study.store.sources("tide"))}
    ids = [passage.rsplit(":", 1) for passage in sheets["passages"]["id"]]
    places = [(every[source], int(span.split("-")[0])) for source, span in ids]
    assert places == sorted(places)
    assert any("has not looked" in w for w in report.warnings)


def test_the_same_seed_draws_the_same_passages_for_both_people(study: Study, tmp_path: Path) -> None:
    import pandas as pd

    def ids(name: str, seed: int) -> list[str]:
        commissioner.export(study, tmp_path / name, blank=True, sample=4, seed=seed)
        return list(pd.read_csv(tmp_path / name, dtype=str)["id"])

    assert ids("a.csv", 1) == ids("b.csv", 1)
    assert len(ids("c.csv", 2)) == 4
    assert len({tuple(ids("d.csv", seed)) for seed in range(6)}) > 1
    report = commissioner.export(study, tmp_path / "e.csv", blank=True, sample=4000)
    assert any("all of them" in w for w in report.warnings)


def test_a_faulty_blank_sheet_changes_nothing(coded: Small) -> None:
    study = coded.open()
    sheet = blank_sheet(study, coded.root / "p.xlsx", ["governance", "gouvernance", "money"])
    study.close()
    before = state(coded)
    with pytest.raises(TROUBLES) as trouble:
        commissioner.import_file(coded.open(), sheet, by="Ana")
    assert "row 3" in str(trouble.value)
    assert "row 4" in str(trouble.value)
    assert state(coded) == before


def test_the_same_blank_sheet_again_adds_nothing(study: Study, tmp_path: Path) -> None:
    sheet = blank_sheet(study, tmp_path / "p.xlsx", ["governance", "none"])
    commissioner.import_file(study, sheet, by="Ana")
    before = study.store.load_case("tide")
    again = commissioner.import_file(study, sheet, by="Ana")
    assert (again.figures["codings"], again.figures["as_before"]) == (0, 1)
    assert study.store.load_case("tide") == before


def test_a_sheet_that_gives_less_than_the_last_one_says_so(study: Study, tmp_path: Path) -> None:
    commissioner.import_file(study, blank_sheet(study, tmp_path / "p.xlsx", ["governance"]), by="Ana")
    report = commissioner.import_file(
        study, blank_sheet(study, tmp_path / "p.xlsx", ["communication"]), by="Ana"
    )
    assert any("--undo" in w for w in report.warnings)
    assert {c.code for c in study.store.codings("tide") if c.user == "Ana"} == {"governance", "communication"}


def test_taking_back_a_blank_sheet_leaves_no_coding_and_no_reading(study: Study, tmp_path: Path) -> None:
    before = study.store.codings("tide")
    commissioner.import_file(study, blank_sheet(study, tmp_path / "p.xlsx", ["governance", "none"]), by="Ana")
    assert len(imports.read_blind(study)["Ana"]) == 2
    commissioner.undo_import(study, by="Ana")
    assert study.store.codings("tide") == before
    assert imports.read_blind(study) == {}
    commissioner.import_file(study, tmp_path / "p.xlsx", by="Ana")
    assert len(study.store.codings("tide")) == len(before) + 1


def test_who_has_decided_on_a_passage_s_suggestions_is_never_called_blind(
    study: Study, tmp_path: Path
) -> None:
    first = study.store.codings("tide")[0]
    evaluator.decide(study, first.id, True, "Ana")
    sheet = tmp_path / "p.xlsx"
    n = commissioner.export(study, sheet, blank=True).figures["passages"]
    fill(sheet, "passages", "codes", ["progress"] * n)
    report = commissioner.import_file(study, sheet, by="Ana")
    mine = [c for c in study.store.codings("tide") if c.user == "Ana"]
    assert [c.selection for c in mine if not c.blind] == [first.selection]
    assert report.figures["not_blind"] == 1
    assert any("had decided on suggestions for 1" in w for w in report.warnings)
    assert imports.read_blind(study)["Ana"] == {c.selection.id for c in mine if c.blind}
    assert commissioner.import_file(study, sheet, by="Bo").figures["not_blind"] == 0


def test_only_the_coding_team_gets_a_blank_sheet(study: Study, tmp_path: Path) -> None:
    with pytest.raises(StudyTrouble, match="coding team"):
        commissioner.export(study, tmp_path / "p.xlsx", blank=True, tier=Tier.REVIEWER)
    with pytest.raises(StudyTrouble, match="blank sheet"):
        commissioner.export(study, tmp_path / "p.qdc", blank=True)


def test_with_nothing_signed_there_is_no_passage_to_code(added: Small) -> None:
    with pytest.raises(StudyTrouble, match="signed off"):
        commissioner.export(added.open(), added.root / "p.xlsx", blank=True)


def test_a_passage_masked_after_the_sheet_was_written_is_not_coded_unseen(
    missed: Study, tmp_path: Path
) -> None:
    sheet = tmp_path / "p.xlsx"
    n = commissioner.export(missed, sheet, blank=True).figures["passages"]
    fill(sheet, "passages", "codes", ["none"] * n)
    tell_the_name(missed)
    custodian.sign_off(missed, ["tide-03", "tide-04"], by="Ana", passphrase=PASSPHRASE)
    with pytest.raises(TROUBLES, match="fresh sheet") as trouble:
        commissioner.import_file(missed, sheet, by="Cy")
    assert "etherwick" not in str(trouble.value)
    assert imports.read_blind(missed) == {}


# ------------------------------------------------------------------ tiers


def test_no_reviewer_wording_stands_in_anything_public(coded: Small) -> None:
    study = coded.open()
    confirm_all(study)
    wording = {
        r.coder
        for s in study.store.sources()
        for r in s.replacements
        if r.public != r.coder and r.coder[0] == "["
    }
    assert wording
    reviewer.draft(study, "tide")
    commissioner.compare(study)
    commissioner.export(study, coded.folder / "public.csv", tier=Tier.PUBLIC)
    texts = [p.read_text("utf-8") for p in coded.folder.rglob("*") if p.suffix in (".md", ".html", ".csv")]
    assert len(texts) == 5
    assert [w for w in wording for text in texts if w in text] == []


def test_a_wish_not_to_be_used_is_kept_at_every_tier(study: Study, tmp_path: Path) -> None:
    for tier in (Tier.PUBLIC, Tier.REVIEWER, Tier.CODER):
        commissioner.export(study, tmp_path / "c.csv", tier=tier)
        assert "stopped trusting the board" not in (tmp_path / "c.csv").read_text("utf-8")


def test_a_coder_s_text_fails_the_public_check(study: Study, tmp_path: Path) -> None:
    someone = next(r.coder for s in study.store.sources() for r in s.replacements if r.type == "PERSON")
    (tmp_path / "mine.md").write_text(f"# Draft\n\n{someone} said that the plan was late.\n")
    assert reviewer.check(study, tmp_path / "mine.md").figures["failures"] > 0
    assert reviewer.check(study, tmp_path / "mine.md", tier=Tier.CODER).figures["failures"] == 0


def test_a_draft_that_rests_on_a_withdrawn_decision_fails_its_check(study: Study) -> None:
    confirm_all(study)
    files = reviewer.draft(study, "tide", tier=Tier.REVIEWER).figures["files"]
    draft = next(Path(f) for f in files if f.endswith(".md"))
    for coding in study.store.codings("tide"):
        evaluator.decide(study, coding.id, False, "Ana")
    assert reviewer.check(study, draft, tier=Tier.REVIEWER).figures["failures"] > 0


@pytest.mark.parametrize("name", ["empty.html", "empty.md", "gone.docx"])
def test_a_file_to_check_that_cannot_be_read_is_told(coded: Small, name: str) -> None:
    if name.startswith("empty"):
        (coded.root / name).write_text("")
    with pytest.raises(TROUBLES, match=name):
        reviewer.check(coded.open(), coded.root / name)


def test_a_second_draft_of_the_same_changes_no_file(study: Study) -> None:
    confirm_all(study)
    files = [Path(f) for f in reviewer.draft(study, "tide").figures["files"]]
    before = [f.stat().st_mtime_ns for f in files]
    assert "nothing has changed" in reviewer.draft(study, "tide").lines[-1]
    assert [f.stat().st_mtime_ns for f in files] == before


# ------------------------------------------------------------------ edits

WORDS = st.text(alphabet="abc é́😀", min_size=1, max_size=9)


@st.composite
def edited_sources(draw: st.DrawFn) -> tuple[Source, list[Edit], list[tuple[int, int]]]:
    """A tiled source, edits apart from each other, and some spans of its text."""
    pieces = draw(st.lists(WORDS, min_size=1, max_size=6))
    parts, at = [], 0
    for piece in pieces:
        parts.append(Part(at, at + len(piece), PartKind.SPEECH, body_char=at))
        at += len(piece) + 1
    text = "\n".join(pieces)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    made: list[Edit] = []
    shift = 0
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if "\n" in text[start:end]:
            continue
        new = draw(st.sampled_from(["[P1]", "[Participant 12, provider]", "x"]))
        mask = Replacement(start + shift, start + shift + len(new), "PERSON", new, new, "[person]", "P1")
        made.append(Edit("s", start, end, new, mask))
        shift += len(new) - (end - start)
    inside = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(inside, inside).map(lambda s: (min(s), max(s))), max_size=5))
    return Source("s", "c", "i", "t", text, tuple(parts)), made, spans


@settings(max_examples=150, deadline=None)
@given(edited_sources())
def test_after_edits_every_anchor_stands_on_its_words_and_parts_still_tile(
    drawn: tuple[Source, list[Edit], list[tuple[int, int]]],
) -> None:
    source, made, spans = drawn
    after = edits.edited(source, made)
    at = 0
    for part in after.parts:
        assert after.text[at : part.start_char].strip() == ""
        assert part.start_char <= part.body_start_char <= part.end_char
        at = part.end_char
    assert after.text[at:].strip() == ""
    assert not after.signed_off
    assert after.sha256 == short_hash(after.text, length=64)
    for r in after.replacements:
        assert after.text[r.start_char : r.end_char] == r.coder
    for start, end in spans:
        old = Selection("s", start, end, source.text[start:end])
        new = edits.move_selection(old, after, made)
        assert after.text[new.start_char : new.end_char] == new.quote
        touched = [e for e in made if e.start_char < end and start < e.end_char]
        if not touched and start < end:
            assert new.quote == old.quote
        theme = Theme("t", "c", "l", members=((old, 1.0),), central=(old.id,))
        moved = edits.move_theme(theme, after, made)
        assert moved.central == (new.id,)
        coding = Coding("x", old, "code", "Ana", datetime.now(UTC), Status.CONFIRMED)
        assert edits.move_coding(coding, after, made).selection == new


def test_the_demo_of_another_s_study_is_refused(added: Small) -> None:
    from qualitative.study import demo

    before = state(added)
    with pytest.raises(StudyTrouble, match="not the demonstration"):
        demo.run(added.folder)
    assert state(added) == before


def test_no_raw_note_shows_its_words_when_printed(added: Small) -> None:
    vault = added.open().vault(PASSPHRASE)
    key = keys.pseudonyms_of(vault, "tide")
    told = (
        repr(vault)
        + repr(key)
        + repr(added.open().store.sources())
        + repr(added.open().store.load_case("tide"))
    )
    assert isinstance(vault, anonymise.Vault)
    assert not any(name in told for name in NAMES)
