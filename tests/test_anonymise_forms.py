"""Forms of UK notes: ages, dates of birth, references, plates, banks, addresses; and what only looks like them."""

from __future__ import annotations

import pytest

from qualitative.anonymise import anonymise_texts
from qualitative.anonymise.posts import held_by_many, post_for_the_public, post_wording
from qualitative.model import Tier
from tests.support.anonymising import masked, tagged_as, untagged

FORMS = [
    ("night worker (47) on zero hours", "47"),
    ("F, 34, no recourse", "34"),
    ("tenant m/29/wheelchair user", "29"),
    ("F34, two kids", "34"),
    ("he'll be seventy next month", "seventy"),
    ("a widow of eighty three", "eighty three"),
    ("left school at 14, she says", "14"),
    ("her daughter (11) translated", "11"),
    ("in her late fifties", "fifties"),
    ("22 Nov 1979 is his date of birth", "22 Nov 1979"),
    ("dob 1.2.88 on one form, 30 dec 89 on the other", "30 dec 89"),
    ("her birthday is st patricks day 1990", "st patricks day 1990"),
    ("she turned 40 on 6 June", "6 June"),
    ("D of B: 8.8.99", "8.8.99"),
    ("| F | 1988-04-30 |", "1988-04-30"),
    ("GRIEVANCE HR/GR/0087 NEVER HEARD", "HR/GR/0087"),
    ("incident log 142 of 03/02/23 is hers", "142 of 03/02/23"),
    ("her tribunal, 1806622/2023, is listed", "1806622/2023"),
    ("Datix W-30917 says low harm", "W-30917"),
    ("possession claim J4PP2217 struck out", "J4PP2217"),
    ("exhibit KTR/4", "KTR/4"),
    ("Probation have him as X417882.", "X417882"),
    ("discharged, 9998804078, to a sofa", "9998804078"),
    ("refund sent to 60 22 88 18840273 by mistake", "60 22 88"),
    ("account was 05518832 now 31904475", "31904475"),
    ("pay 83-19-04 for the bus", "83-19-04"),
    ("roll no D/71-400382-6", "D/71-400382-6"),
    ("PPORT NO: 118-846-207", "118-846-207"),
    ("n irish driving licence 40718263", "40718263"),
    ("parked again - GX73-PMU", "GX73-PMU"),
    ("the old transit (T 938 GDA)", "T 938 GDA"),
    ("XIZ 4827 outside the refuge", "XIZ 4827"),
    ("7700900265 - txt dont ring", "7700900265"),
    ("both ring out: 029 2018 0455/029 2018 0456", "029 2018 0456"),
    ("gofundme dot com slash f slash get-home", "gofundme dot com slash f slash get-home"),
    ("video's on youtu.be/Zk41pqwTe0s", "youtu.be/Zk41pqwTe0s"),
    ("discord griffle#4410 has them", "griffle#4410"),
    ("selling it under tatty_magpie_", "tatty_magpie_"),
    ("ip 2001:db8:41:7::c1 again", "2001:db8:41:7::c1"),
    ("mac 00:1B:44:7A:C3:0E", "00:1B:44:7A:C3:0E"),
    ("ip was 192.0.2.17", "192.0.2.17"),
    ("s7 2kd is where he sleeps", "s7 2kd"),
    ("c/o The Old Forge, Nettle Lane", "The Old Forge, Nettle Lane"),
    ("flat 2/1, 230 Garnet Street", "flat 2/1, 230 Garnet Street"),
    ("block C, flat 19, Amberley House", "block C, flat 19, Amberley House"),
    ("rent for one hundred and six larch grove", "one hundred and six larch grove"),
    ("apt 14, the maltings, wherry road", "apt 14, the maltings, wherry road"),
    ("Rosebank, 2 Station Approach, TF9 3WU", "Rosebank, 2 Station Approach, TF9 3WU"),
    ("11 Ffordd y Mynydd, Bethesda", "11 Ffordd y Mynydd, Bethesda"),
    ("PO Box 4471 came back", "PO Box 4471"),
    ("a letter from Marlow and Finch solicitors", "Marlow and Finch solicitors"),
    ("ask Garside & Sons", "Garside & Sons"),
    ("kids at st oswalds primary", "st oswalds primary"),
    ("the Thursday Women's Group wrote", "Thursday Women's Group"),
    ("our lady of the wayside has a hall", "our lady of the wayside"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "identifier"), FORMS)
def test_a_form_goes_whole(text: str, identifier: str) -> None:
    spans, start = anonymise_texts({"a": text}, tagger=untagged)["a"][1], text.index(identifier)
    covered = {at for span in spans for at in range(span["start"], span["end"])}
    assert {at for at in range(start, start + len(identifier)) if text[at].isalnum()} <= covered


LOOK_ALIKES = [
    "The boiler is 19 years old and the lease is a 25-year-old document.",
    "The median age 41 in the cohort; aged 25 and under rate applies.",
    "The contract was born on 1 April 2018. The service turned 30.",
    "PQQ 0012 scored 3/5, RFQ-0093 was withdrawn, RM6187 is the framework.",
    "cpv 85311000, cost code 407 188 2600, budget line 20448173",
    "Router firmware 10.2.1.4 and subnet 255.255.255.0",
    "M1 j36 to M18, the A4 and the B6055",
    "Every Tom, Dick and Harry sat on it: Robbing Peter to pay Paul, and bob's your uncle.",
    "A Heath Robinson spreadsheet; jack of all trades; Catch 22; Maslow on slide 4.",
    "Leeds and Bristol do it differently from Lancashire.",
    "Please read the KPI_report_v2 and the final_draft_v3.",
    "At 9.30 or 10-ish on Monday, 3 - 21 Oct, 24/7, 4+2.",
    "16 and 17 year olds, 18-25s and over 55s.",
    "The alliance manager role was vacant for seven months.",
]  # fmt: skip


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_like_a_form_stands(text: str) -> None:
    assert masked(text) == text


def test_an_age_is_banded_truthfully_with_the_word_that_weakens_it() -> None:
    assert masked("She's nearly 60 now.") == "She's [age 50s] now."
    assert masked("She's 61 now.") == "She's [age 60s] now."
    for text in (
        "He was there 24/7.",
        "My mum £33,000 in debt",
        "Mid 90s computers",
        "The book was seven months old.",
    ):
        assert masked(text) == text


def test_an_age_behind_a_name_goes_with_it() -> None:
    text = "Kayden, 15, and Dolores, she's seventy one and well."
    out = anonymise_texts({"a": text}, tagger=tagged_as("PERSON", "Kayden", "Dolores"))["a"][0]
    assert "15" not in out
    assert "seventy one" not in out


def test_an_address_and_the_postcode_at_its_end_leave_no_half_behind() -> None:
    out = masked("Flat 3/2, 118 Torbrex Street, Glasgow G31 4QX, buzzer broken.")
    assert out == "[address], buzzer broken."


def test_a_post_that_the_notes_give_to_many_stands_and_goes_down_a_ladder_else() -> None:
    assert "head of housing" in held_by_many(["All nine heads of housing were cut."])
    text = "All nine heads of housing were cut. Our head of housing left."
    assert masked(text) == text
    assert "head of housing" not in masked("Our head of housing left.")
    first = post_wording("alliance finance lead")
    assert (first, post_for_the_public(first)) == ("[senior lead, alliance]", "[alliance staff]")
    assert "[alliance staff]" in masked("our alliance manager said so", tier=Tier.PUBLIC)
