"""What people have decided of a passage so far, where they have not decided about every code.

The danger: a rejected suggestion read as "no code fits", and a passage with one code confirmed and three suggestions
still waiting read as "these three do not fit": the machine then learns what nobody said. The rule: a code given is
given, a code refused is refused, and what nobody has decided stays open; it is then taken at what the codebook alone
says of it, so that it teaches nothing new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Partly:
    """Code ids given and refused; every code in neither is open. With both empty nothing is decided."""

    given: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


# Ids alone: everything was decided, and what is not among them does not fit. A row of numbers: NaN is open.
Decided = Sequence[str] | Partly


def row_of(decided: Decided | Any, place: dict[str, int]) -> tuple[Matrix, set[str]]:
    """One example's truth, (k,), NaN where open, and the ids it names that the codebook (`place`) does not hold.

    An example that gave only unknown codes says nothing of the known ones: all of it is open.
    """
    import numpy as np

    if hasattr(decided, "dtype"):
        return np.asarray(decided, dtype=float), set()
    given, refused = (decided.given, decided.refused) if isinstance(decided, Partly) else (tuple(decided), ())
    known = [place[code] for code in given if code in place]
    unknown = {code for code in (*given, *refused) if code not in place}
    complete = not isinstance(decided, Partly) and (bool(known) or not given)
    row = np.full(len(place), 0.0 if complete else np.nan)
    row[[place[code] for code in refused if code in place]] = 0.0
    row[known] = 1.0
    return row, unknown


def mean_of(rows: Sequence[Matrix]) -> Matrix:
    """Several people's rows on the same words as one: the mean of those who decided, NaN where nobody did."""
    import numpy as np

    table = np.array(rows)
    decided = ~np.isnan(table)
    n = decided.sum(axis=0)
    return np.asarray(np.where(n > 0, np.nansum(table, axis=0) / np.maximum(n, 1), np.nan), dtype=np.float64)
