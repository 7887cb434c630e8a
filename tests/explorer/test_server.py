"""How the explorer is started: where it may listen, what it refuses, and what a page says when the study goes."""

from __future__ import annotations

import json
import logging
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result

from qualitative.cli import main
from qualitative.explorer import logs, server, settings
from qualitative.model import Tier
from qualitative.store import database
from qualitative.study import StudyTrouble
from tests.support.explorer import shown, words
from tests.support.serving import child_environment, served
from tests.support.small import Small

pytestmark = pytest.mark.slow  # servers started and stopped: `make test` runs them

ROUTE = {
    "redirect_uri": "https://lessons.example.org/oauth2callback",
    "cookie_secret": "x" * 40,
    "client_id": "a",
    "client_secret": "b",
    "server_metadata_url": "https://accounts.example.org/.well-known/openid-configuration",
}


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))
    for name in ("STUDY", "AS", "TIER", "SIGNS_IN"):
        monkeypatch.delenv(f"QUALITATIVE_{name}", raising=False)


def explore(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["explore", *map(str, words)], catch_exceptions=False)


@pytest.fixture
def nothing_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was served")

    monkeypatch.setattr(server, "_run", never)


# ------------------------------------------------------------------ where it may listen


@pytest.mark.usefixtures("nothing_is_served")
@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "lessons.example.org"])
def test_another_address_is_refused_while_nobody_has_to_sign_in(coded: Small, address: str) -> None:
    done = explore(coded.folder, "--address", address)
    assert done.exit_code == 2
    assert "nobody would have to sign in" in done.stderr


def test_with_sign_in_it_answers_to_the_name_readers_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_can_sign_in", lambda: True)
    assert server.allowed("0.0.0.0", Tier.CODER, {"auth": ROUTE}) == ["lessons.example.org"]
    assert server.allowed("127.0.0.1", Tier.CUSTODIAN, {}) == settings.HOSTS


@pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1"])
def test_the_custodians_pages_never_leave_this_machine(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    # A proxy on this machine may carry the loopback address to anybody: the name tells.
    monkeypatch.setattr(server, "_can_sign_in", lambda: True)
    with pytest.raises(StudyTrouble, match="originals stay on this machine"):
        server.allowed(address, Tier.CUSTODIAN, {"auth": ROUTE})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"redirect_uri": ""}, "redirect_uri"),
        ({"redirect_uri": "http://lessons.example.org/oauth2callback"}, "not https"),
        ({"redirect_uri": "https://lessons.example.org/elsewhere"}, "of the form"),
        ({"redirect_uri": "https://[lessons/oauth2callback"}, "of the form"),
        ({"cookie_secret": "short"}, "characters"),
        ({"cookie_secret": 7}, "cookie_secret"),
    ],
)
def test_a_half_made_sign_in_is_refused_without_showing_its_secrets(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, object], told: str
) -> None:
    monkeypatch.setattr(server, "_can_sign_in", lambda: True)
    with pytest.raises(StudyTrouble) as refused:
        server.allowed("0.0.0.0", Tier.PUBLIC, {"auth": ROUTE | change})
    assert told in str(refused.value)
    assert "x" * 40 not in str(refused.value)


def test_sign_in_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_can_sign_in", lambda: False)
    with pytest.raises(StudyTrouble, match="pip install"):
        server.allowed("127.0.0.1", Tier.PUBLIC, {"auth": ROUTE})


def test_a_secrets_file_that_cannot_be_read_stops_the_start_and_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "work" / ".streamlit").mkdir(parents=True)
    (tmp_path / "work" / ".streamlit" / "secrets.toml").write_text("[auth\ncookie_secret = opensesame")
    code = "from qualitative.explorer import server; server._secrets()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "work",
        env=child_environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert "secrets.toml cannot be read" in done.stderr
    assert "opensesame" not in done.stderr


# ------------------------------------------------------------------ bad input at the start


@pytest.mark.usefixtures("nothing_is_served")
def test_a_folder_that_is_no_study_is_told_before_anything_is_served(tmp_path: Path) -> None:
    done = explore(tmp_path)
    assert done.exit_code == 2
    assert "is not a study" in done.stderr
    asked = explore(tmp_path / "nowhere", "--json")
    assert asked.exit_code == 2
    assert "is not a study" in json.loads(asked.stdout)["error"]


@pytest.mark.usefixtures("nothing_is_served")
def test_a_study_of_a_newer_version_is_refused_in_words(coded: Small) -> None:
    set_revision(coded.folder, "9999")
    done = explore(coded.folder)
    assert done.exit_code == 2
    assert "newer version" in done.stderr


def test_a_study_of_an_older_version_is_brought_up_to_date_and_that_is_said(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualitative.study import opening

    def upgraded(engine: Any) -> None:
        if database.revision_of(engine) < database.CURRENT_REVISION:
            set_revision(coded.folder, database.CURRENT_REVISION)

    set_revision(coded.folder, "0000")
    monkeypatch.setattr("qualitative.store.store.bring_up_to_date", upgraded)
    _, report = opening.open_to_look(coded.folder, "Ada", Tier.PUBLIC)
    assert "older version" in report.warnings[0]
    assert opening.open_to_look(coded.folder, "Ada", Tier.PUBLIC)[1].warnings == []


@pytest.mark.usefixtures("nothing_is_served")
def test_a_study_that_another_program_is_writing_is_told_so(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SECONDS_TO_WAIT_FOR_A_LOCK", 0.1)
    other = sqlite3.connect(coded.folder / "study.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    done = explore(coded.folder)
    other.close()
    assert done.exit_code == 2
    assert "another program" in done.stderr


@pytest.mark.usefixtures("nothing_is_served")
def test_a_machine_does_not_read_as_a_person(coded: Small) -> None:
    assert "a person's" in explore(coded.folder, "--as", "machine").stderr
    assert explore(coded.folder, "--as", " ").exit_code == 2


@pytest.mark.usefixtures("nothing_is_served")
def test_a_port_that_is_taken_is_told(coded: Small) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = explore(coded.folder, "--port", str(taken.getsockname()[1]))
    assert done.exit_code == 2
    assert "taken" in done.stderr


def test_the_next_free_port_is_taken_when_none_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = taken.getsockname()[1]
        monkeypatch.setattr(server, "FIRST_PORT", first)
        assert next(server._free_ports("127.0.0.1", None)) > first


def test_a_port_lost_to_another_program_at_the_last_moment_is_not_the_end(
    tmp_path: Path, coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the look at the ports says free is not: as if the other program had bound it just after the look.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        lost = taken.getsockname()[1]
        before = (
            "from qualitative.explorer import server\n"
            f"looked = server._free_ports\nserver._free_ports = lambda *a: iter([{lost}, next(looked(*a))])"
        )
        with served(tmp_path, coded.folder, "--as", "Ada", vaults=coded.vaults, before=before) as there:
            assert urlsplit(there.url).port != lost
            with urlopen(there.url, timeout=20) as page:
                assert page.status == 200


def set_revision(folder: Path, revision: str) -> None:
    with sqlite3.connect(folder / "study.db") as base:
        base.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    base.close()


# ------------------------------------------------------------------ what pages say of it


def test_without_a_study_the_page_says_how_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "home", Path(), "public")
    monkeypatch.setenv("QUALITATIVE_STUDY", "")
    said = words(at.run())
    assert "No study is open" in said
    assert any("qualitative explore STUDY" in code.value for code in at.code)


@pytest.mark.parametrize("change", ["deleted", "newer", "damaged", "locked"])
def test_a_study_that_goes_while_it_is_open_is_told_on_the_next_click(
    coded: Small, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(database, "SECONDS_TO_WAIT_FOR_A_LOCK", 0.1)
    at = shown(monkeypatch, "home", coded.folder, "coder")
    assert "study.db" not in words(at)
    other = None
    if change == "deleted":
        shutil.rmtree(coded.folder)
    elif change == "newer":
        set_revision(coded.folder, "9999")
    elif change == "damaged":
        (coded.folder / "study.db").write_bytes(b"no database at all, but long enough to be read as one" * 50)
    else:
        other = sqlite3.connect(coded.folder / "study.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
    said = words(at.run())
    if other:
        other.close()
    told = {
        "deleted": "deleted",
        "newer": "newer version",
        "damaged": "damaged",
        "locked": "another program",
    }
    assert told[change] in said
    assert "Traceback" not in said
    assert not at.exception


def test_an_odd_tier_in_the_environment_opens_nothing(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words(shown(monkeypatch, "home", coded.folder, "everything"))
    assert "could not be opened" in said
    assert "Tide" not in said


def test_a_fault_shows_a_reader_none_of_its_words(
    coded: Small,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def page(_access: object) -> None:
        raise ValueError("secret words")

    monkeypatch.setattr("qualitative.explorer.pages.home.page", page)
    at = shown(monkeypatch, "home", coded.folder, "coder")
    assert "fault of this program" in words(at)
    assert "secret words" not in words(at) + caplog.text + "".join(capsys.readouterr())
    assert not at.exception


def test_a_librarys_log_loses_the_words_of_an_exception(caplog: pytest.LogCaptureFixture) -> None:
    before = logging.getLogRecordFactory()
    logs.keep_words_out()
    try:
        for name in ("streamlit.error_util", "asyncio"):
            log = logging.getLogger(name)
            propagates, log.propagate = log.propagate, True
            try:
                raise ValueError("secret words")
            except ValueError as fault:
                log.exception("failed on %s", fault)
                log.warning(fault)
                log.error("with its words: %s", fault)
            log.propagate = propagates
    finally:
        logging.setLogRecordFactory(before)
    assert "ValueError" in caplog.text
    assert "secret words" not in caplog.text
