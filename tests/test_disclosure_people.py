"""Rule 3 for people: no number a reader is told gives a small one away, in one text or beside an earlier one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from qualitative import disclosure as d
from qualitative import review
from qualitative.disclosure.people import Figure, hidden_figures
from qualitative.model import Case, CaseData, Decision, Group, Session, SessionKind, Tier
from tests.invented import model_case

LEAST = 5


def case_of(groups: Sequence[Group], sessions: Sequence[tuple[SessionKind, int | None]]) -> Case:
    held = [Session(f"s{i}", "vale", kind, n_people=n) for i, (kind, n) in enumerate(sessions)]
    return Case("vale", "Vale Alliance", {}, tuple(groups), tuple(held))


def published(data: CaseData) -> CaseData:
    """The study after its public numbers went out."""
    told = d.figures_told(data.case, Tier.PUBLIC, d.view(data, Tier.PUBLIC).people_told)
    when = datetime(2026, 1, 5, tzinfo=UTC)
    went_out = Decision(1, when, "Ana", d.PUBLISHED, data.case.id, "", d.published_numbers(told))
    return replace(data, decisions=(*data.decisions, went_out))


# ---------------------------------------------------------------- one text


def test_a_parents_number_and_its_childs_do_not_leave_a_few_between_them():
    groups = (
        Group("partners", "Alliance partners", n_people=11),
        Group("leadership", "Leadership team", "partners", 10, ("O1", "O2")),
        Group("chiefs", "Chief executives", "partners", 1, ("O3",)),
    )
    told = d.people_told(case_of(groups, [(SessionKind.FOCUS_GROUP, 11)]), Tier.PUBLIC)
    assert (told["group: Alliance partners"], told["group: Leadership team"]) == ("11", d.SUPPRESSED)
    assert "group: Chief executives" not in told
    inside = d.people_told(case_of(groups, [(SessionKind.FOCUS_GROUP, 11)]), Tier.CODER)
    assert inside["group: Chief executives"] == "1", "the coding team reads all of them"


def test_those_in_no_named_group_are_not_counted_by_taking_the_groups_from_the_whole():
    groups = (
        Group("a", "Providers", n_people=9, organisations=("O1", "O2")),
        Group("b", "Staff", n_people=22),
    )
    told = d.people_told(
        case_of(groups, [(SessionKind.FOCUS_GROUP, 29), (SessionKind.INTERVIEW, 1)]), Tier.PUBLIC
    )
    assert told["all"] == "30"
    whole = d.people_told(case_of(groups, [(SessionKind.FOCUS_GROUP, 34)]), Tier.PUBLIC)
    assert (whole["all"], whole["group: Staff"], whole["group: Providers"]) == ("34", "22", d.SUPPRESSED)


def test_a_small_focus_group_hides_the_number_in_all_since_interviews_can_be_counted():
    sessions = [(SessionKind.INTERVIEW, 1)] * 6 + [(SessionKind.FOCUS_GROUP, 3)]
    told = d.people_told(case_of((), sessions), Tier.PUBLIC)
    assert told == {"all": d.SUPPRESSED, "interview": "6", "focus group": d.SUPPRESSED}
    assert d.people_told(case_of((), sessions), Tier.REVIEWER)["all"] == "9"


def test_a_number_nobody_took_down_is_not_known_and_never_guessed():
    told = d.people_told(case_of((Group("a", "Staff"),), [(SessionKind.WORKSHOP, None)]), Tier.CODER)
    assert told == {"all": "not known", "workshop": "not known", "group: Staff": "not known"}


# ---------------------------------------------------------------- beside an earlier release


def test_the_same_numbers_may_be_told_again():
    data = model_case()
    assert d.view(published(data), Tier.PUBLIC).people_told == d.view(data, Tier.PUBLIC).people_told


def test_one_person_more_than_in_the_last_release_is_not_told():
    data = published(model_case())
    first = next(s for s in data.case.sessions if s.id == "fg2")
    grown = tuple(replace(s, n_people=s.n_people + 1) if s is first else s for s in data.case.sessions)
    groups = tuple(replace(g, n_people=g.n_people + 1) if g.id == "g-staff" else g for g in data.case.groups)
    later = replace(data, case=replace(data.case, sessions=grown, groups=groups))
    told = d.view(later, Tier.PUBLIC).people_told
    hidden = {"all", "focus group", "group: Health and social care staff"}
    assert {key for key, word in told.items() if word == d.SUPPRESSED} >= hidden
    assert d.view(later, Tier.REVIEWER).people_told["all"] == "36", "the review team has all the numbers"


def test_a_draft_says_that_a_number_is_kept_back_and_why():
    data = published(model_case())
    sessions = tuple(replace(s, n_people=10) if s.id == "fg2" else s for s in data.case.sessions)
    view = d.view(replace(data, case=replace(data.case, sessions=sessions)), Tier.PUBLIC)
    text = review.printed_text(review.draft(view, models={}).sections)
    assert "the number of people in all is not told" in text
    assert "36 people" not in text
    assert "with 30 people" not in text


def test_a_reader_with_both_releases_learns_nothing_from_a_group_that_is_split():
    """Providers were told as nine; told as five of them later, the four others would be known."""
    before = {"group: Providers": Figure(9, ("all",))}
    figures = {
        "all": Figure(40),
        "group: Providers": Figure(9, ("all",)),
        "group: Small ones": Figure(5, ("group: Providers", "all")),
    }
    assert "group: Small ones" in hidden_figures(figures, LEAST, [before])


# ---------------------------------------------------------------- whatever the numbers are

LABELS = ("all", "group: A", "group: B", "group: A1", "group: A2", "interview", "focus group")
WITHIN = {"all": (), "group: A": ("all",), "group: B": ("all",), "group: A1": ("group: A", "all"),
          "group: A2": ("group: A", "all"), "interview": ("all",), "focus group": ("all",)}  # fmt: skip


@st.composite
def a_studys_figures(draw: st.DrawFn) -> dict[str, Figure]:
    a1, a2, rest_a, b, rest = (draw(st.integers(0, 14)) for _ in range(5))
    everybody = a1 + a2 + rest_a + b + rest
    interviews = draw(st.integers(0, everybody))
    numbers = {"all": everybody, "group: A": a1 + a2 + rest_a, "group: B": b, "group: A1": a1, "group: A2": a2,
               "interview": interviews, "focus group": everybody - interviews}  # fmt: skip
    shown = {"all", *draw(st.sets(st.sampled_from(LABELS)))}
    return {key: Figure(numbers[key], WITHIN[key]) for key in LABELS if key in shown}


def small_rests(told: Sequence[Mapping[str, int]]) -> list[tuple[str, ...]]:
    """What an intruder with all the texts works out: a whole less parts of it that share nobody, under five people."""
    parts_of = {
        "all": [
            ("group: A", "group: B"),
            ("group: A1", "group: A2", "group: B"),
            ("interview", "focus group"),
        ],
        "group: A": [("group: A1", "group: A2")],
    }
    found = []
    for one, other in product(told, told):
        for whole, ways in parts_of.items():
            for way in ways:
                in_a = {"group: A1", "group: A2"} & set(other)
                if whole == "all" and (
                    "group: A1" in way if "group: A" in other else "group: A" in way and in_a
                ):
                    continue  # the other way takes more of A away, and leaves less
                parts = [key for key in way if key in other]
                if whole in one and parts and 0 < one[whole] - sum(other[key] for key in parts) < LEAST:
                    found.append((whole, *parts))
        found += [(key,) for key in one if key in other and 0 < abs(one[key] - other[key]) < LEAST]
    return found + [(key,) for one in told for key, n in one.items() if 0 < n < LEAST]


@given(a_studys_figures())
def test_no_small_number_can_be_worked_out_from_one_text(figures):
    hidden = hidden_figures(figures, LEAST)
    assert not small_rests([{key: f.n for key, f in figures.items() if key not in hidden}])


@given(a_studys_figures(), a_studys_figures())
def test_no_small_number_can_be_worked_out_from_two_releases(first, second):
    hidden = hidden_figures(first, LEAST)
    before = {key: f for key, f in first.items() if key not in hidden}
    hidden = hidden_figures(second, LEAST, [before])
    now = {key: f for key, f in second.items() if key not in hidden}
    assert not small_rests([{key: f.n for key, f in told.items()} for told in (before, now)])


@given(a_studys_figures())
def test_nothing_is_hidden_where_nothing_could_be_worked_out(figures):
    everything = {key: f.n for key, f in figures.items()}
    if not small_rests([everything]):
        assert hidden_figures(figures, LEAST) == set()


def test_the_intruder_exercise_counts_each_guess_once() -> None:
    from benchmarks import intruder

    counted = intruder.counted()
    assert sum(int(str(line["named"])) for line in counted) == len(intruder.rows())
    without_leave = {line["round"]: line["right"] for line in counted if line["said_in"] == "interview"}
    assert without_leave[2] == 0 < without_leave[1]  # type: ignore[operator]
