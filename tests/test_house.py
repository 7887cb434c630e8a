"""The house stands as ARCHITECTURE.md draws it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_no_room_imports_what_it_may_not() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, qualitative.cli; print(' '.join(sorted(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {
        "numpy",
        "pandas",
        "spacy",
        "sklearn",
        "bertopic",
        "sqlalchemy",
        "onnxruntime",
        "matplotlib",
        "torch",
        "docx",
        "streamlit",
    }
    assert heavy.isdisjoint(loaded)


def test_the_first_page_waits_for_no_model_and_no_library_of_analysis() -> None:
    code = "import sys, qualitative.explorer.main, qualitative.explorer.pages.home; print(' '.join(sorted(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"spacy", "sklearn", "bertopic", "torch", "onnxruntime", "matplotlib", "docx", "scipy"}.isdisjoint(
        loaded
    )


def test_help_answers_within_a_quarter_of_a_second_of_plain_python() -> None:
    def seconds(*words: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, *words], capture_output=True, check=True)
        return time.perf_counter() - started

    plain = min(seconds("-c", "pass") for _ in range(5))
    assert min(seconds("-m", "qualitative.cli", "--help") for _ in range(5)) <= plain + 0.25


def commands() -> list[str]:
    from qualitative.cli import main

    return sorted(main.commands)


@pytest.mark.parametrize("name", commands())
def test_every_command_has_help_and_stands_in_the_readme(name: str) -> None:
    from click.testing import CliRunner

    from qualitative.cli import main

    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    for option in ("--help", "--quiet", "--json"):
        assert option in shown.output
    assert re.search(rf"qualitative {name}\b", (ROOT / "README.md").read_text("utf-8"))


def test_nothing_committed_names_a_path_of_somebodys_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout: there is no list of committed files to look through")
    own = re.compile(r"(?<![\w.])/(?:home|Users|root)/\w")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".csv"} and path.is_file():
            assert not own.search(path.read_text("utf-8", errors="replace")), name


def test_no_model_is_larger_than_its_share() -> None:
    sizes = [p.stat().st_size for p in (ROOT / "qualitative" / "models").rglob("*") if p.is_file()]
    assert sum(sizes) <= 80 * 2**20
