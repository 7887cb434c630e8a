"""One source's stored text edited, everything anchored in it moved along, and what was made of it masked too.

The danger: the name goes from the text and lives on in what was drawn from it: a rationale, a theme's words, a cause's
cue, a memo, a stored draft. So the same act masks it there.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import update

from qualitative.anonymise import Edit, Vault
from qualitative.model import Source, Tier, User
from qualitative.store import from_record, tables, to_record
from qualitative.study import edits, keys
from qualitative.study.door import Door
from qualitative.study.risk import samples
from qualitative.study.workspace import Study

T = TypeVar("T")


def mask_in_place(study: Study, door: Door, source: Source, found: Sequence[Edit], person: User) -> Source:
    """Words masked in the stored text, everything anchored in it moved along, and what was made of them masked too."""
    after = move_in_place(study, door.vault, source, found)
    study.record(person, "masked later", source.id, now_is=f"{len(found)} spans")
    mask_what_was_made(study, source, found)
    return after


def move_in_place(study: Study, vault: Vault | None, source: Source, found: Sequence[Edit]) -> Source:
    """The edits made in the stored text, and everything anchored in it moved along; the vault's map too, not yet saved."""
    after = edits.edited(source, found)
    store, case_id = study.store, source.case
    store.save_source(after)
    wishes = store.restrictions([source.id])
    moved = [edits.move_restriction(w, found) for w in wishes]  # a lifted one moves with its words as well
    store.save_restrictions(source.id, moved, keep_lifted=False)
    codings = [c for c in store.codings(case_id) if c.selection.source == source.id]
    store.move_codings([edits.move_coding(c, after, found) for c in codings])
    links = [link for link in store.links(case_id) if link.selection.source == source.id]
    store.save_links(case_id, [edits.move_link(link, after, found) for link in links])
    store.save_themes(case_id, [edits.move_theme(t, after, found) for t in store.themes(case_id)])
    samples.follow(study, source, after, found)
    if vault is not None:
        keys.move_offsets(vault, source, found)
    return after


def mask_what_was_made(study: Study, source: Source, found: Sequence[Edit]) -> None:
    """Words drawn from the old text into rationales, cues, labels, memos and stored drafts."""
    case_id = source.case
    new_of: dict[str, str] = {}
    for edit in found:
        old = source.text[edit.start_char : edit.end_char]
        # A theme's words and a rationale hold a person's name in pieces.
        pieces = re.findall(r"\w{3,}", old) if edit.replacement and edit.replacement.type == "PERSON" else []
        new_of |= dict.fromkeys((*pieces, old), edit.new)
    replace_in_made(study, case_id, new_of)


def replace_in_made(study: Study, case_id: str, new_of: Mapping[str, str]) -> None:
    """Words (or strings of the key) replaced in everything drawn from a case's texts, and in notes."""
    store = study.store
    with store.transaction() as connection:
        for coding in store.codings(case_id):
            clean = masked_words(coding.rationale, new_of)
            if clean != coding.rationale:
                where = tables.codings.c.id == coding.id
                connection.execute(update(tables.codings).where(where).values(rationale=clean))
        store.save_links(
            case_id, [dataclasses.replace(x, cue=masked_words(x.cue, new_of)) for x in store.links(case_id)]
        )
        store.save_factors(
            case_id,
            [dataclasses.replace(f, label=masked_words(f.label, new_of)) for f in store.factors(case_id)],
        )
        store.save_themes(
            case_id,
            [
                dataclasses.replace(
                    t,
                    label=masked_words(t.label, new_of),
                    subtitle=masked_words(t.subtitle, new_of),
                    words=tuple(masked_words(w, new_of) for w in t.words),
                )
                for t in store.themes(case_id)
            ],
        )
        for note in store.notes():
            store.save_note(dataclasses.replace(note, text=masked_words(note.text, new_of, as_written=True)))
        for tier in Tier:
            draft = store.draft(case_id, tier)
            if draft is not None:
                store.save_draft(_everywhere(draft, new_of))


def masked_words(text: str, new_of: Mapping[str, str], *, as_written: bool = False) -> str:
    """`text` with each whole word or phrase of new_of replaced, the longest first; as_written: only in the same case.

    For words drawn from a text: in the text itself each place is judged, never searched for.
    """
    if not new_of or not text:
        return text
    longest_first = sorted(new_of, key=lambda words: (-len(words), words))
    pattern = "|".join(re.escape(old) for old in longest_first)
    folded = {old.casefold(): new for old, new in new_of.items()}
    flags = re.NOFLAG if as_written else re.IGNORECASE
    return re.sub(
        rf"(?<!\w)(?:{pattern})(?!\w)", lambda m: folded.get(m[0].casefold(), m[0]), text, flags=flags
    )


def _everywhere(noun: T, new_of: Mapping[str, str]) -> T:
    """Every string of a noun, its ids too, through masked_words."""

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return masked_words(value, new_of)
        if isinstance(value, dict):
            return {name: walk(inner) for name, inner in value.items()}
        return [walk(inner) for inner in value] if isinstance(value, list) else value

    return from_record(type(noun), walk(to_record(noun)))
