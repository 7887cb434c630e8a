"""The properties of a PDF written a second time, as XML: often left behind when the others were cleared."""

from __future__ import annotations

from typing import Any

from qualitative.disclosure.final import binary
from qualitative.disclosure.final.pieces import Inspected, Layer
from qualitative.files import FileTrouble, parse_xml


def read_xmp(found: Inspected, content: bytes) -> None:
    """The properties once more, as XML: often left behind when the others were cleared."""
    try:
        root = parse_xml(content.strip(b"\0 \r\n"), "XMP")
    except FileTrouble:
        found.say(binary.strings(content), "the properties (XMP)", Layer.PROPERTY)
        return
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        pairs = [(str(k).rpartition("}")[2], v) for k, v in element.attrib.items()]
        for called, value in ((name, (element.text or "").strip()), *pairs):
            if called in (
                "creator",
                "Author",
                "authorsPosition",
                "CaptionWriter",
                "Owner",
                "Manager",
                "Company",
                "LastModifiedBy",
            ) or (called == "li" and _above(element, "creator")):
                found.say(value, "the properties (XMP): the author", Layer.PROPERTY, "author", told=True)
            elif called == "li" and _above(element, "title", "description", "subject"):
                found.say(
                    value,
                    "the properties (XMP): title, subject or keywords",
                    Layer.PROPERTY,
                    "property",
                    told=True,
                )
            elif called in ("filePath", "originalFilename", "Keywords"):
                found.say(
                    value,
                    "the properties (XMP): a file it was made from",
                    Layer.NAMED,
                    "file name",
                    told=True,
                )
            else:
                found.say(value, "the properties (XMP)", Layer.PROPERTY)


def _above(element: Any, *names: str) -> bool:
    above = element.getparent()
    for _ in range(3):
        if above is None:
            return False
        if str(above.tag).rpartition("}")[2] in names:
            return True
        above = above.getparent()
    return False
