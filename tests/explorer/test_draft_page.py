"""The Draft page: what can be read, what each sentence rests on, what is taken away, and what is kept back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qualitative.explorer.draft import chapters as draft_chapters
from qualitative.model import Restriction, SentenceKind, Tier
from qualitative.study import Study, StudyTrouble, checking, evaluator, reviewer
from qualitative.study.access import Access, Forbidden, NoRelease, drafting, enter
from tests.support.explorer import component, shown, words, work_ended
from tests.support.small import Small
from tests.support.study_state import confirm_all

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them


@pytest.fixture(scope="module")
def drafted_once(coded_once: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = coded_once.copy_to(tmp_path_factory.mktemp("drafted"))
    study = small.open()
    confirm_all(study)
    for tier in (Tier.REVIEWER, Tier.PUBLIC):
        reviewer.draft(study, "tide", tier=tier)
    study.close()
    return small


@pytest.fixture
def drafted(drafted_once: Small, tmp_path: Path) -> Small:
    return drafted_once.copy_to(tmp_path)


@pytest.fixture
def study(drafted: Small) -> Iterator[Study]:
    opened = drafted.open()
    yield opened
    opened.close()


def read(at: AppTest) -> dict[str, Any]:
    """What the reader is given: its markup, what stands open, the panels. {} where nothing is read."""
    return component(at, "qualitative_reader")


def finished(at: AppTest, job: str) -> None:
    work_ended(at, job)
    assert not at.error, [e.proto.body for e in at.error]


def entered(small: Small, tier: Tier) -> Access:
    return enter(small.folder, "Ada Invented", tier)


def reading(small: Small, tier: Tier = Tier.REVIEWER, wording: Tier = Tier.REVIEWER) -> drafting.Reading:
    return drafting.reading(entered(small, tier), "tide", wording)


def a_finding(small: Small) -> tuple[str, str]:
    """Id of a sentence of the reviewer's draft that tells a passage, and that passage's words."""
    draft = reading(small)
    assert draft.review is not None
    access = entered(small, Tier.REVIEWER)
    told = [s for s in reviewer.sentences_of(draft.review) if s.kind is SentenceKind.FINDING]
    held = drafting.supports(access, draft, told)
    sentence = next(s for s in told if len(held[s.id].excerpts) == 1)
    return sentence.id, held[sentence.id].excerpts[0].words


# ------------------------------------------------------------------ states


def test_an_empty_study_names_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualitative.study import custodian

    custodian.init(tmp_path / "study")
    at = shown(monkeypatch, "draft", tmp_path / "study", "reviewer")
    assert "holds no notes yet" in words(at)


def test_notes_nobody_signed_off_are_no_ground_to_draft_from(
    added: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "draft", added.folder, "coder")
    assert "signed off yet" in words(at)
    assert not read(at)


def test_suggestions_alone_give_no_draft_but_a_preview_that_is_kept_nowhere(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "draft", coded.folder, "reviewer")
    assert "Nothing of Tide Alliance is confirmed yet" in words(at)
    at.button(key="start preview of tide reviewer").click().run()
    finished(at, "preview of tide reviewer")
    assert "PREVIEW – unreviewed suggestions" in read(at)["markup"]
    study = coded.open()
    assert study.store.draft("tide", Tier.REVIEWER) is None
    assert not (coded.folder / "drafts").exists()
    study.close()


def test_confirmed_codings_are_drafted_by_one_press_and_kept(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = coded.open()
    confirm_all(study)
    at = shown(monkeypatch, "draft", coded.folder, "reviewer")
    assert "No review of Tide Alliance has been drafted for reviewers yet" in words(at)
    at.button(key="start draft tide reviewer").click().run()
    finished(at, "draft tide reviewer")
    assert "DRAFT – not signed off" in read(at)["markup"]
    assert study.store.draft("tide", Tier.REVIEWER) is not None
    study.close()


def test_a_draft_still_true_is_read_at_once_under_its_watermark(
    drafted: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "draft", drafted.folder, "reviewer")
    markup = read(at)["markup"]
    assert "DRAFT – not signed off" in markup
    assert "Contents" in markup
    assert "Profile of the alliance" in markup
    assert "The study has changed" not in words(at)


# ------------------------------------------------------------------ the study changed since


def test_a_stale_draft_says_what_changed_and_offers_another(
    drafted: Small, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence, passage = a_finding(drafted)
    coding = next(c for c in study.store.codings("tide") if c.selection.quote == passage)
    evaluator.decide(study, coding.id, False, "Ana")
    at = shown(monkeypatch, "draft", drafted.folder, "reviewer", sentence=sentence)
    said = words(at)
    assert "The study has changed since this was drafted: 1 passage it rests on no longer counts" in said
    assert "Draft anew" in said
    assert "lapsed" in read(at)["markup"]
    assert "no longer counts" in read(at)["panels"][f"sentence:{sentence}"]


def test_words_somebody_asked_not_to_be_used_are_not_shown_from_a_kept_draft(
    drafted: Small, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, passage = a_finding(drafted)
    coding = next(c for c in study.store.codings("tide") if c.selection.quote == passage)
    at_source = coding.selection
    wish = Restriction("w1", at_source.source, at_source.start_char, at_source.end_char, "no use", "turn")
    study.store.save_restrictions(at_source.source, [wish])
    at = shown(monkeypatch, "draft", drafted.folder, "reviewer")
    assert "is not shown" in words(at)
    assert not read(at)
    assert passage[:30] not in words(at)
    with pytest.raises(StudyTrouble, match="draft anew"):
        drafting.download(entered(drafted, Tier.REVIEWER), reading(drafted), "md")


def test_a_draft_kept_before_the_study_knew_what_it_was_made_of_is_not_shown_once_anything_changed(
    drafted: Small, study: Study
) -> None:
    study.store.set_stage_key(reviewer.TEXTS, "tide-reviewer", "")
    assert reading(drafted).drafted.state == "current"
    evaluator.decide(study, study.store.codings("tide")[0].id, False, "Ana")
    assert reading(drafted).drafted.state == "withheld"


# ------------------------------------------------------------------ what a sentence rests on


def test_a_sentence_opened_by_its_address_shows_its_excerpts_in_context(
    drafted: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence, passage = a_finding(drafted)
    at = shown(monkeypatch, "draft", drafted.folder, "reviewer", sentence=sentence)
    given = read(at)
    assert given["open"] == f"sentence:{sentence}"
    assert f'data-pick="sentence:{sentence}"' in given["markup"]
    from html import escape

    assert escape(passage) in given["panels"][f"sentence:{sentence}"]


def test_every_sentence_opens_what_its_kind_rests_on(drafted: Small) -> None:
    draft = reading(drafted)
    assert draft.review is not None
    sentences = list(reviewer.sentences_of(draft.review))
    held = drafting.supports(entered(drafted, Tier.REVIEWER), draft, sentences)
    for s in sentences:
        support = held[s.id]
        assert support.gone == 0
        assert (
            support.excerpts
            if s.kind in (SentenceKind.FINDING, SentenceKind.RECORD)
            else support.query or support.by
        )


def test_every_sentence_of_the_draft_stands_in_some_chapter(drafted: Small) -> None:
    draft = reading(drafted)
    assert draft.review is not None
    chapters = draft_chapters.chapters(draft.review)
    markup = "".join(
        draft_chapters.chapter_markup(draft.review, draft.drafted.view, c, frozenset())
        for c in chapters
        if not c.head
    )
    for s in reviewer.sentences_of(draft.review):
        assert f"sentence:{s.id}" in markup


def test_an_address_of_another_draft_is_passed_over(drafted: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "draft", drafted.folder, "reviewer", sentence="nothing-00", section="../../etc")
    assert read(at)["open"] == ""
    assert "sentence" not in at.query_params


def test_words_of_the_notes_never_act_as_markup(drafted: Small, study: Study) -> None:
    from dataclasses import replace

    draft = reading(drafted)
    assert draft.review is not None
    sly = "<img src=x onerror=alert(1)>"
    sections = tuple(
        replace(s, title=sly, paragraphs=tuple(tuple(replace(x, text=sly) for x in p) for p in s.paragraphs))
        for s in draft.review.sections
    )
    made = replace(draft.review, sections=sections)
    for chapter in draft_chapters.chapters(made)[:3]:
        assert "<img src=x" not in draft_chapters.chapter_markup(
            made, draft.drafted.view, chapter, frozenset()
        )


# ------------------------------------------------------------------ tiers


def test_the_public_sees_nothing_and_is_told_the_next_step(
    drafted: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "draft", drafted.folder, "public", **{"for": "reviewer"})
    assert not read(at)
    assert "released" in words(at)


def test_a_tier_forged_in_the_address_is_passed_over(drafted: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "draft", drafted.folder, "reviewer", **{"for": "custodian"})
    assert "Draft at" not in words(at)
    assert at.query_params.get("for") in (None, [], "")
    assert read(at)["page"].split()[1] == "reviewer"


@pytest.mark.parametrize("wording", [Tier.CODER, Tier.CUSTODIAN])
def test_no_draft_is_worded_above_reviewers(drafted: Small, wording: Tier) -> None:
    with pytest.raises(Forbidden):
        drafting.reading(entered(drafted, Tier.CODER), "tide", wording)


def test_a_public_reader_is_refused_every_act(drafted: Small) -> None:
    public, draft = entered(drafted, Tier.PUBLIC), reading(drafted)
    for act in (
        lambda: drafting.reading(public, "tide", Tier.PUBLIC),
        lambda: drafting.write(public, "tide", Tier.PUBLIC),
        lambda: drafting.preview(public, "tide", Tier.PUBLIC),
        lambda: drafting.supports(public, draft, []),
        lambda: drafting.download(public, draft, "md"),
    ):
        with pytest.raises(NoRelease):
            act()


# ------------------------------------------------------------------ taking it away


@pytest.mark.parametrize("format", drafting.FORMATS)
def test_what_is_taken_away_is_the_draft_of_the_tier_shown(drafted: Small, format: str) -> None:
    access = entered(drafted, Tier.CODER)
    file = drafting.download(access, reading(drafted, wording=Tier.PUBLIC), format)
    assert file.name == f"tide-public-draft.{format}"
    path = drafted.root / file.name
    path.write_bytes(file.content)
    study = drafted.open()
    assert checking.check(study, path, case="tide", tier=Tier.PUBLIC).figures["failures"] == 0
    study.close()


def test_a_file_that_lies_in_the_folder_is_never_handed_out(drafted: Small) -> None:
    for path in (drafted.folder / "drafts").iterdir():
        path.write_text("somebody else's words")
    file = drafting.download(entered(drafted, Tier.REVIEWER), reading(drafted), "md")
    assert b"somebody else" not in file.content


def test_a_screen_and_the_file_say_the_same(drafted: Small) -> None:
    draft = reading(drafted)
    assert draft.review is not None
    text = drafting.download(entered(drafted, Tier.REVIEWER), draft, "html").content.decode("utf-8")
    for s in reviewer.sentences_of(draft.review):
        from html import escape

        assert escape(s.text.rstrip(".!?"), quote=False)[:40] in text
