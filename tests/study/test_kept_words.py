"""Words a person let stand keep standing in the notes that come later, and never against somebody's name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qualitative.model import Source, Tier
from qualitative.study import Study, custodian, settling
from qualitative.study.originals import Originals
from qualitative.study.settling import Place
from tests.support.small import PASSPHRASE, Small

pytestmark = pytest.mark.usefixtures("quick_key")

FIRST = "Interviewer: And the van?\nFfion Pritchard-Lloyd: The Tolvane Larder lent us one, and the Tolvane Larder got it back.\n"
LATER = "Interviewer: Again?\nFfion Pritchard-Lloyd: The Tolvane Larder was closed by then.\n"


@pytest.fixture
def study(added: Small) -> Iterator[Study]:
    opened = added.open()
    add(added, opened, "first.txt", FIRST)
    yield opened
    opened.close()


def add(small: Small, study: Study, name: str, text: str) -> Source:
    (small.root / name).write_text(text, "utf-8")
    custodian.add(study, "tide", [small.root / name], passphrase=PASSPHRASE, by="Ana")
    return study.store.sources()[-1]


def keep_the_larder(study: Study, *, everywhere: bool = True, still_public: bool = False) -> None:
    source = study.store.sources()[-1]
    known = Originals(study.vault(PASSPHRASE), study.store.sources())
    r = next(r for r in source.replacements if known.words(source.id, r) == "Tolvane Larder")
    place = Place("tide", source.id, r.start_char, r.end_char, source.sha256)
    settling.keep(
        study,
        place,
        "a public kitchen",
        everywhere=everywhere,
        still_public=still_public,
        passphrase=PASSPHRASE,
        by="Ana",
    )


def test_words_kept_everywhere_stand_in_a_later_note_with_their_reason_in_the_vault(
    added: Small, study: Study
) -> None:
    keep_the_larder(study)
    assert "Tolvane Larder was closed" in add(added, study, "later.txt", LATER).text
    kept = study.vault(PASSPHRASE).data["kept"]["tide"]["Tolvane Larder"]
    assert (kept["reason"], kept["user"]) == ("a public kitchen", "Ana")


def test_words_kept_at_one_place_are_masked_in_a_later_note(added: Small, study: Study) -> None:
    keep_the_larder(study, everywhere=False)
    assert "Tolvane" not in add(added, study, "later.txt", LATER).text


def test_words_kept_for_the_team_are_masked_for_the_public_in_a_later_note(
    added: Small, study: Study
) -> None:
    keep_the_larder(study, still_public=True)
    later = add(added, study, "later.txt", LATER)
    (mask,) = [r for r in later.replacements if "Tolvane" in r.coder]
    assert mask.wording(Tier.REVIEWER) == "Tolvane Larder"
    assert "Tolvane" not in mask.wording(Tier.PUBLIC)


def test_what_was_kept_and_taken_back_is_masked_again(added: Small, study: Study) -> None:
    keep_the_larder(study)
    settling.undo(study, "tide", passphrase=PASSPHRASE, by="Ana")
    assert study.vault(PASSPHRASE).data["kept"]["tide"] == {}
    assert "Tolvane" not in add(added, study, "later.txt", LATER).text


def test_somebody_who_bears_a_kept_name_is_masked(added: Small, study: Study) -> None:
    keep_the_larder(study)
    later = add(
        added,
        study,
        "later.txt",
        LATER + "Interviewer: Who came?\nFfion Pritchard-Lloyd: Mr Tolvane and Ms Larder.\n",
    )
    assert "Mr Tolvane" not in later.text
    assert "Ms Larder" not in later.text
