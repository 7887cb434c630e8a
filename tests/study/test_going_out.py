"""What goes out is remembered, and looked at by somebody who knows the people; sensitive passages wait for a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitative import disclosure
from qualitative.model import Tier
from qualitative.study import Study, StudyTrouble, custodian, evaluator, going_out, reviewer
from tests.support.small import PASSPHRASE
from tests.support.study_state import confirm_all


@pytest.fixture
def drafted(study: Study) -> Study:
    confirm_all(study)
    reviewer.draft(study, "tide", tier=Tier.PUBLIC)
    return study


def draft_of(study: Study) -> Path:
    return study.folder / "drafts" / "tide-public.md"


def test_what_went_out_is_kept_with_who_tried_to_recognise_the_people(drafted: Study) -> None:
    report = going_out.published(drafted, "tide", draft_of(drafted), insider="Wanda", by="Ana")
    kept = [(d.user, d.act) for d in drafted.store.decisions()][-2:]
    assert kept == [("Wanda", going_out.INSIDER_TEST), ("Ana", disclosure.PUBLISHED)]
    assert report.figures["numbers"] == {"all": 8, "focus group": 7, "interview": 1}
    assert reviewer.state_of_draft(drafted, drafted.store.load_case("tide"), Tier.PUBLIC) == "stale"


def test_nothing_is_recorded_as_published_without_an_insider_or_with_a_finding(drafted: Study) -> None:
    before = drafted.store.decisions()
    with pytest.raises(StudyTrouble, match="insider"):
        going_out.published(drafted, "tide", draft_of(drafted), insider=" ", by="Ana")
    draft_of(drafted).write_text("It was said by 40% of people.", encoding="utf-8")
    with pytest.raises(StudyTrouble, match="1 place that the public may not see"):
        going_out.published(drafted, "tide", draft_of(drafted), insider="Wanda", by="Ana")
    assert drafted.store.decisions() == before


RESIGNED = """Interview

Interviewer: And then?
Marta Kowalczyk: Two people resigned over it, and nobody knew who was responsible for decisions.
Marta Kowalczyk: Off the record, one of them was in tears about who was responsible for decisions.
"""


def test_a_sensitive_passage_is_cleared_by_name_and_taken_back(study: Study, tmp_path: Path) -> None:
    assert going_out.sensitive(study).figures["passages"] == []
    (tmp_path / "resigned.txt").write_text(RESIGNED)
    custodian.add(study, "tide", [tmp_path / "resigned.txt"], passphrase=PASSPHRASE)
    custodian.sign_off(study, ["tide-03"], by="Ana", passphrase=PASSPHRASE)
    evaluator.suggest_codings(study)
    confirm_all(study)
    rows = going_out.sensitive(study).figures["passages"]
    ids = [row["id"] for row in rows]
    assert ids
    assert {row["state"] for row in rows} == {"waits"}
    assert not any("tears" in line for line in going_out.sensitive(study).lines), "that was off the record"
    going_out.clear(study, ids, by="Ana")
    assert {row["state"] for row in going_out.sensitive(study).figures["passages"]} == {"cleared"}
    with pytest.raises(StudyTrouble, match="nothing was changed"):
        going_out.clear(study, [ids[0], "nobody"], by="Ana")
    going_out.clear(study, ids, by="Ana", back=True)
    assert {row["state"] for row in going_out.sensitive(study).figures["passages"]} == {"waits"}
    assert all(d.user == "Ana" for d in study.store.decisions() if d.about in ids and "clear" in d.act)
