"""How often the machine is right, code by code, against a random sample that a person coded before seeing suggestions.

The danger: an acceptance rate sold as accuracy, one fine average over codes the machine cannot tell, and a precision
of 1.00 from three suggestions. The rule: the caller brings a random sample coded blind or gets nothing; each code
stands apart with its counts; a share needs ten cases and carries its interval; a code that goes wrong more often than
right, or that is mostly missed, is named in plain words.

Unit: passage × code. Shapes: n passages, k codes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

LEAST = 10  # cases under a share; below, counts alone
WRONG_TOO_OFTEN, MISSED_TOO_OFTEN = 0.5, 0.3  # precision, recall: below, a code is warned of
OFF_BY = 0.15  # of confidence against what was right, beyond the interval: told
BANDS = ((0.0, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01))
Z = 1.96


@dataclass(frozen=True)
class Share:
    """n_right of n, with the 95 % interval of Wilson (1927). Unit: whatever was counted."""

    n_right: int
    n: int

    @property
    def value(self) -> float | None:
        """None below ten cases."""
        return self.n_right / self.n if self.n >= LEAST else None

    @property
    def interval(self) -> tuple[float, float]:
        if not self.n:
            return 0.0, 1.0
        p, n = self.n_right / self.n, self.n
        middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.n_right} of {self.n}"
        return (
            f"{self.value:.2f} ({self.interval[0]:.2f} to {self.interval[1]:.2f}; {self.n_right} of {self.n})"
        )


@dataclass(frozen=True)
class CodeMeasured:
    """One code. precision: right of those suggested; recall: suggested of those a person gave.

    stated: the mean confidence of what was suggested; None when nothing was.
    """

    code: str
    precision: Share
    recall: Share
    stated: float | None

    @property
    def warning(self) -> str:
        """Why the machine should not be used on this code; "" where nothing speaks against it."""
        precision, recall = self.precision.value, self.recall.value
        if precision is not None and precision < WRONG_TOO_OFTEN:
            return "more of its suggestions are wrong than right"
        if recall is not None and recall < MISSED_TOO_OFTEN:
            return "most passages that belong here are not suggested"
        return ""

    @property
    def calibration(self) -> str:
        """Confidence against what was right, in words; "" below ten suggestions."""
        if self.stated is None or self.precision.value is None:
            return ""
        low, high = self.precision.interval
        off = self.stated - self.precision.value
        if abs(off) > OFF_BY and not low <= self.stated <= high:
            return f"too {'sure' if off > 0 else 'modest'}: says {self.stated:.2f}"
        return f"says {self.stated:.2f}"

    @property
    def measured(self) -> bool:
        return self.precision.value is not None or self.recall.value is not None


@dataclass(frozen=True)
class Measured:
    """All codes of a codebook, in its order, on one sample of n_passages. bands: (least, below, mean confidence, right)."""

    n_passages: int
    codes: tuple[CodeMeasured, ...]
    bands: tuple[tuple[float, float, float, Share], ...]

    @property
    def precision(self) -> Share:
        return Share(sum(c.precision.n_right for c in self.codes), sum(c.precision.n for c in self.codes))

    @property
    def recall(self) -> Share:
        return Share(sum(c.recall.n_right for c in self.codes), sum(c.recall.n for c in self.codes))


def measure(codes: Sequence[str], confidence: Matrix, truth: Matrix, cut: float) -> Measured:
    """confidence (n, k): as predict_proba gave it; truth (n, k): true where a person gave the code; cut: suggested at or above."""
    import numpy as np

    given = np.asarray(truth, dtype=bool)
    suggested = confidence >= cut
    right = suggested & given
    found = tuple(
        CodeMeasured(
            code,
            Share(int(right[:, k].sum()), int(suggested[:, k].sum())),
            Share(int(right[:, k].sum()), int(given[:, k].sum())),
            float(confidence[suggested[:, k], k].mean()) if suggested[:, k].any() else None,
        )
        for k, code in enumerate(codes)
    )
    bands = []
    for least, below in BANDS:
        inside = suggested & (confidence >= least) & (confidence < below)
        if inside.any():
            share = Share(int((inside & given).sum()), int(inside.sum()))
            bands.append((max(least, cut), min(below, 1.0), float(confidence[inside].mean()), share))
    return Measured(len(confidence), found, tuple(bands))
