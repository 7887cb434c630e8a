"""Clipped lines: a name that is also a word is masked where the line's frame makes it a person, and stands where it is a word."""

from __future__ import annotations

import pytest

from qualitative.anonymise import anonymise_texts
from qualitative.model import RosterEntry
from tests.support.anonymising import masked, tagged_as

NAMES = [
    ("pls ring hope", ["hope"]),
    ("w/ hope fri", ["hope"]),
    ("cc dean", ["dean"]),
    ("cc grace/kwame", ["grace", "kwame"]),
    ("spoke to mark re rota", ["mark"]),
    ("ASK JOY RE KEYS", ["JOY"]),
    ("faith to chase", ["faith"]),
    ("will/pat/heather to draft", ["will", "pat", "heather"]),
    ("will to chase lease", ["will"]),
    ("drew on leave til 3rd", ["drew"]),
    ("grace -> will handover", ["grace", "will"]),
    ("attn pat", ["pat"]),
    ("Actions: Faith to confirm", ["Faith"]),
    ("ex-cooper caseload", ["cooper"]),
    ("ex-chowdhury tenants (3) tbc", ["chowdhury"]),
    ("the marsh family moved", ["marsh"]),
    ("The Okonkwos are back, and the Tolleys' flat is damp.", ["Okonkwos", "Tolleys"]),
    ("THE WARSAMES ARE BACK", ["WARSAMES"]),
    ("will marsh - visit due", ["will marsh"]),
]
WORDS = [
    "hope to ring fri",
    "will chase lease",
    "w/ hope and patience",
    "per person per week",
    "bill to chase",
    "Bill to chase",
    "mark absent if late",
    "may/june dates tbc",
    "I was told May, and not before April.",
    "will/may options",
    "grace period ends fri",
    "in the young family centre",
    "the navigators are back",
    "the Tories were out, and the Samaritans are too",
    "the Somalis have waited longest",
    "dean of faculty",
    "fwd to finance, cc board",
    "ring fence the budget",
    "drew a line under it",
]


@pytest.mark.parametrize(("line", "names"), NAMES)
def test_a_name_in_a_clipped_line_is_masked(line: str, names: list[str]) -> None:
    out, spans = anonymise_texts({"a": line})["a"]
    covered = {at for span in spans for at in range(span["start"], span["end"])}
    for name in names:
        start = line.index(name)
        assert {at for at in range(start, start + len(name)) if line[at].isalnum()} <= covered, out


@pytest.mark.parametrize("line", WORDS)
def test_a_word_in_a_clipped_line_stands(line: str) -> None:
    assert anonymise_texts({"a": line})["a"][0] == line


ROSTER = (
    RosterEntry("Will Ansty", "Head"),
    RosterEntry("Rose Young", "Worker"),
    RosterEntry("Grace May", "Worker"),
)
SAID = [
    "Will there be a rise in May? The will to act rose after a young person spoke.",
    "young people rose to it. By grace of god.",
    "A grace period in May, and a rose garden.",
    "Rose-tinted views. Young carers met the board.",
]


@pytest.mark.parametrize("text", SAID)
def test_a_listed_name_is_not_masked_where_it_is_a_word(text: str) -> None:
    assert anonymise_texts({"a": text}, ROSTER)["a"][0] == text


def test_a_listed_name_is_masked_where_it_is_a_name() -> None:
    out = masked("Grace said no to Will's van. Ms May and Mrs Young rang Rose.", ROSTER)
    assert not any(name in out for name in ("Grace", "Will", "May", "Young", "Rose"))


def test_what_was_done_to_somebody_is_no_part_of_the_name() -> None:
    out = anonymise_texts({"a": "Rang Kwame about it."}, tagger=tagged_as("PERSON", "Rang Kwame"))["a"][0]
    assert out.startswith("Rang [Person")


def test_an_initial_and_a_clipped_name_are_one_name_where_the_tagger_saw_somebody() -> None:
    text = "all of the k-lo stuff"
    assert "k-lo" not in anonymise_texts({"a": text}, tagger=tagged_as("PERSON", "k-lo", score=0.15))["a"][0]
