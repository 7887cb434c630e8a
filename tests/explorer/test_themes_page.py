"""The Themes page: what it counts, what it opens, what it finds, and what it must not show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from qualitative import comparison
from qualitative.disclosure import View
from qualitative.explorer.themes import breadth, reading
from qualitative.explorer.themes import markup as themes_markup
from qualitative.model import (
    PartKind,
    Selection,
    Status,
    Tier,
)
from qualitative.study import custodian, evaluator
from qualitative.study.access import Access, Forbidden, NoRelease, browsing, enter
from qualitative.study.access.passages import Book
from tests.support.explorer import shown, words, work_ended
from tests.support.passages import invented
from tests.support.small import Small

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them

LAST_TO_HEAR = "We were always last to hear"


@pytest.fixture(autouse=True)
def _vaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))


@pytest.fixture
def decided(coded: Small) -> Iterator[Small]:
    """Everything confirmed by Ana: what providers said as hindering, what the commissioner said as mixed; two undecided."""
    study = coded.open()
    for coding in study.store.codings("tide"):
        if coding.code == "progress":
            continue  # stays a suggestion
        evaluator.decide(
            study, coding.id, True, "Ana", "hindered" if coding.selection.source == "tide-01" else "mixed"
        )
    source = study.store.sources("tide")[0]
    at = source.text.index("The named contact was brilliant.")
    helped = Selection(source.id, at, at + 32, source.text[at : at + 32])
    evaluator.add_coding(study, "tide", helped, "clarity-of-roles", "Ana", stance="helped")
    study.close()
    return coded


def access_to(small: Small, tier: Tier) -> Access:
    return enter(small.folder, "Ada Invented", tier)


# --------------------------------------------------------------------------- states of the page


@pytest.mark.parametrize("address", [{}, {"code": "communication"}, {"theme": "tide-0"}])
def test_the_public_sees_nothing_whatever_the_address_asks(
    decided: Small, monkeypatch: pytest.MonkeyPatch, address: dict[str, str]
) -> None:
    said = words(shown(monkeypatch, "themes", decided.folder, "public", **address))
    assert "released" in said
    assert LAST_TO_HEAR not in said
    assert "Communication" not in said
    with pytest.raises(NoRelease):
        access_to(decided, Tier.PUBLIC).view("tide")


def test_a_study_without_an_alliance_names_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    custodian.init(tmp_path / "study")
    assert "no alliance yet" in words(shown(monkeypatch, "themes", tmp_path / "study", "reviewer"))


@pytest.mark.parametrize("tier", ["reviewer", "custodian"])
def test_unsigned_notes_are_browsed_by_nobody(
    added: Small, monkeypatch: pytest.MonkeyPatch, tier: str
) -> None:
    said = words(shown(monkeypatch, "themes", added.folder, tier))
    assert "2 wait" in said
    assert "signs each source off" in said
    assert LAST_TO_HEAR not in said


@pytest.mark.parametrize(
    ("tier", "step"), [("reviewer", "an evaluator decides"), ("coder", "decide on them under Code")]
)
def test_where_nothing_is_confirmed_the_next_step_is_named(
    coded: Small, monkeypatch: pytest.MonkeyPatch, tier: str, step: str
) -> None:
    at = shown(monkeypatch, "themes", coded.folder, tier)
    assert "9 suggestions wait" in words(at)
    assert step in words(at)


def test_suggestions_are_shown_only_when_asked_for(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "themes", coded.folder, "reviewer")
    assert 'class="suggested"' not in words(at)
    at.toggle(key="themes suggestions").set_value(True).run()
    assert 'class="suggested"' in words(at)
    assert 'class="heard"' not in words(at)
    opened = shown(monkeypatch, "themes", coded.folder, "reviewer", code="communication")
    assert LAST_TO_HEAR not in words(opened)
    opened.toggle(key="themes suggestions communication").set_value(True).run()
    assert LAST_TO_HEAR in words(opened)
    assert "suggested by the machine, not decided" in words(opened)


# --------------------------------------------------------------------------- breadth


@pytest.mark.parametrize("tier", [Tier.REVIEWER, Tier.CODER])
def test_the_screen_and_the_export_count_the_same(decided: Small, tier: Tier) -> None:
    seen = access_to(decided, tier).view("tide")
    grid = breadth.by_session(Book(seen), suggestions=True)
    exported = comparison.themes_by_case([seen]).set_index(["code", "kind"])
    passages = comparison.codings_by_session(seen).set_index(["code", "session"])
    for row in grid.codes:
        for block, states in zip(grid.blocks, row.cells, strict=True):
            told = exported.loc[(row.id, block.kind.value)]
            n = {state: states.count(state) for state in breadth.STATES}
            assert n["heard"] == told["sessions_with"]
            assert n["unprompted"] == told["unprompted"]
            assert (
                len(states) - n["unasked"] - n["unprompted"] - _hinted(states, seen, row.id, block)
                == told["sessions"]
            )
            for column, state in zip(block.columns, states, strict=True):
                here = passages.loc[(row.id, column.session)]
                assert (state in ("heard", "unprompted")) == (here["passages"] > 0)


def _hinted(states: tuple[str, ...], seen: View, code: str, block: breadth.Block) -> int:
    """Suggested cells whose session was not asked: the export's denominator leaves them out too."""
    pairs = zip(states, block.columns, strict=True)
    return sum(
        s == "suggested" and comparison.asked(seen, code, c.session) == comparison.NOT_ASKED for s, c in pairs
    )


def test_groups_are_counted_as_the_export_counts_them(decided: Small) -> None:
    seen = access_to(decided, Tier.CODER).view("tide")
    grid = breadth.by_group(Book(seen))
    assert {b.group for b in grid.blocks} == {"Providers", "Commissioner"}
    exported = comparison.themes_by_group(seen).set_index(["code", "group", "kind"])
    for row in grid.codes:
        for block, states in zip(grid.blocks, row.cells, strict=True):
            told = exported.loc[(row.id, block.group, block.kind.value)]
            assert sum(s in ("heard", "unprompted") for s in states) == told["sessions_with"]
            assert len(states) == told["sessions"]


def test_a_group_that_may_not_be_named_is_no_column(decided: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "themes", decided.folder, "reviewer", by="group")
    assert "Commissioner<span>" not in words(at)
    assert "Providers" not in words(at)
    assert "one group alone that may be named" in words(at)
    assert "Providers" in words(shown(monkeypatch, "themes", decided.folder, "coder", by="group"))


def test_not_asked_not_known_and_not_raised_look_different(decided: Small) -> None:
    seen = access_to(decided, Tier.REVIEWER).view("tide")
    guide = replace(seen.case.guide[0], session="int-1", codes=("relationships",), asked="skipped")
    asked_and_silent = replace(guide, codes=("communication",), asked="asked")
    seen = replace(seen, case=replace(seen.case, guide=(guide, asked_and_silent)))
    rows = {r.id: r for r in breadth.by_session(Book(seen)).codes}
    interview = {
        code: rows[code].cells[0][0] for code in ("relationships", "communication", "progress", "procurement")
    }
    assert interview == {
        "relationships": "unasked",
        "communication": "silent",
        "progress": "unknown",
        "procurement": "heard",
    }
    assert rows["communication"].words[0] == "not raised in the one interview"
    assert len(set(breadth.STATES.values())) == len(breadth.STATES)


def test_kinds_of_session_are_never_added(decided: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words(shown(monkeypatch, "themes", decided.folder, "reviewer"))
    assert "Interview<span>1 with notes" in said
    assert "Focus group<span>1 with notes" in said
    assert "2 with notes" not in said
    assert "2 sessions" not in said


# --------------------------------------------------------------------------- a code, and what narrows it


def test_a_code_in_the_address_opens_its_passages_in_their_context(
    decided: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = words(shown(monkeypatch, "themes", decided.folder, "reviewer", code="communication"))
    assert f"<b>{LAST_TO_HEAR}, so staff started looking for other jobs.</b>" in said
    assert "How did you hear about decisions?" in said  # under what it was said
    assert "How information, messages and feedback" in said  # the definition
    assert "the one focus group" in said


def test_an_id_that_is_none_shows_the_overview(decided: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "themes", decided.folder, "reviewer", code="<b>nothing", theme="nothing")
    assert "q-themes-grid" in words(at)
    assert "<b>nothing" not in words(at)


@pytest.mark.parametrize(
    ("narrowed", "kept", "left_out"),
    [
        ({"kind": "interview"}, "We did not think enough", "The tender favoured"),
        ({"kind": "focus_group"}, "The tender favoured", "We did not think enough"),
        ({"voice": "reported"}, "The tender favoured", "We did not think enough"),
        ({"voice": "verbatim"}, "We did not think enough", "The tender favoured"),
        ({"stance": "hindered"}, "The tender favoured", "We did not think enough"),
        ({"stance": "mixed"}, "We did not think enough", "The tender favoured"),
        ({"from": "tide-02"}, "We did not think enough", "The tender favoured"),
    ],
)
def test_what_narrows_a_code_stands_in_the_address(
    decided: Small, monkeypatch: pytest.MonkeyPatch, narrowed: dict[str, str], kept: str, left_out: str
) -> None:
    at = shown(monkeypatch, "themes", decided.folder, "coder", code="market-stewardship", **narrowed)
    assert kept in words(at)
    assert left_out not in words(at)
    assert "1 of 2 left out by the filters" in words(at)


def test_a_group_narrows_by_an_id_not_by_its_name(decided: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "themes", decided.folder, "coder", code="market-stewardship")
    box = at.selectbox(key="widget group")
    which = next(o for o in reading._groups(Book(access_to(decided, Tier.CODER).view("tide"))).items() if o[1] == "Providers")  # fmt: skip
    box.set_value(which[0]).run()
    assert "The tender favoured" in words(at)
    assert "We did not think enough" not in words(at)
    assert at.query_params["group"] == which[0]
    assert "Providers" not in str(dict(at.query_params))


def test_filters_that_leave_nothing_can_be_taken_off(decided: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(
        monkeypatch,
        "themes",
        decided.folder,
        "coder",
        code="market-stewardship",
        kind="interview",
        stance="helped",
    )
    assert "nothing is left" in words(at)
    at.button(key="themes no filters").click().run()
    assert "The tender favoured" in words(at)
    assert dict(at.query_params).get("stance") in (None, [])


def test_a_long_list_is_shown_twenty_at_a_time(decided: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reading.PAGE == 20
    monkeypatch.setattr(reading, "PAGE", 1)
    at = shown(monkeypatch, "themes", decided.folder, "reviewer", code="market-stewardship")
    assert "The tender favoured" not in words(at)
    more = next(b for b in at.button if b.label == "Show 1 more of 1 left")
    more.click().run()
    assert "The tender favoured" in words(at)
    assert not [b for b in at.button if "more of" in b.label]


def test_only_speech_stands_in_quotation_marks(decided: Small) -> None:
    book = Book(access_to(decided, Tier.CODER).view("tide"))
    bullet, speech = sorted(book.under("market-stewardship"), key=lambda h: h.voice)
    assert (bullet.voice, bullet.in_marks) == ("reported", False)
    assert (speech.voice, speech.in_marks) == ("verbatim", True)
    markup = themes_markup.passages([bullet, speech], {})
    assert markup.count('q-themes-quote verbatim"') == 1
    assert markup.count('q-themes-quote reported"') == 1
    assert "the note-taker’s words" in markup


def test_a_passage_nobody_may_tell_says_so_and_loses_its_marks(decided: Small) -> None:
    book = Book(access_to(decided, Tier.REVIEWER).view("tide"))
    speech = next(h for h in book.under("market-stewardship") if h.at == "tide-02")
    assert "not to be told" in speech.quoting
    assert not speech.in_marks
    assert 'unmarked"' in themes_markup.passages([speech], {})


def test_a_passage_short_and_cleared_may_be_quoted(decided: Small) -> None:
    book = Book(access_to(decided, Tier.CODER).view("tide"))
    assert [h.quoting for h in book.under("clarity-of-roles")] == ["may be quoted"]
    assert (
        "in part" in book.under("communication")[0].quoting
        or book.under("communication")[0].quoting == "may be quoted"
    )


def test_a_passage_coded_twice_is_read_once(decided: Small) -> None:
    study = decided.open()
    one = next(
        c for c in study.store.codings("tide") if c.code == "communication" and c.status is Status.CONFIRMED
    )
    evaluator.add_coding(study, "tide", one.selection, "communication", "Ben", stance="mixed")
    study.close()
    book = Book(access_to(decided, Tier.CODER).view("tide"))
    (heard,) = [h for h in book.under("communication") if h.id == one.selection.id]
    assert heard.stances == ("hindered", "mixed")
    assert heard.by == "Ana and Ben"


# --------------------------------------------------------------------------- what a reviewer does not see


ADDRESSES = [
    {},
    {"by": "group"},
    *({"code": c} for c in ("communication", "governance", "market-stewardship")),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reviewer_sees_no_id_of_a_person_or_of_a_session(
    decided: Small, monkeypatch: pytest.MonkeyPatch, address: dict[str, str]
) -> None:
    seen = access_to(decided, Tier.CODER).view("tide")
    said = words(shown(monkeypatch, "themes", decided.folder, "reviewer", **address))
    for pseudonym in {p.pseudonym for p in seen.participants}:
        assert pseudonym not in said
    assert not re.search(r"\[(Participant|Person)[^\]]*\d", said)
    assert "fg-providers" not in said
    assert "int-1" not in said
    assert "Ana" not in said  # who confirmed


def test_the_coding_team_reads_who_is_who_and_who_confirmed(
    decided: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = words(shown(monkeypatch, "themes", decided.folder, "coder", code="governance"))
    assert re.search(r"\[Participant \d+\]", said)
    assert "confirmed by Ana" in said


# --------------------------------------------------------------------------- search


def search(at: AppTest, for_what: str) -> str:
    at.text_input(key="themes search").set_value(for_what).run()
    return words(at)


def test_a_search_finds_words_in_any_case_and_marks_them(
    decided: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "themes", decided.folder, "reviewer")
    said = search(at, "TENDER charit")
    assert "The <mark>tender</mark> favoured the big <mark>charit</mark>ies" in said
    assert "1 paragraph" in said


def test_a_search_that_finds_nothing_says_what_to_do(decided: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "themes", decided.folder, "reviewer")
    assert "No paragraph that may be read" in search(at, "tender unanimous")  # never in one paragraph
    assert "at least two letters" in search(at, "?")
    assert "q-themes-grid" in search(at, "")


def test_what_is_searched_for_never_stands_in_the_address_or_a_key(
    decided: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "themes", decided.folder, "reviewer")
    assert "closed doors" in re.sub("</?mark>", "", search(at, "“closed doors”"))
    assert "closed" not in str(dict(at.query_params))
    assert "closed" not in " ".join(e.key for e in (*at.button, *at.selectbox, *at.toggle) if e.key)


def test_a_search_is_left_behind_by_opening_a_code(decided: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "themes", decided.folder, "reviewer")
    assert "<mark>" in search(at, "tender")
    at.selectbox(key="themes open").set_value("code communication").run()
    assert "<mark>" not in words(at)
    assert LAST_TO_HEAR in words(at)
    assert at.query_params["code"] == "communication"
    assert at.text_input(key="themes search").value == ""


def test_a_reviewer_cannot_find_what_a_speaker_withheld(
    decided: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "themes", decided.folder, "reviewer")
    for tried in ("stopped trusting", "summer", "withheld", "request"):
        assert "No paragraph that may be read" in search(at, tried)
    coder = shown(monkeypatch, "themes", decided.folder, "coder")
    assert "not to be used: the speaker asked" in search(coder, "stopped trusting")


def test_a_reviewer_neither_finds_nor_reads_who_was_met(
    decided: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "themes", decided.folder, "reviewer")
    assert "No paragraph that may be read" in search(at, "with the commissioner")
    coder = shown(monkeypatch, "themes", decided.folder, "coder")
    assert "Interview <mark>with</mark> <mark>the</mark> <mark>commissioner</mark>" in search(
        coder, "with the commissioner"
    )


def test_the_head_of_the_notes_is_no_context_for_a_reviewer() -> None:
    text = "Interview: the chair\nHis kitchen, 3 May\nThe ending\nIt ended badly.\nHe left early.\nNobody spoke of it."
    kinds = (
        PartKind.HEADING,
        PartKind.META,
        PartKind.HEADING,
        PartKind.SPEECH,
        PartKind.META,
        PartKind.SPEECH,
    )
    for tier, titles in ((Tier.REVIEWER, 0), (Tier.CODER, 1)):
        book = invented(text, kinds=kinds, tier=tier)
        first, last = book.search("ended")[0], book.search("nobody")[0]
        assert (first.asked, first.before, last.before) == ("The ending", "", "")
        assert first.after == ""
        assert len(book.search("chair")) == len(book.search("kitchen")) == len(book.search("left")) == titles
    (alone,) = invented("Interview: the chair\nIt ended.", kinds=(PartKind.HEADING, PartKind.SPEECH)).search(
        "ended"
    )
    assert alone.asked == ""


def test_a_reviewer_cannot_follow_one_person_by_a_search(
    decided: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    (text, *_) = (s.text for s in access_to(decided, Tier.CODER).view("tide").sources)
    somebody = re.search(r"reach me on \[(Participant \d+)", text)[1]  # type: ignore[index]
    at = shown(monkeypatch, "themes", decided.folder, "reviewer")
    assert "No paragraph that may be read" in search(at, f"“{somebody}”")
    coder = shown(monkeypatch, "themes", decided.folder, "coder")
    assert f"<mark>{somebody}</mark>" in search(coder, f"“{somebody}”")


def test_parts_of_words_are_found_unless_whole_words_are_asked_for(decided: Small) -> None:
    book = Book(access_to(decided, Tier.REVIEWER).view("tide"))
    assert len(book.search("decision")) == 3
    assert len(book.search("decision", whole=True)) == 1


# --------------------------------------------------------------------------- emergent themes


def test_the_coding_team_looks_for_themes_and_a_reviewer_is_told_who_does(
    decided: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer = shown(monkeypatch, "themes", decided.folder, "reviewer")
    assert "an evaluator looks for them here" in words(reviewer)
    assert not [b for b in reviewer.button if "emergent" in b.label]
    at = shown(monkeypatch, "themes", decided.folder, "coder")
    at.button(key="start themes tide").click().run()
    work_ended(at, "themes tide")
    assert any("every passage carries a code" in s.value for s in at.success)
    study = decided.open()
    assert study.store.stage_key("themes", "tide")
    study.close()


def test_looking_for_themes_needs_the_coder_tier(decided: Small) -> None:
    for tier in (Tier.PUBLIC, Tier.REVIEWER):
        with pytest.raises(Forbidden):
            browsing.find_themes(access_to(decided, tier), "tide")


def test_an_emergent_theme_opens_with_its_most_central_passages_and_says_whose_it_is(
    decided: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give_a_theme(decided)
    overview = shown(monkeypatch, "themes", decided.folder, "reviewer")
    assert "Beds / hearing" in words(overview)
    assert 'class="placed"' in words(overview)
    said = words(shown(monkeypatch, "themes", decided.folder, "reviewer", theme="tide-7"))
    assert "Nobody has confirmed it" in said
    assert "membership 0.40" in said
    assert said.index("Targets were counted in beds") < said.index(LAST_TO_HEAR)
    assert "most central, membership 0.40" in said


def _give_a_theme(small: Small) -> None:
    from qualitative.model import Theme

    study = small.open()
    source = study.store.sources("tide")[0]

    def found(words_there: str) -> Selection:
        at = source.text.index(words_there)
        return Selection(source.id, at, at + len(words_there), words_there)

    beds, hear = found("Targets were counted in beds"), found(LAST_TO_HEAR)
    made = Theme(
        "tide-7", "tide", "Beds / hearing", "", ("beds", "hear"), ((hear, 0.9), (beds, 0.4)), (beds.id,)
    )
    with study.store.transaction():
        study.store.save_themes("tide", [made])
    study.close()


def test_a_coder_may_be_lowered_and_a_custodian_browses_as_a_coder(decided: Small) -> None:
    assert browsing.reading(access_to(decided, Tier.CUSTODIAN)).tier is Tier.CODER
    assert browsing.reading(access_to(decided, Tier.REVIEWER)).tier is Tier.REVIEWER
