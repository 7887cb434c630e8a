"""What lies packed inside a finished file: pictures with their own records, other documents, and what nobody can read.

The danger: a photograph that says where it was taken and by whom, the whole workbook behind a chart, a thumbnail of the
first page as it once was. So a picture's records are read, a packed document is looked into like the file itself, and
anything else is searched for words and told as not looked into.
"""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import Any

from qualitative.disclosure.final.pieces import Inspected, Layer

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp", ".jfif")
DRAWINGS = (".emf", ".wmf", ".wdp")
FONTS = (".odttf", ".ttf", ".otf", ".woff", ".woff2", ".eot", ".fntdata")
_CLEAN_PICTURE = "Save the picture anew without its records (a copy through the clipboard drops them)."
_ASCII = re.compile(rb"[\x20-\x7e]{4,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00){4,}")
_HARMLESS = {
    "dpi", "jfif", "jfif_version", "jfif_unit", "jfif_density", "gamma", "transparency", "aspect", "interlace",
    "compression", "progressive", "progression", "adobe", "adobe_transform", "duration", "background", "version",
    "loop", "extension", "software", "icc_profile", "srgb", "chromaticity", "resolution", "photoshop", "mp", "mpoffset",
    "timestamp", "bbox", "blend", "disposal", "default_image",
}  # fmt: skip
_TELLING = {
    0x010E: "a description", 0x013B: "its maker", 0x8298: "an owner", 0x013C: "a computer's name", 0x9C9B: "a title",
    0x9C9C: "a comment", 0x9C9D: "its maker", 0x9C9E: "keywords", 0x9C9F: "a subject", 0xA430: "a camera's owner",
    0xA431: "a camera's number", 0x9286: "a comment", 0x927C: "the maker's own notes", 0x010F: "a camera", 0x0110: "a camera",
    0x8769: "how and when it was taken", 0x8825: "the place where it was taken",
}  # fmt: skip


def strings(data: bytes) -> str:
    """Runs of letters in bytes that nobody can parse: one a line."""
    found = [run.decode("latin-1") for run in _ASCII.findall(data)]
    found += [run.decode("utf-16-le", "ignore") for run in _WIDE.findall(data)]
    return "\n".join(dict.fromkeys(found))[:2_000_000]


def look_at_picture(found: Inspected, data: bytes, where: str) -> None:
    """A picture's own records; its pixels are for a person."""
    from PIL import Image

    found.to_look_at.append(f"{where}: what the picture itself shows")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data)) as picture:  # the header alone: no pixel is unpacked
                records: dict[Any, Any] = dict(picture.info)
                exif = dict(picture.getexif())
                if picture.format == "PNG":
                    records |= _png_records(data)
    except (
        Exception
    ):  # Pillow raises its own errors, struct's, zlib's and ValueError for one damage or another
        found.could_not(
            where, "a picture that is damaged or of an unknown kind", "Replace it, or take it out."
        )
        return
    told = sorted({words for tag, words in _TELLING.items() if tag in exif})
    if told:
        found.carry("picture's records", f"{where} ({', '.join(told)})", _CLEAN_PICTURE)
    for tag, value in exif.items():
        found.say(_as_words(value), f"{where}, its records", Layer.PROPERTY, f"record {tag}")
    for name, value in records.items():
        key = str(name).lower()
        if key in _HARMLESS or key in ("exif", "photoshop"):
            if isinstance(value, bytes) and key in ("exif", "photoshop"):
                found.say(strings(value), f"{where}, its records", Layer.PROPERTY, key)
            continue
        words = _as_words(value)
        found.say(words, f"{where}, its record “{str(name)[:20]}”", Layer.PROPERTY, "picture's record")
        if words.strip():
            found.carry("picture's records", f"{where} (“{str(name)[:20]}”)", _CLEAN_PICTURE)


def _png_records(data: bytes) -> dict[str, str]:
    """The text chunks that stand after the pixels, which an open picture has not reached yet."""
    found: dict[str, str] = {}
    at = 8
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if kind in (b"tEXt", b"iTXt"):
            name, _, words = data[at + 8 : at + 8 + size].partition(b"\0")
            found[name.decode("latin-1")] = words.decode("utf-8", "replace").strip("\0")
        elif kind == b"zTXt":
            found[data[at + 8 : at + 8 + size].partition(b"\0")[0].decode("latin-1")] = "packed words"
        at += size + 12
    return found


def _as_words(value: Any) -> str:
    if isinstance(value, bytes):
        wide = value.decode("utf-16-le", "ignore").strip("\0") if value[1:2] == b"\0" else ""
        return wide or strings(value)
    if isinstance(value, (tuple, list)):
        return " ".join(_as_words(one) for one in value)
    return str(value) if isinstance(value, str) else ""


def look_into(found: Inspected, data: bytes, name: str, where: str, depth: int) -> None:
    """A file packed inside: a picture, a document of a kind we read (looked into, to a depth of three), or neither."""
    from qualitative.disclosure.final import read_final
    from qualitative.files import FileTrouble, HeldFile

    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending in FONTS:
        return
    if ending in PICTURES or data[:4] in (b"\x89PNG", b"GIF8") or data[:3] == b"\xff\xd8\xff":
        look_at_picture(found, data, where)
        return
    if ending in DRAWINGS:
        found.say(strings(data), where, Layer.ASIDE, "drawing")
        found.to_look_at.append(f"{where}: what the drawing itself shows")
        return
    inner = ending if ending in (".docx", ".xlsx", ".xlsm", ".docm", ".pdf", ".html", ".htm", ".svg") else ""
    inner = inner or (".pdf" if data[:5] == b"%PDF-" else "")
    mend = "Take it out, or put a flat picture in its place."
    if inner and depth < 3:
        try:
            found.take_in(read_final(HeldFile(f"packed{inner}", data), depth=depth + 1), where)
        except FileTrouble as trouble:
            found.could_not(where, trouble.reason, mend)
        return
    found.say(strings(data), where, Layer.WITHIN, "packed file")
    found.could_not(
        where, f"a packed file of a kind that is not read ({ending or 'without an ending'})", mend
    )
