"""What cannot be read is named, and the rest goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitative.study import (
    TROUBLES,
    StudyTrouble,
    custodian,
)
from tests.support.small import NAMES, PASSPHRASE, Small, write_inputs
from tests.support.study_state import state

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
