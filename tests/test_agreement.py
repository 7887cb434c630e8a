"""Coefficients as published, counts beside each, and no coefficient where it could not bear one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitative.agreement import (
    as_frame,
    cohens_kappa,
    compare_coders,
    disagreements_table,
    krippendorffs_alpha,
    table,
)
from qualitative.model import Code, Codebook, Coding, Selection, Status

AT = datetime(2026, 1, 5, tzinfo=UTC)
BOOK = Codebook("Invented", "1", (Code("pace", "Pace", "d"), Code("trust", "Trust", "d")))


def segment(i: int, source: str = "s1", start: int = 0, length: int = 80) -> Selection:
    return Selection(source, i * 100 + start, i * 100 + start + length, "x" * length)


def coding(
    user: str, code: str, selection: Selection, blind: bool = True, status: Status = Status.CONFIRMED
) -> Coding:
    return Coding(f"{user}-{code}-{selection.id}", selection, code, user, AT, status, blind=blind)


# --------------------------------------------------------------------------- published worked examples


def test_alpha_is_krippendorffs_binary_example() -> None:
    meg, owen = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorffs_alpha(list(zip(meg, owen, strict=True))) == pytest.approx(0.095, abs=5e-4)


def test_alpha_is_krippendorffs_nominal_example() -> None:
    ben, gerry = "aabbdcccedda", "babbbccceddd"
    assert krippendorffs_alpha(list(zip(ben, gerry, strict=True))) == pytest.approx(0.692, abs=5e-4)


def test_alpha_is_krippendorffs_example_of_four_observers_with_gaps() -> None:
    gap = None
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
        [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
    ]
    assert krippendorffs_alpha(list(zip(*observers, strict=True))) == pytest.approx(0.743, abs=5e-4)


def test_kappa_is_cohens_example() -> None:
    counts = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(counts[i][j])]
    assert cohens_kappa([i for i, _ in pairs], [j for _, j in pairs]) == pytest.approx(0.492, abs=5e-4)


def test_what_is_undefined_is_none_and_not_nought() -> None:
    assert cohens_kappa([], []) is None
    assert krippendorffs_alpha([]) is None
    assert cohens_kappa([1, 1], [1, 1]) is None
    assert krippendorffs_alpha([(1, 1), (1, 1)]) is None
    assert krippendorffs_alpha([(1, None), (None, 2)]) is None


labels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@settings(deadline=None)
@given(labels)
def test_kappa_is_scikit_learns_where_that_is_defined(pairs: list[tuple[int, int]]) -> None:
    from sklearn.metrics import cohen_kappa_score

    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    ours = cohens_kappa(first, second)
    if ours is None:
        assert len(set(first + second)) == 1
    else:
        assert ours == pytest.approx(cohen_kappa_score(first, second), abs=1e-9)


@given(labels, st.randoms(use_true_random=False))
def test_alpha_knows_neither_the_order_of_units_nor_of_coders(
    pairs: list[tuple[int, int]], chance: object
) -> None:
    shuffled = [(b, a) for a, b in pairs]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = krippendorffs_alpha(pairs), krippendorffs_alpha(shuffled)
    assert (one is None) == (other is None)
    assert one is None or other is None or one == pytest.approx(other)


# --------------------------------------------------------------------------- two coders


def study(n: int = 60) -> tuple[list[Coding], list[Selection]]:
    """60 segments: 'pace' given by ana to 40, by bo to 36 of these and 4 others; 'trust' to one, by ana alone."""
    every = [segment(i) for i in range(n)]
    codings = [coding("ana", "pace", s) for s in every[:40]]
    codings += [coding("bo", "pace", s) for s in every[4:44]]
    codings += [coding("ana", "trust", every[50])]
    return codings, every


def test_each_code_stands_apart_with_its_counts() -> None:
    codings, every = study()
    found = compare_coders(codings, ("ana", "bo"), BOOK, every)
    pace = found.codes[0]
    assert (pace.both, pace.only_first, pace.only_second, pace.neither) == (36, 4, 4, 16)
    assert pace.raw_agreement == pytest.approx(52 / 60)
    assert pace.kappa == pytest.approx(0.7)
    assert pace.alpha is not None
    assert pace.kappa_interval is not None
    assert pace.kappa_interval[0] < 0.7 < pace.kappa_interval[1]
    assert pace.alpha_interval is not None
    assert pace.alpha_interval[0] < pace.alpha < pace.alpha_interval[1]


def test_under_thirty_segments_there_are_counts_and_disagreements_and_no_coefficient() -> None:
    codings, every = study()
    trust = compare_coders(codings, ("ana", "bo"), BOOK, every).codes[1]
    assert (trust.only_first, trust.kappa, trust.alpha) == (1, None, None)
    assert "under 30" in trust.note


def test_every_disagreement_is_listed_with_who_gave_it() -> None:
    codings, every = study()
    found = compare_coders(codings, ("ana", "bo"), BOOK, every)
    assert [(d.code, d.given_by, d.not_by, d.segment) for d in found.disagreements] == [
        *(("pace", "ana", "bo", s) for s in every[:4]),
        *(("pace", "bo", "ana", s) for s in every[40:44]),
        ("trust", "ana", "bo", every[50]),
    ]
    assert len(disagreements_table(found, BOOK).rows) == 9


def test_what_was_coded_in_sight_of_the_machine_or_taken_back_does_not_count() -> None:
    codings, every = study()
    seen = [coding("bo", "pace", s, blind=False) for s in every[:4]]
    taken_back = [coding("bo", "pace", s, status=Status.REJECTED) for s in every[:4]]
    assert compare_coders([*codings, *seen, *taken_back], ("ana", "bo"), BOOK, every).codes[0].both == 36


def test_spans_that_differ_at_the_edges_are_one_segment() -> None:
    ana = [coding("ana", "pace", segment(i)) for i in range(3)]
    bo = [coding("bo", "pace", segment(0, start=10)), coding("bo", "pace", segment(1, length=40))]
    bo += [coding("bo", "pace", segment(2, start=70, length=25))]  # touches the third by ten characters only
    found = compare_coders([*ana, *bo], ("ana", "bo"), BOOK)
    assert (found.codes[0].both, found.codes[0].only_first, found.codes[0].only_second) == (2, 1, 1)


def test_without_segments_only_sources_that_both_coded_are_units_and_the_note_says_so() -> None:
    codings = [coding("ana", "pace", segment(0)), coding("bo", "trust", segment(0))]
    codings += [coding("ana", "pace", segment(0, "s2"))]
    found = compare_coders(codings, ("ana", "bo"), BOOK)
    assert found.n_segments == 1
    assert "sources both coded" in found.note


def test_where_uncoded_text_dominates_a_warning_stands() -> None:
    every = [segment(i) for i in range(1000)]
    codings = [coding(user, "pace", s) for user in ("ana", "bo") for s in every[:40]]
    pace = compare_coders(codings, ("ana", "bo"), BOOK, every).codes[0]
    assert pace.kappa == pytest.approx(1.0)
    assert "96% of segments" in pace.note


def test_a_coder_without_blind_codings_is_named_and_one_person_is_not_two() -> None:
    codings, every = study()
    with pytest.raises(ValueError, match='"cy" has no coding made blind'):
        compare_coders(codings, ("ana", "cy"), BOOK, every)
    with pytest.raises(ValueError, match="twice"):
        compare_coders(codings, ("ana", "ana"), BOOK, every)


def test_the_table_shows_unit_counts_and_intervals_beside_every_coefficient() -> None:
    codings, every = study()
    shown = table(codings, ("ana", "bo"), BOOK, every)
    assert all(len(row) == len(shown.headers) for row in shown.rows)
    assert shown.rows[0][:5] == ("Pace", "36", "4", "4", "16")
    assert "0.70 (" in shown.rows[0][6]
    assert shown.rows[1][6] == "–"
    assert "segment × code, 60 segments" in shown.note
    frame = as_frame(compare_coders(codings, ("ana", "bo"), BOOK, every))
    assert list(frame["both"]) == [36, 0]
    assert frame["kappa"].isna().tolist() == [False, True]
