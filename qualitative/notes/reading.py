"""One file, or a folder of them → RawNotes.

The danger: one bad file stops nine good ones, or one file counted twice makes one interview into two. The rule:
every file is judged alone; those refused are handed back beside those read; the same bytes are read once.
"""

from __future__ import annotations

import logging
from concurrent.futures import Executor
from pathlib import Path

from qualitative.files import MIB, AnyFile, FileTrouble, HeldFile, name_of, read_bytes, sha256_of
from qualitative.model import RawNote
from qualitative.notes.decoding import NotText, decode
from qualitative.notes.paragraphs import Page
from qualitative.notes.parts import find_parts
from qualitative.notes.text import normalise_newlines, read_text

log = logging.getLogger(__name__)

MAX_NOTE_BYTES = 20 * MIB
NOTE_SUFFIXES = (".txt", ".text", ".md", ".markdown", ".docx", ".vtt", ".srt", ".rtf", ".pdf")

_MENDS = (
    {  # other files people hand over, and what to do with them
        ".doc": "Open it in Word and save it as .docx.",
        ".odt": "Save it as .docx.",
        ".pages": "Export it as .docx.",
        ".xlsx": "Copy the notes into a .docx or .txt file.",
        ".xls": "Copy the notes into a .docx or .txt file.",
        ".csv": "Copy the notes into a .docx or .txt file.",
        ".html": "Save it as .txt or .docx.",
        ".htm": "Save it as .txt or .docx.",
        ".eml": "Copy the notes into a .docx or .txt file.",
        ".msg": "Copy the notes into a .docx or .txt file.",
        ".zip": "Unpack it first.",
    }
    | dict.fromkeys(
        (".mp3", ".wav", ".m4a", ".mp4", ".mov", ".ogg"), "It is a recording: transcribe it first."
    )
    | dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".heic", ".tif", ".tiff", ".gif"),
        "It is a picture: type the notes, or run OCR.",
    )
)
_SIGNATURES = (  # what binary files begin with, and what they then are
    (b"%PDF-", "a PDF", "Rename it .pdf."),
    (b"PK\x03\x04", "a zip or an Office document", "Rename it .docx if it is a Word document."),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "Open it and save it as .docx."),
    (b"{\\rtf", "rich text", "Rename it .rtf."),
    (b"\x89PNG", "a picture", "Type the notes, or run OCR."),
    (b"\xff\xd8\xff", "a picture", "Type the notes, or run OCR."),
    (b"GIF8", "a picture", "Type the notes, or run OCR."),
    (b"ID3", "a recording", "Transcribe it first."),
    (b"RIFF", "a recording", "Transcribe it first."),
    (b"SQLite format 3", "a database", "Export its text."),
    (b"\x7fELF", "a program", "Check that it is the file you meant."),
)
_BESIDE_NOTES = ("roster", "case", "guide")  # read by their own readers
_LITTER = ("thumbs.db", "desktop.ini")


class UnreadableNote(FileTrouble):
    """A file of notes that could not be read: .path, .reason, .mend; no word from inside it."""


def read_note(file: AnyFile, max_bytes: int = MAX_NOTE_BYTES, checked_captions: bool = False) -> RawNote:
    """One file of notes, on disk or held in memory. Raises UnreadableNote.

    checked_captions: somebody confirmed these captions against the recording; only then may a turn be verbatim.

    The text of a .txt or .md is the file's own with its newlines as \\n; for other formats it is laid out here.
    Its Parts tile it: in order, with only white space between and around them.
    """
    try:
        return _read(file, max_bytes, checked_captions)
    except UnreadableNote:
        raise
    except FileTrouble as trouble:
        raise UnreadableNote(trouble.path, trouble.reason, trouble.mend) from None


def _read(file: AnyFile, max_bytes: int, checked_captions: bool) -> RawNote:
    path = name_of(file)
    suffix = path.suffix.lower()
    is_file = isinstance(file, HeldFile) or (path.exists() and not path.is_dir())
    if suffix not in NOTE_SUFFIXES and is_file:
        reason = f'"{suffix}" is not a format of notes' if suffix else "it has no ending that says its format"
        raise UnreadableNote(
            path, reason, _MENDS.get(suffix, f"Save it as one of {', '.join(NOTE_SUFFIXES)}.")
        )
    data = read_bytes(file, max_bytes)
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise UnreadableNote(
            path, "it is empty", "Check that the notes were saved into it; leave it out if not."
        )
    page = _page(data, suffix, path)
    if not page.paragraphs:
        raise UnreadableNote(
            path, "it holds no words", "Check that the notes were saved into it; leave it out if not."
        )
    format_name = {".text": "txt", ".markdown": "md"}.get(suffix, suffix[1:])
    warnings = () if page.captions and checked_captions else page.warnings
    note = RawNote(
        path.name, page.text, find_parts(page, checked_captions), sha256_of(data), format_name, warnings
    )
    log.info("note read: format=%s parts=%d warnings=%d", note.format, len(note.parts), len(note.warnings))
    return note


def _page(data: bytes, suffix: str, path: Path) -> Page:
    if suffix == ".docx":
        from qualitative.notes.docx import read_docx

        return read_docx(data, path)
    if suffix == ".pdf":
        from qualitative.notes.pdf import read_pdf

        return read_pdf(data, path)
    if suffix == ".rtf":
        from qualitative.notes.rtf import read_rtf

        return read_rtf(data, path)
    text = normalise_newlines(_decoded(data, path))
    if suffix in (".vtt", ".srt"):
        from qualitative.notes import captions

        return captions.read_vtt(text, path) if suffix == ".vtt" else captions.read_srt(text, path)
    return read_text(text, markdown=suffix in (".md", ".markdown"))


def _decoded(data: bytes, path: Path) -> str:
    for signature, what, mend in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableNote(path, f"it is called {path.suffix} but is {what}", mend)
    try:
        return decode(data)[0]
    except NotText:
        mend = "Open it in the program it came from and save it as text."
        raise UnreadableNote(path, f"it is called {path.suffix} but is no text (binary)", mend) from None


def read_folder(
    path: str | Path, max_bytes: int = MAX_NOTE_BYTES, executor: Executor | None = None
) -> tuple[list[RawNote], list[UnreadableNote]]:
    """(notes in the order of their file names, files that were not read and why). Subfolders are not entered.

    Hidden files, Office lock files and roster / case / guide files are passed over in silence. The same bytes twice are
    read once, and the second is reported. executor: where files are read side by side; None = here, one by one.
    Raises UnreadableNote if it is no folder, or holds no file of notes at all.
    """
    path = Path(path)
    if not path.is_dir():
        raise UnreadableNote(
            path, "there is no such folder", "Check the spelling, or name the files themselves."
        )
    files = sorted(file for file in path.iterdir() if file.is_file() and not _passed_over(file))
    if not any(file.suffix.lower() in NOTE_SUFFIXES for file in files):
        reason = "the folder holds no notes"
        raise UnreadableNote(path, reason, f"Put the notes into it, as {', '.join(NOTE_SUFFIXES)}.")
    notes: list[RawNote] = []
    troubles: list[UnreadableNote] = []
    first_by_sha256: dict[str, str] = {}
    answers = (
        executor.map(_attempt, files, [max_bytes] * len(files))
        if executor
        else (_attempt(f, max_bytes) for f in files)
    )
    for file, answer in zip(files, answers, strict=True):
        if isinstance(answer, UnreadableNote):
            troubles.append(answer)
        elif answer.sha256 in first_by_sha256:
            reason = f"it is the same file as {first_by_sha256[answer.sha256]}, and was read once"
            troubles.append(UnreadableNote(file, reason, "Remove one of them."))
        else:
            first_by_sha256[answer.sha256] = file.name
            notes.append(answer)
    return notes, troubles


def _attempt(path: Path, max_bytes: int) -> RawNote | UnreadableNote:
    try:
        return read_note(path, max_bytes)
    except UnreadableNote as trouble:
        return trouble


def _passed_over(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith((".", "~$")) or name in _LITTER:
        return True
    return path.suffix.lower() in (".csv", ".yaml", ".yml", ".xlsx") and path.stem.lower().startswith(
        _BESIDE_NOTES
    )
