"""A cause map for the screen: each arrow and box can be clicked, tabbed to and heard, in two shapes for two widths.

The danger: a picture only some can use. So every arrow and box is a button with a name, no meaning hangs on colour
alone (loops are dashed, kinds of session have shapes), and colours come from the page's classes. Interviews and focus
groups are never added up: the bead on an arrow shows each kind by itself; thickness counts distinct sessions, as given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualitative.figures import graph
from qualitative.figures.graph import Arrow
from qualitative.figures.layout import Placed, Side, layered, parts, stacked
from qualitative.figures.marks import PAD, Box, Claimed, Line, box_height, n, svg, wrapped, xy

BOX, STEP, TALL_BOX = (
    180.0,
    80.0,
    212.0,
)  # px: a box's width, the room between columns, a box's width when stacked
_LANE, _EDGE, _TURN = 34.0, 6.0, 10.0
_Point = tuple[float, float]
_Taken = list[tuple[float, float, float, float]]


@dataclass(frozen=True)
class ScreenMap:
    """One connected part (or all lone arrows together). wide, tall: SVG for two widths; wide_px: the width `wide` needs.

    end: the node the part leads to, "" for lone arrows. loops: whether an arrow leads back.
    """

    wide: str
    tall: str
    wide_px: int
    end: str
    arrows: tuple[Claimed, ...]
    loops: bool


def screen_maps(
    labels: Mapping[str, str], arrows: Sequence[Claimed], *, end_state: str = ""
) -> tuple[ScreenMap, ...]:
    """Connected parts apart, the largest first, lone arrows together at the end.

    labels: node id → phrase. end_state: the node everything leads to where a part holds it; else the one most led to.
    """
    every = parts(arrows)
    maps = [_map(labels, part, end_state) for part in every if len(part) > 1]
    lone = [arrow for part in every if len(part) == 1 for arrow in part]
    return (*maps, _map(labels, lone, "", lone=True)) if lone else tuple(maps)


def _map(
    labels: Mapping[str, str], arrows: Sequence[Claimed], end_state: str, *, lone: bool = False
) -> ScreenMap:
    nodes = sorted({a.cause for a in arrows} | {a.effect for a in arrows})
    end = "" if lone else end_state if end_state in nodes else graph.most_led_to(nodes, arrows)
    words = {node: wrapped(labels[node], BOX - 2 * PAD) for node in nodes}
    heights = {node: box_height(words[node], _busier_side(node, arrows)) for node in nodes}
    placed = layered(arrows, heights, end)
    wide = _wide(labels, arrows, placed, words, heights, end)
    loops = any(route.back for route in placed.routes)
    width = round(_left(placed.n_columns - 1) + BOX + _EDGE)
    return ScreenMap(wide, _tall(labels, arrows, placed, end), width, end, tuple(arrows), loops)


def _busier_side(node: str, arrows: Sequence[Arrow]) -> int:
    return max(sum(a.effect == node for a in arrows), sum(a.cause == node for a in arrows))


# --------------------------------------------------------------------------- wide: columns from left to right


def _left(column: int) -> float:
    return _EDGE + column * (BOX + STEP)


def _wide(
    labels: Mapping[str, str],
    arrows: Sequence[Claimed],
    placed: Placed,
    words: Mapping[str, Sequence[str]],
    heights: Mapping[str, float],
    end: str,
) -> str:
    claimed = {(a.cause, a.effect): a for a in arrows}
    beads: _Taken = []
    lines = []
    for route in sorted(placed.routes, key=lambda r: (r.points[0], r.points[-1])):
        line = Line(claimed[route.arrow.cause, route.arrow.effect], route.back)
        flat: list[_Point] = []
        for at, (column, y) in enumerate(route.points):
            if at > 0:
                flat.append((_left(column), y + _EDGE))
            if at < len(route.points) - 1:
                flat.append((_left(column) + BOX, y + _EDGE))
        shaft = list(flat)
        if route.back:
            line.head(flat[0], "left")
            shaft[0] = (flat[0][0] + line.head_length, flat[0][1])
        else:
            line.head(flat[-1], "right")
            shaft[-1] = (flat[-1][0] - line.head_length, flat[-1][1])
        line.path = f"M{xy(*shaft[0])}" + "".join(
            _curve(a, b) if i % 2 == 0 else f"L{xy(*b)}" for i, (a, b) in enumerate(pairwise(shaft))
        )
        line.bead(_free([p for a, b in _gaps(flat) for p in _on_curve(a, b)], line.bead_size, beads))
        lines.append(line)
    boxes = [
        Box(
            i,
            labels[i],
            words[i],
            _left(placed.columns[i]),
            placed.middles[i] + _EDGE,
            BOX,
            heights[i],
            i == end,
        )
        for i in sorted(placed.columns, key=lambda i: (placed.columns[i], placed.middles[i]))
    ]
    width = _left(placed.n_columns - 1) + BOX + _EDGE
    return _drawn("wide", width, placed.height + 2 * _EDGE, lines, boxes)


def _drawn(shape: str, width: float, height: float, lines: Sequence[Line], boxes: Sequence[Box]) -> str:
    """Lines below, then boxes, then beads: nothing crosses a number."""
    marks = (
        [line.under() for line in lines] + [box.button() for box in boxes] + [line.button() for line in lines]
    )
    return svg(shape, width, height, marks)


def _curve(a: _Point, b: _Point) -> str:
    middle = (a[0] + b[0]) / 2
    return f"C{xy(middle, a[1])} {xy(middle, b[1])} {xy(*b)}"


def _gaps(flat: Sequence[_Point]) -> list[tuple[_Point, _Point]]:
    """The stretches between two columns, the middle one first: there the bead hangs."""
    every = [(flat[i], flat[i + 1]) for i in range(0, len(flat) - 1, 2)]
    return sorted(every, key=lambda s: abs(every.index(s) - (len(every) - 1) / 2))


def _on_curve(a: _Point, b: _Point) -> list[_Point]:
    """Places on the curve from a to b, the middle first."""
    out = []
    for t in (0.5, 0.4, 0.6, 0.3, 0.7):
        middle = (a[0] + b[0]) / 2
        x = (1 - t) ** 3 * a[0] + 3 * t * (1 - t) * middle + t**3 * b[0]
        y = ((1 - t) ** 3 + 3 * t * (1 - t) ** 2) * a[1] + (t**3 + 3 * t**2 * (1 - t)) * b[1]
        out.append((x, y))
    return out


def _free(places: Sequence[_Point], size: tuple[float, float], taken: _Taken) -> _Point:
    """The first place where a bead touches no other; the first of all where each touches."""
    wide, tall = size
    free = (
        p
        for p in places
        if all(
            abs(p[0] - x) > (wide + w) / 2 + 2 or abs(p[1] - y) > (tall + h) / 2 + 2 for x, y, w, h in taken
        )
    )
    x, y = next(free, places[0])
    taken.append((x, y, wide, tall))
    return x, y


# --------------------------------------------------------------------------- tall: one below the other


def _tall(labels: Mapping[str, str], arrows: Sequence[Claimed], placed: Placed, end: str) -> str:
    """Causes above, the end event below; arrows straight down, or in lanes on the right; loops dashed on the left."""
    rows, sides = stacked(arrows, placed)
    claimed = {(a.cause, a.effect): a for a in arrows}
    words = [wrapped(labels[node], TALL_BOX - 2 * PAD) for node in rows]
    ports = [sum(row in (s.first_row, s.last_row) for s in sides if s.lane) for row in range(len(rows))]
    heights = [box_height(lines, 0) for lines in words]
    heights = [max(tall, 15.0 * n_ports + 10) for tall, n_ports in zip(heights, ports, strict=True)]
    straight = {s.first_row for s in sides if s.lane == 0}
    tops = [_EDGE]
    for row, tall in enumerate(heights[:-1]):
        tops.append(tops[-1] + tall + (54 if row in straight else 18))
    left = _EDGE + max((s.lane for s in sides if s.back), default=0) * _LANE
    right = left + TALL_BOX
    lanes = max((s.lane for s in sides if not s.back), default=0)
    at_box = _tall_ports(sides, tops, heights)
    beads: _Taken = []
    lines = []
    for at, side in enumerate(sides):
        arrow = claimed[side.arrow.cause, side.arrow.effect]
        line = Line(arrow, side.back, upright=side.lane > 0)
        if side.lane == 0:
            x, top, bottom = (
                left + TALL_BOX / 2,
                tops[side.first_row] + heights[side.first_row],
                tops[side.last_row],
            )
            line.path = f"M{xy(x, top)}L{xy(x, bottom - line.head_length)}"
            line.head((x, bottom), "down")
            line.bead(_free([(x, (top + bottom) / 2 - 4)], line.bead_size, beads))
        else:
            edge, out = (left, -1) if side.back else (right, 1)
            lane = edge + out * (side.lane * _LANE - 15)
            start, stop = at_box[at, "cause"], at_box[at, "effect"]
            line.path = _bracket(edge, lane, out, start, stop, line.head_length)
            line.head((edge, stop), "right" if side.back else "left")
            places = [(lane, start + (stop - start) * t) for t in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)]
            line.bead(_free(places, line.bead_size, beads))
        lines.append(line)
    boxes = [
        Box(node, labels[node], words[i], left, tops[i] + heights[i] / 2, TALL_BOX, heights[i], node == end)
        for i, node in enumerate(rows)
    ]
    return _drawn("tall", right + lanes * _LANE + _EDGE, tops[-1] + heights[-1] + _EDGE, lines, boxes)


def _bracket(edge: float, lane: float, out: int, start: float, stop: float, head: float) -> str:
    """Out of a box's side, along a lane, and into the side of another."""
    turn = _TURN if stop > start else -_TURN
    near = lane - out * _TURN
    return (
        f"M{xy(edge, start)}L{xy(near, start)}Q{xy(lane, start)} {xy(lane, start + turn)}L{xy(lane, stop - turn)}"
        f"Q{xy(lane, stop)} {xy(near, stop)}L{n(edge + out * head)},{n(stop)}"
    )


def _tall_ports(
    sides: Sequence[Side], tops: Sequence[float], heights: Sequence[float]
) -> dict[tuple[int, str], float]:
    """(number of the arrow, "cause" or "effect") → y. In such an order that no two arrows cross at a box."""
    found: dict[tuple[int, str], float] = {}
    for row in range(len(tops)):
        for back in (False, True):
            upper, lower = [], []
            for at, side in enumerate(sides):
                if not side.lane or side.back is not back:
                    continue
                if side.last_row == row:
                    upper.append((side.lane, at, "cause" if back else "effect"))
                if side.first_row == row:
                    lower.append((-side.lane, at, "effect" if back else "cause"))
            meets = [*sorted(upper), *sorted(lower)]
            for i, (_, at, end) in enumerate(meets, 1):
                found[at, end] = tops[row] + heights[row] * i / (len(meets) + 1)
    return found
