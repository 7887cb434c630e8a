"""A small invented study, made through the same acts a person uses: two notes, a roster, a case file, a guide.

Nobody in it exists. `NAMES` must be found nowhere but in the input files and, encrypted, in the vault.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from qualitative.study import Study, custodian, evaluator

PASSPHRASE = "an invented passphrase"
NAMES = (
    "Oluwaseun",
    "Adebayo",
    "Fitch",
    "Kowalczyk",
    "Marta",
    "Ffion",
    "Pritchard",
    "Tideway",
    "tidewaycare",
    "900123",
)

GROUP = """Focus group with providers

Interviewer: How did you hear about decisions?
Oluwaseun Adebayo-Fitch: We were always last to hear, so staff started looking for other jobs.
Marta Kowalczyk: Decisions were made behind closed doors. Nobody knew who was responsible for referrals.
Oluwaseun Adebayo-Fitch: The named contact was brilliant. Trust between the teams was strong from the start.
Marta Kowalczyk: You can reach me on marta.kowalczyk@tidewaycare.example or 07700 900123.
- The tender favoured the big charities and the small ones folded
- Targets were counted in beds, which meant the work with families was invisible
"""
INTERVIEW = """Interview with the commissioner

Interviewer: What went well?
Ffion Pritchard-Lloyd: The contract was let before the outcomes had been agreed. That led to arguments about money.
Ffion Pritchard-Lloyd: Every decision had to be unanimous, so the hard ones were put off.
Ffion Pritchard-Lloyd: Please don't use that, but Marta stopped trusting the board after the summer.
Interviewer: And the market?
Ffion Pritchard-Lloyd: We did not think enough about the market we would leave behind.
"""
ROSTER = """name,role,organisation,group,shoe size
Oluwaseun Adebayo-Fitch,Director,Tideway Care,Providers,44
Marta Kowalczyk,Team leader,Tideway Care,Providers,39
Ffion Pritchard-Lloyd,Commissioning manager,Saltmarsh Council,Commissioner,40
"""
CASE = """id: tide
name: Tide Alliance
profile:
  stage: ended early
  commissioner: {value: the council, source: interview}
groups:
  - {id: providers, name: Providers, n_people: 7, organisations: [Tideway Care]}
  - {id: commissioner, name: Commissioner, n_people: 1, organisations: [Saltmarsh Council]}
sessions:
  - {file: group.txt, session: fg-providers, kind: focus group, date: 2024-03-05, n_people: 7, groups: [providers]}
  - {file: interview.txt, session: int-1, kind: interview, date: 2024-03-07, n_people: 1, groups: [commissioner]}
"""
GUIDE = """session,question,codes,asked
fg-providers,How did you hear about decisions?,communication,asked
int-1,And the market?,market-stewardship,asked
"""


def write_inputs(root: Path) -> Path:
    """root/notes with two notes, and roster.csv, case.yaml, guide.csv beside them. Returns root."""
    (root / "notes").mkdir(parents=True)
    for name, words in {
        "notes/group.txt": GROUP,
        "notes/interview.txt": INTERVIEW,
        "roster.csv": ROSTER,
        "case.yaml": CASE,
        "guide.csv": GUIDE,
    }.items():
        (root / name).write_text(words, "utf-8")
    return root


@dataclass
class Small:
    """A study on disk with its inputs and its vaults, all under one root; copied for each test that changes it."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "study"

    @property
    def vaults(self) -> Path:
        return self.root / "vaults"

    def open(self) -> Study:
        return Study.open(self.folder)

    def copy_to(self, root: Path) -> Small:
        shutil.copytree(self.root, root, dirs_exist_ok=True)
        return Small(root)


def add_all(small: Small, study: Study, case: str = "tide") -> None:
    custodian.add(
        study,
        case,
        [small.root / "notes"],
        roster=small.root / "roster.csv",
        case_file=small.root / "case.yaml",
        guide=small.root / "guide.csv",
        passphrase=PASSPHRASE,
        by="Ana",
    )


def make_added(root: Path) -> Small:
    """Notes added, nothing signed."""
    small = Small(write_inputs(root))
    custodian.init(small.folder)
    study = small.open()
    add_all(small, study)
    study.close()
    return small


def make_coded(added: Small, root: Path) -> Small:
    """Both sources signed as read; suggestions, causes and themes made."""
    small = added.copy_to(root)
    study = small.open()
    custodian.sign_off(study, [s.id for s in study.store.sources()], by="Ana", passphrase=PASSPHRASE)
    evaluator.suggest_codings(study)
    evaluator.find_causes(study)
    evaluator.cluster_themes(study, everything=True)
    study.close()
    return small


__all__ = ["NAMES", "PASSPHRASE", "Small", "add_all", "make_added", "make_coded", "write_inputs"]
