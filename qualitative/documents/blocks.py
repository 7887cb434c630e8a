"""What a document is made of, whatever it is written as.

The danger: a Word file, a web page and a text file that each say something slightly different. So a draft becomes one
list of blocks, and every writer prints the same list; a table is the model's own `Table`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from qualitative.model import Table

DRAFT_WATERMARK = "DRAFT – not signed off"
PREVIEW_WATERMARK = "PREVIEW – unreviewed suggestions"

Style = Literal["normal", "lead", "subtitle", "note", "caption", "bullet", "absence"]


@dataclass(frozen=True)
class Run:
    """Some words of one look. quote: verbatim speech; ref: numbers of excerpts, set small."""

    text: str
    bold: bool = False
    italic: bool = False
    quote: bool = False
    ref: bool = False


@dataclass(frozen=True)
class Title:
    """The document's own title, where blocks travel without a Document."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True)
class Heading:
    level: int  # 1 = a section of the document; the title is the document's own
    text: str
    anchor: str = ""  # what a link points to; made from the text where empty


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]
    style: Style = "normal"

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Picture:
    """A figure. alt: what it shows, for somebody who cannot see it. svg is used on screen where given."""

    png: bytes = field(repr=False)
    alt: str
    caption: str = ""
    svg: str = field(default="", repr=False)
    width_cm: float = 16.0


@dataclass(frozen=True)
class PageBreak:
    pass


@dataclass(frozen=True)
class Box:
    """A framed aside: what a reader must know before going on."""

    title: str
    paragraphs: tuple[Paragraph, ...]


Block = Title | Heading | Paragraph | Table | Picture | PageBreak | Box


@dataclass(frozen=True)
class Document:
    """A document ready to write. watermark: "" or the words that stand on every page."""

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    watermark: str = ""
    language: str = "en-GB"


def as_document(content: Document | Sequence[Block]) -> Document:
    """Blocks as a Document: the Title is taken out, and a Box under one of the two watermarks puts it on every page."""
    if isinstance(content, Document):
        return content
    title = next((b for b in content if isinstance(b, Title)), Title("Untitled"))
    marks = [
        b.title for b in content if isinstance(b, Box) and b.title in (DRAFT_WATERMARK, PREVIEW_WATERMARK)
    ]
    rest = tuple(b for b in content if not isinstance(b, Title))
    return Document(title.text, rest, title.subtitle, marks[0] if marks else "")


def paragraph(text: str, style: Style = "normal") -> Paragraph:
    """Plain words as one paragraph."""
    return Paragraph((Run(text),), style)


def write_bytes(path: Path, content: bytes) -> Path:
    """Write whole or not at all: into a neighbour first, then moved into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path


def anchors(blocks: Sequence[Block]) -> dict[int, str]:
    """Position of each heading → an anchor of its own, readable and unique."""
    found: dict[int, str] = {}
    for at, block in enumerate(blocks):
        if isinstance(block, Heading):
            words = block.anchor or "-".join(
                "".join(c if c.isalnum() else " " for c in block.text.lower()).split()
            )
            anchor, n = words or "section", 2
            while anchor in found.values():
                anchor, n = f"{words}-{n}", n + 1
            found[at] = anchor
    return found
