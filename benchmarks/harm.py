"""Possible disclosures of harm, measured: `python -m benchmarks.harm`.

Invented sentences, half of which disclose harm to somebody; the other half use its words and disclose nothing. The first set (60)
was written after the lexicon, measured, and then looked at while the lexicon was widened; the second (40) was written after
that and measured once. One JSON line a set; --misses lists what it is wrong about.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from qualitative.anonymise.harm import kind_of

SETS = ("first", "second")


def rows(name: str) -> list[tuple[bool, str]]:
    """(whether it discloses harm, the sentence) of each line."""
    split = [
        line.split("\t", 1)
        for line in Path(__file__).with_name(f"harm_{name}.tsv").read_text("utf-8").splitlines()
        if line.strip()
    ]
    return [(label == "1", words) for label, words in split]


def measure(labelled: list[tuple[bool, str]]) -> dict[str, object]:
    hits = sum(bool(kind_of(words)) for harm, words in labelled if harm)
    false = sum(bool(kind_of(words)) for harm, words in labelled if not harm)
    n = sum(harm for harm, _ in labelled)
    return {
        "measure": "possible disclosures of harm",
        "recall": round(hits / n, 3),
        "found": f"{hits} of {n}",
        "precision": round(hits / max(1, hits + false), 3),
        "shown for nothing": f"{false} of {len(labelled) - n}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="the sentences it is wrong about")
    asked = parser.parse_args()
    for name in SETS:
        labelled = rows(name)
        print(json.dumps({"set": name, **measure(labelled)}))
        for harm, words in labelled if asked.misses else ():
            if bool(kind_of(words)) is not harm:
                print(json.dumps({"discloses": harm, "kind": kind_of(words), "sentence": words}))


if __name__ == "__main__":
    main()
