"""Wishes about use, measured: `python -m benchmarks.restrictions`. One JSON line a set: by rules and model, and by the rules alone.

Each line (wish, what it covers, words; "-" for a look-alike) is said as the last of three turns: the same speaker spoke
before, and somebody else between. `restrictions_lines.tsv` is development data: the rules were mended on it.
`restrictions_third.tsv` is by another hand that had read neither rules nor training lines, and nothing was mended on it.

recall: requests in which the right wish was found; found: in which any was. precision: of the lines in which something was found, those that
are requests. scope: of those found, the share whose span is the one a person would mark. --show prints the lines missed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.anonymise import machine, state
from qualitative.anonymise import find_restrictions
from qualitative.model import Part, PartKind

LINES = Path(__file__).with_name("restrictions_lines.tsv")
THIRD = Path(__file__).with_name("restrictions_third.tsv")
BEFORE = ("A: We met every second week and it went on like that until the autumn.", "B: And who was there?")


class Line(NamedTuple):
    """wish, scope: "" for a look-alike."""

    wish: str
    scope: str
    words: str


def lines(path: Path) -> list[Line]:
    rows = [row.split("\t") for row in path.read_text("utf-8").splitlines() if row]
    return [
        Line("" if wish == "-" else wish, "" if wish == "-" else scope, words) for wish, scope, words in rows
    ]


def heard(words: str, model: bool = True) -> tuple[str, list[Part], list[tuple[str, int, int]]]:
    """The note made of the line, its parts, and what was found: (wish, start_char, end_char) of each."""
    text, parts = "", []
    for turn in (*BEFORE, f"A: {words}"):
        start = len(text)
        text += turn + "\n"
        parts.append(Part(start, len(text), PartKind.SPEECH, speaker=turn[0], body_char=start + 3))
    found = find_restrictions(text, parts, model=model)
    return text, parts, [(r.wish, r.start_char, r.end_char) for r in found]


def covers(scope: str, parts: list[Part]) -> tuple[int, int]:
    """What a person would mark: everything, the speaker's turn before and this one, or this turn."""
    last = parts[-1]
    first = {"source": 0, "previous": parts[0].start_char}.get(scope, last.start_char)
    return first, last.end_char


def measure(path: Path = LINES, show: bool = False, model: bool = True) -> dict[str, Any]:
    every = lines(path)
    wanted = [line for line in every if line.wish]
    right = any_found = scoped = wrong = 0
    for line in every:
        _, parts, found = heard(line.words, model)
        if not line.wish:
            wrong += bool(found)
            if found and show:
                print(f"taken for a request: {line.words} {found}")
            continue
        named = [f for f in found if f[0] == line.wish]
        right, any_found = right + bool(named), any_found + bool(found)
        fits = any(f[1:] == covers(line.scope, parts) for f in found)
        scoped += fits
        if show and not (named and fits):
            print(f"{'scope' if named else 'missed'}: {line} {found}")
    return {
        "measure": "wishes about use",
        "set": path.stem,
        "by": "rules and model" if model else "rules",
        "requests": len(wanted),
        "look_alikes": len(every) - len(wanted),
        "recall": round(right / len(wanted), 3),
        "found": round(any_found / len(wanted), 3),
        "precision": round(any_found / (any_found + wrong), 3),
        "scope": round(scoped / any_found, 3),
        "seed": None,
        "machine": machine(),
        "state": state(),
    }


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--show", action="store_true", help="print the lines missed")
    show = asked.parse_args().show
    for path in (LINES, THIRD):
        for model in (False, True):
            print(json.dumps(measure(path, show and model, model)))
