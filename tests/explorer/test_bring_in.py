"""The Import page: nothing is stored before a custodian has looked, and nothing identifying stays outside the vault."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser
from streamlit.testing.v1 import AppTest

import qualitative.anonymise.door as the_door
import qualitative.explorer.passphrase as passphrase
import qualitative.store.database as database
from qualitative.explorer.uploads import keep_uploads_in_memory
from qualitative.model import RawNote
from qualitative.study import Study, custodian, harm, intake
from qualitative.study.alone import alone
from tests.support.explorer import shown, words, work_ended
from tests.support.small import CASE, GROUP, GUIDE, INTERVIEW, NAMES, PASSPHRASE, ROSTER, Small
from tests.support.study_state import MISSED, NEW, TOLD, state

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them

NOTES = [("group.txt", GROUP.encode(), "text/plain"), ("interview.txt", INTERVIEW.encode(), "text/plain")]
Opens = Callable[[Path], AppTest]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


@pytest.fixture(autouse=True)
def _vaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    custodian.init(tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Opens:
    """The page of a study as a custodian first sees it."""
    return lambda folder: shown(monkeypatch, "bring_in", folder, "custodian")


def press(at: AppTest, label: str) -> AppTest:
    next(b for b in at.button if b.label.startswith(label)).click()
    return at.run()


def opened(at: AppTest, given: str = PASSPHRASE) -> AppTest:
    at.text_input(key="open passphrase").set_value(given)
    return press(at, "Open the vault")


def chosen(at: AppTest, once: str = PASSPHRASE, again: str = PASSPHRASE) -> AppTest:
    at.text_input(key="new passphrase").set_value(once)
    at.text_input(key="new passphrase again").set_value(again)
    return press(at, "Use this passphrase")


def dropped(at: AppTest, notes: list[tuple[str, bytes, str]], **beside: tuple[str, str | bytes]) -> AppTest:
    """Files dropped on the page; beside: roster, case_file or guide → (name, content)."""
    at.file_uploader[0].set_value(notes)
    for place, name in enumerate(("roster", "case_file", "guide"), start=1):
        if name in beside:
            called, content = beside[name]
            data = content.encode() if isinstance(content, str) else content
            at.file_uploader[place].set_value((called, data, ""))
    return at.run()


def all_dropped(at: AppTest) -> AppTest:
    return dropped(
        at, NOTES, roster=("roster.csv", ROSTER), case_file=("case.yaml", CASE), guide=("guide.csv", GUIDE)
    )


def brought_in(at: AppTest) -> AppTest:
    return work_ended(press(at, "Bring in"), "import")


def kept(at: AppTest) -> dict[str, object]:
    """What this sitting holds in the server's memory."""
    state = at.session_state._state.filtered_state
    assert isinstance(state, dict)
    return state


def n_sources(folder: Path) -> int:
    study = Study.open(folder)
    try:
        return len(study.store.sources())
    finally:
        study.close()


# ------------------------------------------------------------------ the key


def test_who_is_no_custodian_is_told_so_and_sees_no_form(
    added: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tier in ("public", "reviewer", "coder"):
        at = shown(monkeypatch, "bring_in", added.folder, tier)
        assert "custodian tier" in words(at)
        assert not at.text_input
        assert not at.file_uploader


def test_without_the_passphrase_there_is_nothing_to_drop_a_file_on(added: Small, page: Opens) -> None:
    at = page(added.folder)
    assert [box.label for box in at.text_input] == ["Passphrase"]
    assert not at.file_uploader


def test_a_wrong_passphrase_and_an_empty_one_are_told_in_words(added: Small, page: Opens) -> None:
    at = opened(page(added.folder), "not this one")
    assert "does not open this vault" in at.error[0].value
    at = opened(at, "")
    assert "Type the passphrase first" in at.error[0].value
    assert not at.file_uploader


def test_locking_takes_the_files_away_and_asks_again(added: Small, page: Opens) -> None:
    at = dropped(opened(page(added.folder)), NOTES)
    assert "What would come in" in words(at)
    at = press(at, "Lock")
    assert not at.file_uploader
    assert "group.txt" not in words(at)
    at = opened(at)
    assert not at.file_uploader[0].value
    assert "group.txt" not in words(at)


def test_a_passphrase_is_forgotten_when_nobody_works(
    added: Small,
    page: Opens,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = opened(page(added.folder))
    assert at.file_uploader
    monkeypatch.setattr(passphrase, "IDLE_SECONDS", 0.1)
    at.run()  # somebody works: the clock begins again, and is short now
    time.sleep(0.5)
    assert kept(at)["passphrase"].words is None  # type: ignore[attr-defined]
    at.run()
    assert [box.label for box in at.text_input] == ["Passphrase"]


def test_a_new_study_s_passphrase_is_typed_twice(empty: Path, page: Opens, tmp_path: Path) -> None:
    at = chosen(page(empty), "four odd words here", "four odd words hear")
    assert "differ" in at.error[0].value
    at = chosen(at, "short", "short")
    assert "at least 8 characters" in at.error[0].value
    at = chosen(at)
    assert len(at.file_uploader) == 4
    assert not (tmp_path / "vaults").exists()


def test_a_passphrase_chosen_in_two_tabs_is_the_one_that_made_the_vault(empty: Path, page: Opens) -> None:
    here, there = chosen(page(empty), "one odd phrase", "one odd phrase"), chosen(page(empty))
    brought_in(all_dropped(there))
    here.run()
    assert "made for this study meanwhile" in words(here)
    assert [box.label for box in here.text_input] == ["Passphrase"]


def test_a_study_that_keeps_no_key_says_so_and_takes_another_alliance_only(empty: Path, page: Opens) -> None:
    at = press(page(empty), "Keep no key")
    at = brought_in(all_dropped(at))
    assert "No key was kept" in words(at)
    assert "no original is kept" in words(at)
    at = press(at, "Bring in more")
    assert "only come in for an alliance it does not hold yet" in words(at)
    at = dropped(at, [("n.txt", NEW.encode(), "")], case_file=("case.yaml", CASE))
    assert "is in this study already" in at.error[0].value


# ------------------------------------------------------------------ looking, and bringing in


def test_what_is_dropped_is_looked_at_and_only_then_brought_in(
    empty: Path, page: Opens, tmp_path: Path
) -> None:
    at = all_dropped(chosen(page(empty)))
    told = words(at)
    assert "Nothing is stored yet" in told
    for expected in (
        "group.txt",
        "Focus group 1",
        "3 people listed",
        "shoe size",
        "Tide Alliance",
        "2 of 2 asked",
    ):
        assert expected in told
    assert n_sources(empty) == 0
    assert not (tmp_path / "vaults").exists()

    at = brought_in(at)
    assert n_sources(empty) == 2
    told = words(at)
    assert "sources anonymised" in told
    assert "Review what was masked" in told
    assert not at.file_uploader
    assert at.query_params["case"] in ("tide", ["tide"])
    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        held = path.read_bytes().decode("utf-8", "replace").lower()
        assert [name for name in NAMES if name.lower() in held] == [], path.name

    at = press(at, "Bring in more")
    assert [bool(uploader.value) for uploader in at.file_uploader] == [False] * 4


def test_possible_harm_is_told_at_once_without_its_words_for_the_contact_named_on_the_page(
    added: Small, page: Opens
) -> None:
    told_of = "Interview\n\nInterviewer: And?\nMarta Kowalczyk: His partner punched him in the face.\n"
    at = dropped(opened(page(added.folder)), [("third.txt", told_of.encode(), "text/plain")])
    at.text_input(key="import contact").set_value("Jo Bell").run()
    at = brought_in(at)
    (warned,) = [w.value for w in at.warning if "may disclose harm" in w.value]
    assert "1 sentence may disclose harm to somebody" in warned
    assert "not complete" in warned
    assert "punched" not in words(at)
    assert not [w for w in at.warning if "nobody is named" in w.value.casefold()]
    study = added.open()
    held = harm.of_case(study.vault(PASSPHRASE), "tide")
    assert held["contact"] == "Jo Bell"
    assert any("punched" in h["words"] for h in held["found"])
    study.close()


def test_an_import_without_a_contact_says_where_one_is_named_in_the_page_s_own_words(
    added: Small, page: Opens
) -> None:
    at = dropped(opened(page(added.folder)), [("third.txt", NEW.encode(), "text/plain")])
    told = [w.value for w in brought_in(at).warning]
    assert "Nobody is named to read possible disclosures of harm. Name a contact under Consent." in told
    assert not [words for words in told if "--contact" in words]


def test_names_a_later_note_makes_known_are_masked_in_older_ones_and_told(
    empty: Path,
    page: Opens,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = chosen(page(empty))
    at.text_input(key="import name").set_value("tide")
    with monkeypatch.context() as patch:
        patch.setattr(the_door, "tag_names", lambda texts, **_: [[] for _ in texts])
        patch.setattr(the_door, "find_names", lambda *_: [])
        at = brought_in(dropped(at, [("missed.txt", MISSED.encode(), "")]))
    at = press(at, "Bring in more")
    at = brought_in(
        dropped(at, [("told.txt", TOLD.encode(), "")], roster=("roster.csv", "name\nWill Petherwick\n"))
    )
    assert "2 mentions in tide-01, added earlier, were masked now" in words(at)
    study = Study.open(empty)
    assert all("Petherwick" not in source.text for source in study.store.sources())
    study.close()


def test_file_names_stand_in_no_address_no_key_and_no_log(
    empty: Path,
    page: Opens,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG, logger="qualitative"):
        at = dropped(
            chosen(page(empty)), [("Marta Kowalczyk.txt", GROUP.encode(), ""), ("Marta.png", PNG, "")]
        )
        at.text_input(key="import name").set_value("tide")
        at = brought_in(at.run())
    assert n_sources(empty) == 1
    assert "Marta" not in caplog.text
    assert "Marta" not in str(at.query_params)
    assert not [key for key in kept(at) if "Marta" in str(key)]


def test_a_name_written_as_markup_or_markdown_is_shown_as_it_stands(added: Small, page: Opens) -> None:
    evil = "![x](http://elsewhere.example/x.png) <img src=x>.png"
    at = dropped(opened(page(added.folder)), [(evil, PNG, ""), ("<b>n</b>.txt", NEW.encode(), "")])
    assert "![x](http" not in "".join(box.value for box in at.warning)
    assert "<b>n</b>" not in words(at).replace("<b>Marta", "")
    assert "<img src" not in "".join(str(box.proto.body) for box in at.get("html"))


# ------------------------------------------------------------------ bad input


def test_what_cannot_be_read_is_told_with_its_mend_and_the_page_lives(added: Small, page: Opens) -> None:
    before = state(added)
    at = dropped(
        opened(page(added.folder)),
        [
            ("scan.docx", PNG, ""),
            ("empty.txt", b"", ""),
            ("old.doc", b"\xd0\xcf\x11\xe0", ""),
            *NOTES[:1],
            NOTES[0],
        ],
        roster=("roster.docx", b"PK\x03\x04" + bytes(40)),
        case_file=("case.yaml", "id: tide\n  name: [broken"),
        guide=("guide.csv", "what,ever\n1,2\n"),
    )
    warned = "\n".join(box.value for box in at.warning).replace("\\", "")
    failed = "\n".join(box.value for box in at.error).replace("\\", "")
    assert "scan.docx: it is called .docx but is no Word document" in warned
    assert "empty.txt: it is empty" in warned
    assert "Open it in Word and save it as .docx" in warned
    assert "group.txt: its content was given twice" in warned
    assert "Roster not read. roster.docx: it is a spreadsheet, not a .csv" in failed
    assert "Case file not read. case.yaml: line 2" in failed
    assert "Topic guide not read. guide.csv: no column is called session or question" in failed
    assert "Nothing can be brought in yet" in failed
    assert not [b for b in at.button if b.label.startswith("Bring in")]
    assert state(added) == before


def test_a_case_name_with_odd_characters_is_told_with_the_mend(empty: Path, page: Opens) -> None:
    at = dropped(chosen(page(empty)), NOTES)
    for name in ("../out", "a b", "Tïde!", "<b>"):
        at.text_input(key="import name").set_value(name)
        at = at.run()
        assert "use up to 40 letters, digits" in at.error[0].value
    assert n_sources(empty) == 0


def test_notes_without_an_alliance_s_name_ask_for_one(empty: Path, page: Opens) -> None:
    at = dropped(chosen(page(empty)), NOTES)
    assert "a short name of your own" in at.error[0].value


def test_a_new_alliance_cannot_be_called_as_one_that_is_there(added: Small, page: Opens) -> None:
    at = opened(page(added.folder))
    at.segmented_control(key="import where").set_value("new")
    at = at.run()
    at.text_input(key="import name").set_value("tide")
    at = dropped(at, [("n.txt", NEW.encode(), "")])
    assert "is in this study already" in at.error[0].value
    at.text_input(key="import name").set_value("Tide")
    at = at.run()
    assert "write it so, or choose another name" in at.error[0].value


def test_files_that_came_in_before_are_passed_over(added: Small, page: Opens) -> None:
    at = dropped(opened(page(added.folder)), NOTES)
    assert "in the study already; passed over" in words(at)
    assert "None of these files would come in" in words(at)
    assert not [b for b in at.button if b.label.startswith("Bring in")]


def test_a_study_another_program_writes_to_is_told_in_words(
    added: Small,
    page: Opens,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database, "SECONDS_TO_WAIT_FOR_A_LOCK", 0)
    at = dropped(opened(page(added.folder)), [("n.txt", NEW.encode(), "")])
    other = added.open()
    with other.store.transaction():
        at = brought_in(at)
    assert "being written by another program" in words(at)
    assert n_sources(added.folder) == 2
    at = brought_in(at.run())
    assert n_sources(added.folder) == 3


def test_a_second_tab_is_told_that_an_import_is_under_way(added: Small, page: Opens) -> None:
    at = dropped(opened(page(added.folder)), [("n.txt", NEW.encode(), "")])
    inside, leave = threading.Event(), threading.Event()

    def other_tab() -> None:
        with alone(added.open()):
            inside.set()
            leave.wait(60)

    thread = threading.Thread(target=other_tab)
    thread.start()
    assert inside.wait(10)
    at = brought_in(at)
    leave.set()
    thread.join()
    assert "in another tab or program" in words(at)
    assert n_sources(added.folder) == 2


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Callable[[], threading.Event]:
    """Once called, an import waits for the event before it reads."""

    def hold() -> threading.Event:
        go, read_notes = threading.Event(), intake.read_notes

        def slowly(*args: Any, **kwargs: Any) -> list[RawNote]:
            go.wait(30)
            return read_notes(*args, **kwargs)

        monkeypatch.setattr(intake, "read_notes", slowly)
        return go

    return hold


def test_an_import_goes_on_behind_a_locked_page_and_is_told_when_it_opens_again(
    added: Small, page: Opens, held_up: Callable[[], threading.Event]
) -> None:
    at = dropped(opened(page(added.folder)), [("n.txt", NEW.encode(), "")])
    go = held_up()
    at = press(press(at, "Bring in"), "Lock")
    assert "n.txt" not in words(at)
    at = opened(at)
    assert [b.label for b in at.button if b.label == "Stop"]
    go.set()
    at = work_ended(at, "import")
    assert "source anonymised" in words(at)
    assert n_sources(added.folder) == 3


def test_an_import_that_was_stopped_stored_nothing(
    added: Small, page: Opens, held_up: Callable[[], threading.Event]
) -> None:
    at = dropped(opened(page(added.folder)), [("n.txt", NEW.encode(), "")])
    go = held_up()
    at = press(at, "Bring in")
    assert all(uploader.disabled for uploader in at.file_uploader)
    at = press(at, "Stop")
    go.set()
    at = work_ended(at, "import")
    assert "Stopped" in words(at)
    assert n_sources(added.folder) == 2
    assert [note.name for note in at.file_uploader[0].value] == ["n.txt"]


# ------------------------------------------------------------------ off the disk


def taken_apart(size: int) -> UploadFile:
    """A file of `size` bytes sent through Starlette's own parser, in pieces, as a browser sends it."""
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="n.txt"\r\n\r\n'
    body = head + b"x" * size + b"\r\n--b--\r\n"

    async def pieces() -> AsyncGenerator[bytes, None]:
        for start in range(0, len(body), 2**16):
            yield body[start : start + 2**16]
        yield b""

    headers = Headers({"content-type": "multipart/form-data; boundary=b"})
    form = asyncio.run(MultiPartParser(headers, pieces()).parse())
    upload = form["f"]
    assert isinstance(upload, UploadFile)
    return upload


def test_an_upload_of_many_megabytes_never_touches_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    size = 5 * 2**20
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 2**20)
    assert taken_apart(size).file._rolled, (
        "starlette no longer writes to the disk by itself: look what it does"
    )
    keep_uploads_in_memory()
    upload = taken_apart(size)
    assert not upload.file._rolled
    assert len(upload.file.read()) == size


def test_a_starlette_whose_limit_is_elsewhere_takes_no_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(MultiPartParser, "spool_max_size")
    with pytest.raises(RuntimeError, match="kept off the disk"):
        keep_uploads_in_memory()
