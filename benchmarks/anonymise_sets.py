"""The texts that anonymising is measured on, each with its gold; whose they are and what they can show stands at each.

Open data (GUM's interviews, TAB) comes from DIR; the rest is this project's own, invented, and flatters whoever wrote it.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.anonymise_cases import TYPINGS, Job, _typed
from benchmarks.anonymise_types import Gold
from qualitative.anonymise.words import ordinary
from qualitative.model import RosterEntry

Filled = tuple[str, list[tuple[int, int]]]  # a filled frame, and where its names stand

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "anonymise"
REFILL_SEED = 11
SIX = ("english", "south_asian", "african_caribbean", "east_european", "celtic", "middle_eastern")
_NOT_PEOPLE = re.compile(
    r"americans?|america|president|candidates|republican party|(?:u\.s\. )?republican party|air force rotc|jet pilot|onion|connecticut yankee|stardust"
)


class Case(NamedTuple):
    """Files masked in one run, and their gold."""

    texts: dict[str, str]
    gold: dict[str, list[Gold]]
    roster: tuple[RosterEntry, ...] = ()


def interviews(data: Path) -> list[Case]:
    """GUM's interviews of names/dev, a case each. PERSON alone is gold that must go: titles, nationalities and bodies that GUM
    marks PERSON, and every ORG and LOC, may stay or go (optional)."""
    texts: dict[str, str] = defaultdict(str)
    gold: dict[str, list[Gold]] = defaultdict(list)
    with gzip.open(data / "names" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for unit in map(json.loads, lines):
            if unit["src"] != "gum_interview":
                continue
            name = unit["doc"].split(":")[0]
            at = len(texts[name])
            for start, end, kind in unit["spans"]:
                person = kind == "PERSON" and not _NOT_PEOPLE.fullmatch(unit["text"][start:end].lower())
                gold[name].append(Gold(start + at, end + at, kind, optional=not person))
            texts[name] += unit["text"] + "\n"
    return [Case({name: texts[name]}, {name: gold[name]}) for name in texts]


def lowered(case: Case) -> Case:
    """The same in small letters, each letter keeping its place."""
    return case._replace(
        texts={
            name: "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
            for name, text in case.texts.items()
        }
    )


def corpus(with_roster: bool) -> list[Case]:
    """corpus/: both invented cases as the project's reader gives them; the wording of posts and dates may stay (optional)."""
    from qualitative.notes import read_note, read_roster

    cases = []
    for folder in sorted(path.parent for path in (ROOT / "corpus").glob("*/case.yaml")):
        texts, gold = {}, {}
        for path in sorted((folder / "gold").glob("*.json")):
            facts = json.loads(path.read_text(encoding="utf-8"))
            texts[facts["file"]] = read_note(folder / facts["file"]).text
            gold[facts["file"]] = [
                Gold(row["start_char"], row["end_char"], row["type"], row["optional"])
                for row in facts["identifiers"]
            ]
        roster = tuple(read_roster(folder / "roster.csv").entries) if with_roster else ()
        cases.append(Case(texts, gold, roster))
    return cases


def of_jobs(jobs: Sequence[Job]) -> list[Case]:
    """The scorer's jobs as cases."""
    return [
        Case(
            dict(texts),
            {
                name: [
                    Gold(row["start"], row["end"], row["type"], row.get("optional", False))
                    for row in meta["gold"]
                ]
                for name, meta in gold["files"].items()
            },
            tuple(roster),
        )
        for texts, gold, roster in jobs
    ]


def refilled_jobs(seed: int = REFILL_SEED) -> list[Job]:
    """training/refill_templates.txt refilled with names of six communities that the tagger's training never swapped in, in four
    typings, one name in three misspelt where sloppy; each line a run of its own. The look-alike lines, cased and in small letters, come last."""
    from training.names_data import community_names

    names = community_names(held_out=True)
    lines = [
        line.split(" ", 1)
        for line in (ROOT / "training" / "refill_templates.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]

    def fill(frame: str, community: str, typing: str, draw: random.Random) -> Filled:
        return _refilled(frame, names[community], typing, draw)

    looks = [(text, typing) for kind, text in lines if kind == "look" for typing in ("cased", "lower")]
    return [*filled_jobs(lines, fill, seed), *(look_job(text, typing) for text, typing in looks)]


def filled_jobs(
    lines: Sequence[Sequence[str]], fill: Callable[[str, str, str, random.Random], Filled], seed: int
) -> Iterator[Job]:
    """Each frame (kind, text) but the look-alikes, filled for each community in each typing; each a run of its own."""
    for community in SIX:
        draw = random.Random(f"{seed}{community}")
        for typing in TYPINGS:
            for kind, frame in lines:
                if kind != "look":
                    text, spans = fill(frame, community, typing, draw)
                    gold = [
                        {"start": a, "end": b, "type": "PERSON", "form": name_form(text[a:b])}
                        for a, b in spans
                    ]
                    meta = {"gold": gold, "casing": typing, "community": community, "hard": kind == "clip"}
                    yield {"line.txt": text}, {"part": "names", "files": {"line.txt": meta}}, ()


def look_job(text: str, typing: str) -> Job:
    """A line that names nobody, as it is typed: every word of it should stand."""
    shown = _typed(text, typing)
    trap = [{"start": 0, "end": len(shown), "kind": typing}]
    meta = {"gold": [], "negative": True, "casing": typing, "trap": trap}
    return {"line.txt": shown}, {"part": "names", "files": {"line.txt": meta}}, ()


def name_form(name: str) -> str:
    """Whether any part of a name is an ordinary word ("Will", "Marsh"): those are another task, and English has most."""
    words = [
        word.removesuffix("s") if word[:-1] in ordinary() else word
        for word in re.findall(r"[^\W\d_]+", name.lower())
    ]
    return "ordinary words" if any(word in ordinary() for word in words) else "no words"


def has_form(gold: dict[str, Any], form: str) -> bool:
    return any(row.get("form") == form for meta in gold["files"].values() for row in meta["gold"])


def of_form(jobs: Sequence[Job], form: str) -> list[Job]:
    """The jobs with mentions of that form, and those mentions alone as gold."""
    out: list[Job] = []
    for texts, gold, roster in jobs:
        if has_form(gold, form):
            files = {
                name: meta | {"gold": [row for row in meta["gold"] if row.get("form") == form]}
                for name, meta in gold["files"].items()
            }
            out.append((texts, gold | {"files": files}, roster))
    return out


def _refilled(
    template: str, names: dict[str, list[str]], typing: str, draw: random.Random
) -> tuple[str, list[tuple[int, int]]]:
    first, second = draw.sample(names["forenames"], 2)
    slots = {"F": first, "G": second, "S": draw.choice(names["surnames"])}
    text, spans = "", []
    for piece in re.split(r"(\{F\} \{S\}|\{[FGS]\})", template):
        wanted = re.findall(r"\{([FGS])\}", piece)
        shown = _typed(" ".join(slots[slot] for slot in wanted) if wanted else piece, typing)
        if wanted:
            if typing == "sloppy" and draw.random() < 1 / 3:
                shown = _misspelt(shown, draw)
            spans.append((len(text), len(text) + len(shown)))
        text += shown
    return text, spans


def _misspelt(name: str, draw: random.Random) -> str:
    """One letter lost or doubled, never the first, in names of five letters or more."""
    if len(name) < 5:
        return name
    place = draw.randrange(1, len(name) - 1)
    if not (name[place].isalpha() and name[place - 1].isalpha()):
        return name
    return draw.choice([name[:place] + name[place + 1 :], name[: place + 1] + name[place:]])


def plain_texts(data: Path) -> Iterator[str]:
    """What speed is measured on: interviews, TAB's 21 judgments, the invented notes."""
    for case in (*interviews(data), *corpus(with_roster=False)):
        yield from case.texts.values()
    for document in json.loads((data / "tab" / "tab_dev_21docs_1ann.json").read_text(encoding="utf-8")):
        yield document["text"]
