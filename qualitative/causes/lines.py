"""The OUT.jsonl of `qualitative links IN.jsonl OUT.jsonl` (`coding` reads IN).

The danger: offsets that point beside the words. They are code points into the text of the line, end exclusive.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qualitative.files import atomic_write
from qualitative.model import ClaimedLink, Passage


def write_links(path: Path, passages: Sequence[Passage], links: Sequence[ClaimedLink]) -> None:
    """OUT.jsonl: one line a passage, in their order, also where no link was found; written whole or not at all."""
    by_passage: dict[str, list[ClaimedLink]] = {}
    for link in links:
        by_passage.setdefault(link.passage, []).append(link)
    held = "".join(
        json.dumps(
            {"id": p.id, "links": [_as_row(link) for link in by_passage.get(p.id, [])]}, ensure_ascii=False
        )
        + "\n"
        for p in passages
    )
    atomic_write(path, held)


def _as_row(link: ClaimedLink) -> dict[str, Any]:
    return {
        "cause": list(link.cause),
        "effect": list(link.effect),
        "cue": list(link.cue) if link.cue else None,
        "confidence": link.confidence,
        "negated": link.negated,
        "hypothetical": link.hypothetical,
    }
