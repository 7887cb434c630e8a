"""A passage that tells of somebody's health or child is a question to whoever signs, and is counted at import."""

from __future__ import annotations

from qualitative.study import custodian
from tests.support.small import PASSPHRASE, Small

TOLD = (
    "Interviewer: And the families?\n"
    "Ffion Pritchard-Lloyd: One of our tenants had a breakdown, and her kids were taken into care that winter.\n"
    "Ffion Pritchard-Lloyd: The mental health team was never funded properly.\n"
)


def test_a_story_is_counted_in_the_report_and_named_in_the_vaults_questions(added: Small) -> None:
    study = added.open()
    (added.root / "told.txt").write_text(TOLD, "utf-8")
    report = custodian.add(study, "tide", [added.root / "told.txt"], passphrase=PASSPHRASE, by="Ana")
    assert report.figures["stories"] == 1
    assert any("not complete" in question for question in report.questions)
    (question,) = [q for q in study.vault(PASSPHRASE).data["questions"]["tide-03"] if "Passage" in q]
    assert question.startswith("Passage 2 tells of somebody’s health and of a child")
    study.close()
