"""Write the invented notes of corpus/ as the files note-takers leave behind.

Danger: a file that changes each time it is built (a date, a random id) makes every gold offset suspect.
Rule: a writer takes the note's header and its blocks, knows nothing of codes or identifiers, and gives the
same bytes for the same blocks. The .pdf and .rtf are written by hand for that reason: no clock, no library
version in them.
"""

from __future__ import annotations

import html
import io
import textwrap
import zipfile
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Protocol

Header = Mapping[str, str]


class Written(Protocol):
    """What a writer needs of a block: its kind, its text, and how many code points of it are a speaker label."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def label_chars(self) -> int: ...


Blocks = Sequence[Written]


def cells(text: str) -> list[str]:
    """The cells of a table row; the author separates them by a bar."""
    return [cell.strip() for cell in text.split("|")]


def write_txt(header: Header, blocks: Blocks) -> bytes:
    """Plain text: `% encoding` (any Python codec) and `% newline` (crlf or lf); rows by tabs, bullets by a dash."""
    lines: list[str] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        for block in group:
            if kind == "bullet":
                lines.append(f"{header.get('bullet', '-')} {block.text}")
            elif kind == "row":
                lines.append("\t".join(cells(block.text)))
            else:
                lines += [block.text, ""]
        if lines and lines[-1]:
            lines.append("")
    newline = {"crlf": "\r\n", "lf": "\n"}[header.get("newline", "lf")]
    return (newline.join(lines).rstrip() + newline).encode(header.get("encoding", "utf-8"))


def write_md(header: Header, blocks: Blocks) -> bytes:
    """Markdown: the first heading is the title; rows become a table whose first row is its head."""
    lines: list[str] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        for number, block in enumerate(group):
            if kind == "bullet":
                lines.append(f"- {block.text}")
            elif kind == "row":
                columns = cells(block.text)
                lines.append("| " + " | ".join(columns) + " |")
                if number == 0:
                    lines.append("|" + " --- |" * len(columns))
            elif kind == "heading":
                lines += [f"{'##' if lines else '#'} {block.text}", ""]
            elif kind == "question":
                lines += [f"**{block.text}**", ""]
            else:
                lines += [block.text, ""]
        if lines[-1]:
            lines.append("")
    return ("\n".join(lines).rstrip() + "\n").encode(header.get("encoding", "utf-8"))


def write_docx(header: Header, blocks: Blocks) -> bytes:
    """Word: headings and bullets by style, rows as one table, the label of a turn in bold."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    properties.comments = ""
    properties.title = header.get("title", "")
    first_heading = True
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        members = list(group)
        if kind == "row":
            table = document.add_table(rows=0, cols=max(len(cells(b.text)) for b in members))
            table.style = "Table Grid"
            for block in members:
                for cell, text in zip(table.add_row().cells, cells(block.text), strict=False):
                    cell.text = text
            continue
        for block in members:
            if kind == "heading":
                document.add_heading(block.text, level=1 if first_heading else 2)
                first_heading = False
            elif kind == "bullet":
                document.add_paragraph(block.text, style="List Bullet")
            elif kind == "question":
                document.add_paragraph().add_run(block.text).italic = True
            else:
                paragraph = document.add_paragraph()
                if block.label_chars:
                    paragraph.add_run(block.text[: block.label_chars]).bold = True
                paragraph.add_run(block.text[block.label_chars :])
    raw = io.BytesIO()
    document.save(raw)
    return _without_clock(raw.getvalue())


def _without_clock(package: bytes) -> bytes:
    """The same zip with one date for all members: python-docx stamps each with the time of saving."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, old.read(name))
    return out.getvalue()


def _cues(blocks: Blocks) -> list[tuple[str, str, float, float, bool]]:
    """(speaker, words, start and end in seconds, first of its turn): a long turn is cut every dozen words or so."""
    found: list[tuple[str, str, float, float, bool]] = []
    clock = 4.0
    for block in blocks:
        speaker = block.text[: block.label_chars].strip().rstrip(":")
        words = block.text[block.label_chars :].split()
        chunk: list[str] = []
        first = True
        for position, word in enumerate(words):
            chunk.append(word)
            pause = word[-1] in ".,;?!–" and len(chunk) >= 9
            if pause or len(chunk) >= 16 or position == len(words) - 1:
                length = 0.6 + 0.36 * len(chunk)
                found.append((speaker, " ".join(chunk), clock, clock + length, first))
                clock += length + (0.9 if position == len(words) - 1 else 0.08)
                chunk, first = [], False
    return found


def _clock(seconds: float, comma: str) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}{comma}{rest % 1000:03d}"


def write_vtt(header: Header, blocks: Blocks) -> bytes:
    """WebVTT as a meeting program writes it: every cue carries its speaker."""
    out = ["WEBVTT", ""]
    for speaker, words, start, end, _first in _cues(blocks):
        said = html.escape(words, quote=False)
        voiced = f"<v {html.escape(speaker, quote=False)}>{said}</v>" if speaker else said
        out += [f"{_clock(start, '.')} --> {_clock(end, '.')}", voiced, ""]
    return "\n".join(out).encode("utf-8")


def write_srt(header: Header, blocks: Blocks) -> bytes:
    """SubRip as a typist leaves it: the name stands only where the speaker changes."""
    out: list[str] = []
    for number, (speaker, words, start, end, first) in enumerate(_cues(blocks), 1):
        said = f"{speaker}: {words}" if speaker and first else words
        out += [str(number), f"{_clock(start, ',')} --> {_clock(end, ',')}"]
        out += [*textwrap.wrap(said, 64, break_long_words=False, break_on_hyphens=False), ""]
    return "\n".join(out).encode("utf-8")


def write_rtf(header: Header, blocks: Blocks) -> bytes:
    """Rich text by hand: one code page, \\u for whatever it lacks."""
    out = [r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}\fs22", ""]
    for block in blocks:
        text = _rtf(block.text)
        if block.kind == "heading":
            out.append(rf"\pard\sb240\sa120{{\b {text}}}\par")
        elif block.kind == "bullet":
            out.append(rf"\pard\li360\fi-360 \bullet\tab {text}\par")
        elif block.kind == "row":
            out.append(r"\pard " + r"\tab ".join(_rtf(cell) for cell in cells(block.text)) + r"\par")
        elif block.kind == "question":
            out.append(rf"\pard\sb120\sa120{{\i {text}}}\par")
        else:
            out.append(rf"\pard\sa120 {text}\par")
    return ("\n".join(out) + "\n}\n").encode("ascii")


def _rtf(text: str) -> str:
    def one(char: str) -> str:
        if char in "\\{}":
            return "\\" + char
        if ord(char) < 128:
            return char
        try:
            return f"\\'{char.encode('cp1252')[0]:02x}"
        except UnicodeEncodeError:
            return f"\\u{ord(char)}?"

    return "".join(one(char) for char in text)


# Helvetica, thousandths of an em: enough to break lines where a word processor would.
_NARROW = dict.fromkeys("iljI.,:;'|!’‘", 260) | dict.fromkeys("ft()r- /", 320) | dict.fromkeys("mwMW%@", 830)


def _width(text: str, size: float) -> float:
    return sum(_NARROW.get(c, 690 if c.isupper() else 550) for c in text) * size / 1000


def _wrap_pdf(text: str, size: float, room: float, divisions: dict[str, list[str]]) -> list[str]:
    """Lines no wider than `room` points; a word listed under `% hyphenate` is divided where it would hang over."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if _width(longer, size) <= room:
            line = longer
            continue
        bare = word.strip(".,;:!?\"'()")
        heads = [word[: word.index(bare)] + head for head in divisions.get(bare, [])]
        fits = [head for head in heads if _width(f"{line} {head}-", size) <= room]
        if fits:
            lines.append(f"{line} {fits[-1]}-")
            line = word[len(fits[-1]) :]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _divisions(listed: str) -> dict[str, list[str]]:
    """`pro-cure-ment` -> {"procurement": ["pro", "procure"]}: where a word may be divided."""
    found = {}
    for word in listed.split():
        pieces = word.split("-")
        found["".join(pieces)] = ["".join(pieces[:n]) for n in range(1, len(pieces))]
    return found


def write_pdf(header: Header, blocks: Blocks) -> bytes:
    """A printed note: `% running_head` over every page, its number under it, `% hyphenate` words divided (re-main)."""
    divisions = _divisions(header.get("hyphenate", ""))
    top, bottom, room = 770.0, 72.0, 451.0
    pages: list[list[tuple[float, float, str, str]]] = [[]]
    y, divided, carried = top, 0, list[str]()
    for block in blocks:
        font, size, indent = ("F2", 13.0, 0.0) if block.kind == "heading" else ("F1", 10.5, 0.0)
        if block.kind == "question":
            font = "F2"
        text = "   ".join(cells(block.text)) if block.kind == "row" else block.text
        if block.kind == "bullet":
            text, indent = "• " + text, 14.0
        lines = _wrap_pdf(text, size, room - indent, divisions)
        divided += sum(line.endswith("-") for line in lines[:-1])
        carried += [line.split()[0] for line in lines[1:] if len(line.split()[0]) > 8]
        y -= 8.0
        for line in lines:
            if y - size * 1.3 < bottom:
                pages.append([])
                y = top
            y -= size * 1.3
            pages[-1].append((72.0 + indent, y, f"/{font} {size:g} Tf", line))
    if divisions and not divided:
        raise ValueError(
            f"{header['file']}: no word of '% hyphenate' falls at a line end; choose among {', '.join(carried)}."
        )
    return _pdf(pages, header.get("running_head", ""))


def _pdf(pages: list[list[tuple[float, float, str, str]]], running_head: str) -> bytes:
    """PDF 1.4 with the two Helvetica faces every reader holds, so nothing is embedded."""

    def show(x: float, y: float, font: str, text: str) -> bytes:
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")
        return f"BT {font} 1 0 0 1 {x:.1f} {y:.1f} Tm (".encode() + escaped + b") Tj ET\n"

    objects: list[bytes] = []
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    for face in ("Helvetica", "Helvetica-Bold"):
        objects.append(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{face} /Encoding /WinAnsiEncoding >>".encode()
        )
    for number, page in enumerate(pages, 1):
        stream = b"".join(show(*line) for line in page)
        if running_head:
            stream = show(72.0, 800.0, "/F1 8 Tf", running_head) + stream
        stream += show(270.0, 40.0, "/F1 8 Tf", f"Page {number} of {len(pages)}")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> "
            + f"/Contents {len(objects) + 2} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"endstream")
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


WRITERS: dict[str, Callable[[Header, Blocks], bytes]] = {
    ".txt": write_txt,
    ".md": write_md,
    ".docx": write_docx,
    ".vtt": write_vtt,
    ".srt": write_srt,
    ".rtf": write_rtf,
    ".pdf": write_pdf,
}
