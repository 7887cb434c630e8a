"""How many sentences still hold something, from a sample of them: exact intervals, without and with the population's size.

The danger: "we read sixty and found nothing" told as "there is nothing". So nothing found is a bound, never a zero; and
an interval is exact rather than an approximation that is too narrow just where few are found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma

CONFIDENCE = 0.95


def clopper_pearson(n_found: int, n_read: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Exact two-sided interval of a share (Clopper & Pearson 1934, Biometrika 26:404–413). Covers at least `confidence`.

    Raises ValueError unless 0 ≤ n_found ≤ n_read and n_read > 0.
    """
    from scipy.special import betaincinv

    _check(n_found, n_read)
    tail = (1 - confidence) / 2
    low = 0.0 if n_found == 0 else float(betaincinv(n_found, n_read - n_found + 1, tail))
    high = 1.0 if n_found == n_read else float(betaincinv(n_found + 1, n_read - n_found, 1 - tail))
    return low, high


def rule_of_three(n_read: int) -> float:
    """The 95 % upper bound of a share of which nothing was found among n_read: 3/n (Hanley & Lippman-Hand 1983, JAMA 249:1743)."""
    _check(0, n_read)
    return min(1.0, 3 / n_read)


def number_in_population(
    n_found: int, n_read: int, n_all: int, confidence: float = CONFIDENCE
) -> tuple[int, int]:
    """Exact two-sided interval of how many of n_all sentences there are, drawn without putting back.

    By both tails of the hypergeometric distribution (Buonaccorsi 1987, The American Statistician 41:215–218): the fewest
    and the most for which what was found is not too rare. Raises ValueError where the numbers cannot be.
    """
    _check(n_found, n_read)
    if n_read > n_all:
        raise ValueError(f"{n_read} cannot be read of {n_all}")
    tail = (1 - confidence) / 2
    least, most = n_found, n_all - (n_read - n_found)
    low = _first(least, most, lambda many: _at_least(n_found, n_read, many, n_all) > tail)
    # From the other end: the most many for which so few are not too rare.
    high = most - _first(0, most - least, lambda down: _at_most(n_found, n_read, most - down, n_all) > tail)
    return low, high


def most_if_none_found(n_read: int, n_all: int, confidence: float = CONFIDENCE) -> int:
    """The one-sided bound of the number among n_all, where none of n_read held anything: 3/n for a small population."""
    _check(0, n_read)
    most = n_all - n_read
    return most - _first(
        0, most, lambda down: _at_most(0, n_read, most - down, n_all) > 1 - confidence
    )  # fmt: skip


@dataclass(frozen=True)
class Estimate:
    """What a checked sample says of all sentences. Shares are of sentences, 0–1; per_1000_words: such sentences per 1,000
    words that stand unmasked. low_n, high_n: of the n_all sentences. method: whose interval it is, in words."""

    n_found: int
    n_read: int
    n_all: int
    n_words: int
    share: float
    low: float
    high: float
    low_n: int
    high_n: int
    method: str

    @property
    def bound(self) -> float:
        """The one-sided 95 % bound of the share where nothing was found; else the interval's upper end."""
        if self.n_found:
            return self.high_n / self.n_all
        return most_if_none_found(self.n_read, self.n_all) / self.n_all

    def per_1000_words(self, n_sentences: float) -> float:
        return 1000 * n_sentences / self.n_words if self.n_words else 0.0


def simple(n_found: int, n_read: int, n_all: int, n_words: int) -> Estimate:
    """A simple random sample of n_read of n_all sentences, n_found of which held something."""
    low, high = clopper_pearson(n_found, n_read)
    low_n, high_n = number_in_population(n_found, n_read, n_all)
    method = "Clopper–Pearson; of all sentences, by the hypergeometric tails (Buonaccorsi 1987)"
    return Estimate(
        n_found, n_read, n_all, n_words, n_found / n_read, low, high, low_n, high_n, method
    )  # fmt: skip


def stratified(strata: list[tuple[int, int, int]], n_words: int) -> Estimate:
    """Strata as (n_found, n_read, n_all), each read at least in part. The share weighs each stratum by its size: unbiased.

    The interval is Clopper–Pearson's of the plain share, valid for draws of unequal chances (Hoeffding 1956), and widened
    by the most and the least that a sentence read stands for: never too narrow, exact where every draw weighs the same.
    Raises ValueError where a stratum was not read.
    """
    if not strata or any(n_read < 1 for _, n_read, _ in strata):
        raise ValueError("every stratum needs a sentence that was read, or its share is not known")
    n_found, n_read, n_all = (sum(column) for column in zip(*strata, strict=True))
    share = sum(size / n_all * found / read for found, read, size in strata)
    weights = [(size / n_all) / (read / n_read) for _, read, size in strata]
    low, high = clopper_pearson(n_found, n_read)
    low, high = min(weights) * low, min(1.0, max(weights) * high)
    low_n = max(n_found, int(low * n_all))
    high_n = min(n_all - (n_read - n_found), -int(-high * n_all // 1))
    method = "each source weighed by its sentences; Clopper–Pearson, widened by the unequal weights"
    return Estimate(n_found, n_read, n_all, n_words, share, low, high, low_n, high_n, method)


def _check(n_found: int, n_read: int) -> None:
    if n_read < 1 or not 0 <= n_found <= n_read:
        raise ValueError(f"{n_found} found of {n_read} read cannot be")


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The least number from low to high that holds, where all above it do too; high if none does."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _chance(found: int, n_read: int, many: int, n_all: int) -> float:
    """Of exactly `found` among n_read drawn from n_all that hold `many`."""
    if found > many or n_read - found > n_all - many or found < 0:
        return 0.0
    return exp(
        _log_choose(many, found) + _log_choose(n_all - many, n_read - found) - _log_choose(n_all, n_read)
    )


def _at_most(found: int, n_read: int, many: int, n_all: int) -> float:
    return sum(_chance(i, n_read, many, n_all) for i in range(found + 1))


def _at_least(found: int, n_read: int, many: int, n_all: int) -> float:
    return 1 - _at_most(found - 1, n_read, many, n_all)
