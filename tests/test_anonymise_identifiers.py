"""UK identifiers go whole, and what only looks like one stays."""

from __future__ import annotations

import pytest

from qualitative.anonymise import (
    anonymise_texts,
)
from qualitative.anonymise.numbers import luhn, nhs_checksum
from tests.support.anonymising import masked, untagged

IDENTIFIERS = [
    ("ring 07700 900 128 after six", "07700 900 128"),
    ("call +44 (0)7700 900129", "+44 (0)7700 900129"),
    ("0044 7700 900 127 is his", "0044 7700 900 127"),
    ("landline (01632) 960 112", "(01632) 960 112"),
    ("oh seven seven double oh nine hundred one two eight", "oh seven seven double oh nine hundred one two eight"),
    ("write to bev.aske@calder.example.org", "bev.aske@calder.example.org"),
    ("it's bev dot aske at calder dot org dot uk", "bev dot aske at calder dot org dot uk"),
    ("bev.aske (at) calder.org.uk please", "bev.aske (at) calder.org.uk"),
    ("NINO QQ 12 34 56 A", "QQ 12 34 56 A"),
    ("ni number qq123456c", "qq123456c"),
    ("NHS number 999 417 0236", "999 417 0236"),
    ("CHI 0101659991 on file", "0101659991"),
    ("he lives at 14 Larch Close, Ibsley", "14 Larch Close, Ibsley"),
    ("moved to flat 3, 22 tanner street", "flat 3, 22 tanner street"),
    ("postcode ZZ99 4HB", "ZZ99 4HB"),
    ("her van, QQ17 KPO, was stolen", "QQ17 KPO"),
    ("licence ASKEX 612045 BE9XX", "ASKEX 612045 BE9XX"),
    ("passport number 123456789", "123456789"),
    ("sort code 00-00-00", "00-00-00"),
    ("account number 12345678", "12345678"),
    ("IBAN GB00 ABCD 0000 0000 0000 00", "GB00 ABCD 0000 0000 0000 00"),
    ("dob third of march 84", "third of march 84"),
    ("born 3.3.84 in hospital", "3.3.84"),
    ("the 58-year-old finance lead", "58-year-old"),
    ("case ref SG/22/0471", "SG/22/0471"),
    ("crime reference number 19/12345/22", "19/12345/22"),
    ("on insta: bev_aske92", "bev_aske92"),
    ("she tweets as @bevaske", "@bevaske"),
    ("see www.calderlights.example.org/bev", "www.calderlights.example.org/bev"),
    ("from 10.11.12.13 at night", "10.11.12.13"),
    ("registered at Larch Lane Surgery", "Larch Lane Surgery"),
    ("kids at Tarnfield Primary School", "Tarnfield Primary School"),
    ("a bed at Oak Lodge", "Oak Lodge"),
    ("the tarnside hostel shut", "tarnside hostel"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "identifier"), IDENTIFIERS)
def test_an_identifier_is_wholly_masked(text: str, identifier: str) -> None:
    (_, spans), start = anonymise_texts({"a": text}, tagger=untagged)["a"], text.index(identifier)
    covered = {at for span in spans for at in range(span["start"], span["end"])}
    left = "".join(
        text[at] for at in range(start, start + len(identifier)) if text[at].isalnum() and at not in covered
    )
    assert left == ""


LOOK_ALIKES = [
    "Will there be a Part 9 in the new contract? May is too late.",
    "They closed the A4 and the 4+2 contract ran on at £11.2m.",
    "Housing First was the right model, and Section 106 money paid for it.",
    "Contract number 4857773 was for a five-year-old framework.",
    "The M62 was shut, so 12 of the 18 came on 3 buses.",
    "See paragraph 1.2.3.4 and clause 14.2 of version 2.1.",
    "Services for 18-25 year olds and the over 55s.",
    "The NHS, the DWP and the council sat on the leadership group.",
    "Grace period aside, we will mark the occasion in May or June.",
    "It cost £24,600,000 over 10 years, or 2% a year.",
    "The surgery, the school and the hostel all sent somebody.",
    "They met 3 times in 2019/20 and 14 times in 2021.",
    "Rose-tinted, frank, and a bit rich, that report.",
    "Lot 3 went to tender under notice 2019/S 123-298765.",
    "A support worker and two social workers were there.",
    "Romanian and Polish tenants waited longest in England and Wales.",
]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_a_look_alike_stays(text: str) -> None:
    assert masked(text) == text


def test_the_shipped_tagger_leaves_look_alikes_too() -> None:
    texts = {f"{number}": text for number, text in enumerate(LOOK_ALIKES)}
    changed = [text for number, text in texts.items() if anonymise_texts({number: text})[number][0] != text]
    assert changed == []


def test_checksums_know_a_slip() -> None:
    assert nhs_checksum("9994170236") is not nhs_checksum("9994170237")
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("please open QVN000123456", "QVN000123456"),
        ("at QVN000123456-004 it says", "QVN000123456-004"),
        ("My aunt was 62 at the time", "62"),
        ("I'm nearly 43.", "nearly 43"),
        ("I represent Aske's Campaign today", "Aske's Campaign"),
        ("from Tolbrook Carers for Fairness", "Tolbrook Carers for Fairness"),
        ("as head of strategic partnerships for the county", "head of strategic partnerships"),
    ],
)
def test_what_finds_a_person_in_one_search_is_masked(text: str, identifier: str) -> None:
    spans = anonymise_texts({"a": text}, tagger=untagged)["a"][1]
    assert any(text[span["start"] : span["end"]] == identifier for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "They say it was four years old by June.",
        "the 2/3 TB flash drive we bought",
        "invoice QVN000123456 was paid",
        "My aunt was 62 minutes late",
        "Tesco Group and HSBC Limited sent nobody.",
        "the Minister for Youth Justice came",
    ],
)
def test_what_only_looks_like_it_stands(text: str) -> None:
    assert masked(text) == text


def test_the_laws_age_is_nobodys_and_a_town_of_two_words_goes_whole() -> None:
    assert masked("a works pension at age 62 was agreed") == "a works pension at age 62 was agreed"
    out = masked("They sent three people to Milton Keynes branch.")
    assert "Milton" not in out
    assert "Keynes" not in out
