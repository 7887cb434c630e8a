"""The figures on anonymising: what is counted must be what is said, with or without Presidio, and with no word of a text."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import anonymise, anonymise_second, anonymise_sets, presidio
from benchmarks.anonymise_types import ByType, Gold, needed
from benchmarks.presidio import System, apart, numbered

SCORER = '''
"""A scorer in the real ones' place: how many jobs or documents it was given."""
def load_gold(path):
    import json
    return {d["doc_id"]: (d["text"], {}) for d in json.load(open(path, encoding="utf-8"))}
def score(gold, predictions=None):
    keys = "token_recall token_precision ER_di ER_qi mention_recall share_of_words_masked mention_recall[PERSON]".split()
    return {"n": len(gold)} if predictions is None else {k: (0.5, 1, 2) for k in keys}
'''


def masks(*words: str) -> System:
    """A system that masks these words wherever they stand."""

    def mask(texts: Any, roster: Any = (), tier: Any = None) -> Any:
        return {
            name: [
                {
                    "start": text.index(word),
                    "end": text.index(word) + len(word),
                    "type": "PERSON",
                    "replacement": "<PERSON>",
                }
                for word in words
                if word in text
            ]
            for name, text in texts.items()
        }

    return System("masks words", mask)


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    folder = tmp_path / "bench"
    folder.mkdir()
    for name in ("score_tab.py", "score_anonymise.py"):
        (folder / name).write_text(SCORER, encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("names", "tab"):
        (tmp_path / name).mkdir()
    units = [
        {"src": "gum_interview", "doc": "one:1", "text": "Bev Aske spoke.", "spans": [[0, 8, "PERSON"]]},
        {"src": "gum_interview", "doc": "one:2", "text": "The Americans left Larch.", "spans": [[4, 13, "PERSON"], [19, 24, "LOC"]]},
        {"src": "wnut17_test", "doc": "two:1", "text": "no interview", "spans": []},
    ]  # fmt: skip
    lines = "".join(json.dumps(unit) + "\n" for unit in units)
    (tmp_path / "names" / "dev.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    documents = json.dumps([{"doc_id": "d", "text": "Bev Aske spoke."}])
    (tmp_path / "tab" / "tab_dev_21docs_1ann.json").write_text(documents, encoding="utf-8")
    (tmp_path / "tab" / "tab_dev_127docs_spans.json.gz").write_bytes(gzip.compress(documents.encode()))
    return tmp_path


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_mention_is_found_only_when_each_of_its_letters_is_masked() -> None:
    tally = ByType()
    text = "Mr Ranjit Sohal rang 07700 900128"
    gold = [Gold(0, 15, "PERSON"), Gold(21, 33, "PHONE")]
    tally.add(
        text, gold, [{"start": 3, "end": 15, "type": "PERSON"}, {"start": 21, "end": 26, "type": "PHONE"}]
    )
    assert tally.gold == {"PERSON": [1, 0, 0], "PHONE": [0, 1, 0]}
    assert tally.labels == {"PERSON": [2, 2], "PHONE": [1, 1]}
    assert tally.figures()["left_standing"] == {}


def test_what_may_stay_counts_for_precision_and_never_against_recall() -> None:
    tally = ByType()
    tally.add(
        "Larch met Bev",
        [Gold(0, 5, "PLACE", optional=True), Gold(10, 13, "PERSON")],
        [{"start": 0, "end": 9, "type": "PLACE"}],
    )
    assert tally.gold == {"PERSON": [0, 0, 1]}
    assert tally.labels == {"PLACE": [1, 2]}


def test_a_title_need_not_go_but_a_mention_of_titles_alone_must() -> None:
    assert needed("Mr Sohal", 0, 8) == set(range(3, 8))
    assert needed("Mr", 0, 2) == {0, 1}


def test_interviews_count_people_and_leave_peoples_and_places_to_choice(
    data: Path, bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [case] = anonymise_sets.interviews(data)
    assert [case.texts["one"][g.start : g.end] for g in case.gold["one"] if not g.optional] == ["Bev Aske"]
    anonymise.interviews(anonymise.Run(data, bench, [masks("Aske", "spoke", "Larch")]))
    cased, types, lower, _ = lines_of(capsys)
    assert (cased["recall"], cased["mentions"]) == (0, 1)
    assert (cased["words_masked_outside_people"], cased["words_masked_outside_any_name"]) == (0.2857, 0.1429)
    assert types["partly_masked"] == {"PERSON": 1}
    assert lower["typing"] == "lower"


def test_no_line_holds_a_word_of_a_text(data: Path, bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = anonymise.Run(data, bench, [masks("Aske", "Thorburn", "Larch")])
    anonymise.tab(run)
    anonymise.interviews(run)
    anonymise.identifiers(run)
    printed = capsys.readouterr().out
    assert all(name not in printed for name in ("Aske", "Thorburn", "Larch"))
    for line in map(json.loads, printed.splitlines()):
        assert {"measure", "system", "seed", "machine", "state"} <= set(line)


def test_without_presidio_one_line_says_so_and_ours_is_still_measured(
    data: Path, bench: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presidio, "find_spec", lambda name: None)
    anonymise.main(["--data", str(data), "--bench", str(bench), "--only", "tab"])
    first, *rest = lines_of(capsys)
    assert "not installed" in first["not_measured"]
    assert rest
    assert {line["system"] for line in rest} == {"ours"}


def test_the_same_seed_refills_the_same_lines() -> None:
    jobs = anonymise_sets.refilled_jobs()
    assert jobs == anonymise_sets.refilled_jobs()
    assert jobs != anonymise_sets.refilled_jobs(seed=12)
    cells = {
        (m["casing"], m["community"])
        for _, g, _ in jobs
        for m in g["files"].values()
        if not m.get("negative")
    }
    assert len(cells) == 24


def test_a_name_that_is_a_word_is_told_from_one_that_is_not() -> None:
    assert anonymise_sets.name_form("Hope") == "ordinary words"
    assert anonymise_sets.name_form("Ranjit Sohal") == "no words"
    jobs = anonymise_sets.of_form(anonymise_sets.refilled_jobs(), "no words")
    assert {row["form"] for _, g, _ in jobs for meta in g["files"].values() for row in meta["gold"]} == {
        "no words"
    }


def test_every_gold_span_of_the_second_hand_lies_in_its_text() -> None:
    for texts, gold, _ in (*anonymise_second.identifier_jobs(), *anonymise_second.consistency_jobs()):
        for name, meta in gold["files"].items():
            assert not set("{}|") & set(texts[name])
            for row in (*meta["gold"], *meta.get("trap", ())):
                assert texts[name][row["start"] : row["end"]].strip()


def test_presidio_results_never_overlap_and_lose_no_letter() -> None:
    result = lambda a, b, score, kind: SimpleNamespace(start=a, end=b, score=score, entity_type=kind)  # noqa: E731
    spans = apart(
        [result(0, 10, 0.5, "URL"), result(4, 6, 0.9, "PERSON"), result(9, 12, 0.4, "PHONE_NUMBER")]
    )
    assert [(s["start"], s["end"], s["type"]) for s in spans] == [
        (0, 4, "URL"), (4, 6, "PERSON"), (6, 10, "URL"), (10, 12, "PHONE_NUMBER")
    ]  # fmt: skip


def test_numbering_by_spelling_gives_one_spelling_one_string_in_every_file() -> None:
    texts = {"a": "Bev and bev", "b": "BEV, Beverley"}
    spans = {
        "a": [{"start": 0, "end": 3, "type": "PERSON"}, {"start": 8, "end": 11, "type": "PERSON"}],
        "b": [{"start": 0, "end": 3, "type": "PERSON"}, {"start": 5, "end": 13, "type": "PERSON"}],
    }
    strings = [s["replacement"] for found in numbered(spans, texts).values() for s in found]
    assert strings == ["<PERSON_0>"] * 3 + ["<PERSON_1>"]
