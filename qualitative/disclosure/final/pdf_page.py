"""What a PDF page shows, and what it holds without showing it.

The danger: a name under a black bar, white letters on white, a text layer that is never painted, words beside the cut
page: all of them are copied with Ctrl+A. So letters are judged in the order of painting: invisible by their mode, by
their colour on the ground they stand on, by their size, by lying outside the page, or by what was painted over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MANY_OUTLINES = 300  # drawn lines on a page without a letter: its words were turned into outlines
UNREADABLE_SHARE = 0.1  # of a page's letters that stand for no character
_SPECK = 2.0  # points: smaller letters are not read by anybody
_NEAR = 0.06  # how far colours (0-1) may differ and still be one


@dataclass
class PageText:
    """One page: its shown text, hidden pieces with the reason, and whether it could be read at all ("" if it could)."""

    number: int
    shown: str = field(default="", repr=False)
    hidden: list[tuple[str, str]] = field(default_factory=list, repr=False)
    unread: str = ""
    pictures: int = 0


def read_pages(data: bytes, most: int) -> Iterator[PageText]:
    """Every page of a PDF that can be parsed, in order, at most `most`. Raises pdfminer's errors on damage."""
    from io import BytesIO

    from pdfminer.layout import LAParams
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    device = _device(PDFResourceManager())
    interpreter = PDFPageInterpreter(device.rsrcmgr, device)
    for number, page in enumerate(
        PDFPage.get_pages(BytesIO(data), check_extractable=False, maxpages=most), 1
    ):
        interpreter.process_page(page)
        layout = device.get_result()
        yield _judged(number, layout, _visible_box(page), LAParams(boxes_flow=0.5))


def _device(resources: Any) -> Any:
    from pdfminer.converter import PDFPageAggregator

    class Painter(PDFPageAggregator):
        """Remembers with each letter in which mode it was painted (3 and 7 paint nothing)."""

        def render_string(self, textstate: Any, *rest: Any) -> None:
            before = len(self.cur_item)
            super().render_string(textstate, *rest)
            for item in list(self.cur_item)[before:]:
                setattr(item, "mode", textstate.render)  # noqa: B010 - pdfminer's item has no such field

    return Painter(resources, laparams=None)


def _visible_box(page: Any) -> tuple[float, float, float, float]:
    """The cut page in the coordinates of its letters (pdfminer moves the media box to the origin)."""
    left, low, right, high = page.mediabox
    a, b, c, d = page.cropbox or page.mediabox
    box = (max(a, left) - left, max(b, low) - low, min(c, right) - left, min(d, high) - low)
    if page.rotate % 360 == 0:
        return box
    return (0, 0, max(right - left, high - low), max(right - left, high - low))


def _flat(item: Any) -> Iterator[Any]:
    from pdfminer.layout import LTChar, LTFigure

    for child in item:
        if isinstance(child, LTFigure):
            yield from _flat(child)
        elif isinstance(child, LTChar) or not hasattr(child, "__iter__"):
            yield child


def _judged(number: int, layout: Any, box: tuple[float, float, float, float], params: Any) -> PageText:
    from pdfminer.layout import LTChar, LTCurve, LTImage

    items = list(_flat(layout))
    chars = [(at, item) for at, item in enumerate(items) if isinstance(item, LTChar)]
    grounds = [(at, i) for at, i in enumerate(items)
               if isinstance(i, LTImage) or (isinstance(i, LTCurve) and i.fill and _is_box(i))]  # fmt: skip
    why = {id(char): _unseen(at, char, grounds, box) for at, char in chars}
    visible = [char for _, char in chars if not why[id(char)]]
    page = PageText(number, _text(layout, visible, params))
    for reason in dict.fromkeys(r for r in why.values() if r):
        page.hidden.append((reason, _text(layout, [c for _, c in chars if why[id(c)] == reason], params)))
    page.pictures = sum(isinstance(i, LTImage) for i in items)
    page.unread = _unreadable(items, visible, layout, page)
    return page


def _is_box(item: Any) -> bool:
    return item.width > 1 and item.height > 1 and len(item.pts) <= 6


def _unseen(
    at: int, char: Any, grounds: list[tuple[int, Any]], box: tuple[float, float, float, float]
) -> str:
    from pdfminer.layout import LTImage

    if not char.get_text().strip():
        return ""
    x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
    if not (box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1):
        return "outside the page as it is cut"
    over = [(i, g) for i, g in grounds if g.x0 - 0.5 <= x <= g.x1 + 0.5 and g.y0 - 0.5 <= y <= g.y1 + 0.5]
    if any(i > at for i, _ in over):
        return "painted over"
    if getattr(char, "mode", 0) in (3, 7):
        return "never painted"
    if max(char.size, char.height) < _SPECK:
        return "too small to read"
    colour = _rgb(char.graphicstate.ncolor) if getattr(char, "mode", 0) != 1 else None
    below = max(over, key=lambda one: one[0], default=None)
    if below is not None and isinstance(below[1], LTImage):
        return ""
    ground = (1.0, 1.0, 1.0) if below is None else _rgb(below[1].non_stroking_color)
    if (
        colour is not None
        and ground is not None
        and all(abs(a - b) < _NEAR for a, b in zip(colour, ground, strict=True))
    ):
        return "in the colour of its ground"
    return ""


def _rgb(colour: Any) -> tuple[float, float, float] | None:
    """Grey, RGB or CMYK as RGB 0-1; None for a pattern or a colour space we do not turn."""
    values = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not values or not all(isinstance(v, (int, float)) for v in values):
        return None
    if len(values) == 1:
        return (float(values[0]),) * 3
    if len(values) == 3:
        return float(values[0]), float(values[1]), float(values[2])
    if len(values) == 4:
        c, m, y, k = values
        return (1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k)
    return None


def _text(layout: Any, chars: list[Any], params: Any) -> str:
    """These letters as lines and columns."""
    from pdfminer.layout import LTPage, LTTextBox

    if not chars:
        return ""
    page = LTPage(layout.pageid, layout.bbox)
    for char in chars:
        page.add(char)
    page.analyze(params)
    return "\n\n".join(box.get_text().strip() for box in page if isinstance(box, LTTextBox))


def _unreadable(items: list[Any], visible: list[Any], layout: Any, page: PageText) -> str:
    from pdfminer.layout import LTCurve, LTImage

    letters = [c for c in visible if c.get_text().strip()]
    nameless = sum(c.get_text().startswith("(cid:") or c.get_text() == "\ufffd" for c in letters)
    if letters and nameless > UNREADABLE_SHARE * len(letters):
        return "its letters do not say which characters they are"
    area = layout.width * layout.height or 1
    largest = max((i.width * i.height for i in items if isinstance(i, LTImage)), default=0)
    if not letters and largest:
        layer = " with a text layer that nobody sees" if page.hidden else ""
        return f"it is only a picture{layer}"
    if len(letters) < 40 and largest > 0.6 * area:
        return "it is almost only a picture"
    if not letters and sum(isinstance(i, LTCurve) for i in items) > MANY_OUTLINES:
        return "its words are drawn as outlines"
    return ""
