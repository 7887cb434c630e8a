"""What an office package says about itself: who wrote it, for whom, with what template, and what it points to outside.

The danger: "last modified by", a company, a manager, a template on `C:\\Users\\somebody`, a link into somebody's drive.
So each property that says something the page does not say is told, and every address outside the file is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qualitative.disclosure.final.pieces import Inspected, Layer

if TYPE_CHECKING:
    from lxml.etree import _Element

MEND = (
    "In Word: File, Info, Check for Issues, Inspect Document, Document Properties and Personal Information."
)
_AUTHORS = {
    "creator": "the author",
    "lastModifiedBy": "who saved it last",
    "Manager": "the manager",
    "Company": "the company",
}
_WORDS = {
    "title": "the title", "subject": "the subject", "keywords": "the keywords", "description": "the comments",
    "category": "the category", "contentStatus": "the status", "version": "the version", "identifier": "the identifier",
    "HyperlinkBase": "the base of its links", "Template": "the template", "PresentationFormat": "the format",
}  # fmt: skip
_PLAIN_TEMPLATE = re.compile(r"(?i)(normal(_?email)?|default|blank)?(\.dot[mx]?)?")
_PATH = re.compile(
    r"(?i)^(file:|[a-z]:[\\/]|\\\\|/users/|/home/|~/)|\\users\\|/users/[^/]+/|-my\.sharepoint\.com|onedrive"
)


def is_path(address: str) -> bool:
    """Whether an address leads to somebody's own disk or drive."""
    return bool(_PATH.search(address))


def read_properties(found: Inspected, root: _Element, tag: str, part: str) -> None:
    """docProps/core.xml, app.xml, custom.xml and sensitivity labels."""
    if tag == "labelList":
        found.say(
            " ".join(v for e in root.iter() for v in e.attrib.values()), "a sensitivity label", Layer.PROPERTY
        )
        found.carry("property", "a sensitivity label: it names the organisation's account", MEND)
        return
    for element in root:
        name = str(element.tag).rpartition("}")[2]
        value = " ".join(" ".join(element.itertext()).split())
        if name == "property":
            called = str(element.get("name", ""))
            found.say(f"{called} {value}", "a custom property", Layer.PROPERTY, "property")
            found.carry("property", "a custom property", MEND)
        elif not value or not any(letter.isalnum() for letter in value):
            continue
        elif name in _AUTHORS:
            found.say(value, f"the properties: {_AUTHORS[name]}", Layer.PROPERTY, "author", told=True)
        elif name in _WORDS and not (name == "Template" and _PLAIN_TEMPLATE.fullmatch(value)):
            found.say(value, f"the properties: {_WORDS[name]}", Layer.PROPERTY, "property", told=True)
        elif name == "TitlesOfParts":
            found.say(value, "the properties: titles of its parts", Layer.PROPERTY, "part titles")


def read_links(found: Inspected, root: _Element, part: str) -> None:
    """The relationships of a part that lead outside the file."""
    for link in root:
        if link.get("TargetMode") != "External":
            continue
        kind = str(link.get("Type", "")).rpartition("/")[2]
        target = unquote(str(link.get("Target", "")))
        if kind == "attachedTemplate":
            if not _PLAIN_TEMPLATE.fullmatch(re.split(r"[\\/]", target)[-1]) or is_path(target):
                found.say(target, "the template it was made from", Layer.PROPERTY, "template")
                found.carry(
                    "property",
                    "the template it was made from",
                    "In Word: Developer, Document Template, Normal.dotm.",
                )
            continue
        say_link(found, target, "a link")
        if kind != "hyperlink":
            found.could_not(
                f"a {kind} that is fetched from outside the file",
                "what it shows is not in the file",
                "Put it into the file, or take it out.",
            )


def say_link(found: Inspected, target: str, where: str) -> None:
    found.say(target, where, Layer.LINK, "link")
    if is_path(target):
        found.carry("path", f"{where} to a file on somebody's disk or drive", "Take the link out.")
