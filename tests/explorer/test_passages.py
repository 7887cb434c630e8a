"""Passages as pages show them: nothing lost, nothing said twice, no number of a person, never taken for markup."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from qualitative.explorer.themes import breadth
from qualitative.explorer.themes import markup as themes_markup
from qualitative.model import (
    Replacement,
    SessionKind,
    Tier,
)
from tests.support.passages import invented


def test_documents_are_records_and_stand_apart_from_views() -> None:
    (heard,) = invented("The contract was let in 2015.", kind=SessionKind.DOCUMENT).search("contract")
    assert heard.voice == "record"
    assert not heard.in_marks
    assert "a record, not a view" in themes_markup.passages([heard], {})


def test_a_passage_is_words_and_never_markup() -> None:
    book = invented("They wrote <script>alert(1)</script> & <b>left</b>.")
    markup = themes_markup.passages(book.search("alert"), {})
    assert "<script>" not in markup
    assert "&lt;script&gt;<mark>alert</mark>(1)" in markup
    assert "&lt;b&gt;left&lt;/b&gt;" in markup


def test_a_long_turn_shows_the_sentences_round_the_hit() -> None:
    turn = (
        " ".join(f"Sentence {n} says little of anything at all." for n in range(30))
        + " The bridge fell. After."
    )
    (heard,) = invented(turn).search("bridge")
    assert len(heard.words.split()) < 30
    assert "The bridge fell." in heard.words
    start, end = heard.hits[0]
    assert heard.words[start:end] == "bridge"
    assert heard.before.startswith("…")


def test_what_one_passage_printed_the_next_does_not_print_again() -> None:
    book = invented("One spoke first.\nTwo spoke next.\nThree spoke last.")
    one, two, three = book.flowing(book.search("spoke"))
    assert (one.before, one.after, two.before, two.after) == ("", "", "", "")
    assert three.after == ""
    first, last = book.flowing([h for h in book.search("spoke") if not h.words.startswith("Two")])
    assert first.after == "Two spoke next."
    assert last.before == ""


@given(st.integers(20, 120))
def test_between_two_passages_no_word_is_lost_and_none_is_said_twice(n_between: int) -> None:
    between = " ".join(f"word{n}" for n in range(n_between))
    one, two = (book := invented(f"Trust one.\n{between}\nTrust two.")).flowing(book.search("trust"))
    read = f"{one.after} {two.before}".split()
    kept = [w for w in read if w.startswith("word")]
    assert kept == [f"word{n}" for n in range(n_between) if f"word{n}" in kept]
    if len(between) < 300:
        assert len(kept) == n_between
        assert read.count("…") in (0, 2)


def test_a_session_of_a_kind_nobody_stated_is_shown_too() -> None:
    book = invented("We trusted them.", kind=SessionKind.UNKNOWN)
    grid = breadth.by_session(book)
    assert [b.kind for b in grid.blocks] == [SessionKind.UNKNOWN]
    assert grid.codes[0].cells == (("unknown",),)
    assert "0 of 1" in grid.codes[0].words[0]


def test_a_link_of_the_matrix_holds_ids_only() -> None:
    markup = themes_markup.link("x", "Interview 1: heard", {"case": "a&b", "code": "trust", "from": ""})
    assert 'href="?case=a%26b&amp;code=trust"' in markup
    assert "from" not in markup


letters = st.text(
    st.characters(categories=("Ll", "Lu", "Zs", "Mn", "So"), include_characters="ßİ'’\n"),
    min_size=1,
    max_size=60,
)


@given(text=letters, term=st.text(st.characters(categories=("Ll", "Lu")), min_size=2, max_size=4))
def test_every_hit_marks_words_that_are_there(text: str, term: str) -> None:
    for heard in invented(f"{text} {term} {text}").search(term):
        for start, end in heard.hits:
            assert heard.words[start:end]
            assert re.fullmatch(re.escape(term), heard.words[start:end], re.IGNORECASE)


@given(
    st.lists(
        st.sampled_from(
            ["[Participant 7, provider]", "[Person, unclear 4]", "[phone number]", "we spoke 3 times "]
        ),
        max_size=8,
    )
)
def test_no_number_of_a_person_is_left_in_what_a_reviewer_reads(pieces: list[str]) -> None:
    text, masks = "Then ", []
    for piece in pieces:
        if piece.startswith("["):
            kind = "PERSON" if "P" in piece else "PHONE"
            masks.append(Replacement(len(text), len(text) + len(piece), kind, piece, piece, "[x]"))
        text += piece + " "
    book = invented(text + "end.", replacements=tuple(masks))
    read = book.shown["s-1"].text
    assert not re.search(r"\[P[^\]]*\d", read)
    assert read.count("we spoke 3 times") == text.count("we spoke 3 times")
    start, end = book.shown["s-1"].span(len(text), len(text) + 4)
    assert read[start:end] == "end."
    coder = invented(text + "end.", replacements=tuple(masks), tier=Tier.CODER)
    assert coder.shown["s-1"].text == text + "end."
