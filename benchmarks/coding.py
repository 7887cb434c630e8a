"""How well codes are suggested: python -m benchmarks.coding --data DIR [--bench DIR]   or   --corpus

--data: a folder holding coding/nhs-codebook.yaml, nhs-test.jsonl, nhs-gold.jsonl and nhs-examples-{5,20,all}.jsonl.
--bench: a folder holding score_coding.py; without it the same definitions are computed here (but for ece_excess).
--corpus: the eight learning themes on the invented notes of corpus/, whose codes one author gave. The codebook was not
written for those notes; "learned from the other case" is fitted on one alliance and asked about the other.

One JSON line a measure: what was measured, the figures, the plain baseline of the same run, seed, machine, versions.
Baselines: cosine with the mean vector of each code's name, definition and examples as they stand in the file; with
examples, one logistic regression per code over the vectors (suggested at .5, else the best one).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import coding_decisions
from qualitative import coding
from qualitative.codebook import data_path, load_codebook, shipped, version_hash
from qualitative.language import embed, model_versions
from qualitative.model import Codebook, Passage, Source

SEED = 0
Gold = list[dict[str, Any]]
Examples = list[tuple[Passage, coding.Decided]]
Scorer = Callable[[Gold, list[dict[str, Any]]], dict[str, Any]]


def main(argv: Sequence[str] | None = None) -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--data", type=Path)
    cli.add_argument("--bench", type=Path)
    cli.add_argument("--corpus", action="store_true")
    cli.add_argument("--per-code", action="store_true")
    args = cli.parse_args(argv)
    if not args.data and not args.corpus:
        cli.error("give --data DIR, --corpus, or both")
    scorer = external_scorer(args.bench) if args.bench else score
    if args.data:
        measure_data(args.data / "coding", scorer, args.per_code)
    if args.corpus:
        measure_corpus(scorer, args.per_code)


def tell(measure: str, figures: dict[str, Any], **more: Any) -> None:
    line = {"measure": measure, **figures, **more, "seed": SEED, "machine": platform.machine()}
    print(json.dumps(line | {"python": platform.python_version(), "models": model_versions()}), flush=True)


# --------------------------------------------------------------------------- the open data


def measure_data(folder: Path, scorer: Scorer, per_code: bool) -> None:
    book = load_codebook(folder / "nhs-codebook.yaml")
    passages = coding.read_passages(folder / "nhs-test.jsonl")
    gold = [json.loads(line) for line in (folder / "nhs-gold.jsonl").read_text("utf-8").splitlines() if line]
    cache: dict[str, Any] = {}
    embed([p.text for p in passages], cache=cache)
    for name, file in (("no examples", ""), ("5 a code", "5"), ("20 a code", "20"), ("all", "all")):
        examples = coding.read_examples(folder / f"nhs-examples-{file}.jsonl") if file else []
        figures, seconds, found = run(book, passages, gold, examples, scorer, cache)
        plainly = baseline(book, passages, examples, cache)
        plain = scorer(gold, plainly)
        both = {"per_code": f1_per_code(gold, found), "per_code_baseline": f1_per_code(gold, plainly)}
        more = both if per_code else {}
        tell(f"coding, {name}", figures, seconds=seconds, n_examples=len(examples), baseline=plain, **more)
    pool = coding.read_examples(folder / "nhs-examples-all.jsonl")
    coding_decisions.measure(
        book, pool, lambda given: run(book, passages, gold, given, scorer, cache)[0], tell
    )
    start = time.process_time()
    coding.suggest(passages, book, cache={})
    seconds = time.process_time() - start
    tell("speed, embedding included", {"passages_per_cpu_second": round(len(passages) / seconds, 1)})


def run(
    book: Codebook,
    passages: Sequence[Passage],
    gold: Gold,
    examples: Examples,
    scorer: Scorer,
    cache: dict[str, Any],
) -> tuple[dict[str, Any], float, list[dict[str, Any]]]:
    start = time.process_time()
    answers = coding.suggest(passages, book, examples, cache=cache)
    seconds = round(time.process_time() - start, 2)
    found = [
        {
            "id": a.passage,
            "codes": [{"code": s.code, "confidence": s.confidence} for s in a.codes],
            "ranked": list(a.ranked),
        }
        for a in answers
    ]
    return scorer(gold, found), seconds, found


def baseline(
    book: Codebook, passages: Sequence[Passage], examples: Examples, cache: dict[str, Any]
) -> list[dict[str, Any]]:
    codes = book.every_code()
    asked = embed([p.text for p in passages], cache=cache)
    centres = np.array(
        [embed([f"{c.name}. {c.definition}", *c.examples], cache=cache).mean(axis=0) for c in codes]
    )
    scores = asked @ (centres / np.linalg.norm(centres, axis=1, keepdims=True)).T
    cut = float(np.quantile(scores, 0.96))
    if examples:
        from sklearn.linear_model import LogisticRegression

        known = embed([p.text for p, _ in examples], cache=cache)
        cut = 0.5
        for k, code in enumerate(codes):
            truth = np.array([isinstance(given, tuple) and code.id in given for _, given in examples])
            if 0 < truth.sum() < len(truth):
                fitted = LogisticRegression(C=10, max_iter=1000, random_state=SEED).fit(known, truth)
                scores[:, k] = fitted.predict_proba(asked)[:, 1]
            else:
                scores[:, k] = 0.0
    return [
        {
            "id": p.id,
            "codes": [
                {"code": codes[k].id, "confidence": float(np.clip(row[k], 0, 1))}
                for k in np.argsort(-row)
                if row[k] >= cut or row[k] == row.max()
            ],
            "ranked": [codes[k].id for k in np.argsort(-row)],
        }
        for p, row in zip(passages, scores, strict=True)
    ]


# --------------------------------------------------------------------------- corpus/


def measure_corpus(scorer: Scorer, per_code: bool) -> None:
    book = load_codebook(shipped("learning-themes"))
    cases = {
        folder.name: corpus_passages(folder)
        for folder in sorted(data_path("corpus").iterdir())
        if (folder / "gold").is_dir()
    }
    cache: dict[str, Any] = {}
    for name, (passages, gold) in cases.items():
        figures, seconds, found = run(book, passages, gold, [], scorer, cache)
        plain = scorer(gold, baseline(book, passages, [], cache))
        more = {"per_code": f1_per_code(gold, found)} if per_code else {}
        tell(f"corpus, {name}, no examples", figures, seconds=seconds, baseline=plain, **more)
        others: Examples = [
            (passage, tuple(row["codes"]))
            for other, (theirs, coded) in cases.items()
            if other != name
            for passage, row in zip(theirs, coded, strict=True)
        ]
        if others:
            figures, seconds, _ = run(book, passages, gold, others, scorer, cache)
            plain = scorer(gold, baseline(book, passages, others, cache))
            measure = f"corpus, {name}, learned from the other case"
            tell(measure, figures, seconds=seconds, n_examples=len(others), baseline=plain)
    tell("corpus, codebook", {"version": version_hash(book)})


def corpus_passages(case: Path) -> tuple[list[Passage], Gold]:
    """The segments of a case's notes with the codes its author gave the Part they lie in."""
    from qualitative.notes import read_note

    passages: list[Passage] = []
    gold: Gold = []
    for path in sorted((case / "gold").glob("*.json")):
        record = json.loads(path.read_text("utf-8"))
        if not record["file"].startswith("notes/"):
            continue
        note = read_note(case / record["file"])
        source = Source(path.stem, case.name, "", "", note.text, note.parts)
        for selection, passage in coding.passages_of(source):
            codes = sorted(
                {
                    code
                    for part in record["parts"]
                    if part["start_char"] < selection.end_char and part["end_char"] > selection.start_char
                    for code in part["codes"]
                }
            )
            passages.append(passage)
            gold.append({"id": passage.id, "codes": codes})
    return passages, gold


# --------------------------------------------------------------------------- scoring


def score(gold: Gold, found: list[dict[str, Any]]) -> dict[str, Any]:
    """top1, top2, micro and macro F1, precision, recall, ece, Brier, and the share of uncoded left uncoded."""
    by_id = {row["id"]: row for row in found}
    coded = [row for row in gold if row["codes"]]
    top = {
        n: sum(bool(set(r["codes"]) & set(by_id[r["id"]]["ranked"][:n])) for r in coded) / len(coded)
        for n in (1, 2)
    }
    pairs = [(s["confidence"], s["code"] in r["codes"]) for r in gold for s in by_id[r["id"]]["codes"]]
    right, given = sum(ok for _, ok in pairs), sum(len(r["codes"]) for r in gold)
    per_code = f1_per_code(gold, found)
    bare = [r for r in gold if not r["codes"]]
    shares = sorted({min(9, int(c * 10)) for c, _ in pairs})
    ece = sum(abs(sum(c - ok for c, ok in pairs if min(9, int(c * 10)) == b)) for b in shares) / max(
        1, len(pairs)
    )
    precision = right / len(pairs) if pairs else None
    return {
        "n": len(coded),
        "top1": round(top[1], 4),
        "top2": round(top[2], 4),
        "micro_f1": round(2 * right / (len(pairs) + given), 4) if given else None,
        "macro_f1": round(sum(per_code.values()) / len(per_code), 4) if per_code else None,
        "precision": round(precision, 4) if precision is not None else None,
        "recall": round(right / given, 4) if given else None,
        "suggested": len(pairs),
        "ece": round(ece, 4) if pairs else None,
        "brier": round(sum((c - ok) ** 2 for c, ok in pairs) / len(pairs), 4) if pairs else None,
        "brier_constant": round(precision * (1 - precision), 4) if precision is not None else None,
        "uncoded": round(sum(not by_id[r["id"]]["codes"] for r in bare) / len(bare), 4) if bare else None,
    }


def f1_per_code(gold: Gold, found: list[dict[str, Any]]) -> dict[str, float]:
    by_id = {row["id"]: {s["code"] for s in row["codes"]} for row in found}
    said = {code for row in gold for code in row["codes"]}
    figures = {}
    for code in sorted(said):
        both = sum(code in r["codes"] and code in by_id[r["id"]] for r in gold)
        either = sum(code in r["codes"] for r in gold) + sum(code in by_id[r["id"]] for r in gold)
        figures[code] = round(2 * both / either, 4)
    return figures


def external_scorer(folder: Path) -> Scorer:
    spec = importlib.util.spec_from_file_location("score_coding", folder / "score_coding.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder} holds no score_coding.py; leave --bench out to score here")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def scored(gold: Gold, found: list[dict[str, Any]]) -> dict[str, Any]:
        figures: dict[str, Any] = module.score(gold, found)[0]
        return figures

    return scored


if __name__ == "__main__":
    main()
