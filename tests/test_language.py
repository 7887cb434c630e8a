"""Promises of the `language` room: words, sentences, vectors, names, and models that are what they say they are."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualitative import language
from qualitative.language import (
    ModelError,
    embed,
    forenames,
    loading,
    model_versions,
    sentences,
    tag_names,
    text_key,
    uk_places,
    word_tokens,
)

quick = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(max_examples=80, deadline=None)

NOTES = [
    "spoke to bev aske re the rota, she's fed up",
    "Present: Ngozi Eze, Ranjit Sohal (minutes)",
    "The Alliance Leadership Team met monthly.",
    "ACTION: DECLAN TO CHASE",
    "we never saw the contract",
    "Will the board decide before May?",
    "👍 from Małgorzata",
    "x" * 40,
]
text_like = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("abc AB.!?…-•\t\r\n'’\"()1 /|")),
        st.sampled_from(["\u0301", "\u200d", "👩", "🏽", "é", "ß", "İ", "\u2028", "한", "\ufe0f", "\u00a0"]),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Any look-up or connection fails the test."""
    asked: list[object] = []

    def refuse(*args: object, **_: object) -> None:
        asked.append(args)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield
    assert asked == []


# --------------------------------------------------------------------------- sentences and words


@many
@given(text=text_like)
def test_sentences_lose_no_character_and_never_overlap(text: str) -> None:
    found = sentences(text)
    previous = 0
    for start, end in found:
        assert previous <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[previous:start].replace("|", "").strip()
        previous = end
    assert not text[previous:].replace("|", "").strip()


@many
@given(text=text_like)
def test_a_sentence_never_crosses_a_line(text: str) -> None:
    for start, end in sentences(text):
        assert len(text[start:end].splitlines()) <= 1 or set(text[start:end]) & set("\x1c\x1d\x1e")


@pytest.mark.parametrize("unit", ["J. ", "!", ". ", "\u0301", "• ", " | ", "a.)", "a'", "x" + " " * 50])
def test_hostile_text_is_read_in_the_time_its_length_takes(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.process_time()
    sentences(text)
    word_tokens(text)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "line",
    [
        "Dr. Aske saw her.",
        "We met e.g. the council about approx. ten flats.",
        "J. Smith and R.K. Patel signed.",
        "Apologies: P. Sahota, I. Calloway and C. Lee.",
        "It cost £3.5m at 5 p.m. on the day.",
        "See no. 4 and p. 12 of it.",
        "and then... we waited",
        "1. Agree the terms",
        '"Really?" she said.',
        "Mon. 3 June was fine",
    ],
)
def test_abbreviations_initials_and_numbers_do_not_end_a_sentence(line: str) -> None:
    assert sentences(line) == [(0, len(line))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bev left. then ranjit left", ["bev left.", "then ranjit left"]),
        ("So did I. Then we left.", ["So did I.", "Then we left."]),
        ("We chose Plan B. Then we waited.", ["We chose Plan B.", "Then we waited."]),
        ("She said no. He left.", ["She said no.", "He left."]),
        ("why? because.", ["why?", "because."]),
        ("- one\r\n- two", ["- one", "- two"]),
        ("• one • two", ["• one", "• two"]),
        ("Name\tRole | Group", ["Name", "Role", "Group"]),
        ("  \n ", []),
        ("", []),
        ("👍🏽 ok. Next.", ["👍🏽 ok.", "Next."]),
    ],
)
def test_lines_bullets_cells_and_stops_end_a_sentence(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


def test_a_word_keeps_its_marks_and_apostrophes_and_leaves_its_possessive() -> None:
    text = "Jose\u0301's mate O’Neill, bev/ranjit, ex-Asda 👩🏽‍🦱 n\u200dx"
    words = [text[a:b] for a, b in word_tokens(text)]
    assert words == ["Jose\u0301", "mate", "O’Neill", "bev", "ranjit", "ex", "Asda", "n\u200dx"]


@many
@given(text=text_like)
def test_every_letter_lies_in_a_word(text: str) -> None:
    inside = {c for a, b in word_tokens(text) for c in range(a, b)}
    for index, character in enumerate(text):
        possessive = character in "sS" and index and text[index - 1] in "'’ʼ"
        if character.isalpha() and not possessive:
            assert index in inside


# --------------------------------------------------------------------------- vectors


@quick
@given(order=st.permutations(NOTES), size=st.integers(1, len(NOTES)))
def test_a_text_has_one_vector_whatever_it_is_batched_with(order: list[str], size: int) -> None:
    together = embed(order[:size])
    for row, text in zip(together, order, strict=False):
        assert np.array_equal(row, embed([text])[0])


def test_vectors_are_unit_rows_and_an_empty_text_is_zero() -> None:
    rows = embed(["a plan", "", " \n", "a plan"])
    assert rows.shape == (4, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 0, 0, 1], atol=1e-5)
    assert np.array_equal(rows[0], rows[3])
    assert embed([]).shape == (0, 384)


def test_like_meanings_lie_closer_than_unlike() -> None:
    rows = embed(
        ["nobody told us about the decision", "staff were the last to hear", "the building had damp walls"]
    )
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.1


def test_the_cache_is_filled_once_and_then_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    cache: dict[str, np.ndarray] = {}
    first = embed(NOTES, cache)
    assert set(cache) == {text_key(text) for text in NOTES}
    monkeypatch.setattr(loading, "session", lambda model: pytest.fail("a cached text was embedded again"))
    assert np.array_equal(embed(list(reversed(NOTES)), cache), first[::-1])


def test_what_lies_beyond_256_pieces_is_not_seen() -> None:
    long = "word " * 254
    assert np.array_equal(embed([long + "tail one"])[0], embed([long + "another end"])[0])


def test_an_executor_changes_nothing() -> None:
    texts = [f"{note} {number}" for number in range(4) for note in NOTES]
    with ThreadPoolExecutor(4) as executor:
        assert np.array_equal(embed(texts, executor=executor), embed(texts))
        assert tag_names(texts, executor=executor) == tag_names(texts)


# --------------------------------------------------------------------------- names


def found(text: str, recall: float = language.DEFAULT_RECALL) -> list[str]:
    return [text[s.start_char : s.end_char] for s in tag_names([text], recall)[0]]


@pytest.mark.parametrize(
    "name", ["Beverley Aske", "Ranjit Sohal", "Ngozi Okonkwo", "Agnieszka Nowak", "Siobhan Byrne"]
)
def test_a_persons_name_is_found_however_it_is_typed(name: str) -> None:
    sentence = f"We spoke with {name} about the move on Thursday."
    for typed in (sentence, sentence.lower(), sentence.upper()):
        assert name.lower() in [word.lower() for word in found(typed)]


def test_initials_belong_to_the_name_they_stand_before() -> None:
    assert "P. Sahota" in found("Apologies were sent by P. Sahota and nobody else.")
    assert "R.K. Patel" in found("Signed by R.K. Patel on behalf of the providers.")


def test_a_full_name_is_one_span_and_two_names_are_two() -> None:
    assert found("Present: Beverley Aske, Ranjit Sohal") == ["Beverley Aske", "Ranjit Sohal"]


def test_a_sentence_that_names_nobody_is_left_alone() -> None:
    assert found("The money came late and nobody knew why.") == []


@quick
@given(order=st.permutations(NOTES), size=st.integers(1, len(NOTES)))
def test_a_sentence_has_one_masking_whatever_it_is_batched_with(order: list[str], size: int) -> None:
    for spans, text in zip(tag_names(order[:size]), order, strict=False):
        assert spans == tag_names([text])[0]


def test_a_sentence_has_one_masking_wherever_it_stands() -> None:
    alone = tag_names([NOTES[0]])[0]
    text = "The first line.\r\n" + NOTES[0] + "\r\nThe last."
    shift = text.index(NOTES[0])
    inside = [s for s in tag_names([text])[0] if shift <= s.start_char < shift + len(NOTES[0])]
    assert [(s.start_char - shift, s.end_char - shift, s.label, s.score) for s in inside] == [
        (s.start_char, s.end_char, s.label, s.score) for s in alone
    ]


@quick
@given(before=text_like, after=text_like)
def test_spans_are_whole_words_in_order_at_code_points(before: str, after: str) -> None:
    text = f"{before}\nspoke to Beverley Aske on Monday\n{after}"
    spans = tag_names([text], recall=4.0)[0]
    edges = word_tokens(text)
    starts, ends = {a for a, _ in edges}, {b for _, b in edges}
    previous = 0
    for span in spans:
        assert previous <= span.start_char < span.end_char <= len(text)
        assert span.start_char in starts
        assert span.end_char in ends
        assert span.label in {"PERSON", "ORG", "LOC"}
        assert 0 <= span.score <= 1
        previous = span.end_char
    assert "Beverley Aske" in [text[s.start_char : s.end_char] for s in spans]


def test_offsets_hold_behind_emoji_marks_and_windows_line_ends() -> None:
    plain = "we met Zoë Nowak at the centre"
    text = "👩🏽‍🦱👍 e\u0301\u0302 …\r\n\r\n" + unicodedata.normalize("NFD", plain)
    assert "Zoe\u0308 Nowak" in found(text)


def test_turning_the_dial_up_never_finds_fewer_words() -> None:
    def masked(recall: float) -> set[tuple[int, int]]:
        return {
            (n, c)
            for n, spans in enumerate(tag_names(NOTES, recall))
            for s in spans
            for c in range(s.start_char, s.end_char)
            if NOTES[n][c].isalnum()
        }

    assert masked(0) <= masked(2) <= masked(4)


def test_a_sentence_longer_than_the_model_sees_is_read_to_its_end() -> None:
    text = "and " + "then we waited and " * 120 + "spoke to Beverley Aske and " + "then we waited and " * 120
    assert "Beverley Aske" in found(text)


# --------------------------------------------------------------------------- models


def test_every_shipped_model_matches_its_manifest_and_has_a_card() -> None:
    folders = [p for p in loading.MODELS_FOLDER.iterdir() if p.is_dir()]
    assert {"minilm-embedder", "code-matcher", "remarks", "names-tagger", "gazetteers"} <= {
        p.name for p in folders
    }
    for folder in folders:
        facts = loading.manifest(folder.name)
        assert set(facts["files"]) == {p.name for p in folder.iterdir()} - {"manifest.json"}
        assert "card.md" in facts["files"]
        assert facts["licences"]
        for file in facts["files"]:
            assert loading.checked_bytes(folder.name, file)
            assert (folder / file).stat().st_size <= 30_000_000


def test_our_two_models_weigh_less_than_fifty_megabytes() -> None:
    files = [p for m in ("minilm-embedder", "names-tagger") for p in (loading.MODELS_FOLDER / m).iterdir()]
    assert sum(p.stat().st_size for p in files) <= 50_000_000


def test_a_damaged_model_is_refused_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(loading.MODELS_FOLDER / "gazetteers", tmp_path / "gazetteers")
    monkeypatch.setattr(loading, "MODELS_FOLDER", tmp_path)
    assert loading.checked_bytes("gazetteers", "forenames.txt.gz")
    (tmp_path / "gazetteers" / "forenames.txt.gz").write_bytes(b"half a file")
    with pytest.raises(
        ModelError, match=r"gazetteers/forenames\.txt\.gz is damaged.*Install qualitative again"
    ):
        loading.checked_bytes("gazetteers", "forenames.txt.gz")
    (tmp_path / "gazetteers" / "manifest.json").write_text("{")
    with pytest.raises(ModelError, match="not JSON"):
        loading.manifest("gazetteers")
    shutil.rmtree(tmp_path / "gazetteers")
    with pytest.raises(ModelError, match="missing"):
        loading.manifest("gazetteers")


def test_model_versions_name_each_model_once() -> None:
    versions = model_versions()
    assert {"minilm-embedder", "code-matcher", "remarks", "names-tagger", "gazetteers"} <= set(versions)
    weights = json.loads((loading.MODELS_FOLDER / "names-tagger" / "manifest.json").read_text())["files"]
    assert weights["model.onnx"][:12] in versions["names-tagger"]


def test_gazetteers_hold_names_in_lower_case() -> None:
    assert {"beverley", "ngozi", "siobhan", "mohammed"} <= forenames()
    assert {"stoke-on-trent", "abbey hulton"} <= uk_places()
    assert all(name == name.lower() for name in forenames())


def test_importing_the_room_loads_nothing_heavy() -> None:
    heavy = "onnxruntime tokenizers spacy torch sklearn numpy"
    code = f"import sys, qualitative.language; print([m for m in '{heavy}'.split() if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


# --------------------------------------------------------------------------- spaCy


def test_the_spacy_components_say_what_the_functions_say() -> None:
    from qualitative.language.spacy_component import pipeline

    text = "Spoke to Beverley Aske. She'd left. Dr. Sohal hadn't!\n- fine"
    doc = pipeline()(text)
    assert [s.text.strip() for s in doc.sents] == [text[a:b] for a, b in sentences(text)]
    assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == [
        (s.start_char, s.end_char, s.label) for s in tag_names([text])[0]
    ]
