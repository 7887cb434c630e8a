"""The codebook as REFI-QDA 1.5 .qdc (namespace urn:QDA-XML:codebook:1.0), out and in.

The danger: definitions that vanish between tools. The standard has one Description per code, so include, exclude,
examples and cues travel in it as headed lines, and are read back from there. GUIDs are uuid5 of the code's id, so the
same codebook exports the same bytes.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from qualitative import files
from qualitative.model import Code, Codebook

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_OURS = uuid.UUID("6f1c3c3e-2f0d-5c0f-9a63-0a1d2b7c4e55")
HEADINGS = {"Include": "include", "Exclude": "exclude", "Examples": "examples", "Cues": "cues"}


def write_qdc(codebook: Codebook, path: Path) -> list[str]:
    """Writes the codebook. Returns what is lost on the way (nothing, or deep nesting some tools flatten)."""
    root = etree.Element(
        f"{{{NAMESPACE}}}CodeBook", nsmap={None: NAMESPACE}, attrib={"origin": "qualitative"}
    )
    codes = etree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    for code in codebook.codes:
        _write_code(codes, code)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    files.atomic_write(path, data)
    deep = [c.name for top in codebook.codes for child in top.children for c in child.children]
    return [f"{len(deep)} codes stand on a third level; several tools show two"] if deep else []


def _write_code(parent: Any, code: Code) -> None:
    element = etree.SubElement(
        parent,
        f"{{{NAMESPACE}}}Code",
        guid=str(uuid.uuid5(_OURS, code.id)),
        name=code.name,
        isCodable="true",
        color=code.color,
    )
    etree.SubElement(element, f"{{{NAMESPACE}}}Description").text = _description(code)
    for child in code.children:
        _write_code(element, child)


def _description(code: Code) -> str:
    lines = [code.definition.strip(), f"Id: {code.id}"]
    for heading, name in HEADINGS.items():
        values: Sequence[str] = getattr(code, name)
        if values:
            lines += [f"{heading}:", *(f"- {_one_line(v)}" for v in values)]
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def read_qdc(path: Path) -> Codebook:
    """A codebook from any tool's .qdc; raises files.FileTrouble when it is none. Unknown namespaces are read by name."""
    root = files.parse_xml(files.read_bytes(path), path)
    if etree.QName(root).localname != "CodeBook":
        raise files.FileTrouble(
            path, "its root element is not CodeBook", "Export the codebook again as REFI-QDA .qdc"
        )
    holder = next((child for child in root if _is(child, "Codes")), root)
    used: set[str] = set()
    codes = tuple(_read_code(c, used) for c in holder if _is(c, "Code"))
    if not codes:
        raise files.FileTrouble(path, "it holds no code", "Export the codebook again as REFI-QDA .qdc")
    return Codebook(path.stem, "1", codes, source="REFI-QDA .qdc")


def _is(element: Any, name: str) -> bool:
    return isinstance(element.tag, str) and etree.QName(element).localname == name


def _read_code(element: Any, used: set[str]) -> Code:
    name = (element.get("name") or "unnamed code").strip()
    described = next((d.text or "" for d in element if _is(d, "Description")), "")
    fields: dict[str, list[str]] = {field: [] for field in HEADINGS.values()}
    definition, code_id, into = [], "", ""
    for line in described.splitlines():
        if line.startswith("Id: ") and not into:
            code_id = line[4:].strip()
        elif line.rstrip(":") in HEADINGS and line.endswith(":"):
            into = HEADINGS[line.rstrip(":")]
        elif into and line.startswith("- "):
            fields[into].append(line[2:])
        else:
            into = ""
            definition.append(line)
    code_id = code_id or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "code"
    while code_id in used:
        code_id += "-2"
    used.add(code_id)
    color = (element.get("color") or "#777777")[-6:]  # NVivo and others write ARGB
    return Code(
        id=code_id,
        name=name,
        definition="\n".join(definition).strip(),
        color=f"#{color.lstrip('#')}",
        children=tuple(_read_code(c, used) for c in element if _is(c, "Code")),
        **{field: tuple(values) for field, values in fields.items()},
    )
