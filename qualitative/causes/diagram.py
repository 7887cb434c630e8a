"""The multiple cause diagram as a table, a graph, and sentences for who cannot see it.

The danger: thickness read as strength. An arrow counts the sessions in which the link was claimed: how widely
claimed, not how strong. Denied and hypothetical links, and rejected ones, are no part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qualitative.model import CauseLink, Factor, Status

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

COLUMNS = ["cause", "effect", "cause_factor", "effect_factor", "n_sessions", "sessions", "excerpts"]
LEGEND = "Thickness shows in how many sessions a link was claimed: how widely claimed, not how strong."
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def drawn(links: Iterable[CauseLink]) -> list[CauseLink]:
    """The links that may stand on a map: bundled at both ends, neither denied, hypothetical nor rejected."""
    return [
        link
        for link in links
        if link.cause_factor
        and link.effect_factor
        and not link.negated
        and not link.hypothetical
        and link.status is not Status.REJECTED
    ]


def map_table(
    links: Sequence[CauseLink],
    factors: Sequence[Factor],
    sessions_of: Mapping[str, str] | Callable[[str], str],
) -> pd.DataFrame:
    """One row an arrow, the most widely claimed first.

    sessions_of: source id → session id (a mapping or a function). Columns: cause, effect (labels), cause_factor,
    effect_factor (ids), n_sessions (int: distinct sessions), sessions (tuple of ids), excerpts (tuple of link ids).
    Raises KeyError where a link names a factor or a source that is not known.
    """
    import pandas as pd

    label = {factor.id: factor.label for factor in factors}
    session = sessions_of if callable(sessions_of) else sessions_of.__getitem__
    arrows: dict[tuple[str, str], list[CauseLink]] = {}
    for link in drawn(links):
        arrows.setdefault((link.cause_factor, link.effect_factor), []).append(link)
    rows = []
    for (cause, effect), claims in arrows.items():
        sessions = tuple(sorted({session(link.selection.source) for link in claims}))
        excerpts = tuple(sorted(link.id for link in claims))
        rows.append((label[cause], label[effect], cause, effect, len(sessions), sessions, excerpts))
    rows.sort(key=lambda row: (-row[4], -len(row[6]), row[0], row[1]))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"n_sessions": int})


def _rows(table: pd.DataFrame) -> Iterable[Any]:
    return table.itertuples(index=False)


def as_graph(table: pd.DataFrame) -> nx.DiGraph[str]:
    """A directed graph of a map_table: nodes are factor ids with `label`; edges carry n_sessions and excerpts."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for row in _rows(table):
        graph.add_node(row.cause_factor, label=row.cause)
        graph.add_node(row.effect_factor, label=row.effect)
        graph.add_edge(
            row.cause_factor, row.effect_factor, n_sessions=int(row.n_sessions), excerpts=tuple(row.excerpts)
        )
    return graph


def text_alternative(table: pd.DataFrame, words_for: Callable[[int], str] | None = None) -> list[str]:
    """One sentence an arrow: 'Three sessions say that "A" contributed to "B".'

    words_for: n_sessions → the words before "say"; a public reader gets "Some sessions" from the caller, never a number.
    """
    said = words_for or in_words
    out = []
    for row in _rows(table):
        who = said(int(row.n_sessions))
        verb = "says" if who.lower().startswith("one ") else "say"
        out.append(f"{who} {verb} that “{row.cause}” contributed to “{row.effect}”.")
    return out


def in_words(n_sessions: int) -> str:
    """1 → "One session", 3 → "Three sessions", 12 → "12 sessions"."""
    number = _NUMBERS[n_sessions] if n_sessions < len(_NUMBERS) else str(n_sessions)
    return f"{number} session" + ("" if n_sessions == 1 else "s")
