"""Who took part is known also where the notes of an interview label nobody."""

from __future__ import annotations

from pathlib import Path

from qualitative.study import Study, custodian
from tests.support.small import PASSPHRASE

UNLABELLED = """Interview with Ffion Pritchard-Lloyd, {role}

* the contract was let before the outcomes had been agreed
* said that nobody knew who was responsible
"""
CASE = """id: quay
name: Quay Alliance
sessions:
  - {file: one.txt, session: int-1, kind: interview, n_people: 1}
  - {file: two.txt, session: int-2, kind: interview, n_people: 1}
"""
ROSTER = "name,role\nFfion Pritchard-Lloyd,Commissioning manager\nMarta Kowalczyk,Support worker\n"


def test_the_one_listed_person_an_interview_opens_with_is_who_was_interviewed(
    study: Study, tmp_path: Path
) -> None:
    (tmp_path / "one.txt").write_text(UNLABELLED.format(role="commissioning manager"))
    both = UNLABELLED.format(role="and Marta Kowalczyk")
    (tmp_path / "two.txt").write_text(both)
    (tmp_path / "quay.yaml").write_text(CASE)
    (tmp_path / "quay.csv").write_text(ROSTER)
    files = [tmp_path / "one.txt", tmp_path / "two.txt"]
    custodian.add(
        study,
        "quay",
        files,
        roster=tmp_path / "quay.csv",
        case_file=tmp_path / "quay.yaml",
        passphrase=PASSPHRASE,
    )
    [ffion] = study.store.load_case("quay").participants
    assert ffion.sessions == ("int-1",), "two listed people open the other: nobody is guessed"
    assert ffion.unique_post
