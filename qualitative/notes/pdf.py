"""PDF with text → paragraphs.

The danger: a PDF has no paragraphs, only lines on a page: its running head lands in the middle of a sentence, its
line-end hyphens break words, and a scan has no text at all. The rule: lines are joined into paragraphs by their
distances, what repeats at the top or foot of pages is dropped and said, words broken at a line's end are mended,
and a file without text is refused with the mend.

Not done: two columns side by side, tables as tables (their rows come as lines), text in pictures.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from qualitative.files import FileTrouble
from qualitative.model import PartKind
from qualitative.notes.labels import BULLET_SIGN, candidate
from qualitative.notes.paragraphs import Page, Piece, lay_out

MAX_PAGES = 400
MARGIN_LINES = 3  # how many lines at the top and foot of a page may be furniture
HEADING_SCALE = 1.12  # letters this much larger than the body's make a title

_PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–—\s]*\d{1,4}[-–—\s]*(?:(?:of|/)\s*\d{1,4})?", re.I)
_BULLETS = re.compile(r"^[•‣◦▪●○·\uf0b7\uf0a7\u2043]\s*")
_ENDED = re.compile(r"[.!?…:][\"”’')\]]*\s*$")
_KEEP_HYPHEN = frozenset(
    [
        "co",
        "non",
        "self",
        "multi",
        "cross",
        "well",
        "long",
        "short",
        "third",
        "one",
        "two",
        "three",
        "four",
        "five",
        "half",
        "all",
        "ex",
        "anti",
        "semi",
        "inter",
        "post",
        "pre",
        "re",
        "follow",
        "drop",
        "part",
        "full",
        "high",
        "low",
        "face",
        "end",
        "day",
        "year",
        "single",
        "joint",
        "not",
        "peer",
        "decision",
    ]
)


@dataclass(frozen=True)
class _Line:
    words: str = field(repr=False)
    page: int
    left: float  # points from the page's left edge
    right: float
    top: float  # points from the page's top
    bottom: float
    size: float  # of its letters, in points
    bold: bool


def read_pdf(data: bytes, path: Path) -> Page:
    """Raises FileTrouble: no PDF, damaged, protected, too many pages, no text (a scan)."""
    pages = _lines_by_page(data, path)
    if sum(len(line.words) for page in pages for line in page) < 20 * max(1, len(pages)) / 4:
        reason = "it holds no text; it is probably a scan"
        raise FileTrouble(path, reason, "Run text recognition (OCR) on it first, or type the notes.")
    empty = sum(1 for page in pages if not page)
    lines, n_furniture = _without_furniture(pages)
    text, paragraphs = lay_out(_pieces(lines))
    warnings = []
    if n_furniture:
        warnings.append(f"{n_furniture} running heads, feet and page numbers left out")
    if empty:
        warnings.append(f"{empty} of {len(pages)} pages hold no text (pictures or scans); run OCR on them")
    return Page(text, paragraphs, tuple(warnings))


def _lines_by_page(data: bytes, path: Path) -> list[list[_Line]]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    if b"%PDF-" not in data[:1024]:
        raise FileTrouble(
            path, "it is called .pdf but is no PDF", "Export it again as PDF, or send the original."
        )
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                reason = f"it has {len(pdf.pages)} pages; at most {MAX_PAGES} are read"
                raise FileTrouble(path, reason, "Split it.")
            pages = []
            for number, page in enumerate(pdf.pages, start=1):
                pages.append(
                    [_line(found, number) for found in page.extract_text_lines() if found["text"].strip()]
                )
                page.close()
            return pages
    except FileTrouble:
        raise
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise _protected(path) from None
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect | PDFEncryptionError):
            raise _protected(path) from None
        raise _damaged(path) from None
    except (
        Exception
    ):  # pdfminer lets many kinds through on a damaged file: KeyError, struct.error, RecursionError …
        raise _damaged(path) from None


def _protected(path: Path) -> FileTrouble:
    return FileTrouble(path, "it is protected by a password", "Save it without one.")


def _damaged(path: Path) -> FileTrouble:
    return FileTrouble(
        path, "it is damaged and cannot be read", "Ask for a fresh copy, or the document it was made from."
    )


def _line(found: dict[str, Any], page: int) -> _Line:
    chars = [char for char in found["chars"] if char["text"].strip()]
    sizes = [float(char["size"]) for char in chars] or [0.0]
    n_bold = sum(1 for char in chars if re.search(r"bold|black|heavy|semibold", char["fontname"], re.I))
    return _Line(
        " ".join(found["text"].split()),
        page,
        float(found["x0"]),
        float(found["x1"]),
        float(found["top"]),
        float(found["bottom"]),
        round(median(sizes), 1),
        n_bold > 0.8 * len(chars),
    )


def _without_furniture(pages: list[list[_Line]]) -> tuple[list[_Line], int]:
    """(lines, how many were dropped). Furniture: near a page's edge, and the same, digits aside, on half of the pages."""
    seen: Counter[tuple[str, str]] = Counter()
    for page in pages:
        seen.update({(edge, _pattern(line.words)) for edge, line in _edges(page)})
    n_pages = sum(1 for page in pages if page)
    often = max(2, (n_pages + 1) // 2)
    kept: list[_Line] = []
    for page in pages:
        dropped = {
            id(line)
            for edge, line in _edges(page)
            if (n_pages > 1 and seen[edge, _pattern(line.words)] >= often)
            or (line in (page[0], page[-1]) and _PAGE_NUMBER.fullmatch(line.words))
        }
        kept += [line for line in page if id(line) not in dropped]
    return kept, sum(len(page) for page in pages) - len(kept)


def _edges(page: list[_Line]) -> Iterator[tuple[str, _Line]]:
    yield from (("top", line) for line in page[:MARGIN_LINES])
    yield from (("foot", line) for line in page[max(MARGIN_LINES, len(page) - MARGIN_LINES) :])


def _pattern(words: str) -> str:
    return re.sub(r"\d+", "#", words).casefold()


def _pieces(lines: list[_Line]) -> Iterator[Piece]:
    if not lines:
        return
    body_size: Counter[float] = Counter()
    for line in lines:
        body_size[line.size] += len(line.words)
    usual = body_size.most_common(1)[0][0]
    leadings = [b.top - a.top for a, b in itertools.pairwise(lines) if a.page == b.page and b.top > a.top]
    leading = _usual_leading(leadings)
    right = sorted(line.right for line in lines)[int(0.95 * (len(lines) - 1))]
    whole = Counter(
        re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(line.words for line in lines).casefold())
    )
    run: list[_Line] = []
    for line in lines:
        if run and _begins(run, line, leading, right, usual):
            yield _piece(run, usual, whole)
            run = []
        run.append(line)
    yield _piece(run, usual, whole)


def _usual_leading(leadings: list[float]) -> float:
    """The distance between lines of one paragraph: the smallest that is common, in points."""
    rounded = Counter(round(distance) for distance in leadings)
    common = [distance for distance, count in rounded.items() if count >= max(1, 0.15 * len(leadings))]
    return float(min(common)) if common else 14.0


def _begins(run: list[_Line], line: _Line, leading: float, right: float, usual: float) -> bool:
    last = run[-1]
    if line.size > usual * HEADING_SCALE or last.size > usual * HEADING_SCALE:
        return abs(line.size - last.size) > 0.5 or line.top - last.top > 1.6 * max(leading, line.size)
    if line.bold != last.bold and (line.bold or all(one.bold for one in run)):
        return True
    if _BULLETS.match(line.words) or BULLET_SIGN.match(line.words):
        return True
    label = candidate(line.words)
    if (
        label is not None
        and label.form in ("colon", "q")
        and line.words[:1].isupper()
        and _ENDED.search(last.words)
    ):
        return True
    finished = bool(_ENDED.search(last.words))
    if line.page == last.page and line.top - last.top > 1.35 * leading:
        return True
    # A line that stopped well short of the margin ended its paragraph, unless the next word would not have fitted.
    room = right - last.right
    first_word = line.words.split()[0]
    width_per_char = (line.right - line.left) / max(1, len(line.words))
    return room > 2 + (len(first_word) + 6) * width_per_char and (finished or line.words[:1].isupper())


def _piece(run: list[_Line], usual: float, whole: Counter[str]) -> Piece:
    words = run[0].words
    for line in run[1:]:
        words = _join(words, line.words, whole)
    place = f"p. {run[0].page}"
    heading = all(line.size > usual * HEADING_SCALE for line in run) and len(words.split()) <= 25
    words = _BULLETS.sub("- ", words)
    return Piece(
        words, PartKind.HEADING if heading else None, place=place, bold=all(line.bold for line in run)
    )


def _join(words: str, more: str, whole: Counter[str]) -> str:
    """'commis-' + 'sioning was' → 'commissioning was'; 'co-' + 'produced' keeps its hyphen."""
    broken = re.search(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-\u00ad\u2010]$", words)
    after = re.match(r"[^\W\d_]+(?:-[^\W\d_]+)*", more)
    if not broken or not after or not after[0][0].islower():
        return f"{words} {more}"
    head, tail = broken[1].casefold(), after[0].casefold()
    if words.endswith("\u00ad") or whole[head + tail]:
        return words[:-1] + more
    if whole[f"{head}-{tail}"] or head.split("-")[-1] in _KEEP_HYPHEN:
        return words[:-1] + "-" + more
    return words[:-1] + more
