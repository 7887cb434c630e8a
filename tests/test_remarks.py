"""Harm and requests told in words that no list foresees, and the same answer in any company."""

from __future__ import annotations

import pytest

from benchmarks import harm, restrictions
from qualitative.anonymise.remarks import WISHES, read_remarks
from qualitative.anonymise.restrictions import find_restrictions
from qualitative.model import Part, PartKind

# By a hand that had read neither rules nor training lines (benchmarks/*_third.tsv).


def test_most_disclosures_told_in_other_words_are_found_and_look_alikes_seldom() -> None:
    told = harm.measure(harm.rows("third"))
    plain = harm.measure(harm.rows("third"), model=False)
    assert float(str(told["recall"])) >= float(str(plain["recall"])) + 0.3
    assert float(str(told["precision"])) >= 0.8


def test_most_requests_in_other_words_are_found_and_look_alikes_seldom() -> None:
    told, plain = (
        restrictions.measure(restrictions.THIRD),
        restrictions.measure(restrictions.THIRD, model=False),
    )
    assert told["found"] >= plain["found"] + 0.3
    assert told["precision"] >= 0.85


def test_a_sentence_is_read_alike_in_any_company() -> None:
    one, other = "I would be happier if that bit never left this room.", "We met on Tuesdays."
    assert read_remarks([one, other])[0] == read_remarks([one])[0] == read_remarks([other, one])[1]
    assert read_remarks([one])[0].wish in WISHES[1:]
    assert read_remarks([""])[0].harm == 0


@pytest.mark.parametrize(("kind", "n"), [(PartKind.QUESTION, 0), (PartKind.SPEECH, 1)])
def test_what_an_interviewer_asks_is_no_request_of_theirs(kind: PartKind, n: int) -> None:
    words = "If that could vanish from your notes I'd sleep better."
    part = Part(0, len(words), kind, speaker="", body_char=0)
    assert len(find_restrictions(words, [part])) == n
