"""What comes in wrong: one name twice on the roster, a name in another alphabet, marks and emoji at a name's edge."""

from __future__ import annotations

import unicodedata

import pytest

from qualitative.anonymise import Pseudonyms, anonymise_texts
from qualitative.model import RosterEntry
from tests.support.anonymising import ROSTER, masked, strings, untagged

SAME = RosterEntry("Ann Lee", "Support worker", "Tarn House", "Providers")


def test_the_same_row_twice_is_one_person() -> None:
    found = strings({"a": "Ann Lee came. Ann Lee left."}, (SAME, SAME))["a"]
    assert len(found["Ann Lee"]) == 1
    assert "unclear" not in next(iter(found["Ann Lee"]))


def test_one_name_in_two_organisations_is_two_people_and_given_to_neither() -> None:
    other = RosterEntry("Ann Lee", "Commissioning lead", "Ibsley Council", "Commissioners")
    key = Pseudonyms(salt="1")
    out, spans = anonymise_texts({"a": "Ann Lee came."}, (SAME, other), key=key, tagger=untagged)["a"]
    assert "Ann" not in out
    assert "unclear" in spans[0]["replacement"]
    assert len({person.string for person in key.people()}) == 2


def test_two_people_of_one_name_in_one_session_share_a_label_and_are_asked_about() -> None:
    other = RosterEntry("Ann Lee", "Commissioning lead", "Ibsley Council", "Commissioners")
    key = Pseudonyms(salt="1")
    text = "Ann Lee: It was slow.\nAnn Lee: It was not.\n"
    out, spans = anonymise_texts({"a": text}, (SAME, other), key=key, tagger=untagged)["a"]
    assert "Ann" not in out
    listed = {person.string for person in key.people() if person.listed}
    assert listed.isdisjoint(span["replacement"] for span in spans)


def test_an_address_on_the_roster_is_the_only_trace_of_a_name() -> None:
    roster = (RosterEntry("Rosalind Okafor", email="rosalind.okafor@calder.example"),)
    found = strings({"a": "Ask rosalind.okafor@calder.example about the van."}, roster)["a"]
    named = strings({"a": "Ask rosalind.okafor@calder.example, or Rosalind."}, roster)["a"]
    assert list(found) == ["rosalind.okafor@calder.example"]
    assert named["Rosalind"] == named["rosalind.okafor@calder.example"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Siân Kettleby", "Roedd Siân Kettleby yn hwyr, a dyma Siân yn gadael."),
        ("Zofia Wójcik", "Pani Zofia Wójcik powiedziała, że nie."),
        ("Иван Петров", "Потом пришёл Иван Петров, и всё."),
        ("ليلى حداد", "قالت ليلى حداد إن ذلك صحيح"),
        ("Bùi Thị Hạnh", "Chị Bùi Thị Hạnh đến muộn."),
    ],
)
def test_a_listed_name_is_masked_in_another_language(name: str, text: str) -> None:
    out = masked(text, (RosterEntry(name),))
    assert not any(piece in out for piece in name.split())


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_masked_however_its_accents_are_written(form: str) -> None:
    text = unicodedata.normalize(form, "Then Zofia Wójcik, and Wójcik's van.")
    out = masked(text, (RosterEntry(unicodedata.normalize("NFC", "Zofia Wójcik")),))
    assert "jcik" not in out
    assert not any(unicodedata.combining(letter) for letter in out)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("👩‍🦽Beverley Aske👍🏽 came", "👩‍🦽{}👍🏽 came"),
        ("(Beverley Aske\u200d) came", "({}) came"),
        ("Beverley Aske\u0301 came", "{} came"),
        ("“Beverley Aske”…", "“{}”…"),
    ],
)
def test_a_mark_at_a_names_edge_goes_with_it_and_an_emoji_stays_whole(text: str, left: str) -> None:
    out, spans = anonymise_texts({"a": text}, ROSTER, tagger=untagged)["a"]
    assert out == left.format(spans[0]["replacement"])


def test_a_note_of_nothing_but_marks_comes_out_as_it_was() -> None:
    for text in ("", "\u0301", "…—", "\n\n\t", "👍🏽", "[]", "[Participant 7]"):
        assert masked(text, ROSTER) == text
