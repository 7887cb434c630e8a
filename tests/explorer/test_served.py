"""The explorer served, in a process of its own: whom it answers, what it sends, what it writes down, how it ends."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.serving import Served, Sitting, child_environment, served
from tests.support.small import Small

ROOT = Path(__file__).resolve().parents[2]
RUN = (sys.executable, "-m", "streamlit", "run", "app.py")


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))
    for name in ("STUDY", "AS", "TIER", "SIGNS_IN"):
        monkeypatch.delenv(f"QUALITATIVE_{name}", raising=False)


@pytest.fixture(scope="module")
def running(coded_once: Small, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("served")
    with served(
        root, coded_once.folder, "--tier", "reviewer", "--as", "Ada Invented", vaults=coded_once.vaults
    ) as there:
        yield there


@pytest.mark.slow
def test_it_says_where_it_is_and_who_reads_at_which_tier(running: Served) -> None:
    report = running.report
    assert (report["person"], report["tier"], report["study"]) == ("Ada Invented", "reviewer", "study")
    assert report["url"].startswith("http://127.0.0.1:")
    assert "Ada Invented" in report["lines"][0]
    with Sitting(running.url) as sitting:
        assert "Tide Alliance" in sitting.run()


@pytest.mark.slow
def test_nothing_is_looked_up_on_the_network(running: Served) -> None:
    with Sitting(running.url) as sitting:
        for page in ("", "themes", "causes", "draft", "compare"):
            sitting.run(page)
    assert running.network == ""


def asked(
    served: Served, path: str, host: str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    at = urlsplit(served.url)
    connection = HTTPConnection(at.hostname or "", at.port, timeout=20)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host if host is not None else at.netloc)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    found = (answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    connection.close()
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "localhost/x",
        "",
        "[",
        "localhost:x",
    ],
)
def test_a_foreign_name_for_this_machine_opens_nothing(running: Served, host: str) -> None:
    for path in ("/", "/_stcore/health", "/static/index.html"):
        status, _, body = asked(running, path, host)
        assert status in (400, 421), (path, host)
        assert b"<html" not in body


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "evil.example"},
        *({"Origin": o} for o in ("http://evil.example", "http://localhost:1", "null", "http://[", "")),
    ],
)
def test_neither_a_foreign_name_nor_a_foreign_page_gets_a_sitting(
    running: Served, wrong: dict[str, str]
) -> None:
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    assert asked(running, "/_stcore/stream", **upgrade)[0] == 101
    assert asked(running, "/_stcore/stream", **{**upgrade, **wrong})[0] in (400, 403, 421)
    assert running.network == ""  # nor does it ask around who it is


@pytest.mark.slow
def test_every_answer_forbids_the_browser_to_fetch_from_elsewhere_or_to_keep_it(running: Served) -> None:
    for path in ("/", "/_stcore/host-config", "/media/unknown.docx"):
        _, headers, _ = asked(running, path)
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.slow
def test_the_agent_interface_is_closed_and_no_file_of_the_program_is_served(running: Served) -> None:
    for path in ("/app/static/app.py", "/app.py", "/_stcore/agent/interact", "/media/../app.py"):
        status, _, body = asked(running, path)
        assert status >= 400 or b"qualitative" not in body, path


@pytest.mark.slow
def test_ctrl_c_ends_it_quietly_with_somebody_looking(coded: Small, tmp_path: Path) -> None:
    with served(tmp_path / "run", coded.folder, vaults=coded.vaults) as there, Sitting(there.url) as sitting:
        sitting.run()
        assert there.end() == 0
        assert there.log == ""


@pytest.mark.slow
def test_no_fault_reaches_a_readers_screen_or_the_log(coded: Small, tmp_path: Path) -> None:
    broken = """
import streamlit as st
import qualitative.explorer.pages.home as home, qualitative.explorer.frame as frame
def raises(*_):
    raise ValueError("secret words")
home.page = lambda access: st.fragment(raises)()
if "frame" in __import__("os").environ["BREAK"]:
    frame.sidebar = raises
"""
    for where in ("page", "frame"):
        with served(
            *(tmp_path / where, coded.folder, "--tier", "coder"),
            vaults=coded.vaults,
            before=broken,
            env={"BREAK": where},
        ) as there:
            with Sitting(there.url) as sitting:
                said = sitting.run()
            assert "fault of this program" in said
            assert "secret words" not in said + there.log
            assert "ValueError" in there.log


@pytest.mark.slow
def test_a_server_started_by_hand_with_other_settings_shows_nothing_of_the_study(
    coded: Small, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (tmp_path / "work").mkdir()
    env = child_environment(
        tmp_path,
        coded.vaults,
        QUALITATIVE_STUDY=str(coded.folder),
        QUALITATIVE_TIER="coder",
        QUALITATIVE_AS="Ada",
    )
    shutil.copy(ROOT / "app.py", tmp_path / "work" / "app.py")  # away from the checkout's settings
    process = subprocess.Popen(
        [*RUN, "--server.headless", "true", "--server.address", "127.0.0.1", "--server.port", str(port)],
        cwd=tmp_path / "work",
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        with _when_there(f"http://127.0.0.1:{port}") as sitting:
            said = sitting.run()
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert "not safe for a study" in said
    assert "gatherUsageStats" in said
    assert "qualitative explore STUDY" in said
    assert "Tide" not in said


def _when_there(url: str) -> Sitting:
    import time

    for _ in range(100):
        try:
            return Sitting(url)
        except OSError:
            time.sleep(0.2)
    return Sitting(url)
