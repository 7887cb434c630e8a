"""Emergent themes, measured: `python -m benchmarks.themes --data DIR [--only NAME …] [--baseline] [--review-size]`.

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
review     (--review-size, alone) texts of a real review's size, made of 5-8 labels with 5-10 passages each and 10-20 single passages of
           other labels, 20 seeds: labels_found = share of labels that are the majority of a theme; purity = mean share of
           a theme's passages that bear its commonest label; false_themes = share of themes in which no label has half;
           stability on nine tenths, a passage left out being a theme of its own; with_themes = texts with a theme of
           10-20 of one label (40, 100, 200 passages) and of as many with their words dealt out again.
"""

from __future__ import annotations

import argparse
import gzip
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


def read_rows(folder: Path, name: str) -> Rows:
    plain, packed = folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz"
    text = (
        plain.read_text("utf-8") if plain.exists() else gzip.decompress(packed.read_bytes()).decode("utf-8")
    )
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def of_review_size(rows: Rows, seed: int) -> Rows:
    rng = random.Random(seed)
    by_label: dict[str, Rows] = {}
    for row in rows:
        by_label.setdefault(str(row["label"]), []).append(row)
    labels = sorted(label for label, held in by_label.items() if len(held) >= 5)
    rng.shuffle(labels)
    chosen: list[str] = []
    n_labels = min(rng.randint(5, 8), len(labels) // 2)
    for label in labels:  # of one debate one label only: whoever reads would put two of them together
        debate = label.split(" || ")[0]
        if len(chosen) < n_labels and debate not in {c.split(" || ")[0] for c in chosen}:
            chosen.append(label)
    made = [row for c in chosen for row in rng.sample(by_label[c], rng.randint(5, min(10, len(by_label[c]))))]
    debates = {c.split(" || ")[0] for c in chosen}
    for label in [label for label in labels if label.split(" || ")[0] not in debates][: rng.randint(10, 20)]:
        made.append({**rng.choice(by_label[label]), "label": f"alone {label}"})
    return made


def dealt_out(rows: Rows, seed: int) -> Rows:
    words = [word for row in rows for word in row["text"].split()]
    random.Random(seed).shuffle(words)
    deal = iter(words)
    return [{**row, "text": " ".join(itertools.islice(deal, len(row["text"].split())))} for row in rows]


def review_size(name: str, rows: Rows, n_seeds: int = 20) -> None:
    cache: dict[str, Any] = {}
    found_labels, purity, n_themes, stability = [], [], [], []
    false = shuffled = 0
    for seed in range(n_seeds):
        made = of_review_size(rows, seed)
        themes = themes_of(made, seed, cache=cache)
        members: dict[str, list[str]] = {}
        for row, theme in zip(made, themes, strict=True):
            if theme != "-1":
                members.setdefault(theme, []).append(str(row["label"]))
        best = [Counter(held).most_common(1)[0] + (len(held),) for held in members.values()]
        true = {label for label, n, size in best if 2 * n >= size and n >= 2}
        found_labels.append(
            len(true) / len({r["label"] for r in made if not r["label"].startswith("alone ")})
        )
        purity += [n / size for _, n, size in best]
        false += sum(2 * n < size or n < 2 for _, n, size in best)
        n_themes.append(len(members))
        by_id = []
        for again in range(3):
            part = nine_tenths(made, 100 * seed + again)
            held = singletons(themes_of(part, again, cache=cache))
            by_id.append(dict(zip((r["id"] for r in part), held, strict=True)))
        for one, other in itertools.combinations(by_id, 2):
            both = sorted(one.keys() & other.keys())
            stability.append(adjusted_rand_score([one[i] for i in both], [other[i] for i in both]))
        shuffled += len(set(themes_of(dealt_out(made, seed), seed)) - {"-1"}) > 0
    single = {}
    counts = Counter(str(row["label"]) for row in rows)
    for size in (40, 100, 200):
        labels = sorted(label for label, n in counts.items() if n >= size)
        texts = [(label, seed) for label in labels for seed in range(3)]
        texts = random.Random(size).sample(texts, min(20, len(texts)))
        with_themes = 0
        for label, seed in texts:
            held = random.Random(seed).sample([r for r in rows if str(r["label"]) == label], size)
            with_themes += len(set(themes_of(held, seed, cache=cache)) - {"-1"}) > 0
        single[size] = f"{with_themes} of {len(texts)}"
    say(
        f"review, {name}",
        texts=n_seeds,
        themes=round(float(np.mean(n_themes)), 2),
        labels_found=round(float(np.mean(found_labels)), 4),
        purity=round(float(np.mean(purity)), 4) if purity else None,
        false_themes=round(false / max(1, sum(n_themes)), 4),
        stability=round(float(np.mean(stability)), 4),
        shuffled_with_themes=f"{shuffled} of {n_seeds}",
        one_label_with_themes=single,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=["argkp_600", "argkp_3000", "nhs"])
    parser.add_argument("--baseline", action="store_true")
    parser.add_argument("--review-size", action="store_true")
    args = parser.parse_args()
    folder = args.data / "themes" if (args.data / "themes").is_dir() else args.data
    for name in args.only:
        rows = read_rows(folder, name)
        if args.review_size:
            review_size(name, rows)
            continue
        runs(name, rows)
        if args.baseline:
            baseline(name, rows)
        previous(name, rows)
        nulls(name, rows)


if __name__ == "__main__":
    main()
