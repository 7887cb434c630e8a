"""Wishes about use: lifted, narrowed, marked by hand, each with a reason in the vault, each with a way back."""

from __future__ import annotations

import pytest

from qualitative.disclosure import view
from qualitative.model import Restriction, Tier
from qualitative.study import Study, StudyTrouble, settling, wishes
from qualitative.study.settling import Place
from tests.support.small import PASSPHRASE, Small
from tests.support.study_state import state

pytestmark = pytest.mark.usefixtures("quick_key")

HOW = {"passphrase": PASSPHRASE, "by": "Ana"}


def heard(study: Study) -> tuple[Restriction, ...]:
    return study.store.restrictions(["tide-02"])


def place(study: Study, words: str, source_id: str = "tide-01") -> Place:
    source = next(s for s in study.store.sources() if s.id == source_id)
    at = source.text.index(words)
    return Place("tide", source_id, at, at + len(words), source.sha256)


def test_the_reason_lies_in_the_vault_and_who_and_when_in_the_study(study: Study, coded: Small) -> None:
    (wish,) = heard(study)
    before = state(coded)
    with pytest.raises(StudyTrouble, match="why"):
        wishes.lift(study, "tide", wish.id, " ", **HOW)
    assert state(coded) == before
    report = wishes.lift(study, "tide", wish.id, "zanzibar rang to agree", **HOW)
    assert any("again" in w for w in report.warnings)
    (lifted,) = heard(study)
    assert "Ana" in lifted.lifted_because
    assert wishes.reasons(study.vault(PASSPHRASE).data["decisions"]) == {wish.id: "zanzibar rang to agree"}
    study.close()
    assert b"zanzibar" not in (coded.folder / "study.db").read_bytes()


def test_a_lifted_wish_can_bind_again_and_every_act_can_be_taken_back_though_the_source_is_signed(
    study: Study,
) -> None:
    (first,) = heard(study)
    wishes.lift(study, "tide", first.id, "agreed", **HOW)
    wishes.impose(study, "tide", first.id, "she thought again", **HOW)
    assert heard(study) == (first,)
    wishes.narrow(study, "tide", first.id, first.start_char + 5, first.end_char, "only the end", **HOW)
    assert heard(study)[0].start_char == first.start_char + 5
    for _ in range(3):
        settling.undo(study, "tide", **HOW)
    assert heard(study) == (first,)
    with pytest.raises(StudyTrouble, match="nothing to take back"):
        settling.undo(study, "tide", **HOW)


def test_a_wish_is_narrowed_to_a_part_of_what_it_covers_and_to_nothing_else(study: Study) -> None:
    (wish,) = heard(study)
    for span in ((wish.start_char - 1, wish.end_char), (wish.start_char, wish.end_char), (5, 5)):
        with pytest.raises(StudyTrouble, match="narrowed"):
            wishes.narrow(study, "tide", wish.id, *span, "why", **HOW)


def test_what_a_person_marks_counts_no_more_and_is_read_by_nobody_below_the_coders(study: Study) -> None:
    words = "Trust between the teams was strong from the start"
    data = study.store.load_case("tide")
    marked = {c.id for c in data.codings if words in c.selection.quote}
    assert marked & {c.id for c in view(data, Tier.CODER).codings}
    wishes.mark(study, place(study, words), "no use", "heard on the recording", **HOW)
    with pytest.raises(StudyTrouble, match="already"):
        wishes.mark(study, place(study, words), "no use", **HOW)
    with pytest.raises(StudyTrouble, match="no wish"):
        wishes.mark(study, place(study, words), "no idea", **HOW)
    data = study.store.load_case("tide")
    for tier in (Tier.CODER, Tier.REVIEWER, Tier.PUBLIC):
        assert marked.isdisjoint(c.id for c in view(data, tier).codings)
    assert "Trust between the teams" not in repr([s.text for s in view(data, Tier.REVIEWER).sources])
    settling.undo(study, "tide", **HOW)
    assert marked & {c.id for c in view(study.store.load_case("tide"), Tier.CODER).codings}
