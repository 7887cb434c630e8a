"""The running text of a Word file: body, headers and footers, notes, comments, text boxes, glossary, run by run.

The danger: a name split over three runs, a sentence deleted but tracked, white letters on white, a text box nobody
scrolled to. So each paragraph is put together as it shows, once more as it was before tracked changes, and what is
hidden stands apart. A Word file has no pages; the places where Word last broke them are used where it left them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from qualitative.disclosure.final.pieces import Grid, Inspected, Layer
from qualitative.disclosure.final.properties import is_path, say_link
from qualitative.disclosure.final.runs import W, nearest, on_a_ground, run_text, runs_of, shown_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHANGES = {f"{W}{n}" for n in (
    "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange",
    "trPrChange", "tblGridChange", "tblPrExChange", "numberingChange", "cellIns", "cellDel", "cellMerge",
)}  # fmt: skip
_ACCEPT = "In Word: Review, Accept All Changes and Stop Tracking."
_OWN_BOOKMARKS = ("_", "OLE_LINK", "docs-internal")
_VALUES = {f"{W}{n}" for n in (
    "alias", "tag", "tblCaption", "tblDescription", "helpText", "statusText", "default", "name", "listEntry", "docPart",
)}  # fmt: skip
_ATTRIBUTES = {
    "descr": (Layer.ASIDE, "alternative text"), "title": (Layer.ASIDE, "alternative text"),
    "alt": (Layer.ASIDE, "alternative text"), "tooltip": (Layer.ASIDE, "a tooltip"),
    "string": (Layer.SHOWN, "a drawn text"), "displayText": (Layer.ASIDE, "an item of a list"),
    "ed": (Layer.PROPERTY, "who may edit"), "userId": (Layer.PROPERTY, "an account"),
    "docLocation": (Layer.LINK, "a link"), "anchor": (Layer.LINK, "a link"),
}  # fmt: skip


class Stories:
    """Reads one package's stories into `found`; anchors: where each comment hangs on the text."""

    def __init__(self, found: Inspected, styles: list[_Element]) -> None:
        self.found = found
        self.looks = {s.get(f"{W}styleId"): s for root in styles for s in root.iter(f"{W}style")}
        self.anchors: dict[str, str] = {}

    def read(self, root: _Element, tag: str) -> None:
        if tag in ("footnotes", "endnotes", "comments"):
            what, layer = {"footnotes": ("footnote", Layer.SHOWN), "endnotes": ("endnote", Layer.SHOWN),
                           "comments": ("comment", Layer.COMMENT)}[tag]  # fmt: skip
            for note in root:
                number = note.get(f"{W}id") or ""
                if note.get(f"{W}type") in ("separator", "continuationSeparator", "continuationNotice"):
                    continue
                where = f"{what} {number}" + (
                    f", on {at}" if (at := self.anchors.get(f"{what} {number}")) else ""
                )
                _Story(self, where, layer).walk(note)
                if layer is Layer.COMMENT:
                    self._comment(note, where)
        elif tag == "glossaryDocument":
            self.found.carry(
                "building blocks",
                "the glossary document: stored pieces of text that no page shows",
                "Save the file anew from a blank document.",
            )
            _Story(self, "the glossary document", Layer.HIDDEN).walk(root)
        else:
            names = {"document": "", "hdr": "a header", "ftr": "a footer"}
            _Story(self, names[tag], Layer.SHOWN).walk(root)

    def _comment(self, note: _Element, where: str) -> None:
        self.found.carry("comment", where, "In Word: Review, Delete All Comments in Document.")
        for key in ("author", "initials"):
            self.found.say(note.get(f"{W}{key}"), f"{where}, its author", Layer.PROPERTY, "comment's author")

    def look_of(self, style: str | None, what: str) -> Any:
        """A run property by the chain of a style, or None."""
        for _ in range(12):
            here = self.looks.get(style)
            if here is None:
                return None
            for value in here.iterfind(f"{W}rPr/{W}{what}"):
                return value
            based = here.find(f"{W}basedOn")
            style = based.get(f"{W}val") if based is not None else None
        return None

    def heading(self, style: str | None) -> bool:
        here = self.looks.get(style)
        name = here.find(f"{W}name") if here is not None else None
        called = (name.get(f"{W}val") if name is not None else style) or ""
        return called.lower().startswith(("heading", "überschrift", "titre", "title"))


class _Story:
    """One story: keeps the page, the heading and the paragraph's number as it goes."""

    def __init__(self, stories: Stories, where: str, layer: Layer) -> None:
        self.stories, self.found, self.layer, self.of = stories, stories.found, layer, where
        self.page, self.heading, self.at, self.paged = 1, "", 0, False
        self.boxed: set[str] = set()

    def walk(self, root: _Element) -> None:
        self.paged = next(root.iter(f"{W}lastRenderedPageBreak"), None) is not None
        self._block(root, self.of, self.layer)

    def where(self) -> str:
        if self.of:
            return self.of
        page = f"page {self.page}, " if self.paged else ""
        under = f" under “{self.heading}”" if self.heading else ""
        return f"{page}paragraph {self.at}{under}"

    def _block(self, parent: _Element, of: str, layer: Layer) -> None:
        for element in parent:
            if element.tag == f"{W}p":
                self._paragraph(element, of, layer)
            elif element.tag == f"{W}tbl":
                self._table(element, of, layer)
            elif isinstance(element.tag, str):
                self._note_marks(element, of or self.where())
                self._block(element, of, layer)

    def _table(self, table: _Element, of: str, layer: Layer) -> None:
        rows = []
        for row in (r for r in table.iter(f"{W}tr") if nearest(r, f"{W}tbl") is table):
            cells = [c for c in row.iter(f"{W}tc") if nearest(c, f"{W}tr") is row]
            rows.append(tuple("\n".join(shown_text(p) for p in c.iter(f"{W}p")).strip() for c in cells))
        self._block(table, of, layer)
        if layer is Layer.SHOWN:
            self.found.grids.append(Grid(tuple(rows), of or self.where()))

    def _paragraph(self, paragraph: _Element, of: str, layer: Layer) -> None:
        style = next((s.get(f"{W}val") for s in paragraph.iterfind(f"{W}pPr/{W}pStyle")), None)
        first = next(paragraph.iter(f"{W}lastRenderedPageBreak", f"{W}t"), None)
        for broken in paragraph.iter(f"{W}lastRenderedPageBreak"):
            if broken is first:
                self.page += 1
        self.at += 1
        where = of or self.where()
        shown, before, hidden, code = [], [], [], []
        deleted = False
        for run, state in runs_of(paragraph):
            words = run_text(run)
            fields = "".join(
                i.text or ""
                for i in run.iter(f"{W}instrText", f"{W}delInstrText")
                if nearest(i, f"{W}r") is run
            )
            if fields:
                code.append(fields)
            if state == "deleted":
                deleted = deleted or bool(words.strip())
                before.append(words)
            elif words.strip() and (why := self._unseen(run, paragraph, style)):
                hidden.append(words)
                self.found.carry(
                    "hidden text",
                    f"{where} ({why})",
                    "Show it (in Word: Ctrl+A, Font, untick Hidden, colour Automatic) and delete it.",
                )
            else:
                shown.append(words)
                if state != "inserted":
                    before.append(words)
        for broken in paragraph.iter(f"{W}lastRenderedPageBreak"):
            if broken is not first:
                self.page += 1
        said = "".join(shown)
        self.found.say(said, where, layer)
        if hidden:
            self.found.say("".join(hidden), f"{where}, hidden", Layer.HIDDEN)
            self.found.say(shown_text(paragraph), f"{where}, with what is hidden in it", Layer.HIDDEN)
        if deleted:
            self.found.say("".join(before), f"{where}, as it was before the changes", Layer.CHANGE)
        if code or paragraph.find(f".//{W}fldSimple") is not None:
            self._fields(paragraph, "".join(code), where)
        self._note_marks(paragraph, where, deep=True)
        for box in paragraph.iter(f"{W}txbxContent"):
            if nearest(box, f"{W}p") is paragraph:
                self._box(box, where, layer)
        if self.stories.heading(style) and said.strip() and not of:
            self.heading, self.at = " ".join(said.split())[:60], 0

    def _box(self, box: _Element, where: str, layer: Layer) -> None:
        """A text box; Word stores each twice, for old readers and new."""
        words = "\n".join(shown_text(p) for p in box.iter(f"{W}p"))
        if words in self.boxed:
            return
        self.boxed.add(words)
        at = self.at
        self._block(box, f"{where}, text box", layer)
        self.at = at

    def _fields(self, paragraph: _Element, code: str, where: str) -> None:
        simple = " ".join(f.get(f"{W}instr") or "" for f in paragraph.iter(f"{W}fldSimple"))
        words = unquote(f"{code} {simple}").replace("\\\\", "\\")
        self.found.say(words, f"{where}, a field's code", Layer.CODE, "field code")
        if any(is_path(piece.strip('"')) for piece in words.split('"')):
            say_link(self.found, words, f"{where}, a field")
            self.found.carry(
                "path",
                f"{where}, a field that names a file on somebody's disk or drive",
                "In Word: select it and press Ctrl+Shift+F9.",
            )

    def _unseen(self, run: _Element, paragraph: _Element, style: str | None) -> str:
        """Why nobody sees the run: hidden, white on white, or too small to read; "" where it shows."""
        own = run.find(f"{W}rPr")
        named = own.find(f"{W}rStyle") if own is not None else None
        chain = named.get(f"{W}val") if named is not None else None

        def look(what: str) -> Any:
            direct = own.find(f"{W}{what}") if own is not None else None
            if direct is not None:
                return direct
            by_run = self.stories.look_of(chain, what)
            return by_run if by_run is not None else self.stories.look_of(style, what)

        vanish = look("vanish")
        if vanish is not None and vanish.get(f"{W}val") not in ("0", "false", "off"):
            return "marked hidden"
        size = look("sz")
        if size is not None and (size.get(f"{W}val") or "").isdigit() and int(size.get(f"{W}val")) <= 4:
            return "too small to read"
        color = look("color")
        white = color is not None and (
            (color.get(f"{W}val") or "").lower() == "ffffff"
            or color.get(f"{W}themeColor") in ("background1", "bg1", "light1")
        )
        if white and not on_a_ground(run, paragraph):
            return "white on white"
        return ""

    def _note_marks(self, element: _Element, where: str, deep: bool = False) -> None:
        """Changes, bookmarks, comments' places, names and alternative texts of one element (deep: of all inside it)."""
        for one in element.iter() if deep else (element,):
            if not isinstance(one.tag, str):
                continue
            if deep and one is not element and one.tag in (f"{W}p", f"{W}tbl"):
                continue  # a text box's own paragraphs come by themselves
            if one.tag in _CHANGES and one.get(f"{W}id") is not None:
                self.found.carry("tracked change", where, _ACCEPT)
                self.found.say(
                    one.get(f"{W}author"),
                    f"{where}, who made a tracked change",
                    Layer.PROPERTY,
                    "change's author",
                )
            local = one.tag.rpartition("}")[2]
            if one.tag == f"{W}bookmarkStart":
                name = one.get(f"{W}name") or ""
                if not name.startswith(_OWN_BOOKMARKS):
                    self.found.say(name, f"{where}, a bookmark's name", Layer.NAMED, "bookmark", told=True)
            elif one.tag == f"{W}commentReference":
                self.stories.anchors.setdefault(f"comment {one.get(f'{W}id')}", where)
            elif one.tag == f"{W}footnoteReference":
                self.stories.anchors.setdefault(f"footnote {one.get(f'{W}id')}", where)
            elif one.tag == f"{W}endnoteReference":
                self.stories.anchors.setdefault(f"endnote {one.get(f'{W}id')}", where)
            elif one.tag in _VALUES:
                kind = "alternative text" if local.startswith("tbl") else "a form field or content control"
                self.found.say(one.get(f"{W}val"), f"{where}, {kind}", Layer.ASIDE, kind)
            elif local in ("docPr", "cNvPr"):
                self.found.say(
                    one.get("name"),
                    f"{where}, a picture's or shape's name",
                    Layer.NAMED,
                    "file name",
                    told=True,
                )
            elif local == "imagedata":
                title = next((v for k, v in one.attrib.items() if k.endswith("}title")), None)
                self.found.say(title, f"{where}, a picture's name", Layer.NAMED, "file name", told=True)
            for key, value in one.attrib.items():
                name = str(key).rpartition("}")[2]
                if name in _ATTRIBUTES and not (local == "imagedata" and name == "title"):
                    layer, kind = _ATTRIBUTES[name]
                    if not (name == "anchor" and (value.startswith("_") or not str(key).startswith(W))):
                        self.found.say(value, f"{where}, {kind}", layer, kind)
