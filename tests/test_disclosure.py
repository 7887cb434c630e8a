"""Each rule of PRACTICE section 3 is a promise here; the last test prints what survives at each tier."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitative import disclosure as d
from qualitative.model import (
    Case,
    Decision,
    Group,
    Participant,
    Replacement,
    Restriction,
    Selection,
    SessionKind,
    Source,
    Tier,
    Voice,
)
from tests.invented import model_case


def find(view: d.View, source: str, words: str) -> Selection:
    start = view.source(source).text.index(words)
    return Selection(source, start, start + len(words), words)


@pytest.fixture(scope="module")
def data():
    return model_case()


@pytest.fixture(scope="module")
def public(data):
    return d.view(data, Tier.PUBLIC)


@pytest.fixture(scope="module")
def reviewer(data):
    return d.view(data, Tier.REVIEWER)


# ---------------------------------------------------------------- one text, rendered


@st.composite
def masked_source(draw):
    """A text with emoji and combining characters, and maskings of any length in it."""
    pieces = draw(st.lists(st.text("abé🙂\u0301 \n.", min_size=0, max_size=8), min_size=1, max_size=6))
    text, replacements = "", []
    for piece in pieces:
        text += piece
        coder = draw(st.text("[P12]", min_size=1, max_size=5))
        words = draw(st.text("xyz ", max_size=7))
        replacements.append(Replacement(len(text), len(text) + len(coder), "PLACE", coder, words, words))
        text += coder
    return Source("s", "c", "i", "Interview", text, (), tuple(replacements), signed_off_by="x")


@given(masked_source(), st.data())
def test_words_outside_a_masking_are_the_same_words_at_every_tier(source, data):
    text, offsets = d.render(source, Tier.REVIEWER)
    start = data.draw(st.integers(0, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    new_start, new_end = offsets.span(start, end)
    assert 0 <= new_start <= new_end <= len(text)
    if not any(r.start_char < end and start < r.end_char for r in source.replacements):
        assert text[new_start:new_end].endswith(source.text[start:end]) or source.text[start:end] in text


@given(masked_source())
def test_a_masking_reads_as_its_tier_words_it(source):
    text, offsets = d.render(source, Tier.PUBLIC)
    for r in source.replacements:
        start, end = offsets.span(r.start_char, r.end_char)
        assert text[start:end] == r.public
    assert d.render(source, Tier.CODER)[0] == source.text


def test_maskings_that_overlap_are_refused_with_their_place():
    overlapping = (Replacement(0, 3, "PERSON", "abc", "x", "x"), Replacement(2, 4, "PERSON", "cd", "y", "y"))
    with pytest.raises(ValueError, match="2-4 overlaps"):
        d.render(Source("s", "c", "i", "t", "abcd", (), overlapping), Tier.PUBLIC)


def test_every_coding_of_a_view_holds_the_words_that_stand_there(data):
    for tier in Tier:
        view = d.view(data, tier)
        for found in (*view.codings, *view.links):
            selection = found.selection
            assert (
                view.source(selection.source).text[selection.start_char : selection.end_char]
                == selection.quote
            )


def test_a_coding_whose_words_have_moved_is_left_out_and_counted(data):
    stale = replace(data.codings[0], selection=replace(data.codings[0].selection, quote="other words"))
    view = d.view(replace(data, codings=(stale,)), Tier.REVIEWER)
    assert view.codings == ()
    assert view.left_out["codings whose words no longer stand where they were"] == 1


# ---------------------------------------------------------------- rule 1, 4, 7: groups


@pytest.mark.parametrize(
    ("n_people", "organisations", "agreed", "named"),
    [(5, ("A", "B"), False, True), (4, ("A", "B"), False, False), (9, ("A",), False, False), (9, ("A",), True, True),
     (None, ("A", "B"), True, False), (4, ("A",), True, False)],
)  # fmt: skip
def test_a_group_is_named_from_five_people_of_two_organisations_or_with_its_agreement(
    n_people, organisations, agreed, named
):
    assert d.may_be_named(n_people, organisations, agreed) is named


def test_a_small_group_goes_under_its_parent_only_if_five_are_left_there():
    def words(n_sibling: int) -> str:
        groups = (
            Group("p", "Partners", n_people=None, organisations=("A", "B", "C")),
            Group("x", "Finance", "p", 2, ("A",)),
            Group("y", "Drivers", "p", n_sibling, ("B", "C")),
            Group("z", "Staff", "p", 8, ("A", "B")),
        )
        return d.group_words(Case("c", "C", groups=groups), Tier.PUBLIC)["x"]

    assert words(3) == "Partners"
    assert words(2) == "a stakeholder"  # four are left: naming the parent would show them
    assert words(6) == "a stakeholder"  # Drivers are named alone, so the parent would mean the two


def test_a_group_without_a_parent_becomes_a_stakeholder_and_its_name_is_gone(public):
    assert "Oversight group" not in repr(public.case)
    assert public.session("int5").groups == ("a stakeholder",)


def test_one_loud_voice_takes_the_group_its_name():
    assert d.one_voice_too_loud(["i1", "i1", "i2"])
    assert not d.one_voice_too_loud(["i1", "i2"])
    assert not d.one_voice_too_loud(["", "", "i2"])  # a group's notes that do not say who spoke


def test_all_of_a_group_under_five_is_suppressed():
    assert not d.all_or_none_allowed(4)
    assert not d.all_or_none_allowed(None)
    assert d.all_or_none_allowed(5)


# ---------------------------------------------------------------- rule 2: unique posts


def test_a_post_of_one_holder_stands_in_no_participant_table(reviewer, public):
    assert "P20" not in {p.id for p in reviewer.participants}
    assert public.participants == ()


def test_an_interview_with_a_unique_post_is_counted_and_never_told(reviewer):
    mine = [c for c in reviewer.codings if c.selection.source == "int6"]
    assert mine, "it counts"
    assert all(not d.may_quote(reviewer, c.selection)[0] for c in mine)
    assert reviewer.untold["int6"] == ((0, len(reviewer.source("int6").text)),)


def test_no_arrow_rests_on_a_unique_post_without_consent(data):
    link = next(link for link in data.links if link.selection.source == "int3")
    only = tuple(replace(p, unique_post=p.id == "P12") for p in data.participants)
    kept = d.view(replace(data, links=(link,)), Tier.REVIEWER, people=only)
    assert kept.links == ()
    agreed = d.view(replace(data, links=(link,)), Tier.REVIEWER, people=only, consented={"P12"})
    assert len(agreed.links) == 1


def test_in_a_focus_group_of_nine_the_source_is_the_group_and_not_the_post(data):
    everybody = tuple(replace(p, unique_post=True) for p in data.participants)
    view = d.view(data, Tier.PUBLIC, people=everybody)
    assert view.untold["fg2"] == ()


# ---------------------------------------------------------------- rule 3, 16: counts


@given(st.integers(1, 12), st.integers(0, 12), st.sampled_from(list(SessionKind)[:3]))
def test_no_public_word_means_one(n_asked, n_with, kind):
    word = d.count_word(min(n_with, n_asked), n_asked, Tier.PUBLIC, kind)
    assert not any(ch.isdigit() for ch in word)
    if 1 <= n_with <= n_asked:
        alike = {n for n in range(1, n_asked + 1) if d.count_word(n, n_asked, Tier.PUBLIC, kind) == word}
        assert alike != {1} or n_asked == 1


def test_all_is_said_only_where_five_were_asked():
    assert d.count_word(4, 4, Tier.PUBLIC) == "some interviews"
    assert d.count_word(5, 5, Tier.PUBLIC) == "all interviews"
    assert d.count_word(5, 6, Tier.PUBLIC) == "many interviews"
    assert d.count_word(3, 3, Tier.PUBLIC, SessionKind.FOCUS_GROUP) == "the focus groups"
    assert d.count_word(5, 6, Tier.REVIEWER) == "five of the six interviews"


def test_more_sessions_than_were_asked_is_refused():
    with pytest.raises(ValueError, match="count sessions"):
        d.count_word(3, 2, Tier.REVIEWER)


# ---------------------------------------------------------------- rules 5, 6, 13: quotations


def test_no_persistent_id_stands_in_a_public_text(public):
    assert not any("[Participant " in s.text for s in public.sources)
    assert "[participant]" in public.source("fg1").text


def test_a_short_verbatim_phrase_may_be_quoted(public):
    assert d.may_quote(public, find(public, "fg1", "always last to hear")) == (True, "")


@pytest.mark.parametrize(
    ("source", "words", "why"),
    [
        ("fg2", "the bulletin came twice", "note-taker"),
        (
            "fg3",
            "We could not share plans until they were agreed, and agreement took longer than we expected",
            "over 12",
        ),
        ("fg1", "keyed the same record into three systems", "date or a number"),
        ("fg1", "resigned over it and nobody said why", "sensitive event"),
        ("D1", "The board agreed", "document"),
        ("int6", "the budget did not add up", "one or two holders"),
    ],
)
def test_a_public_quotation_is_blocked_and_says_why(public, source, words, why):
    allowed, reason = d.may_quote(public, find(public, source, words))
    assert not allowed
    assert why in reason


def test_a_phrase_of_a_supplied_document_is_a_term_and_not_speech(data):
    document = data.source("D2")
    with_phrase = replace(document, text=document.text + "\nProviders were always last to hear.")
    view = d.view(replace(data, sources=(*data.sources[:-1], with_phrase)), Tier.REVIEWER)
    assert "a term, not speech" in d.may_quote(view, find(view, "fg1", "always last to hear"))[1]


def test_a_person_may_confirm_quotation_marks_in_the_notes(data):
    words = "the bulletin came twice"
    start = data.source("fg2").text.index(words)
    decision = Decision(
        1, data.codings[0].at, "u-ines", "confirm quotation", f"fg2:{start}-{start + len(words)}"
    )
    view = d.view(replace(data, decisions=(decision,)), Tier.PUBLIC)
    assert d.may_quote(view, find(view, "fg2", words))[0]


def test_words_that_do_not_stand_there_are_never_quoted(public):
    assert not d.may_quote(public, Selection("fg1", 0, 4, "abcd"))[0]


# ---------------------------------------------------------------- restrictions, sign-off, sensitive events


def test_what_somebody_asked_not_to_use_is_neither_read_nor_counted(reviewer, public):
    for view in (reviewer, public):
        assert "stopped trusting" not in view.source("int2").text
        assert not any("stopped trusting" in c.selection.quote for c in view.codings)
        assert view.left_out["passages people asked not to be used"] == 1


def test_one_wish_in_unattributed_notes_switches_quotation_off_for_the_session(data):
    bullets = data.source("fg2")
    verbatim = replace(bullets, parts=tuple(replace(p, voice=Voice.VERBATIM) for p in bullets.parts))
    sources = tuple(verbatim if s.id == "fg2" else s for s in data.sources)
    wish = Restriction("r9", "fg2", 0, 5, "no quotation", "turn")
    free = d.view(replace(data, sources=sources), Tier.REVIEWER)
    asked = d.view(replace(data, sources=sources, restrictions=(wish,)), Tier.REVIEWER)
    words = "strong from the start"
    assert d.may_quote(free, find(free, "fg2", words))[0]
    assert "not to be quoted" in d.may_quote(asked, find(asked, "fg2", words))[1]


def test_a_restriction_lifted_with_a_reason_binds_no_longer(data):
    lifted = tuple(replace(r, lifted_because="she wrote to say so") for r in data.restrictions)
    view = d.view(replace(data, restrictions=lifted), Tier.REVIEWER)
    assert "stopped trusting" in view.source("int2").text


def test_notes_that_nobody_signed_are_seen_by_the_custodian_alone(data):
    unsigned = tuple(replace(s, signed_off_by="") if s.id == "fg2" else s for s in data.sources)
    waiting = replace(data, sources=unsigned)
    assert {s.id for s in d.view(waiting, Tier.CODER).sources} == {s.id for s in data.sources} - {"fg2"}
    assert not any(c.selection.source == "fg2" for c in d.view(waiting, Tier.CODER).codings)
    assert "fg2" in {s.id for s in d.view(waiting, Tier.CUSTODIAN).sources}


def test_a_sensitive_event_waits_for_sign_off_in_public(data, public, reviewer):
    coding = next(c for c in data.codings if "resigned" in c.selection.quote)
    assert coding.id not in {c.id for c in public.codings}
    assert coding.id in {c.id for c in reviewer.codings}
    assert coding.id in {c.id for c in d.view(data, Tier.PUBLIC, cleared={coding.id}).codings}


# ---------------------------------------------------------------- the finished text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Two of the six interviews spoke of it.", None),
        ("It was heard in two of the six interviews.", "3"),
        ("It was heard in an interview.", "3"),
        ("40% of people agreed.", "16"),
        ("Nine of the 11 people agreed.", "16"),
        ("Three people said so.", "3"),
        ("It was [Participant 3] who asked.", "5"),
        ("They were “never told anything by anybody”.", "6"),
        ("Since March 2021 it was so.", "10"),
        ("The oversight group said so.", "1"),
        ("The oversight group meets monthly.", None),
        ("Write to ann@example.org.", "10"),
        ("we stopped trusting them after the summer", "10"),
        ("They were “always last to hear”.", None),
    ],
)
def test_a_finished_public_text_is_checked_place_by_place(public, text, rule):
    found = d.check_text(public, text)
    assert (rule in {e.rule for e in found}) if rule else not found, found
    assert all(text[e.start_char : e.end_char] == e.words for e in found)


def test_the_view_carries_no_word_that_its_tier_must_not_read(data, public):
    kept = repr(public) + repr([s.text for s in public.sources]) + repr(public.codings) + repr(public.links)
    for forbidden in ("March 2021", "[Participant 3]", "stopped trusting", "Ines Calloway", "Finance office"):
        assert forbidden not in kept


def test_who_may_quote_what_at_each_tier_is_printed(data, capsys):
    """PRACTICE section 3: on the model review's shape, the commissioner's and the providers' views stay apart."""
    for tier in Tier:
        view = d.view(data, tier)
        quotable = [c for c in view.codings if d.may_quote(view, c.selection)[0]]
        print(
            f"{tier.word}: {len(view.codings)} codings, {len(quotable)} quotable whole, {len(view.links)} links,"
        )
        print(f"  groups {', '.join(g.name for g in view.case.groups)}; left out {dict(view.left_out)}")
    printed = capsys.readouterr().out
    assert printed.count("groups") == 4
    survives = d.view(data, Tier.PUBLIC)
    names = {g.name for g in survives.case.groups}
    assert {"Commissioner", "Providers"} <= names
    said_by = {survives.group_of[c.id] for c in survives.codings}
    assert {"Commissioner", "Providers"} <= said_by


def test_a_person_not_on_the_list_of_participants_changes_nothing(data):
    extra = (*data.participants, Participant("P99", "river", "[Participant 99]"))
    assert d.view(data, Tier.PUBLIC).codings == d.view(data, Tier.PUBLIC, people=extra).codings


def test_a_recorded_consent_lets_a_post_speak_for_itself_and_nobody_else_speak_of_it() -> None:
    from qualitative.disclosure import posts
    from qualitative.model import Participant, Replacement, Session, SessionKind, Source

    chair = Participant("P1", "vale", "[Participant 1]", sessions=("own",), unique_post=True)
    own = Session("own", "vale", SessionKind.INTERVIEW, n_people=1, post_consent=True)
    silent = Session("own", "vale", SessionKind.INTERVIEW, n_people=1)
    assert posts.sessions_of_unique_posts([silent], [chair], ()) == {"own"}
    assert posts.sessions_of_unique_posts([own], [chair], ()) == frozenset()
    about = Replacement(0, 15, "PERSON", "[Participant 1]", "[Participant 1]", "[participant]", "P1")
    elsewhere = Source("vale-02", "vale", "other", "Interview 2", "[Participant 1] left.", (), (about,))
    assert posts.untold_spans(elsewhere, frozenset(), [chair], frozenset()) == ((0, 15),)


def test_a_machines_label_of_a_theme_never_reaches_the_public() -> None:
    import dataclasses

    from qualitative.model import Selection, Theme

    data = model_case()
    source = next(s for s in data.sources if s.kind.counts)
    start = source.parts[-1].start_char
    member = Selection(
        source.id, start, source.parts[-1].end_char, source.text[start : source.parts[-1].end_char]
    )
    theme = Theme("vale-0", data.case.id, "Zorbings / kettle", members=((member, 1.0),))
    held = dataclasses.replace(data, themes=(theme,))
    assert [t.label for t in d.view(held, Tier.CODER).themes] == ["Zorbings / kettle"]
    assert d.view(held, Tier.PUBLIC).themes == ()


def test_an_interview_with_the_only_one_of_a_group_is_that_post_though_no_label_says_who_spoke() -> None:
    from qualitative.disclosure import posts
    from qualitative.model import Session

    alone = Session("own", "vale", SessionKind.INTERVIEW, n_people=1, groups=("commissioner",))
    among = Session("one", "vale", SessionKind.INTERVIEW, n_people=1, groups=("staff",))
    many = Session("all", "vale", SessionKind.FOCUS_GROUP, n_people=6, groups=("commissioner",))
    unknown = Session("who", "vale", SessionKind.INTERVIEW, n_people=1)
    groups = (Group("commissioner", "Commissioner", n_people=1), Group("staff", "Staff", n_people=8))
    sessions = [alone, among, many, unknown]
    assert posts.sessions_of_unique_posts(sessions, (), (), groups) == {"own"}
    agreed = [replace(alone, post_consent=True)]
    assert posts.sessions_of_unique_posts(agreed, (), (), groups) == frozenset()


def test_a_passage_somebody_cleared_by_name_is_told_until_that_is_taken_back(data) -> None:
    from datetime import UTC, datetime

    words = "[Participant 20] resigned over it and nobody said why."
    coding = next(c for c in data.codings if c.selection.quote == words)
    consent = {"consented": ["P20"]}  # rule 2 is another matter

    def seen(*acts: str) -> bool:
        decisions = tuple(
            Decision(i, datetime(2026, 1, 5, tzinfo=UTC), "Ana", act, coding.id) for i, act in enumerate(acts)
        )
        held = replace(data, decisions=decisions)
        return any(c.id == coding.id for c in d.view(held, Tier.PUBLIC, **consent).codings)

    assert not seen()
    assert seen(d.CLEARED)
    assert not seen(d.CLEARED, d.CLEARING_TAKEN_BACK)


def test_words_about_ones_own_post_are_not_quoted_in_public_without_consent() -> None:
    from qualitative.disclosure.posts import own_post

    for signature in (
        "my legal duty is a market",
        "As a trustee, what worried me",
        "our own caseload doubled",
    ):
        assert own_post(signature), signature
    for anybodys in ("the duty is a market", "my view of the budget", "as a partnership we did well"):
        assert not own_post(anybodys), anybodys
