"""Captions (.vtt, .srt) → one paragraph a turn.

The danger: captions are a machine's hearing: cut in mid-sentence every four seconds, and wrong where it matters.
The rule: cues of one speaker are joined into the turn they belong to, with the time of its first word; the whole
is taken as reported, and a warning says so, until somebody confirms that a phrase was heard.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from qualitative.files import FileTrouble
from qualitative.notes.labels import find_labels
from qualitative.notes.paragraphs import Page, Piece, lay_out

PAUSE_SECONDS = 0.8  # a silence this long after a finished sentence begins a new paragraph
EVERY_CUE = 0.9  # share of cues (0–1) with a name from which on it merely repeats
LONG_TURN_CHARS = 1500  # a finished sentence ends a paragraph once it is this long

_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"</?[a-zA-Z0-9.:_ -]*[^>]*>")
_BRACKETED = re.compile(r"[\[(]")
_ENDED = re.compile(r"[.!?…][\"”’')\]]*\s*$")
_WARNING = "captions are a machine's hearing: taken as reported until somebody confirms the words"


@dataclass(frozen=True)
class _Cue:
    start_seconds: float
    end_seconds: float
    words: str = field(repr=False)
    speaker: str | None = field(default=None, repr=False)
    begins: bool = False  # a label that stands only where somebody begins to speak stands here


def read_vtt(text: str, path: Path) -> Page:
    """text: the decoded .vtt. Raises FileTrouble if it is no WebVTT or has no cues."""
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    mend = "Export the captions again as .vtt."
    try:
        captions = webvtt.from_buffer(StringIO(text.lstrip("\ufeff"))).captions
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError):
        raise FileTrouble(path, "it is called .vtt but is no WebVTT file", mend) from None
    cues: list[_Cue] = []
    for caption in captions:
        start, end = _seconds(caption.start), _seconds(caption.end)
        cues += [_Cue(start, end, words, speaker) for speaker, words in _voices(caption.raw_text)]
    return _page(cues, path, mend)


def read_srt(text: str, path: Path) -> Page:
    """text: the decoded .srt. Raises FileTrouble if it is no SubRip or has no cues."""
    import srt

    mend = "Export the captions again as .srt."
    try:
        subtitles = list(srt.parse(text.lstrip("\ufeff")))
    except (srt.SRTParseError, srt.TimestampParseError, ValueError):
        raise FileTrouble(path, "it is called .srt but is no SubRip file", mend) from None
    cues = [
        _Cue(subtitle.start.total_seconds(), subtitle.end.total_seconds(), words, speaker)
        for subtitle in subtitles
        for speaker, words in _voices(subtitle.content)
    ]
    return _page(cues, path, mend)


def _voices(cue: str) -> Iterator[tuple[str | None, str]]:
    """'<v Ann>Yes.</v> <v Bo>No.</v>' → (Ann, Yes.), (Bo, No.); None where no voice is marked."""
    pieces = _VOICE.split(cue)
    yield from ((None, words) for words in _spoken_lines(pieces[0]))
    for speaker, said in zip(pieces[1::2], pieces[2::2], strict=True):
        words = _clean(said)
        if words:
            yield _clean(speaker) or None, words


def _spoken_lines(cue: str) -> Iterator[str]:
    """Two speakers in one cue stand on lines of their own, each behind a dash: '- Yes.' / '- No.'"""
    lines = [line for line in cue.split("\n") if line.strip()]
    if len(lines) > 1 and all(re.match(r"\s*[-–—]\s*\S", line) for line in lines):
        yield from (words for line in lines if (words := _clean(re.sub(r"^\s*[-–—]\s*", "", line))))
    elif words := _clean(cue):
        yield words


def _clean(words: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", words)).split())


def _page(cues: list[_Cue], path: Path, mend: str) -> Page:
    if not cues:
        raise FileTrouble(path, "it holds no captions", mend)
    text, paragraphs = lay_out(_turns(_labelled(cues)))
    return Page(text, paragraphs, (_WARNING,), captions=True)


def _labelled(cues: list[_Cue]) -> list[_Cue]:
    """Where voices are not marked, 'Name: words' in the cue may name them; judged over the whole file."""
    labels = find_labels([cue.words if cue.speaker is None else "" for cue in cues])
    found = [label if label is not None and label.form in ("colon", "q") else None for label in labels]
    # Some programs repeat the name on every cue; where they do not, a name says that a turn begins.
    sparse = sum(1 for label in found if label) < EVERY_CUE * len(cues)
    named: list[_Cue] = []
    for cue, label in zip(cues, found, strict=True):
        if label is not None:
            words = cue.words[label.body_char :]
            named.append(_Cue(cue.start_seconds, cue.end_seconds, words, label.speaker, begins=sparse))
        else:
            named.append(cue)
    return named


def _turns(cues: list[_Cue]) -> Iterator[Piece]:
    """Cues joined while the same person goes on. An unmarked cue goes on with whoever spoke, unless a pause ended it."""
    run: list[_Cue] = []
    length = 0
    speaking: str | None = None  # whose label already stands above
    for cue in cues:
        if run and not _goes_on(run, cue, length):
            yield _piece(run, speaking)
            speaking = None if _is_direction(run) else run[0].speaker or speaking
            run, length = [], 0
        if cue.begins:
            speaking = None
        run.append(cue)
        length += len(cue.words) + 1
    if run:
        yield _piece(run, speaking)


def _goes_on(run: list[_Cue], cue: _Cue, length: int) -> bool:
    if cue.speaker is None and _BRACKETED.match(cue.words):
        return False
    if _is_direction(run) and run[-1].words.endswith(("]", ")")):
        return False
    if cue.begins or (cue.speaker is not None and cue.speaker != run[0].speaker):
        return False
    if not _ENDED.search(run[-1].words):
        return True
    return cue.start_seconds - run[-1].end_seconds < PAUSE_SECONDS and length < LONG_TURN_CHARS


def _piece(run: list[_Cue], speaking: str | None) -> Piece:
    """One paragraph; its label is written only where the speaker changes."""
    speaker = run[0].speaker
    if _is_direction(run):
        speaking = None
    label = f"{speaker}: " if speaker and speaker != speaking else ""
    words = " ".join(cue.words for cue in run if cue.words)
    clock = _clock(run[0].start_seconds)
    return Piece(label + words, speaker=speaker or speaking, place=clock, label_length=len(label) or None)


def _is_direction(run: list[_Cue]) -> bool:
    """'[laughter]' without a voice is nobody's, and whoever speaks next is named again."""
    return run[0].speaker is None and bool(_BRACKETED.match(run[0].words))


def _seconds(stamp: str) -> float:
    """'00:04:30.040' → 270.04; webvtt's own figure drops the fraction, and with it every short pause."""
    seconds = 0.0
    for piece in stamp.split(":"):
        seconds = seconds * 60 + float(piece)
    return seconds


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
