"""The motivated-intruder exercise, counted: `python -m benchmarks.intruder`. What was done and learnt: docs/motivated-intruder.md.

intruder_guesses.csv holds one row for each statement of a public draft on corpus/ for which an intruder named one person:
where it was said, whether the interviewee had agreed to be recognised, and whether the name was right. Where a statement was
said was found by matching its words with the notes; rows that match a supplied document, or nobody, are left out.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path


def rows() -> list[dict[str, str]]:
    with Path(__file__).with_name("intruder_guesses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted() -> list[dict[str, object]]:
    """Per round and kind of place: statements for which one person was named, and how many names were right."""
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for row in rows():
        place = row["said_in"] + (", agreed to be recognised" if row["consent"] else "")
        found[row["round"], place].append(row["right"] == "yes")
    return [
        {"measure": "intruder", "round": int(n), "said_in": place, "named": len(right), "right": sum(right)}
        for (n, place), right in sorted(found.items())
    ]


def main() -> None:
    for line in counted():
        print(json.dumps(line))


if __name__ == "__main__":
    main()
