"""Finding and replacing, measured: `python -m benchmarks.anonymise --data DIR --bench BENCH [--only NAME …]`.

DIR holds names/ and tab/ as open data; BENCH the scorers score_tab.py and score_anonymise.py. One JSON line a measure and a
system, with the seed (null where nothing is drawn), the machine and the state of the code. Where presidio-analyzer is installed
(extra `bench`) Presidio answers in the same run; benchmarks/presidio.py says in which settings.

tab          TAB dev, tier public: 21 judgments with full annotation; 127 with every annotator's spans (types unknown)
interviews   people's names in seven GUM interviews, cased and in small letters
names        six communities, four typings: sentences and clipped lines, the author's, training/refill_templates.txt's, a third hand's
identifiers  UK identifiers and look-alikes: the author's, a second hand's, a third hand's
consistency  one person, one string: the author's case, a second hand's two, a third hand's eight
corpus       the invented notes, without and with their roster
notes        seven whole notes by a third hand
speed        words per CPU second against Presidio with the same tagger at the same dial, in one run

After each set: recall by type of the gold, precision by label, and what was left standing, by type.
No line holds a word of a text (--show prints them, for who tunes). What is measured on this project's own cases flatters it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib.util
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from benchmarks import anonymise_cases, anonymise_second, anonymise_third
from benchmarks import anonymise_sets as sets
from benchmarks.anonymise_types import WORD, ByType, needed
from benchmarks.presidio import System, numbered, systems, why_not
from qualitative.anonymise import anonymise_texts
from qualitative.anonymise.door import RECALL
from qualitative.anonymise.words import TITLES
from qualitative.language import tag_names
from qualitative.model import Tier

PARTS = ("tab", "interviews", "names", "identifiers", "consistency", "corpus", "notes", "speed")
_OFFICES = {"president", "senator"}


class Run(NamedTuple):
    """What every part is given."""

    data: Path
    bench: Path
    systems: Sequence[System]
    show: bool = False


def ours() -> System:
    """This project's own finding, as the command of files alone does it."""

    def mask(texts: Any, roster: Any = (), tier: Tier = Tier.REVIEWER) -> dict[str, list[dict[str, Any]]]:
        return {name: spans for name, (_, spans) in anonymise_texts(texts, roster, tier=tier).items()}

    return System("ours", mask)


def machine() -> str:
    """The processor's name where the system tells it, and its cores."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


@cache
def state() -> str:
    """A digest of the code and model that mask, taken as the run begins, so that a figure can be told from another day's."""
    import qualitative

    root = Path(qualitative.__file__).parent
    digest = hashlib.sha256()
    for folder in ("anonymise", "language", "models/names-tagger"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in {".py", ".txt", ".json", ".onnx"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def say(measure: str, system: str, *, seed: int | None = None, **figures: Any) -> None:
    line = {
        "measure": measure,
        "system": system,
        **figures,
        "seed": seed,
        "machine": machine(),
        "state": state(),
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)


def load(path: Path) -> ModuleType:
    """A scorer by its file, so that no copy of it lives here."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SystemExit(f"no scorer at {path}: give the scorers' folder with --bench")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def everywhere(run: Run) -> list[System]:
    """The systems that are measured in every part: the longest runs leave Presidio's further settings out."""
    return [system for system in run.systems if not system.parts]


# ------------------------------------------------------------------------------------------ row 1


def tab(run: Run) -> None:
    scorer = load(run.bench / "score_tab.py")
    keys = ("token_recall", "token_precision", "ER_di", "ER_qi", "mention_recall", "share_of_words_masked")
    for system in run.systems:
        gold = scorer.load_gold(run.data / "tab" / "tab_dev_21docs_1ann.json")
        spans = {name: system.mask({name: text}, (), Tier.PUBLIC)[name] for name, (text, _) in gold.items()}
        result = scorer.score(
            gold, {n: [[s["start"], s["end"], s["type"]] for s in found] for n, found in spans.items()}
        )
        say(
            "TAB dev, 21 documents, tier public", system.name, **{key: _round(result[key][0]) for key in keys}
        )
        by_type: dict[str, dict[str, Any]] = {"mention_recall": {}, "ER": {}, "token_precision": {}}
        left = {}
        for key, (value, hit, total) in result.items():
            title, bracket, label = key.rstrip("]").partition("[")
            if bracket:
                by_type[title][label] = _round(value)
                if title == "mention_recall" and hit < total:
                    left[label] = [total - hit, total]
        say("TAB dev, 21 documents, by type", system.name, **by_type, mentions_not_wholly_masked_of=left)
        if run.show:
            _show_tab(scorer, gold, spans)
    with tempfile.TemporaryDirectory() as folder:
        unpacked = Path(folder) / "gold.json"
        unpacked.write_bytes(
            gzip.decompress((run.data / "tab" / "tab_dev_127docs_spans.json.gz").read_bytes())
        )
        gold = scorer.load_gold(unpacked)
    for system in everywhere(run):
        spans = {name: system.mask({name: text}, (), Tier.PUBLIC)[name] for name, (text, _) in gold.items()}
        result = scorer.score(
            gold, {n: [[s["start"], s["end"], s["type"]] for s in found] for n, found in spans.items()}
        )
        say(
            "TAB dev, 127 documents, spans of every annotator, tier public",
            system.name,
            **{
                key: _round(result[key][0])
                for key in ("token_recall", "token_precision", "share_of_words_masked")
            },
        )


def _show_tab(scorer: ModuleType, gold: Any, spans: Any) -> None:
    for name, (text, layers) in gold.items():
        document = scorer.Doc(text, [(s["start"], s["end"]) for s in spans[name]])
        wanted = [
            (span, entity["type"])
            for mentions in layers.values()
            for entity in scorer.entities_of(mentions)
            for span, need in zip(entity["spans"], entity["to_mask"], strict=True)
            if need
        ]
        for (start, end), kind in wanted:
            if not document.covered(start, end):
                print("   MISS", kind, repr(text[start:end]), "|", repr(text[max(0, start - 30) : end + 20]))
        for span in spans[name]:
            start, end = span["start"], span["end"]
            if not any(a < end and start < b for (a, b), _ in wanted):
                print(
                    "   OVER",
                    span["type"],
                    repr(text[start:end]),
                    "|",
                    repr(text[max(0, start - 30) : end + 20]),
                )


# ------------------------------------------------------------------------------------------ row 2


def interviews(run: Run) -> None:
    cased = sets.interviews(run.data)
    for typing, cases in (("cased", cased), ("lower", [sets.lowered(case) for case in cased])):
        for system in run.systems:
            hit = mentions = words = outside_people = outside_any = 0
            tally = ByType()
            for case in cases:
                for name, spans in system.mask(case.texts, (), Tier.REVIEWER).items():
                    text, gold = case.texts[name], case.gold[name]
                    tally.add(text, gold, spans)
                    masked = {c for s in spans for c in range(s["start"], s["end"])}
                    people = [g for g in gold if not g.optional]
                    for person in people:
                        found = needed(text, person.start, person.end, _LITTLE) <= masked
                        mentions, hit = mentions + 1, hit + found
                        if run.show and not found:
                            print("   MISS", repr(text[max(0, person.start - 20) : person.end + 20]))
                    in_people = {c for g in people for c in range(g.start, g.end)}
                    in_any = {c for g in gold for c in range(g.start, g.end)}
                    for word in WORD.finditer(text):
                        words += 1
                        if not masked.isdisjoint(range(*word.span())) and word[0].lower() not in TITLES:
                            outside_people += word.start() not in in_people
                            outside_any += word.start() not in in_any
                            if run.show and word.start() not in in_any:
                                print("   OVER", repr(text[max(0, word.start() - 25) : word.end() + 25]))
            say(
                "people's names in interviews",
                system.name,
                typing=typing,
                recall=_round(hit / mentions),
                mentions=mentions,
                words_masked_outside_people=_round(outside_people / words),
                words_masked_outside_any_name=_round(outside_any / words),
            )
            say("people's names in interviews, by type", system.name, typing=typing, **tally.figures())


_LITTLE = (
    frozenset(TITLES)
    | {t.rstrip(".") for t in TITLES}
    | {"the", "of", "at", "and", "in", "on", "a", "s"}
    | _OFFICES
)


# ------------------------------------------------------------------------------------------ rows 3, 4, 5


def golden(run: Run, measure: str, jobs: Sequence[Any], *, seed: int | None = None) -> None:
    """Jobs in the scorer's format through each system; then by type. Where gold tells names that are words apart, each kind
    is scored for itself, too (what else was masked says nothing then)."""
    scorer = load(run.bench / "score_anonymise.py")
    for system in run.systems:
        found = [system.mask(texts, roster, Tier.REVIEWER) for texts, _, roster in jobs]
        _score(scorer, measure, system.name, jobs, found, seed)
        for form in ("ordinary words", "no words"):
            some = sets.of_form(jobs, form)
            if some:
                kept = [
                    spans
                    for spans, (_, gold, _) in zip(found, jobs, strict=True)
                    if sets.has_form(gold, form)
                ]
                _score(
                    scorer, f"{measure}: names that are {form}", system.name, some, kept, seed, outside=False
                )
        by_type(run, measure, system.name, sets.of_jobs(jobs), found, seed)


def _score(
    scorer: ModuleType,
    measure: str,
    system: str,
    jobs: Any,
    found: Any,
    seed: int | None = None,
    outside: bool = True,
) -> None:
    result = scorer.score([(texts, gold, spans) for (texts, gold, _), spans in zip(jobs, found, strict=True)])
    words = {
        part: row["masked_outside_gold"]
        for part, row in result.pop("words", {}).items()
        if row["masked_outside_gold"] is not None
    }
    say(measure, system, seed=seed, **result, **({"words_masked_outside_gold": words} if outside else {}))


def by_type(run: Run, measure: str, system: str, cases: Any, found: Any, seed: int | None = None) -> None:
    tally = ByType()
    for case, spans in zip(cases, found, strict=True):
        for name, text in case.texts.items():
            tally.add(text, case.gold[name], spans[name])
            if run.show:
                masked = {c for s in spans[name] for c in range(s["start"], s["end"])}
                for g in case.gold[name]:
                    if not g.optional and not needed(text, g.start, g.end) <= masked:
                        print("   MISS", g.type, repr(text[max(0, g.start - 30) : g.end + 20]))
                wanted = {c for g in case.gold[name] for c in range(g.start, g.end)}
                for s in spans[name]:
                    if wanted.isdisjoint(range(s["start"], s["end"])):
                        print("   OVER", s["type"], repr(text[max(0, s["start"] - 30) : s["end"] + 20]))
    say(f"{measure}, by type", system, **tally.figures(), seed=seed)


def names(run: Run) -> None:
    golden(run, "names of six communities, the author's lines", anonymise_cases.name_jobs(seed=7), seed=7)
    golden(run, "names of six communities, refilled lines", sets.refilled_jobs(), seed=sets.REFILL_SEED)
    third = anonymise_third.name_jobs()
    golden(run, "names of six communities, a third hand's", third, seed=anonymise_third.SEED)


def identifiers(run: Run) -> None:
    golden(run, "UK identifiers and look-alikes, the author's", anonymise_cases.identifier_jobs())
    golden(run, "UK identifiers and look-alikes, a second hand's", anonymise_second.identifier_jobs())
    golden(run, "UK identifiers and look-alikes, a third hand's", anonymise_third.identifier_jobs())
    fresh = anonymise_third.identifier_jobs("identifiers_fresh.txt")
    golden(run, "UK identifiers and look-alikes, a fresh hand's", fresh)


def consistency(run: Run) -> None:
    scorer = load(run.bench / "score_anonymise.py")
    for whose, jobs in (
        ("the author's", anonymise_cases.consistency_jobs(sets.GOLDEN)),
        ("a second hand's", anonymise_second.consistency_jobs()),
        ("a third hand's", anonymise_third.consistency_jobs()),
        ("a fresh hand's", anonymise_third.consistency_jobs("consistency_fresh.json")),
    ):
        for system in run.systems:
            found = [system.mask(texts, roster, Tier.REVIEWER) for texts, _, roster in jobs]
            _score(scorer, f"one string a person, {whose}", system.name, jobs, found)
            if system.name != "ours":
                counted = [numbered(spans, texts) for spans, (texts, _, _) in zip(found, jobs, strict=True)]
                _score(
                    scorer,
                    f"one string a person, {whose}",
                    f"{system.name}, a number for each spelling",
                    jobs,
                    counted,
                )


def corpus(run: Run) -> None:
    for with_roster in (False, True):
        cases = sets.corpus(with_roster)
        for system in run.systems:
            if with_roster and system.name != "ours":
                continue  # Presidio is given no roster: it has no place for one
            found = [system.mask(case.texts, case.roster, Tier.REVIEWER) for case in cases]
            by_type(
                run,
                f"invented notes, {'with' if with_roster else 'without'} roster",
                system.name,
                cases,
                found,
            )


def notes(run: Run) -> None:
    cases = anonymise_third.note_cases()
    for system in run.systems:
        found = [system.mask(case.texts, case.roster, Tier.REVIEWER) for case in cases]
        by_type(run, "whole notes, a third hand's", system.name, cases, found)


# ------------------------------------------------------------------------------------------ speed


def speed(run: Run, repeats: int = 3) -> None:
    """Each system over the same texts, one after the other within each round; medians of the rounds."""
    texts = [text for text in sets.plain_texts(run.data) if text.strip()]
    words = sum(len(WORD.findall(text)) for text in texts)
    jobs: dict[str, Callable[[str], Any]] = {
        system.name: lambda text, mask=system.mask: mask({"text": text}, (), Tier.REVIEWER)  # type: ignore[misc]
        for system in everywhere(run)
    }
    jobs["our tagger alone"] = lambda text: tag_names([text], recall=RECALL)
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for job in jobs.values():
        job(texts[0])  # models and word lists are read once, before the clock
    for _ in range(repeats):
        for name, job in jobs.items():
            began = time.process_time()
            for text in texts:
                job(text)
            seconds[name].append(time.process_time() - began)
    mine = statistics.median(seconds["ours"])
    for name, spent in seconds.items():
        median = statistics.median(spent)
        say(
            "words per CPU second",
            name,
            words=words,
            words_per_cpu_second=round(words / max(median, 1e-9)),
            ours_to_this=_round(median / max(mine, 1e-9)),
            repeats=repeats,
            dial=RECALL,
        )


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument(
        "--alone", action="store_true", help="ours alone, Presidio left out even where it is installed"
    )
    parser.add_argument(
        "--show", action="store_true", help="print what was missed and what was masked too much"
    )
    options = parser.parse_args(None if arguments is None else list(arguments))
    state()
    rivals = [] if options.alone else systems()
    if not rivals:
        say("presidio", "presidio", not_measured="left out with --alone" if options.alone else why_not())
    parts: dict[str, Callable[[Run], None]] = {
        "tab": tab,
        "interviews": interviews,
        "names": names,
        "identifiers": identifiers,
        "consistency": consistency,
        "corpus": corpus,
        "notes": notes,
        "speed": speed,
    }
    for part in PARTS:
        if part in options.only:
            here = [ours(), *(system for system in rivals if not system.parts or part in system.parts)]
            parts[part](Run(options.data, options.bench, here, options.show))


if __name__ == "__main__":
    main()
