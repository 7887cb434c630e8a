"""A served explorer in tests: the command in a process of its own, and a sitting at it without a browser.

`Sitting` speaks Streamlit's own protocol over its socket: what it gets is what any browser would be sent.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# As in tests/support/offline.py, but this machine may be talked to: a server must listen somewhere.
GUARD = """
import ipaddress, os, socket

def _here(host):
    if host in (None, "", b"", "localhost"):
        return host not in ("", b"")
    try:
        return ipaddress.ip_address(host if isinstance(host, str) else host.decode()).is_loopback
    except ValueError:
        return False

def _refuse(name, old, host_of):
    def refused(*args, **kwargs):
        host = host_of(args)
        if _here(host):
            return old(*args, **kwargs)
        with open(os.environ["NETWORK_RECORD"], "a", encoding="utf-8") as record:
            record.write(f"{name} {host}\\n")
        raise OSError("the network is refused in this test")
    return refused

for _name in ("connect", "connect_ex", "bind"):
    setattr(socket.socket, _name, _refuse(_name, getattr(socket.socket, _name), lambda a: a[1][0] if isinstance(a[1], tuple) else "localhost"))
socket.socket.sendto = _refuse("sendto", socket.socket.sendto, lambda a: a[-1][0])
for _name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    setattr(socket, _name, _refuse(_name, getattr(socket, _name), lambda a: a[0]))
socket.create_connection = _refuse("create_connection", socket.create_connection, lambda a: a[0][0])
"""


@dataclass
class Served:
    """report: what the command printed when it was ready. record: where refused connections are written down."""

    process: subprocess.Popen[str]
    report: dict[str, Any]
    record: Path
    log_file: Path

    @property
    def url(self) -> str:
        return str(self.report["url"])

    @property
    def network(self) -> str:
        return self.record.read_text("utf-8") if self.record.exists() else ""

    @property
    def log(self) -> str:
        return self.log_file.read_text("utf-8")

    def end(self) -> int:
        """As Ctrl-C does. Returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def child_environment(root: Path, vaults: Path | None = None, **more: str) -> dict[str, str]:
    """A home of its own under root, keys in `vaults`, and the network refused but for this machine."""
    for name in ("home", "guard", "tmp"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "guard" / "sitecustomize.py").write_text(GUARD)
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")}
    return {
        **kept,
        "HOME": str(root / "home"),
        "TMPDIR": str(root / "tmp"),
        "PYTHONPATH": str(root / "guard"),
        "PYTHONUNBUFFERED": "1",
        "NETWORK_RECORD": str(root / "network.txt"),
        "OMP_NUM_THREADS": "1",
        **({"QUALITATIVE_VAULTS": str(vaults)} if vaults else {}),
        **more,
    }


@contextmanager
def served(
    root: Path,
    study: Path,
    *words: str,
    vaults: Path | None = None,
    before: str = "",
    python: Path = Path(sys.executable),
    env: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """`qualitative explore STUDY …` until the block ends. before: Python that runs first in its process."""
    code = f"{before}\nfrom qualitative.cli import main\nmain()"
    (root / "work").mkdir(parents=True, exist_ok=True)
    log_file = root / "served.log"
    with log_file.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [python, "-c", code, "explore", str(study), "--no-browser", "--json", *words],
            cwd=root / "work",
            env={**child_environment(root, vaults), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    there = Served(process, json.loads(line or "{}"), root / "network.txt", log_file)
    try:
        assert "url" in there.report, (line, there.log)
        yield there
    finally:
        there.end()
        process.stdout.close()


class Sitting:
    """One reader's sitting, by Streamlit's socket. `run(page)` is a first look or a click on the menu."""

    def __init__(self, url: str) -> None:
        from websockets.sync.client import connect

        at = urlsplit(url)
        self._open = ExitStack()
        self.socket = self._open.enter_context(
            connect(
                f"ws://{at.netloc}/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                additional_headers={"Origin": url},
                max_size=None,
                open_timeout=20,
            )
        )

    def __enter__(self) -> Sitting:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def run(self, page: str = "", address: str = "", chosen: Mapping[str, str] | None = None) -> str:
        """Everything the server sends for one run of a page, as text. chosen: a widget's id → the words it is set to."""
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        asked = BackMsg()
        asked.rerun_script.query_string = address
        asked.rerun_script.page_name = page
        for widget, words in (chosen or {}).items():
            asked.rerun_script.widget_states.widgets.add(id=widget, string_value=words)
        self.socket.send(asked.SerializeToString())
        told = []
        while True:
            data = self.socket.recv(timeout=60)
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            told.append(message.SerializeToString().decode("utf-8", errors="ignore"))
            if message.WhichOneof("type") == "script_finished" and message.script_finished < 2:
                return re.sub(r"[\x00-\x08\x0b-\x1f]", " ", "\n".join(told))
