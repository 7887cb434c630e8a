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
from tests.support.made_demo import copied
from tests.support.offline import Box

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
CASES = sorted(p.parent.name for p in CORPUS.glob("*/case.yaml"))


@pytest.fixture(scope="module")
def box(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Box:
    return copied(demo_once, tmp_path_factory.mktemp("demo"))


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
    done = box.run("demo")
    assert done.returncode == 0, done.stderr
    # Without a terminal the explorer is named, not opened: nobody would end it.
    assert 'qualitative explore demo-study --as "the demo\'s reviewer (invented)" --tier coder' in done.stdout
    assert demo.PASSPHRASE in done.stdout
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


@pytest.mark.parametrize("tier", ["reviewer", "public"])
def test_what_the_demo_writes_passes_its_own_check(study: Study, tier: str) -> None:
    from qualitative.model import Tier
    from qualitative.study import checking

    made = [
        study.folder / "drafts" / f"{case}-{tier}.{end}" for case in CASES for end in ("docx", "html", "md")
    ]
    made += [study.folder / "comparison" / f"comparison-{tier}.{end}" for end in ("html", "md")]
    for file in made:
        report = checking.check(study, file, tier=Tier.parse(tier))
        assert report.figures["failures"] == 0, (file.name, report.lines)


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
    looked_at, leaks = 0, set()
    for path in sorted(p for p in box.root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        leaks |= {(path.name, "its own name", found) for found in _found(wanted, path.name)}
        for where, text, readable in _texts_in(path):
            looked_at += 1
            # Three letters in a row turn up in any compressed picture or ciphertext by chance; six hardly do.
            found = _found(wanted, text) if readable else _buried(wanted, text)
            leaks |= {(path.name, where, quote) for quote in found}
    assert looked_at > 30
    assert not leaks, f"{len(leaks)} found: {sorted(leaks)[:40]}"


SURELY_NOT_CHANCE = 6


def _found(needles: set[str], text: str) -> set[str]:
    """The needles that stand in the text as whole words, in any case."""
    lowered = text.lower()
    words = set(re.findall(r"\w+", lowered))
    likely = (n for n in needles if set(re.findall(r"\w+", n.lower())) <= words)
    return {n for n in likely if re.search(rf"(?<!\w){re.escape(n.lower())}(?!\w)", lowered)}


def _buried(needles: set[str], text: str) -> set[str]:
    """The longer needles that stand anywhere in what is not text: a neighbouring byte may look like a letter."""
    lowered = text.lower()
    return {n for n in needles if len(n) >= SURELY_NOT_CHANCE and n.lower() in lowered}


def test_the_leak_test_finds_what_leaks(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w:t>Beverley</w:t><w:t> Aske</w:t> said")
    base = sqlite3.connect(tmp_path / "b.db")
    base.execute("CREATE TABLE t (x)")
    base.execute("INSERT INTO t VALUES (?)", ('{"said": "by Siân"}',))
    base.commit()
    base.close()
    (tmp_path / "c.bin").write_bytes(b"\xff\xfe\x00" + "Ranjit Sohal".encode("utf-16-le"))
    for name, needle in (("a.docx", "Beverley Aske"), ("b.db", "Siân"), ("c.bin", "Ranjit Sohal")):
        texts = list(_texts_in(tmp_path / name))
        assert any((_found if readable else _buried)({needle}, text) for _, text, readable in texts), name


def _words_outside(record: dict[str, object], text: str) -> list[str]:
    taken = {c for i in record["identifiers"] for c in range(i["start_char"], i["end_char"])}  # type: ignore[attr-defined]
    return [m[0] for m in re.finditer(r"\w+", text) if m.start() not in taken]


def _texts_in(path: Path) -> Iterator[tuple[str, str, bool]]:
    """(where, text, whether it is text and not a decoding of something else) of everything in a file."""
    data = path.read_bytes()
    yield "bytes", *_decoded(data)
    for shift in (0, 1):  # UTF-16 may begin at either byte
        yield "bytes as UTF-16", data[shift:].decode("utf-16-le", errors="replace"), False
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                text, readable = _decoded(archive.read(name))
                yield name, text, readable
                yield f"{name} without its tags", re.sub(r"<[^>]+>", "", text), readable
    if data.startswith(b"SQLite format 3"):
        base = sqlite3.connect(path)
        for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in base.execute(f'SELECT * FROM "{table}"'):
                words = (
                    json.dumps(json.loads(v), ensure_ascii=False) if _is_json(v) else str(v)
                    for v in row
                    if not isinstance(v, bytes)
                )
                yield table, " ".join(words), True
        base.close()


def _decoded(data: bytes) -> tuple[str, bool]:
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        return data.decode("utf-8", errors="replace"), False


def _is_json(value: object) -> bool:
    return isinstance(value, str) and value[:1] in "[{" and value[-1:] in "]}" and _loads(value)


def _loads(value: str) -> bool:
    try:
        json.loads(value)
    except ValueError:
        return False
    return True
