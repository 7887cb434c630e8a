"""What the shipped tagger misses, by community and typing, as its own manifest says.

The danger: one average over everybody, and a figure copied by hand that is of last year's model. So the figures are read
from the model's files at each run, and the worst community and the worst cell are told, not the mean. They are of the
tagger alone on invented sentences: what the whole door misses in these notes only a sample can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualitative.language.loading import manifest
from qualitative.language.names import MODEL

COMMUNITIES = {
    "english": "English",
    "south_asian": "South Asian",
    "african_caribbean": "African and Caribbean",
    "east_european": "East European",
    "celtic": "Irish, Welsh and Scottish",
    "middle_eastern": "Middle Eastern",
}
TYPINGS = {"cased": "as usual", "lower": "in lower case", "caps": "in capitals", "sloppy": "typed sloppily"}


@dataclass(frozen=True)
class Worst:
    """One measure of the manifest, at the dial the tagger runs at. Shares of names found, 0–1."""

    measure: str
    model: str
    dial: float
    recall: float
    community: str
    community_recall: float
    cell_community: str
    cell_typing: str
    cell_recall: float

    def told(self) -> str:
        return (
            f"{self.measure}: worst community {self.community} {_percent(self.community_recall)}; worst cell "
            f"{self.cell_community}, {self.cell_typing}, {_percent(self.cell_recall)} (all {_percent(self.recall)})"
        )


def worst(facts: Mapping[str, Any] | None = None) -> list[Worst]:
    """One entry a measure that tells communities apart; [] where the manifest holds none. facts: another manifest."""
    facts = manifest(MODEL) if facts is None else facts
    dial = facts.get("default_recall")
    found = []
    for figure in facts.get("figures", ()):
        by = figure.get("by_community")
        if figure.get("recall_dial") != dial or not by:
            continue
        community = min(by, key=lambda name: (by[name], name))
        cell = figure.get("worst_cell") or (community, "", by[community])
        found.append(
            Worst(
                measure=figure["measure"].removeprefix("refill, "),
                model=f"{facts['name']} {facts['version']}",
                dial=float(figure["recall_dial"]),
                recall=float(figure["recall"]),
                community=COMMUNITIES.get(community, community),
                community_recall=float(by[community]),
                cell_community=COMMUNITIES.get(cell[0], str(cell[0])),
                cell_typing=TYPINGS.get(cell[1], str(cell[1])),
                cell_recall=float(cell[2]),
            )
        )
    return found


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
