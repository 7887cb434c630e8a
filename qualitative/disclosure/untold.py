"""Titles, authors, bookmarks and files' names: in public they may say what the page says, and nothing else (rule 10).

The danger: a report called "Overview" whose title still reads "Interview with the finance lead", a picture still called
as it was on somebody's disk. A title that the page prints is no news, and neither is "Picture 3".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualitative.disclosure.final import Inspected
from qualitative.disclosure.final.spelling import words
from qualitative.disclosure.findings import Finding

_GENERIC = frozenset(
    [
        "image",
        "picture",
        "img",
        "graphic",
        "figure",
        "chart",
        "diagram",
        "logo",
        "photo",
        "table",
        "drawing",
        "shape",
        "box",
        "text",
        "textbox",
        "rectangle",
        "oval",
        "line",
        "connector",
        "straight",
        "arrow",
        "group",
        "object",
        "smartart",
        "icon",
        "screenshot",
        "watermark",
        "grafik",
        "bild",
        "copy",
        "of",
        "the",
        "and",
        "for",
        "a",
        "an",
        "in",
        "on",
        "to",
        "by",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "emf",
        "wmf",
        "svg",
        "tif",
        "tiff",
        "bmp",
        "file",
        "comparison",
        "workbook",
        "bookmark",
        "anchor",
        "start",
        "end",
        "top",
        "section",
        "page",
        "chapter",
        "appendix",
        "annex",
        "summary",
        "contents",
        "introduction",
        "heading",
        "report",
        "review",
        "draft",
        "final",
        "version",
        "public",
        "learning",
        "lessons",
        "cover",
        "header",
        "footer",
        "title",
        "content",
        "placeholder",
        "canvas",
        "freeform",
        "layer",
        "ebene",
        "background",
        "wordart",
        "elbow",
        "curved",
        "right",
        "left",
        "up",
        "down",
        "powerplus",
        "powerpluswatermarkobject",
        "powerpluswatermark",
    ]
)
_WHY = {
    "author": "says who wrote it",
    "bookmark": "a name that the page does not say",
    "file name": "the name of a file or shape, which the page does not say",
}


def untold(file: Inspected, page: str) -> Iterator[Finding]:
    """What the file says about itself in words that the page does not have."""
    told = set(words(page))
    for piece in file.pieces:
        if not piece.told:
            continue
        parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", piece.text)
        if any(len(w) > 2 and w not in told and w not in _GENERIC for w in words(parted)):
            kind = piece.kind if piece.kind in _WHY else "property"
            why = _WHY.get(kind, "says what the page does not say")
            yield Finding(kind, piece.where, why, "Clear it before it goes out.", "10")
