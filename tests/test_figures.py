"""A figure promises: nothing counted, nothing invented, the same bytes, and words for whoever cannot see it."""

from __future__ import annotations

import re

import pytest

from qualitative import figures as f
from qualitative.figures import graph

LABELS = {
    "a": "Decisions had to be unanimous",
    "b": "Hard decisions were put off",
    "c": "The alliance ended early",
}
ARROWS = (f.Arrow("a", "b", 5), f.Arrow("b", "c", 2), f.Arrow("c", "a", 1))


def test_the_same_map_gives_the_same_bytes():
    assert f.cause_map(LABELS, ARROWS, title="Causes") == f.cause_map(LABELS, ARROWS, title="Causes")


def test_a_map_says_that_width_is_not_strength_and_holds_no_date():
    drawn = f.cause_map(LABELS, ARROWS, title="Causes")
    assert "how widely claimed, not how strong" in " ".join(re.findall(r">([^<>]+)</text>", drawn.svg))
    assert "<dc:date>" not in drawn.svg
    assert b"matplotlib" not in drawn.png.lower()


def test_a_public_map_says_no_numbers_of_sessions():
    assert "thickest" in f.cause_map(LABELS, ARROWS).svg
    assert "thickest" not in f.cause_map(LABELS, ARROWS, exact=False).svg


def test_every_arrow_stands_in_the_words_beside_the_map():
    alt = f.cause_map(LABELS, ARROWS, title="Causes").alt
    assert alt.count("→") == len(ARROWS)
    assert "Hard decisions were put off → The alliance ended early" in alt


def test_the_end_state_stands_to_the_right_of_what_leads_to_it():
    columns = graph.columns(list(LABELS), ARROWS, "c")
    assert columns == {"c": 0, "b": 1, "a": 2}


def test_without_a_claim_nothing_is_drawn():
    with pytest.raises(ValueError, match="nothing to draw"):
        f.cause_map(LABELS, ())


def test_a_matrix_needs_a_cell_for_every_pair_and_reads_aloud():
    drawn = f.themes_matrix(
        ["Communication"], ["River", "Harbour"], [["some interviews", "not asked"]], title="Themes"
    )
    assert "Communication: River, some interviews; Harbour, not asked." in drawn.alt
    with pytest.raises(ValueError, match="1 rows × 2 columns"):
        f.themes_matrix(["Communication"], ["River", "Harbour"], [["x"]])
