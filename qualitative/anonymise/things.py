"""What is named and is nobody: products, acronyms, slogans.

The danger: a computer system named sixty times becomes `[Person 25]`, and the text says what nobody said. So a word that
the text itself uses as a thing's name (`the Corvane system`, `a Corvane`) weighs against a person, and a phrase that is
also said in small letters is no organisation. It only weighs: a title, a label or the roster is stronger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualitative.anonymise.document import Document
from qualitative.anonymise.names import name_context
from qualitative.anonymise.words import NATIONS, Word, ordinary, word_set


def thing_like(document: Document, words: Sequence[Word], first: int, last: int, known: bool) -> float:
    """How far the words about it speak for a thing: `a Corvane`, `the Lattice system`, an acronym, a small letter.

    A product or a firm named sixty times would else be one person, and the text unreadable.
    """
    against = 0.0
    before = document.words[first - 1] if first else None
    if before and document.gap(before, words[0]) == " " and before.plain in ("a", "an"):
        against += 0.35
    after = document.words[last + 1] if last + 1 < len(document.words) else None
    if len(words) == 1 and after and after.plain == "of" and words[0].plain in _RANKS:
        against += 1.0  # "Dean of faculty"
    acronym = re.fullmatch(r"[A-Z]{3,}s?", words[0].text)
    if len(words) == 1 and acronym and not document.shouted and not known:
        against += 0.5
    if len(words) == 1 and not known and words[0].plain in document.things:
        against += 0.6 if name_context(document, first) >= 0.85 else 1.2
    small = all(word.text.islower() for word in words)
    if small and not document.typed_low and len(words) == 1 and document.cased_well:
        against += 0.25
    return against


_RANKS = word_set("dean earl duke prince princess king queen baron count abbot marquis bishop")
_SLOGANS = word_set("campaign campaigns brand branding slogan strapline messaging message poster posters")


def is_a_slogan(document: Document, words: Sequence[Word]) -> bool:
    """`Keep Calder Dry`: words of the language that the same text also says in small letters, or calls a campaign."""
    if any(word.plain not in ordinary() and word.plain not in NATIONS for word in words):
        return False
    at = document.word_at[words[-1].start_char] + 1
    after = document.words[at].plain if at < len(document.words) else ""
    pieces = " ".join(re.escape(word.text.lower()) for word in words[:1])
    rest = r"\s+".join(re.escape(word.text) for word in words[1:])
    small = re.search(rf"(?<!\w){pieces}\s+(?i:{rest})(?!\w)", document.text)
    return after in _SLOGANS or bool(small) or any(word.plain in _SLOGANS for word in words)
