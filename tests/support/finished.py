"""Finished files built for tests, each hiding one thing: Word packages, PDFs and web pages, made here from raw parts.

Nobody in them exists. `CLEAN` is what every one of them says on its page: nothing in it may be found.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

CLEAN = "Some people said that decisions were slow. The alliance ended early."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">{}</cp:coreProperties>'
)


def paragraph(text: str, run: str = "", before: str = "") -> str:
    return f'<w:p>{before}<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def story(tag: str, inner: str) -> str:
    """A part of the package: w:hdr, w:footnotes, w:comments …"""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {_SPACES}>{inner}</w:{tag}>'


def docx(path: Path, body: str = "", parts: Mapping[str, str | bytes] | None = None) -> Path:
    """A Word package: CLEAN and `body` on its page, and further parts beside it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        package.writestr("word/document.xml", story("document", f"<w:body>{paragraph(CLEAN)}{body}</w:body>"))
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return path


def rels(*links: tuple[str, str]) -> str:
    """(kind, target) outside the file."""
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}" TargetMode="External"/>'
        for n, (kind, target) in enumerate(links)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def png(**records: str) -> bytes:
    """A picture of one pixel with text records."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    texts = b"".join(chunk(b"tEXt", f"{k}\0{v}".encode("latin-1")) for k, v in records.items())
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff"))
    return b"\x89PNG\r\n\x1a\n" + head + texts + pixels + chunk(b"IEND", b"")


def html(path: Path, body: str = "", head: str = "") -> Path:
    path.write_text(
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>The alliance</title>{head}</head>"
        f"<body><h1>The alliance</h1><p>{CLEAN}</p>{body}</body></html>",
        "utf-8",
    )
    return path


def line(text: str, y: int = 700, size: float = 12, more: str = "") -> str:
    """Painting orders for one line of a page. more: colours or modes before the words."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"q BT {more} /F1 {size} Tf 72 {y} Td ({escaped}) Tj ET Q\n"


def pdf(
    path: Path,
    pages: Sequence[str] = (),
    *,
    objects: Mapping[int, str] | None = None,
    info: str = "",
    root: str = "",
    page: str = "",
    image: bool = False,
) -> Path:
    """A PDF written by hand: a page with CLEAN, then one for each of `pages` (painting orders).

    objects: further objects by number (from 50). info, root, page: entries of those dictionaries (page: of every page).
    image: every page may paint a picture as /Im1.
    """
    contents = [line(CLEAN), *pages]
    made: dict[int, str] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {root} >>",
        3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        4: f"<< {info} >>",
        5: "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        " /Filter /ASCIIHexDecode /Length 3 >>\nstream\n80>\nendstream",
    }
    kids = []
    for n, content in enumerate(contents):
        at = 10 + 2 * n
        kids.append(f"{at} 0 R")
        pictures = "/XObject << /Im1 5 0 R >>" if image else ""
        made[at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {at + 1} 0 R {page}"
            f" /Resources << /Font << /F1 3 0 R >> {pictures} >> >>"
        )
        made[at + 1] = f"<< /Length {len(content.encode('latin-1'))} >>\nstream\n{content}\nendstream"
    made[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    made |= dict(objects or {})
    out = BytesIO(b"")
    out.write(b"%PDF-1.7\n")
    places = {}
    for number in sorted(made):
        places[number] = out.tell()
        out.write(f"{number} 0 obj\n{made[number]}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(f"{number} 1\n{place:010d} 00000 n \n".encode())
    out.write(
        f"trailer << /Size {max(made) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    path.write_bytes(out.getvalue())
    return path
