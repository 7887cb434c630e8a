"""A finished PDF: pages, properties, notes, forms, bookmarks, links, packed files, scripts, layers, earlier versions.

The danger: a PDF is a box of objects and the page shows some of them. It keeps the author's name twice, the designer's
notes, the file it was made from, and, saved "incrementally", every version before the last. So the pages are read as
painted (`pdf_page`), and every object of the file, reached or not, is asked for its words. A page that is only a picture
is told as not read, never as clean.
"""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

from qualitative.disclosure.final import binary
from qualitative.disclosure.final.pdf_page import read_pages
from qualitative.disclosure.final.pieces import Inspected, Layer
from qualitative.disclosure.final.properties import say_link
from qualitative.disclosure.final.spelling import words
from qualitative.disclosure.final.xmp import read_xmp
from qualitative.files import FileTrouble

MAX_PAGES = 1_000
MAX_OBJECTS = 300_000
_CLEAN = "Print it to a new PDF (in Acrobat: Redact, Sanitise Document)."
_INFO = {"/Author": ("the author", "author"), "/Title": ("the title", "property"), "/Subject": ("the subject", "property"),
         "/Keywords": ("the keywords", "property"), "/Manager": ("the manager", "author"), "/Company": ("the company", "author"),
         "/SourceModified": ("", ""), "/Creator": ("", ""), "/Producer": ("", ""), "/CreationDate": ("", ""),
         "/ModDate": ("", ""), "/Trapped": ("", "")}  # fmt: skip
_WORDS = {
    "/Alt": (Layer.ASIDE, "an alternative text"), "/ActualText": (Layer.ASIDE, "a replacement text"), "/E": (Layer.ASIDE, "an expansion"),
    "/Contents": (Layer.COMMENT, "a note"), "/RC": (Layer.COMMENT, "a note"), "/T": (Layer.NAMED, "a field's or a note's author or name"),
    "/TU": (Layer.ASIDE, "a field's tooltip"), "/V": (Layer.SHOWN, "what a form field was filled with"), "/DV": (Layer.HIDDEN, "a form field's default"),
    "/F": (Layer.NAMED, "a file's name"), "/UF": (Layer.NAMED, "a file's name"), "/Desc": (Layer.NAMED, "a file's description"),
    "/JS": (Layer.CODE, "a script"), "/URI": (Layer.LINK, "a link"), "/Title": (Layer.ASIDE, "a bookmark or title"),
    "/Author": (Layer.PROPERTY, "an author"), "/Name": (Layer.NAMED, "a name"), "/LastModifiedBy": (Layer.PROPERTY, "who changed it last"),
    "/Reason": (Layer.PROPERTY, "a signature"), "/Location": (Layer.PROPERTY, "a signature"), "/ContactInfo": (Layer.PROPERTY, "a signature"),
}  # fmt: skip


def read_pdf(data: bytes, path: Path, depth: int = 0) -> Inspected:
    """Everything in a PDF. Raises FileTrouble: no PDF, damaged, under a password."""
    from pypdf import PdfReader

    if b"%PDF-" not in data[:1024]:
        raise FileTrouble(path, "it is called .pdf but is no PDF", "Export it again from its own program.")
    found = Inspected("pdf")
    damaged = FileTrouble(
        path, "it is damaged: no page of it can be read", "Export it again from its own program."
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            reader = PdfReader(BytesIO(data), strict=False)
            locked = reader.is_encrypted and not reader.decrypt("")
        except FileTrouble:
            raise
        except Exception:  # pypdf and what lies below it raise a dozen kinds of errors for damage
            raise damaged from None
        if locked:
            raise FileTrouble(
                path, "it is encrypted: it opens with a password only", "Save it without a password."
            )
        if reader.is_encrypted:
            found.to_look_at.append(
                "the file is encrypted, though it opens without a password: it was read all the same"
            )
        try:
            _pages(found, data)
            _structure(found, reader, depth)
        except FileTrouble:
            raise
        except Exception:
            raise damaged from None
        _earlier(found, data)
    return found


def _pages(found: Inspected, data: bytes) -> None:
    n = 0
    for page in read_pages(data, MAX_PAGES + 1):
        n = page.number
        if n > MAX_PAGES:
            found.could_not(f"the pages after page {MAX_PAGES}", "the file is too long", "Check it in parts.")
            return
        where = f"page {n}"
        found.say(page.shown, where)
        for why, text in page.hidden:
            found.say(text, f"{where}, hidden ({why})", Layer.HIDDEN)
            if any(letter.isalnum() for letter in text):
                found.carry(
                    "hidden text",
                    f"{where} ({why})",
                    "Take the words out in the program it was made with; a bar over them, or a colour, hides nothing.",
                )
        if page.unread:
            found.could_not(
                where,
                f"could not be read: {page.unread}",
                "Look at the page yourself, or export it with its text.",
            )
        elif page.pictures:
            found.to_look_at.append(f"{where}: what its {page.pictures} picture(s) show")
    if n == 0:
        raise ValueError("no page")


def _structure(found: Inspected, reader: Any, depth: int) -> None:
    for key, value in (reader.metadata or {}).items():
        called, kind = _INFO.get(str(key), (f"the property “{str(key).strip('/')[:30]}”", "property"))
        text = str(value)
        if called:
            found.say(text, f"the properties: {called}", Layer.PROPERTY, kind, told=True)
        elif "Date" not in str(key):
            found.say(text, "the properties: the program it was made with", Layer.PROPERTY)
    pages = {}
    for number, page in enumerate(reader.pages, 1):
        pages[page.indirect_reference.idnum if page.indirect_reference else -number] = number
        _notes(found, page, number)
    _layers(found, reader)
    _objects(found, reader, pages, depth)


def _notes(found: Inspected, page: Any, number: int) -> None:
    """Annotations: notes, marks, packed files; links and form fields are no notes."""
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        kind = str(note.get("/Subtype", ""))
        where = f"page {number}"
        if kind in ("/Link", "/Widget", "/PrinterMark", "/TrapNet", "/Watermark"):
            for action in (note.get("/A"), note.get("/AA")):
                link = action.get_object() if action is not None else {}
                target = link.get("/URI") or link.get("/F") if isinstance(link, dict) else None
                if target is not None:
                    say_link(found, _text(target), f"{where}, a link")
            if kind == "/Widget":
                value = note.get("/V")
                found.say(_text(value), f"{where}, a form field", Layer.SHOWN if value else Layer.ASIDE)
            continue
        if kind == "/Popup":
            continue
        found.carry(
            "comment",
            f"{where}, a note ({kind.strip('/').lower()})",
            "Delete the note, and print the file to a new PDF.",
        )
        found.say(_text(note.get("/Contents")), f"{where}, a note", Layer.COMMENT)
        found.say(_text(note.get("/T")), f"{where}, a note's author", Layer.PROPERTY, "comment's author")


def _layers(found: Inspected, reader: Any) -> None:
    layers = reader.trailer["/Root"].get_object().get("/OCProperties")
    if layers is None:
        return
    layers = layers.get_object()
    off = layers.get("/D", {}).get_object().get("/OFF", []) if layers.get("/D") is not None else []
    for layer in layers.get("/OCGs", []):
        name = _text(layer.get_object().get("/Name"))
        found.say(name, "a layer's name", Layer.NAMED, "bookmark", told=True)
    if len(off):
        found.carry(
            "hidden layer",
            f"{len(off)} layer(s) that are switched off",
            "Flatten the layers before export; what is off travels along.",
        )


def _objects(found: Inspected, reader: Any, pages: dict[int, int], depth: int) -> None:
    """Every object of the file, whether something leads to it or not."""
    numbers = sorted({n for table in reader.xref.values() for n in table} | set(reader.xref_objStm))
    if len(numbers) > MAX_OBJECTS:
        found.could_not("the file's objects", "there are too many to look into", _CLEAN)
        numbers = numbers[:MAX_OBJECTS]
    already = {piece.text for piece in found.pieces}
    for number in numbers:
        try:
            one = reader.get_object(number)
        except Exception:  # a damaged or freed object: nothing a reader could show either
            continue
        _object(found, one, already, depth, 0)


def _object(found: Inspected, one: Any, already: set[str], depth: int, level: int) -> None:
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

    if isinstance(one, IndirectObject) or level > 12:
        return  # it comes by itself
    if isinstance(one, ArrayObject):
        for inner in one:
            _object(found, inner, already, depth, level + 1)
        return
    if not isinstance(one, DictionaryObject):
        return
    if str(one.get("/S", "")) == "/JavaScript" or "/JS" in one:
        found.carry("script", "a script that runs in the reader", _CLEAN)
    if str(one.get("/S", "")) in ("/Launch", "/SubmitForm", "/ImportData", "/GoToR"):
        found.carry("path", "an action that leads to another file or address", "Take the action out.")
    for key, value in one.items():
        if key in _WORDS and not _is_a_name(one, str(key), value):
            layer, what = _WORDS[str(key)]
            text = _text(value)
            if text and text not in already and len(text) < 2_000_000:
                already.add(text)
                found.say(text, f"the file's objects: {what}", layer, what)
        _object(found, value, already, depth, level + 1)
    if isinstance(one, StreamObject):
        _stream(found, one, depth)


def _is_a_name(one: Any, key: str, value: Any) -> bool:
    """Keys that mean something else in some dictionaries: fonts' names, pages' content, info read before."""
    from pypdf.generic import NameObject

    own = key in ("/Title", "/Author") and "/Producer" in one
    return isinstance(value, NameObject) or own or (key == "/Contents" and str(one.get("/Type")) == "/Page")


def _stream(found: Inspected, stream: Any, depth: int) -> None:
    kind, sort = str(stream.get("/Type", "")), str(stream.get("/Subtype", ""))
    if kind == "/EmbeddedFile":
        where = "a file packed inside"
        found.carry("embedded file", where, "Delete the attachment.")
        name = ".xlsx" if "sheet" in sort else ".docx" if "word" in sort else ""
        content = stream.get_data()
        name = name or (_office_kind(content) if content[:2] == b"PK" else "")
        binary.look_into(found, content, f"packed{name}", where, depth)
    elif kind == "/Metadata":
        read_xmp(found, stream.get_data())
    elif sort == "/Image" and "/DCTDecode" in str(stream.get("/Filter")):
        raw = bytes(getattr(stream, "_data", b""))
        if raw[:3] == b"\xff\xd8\xff":
            binary.look_at_picture(found, raw, "a picture on a page")
            found.to_look_at.pop()  # pages name their pictures themselves


def _office_kind(content: bytes) -> str:
    return ".docx" if b"word/document" in content else ".xlsx" if b"xl/workbook" in content else ""


def _text(value: Any) -> str:
    from pypdf.generic import ByteStringObject, DictionaryObject, StreamObject, TextStringObject

    if value is None:
        return ""
    value = value.get_object() if hasattr(value, "get_object") else value
    if isinstance(value, TextStringObject):
        return str(value)
    if isinstance(value, (ByteStringObject, bytes)):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, StreamObject):
        return value.get_data().decode("latin-1")
    if isinstance(value, DictionaryObject):
        return _text(value.get("/UF") or value.get("/F"))
    return str(value) if isinstance(value, str) else ""


def _earlier(found: Inspected, data: bytes) -> None:
    """Versions before the last: a PDF saved in place keeps them whole, one after the other."""
    ends = [match.end() for match in re.finditer(rb"%%EOF\s*", data)]
    if b"/Linearized" in data[:2048]:
        ends = ends[1:]
    if len(ends) < 2:
        return
    now = set(words(" ".join(p.text for p in found.pieces if p.layer is Layer.SHOWN)))
    for number, end in enumerate(ends[:-1][-20:], 1):
        where = f"an earlier version of the file, kept inside it ({number})"
        try:
            pages = [(p.number, p.shown) for p in read_pages(data[:end], MAX_PAGES)]
        except Exception:  # cut there, it is no file of its own: a signature's or a form's update
            found.could_not(where, "it cannot be read by itself", _CLEAN)
            continue
        gone = [(n, text) for n, text in pages if set(words(text)) - now]
        for n, text in gone:
            found.say(text, f"{where}, page {n}", Layer.HIDDEN)
        if gone:
            found.carry(
                "earlier version", f"{where}: {len(gone)} page(s) say what the file no longer says", _CLEAN
            )
