"""A draft promises: nothing without its support, nothing its tier may not see, both sides, and no cleverness."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitative import documents, review
from qualitative.disclosure import check_text, view
from qualitative.model import Fact, Part, PartKind, SentenceKind, Session, SessionKind, Source, Status, Tier
from qualitative.review import contradictions as contra
from qualitative.review.checks import every_section
from qualitative.review.clauses import (
    clauses,
    explains,
    longhand,
    of_the_interviewee,
    reported,
    stands_alone,
    unframed,
)
from qualitative.review.evidence import pieces
from qualitative.review.glossary import NOT_EXPANDED, glossary
from qualitative.review.passages import TITLE as PASSAGES
from qualitative.review.phrases import reads_as_phrase
from qualitative.review.records import timeline
from qualitative.review.sentences import number_ranges
from qualitative.review.subjects import subjects
from qualitative.review.synthesis import end_state
from qualitative.review.understood import understood
from qualitative.review.wording import group_phrase, listed, where
from tests.invented import THEMES, model_case


def by_words(texts):
    """Vectors from words alone: enough to tell the same from the different, and no model is loaded."""
    made = np.zeros((len(texts), 512))
    for row, text in enumerate(texts):
        for word in re.findall(r"[a-z]{4,}", text.lower()):
            made[row, zlib.crc32(word[:5].encode()) % 512] += 1
        made[row, 0] += 0.01
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def drafted(data, tier, **options):
    seen = view(data, tier)
    return review.draft(seen, models={"coder": "0.1"}, embed=by_words, **options), seen


def sentences(made):
    return [s for section in every_section(made.sections) for p in section.paragraphs for s in p]


def theme(made, code):
    return next(s for s in every_section(made.sections) if s.id == code)


@pytest.fixture(scope="module")
def data():
    return model_case()


@pytest.fixture(scope="module")
def reviewers(data):
    return drafted(data, Tier.REVIEWER)


@pytest.fixture(scope="module")
def publics(data):
    return drafted(data, Tier.PUBLIC)


# ---------------------------------------------------------------- the whole draft


def test_all_eight_themes_stand_in_codebook_order_with_sessions_and_people_reconciled(reviewers):
    made, _ = reviewers
    findings = next(s for s in made.sections if s.id == "findings")
    assert [s.title for s in findings.sections] == list(THEMES.values())
    assert "six interviews and three focus groups with 29 people: 35 people in all" in review.printed_text(
        made.sections
    )


def test_every_finding_rests_on_a_confirmed_coding_or_claim_that_its_tier_may_see(reviewers, publics):
    for made, seen in (reviewers, publics):
        known = {c.id for c in seen.codings if c.status is Status.CONFIRMED} | {k.id for k in seen.links}
        for sentence in sentences(made):
            if sentence.kind is SentenceKind.FINDING:
                assert sentence.supports
                assert set(sentence.supports) <= known


def test_both_drafts_pass_the_check_they_will_be_checked_by(reviewers, publics):
    for made, seen in (reviewers, publics):
        assert review.check(made, seen) == []


def test_a_public_draft_holds_no_number_of_an_excerpt_no_session_count_and_no_excerpts(publics):
    made, seen = publics
    plain = documents.markdown_text(review.render(made, seen))
    assert made.excerpts == ()
    assert not re.search(r"\[\d", plain)
    assert not re.search(r"of the (?:six|three|four) ", plain)
    assert "Some” covers one to four" in plain
    assert check_text(seen, review.printed_text(made.sections)) == []


def test_a_passage_rejected_later_takes_its_sentence_with_it(data, reviewers):
    made, _ = reviewers
    lost = next(s for s in sentences(made) if s.kind is SentenceKind.FINDING).supports[0]
    codings = tuple(replace(c, status=Status.REJECTED) if c.id == lost else c for c in data.codings)
    findings = review.check(made, view(replace(data, codings=codings), Tier.REVIEWER))
    assert findings
    assert all("rejected" in f.why for f in findings)


def test_a_reviewers_draft_shown_in_public_is_found_out(data, reviewers):
    made, _ = reviewers
    why = " ".join(f.why for f in review.check(made, view(data, Tier.PUBLIC)))
    assert "a draft for reviewers is shown at public tier" in why
    assert "a count of sessions" in why


def test_suggestions_reach_only_a_watermarked_preview(data):
    waiting = replace(
        data, codings=tuple(replace(c, status=Status.SUGGESTED) for c in data.codings), links=()
    )
    plain, _ = drafted(waiting, Tier.REVIEWER)
    assert not any(s.kind is SentenceKind.FINDING for s in sentences(plain))
    preview, seen = drafted(waiting, Tier.REVIEWER, preview=True)
    assert any(s.kind is SentenceKind.FINDING for s in sentences(preview))
    assert review.document(preview, seen).watermark == documents.PREVIEW_WATERMARK


def test_a_draft_of_nothing_says_not_raised_under_every_theme(data):
    empty, _ = drafted(replace(data, codings=(), links=()), Tier.REVIEWER)
    for code in THEMES:
        assert any(
            s.kind is SentenceKind.ABSENCE and s.text.startswith("Not raised")
            for p in theme(empty, code).paragraphs
            for s in p
        )


def test_the_same_study_gives_the_same_draft(data, reviewers):
    made, seen = reviewers
    again, _ = drafted(data, Tier.REVIEWER)
    assert again == made
    assert documents.docx_bytes(review.render(again, seen)) == documents.docx_bytes(review.render(made, seen))


# ---------------------------------------------------------------- what a theme says


def test_both_positions_stand_and_a_session_that_held_both_is_named(reviewers):
    made, _ = reviewers
    text = review.printed_text([theme(made, "communication")])
    assert "Views differed" in text
    assert "By contrast" in text
    assert "both were said" in text


def test_because_stands_only_in_claims_people_made(reviewers):
    made, seen = reviewers
    claims = {k.id for k in seen.links}
    for sentence in sentences(made):
        if re.search(r"because of this|as a result|which meant", sentence.text):
            assert set(sentence.supports) <= claims


def test_a_cause_somebody_only_imagined_is_told_nowhere(reviewers):
    made, _ = reviewers
    assert "budget had been fixed earlier" not in review.printed_text(made.sections)


def test_what_was_not_asked_is_stated_and_the_machine_names_nobody(reviewers):
    made, _ = reviewers
    text = review.printed_text([theme(made, "communication")])
    assert "Not asked in two of the six interviews." in text
    assert "[Participant" not in text


def test_records_name_their_document_and_stand_as_records(reviewers):
    made, seen = reviewers
    records = [s for s in sentences(made) if s.kind is SentenceKind.RECORD]
    assert records
    assert all(s.text.startswith(("On record (", "The same document")) for s in records)
    assert all(not seen.source(s.supports[0].rpartition(":")[0]).kind.counts for s in records)


def test_quotations_are_verbatim_short_and_few(reviewers, publics):
    for made, seen in (reviewers, publics):
        notes = " ".join(s.text for s in seen.sources).lower()
        for code in THEMES:
            quoted = re.findall(r"“([^”]+)”", review.printed_text([theme(made, code)]))
            assert len(quoted) <= 6
            assert all(len(q.split()) <= 12 and q.lower() in notes for q in quoted)


def test_an_interview_with_a_unique_post_is_counted_but_not_retold(reviewers):
    made, _ = reviewers
    text = review.printed_text([theme(made, "procurement"), theme(made, "governance")])
    assert "did not add up" not in text
    assert "kept out of the room" not in text
    assert "three of the six interviews" in review.printed_text([theme(made, "procurement")])


def test_the_machines_part_is_counted(reviewers):
    made, _ = reviewers
    assert re.search(
        r"of \d+ suggested codings people confirmed \d+, changed 0 and rejected 0",
        review.printed_text(made.sections),
    )


def test_the_checklist_has_28_points_and_no_total(reviewers):
    made, _ = reviewers
    assert [n for n, _, _ in made.checks] == list(range(1, 29))
    assert {v for _, v, _ in made.checks} <= {"met", "not met", "needs a person"}
    assert {n for n, v, _ in made.checks if v == "needs a person"} >= {12, 15, 17, 18, 21, 22, 26}


def test_contradictions_between_the_sources_are_listed_for_the_reviewer_alone(reviewers, publics):
    lines = " ".join(q for s in every_section(reviewers[0].sections) for q in s.queries)
    assert "profile, members (annual report) says seven partners and lists 8" in lines
    assert "7 in" in lines
    assert "8 in" in lines
    assert "£24.6m" in lines
    assert "£23.3m" in lines
    assert "unanimity" in lines
    assert not any(s.id == "contradictions" for s in publics[0].sections)


def test_a_diagram_has_its_words_beside_it(reviewers):
    made, seen = reviewers
    blocks = review.render(made, seen)
    pictures = [b for b in blocks if isinstance(b, documents.Picture)]
    assert len(pictures) == 1
    assert "→" in pictures[0].alt
    assert theme(made, "causes").tables[0].rows


# ---------------------------------------------------------------- clauses and words


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("We were always last to hear", "they were always last to hear"),
        ("I didn't know who'd decided", "they did not know who'd decided"),
        ("I'm not sure we've agreed our aims", "they are not sure they have agreed their aims"),
        ("Felt that the board met too late", "the board met too late"),
        ("And, you know, nobody told us", "nobody told them"),
        ("Ashmere Council led the bid", "Ashmere Council led the bid"),
        ("NHS staff were not asked", "NHS staff were not asked"),
    ],
)
def test_reported_speech_keeps_what_was_said(said, told):
    assert reported(said) == told


@pytest.mark.parametrize(
    "said",
    [
        "No referrals were made since May",
        "So many people left the service",
        "Not one of the targets was met",
        "We don't really know who decides",
        "It was not really used",
    ],
)
def test_a_meaning_is_never_turned_round(said):
    told = reported(said)
    for word in ("no", "not", "so many", "really"):
        assert (re.search(rf"\b{word}\b", said.lower().replace("n't", " not")) is None) == (
            re.search(rf"\b{word}\b", told) is None
        )


@pytest.mark.parametrize(
    "words",
    ["That was the problem", "Lost two of them over it", "[Participant 3] told us", "comms poor outside the alliance",
     "You never knew who decided", "somebody to tell people what is going on", "We told them and they laughed",
     "NB don't attribute that to housing, there is only us", "We would rather you left the board out, off the record",
     "What did the board decide?", "It put prevention at 40% of the spend"],
)  # fmt: skip
def test_a_clause_that_cannot_stand_alone_is_left_to_the_excerpts(words):
    assert not stands_alone(words)


def test_clauses_say_where_they_stand():
    text = "[Participant 3]: We were last to hear. But, you know, the bulletin was useful; nobody read it, and nobody minded."
    for clause in clauses(text, 10):
        assert text[clause.start_char - 10 : clause.end_char - 10] == clause.words
    assert [c.words for c in clauses(text)][:2] == ["We were last to hear", "the bulletin was useful"]


@given(st.text(alphabet="abc ,.;:'\"-–\n🙂é[]", max_size=120), st.integers(0, 50))
def test_any_text_is_cut_into_clauses_that_stand_in_it(text, start):
    for clause in clauses(text, start):
        assert text[clause.start_char - start : clause.end_char - start] == clause.words
        stands_alone(clause.words)
        reported(clause.words)


def test_the_interviewee_of_the_notes_is_nobody_in_particular():
    assert (
        of_the_interviewee("She was told to wait and kept her notes")
        == "they were told to wait and kept their notes"
    )
    assert of_the_interviewee("She felt lost and still does") == "She felt lost and still does"
    assert unframed("Felt that nobody had asked her") == "nobody had asked her"


def test_words_for_places_and_groups(reviewers):
    _, seen = reviewers
    assert (
        where(seen, ["int1", "int2", "fg1"])
        == "in two of the six interviews and in the focus group with providers"
    )
    assert where(seen, ["int1", "fg1", "fg2", "fg3"]) == "in an interview and in all three focus groups"
    assert group_phrase("Leadership team") == "the leadership team"
    assert group_phrase("Providers") == "providers"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert number_ranges([3, 8, 9, 10, 12]) == "3, 8–10, 12"


def test_an_acronym_is_expanded_only_where_a_source_does_so(data):
    text = "The multi-agency hub (MAH) met weekly. The MAH closed. DTOC rose, and DTOC fell. IMPORTANT NOTES HERE\n"
    source = Source(
        "x", "river", "int1", "Interview 1", text, (Part(0, len(text), PartKind.BULLET),), signed_off_by="i"
    )
    seen = view(
        replace(data, sources=(source,), codings=(), links=(), themes=(), restrictions=()), Tier.REVIEWER
    )
    assert glossary(seen) == {"DTOC": NOT_EXPANDED, "MAH": "multi-agency hub"}


def test_numbers_that_agree_are_no_contradiction():
    assert list(contra._numbers([("a", "Seven partners signed."), ("b", "The 7 partners met.")])) == []
    assert list(contra._lists([("a", "three partners: Ash, Bell and Carr")])) == []


# ---------------------------------------------------------------- told, or offered to write from


def test_every_substantive_passage_is_told_or_offered_or_waits_for_a_consent(reviewers):
    made, seen = reviewers
    numbers = {support: n for n, support, _, _ in made.excerpts}
    text = documents.markdown_text(review.render(made, seen))
    for code in THEMES:
        section = theme(made, code)
        told = {s for p in section.paragraphs for x in p for s in x.supports}
        notes = " ".join(t.note for t in section.tables)
        offered = {row[0] for t in section.tables if t.title == PASSAGES for row in t.rows}
        for piece in pieces(seen):
            if piece.code == code:
                number = numbers[piece.id]
                assert piece.id in told
                assert str(number) in offered or f"{number} |" in text or str(number) in notes


def test_no_passage_is_offered_from_a_post_of_one_or_two_holders_or_in_public(reviewers, publics):
    made, _ = reviewers
    offered = [
        row for code in THEMES for t in theme(made, code).tables if t.title == PASSAGES for row in t.rows
    ]
    assert offered
    assert not any("did not add up" in row[-1] or "kept out of the room" in row[-1] for row in offered)
    assert not any(t.title == PASSAGES for s in every_section(publics[0].sections) for t in s.tables)


def test_a_passage_offered_under_its_theme_is_not_printed_again_at_the_end(reviewers):
    made, seen = reviewers
    offered = [
        row[-1] for code in THEMES for t in theme(made, code).tables if t.title == PASSAGES for row in t.rows
    ]
    last = [b for b in review.render(made, seen) if getattr(b, "headers", ())[:2] == ("no.", "where")][-1]
    assert not {row[-1] for row in last.rows} & set(offered)


def test_a_subject_is_a_word_of_the_notes_heard_in_two_sessions_and_never_a_post(data):
    seen = view(data, Tier.REVIEWER)
    every = pieces(seen)
    for code, name in THEMES.items():
        mine = [p for p in every if p.code == code]
        for subject in subjects(mine, every, name, seen.case.allow):
            assert len({p.session for p in subject.pieces}) >= 2
            assert all(subject.in_words(p.selection.quote) for p in subject.pieces)
            assert "manager" not in subject.label


@pytest.mark.parametrize(
    "words",
    ["nobody in the room could answer", "leadership team agreed it in one meeting", "eighteen was the plan for the ward",
     "there is early help, there is getting people out of beds and there is the money", "at the time it seemed elegant",
     "nobody had thought of that in the agreement", "since the two of them made peace the wards swap people",
     "Service start | 1 January 2019 | 1 April 2019"],
)  # fmt: skip
def test_what_a_stranger_could_not_follow_is_not_told(words):
    assert not understood(words)


@pytest.mark.parametrize(
    "words",
    ["the bulletin came twice and then it stopped", "nobody could see who else was involved",
     "it was hard to see who decided", "plans could not be shared until they were agreed"],
)  # fmt: skip
def test_what_stands_by_itself_is_told(words):
    assert understood(words)


@pytest.mark.parametrize(
    "words", ["mortgage", "the leaving", "they were mine", "one name", "it changed a lot for us"]
)
def test_an_end_of_a_claim_that_means_nothing_alone_is_no_node(words):
    assert not reads_as_phrase(words)


@pytest.mark.parametrize("words", ["the legal post was vacant", "every decision had to be unanimous"])
def test_an_end_of_a_claim_that_reads_by_itself_is_a_node(words):
    assert reads_as_phrase(words)


def test_words_that_explain_are_told_only_as_claims(reviewers):
    made, seen = reviewers
    claims = {k.id for k in seen.links}
    for code in THEMES:
        for sentence in (s for p in theme(made, code).paragraphs for s in p):
            if sentence.kind is SentenceKind.FINDING and explains(sentence.text):
                assert set(sentence.supports) <= claims, sentence.text


def test_shorthand_is_written_out_and_nothing_added():
    assert (
        longhand("mtgs w/ the board & two yrs b/c of it")
        == "meetings with the board and two years because of it"
    )


def test_a_dated_row_of_a_table_is_one_event_per_date_planned_apart(data):
    table = "| Step | Planned | Actual |\n| Doors open | 1 January 2019 | 1 April 2019 |\n"
    half = table.index("\n") + 1
    parts = (Part(0, half - 1, PartKind.ROW), Part(half, len(table) - 1, PartKind.ROW))
    paper = Source(
        "D9", "river", "d9", "Document 9", table, parts, kind=SessionKind.DOCUMENT, signed_off_by="ines"
    )
    others = tuple(s for s in data.sources if s.kind.counts)
    case = replace(
        data.case, profile={}, sessions=(*data.case.sessions, Session("d9", "river", SessionKind.DOCUMENT))
    )
    found = timeline(view(replace(data, case=case, sources=(*others, paper)), Tier.REVIEWER))
    assert [(d.when, d.event, d.planned) for d in found] == [
        ("2019-01-01", "Doors open", True),
        ("2019-04-01", "Doors open", False),
    ]


def test_breadth_stands_once_in_a_table_and_no_count_sentence_drags_its_numbers(reviewers):
    made, seen = reviewers
    findings = next(s for s in made.sections if s.id == "findings")
    assert [row[0] for row in findings.tables[0].rows] == list(THEMES.values())
    plain = documents.markdown_text(review.render(made, seen))
    assert not re.search(r"came up [^.\[]*\[\d", plain)


def test_claims_about_the_ending_lead_to_the_one_end_the_profile_states(data):
    case = replace(data.case, profile={**data.case.profile, "stage": Fact("ended early", "report")})
    made, seen = drafted(replace(data, case=case), Tier.REVIEWER)
    assert end_state(seen) == "The alliance ended early"
    assert "No confirmed claim leads" in review.printed_text([theme(made, "causes")])
    live = replace(case, profile={"stage": Fact("live", "report")})
    assert end_state(view(replace(data, case=live), Tier.REVIEWER)) == ""


def test_no_silent_group_is_named_in_public_where_that_leaves_one_to_have_spoken() -> None:
    from qualitative.review.evidence import pieces
    from qualitative.review.silence import _silent_groups

    data = model_case()
    sessions = tuple(replace(s, groups=("g-lead",)) if s.id == "fg3" else s for s in data.case.sessions)
    data = replace(data, case=replace(data.case, sessions=sessions))
    public = view(data, Tier.PUBLIC)
    from_one = [p for p in pieces(public) if p.session == "fg1"]
    assert len(_silent_groups(view(data, Tier.REVIEWER), from_one)) == 2
    assert _silent_groups(public, from_one) == []
    from_two = [p for p in pieces(public) if p.session in ("fg1", "fg2")]
    assert len(_silent_groups(public, from_two)) == 1


def test_an_abbreviation_nobody_meets_in_a_public_draft_is_not_explained_there() -> None:
    data = model_case()
    heard = {t: review.draft(view(data, t), models={}) for t in (Tier.REVIEWER, Tier.PUBLIC)}
    explained = {
        tier: {row[0] for s in made.sections if s.id == "glossary" for row in s.tables[0].rows}
        for tier, made in heard.items()
    }
    printed = review.printed_text([s for s in heard[Tier.PUBLIC].sections if s.id != "glossary"])
    assert explained[Tier.PUBLIC] <= explained[Tier.REVIEWER]
    assert all(re.search(rf"\b{re.escape(acronym)}", printed) for acronym in explained[Tier.PUBLIC])
