"""The demo as `qualitative demo` leaves it, made once for a whole run by whichever worker asks first; who asks has a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

from filelock import FileLock

from tests.support.offline import Box


def made_in(shared: Path) -> Path:
    """The root of the Box in which the demo was run, the network refused. shared: a folder all workers of this run share."""
    with FileLock(shared / "demo.lock"):
        root, done = shared / "demo", shared / "demo-is-made"
        if not done.exists():
            made = Box(root).run("demo", "--no-explore")
            (root / "stdout.txt").write_text(made.stdout, "utf-8")
            (root / "stderr.txt").write_text(made.stderr, "utf-8")
            assert made.returncode == 0, made.stderr[-3000:]
            done.touch()
    return root


def copied(root: Path, to: Path) -> Box:
    """The whole Box copied, its home and its vault with it."""
    shutil.copytree(root, to, dirs_exist_ok=True)
    return Box(to)


def study_and_vaults(root: Path) -> tuple[Path, Path]:
    (vault,) = (root / "home").rglob("*.vault")
    return root / "work" / "demo-study", vault.parent
