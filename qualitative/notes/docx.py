"""Word documents → paragraphs.

The danger: Word hides things: a deleted sentence still in the file, a reviewer's comment with a name in it, a text
box, a table read column by column. The rule: what a reader of the accepted document would see in its body is read,
in order (insertions, tables row by row, lists as bullets, titles by style); what is left out is counted and said.

Not read: headers and footers (page furniture), comments, tracked deletions, hidden text, footnotes, text boxes,
pictures. Each but the first is warned about where the file has any.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualitative.files import FileTrouble, open_zip
from qualitative.model import PartKind
from qualitative.notes.paragraphs import Page, Piece, lay_out

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = {  # tag → (what it is, the mend)
    f"{_W}del": ("tracked deletion", "accept or reject the changes in Word"),
    f"{_W}moveFrom": ("tracked deletion", "accept or reject the changes in Word"),
    f"{_W}commentReference": ("comment", "copy into the text what belongs there"),
    f"{_W}footnoteReference": ("footnote or endnote", "copy into the text what belongs there"),
    f"{_W}endnoteReference": ("footnote or endnote", "copy into the text what belongs there"),
    f"{_W}txbxContent": ("text box", "copy into the text what belongs there"),
    f"{_W}drawing": ("picture", "describe it in the text if it matters"),
    f"{_W}vanish": ("hidden passage", "show it in Word if it belongs there"),
}
_TAB, _BREAK = "\t", "\n"
_WORD_PROTECTED = b"\xd0\xcf\x11\xe0"  # an old Office container: .doc, or a .docx under a password


def read_docx(data: bytes, path: Path) -> Page:
    """The body of a .docx. Raises FileTrouble: not a zip, damaged, protected, no Word document inside."""
    mend = "Open it in Word and save it again as .docx."
    if data.startswith(_WORD_PROTECTED):
        reason = "it is protected by a password, or an old .doc renamed"
        raise FileTrouble(path, reason, "Open it in Word and save it as .docx without a password.")
    if not data.startswith(b"PK"):
        raise FileTrouble(path, "it is called .docx but is no Word document (not a zip)", mend)
    with open_zip(path, data) as archive:
        if "word/document.xml" not in archive and "[Content_Types].xml" not in archive:
            raise FileTrouble(path, "it is a zip, but holds no Word document", mend)
        for name in archive.names:
            if name.endswith((".xml", ".rels")):
                archive.read(name)  # damage shows here, before any parser sees it
    import docx

    try:
        document = docx.Document(BytesIO(data))
        body = document.element.body
        styles = {style.style_id: style for style in document.styles}
    except (
        Exception
    ):  # python-docx raises KeyError, ValueError, lxml's errors and its own for one damaged part or another
        raise FileTrouble(path, "its Word document is damaged", mend) from None
    reader = _Body(styles)
    text, paragraphs = lay_out(reader.pieces(body))
    return Page(text, paragraphs, tuple(reader.warnings()))


class _Body:
    """Walks the document's XML in reading order; python-docx alone would skip insertions and content controls."""

    def __init__(self, styles: dict[str, Any]) -> None:
        self._styles = styles
        self._left_out: Counter[str] = Counter()
        self._n_tables = 0

    def warnings(self) -> Iterator[str]:
        mends = dict(_LEFT_OUT.values())
        for what, count in sorted(self._left_out.items()):
            yield f"{count} {what}{'s' if count > 1 else ''} not read; {mends[what]}"

    def pieces(self, container: _Element) -> Iterator[Piece]:
        for element in container:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
            elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
                yield from self.pieces(element)
            elif element.tag in _LEFT_OUT:
                self._left_out[_LEFT_OUT[element.tag][0]] += 1

    def _paragraph(self, paragraph: _Element) -> Iterator[Piece]:
        words = self._words(paragraph)
        if not words.strip():
            return
        style = self._style(paragraph)
        level = self._list_level(paragraph)
        if re.match(r"(?:heading \d|title|subtitle)", style):
            yield Piece(words, PartKind.HEADING)
        elif level is not None or style.startswith("list"):
            if _all_bold(paragraph) and words.rstrip().endswith("?"):
                yield Piece(words, PartKind.QUESTION, bold=True)
            else:
                sign = "  " * (level or 0) + "- "
                yield Piece(sign + _one_line(words), PartKind.BULLET, label_length=len(sign))
        elif style.startswith("caption"):
            yield Piece(words, PartKind.META)
        else:
            yield Piece(words, bold=_all_bold(paragraph))

    def _table(self, table: _Element) -> Iterator[Piece]:
        self._n_tables += 1
        number = self._n_tables
        speaker_column: int | None = None
        rows = [[_one_line(self._cell(cell)) for cell in self._cells(row)] for row in self._rows(table)]
        headed = len(rows) > 2 and is_heading_row(rows[0])
        attendance = headed and is_attendance_heading(rows[0])
        for n_row, cells in enumerate(rows, start=1):
            filled = [cell for cell in cells if cell]
            if not filled:
                continue
            if n_row == 1:
                speaker_column = _speaker_column(cells)
            place = f"table {number}, row {n_row}"
            speaker = None
            if speaker_column is not None and n_row > 1 and speaker_column < len(cells):
                speaker = cells[speaker_column] or None
            aside = attendance or (headed and n_row == 1)
            yield Piece(" | ".join(filled), PartKind.ROW, speaker=speaker, place=place, comment=aside)

    def _rows(self, table: _Element) -> Iterator[_Element]:
        for element in table:
            if element.tag == f"{_W}tr":
                if element.find(f"{_W}trPr/{_W}del") is not None:
                    self._left_out["tracked deletion"] += 1
                else:
                    yield element
            elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
                yield from self._rows(element)

    def _cells(self, row: _Element) -> Iterator[_Element]:
        for element in row:
            if element.tag == f"{_W}tc":
                merged = element.find(f"{_W}tcPr/{_W}vMerge")
                # A cell that only continues the one above repeats nothing.
                if merged is None or merged.get(f"{_W}val") == "restart":
                    yield element
            elif element.tag in (f"{_W}sdt", f"{_W}sdtContent"):
                yield from self._cells(element)

    def _cell(self, cell: _Element) -> str:
        words: list[str] = []
        for element in cell.iter(f"{_W}p"):
            if not any(up.tag in (f"{_W}del", f"{_W}txbxContent") for up in element.iterancestors()):
                words.append(self._words(element))
        return " / ".join(_one_line(w) for w in words if w.strip())

    def _words(self, element: _Element) -> str:
        written: list[str] = []
        for child in element:
            tag = child.tag
            if tag in _LEFT_OUT:
                if tag == f"{_W}drawing" and child.find(f".//{_W}txbxContent") is not None:
                    self._left_out["text box"] += 1
                else:
                    self._left_out[_LEFT_OUT[tag][0]] += 1
            elif tag == f"{_W}t":
                written.append(child.text or "")
            elif tag == f"{_W}tab":
                written.append(_TAB)
            elif tag in (f"{_W}br", f"{_W}cr"):
                written.append(_BREAK)
            elif tag == f"{_W}noBreakHyphen":
                written.append("-")
            elif (
                tag == f"{_W}r" and (hidden := child.find(f"{_W}rPr/{_W}vanish")) is not None and _on(hidden)
            ):
                self._left_out["hidden passage"] += 1
            elif tag in (f"{_W}pict", f"{_W}object"):
                has_box = child.find(f".//{_W}txbxContent") is not None
                self._left_out["text box" if has_box else "picture"] += 1
            elif isinstance(tag, str) and tag.endswith("}AlternateContent"):
                written.append(self._words(child[0]) if len(child) else "")  # Choice; Fallback repeats it
            elif tag not in (f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", f"{_W}delText", f"{_W}softHyphen"):
                written.append(self._words(child))
        return "".join(written)

    def _style(self, paragraph: _Element) -> str:
        """The style's name in lower case, or that of the first style it is based on that says heading or list."""
        found = paragraph.find(f"{_W}pPr/{_W}pStyle")
        style = self._styles.get(found.get(f"{_W}val") or "") if found is not None else None
        first = (style.name or "").lower() if style is not None else ""
        for _ in range(10):
            if style is None:
                break
            name = (style.name or "").lower()
            if re.match(r"heading \d|title|subtitle|list", name):
                return name
            style = getattr(style, "base_style", None)
        return first

    def _list_level(self, paragraph: _Element) -> int | None:
        """0 for an item, 1 for one below it …; None if it is no list. A heading may be numbered and stays a heading."""
        numbering = paragraph.find(f"{_W}pPr/{_W}numPr")
        if numbering is None:
            return None
        number = numbering.find(f"{_W}numId")
        if number is not None and number.get(f"{_W}val") == "0":  # numbering switched off
            return None
        level = numbering.find(f"{_W}ilvl")
        value = level.get(f"{_W}val") if level is not None else None
        return int(value) if value and value.isdigit() else 0


def _on(switch: _Element) -> bool:
    return switch.get(f"{_W}val") not in ("0", "false", "off")


def _all_bold(paragraph: _Element) -> bool:
    runs = [r for r in paragraph.iter(f"{_W}r") if "".join(t.text or "" for t in r.iter(f"{_W}t")).strip()]
    marks = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    return bool(runs) and all(mark is not None and _on(mark) for mark in marks)


def _one_line(words: str) -> str:
    return " ".join(words.split())


def is_heading_row(cells: list[str]) -> bool:
    """'Who | What was said': short, no sentence in it, no figure alone in a cell."""
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and not any(
        len(cell.split()) > 6 or cell.endswith((".", ",", ";")) or cell[0].isdigit() for cell in filled
    )


def is_attendance_heading(cells: list[str]) -> bool:
    """'Name | Organisation': the rows list who was there, and nothing that was said."""
    words = " ".join(cells).casefold()
    first = cells[0].strip(" :").casefold()
    listed = first in ("name", "names", "who", "initials", "attendee", "attendees", "present", "participant")
    return listed and not re.search(
        r"sa(?:id|ys)|view|comment|note|point|what|remark|quote|feedback|response", words
    )


def _speaker_column(cells: list[str]) -> int | None:
    for i, cell in enumerate(cells):
        if cell.strip(" :").casefold() in (
            "who",
            "speaker",
            "name",
            "participant",
            "initials",
            "person",
            "said by",
        ):
            return i
    return None
