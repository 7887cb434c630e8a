"""What a theme is called, from its own words (no language model).

The danger: a name that says nothing ("cash, transfer, the, this"), or says more than was said. So candidates are
phrases that stand in at least two of the theme's passages (three of a larger theme's), singular and plural taken as one; none holds
a contraction, a verb of speech or a family word. They are scored by how much they mark this theme off from the
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
    """label: one or two phrases; subtitle: further word pairs; words: the theme's most telling words.

    words_of_its_own: a telling phrase stands in a third of the passages, three at least where there are five or more.
    """

    label: str
    subtitle: str
    words: tuple[str, ...]
    words_of_its_own: bool = True


def phrases(text: str) -> list[str]:
    """The one-, two- and three-word candidates of a text, lower-cased; none holds a stop word or crosses a comma."""
    out: list[str] = []
    for clause in _CLAUSE.split(without_replacements(text)):
        run: list[str] = []
        for word in [*_WORD.findall(clause.lower().replace("’", "'")), ""]:
            word = word.removesuffix("'s")
            if len(word) > 2 and "'" not in word and word not in STOP_WORDS:
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


def _singular(phrase: str) -> str:
    """Singular and plural taken as one, so that "peer worker" and "peer workers" are counted together."""
    return " ".join(_one(word) for word in phrase.split())


def _one(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def least_passages(size: int) -> int:
    """In how many of a theme's passages a phrase must stand to name it."""
    return 2 if size < 8 else 3


# How much a phrase gains by its words: two say what a theme is about better than one, and a participle says little.
_BY_LENGTH = (1.0, 1.9, 2.2)
_PARTICIPLE = 0.4


def _weight(phrase: str) -> float:
    words = phrase.split()
    weight = _BY_LENGTH[len(words) - 1]
    if (words[-1].endswith("ed") and len(words[-1]) > 4) or words[-1].endswith("ly"):
        weight *= _PARTICIPLE
    return weight


def scored_phrases(texts_by_theme: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """theme → phrase → class-based TF-IDF, times the share of the theme's passages that hold it.

    A passage counts a phrase once: one long speech cannot name a theme. Phrases in fewer passages than least_passages
    are dropped (two passages will do where nothing stands in three); of singular and plural the commoner form is given.
    """
    import math

    holding: dict[str, Counter[str]] = {}
    spelt: dict[str, Counter[str]] = {}
    for theme, texts in texts_by_theme.items():
        holding[theme] = Counter()
        for text in texts:
            said = set(phrases(text))
            holding[theme].update({_singular(phrase) for phrase in said})
            for phrase in said:
                spelt.setdefault(_singular(phrase), Counter())[phrase] += 1
    everywhere: Counter[str] = Counter()
    for counts in holding.values():
        everywhere.update(counts)
    mean_size = sum(everywhere.values()) / max(1, len(holding))
    form = {p: max(forms, key=lambda f: (forms[f], f)) for p, forms in spelt.items()}
    out: dict[str, dict[str, float]] = {}
    for theme, counts in holding.items():
        n_texts = max(1, len(texts_by_theme[theme]))
        shared = {p: c for p, c in counts.items() if c >= least_passages(n_texts)}
        shared = shared or {p: c for p, c in counts.items() if c >= 2}
        out[theme] = {
            form[p]: (c / n_texts)
            * (c / everywhere[p]) ** 0.5
            * math.log(1 + mean_size / everywhere[p])
            * _weight(form[p])
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


def names(
    texts_by_theme: Mapping[str, Sequence[str]], *, kept: Mapping[str, str] | None = None
) -> dict[str, ThemeName]:
    """theme → its name. Two themes never bear the same label; one whose passages share no telling word is "Unnamed".

    kept: theme → a label it has already and keeps.
    """
    scored = scored_phrases(texts_by_theme)
    kept = {theme: label for theme, label in (kept or {}).items() if theme in texts_by_theme}
    out: dict[str, ThemeName] = {}
    taken = set(kept.values())
    for theme, texts in texts_by_theme.items():
        scores = scored[theme]
        told = pick_apart(scores, 6)
        pair = told[:2]
        # A second phrase that hardly marks the theme makes a name longer, not clearer.
        if len(pair) == 2 and scores[pair[1]] < 0.35 * scores[pair[0]] and " " in pair[0]:
            pair = pair[:1]
        label = kept.get(theme) or _untaken(pair, told[len(pair) :], theme, taken)
        taken.add(label)
        pairs = {p: s for p, s in scores.items() if " " in p and p not in pair}
        words = pick_apart({p: s for p, s in scores.items() if " " not in p}, N_WORDS)
        out[theme] = ThemeName(
            label, ", ".join(pick_apart(pairs, 3)), tuple(words), _of_its_own(scores, texts)
        )
    return out


def _untaken(pair: Sequence[str], further: Sequence[str], theme: str, taken: set[str]) -> str:
    label = " / ".join(pair).capitalize() if pair else "Unnamed theme"
    for more in further:
        if label not in taken:
            break
        label = f"{label} / {more}"
    return f"{label} ({theme})" if label in taken else label


def _of_its_own(scores: Mapping[str, float], texts: Sequence[str]) -> bool:
    least = max(2 if len(texts) < 5 else 3, round(len(texts) / 3))
    said = [{_singular(phrase) for phrase in phrases(text)} for text in texts]
    best = sorted(scores, key=lambda p: (-scores[p], p))[:N_WORDS]
    return any(sum(_singular(phrase) in here for here in said) >= least for phrase in best)


def central(vectors: np.ndarray, members: Sequence[int], n: int = 2) -> list[int]:
    """The n members nearest their theme's centre: the quotations that stand for it. vectors: rows of length 1."""
    import numpy as np

    centre = vectors[list(members)].mean(axis=0)
    nearness = vectors[list(members)] @ centre
    return [members[i] for i in np.argsort(-nearness, kind="stable")[:n]]
