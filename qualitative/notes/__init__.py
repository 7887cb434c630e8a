"""Notes: files as note-takers leave them → RawNote, with what could not be read and why.

The danger: a file read half, or wrongly, without anybody noticing. The rule: a file is read whole or refused with
its name, the reason and the mend; what is left out of one that is read is counted in its warnings; and no message
holds a word from inside a file. What comes out still identifies people: it goes to `anonymise` and nowhere else.
"""

from __future__ import annotations

from qualitative.notes.case import CaseFile, FaultyCase, read_case
from qualitative.notes.consent import (
    AGREEMENTS,
    ConsentRow,
    ConsentTable,
    agreement,
    iso_date,
    read_consent,
    template,
)
from qualitative.notes.decoding import NotText, decode
from qualitative.notes.reading import (
    MAX_NOTE_BYTES,
    NOTE_SUFFIXES,
    UnreadableNote,
    read_folder,
    read_note,
)
from qualitative.notes.tables import Roster, read_guide, read_roster

__all__ = [
    "AGREEMENTS",
    "MAX_NOTE_BYTES",
    "NOTE_SUFFIXES",
    "CaseFile",
    "ConsentRow",
    "ConsentTable",
    "FaultyCase",
    "NotText",
    "Roster",
    "UnreadableNote",
    "agreement",
    "decode",
    "iso_date",
    "read_case",
    "read_consent",
    "read_folder",
    "read_guide",
    "read_note",
    "read_roster",
    "template",
]
