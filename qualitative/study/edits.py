"""A name found later is masked in the stored text at once, and everything anchored in that text moves with its words.

The danger: the text shifts and a coding stays where it was, on other words. So one function moves every kind of
anchor by the same edits, and each quote is cut again from the new text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualitative.anonymise import Edit
from qualitative.model import (
    CauseLink,
    Coding,
    Part,
    Replacement,
    Restriction,
    Selection,
    Source,
    Theme,
    short_hash,
)


def edited(source: Source, edits: Sequence[Edit]) -> Source:
    """The source with its edits made (sorted, apart). In a signed source the edited spans alone wait for a person again."""
    pieces, at = [], 0
    for edit in edits:
        pieces += [source.text[at : edit.start_char], edit.new]
        at = edit.end_char
    text = "".join(pieces) + source.text[at:]
    kept = [_replacement(r, edits) for r in source.replacements if not _swallowed(r, edits)]
    made = [_reopened(source, e, e.replacement) for e in edits if e.replacement]
    replacements = sorted([*kept, *made], key=lambda r: r.start_char)
    return replace(
        source,
        text=text,
        parts=tuple(_part(p, text, edits) for p in source.parts),
        replacements=tuple(replacements),
        sha256=short_hash(text, length=64),
    )


def _reopened(source: Source, edit: Edit, mask: Replacement) -> Replacement:
    """A mask that reads as one that stood there and was signed is signed; any other waits."""
    if not source.signed_off:
        return mask
    before = next(
        (r for r in source.replacements if (r.start_char, r.end_char) == (edit.start_char, edit.end_char)),
        None,
    )
    same = before is not None and all(
        getattr(before, name) == getattr(mask, name)
        for name in ("type", "coder", "reviewer", "public", "entity")
    )
    return replace(mask, reopened=before.reopened if same and before is not None else True)


def moved(offset: int, edits: Sequence[Edit], end: bool = False) -> int:
    """Where an offset lies after the edits; inside an edited span, at its edge (start, or end if `end`)."""
    shift = 0
    for edit in edits:
        if edit.end_char <= offset:
            shift += len(edit.new) - (edit.end_char - edit.start_char)
        elif edit.start_char < offset:
            return edit.start_char + shift + (len(edit.new) if end else 0)
        else:
            break
    return offset + shift


def move_selection(selection: Selection, source: Source, edits: Sequence[Edit]) -> Selection:
    start, stop = moved(selection.start_char, edits), moved(selection.end_char, edits, end=True)
    return Selection(selection.source, start, stop, source.text[start:stop])


def move_coding(coding: Coding, source: Source, edits: Sequence[Edit]) -> Coding:
    return replace(coding, selection=move_selection(coding.selection, source, edits))


def move_link(link: CauseLink, source: Source, edits: Sequence[Edit]) -> CauseLink:
    return replace(
        link,
        selection=move_selection(link.selection, source, edits),
        cause=move_selection(link.cause, source, edits),
        effect=move_selection(link.effect, source, edits),
    )


def move_restriction(wish: Restriction, edits: Sequence[Edit]) -> Restriction:
    return replace(
        wish, start_char=moved(wish.start_char, edits), end_char=moved(wish.end_char, edits, end=True)
    )


def move_theme(theme: Theme, source: Source, edits: Sequence[Edit]) -> Theme:
    def follow(selection: Selection) -> Selection:
        return move_selection(selection, source, edits) if selection.source == source.id else selection

    members = tuple((follow(s), p) for s, p in theme.members)
    new_id = {old.id: new.id for (old, _), (new, _) in zip(theme.members, members, strict=True)}
    return replace(theme, members=members, central=tuple(new_id.get(c, c) for c in theme.central))


def _swallowed(r: Replacement, edits: Sequence[Edit]) -> bool:
    return any(e.start_char <= r.start_char and r.end_char <= e.end_char for e in edits)


def _replacement(r: Replacement, edits: Sequence[Edit]) -> Replacement:
    return replace(r, start_char=moved(r.start_char, edits), end_char=moved(r.end_char, edits, end=True))


def _part(part: Part, text: str, edits: Sequence[Edit]) -> Part:
    start, stop = moved(part.start_char, edits), moved(part.end_char, edits, end=True)
    body = None if part.body_char is None else moved(part.body_char, edits)
    speaker = part.speaker
    if speaker:
        for edit in edits:  # a label that was masked now is the string that masks it
            if part.start_char <= edit.start_char and edit.end_char <= part.body_start_char:
                speaker = edit.new if edit.replacement else _label(text[start:body])
    return replace(part, start_char=start, end_char=stop, body_char=body, speaker=speaker)


def _label(words: str) -> str | None:
    """A speaker label as the door reads it: without its bullet and its colon."""
    return words.strip().lstrip("*•-– ").split(":")[0].strip() or None
