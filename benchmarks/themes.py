"""Emergent themes, measured: `python -m benchmarks.themes --data DIR [--only NAME …] [--baseline]`.

DIR holds themes/argkp_600.jsonl, argkp_3000.jsonl, nhs.jsonl (or those files themselves). One JSON line a measure:

themes     five runs, each on another random nine tenths of the passages, shuffled, with another seed: ARI, AMI and harmonic
           purity (each label's best F1 over themes, weighted by label size) against people's labels, means of the runs;
           stability = mean pairwise ARI on the passages two runs share; left_out = share without a theme;
           cpu_seconds a run, embedding included, from cold vectors. --baseline: BERTopic's defaults on the first run
           (its own embedder swapped for ready vectors), with its CPU seconds.
previous   themes found on nine tenths, then the rest added: kept = share of the old passages that keep their theme;
           newcomers_ami = AMI of the newcomers' themes against people's labels over that of a fresh clustering.
null       themes found in text that has none: words dealt out again over passages; passages of one label (themes found, of
           how many texts).
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from qualitative.language import embed
from qualitative.model import Passage
from qualitative.themes import find_themes

Rows = list[dict[str, Any]]


def say(measure: str, **figures: Any) -> None:
    machine = platform.processor() or platform.machine()
    print(json.dumps({"measure": measure, **figures, "machine": machine}, ensure_ascii=False), flush=True)


def harmonic_purity(gold: list[str], found: list[str]) -> float:
    sizes, themes, pairs = Counter(gold), Counter(found), Counter(zip(gold, found, strict=True))
    best: dict[str, float] = {}
    for (label, theme), n in pairs.items():
        best[label] = max(best.get(label, 0.0), 2 * n / (sizes[label] + themes[theme]))
    return sum(sizes[label] * value for label, value in best.items()) / len(gold)


def singletons(themes: list[str]) -> list[str]:
    """A passage left out is a theme of its own: leaving out never pays."""
    return [f"alone {i}" if theme == "-1" else theme for i, theme in enumerate(themes)]


def passages(rows: Rows) -> list[Passage]:
    return [Passage(str(row["id"]), row["text"]) for row in rows]


def themes_of(rows: Rows, seed: int = 0, cache: Any = None, **more: Any) -> list[str]:
    found = find_themes(passages(rows), seed=seed, cache=cache, **more)
    return [found.assignments[str(row["id"])][0] for row in rows]


def nine_tenths(rows: Rows, seed: int) -> Rows:
    return random.Random(seed).sample(rows, round(0.9 * len(rows)))


def agreement_with_people(rows: Rows, themes: list[str]) -> dict[str, float]:
    gold, found = [str(row["label"]) for row in rows], singletons(themes)
    return {
        "ari": adjusted_rand_score(gold, found),
        "ami": adjusted_mutual_info_score(gold, found),
        "p1": harmonic_purity(gold, found),
    }


def runs(name: str, rows: Rows) -> None:
    parts = [nine_tenths(rows, seed) for seed in range(5)]
    embed([rows[0]["text"]])  # loading the model is not clustering
    begun = time.process_time()
    found = [themes_of(part, seed) for seed, part in enumerate(parts)]
    took = (time.process_time() - begun) / 5
    scores = [agreement_with_people(part, themes) for part, themes in zip(parts, found, strict=True)]
    by_id = [
        dict(zip((r["id"] for r in part), singletons(t), strict=True))
        for part, t in zip(parts, found, strict=True)
    ]
    pairs = []
    for one, other in itertools.combinations(by_id, 2):
        both = sorted(one.keys() & other.keys())
        pairs.append(adjusted_rand_score([one[i] for i in both], [other[i] for i in both]))
    say(
        f"themes, {name}",
        passages=len(rows),
        labels=len({r["label"] for r in rows}),
        themes=[len(set(t) - {"-1"}) for t in found],
        **{key: round(float(np.mean([s[key] for s in scores])), 4) for key in ("ari", "ami", "p1")},
        stability=round(float(np.mean(pairs)), 4),
        left_out=round(float(np.mean([t.count("-1") / len(t) for t in found])), 4),
        cpu_seconds=round(took, 2),
        seeds=list(range(5)),
    )


def baseline(name: str, rows: Rows) -> None:
    """BERTopic's defaults, but for its vectors, which are ours: the time is that of its clustering and naming alone."""
    from bertopic import BERTopic

    part = nine_tenths(rows, 0)
    texts = [row["text"] for row in part]
    begun = time.process_time()
    vectors = embed(texts)
    embedded = time.process_time() - begun
    topics, _ = BERTopic().fit_transform(texts, embeddings=vectors)
    took = time.process_time() - begun
    found = [str(t) for t in topics]
    say(
        f"BERTopic's defaults, {name}",
        **{k: round(v, 4) for k, v in agreement_with_people(part, found).items()},
        themes=len(set(found) - {"-1"}),
        left_out=round(found.count("-1") / len(found), 4),
        cpu_seconds=round(took, 2),
        of_them_embedding=round(embedded, 2),
        seed=0,
    )


def previous(name: str, rows: Rows) -> None:
    """Three times another tenth is added; means."""
    cache: dict[str, Any] = {}
    fresh = themes_of(rows, cache=cache)
    kept, grown_ami, fresh_ami = [], [], []
    for seed in range(3):
        old = nine_tenths(rows, seed)
        kept_as = dict(zip((str(r["id"]) for r in old), themes_of(old, seed, cache=cache), strict=True))
        grown = themes_of(rows, seed, cache=cache, previous=kept_as)
        new = [i for i, row in enumerate(rows) if str(row["id"]) not in kept_as]
        gold = [str(rows[i]["label"]) for i in new]
        grown_ami.append(adjusted_mutual_info_score(gold, singletons([grown[i] for i in new])))
        fresh_ami.append(adjusted_mutual_info_score(gold, singletons([fresh[i] for i in new])))
        kept += [grown[i] == kept_as[str(r["id"])] for i, r in enumerate(rows) if str(r["id"]) in kept_as]
    say(
        f"previous, {name}",
        kept=round(float(np.mean(kept)), 4),
        newcomers_ami=round(float(np.mean(grown_ami)), 4),
        fresh_ami=round(float(np.mean(fresh_ami)), 4),
        ratio=round(float(np.mean(grown_ami) / np.mean(fresh_ami)), 4),
        seeds=[0, 1, 2],
    )


def nulls(name: str, rows: Rows) -> None:
    false = texts = 0
    for seed, size in itertools.product(range(3), (60, 200, 600)):
        part = random.Random(seed).sample(rows, min(size, len(rows)))
        words = [word for row in part for word in row["text"].split()]
        random.Random(seed).shuffle(words)
        deal = iter(words)
        shuffled = [
            {**row, "text": " ".join(itertools.islice(deal, len(row["text"].split())))} for row in part
        ]
        texts += 1
        false += len(set(themes_of(shuffled, seed)) - {"-1"}) > 0
    say(f"null: shuffled words, {name}", texts=texts, with_themes=false)
    counts = Counter(str(row["label"]) for row in rows)
    single = [label for label, n in counts.most_common(10) if n >= 30]
    found = [len(set(themes_of([r for r in rows if str(r["label"]) == label])) - {"-1"}) for label in single]
    say(
        f"null: one label, {name}",
        texts=len(single),
        with_themes=sum(n > 0 for n in found),
        passages=[counts[s] for s in single],
        themes=found,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=["argkp_600", "argkp_3000", "nhs"])
    parser.add_argument("--baseline", action="store_true")
    args = parser.parse_args()
    folder = args.data / "themes" if (args.data / "themes").is_dir() else args.data
    for name in args.only:
        rows = [
            json.loads(line)
            for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
            if line.strip()
        ]
        runs(name, rows)
        if args.baseline:
            baseline(name, rows)
        previous(name, rows)
        nulls(name, rows)


if __name__ == "__main__":
    main()
