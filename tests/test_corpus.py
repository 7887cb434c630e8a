"""The invented notes: gold must say what the reader reads, or every figure and the leak test rest on sand."""

from __future__ import annotations

import csv
import json
import re
import sys
import zipfile
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from training import corpus as builder  # noqa: E402

CORPUS = ROOT / "corpus"
CASES = builder.CASES
GOLD = sorted(CORPUS.glob("*/gold/*.json"))
NOTES = [path for path in GOLD if "/notes/" in f"/{json.loads(path.read_text('utf-8'))['file']}"]
VIEWS = ("speech", "bullet", "row")
# A format carries a kind when its own structure says so: styles, marks or a speaker tag, never a guess.
CARRIED = {
    ".docx": {"heading", "bullet", "row"},
    ".md": {"heading", "bullet", "row"},
    ".vtt": set(),
    ".srt": set(),
    ".rtf": {"bullet"},
    ".pdf": {"bullet"},
    ".txt": {"bullet"},
}  # type: dict[str, set[str]]


@cache
def gold_of(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))  # type: ignore[no-any-return]


@cache
def note_of(path: Path) -> Any:
    from qualitative.notes import read_note

    return read_note(path.parents[1] / gold_of(path)["file"])


@cache
def yaml_of(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text("utf-8"))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def themes() -> list[str]:
    return [code["id"] for code in yaml_of(ROOT / "codebooks" / "learning-themes.yaml")["codes"]]


def notes_of(case: str) -> list[dict[str, Any]]:
    return [gold_of(path) for path in NOTES if path.parents[1].name == case]


def views_of(case: str) -> list[dict[str, Any]]:
    parts = [part for gold in notes_of(case) for part in gold["parts"]]
    return [part for part in parts if part["kind"] in VIEWS and part["voice"] != "comment"]


def label(path: Path) -> str:
    return f"{path.parents[1].name}/{path.stem}"


each_gold = pytest.mark.parametrize("path", GOLD, ids=label)
each_case = pytest.mark.parametrize("case", CASES)


@each_gold
def test_every_gold_quote_stands_where_gold_says(path: Path) -> None:
    gold, text = gold_of(path), note_of(path).text
    for row in gold["identifiers"] + gold["restrictions"]:
        assert text[row["start_char"] : row["end_char"]] == row["quote"]
        assert row["quote"] == row["quote"].strip() != ""


@each_gold
def test_gold_was_made_from_the_text_that_is_read_today(path: Path) -> None:
    import hashlib

    read = hashlib.sha256(note_of(path).text.encode("utf-8")).hexdigest()
    assert read == gold_of(path)["text_sha256"], "the reader's text changed: python -m training.corpus"


@each_gold
def test_parts_stand_in_order_and_hold_all_that_was_read(path: Path) -> None:
    gold, text = gold_of(path), note_of(path).text
    ends = [0] + [part["end_char"] for part in gold["parts"]]
    starts = [part["start_char"] for part in gold["parts"]] + [len(text)]
    for end, start in zip(ends, starts, strict=True):
        assert end <= start
        assert not any(char.isalpha() for char in text[end:start])


@each_gold
def test_parts_use_the_words_of_the_model_and_the_codebook(path: Path) -> None:
    for part in gold_of(path)["parts"]:
        assert part["kind"] in builder.KINDS
        assert part["voice"] in builder.VOICES
        assert set(part["codes"]) <= set(themes())
        assert part["stance"] in ("", "+", "-", "~")
        assert not part["codes"] or (part["kind"] in VIEWS and part["voice"] != "comment")


@each_gold
def test_identifiers_do_not_overlap_and_are_typed(path: Path) -> None:
    rows = gold_of(path)["identifiers"]
    assert rows
    for before, after in pairwise(rows):
        assert before["end_char"] <= after["start_char"], (before, after)
    assert {row["type"] for row in rows} <= builder.TYPES
    assert {row["kind"] for row in rows} <= builder.IDENTIFIER_KINDS


@each_gold
def test_a_claimed_cause_lies_within_one_part_and_its_pieces_do_not_overlap(path: Path) -> None:
    gold = gold_of(path)
    for claim in gold["causes"]:
        pieces = [piece for piece in (claim["cause"], claim["effect"], claim["cue"]) if piece]
        assert all(start < end for start, end in pieces)
        first, last = min(p[0] for p in pieces), max(p[1] for p in pieces)
        assert any(p["start_char"] <= first and last <= p["end_char"] for p in gold["parts"])
        cause, effect = sorted((claim["cause"], claim["effect"]))
        assert cause[1] <= effect[0], f"cause and effect overlap in {path.name}"


def read_part(path: Path, part: dict[str, Any]) -> Any:
    """The reader's Part at the middle of the author's."""
    middle = (part["start_char"] + part["end_char"]) // 2
    return next(read for read in note_of(path).parts if read.start_char <= middle < read.end_char)


@each_gold
def test_the_reader_finds_the_kinds_the_format_carries(path: Path) -> None:
    carried = CARRIED[Path(gold_of(path)["file"]).suffix]
    for part in gold_of(path)["parts"]:
        if part["kind"] in carried:
            assert read_part(path, part).kind.value == part["kind"]


@each_case
def test_words_nobody_spoke_are_hardly_ever_read_as_verbatim(case: str) -> None:
    reported = wrong = 0
    for path in NOTES:
        if path.parents[1].name != case:
            continue
        for part in gold_of(path)["parts"]:
            if part["kind"] in VIEWS and part["voice"] != "verbatim":
                reported += 1
                wrong += read_part(path, part).voice.value == "verbatim"
    assert wrong <= 0.01 * reported, f"{wrong} of {reported}"


@each_case
def test_most_parts_are_read_with_the_authors_bounds_kind_and_voice(case: str) -> None:
    shares = {"bounds": [], "kind": [], "voice of views": []}  # type: dict[str, list[bool]]
    for path in NOTES:
        if path.parents[1].name != case:
            continue
        for part in gold_of(path)["parts"]:
            read = read_part(path, part)
            rest = note_of(path).text[part["end_char"] : read.end_char]
            whole = read.start_char <= part["start_char"] and read.end_char >= part["end_char"]
            shares["bounds"].append(whole and not any(char.isalnum() for char in rest))
            shares["kind"].append(read.kind.value == part["kind"])
            if part["kind"] in VIEWS:
                shares["voice of views"].append(read.voice.value == part["voice"])
    figures = {name: round(sum(right) / len(right), 3) for name, right in shares.items()}
    print(case, json.dumps(figures))
    assert figures["bounds"] >= 0.9, figures
    assert figures["kind"] >= 0.8, figures
    assert figures["voice of views"] >= 0.5, figures


@each_case
def test_three_focus_groups_and_six_interviews_of_about_35_people(case: str) -> None:
    sessions = [s for s in yaml_of(CORPUS / case / "case.yaml")["sessions"] if s["kind"] != "document"]
    sessions = [session for session in sessions if session["state"] != "planned"]
    kinds = Counter(session["kind"] for session in sessions)
    assert (kinds["focus group"], kinds["interview"]) == (3, 6)
    assert 33 <= sum(session["n_people"] for session in sessions) <= 37
    assert {session["session"] for session in sessions} == {gold["session"] for gold in notes_of(case)}
    files = {Path(session["file"]).name for session in sessions}
    assert files == {Path(gold["file"]).name for gold in notes_of(case)}


@each_case
def test_a_note_is_600_to_1200_words_and_the_nine_differ_in_format(case: str) -> None:
    paths = [path for path in NOTES if path.parents[1].name == case]
    for path in paths:
        # The labels of turns and what the note-taker says of the room come on top of 600 to 1,200 words.
        assert 600 <= len(note_of(path).text.split()) <= 1250, path.stem
    files = [CORPUS / case / gold_of(path)["file"] for path in paths]
    assert {file.suffix for file in files} >= {".docx", ".vtt", ".srt", ".txt", ".md", ".rtf", ".pdf"}
    texts = [file.read_bytes() for file in files if file.suffix == ".txt"]
    assert any(text.startswith(b"\xef\xbb\xbf") for text in texts)
    assert any(b"\r\n" in text and not _is_utf8(text) for text in texts)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@each_case
def test_all_themes_are_raised_with_different_weight_and_much_is_left_uncoded(case: str) -> None:
    views = views_of(case)
    weights = Counter(code for part in views for code in part["codes"])
    assert set(weights) == set(themes())
    assert max(weights.values()) >= 1.5 * min(weights.values())
    uncoded = sum(not part["codes"] for part in views)
    assert uncoded >= 30
    assert 0.18 <= uncoded / len(views) <= 0.35
    assert any(len(part["codes"]) > 1 for part in views)
    assert {"+", "-", "~"} <= {part["stance"] for part in views}


@each_case
def test_opposing_views_stand_inside_one_session(case: str) -> None:
    split = 0
    for gold in notes_of(case):
        stances: dict[str, set[str]] = {}
        for part in gold["parts"]:
            for code in part["codes"]:
                stances.setdefault(code, set()).add(part["stance"])
        split += sum({"+", "-"} <= seen for seen in stances.values())
    assert split >= 5


@each_case
def test_causes_are_claimed_denied_and_supposed_and_wishes_are_voiced(case: str) -> None:
    claims = [claim for gold in notes_of(case) for claim in gold["causes"]]
    assert len(claims) >= 30
    assert sum(claim["negated"] for claim in claims) >= 3
    assert sum(claim["hypothetical"] for claim in claims) >= 3
    assert sum(len(gold["restrictions"]) for gold in notes_of(case)) >= 4
    documents = [gold_of(path) for path in GOLD if path not in NOTES and path.parents[1].name == case]
    assert documents


@each_case
def test_every_kind_of_name_is_there_and_no_contact_could_reach_anybody(case: str) -> None:
    rows = [row for path in GOLD if path.parents[1].name == case for row in gold_of(path)["identifiers"]]
    people = [row for row in rows if row["type"] == "PERSON"]
    assert {"name", "nickname", "initials", "typo"} <= {row["kind"] for row in people}
    assert len({row["entity"] for row in people}) >= 35
    assert any(row["also_a_word"] for row in people)
    assert {"ORG", "PLACE", "POST", "EMAIL", "PHONE"} <= {row["type"] for row in rows}
    for row in rows:
        digits = re.sub(r"\D", "", row["quote"]).removeprefix("44").lstrip("0")
        if row["type"] == "PHONE":
            assert re.match(r"7700900|1632960|2079460", digits), row["quote"]
        if row["type"] == "EMAIL":
            assert row["quote"].endswith(".example"), row["quote"]


@each_case
def test_two_people_share_a_first_name(case: str) -> None:
    entities: dict[str, set[str]] = {}
    for path in GOLD:
        if path.parents[1].name == case:
            for row in gold_of(path)["identifiers"]:
                if row["type"] == "PERSON" and row["kind"] == "name" and " " in row["quote"]:
                    entities.setdefault(row["quote"].split()[0], set()).add(row["entity"])
    assert any(len(who) > 1 for who in entities.values())


@each_case
def test_the_roster_lacks_some_people_and_spells_one_otherwise(case: str) -> None:
    rows = rows_of(CORPUS / case / "roster.csv")
    sessions = yaml_of(CORPUS / case / "case.yaml")["sessions"]
    people = sum(session.get("n_people") or 0 for session in sessions if session["kind"] != "document")
    assert all(row["name"].strip() for row in rows)
    assert 0.7 <= len(rows) / people <= 0.9
    written = {row["quote"] for gold in notes_of(case) for row in gold["identifiers"]}
    assert any(row["name"] not in written for row in rows)


@each_case
def test_the_guide_names_known_sessions_and_themes_and_says_what_was_skipped(case: str) -> None:
    rows = rows_of(CORPUS / case / "guide.csv")
    assert {row["session"] for row in rows} <= {gold["session"] for gold in notes_of(case)}
    codes = {code.strip() for row in rows for code in re.split(r"[,;]", row["codes"]) if code.strip()}
    assert codes == set(themes())
    assert {row["asked"] for row in rows} == {"asked", "skipped", "ran out of time"}


@each_case
def test_building_again_changes_nothing(case: str, tmp_path: Path) -> None:
    again = tmp_path / case
    (again / "marked").mkdir(parents=True)
    for note in (CORPUS / case / "marked").glob("*.note"):
        (again / "marked" / note.name).write_bytes(note.read_bytes())
    builder.build(again)
    made = sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    kept = {"roster.csv", "case.yaml", "guide.csv"}
    here = sorted(p.relative_to(CORPUS / case) for p in (CORPUS / case).rglob("*") if p.is_file())
    assert made == [path for path in here if path.name not in kept]
    for path in made:
        assert _content(again / path) == _content(CORPUS / case / path), path


def _content(path: Path) -> Any:
    """Bytes; of a zip its members, for compression may differ from one machine to the next."""
    if path.suffix != ".docx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


HEAD = "% file: a.txt\n% session: s\n\n"


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ("@ speech verbatim | - | 0\n{{Ann|PERSON ann name}}: hello {{Bob", "left open"),
        ("@ speech verbatim | - | 0\nhello Bob|PERSON bob name}}", "closes no"),
        ("@ speech spoken | - | 0\nhello", "is not '@ KIND VOICE"),
        ("@ meta comment | governance | -\nhello", "carries no codes"),
        ("@ speech verbatim | - | 0\n{{Ann|PERSON}}: hello", "left open"),
        ("hello", "needs a tag line"),
        ("@ speech verbatim | - | 0\nAnn: <r wall>no</r>", "needs a scope"),
    ],
)
def test_a_faulty_mark_stops_the_build_and_says_where(block: str, complaint: str, tmp_path: Path) -> None:
    note = tmp_path / "case" / "marked" / "a.note"
    note.parent.mkdir(parents=True)
    note.write_text(HEAD + block + "\n", "utf-8")
    with pytest.raises(builder.CorpusError, match=re.escape(complaint)) as error:
        builder.parse(note)
    assert "line 4" in str(error.value)


def marked(tmp_path: Path, body: str) -> builder.Marked:
    note = tmp_path / "case" / "marked" / "a.note"
    note.parent.mkdir(parents=True)
    note.write_text(HEAD + body, "utf-8")
    return builder.parse(note)


def test_a_name_marked_once_may_not_stand_unmarked(tmp_path: Path) -> None:
    note = marked(
        tmp_path,
        "@ bullet reported | - | 0\n{{Ann Orr|PERSON ann name}}\n\n@ bullet reported | - | 0\nAnn left\n",
    )
    with pytest.raises(builder.CorpusError, match="'Ann'"):
        builder.check_marked([note])


def test_what_is_read_and_nobody_wrote_stops_the_build(tmp_path: Path) -> None:
    note = marked(tmp_path, "@ bullet reported | - | 0\none two\n")
    assert builder.align(note, "- one\n  two\n")[0].span(0, 7) == (2, 11)
    with pytest.raises(builder.CorpusError, match="after the last block"):
        builder.align(note, "- one two\nPage three")
    with pytest.raises(builder.CorpusError, match="is not in what was read"):
        builder.align(note, "- one")
