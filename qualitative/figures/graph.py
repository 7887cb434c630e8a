"""The graph behind a cause map: which claims lead where, in how many steps to an end, and the same in words.

The danger: two drawings of one study that disagree. So paper and screen take columns, order and end event from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Arrow:
    """cause → effect by factor id, with the distinct sessions that claim it (counted elsewhere)."""

    cause: str
    effect: str
    n_sessions: int = 1


def cause_text(labels: Mapping[str, str], arrows: Sequence[Arrow], title: str = "") -> str:
    """The same map in words: a line an arrow."""
    lines = [f"{labels.get(a.cause, a.cause)} → {labels.get(a.effect, a.effect)}" for a in by_width(arrows)]
    return (
        f"{title or 'Multiple cause diagram'}. An arrow says that one thing was claimed to contribute to another: "
        + "; ".join(lines)
        + "."
    )


def by_width(arrows: Sequence[Arrow]) -> list[Arrow]:
    return sorted(arrows, key=lambda a: (-a.n_sessions, a.cause, a.effect))


def most_led_to(nodes: Sequence[str], arrows: Sequence[Arrow]) -> str:
    import networkx as nx

    graph = nx.DiGraph((a.cause, a.effect) for a in arrows)
    return max(nodes, key=lambda n: (len(nx.ancestors(graph, n)), -graph.out_degree(n), n))


def columns(nodes: Sequence[str], arrows: Sequence[Arrow], last: str) -> dict[str, int]:
    """Column per node: 0 on the right (nothing follows), more to the left: the longest way to an end, loops cut once."""
    import networkx as nx

    graph: Any = nx.DiGraph()
    graph.add_nodes_from(nodes)
    for arrow in by_width(arrows):
        if arrow.cause != last and not (
            graph.has_node(arrow.effect) and nx.has_path(graph, arrow.effect, arrow.cause)
        ):
            graph.add_edge(arrow.cause, arrow.effect)
    steps = dict.fromkeys(nodes, 0)
    for node in reversed(list(nx.lexicographical_topological_sort(graph))):
        for cause in graph.predecessors(node):
            steps[cause] = max(steps[cause], steps[node] + 1)
    return steps
