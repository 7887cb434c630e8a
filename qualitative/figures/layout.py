"""Where boxes and arrows of a cause map stand: in columns from causes to the end event, or one below the other.

The danger: an arrow that runs behind a box and seems to touch it. So an arrow over several columns has a place of its
own in each of them, arrows leave and enter a box at places of their own, and the order of boxes is the one with
the fewest crossings found. Only numbers here: no words, no colours. The same input gives the same places.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from qualitative.figures import graph
from qualitative.figures.graph import Arrow

GAP, LANE_GAP, PORT_GAP = (
    22.0,
    14.0,
    24.0,
)  # px between boxes, between an arrow's place and its neighbour, between ports

A = TypeVar("A", bound=Arrow)


@dataclass(frozen=True)
class Route:
    """One arrow's way. back: it leads back towards causes (a loop). points: (column, y) from its left end to its right."""

    arrow: Arrow
    back: bool
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Placed:
    """columns, heights: node → its column (0 on the left) and the y of its middle. height: of the whole, px."""

    columns: Mapping[str, int]
    middles: Mapping[str, float]
    routes: tuple[Route, ...]
    height: float

    @property
    def n_columns(self) -> int:
        return max(self.columns.values()) + 1


def parts(arrows: Sequence[A]) -> list[list[A]]:
    """The arrows of each connected part, the part with most arrows first."""
    import networkx as nx

    joined = nx.Graph((a.cause, a.effect) for a in arrows)
    of_node = {node: at for at, nodes in enumerate(nx.connected_components(joined)) for node in nodes}
    found: dict[int, list[A]] = {}
    for arrow in sorted(arrows, key=lambda a: (-a.n_sessions, a.cause, a.effect)):
        found.setdefault(of_node[arrow.cause], []).append(arrow)
    return sorted(
        found.values(), key=lambda p: (-len(p), -max(a.n_sessions for a in p), p[0].cause, p[0].effect)
    )


def layered(arrows: Sequence[Arrow], heights: Mapping[str, float], end: str) -> Placed:
    """Columns from causes (left) to the end event (right). heights: node → px; end: the node that stands last."""
    nodes = sorted({a.cause for a in arrows} | {a.effect for a in arrows})
    steps = graph.columns(nodes, arrows, end)
    if any(steps[a.cause] == steps[a.effect] for a in arrows):
        steps = graph.columns(nodes, arrows, "")  # something follows the end event: it cannot stand last
    deepest = max(steps.values())
    column = {node: deepest - steps[node] for node in nodes}
    chains: list[tuple[Arrow, bool, list[str]]] = []
    tall = dict(heights)
    layers: list[list[str]] = [[n for n in nodes if column[n] == at] for at in range(deepest + 1)]
    for at, arrow in enumerate(graph.by_width(arrows)):
        back = column[arrow.cause] > column[arrow.effect]
        left, right = (arrow.effect, arrow.cause) if back else (arrow.cause, arrow.effect)
        chain = [left]
        for between in range(column[left] + 1, column[right]):
            place = f"\x00{at}:{between}"
            layers[between].append(place)
            tall[place] = LANE_GAP
            chain.append(place)
        chains.append((arrow, back, [*chain, right]))
    steps_between = [(a, b) for _, _, chain in chains for a, b in itertools.pairwise(chain)]
    layers = _fewest_crossings(layers, steps_between)
    y = _heights(layers, steps_between, tall)
    top = min(y[n] - tall[n] / 2 for layer in layers for n in layer)
    y = {n: v - top for n, v in y.items()}
    height = max(y[n] + tall[n] / 2 for layer in layers for n in layer)
    ports = _ports(chains, y, tall)
    routes = []
    for at, (arrow, back, chain) in enumerate(chains):
        where = [(column[chain[0]], ports[at, "left"])]
        where += [(column[chain[0]] + i, y[place]) for i, place in enumerate(chain[1:-1], 1)]
        where.append((column[chain[-1]], ports[at, "right"]))
        routes.append(Route(arrow, back, tuple(where)))
    return Placed(column, {n: y[n] for n in nodes}, tuple(routes), height)


def _fewest_crossings(layers: list[list[str]], steps: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Each layer ordered by where its neighbours stand, swept to and fro; the best order met is kept."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for a, b in steps:
        after.setdefault(a, []).append(b)
        before.setdefault(b, []).append(a)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, steps)
    now = [list(layer) for layer in layers]
    for sweep in range(24):
        near = before if sweep % 2 == 0 else after
        place = {n: (i + 0.5) / len(layer) for layer in now for i, n in enumerate(layer)}
        for layer in now if sweep % 2 == 0 else reversed(now):
            layer.sort(key=lambda n: (_mean([place[m] for m in near.get(n, [n])]), place[n], n))
            place |= {n: (i + 0.5) / len(layer) for i, n in enumerate(layer)}
        met = _crossings(now, steps)
        if met < fewest:
            best, fewest = [list(layer) for layer in now], met
    return best


def _crossings(layers: Sequence[Sequence[str]], steps: Sequence[tuple[str, str]]) -> int:
    place = {n: (at, i) for at, layer in enumerate(layers) for i, n in enumerate(layer)}
    pairs = [(place[a], place[b]) for a, b in steps]
    return sum(
        (a[1] - c[1]) * (b[1] - d[1]) < 0
        for i, (a, b) in enumerate(pairs)
        for c, d in pairs[i + 1 :]
        if a[0] == c[0]
    )


def _heights(
    layers: Sequence[Sequence[str]], steps: Sequence[tuple[str, str]], tall: Mapping[str, float]
) -> dict[str, float]:
    """y of each place: as near to its neighbours' middle as its layer's order and the gaps allow."""
    near: dict[str, list[str]] = {}
    for a, b in steps:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    y: dict[str, float] = {}
    for layer in layers:
        offsets = _offsets(layer, tall)
        y |= {n: offset - offsets[-1] / 2 for n, offset in zip(layer, offsets, strict=True)}
    for sweep in range(40):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [_mean([y[m] for m in near.get(n, [n])]) for n in layer]
            offsets = _offsets(layer, tall)
            level = _rising([w - o for w, o in zip(wanted, offsets, strict=True)])
            y |= {n: v + o for n, v, o in zip(layer, level, offsets, strict=True)}
    return y


def _offsets(layer: Sequence[str], tall: Mapping[str, float]) -> list[float]:
    """How far each place of a layer must lie below the first one, at least."""
    out = [0.0]
    for a, b in itertools.pairwise(layer):
        out.append(out[-1] + (tall[a] + tall[b]) / 2 + GAP)
    return out


def _rising(values: Sequence[float]) -> list[float]:
    """The nearest sequence that never falls (pool adjacent violators; Ayer et al. 1955)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        total, n = value, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / n:
            before, m = pools.pop()
            total, n = total + before, n + m
        pools.append((total, n))
    return [total / n for total, n in pools for _ in range(n)]


def _ports(
    chains: Sequence[tuple[Arrow, bool, list[str]]], y: Mapping[str, float], tall: Mapping[str, float]
) -> dict[tuple[int, str], float]:
    """(number of the arrow, "left" or "right" end) → the y at which it meets its box; no two at one place."""
    sides: dict[tuple[str, str], list[tuple[float, int, str]]] = {}
    for at, (_, _, chain) in enumerate(chains):
        sides.setdefault((chain[0], "right side"), []).append((y[chain[1]], at, "left"))
        sides.setdefault((chain[-1], "left side"), []).append((y[chain[-2]], at, "right"))
    found = {}
    for (node, _), meets in sides.items():
        room = max(0.0, tall[node] - 20)
        apart = min(PORT_GAP, room / (len(meets) - 1)) if len(meets) > 1 else 0.0
        for i, (_, at, end) in enumerate(sorted(meets)):
            found[at, end] = y[node] + apart * (i - (len(meets) - 1) / 2)
    return found


def _causes_first(arrows: Sequence[Arrow], placed: Placed) -> list[str]:
    """Every node after its causes and as near below them as can be, so that most arrows are short."""
    causes: dict[str, list[str]] = {}
    for arrow in arrows:
        if placed.columns[arrow.cause] < placed.columns[arrow.effect]:
            causes.setdefault(arrow.effect, []).append(arrow.cause)
    order: list[str] = []

    def place(node: str) -> None:
        if node in order:
            return
        # The nearest cause last: it then stands right above its effect.
        for cause in sorted(causes.get(node, ()), key=lambda c: (placed.columns[c], placed.middles[c], c)):
            place(cause)
        order.append(node)

    for node in sorted(placed.columns, key=lambda n: (placed.columns[n], placed.middles[n], n)):
        if not any(a.cause == node and placed.columns[a.effect] > placed.columns[node] for a in arrows):
            place(node)
    return order


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@dataclass(frozen=True)
class Side:
    """One arrow beside a column of boxes. lane: 0 = straight down, 1… = how far out; back: on the left, upwards."""

    arrow: Arrow
    back: bool
    lane: int
    first_row: int
    last_row: int


def stacked(arrows: Sequence[Arrow], placed: Placed) -> tuple[list[str], list[Side]]:
    """For a narrow screen: the nodes one below the other, causes first, and the arrows beside them in lanes."""
    rows = _causes_first(arrows, placed)
    rank = {n: i for i, n in enumerate(rows)}
    sides: list[Side] = []
    taken: dict[bool, list[list[tuple[int, int]]]] = {False: [], True: []}
    shortest = sorted(graph.by_width(arrows), key=lambda a: abs(rank[a.effect] - rank[a.cause]))
    for arrow in shortest:
        back = rank[arrow.effect] < rank[arrow.cause]
        first, last = sorted((rank[arrow.cause], rank[arrow.effect]))
        if not back and last == first + 1:
            sides.append(Side(arrow, back, 0, first, last))
            continue
        lanes = taken[back]
        free = (i for i, lane in enumerate(lanes) if all(last <= f or el <= first for f, el in lane))
        lane = next(free, len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((first, last))
        sides.append(Side(arrow, back, lane + 1, first, last))
    return rows, sides
