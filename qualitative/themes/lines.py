"""The files of `qualitative cluster IN.jsonl OUT.csv`.

The danger: a faulty line swallowed in silence, so that a passage is missing from every count. So each line is
read or the file is refused, with the line's number and the mend; the words of a line never stand in a message.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualitative.files import FileTrouble, atomic_write, read_bytes
from qualitative.model import Passage

if TYPE_CHECKING:
    from qualitative.themes.find import ThemesFound

LEFT_OUT = "-1"


class BadInput(FileTrouble):
    """An input file that cannot be used: which line, what, and the mend."""


def _text_of(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(path, "it is not UTF-8 text", "Save it as UTF-8.") from None


def read_previous(path: Path) -> dict[str, str]:
    """id → theme of an earlier OUT.csv. Raises BadInput where the columns id and theme are missing, or by line."""
    reader = csv.DictReader(io.StringIO(_text_of(path), newline=""))
    if not {"id", "theme"} <= set(reader.fieldnames or ()):
        raise BadInput(path, "line 1 has no columns id and theme", "Give the file an earlier run wrote.")
    out: dict[str, str] = {}
    for row in reader:
        if row["id"] is None or not (row["theme"] or "").strip():
            raise BadInput(
                path, f"line {reader.line_num} has no id or no theme", "Write -1 for one left out."
            )
        out[row["id"]] = row["theme"].strip()
    return out


def read_previous_labels(path: Path) -> dict[str, str]:
    """theme → label of an earlier OUT.csv, so that a theme that stays keeps its name; {} without that column."""
    rows = csv.DictReader(io.StringIO(_text_of(path), newline=""))
    return {
        row["theme"].strip(): row["label"]
        for row in rows
        if row.get("theme") and row.get("label") and row["theme"].strip() != LEFT_OUT
    }


def write_clusters(path: Path, passages: Sequence[Passage], found: ThemesFound) -> None:
    """OUT.csv: id,theme,label,probability, one row a passage in their order; written whole or not at all.

    The label of one left out (-1) is empty.
    """
    labels = found.labels()
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(("id", "theme", "label", "probability"))
    for passage in passages:
        theme, probability = found.assignments[passage.id]
        writer.writerow((passage.id, theme, labels.get(theme, ""), f"{probability:.4f}"))
    atomic_write(path, held.getvalue())
