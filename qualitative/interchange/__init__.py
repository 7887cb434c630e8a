"""Exchange with other tools: sheets people can decide and code in, the codebook as REFI-QDA .qdc.

Everything that leaves is made from a disclosure.View: an export sees what its tier may see, and no more.
Not here yet: .qdpx projects (texts with codings for NVivo, ATLAS.ti, MAXQDA).
"""

from qualitative.interchange.blank import BlindRow, BlindRows, is_blank_sheet, read_blank, write_blank
from qualitative.interchange.decisions import (
    CLAIM_COLUMNS,
    COLUMNS,
    ReturnedDecision,
    ReturnedDecisions,
    claims_table,
    codings_table,
    read_decisions,
    write_codings,
)
from qualitative.interchange.refi import read_qdc, write_qdc
from qualitative.interchange.sampled import ToRead, read_sample, write_sample
from qualitative.interchange.sheets import ReturnedSheets, SpreadsheetTrouble, read_sheets

__all__ = [
    "CLAIM_COLUMNS",
    "COLUMNS",
    "BlindRow",
    "BlindRows",
    "ReturnedDecision",
    "ReturnedDecisions",
    "ReturnedSheets",
    "SpreadsheetTrouble",
    "ToRead",
    "claims_table",
    "codings_table",
    "is_blank_sheet",
    "read_blank",
    "read_decisions",
    "read_qdc",
    "read_sample",
    "read_sheets",
    "write_blank",
    "write_codings",
    "write_qdc",
    "write_sample",
]
