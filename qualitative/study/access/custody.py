"""The custodian's key, and the way in for notes, as pages may use them: everything here needs the custodian tier.

The danger: a page that holds originals, or asks for them without the passphrase. So a page gets words and counts about
files (`preview`), never their text; and what it brings in goes through the same door as on the command line.
"""

from __future__ import annotations

import enum

from qualitative.model import Tier
from qualitative.notes import NOTE_SUFFIXES
from qualitative.study import custodian, intake
from qualitative.study.access import Access
from qualitative.study.intake import Given, Preview, SeenNote, SeenTable
from qualitative.study.workspace import Progress, Report, StudyTrouble, no_progress

__all__ = [
    "MIN_CHARS",
    "NOTE_SUFFIXES",
    "Given",
    "Key",
    "Preview",
    "SeenNote",
    "SeenTable",
    "bring_in",
    "check_new",
    "key_of",
    "open_key",
    "preview",
]

MIN_CHARS = 8  # a passphrase chosen on a page has at least so many characters


class Key(enum.Enum):
    """Where the study's key stands."""

    NEW = "no notes yet, so no key: one may be chosen, or none kept"
    KEPT = "a vault lies on this machine"
    ELSEWHERE = "a key was kept, but its vault is not on this machine"
    NONE = "its notes were added without a key"


def key_of(access: Access) -> Key:
    """Raises Forbidden, StudyTrouble, StoreTrouble."""
    with access.study(Tier.CUSTODIAN) as study:
        if study.vault_path.exists():
            return Key.KEPT
        if study.store.setting("key") == "none":
            return Key.NONE
        return Key.ELSEWHERE if study.store.sources() else Key.NEW


def open_key(access: Access, passphrase: str) -> None:
    """Whether it opens the vault, which is closed again. Makes none.

    Raises VaultError (wrong, damaged, missing), StudyTrouble where the study has no vault to open.
    """
    with access.study(Tier.CUSTODIAN) as study:
        if not study.vault_path.exists() and not study.store.sources():
            raise StudyTrouble(
                "this study has no key yet; choose a passphrase for it when you bring notes in"
            )
        study.vault(passphrase)


def check_new(passphrase: str, again: str) -> None:
    """A passphrase somebody chooses, typed twice. Raises StudyTrouble with the mend."""
    if passphrase != again:
        raise StudyTrouble("the two passphrases differ; type the same one twice")
    if len(passphrase.strip()) < MIN_CHARS:
        raise StudyTrouble(
            f"use at least {MIN_CHARS} characters; four words that do not belong together are good"
        )


def preview(
    access: Access, given: Given, case_id: str, passphrase: str, progress: Progress = no_progress
) -> Preview:
    """What bringing these files in would do; nothing of it is stored. case_id "": the one the case file names.

    passphrase: as the page was given it, "" for no key. Raises StudyTrouble where no case can be called so.
    """
    with access.study(Tier.CUSTODIAN) as study:
        return intake.preview(study, given, case_id, passphrase or None, progress)


def bring_in(
    access: Access, given: Given, case_id: str, passphrase: str, progress: Progress, contact: str = ""
) -> Report:
    """Through the door, as `qualitative add` does it. What comes in waits for a person to sign it off.

    contact: who reads possible disclosures of harm; "" leaves whoever was named.
    """
    with access.study(Tier.CUSTODIAN) as study:
        return custodian.add(
            study,
            case_id,
            given.files,
            roster=given.roster,
            case_file=given.case_file,
            guide=given.guide,
            passphrase=passphrase or None,
            contact=contact,
            by=access.person,
            progress=progress,
        )
