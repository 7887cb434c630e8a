"""The whole job on the invented notes: it runs, it stays on the machine, and nobody in the notes gets out."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from qualitative import notes
from qualitative.study import Study, demo, keys
from tests.support.offline import Box

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
CASES = sorted(p.parent.name for p in CORPUS.glob("*/case.yaml"))


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Box:
    made = Box(tmp_path_factory.mktemp("demo"))
    done = made.run("demo", "--no-explore")
    (made.root / "stdout.txt").write_text(done.stdout, "utf-8")
    (made.root / "stderr.txt").write_text(done.stderr, "utf-8")
    assert done.returncode == 0, done.stderr[-3000:]
    return made


@pytest.fixture(scope="module")
def study(box: Box, module_monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    module_monkeypatch.setenv("HOME", str(box.root / "home"))
    opened = Study.open(box.work / "demo-study")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def module_monkeypatch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def test_the_whole_job_asks_nobody_on_the_network(box: Box) -> None:
    assert box.network == ""


def test_a_second_run_does_only_what_changed(box: Box) -> None:
    folder = box.work / "demo-study"
    before = {
        p: p.stat().st_mtime_ns
        for p in folder.rglob("*")
        if p.is_file() and p.suffix in (".docx", ".xlsx", ".html")
    }
    done = box.run("demo", "--no-explore")
    assert done.returncode == 0, done.stderr
    assert before == {p: p.stat().st_mtime_ns for p in before}
    assert box.network == ""


def test_the_machine_alone_is_a_switch_and_says_so(box: Box) -> None:
    done = box.run("demo", "--no-explore", "--machine-alone", "--study", "alone")
    assert done.returncode == 0, done.stderr
    for case in CASES:
        assert (
            "PREVIEW"
            in (box.work / "alone" / "drafts" / f"{case}-public-preview.md").read_text("utf-8").upper()
        )


@pytest.mark.parametrize("case", CASES)
def test_all_eight_themes_stand_in_every_draft(box: Box, case: str) -> None:
    names = [c["name"] for c in _codes()]
    for tier in ("reviewer", "public"):
        text = (box.work / "demo-study" / "drafts" / f"{case}-{tier}.md").read_text("utf-8")
        places = [text.find(f"# {name}\n") for name in names]
        assert -1 not in places, (case, tier, names[places.index(-1)])
        assert places == sorted(places)


def _codes() -> list[dict[str, str]]:
    from ruamel.yaml import YAML

    path = CORPUS.parent / "codebooks" / "learning-themes.yaml"
    return list(YAML(typ="safe").load(path.read_text("utf-8"))["codes"])


# ------------------------------------------------------------------ the leak test


@cache
def gold() -> tuple[tuple[str, dict[str, object], str], ...]:
    """(case, gold record, raw text) of every note and document."""
    found = []
    for case in CASES:
        for path in sorted((CORPUS / case / "gold").glob("*.json")):
            record = json.loads(path.read_text("utf-8"))
            if "parts" not in record:
                continue
            file = CORPUS / case / record["file"]
            found.append((case, record, notes.read_note(file).text))
    return tuple(found)


def identifiers(record: dict[str, object]) -> list[dict[str, object]]:
    return [i for i in record["identifiers"] if not i.get("optional")]  # type: ignore[attr-defined]


def test_every_identifier_is_covered_where_it_stands(study: Study) -> None:
    vault = study.vault(demo.PASSPHRASE)
    missed = []
    for case, record, _ in gold():
        source = keys.source_of(vault, case, notes.read_note(CORPUS / case / str(record["file"])))
        assert source is not None, record["file"]
        taken = {
            c for raw_start, raw_end, *_ in keys.offset_map(vault, source) for c in range(raw_start, raw_end)
        }
        for found in identifiers(record):
            start, quote = int(found["start_char"]), str(found["quote"])  # type: ignore[call-overload]
            words = [m for m in re.finditer(r"\w+", quote) if m[0].lower() not in LITTLE]
            if any(start + i not in taken for m in words for i in range(m.start(), m.end())):
                missed.append((record["file"], found["type"], quote))
    assert not missed, f"{len(missed)} identifiers stand in anonymised text: {missed}"


LITTLE = {
    "the",
    "of",
    "at",
    "and",
    "in",
    "on",
    "a",
    "s",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "cllr",
    "councillor",
    "rev",
    "sir",
    "dame",
    "lord",
    "lady",
    "pc",
    "sgt",
}


def test_no_identifier_is_found_in_anything_the_demo_leaves_behind(box: Box) -> None:
    innocent = {word.lower() for _, record, text in gold() for word in _words_outside(record, text)}
    wanted = {
        str(i["quote"])
        for _, record, _ in gold()
        for i in identifiers(record)
        # A name that is also a word of these notes ("Will") says nothing on its own: the test above looks at its place.
        if not {w.lower() for w in re.findall(r"\w+", str(i["quote"]))} <= innocent
        and len(str(i["quote"])) > 2
    }
    assert len(wanted) > 150
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(quote)}(?!\w)" for quote in sorted(wanted, key=len, reverse=True)), re.I
    )
    looked_at, leaks = 0, []
    for path in sorted(p for p in box.root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        if pattern.search(path.name):
            leaks.append((path.name, "in the file's own name"))
        for where, text in _texts_in(path):
            looked_at += 1
            leaks += [(path.name, where, found[0]) for found in pattern.finditer(text)]
    assert looked_at > 30
    assert not leaks, f"{len(leaks)} found: {sorted(set(leaks))[:40]}"


def _words_outside(record: dict[str, object], text: str) -> list[str]:
    taken = {c for i in record["identifiers"] for c in range(i["start_char"], i["end_char"])}  # type: ignore[attr-defined]
    return [m[0] for m in re.finditer(r"\w+", text) if m.start() not in taken]


def _texts_in(path: Path) -> Iterator[tuple[str, str]]:
    """Everything readable in a file: itself, what is zipped in it, what a database holds."""
    data = path.read_bytes()
    yield "bytes", data.decode("utf-8", errors="replace")
    yield "bytes as UTF-16", data.decode("utf-16-le", errors="replace")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode("utf-8", errors="replace")
                yield name, text
                yield f"{name} without its tags", re.sub(r"<[^>]+>", "", text)
    if data.startswith(b"SQLite format 3"):
        base = sqlite3.connect(path)
        for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in base.execute(f'SELECT * FROM "{table}"'):
                yield (
                    table,
                    " ".join(
                        json.dumps(json.loads(v), ensure_ascii=False) if _is_json(v) else str(v) for v in row
                    ),
                )
        base.close()


def _is_json(value: object) -> bool:
    return isinstance(value, str) and value[:1] in "[{" and value[-1:] in "]}" and _loads(value)


def _loads(value: str) -> bool:
    try:
        json.loads(value)
    except ValueError:
        return False
    return True
