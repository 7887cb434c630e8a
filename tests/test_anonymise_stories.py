"""Passages that tell of one person's health, offence, immigration status or child are marked; services are no story."""

from __future__ import annotations

import pytest

from qualitative.anonymise import Pseudonyms, anonymise_notes
from tests.support.anonymising import note, untagged

TOLD = [
    ("One of our tenants had a breakdown last winter.", ("health",)),
    ("Mr Okafor was sectioned, and we heard on the Monday.", ("health",)),
    ("There was this lad. He came out of prison in June.", ("offence",)),
    ("My brother was arrested outside the hostel.", ("offence",)),
    ("A young woman fleeing domestic violence slept in the van.", ("offence",)),
    ("A client of mine overstayed, and has no recourse to public funds.", ("immigration",)),
    ("That family: Ms Okafor's papers went missing and her visa ran out.", ("immigration",)),
    ("One tenant lost her kids that spring.", ("child",)),
    ("One of our residents got pregnant and had depression.", ("health", "child")),
]
NOT_TOLD = [
    "The mental health team was never funded.",
    "Housing people on probation is what we do.",
    "Asylum seekers waited longest, and so did families with children.",
    "The contract died of neglect, and the board had a breakdown in trust.",
    "We worked with prisons, the Home Office and child protection.",
    "Mr Okafor said the health budget was cut.",
    "He had a heart for it.",
    "Mr Okafor charged the council for the van.",
]


@pytest.mark.parametrize(("words", "kinds"), TOLD)
def test_what_somebody_went_through_is_marked(words: str, kinds: tuple[str, ...]) -> None:
    (out,) = anonymise_notes([note(("A", words))], Pseudonyms(salt="1"), tagger=untagged)
    (story,) = out.stories
    assert story.kinds == kinds
    assert out.text[story.start_char : story.end_char].strip() == out.text.split(": ", 1)[1].strip()


@pytest.mark.parametrize("words", NOT_TOLD)
def test_services_and_figures_of_speech_are_no_story(words: str) -> None:
    (out,) = anonymise_notes([note(("A", words))], Pseudonyms(salt="1"), tagger=untagged)
    assert out.stories == ()


def test_the_question_says_which_passage_and_names_nobody() -> None:
    raw = note(("A", "Fine."), ("B", "Mr Okafor was sectioned and lost his kids."))
    (out,) = anonymise_notes([raw], Pseudonyms(salt="1"), tagger=untagged)
    (asked,) = [question for question in out.questions if question.startswith("Passage")]
    assert asked.startswith("Passage 2 tells of somebody’s health and of a child")
    assert "Okafor" not in asked


def test_whoever_is_spoken_about_in_a_story_is_settled_by_a_person() -> None:
    (told,) = anonymise_notes(
        [note(("A", "Mr Okafor was sectioned."))], Pseudonyms(salt="1"), tagger=untagged
    )
    (plain,) = anonymise_notes(
        [note(("A", "Mr Okafor was promoted."))], Pseudonyms(salt="1"), tagger=untagged
    )
    assert [r.settled for r in told.replacements if r.type == "PERSON"] == [False]
    assert [r.settled for r in plain.replacements if r.type == "PERSON"] == [True]
