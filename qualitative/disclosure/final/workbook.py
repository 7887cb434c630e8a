"""A workbook, alone or packed behind a chart: every cell of every sheet, the hidden ones too, comments and names.

The danger: a chart of three bars carries the whole sheet it was drawn from, with the column of names beside it.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from qualitative.disclosure.final import binary
from qualitative.disclosure.final.pieces import Inspected, Layer
from qualitative.disclosure.final.properties import read_links, read_properties
from qualitative.files import FileTrouble, open_zip, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_workbook(data: bytes, path: Path, depth: int = 0) -> Inspected:
    """Everything in an .xlsx. Raises FileTrouble: not a zip, damaged, no workbook inside."""
    found = Inspected("xlsx")
    mend = "Open it in its program and save it again as .xlsx."
    if not data.startswith(b"PK"):
        raise FileTrouble(path, "it is called .xlsx but is no workbook, or is under a password", mend)
    with open_zip(path, data) as archive:
        if "xl/workbook.xml" not in archive:
            raise FileTrouble(path, "it is a zip, but holds no workbook", mend)
        for name in archive.names:
            if not name.endswith((".xml", ".rels", ".vml")):
                binary.look_into(
                    found, archive.read(name), PurePosixPath(name).name, f"its part {name}", depth
                )
                continue
            try:
                _part(found, parse_xml(archive.read(name), path), name)
            except FileTrouble as trouble:
                found.could_not(f"its part {name}", trouble.reason, mend)
    return found


def _part(found: Inspected, root: _Element, name: str) -> None:
    tag = str(root.tag).rpartition("}")[2]
    if tag in ("theme", "Types", "styleSheet", "calcChain", "metadata"):
        return
    if tag == "Relationships":
        read_links(found, root, name)
    elif tag in ("coreProperties", "Properties", "labelList"):
        read_properties(found, root, tag, name)
    elif tag == "sst":
        for at, item in enumerate(root, 1):
            found.say("".join(item.itertext()), f"a cell's words ({at})", Layer.SHOWN)
    elif tag == "workbook":
        for sheet in root.iter():
            kind = str(sheet.tag).rpartition("}")[2]
            if kind == "sheet":
                found.say(sheet.get("name"), "a sheet's name", Layer.SHOWN)
                if sheet.get("state") in ("hidden", "veryHidden"):
                    found.carry("hidden sheet", "a sheet that is hidden", "Unhide it and delete it.")
            elif kind == "definedName":
                found.say(sheet.get("name"), "the name of a range", Layer.NAMED, "bookmark")
    elif tag in ("comments", "ThreadedComments", "personList"):
        for element in root.iter():
            text = " ".join(
                [
                    element.text or "",
                    *(v for k, v in element.attrib.items() if k in ("displayName", "userId")),
                ]
            )
            found.say(text, "a comment or its author", Layer.COMMENT)
        found.carry("comment", "comments on cells", "In Excel: Review, Delete Comments.")
    elif tag == "worksheet":
        for cell in root.iter("{*}is", "{*}oddHeader", "{*}oddFooter", "{*}f"):
            found.say("".join(cell.itertext()), "a cell, header or formula of a sheet", Layer.SHOWN)
    else:
        found.say(" ".join(root.itertext()), f"its part {name}", Layer.HIDDEN)
