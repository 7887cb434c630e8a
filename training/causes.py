"""Trains qualitative/models/cause-ends: which cues claim a cause, and where a claimed cause's ends stop.

    python -m training.causes --data DIR        DIR holds news-train.jsonl and hearing-and-essays.jsonl
    python -m training.causes --data DIR --held-out     only measures: each hearing or essay held out in turn

The danger: figures from texts the model has seen. So the card's figures are --held-out's: trained on the news and the other
documents, measured on the one left out; news is measured on every fifth sentence group left out. Seed 0; L-BFGS is
deterministic, so the same data give the same weights. Needs scipy and scikit-learn, no torch.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

import qualitative
from qualitative.causes import learned
from qualitative.causes.clauses import Token, sentences, tokens
from qualitative.causes.cues import Cue, cues_in
from qualitative.causes.ends import layout
from qualitative.causes.features import MAX_TOKENS, boundary_features, cue_features

OUT = Path(qualitative.__file__).parent / "models" / learned.MODEL
HEARING_WEIGHT = 5.0  # speech is what the model is for, and there is ten times less of it
LEAST_SEEN = 3
Span = tuple[int, int]


@dataclass
class Example:
    """One cue in one text: its features, whether people marked a link there, and the places of its ends."""

    cue: list[str]
    claims: bool
    weight: float
    places: list[tuple[list[list[str]], int]]


def overlap(a: Sequence[int], b: Sequence[int]) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def matching(row: dict[str, Any], start: int, end: int, cue: Cue, way: str) -> dict[str, Any] | None:
    """The marked link whose cue this is; where none was marked, one whose ends stand right and left of it."""
    best: tuple[int, dict[str, Any]] | None = None
    for link in row["links"]:
        if link.get("cue"):
            shared = overlap(link["cue"], (start, end))
            if shared and (best is None or shared > best[0]):
                best = shared, link
    if best:
        return best[1]
    for link in row["links"]:
        if link.get("cue") or way in ("initial", "across"):
            continue
        first, last = sorted((link["cause"], link["effect"]))
        backwards = link["effect"] == first
        if backwards == cue.shape.backwards and first[1] <= start <= first[1] + 3 and 0 <= last[0] - end <= 3:
            return link
    return None


def place_left(words: list[Token], span: Sequence[int]) -> int | None:
    near = words[-MAX_TOKENS:]
    return (
        next((i for i, t in enumerate(near) if t.start >= span[0]), None)
        if near and overlap(span, (near[0].start, near[-1].end))
        else None
    )


def place_right(words: list[Token], span: Sequence[int]) -> int | None:
    near = words[:MAX_TOKENS]
    inside = [i for i, t in enumerate(near) if t.end <= span[1]]
    return inside[-1] if inside and overlap(span, (near[0].start, near[-1].end)) else None


def examples_of(row: dict[str, Any], weight: float) -> list[Example]:
    text = row["text"]
    spans = sentences(text)
    out = []
    for start, end, cue in cues_in(text, wide=True):
        at = next((i for i, (s, e) in enumerate(spans) if s <= start < e), None)
        if at is None:
            continue
        left, right = tokens(text, spans[at][0], start), tokens(text, end, spans[at][1])
        way = layout(left, cue)
        link = matching(row, start, end, cue, way)
        found = Example(
            cue_features(left, right, text[start:end].lower(), cue.name, cue.shape),
            link is not None,
            weight,
            [],
        )
        if link is not None:
            cause, effect = link["cause"], link["effect"]
            if way == "across" and at:
                left = tokens(text, *spans[at - 1])
            if way == "initial":
                if cause[0] >= end - 1 and effect[0] >= cause[1]:
                    add(found, right, "right", "initial", cue, cause)
                    stop = place_right(right, cause)
                    rest = right[stop + 1 :] if stop is not None else []
                    while rest and not rest[0].is_word:
                        rest = rest[1:]
                    add(found, rest, "right", "main", cue, effect)
            else:
                before, after = (effect, cause) if cue.shape.backwards else (cause, effect)
                if before[0] < start and after[1] > end:
                    add(found, left, "left", way, cue, before)
                    add(found, right, "right", way, cue, after)
        out.append(found)
    return out


def add(example: Example, words: list[Token], side: str, way: str, cue: Cue, span: Sequence[int]) -> None:
    place = (place_left if side == "left" else place_right)(words, span)
    if place is not None:
        near = words[-MAX_TOKENS:] if side == "left" else words[:MAX_TOKENS]
        example.places.append((boundary_features(near, side, way, cue.name), place))


def matrix(rows: Sequence[Sequence[str]], index: dict[str, int]) -> csr_matrix:
    ptr, cols = [0], []
    for row in rows:
        cols.extend(index[f] for f in row if f in index)
        ptr.append(len(cols))
    return csr_matrix((np.ones(len(cols)), cols, ptr), shape=(len(rows), len(index)))


def index_of(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    seen: dict[str, int] = {}
    for row in rows:
        for f in row:
            seen[f] = seen.get(f, 0) + 1
    return {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= LEAST_SEEN))}


def fit_cues(data: Sequence[Example], l2: float = 0.3) -> dict[str, float]:
    """Logistic regression, L2."""
    rows = [e.cue for e in data]
    index = index_of(rows)
    x = matrix(rows, index)
    y = np.array([e.claims for e in data], float)
    weight = np.array([e.weight for e in data])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ w
        p = 1 / (1 + np.exp(-score))
        value = float((weight * (np.logaddexp(0, score) - y * score)).sum() + l2 / 2 * (w @ w))
        return value, x.T @ (weight * (p - y)) + l2 * w

    w = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return {f: round(float(w[i]), 3) for f, i in index.items() if abs(w[i]) >= 0.02}


def fit_places(data: Sequence[Example], l2: float = 1.0) -> dict[str, float]:
    """A softmax over the places of each end, L2."""
    groups = [(features, place, e.weight) for e in data for features, place in e.places]
    index = index_of([f for features, _, _ in groups for f in features])
    x = matrix([f for features, _, _ in groups for f in features], index)
    sizes = np.array([len(features) for features, _, _ in groups])
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    gold = first + np.array([place for _, place, _ in groups])
    weight = np.array([w for _, _, w in groups])
    of = np.repeat(np.arange(len(groups)), sizes)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ w
        top = np.maximum.reduceat(score, first)
        grown = np.exp(score - top[of])
        total = np.add.reduceat(grown, first)
        value = float((weight * (np.log(total) + top - score[gold])).sum() + l2 / 2 * (w @ w))
        slope = grown / total[of] * weight[of]
        slope[gold] -= weight
        return value, x.T @ slope + l2 * w

    w = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return {f: round(float(w[i]), 3) for f, i in index.items() if abs(w[i]) >= 0.02}


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def train(rows: Sequence[tuple[dict[str, Any], float]]) -> tuple[dict[str, float], dict[str, float]]:
    data = [example for row, weight in rows for example in examples_of(row, weight)]
    return fit_cues(data), fit_places(data)


def held_out(news: list[dict[str, Any]], hearing: list[dict[str, Any]], wide: bool) -> list[dict[str, Any]]:
    """Found links of every text by a model that has not seen its document, ready for scoring: {"id", "links"} rows."""
    from qualitative.causes.links import links_in
    from qualitative.model import Passage

    def found(
        rows: list[dict[str, Any]], model: tuple[dict[str, float], dict[str, float]]
    ) -> list[dict[str, Any]]:
        learned._weights = lambda: model  # type: ignore[assignment]  # this process only trains and measures
        return [
            {
                "id": row["id"],
                "links": [
                    {
                        "cause": k.cause,
                        "effect": k.effect,
                        "cue": k.cue,
                        "confidence": k.confidence,
                        "hypothetical": k.hypothetical,
                    }
                    for k in links_in(Passage(row["id"], row["text"]), wide=wide)
                ],
            }
            for row in rows
        ]

    def document(row: dict[str, Any]) -> str:
        return str(row["id"]).split(":")[0]

    def fold(row: dict[str, Any]) -> int:
        # A news id is cnc_train_<source>_<sentence>…: sentences of a neighbourhood stay together.
        pieces = str(row["id"]).split("_")
        return int(hashlib.sha256("_".join(pieces[2:4]).encode()).hexdigest(), 16) % 5

    out: list[dict[str, Any]] = []
    for name in sorted({document(row) for row in hearing}):
        seen = [(r, HEARING_WEIGHT) for r in hearing if document(r) != name] + [(r, 1.0) for r in news]
        out += found([r for r in hearing if document(r) == name], train(seen))
    model = train([(r, HEARING_WEIGHT) for r in hearing] + [(r, 1.0) for r in news if fold(r) != 0])
    out += found([r for r in news if fold(r) == 0], model)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--wide", action="store_true", help="with --held-out: the wide cues too")
    parser.add_argument("--found", type=Path, help="with --held-out: write the found links here (.jsonl)")
    args = parser.parse_args()
    news, hearing = read(args.data / "news-train.jsonl"), read(args.data / "hearing-and-essays.jsonl")
    if args.held_out:
        rows = held_out(news, hearing, args.wide)
        if args.found:
            args.found.write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
        print(json.dumps({"texts": len(rows), "found": sum(len(r["links"]) for r in rows)}))
        return
    cue, boundary = train([(r, HEARING_WEIGHT) for r in hearing] + [(r, 1.0) for r in news])
    OUT.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"cue": cue, "boundary": boundary}, sort_keys=True, ensure_ascii=False)
    packed = gzip.compress(content.encode("utf-8"), mtime=0)
    (OUT / "weights.json.gz").write_bytes(packed)
    figures = {
        f"{name}, {'wide' if wide else 'plain'} cues": figure
        for wide in (False, True)
        for name, figure in scored(held_out(news, hearing, wide), {"hearing": hearing, "news": news}).items()
    }
    write_card(figures)
    print(json.dumps({"cue": len(cue), "boundary": len(boundary), "bytes": len(packed), "figures": figures}))


def scored(
    found: list[dict[str, Any]], gold: dict[str, list[dict[str, Any]]]
) -> dict[str, dict[str, float | None]]:
    """Figures by set, over the texts that were held out."""
    from benchmarks.links import score

    by_id = {row["id"]: row["links"] for row in found}
    return {
        name: score([(row["links"], by_id[row["id"]]) for row in rows if row["id"] in by_id])
        for name, rows in gold.items()
    }


def write_card(figures: dict[str, dict[str, float | None]]) -> None:
    rows = "\n".join(
        f"| {name} | {f['precision']} | {f['recall']} | {f['f1']} | {f['direction']} | {f['texts_f1']} |"
        for name, f in figures.items()
    )
    card = f"""# cause-ends

Tells, for a cue such as "because" or "led to", how likely it claims a cause, and where the cause and the effect it
names begin and end. It reads function words, punctuation, word endings and distances, no content word, and never
decides alone: without a cue there is no link, and every link waits for a person.

**What it is.** A logistic regression over cues and a softmax over the places where an end may stop; plain weights by
feature name (weights.json.gz), no network.

**Trained on** news sentences (Causal News Corpus, CC0) and a spoken hearing with essays (BECAUSE, MIT), the latter
weighted {HEARING_WEIGHT:g}. `python -m training.causes --data DIR`; the same data give the same weights.

**Figures**, on documents the model was not trained on (each hearing or essay in turn; a fifth of the news). A link is
right where both ends overlap people's by half. `python -m benchmarks.links --data DIR` prints them again.

| texts, cues | precision | recall | F1 | direction | texts F1 |
|---|---|---|---|---|---|
{rows}

**What it misses.** Causes claimed without a cue; ends in speech without punctuation, which come out too long; what
"for", "to", "over" and "with" claim, unless asked for (wide cues). About half of what it finds is wrong: it proposes.
"""
    (OUT / "card.md").write_text(card, "utf-8")
    manifest = {
        "name": learned.MODEL,
        "version": "1",
        "job": "ends of claimed causes",
        "licences": [
            {"name": "Causal News Corpus (tanfiona/CausalNewsCorpus)", "licence": "CC0-1.0"},
            {"name": "BECAUSE 2.1 (duncanka/BECAUSE)", "licence": "MIT"},
        ],
        "figures": figures,
        "command": "python -m training.causes --data DIR",
        "made_with": {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "numpy": np.__version__,
        },
        "files": {
            n: hashlib.sha256((OUT / n).read_bytes()).hexdigest() for n in ("card.md", "weights.json.gz")
        },
    }
    (OUT / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
