"""Rules 5, 6 and 13: which words may stand in quotation marks.

The danger: a note-taker's shorthand printed as somebody's speech, or three words that a colleague knows by heart. So
only verbatim words are quoted, twelve at most, never words of a supplied document (a term, not speech), never where
somebody asked not to be quoted; and in public nothing with a name, a place, a date or a number in it.
"""

from __future__ import annotations

import re

from qualitative.disclosure.door import normalised
from qualitative.disclosure.posts import own_post, sensitive_event
from qualitative.disclosure.restrictions import overlaps
from qualitative.disclosure.view import View
from qualitative.model import Selection, Tier, Voice

MOST_WORDS = 12
_DATE_OR_NUMBER = re.compile(
    r"\d|\b(january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|christmas|easter|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|twenty|thirty|forty|fifty|hundreds?|thousands?|millions?|dozens?)\b|\b(?:in|by|since|until|last|next) May\b",
    re.IGNORECASE,
)
_NAME_LIKE = re.compile(
    r"(?<![.!?…:;\"“”‘’'\-–—•]\s)(?<!^)(?<![\w'’])([A-Z][a-z]+(?:['’-][A-Z]?[a-z]+)*|[A-Z]{2,})\b"
)
_NO_NAMES = {"I", "OK", "TV", "Mr", "Mrs"}


def may_quote(view: View, selection: Selection) -> tuple[bool, str]:
    """Whether these words may stand in quotation marks at the view's tier, and if not, why."""
    try:
        source = view.source(selection.source)
    except KeyError:
        return False, "the notes are not signed off, or are not part of this case"
    if not selection.quote or source.text[selection.start_char : selection.end_char] != selection.quote:
        return False, "these words do not stand there in the notes"
    for reason in (
        _not_verbatim(view, selection),
        "" if n_words(selection.quote) <= MOST_WORDS else f"over {MOST_WORDS} words",
        "somebody asked for it not to be quoted"
        if overlaps(selection.start_char, selection.end_char, view.no_quotation.get(source.id, ()))
        else "",
        "it comes from or speaks of a post of one or two holders, without a recorded consent"
        if overlaps(selection.start_char, selection.end_char, view.untold.get(source.id, ()))
        else "",
        "the words stand in a supplied document: a term, not speech"
        if in_a_document(view, selection.quote)
        else "",
        "a sensitive event waits for sign-off" if _sensitive(view, selection) else "",
        _identifying(view, selection) if view.tier is Tier.PUBLIC else "",
    ):
        if reason:
            return False, reason
    return True, ""


def n_words(text: str) -> int:
    return len(re.findall(r"[\w’'\-]+", text))


def _not_verbatim(view: View, selection: Selection) -> str:
    """Rule 13: the voice of every Part it touches is verbatim, or a person confirmed these quotation marks."""
    if selection.id in view.confirmed_quotations:
        return ""
    source = view.source(selection.source)
    if not source.kind.counts:
        return "words of a document are cited, not quoted as speech"
    voices = {
        part.voice
        for part in source.parts
        if part.start_char < selection.end_char and selection.start_char < part.end_char
    }
    if voices == {Voice.VERBATIM}:
        return ""
    return "a note-taker's words, not verbatim speech"


def in_a_document(view: View, words: str) -> bool:
    """Rule 6: whether a phrase of two words or more stands in a supplied document."""
    phrase = normalised(words)
    if " " not in phrase:
        return False
    return any(f" {phrase} " in f" {normalised(document.text)} " for document in view.documents())


def _sensitive(view: View, selection: Selection) -> bool:
    if not sensitive_event(selection.quote):
        return False
    here = {
        c.id
        for c in view.codings
        if c.selection.source == selection.source
        and c.selection.start_char <= selection.start_char
        and selection.end_char <= c.selection.end_char
    }
    return not here & view.cleared


def _identifying(view: View, selection: Selection) -> str:
    """Rule 6 in public: a masked span, a public name, a capitalised name, a date or a number."""
    source = view.source(selection.source)
    if (
        overlaps(
            selection.start_char,
            selection.end_char,
            ((r.start_char, r.end_char) for r in source.replacements),
        )
        or "[" in selection.quote
    ):
        return "it holds something that was masked"
    if own_post(selection.quote) and not view.session(source.session).post_consent:
        return "somebody speaks of the post they hold"
    return identifying_words(view, selection.quote)


def identifying_words(view: View, words: str) -> str:
    """Why a phrase could point to somebody in public (a name, a place, a date, a number), or ""."""
    folded = f" {normalised(words)} "
    for name in view.case.allow:
        if f" {normalised(name)} " in folded:
            return "it holds the name of an organisation or place"
    if _DATE_OR_NUMBER.search(words):
        return "it holds a date or a number"
    for found in _NAME_LIKE.finditer(words):
        if found.group(1) not in _NO_NAMES and not found.group(1).startswith(("I'", "I’")):
            return "it holds what looks like a name"
    return ""
