"""Two people's codings of the same text, held side by side: per code, with the disagreements.

The danger: one fine coefficient over everything. Most text carries no given code, so two coders who agree on silence
look reliable; and people who coded after seeing the machine's suggestions agree with the machine. The rule: only
codings both made blind to the machine; each code apart; never a coefficient without its counts, its unit and the raw
agreement; none under 30 segments that either coder gave the code; None, not 0, where it is undefined. The list of
disagreements is what the coders should talk about: the coefficient is not the point.

Unit everywhere: segment × code.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualitative.model import Codebook, Coding, Selection, Status, Table

if TYPE_CHECKING:
    import pandas as pd

MIN_POSITIVE_SEGMENTS = 30
MIN_OVERLAP = 0.5  # of the shorter of two spans, to count as the same segment
MOSTLY_UNCODED = 0.9  # share of segments with the code from neither, from which a warning stands
RESAMPLES = 2000
COLUMNS = (
    "Code",
    "Both",
    "Only {0}",
    "Only {1}",
    "Neither",
    "Raw agreement",
    "Cohen's κ",
    "Krippendorff's α",
    "Note",
)


# --------------------------------------------------------------------------- coefficients


def cohens_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's κ for two coders (Cohen 1960). One label a unit each; None without units or without expected variation."""
    if len(first) != len(second):
        raise ValueError(f"{len(first)} labels against {len(second)}; give one of each coder for every unit")
    n = len(first)
    if not n:
        return None
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    of_first, of_second = Counter(first), Counter(second)
    expected = sum(count * of_second[label] for label, count in of_first.items()) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorffs_alpha(units: Sequence[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's α for nominal data (Krippendorff 2011), any number of coders.

    units: for each unit the label each coder gave, None where a coder gave none. Units with fewer than two labels
    pair nothing and are left out. None when no two labels can be paired or all labels are the same.
    """
    weights: defaultdict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for unit in units:
        labels = Counter(label for label in unit if label is not None)
        m = sum(labels.values())
        if m < 2:
            continue
        for a, n_a in labels.items():
            for b, n_b in labels.items():
                weights[a, b] += n_a * (n_b - (a == b)) / (m - 1)
    totals: defaultdict[Hashable, float] = defaultdict(float)
    for (a, _), weight in weights.items():
        totals[a] += weight
    n = sum(totals.values())
    expected = n**2 - sum(total**2 for total in totals.values())  # = Σ over unlike pairs of n_a · n_b
    if n < 2 or len(totals) < 2 or expected <= 0:
        return None
    unlike = sum(weight for (a, b), weight in weights.items() if a != b)
    return 1 - (n - 1) * unlike / expected


# --------------------------------------------------------------------------- two coders


@dataclass(frozen=True)
class CodeAgreement:
    """One code: the counts of segments, and what may be said of them. Intervals: 95 %, segments resampled."""

    code: str
    both: int
    only_first: int
    only_second: int
    neither: int
    kappa: float | None = None
    alpha: float | None = None
    kappa_interval: tuple[float, float] | None = None
    alpha_interval: tuple[float, float] | None = None
    note: str = ""

    @property
    def n_segments(self) -> int:
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def raw_agreement(self) -> float | None:
        return (self.both + self.neither) / self.n_segments if self.n_segments else None


@dataclass(frozen=True)
class Disagreement:
    """A segment that one of the two gave a code and the other did not."""

    code: str
    segment: Selection
    given_by: str
    not_by: str


@dataclass(frozen=True)
class Agreement:
    """Two coders compared. n_segments: units per code; codes in the codebook's order."""

    coders: tuple[str, str]
    n_segments: int
    codes: tuple[CodeAgreement, ...]
    disagreements: tuple[Disagreement, ...]
    note: str


def compare_coders(
    codings: Sequence[Coding],
    coders: tuple[str, str],
    codebook: Codebook,
    segments: Sequence[Selection] | None = None,
) -> Agreement:
    """Agreement of two Users on one codebook.

    codings: of any users; only those of the two, blind, not rejected, with codes of the codebook, are used.
    segments: everything both were to read, coded or not. Without it the units are the segments that either coded, in
    sources where both coded something: text that neither touched is then not counted, which lowers agreement.
    A coding belongs to a segment when they overlap by half of the shorter.
    Raises ValueError when the two are one, or when one of them has no blind coding.
    """
    first, second = coders
    if first == second:
        raise ValueError(f'"{first}" stands twice; agreement needs two coders')
    known = [code.id for code in codebook.every_code()]
    blind = [
        c
        for c in codings
        if c.blind and c.user in coders and c.status is not Status.REJECTED and c.code in set(known)
    ]
    for coder in coders:
        if not any(c.user == coder for c in blind):
            raise ValueError(
                f'"{coder}" has no coding made blind to the machine; only such codings measure agreement'
            )
    if segments is None:
        shared = {c.selection.source for c in blind if c.user == first}
        shared &= {c.selection.source for c in blind if c.user == second}
        units = _merged([c.selection for c in blind if c.selection.source in shared])
        note = "Units: segments that either coder coded, in sources both coded; text neither touched is not counted."
    else:
        units = sorted(set(segments), key=lambda s: (s.source, s.start_char, s.end_char))
        note = "Units: all segments both were given."
    given = _given(blind, units)
    per_code, disagreements = [], []
    for code in known:
        a, b = given[first, code], given[second, code]
        per_code.append(_one_code(code, len(units), a, b))
        disagreements += [
            Disagreement(code, units[i], *((first, second) if i in a else (second, first)))
            for i in sorted(a ^ b)
        ]
    return Agreement(coders, len(units), tuple(per_code), tuple(disagreements), note)


def _one_code(code: str, n: int, first: set[int], second: set[int]) -> CodeAgreement:
    both, only_first, only_second = len(first & second), len(first - second), len(second - first)
    counts = (both, only_first, only_second, n - both - only_first - only_second)
    positive = n - counts[3]
    if positive < MIN_POSITIVE_SEGMENTS:
        note = f"{positive} segments with the code, under {MIN_POSITIVE_SEGMENTS}: no coefficient; read the disagreements"
        return CodeAgreement(code, *counts, note=note if positive else "given by neither")
    labels = [(True, True)] * both + [(True, False)] * only_first + [(False, True)] * only_second
    labels += [(False, False)] * counts[3]
    kappa = cohens_kappa([a for a, _ in labels], [b for _, b in labels])
    alpha = krippendorffs_alpha(labels)
    intervals = _intervals(counts)
    note = ""
    if kappa is None and alpha is None:
        note = "both gave it to every segment: nothing varies, no coefficient is defined"
    elif counts[3] >= MOSTLY_UNCODED * n:
        note = f"{counts[3] / n:.0%} of segments carry the code from neither: raw agreement says little here"
    return CodeAgreement(
        code,
        *counts,
        kappa=kappa,
        alpha=alpha,
        kappa_interval=intervals[0] if kappa is not None else None,
        alpha_interval=intervals[1] if alpha is not None else None,
        note=note,
    )


def _intervals(
    counts: tuple[int, int, int, int],
) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """95 % percentile intervals of κ and α: segments drawn anew with replacement, seed fixed (Efron 1979)."""
    import numpy as np

    n = sum(counts)
    drawn = np.random.default_rng(0).multinomial(n, np.array(counts) / n, size=RESAMPLES).astype(float)
    both, one, two, neither = drawn.T
    observed = (both + neither) / n
    yes_one, yes_two = (both + one) / n, (both + two) / n
    expected = yes_one * yes_two + (1 - yes_one) * (1 - yes_two)
    ones = 2 * both + one + two
    unlike = 2 * ones * (2 * n - ones) / (2 * n * (2 * n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = ((observed - expected) / (1 - expected), 1 - (1 - observed) / unlike)
    kept = [values[np.isfinite(values)] for values in found]
    spans = [(float(np.quantile(v, 0.025)), float(np.quantile(v, 0.975))) if v.size else None for v in kept]
    return spans[0], spans[1]


def _given(codings: Sequence[Coding], units: Sequence[Selection]) -> defaultdict[tuple[str, str], set[int]]:
    """(coder, code) → the numbers of the units given that code."""
    by_source: defaultdict[str, list[int]] = defaultdict(list)
    for i, unit in enumerate(units):
        by_source[unit.source].append(i)
    given: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for coding in codings:
        for i in by_source[coding.selection.source]:
            if _same(coding.selection, units[i]):
                given[coding.user, coding.code].add(i)
    return given


def _same(one: Selection, other: Selection) -> bool:
    shorter = min(one.end_char - one.start_char, other.end_char - other.start_char)
    common = min(one.end_char, other.end_char) - max(one.start_char, other.start_char)
    return common > 0 and common >= MIN_OVERLAP * shorter


def _merged(selections: Sequence[Selection]) -> list[Selection]:
    """Selections as units: of those that count as the same segment the longest stands for all."""
    units: list[Selection] = []
    longest_first = sorted(
        set(selections), key=lambda s: (s.source, s.start_char - s.end_char, s.start_char, s.quote)
    )
    for selection in longest_first:
        if not any(unit.source == selection.source and _same(unit, selection) for unit in units):
            units.append(selection)
    return sorted(units, key=lambda s: (s.source, s.start_char, s.end_char))


# --------------------------------------------------------------------------- what a person sees


def table(
    codings: Sequence[Coding],
    coders: tuple[str, str],
    codebook: Codebook,
    segments: Sequence[Selection] | None = None,
) -> Table:
    """`compare_coders`, ready to print: one row a code, counts beside every coefficient."""
    found = compare_coders(codings, coders, codebook, segments)
    names = codebook.names()
    rows = tuple(
        (
            names[one.code],
            *(str(count) for count in (one.both, one.only_first, one.only_second, one.neither)),
            "–" if one.raw_agreement is None else f"{one.raw_agreement:.2f}",
            _in_words(one.kappa, one.kappa_interval),
            _in_words(one.alpha, one.alpha_interval),
            one.note,
        )
        for one in found.codes
    )
    return Table(
        title=f"Agreement of {coders[0]} and {coders[1]}, blind to the machine",
        headers=tuple(column.format(*coders) for column in COLUMNS),
        rows=rows,
        note=f"Unit: segment × code, {found.n_segments} segments. {found.note} In brackets: 95 % interval. "
        f"{len(found.disagreements)} disagreements are listed apart: they are the point, not the coefficient.",
    )


def disagreements_table(found: Agreement, codebook: Codebook) -> Table:
    """Every disagreement with its words. Holds coder-tier text: for the coders, never for publication."""
    names = codebook.names()
    rows = tuple(
        (names[d.code], d.given_by, d.not_by, d.segment.id, d.segment.quote) for d in found.disagreements
    )
    return Table(
        "Disagreements", ("Code", "Given by", "Not by", "Segment", "Words"), rows, "For the coders only."
    )


def as_frame(found: Agreement) -> pd.DataFrame:
    """One row a code: code, both, only_first, only_second, neither (int), raw_agreement, kappa, alpha (0–1 or NaN)."""
    import pandas as pd

    keys = ("code", "both", "only_first", "only_second", "neither", "raw_agreement", "kappa", "alpha", "note")
    return pd.DataFrame([{key: getattr(one, key) for key in keys} for one in found.codes], columns=list(keys))


def _in_words(value: float | None, interval: tuple[float, float] | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" + (f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else "")
