"""One person, however a note-taker writes them: surname first, a former name, a nickname, by ear, run together, initials in capitals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitative.anonymise import Pseudonyms, anonymise_texts
from qualitative.anonymise.people import close, parse
from qualitative.anonymise.words import plain
from qualitative.model import RosterEntry
from tests.support.anonymising import strings, tagged_as, untagged

PEOPLE = tuple(
    RosterEntry(name)
    for name in (
        "Siobhan Breen",
        "Małgorzata Nowak",
        "Oluwakemi Balogun",
        "Henrietta Cole",
        "Ka-Yan Cheung",
        "Manjit Kaur Dhesi",
        "Segun Alabi",
        "Segun Fashola",
        "Aneurin Pugh",
    )
)


@pytest.mark.parametrize(
    ("text", "as_listed"),
    [
        ("BREEN, SIOBHAN; ALABI, SEGUN", "Siobhan Breen"),
        ("SIGN IN: ALABI, SEGUN / BREEN, SIOBHAN", "Segun Alabi"),
        ("shivaun breen rang", "Siobhan Breen"),
        ("spoke to gosia about it", "Małgorzata Nowak"),
        ("Malgorzata Nowak came", "Małgorzata Nowak"),
        ("Kemi sent the figures", "Oluwakemi Balogun"),
        ("ballogun to follow up", "Oluwakemi Balogun"),
        ("Hetty chaired", "Henrietta Cole"),
        ("hetty cole chaired", "Henrietta Cole"),
        ("ka yan asked twice", "Ka-Yan Cheung"),
        ("Mrs Kaur Dhesi asked", "Manjit Kaur Dhesi"),
        ("Segun A: voids are down", "Segun Alabi"),
        ("SEGUN F - NOT AT NIGHT", "Segun Fashola"),
        ("s fashola to cost it", "Segun Fashola"),
        ("NYE + HETTY TO WRITE IT UP", "Aneurin Pugh"),
        ("kemi@lanternmind.example wrote", "Oluwakemi Balogun"),
    ],
)
def test_a_listed_person_keeps_one_string_however_they_are_written(text: str, as_listed: str) -> None:
    found = strings({"a": text, "b": f"{as_listed} was there."}, PEOPLE)
    assert found["b"][as_listed] & set().union(*found["a"].values())


@pytest.mark.parametrize(
    "text",
    [
        "Nasreen Akhtar (formerly Nasreen Iqbal) runs it. Then Nasreen Iqbal laughed.",
        "Nasreen Akhtar, née Iqbal, runs it. Then Mrs Iqbal laughed.",
        'Nasreen Akhtar ("Naz") runs it. Then Naz laughed.',
        "Nasreen Akhtar, known as Naz, runs it. Then Naz laughed.",
        "Nasreen Akhtar runs it; she was Nasreen Iqbal before. Then Iqbal laughed.",
    ],
)
def test_another_name_that_the_text_itself_gives_somebody_is_theirs(text: str) -> None:
    tagger = tagged_as("PERSON", "Nasreen Akhtar", "Nasreen Iqbal", "Naz", "Iqbal")
    spans = anonymise_texts({"a": text}, tagger=tagger)["a"][1]
    assert len({span["replacement"] for span in spans if span["type"] == "PERSON"}) == 1


def test_two_people_side_by_side_are_not_made_one() -> None:
    text = "Nasreen Akhtar, Shabnam Akhtar (chair) and Nasreen Iqbal came."
    tagger = tagged_as("PERSON", "Nasreen Akhtar", "Shabnam Akhtar", "Nasreen Iqbal")
    spans = anonymise_texts({"a": text}, tagger=tagger)["a"][1]
    assert len({span["replacement"] for span in spans}) == 3


def test_names_typed_side_by_side_are_parted_where_each_speaks() -> None:
    text = "tomek gethin and linh came\ntomek: vans\ngethin: no vans\n"
    tagger = tagged_as("PERSON", "tomek gethin", "linh", "tomek", "gethin")
    found = anonymise_texts({"a": text}, tagger=tagger)["a"][1]
    by_word = {text[span["start"] : span["end"]]: span["replacement"] for span in found}
    assert by_word["tomek"] != by_word["gethin"]
    assert "tomek gethin" not in by_word


def test_who_signs_a_letter_is_who_it_is_from() -> None:
    roster = (RosterEntry("Rose Tekle"), RosterEntry("Rose Whitby"))
    text = "From: Rose Whitby\nTo: Rose Tekle\nDear Rose,\nThe hubs are full.\nBest wishes, Rose\n"
    found = strings({"a": text}, roster)["a"]
    assert found["Rose"] == found["Rose Whitby"] | found["Rose Tekle"]


def test_a_person_of_a_towns_name_is_apart_from_the_town() -> None:
    roster = (RosterEntry("Dawn Selby"),)
    text = "Dawn Selby commutes from Selby. Ms Selby is from Selby, she says."
    spans = anonymise_texts({"a": text}, roster, tagger=untagged)["a"][1]
    assert {span["type"] for span in spans if text[span["start"] : span["end"]] == "Selby"} == {
        "PERSON",
        "PLACE",
    }


@given(st.sampled_from(["Breen, Siobhan", "ASANTE-BOATENG, KWABENA", "van der Berg, Jan", "O'Neill, Aoife"]))
def test_a_name_the_wrong_way_about_is_taken_apart_alike(name: str) -> None:
    family, _, given_name = name.partition(", ")
    parsed, usual = parse(name), parse(f"{given_name} {family}")
    assert (parsed.given, parsed.family) == (usual.given, usual.family)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_a_name_is_close_to_itself_and_spelling_by_ear_goes_both_ways(name: str) -> None:
    assert close(name, name)
    for other in ("siobhan", "balogun", "nowak"):
        assert close(name, other) == close(other, name)


def test_letters_with_a_bar_compare_as_they_are_typed() -> None:
    assert plain("Małgorzata") == "malgorzata"
    assert plain("Søren") == "soren"


def test_a_later_file_with_a_former_name_joins_nobody_who_is_listed_apart() -> None:
    roster = (RosterEntry("Nasreen Akhtar"), RosterEntry("Nasreen Iqbal"))
    key = Pseudonyms(salt="1")
    text = "Nasreen Akhtar (formerly Nasreen Iqbal) came."
    anonymise_texts({"a": text}, roster, key=key, tagger=untagged)
    assert len(key.people()) == 2
