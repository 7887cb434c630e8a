"""A finished web page: what shows, what is hidden by a style, and what stands in attributes, comments and scripts.

The danger: a page shows a paragraph and carries the paragraph's history: a comment of its author, a hidden block, a
tooltip, a table of data for a script. So every text node and every attribute is read, each with the nearest heading as
its place; what a script may still fetch or make is told as not looked into.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_to_bytes

from qualitative.disclosure.final import binary
from qualitative.disclosure.final.pieces import Grid, Inspected, Layer
from qualitative.disclosure.final.properties import say_link
from qualitative.disclosure.final.styles import hides, hiding_rules
from qualitative.files import FileTrouble

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = {
    "p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "div", "section", "article", "blockquote", "figcaption", "caption",
    "dt", "dd", "pre", "header", "footer", "main", "nav", "aside", "tr", "table", "ul", "ol", "dl", "body", "summary", "details", "title",
    "text", "label", "button", "option", "legend", "figure", "form", "address", "hr", "br",
}  # fmt: skip
_LINKS = {
    "href",
    "src",
    "action",
    "cite",
    "longdesc",
    "poster",
    "srcset",
    "data",
    "background",
    "formaction",
    "ping",
    "xlink:href",
}
_PLAIN = {
    "class", "id", "style", "lang", "dir", "type", "rel", "charset", "viewbox", "d", "fill", "stroke", "width", "height", "x", "y", "x1", "y1",
    "x2", "y2", "cx", "cy", "r", "rx", "ry", "transform", "points", "xmlns", "role", "scope", "colspan", "rowspan", "for", "tabindex",
    "name", "version", "preserveaspectratio", "clip-path", "marker-end", "http-equiv", "media", "font-family", "text-anchor", "loading",
}  # fmt: skip
_DATA = re.compile(r"data:([\w.+/-]*)((?:;[\w=.+-]+)*?)(;base64)?,([^\"')\s]*)", re.I)


def read_web(data: bytes, path: Path, depth: int = 0) -> Inspected:
    """Everything in an HTML page, or an SVG drawing. Raises FileTrouble: empty, or no page at all."""
    from lxml import html

    if not data.strip():
        raise FileTrouble(path, "it is empty", "Check that it was saved.")
    try:
        parser = html.HTMLParser(encoding=_encoding(data), huge_tree=False, no_network=True)
        root = html.document_fromstring(data, parser=parser)
    except Exception:  # lxml raises ParserError, ValueError and XMLSyntaxError
        raise FileTrouble(
            path, "it cannot be read as a web page", "Save it again from its own program."
        ) from None
    found = Inspected("html")
    page = _Page(found, root, depth)
    page.walk(root, "")
    page.say_lines()
    _tables(found, root)
    return found


def _encoding(data: bytes) -> str | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"charset" in data[:2048].lower():
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


class _Page:
    """One page while it is read: the heading in force, and the words of the block in hand."""

    def __init__(self, found: Inspected, root: HtmlElement, depth: int) -> None:
        self.found, self.depth = found, depth
        self.heading, self.n_blocks = "", 0
        self.lines: list[tuple[str, str, str]] = []  # words, where, why hidden
        self.rules = hiding_rules(root)

    def where(self) -> str:
        return f"under “{self.heading}”" if self.heading else "at the start of the page"

    def walk(self, element: Any, hidden: str) -> None:
        from lxml import etree

        if element.tag is etree.Comment:
            self.found.say(element.text, f"a comment in the source, {self.where()}", Layer.COMMENT)
            if (element.text or "").strip() and not re.match(r"\s*\[(if|endif)", element.text or ""):
                self.found.carry(
                    "comment",
                    f"a comment in the source, {self.where()}",
                    "Delete the comment from the source.",
                )
            self._text(element.tail, hidden if element.getparent() is not None else "")
            return
        if not isinstance(element.tag, str):
            self._text(element.tail, hidden)
            return
        tag = element.tag.lower().rpartition("}")[2]
        inside = hidden or self._why_hidden(element, tag)
        self._attributes(element, tag)
        if tag in ("script", "style"):
            self._code(element, tag)
        else:
            if tag in _BLOCKS:
                self._break()
            if tag in ("title", "desc", "metadata") and element.getparent() is not None:
                self._titles(element, tag)
            else:
                self._text(element.text, inside)
                for child in element:
                    self.walk(child, inside)
            if re.fullmatch(r"h[1-6]", tag) and not inside:
                self.heading = " ".join(element.text_content().split())[:60] or self.heading
            if tag in _BLOCKS:
                self._break()
        self._text(element.tail, hidden)

    def _titles(self, element: Any, tag: str) -> None:
        words = " ".join(element.text_content().split())
        above = element.getparent().tag
        if above == "head":
            self.found.say(words, "the page's title", Layer.PROPERTY, "property", told=True)
        else:
            self.found.say(words, f"a drawing's {tag}, {self.where()}", Layer.ASIDE, "alternative text")

    def _text(self, words: str | None, hidden: str) -> None:
        if words and words.strip():
            self.lines.append((words, self.where(), hidden))
        elif words:
            self.lines.append((" ", self.where(), hidden))

    def _break(self) -> None:
        self.lines.append(("\n", "", ""))

    def say_lines(self) -> None:
        """The words block by block; a block's hidden words stand apart, and once more with the words round them."""
        block: list[tuple[str, str, str]] = []
        for line in (*self.lines, ("\n", "", "")):
            if line[0] != "\n":
                block.append(line)
                continue
            shown = re.sub(r"\s+", " ", "".join(w for w, _, why in block if not why)).strip()
            hidden = re.sub(r"\s+", " ", "".join(w for w, _, why in block if why)).strip()
            if block:
                where = next((at for w, at, _ in block if w.strip()), "")
                self.found.say(shown, where)
                if hidden:
                    why = next(why for w, _, why in block if why)
                    self.found.say(hidden, f"{where}, hidden ({why})", Layer.HIDDEN)
                    if any(letter.isalnum() for letter in hidden):
                        self.found.carry(
                            "hidden text", f"{where} ({why})", "Delete the element from the source."
                        )
            block = []

    def _why_hidden(self, element: Any, tag: str) -> str:
        style = element.get("style") or ""
        if element.get("hidden") is not None:
            return "marked hidden"
        if (element.get("aria-hidden") or "").lower() == "true" and tag not in (
            "svg",
            "use",
            "path",
            "g",
            "i",
        ):
            return "hidden from screen readers"
        if tag in ("template", "noscript"):
            return f"in a <{tag}>"
        if tag == "input" and (element.get("type") or "").lower() == "hidden":
            return "a hidden field"
        if hides(style):
            return "by its style"
        classes = set((element.get("class") or "").split())
        for names, wanted_tag, wanted_id in self.rules:
            if names <= classes and wanted_tag in ("", tag) and wanted_id in ("", element.get("id") or ""):
                return "by the page's style"
        return ""

    def _attributes(self, element: Any, tag: str) -> None:
        if tag == "meta":
            name = (element.get("name") or element.get("property") or "").lower()
            kind = "author" if re.search(r"author|creator|publisher|owner", name) else "property"
            if name and name not in (
                "viewport",
                "referrer",
                "generator",
                "robots",
                "color-scheme",
                "format-detection",
                "theme-color",
            ):
                self.found.say(
                    element.get("content"),
                    f"the page's properties: {name[:30]}",
                    Layer.PROPERTY,
                    kind,
                    told=True,
                )
            elif name == "generator":
                self.found.say(element.get("content"), "the page's properties: generator", Layer.PROPERTY)
            return
        for key, value in element.attrib.items():
            name = str(key).lower()
            where = f"the attribute {name}, {self.where()}"
            if value.lstrip().lower().startswith("data:"):
                self._packed(value, where)
            elif name in _LINKS:
                say_link(self.found, unquote(value), f"a link, {self.where()}")
                if (
                    tag in ("script", "iframe", "frame", "object", "embed")
                    or (tag == "link" and "stylesheet" in (element.get("rel") or ""))
                ) and re.match(r"(?i)(https?:)?//|[\w./-]+\.\w+", value):
                    self.found.could_not(
                        f"a <{tag}> {self.where()}",
                        "it brings in what is not in the file",
                        "Put it into the file, or take it out.",
                    )
            elif name == "style":
                for packed in _DATA.finditer(value):
                    self._packed(packed.group(0), where)
            elif name in ("id", "class", "name"):
                self.found.say(value, where, Layer.NAMED, "identifier")
            elif name not in _PLAIN:
                self.found.say(value, where, Layer.ASIDE, "attribute")

    def _code(self, element: Any, tag: str) -> None:
        words = element.text or ""
        where = f"a <{tag}>, {self.where()}"
        for packed in _DATA.finditer(words):
            self._packed(packed.group(0), where)
        if tag == "script":
            kind = (element.get("type") or "").lower()
            if "json" in kind:
                self.found.carry(
                    "data for scripts",
                    where,
                    "Take it out unless the page needs it; it holds what the page may not show.",
                )
            self.found.say(_DATA.sub("", words), where, Layer.CODE, "script")
        else:
            made = (
                " ".join(re.findall(r"content\s*:\s*[\"']([^\"']+)", words))
                + " "
                + " ".join(re.findall(r"/\*(.*?)\*/", words, re.S))
            )
            self.found.say(made, f"{where}: words a style adds, or its comments", Layer.ASIDE, "style")
        if source := re.search(r"sourceMappingURL=(\S+)", words):
            self.found.say(source.group(1), where, Layer.LINK, "source map")

    def _packed(self, address: str, where: str) -> None:
        match = _DATA.match(address.strip())
        if match is None:
            return
        kind, packed, words = match.group(1).lower(), bool(match.group(3)), match.group(4)
        try:
            content = base64.b64decode(unquote(words), validate=False) if packed else unquote_to_bytes(words)
        except ValueError:
            self.found.could_not(f"data packed into {where}", "it is damaged", "Take it out.")
            return
        ending = {
            "image/svg+xml": ".svg",
            "text/html": ".html",
            "application/pdf": ".pdf",
            "text/plain": ".html",
        }.get(kind, "")
        ending = ending or (".png" if kind.startswith("image/") else ".woff" if "font" in kind else ".bin")
        binary.look_into(self.found, content, f"packed{ending}", f"data packed into {where}", self.depth)


def _tables(found: Inspected, root: HtmlElement) -> None:
    for number, table in enumerate(root.iter("table"), 1):
        rows = []
        for row in table.iter("tr"):
            rows.append(tuple(" ".join(c.text_content().split()) for c in row if c.tag in ("td", "th")))
        found.grids.append(Grid(tuple(rows), f"table {number}"))
