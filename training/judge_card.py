"""The name judge's weights, manifest and card (called by `training.judge`)."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

from qualitative.anonymise import judge

CARD = """# name-judge

Says how likely a find is to name a person, and how likely a body or place that the tagger saw is small enough to point to one, from plain signs: what the names tagger saw, whether the words are strange to the
language, how they are typed, what stands round them, which finder found them. A logistic regression of {n} weights, all of
them readable in weights.json. It weighs what was found; what no finder found it never sees, and titles, labels, lists and the
roster need no judge.

**Made by** `{command}` (seed 3). **Learned from** lines and notes written for this project by hands that had read neither
the finders nor the tagger's training (training/judge_lines.txt, judge_bodies.txt, judge_lookalikes.txt, judge_notes/), refilled with names of
six communities in four typings; and, at a quarter's weight, from sentences of the names tagger's open corpora (licences in
its card), since edited prose is a genre of its own. Licence: as the project.

A find is masked from a likelihood of {mask:g}, and settled without a person's look from {settled:g}.

**Figures**, five folds, whole frames and notes held out together (wanted masked = recall of the finds that are people, or small bodies; others masked =
share of the other finds that are masked all the same):

| asked: texts | finds | wanted among them | wanted masked | others masked | Brier |
| --- | --- | --- | --- | --- | --- |
{rows}

**What it misses.** A word of the language in small letters with nothing round it that tells (`hope fri`); most of what the
tagger was silent about. It was taught on single lines and seven notes: in a long text the words round a name decide less than
its other mentions do, which is propagation's business. By type and set: benchmarks/README.md.
"""


def write(folder: Path, weights: dict[str, dict[str, float]], figures: dict[str, Any], command: str) -> None:
    """weights.json, card.md and manifest.json of the judge."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(weights, indent=0, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "weights.json").write_text(content, encoding="utf-8")
    rows = "\n".join(
        "| " + " | ".join(str(value) for value in (name, *row.values())) + " |"
        for name, row in figures.items()
    )
    card = CARD.format(
        n=sum(map(len, weights.values())),
        command=command,
        mask=judge.MASK_FROM,
        settled=judge.SETTLED_FROM,
        rows=rows,
    )
    (folder / "card.md").write_text(card, encoding="utf-8")
    manifest = {
        "name": judge.MODEL,
        "version": "1",
        "job": "whether a find names a person, or a body that points to one",
        "licences": [{"name": "training/judge_*, written for this project", "licence": "as the project"}],
        "figures": figures,
        "command": command,
        "made_with": {
            "python": platform.python_version(),
            "scikit-learn": metadata.version("scikit-learn"),
        },
        "files": {
            name: hashlib.sha256(text.encode()).hexdigest()
            for name, text in (("card.md", card), ("weights.json", content))
        },
    }
    (folder / "manifest.json").write_text(
        json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
