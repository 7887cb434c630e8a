"""A comparison promises denominators, silence as 0 of n, sessions and never mentions, and nothing ranked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qualitative import comparison as c
from qualitative.disclosure import view
from qualitative.model import Fact, SessionKind, Status, Tier
from tests.invented import model_case


@pytest.fixture(scope="module")
def data():
    return model_case()


@pytest.fixture(scope="module")
def river(data):
    return view(data, Tier.REVIEWER)


@pytest.fixture(scope="module")
def harbour(data):
    case = replace(
        data.case, id="harbour", name="Harbour Alliance", profile={"stage": Fact("live", "report")}
    )
    return view(replace(data, case=case), Tier.REVIEWER)


def row(frame, **wanted):
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0]


def test_a_session_counts_once_however_often_it_mentions_a_theme(river):
    found = row(c.themes_by_case([river]), code="communication", kind="focus group")
    assert (found.sessions_with, found.sessions, found.coverage) == (3, 3, "all three focus groups")


def test_the_denominator_is_the_sessions_asked_and_the_unasked_stand_apart(river):
    found = row(c.themes_by_case([river]), code="communication", kind="interview")
    assert (found.sessions, found.not_asked, found.coverage) == (4, 2, "all four interviews asked")


def test_raised_without_being_asked_is_shown_apart(data):
    extra = replace(
        next(x for x in data.codings if x.selection.source == "int5"), id="c-x", code="communication"
    )
    seen = view(replace(data, codings=(*data.codings, extra)), Tier.REVIEWER)
    found = row(c.themes_by_case([seen]), code="communication", kind="interview")
    assert (found.sessions_with, found.unprompted) == (4, 1)
    assert found.coverage == "all four interviews asked; unprompted in one more"


def test_silence_is_nought_of_n_and_not_knowing_is_said(data):
    silent = replace(data, codings=tuple(x for x in data.codings if x.code != "communication"))
    words = c.coverage(view(silent, Tier.REVIEWER), "communication", SessionKind.INTERVIEW).words(
        Tier.REVIEWER
    )
    assert words == "0 of 4"
    unknown = replace(silent, case=replace(silent.case, guide=()))
    words = c.coverage(view(unknown, Tier.REVIEWER), "communication", SessionKind.INTERVIEW).words(
        Tier.REVIEWER
    )
    assert words == "not raised; not known whether asked"


def test_only_confirmed_codings_of_sessions_count(data):
    waiting = replace(data, codings=tuple(replace(x, status=Status.SUGGESTED) for x in data.codings))
    assert c.confirmed(view(waiting, Tier.REVIEWER)) == ()
    assert all(x.selection.source not in ("D1", "D2") for x in c.confirmed(view(data, Tier.REVIEWER)))


def test_in_public_the_numbers_are_gone_from_the_table_itself(data):
    frame = c.themes_by_case([view(data, Tier.PUBLIC)])
    for column in ("sessions_with", "sessions", "unprompted", "not_asked", "helped", "hindered", "mixed"):
        assert frame[column].isna().all()
    assert set(frame["coverage"]) <= {
        "some interviews",
        "many interviews",
        "all interviews",
        "some focus groups",
        "the focus groups",
    }


def test_no_public_row_is_one_interview(data):
    frame = c.themes_by_group(view(data, Tier.PUBLIC))
    assert "interview" not in set(frame["kind"])


def test_a_group_that_may_not_be_named_has_no_row_of_its_own(river):
    assert not {"Oversight group", "Finance office"} & set(c.themes_by_group(river)["group"])


def test_groups_are_called_by_their_names_and_not_asked_is_no_silence(data):
    (group, *_) = {g for s in data.case.sessions if len(s.groups) == 1 for g in s.groups if g != "mixed"}
    here = {s.id for s in data.case.sessions if s.groups == (group,)}
    guide = tuple(
        replace(data.case.guide[0], session=s, codes=("progress",), asked="skipped") for s in sorted(here)
    )
    unheard = tuple(x for x in data.codings if x.code != "progress")
    seen = view(replace(data, codings=unheard, case=replace(data.case, guide=guide)), Tier.CODER)
    frame = c.themes_by_group(seen)
    name = next(g.name for g in data.case.groups if g.id == group)
    assert group not in set(frame["group"])
    assert set(frame[(frame["group"] == name) & (frame["code"] == "progress")]["coverage"]) == {"not asked"}


def test_a_live_alliance_beside_an_ended_one_warns(river, harbour):
    compared = c.comparability([river, harbour])
    assert compared.figures_shown
    assert any("live" in w for w in compared.warnings)


def test_another_codebook_hides_figures_and_keeps_sentences(river, harbour):
    other = replace(harbour, codebook=replace(harbour.codebook, version="2"))
    assert not c.comparability([river, other]).figures_shown
    titles = [t.title for t in c.comparison_tables([river, other])]
    assert "Themes by case" not in titles
    assert "Profiles" in titles


def test_a_cause_claimed_in_two_cases_is_found_and_a_denied_one_is_not(river, harbour):
    shared = c.shared_links([river, harbour])
    assert "We were always last to hear" in set(shared["cause"])
    assert not any("budget had been fixed earlier" in cause for cause in shared["cause"])


def test_every_session_stands_in_the_overview_notes_or_not(data):
    missing = tuple(replace(s, signed_off_by="") if s.id == "fg2" else s for s in data.sources)
    frame = c.sessions_overview(view(replace(data, sources=missing), Tier.REVIEWER))
    assert len(frame) == 9
    assert list(frame[frame["signed"] == "outstanding"]["session"]) == ["Focus group 2"]


def test_codings_by_session_holds_the_silent_ones_too(river):
    frame = c.codings_by_session(river)
    assert len(frame) == 8 * 9
    assert row(frame, code="communication", session="int6").passages == 0


def test_nothing_is_ranked_totalled_or_averaged(river, harbour):
    words = " ".join(
        " ".join((t.title, t.note, *t.headers, *(cell for r in t.rows for cell in r)))
        for t in c.comparison_tables([river, harbour])
    ).lower()
    assert not any(word in words for word in ("total", "average", "rank", "%", "mean "))


def test_a_profile_field_nobody_stated_reads_not_stated(river, harbour):
    found = row(c.profile_table([river, harbour]), field="value")
    assert found["River Alliance"] == "£24.6m (annual report)"
    assert found["Harbour Alliance"] == "not stated"


def test_what_it_cannot_tell_stands_first_in_every_file(river, harbour, tmp_path):
    written = c.write_comparison([river, harbour], tmp_path / "side-by-side")
    assert {p.suffix for p in written} == {".xlsx", ".html", ".md"}
    plain = (tmp_path / "side-by-side.md").read_text(encoding="utf-8")
    assert plain.index("What this cannot tell you") < plain.index("## Profiles")
    assert c.write_comparison([river], tmp_path / "one.md") == (tmp_path / "one.md",)


def test_a_comparison_of_nothing_says_what_to_do():
    with pytest.raises(ValueError, match="qualitative add"):
        c.comparison_tables([])


def test_people_read_one_matrix_and_the_long_form_is_for_the_workbook(river, harbour, tmp_path):
    c.write_comparison([river, harbour], tmp_path / "both")
    plain = (tmp_path / "both.md").read_text(encoding="utf-8")
    assert "## Themes and cases" in plain
    assert "## Themes by case" not in plain
    assert ", in full" not in plain
    assert "Themes by case" in [t.title for t in c.comparison_tables([river, harbour])]


def test_groups_of_two_alliances_are_not_read_as_missing_from_each_other(data, river):
    case = replace(data.case, id="harbour", name="Harbour Alliance", groups=data.case.groups[:2])
    other = view(replace(data, case=case), Tier.REVIEWER)
    warnings = c.comparability([river, other]).warnings
    assert not any("no named group" in w for w in warnings)
    assert any("each alliance's own" in w for w in warnings)


def test_fieldwork_runs_from_the_first_session_to_the_last(data):
    dated = tuple(replace(s, date=f"2023-0{4 + n % 3}-10") for n, s in enumerate(data.case.sessions))
    seen = view(replace(data, case=replace(data.case, sessions=dated)), Tier.REVIEWER)
    assert row(c.comparability([seen]).strip, field="fieldwork")["River Alliance"] == "April to June 2023"


def test_public_words_of_an_unprompted_theme_can_be_read(data):
    extra = replace(
        next(x for x in data.codings if x.selection.source == "int5"), id="c-x", code="communication"
    )
    seen = view(replace(data, codings=(*data.codings, extra)), Tier.PUBLIC)
    words = c.coverage(seen, "communication", SessionKind.INTERVIEW).words(Tier.PUBLIC)
    assert words == "some interviews, elsewhere unprompted"
