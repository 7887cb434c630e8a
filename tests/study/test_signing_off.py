"""A person accepts the anonymised text."""

from __future__ import annotations

import dataclasses

import pytest

from qualitative.model import (
    Tier,
)
from qualitative.study import (
    StudyTrouble,
    custodian,
    evaluator,
    reviewer,
)
from tests.support.small import PASSPHRASE, Small
from tests.support.study_state import NEW, confirm_all, state


def test_at_sign_off_the_raw_text_leaves_the_vault(added: Small) -> None:
    study = added.open()
    assert "Marta" in study.vault(PASSPHRASE).data["pending"]["tide-01"]["text"]
    custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    assert set(study.vault(PASSPHRASE).data["pending"]) == {"tide-02"}


def test_a_signature_without_the_key_s_passphrase_is_refused(added: Small) -> None:
    before = state(added)
    with pytest.raises(StudyTrouble, match="passphrase"):
        custodian.sign_off(added.open(), ["tide-01"], by="Ana")
    assert state(added) == before


def test_nobody_signs_by_naming_nothing_or_both(added: Small) -> None:
    study = added.open()
    with pytest.raises(StudyTrouble, match="name the sources"):
        custodian.sign_off(study, (), by="Ana", passphrase=PASSPHRASE)
    with pytest.raises(StudyTrouble, match="not both"):
        custodian.sign_off(study, ["tide-01"], everything=True, by="Ana", passphrase=PASSPHRASE)
    with pytest.raises(StudyTrouble, match="tide-99"):
        custodian.sign_off(study, ["tide-01", "tide-99"], by="Ana", passphrase=PASSPHRASE)
    assert not any(s.signed_off for s in study.store.sources())


@pytest.mark.parametrize("name", ["", "  ", "machine", "Machine"])
def test_a_signature_is_always_a_person_s(added: Small, name: str) -> None:
    with pytest.raises(StudyTrouble, match="--by NAME"):
        custodian.sign_off(added.open(), ["tide-01"], by=name, passphrase=PASSPHRASE)


def test_what_is_signed_unread_says_so_and_a_draft_too(added: Small) -> None:
    study = added.open()
    custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    custodian.sign_off(study, (), everything=True, by="Ana", passphrase=PASSPHRASE)
    assert {s.id: s.signed_unread for s in study.store.sources()} == {"tide-01": False, "tide-02": True}
    evaluator.suggest_codings(study)
    confirm_all(study)
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    assert "signed unread" in (added.folder / "drafts" / "tide-reviewer.md").read_text("utf-8")


def test_what_is_unsettled_is_marked_for_the_one_who_reads(added: Small) -> None:
    study = added.open()
    source = study.store.sources()[0]
    first = dataclasses.replace(source.replacements[0], settled=False)
    study.store.save_source(dataclasses.replace(source, replacements=(first, *source.replacements[1:])))
    text = custodian.text_to_read(study, ["tide-01"]).figures["texts"]["tide-01"]
    assert text.count("‹?›") == 1
    assert text[: first.end_char + 3].endswith("‹?›")


def test_unsigned_sources_are_not_coded_clustered_or_drafted(added: Small) -> None:
    study = added.open()
    custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    report = evaluator.suggest_codings(study)
    evaluator.find_causes(study)
    evaluator.cluster_themes(study, everything=True)
    assert any("wait for sign-off" in w for w in report.warnings)
    assert {c.selection.source for c in study.store.codings("tide")} == {"tide-01"}
    assert {x.selection.source for x in study.store.links("tide")} <= {"tide-01"}
    assert {m.source for t in study.store.themes("tide") for m, _ in t.members} <= {"tide-01"}
    assert {s.id for s in reviewer.view_of(study, "tide", Tier.CODER).sources} == {"tide-01"}


def test_with_nothing_signed_there_is_nothing_to_draft(added: Small) -> None:
    with pytest.raises(StudyTrouble, match="signed off"):
        reviewer.draft(added.open(), "tide", preview=True)


def test_a_signed_session_waits_again_when_more_notes_of_it_come(coded: Small) -> None:
    study = coded.open()
    assert {s.state for s in study.store.case("tide").sessions} == {"signed off"}
    case = coded.root / "case.yaml"
    case.write_text(
        case.read_text("utf-8").replace("{file: interview.txt,", "{files: [interview.txt, more.txt],")
    )
    (coded.root / "more.txt").write_text(NEW)
    custodian.add(study, "tide", [coded.root / "more.txt"], case_file=case, passphrase=PASSPHRASE)
    states = {s.id: s.state for s in study.store.case("tide").sessions}
    assert states == {"fg-providers": "signed off", "int-1": "notes received"}
