"""What is found and what still stands, type by type: counts alone, never a word of anybody's.

The danger: one overall figure hides the type that leaks. So each type of the gold says how many of its mentions were wholly
masked, partly masked and left standing, and each label of the tool how many of the words it masked were the gold's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qualitative.anonymise.words import TITLES

WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_PIECE = re.compile(r"[^\W_]+")
_LITTLE = frozenset({"the", "of", "at", "and", "in", "on", "a", "s"})
_NO_NAME = frozenset(TITLES) | {title.rstrip(".") for title in TITLES} | _LITTLE


class Gold(NamedTuple):
    """One mention; optional: it may be masked or not (counts for precision, never against recall)."""

    start: int
    end: int
    type: str
    optional: bool = False


def needed(text: str, start: int, end: int, skip: Collection[str] = _NO_NAME) -> set[int]:
    """Offsets that have to be masked: letters and digits, titles and little words left out unless there is nothing else."""
    free = {c for m in _PIECE.finditer(text, start, end) if m[0].lower() in skip for c in range(*m.span())}
    letters = {c for c in range(start, end) if text[c].isalnum()}
    return letters - free or letters


@dataclass
class ByType:
    """Tallies over many texts. gold: type → [wholly masked, partly, left standing]; labels: label → [words in gold, words]."""

    gold: dict[str, list[int]] = field(default_factory=dict)
    labels: dict[str, list[int]] = field(default_factory=dict)

    def add(self, text: str, gold: Sequence[Gold], spans: Sequence[dict[str, Any]]) -> None:
        """Count one text. spans: the tool's {start, end, type}, code points."""
        masked = {c for span in spans for c in range(span["start"], span["end"])}
        for mention in gold:
            if mention.optional:
                continue
            need = needed(text, mention.start, mention.end)
            row = self.gold.setdefault(mention.type, [0, 0, 0])
            row[0 if need <= masked else 1 if need & masked else 2] += 1
        wanted = {c for mention in gold for c in range(mention.start, mention.end)}
        seen: set[int] = set()
        for span in spans:
            row = self.labels.setdefault(span["type"], [0, 0])
            for word in _PIECE.finditer(text, span["start"], span["end"]):
                if word[0].lower() in _NO_NAME or word.start() in seen:
                    continue
                seen.add(word.start())
                row[0] += word.start() in wanted
                row[1] += 1

    def figures(self) -> dict[str, Any]:
        """recall and precision by type, and what was left, for a JSON line."""
        mentions = [sum(row[place] for row in self.gold.values()) for place in range(3)]
        words = [sum(row[place] for row in self.labels.values()) for place in range(2)]
        return {
            "recall": _ratio(mentions[0], sum(mentions)),
            "precision": _ratio(*words),
            "mentions": sum(mentions),
            "recall_by_type": {kind: _ratio(row[0], sum(row)) for kind, row in sorted(self.gold.items())},
            "partly_masked": {kind: row[1] for kind, row in sorted(self.gold.items()) if row[1]},
            "left_standing": {kind: row[2] for kind, row in sorted(self.gold.items()) if row[2]},
            "mentions_by_type": {kind: sum(row) for kind, row in sorted(self.gold.items())},
            "precision_by_label": {
                label: _ratio(*row) for label, row in sorted(self.labels.items()) if row[1]
            },
            "words_outside_by_label": {
                label: row[1] - row[0] for label, row in sorted(self.labels.items()) if row[1] > row[0]
            },
        }


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
