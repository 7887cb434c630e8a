"""What lies behind the text of a .docx: taken out.

The danger: a package tells who wrote it, when, on which machine and in how many sittings (rule 10). So template parts,
thumbnails, ids of editing sessions and times go, and the same content gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile

_DROPPED = re.compile(r"^(customXml/|docProps/thumbnail|docProps/app\.xml|word/stylesWithEffects)")


def scrubbed(package: bytes) -> bytes:
    """The same package without template parts, session ids and times: same content, same bytes."""
    kept: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        for name in old.namelist():
            if not _DROPPED.match(name):
                kept[name] = _without_traces(name, old.read(name))
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sorted(kept, key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            out.writestr(entry, kept[name])
    return new.getvalue()


def _without_traces(name: str, content: bytes) -> bytes:
    if not name.endswith((".xml", ".rels")):
        return content
    text = content.decode("utf-8")
    text = re.sub(r"<w:rsids>.*?</w:rsids>", "", text, flags=re.DOTALL)
    text = re.sub(r"<w:rsid [^>]*/>", "", text)
    text = re.sub(r'\s(?:w:rsid\w*|w14:(?:paraId|textId))="[^"]*"', "", text)
    text = re.sub(r"<w:attachedTemplate [^>]*/>|<w:proofState [^>]*/>", "", text)
    if name.endswith(".rels"):
        text = re.sub(
            r"<Relationship [^>]*(?:customXml/|thumbnail|docProps/app\.xml|stylesWithEffects)[^>]*/>",
            "",
            text,
        )
    if name == "[Content_Types].xml":
        text = re.sub(r"<Override [^>]*(?:/customXml/|/docProps/app\.xml|stylesWithEffects)[^>]*/>", "", text)
    return text.encode("utf-8")
