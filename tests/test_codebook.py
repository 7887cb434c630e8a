"""A codebook loads whole or is refused with every fault; the shipped ones are fit to be applied."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitative import codebook as room
from qualitative.codebook import CodebookFault, check_codebook, dump_codebook, load_codebook, shipped
from qualitative.model import Code, Codebook

SHIPPED = {"learning-themes": 8, "alliance-principles": 7, "commissioning-cycle": 4, "trauma-informed": 6}
THEMES = [
    "clarity-of-purpose",
    "clarity-of-roles",
    "communication",
    "governance",
    "procurement",
    "progress",
    "market-stewardship",
    "relationships",
]


def written(tmp_path: Path, text: str | bytes, name: str = "book.yaml") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def faults_of(tmp_path: Path, text: str | bytes) -> list[str]:
    with pytest.raises(CodebookFault) as caught:
        load_codebook(written(tmp_path, text))
    return [str(fault) for fault in caught.value.faults]


# --------------------------------------------------------------------------- the shipped codebooks


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_codebook_loads_without_a_warning_and_says_all_a_coder_needs(name: str) -> None:
    assert check_codebook(shipped(name)) == ()
    book = load_codebook(shipped(name))
    assert len(book.codes) == SHIPPED[name]
    for code in book.every_code():
        assert len(code.definition) > 100, code.id
        assert all((code.include, code.exclude)), code.id
        assert len(code.examples) >= 4, code.id
        assert len(code.cues) >= 20, code.id


def test_the_learning_themes_stand_in_their_order_without_children() -> None:
    book = load_codebook(shipped("learning-themes.yaml"))
    assert [code.id for code in book.codes] == THEMES
    assert not any(code.children for code in book.codes)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_exclusion_that_points_to_a_code_points_to_one_that_exists(name: str) -> None:
    import re

    book = load_codebook(shipped(name))
    ids = {code.id for code in book.every_code()}
    pointers = [p for c in book.every_code() for e in c.exclude for p in re.findall(r"\(([a-z-]+)\)$", e)]
    assert pointers
    assert set(pointers) <= ids


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", SHIPPED)
def test_colours_differ_and_can_be_seen_on_light_and_on_dark(name: str) -> None:
    colors = [code.color for code in load_codebook(shipped(name)).codes]
    assert len(set(colors)) == len(colors)
    for color in colors:
        assert 1.05 / (luminance(color) + 0.05) >= 3, color
        assert (luminance(color) + 0.05) / (luminance("#1e1e1e") + 0.05) >= 3, color


def test_a_codebook_that_is_not_shipped_is_refused_with_the_names_of_those_that_are() -> None:
    with pytest.raises(FileNotFoundError, match="learning-themes"):
        shipped("unheard-of")
    with pytest.raises(FileNotFoundError, match="path"):
        shipped("../secrets.yaml")


def test_an_installed_wheel_is_served_before_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "qualitative"
    for place, text in (
        (package / "_data" / "codebooks", "wheel"),
        (package.parent / "codebooks", "checkout"),
    ):
        place.mkdir(parents=True)
        (place / "mine.yaml").write_text(text)
    monkeypatch.setattr(room, "__file__", str(package / "codebook.py"))
    assert shipped("mine").read_text() == "wheel"
    (package / "_data" / "codebooks" / "mine.yaml").unlink()
    assert shipped("mine").read_text() == "checkout"


# --------------------------------------------------------------------------- faults


def test_all_faults_come_together_each_with_its_line_and_the_mend(tmp_path: Path) -> None:
    text = """name: X
codes:
  - id: trust
    name: Trust
  - id: trust
    name:
    definition: d
    color: red
    cues: one, two
    examples:
      - this: was meant as one text
    children:
      - id: inner
"""
    found = faults_of(tmp_path, text)
    assert found[0] == (
        'codebook book.yaml, line 3: code "trust" has no definition. Coders cannot apply it; add "definition:".'
    )
    for line, word in ((5, "already at line 3"), (6, "no name"), (8, "colour"), (9, "must be a list")):
        assert any(f"line {line}:" in fault and word in fault for fault in found), (line, word)
    assert any("line 11:" in fault and "in quotes" in fault for fault in found)
    assert sum("line 13:" in fault for fault in found) == 2  # the child lacks name and definition


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("", None, "empty"),
        ("# only a comment\n", None, "empty"),
        ("name: X\nversion: 1\n", 1, "no codes"),
        ("name: X\ncodes: []\n", 2, "no codes"),
        ("codes:\n- {id: a, name: A, definition: d}\n", 1, "no name"),
        ("- a\n- b\n", 1, "does not start with keys"),
        ("name: X\ncodes:\n\t- id: a\n", 3, "spaces"),
        ("name: X\ncodes:\n  - id: a\n   name: b\n", 4, "indentation"),
        ('name: "X\ncodes: []\n', 3, "quotation mark"),
        ("name: X\ncodes: just text\n", 2, "must be a list"),
        ("name: X\ncodes:\n  - just text\n", 3, "keys of its own"),
        ("name: X\nname: Y\ncodes:\n- {id: a, name: A, definition: d}\n", 2, "twice"),
        ("name: X\ncodes: &all\n- id: a\n  name: A\n  definition: d\n  children: *all\n", 2, "holds itself"),
        ("name: X\ncodes:\n- id: a\n  name: A\n  definition: d\n  color: #1b6ca8\n", 6, "quotes"),
        ("name: X\ncodes:\n- id: [a]\n  name: A\n  definition: d\n", 3, "one text"),
        ("name: X\x07\n", 1, "control character"),
        ("name: café\n".encode("latin-1"), 1, "UTF-8"),
        ("name: X\n".encode("utf-16"), 1, "UTF-8"),
    ],
)
def test_a_faulty_file_is_refused_at_its_line_with_the_mend(
    tmp_path: Path, text: str | bytes, line: int | None, word: str
) -> None:
    found = faults_of(tmp_path, text)
    where = f"line {line}:" if line else "book.yaml:"
    assert any(where in fault and word in fault for fault in found), found


def test_a_missing_file_is_a_fault_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(CodebookFault, match="no such file"):
        load_codebook(tmp_path / "nowhere.yaml")


def test_an_unknown_key_is_reported_with_the_likely_one_and_stops_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "name: X\ncodes:\n- id: a\n  name: A\n  definition: d\n  colour: '#112233'\n")
    (warning,) = check_codebook(path)
    assert warning.warning
    assert warning.line == 6
    assert 'did you mean "color"?' in str(warning)
    assert load_codebook(path).codes[0].id == "a"


def test_yes_no_and_numbers_stay_the_words_they_were(tmp_path: Path) -> None:
    text = "name: X\nversion: 1.10\ncodes:\n- id: 007\n  name: No\n  definition: yes\n  cues: [on, 12]\n"
    book = load_codebook(written(tmp_path, text))
    code = book.codes[0]
    assert (book.version, code.id, code.name, code.definition, code.cues) == (
        "1.10",
        "007",
        "No",
        "yes",
        ("on", "12"),
    )


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    text = "name: X\r\ncodes:\r\n- id: a\r\n  name: A\r\n  definition: d\r\n"
    assert load_codebook(written(tmp_path, b"\xef\xbb\xbf" + text.encode())).codes[0].definition == "d"


# --------------------------------------------------------------------------- round trips and versions


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
texts = st.lists(words, min_size=1, max_size=6).map(" ".join)
lists = st.lists(texts, max_size=3).map(tuple)


def codes_of(ids: list[str], draw: st.DrawFn) -> tuple[Code, ...]:
    return tuple(
        Code(i, i, draw(texts), draw(lists), draw(lists), draw(lists), draw(lists), "#1b6ca8") for i in ids
    )


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    ids = draw(st.lists(words, min_size=2, max_size=5, unique_by=str.casefold))
    top = codes_of(ids[1:], draw)
    top = (dataclasses.replace(top[0], children=codes_of(ids[:1], draw)), *top[1:])
    return Codebook(draw(texts), draw(words), top, draw(st.one_of(st.just(""), texts)))


@settings(max_examples=60, deadline=None)
@given(codebooks())
def test_what_is_written_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, book: Codebook
) -> None:
    path = tmp_path_factory.mktemp("books") / "book.yaml"
    path.write_text(dump_codebook(book), encoding="utf-8")
    assert load_codebook(path) == book


def test_the_version_hash_moves_with_what_guides_a_coder_and_not_with_colour() -> None:
    book = load_codebook(shipped("learning-themes"))
    first = book.codes[0]

    def with_first(**changed: object) -> Codebook:
        return dataclasses.replace(book, codes=(dataclasses.replace(first, **changed), *book.codes[1:]))  # type: ignore[arg-type]

    same = room.version_hash(book)
    assert room.version_hash(with_first(color="#000000")) == same
    assert room.version_hash(dataclasses.replace(book, name="Other", version="9")) == same
    changed = [
        with_first(definition="other"),
        with_first(cues=()),
        with_first(exclude=first.exclude[1:]),
        with_first(children=(book.codes[1],)),
        dataclasses.replace(book, codes=book.codes[::-1]),
    ]
    assert len({room.version_hash(b) for b in changed} | {same}) == len(changed) + 1
