"""A note comes out with its parts, its speakers and its wishes, and with no original word."""

from __future__ import annotations

import pytest

from qualitative.anonymise import (
    Pseudonyms,
    anonymise_notes,
    find_restrictions,
    later_find,
    new_offset,
    raw_offset,
)
from tests.support.anonymising import ROSTER, note, untagged


def test_a_note_comes_out_with_its_parts_its_speakers_and_no_original_word() -> None:
    raw = note(
        ("Beverley Aske", "Ranj was late on 3 May 2021."), ("Ranjit Sohal", "I rang Bev on 07700 900 128.")
    )
    (out,) = anonymise_notes([raw], Pseudonyms(salt="1"), ROSTER, tagger=untagged)
    assert [part.speaker for part in out.parts] == [
        out.text[part.start_char : part.body_start_char - 2] for part in out.parts
    ]
    assert all(part.speaker and part.speaker.startswith("[Participant") for part in out.parts)
    shown = repr((out.text, out.parts, out.replacements, out.restrictions, out.questions)).lower()
    for word in ("beverley", "bev ", "aske", "ranj", "sohal", "900 128"):
        assert word not in shown
    for replacement in out.replacements:
        assert out.text[replacement.start_char : replacement.end_char] == replacement.coder


def test_a_date_stands_for_the_coder_and_is_reworded_for_the_public() -> None:
    (out,) = anonymise_notes([note(("", "It began on 3 May 2021."))], Pseudonyms(salt="1"), tagger=untagged)
    (date,) = [r for r in out.replacements if r.type == "DATE"]
    assert (date.coder, date.public) == ("3 May 2021", "[date in 2021]")


def test_offsets_go_there_and_back() -> None:
    raw = note(("Beverley Aske", "Ranj was late, and the rota was wrong."))
    (out,) = anonymise_notes([raw], Pseudonyms(salt="1"), ROSTER, tagger=untagged)
    at = raw.text.index("rota")
    assert out.text[new_offset(at, out.offset_map) :].startswith("rota was wrong")
    assert raw_offset(new_offset(at, out.offset_map), out.offset_map) == at


REQUESTS = [
    ("We never saw the budget. Please don't use that.", "no use", "turn"),
    ("He was drunk. Off the record, that.", "off the record", "turn"),
    ("You can say I was there but not my job title, there is only me.", "no job title", "post"),
    ("Can you show me the quotes first?", "show first", "source"),
    ("I don't want that written in the report, the bit about the van.", "no use", "turn"),
    ("Leave that last bit out, would you.", "no use", "previous"),
]


@pytest.mark.parametrize(("words", "wish", "scope"), REQUESTS)
def test_a_request_is_found_and_tied_to_what_it_covers(words: str, wish: str, scope: str) -> None:
    raw = note(
        ("A", "Something of substance was said here before."), ("B", "And another thing."), ("A", words)
    )
    if scope == "turn":
        padding = " It was long and there was more to it than anybody there was ready to say aloud."
        raw = note(("A", "Before."), ("A", padding + " " + words))
    (found,) = find_restrictions(raw.text, raw.parts)
    assert (found.wish, found.scope) == (wish, scope)
    covered = raw.text[found.start_char : found.end_char]
    if scope == "previous":
        assert "Something of substance" in covered
    if scope == "source":
        assert covered == raw.text


@pytest.mark.parametrize(
    "words",
    [
        "They did not use that system at all, it was broken.",
        "You can't put this contract in a drawer.",
        "He kept records of the meetings.",
        "We were never shown the quotes from the builders.",
    ],
)
def test_what_is_no_request_is_not_taken_for_one(words: str) -> None:
    raw = note(("A", words))
    assert find_restrictions(raw.text, raw.parts) == []


def test_a_name_found_later_is_masked_wherever_it_stands() -> None:
    key = Pseudonyms(salt="1")
    texts = {"S1": "[Person 4] met Lwazi Dube. dube was tired.", "S2": "Nobody here.", "S3": "Lwazi's rota."}
    edits = later_find(key, texts, "Lwazi Dube")
    assert sorted(edits) == ["S1", "S3"]
    for source, some in edits.items():
        text = texts[source]
        for edit in reversed(some):
            text = text[: edit.start_char] + edit.new + text[edit.end_char :]
        assert "lwazi" not in text.lower()
        assert "dube" not in text.lower()
        for edit in some:
            assert text[edit.replacement.start_char : edit.replacement.end_char] == edit.new
    assert len({edit.new for some in edits.values() for edit in some}) == 1
