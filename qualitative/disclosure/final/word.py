"""A finished Word file, whoever made it: every part of the package, the ones Word never shows too.

The danger: the page is clean and the package is not: an author, a template on somebody's drive, a comment, a glossary of
building blocks, a workbook behind a chart, what a form was filled with. The rule: a part that is known is read by its own
kind, a part that is not is read as plain XML, and bytes that cannot be read are told. Nothing is passed over.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from qualitative.disclosure.final import binary
from qualitative.disclosure.final.pieces import Inspected, Layer
from qualitative.disclosure.final.properties import read_links, read_properties
from qualitative.disclosure.final.story import Stories
from qualitative.files import FileTrouble, open_zip, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_STORIES = ("document", "hdr", "ftr", "footnotes", "endnotes", "comments", "glossaryDocument")
_SKIPPED = ("fonts", "theme", "fontTable", "Types", "webSettings", "latentStyles")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_INSPECT = "In Word: File, Info, Check for Issues, Inspect Document."


def read_word(data: bytes, path: Path, depth: int = 0) -> Inspected:
    """Everything in a .docx. Raises FileTrouble: not a zip, damaged, under a password, no Word document inside."""
    mend = "Open it in Word and save it again as .docx."
    if data.startswith(_OLD_OFFICE):
        reason = "it is protected by a password, or an old .doc renamed"
        raise FileTrouble(path, reason, "Save it as .docx without a password.")
    if not data.startswith(b"PK"):
        raise FileTrouble(path, "it is called .docx but is no Word document (not a zip)", mend)
    found = Inspected("docx")
    with open_zip(path, data) as archive:
        parts = {name: archive.read(name) for name in archive.names}
    roots = _roots(found, parts, path)
    if not any(_tag(root) == "document" for root in roots.values()):
        raise FileTrouble(path, "it is a zip, but holds no Word document", mend)
    stories = Stories(found, [root for root in roots.values() if _tag(root) == "styles"])
    # The text first: notes and comments say where they hang on it.
    for wanted in _STORIES:
        for name in sorted(roots):
            if _tag(roots[name]) == wanted:
                stories.read(roots[name], wanted)
    for name in sorted(roots):
        if _tag(roots[name]) not in _STORIES:
            _other_part(found, roots[name], name)
    for name in sorted(set(parts) - set(roots)):
        _bytes(found, parts[name], name, depth)
    return found


def _roots(found: Inspected, parts: dict[str, bytes], path: Path) -> dict[str, _Element]:
    roots = {}
    for name, content in parts.items():
        if not name.endswith((".xml", ".rels", ".vml")) and not content[:64].lstrip().startswith(b"<?xml"):
            continue
        if name.endswith((".svg", ".html", ".htm", ".mht")):
            continue
        try:
            roots[name] = parse_xml(content, path)
        except FileTrouble as trouble:
            if re.fullmatch(r"word/document\d*\.xml", name):
                raise
            found.say(binary.strings(content), _called(name), Layer.WITHIN)
            found.could_not(_called(name), trouble.reason, "Open the file in Word and save it again.")
    return roots


def _tag(root: _Element) -> str:
    return str(root.tag).rpartition("}")[2]


def _called(name: str) -> str:
    return f"the package's part {name}"


def _other_part(found: Inspected, root: _Element, name: str) -> None:
    tag = _tag(root)
    if tag in _SKIPPED or name.endswith("stylesWithEffects.xml"):
        return
    if tag == "Relationships":
        read_links(found, root, name)
    elif tag in ("coreProperties", "Properties", "labelList"):
        read_properties(found, root, tag, name)
    elif tag == "settings":
        _settings(found, root)
    elif tag == "people":
        for at, person in enumerate((e for e in root.iter() if str(e.tag).endswith("}person")), 1):
            found.say(
                _attribute(person, "author"), f"the list of who commented or changed, {at}", Layer.PROPERTY
            )
            found.carry("author", f"the list of who commented or changed, {at}", _INSPECT)
    elif tag == "styles":
        for style in root:
            if _attribute(style, "customStyle"):
                for child in style:
                    if _tag(child) in ("name", "aliases"):
                        found.say(_attribute(child, "val"), "the name of a style", Layer.NAMED, "style")
    elif tag == "numbering":
        for level in root.iter():
            if _tag(level) in ("lvlText", "name"):
                found.say(_attribute(level, "val"), "a list's numbering", Layer.NAMED, "numbering")
    elif tag in ("chartSpace", "dataModel", "drawing"):
        what = "a chart" if tag == "chartSpace" else "a diagram"
        for paragraph in _paragraphs(root):
            found.say(paragraph, f"{what} ({PurePosixPath(name).name})", Layer.SHOWN, what)
    else:
        _unknown(found, root, name)


def _paragraphs(root: _Element) -> list[str]:
    """The words of a drawing, paragraph by paragraph; figures alone are left out."""
    lines = []
    for element in root.iter():
        if _tag(element) == "p":
            lines.append("".join(t.text or "" for t in element.iter() if _tag(t) == "t"))
        elif _tag(element) in ("v", "f", "formatCode") and element.text:
            lines.append(element.text)
    return [line for line in lines if any(letter.isalpha() for letter in line) and line != "General"]


def _settings(found: Inspected, root: _Element) -> None:
    for element in root.iter():
        tag = _tag(element)
        if tag == "docVar":
            value = f"{_attribute(element, 'name')} {_attribute(element, 'val')}"
            found.say(value, "a document variable", Layer.PROPERTY, "document variable")
            found.carry(
                "property",
                "a document variable",
                "Delete the document's variables (a macro, or save as plain .docx anew).",
            )
        elif tag == "mailMerge":
            found.carry(
                "property",
                "the settings: a mail merge and its list of addresses",
                "In Word: Mailings, Start Mail Merge, Normal Word Document.",
            )
        elif tag in (
            "query",
            "connectString",
            "udl",
            "table",
            "mailSubject",
            "addressFieldName",
            "hdrShapeDefaults",
        ):
            found.say(
                _attribute(element, "val"), "the settings of a mail merge", Layer.PROPERTY, "mail merge"
            )
        elif tag == "trackRevisions" and _attribute(element, "val") not in ("0", "false", "off"):
            found.to_look_at.append("the settings: changes are still being tracked; switch it off")


def _unknown(found: Inspected, root: _Element, name: str) -> None:
    """customXml, glossaries of other makers, extensions: every word and every value that could be one."""
    lines = [" ".join(root.itertext())]
    lines += [value for element in root.iter() for key, value in element.attrib.items()
              if _worth_reading(key, value)]  # fmt: skip
    words = "\n".join(line for line in lines if any(letter.isalpha() for letter in line))
    found.say(words, _called(name), Layer.HIDDEN, "package part")
    if name.startswith("customXml/item") and "itemProps" not in name and " ".join(root.itertext()).strip():
        found.carry("custom XML", _called(name), _INSPECT)


def _worth_reading(key: str, value: str) -> bool:
    return not value.startswith(("http://schemas.", "urn:")) and not str(key).endswith(
        ("}rsid", "Id", "typeface")
    )


def _attribute(element: Any, name: str) -> str:
    """An attribute by its local name, whatever its namespace."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


def _bytes(found: Inspected, content: bytes, name: str, depth: int) -> None:
    where = _called(name)
    if name.startswith("docProps/thumbnail"):
        found.carry(
            "thumbnail",
            f"{where}: a picture of the first page as it once was",
            "In Word: File, Save As, without “Save Thumbnail”.",
        )
    elif "vba" in name.lower() or name.endswith("attachedToolbars.bin"):
        found.say(binary.strings(content), where, Layer.CODE, "macro")
        found.could_not(where, "it holds macros", "Save it as .docx, which holds none.")
        return
    elif "printerSettings" in name:
        found.say(binary.strings(content), where, Layer.PROPERTY, "printer")
        found.carry(
            "property", f"{where}: a printer's name and address", "Save the file anew from another program."
        )
        return
    elif "embeddings/" in name or name.endswith((".xlsx", ".xlsm")):
        found.carry(
            "embedded file",
            where,
            "Put a picture in its place: the whole file travels along, not only what shows.",
        )
    elif name.endswith((".mht", ".htm", ".html")):
        found.carry(
            "embedded file",
            where,
            "Open the file in Word and save it again, so that the text becomes part of it.",
        )
    binary.look_into(found, content, PurePosixPath(name).name, where, depth)
