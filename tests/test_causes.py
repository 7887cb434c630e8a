"""Causes: only what is claimed, with its words, its direction, and whether it was denied or merely possible."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitative.causes import (
    as_graph,
    bundle,
    find_links,
    map_table,
    text_alternative,
    write_links,
)
from qualitative.model import CauseLink, ClaimedLink, Passage, Selection, Status


def found(text: str, *, wide: bool = False) -> list[tuple[str, str]]:
    return [
        (text[slice(*k.cause)], text[slice(*k.effect)]) for k in find_links([Passage("p", text)], wide=wide)
    ]


def links(text: str) -> list[ClaimedLink]:
    return find_links([Passage("p", text)])


@pytest.mark.parametrize(
    ("text", "cause", "effect"),
    [
        ("Staff left because the funding was cut.", "the funding was cut", "Staff left"),
        (
            "We never agreed who decides, so decisions took months.",
            "We never agreed who decides",
            "decisions took months",
        ),
        ("The delays led to a breakdown in trust.", "The delays", "a breakdown in trust"),
        (
            "Thanks to the open book approach, people trusted each other.",
            "the open book approach",
            "people trusted each other",
        ),
        (
            "The contract was signed late. That's why mobilisation slipped.",
            "The contract was signed late",
            "mobilisation slipped",
        ),
        ("As a result of the reshuffle, two partners withdrew.", "the reshuffle", "two partners withdrew"),
        (
            "Data sharing was a nightmare, which meant that caseworkers rang round.",
            "Data sharing was a nightmare",
            "caseworkers rang round",
        ),
        ("It wasn't because of the money that people left.", "the money", "people left"),
    ],
)
def test_a_claim_is_read_with_its_own_words_and_the_right_way_round(
    text: str, cause: str, effect: str
) -> None:
    assert (cause, effect) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The board met monthly. Staff were unhappy.",
        "We have known them since 2016.",
        "Trust was low and the contract was late.",
        "So far so good.",
        "Because.",
        "",
        "[Participant 7, provider]",
    ],
)
def test_nothing_is_read_out_of_what_only_stands_together(text: str) -> None:
    assert links(text) == []


@pytest.mark.parametrize(
    ("text", "negated", "hypothetical"),
    [
        ("Staff left because the funding was cut.", False, False),
        ("It wasn't because of the money that people left.", True, False),
        ("The risk share didn't lead to better behaviour.", True, False),
        ("We never chose, so every budget meeting chose for us.", False, False),
        ("This might lead to providers walking away.", False, True),
        ("If we had met in person, trust would have grown faster.", False, True),
        ("We set up a weekly call in order to keep everyone informed.", False, True),
    ],
)
def test_denied_and_supposed_claims_are_kept_apart(text: str, negated: bool, hypothetical: bool) -> None:
    (link,) = links(text)
    assert (link.negated, link.hypothetical) == (negated, hypothetical)


def test_what_only_news_calls_a_cause_is_looked_for_on_request_alone() -> None:
    text = "They marched over the price of bread after the shops had closed."
    assert found(text) == []
    assert found(text, wide=True)


PIECES = st.sampled_from(
    [
        "because",
        "so",
        "led to",
        "if",
        "we",
        "the board",
        "left",
        "trust",
        "😀",
        "é",
        "e\u0301",
        ",",
        ".",
        "\n",
        "\u2028",
        "[Participant 3]",
        "→",
        "didn't",
        "“",
        "’",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_offsets_are_code_points_of_the_text_and_both_ends_hold_words(text: str) -> None:
    for link in links(text):
        assert link.cue is not None, "no link without a cue"
        for start, end in (link.cause, link.effect, link.cue):
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()
        assert any(c.isalnum() for c in text[slice(*link.cause)])
        assert any(c.isalnum() for c in text[slice(*link.effect)])
        assert 0 <= link.confidence <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=12).map(" ".join))
def test_a_passage_is_read_alike_whatever_stands_beside_it(one: str, other: str) -> None:
    alone = find_links([Passage("1", one)])
    assert [k for k in find_links([Passage("2", other), Passage("1", one)]) if k.passage == "1"] == alone


# --------------------------------------------------------------------------- factors and the map


def claim(n: int, cause: str, effect: str, source: str = "s1", **more: object) -> CauseLink:
    quote = f"{effect} because {cause}"
    return CauseLink(
        id=f"L{n}",
        case="river",
        selection=Selection(source, 0, len(quote), quote),
        cause=Selection(source, len(effect) + 9, len(quote), cause),
        effect=Selection(source, 0, len(effect), effect),
        user="machine",
        **more,  # type: ignore[arg-type]
    )


def vectors(claims: list[CauseLink]) -> np.ndarray:
    """One axis per leading word, so that quotes that start alike mean the same."""
    quotes = [c.cause.quote for c in claims] + [c.effect.quote for c in claims]
    firsts = sorted({q.split()[0].lower() for q in quotes})
    return np.eye(len(firsts), dtype=np.float32)[[firsts.index(q.split()[0].lower()) for q in quotes]]


CLAIMS = [
    claim(1, "funding was cut", "staff left the service", "s1"),
    claim(2, "funding fell every year", "staff left for the hospital", "s2"),
    claim(3, "staff left in droves", "waiting lists grew", "s3"),
]


def test_ends_that_mean_the_same_become_one_factor_in_a_participants_words() -> None:
    factors, linked = bundle(CLAIMS, vectors(CLAIMS))
    assert len(factors) == 3
    assert linked[0].cause_factor == linked[1].cause_factor
    assert linked[0].effect_factor == linked[2].cause_factor
    quotes = {q.quote.lower() for c in CLAIMS for q in (c.cause, c.effect)}
    assert all(any(f.label.rstrip("…").lower() in q for q in quotes) for f in factors)


def test_denied_supposed_and_rejected_claims_draw_no_arrow() -> None:
    claims = [
        claim(1, "funding was cut", "staff left", negated=True),
        claim(2, "trust was low", "partners withdrew", hypothetical=True),
        claim(3, "data was late", "reports slipped", status=Status.REJECTED),
    ]
    factors, linked = bundle(claims, vectors(claims))
    assert not linked[0].cause_factor
    assert not linked[1].effect_factor
    assert map_table(linked, factors, {"s1": "i1"}).empty


def test_a_bare_pronoun_is_no_factor() -> None:
    claims = [claim(1, "that", "staff left")]
    assert bundle(claims, vectors(claims)) == ((), tuple(claims))


def test_a_map_keeps_within_fifteen_nodes() -> None:
    claims = [claim(n, f"cause{n} came", f"effect{n} followed") for n in range(30)]
    factors, linked = bundle(claims, vectors(claims))
    assert 0 < len(factors) <= 15
    assert all(bool(k.cause_factor) == bool(k.effect_factor) for k in linked)


def test_bundling_does_not_depend_on_the_order_of_the_claims() -> None:
    one, _ = bundle(CLAIMS, vectors(CLAIMS))
    turned = CLAIMS[::-1]
    other, _ = bundle(turned, vectors(turned))
    assert one == other


def test_an_arrow_counts_sessions_never_mentions() -> None:
    claims = [*CLAIMS, claim(4, "funding stopped", "staff left again", "s1b")]
    factors, linked = bundle(claims, vectors(claims))
    table = map_table(linked, factors, {"s1": "i1", "s1b": "i1", "s2": "i2", "s3": "i3"})
    top = table.iloc[0]
    assert (top.n_sessions, top.sessions, top.excerpts) == (2, ("i1", "i2"), ("L1", "L2", "L4"))
    graph = as_graph(table)
    assert graph.edges[top.cause_factor, top.effect_factor]["n_sessions"] == 2
    said = text_alternative(table)
    assert said[0] == f"Two sessions say that “{top.cause}” contributed to “{top.effect}”."
    assert said[1].startswith("One session says that")
    assert len(said) == len(table)


# --------------------------------------------------------------------------- files


def test_a_file_of_passages_comes_back_as_a_file_of_links(tmp_path: Path) -> None:
    text = "😀 Staff left because the funding was cut."
    passages = [Passage("7", text), Passage("b", "Nothing here.")]
    write_links(tmp_path / "out.jsonl", passages, find_links(passages))
    back = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in back] == ["7", "b"]
    (link,) = back[0]["links"]
    assert set(link) == {"cause", "effect", "cue", "confidence", "negated", "hypothetical"}
    assert text[slice(*link["cause"])] == "the funding was cut"
    assert text[slice(*link["effect"])] == "Staff left"
    assert back[1]["links"] == []
