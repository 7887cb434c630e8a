"""The files of `qualitative links IN.jsonl OUT.jsonl`.

The danger: offsets that point beside the words. They are code points into the text of the line, end exclusive; a
faulty line refuses the file with its number and the mend, and no word of a line stands in a message.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qualitative.files import FileTrouble, atomic_write, read_bytes
from qualitative.model import ClaimedLink, Passage


class BadInput(FileTrouble):
    """An input file that cannot be used: which line, what, and the mend."""


def _text_of(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(path, "it is not UTF-8 text", "Save it as UTF-8.") from None


def read_passages(path: Path) -> list[Passage]:
    """The passages of a .jsonl file: {"id", "text"} a line, "heading", "before", "speaker" where known.

    Other keys are ignored, empty lines skipped. Raises BadInput naming the line, and the mend.
    """
    passages: list[Passage] = []
    first_seen: dict[str, int] = {}
    # Not splitlines: a line separator of Unicode may stand inside a text.
    for number, line in enumerate(_text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        passage = _passage(line, path, number)
        if passage.id in first_seen:
            raise BadInput(
                path,
                f"line {number} bears the id of line {first_seen[passage.id]}",
                "Give each line its own id.",
            )
        first_seen[passage.id] = number
        passages.append(passage)
    return passages


def _passage(line: str, path: Path, number: int) -> Passage:
    try:
        row: Any = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise BadInput(path, f"line {number} is not JSON", "Write one object a line.") from None
    if not isinstance(row, dict):
        raise BadInput(path, f"line {number} is not an object", 'Write {"id": …, "text": …}.')
    for key in ("id", "text"):
        if key not in row:
            raise BadInput(path, f'line {number} has no "{key}"', "Add it.")
    if not isinstance(row["text"], str):
        raise BadInput(path, f'line {number}: "text" is not a string', "Put the words in quotation marks.")
    if isinstance(row["id"], bool) or not isinstance(row["id"], str | int):
        raise BadInput(
            path, f'line {number}: "id" is neither a string nor a whole number', "Give each line its own id."
        )
    known = {key: row[key] for key in ("heading", "before", "speaker") if isinstance(row.get(key), str)}
    return Passage(id=str(row["id"]), text=row["text"], **known)


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
