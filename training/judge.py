"""Trains qualitative/models/name-judge: which finds name a person (anonymise/judge.py), and which bodies and places could point
to one (anonymise/small.py).

    python -m training.judge [--data DIR] [--measure-only]

The danger: a judge taught on what the tagger has learned by heart trusts it too much. So it is taught on lines and notes that
the tagger never saw, written by hands who had read neither: judge_lines.txt (frames, refilled with names of six communities
in four typings), judge_bodies.txt (lines that name small bodies), judge_lookalikes.txt (lines that name nobody) and judge_notes/
(whole notes, marked). Seed 3; L-BFGS, so the
same data and tagger give the same weights. With DIR, sentences of names/train that the tagger did see count for a quarter:
edited prose is the one genre that our own lines have none of. Needs scikit-learn, no torch.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

import qualitative
from qualitative.anonymise import judge, small
from qualitative.anonymise.clipped import find_clipped
from qualitative.anonymise.decide import candidates
from qualitative.anonymise.document import from_text
from qualitative.anonymise.door import RECALL
from qualitative.anonymise.finds import Find
from qualitative.anonymise.names import find_names
from qualitative.language import forenames, tag_names
from training.names_data import HERE, community_names, misspelt, read_units, same_length

OUT = Path(qualitative.__file__).parent / "models" / judge.MODEL
SEED = 3
ROUNDS = 2
SIX = ("english", "south_asian", "african_caribbean", "east_european", "celtic", "middle_eastern")
TYPINGS = ("cased", "lower", "caps", "sloppy")
SEEN_WEIGHT, NOTES_WEIGHT, LOOK_WEIGHT = 0.25, 4.0, 3.0
SMALL = {"ORG", "PLACE", "ADDRESS"}
_SLOT = re.compile(r"(\{[fFG]\}\.? \{[ST]\}|\{[ST]\}, \{[fFG]\}|\{[fFGST]\})")
_MARK = re.compile(r"\{([^{}|]*)\|([A-Z_]+)\??\}")
Text = tuple[str, list[tuple[int, int, str]], float, str]
"""A text, its marked spans (start, end, type), the weight of its finds, and the group that is held out together."""


def typed(text: str, typing: str) -> str:
    if typing == "caps":
        return same_length(text, str.upper)
    if typing == "lower":
        return same_length(text, str.lower)
    return re.sub(r"[,.](?!\w)", "", same_length(text, str.lower)) if typing == "sloppy" else text


def lines() -> Iterator[Text]:
    """judge_lines.txt refilled, and the lines that name nobody in three typings."""
    names = community_names(held_out=True)
    ons = sorted(forenames())
    rows = [
        line.split(" ", 1)
        for line in (HERE / "judge_lines.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    looks = [text for kind, text in rows if kind == "look"]
    more = (HERE / "judge_lookalikes.txt").read_text(encoding="utf-8").splitlines()
    looks += [line for line in more if line.strip() and not line.startswith("#")]
    for community in SIX:
        draw = random.Random(f"{SEED}{community}")
        for typing in TYPINGS * ROUNDS:
            for kind, frame in rows:
                if kind != "look":
                    yield (*refilled(frame, names[community], ons, typing, draw), 1.0, frame)
    for text in looks:
        for typing in TYPINGS[:3]:
            yield typed(text, typing), [], LOOK_WEIGHT, text


def refilled(
    frame: str, names: dict[str, list[str]], ons: Sequence[str], typing: str, draw: random.Random
) -> tuple[str, list[tuple[int, int, str]]]:
    first, second = draw.sample(names["forenames"], 2)
    if draw.random() < 0.25:
        first = draw.choice(ons).title()
    third, fourth = draw.sample(names["surnames"], 2)
    fill = {"F": first, "G": second, "S": third, "T": fourth, "f": first[0]}
    text, spans = "", []
    for piece in _SLOT.split(frame):
        if _SLOT.fullmatch(piece):
            name = typed(re.sub(r"\{([fFGST])\}", lambda m: fill[m[1]], piece), typing)
            if typing == "sloppy" and draw.random() < 1 / 3:
                name = misspelt(name, draw)
            spans.append((len(text), len(text) + len(name), "PERSON"))
            text += name
        else:
            text += typed(piece, typing)
    return text, spans


def notes() -> Iterator[Text]:
    """judge_notes/: whole notes by a second hand, marked."""
    for path in sorted((HERE / "judge_notes").glob("*.txt")):
        text, spans = marked(path.read_text(encoding="utf-8"))
        yield text, spans, NOTES_WEIGHT, path.name
        yield same_length(text, str.lower), spans, NOTES_WEIGHT / 2, path.name


def bodies() -> Iterator[Text]:
    """judge_bodies.txt: lines that name small bodies, marked; as they were typed, and in small letters."""
    for line in (HERE / "judge_bodies.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            text, spans = marked(line)
            yield text, spans, 1.0, line
            if text != text.lower():
                yield same_length(text, str.lower), spans, 0.5, line


def marked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A text without its marks, and where they stood."""
    text, spans, at = "", [], 0
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        spans.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        at = match.end()
    return text + line[at:], spans


def seen(data: Path | None, most: int = 6000) -> Iterator[Text]:
    """Sentences of open corpora that the tagger was trained on, a sample; cased and in small letters."""
    if data is None:
        return
    units = read_units(data / "names" / "train.jsonl.gz")
    for unit in random.Random(SEED).sample(units, most):
        yield unit.text, list(unit.spans), SEEN_WEIGHT, unit.text
        yield same_length(unit.text, str.lower), list(unit.spans), SEEN_WEIGHT, unit.text


def examples(texts: Sequence[Text]) -> Iterator[tuple[dict[str, float], bool, float, str]]:
    """The signs of each guess in the texts, and whether a person is marked there; those beside other marks are left out."""
    tagged = tag_names([text for text, *_ in texts], recall=RECALL)
    for (text, spans, weight, group), tags in zip(texts, tagged, strict=True):
        document = from_text("", text)
        finds: list[Find] = [*find_names(document, tags), *find_clipped(document)]
        for words, find, support, against in candidates(document, finds, tags):
            a, b = words[0].start_char, words[-1].end_char
            people = [s for s in spans if s[2] == "PERSON" and s[0] < b and a < s[1]]
            others = [s for s in spans if s[2] != "PERSON" and s[0] < b and a < s[1]]
            if people or not others:
                yield judge.signs(document, words, find.means, support, against), bool(people), weight, group


def small_ones(texts: Sequence[Text]) -> Iterator[tuple[dict[str, float], bool, float, str]]:
    """The signs of each body or place that the tagger saw and no rule lets stand, and whether one is marked there."""
    tagged = tag_names([text for text, *_ in texts], recall=RECALL)
    for (text, spans, weight, group), tags in zip(texts, tagged, strict=True):
        document = from_text("", text)
        for words, chain in small.chains(document, tags):
            a, b = words[0].start_char, words[-1].end_char
            here = {s[2] for s in spans if s[0] < b and a < s[1]}
            if (here & SMALL or not here) and not small.stands(document, words):
                yield small.signs(document, words, chain), bool(here), weight, group


def taught(
    rows: Sequence[tuple[dict[str, float], bool, float, str]], mask_from: float
) -> tuple[dict[str, float], dict[str, Any]]:
    """Weights from all rows, and figures from five folds in which whole frames and notes are held out together."""
    table = DictVectorizer()
    x = table.fit_transform([row[0] for row in rows])
    y = np.array([row[1] for row in rows])
    weight = np.array([row[2] for row in rows])
    model = LogisticRegression(C=0.3, max_iter=3000)
    held = cross_val_predict(
        model,
        x,
        y,
        groups=[row[3] for row in rows],
        cv=GroupKFold(5),
        method="predict_proba",
        params={"sample_weight": weight},
    )[:, 1]
    figures = {}
    for name, chosen in (("own texts", weight != SEEN_WEIGHT), ("open corpora", weight == SEEN_WEIGHT)):
        if chosen.any():
            masked, truth = held[chosen] >= mask_from, y[chosen]
            figures[name] = {
                "finds": int(chosen.sum()),
                "wanted": int(truth.sum()),
                "wanted masked": round(float(masked[truth].mean()), 4),
                "others masked": round(float(masked[~truth].mean()), 4),
                "brier": round(float(np.mean((held[chosen] - truth) ** 2)), 4),
            }
    model.fit(x, y, sample_weight=weight)
    weights = {
        name: round(float(value), 4)
        for name, value in zip(table.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(value) >= 5e-5
    }
    weights["always"] = round(weights.get("always", 0.0) + float(model.intercept_[0]), 4)
    return weights, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="open corpora, for edited prose")
    parser.add_argument("--measure-only", action="store_true")
    given = parser.parse_args()
    own = [*lines(), *notes(), *bodies()]
    figures, weights = {}, {}
    for asked, rows in (
        ("person", list(examples([*own, *seen(given.data)]))),
        ("body", list(small_ones(own))),
    ):
        weights[asked], measured = taught(rows, judge.MASK_FROM if asked == "person" else small.MASK_FROM)
        figures |= {f"{asked}: {name}": row for name, row in measured.items()}
    print(json.dumps(figures))
    if given.measure_only:
        return
    from training.judge_card import write

    write(OUT, weights, figures, f"python -m training.judge{' --data DIR' if given.data else ''}")


if __name__ == "__main__":
    main()
