"""Reading a finished file whole, whoever made it: a .docx, .html, .pdf or .xlsx, with everything that no page shows.

The danger: the team works in Word with tracked changes and a designer makes the PDF; what is checked last is that file.
Each format has its own reader here; what they find is judged in `disclosure.judge`.
"""

from __future__ import annotations

from qualitative.disclosure.final.pieces import Grid, Inspected, Layer, Piece, Trace, Unread
from qualitative.files import AnyFile, name_of, read_bytes

MAX_BYTES = 60 * 2**20  # a report with its pictures
ENDINGS = (".docx", ".docm", ".dotx", ".html", ".htm", ".xhtml", ".svg", ".pdf", ".xlsx", ".xlsm")

__all__ = ["ENDINGS", "Grid", "Inspected", "Layer", "Piece", "Trace", "Unread", "read_final"]


def read_final(file: AnyFile, depth: int = 0) -> Inspected:
    """Everything in a file of one of ENDINGS. Raises FileTrouble: not there, too large, damaged, under a password."""
    path = name_of(file)
    data = read_bytes(file, MAX_BYTES)
    ending = path.suffix.lower()
    if ending == ".pdf":
        from qualitative.disclosure.final.pdf import read_pdf

        return read_pdf(data, path, depth)
    if ending in (".xlsx", ".xlsm"):
        from qualitative.disclosure.final.workbook import read_workbook

        return read_workbook(data, path, depth)
    if ending in (".html", ".htm", ".xhtml", ".svg"):
        from qualitative.disclosure.final.web import read_web

        return read_web(data, path, depth)
    if ending in (".docx", ".docm", ".dotx"):
        from qualitative.disclosure.final.word import read_word

        return read_word(data, path, depth)
    raise ValueError(f"{ending} is none of {', '.join(ENDINGS)}")
