"""Invented cases by a third hand: people who had read neither the code nor its training, asked for what each measure names.

The danger: whoever has seen a pattern's misses writes patterns for them. The files under third_hand/ were first measured when the
finders and models stood as they were; then what they showed was mended, so that they are development data now, and the files called
fresh were written by others and measured once. Tune on those too, and ask for others.

identifiers*.txt  a line a case: {text|TYPE}; after `---` lines in which nothing is an identifier
names.json, templates.txt   names of six communities, and frames they are filled into (sent, clip; look: nobody is named)
consistency*.json cases of three or four files: {surface|entity|kind}
notes/            seven whole notes: {text|TYPE}, `?` where it may be masked or not
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from benchmarks.anonymise_cases import TYPINGS
from benchmarks.anonymise_second import gold_of, pieces
from benchmarks.anonymise_sets import Case, Filled, filled_jobs, look_job
from benchmarks.anonymise_types import Gold
from qualitative.model import RosterEntry
from training.judge import refilled

HERE = Path(__file__).resolve().parent / "third_hand"
SEED = 5


def identifier_jobs(file: str = "identifiers.txt") -> list[Any]:
    """Each line a run of its own, in the scorer's format; people's names may be masked or not."""
    jobs: list[Any] = []
    given, _, looks = (HERE / file).read_text(encoding="utf-8").partition("\n---\n")
    for number, line in enumerate(given.splitlines()):
        text, spans = pieces(line)
        gold = [{"start": a, "end": b, "type": k, "optional": k == "PERSON"} for a, b, [k] in spans]
        name = f"p{number}.txt"
        jobs.append(({name: text}, {"part": "identifiers", "files": {name: {"gold": gold}}}, ()))
    for number, line in enumerate(looks.splitlines()):
        text, spans = pieces(line)
        name = f"n{number}.txt"
        traps = [{"start": a, "end": b, "kind": fields[0]} for a, b, fields in spans]
        meta = {"gold": [], "negative": True, "trap": traps}
        jobs.append(({name: text}, {"part": "identifiers", "files": {name: meta}}, ()))
    return jobs


def name_jobs(seed: int = SEED) -> list[Any]:
    """Each frame filled once for each community and typing; the lines that name nobody in three typings."""
    names = json.loads((HERE / "names.json").read_text(encoding="utf-8"))
    frames = [
        line.split(" ", 1) for line in (HERE / "templates.txt").read_text(encoding="utf-8").splitlines()
    ]

    def fill(frame: str, community: str, typing: str, draw: random.Random) -> Filled:
        given = names[community]
        text, spans = refilled(frame, given, given["forenames"], typing, draw)
        return text, [(a, b) for a, b, _ in spans]

    looks = [(text, typing) for typing in TYPINGS[:3] for kind, text in frames if kind == "look"]
    return [*filled_jobs(frames, fill, seed), *(look_job(text, typing) for text, typing in looks)]


def consistency_jobs(file: str = "consistency.json") -> list[Any]:
    """Eight cases (six in the fresh file), half of them with a roster."""
    jobs: list[Any] = []
    for case in json.loads((HERE / file).read_text(encoding="utf-8")):
        texts, files = {}, {}
        for file, marked in case["texts"].items():
            texts[file], spans = pieces(marked)
            files[file] = {"gold": [gold_of(*span) for span in spans], "stay": []}
        gold = {"part": "consistency", "set": case["name"], "files": files}
        jobs.append((texts, gold, tuple(RosterEntry(person) for person in case["roster"])))
    return jobs


def note_cases() -> list[Case]:
    """The seven notes as one case, without a roster."""
    texts, gold = {}, {}
    for path in sorted((HERE / "notes").glob("*.txt")):
        text, spans = pieces(path.read_text(encoding="utf-8"))
        texts[path.name] = text
        gold[path.name] = [
            Gold(a, b, re.sub(r"\?$", "", kind), optional=kind.endswith("?")) for a, b, [kind] in spans
        ]
    return [Case(texts, gold)]
