"""Exchange with other tools: codings as a spreadsheet people can decide in, the codebook as REFI-QDA .qdc.

Everything that leaves is made from a disclosure.View: an export sees what its tier may see, and no more.
Not here yet: .qdpx projects (texts with codings for NVivo, ATLAS.ti, MAXQDA).
"""

from qualitative.interchange.refi import read_qdc, write_qdc
from qualitative.interchange.spreadsheet import (
    COLUMNS,
    ReturnedDecision,
    SpreadsheetTrouble,
    codings_table,
    read_decisions,
    write_codings,
)

__all__ = [
    "COLUMNS",
    "ReturnedDecision",
    "SpreadsheetTrouble",
    "codings_table",
    "read_decisions",
    "read_qdc",
    "write_codings",
    "write_qdc",
]
