"""Rich text (.rtf) → paragraphs.

The danger: an .rtf is ASCII on the outside and any code page on the inside; read with the wrong one, names change.
The rule: the code page the file declares is used; paragraphs are the file's own. Bold and styles are not seen: a
title is known only by how it stands. Comments, headers and footers are not read; deletions under tracking are not told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from qualitative.files import FileTrouble
from qualitative.model import PartKind
from qualitative.notes.paragraphs import Page, Piece, lay_out

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_TRACKED = re.compile(rb"\\deleted\b")


def read_rtf(data: bytes, path: Path) -> Page:
    """Raises FileTrouble when it is no RTF or cannot be unpacked."""
    from striprtf.striprtf import rtf_to_text as unpacked

    rtf_to_text: Callable[..., str] = unpacked  # striprtf carries no types

    mend = "Open it in a word processor and save it as .docx."
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise FileTrouble(path, "it is called .rtf but is no rich text", mend)
    declared = _CODE_PAGE.search(data[:4096])
    code_page = f"cp{declared[1].decode()}" if declared else "cp1252"
    try:
        "".encode(code_page)
    except LookupError:
        code_page = "cp1252"
    try:
        text = rtf_to_text(data.decode(code_page, "replace"), encoding=code_page, errors="replace")
    except (ValueError, IndexError, KeyError, RecursionError, AttributeError, TypeError):
        raise FileTrouble(path, "its rich text is damaged", mend) from None
    written, paragraphs = lay_out(_pieces(text.replace("\r\n", "\n").replace("\r", "\n")))
    warnings = (
        ("tracked deletions were read as text; accept the changes first",) if _TRACKED.search(data) else ()
    )
    return Page(written, paragraphs, warnings)


def _pieces(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    table = row = 0
    for line in text.split("\n"):
        words = line.strip()
        cells = [" ".join(cell.split()) for cell in words.split("|")]
        if words.endswith("|") and len(cells) > 2:  # striprtf sets a bar behind each cell
            table, row = (table, row + 1) if pieces and pieces[-1].kind is PartKind.ROW else (table + 1, 1)
            filled = " | ".join(cell for cell in cells if cell)
            pieces.append(Piece(filled, PartKind.ROW, place=f"table {table}, row {row}"))
        elif words:
            pieces.append(Piece(_bullet(words)))
    return pieces


def _bullet(words: str) -> str:
    return re.sub(r"^[\u00b7\u2022\uf0b7•]\s*", "- ", words)
