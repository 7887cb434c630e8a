"""Running our commands in a fresh interpreter with the network refused *and recorded*.

A `sitecustomize` stands first on the path of the child: every look-up of a name and every connection is written
down and refused, whatever library tries it, in every thread and in child processes too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

GUARD = """
import os, socket

def _refuse(what):
    def refused(*args, **kwargs):
        with open(os.environ["NETWORK_RECORD"], "a", encoding="utf-8") as record:
            record.write(f"{what} {args[1:] if what != 'getaddrinfo' else args[:2]}\\n")
        raise OSError("the network is refused in this test")
    return refused

for _name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, _name, _refuse(_name))
for _name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection"):
    setattr(socket, _name, _refuse(_name))
"""


@dataclass
class Box:
    """A home of its own: nothing the command leaves behind can hide outside `root`."""

    root: Path
    python: Path = Path(sys.executable)

    def __post_init__(self) -> None:
        for name in ("home", "tmp", "guard", "work"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        (self.root / "guard" / "sitecustomize.py").write_text(GUARD)

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def network(self) -> str:
        record = self.root / "network.txt"
        return record.read_text("utf-8") if record.exists() else ""

    def run(self, *words: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        inherited = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")}
        env = {
            **inherited,
            "HOME": str(self.root / "home"),
            "TMPDIR": str(self.root / "tmp"),
            "PYTHONPATH": str(self.root / "guard"),
            "NETWORK_RECORD": str(self.root / "network.txt"),
            "OMP_NUM_THREADS": "1",
        }
        return subprocess.run(
            [str(self.python), "-m", "qualitative.cli", *words],
            cwd=self.work,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
