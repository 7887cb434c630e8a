"""One note more costs one note, and what it makes known is masked everywhere."""

from __future__ import annotations

import pytest

from qualitative.model import (
    Status,
)
from qualitative.store import Store
from qualitative.study import (
    Study,
    StudyTrouble,
    custodian,
    evaluator,
)
from qualitative.study.moving import masked_words
from tests.support.small import PASSPHRASE, Small
from tests.support.study_state import NEW, Killed, crash, state, tell_the_name


def test_one_note_more_codes_one_source_more(coded: Small) -> None:
    study = coded.open()
    assert evaluator.suggest_codings(study).figures["sources"] == 0
    (coded.root / "new.txt").write_text(NEW)
    custodian.add(study, "tide", [coded.root / "new.txt"], passphrase=PASSPHRASE)
    custodian.sign_off(study, ["tide-03"], by="Ana", passphrase=PASSPHRASE)
    assert evaluator.suggest_codings(study).figures["sources"] == 1
    assert evaluator.suggest_codings(study).figures["sources"] == 0


def test_two_cases_can_both_have_themes(coded: Small) -> None:
    study = coded.open()
    (coded.root / "ebb.txt").write_text((coded.root / "notes" / "group.txt").read_text("utf-8") + NEW)
    custodian.add(study, "ebb", [coded.root / "ebb.txt"], passphrase=PASSPHRASE)
    custodian.sign_off(study, (), everything=True, by="Ana", passphrase=PASSPHRASE)
    evaluator.cluster_themes(study, everything=True, n_themes=2)
    before = study.store.themes("ebb")
    ids = [theme.id for theme in (*before, *study.store.themes("tide"))]
    assert before
    assert study.store.themes("tide")
    assert len(set(ids)) == len(ids)
    evaluator.cluster_themes(study, "ebb", everything=True, n_themes=2, seed=1)
    assert {t.id for t in study.store.themes("ebb")} == {t.id for t in before}


def test_a_name_learnt_later_is_masked_at_once_in_the_signed_source(missed: Study) -> None:
    n_codings, n_links = len(missed.store.codings("tide")), len(missed.store.links("tide"))
    report = tell_the_name(missed)
    assert report.figures["masked_later"] == {"tide-03": 2}
    assert any("tide-03" in w and "sign-off again" in w for w in report.warnings)
    source = missed.store.sources()[2]
    assert "Petherwick" not in source.text
    assert "We will see. Will it come?" in source.text  # an ordinary word is no name
    assert source.signed_off
    assert {source.text[r.start_char : r.end_char] for r in source.reopened} == {source.reopened[0].coder}
    assert [source.signed_off for source in missed.store.sources()[:2]] == [True, True]
    codings = missed.store.codings("tide")
    assert (len(codings), len(missed.store.links("tide"))) == (n_codings, n_links)
    every = {s.id: s.text for s in missed.store.sources()}
    for c in codings:
        assert every[c.selection.source][c.selection.start_char : c.selection.end_char] == c.selection.quote
        assert c.status is Status.CONFIRMED
    for x in missed.store.links("tide"):
        for some in (x.selection, x.cause, x.effect):
            assert every[some.source][some.start_char : some.end_char] == some.quote
    for t in missed.store.themes("tide"):
        for member, _ in t.members:
            assert every[member.source][member.start_char : member.end_char] == member.quote
        assert set(t.central) <= {m.id for m, _ in t.members}
    missed.close()
    assert b"etherwick" not in (missed.folder / "study.db").read_bytes()


def test_after_a_later_masking_a_re_run_suggests_nothing_twice(missed: Study) -> None:
    tell_the_name(missed)
    custodian.sign_off(missed, ["tide-03"], by="Ana", passphrase=PASSPHRASE)
    evaluator.suggest_codings(missed, learn=False)
    evaluator.find_causes(missed)
    codings, links = missed.store.codings("tide"), missed.store.links("tide")
    assert len({(c.selection.id, c.code) for c in codings}) == len(codings)
    assert len({(x.cause.id, x.effect.id) for x in links}) == len(links)


def test_a_name_is_sought_even_when_the_run_that_learnt_it_was_killed(
    missed: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Store, "save_participants", crash)
        with pytest.raises(Killed):
            tell_the_name(missed)
    assert "Petherwick" in missed.store.sources()[2].text
    tell_the_name(missed)
    assert "Petherwick" not in missed.store.sources()[2].text


@pytest.mark.parametrize("between", ["a masking", "a case file"])
def test_what_a_killed_run_learnt_is_still_sought_after_another_act_between(
    missed: Study, monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Store, "save_participants", crash)
        with pytest.raises(Killed):
            tell_the_name(missed)
    root = missed.folder.parent
    if between == "a masking":
        custodian.mask(missed, "tide", ["stopped trusting"], passphrase=PASSPHRASE, by="Ana")
    else:
        custodian.add(
            missed, "tide", [root / "missed.txt"], case_file=root / "case.yaml", passphrase=PASSPHRASE
        )
    assert "Petherwick" in missed.store.sources()[2].text
    tell_the_name(missed)
    assert "Petherwick" not in missed.store.sources()[2].text
    assert not missed.vault(PASSPHRASE).data["unfinished"]


def test_words_a_person_saw_are_masked_and_what_was_made_of_them_too(missed: Study) -> None:
    report = custodian.mask(missed, "tide", ["Petherwick"], passphrase=PASSPHRASE, by="Ana")
    assert report.figures["masked"] == 2
    assert len(missed.store.sources()[2].reopened) == 2
    assert "Petherwick" in repr(missed.vault(PASSPHRASE).data["key"])
    missed.close()
    assert b"etherwick" not in (missed.folder / "study.db").read_bytes()


@pytest.mark.parametrize("words", [[""], ["  "], ["nowhere to be found"]])
def test_words_that_stand_nowhere_change_nothing(added: Small, words: list[str]) -> None:
    before = state(added)
    with pytest.raises(StudyTrouble):
        custodian.mask(added.open(), "tide", words, passphrase=PASSPHRASE)
    assert state(added) == before


def test_words_drawn_from_a_text_are_masked_whole_and_longest_first() -> None:
    new = {"Ann": "[Person 2]", "Ann Lee": "[Person 2]"}
    assert masked_words("ann lee met Anna, Ann's aunt", new) == "[Person 2] met Anna, [Person 2]'s aunt"
    assert masked_words("We will. Will went.", {"Will": "[P]"}, as_written=True) == "We will. [P] went."
