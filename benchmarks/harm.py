"""Possible disclosures of harm, measured: `python -m benchmarks.harm`.

Invented sentences, about half of which disclose harm to somebody; the others use its words, or plain ones, and disclose nothing. The first
two sets (60, 40) were looked at while the plain words were widened. The third (200) is by another hand that had read neither the
words nor the training lines, and nothing was mended on it. One JSON line a set, by plain words alone and with the model; --misses
lists what both together are wrong about.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from qualitative import notes
from qualitative.anonymise.harm import find_harm, in_plain_words, kind_of
from qualitative.anonymise.remarks import told_sentences
from qualitative.codebook import data_path

SETS = ("first", "second", "third")


def rows(name: str) -> list[tuple[bool, str]]:
    """(whether it discloses harm, the sentence) of each line."""
    split = [
        line.split("\t", 1)
        for line in Path(__file__).with_name(f"harm_{name}.tsv").read_text("utf-8").splitlines()
        if line.strip()
    ]
    return [(label == "1", words) for label, words in split]


def measure(labelled: list[tuple[bool, str]], model: bool = True) -> dict[str, object]:
    said = kind_of if model else in_plain_words
    hits = sum(bool(said(words)) for harm, words in labelled if harm)
    false = sum(bool(said(words)) for harm, words in labelled if not harm)
    n = sum(harm for harm, _ in labelled)
    return {
        "measure": "possible disclosures of harm",
        "by": "plain words and model" if model else "plain words",
        "recall": round(hits / n, 3),
        "found": f"{hits} of {n}",
        "precision": round(hits / max(1, hits + false), 3),
        "shown for nothing": f"{false} of {len(labelled) - n}",
    }


def shown_of_corpus() -> dict[str, object]:
    """How many sentences of the notes in corpus/, in which little harm is told, are shown: what the list costs its reader."""
    found = sentences = 0
    for path in sorted(data_path("corpus").glob("*/notes/*")):
        note = notes.read_note(path)
        found += len(find_harm(note.text, note.parts))
        sentences += sum(1 for _ in told_sentences(note.text, note.parts))
    return {"set": "corpus", "sentences": sentences, "shown": found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="the sentences it is wrong about")
    asked = parser.parse_args()
    for name in SETS:
        labelled = rows(name)
        for model in (False, True):
            print(json.dumps({"set": name, **measure(labelled, model)}))
        for harm, words in labelled if asked.misses else ():
            if bool(kind_of(words)) is not harm:
                print(json.dumps({"discloses": harm, "kind": kind_of(words), "sentence": words}))
    print(json.dumps(shown_of_corpus()))


if __name__ == "__main__":
    main()
