"""What a theme is called, from its own words (no language model).

The danger: a name that says nothing ("cash, transfer, the, this"), or says more than was said. So candidates are
phrases that stand in at least two of the theme's passages, scored by how much they mark this theme off from the
others (class-based TF-IDF, Grootendorst 2022), and picked to differ from each other (maximal marginal relevance,
Carbonell & Goldstein 1998). The name is a proposal until a person renames it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualitative.themes.views import without_replacements
from qualitative.themes.words import STOP_WORDS, WEAK_AT_THE_END

if TYPE_CHECKING:
    import numpy as np

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CLAUSE = re.compile(r"[.!?;:,()\[\]\"“”\n–—]+")
N_WORDS = 8


@dataclass(frozen=True)
class ThemeName:
    """label: one or two phrases; subtitle: further word pairs; words: the theme's most telling words."""

    label: str
    subtitle: str
    words: tuple[str, ...]


def phrases(text: str) -> list[str]:
    """The one-, two- and three-word candidates of a text, lower-cased; none holds a stop word or crosses a comma."""
    out: list[str] = []
    for clause in _CLAUSE.split(without_replacements(text)):
        run: list[str] = []
        for word in [*_WORD.findall(clause.lower().replace("’", "'")), ""]:
            word = word.removesuffix("'s")
            if len(word) > 2 and word not in STOP_WORDS:
                run.append(word)
                continue
            out.extend(
                " ".join(run[i : i + n])
                for n in (1, 2, 3)
                for i in range(len(run) - n + 1)
                if n == 1 or run[i + n - 1] not in WEAK_AT_THE_END
            )
            run = []
    return out


def _stem(word: str) -> str:
    """Enough of a stem to see that two candidates say the same: plurals and common endings fall."""
    for ending in (
        "isation",
        "ization",
        "ations",
        "ation",
        "ings",
        "ing",
        "ies",
        "ied",
        "ers",
        "ed",
        "es",
        "er",
        "s",
        "y",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _stems(phrase: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in phrase.split())


def scored_phrases(texts_by_theme: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """theme → phrase → class-based TF-IDF, times the share of the theme's passages that hold it.

    A passage counts a phrase once: one long speech cannot name a theme. Phrases in one passage only are dropped
    unless the theme has nothing else.
    """
    import math

    holding = {
        theme: Counter(phrase for text in texts for phrase in set(phrases(text)))
        for theme, texts in texts_by_theme.items()
    }
    everywhere: Counter[str] = Counter()
    for counts in holding.values():
        everywhere.update(counts)
    mean_size = sum(everywhere.values()) / max(1, len(holding))
    out: dict[str, dict[str, float]] = {}
    for theme, counts in holding.items():
        n_texts = max(1, len(texts_by_theme[theme]))
        shared = {p: c for p, c in counts.items() if c >= 2} or dict(counts)
        # Two words say what a theme is about better than one: a phrase's score gains with its length.
        out[theme] = {
            p: (c / n_texts)
            * (c / everywhere[p]) ** 0.5
            * math.log(1 + mean_size / everywhere[p])
            * (1.0, 1.9, 2.2)[p.count(" ")]
            for p, c in shared.items()
        }
    return out


def pick_apart(scores: Mapping[str, float], n: int, *, likeness_costs: float = 0.7) -> list[str]:
    """The n best phrases by maximal marginal relevance, likeness being the share of stems two phrases have in common."""
    ranked = sorted(scores, key=lambda p: (-scores[p], p))[:60]
    if not ranked:
        return []
    best = scores[ranked[0]] or 1.0
    picked: list[str] = []
    while ranked and len(picked) < n:

        def worth(phrase: str) -> float:
            mine = _stems(phrase)
            like = max((len(mine & _stems(p)) / min(len(mine), len(_stems(p))) for p in picked), default=0.0)
            return (1 - likeness_costs) * scores[phrase] / best - likeness_costs * like

        chosen = max(ranked, key=lambda p: (worth(p), p))
        if picked and any(_stems(chosen) <= _stems(p) or _stems(p) <= _stems(chosen) for p in picked):
            ranked.remove(chosen)
            continue
        picked.append(chosen)
        ranked.remove(chosen)
    return picked


def names(texts_by_theme: Mapping[str, Sequence[str]]) -> dict[str, ThemeName]:
    """theme → its name. Two themes never bear the same label; one whose passages hold no telling word is "Unnamed"."""
    scored = scored_phrases(texts_by_theme)
    out: dict[str, ThemeName] = {}
    taken: set[str] = set()
    for theme in texts_by_theme:
        scores = scored[theme]
        told = pick_apart(scores, 6)
        pair = told[:2]
        # A second phrase that hardly marks the theme makes a name longer, not clearer.
        if len(pair) == 2 and scores[pair[1]] < 0.35 * scores[pair[0]] and " " in pair[0]:
            pair = pair[:1]
        label = " / ".join(pair).capitalize() if pair else "Unnamed theme"
        for further in told[len(pair) :]:
            if label not in taken:
                break
            label = f"{label} / {further}"
        if label in taken:
            label = f"{label} ({theme})"
        taken.add(label)
        pairs = {p: s for p, s in scores.items() if " " in p and p not in pair}
        subtitle = ", ".join(pick_apart(pairs, 3))
        words = pick_apart({p: s for p, s in scores.items() if " " not in p}, N_WORDS)
        out[theme] = ThemeName(label, subtitle, tuple(words))
    return out


def central(vectors: np.ndarray, members: Sequence[int], n: int = 2) -> list[int]:
    """The n members nearest their theme's centre: the quotations that stand for it. vectors: rows of length 1."""
    import numpy as np

    centre = vectors[list(members)].mean(axis=0)
    nearness = vectors[list(members)] @ centre
    return [members[i] for i in np.argsort(-nearness, kind="stable")[:n]]
