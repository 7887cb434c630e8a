"""The review queue on the command line: listed without names, settled by ids, mask by mask by keys."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from qualitative.cli import main, review_keys
from qualitative.study import queue
from tests.study.test_settling import unsettle
from tests.support.small import NAMES, PASSPHRASE, Small

pytestmark = pytest.mark.usefixtures("quick_key")

PHONE = "07700 900123"


@pytest.fixture
def unsure(added: Small) -> Small:
    study = added.open()
    for words in (PHONE, "Marta Kowalczyk"):
        unsettle(study, words)
    study.close()
    return added


def said(small: Small, *words: str, code: int = 0, passphrase: str = PASSPHRASE) -> str:
    env = {"QUALITATIVE_KEY_PASSPHRASE": passphrase}
    done = CliRunner().invoke(main, ["review", str(small.folder), *words], env=env)
    assert done.exit_code == code, done.output
    return done.output


def first(small: Small) -> str:
    return str(json.loads(said(small, "--json"))["queue"][0]["id"])


def test_without_a_terminal_it_lists_ids_reasons_and_wishes_and_no_original_word(unsure: Small) -> None:
    text = said(unsure, passphrase="")
    assert "2 masks wait" in text
    assert "no use, in force" in text
    assert [n for n in NAMES if n in text] == []
    assert PHONE in said(unsure, "tide", "tide-01", "--originals")


def test_the_list_has_the_order_of_the_page(unsure: Small) -> None:
    listed = json.loads(said(unsure, "--json"))["queue"]
    assert [q["urgency"] for q in listed] == sorted((q["urgency"] for q in listed), reverse=True)


def test_masks_are_accepted_changed_kept_and_taken_back_by_their_ids(unsure: Small) -> None:
    said(unsure, "accept", first(unsure), "--by", "Ana")
    said(unsure, "change", first(unsure), "--to", "OTHER", "--by", "Ana")
    assert "0 masks wait" in said(unsure)
    said(unsure, "undo", "--by", "Ana")
    one = first(unsure)
    assert "reason" in said(unsure, "keep", one, code=2)
    said(unsure, "keep", one, "--reason", "nobody", "--by", "Ana")
    assert "nothing is masked" in said(unsure, "accept", "tide-01:1-2", code=2)


def test_by_keys_a_person_accepts_passes_over_takes_back_and_stops(unsure: Small) -> None:
    study = unsure.open()
    waiting = len(queue.entries(study))
    seen: list[int] = []
    pressed = iter("aunq")

    def key() -> str:
        seen.append(len(queue.entries(study)))
        return next(pressed)

    review_keys.run(study, None, None, PASSPHRASE, "Ana", key=key, ask=lambda _: "")
    assert seen == [waiting, waiting - 1, waiting, waiting]
    assert list(pressed) == []
    study.close()
