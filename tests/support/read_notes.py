"""Writing a file of notes and looking at what was read from it."""

from __future__ import annotations

from pathlib import Path

from qualitative.model import Part, PartKind, RawNote
from qualitative.notes import (
    read_note,
)

H, Q, S, B, R, M = (
    PartKind.HEADING,
    PartKind.QUESTION,
    PartKind.SPEECH,
    PartKind.BULLET,
    PartKind.ROW,
    PartKind.META,
)
SECRET = "Beverley Aske"  # stands in every bad file; no message may repeat it


def note_of(tmp_path: Path, name: str, content: str | bytes, **how: bool) -> RawNote:
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_note(path, **how)  # type: ignore[arg-type]


def words_of(note: RawNote, part: Part) -> str:
    return note.text[part.body_start_char : part.end_char]


def outline(note: RawNote) -> list[tuple[PartKind, str | None, str]]:
    return [(part.kind, part.speaker, words_of(note, part)) for part in note.parts]


def assert_tiled(note: RawNote) -> None:
    at = 0
    for part in note.parts:
        assert at <= part.start_char <= part.body_start_char <= part.end_char <= len(note.text)
        assert part.start_char < part.end_char
        assert not note.text[at : part.start_char].strip()
        at = part.end_char
    assert not note.text[at:].strip()
