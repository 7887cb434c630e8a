"""Finding and replacing, measured: `python -m benchmarks.anonymise --data DIR [--bench DIR] [--only NAME …]`.

DIR holds names/ and tab/ as the project's data folder does; --bench a folder with score_tab.py and score_anonymise.py.
One JSON line a measure. What is measured on this project's own invented cases (tests/golden/anonymise) says so: figures
on texts their author wrote flatter; those on kept-back texts are lower.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import platform
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from qualitative.anonymise import anonymise_texts
from qualitative.anonymise.words import TITLES
from qualitative.model import RosterEntry, Tier

GOLDEN = Path(__file__).parent.parent / "tests" / "golden" / "anonymise"
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_LITTLE = TITLES | {"the", "of", "at", "and", "in", "on", "a", "s", "president", "senator"}
_NATIONAL = re.compile(
    r"americans?|america|president|candidates|republican party|(?:u\.s\. )?republican party|air force rotc|jet pilot|onion|connecticut yankee|stardust"
)


def say(measure: str, **figures: Any) -> None:
    print(
        json.dumps(
            {"measure": measure, **figures, "machine": platform.processor() or platform.machine()},
            ensure_ascii=False,
        )
    )


def load(path: Path) -> ModuleType:
    """A scorer by its file, so that no copy of it lives here."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_units(path: Path, source: str) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            unit = json.loads(line)
            if unit["src"] == source:
                yield unit


def interviews(data: Path, show: bool = False) -> None:
    """Names in the GUM interviews of names/dev, cased and lower-cased; words masked outside any name in the gold."""
    documents: dict[str, list[tuple[str, list[list[Any]]]]] = defaultdict(list)
    for unit in read_units(data / "names" / "dev.jsonl.gz", "gum_interview"):
        documents[unit["doc"].split(":")[0]].append((unit["text"], unit["spans"]))
    for typing in ("cased", "lower"):
        texts, gold = {}, {}
        for name, units in documents.items():
            text, spans = "", []
            for unit_text, unit_spans in units:
                spans += [(start + len(text), end + len(text), kind) for start, end, kind in unit_spans]
                text += unit_text + "\n"
            texts[name] = text.lower() if typing == "lower" else text
            gold[name] = spans
        began = time.process_time()
        found: dict[str, tuple[str, list[dict[str, Any]]]] = {}
        for name in texts:
            found.update(anonymise_texts({name: texts[name]}))
        seconds = time.process_time() - began
        hit = all_ = words = outside_people = outside_any = 0
        missed = []
        for name, text in texts.items():
            covered = {c for s in found[name][1] for c in range(s["start"], s["end"])}
            people = [
                g
                for g in gold[name]
                if g[2] == "PERSON" and not _NATIONAL.fullmatch(text[g[0] : g[1]].lower())
            ]
            for start, end, _ in people:
                need = {
                    c
                    for m in _WORD.finditer(text, start, end)
                    if m[0].lower().strip(".") not in _LITTLE
                    for c in range(m.start(), m.end())
                    if text[c].isalnum()
                }
                all_ += 1
                hit += need <= covered
                if not need <= covered:
                    missed.append(text[max(0, start - 20) : end + 20])
            in_people = {c for g in people for c in range(g[0], g[1])}
            in_any = {c for g in gold[name] for c in range(g[0], g[1])}
            for m in _WORD.finditer(text):
                masked = any(c in covered for c in range(m.start(), m.end()))
                words += 1
                outside_people += masked and m.start() not in in_people and m[0].lower() not in TITLES
                outside_any += masked and m.start() not in in_any and m[0].lower() not in TITLES
                if show and masked and m.start() not in in_any:
                    print("   OUT", repr(text[max(0, m.start() - 25) : m.end() + 25]))
        say(
            "gum_interview PERSON",
            typing=typing,
            recall=round(hit / all_, 4),
            mentions=all_,
            words_masked_outside_people=round(outside_people / words, 4),
            words_masked_outside_any_name=round(outside_any / words, 4),
            words_per_cpu_second=round(words / max(seconds, 1e-9)),
        )
        if show:
            for miss in missed:
                print("   MISS", repr(miss))


def tab(data: Path, bench: Path, show: bool = False) -> None:
    """TAB dev, 21 documents with full annotation, each anonymised alone at the public tier."""
    scorer = load(bench / "score_tab.py")
    gold = scorer.load_gold(data / "tab" / "tab_dev_21docs_1ann.json")
    predictions = {}
    for name, (text, _) in gold.items():
        predictions[name] = [
            [s["start"], s["end"], s["type"]]
            for s in anonymise_texts({name: text}, tier=Tier.PUBLIC)[name][1]
        ]
    result = scorer.score(gold, predictions)
    wanted = ("token_recall", "token_precision", "ER_di", "ER_qi", "mention_recall", "share_of_words_masked")
    say("tab dev 21, tier public", **{key: round(result[key][0], 4) for key in wanted})
    if show:
        for key, value in result.items():
            if "[" in key:
                print("  ", key, value)
        for name, (text, layers) in gold.items():
            document = scorer.Doc(text, [s[:2] for s in predictions[name]])
            wanted_spans = []
            for mentions in layers.values():
                for entity in scorer.entities_of(mentions):
                    for span, need in zip(entity["spans"], entity["to_mask"], strict=True):
                        if need:
                            wanted_spans.append(span)
                            if not document.covered(*span):
                                print(
                                    "   MISS",
                                    entity["type"],
                                    repr(text[span[0] : span[1]]),
                                    "|",
                                    repr(text[max(0, span[0] - 30) : span[1] + 20]),
                                )
            for start, end, kind in predictions[name]:
                if not any(a < end and start < b for a, b in wanted_spans):
                    print(
                        "   OVER", kind, repr(text[start:end]), "|", repr(text[max(0, start - 30) : end + 20])
                    )


def golden(
    name: str, jobs: Sequence[tuple[Mapping[str, str], dict[str, Any], Sequence[RosterEntry]]], bench: Path
) -> None:
    """The project's own invented cases, through the scorer."""
    scorer = load(bench / "score_anonymise.py")
    scored = []
    for texts, gold, roster in jobs:
        spans = {file: result[1] for file, result in anonymise_texts(texts, roster).items()}
        scored.append((texts, gold, spans))
    result = scorer.score(scored)
    result.pop("words", None)
    say(name, **result)


def own_cases(bench: Path) -> None:
    """tests/golden/anonymise: identifiers with their look-alikes, and the consistency sets."""
    from benchmarks.anonymise_cases import consistency_jobs, identifier_jobs, name_jobs

    golden("own identifiers and look-alikes", identifier_jobs(GOLDEN), bench)
    golden("own consistency sets", consistency_jobs(GOLDEN), bench)
    golden("own names, six communities, four typings", name_jobs(), bench)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--only", nargs="*", default=["interviews", "tab", "own"])
    parser.add_argument(
        "--show", action="store_true", help="print what was missed and what was masked too much"
    )
    options = parser.parse_args(arguments)
    if "interviews" in options.only:
        interviews(options.data, options.show)
    if "tab" in options.only and options.bench:
        tab(options.data, options.bench, options.show)
    if "own" in options.only and options.bench:
        own_cases(options.bench)


if __name__ == "__main__":
    main()
