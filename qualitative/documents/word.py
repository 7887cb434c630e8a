"""Word: the file the team goes on working in, with tracked changes of their own and nothing of ours behind the text.

The danger: a .docx tells who wrote it, when, on which machine and in how many sittings (rule 10). So the package is
written with fixed properties and no comments, ids of editing sessions, thumbnail or template parts; and the same
document gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from qualitative.documents.blocks import (
    Block,
    Box,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Title,
    as_document,
    write_bytes,
)
from qualitative.documents.package import scrubbed
from qualitative.model import Table

INK, ACCENT, SOFT, TINT, WARN = "1D2329", "1B5E8A", "59636E", "EEF3F7", "9A3412"
FIXED = datetime(2000, 1, 1)
_TALLEST_CM = 19.0  # a picture keeps room for its heading and caption on the page
_SIZES = {1: 16, 2: 13, 3: 11.5, 4: 11}


def docx_bytes(content: Document | Sequence[Block]) -> bytes:
    """The whole .docx: A4, styles for everything, header rows repeated, page numbers, the watermark on each page."""
    document = as_document(content)
    import docx

    word = docx.Document()
    _page(word)
    _styles(word, document.language)
    _header_and_footer(word, document)
    title = word.add_paragraph(style="Title")
    title.add_run(document.title)
    if document.subtitle:
        word.add_paragraph(document.subtitle, style="Subtitle")
    for block in document.blocks:
        _add(word, block)
    _properties(word, document)
    written = io.BytesIO()
    word.save(written)
    return scrubbed(written.getvalue())


def write_docx(content: Document | Sequence[Block], path: Path) -> Path:
    return write_bytes(path, docx_bytes(content))


# --------------------------------------------------------------------------- the look


def _page(word: Any) -> None:
    from docx.shared import Cm

    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)


def _styles(word: Any, language: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    def look(
        name: str,
        size: float,
        color: str,
        *,
        bold: bool = False,
        italic: bool = False,
        font: str = "Calibri",
        before: float = 0,
        after: float = 6,
    ) -> Any:
        style = (
            word.styles[name] if name in word.styles else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        style.font.name, style.font.size, style.font.bold, style.font.italic = font, Pt(size), bold, italic
        style.font.color.rgb = RGBColor.from_string(color)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), font)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        return style

    normal = look("Normal", 11, INK, after=7)
    normal.paragraph_format.line_spacing = 1.15
    normal.paragraph_format.widow_control = True
    _element(normal.element.get_or_add_rPr(), "w:lang", {"w:val": language})
    look("Title", 24, ACCENT, bold=True, after=4).paragraph_format.keep_with_next = True
    border = word.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        word.styles["Title"].element.pPr.remove(border)
    look("Subtitle", 12, SOFT, after=14)
    for level, size in _SIZES.items():
        style = look(
            f"Heading {level}",
            size,
            ACCENT if level < 3 else INK,
            bold=True,
            before=20 if level == 1 else 12,
            after=5,
        )
        style.paragraph_format.keep_with_next = True
    look("Lead", 11.5, INK, after=8)
    look("Note", 9, SOFT, after=6)
    look("Absence", 10.5, SOFT, italic=True)
    look("Caption", 9, SOFT, after=10)
    bullet = look("List Bullet", 11, INK, after=3)
    bullet.paragraph_format.left_indent, bullet.paragraph_format.first_line_indent = Cm(0.6), Cm(-0.5)
    look("Table Text", 9, INK, after=0)
    look("Table Head", 9, INK, bold=True, after=0)
    look("Table Title", 10, INK, bold=True, before=10, after=4).paragraph_format.keep_with_next = True
    box = look("Box", 10.5, INK, after=0)
    box.paragraph_format.left_indent = Cm(0.3)


def _header_and_footer(word: Any, document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    section = word.sections[0]
    top = section.header.paragraphs[0]
    top.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if document.watermark:
        run = top.add_run(document.watermark)
        run.bold, run.font.size = True, Pt(9)
        run.font.color.rgb = RGBColor.from_string(WARN)
        top.add_run()._r.append(_watermark_shape(document.watermark))
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in ("PAGE", " of ", "NUMPAGES"):
        run = foot.add_run()
        run.font.size = Pt(9)
        run.font.color.rgb = RGBColor.from_string(SOFT)
        if piece.isupper():
            for kind, text in (
                ("begin", ""),
                ("", f" {piece} "),
                ("separate", ""),
                ("text", "1"),
                ("end", ""),
            ):
                _field_piece(run._r, kind, text)
        else:
            run.add_text(piece)


def _field_piece(run: Any, kind: str, text: str) -> None:
    if kind == "text":
        _element(run, "w:t", {}, text)
    elif kind:
        _element(run, "w:fldChar", {"w:fldCharType": kind})
    else:
        _element(run, "w:instrText", {"xml:space": "preserve"}, text)


def _watermark_shape(words: str) -> Any:
    """The words across the page behind the text, as Word itself makes a watermark."""
    from xml.sax.saxutils import quoteattr

    from docx.oxml import parse_xml

    width = min(500, 15 * len(words))
    return parse_xml(
        '<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
        ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="watermark" type="#_x0000_t136" alt={quoteattr(words)} style="position:absolute;margin-left:0;'
        f"margin-top:0;width:{width}pt;height:{width // 9}pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" fillcolor="#e3e3e3" stroked="f">'
        f'<v:fill opacity="0.4"/><v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt" string={quoteattr(words)}/>'
        "</v:shape></w:pict>"
    )


def _element(parent: Any, tag: str, attributes: dict[str, str], text: str = "") -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set("{http://www.w3.org/XML/1998/namespace}space" if name == "xml:space" else qn(name), value)
    if text:
        made.text = text
    parent.append(made)
    return made


# --------------------------------------------------------------------------- the blocks

_STYLE_NAMES = {
    "normal": "Normal", "lead": "Lead", "subtitle": "Subtitle", "note": "Note", "caption": "Caption",
    "bullet": "List Bullet", "absence": "Absence",
}  # fmt: skip


def _add(word: Any, block: Block) -> None:
    match block:
        case Heading(level, text):
            word.add_paragraph(_clean(text), style=f"Heading {min(max(level, 1), 4)}")
        case Paragraph():
            _fill(word.add_paragraph(style=_STYLE_NAMES[block.style]), block)
        case Table():
            _add_table(word, block)
        case Picture():
            _add_picture(word, block)
        case Box():
            _add_box(word, block)
        case PageBreak():
            word.add_page_break()
        case Title(text):
            word.add_paragraph(_clean(text), style="Title")


def _fill(target: Any, paragraph: Paragraph) -> None:
    from docx.shared import Pt, RGBColor

    for run in paragraph.runs:
        made = target.add_run(_clean(run.text))
        if run.bold:
            made.bold = True
        if run.italic:
            made.italic = True
        if run.ref:
            made.font.size = Pt(8)
            made.font.color.rgb = RGBColor.from_string(SOFT)


def _add_table(word: Any, table: Table) -> None:
    if table.title:
        word.add_paragraph(_clean(table.title), style="Table Title")
    made = word.add_table(rows=1, cols=len(table.headers))
    made.autofit = False
    widths = _widths(table)
    _grid(made, widths)
    _borders(made)
    for at, words in enumerate(table.headers):
        _cell(made.rows[0].cells[at], words, "Table Head", widths[at], TINT)
    properties = made.rows[0]._tr.get_or_add_trPr()
    _element(properties, "w:cantSplit", {})
    _element(properties, "w:tblHeader", {})
    for row in table.rows:
        cells = made.add_row().cells
        _element(made.rows[-1]._tr.get_or_add_trPr(), "w:cantSplit", {})
        for at, words in enumerate(row):
            _cell(cells[at], words, "Table Text", widths[at], "")
    word.add_paragraph(_clean(table.note), style="Note")


def _widths(table: Table) -> list[float]:
    """Centimetres per column, sixteen in all: a column of short cells gets what its longest word and cell need, and the
    columns of sentences share the rest by how much there is to read in them."""
    n = len(table.headers)
    columns = [[row[at] for row in table.rows] for at in range(n)]
    words = [max((len(w) for text in (header, *cells) for w in text.split()), default=1)
             for header, cells in zip(table.headers, columns, strict=True)]  # fmt: skip
    least = [min(3.6, 0.45 + 0.19 * longest) for longest in words]
    lines = [max((len(line) for text in cells for line in text.split("\n")), default=0) for cells in columns]
    wanted = [max(low, 0.5 + 0.175 * longest) for low, longest in zip(least, lines, strict=True)]
    if sum(least) >= 16.0:
        return [16.0 * low / sum(least) for low in least]
    if sum(wanted) <= 16.0:
        return [16.0 * w / sum(wanted) for w in wanted]
    read = [(sum(len(text) for text in cells) / (len(cells) or 1)) ** 0.8 for cells in columns]
    widths, free = list(least), 16.0 - sum(least)
    open_columns = set(range(n))
    while open_columns and free > 0.01:
        share = sum(read[at] for at in open_columns) or 1.0
        full = {at for at in open_columns if wanted[at] - widths[at] <= free * read[at] / share}
        for at in full or open_columns:
            widths[at] += wanted[at] - widths[at] if full else free * read[at] / share
        free, open_columns = 16.0 - sum(widths), open_columns - full if full else set()
    return [16.0 * w / sum(widths) for w in widths]


def _cell(cell: Any, words: str, style: str, width_cm: float, fill: str) -> None:
    from docx.shared import Cm

    cell.width = Cm(width_cm)
    cell.paragraphs[0].style = style
    for at, line in enumerate(_clean(words).split("\n")):
        run = cell.paragraphs[0].add_run()
        if at:
            run.add_break()
        run.add_text(line)
    if fill:
        _element(cell._tc.get_or_add_tcPr(), "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": fill})


def _grid(table: Any, widths_cm: list[float]) -> None:
    """Column widths in the grid too: not every program reads them from the cells."""
    from docx.shared import Cm

    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)


def _borders(table: Any) -> None:
    properties = table._tbl.tblPr
    edges = _element(properties, "w:tblBorders", {})
    for side in ("top", "bottom", "insideH"):
        weight, color = ("8", ACCENT) if side != "insideH" else ("4", "D5DAE0")
        _element(edges, f"w:{side}", {"w:val": "single", "w:sz": weight, "w:space": "0", "w:color": color})
    margins = _element(properties, "w:tblCellMar", {})
    for side, width in (("top", "50"), ("left", "80"), ("bottom", "50"), ("right", "80")):
        _element(margins, f"w:{side}", {"w:w": width, "w:type": "dxa"})


def _add_picture(word: Any, picture: Picture) -> None:
    from docx.shared import Cm

    holder = word.add_paragraph(style="Normal")
    holder.paragraph_format.keep_with_next = True
    made = holder.add_run().add_picture(io.BytesIO(picture.png), width=Cm(picture.width_cm))
    tallest = Cm(_TALLEST_CM)
    if made.height > tallest:
        made.width, made.height = int(made.width * tallest / made.height), tallest
    described = made._inline.docPr
    described.set("descr", picture.alt)
    described.set("name", "Figure")
    if picture.caption:
        word.add_paragraph(_clean(picture.caption), style="Caption")


def _add_box(word: Any, box: Box) -> None:
    made = word.add_table(rows=1, cols=1)
    made.autofit = False
    _grid(made, [16.0])
    edges = _element(made._tbl.tblPr, "w:tblBorders", {})
    _element(edges, "w:left", {"w:val": "single", "w:sz": "24", "w:space": "0", "w:color": ACCENT})
    cell = made.rows[0].cells[0]
    _cell(cell, "", "Box", 16.0, TINT)
    cell.paragraphs[0].add_run(_clean(box.title)).bold = True
    for paragraph in box.paragraphs:
        _fill(cell.add_paragraph(style="Box"), paragraph)
    word.add_paragraph(style="Note")


def _clean(text: str) -> str:
    """XML holds no control characters; a note may."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text)


def _properties(word: Any, document: Document) -> None:
    core = word.core_properties
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = core.subject = ""
    core.title, core.language = document.title[:255], document.language  # Word takes no longer property
    core.created = core.modified = core.last_printed = FIXED
    core.revision = 1
