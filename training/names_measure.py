"""How well the shipped tagger finds names, by genre, community and typing; one JSON line per measure.

The danger: an overall figure hides whom a tagger fails. The rule: recall stands beside the words masked for
nothing, and the worst community and typing beside the mean.

    python -m training.names_measure [--data DIR] [--recall 0 1 2 3] [--write]

Without DIR only the refilled sentences are measured. --write puts the figures into the model's card and manifest.
The tagger alone is measured: no roster, no propagation (save where named), no patterns.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from qualitative.language import NameSpan, tag_names, word_tokens
from qualitative.language.names import DEFAULT_RECALL
from training import export
from training.names_data import HERE, TITLES, community_names, same_length

SEED = 11
NOT_PEOPLE = frozenset(
    """president|americans|america|candidates|onion|stardust|u.s. republican party|republican party|air force rotc
    |jet pilot|connecticut yankee""".replace("\n    ", "").split("|")
)
"""Marked PERSON in GUM's interviews, yet titles, nationalities, bodies or books: left out of the measure."""
SIX = ("english", "south_asian", "african_caribbean", "east_european", "celtic", "middle_eastern")


def covered(spans: list[NameSpan], start: int, end: int, text: str) -> bool:
    """Whether every letter of text[start:end], titles aside, lies in some span."""
    inside = {c for span in spans for c in range(span.start_char, span.end_char)}
    for a, b in word_tokens(text[start:end]):
        word = text[start + a : start + b]
        if word.lower().rstrip(".") in TITLES | {"president"}:
            continue
        if any(c not in inside for c in range(start + a, start + b)):
            return False
    return True


def outside(spans: list[NameSpan], gold: list[tuple[int, int]], text: str) -> tuple[int, int]:
    """(words outside the gold that were masked, words outside the gold)."""
    masked = total = 0
    for a, b in word_tokens(text):
        if any(a < end and b > start for start, end in gold):
            continue
        total += 1
        masked += any(a < s.end_char and b > s.start_char for s in spans)
    return masked, total


def propagate(texts: list[str], found: list[list[NameSpan]]) -> list[list[NameSpan]]:
    """Each PERSON word of four letters or more found somewhere is masked wherever it stands (typed alike or not)."""
    words = {
        texts[i][s.start_char + a : s.start_char + b].lower()
        for i, spans in enumerate(found)
        for s in spans
        if s.label == "PERSON" and s.score > 0.5
        for a, b in word_tokens(texts[i][s.start_char : s.end_char])
    }
    words = {w for w in words if len(w) > 3}
    return [
        spans + [NameSpan(a, b, "PERSON", 1.0) for a, b in word_tokens(text) if text[a:b].lower() in words]
        for text, spans in zip(texts, found, strict=True)
    ]


def interviews(data: Path, recall: float) -> list[dict[str, Any]]:
    """PERSON mentions of GUM's interviews wholly masked by spans labelled PERSON, cased and lower-cased."""
    units = []
    with gzip.open(data / "names" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            unit = json.loads(line)
            if unit["src"] == "gum_interview":
                units.append(unit)
    rows = []
    for typing in ("cased", "lower"):
        texts = [u["text"] if typing == "cased" else same_length(u["text"], str.lower) for u in units]
        every = tag_names(texts, recall)
        for step in ("tagger", "with propagation"):
            found = [[s for s in spans if s.label == "PERSON"] for spans in every]
            if step != "tagger":
                found = propagate(texts, found)
            hit = n = masked = words = 0
            for unit, text, spans in zip(units, texts, found, strict=True):
                gold = [(a, b) for a, b, k in unit["spans"]]
                people = [
                    (a, b)
                    for a, b, k in unit["spans"]
                    if k == "PERSON" and unit["text"][a:b].lower() not in NOT_PEOPLE
                ]
                n += len(people)
                hit += sum(covered(spans, a, b, text) for a, b in people)
                m, w = outside(spans, gold, text)
                masked, words = masked + m, words + w
            rows.append(
                {
                    "measure": "gum_interview PERSON",
                    "typing": typing,
                    "step": step,
                    "recall_dial": recall,
                    "recall": round(hit / n, 4),
                    "n": n,
                    "words_masked_outside": round(masked / words, 4),
                }
            )
    return rows


def typed(
    text: str, spans: list[tuple[int, int]], typing: str, rng: random.Random
) -> tuple[str, list[tuple[int, int]]]:
    """The sentence in one of four typings, and where its names now stand."""
    if typing == "lower":
        return same_length(text, str.lower), spans
    if typing == "caps":
        return same_length(text, str.upper), spans
    if typing == "cased":
        return text, spans
    # sloppy: lower case but for the first letter sometimes, no final stop, one name in three misspelt
    out, moved, at = "", [], 0
    for a, b in spans:
        out += text[at:a].lower()
        name = text[a:b].lower()
        if len(name) > 4 and rng.random() < 0.33:
            cut = rng.randrange(1, len(name) - 1)
            if name[cut].isalpha() and name[cut - 1].isalpha():
                name = rng.choice([name[:cut] + name[cut + 1 :], name[:cut] + name[cut] + name[cut:]])
        moved.append((len(out), len(out) + len(name)))
        out += name
        at = b
    out += text[at:].lower().rstrip(".")
    return out, moved


def filled(
    template: str, names: dict[str, list[str]], rng: random.Random
) -> tuple[str, list[tuple[int, int]]]:
    """The template with names in its slots and where they stand ("{F} {S}" counts as one mention)."""
    first, second = rng.sample(names["forenames"], 2)
    words = {"F": first, "G": second, "S": rng.choice(names["surnames"])}
    text, spans, at = "", [], 0
    for match in re.finditer(r"\{F\} \{S\}|\{[FGS]\}", template):
        text += template[at : match.start()]
        name = " ".join(words[slot] for slot in re.findall("[FGS]", match[0]))
        spans.append((len(text), len(text) + len(name)))
        text += name
        at = match.end()
    return text + template[at:], spans


def refill(recall: float, rounds: int = 3) -> list[dict[str, Any]]:
    """Recall by community and typing, whole sentences and clipped lines apart; look-alikes masked."""
    lines = [
        line.split(" ", 1)
        for line in (HERE / "refill_templates.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    names = community_names(held_out=True)
    rows = []
    for form in ("full", "clip"):
        cells: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        words = [0, 0]
        for community in SIX:
            rng = random.Random(f"{SEED}{community}")
            for typing in ("cased", "lower", "caps", "sloppy"):
                made = [
                    typed(*filled(template, names[community], rng), typing, rng)
                    for _ in range(rounds)
                    for kind, template in lines
                    if kind == form
                ]
                found = tag_names([text for text, _ in made], recall)
                for (text, spans), tags in zip(made, found, strict=True):
                    cell = cells[community, typing]
                    cell[0] += sum(covered(tags, a, b, text) for a, b in spans)
                    cell[1] += len(spans)
                    m, w = outside(tags, spans, text)
                    words[0] += m
                    words[1] += w
        share = {cell: hit / n for cell, (hit, n) in cells.items()}
        by_community = {
            c: round(sum(share[c, t] for t in ("cased", "lower", "caps", "sloppy")) / 4, 3) for c in SIX
        }
        worst = min(share, key=lambda cell: share[cell])
        rows.append(
            {
                "measure": f"refill, {'sentences' if form == 'full' else 'clipped lines'}",
                "recall_dial": recall,
                "recall": round(sum(h for h, _ in cells.values()) / sum(n for _, n in cells.values()), 4),
                "by_typing": {
                    t: round(sum(share[c, t] for c in SIX) / len(SIX), 3)
                    for t in ("cased", "lower", "caps", "sloppy")
                },
                "by_community": by_community,
                "worst_cell": [*worst, round(share[worst], 3)],
                "words_masked_outside": round(words[0] / words[1], 4),
                "seed": SEED,
            }
        )
    look = [text for kind, text in lines if kind == "look"]
    variants = look + [same_length(text, str.lower) for text in look]
    tags = tag_names(variants, recall)
    rows.append(
        {
            "measure": "look-alike lines in which anything was masked",
            "recall_dial": recall,
            "cased": round(sum(bool(t) for t in tags[: len(look)]) / len(look), 3),
            "lower": round(sum(bool(t) for t in tags[len(look) :]) / len(look), 3),
            "n": len(look),
            "words": sorted(
                {text[s.start_char : s.end_char] for text, t in zip(variants, tags, strict=True) for s in t}
            ),
        }
    )
    return rows


def corpus(recall: float) -> list[dict[str, Any]]:
    """The invented notes in corpus/ (not trained on): identifiers wholly masked, by type and kind."""
    from qualitative.notes import read_note

    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    words = [0, 0]
    for gold in sorted((HERE.parent / "corpus").glob("*/gold/*.json")):
        facts = json.loads(gold.read_text(encoding="utf-8"))
        text = read_note(gold.parent.parent / facts["file"]).text
        tags = tag_names([text], recall)[0]
        for item in facts["identifiers"]:
            if item["type"] in {"PERSON", "ORG", "PLACE"}:
                cell = found[f"{item['type']} {item['kind']}"]
                cell[0] += covered(tags, item["start_char"], item["end_char"], text)
                cell[1] += 1
        m, w = outside(tags, [(i["start_char"], i["end_char"]) for i in facts["identifiers"]], text)
        words[0] += m
        words[1] += w
    return [
        {
            "measure": "corpus",
            "recall_dial": recall,
            "by_kind": {kind: [hit, n] for kind, (hit, n) in sorted(found.items()) if n >= 10},
            "words_masked_outside": round(words[0] / words[1], 4),
        }
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the shipped names tagger.")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--recall", type=float, nargs="+", default=[DEFAULT_RECALL])
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    rows = []
    for recall in given.recall:
        rows += (interviews(given.data, recall) if given.data else []) + refill(recall) + corpus(recall)
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))
    if given.write:
        from training.names_card import write_card

        write_card(export.MODELS / "names-tagger", rows)


if __name__ == "__main__":
    main()
