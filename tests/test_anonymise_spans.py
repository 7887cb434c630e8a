"""Spans never overlap, cut no word and change nothing outside themselves; a second pass finds nothing."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitative.anonymise import (
    Find,
    anonymise_texts,
)
from qualitative.anonymise.finds import without_overlaps
from qualitative.model import Tier
from qualitative.notes import read_note
from tests.support.anonymising import ROSTER, masked, untagged

CORPUS = Path(__file__).parent.parent / "corpus"
WORDS = [
    "Beverley Aske", "bev", "RANJIT SOHAL", "James", "will", "Will", "the", "rota", "said", "07700 900 128", "May", "in", "at",
    "Tarn House", "bev.aske@calderlights.example", "BA", "é", "e\u0301", "👩‍🦽", "José", "Zofia Wo\u0301jcik", "-", "/", ".", "\n", ":", "'s",
    "[Participant 7, provider]", "[place 3]", "£11.2m", "10,000-plus", "1,500", "[number]", "3 May 2021", "14 Larch Close", "dob 3.3.84", "Aske", "Aske village", "(", ")", ",",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)


@settings(max_examples=120, deadline=None)
@given(TEXTS, st.sampled_from([Tier.REVIEWER, Tier.PUBLIC]))
def test_spans_never_overlap_cut_no_word_and_change_nothing_outside(text: str, tier: Tier) -> None:
    out, spans = anonymise_texts({"a": text}, ROSTER, tier=tier, tagger=untagged)["a"]
    at, rebuilt = 0, ""
    for span in spans:
        assert at <= span["start"] < span["end"] <= len(text)
        assert not (span["start"] and text[span["start"] - 1].isalnum() and text[span["start"]].isalnum())
        assert not (
            span["end"] < len(text) and text[span["end"] - 1].isalnum() and text[span["end"]].isalnum()
        )
        assert text[span["end"] : span["end"] + 1] != "\u0301"
        rebuilt += text[at : span["start"]] + span["replacement"]
        at = span["end"]
    assert rebuilt + text[at:] == out


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_listed_full_names_never_stand_in_the_result(text: str) -> None:
    out = masked(text, ROSTER).lower()
    for name in ("beverley", "ranjit", "sohal", "07700 900 128", "calderlights", "wo\u0301jcik"):
        assert name not in out


@settings(max_examples=80, deadline=None, derandomize=True)
@given(TEXTS, st.sampled_from([Tier.REVIEWER, Tier.PUBLIC]))
def test_anonymising_what_is_anonymised_changes_nothing(text: str, tier: Tier) -> None:
    once = masked(text, ROSTER, tier)
    assert masked(once, ROSTER, tier) == once


@pytest.mark.slow
def test_a_second_pass_over_the_corpus_finds_nothing() -> None:
    raw = {
        str(path.relative_to(CORPUS)): read_note(path, checked_captions=True).text
        for path in sorted(CORPUS.glob("*/notes/*"))
    }
    assert len(raw) > 10
    once = {name: text for name, (text, _) in anonymise_texts(raw).items()}
    again = anonymise_texts(once)
    assert [(name, len(spans)) for name, (_, spans) in again.items() if spans] == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("We had 10,000-plus calls.", "We had [number]-plus calls."),
        ("1,500 beds and 3,000,000 of them", "[number] beds and [number] of them"),
        ("250 of 400, in lots 1,2,3", "[number] of [number], in lots 1,2,3"),
    ],
)
def test_a_number_with_commas_goes_whole(text: str, left: str) -> None:
    assert masked(text, tier=Tier.PUBLIC) == left


def test_the_order_of_files_makes_no_difference() -> None:
    texts = {
        f"{n}.txt": f"{name} spoke to Bev."
        for n, name in enumerate(["Tariq Mahmood", "Olu Adeyemi", "Ewa Nowak"])
    }
    shuffled = dict(random.Random(3).sample(sorted(texts.items()), len(texts)))
    assert anonymise_texts(texts, ROSTER, tagger=untagged) == anonymise_texts(
        shuffled, ROSTER, tagger=untagged
    )


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from(["PERSON", "ORG", "PHONE"])),
        max_size=15,
    )
)
def test_rivals_are_settled_without_overlap(spans: list[tuple[int, int, str]]) -> None:
    kept = without_overlaps([Find(start, start + size, kind, "pattern") for start, size, kind in spans])
    assert all(left.end_char <= right.start_char for left, right in itertools.pairwise(kept))


def test_an_empty_find_is_refused() -> None:
    with pytest.raises(ValueError, match="needs letters"):
        Find(3, 3, "PERSON", "pattern")
