"""What decisions teach, and whether learning ever harms: part of python -m benchmarks.coding --data DIR.

Two ways of teaching, both from passages that are never asked about: codings of whole passages, 0, 5, 10, 20 and 50 a
code; and a person who only confirms or rejects the suggestions shown, passage by passage, adding nothing. The second
is taught twice over: rejections as what they are (Partly), and, for comparison, as "no code fits".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from qualitative import coding
from qualitative.model import Codebook, Passage

PER_CODE = (0, 5, 10, 20, 50)
SHOWN = (0, 5, 10, 20, 50, 100, 200)
SEEDS = (0, 1, 2)
KEPT = ("top1", "top2", "micro_f1", "macro_f1", "ece_excess", "brier", "brier_constant")

Examples = list[tuple[Passage, coding.Decided]]
Scored = Callable[[Examples], dict[str, Any]]
Tell = Callable[..., None]


def measure(book: Codebook, pool: Examples, scored: Scored, tell: Tell) -> None:
    """pool: passages with all their codes, to draw from; scored: what examples come to on the passages asked about."""
    for n in PER_CODE:
        figures = [_kept(scored(drawn(pool, n, seed))) for seed in SEEDS[: 1 if n == 0 else None]]
        tell(
            f"learning curve, {n} a code",
            _mean(figures),
            n_examples=len(drawn(pool, n, 0)),
            seeds=len(figures),
        )
    cold = coding.suggest([p for p, _ in pool], book)
    for n in SHOWN:
        partly, taken_whole = [], []
        for seed in SEEDS[: 1 if n == 0 else None]:
            order = np.random.default_rng(seed).permutation(len(pool))[:n]
            decided = [answered(cold[i], pool[i]) for i in order]
            partly.append(_kept(scored([one for one in decided if one is not None])))
            if n:
                whole = [(p, d.given) for p, d in filter(None, decided) if isinstance(d, coding.Partly)]
                taken_whole.append(_kept(scored(whole)))
        more = {"rejected_as_none_fits": _mean(taken_whole)} if taken_whole else {}
        tell(f"suggestions decided on, {n} passages", _mean(partly), seeds=len(partly), **more)


def drawn(pool: Examples, a_code: int, seed: int) -> Examples:
    """Passages drawn until each code has `a_code` of them or no more are left."""
    have: defaultdict[str, int] = defaultdict(int)
    found: Examples = []
    for i in np.random.default_rng(seed).permutation(len(pool)):
        passage, codes = pool[i]
        given = () if isinstance(codes, coding.Partly) else codes
        if any(have[code] < a_code for code in given):
            found.append((passage, codes))
            for code in given:
                have[code] += 1
    return found


def answered(
    shown: coding.PassageSuggestions, truth: tuple[Passage, coding.Decided]
) -> tuple[Passage, coding.Decided] | None:
    """What a person leaves who decides on every suggestion and adds no code: None where nothing was suggested."""
    passage, codes = truth
    right = set() if isinstance(codes, coding.Partly) else set(codes)
    suggested = [s.code for s in shown.codes]
    if not suggested:
        return None
    given = tuple(code for code in suggested if code in right)
    return passage, coding.Partly(given, tuple(code for code in suggested if code not in right))


def _kept(figures: dict[str, Any]) -> dict[str, float]:
    return {k: figures[k] for k in KEPT if figures.get(k) is not None}


def _mean(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    return {k: round(float(np.mean([row[k] for row in rows])), 4) for k in rows[0]}
