"""One self-contained page: nothing is fetched, nothing remembered, and it prints.

The danger: a page that loads a font from somewhere tells that somebody reads it, and hover texts or hidden attributes
that say more than the page. So there is no script, no outside address, no comment, and no attribute but what shows.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from qualitative.documents.blocks import (
    Block,
    Box,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Title,
    anchors,
    as_document,
    write_bytes,
)
from qualitative.model import Table

STYLE = """
:root { color-scheme: light dark; --ink:#1d2329; --soft:#59636e; --paper:#ffffff; --line:#d5dae0; --tint:#f3f6f8;
  --accent:#1b5e8a; --warn:#9a3412; --warn-tint:#fff4ec; }
@media (prefers-color-scheme: dark) { :root { --ink:#e6e9ec; --soft:#a3adb8; --paper:#15191d; --line:#39424b;
  --tint:#1e242a; --accent:#7fbfe8; --warn:#ffb38a; --warn-tint:#33221a; } }
* { box-sizing: border-box; }
html { font-size: 17px; -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: var(--paper); line-height: 1.55;
  font-family: Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif; }
main, header, nav { max-width: 44rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 3rem; }
main { padding-bottom: 5rem; }
h1, h2, h3, h4, th, .watermark, nav, caption, figcaption, .box-title, .note {
  font-family: system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 3rem 0 .75rem; padding-top: .9rem; border-top: 2px solid var(--accent); }
h3 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
p { margin: 0 0 .9rem; } p.subtitle { color: var(--soft); font-size: 1.1rem; }
p.lead { font-size: 1.08rem; } p.note, p.caption { color: var(--soft); font-size: .85rem; line-height: 1.45; }
p.absence { font-style: italic; color: var(--soft); }
ul { margin: 0 0 .9rem; padding-left: 1.2rem; } li { margin: .25rem 0; }
.ref { font-size: .72em; color: var(--soft); font-family: system-ui, sans-serif; white-space: normal; }
.watermark { position: sticky; top: 0; z-index: 2; background: var(--warn-tint); color: var(--warn); text-align: center;
  font-weight: 600; letter-spacing: .04em; font-size: .85rem; padding: .4rem 1rem; border-bottom: 1px solid var(--warn); }
nav ol { columns: 2; column-gap: 2rem; padding-left: 1.2rem; font-size: .9rem; }
nav a, a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
.table { overflow-x: auto; margin: 1.2rem 0 1.4rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; line-height: 1.4; }
caption { text-align: left; font-weight: 600; padding: 0 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--accent); background: var(--tint); font-size: .82rem; }
tbody th { font-weight: 600; }
figure { margin: 1.5rem 0; } figure svg, figure img { max-width: 100%; height: auto; background: #fff; border: 1px solid var(--line); }
figcaption { font-size: .85rem; color: var(--soft); margin-top: .4rem; }
.box { border-left: 4px solid var(--accent); background: var(--tint); padding: .9rem 1.1rem; margin: 1.4rem 0; }
.box-title { font-weight: 600; margin: 0 0 .3rem; } .box p:last-child { margin-bottom: 0; }
@page { size: A4; margin: 22mm 20mm; }
@media print { html { font-size: 10.5pt; } body { color: #000; background: #fff; } nav { display: none; }
  main, header { max-width: none; padding: 0; } h2, h3, h4 { break-after: avoid; } table, figure, .box { break-inside: avoid; }
  thead { display: table-header-group; } .page-break { break-before: page; } .watermark { position: static; } }
@media (max-width: 36rem) { nav ol { columns: 1; } }
"""


def html_text(content: Document | Sequence[Block]) -> str:
    """The whole page. Light and dark by the reader's own setting."""
    document = as_document(content)
    named = anchors(document.blocks)
    body = "\n".join(_body(document, named))
    watermark = (
        f'<div class="watermark" role="note">{escape(document.watermark)}</div>\n'
        if document.watermark
        else ""
    )
    subtitle = f'<p class="subtitle">{escape(document.subtitle)}</p>\n' if document.subtitle else ""
    return (
        f'<!doctype html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(document.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{watermark}"
        f"<header>\n<h1>{escape(document.title)}</h1>\n{subtitle}</header>\n{_contents(document, named)}"
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def write_html(content: Document | Sequence[Block], path: Path) -> Path:
    return write_bytes(path, html_text(content).encode("utf-8"))


def _contents(document: Document, named: dict[int, str]) -> str:
    tops = [(at, b) for at, b in enumerate(document.blocks) if isinstance(b, Heading) and b.level == 1]
    if len(tops) < 4:
        return ""
    items = "\n".join(f'<li><a href="#{named[at]}">{escape(b.text)}</a></li>' for at, b in tops)
    return f'<nav aria-label="Contents"><ol>\n{items}\n</ol></nav>\n'


def _body(document: Document, named: dict[int, str]) -> Iterator[str]:
    in_list = False
    for at, block in enumerate(document.blocks):
        bullet = isinstance(block, Paragraph) and block.style == "bullet"
        if bullet != in_list:
            yield "<ul>" if bullet else "</ul>"
            in_list = bullet
        yield _block(block, named.get(at, ""))
    if in_list:
        yield "</ul>"


def _block(block: Block, anchor: str) -> str:
    match block:
        case Heading(level, text):
            tag = f"h{min(level + 1, 6)}"
            return f'<{tag} id="{anchor}">{escape(text)}</{tag}>'
        case Paragraph():
            if block.style == "bullet":
                return f"<li>{_runs(block)}</li>"
            kind = "" if block.style == "normal" else f' class="{block.style}"'
            return f"<p{kind}>{_runs(block)}</p>"
        case Table():
            return _table(block)
        case Picture():
            return _picture(block)
        case Box(title, paragraphs):
            inner = "\n".join(f"<p>{_runs(p)}</p>" for p in paragraphs)
            return f'<aside class="box"><p class="box-title">{escape(title)}</p>\n{inner}</aside>'
        case PageBreak():
            return '<div class="page-break"></div>'
        case Title(text):
            return f"<h1>{escape(text)}</h1>"


def _runs(paragraph: Paragraph) -> str:
    return "".join(_run(run) for run in paragraph.runs)


def _run(run: Run) -> str:
    words = escape(run.text, quote=False)
    if run.ref:
        return f'<span class="ref">{words}</span>'
    if run.bold:
        words = f"<strong>{words}</strong>"
    return f"<em>{words}</em>" if run.italic else words


def _table(table: Table) -> str:
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in table.headers)
    rows = "\n".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{_lines(cell)}</th>' if at == 0 else f"<td>{_lines(cell)}</td>"
            for at, cell in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return f'<div class="table"><table>{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>{note}</div>'


def _lines(cell: str) -> str:
    return escape(cell, quote=False).replace("\n", "<br>")


def _picture(picture: Picture) -> str:
    if picture.svg:
        drawn = re.sub(r"^.*?(?=<svg\b)", "", picture.svg, flags=re.DOTALL)
        drawn = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
        drawn = drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(picture.alt)}" ', 1)
    else:
        data = base64.b64encode(picture.png).decode("ascii")
        drawn = f'<img src="data:image/png;base64,{data}" alt="{escape(picture.alt)}">'
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
    return f"<figure>{drawn}{caption}</figure>"
