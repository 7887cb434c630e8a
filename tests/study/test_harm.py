"""Possible disclosures of harm: shown to a named contact when notes come in, acknowledged, and their words nowhere else."""

from __future__ import annotations

import json

import pytest

from benchmarks.harm import measure, rows
from qualitative.anonymise import NOT_COMPLETE
from qualitative.anonymise.harm import kind_of
from qualitative.study import Report, Study, StudyTrouble, custodian, harm
from tests.support.small import PASSPHRASE, Small

TOLD = "He was beaten by the night manager and nobody reported it."
NOTES = f"Interviewer: Was it safe?\nMarta Kowalczyk: {TOLD}\nInterviewer: And?\nMarta Kowalczyk: The risk register was never updated.\n"


def add(small: Small, study: Study, contact: str = "Jo Bell") -> Report:
    (small.root / "harm.txt").write_text(NOTES)
    return custodian.add(
        study, "tide", [small.root / "harm.txt"], passphrase=PASSPHRASE, contact=contact, by="Ana"
    )


@pytest.mark.parametrize(
    "words",
    [
        "The risk register was never updated.",
        "Harm reduction was the best of it.",
        "We had a safeguarding lead and a safeguarding policy.",
        "The domestic abuse service moved in.",
        "All staff did the suicide prevention training.",
        "There was no abuse and no violence in any of the houses.",
        "Nobody was ever abused here.",
        "The cuts hit the small charities.",
    ],
)
def test_the_sectors_own_words_and_what_did_not_happen_are_no_disclosures(words: str) -> None:
    assert kind_of(words) == ""


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("He tried to kill himself after the letter came.", "self-harm or suicide"),
        ("She was raped in the hostel.", "abuse"),
        ("His partner punched him in the face.", "violence"),
        ("They threatened her with a knife.", "threats"),
        ("Her flat had been cuckooed for months.", "exploitation"),
        ("He was left in his own urine all weekend.", "neglect"),
        ("The children were left alone all night.", "a child at risk"),
        ("The manager falsified the incident reports.", "serious malpractice"),
        ("I was told not to report it.", "serious malpractice"),
        ("They didn't want to live any more.", "self-harm or suicide"),
    ],
)
def test_somebody_harmed_is_found_by_the_plain_words_for_it(words: str, kind: str) -> None:

    assert kind_of(words) == kind


def test_what_it_misses_is_measured_and_the_page_may_not_call_it_complete() -> None:
    told = measure(rows("second"))
    assert 0.6 <= float(str(told["recall"])) < 1
    assert "not complete" in NOT_COMPLETE


def test_at_import_it_is_told_for_the_named_contact_and_that_the_list_is_not_complete(added: Small) -> None:
    report = add(added, added.open())
    assert report.figures["possible_harm"] == 1
    told = " ".join(report.questions)
    assert "for Jo Bell to read at once" in told
    assert NOT_COMPLETE in told
    assert "beaten" not in json.dumps(report.as_json())


def test_without_a_named_contact_the_import_asks_for_one(added: Small) -> None:
    report = add(added, added.open(), contact="")
    assert "name a contact" in " ".join(report.warnings)
    assert NOT_COMPLETE in " ".join(report.questions)


def test_only_the_named_contact_acknowledges_and_what_was_done_stays_in_the_vault(added: Small) -> None:
    study = added.open()
    add(added, study)
    # The study's own notes may hold another: the finder errs on the side of showing.
    one = next(h for h in harm.waiting(study.vault(PASSPHRASE), "tide") if "beaten" in h["words"])
    with pytest.raises(StudyTrouble, match="only the named contact"):
        harm.acknowledge(study, "tide", one["id"], "rang the police", passphrase=PASSPHRASE, by="Ana")
    with pytest.raises(StudyTrouble, match="say what was done"):
        harm.acknowledge(study, "tide", one["id"], " ", passphrase=PASSPHRASE, by="Jo Bell")
    harm.acknowledge(
        study, "tide", one["id"], "rang adult services on 4 May", passphrase=PASSPHRASE, by="Jo Bell"
    )
    vault = study.vault(PASSPHRASE)
    assert one["id"] not in {h["id"] for h in harm.waiting(vault, "tide")}
    assert vault.data["decisions"][-1]["done"] == "rang adult services on 4 May"
    assert "adult services" not in repr(study.store.decisions())
    assert b"adult services" not in (study.folder / "study.db").read_bytes()


def test_its_list_is_for_the_open_vault_alone(added: Small) -> None:
    study = added.open()
    add(added, study)
    listed = harm.listing(study, "tide", PASSPHRASE, by="Jo Bell")
    assert any("beaten by the night manager" in line for line in listed.lines)
    assert NOT_COMPLETE in listed.lines[-1]
    everything = repr([study.store.setting(k) for k in ("harm tide", "consent tide")]) + repr(
        study.store.decisions()
    )
    assert "beaten" not in everything
