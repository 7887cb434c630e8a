"""Taking back a decision: one's own, the last that stands, past a restart, and never out of the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitative.model import Coding, Selection, Status
from qualitative.study import Study, StudyTrouble, commissioner, evaluator
from tests.support.small import Small


def now(study: Study, coding_id: str) -> Coding:
    return next(c for c in study.store.codings("tide") if c.id == coding_id)


def first(study: Study, at: int = 0) -> Coding:
    return study.store.codings("tide")[at]


def test_an_undone_decision_leaves_the_suggestion_as_it_was(study: Study) -> None:
    before = first(study)
    evaluator.decide(study, before.id, True, "Ana", "helped")
    undone = evaluator.undo_decision(study, "Ana")
    assert (undone.coding, undone.was, undone.now) == (before.id, Status.CONFIRMED, Status.SUGGESTED)
    assert (undone.case, undone.source, undone.code) == ("tide", before.selection.source, before.code)
    assert now(study, before.id) == before


def test_undo_reaches_past_a_restart_and_further_back_each_time(coded: Small) -> None:
    study = coded.open()
    one, two = first(study, 0), first(study, 1)
    evaluator.decide(study, one.id, True, "Ana")
    evaluator.decide(study, two.id, False, "Ana")
    study.close()
    study = coded.open()
    assert evaluator.undo_decision(study, "Ana").coding == two.id
    study.close()
    study = coded.open()
    assert evaluator.undo_decision(study, "Ana").coding == one.id
    with pytest.raises(StudyTrouble, match="no decision of yours"):
        evaluator.undo_decision(study, "Ana")
    assert {now(study, c.id).status for c in (one, two)} == {Status.SUGGESTED}
    study.close()


def test_nothing_is_ever_taken_out_of_the_record(study: Study) -> None:
    c = first(study)
    evaluator.decide(study, c.id, True, "Ana")
    before = study.store.decisions()
    evaluator.undo_decision(study, "Ana")
    after = study.store.decisions()
    assert after[: len(before)] == before
    (added,) = after[len(before) :]
    assert (added.act, added.user, added.about) == ("undo decision", "Ana", c.id)
    assert (added.was, added.now) == (str(before[-1].id), "suggested")


def test_a_second_decision_is_taken_back_to_the_first_with_its_stance_and_its_decider(study: Study) -> None:
    c = first(study)
    evaluator.decide(study, c.id, True, "Bo", "helped")
    of_bo = now(study, c.id)
    evaluator.decide(study, c.id, True, "Ana", "hindered")
    evaluator.undo_decision(study, "Ana")
    assert now(study, c.id) == of_bo
    evaluator.decide(study, c.id, False, "Ana")
    assert now(study, c.id).stance == "helped", "None leaves a stance as it is"
    evaluator.undo_decision(study, "Ana")
    assert now(study, c.id) == of_bo


def test_what_another_decided_since_stays_and_the_one_before_is_taken_back(study: Study) -> None:
    one, two = first(study, 0), first(study, 1)
    evaluator.decide(study, one.id, True, "Ana")
    evaluator.decide(study, two.id, True, "Ana")
    evaluator.decide(study, two.id, False, "Bo")
    undone = evaluator.undo_decision(study, "Ana")
    assert (undone.coding, undone.passed_over) == (one.id, 1)
    assert (now(study, two.id).status, now(study, two.id).decided_by) == (Status.REJECTED, "Bo")
    with pytest.raises(StudyTrouble, match="others have decided since"):
        evaluator.undo_decision(study, "Ana")


def test_nobody_takes_back_what_another_decided(study: Study) -> None:
    c = first(study)
    evaluator.decide(study, c.id, True, "Bo")
    with pytest.raises(StudyTrouble, match="no decision of yours"):
        evaluator.undo_decision(study, "Ana")
    assert now(study, c.id).status is Status.CONFIRMED


def test_once_the_other_has_taken_theirs_back_ones_own_can_be_taken_back_too(study: Study) -> None:
    c = first(study)
    evaluator.decide(study, c.id, True, "Ana", "mixed")
    evaluator.decide(study, c.id, False, "Bo")
    evaluator.undo_decision(study, "Bo")
    assert (now(study, c.id).decided_by, now(study, c.id).stance) == ("Ana", "mixed")
    evaluator.undo_decision(study, "Ana")
    assert now(study, c.id) == c


def test_ones_own_coding_is_gone_when_taken_back_and_can_be_made_again(study: Study) -> None:
    source = study.store.sources("tide")[0]
    selection = Selection(source.id, 0, 11, source.text[:11])
    own = evaluator.add_coding(study, "tide", selection, "governance", "Ana")
    undone = evaluator.undo_decision(study, "Ana")
    assert (undone.coding, undone.now) == (own.id, None)
    assert own.id not in {c.id for c in study.store.codings("tide")}
    assert evaluator.add_coding(study, "tide", selection, "governance", "Ana").id == own.id


def test_a_sheet_is_not_taken_apart_row_by_row(study: Study, tmp_path: Path) -> None:
    import pandas as pd

    by_hand = study.store.codings("tide")[-1]
    evaluator.decide(study, by_hand.id, False, "Ana")
    commissioner.export(study, tmp_path / "c.csv")
    table = pd.read_csv(tmp_path / "c.csv", dtype=str, keep_default_na=False)
    rows = table["id"] != by_hand.id
    table.loc[rows, "decision"] = "confirm"
    table[rows].to_csv(tmp_path / "c.csv", index=False)
    commissioner.import_file(study, tmp_path / "c.csv", by="Ana")
    assert evaluator.undo_decision(study, "Ana").coding == by_hand.id
    with pytest.raises(StudyTrouble, match="import --undo"):
        evaluator.undo_decision(study, "Ana")
    commissioner.undo_import(study, by="Ana")
    with pytest.raises(StudyTrouble, match="import --undo"):
        evaluator.undo_decision(study, "Ana")


def test_undo_stays_within_the_case_asked_for(study: Study) -> None:
    evaluator.decide(study, first(study).id, True, "Ana")
    with pytest.raises(StudyTrouble, match="no decision of yours"):
        evaluator.undo_decision(study, "Ana", "elsewhere")
    assert evaluator.undo_decision(study, "Ana", "tide").case == "tide"


def test_a_decision_on_something_decided_meanwhile_is_refused_with_who_and_when(study: Study) -> None:
    seen = first(study)
    evaluator.decide(study, seen.id, True, "Ben")
    with pytest.raises(evaluator.DecidedMeanwhile, match=r"Ben confirmed this at \d\d:\d\d") as told:
        evaluator.decide(study, seen.id, False, "Ana", seen=seen)
    assert told.value.by == "Ben"
    with pytest.raises(evaluator.DecidedMeanwhile, match="You, in another window, confirmed"):
        evaluator.decide(study, seen.id, False, "Ben", seen=seen)
    assert now(study, seen.id).decided_by == "Ben"
    evaluator.decide(study, seen.id, False, "Ana", seen=now(study, seen.id))
    assert now(study, seen.id).status is Status.REJECTED


def test_a_decision_on_something_taken_back_meanwhile_is_refused(study: Study) -> None:
    evaluator.decide(study, first(study).id, True, "Ben")
    seen = first(study)
    evaluator.undo_decision(study, "Ben")
    with pytest.raises(evaluator.DecidedMeanwhile, match="taken back meanwhile"):
        evaluator.decide(study, seen.id, False, "Ana", seen=seen)


def test_a_decision_on_a_suggestion_made_anew_meanwhile_is_told(study: Study) -> None:
    seen = first(study)
    study.store.replace_suggestions("tide", seen.selection.source, "machine", [])
    with pytest.raises(StudyTrouble, match="no longer there"):
        evaluator.decide(study, seen.id, True, "Ana", seen=seen)


def test_what_is_due_for_suggestions_is_what_suggesting_does(study: Study) -> None:
    assert evaluator.sources_to_suggest_for(study, "tide") == ()
    evaluator.decide(study, first(study).id, True, "Ana")
    due = evaluator.sources_to_suggest_for(study, "tide")
    assert len(due) == evaluator.suggest_codings(study).figures["sources"] > 0
    assert evaluator.sources_to_suggest_for(study, "tide") == ()
