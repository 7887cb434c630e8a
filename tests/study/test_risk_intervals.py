"""The statistics of a sample: intervals that cover, draws that are fair."""

from __future__ import annotations

from collections import Counter
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitative.study.risk import intervals
from qualitative.study.risk.drawing import Framed, draw, shared_out
from qualitative.study.workspace import StudyTrouble


def framed(sizes: dict[str, int]) -> list[Framed]:
    return [Framed(s, i * 10, i * 10 + 5, 3) for s, n in sizes.items() for i in range(n)]


# ------------------------------------------------------------------ intervals


def test_clopper_and_pearson_s_own_figures() -> None:
    low, high = intervals.clopper_pearson(3, 10)
    assert (round(low, 4), round(high, 4)) == (0.0667, 0.6525)
    assert intervals.clopper_pearson(0, 60)[0] == 0
    assert round(intervals.clopper_pearson(0, 60)[1], 4) == 0.0596
    assert intervals.clopper_pearson(5, 5)[1] == 1


@pytest.mark.parametrize(("n", "share"), list(product((20, 60, 200), (0.0, 0.005, 0.02, 0.1, 0.4))))
def test_the_exact_interval_covers_at_least_95_in_100(n: int, share: float) -> None:
    """Over every outcome, weighed by its chance: no simulation to be lucky in."""
    covered = 0.0
    for k in range(n + 1):
        low, high = intervals.clopper_pearson(k, n)
        if low <= share <= high:
            covered += comb(n, k) * share**k * (1 - share) ** (n - k)
    assert covered >= 0.95 - 1e-9


@pytest.mark.parametrize("many", [0, 1, 4, 15, 60, 119])
def test_the_interval_of_a_small_population_covers_too(many: int) -> None:
    n_all, n = 120, 40
    covered = bound = 0.0
    for k in range(max(0, n - (n_all - many)), min(n, many) + 1):
        chance = comb(many, k) * comb(n_all - many, n - k) / comb(n_all, n)
        low, high = intervals.number_in_population(k, n, n_all)
        covered += chance * (low <= many <= high)
        # one-sided: where nothing was found, the truth is not above the bound, but for one time in twenty
        bound += chance * (k > 0 or many <= intervals.most_if_none_found(n, n_all))
    assert covered >= 0.95 - 1e-9
    assert bound >= 0.95 - 1e-9


def test_all_of_a_population_read_leaves_no_doubt() -> None:
    assert intervals.number_in_population(3, 50, 50) == (3, 3)
    assert intervals.most_if_none_found(50, 50) == 0


@given(n=st.integers(1, 300), more=st.integers(0, 3000))
def test_nothing_found_is_never_told_as_nothing_left(n: int, more: int) -> None:
    found = intervals.simple(0, n, n + more, 1000)
    assert 0 <= found.bound <= 1
    assert found.bound * found.n_all <= more
    if more > 3 * n:
        assert found.bound > 0
    # the exact bound of a large population is just inside the rule of three
    assert found.bound <= intervals.rule_of_three(n) + 1e-9


@given(data=st.data(), n=st.integers(1, 80), more=st.integers(0, 500))
def test_the_interval_holds_what_was_seen(data: st.DataObject, n: int, more: int) -> None:
    k = data.draw(st.integers(0, n))
    e = intervals.simple(k, n, n + more, 1000)
    assert e.low <= e.share <= e.high
    assert k <= e.low_n <= e.high_n <= e.n_all - (n - k)


@pytest.mark.parametrize("numbers", [(1, 0), (-1, 5), (6, 5)])
def test_numbers_that_cannot_be_are_refused(numbers: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        intervals.clopper_pearson(*numbers)


def test_a_stratum_nobody_read_is_refused() -> None:
    with pytest.raises(ValueError, match="every stratum"):
        intervals.stratified([(0, 5, 50), (0, 0, 10)], 100)


def test_a_stratified_share_is_unbiased_and_its_interval_covers() -> None:
    """Sources of very different size and rate, drawn by the toolkit's own shares: 4,000 simulated samples."""
    sizes, holding = {"a": 400, "b": 60, "c": 12}, {"a": 8, "b": 15, "c": 6}
    truth = sum(holding.values()) / sum(sizes.values())
    shares = shared_out(60, sizes)
    chance = np.random.default_rng(7)
    estimates, covered = [], 0
    for _ in range(4000):
        strata = [
            (int(chance.hypergeometric(holding[s], sizes[s] - holding[s], shares[s])), shares[s], sizes[s])
            for s in sizes
        ]
        e = intervals.stratified(strata, 1000)
        estimates.append(e.share)
        covered += e.low <= truth <= e.high
    spread = float(np.std(estimates)) / len(estimates) ** 0.5
    assert abs(float(np.mean(estimates)) - truth) < 4 * spread
    assert covered / 4000 >= 0.95


# ------------------------------------------------------------------ draws


@given(n=st.integers(1, 40), seed=st.integers(0, 2**31))
def test_the_same_seed_draws_the_same_sentences(n: int, seed: int) -> None:
    every = framed({"a": 20, "b": 9})
    drawn = draw(every, n, seed)
    assert drawn == draw(every, n, seed)
    assert len(set(drawn)) == len(drawn) == min(n, 29)
    assert drawn == [one for one in every if one in drawn]  # in the order of the notes


def test_every_sentence_has_the_same_chance() -> None:
    every = framed({"a": 15, "b": 5})
    times = Counter(one for seed in range(6000) for one in draw(every, 5, seed))
    expected = 6000 * 5 / 20
    # χ² with 19 degrees of freedom: above 43.8 once in a thousand (draws without putting back spread less)
    assert sum((times[one] - expected) ** 2 / expected for one in every) < 43.8


def test_by_source_every_sentence_of_a_source_has_the_same_chance() -> None:
    sizes = {"a": 30, "b": 6, "c": 2}
    every, shares = framed(sizes), shared_out(10, sizes)
    times = Counter(one for seed in range(3000) for one in draw(every, 10, seed, by_source=True))
    for one in every:
        expected = 3000 * shares[one.source] / sizes[one.source]
        assert abs(times[one] - expected) < 5 * expected**0.5, one


@given(
    sizes=st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 60), min_size=1, max_size=6),
    more=st.integers(0, 200),
)
@settings(max_examples=60)
def test_each_source_gets_one_at_least_and_no_more_than_it_has(sizes: dict[str, int], more: int) -> None:
    n = len(sizes) + more
    given_to = shared_out(n, sizes)
    assert sum(given_to.values()) == min(n, sum(sizes.values()))
    assert all(1 <= given_to[s] <= sizes[s] for s in sizes)


def test_fewer_than_one_a_source_is_refused() -> None:
    with pytest.raises(StudyTrouble, match="leave out --by-source"):
        draw(framed({"a": 3, "b": 3, "c": 3}), 2, 1, by_source=True)
