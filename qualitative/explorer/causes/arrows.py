"""Which arrows stand on the map of causes, and which claims stand on none: the same as in the draft, by the same function.

The danger: a screen and a draft that draw two maps of one study. So the arrows are `review.synthesis.bundles` of what
`usable_links` lets through, whatever the filter, and the table beside the map is `causes.map_table` of just those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from qualitative import causes
from qualitative.comparison import KINDS
from qualitative.disclosure import View
from qualitative.figures import Claimed
from qualitative.model import CauseLink, Factor, SessionKind, Status, short_hash
from qualitative.review.clauses import asks_about_use
from qualitative.review.evidence import usable_links
from qualitative.review.synthesis import Bundle, bundles, end_state
from qualitative.review.wording import where

SHAPES = {
    SessionKind.INTERVIEW: "disc",
    SessionKind.FOCUS_GROUP: "square",
    SessionKind.WORKSHOP: "triangle",
}


@dataclass(frozen=True)
class Picture:
    """What is drawn, and what is not. labels: node id → phrase. table: `causes.map_table` of the arrows, node ids in it.

    end: the node of the end event that the profile states, whether drawn or not; "" where it states none. unplaced:
    accepted claims whose ends need the passage to be understood. n_further: arrows that more than fifteen boxes would take.
    apart: accepted claims that were denied or only supposed. n_usable: claims that may be drawn, before any filter.
    """

    labels: dict[str, str]
    arrows: tuple[Claimed, ...]
    links: dict[str, tuple[CauseLink, ...]]
    table: pd.DataFrame
    end: str
    unplaced: tuple[CauseLink, ...]
    apart: tuple[CauseLink, ...]
    n_further: int
    n_usable: int

    def arrow(self, cause: str, effect: str) -> Claimed | None:
        return next((a for a in self.arrows if (a.cause, a.effect) == (cause, effect)), None)

    def around(self, node: str) -> Picture:
        """Only what leads to the node, in however many steps, and what leads on from it."""
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph((a.cause, a.effect) for a in self.arrows)
        if node not in graph:
            return self
        before, after = nx.ancestors(graph, node) | {node}, nx.descendants(graph, node) | {node}
        kept = tuple(a for a in self.arrows if a.effect in before or a.cause in after)
        pairs = {(a.cause, a.effect) for a in kept}
        rows = [(r.cause_factor, r.effect_factor) in pairs for r in self.table.itertuples(index=False)]
        nodes = {n for pair in pairs for n in pair}
        return replace(
            self,
            labels={n: words for n, words in self.labels.items() if n in nodes},
            arrows=kept,
            links={a.id: self.links[a.id] for a in kept},
            table=self.table[rows].reset_index(drop=True),
        )


def picture(view: View, code: str = "") -> Picture:
    """The map of one case. code: only claims said in a passage with this confirmed code; "" = all."""
    usable = usable_links(view)
    chosen = [link for link in usable if not code or code in codes_of(view, link)]
    drawn = bundles(view, chosen)
    on_an_arrow = {link.id for bundle in drawn for link in bundle.links}
    left = [
        link for link in chosen if link.id not in on_an_arrow and not asks_about_use(link.selection.quote)
    ]
    further = {link.id for bundle in bundles(view, left) for link in bundle.links}
    apart = [
        link
        for link in view.links
        if link.status is Status.CONFIRMED and (link.negated or link.hypothetical)
        and (not code or code in codes_of(view, link))
    ]  # fmt: skip
    ids = {words: node_id(view, words) for bundle in drawn for words in (bundle.cause, bundle.effect)}
    placed = [
        replace(link, cause_factor=ids[bundle.cause], effect_factor=ids[bundle.effect])
        for bundle in drawn
        for link in bundle.links
    ]
    factors = [Factor(i, view.case.id, words) for words, i in ids.items()]
    end = end_state(view)
    arrows = tuple(_arrow(view, bundle, ids) for bundle in drawn)
    return Picture(
        labels={i: words for words, i in ids.items()},
        arrows=arrows,
        links={a.id: in_order(view, b.links) for a, b in zip(arrows, drawn, strict=True)},
        table=causes.map_table(placed, factors, view.session_of),
        end=node_id(view, end) if end else "",
        unplaced=in_order(view, [link for link in left if link.id not in further]),
        apart=in_order(view, apart),
        n_further=len(bundles(view, left)),
        n_usable=len(usable),
    )


def node_id(view: View, words: str) -> str:
    """A box's id: it stands in addresses, so it holds no words; the same box keeps it when factors are bundled anew."""
    return "F" + short_hash(view.case.id, words)


def _arrow(view: View, bundle: Bundle, ids: dict[str, str]) -> Claimed:
    sessions = bundle.sessions(view)
    of_kind = [
        (SHAPES.get(kind, "diamond"), sum(view.session(s).kind is kind for s in sessions)) for kind in KINDS
    ]
    said = (
        f"{bundle.cause} contributes to {bundle.effect}. Claimed {heard(view, sessions)}. Opens its excerpts."
    )
    return Claimed(
        ids[bundle.cause],
        ids[bundle.effect],
        len(sessions),
        beads=tuple((shape, n) for shape, n in of_kind if n),
        words=said,
    )


def heard(view: View, sessions: set[str]) -> str:
    """ "in two of the six interviews and in a focus group": the draft's own words."""
    return where(view, sessions, name_groups=False)


def heard_for(view: View, links: Sequence[CauseLink]) -> str:
    return heard(view, {view.session_of(link.selection.source) for link in links})


def reads_as(view: View, link: CauseLink) -> tuple[str, str] | None:
    """The two phrases this claim would stand under, were it accepted; None where it would stand on no arrow."""
    if link.negated or link.hypothetical:
        return None
    alone = bundles(view, [link])
    return (alone[0].cause, alone[0].effect) if alone else None


def codes_of(view: View, link: CauseLink) -> set[str]:
    """The confirmed codes of the passages in which the claim was made."""
    return {
        c.code
        for c in view.codings
        if c.status is Status.CONFIRMED
        and c.selection.source == link.selection.source
        and c.selection.start_char < link.selection.end_char
        and link.selection.start_char < c.selection.end_char
    }


def in_order(view: View, links: Sequence[CauseLink]) -> tuple[CauseLink, ...]:
    """As they stand in the notes."""
    place = {source.id: at for at, source in enumerate(view.sources)}
    return tuple(
        sorted(
            links, key=lambda k: (place[k.selection.source], k.selection.start_char, k.cause.start_char, k.id)
        )
    )
