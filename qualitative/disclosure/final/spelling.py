"""Words as they are compared, however a file spells them.

The danger: `Prit-chard` over a line's end, a soft hyphen, a zero-width space, the ligature ﬁ, full-width letters or a
Cyrillic а: the eye reads the name and a search does not. So words are compared in one spelling, and a break at a line's
end is read both ways.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u061c\u180e\U000e0000-\U000e007f]"
)
_NO_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_HYPHENS = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2043": "-", "\ufe63": "-", "\uff0d": "-"}
)
# Letters of other scripts that look like Latin ones. Only words that mix scripts, or consist of these alone, are turned.
_ALIKE = str.maketrans(
    "аеорсухіјѕһԁѵкмтвнзАЕОРСУХІЈЅКМТВНΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαιυνκρτγ",
    "aeopcyxijshdvkmtbhzAEOPCYXIJSKMTBHABEZHIKMNOPTYXoaiuvkpty",
)
_BARRED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
)
_BROKEN = re.compile(r"(?<=\w)-[ \t]*\n\s*(?=\w)")
_SPACED_OUT = re.compile(r"(?<!\w)(?:[^\W\d_][ \u00a0]){3,}[^\W\d_](?!\w)")


def seen(text: str) -> str:
    """The text as the eye reads it: nothing unseen in it, ligatures and wide letters plain, every line kept."""
    bare = _NO_SPACE.sub(" ", _UNSEEN.sub("", text))
    return unicodedata.normalize("NFKC", bare).translate(_HYPHENS)


def readings(text: str) -> tuple[str, ...]:
    """The ways in which the eye may read it: a hyphen at a line's end kept or dropped, letters spaced out drawn together."""
    clean = seen(text)
    found = [clean]
    if _BROKEN.search(clean):
        found = [_BROKEN.sub("", clean), _BROKEN.sub("-", clean)]
    if _SPACED_OUT.search(clean):
        found.append(_SPACED_OUT.sub(lambda m: re.sub(r"\s", "", m.group(0)), clean))
    return tuple(found)


@cache
def fold(word: str) -> str:
    """One spelling for comparing: lower case, no accents, letters that only look Latin made Latin, no possessive 's."""
    plain = word.translate(_ALIKE) if not word.isascii() else word
    plain = unicodedata.normalize("NFKD", plain.casefold().translate(_BARRED))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"['’ʼ]s$", "", plain).replace("’", "'").replace("ʼ", "'")


WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


def words(text: str) -> list[str]:
    """The folded words of a text, hyphens and underscores parting them."""
    return [fold(match.group(0)) for match in WORD.finditer(seen(text).replace("_", " "))]


def squeezed(text: str) -> str:
    """Letters only, folded: how a name stands in a link or a file's name."""
    return "".join(letter for letter in fold(seen(text)) if letter.isalpha())
