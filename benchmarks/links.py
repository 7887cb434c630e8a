"""Claimed cause links, measured: `python -m benchmarks.links --data DIR [--corpus DIR]`.

DIR holds causes/hearing-and-essays.jsonl and causes/news-train.jsonl (or those two files themselves). The shipped model
has seen both, so it is trained again here without each document it is measured on. One JSON line a measure:
precision, recall, f1 (both ends overlap by at least half: characters shared / characters in either; each gold
link matched once), direction (of the links whose ends match in either order, the share the right way round), texts_f1
(does a text hold a link at all). "cue words" is the plain baseline of the same run: a fixed list of cues, the words left and
right of them up to the sentence's edge. "corpus" is this project's own invented notes: the model has not seen them,
but the cues were chosen with them at hand, so the figure flatters.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Link = dict[str, Any]
ROOT = Path(__file__).resolve().parents[1]
_PLAIN = re.compile(
    r"\b(because of|because|due to|as a result of|thanks to|since)\b|\b(so|therefore|led to|caused|resulted in|as a result)\b",
    re.I,
)


def shared(a: Sequence[int], b: Sequence[int]) -> float:
    """Characters in both / characters in either, as one span."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) / max(1, max(a[1], b[1]) - min(a[0], b[0]))


def matched(gold: Sequence[Link], found: Sequence[Link], *, swapped: bool = False) -> int:
    left, n = list(found), 0
    for link in gold:
        ends = (link["effect"], link["cause"]) if swapped else (link["cause"], link["effect"])
        best = max(
            ((min(shared(f["cause"], ends[0]), shared(f["effect"], ends[1])), i) for i, f in enumerate(left)),
            default=(0.0, -1),
        )
        if best[0] >= 0.5:
            left.pop(best[1])
            n += 1
    return n


def score(texts: Sequence[tuple[Sequence[Link], Sequence[Link]]]) -> dict[str, float | None]:
    """(gold links, found links) a text → the figures; None where undefined."""

    def ratio(a: float, b: float) -> float | None:
        return round(a / b, 4) if b else None

    n_gold, n_found = sum(len(g) for g, _ in texts), sum(len(f) for _, f in texts)
    hits = sum(matched(g, f) for g, f in texts)
    turned = sum(matched(g, f, swapped=True) for g, f in texts)
    both = sum(bool(g) and bool(f) for g, f in texts)
    either = sum(bool(g) for g, _ in texts) + sum(bool(f) for _, f in texts)
    return {
        "gold": n_gold,
        "found": n_found,
        "precision": ratio(hits, n_found),
        "recall": ratio(hits, n_gold),
        "f1": ratio(2 * hits, n_found + n_gold),
        "direction": ratio(hits, hits + turned),
        "texts_f1": ratio(2 * both, either),
    }


def say(measure: str, **figures: Any) -> None:
    machine = platform.processor() or platform.machine()
    print(json.dumps({"measure": measure, **figures, "seed": 0, "machine": machine}, ensure_ascii=False))


def cue_words(text: str) -> list[Link]:
    """The plain baseline: a cue, and all that stands left and right of it in its sentence."""
    out: list[Link] = []
    for sentence in re.finditer(r"[^.!?\n]+", text):
        for cue in _PLAIN.finditer(text, sentence.start(), sentence.end()):
            left, right = [sentence.start(), cue.start()], [cue.end(), sentence.end()]
            out.append({"cause": right, "effect": left} if cue.group(1) else {"cause": left, "effect": right})
    return out


def corpus_rows(folder: Path) -> list[dict[str, Any]]:
    """The invented notes' spoken and written parts with the causes their author marked: {"id", "text", "links"}."""
    from qualitative.notes import read_note

    rows = []
    for path in sorted(folder.glob("*/gold/*.json")):
        gold = json.loads(path.read_text("utf-8"))
        note = read_note(path.parents[1] / gold["file"])
        bodies = {(p.start_char, p.end_char): p.body_start_char for p in note.parts}
        for n, part in enumerate(gold["parts"]):
            if part["kind"] in ("heading", "question", "meta") or part["voice"] == "comment":
                continue
            start, end = (
                bodies.get((part["start_char"], part["end_char"]), part["start_char"]),
                part["end_char"],
            )
            links = [
                {side: [c - start for c in claim[side]] for side in ("cause", "effect")}
                for claim in gold["causes"]
                if all(start <= claim[side][0] and claim[side][1] <= end for side in ("cause", "effect"))
            ]
            rows.append(
                {"id": f"{path.parts[-3]}/{path.stem}:{n}", "text": note.text[start:end], "links": links}
            )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder with the two sets")
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    args = parser.parse_args()

    from qualitative.causes import find_links
    from qualitative.model import Passage

    def measure(name: str, rows: list[dict[str, Any]], finder: Callable[[str], list[Link]]) -> None:
        say(name, **score([(row["links"], finder(row["text"])) for row in rows]))

    def shipped(text: str, *, wide: bool = False) -> list[Link]:
        return [{"cause": k.cause, "effect": k.effect} for k in find_links([Passage("", text)], wide=wide)]

    rows = corpus_rows(args.corpus)
    if rows:
        measure("corpus, cue words", rows, cue_words)
        measure("corpus", rows, shipped)
        measure("corpus, wide cues", rows, lambda text: shipped(text, wide=True))
        begun = time.process_time()
        for row in rows:
            shipped(row["text"])
        took = time.process_time() - begun
        say(
            "speed",
            words_per_cpu_second=round(sum(len(r["text"].split()) for r in rows) / took),
            texts=len(rows),
        )
    if args.data:
        from training import causes as training

        folder = args.data / "causes" if (args.data / "causes").is_dir() else args.data
        news, hearing = (training.read(folder / f"{n}.jsonl") for n in ("news-train", "hearing-and-essays"))
        sets = {"hearing and essays": hearing, "news": news}
        for wide in (False, True):
            found = training.held_out(news, hearing, wide)
            seen = {row["id"] for row in found}
            for name, figures in training.scored(found, sets).items():
                say(f"{name}, held out, {'wide' if wide else 'plain'} cues", **figures)
        for name, gold in sets.items():
            measure(f"{name}, cue words", [row for row in gold if row["id"] in seen], cue_words)


if __name__ == "__main__":
    main()
