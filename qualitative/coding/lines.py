"""The files of `qualitative suggest --codebook C [--examples E] IN.jsonl OUT.jsonl`.

The danger: a bad line passed over in silence, so that a file of 400 answers comes back with 399 and nobody counts. The
rule: a faulty file is refused as a whole, every faulty line named by its number with the mend; no word of a line
stands in a message.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from qualitative.coding.decided import Decided, Partly
from qualitative.files import FileTrouble, atomic_write, read_bytes
from qualitative.model import Passage

if TYPE_CHECKING:
    from qualitative.coding.suggesting import PassageSuggestions

NAMED_AT_MOST = 10  # faulty lines in one message


class BadInput(FileTrouble):
    """An input file that cannot be used: which lines, what, and the mend."""


def read_passages(path: str | Path) -> list[Passage]:
    """The passages of a .jsonl file: {"id", "text"} a line and, where known, "heading", "before", "speaker".

    Other keys are ignored, empty lines skipped. Raises BadInput (FileTrouble) naming every faulty line.
    """
    faults: list[str] = []
    passages: list[Passage] = []
    first_seen: dict[str, int] = {}
    for number, row in _rows(Path(path), faults):
        found, fault = _passage(row)
        if found is None:
            faults.append(f"line {number} {fault}")
        elif found.id in first_seen:
            faults.append(f"line {number} bears the id of line {first_seen[found.id]}")
        else:
            first_seen[found.id] = number
            passages.append(found)
    _refuse(Path(path), faults, 'Write {"id": …, "text": …} on each line, each id once.')
    return passages


def read_examples(path: str | Path) -> list[tuple[Passage, Decided]]:
    """The coded examples of a .jsonl file: {"text", "codes": ["code-id"]} a line; [] says that none fits.

    With "rejected": ["code-id"] beside "codes", codes in neither are open: nobody has decided about them. "id", "heading", "before" and "speaker" are read where present. Raises BadInput naming every faulty line.
    """
    faults: list[str] = []
    examples: list[tuple[Passage, Decided]] = []
    for number, row in _rows(Path(path), faults):
        found, fault = _passage({"id": f"line {number}"} | row)
        codes, rejected = row.get("codes"), row.get("rejected")
        if found is None:
            faults.append(f"line {number} {fault}")
        elif not _ids(codes):
            faults.append(f'line {number} has no list of code ids under "codes"')
        elif rejected is None:
            examples.append((found, tuple(dict.fromkeys(codes))))
        elif not _ids(rejected) or set(rejected) & set(codes):
            faults.append(
                f'line {number} has under "rejected" no list of code ids, or one that is under "codes" too'
            )
        else:
            examples.append((found, Partly(tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(rejected)))))
    _refuse(Path(path), faults, 'Write {"text": …, "codes": ["code-id"]} on each line.')
    return examples


def _ids(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(code, str) for code in value)


def write_suggestions(path: str | Path, suggestions: Sequence[PassageSuggestions]) -> None:
    """One line a passage: {"id", "codes": [{"code", "confidence", "rationale"}], "ranked": [code ids, best first]}."""
    lines = [
        json.dumps(
            {
                "id": one.passage,
                "codes": [
                    {"code": s.code, "confidence": round(s.confidence, 4), "rationale": s.rationale}
                    for s in one.codes
                ],
                "ranked": list(one.ranked),
            },
            ensure_ascii=False,
        )
        for one in suggestions
    ]
    atomic_write(path, "".join(line + "\n" for line in lines))


def _rows(path: Path, faults: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.object[: error.start].count(b"\n") + 1
        raise BadInput(path, f"line {place} is not UTF-8 text", "Save the file as UTF-8.") from None
    # Not splitlines: a line separator of Unicode may stand inside a text.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            faults.append(f"line {number} is not JSON")
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            faults.append(f"line {number} is not an object")


def _passage(row: dict[str, Any]) -> tuple[Passage | None, str]:
    """The passage of a row, or None and what is wrong with it."""
    for key in ("id", "text"):
        if row.get(key) is None:
            return None, f'has no "{key}"'
    if not isinstance(row["text"], str):
        return None, 'has a "text" that is not a string'
    if isinstance(row["id"], (dict, list, bool)):
        return None, 'has an "id" that is neither a string nor a number'
    around = {key: row.get(key) or "" for key in ("heading", "before", "speaker")}
    if not all(isinstance(value, str) for value in around.values()):
        return None, 'has a "heading", "before" or "speaker" that is not a string'
    # Half of an emoji, as some tools write it, cannot be written out again.
    texts = {
        k: v.encode("utf-8", "replace").decode("utf-8") for k, v in {"text": row["text"], **around}.items()
    }
    return Passage(id=str(row["id"]), **texts), ""


def _refuse(path: Path, faults: list[str], mend: str) -> None:
    if faults:
        more = f"; and {len(faults) - NAMED_AT_MOST} more" if len(faults) > NAMED_AT_MOST else ""
        raise BadInput(path, "; ".join(faults[:NAMED_AT_MOST]) + more, mend)
