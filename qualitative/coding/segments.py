"""Segments: the pieces of a Source that a person or a machine gives codes to.

The danger: coding what nobody said. A question, a heading or a note-taker's aside is no view, and a "Yes." is none
either; and a turn of five hundred words under one code hides four others. The rule: speech, bullets and rows only, no
comments; long ones are cut at the ends of sentences; the words just before and the heading above go along as context.

Offsets are code points into the Source's text, end exclusive; a segment is a plain Selection.
"""

from __future__ import annotations

from qualitative.coding.words import content_words
from qualitative.language import sentences
from qualitative.model import PartKind, Passage, Selection, Source, Voice

CODED_KINDS = (PartKind.SPEECH, PartKind.BULLET, PartKind.ROW)
LONG_WORDS = 120  # a Part above this is cut
LEAST_WORDS, MOST_WORDS = 40, 100  # of the pieces
# "Yes.", "Okay, thank you" and "I said so" carry no view; "We never trusted them" does.
LEAST_TURN_WORDS, LEAST_CONTENT_WORDS = 4, 2


def passages_of(source: Source) -> list[tuple[Selection, Passage]]:
    """Each segment of a Source with what is read beside it, in the order of the text.

    The Selection's quote is the text between its offsets. heading: the nearest heading or question above; before:
    the Part, or the piece of the same Part, that stands just before. Left out: headings, questions, meta, comments,
    and turns of fewer than four words or with fewer than two that carry a topic.
    """
    found: list[tuple[Selection, Passage]] = []
    heading = before = ""
    for part in source.parts:
        start, end = _trimmed(source.text, part.body_start_char, part.end_char)
        words = source.text[start:end]
        if part.kind in (PartKind.HEADING, PartKind.QUESTION):
            heading, before = words, ""
            continue
        if part.kind not in CODED_KINDS or part.voice is Voice.COMMENT:
            continue
        for piece_start, piece_end in _pieces(source.text, start, end):
            quote = source.text[piece_start:piece_end]
            if _says_something(quote):
                selection = Selection(source.id, piece_start, piece_end, quote)
                found.append((selection, Passage(selection.id, quote, heading, before, part.speaker or "")))
            before = quote
    return found


def _says_something(words: str) -> bool:
    return len(words.split()) >= LEAST_TURN_WORDS and len(content_words(words)) >= LEAST_CONTENT_WORDS


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span itself, or, above 120 words, runs of whole sentences of 40 to 100 words; none is left short.

    One sentence of over a hundred words stays whole: half a sentence is nobody's view.
    """
    if start >= end:
        return []
    if len(text[start:end].split()) <= LONG_WORDS:
        return [(start, end)]
    spans = [(start + a, start + b) for a, b in sentences(text[start:end])]
    lengths = [len(text[a:b].split()) for a, b in spans]
    pieces: list[tuple[int, int]] = []
    counts: list[int] = []
    for (a, b), n_words in zip(spans, lengths, strict=True):
        if pieces and (counts[-1] < LEAST_WORDS or counts[-1] + n_words <= MOST_WORDS // 2):
            pieces[-1], counts[-1] = (pieces[-1][0], b), counts[-1] + n_words
        else:
            pieces.append((a, b))
            counts.append(n_words)
    if len(pieces) > 1 and counts[-1] < LEAST_WORDS:
        pieces[-2:] = [(pieces[-2][0], pieces[-1][1])]
    return pieces


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
