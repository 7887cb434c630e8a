"""What is handed over is read in memory, looked at before anything is stored, and brought in by one act at a time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qualitative.anonymise import VaultError
from qualitative.files import FileTrouble, HeldFile, read_bytes
from qualitative.model import Tier
from qualitative.notes import NOTE_SUFFIXES, UnreadableNote, read_case, read_guide, read_note, read_roster
from qualitative.study import Report, Study, StudyTrouble, custodian
from qualitative.study.access import Access, Forbidden, custody
from qualitative.study.access.custody import Given, Key
from qualitative.study.alone import alone
from qualitative.study.workspace import no_progress
from tests.support.small import CASE, GROUP, GUIDE, INTERVIEW, NAMES, PASSPHRASE, ROSTER, Small
from tests.support.study_state import NEW, Killed, crash, state

CORPUS = Path(__file__).parents[2] / "corpus"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


def held(path: Path) -> HeldFile:
    return HeldFile(path.name, path.read_bytes())


def text(name: str, words: str) -> HeldFile:
    return HeldFile(name, words.encode())


ALL = Given(
    (text("group.txt", GROUP), text("interview.txt", INTERVIEW)),
    text("roster.csv", ROSTER),
    text("case.yaml", CASE),
    text("guide.csv", GUIDE),
)


def custodian_of(folder: Path) -> Access:
    return Access(folder, "Ana", Tier.CUSTODIAN, Tier.CUSTODIAN)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    custodian.init(tmp_path / "study")
    return tmp_path / "study"


# ------------------------------------------------------------------ held in memory


def notes_of_every_format() -> list[Path]:
    found = {path.suffix: path for path in sorted(CORPUS.glob("*/notes/*"))}
    assert {".txt", ".md", ".docx", ".vtt", ".srt", ".rtf", ".pdf"} <= found.keys() <= set(NOTE_SUFFIXES)
    return list(found.values())


@pytest.mark.parametrize("path", notes_of_every_format(), ids=lambda path: path.suffix)
def test_a_file_held_in_memory_reads_as_it_would_from_disk(path: Path) -> None:
    assert read_note(held(path)) == read_note(path)


def test_roster_case_file_and_guide_read_the_same_from_memory() -> None:
    for case in ("river", "harbour"):
        folder = CORPUS / case
        assert read_roster(held(folder / "roster.csv")) == read_roster(folder / "roster.csv")
        assert read_case(held(folder / "case.yaml")) == read_case(folder / "case.yaml")
        assert read_guide(held(folder / "guide.csv")) == read_guide(folder / "guide.csv")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../notes.txt", "notes.txt"),
        ("C:\\mine\\notes.txt", "notes.txt"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("a\x00b.txt", "ab.txt"),
    ],
)
def test_of_a_held_file_s_path_only_its_name_is_kept(given: str, kept: str) -> None:
    assert HeldFile(given, b"").name == kept


def test_a_held_file_never_reads_the_one_of_that_name_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "n.txt").write_text("on disk")
    monkeypatch.chdir(tmp_path)
    assert read_bytes(HeldFile("n.txt", b"in memory")) == b"in memory"


def test_a_held_file_shows_nothing_of_what_it_holds() -> None:
    assert "secret" not in repr(HeldFile("n.txt", b"secret")) + repr(Given((HeldFile("secret", b""),)))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (HeldFile("n.docx", PNG), "is no Word document"),
        (HeldFile("n.txt", PNG), "is a picture"),
        (HeldFile("n.txt", b""), "it is empty"),
        (HeldFile("n.doc", b"\xd0\xcf\x11\xe0"), "Open it in Word and save it as .docx"),
        (HeldFile("n", b"words"), "no ending"),
        (HeldFile("n.txt", b"x" * 21 * 2**20), "at most 20 MB is read"),
    ],
    ids=["a picture called .docx", "a picture called .txt", "empty", "an old .doc", "no ending", "too large"],
)
def test_a_held_file_that_is_no_note_is_refused_with_its_mend(file: HeldFile, words: str) -> None:
    with pytest.raises(UnreadableNote, match=words):
        read_note(file)


_written: list[str] | None = None


def _heard(event: str, args: tuple[object, ...]) -> None:
    if _written is None:
        return
    opened = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if (opened and not isinstance(args[0], int)) or event.startswith("tempfile."):
        _written.append(str(args[0]))


sys.addaudithook(_heard)


@contextmanager
def written() -> Iterator[list[str]]:
    """Every file that Python opens for writing meanwhile, temporary ones among them."""
    global _written
    _written = []
    try:
        yield _written
    finally:
        _written = None


def test_looking_at_files_of_every_format_writes_nothing_at_all(empty: Path, tmp_path: Path) -> None:
    given = Given(
        tuple(held(path) for path in notes_of_every_format()), held(CORPUS / "river" / "roster.csv")
    )
    for path in notes_of_every_format():
        read_note(path)  # what a library writes when it is first imported is not about our files
    with written() as files:
        seen = custody.preview(custodian_of(empty), given, "river", PASSPHRASE)
        (tmp_path / "control").write_text("the ear hears")
    assert len(seen.notes) == len(given.files)
    assert [Path(f).name for f in files] == ["control"]


def test_bringing_in_writes_to_the_study_and_the_vaults_alone(empty: Path, tmp_path: Path) -> None:
    with written() as files:
        custody.bring_in(custodian_of(empty), ALL, "tide", PASSPHRASE, no_progress)
    elsewhere = [f for f in files if not Path(f).is_relative_to(tmp_path) and not f.startswith("/dev/")]
    assert elsewhere == []
    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        told = path.read_bytes().decode("utf-8", "replace").lower()
        assert [name for name in NAMES if name.lower() in told] == [], path.name


def test_what_comes_in_from_memory_is_what_comes_in_from_disk(added: Small, tmp_path: Path) -> None:
    custodian.init(tmp_path / "other")
    custody.bring_in(custodian_of(tmp_path / "other"), ALL, "tide", PASSPHRASE, no_progress)
    mine, theirs = Study.open(tmp_path / "other"), added.open()
    for one, other in zip(mine.store.sources(), theirs.store.sources(), strict=True):
        # Pseudonyms are numbered by chance in each study.
        assert re.sub(r"\d+", "#", one.text) == re.sub(r"\d+", "#", other.text)
        assert [p.kind for p in one.parts] == [p.kind for p in other.parts]
    assert mine.store.case("tide").sessions == theirs.store.case("tide").sessions


# ------------------------------------------------------------------ looked at first


def test_a_preview_says_what_each_file_is_and_where_it_goes_and_stores_nothing(added: Small) -> None:
    late = NEW + "Marta Kowalczyk: It was late.\n"
    extra = Given((*ALL.files, text("late.txt", late)), ALL.roster, ALL.case_file, ALL.guide)
    before = state(added)
    seen = custody.preview(custodian_of(added.folder), extra, "tide", PASSPHRASE)
    assert [(n.name, n.format, n.session, n.known) for n in seen.notes] == [
        ("group.txt", "txt", "Focus group 1", True),
        ("interview.txt", "txt", "Interview 1", True),
        ("late.txt", "txt", "", False),
    ]
    assert (seen.notes[2].n_words, seen.notes[2].n_passages, seen.notes[2].n_speakers) == (18, 2, 2)
    assert seen.n_new == 1
    assert state(added) == before


def test_a_note_in_which_nobody_is_heard_is_told_before_it_comes_in(empty: Path) -> None:
    seen = custody.preview(custodian_of(empty), Given((text("n.md", "# Only a heading\n"),)), "tide", "")
    assert "nothing in it was read as said" in seen.notes[0].warnings[-1]


def test_a_preview_counts_people_and_names_the_columns_it_ignores(empty: Path) -> None:
    seen = custody.preview(custodian_of(empty), ALL, "", PASSPHRASE)
    assert seen.case_id == "tide"
    assert seen.roster is not None
    assert seen.roster.understood == (
        "3 people listed",
        "2 groups",
        "columns ignored and never stored: shoe size",
    )
    assert seen.case_file is not None
    assert seen.case_file.understood[:2] == (
        "alliance: Tide Alliance",
        "sessions: 1 interview, 1 focus group",
    )
    assert seen.guide is not None
    assert seen.guide.understood == ("2 questions in 2 sessions", "2 of 2 asked")
    assert seen.stopped_by == ()


def test_files_the_case_file_misses_and_files_missing_from_it_are_told(empty: Path) -> None:
    given = Given((text("other.txt", NEW),), case_file=ALL.case_file)
    seen = custody.preview(custodian_of(empty), given, "", PASSPHRASE)
    assert seen.notes[0].session == ""
    assert seen.case_file is not None
    assert "group.txt, interview.txt" in seen.case_file.warnings[-1]


def test_a_guide_that_names_no_session_or_code_of_ours_is_told(empty: Path) -> None:
    guide = text("guide.csv", "session,question,codes\nint-9,What then?,gossip\n")
    seen = custody.preview(custodian_of(empty), Given(case_file=ALL.case_file, guide=guide), "", PASSPHRASE)
    assert seen.guide is not None
    assert [w.split(".")[0] for w in seen.guide.warnings] == [
        "in no session of this alliance: int-9",
        "not in the codebook: gossip",
    ]


def test_each_broken_file_is_told_with_its_mend_and_the_others_are_read(empty: Path) -> None:
    given = Given(
        (text("group.txt", GROUP), HeldFile("scan.docx", PNG), text("again.txt", GROUP)),
        HeldFile("roster.docx", b"PK\x03\x04" + bytes(50)),
        text("case.yaml", "id: tide\n  name: [broken"),
        text("guide.csv", "session,question,asked\nint-1,And?,perhaps\n"),
    )
    seen = custody.preview(custodian_of(empty), given, "tide", PASSPHRASE)
    assert [note.name for note in seen.notes] == ["group.txt"]
    assert "scan.docx" in seen.left_out[0]
    assert "again.txt: its content was given twice" in seen.left_out[1]
    assert [t.split(":")[0] for t in seen.stopped_by] == ["roster.docx", "case.yaml", "guide.csv"]
    assert "Save it as" in seen.stopped_by[0]
    assert "line 2" in seen.stopped_by[1]
    assert "row 2" in seen.stopped_by[2]


def test_notes_of_one_alliance_never_slip_into_another(added: Small) -> None:
    given = Given((text("n.txt", NEW),), case_file=ALL.case_file)
    study = added.open()
    custodian.add(study, "east", [text("e.txt", GROUP)], passphrase=PASSPHRASE)
    study.close()
    seen = custody.preview(custodian_of(added.folder), given, "east", PASSPHRASE)
    assert "The case file is about “tide”" in seen.stopped_by[0]
    assert custody.preview(custodian_of(added.folder), given, "tide", PASSPHRASE).stopped_by == ()
    unknown = custody.preview(custodian_of(added.folder), given, "west", PASSPHRASE)
    assert (unknown.says, unknown.stopped_by[0][:28]) == ("tide", "The case file is about “tide")


@pytest.mark.parametrize("name", ["../out", "a b", "x" * 41, "Ωmega!", "-x"])
def test_a_preview_refuses_a_name_no_case_can_have(empty: Path, name: str) -> None:
    with pytest.raises(StudyTrouble, match="cannot be the name of a case"):
        custody.preview(custodian_of(empty), ALL, name, PASSPHRASE)


def test_without_a_name_and_a_case_file_the_preview_asks_for_one(empty: Path) -> None:
    with pytest.raises(StudyTrouble, match="a short name of your own"):
        custody.preview(custodian_of(empty), Given(ALL.files), "", PASSPHRASE)


# ------------------------------------------------------------------ who may, and with which key


def test_below_the_custodian_nothing_of_this_can_be_done(added: Small) -> None:
    before = state(added)
    for tier in (Tier.PUBLIC, Tier.REVIEWER, Tier.CODER):
        access = Access(added.folder, "Ana", tier, tier)
        for act in (
            lambda access=access: custody.key_of(access),
            lambda access=access: custody.open_key(access, PASSPHRASE),
            lambda access=access: custody.preview(access, ALL, "tide", PASSPHRASE),
            lambda access=access: custody.bring_in(access, ALL, "tide", PASSPHRASE, no_progress),
        ):
            with pytest.raises(Forbidden):
                act()
    lowered = custodian_of(added.folder).lowered(Tier.CODER)
    with pytest.raises(Forbidden):
        custody.open_key(lowered, PASSPHRASE)
    assert state(added) == before


def test_the_key_of_a_study_is_known_before_anything_is_asked(
    added: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    custodian.init(tmp_path / "new")
    assert custody.key_of(custodian_of(tmp_path / "new")) is Key.NEW
    assert custody.key_of(custodian_of(added.folder)) is Key.KEPT
    custody.bring_in(custodian_of(tmp_path / "new"), ALL, "tide", "", no_progress)
    assert custody.key_of(custodian_of(tmp_path / "new")) is Key.NONE
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "another machine"))
    assert custody.key_of(custodian_of(added.folder)) is Key.ELSEWHERE
    with pytest.raises(StudyTrouble, match="not on this machine"):
        custody.open_key(custodian_of(added.folder), PASSPHRASE)


def test_asking_whether_a_passphrase_opens_never_makes_a_vault(empty: Path, tmp_path: Path) -> None:
    with pytest.raises(StudyTrouble, match="no key yet"):
        custody.open_key(custodian_of(empty), PASSPHRASE)
    assert not (tmp_path / "vaults").exists()


def test_a_wrong_passphrase_opens_nothing(added: Small) -> None:
    with pytest.raises(VaultError, match="does not open this vault"):
        custody.open_key(custodian_of(added.folder), "another")
    custody.open_key(custodian_of(added.folder), PASSPHRASE)


@pytest.mark.parametrize(
    ("once", "again", "words"), [("one two three", "one two", "differ"), ("short", "short", "at least 8")]
)
def test_a_passphrase_is_typed_twice_and_is_no_short_word(once: str, again: str, words: str) -> None:
    with pytest.raises(StudyTrouble, match=words):
        custody.check_new(once, again)


# ------------------------------------------------------------------ one at a time


def test_two_imports_at_once_never_write_over_each_other(added: Small) -> None:
    before, told = state(added), []
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with alone(Study.open(added.folder)):
            inside.set()
            leave.wait(10)

    def second() -> Report:
        return custody.bring_in(
            custodian_of(added.folder), Given((text("n.txt", NEW),)), "tide", PASSPHRASE, no_progress
        )

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    try:
        with pytest.raises(StudyTrouble, match="in another tab or program"):
            second()
        told.append(state(added))
    finally:
        leave.set()
        thread.join()
    assert told == [before]
    assert second().figures["added"] == ["tide-03"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot lock a folder")
def test_an_import_of_another_program_is_waited_out_too(added: Small) -> None:
    hold = (
        "import sys; from pathlib import Path; from qualitative.study import Study; "
        "from qualitative.study.alone import alone\n"
        "with alone(Study.open(Path(sys.argv[1]))): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(added.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StudyTrouble, match="in another tab or program"), alone(added.open()):
            pass
        other.stdin.close()
    with alone(added.open()):
        pass


def test_an_act_that_died_holds_nothing(added: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(custodian, "mask_later_finds", crash)
        with pytest.raises(Killed):
            custodian.add(added.open(), "tide", [text("n.txt", NEW)], passphrase=PASSPHRASE)
    report = custodian.add(added.open(), "tide", [text("n.txt", NEW)], passphrase=PASSPHRASE)
    assert report.figures["added"] == ["tide-03"]


def test_an_act_may_call_another(added: Small) -> None:
    study = added.open()
    with alone(study):
        assert custodian.add(study, "tide", [text("n.txt", NEW)], passphrase=PASSPHRASE).figures["added"]


def test_a_broken_roster_stops_an_import_before_anything_is_stored(added: Small) -> None:
    before = state(added)
    with pytest.raises(FileTrouble, match="no column holds the names"):
        custodian.add(
            added.open(),
            "tide",
            [text("n.txt", NEW)],
            roster=text("roster.csv", "shoe size\n44\n"),
            passphrase=PASSPHRASE,
        )
    assert state(added) == before
