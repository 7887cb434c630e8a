"""Where sentences and words begin and end, in notes as people leave them.

The danger: a sentence cut at "Dr." or run on across two bullets gives the models half a thought or two, and a word
cut inside "O'Neill" leaves half a name unmasked. The rule: a line's end, a bullet and a table cell's edge always
end a sentence; a full stop does unless it belongs to an abbreviation, an initial or a number; a word is letters,
digits, the marks combined with them and inner apostrophes. Hyphens and slashes part words ("ex-Asda",
"bev/ranjit"): each side may be a name.

Plain rules, no model: the spaCy component in `spacy_component` sets the same boundaries on a Doc.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TITLES = _words("""dr mr mrs ms mx prof rev revd st cllr sgt insp supt capt col gen lt maj hon fr sr jr messrs
    pres gov sen rep esq""")
"""Never end a sentence: a name follows."""
ABBREVIATIONS = _words("""e.g eg i.e ie cf viz vs v approx appx c ca circa esp incl excl dept depts appt appts mtg mtgs mgmt avg orig
    resp re w govt assoc poss prob""")
"""Never end a sentence either: something they belong to follows."""
BEFORE_NUMBERS = _words("""no nos p pp para paras sec sect fig figs vol vols ch cl ref refs tel ext ed eds mon tue tues wed thu thur
    thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec""")
"""Do not end a sentence where a number follows ("no. 4", "Mon. 3 June"); else as MAY_END."""
MAY_END = BEFORE_NUMBERS | _words("""etc a.m p.m am pm ltd inc plc co corp u.k u.s e.u n.b ph.d b.a m.a m.p et.al al est min max temp wk wks yr
    yrs hr hrs mth mths org orgs""")
"""End a sentence unless lower case goes on: "etc. and so on", "etc. Then"."""
LETTERED = _words(
    "plan option appendix annex lot part schedule phase group case team site block table figure tier route"
)
"""Before a single letter these make it a label, not an initial: "We chose Plan B. Then"."""

BEFORE_I = _words("and or nor but than as so do did am have had was can could should would like said think")
"""Before "I." these make it the word, not an initial: "you and I. Then"."""

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_CELL = re.compile(r"(?:\t|\s\|\s|(?=[•◦▪●‣⁃]))")
# Possessive, and never from the middle of a run: a line of a million "!" is read once.
_STOP = re.compile(r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>[\"'”’)\]]*+)(?P<gap>\s++)(?=\S)")
_BEFORE = re.compile(r"[^\s(\[\"“‘]+$")
_DOTTED = re.compile(r"(?:[a-z]\.)+[a-z]")
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})")
LOOK_BACK_CHARS = 60
"""How far before a full stop its word, and the word before that, are looked for."""


def sentences(text: str) -> list[tuple[int, int]]:
    """(start_char, end_char) of each sentence, in order, trimmed of white space.

    Every character lies in exactly one sentence, save white space and the bars between cells. An empty text has none.
    """
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        for start, end in _cells(text, line.start(), line.end()):
            cut = start
            for stop in _STOP.finditer(text, start, end):
                if _ends_sentence(text, cut, stop):
                    found.append((cut, stop.end("close")))
                    cut = stop.end()
            found.append((cut, end))
    trimmed = (_trim(text, start, end) for start, end in found)
    return [(start, end) for start, end in trimmed if start < end]


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    edges = [start]
    for edge in _CELL.finditer(text, start, end):
        edges += [edge.start(), edge.end()] if edge.end() > edge.start() else [edge.start()] * 2
    edges.append(end)
    return list(zip(edges[::2], edges[1::2], strict=True))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends_sentence(text: str, sentence_start: int, stop: re.Match[str]) -> bool:
    mark, following = stop["stop"], text[stop.end()]
    next_is_lower = following.islower()
    if mark != ".":
        # "Really?" she said; and … a pause that goes on in lower case.
        return not (next_is_lower and (stop["close"] or "…" in mark or ".." in mark))
    near = max(sentence_start, stop.start() - LOOK_BACK_CHARS)
    found = _BEFORE.search(text, near, stop.start())
    if found is None:
        return True
    word = found[0].lower()
    if word in TITLES or word in ABBREVIATIONS:
        return False
    if len(word) == 1 and word.isalpha():
        before = text[near : found.start()].split()
        # "Plan B." and "you and I." end; "J. Smith" does not.
        return bool(before) and (before[-1].lower() in LETTERED or (word == "i" and before[-1] in BEFORE_I))
    if word in BEFORE_NUMBERS and following.isdigit():
        return False
    if word in MAY_END:
        return not next_is_lower
    if found.start() == _trim(text, sentence_start, found.end())[0] and _LIST_NUMBER.fullmatch(found[0]):
        return False  # "1. We should", "a. Agree the": a list's number
    if _DOTTED.fullmatch(word):
        return False  # "J.R. Hartley"
    return not (next_is_lower and stop["close"])


# --------------------------------------------------------------------------- words


@lru_cache(maxsize=1)
def _word_pattern() -> re.Pattern[str]:
    # Python's \w leaves out combining marks: "José" typed as e + U+0301 would break into two words.
    ranges: list[list[int]] = []
    for point in range(0x300, 0xFFFF):
        if unicodedata.category(chr(point))[0] == "M" and not 0xFE00 <= point <= 0xFE0F:
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    marks = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    start = rf"(?<![^\W_]['’ʼ])(?<![{marks}]['’ʼ])"  # not the s that a possessive left behind
    run = rf"[^\W_](?:[^\W_]|[{marks}]|[\u200c\u200d](?=[^\W_]))*"
    return re.compile(rf"{start}{run}(?:['’ʼ](?![sS](?![^\W_])){run})*")


def word_tokens(text: str) -> list[tuple[int, int]]:
    """(start_char, end_char) of each word, in order; a possessive 's is left out ("Bev" of "Bev's").

    Digits count as letters. Hyphens, slashes, underscores, emoji and punctuation lie between words.
    """
    return [match.span() for match in _word_pattern().finditer(text)]
