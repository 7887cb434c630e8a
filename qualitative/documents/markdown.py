"""Markdown: the plain copy of a document, for reading anywhere and for comparing two drafts line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
    as_document,
    write_bytes,
)
from qualitative.model import Table


def markdown_text(content: Document | Sequence[Block]) -> str:
    document = as_document(content)
    lines = [f"# {_escaped(document.title)}", ""]
    if document.watermark:
        lines += [f"**{_escaped(document.watermark)}**", ""]
    if document.subtitle:
        lines += [f"*{_escaped(document.subtitle)}*", ""]
    for block in document.blocks:
        lines += [*_lines(block), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def write_markdown(content: Document | Sequence[Block], path: Path) -> Path:
    return write_bytes(path, markdown_text(content).encode("utf-8"))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield "#" * min(level + 1, 6) + " " + _escaped(text)
        case Paragraph():
            yield ("- " if block.style == "bullet" else "") + _runs(block)
        case Table():
            yield from _table(block)
        case Picture():
            yield f"*Figure: {_escaped(block.caption or block.alt)}*"
            yield ""
            yield _escaped(block.alt)
        case Box(title, paragraphs):
            yield f"> **{_escaped(title)}**"
            for paragraph in paragraphs:
                yield ">"
                yield "> " + _runs(paragraph)
        case PageBreak():
            yield "---"
        case Title(text):
            yield "# " + _escaped(text)


def _runs(paragraph: Paragraph) -> str:
    words = "".join(_run(run) for run in paragraph.runs)
    if paragraph.style in ("note", "absence", "caption") and words and "*" not in words:
        return f"*{words.strip()}*"
    return words


def _run(run: Run) -> str:
    words = _escaped(run.text)
    mark = "**" if run.bold else "*" if run.italic else ""
    if not mark or not words.strip():
        return words
    inner = words.strip()
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield f"**{_escaped(table.title)}**"
        yield ""
    yield "| " + " | ".join(_cell(h) for h in table.headers) + " |"
    yield "|" + "|".join("---" for _ in table.headers) + "|"
    for row in table.rows:
        yield "| " + " | ".join(_cell(cell) for cell in row) + " |"
    if table.note:
        yield ""
        yield f"*{_escaped(table.note)}*"


def _cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|").replace("\n", "<br>")


def _escaped(text: str) -> str:
    text = re.sub(r"([\\`*_<>])", r"\\\1", text)
    return re.sub(r"^(\s*)([#+-])(?=\s)", r"\1\\\2", text)
