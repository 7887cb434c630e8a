"""Does this need masking? What millions go with stands; what only a few go with is masked."""

from __future__ import annotations

import pytest

from qualitative.anonymise import (
    Pseudonyms,
    anonymise_notes,
    anonymise_texts,
)
from qualitative.model import Tier
from tests.support.anonymising import note, tagged_as


def test_a_product_met_as_a_thing_is_no_person_however_often_it_is_named() -> None:
    text = "We moved to the Corvane system. Then Corvane arrived and Corvane lost the referrals."
    assert anonymise_texts({"a": text}, tagger=tagged_as("PERSON", "Corvane"))["a"][0] == text


def test_the_article_before_a_report_does_not_unmask_whose_report_it_is() -> None:
    text = "Everybody read the Tolvane report. Tolvane said it was fair."
    assert "Tolvane" not in anonymise_texts({"a": text}, tagger=tagged_as("PERSON", "Tolvane"))["a"][0]


def test_a_system_with_a_name_is_no_body() -> None:
    text = "The Corvane system went live. The Corvane was down for a week."
    assert anonymise_texts({"a": text}, tagger=tagged_as("ORG", "Corvane system", "Corvane"))["a"][0] == text


def test_what_puts_a_name_together_and_what_cuts_it() -> None:
    text = "They meet at Copper Lane Hostel, and the open door sent two."
    tagger = tagged_as("LOC", "Copper Lane")
    out = anonymise_texts({"a": text}, tagger=tagger)["a"][0]
    assert "Copper" not in out
    assert "Hostel" not in out
    assert "the open door sent two" in out


def test_an_acronym_is_no_person() -> None:
    text = "The rules on QVRs were late, and the QVRs had changed."
    assert anonymise_texts({"a": text}, tagger=tagged_as("PERSON", "QVRs"))["a"][0] == text


def test_the_letters_a_text_gives_a_body_are_masked_with_it() -> None:
    text = "I sit on TOU (Tolbrook Tenants Union). TOU voted against."
    out = anonymise_texts({"a": text}, tagger=tagged_as("ORG", "Tolbrook Tenants Union"))["a"][0]
    assert "TOU" not in out


def test_what_a_body_has_is_not_its_name() -> None:
    text = "The Tolbrook Water communications team and Tolbrook Water met."
    names = ("Tolbrook Water communications team", "Tolbrook Water")
    spans = anonymise_texts({"a": text}, tagger=tagged_as("ORG", *names))["a"][1]
    assert len({span["replacement"] for span in spans}) == 1


def test_a_slogan_also_said_in_small_letters_is_no_organisation() -> None:
    text = "The Make Scotland Dry campaign ran in May. We asked them to make Scotland dry, and Make Scotland Dry worked."
    out = anonymise_texts({"a": text}, tagger=tagged_as("ORG", "Make Scotland Dry"))["a"][0]
    assert out == text


STANDS = [
    ("ORG", "She reads the Lagos Times and Nursing Press.", ["Lagos Times", "Nursing Press"]),
    ("LOC", "He came from Mogadishu by way of southern Finland.", ["Mogadishu", "southern Finland"]),
    ("ORG", "A study at the University of Helsinki said so.", ["University of Helsinki"]),
    ("ORG", "It was part of an NHS Discovery mission.", ["NHS Discovery mission"]),
    ("ORG", "The OHT group had three tries at it.", ["OHT group"]),
    ("LOC", "She finished an M.Sc. last year.", ["M.Sc"]),
]
MASKED = [
    ("ORG", "The Ibsley Herald had it on page one.", ["Ibsley Herald"]),
    ("ORG", "They rent rooms from Lagos Lodge.", ["Lagos Lodge"]),
    ("ORG", "He chairs Care Forum Wales now.", ["Care Forum Wales"]),
    ("ORG", "A bed at Tolvane House came up.", ["Tolvane House"]),
    ("LOC", "She moved to Ibsley in the spring.", ["Ibsley"]),
    ("ORG", "The NHS Tolvane Trust sent nobody.", ["NHS Tolvane Trust"]),
]


@pytest.mark.parametrize(("label", "text", "names"), STANDS)
def test_what_millions_go_with_stands_for_the_team_and_goes_for_the_public(
    label: str, text: str, names: list[str]
) -> None:
    tagger = tagged_as(label, *names)
    assert anonymise_texts({"a": text}, tagger=tagger)["a"][0] == text
    out = anonymise_texts({"a": text}, tier=Tier.PUBLIC, tagger=tagger)["a"][0]
    assert all(name not in out for name in names if "." not in name)


@pytest.mark.parametrize(("label", "text", "names"), MASKED)
def test_what_only_a_few_go_with_is_masked_at_every_tier(label: str, text: str, names: list[str]) -> None:
    out = anonymise_texts({"a": text}, tagger=tagged_as(label, *names))["a"][0]
    assert all(name not in out for name in names)


def test_half_of_a_world_citys_name_is_no_person() -> None:
    text = "They flew to New York. York was cold."
    out = anonymise_texts({"a": text}, tagger=tagged_as("PERSON", "York"))["a"][0]
    assert out.startswith("They flew to New York.")


def test_a_people_and_a_language_are_no_person() -> None:
    text = "She speaks Japanese and Tigrinya, with Danish parents."
    tagger = tagged_as("PERSON", "Japanese", "Tigrinya", "Danish")
    assert anonymise_texts({"a": text}, tagger=tagger)["a"][0] == text


def kept(text: str, words: dict[str, bool], tier: Tier = Tier.REVIEWER) -> str:
    tagger = tagged_as("ORG", "Tolvane Larder")
    (out,) = anonymise_notes([note(("A", text))], Pseudonyms(salt="1"), kept=words, tagger=tagger)
    at, pieces = 0, []
    for r in out.replacements:
        pieces += [out.text[at : r.start_char], r.wording(tier)]
        at = r.end_char
    return "".join(pieces) + out.text[at:]


def test_words_a_person_let_stand_stand_again_and_for_the_public_only_where_that_was_said() -> None:
    text = "The Tolvane Larder lent a van."
    assert "Tolvane Larder" not in kept(text, {})
    assert "Tolvane Larder" in kept(text, {"Tolvane Larder": False}, Tier.PUBLIC)
    assert "Tolvane Larder" in kept(text, {"tolvane larder": True})
    assert "Tolvane Larder" not in kept(text, {"tolvane larder": True}, Tier.PUBLIC)


def test_kept_words_do_not_unmask_who_bears_them() -> None:
    assert "Mr Tolvane" not in kept("Mr Tolvane came, and Tolvane left.", {"Tolvane": False})
    assert "Tolvane left" not in kept("Mr Tolvane came, and Tolvane left.", {"Tolvane": False})
