"""Paragraphs → Parts that tile the text: what is a heading, a question, somebody's turn, a bullet, a row, a remark.

The danger: a facilitator's question coded as a participant's view; the attendance list counted as speech; a
paragraph between two turns given to the wrong person. The rule: what the file's format says is believed; then
what recurs in this file; what stays open is speech, reported, by nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualitative.model import Part, PartKind, Voice
from qualitative.notes import furniture, voices
from qualitative.notes.askers import asking_speakers
from qualitative.notes.labels import BULLET_SIGN, Label, find_labels
from qualitative.notes.paragraphs import Page, Paragraph


@dataclass(frozen=True)
class _File:
    """What is known of the file as a whole before its paragraphs are told apart."""

    words: tuple[str, ...]
    labels: tuple[Label | None, ...]
    askers: frozenset[str]
    transcript: bool  # it writes down what was said, turn by turn
    numbered: bool  # it numbers its questions, so what else is numbered asks too
    about: frozenset[int]  # paragraphs that tell about the session: when, where, who wrote


@dataclass
class _Turn:
    """Where the walk through the file stands."""

    speaker: str | None = None
    asks: bool = False
    open: bool = False  # a label stood alone: the next words are its
    in_header: bool = True  # before the first words anybody said
    listing: bool = False  # under "Present:"


def find_parts(page: Page, checked_captions: bool = False) -> tuple[Part, ...]:
    """The Parts of a page, in order; with only white space between and around them.

    Every paragraph becomes one Part, but for a label that stands alone, which is joined to the words below it.
    checked_captions: somebody has confirmed the captions against the recording, so turns may be verbatim.
    """
    known = _look_over(page)
    turn = _Turn()
    parts: list[Part] = []
    for i, paragraph in enumerate(page.paragraphs):
        said, label = known.words[i], known.labels[i]
        part = _part(i, paragraph, known, turn)
        if page.captions and not checked_captions and part.voice is Voice.VERBATIM:
            part = replace(part, voice=Voice.REPORTED)
        joined = turn.open and label is None and part.kind in (PartKind.SPEECH, PartKind.QUESTION)
        turn.open = label is not None and not said[label.body_char :].strip()
        if joined and parts:
            head = parts.pop()
            place = head.place or part.place
            body = part.body_start_char
            part = replace(
                part, start_char=head.start_char, speaker=head.speaker, body_char=body, place=place
            )
        parts.append(part)
    return tuple(parts)


# --------------------------------------------------------------------------- the file as a whole


def _look_over(page: Page) -> _File:
    words = [paragraph.of(page.text) for paragraph in page.paragraphs]
    labels: list[Label | None] = []
    for paragraph, said, label in zip(page.paragraphs, words, _labels(page.paragraphs, words), strict=True):
        never = furniture.is_field(said) or paragraph.kind in (PartKind.HEADING, PartKind.ROW, PartKind.META)
        labels.append(None if never else label)
    transcript = _is_transcript(words, labels, page.paragraphs)
    after = [*words[1:], ""]
    structure = [
        label is not None
        or p.kind in (PartKind.HEADING, PartKind.ROW, PartKind.QUESTION)
        or (p.kind is None and _is_title_or_question(w, next_words, p.bold))
        for p, w, label, next_words in zip(page.paragraphs, words, labels, after, strict=True)
    ]
    about = furniture.about_the_session(words, structure)
    # In notes, what follows an unanswered label is an answer in shorthand, not more of the question.
    turns = _whole_turns(words, labels, joined=transcript)
    askers = asking_speakers(turns) | furniture.session_leaders(words)
    numbered = sum(map(furniture.is_numbered_question, words)) >= 2
    return _File(tuple(words), tuple(labels), askers, transcript, numbered, about)


def _is_title_or_question(words: str, following: str, bold: bool) -> bool:
    if furniture.is_numbered_question(words) or furniture.is_plain_question(words):
        return True
    return furniture.is_heading(words, following, bold=bold)


def _labels(paragraphs: Sequence[Paragraph], words: Sequence[str]) -> list[Label | None]:
    """Labels with offsets into the paragraph, its bullet sign included."""
    signs = [_sign(w) for w in words]
    listed = [w for p, w in zip(paragraphs, words, strict=True) if p.kind is PartKind.ROW and p.comment]
    known = furniture.people_present(words, listed)
    found = find_labels([w[sign:] for w, sign in zip(words, signs, strict=True)], known)
    labels: list[Label | None] = []
    for paragraph, label, sign in zip(paragraphs, found, signs, strict=True):
        if paragraph.speaker is None:
            labels.append(label and replace(label, body_char=label.body_char + sign))
        elif paragraph.body_char is None:
            labels.append(Label(paragraph.speaker, 0, "colon", paragraph.place))
        else:
            body = paragraph.body_char - paragraph.start_char
            labels.append(
                Label(paragraph.speaker, body, "colon", paragraph.place, bool(label and label.asks))
            )
    return labels


def _sign(words: str) -> int:
    found = BULLET_SIGN.match(words)
    return found.end() if found else 0


def _whole_turns(
    words: Sequence[str], labels: Sequence[Label | None], joined: bool
) -> list[tuple[str, bool, str]]:
    """(speaker's key, whether the label asks, the words; joined: all of them up to the next label)."""
    turns: list[tuple[str, bool, str]] = []
    for said, label in zip(words, labels, strict=True):
        if label:
            turns.append((label.key, label.asks, said[label.body_char :]))
        elif joined and turns and not furniture.is_stage_direction(said):
            key, asks, before = turns.pop()
            turns.append((key, asks, f"{before} {said}"))
    return turns


def _is_transcript(
    words: Sequence[str], labels: Sequence[Label | None], paragraphs: Sequence[Paragraph]
) -> bool:
    """Whether the file writes down what was said: long labelled turns, most in the first or second person."""
    turns = [w[label.body_char :] for w, label in zip(words, labels, strict=True) if label]
    longer = [t for t in turns if len(t.split()) >= 6]
    others = [
        w for w, label, p in zip(words, labels, paragraphs, strict=True) if not label and p.kind is None
    ]
    notes = sum(1 for w in others if voices.is_shorthand(w) or _sign(w))
    lists = sum(1 for p in paragraphs if p.kind in (PartKind.BULLET, PartKind.ROW))
    if len(turns) < 4 or not longer:
        return False
    spoken = sum(1 for t in longer if voices.is_spoken(t) and not voices.is_shorthand(t))
    return spoken >= 0.6 * len(longer) and notes + lists <= 0.25 * (len(turns) + len(others) + lists)


# --------------------------------------------------------------------------- one paragraph


def _part(i: int, paragraph: Paragraph, known: _File, turn: _Turn) -> Part:
    said, label = known.words[i], known.labels[i]
    start, sign = paragraph.start_char, _sign(said)
    listed = paragraph.kind is PartKind.BULLET or sign > 0
    part = Part(
        start, paragraph.end_char, PartKind.SPEECH, place=paragraph.place, body_char=paragraph.body_char
    )
    if label is None:
        if i in known.about:
            return replace(part, kind=PartKind.META, voice=Voice.COMMENT)
        kind = _furniture_kind(i, paragraph, known, turn)
        if kind is not None:
            return _furniture_part(part, kind, said, turn, known.transcript)
        if voices.is_comment(said[sign:]) or furniture.is_remark(said[sign:]):
            kind = PartKind.BULLET if listed else PartKind.META
            return replace(
                part, kind=kind, voice=Voice.COMMENT, body_char=start + sign if sign else part.body_char
            )

    turn.in_header = turn.listing = False
    if paragraph.kind is PartKind.ROW:
        voice = Voice.COMMENT if paragraph.comment else Voice.REPORTED
        return replace(part, kind=PartKind.ROW, voice=voice, speaker=paragraph.speaker)
    if label is not None:
        turn.speaker, turn.asks = label.speaker, label.asks or label.key in known.askers
        kind = PartKind.QUESTION if turn.asks else PartKind.BULLET if listed else PartKind.SPEECH
        voice = _voice(
            said[label.body_char :], known.transcript or (turn.asks and said.rstrip().endswith("?"))
        )
        return replace(
            part,
            kind=kind,
            voice=voice,
            speaker=label.speaker,
            place=paragraph.place or label.time,
            body_char=start + label.body_char if label.body_char else None,
        )
    if listed:
        # A list under a label that stood alone is that person's; any other list is nobody's.
        body = part.body_char if part.body_char is not None else start + sign
        voice = Voice.VERBATIM if voices.is_wholly_quoted(said[sign:]) else Voice.REPORTED
        return replace(
            part,
            kind=PartKind.BULLET,
            voice=voice,
            speaker=turn.speaker if turn.open else None,
            body_char=body,
        )
    if turn.speaker is not None and (turn.open or known.transcript or _goes_on(said)):
        kind = PartKind.QUESTION if turn.asks else PartKind.SPEECH
        return replace(part, kind=kind, voice=_voice(said, known.transcript), speaker=turn.speaker)
    turn.speaker, turn.asks = None, False
    return replace(part, voice=Voice.VERBATIM if voices.is_wholly_quoted(said) else Voice.REPORTED)


def _furniture_part(part: Part, kind: PartKind, said: str, turn: _Turn, transcript: bool) -> Part:
    """A heading, question or meta Part; a heading ends whoever's turn it stands in."""
    if kind is PartKind.META:
        return replace(part, kind=kind, voice=Voice.COMMENT)
    part = replace(part, voice=Voice.COMMENT)  # the note-taker's words, or the guide's
    if kind is PartKind.HEADING or not transcript:
        turn.speaker, turn.asks, turn.listing = None, False, False
    if kind is PartKind.QUESTION:
        turn.in_header = False
    sign = furniture.sign_length(said)
    return replace(part, kind=kind, body_char=part.start_char + sign if sign else part.body_char)


def _goes_on(said: str) -> bool:
    """In notes that mix turns and shorthand, only words that open in the first person go on with somebody's turn."""
    opening = " ".join(said.split()[:12])
    return voices.is_first_person(opening) and not voices.is_shorthand(said) and not voices.is_told(said)


def _voice(words: str, transcript: bool) -> Voice:
    """The voice of a labelled turn, or of a paragraph that goes on with one."""
    if voices.is_wholly_quoted(words):  # the note-taker says: these were the words
        return Voice.VERBATIM
    if transcript:
        return Voice.REPORTED if voices.opens_by_reporting(words) else Voice.VERBATIM
    if voices.is_shorthand(words) and not voices.says_i(words):
        return Voice.REPORTED
    return Voice.VERBATIM if voices.is_first_person(words) else Voice.REPORTED


def _furniture_kind(i: int, paragraph: Paragraph, known: _File, turn: _Turn) -> PartKind | None:
    """HEADING, QUESTION or META where a paragraph is plainly that; None where somebody may be speaking."""
    said = known.words[i]
    if paragraph.kind is PartKind.HEADING:
        return PartKind.QUESTION if said.rstrip(" *_#").endswith("?") else PartKind.HEADING
    if paragraph.kind in (PartKind.META, PartKind.QUESTION):
        return paragraph.kind
    if paragraph.kind is PartKind.ROW:
        return None
    if furniture.is_stage_direction(said):
        return PartKind.META
    if i == 0 and not known.numbered and furniture.is_numbered_title(said):
        return PartKind.HEADING  # '2. Mr Evans': a file's first line, numbered, is its title
    neighbours = [known.words[j] for j in (i - 1, i + 1) if 0 <= j < len(known.words)]
    alone = len(neighbours) == 2 and not any(map(_sign, neighbours))
    if alone and paragraph.kind is None and furniture.is_section_number(said) and not known.numbered:
        return PartKind.HEADING  # '2. Contract update' with prose above and below is no item of a list
    if turn.in_header and furniture.is_field(said):
        turn.listing = furniture.opens_a_list(said)
        return PartKind.META
    if turn.listing and furniture.is_listed_person(said):
        return PartKind.META
    if furniture.is_field(said) and not voices.is_comment(said):
        return PartKind.META
    if furniture.is_numbered_question(said) or (paragraph.bold and said.rstrip(" *_").endswith("?")):
        return PartKind.QUESTION
    if known.numbered and furniture.is_numbered_title(said):
        return PartKind.QUESTION
    if turn.speaker is None and furniture.is_plain_question(said):
        return PartKind.QUESTION
    if turn.open:
        return None
    following = known.words[i + 1] if i + 1 < len(known.words) else ""
    speaking = turn.speaker is not None and known.transcript
    if furniture.is_heading(said, following, bold=paragraph.bold, speaking=speaking):
        return PartKind.HEADING
    return None
