"""Suggestions that know a codebook, learn, keep silent where nothing fits, and show their reasons."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitative import coding
from qualitative.coding.prototypes import split_quotations, statements
from qualitative.coding.words import CueMatcher, looks_english, stem
from qualitative.model import (
    Code,
    Codebook,
    Coding,
    Part,
    PartKind,
    Passage,
    Selection,
    Source,
    Status,
    Voice,
)

AT = datetime(2026, 1, 5, tzinfo=UTC)
CACHE: dict[str, object] = {}  # vectors of this module's few texts
FERRY = Codebook(
    "Ferry review",
    "1",
    (
        Code(
            "timetable",
            "Timetable",
            "When boats leave and arrive: sailings that are late, cancelled, too few or well timed.",
            include=("connections with the bus",),
            exclude=("what a ticket costs (fares)",),
            examples=("The last boat leaves before the cinema ends.", "They cancelled it twice in one week."),
            cues=("timetable", "late", "cancelled", "sailing", "last boat"),
        ),
        Code(
            "fares",
            "Fares",
            "What people pay: prices, season tickets, discounts and how paying works.",
            examples=("A family of four cannot afford the crossing.", "The season ticket is good value."),
            cues=("fare", "ticket", "price", "pay", "afford", "expensive"),
        ),
        Code(
            "crew",
            "Crew",
            "How the people who work on board treat passengers: kindness, rudeness, help and skill.",
            examples=("The mate carried my pram down the ramp.", "He shouted at us for asking."),
            cues=("crew", "captain", "staff", "friendly", "rude", "helpful"),
        ),
    ),
)
LATE = Passage("a", "The boat was an hour late again and then they cancelled the evening sailing.")
BOTH = Passage("b", "The crew were rude to us. And the ticket price has doubled, nobody can afford it.")
NEITHER = Passage("c", "My cousin repairs violins in a workshop behind the church hall.")


def asked(
    passages: list[Passage], book: Codebook = FERRY, examples: object = ()
) -> list[coding.PassageSuggestions]:
    return coding.suggest(passages, book, examples, cache=CACHE)  # type: ignore[arg-type]


def codes_of(answer: coding.PassageSuggestions) -> set[str]:
    return {s.code for s in answer.codes}


# --------------------------------------------------------------------------- from the codebook alone


def test_a_passage_gets_the_code_it_speaks_of_two_where_it_says_two_things_and_none_where_none_fits() -> None:
    late, both, neither = asked([LATE, BOTH, NEITHER])
    assert codes_of(late) == {"timetable"}
    assert codes_of(both) == {"crew", "fares"}
    assert codes_of(neither) == set()


def test_every_code_is_ranked_once_best_first() -> None:
    for answer in asked([LATE, BOTH, NEITHER, Passage("d", "")]):
        assert sorted(answer.ranked) == ["crew", "fares", "timetable"]
        assert [s.code for s in answer.codes] == list(answer.ranked[: len(answer.codes)])
        assert all(0 <= s.confidence <= 1 for s in answer.codes)


def test_an_answer_does_not_depend_on_the_passages_beside_it() -> None:
    alone = [asked([p])[0] for p in (LATE, BOTH, NEITHER)]
    together = coding.suggest([NEITHER, BOTH, LATE], FERRY, cache={})[::-1]
    assert alone == together


def test_the_heading_decides_where_the_words_alone_say_little() -> None:
    vague = "It got much worse for us this winter, that is all there is to say."
    coder = coding.CodebookCoder(FERRY, cache=CACHE).fit()
    bare, under = coder.predict_proba([Passage("x", vague), Passage("x", vague, heading="Fares and tickets")])
    assert under[1] > bare[1] + 0.01
    assert under[1] - bare[1] > max(under[0] - bare[0], under[2] - bare[2])


def test_the_wording_of_a_mask_is_never_a_reason() -> None:
    masked = Passage(
        "m", "The ticket for [Person 17, whose price] is so expensive that nobody can afford it."
    )
    (answer,) = asked([masked])
    (fares,) = (s for s in answer.codes if s.code == "fares")
    reasons = fares.rationale.split(". Nearest")[0]
    assert "“ticket”" in reasons
    assert "price" not in reasons


def test_a_rationale_shows_words_of_the_passage_a_sentence_of_the_codebook_and_the_runner_up() -> None:
    (late,) = asked([LATE])
    rationale = late.codes[0].rationale
    shown = rationale.split("Words: ")[1].split(".")[0].split(", ")
    assert shown
    assert all(word.strip("“”") in LATE.text for word in shown)
    sentence = rationale.split("Nearest in the codebook, ")[1].split(": “")[1].split("”")[0]
    code = FERRY.codes[0]
    assert any(sentence.split(" …")[0] in said for said in (code.definition, *code.include, *code.examples))
    assert "Next: " in rationale
    assert any(name in rationale.split("Next: ")[1] for name in ("Crew", "Fares"))


@pytest.mark.parametrize("text", ["", "   \n", "42 %", "…"])
def test_what_has_no_words_gets_no_code_and_no_confidence(text: str) -> None:
    coder = coding.CodebookCoder(FERRY, cache=CACHE).fit()
    assert coder.predict([text]) == [()]
    assert not coder.predict_proba([text]).any()


def test_a_thousand_words_are_read_to_their_end() -> None:
    filler = "We talked about the weather and the garden and what was for tea. " * 80
    (answer,) = asked(
        [Passage("long", filler + "The ticket price is too expensive and people cannot afford it.")]
    )
    assert answer.ranked[0] == "fares"


def test_another_language_is_treated_as_a_guess_and_says_so() -> None:
    french = "Le personnel était très désagréable et le prix du ticket avait encore augmenté cette année."
    assert not looks_english(french)
    assert not looks_english("Билеты слишком дорогие")
    assert looks_english("Too dear")
    assert looks_english("the skipper was nice but you couldn't get on the boat at all most days")
    coder = coding.CodebookCoder(FERRY, cache=CACHE).fit()
    assert coder.predict_proba([french]).max() <= 0.5
    for answer in asked([Passage("f", french)]):
        assert all("English" in s.rationale for s in answer.codes)


def test_a_codebook_of_one_code_can_be_applied_and_left() -> None:
    book = Codebook("One", "1", FERRY.codes[1:2])
    dear, violins = asked([Passage("a", "Nobody can afford a ticket at that price."), NEITHER], book)
    assert codes_of(dear) == {"fares"}
    assert codes_of(violins) == set()


def test_two_hundred_codes_and_two_alike_are_ranked_without_complaint() -> None:
    many = tuple(Code(f"c{i}", f"Topic {i}", f"Talk of item number {i} in the list.") for i in range(198))
    twins = (FERRY.codes[1], replace(FERRY.codes[1], id="fares-too", name="Fares too"))
    (answer,) = asked(
        [Passage("a", "Nobody can afford a ticket at that price.")], Codebook("B", "1", twins + many)
    )
    assert set(answer.ranked[:2]) == {"fares", "fares-too"}
    assert len(answer.ranked) == 200


def test_a_codebook_without_one_usable_word_still_answers() -> None:
    book = Codebook("Bare", "1", (Code("x", "?", "…"), Code("y", "!", "—")))
    assert len(asked([LATE], book)[0].ranked) == 2


# --------------------------------------------------------------------------- learning

DOGS = [
    "Dogs were barking on the lower deck the whole way over.",
    "Somebody's terrier slept under our bench.",
    "There should be a place on board for dogs.",
    "The spaniel was sick on the stairs.",
    "They let two big dogs into the cabin.",
    "My old dog loves the crossing.",
]
OTHERS = [
    (LATE.text, ("timetable",)),
    ("It is far too expensive for a day out.", ("fares",)),
    (NEITHER.text, ()),
]


def dog_examples(codes: tuple[str, ...]) -> list[tuple[Passage, tuple[str, ...]]]:
    rows = [*((text, codes) for text in DOGS), *OTHERS]
    return [(Passage(str(i), text), given) for i, (text, given) in enumerate(rows)]


def test_it_learns_from_a_handful_of_examples_what_no_definition_says() -> None:
    asks = [Passage("a", "A puppy chewed through my rucksack on the way over.")]
    before, after = asked(asks)[0], asked(asks, examples=dog_examples(("fares",)))[0]
    assert "fares" not in codes_of(before)
    assert after.ranked[0] == "fares"
    assert "fares" in codes_of(after)
    assert "People gave it to" not in after.codes[0].rationale  # nine examples are too few to boast of


def test_examples_coded_with_nothing_teach_that_nothing_fits() -> None:
    shouted = Passage("a", "He shouted at the dog and the whole deck laughed.")
    coder = coding.CodebookCoder(FERRY, cache=CACHE)
    before = coder.fit().predict_proba([shouted])[0, 2]
    after = coder.fit(*zip(*dog_examples(()), strict=True)).predict_proba([shouted])[0, 2]
    assert after < before


def test_below_five_examples_the_codebook_alone_speaks() -> None:
    few = dog_examples(("crew",))[:4]
    assert asked([LATE, BOTH], examples=few) == asked([LATE, BOTH])


def test_a_few_examples_of_one_code_do_not_spoil_the_others() -> None:
    late, both, neither = asked([LATE, BOTH, NEITHER], examples=dog_examples(("crew",)))
    assert (late.ranked[0], set(both.ranked[:2])) == ("timetable", {"crew", "fares"})
    assert codes_of(neither) == set()


def test_an_example_of_an_unknown_code_is_ignored_and_the_code_is_named() -> None:
    strange = [*dog_examples(("crew",)), (Passage("z", "Gulls stole my chips on the pier."), ("seabirds",))]
    assert coding.prepare(FERRY, strange, cache=CACHE).unknown_codes_ == ("seabirds",)
    assert asked([LATE], examples=strange) == asked([LATE], examples=dog_examples(("crew",)))


def test_contradicting_examples_count_half_each_and_break_nothing() -> None:
    both_ways = dog_examples(("crew",)) + dog_examples(("fares",))
    coder = coding.CodebookCoder(FERRY, cache=CACHE).fit(*zip(*both_ways, strict=True))
    assert coder.n_examples_ == len(DOGS) + len(OTHERS)
    (proba,) = coder.predict_proba(["A dog was asleep on the deck."])
    assert abs(proba[1] - proba[2]) < 0.35
    assert np.isfinite(proba).all()


def test_it_is_an_estimator_that_can_be_cloned_and_takes_a_matrix() -> None:
    from sklearn.base import clone

    examples = dog_examples(("crew",))
    matrix = np.array([[c.id in given for c in FERRY.codes] for _, given in examples], dtype=float)
    by_ids = coding.CodebookCoder(FERRY, cache=CACHE).fit(*zip(*examples, strict=True))
    by_matrix = clone(by_ids).fit([p.text for p, _ in examples], matrix)
    assert list(by_matrix.classes_) == ["timetable", "fares", "crew"]
    assert np.allclose(by_ids.predict_proba([BOTH]), by_matrix.predict_proba([BOTH.text]))
    with pytest.raises(ValueError, match="2 passages but 1 sets"):
        clone(by_ids).fit(["a", "b"], [("crew",)])
    with pytest.raises(ValueError, match="no codes"):
        coding.CodebookCoder(Codebook("Empty", "1", ())).fit()


def test_a_rejected_suggestion_teaches_against_that_code_and_leaves_the_others_open() -> None:
    shouted = [Passage("a", "He shouted at the dog and the whole deck laughed.")]
    refused = [(passage, coding.Partly((), ("crew",))) for passage, _ in dog_examples(())]
    before = coding.prepare(FERRY, cache=CACHE).predict_proba(shouted)[0, 2]
    assert coding.prepare(FERRY, refused, cache=CACHE).predict_proba(shouted)[0, 2] < before
    dear = [
        "The ticket costs too much.",
        "We pay a price nobody else pays.",
        "A season ticket is more than my rent.",
        "The fare went up again in spring.",
        "I cannot afford to cross each day.",
        "Paying by card costs extra.",
    ]
    fare = [Passage("b", "The fare for a family is dear and the ticket price went up.")]
    partly = [(Passage(str(i), text), coding.Partly((), ("crew",))) for i, text in enumerate(dear)]
    none_fits = [(passage, ()) for passage, _ in partly]
    still = coding.prepare(FERRY, partly, cache=CACHE).predict_proba(fare)[0, 1]
    assert still > coding.prepare(FERRY, none_fits, cache=CACHE).predict_proba(fare)[0, 1] + 0.1


def test_what_is_open_in_a_matrix_is_nan_and_a_row_of_nothing_but_that_is_no_example() -> None:
    texts = [passage.text for passage, _ in dog_examples(())]
    matrix = np.full((len(texts), 3), np.nan)
    assert coding.CodebookCoder(FERRY, cache=CACHE).fit(texts, matrix).n_examples_ == 0
    matrix[:, 2] = 0
    coder = coding.CodebookCoder(FERRY, cache=CACHE).fit(texts, matrix)
    assert coder.n_examples_ == len(texts)
    assert np.isfinite(coder.predict_proba(["The mate carried my pram."])).all()


def test_learning_that_reads_the_examples_no_better_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from qualitative.coding import confidence

    read = iter([2.0, 1.0])  # the surprise with what was learnt, and without
    monkeypatch.setattr(confidence, "surprise", lambda p, truth: next(read))
    coder = coding.CodebookCoder(FERRY, cache=CACHE).fit(*zip(*dog_examples(("crew",)), strict=True))
    assert coder.share_ == 0
    cold = coding.CodebookCoder(FERRY, cache=CACHE).fit()
    assert np.array_equal(coder.predict_proba([BOTH]), cold.predict_proba([BOTH]))
    assert coder.cut_ == cold.cut_


def test_a_confidence_is_measured_against_a_sample_with_counts_intervals_and_a_warning() -> None:
    from qualitative.coding.measuring import measure

    confidence_ = np.array([[0.9, 0.6]] * 10 + [[0.9, 0.1]] * 10)
    truth = np.array([[True, False]] * 18 + [[False, True]] * 2)
    found = measure(["good", "bad"], confidence_, truth, 0.5)
    good, bad = found.codes
    assert (good.precision.value, good.recall.value, good.warning) == (0.9, 1.0, "")
    low, high = good.precision.interval
    assert low == pytest.approx(0.699, abs=0.001)
    assert high == pytest.approx(0.972, abs=0.001)
    assert bad.warning == "more of its suggestions are wrong than right"
    assert bad.calibration == "too sure: says 0.60"
    assert bad.recall.value is None, "two cases are too few for a share"
    assert str(bad.recall) == "0 of 2"
    assert found.precision.n_right == 18


def test_codes_take_turns_in_what_teaches_and_what_matters_most() -> None:
    def one(name: str, code: str, confidence_: float, status: Status = Status.SUGGESTED) -> Coding:
        return Coding(name, Selection("s", 0, 1, "x"), code, "machine", AT, status, confidence_)

    every = [
        one("a", "fares", 0.9),
        one("b", "fares", 0.52),
        one("c", "crew", 0.8),
        one("d", "crew", 0.35),
        one("e", "fares", 0.7, Status.CONFIRMED),
    ]
    assert [c.id for c in coding.to_teach(every)] == ["d", "b", "c", "a", "e"]
    assert [c.id for c in coding.that_matters(every)] == ["c", "a", "d", "b", "e"]


def test_one_code_alone_learns_too() -> None:
    book = Codebook("One", "1", (FERRY.codes[2],))
    examples = [
        (passage, tuple(c for c in codes if c == "crew")) for passage, codes in dog_examples(("crew",))
    ]
    coder = coding.CodebookCoder(book, cache=CACHE).fit(*zip(*examples, strict=True))
    dog, fare = coder.predict_proba(["A dog was asleep on the deck.", "The fare is far too expensive."])[:, 0]
    assert dog > fare
    assert coder.predict(["The fare is far too expensive."]) == [()]


# --------------------------------------------------------------------------- words and statements


def test_stems_join_the_forms_of_a_word_and_leave_short_words_alone() -> None:
    assert len({stem(w) for w in ("commission", "commissioned", "commissioning", "commissioners")}) == 1
    assert len({stem(w) for w in ("govern", "governance", "governing")}) == 1
    assert len({stem(w) for w in ("plan", "planned", "plans", "planning")}) == 1
    assert stem("king") != stem("kin")
    assert stem("process") == "process"


def test_a_cue_of_several_words_stands_together_and_one_shared_by_codes_counts_less() -> None:
    codes = (Code("a", "A", "d", cues=("last boat", "ticket")), Code("b", "B", "d", cues=("ticket",)))
    text = "The last boats; the boat was last. Tickets!"
    found = [(f.code, text[f.start_char : f.end_char], f.weight) for f in CueMatcher(codes).find(text)]
    assert found == [("a", "last boats", 1.5), ("a", "Tickets", 0.5), ("b", "Tickets", 0.5)]


def test_an_example_that_lists_quotations_is_taken_apart_and_any_other_is_not() -> None:
    assert split_quotations("Positive: 'On time.', 'Never late.' Negative: ‘Always late’, ‘Cancelled’") == [
        "On time.",
        "Never late.",
        "Always late",
        "Cancelled",
    ]
    assert split_quotations("She said 'no', and left: it's ours.") == ["She said 'no', and left: it's ours."]


def test_what_one_code_sends_to_another_counts_as_included_there() -> None:
    timetable, fares, _ = statements(FERRY.codes)
    assert timetable.exclude == ("what a ticket costs",)
    assert "what a ticket costs" in fares.include


# --------------------------------------------------------------------------- files


def test_a_file_goes_in_and_comes_out_line_for_line(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "text": "Too expensive 🚢", "heading": None, "other": 1},
        {"id": "b", "text": LATE.text},
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("\ufeff" + "\n\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    passages = coding.read_passages(path)
    assert [p.id for p in passages] == ["7", "b"]
    coding.write_suggestions(tmp_path / "out.jsonl", asked(passages))
    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in out] == ["7", "b"]
    assert all(set(row) == {"id", "codes", "ranked"} for row in out)
    assert set(out[1]["codes"][0]) == {"code", "confidence", "rationale"}


def test_every_bad_line_is_named_and_no_word_of_it(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = [
        '{"id": 1, "text": "secret"}',
        "{secret",
        '{"id": 2}',
        '["secret"]',
        '{"id": 1, "text": "secret"}',
    ]
    path.write_text("\n".join([*lines, '{"id": 3, "text": 4}']), encoding="utf-8")
    with pytest.raises(coding.BadInput) as caught:
        coding.read_passages(path)
    message = str(caught.value)
    assert all(f"line {n} " in message for n in (2, 3, 4, 5, 6))
    assert "line 1 is" not in message
    assert "secret" not in message


def test_bad_examples_and_a_wrong_encoding_are_named(tmp_path: Path) -> None:
    path = tmp_path / "examples.jsonl"
    path.write_text('{"text": "a", "codes": ["x", "x"]}\n{"text": "b", "codes": "x"}\n{"text": "c"}\n')
    with pytest.raises(coding.BadInput, match=r"line 2 .*line 3 "):
        coding.read_examples(path)
    path.write_text('{"text": "a", "codes": ["x", "x"]}\n{"text": "b", "codes": []}\n')
    assert [codes for _, codes in coding.read_examples(path)] == [("x",), ()]
    path.write_bytes('{"id": "a", "text": "ok"}\n{"id": "b", "text": "café"}'.encode("latin-1"))
    with pytest.raises(coding.BadInput, match="line 2 is not UTF-8"):
        coding.read_passages(path)


# --------------------------------------------------------------------------- segments

Row = tuple[PartKind, str, str, Voice]


def source_of(rows: list[Row]) -> Source:
    """rows: kind, label, words, voice; joined by newlines."""
    text, parts = "", []
    for kind, label, words, voice in rows:
        start = len(text)
        text += label + words
        parts.append(
            Part(start, len(text), kind, voice, label.strip(" :") or None, body_char=start + len(label))
        )
        text += "\n"
    return Source("s1", "case", "session", "Interview 1, notes", text, tuple(parts))


def test_segments_are_what_was_said_with_the_heading_and_what_came_before() -> None:
    said, also = "The evening boat is always late in winter.", "Crew members were kind to my mother."
    found = coding.passages_of(
        source_of(
            [
                (PartKind.HEADING, "", "Timetable", Voice.REPORTED),
                (PartKind.QUESTION, "Q: ", "How was the service for you?", Voice.VERBATIM),
                (PartKind.SPEECH, "P1: ", said, Voice.VERBATIM),
                (PartKind.SPEECH, "P2: ", "Okay, thank you.", Voice.VERBATIM),
                (PartKind.SPEECH, "P2: ", "Note: she seemed tired and the room was cold.", Voice.COMMENT),
                (PartKind.META, "", "Recording stopped at eleven because of the fire alarm.", Voice.REPORTED),
                (PartKind.BULLET, "- ", also, Voice.REPORTED),
            ]
        )
    )
    assert [s.quote for s, _ in found] == [said, also]
    assert [(p.heading, p.before, p.speaker) for _, p in found] == [
        ("How was the service for you?", "", "P1"),
        ("How was the service for you?", "Okay, thank you.", "-"),
    ]


sentence_lists = st.lists(st.integers(1, 60), min_size=1, max_size=30)


@settings(max_examples=50, deadline=None)
@given(sentence_lists, st.sampled_from(["ferry", "café", "e\u0301te\u0301", "🚢ship"]))
def test_long_turns_are_cut_at_sentences_into_pieces_that_lose_no_word(lengths: list[int], word: str) -> None:
    spoken = " ".join("The " + " ".join([word] * n) + "." for n in lengths)
    source = source_of([(PartKind.SPEECH, "P1: ", spoken, Voice.VERBATIM)])
    found = [selection for selection, _ in coding.passages_of(source)]
    assert all(source.text[s.start_char : s.end_char] == s.quote for s in found)
    if sum(lengths) >= 3:
        assert " ".join(s.quote for s in found) == spoken
    if len(found) > 1:
        assert all(len(s.quote.split()) >= 40 for s in found)
        assert all(s.quote.endswith(".") for s in found)


# --------------------------------------------------------------------------- re-anchoring


def coded(text: str, start: int, end: int) -> Coding:
    return Coding("c", Selection("s1", start, end, text[start:end]), "crew", "ana", AT)


@settings(max_examples=150, deadline=None)
@given(
    before=st.text("ab 🚢\u0301\n", max_size=30),
    after=st.text("ab 🚢\u0301\n", max_size=30),
    inserted=st.text("xyz 🎻\n", max_size=12),
    cut=st.integers(0, 30),
)
def test_a_coding_follows_its_words_over_any_edit_before_or_after_it(
    before: str, after: str, inserted: str, cut: int
) -> None:
    quote = "QUOTE of the crew"
    old = before + quote + after
    new = before[:cut] + inserted + before[cut + 2 :] + quote + after + inserted
    result = coding.reanchor([coded(old, len(before), len(before) + len(quote))], old, new)
    assert not result.lost
    moved = result.moved[0].selection
    assert new[moved.start_char : moved.end_char] == moved.quote == quote


def test_a_coding_whose_words_were_edited_is_handed_to_a_person() -> None:
    old = "The crew were kind. The boat was late."
    edited = coding.reanchor([coded(old, 0, 19)], old, "The crew were very kind. The boat was late.")
    assert [(lost.why, lost.coding.code) for lost in edited.lost] == [("edited", "crew")]
    gone = coding.reanchor([coded(old, 0, 19)], old, "The boat was late.", edits=[(0, 20, 0)])
    assert [lost.why for lost in gone.lost] == ["gone"]


def test_a_quote_that_reads_twice_is_handed_to_a_person() -> None:
    old = "It was late. Then it rained."
    new = "Then it rained. It was late, late. Again: It was late, late."
    twice = coding.reanchor([coded(old, 7, 11)], old, new, edits=[(0, len(old), len(new))])
    assert [lost.why for lost in twice.lost] == ["reads twice"]
    assert all(new[a:b] == "late" for a, b in twice.lost[0].places)
    assert not twice.moved


def test_known_edits_of_a_masking_move_codings_exactly() -> None:
    old, new = "Ann said it. Ann said it.", "[P1] said it. [P1] said it."
    edits = [(0, 3, 4), (13, 16, 4)]
    moved = coding.reanchor([coded(old, 17, 25)], old, new, edits=edits).moved
    assert (moved[0].selection.start_char, moved[0].selection.quote) == (19, "said it.")


def test_importing_the_room_loads_no_heavy_library() -> None:
    import subprocess
    import sys

    check = "import sys; from qualitative.coding import BadInput; print([m for m in ('sklearn', 'numpy') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


def test_no_warning_is_raised_by_ordinary_work() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asked([LATE, BOTH, NEITHER], examples=dog_examples(("crew",)))
