"""Every act a person can do, once: the command line and (later) the pages call the same functions.

Split by who acts: custodian, evaluator, reviewer, commissioner; files_only for the commands without a study; demo.
"""

from __future__ import annotations

from qualitative.anonymise import VaultError
from qualitative.codebook import CodebookFault
from qualitative.coding import BadInput as BadCodingInput
from qualitative.files import FileTrouble
from qualitative.interchange import SpreadsheetTrouble
from qualitative.language import ModelError
from qualitative.store import StoreTrouble
from qualitative.study.workspace import Report, Study, StudyTrouble
from qualitative.themes import BadInput as BadThemeInput

TROUBLES = (
    BadCodingInput,
    BadThemeInput,
    CodebookFault,
    FileTrouble,
    ModelError,
    SpreadsheetTrouble,
    StoreTrouble,
    StudyTrouble,
    VaultError,
    OSError,  # a full disk, a folder without permission: the system's own words say it
)

__all__ = ["TROUBLES", "Report", "Study", "StudyTrouble"]
