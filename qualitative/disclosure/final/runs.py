"""Runs of a Word paragraph: what they say, what became of them, and whether white letters stand on something dark.

The danger: a run inside a tracked deletion, a text box or a table takes its meaning from what it lies in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DELETED = {f"{W}del", f"{W}moveFrom"}
_INSERTED = {f"{W}ins", f"{W}moveTo"}


def nearest(element: _Element, tag: str) -> Any:
    above = element.getparent()
    while above is not None and above.tag != tag:
        above = above.getparent()
    return above


def runs_of(paragraph: _Element) -> Iterator[tuple[_Element, str]]:
    """The paragraph's own runs with what became of them: "", "inserted" or "deleted"; text boxes inside are left out."""
    for run in paragraph.iter(f"{W}r"):
        state, above = "", run.getparent()
        while above is not None and above is not paragraph:
            if above.tag == f"{W}p":
                state = "elsewhere"
                break
            if above.tag in _DELETED:
                state = "deleted"
            elif above.tag in _INSERTED and state != "deleted":
                state = "inserted"
            above = above.getparent()
        if state != "elsewhere":
            yield run, state


def run_text(run: _Element) -> str:
    pieces = []
    for child in run:
        tag = str(child.tag).rpartition("}")[2]
        if tag in ("t", "delText"):
            pieces.append(child.text or "")
        elif tag in ("tab", "ptab"):
            pieces.append("\t")
        elif tag in ("br", "cr"):
            pieces.append("\n")
        elif tag == "noBreakHyphen":
            pieces.append("-")
        elif tag == "ruby":
            pieces.append("".join(t.text or "" for t in child.iter(f"{W}t")))
    return "".join(pieces)


def shown_text(paragraph: _Element) -> str:
    return "".join(run_text(run) for run, state in runs_of(paragraph) if state != "deleted")


def on_a_ground(run: _Element, paragraph: _Element) -> bool:
    """Whether white letters may stand on something dark: a shade, a highlight, a styled table, a shape."""
    for shade in (*run.iterfind(f"{W}rPr/{W}shd"), *paragraph.iterfind(f"{W}pPr/{W}shd")):
        if (shade.get(f"{W}fill") or "auto").lower() not in ("auto", "ffffff"):
            return True
    if run.find(f"{W}rPr/{W}highlight") is not None or nearest(run, f"{W}txbxContent") is not None:
        return True
    if paragraph.find(f"{W}pPr/{W}pStyle") is not None and run.find(f"{W}rPr/{W}color") is None:
        return True  # a style's own colour: its shade is the style's too
    cell = nearest(paragraph, f"{W}tc")
    if cell is None:
        return False
    shade = cell.find(f"{W}tcPr/{W}shd")
    if shade is not None:
        return (shade.get(f"{W}fill") or "auto").lower() not in ("auto", "ffffff")
    table = nearest(cell, f"{W}tbl")
    return table is not None and table.find(f"{W}tblPr/{W}tblStyle") is not None
