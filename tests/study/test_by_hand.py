"""A study may be coded without the machine: nothing suggested is left or made, what people decided stays."""

from __future__ import annotations

from qualitative.model import Status
from qualitative.study import Study, by_hand, evaluator


def test_a_study_without_suggestions_shows_none_and_makes_none_until_they_are_on_again(study: Study) -> None:
    first, *rest = study.store.codings("tide")
    assert rest
    evaluator.decide(study, first.id, True, "Ana", "hindered")
    report = by_hand.switch(study, on=False, by="Ana")
    assert report.figures["taken_away"] == len(rest)
    assert [(c.id, c.status) for c in study.store.codings("tide")] == [(first.id, Status.CONFIRMED)]
    assert evaluator.sources_to_suggest_for(study, "tide") == ()
    told = evaluator.suggest_codings(study)
    assert told.lines == [by_hand.OFF]
    assert len(study.store.codings("tide")) == 1
    by_hand.switch(study, on=True, by="Ana")
    assert evaluator.suggest_codings(study).figures["suggested"] > 0
    assert [d.user for d in study.store.decisions() if d.act.startswith("switched suggestions")] == [
        "Ana",
        "Ana",
    ]
