"""The custodian's page on consent: the register, the destruction date and possible disclosures of harm.

The danger: names, and words about harm, at a tier that may not read them. So all of it needs the custodian tier and the
open vault, and is read anew for each look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qualitative.anonymise import NOT_COMPLETE
from qualitative.files import HeldFile
from qualitative.model import Tier
from qualitative.notes import AGREEMENTS
from qualitative.study import agreements, consenting, destruction, harm, register
from qualitative.study.access import Access
from qualitative.study.harm import NOBODY_NAMED
from qualitative.study.workspace import Report

__all__ = [
    "AGREEMENTS",
    "NOBODY_NAMED",
    "NOT_COMPLETE",
    "Desk",
    "acknowledge",
    "change",
    "closed",
    "desk",
    "fill",
    "name_contact",
    "set_destruction",
]


@dataclass(frozen=True)
class Desk:
    """people: register.table's rows, names in them; harm: found sentences, words in them; told: what must be done."""

    people: tuple[Mapping[str, Any], ...] = field(repr=False)
    harm: tuple[Mapping[str, Any], ...] = field(repr=False)
    contact: str = field(repr=False)
    destroy_on: str = ""
    told: tuple[str, ...] = ()


def desk(access: Access, case: str, passphrase: str) -> Desk:
    with access.study(Tier.CUSTODIAN) as study:
        study.cases(case)
        vault = study.vault(passphrase)
        report = Report("consent")
        agreements.tell(study, vault, case, report)
        held = harm.of_case(vault, case)
        people = tuple(register.table(study, vault, case))
        told = (*report.warnings, *report.questions, *report.lines)
        return Desk(people, tuple(held["found"]), held["contact"], destruction.date_of(study, case), told)


def closed(access: Access) -> dict[str, str]:
    """Case id → the day it was closed. Raises NoRelease for the public."""
    with access.study(Tier.REVIEWER) as study:
        return {case: str(c["closed_at"])[:10] for case, c in study.closed.items()}


def fill(access: Access, case: str, file: HeldFile, passphrase: str) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return register.fill(study, case, file, passphrase=passphrase, by=access.person)


def change(access: Access, case: str, who: str, changes: Mapping[str, Any], passphrase: str) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return register.change(study, case, who, changes, passphrase=passphrase, by=access.person)


def set_destruction(access: Access, case: str, day: str) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return consenting.set_destruction(study, case, day, by=access.person)


def name_contact(access: Access, case: str, name: str, passphrase: str) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return harm.name_contact(study, case, name, passphrase=passphrase, by=access.person)


def acknowledge(access: Access, case: str, found: str, done: str, passphrase: str) -> Report:
    """As the person of this Access, who must be the named contact."""
    with access.study(Tier.CUSTODIAN) as study:
        return harm.acknowledge(study, case, found, done, passphrase=passphrase, by=access.person)
