"""A map for the screen promises: nothing of a note becomes markup, every arrow can be reached, boxes keep apart."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitative.figures import Claimed, ScreenMap, screen_maps
from qualitative.figures.layout import layered, stacked
from qualitative.figures.marks import wrapped

LABELS = {
    "a": "Decisions had to be unanimous",
    "b": "Hard decisions were put off",
    "c": "The alliance ended early",
    "d": "Trust between partners went down",
    "x": "Rumours did the job",
    "y": "Nothing else was published",
}


def claimed(cause: str, effect: str, n: int = 1) -> Claimed:
    return Claimed(cause, effect, n, (("disc", n),), f"{cause} contributes to {effect}")


CHAIN = (claimed("a", "b", 5), claimed("b", "c", 2), claimed("b", "d"), claimed("d", "c"), claimed("c", "a"))
nodes = st.sampled_from("abcdefghijklmno")
graphs = st.sets(st.tuples(nodes, nodes).filter(lambda p: p[0] != p[1]), min_size=1, max_size=30)


def read(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)


def boxes(drawn: str) -> dict[str, tuple[float, float, float, float]]:
    """node → left, top, right, bottom."""
    found = {}
    for group in read(drawn).iter("{http://www.w3.org/2000/svg}g"):
        if node := group.get("data-node"):
            rect = group[0]
            x, y, w, h = (float(rect.get(k, "0")) for k in ("x", "y", "width", "height"))
            found[node] = (x, y, x + w, y + h)
    return found


def test_connected_parts_stand_apart_and_lone_arrows_together():
    maps = screen_maps(LABELS, [*CHAIN, claimed("x", "y")], end_state="c")
    assert [(len(m.arrows), m.end) for m in maps] == [(5, "c"), (1, "")]


def test_the_end_event_stands_rightmost_and_lowest_and_a_loop_is_dashed():
    (one,) = screen_maps(LABELS, CHAIN, end_state="c")
    wide, tall = boxes(one.wide), boxes(one.tall)
    assert all(wide["c"][0] > wide[n][0] for n in "abd")
    assert all(tall["c"][1] > tall[n][1] for n in "abd")
    loops = {g.get("data-arrow") for g in read(one.wide).iter() if g.get("class") == "arrow back"}
    assert loops == {"c-a"}
    assert one.loops


@pytest.mark.parametrize(
    "hostile", ['<script>alert(1)</script>"onload="x', "]]>&amp;<!--", "a\x00b\x1f\ud800c", "<" * 90]
)
def test_a_label_that_looks_like_markup_stays_words(hostile: str):
    arrows = [Claimed("a", "b", 1, (("disc", 1),), hostile), claimed("b", "c")]
    (one,) = screen_maps(LABELS | {"a": hostile}, arrows)
    for drawn in (one.wide, one.tall):
        tree = read(drawn)
        assert {e.tag.rpartition("}")[2] for e in tree.iter()} <= {
            "svg",
            "g",
            "path",
            "rect",
            "circle",
            "text",
            "tspan",
        }
        assert not any(name.startswith("on") for e in tree.iter() for name in e.attrib)


@settings(max_examples=60, deadline=None)
@given(graphs, st.sampled_from("abc"))
def test_any_graph_is_drawn_whole_with_boxes_apart(pairs: set[tuple[str, str]], end: str):
    arrows = [claimed(a, b, 1 + i % 7) for i, (a, b) in enumerate(sorted(pairs))]
    labels = {n: "words " * (1 + ord(n) % 14) for n in "abcdefghijklmno"}
    maps = screen_maps(labels, arrows, end_state=end)
    for shape in ("wide", "tall"):
        drawn = [getattr(one, shape) for one in maps]
        _every_arrow_is_a_button(drawn, arrows)
        for one in drawn:
            for (_, p), (_, q) in itertools.combinations(boxes(one).items(), 2):
                assert p[2] <= q[0] or q[2] <= p[0] or p[3] <= q[1] or q[3] <= p[1]
            width = float(read(one).get("width", "0"))
            assert all(box[0] >= 0 and box[2] <= width for box in boxes(one).values())


def _every_arrow_is_a_button(drawn: list[str], arrows: list[Claimed]) -> None:
    found = []
    for one in drawn:
        for group in read(one).iter("{http://www.w3.org/2000/svg}g"):
            if group.get("data-arrow") and group.get("role") == "button":
                found.append(group.get("data-arrow"))
                assert group.get("tabindex") == "0"
                assert group.get("aria-label")
                bead = group[0]
                assert min(float(bead.get("width", "0")), float(bead.get("height", "0"))) >= 24
    assert sorted(found) == sorted(a.id for a in arrows)


@given(graphs)
@settings(max_examples=60, deadline=None)
def test_two_arrows_never_share_a_lane_where_they_run_side_by_side(pairs: set[tuple[str, str]]):
    arrows = [claimed(a, b) for a, b in sorted(pairs)]
    placed = layered(arrows, dict.fromkeys("abcdefghijklmno", 40.0), "a")
    rows, sides = stacked(arrows, placed)
    assert sorted(rows) == sorted({n for pair in pairs for n in pair})
    for p, q in itertools.combinations([s for s in sides if s.lane], 2):
        if (p.back, p.lane) == (q.back, q.lane):
            assert p.last_row <= q.first_row or q.last_row <= p.first_row


def test_the_same_claims_give_the_same_picture_whatever_their_order():
    def drawn(arrows: tuple[Claimed, ...]) -> tuple[ScreenMap, ...]:
        return tuple(m for m in screen_maps(LABELS, arrows, end_state="c"))

    assert [(m.wide, m.tall) for m in drawn(CHAIN)] == [(m.wide, m.tall) for m in drawn(CHAIN[::-1])]


def test_words_wrap_to_their_room_and_a_long_word_is_broken():
    assert wrapped("Decisions had to be unanimous", 90) == ["Decisions had", "to be", "unanimous"]
    assert all(len(line) < 30 for line in wrapped("x" * 200, 160))
    assert wrapped("", 100) == ["…"]
