"""Plain text and Markdown → paragraphs.

The danger: a file whose lines were wrapped at eighty signs read as eighty half-sentences, or one whose every line
is a person's turn read as one paragraph. The rule: the file's own lines decide whether it was wrapped; a blank
line always ends a paragraph, and so does a label, a bullet, a title or a table row on the next line.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qualitative.model import PartKind
from qualitative.notes.labels import BULLET_SIGN, candidate
from qualitative.notes.paragraphs import Page, Paragraph

_UNDERLINE = re.compile(r"[ \t]*(?:={3,}|-{3,}|~{3,}|_{3,}|\*{3,})[ \t]*")
_TABLE_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t:|-]*-{3,}[ \t:|-]*\|?[ \t]*")
_HASHES = re.compile(r"#{1,6}[ \t]+\S")
_WORD_WRAP_MIN, _WORD_WRAP_MAX = 45, 132  # a window's width in characters


@dataclass(frozen=True)
class _Line:
    start_char: int
    end_char: int
    words: str  # trimmed


def normalise_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(text: str, markdown: bool = False) -> Page:
    """text: decoded, newlines as \\n; it is the Page's text, unchanged. Raises nothing: any text has paragraphs."""
    lines = list(_lines(text))
    wrapped = _is_wrapped(lines)
    paragraphs: list[Paragraph] = []
    if markdown:
        lines, front = _front_matter(lines)
        paragraphs += front
    for block in _blocks(lines):
        paragraphs += _paragraphs(block, wrapped or markdown)
    return Page(text, tuple(_number_tables(paragraphs)))


def _lines(text: str) -> Iterator[_Line]:
    at_char = 0
    for line in text.split("\n"):
        words = line.strip()
        start = at_char + (len(line) - len(line.lstrip()))
        yield _Line(start, start + len(words), words)
        at_char += len(line) + 1


def _blocks(lines: list[_Line]) -> Iterator[list[_Line]]:
    block: list[_Line] = []
    for line in lines:
        if line.words:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _front_matter(lines: list[_Line]) -> tuple[list[_Line], list[Paragraph]]:
    """YAML between two rules at the top of a Markdown file: facts about it, nobody's words."""
    if not lines or lines[0].words != "---":
        return lines, []
    for i, line in enumerate(lines[1:40], start=1):
        if line.words in ("---", "..."):
            return lines[i + 1 :], [Paragraph(lines[0].start_char, line.end_char, PartKind.META)]
    return lines, []


def _is_wrapped(lines: list[_Line]) -> bool:
    """Whether lines were broken for width: each is full, in that the next line's first word had no more room."""
    lengths = sorted(len(line.words) for line in lines if line.words)
    if not lengths:
        return False
    width = lengths[int(0.95 * (len(lengths) - 1))]
    if not _WORD_WRAP_MIN <= width <= _WORD_WRAP_MAX:
        return False
    full = pairs = 0
    for line, after in itertools.pairwise(lines):
        if line.words and after.words and not _opens(after.words):
            pairs += 1
            full += len(line.words) + 1 + len(after.words.split()[0]) > width - 4
    return pairs >= 3 and full >= 0.6 * pairs


def _opens(words: str) -> bool:
    """Whether a line plainly begins something new."""
    if (
        BULLET_SIGN.match(words)
        or _HASHES.match(words)
        or _TABLE_ROW.fullmatch(words)
        or _UNDERLINE.fullmatch(words)
    ):
        return True
    if re.match(r"[\[(].*[\])]\.?$", words):
        return True
    label = candidate(words)
    return label is not None and label.form in ("colon", "q", "alone", "tab") and not words[0].islower()


def _paragraphs(block: list[_Line], joined: bool) -> Iterator[Paragraph]:
    """The paragraphs of lines with no blank line between them. joined: lines that open nothing go on with the last."""
    run: list[_Line] = []

    def close() -> Iterator[Paragraph]:
        if run:
            yield Paragraph(run[0].start_char, run[-1].end_char)
            run.clear()

    table = sum(1 for line in block if _TABLE_ROW.fullmatch(line.words)) >= 2
    for i, line in enumerate(block):
        after = block[i + 1].words if i + 1 < len(block) else ""
        if table and (_TABLE_ROW.fullmatch(line.words) or _TABLE_RULE.fullmatch(line.words)):
            yield from close()
            kind = PartKind.META if _TABLE_RULE.fullmatch(line.words) else PartKind.ROW
            heading = kind is PartKind.ROW and bool(_TABLE_RULE.fullmatch(after))
            yield Paragraph(line.start_char, line.end_char, kind, comment=heading)
        elif _UNDERLINE.fullmatch(line.words):
            yield from close()
            yield Paragraph(line.start_char, line.end_char, PartKind.META)
        elif _UNDERLINE.fullmatch(after) and len(line.words) <= 90 and not (run and joined):
            yield from close()
            yield Paragraph(line.start_char, line.end_char, PartKind.HEADING)
        elif not run or _opens(line.words) or not (joined or _broken_off(run[-1].words, line.words)):
            yield from close()
            run.append(line)
            if _HASHES.match(line.words):
                yield Paragraph(line.start_char, line.end_char, PartKind.HEADING)
                run.clear()
        else:
            run.append(line)
    yield from close()


def _broken_off(words: str, after: str) -> bool:
    """A long line without an end, and a small letter on the next: one sentence that ran over."""
    return len(words) >= 60 and words[-1] not in '.?!:;…"”)]' and after[0].islower()


def _number_tables(paragraphs: list[Paragraph]) -> Iterator[Paragraph]:
    """Rows get their place: 'table 1, row 2'."""
    table = row = 0
    in_table = False
    for paragraph in paragraphs:
        if paragraph.kind is PartKind.ROW:
            table, row = (table, row + 1) if in_table else (table + 1, 1)
            in_table = True
            place = f"table {table}, row {row}"
            body = paragraph.start_char + 2  # after the bar and its blank
            yield Paragraph(
                paragraph.start_char,
                paragraph.end_char,
                PartKind.ROW,
                place=place,
                body_char=body,
                comment=paragraph.comment,
            )
        else:
            in_table = in_table and paragraph.kind is PartKind.META
            yield paragraph
