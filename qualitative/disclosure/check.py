"""Does a finished text show what its tier must not see?

The danger: the draft passed every rule, then somebody edited it in Word. So what is checked last is the text itself:
quotation marks, counts, percentages, ids and wordings of another tier, each finding with its place. It finds what can be
found by reading; it does not replace the insider test by a named person (rule 12).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualitative.disclosure.counts import smallest_count
from qualitative.disclosure.door import SHINGLE_WORDS, fingerprint, normalised
from qualitative.disclosure.posts import sensitive_event
from qualitative.disclosure.quotes import MOST_WORDS, may_quote, n_words
from qualitative.disclosure.view import View
from qualitative.model import Selection, Tier

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_VALUES = {
    w: n
    for n, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
_PEOPLE = r"(?:people|persons?|participants?|interviewees?|respondents?|attendees)"
_SAID = r"(?:said|felt|thought|spoke|told|described|agreed|mentioned|raised|reported|believed|disagreed|proposed)\b"
_QUOTED = re.compile(r"“([^“”]{1,600})”|(?<!\w)\"([^\"\n]{1,600})\"")
_PATTERNS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("16", re.compile(r"\d+(?:\.\d+)?\s?(?:%|per ?cent\b)|\bper ?cent(?:age)?\b", re.I), "a percentage"),
    (
        "16",
        re.compile(rf"\b{_NUMBER}(?: out)? of (?:the )?{_NUMBER}\s+{_PEOPLE}\b", re.I),
        "a count of people out of people",
    ),
    ("10", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "an e-mail address"),
    ("10", re.compile(r"(?<![\d£.,])(?:\+44\s?|0)(?:\d[\s-]?){9,10}(?!\d)"), "a telephone number"),
    ("10", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"), "a postcode"),
)
_PUBLIC_PATTERNS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "5",
        re.compile(r"\[[^\[\]]*[A-Za-z][^\[\]]*\d[^\[\]]*\]"),
        "an id that follows one person through the text",
    ),
    (
        "3",
        re.compile(
            rf"\b(?:in|of|from|by) (?:{_NUMBER} (?:of the (?:{_NUMBER} )?)?|an |a single |only one )(?:interview|workshop)s?\b",
            re.I,
        ),
        "a count of sessions; in public, a word of the legend",
    ),
    (
        "3",
        re.compile(rf"\b{_NUMBER} of the {_NUMBER} (?:focus groups|sessions)\b", re.I),
        "a count of sessions",
    ),
    ("10", re.compile(r"\b(?:Interview|Focus group|Workshop) \d+\b"), "a session's own number"),
    ("10", re.compile(r"\[\d+(?:, ?\d+)*\]"), "numbers of excerpts the public does not have"),
)


@dataclass(frozen=True)
class Exposure:
    """One place in a text: the rule (PRACTICE section 3, or 13/16 of section 2), code points, and why.

    words is what stands there, to be shown to the person who checks; it goes into no log.
    """

    rule: str
    start_char: int
    end_char: int
    words: str
    why: str

    def __str__(self) -> str:
        return f"rule {self.rule}, at {self.start_char}: “{self.words}” – {self.why}"


def check_text(views: View | Sequence[View], text: str) -> list[Exposure]:
    """Every place in `text` that the tier must not see, in order. Empty does not prove it safe.

    views: the case the text is about, or several (a comparison): then a quotation stands if one of them clears it.
    """
    several = [views] if isinstance(views, View) else list(views)
    if not several:
        raise ValueError("a text is checked against a case: hand in its view")
    found = [set(_exposures(view, text)) for view in several]
    kept = {e for one in found for e in one if e.rule not in ("6", "16")}
    for rule in ("6", "16"):
        places = [{(e.start_char, e.end_char) for e in one if e.rule == rule} for one in found]
        kept |= {
            e for e in found[0] if e.rule == rule and all((e.start_char, e.end_char) in p for p in places)
        }
    return sorted(kept, key=lambda e: (e.start_char, e.end_char, e.rule, e.why))


def plain_exposures(tier: Tier, text: str) -> list[Exposure]:
    """What can be told of a text without knowing its case: shares, counts, ids, addresses."""
    public = _patterned(text, _PUBLIC_PATTERNS) if tier is Tier.PUBLIC else ()
    return [*_patterned(text, _PATTERNS), *public, *_few_people(tier, text)]


def _exposures(view: View, text: str) -> list[Exposure]:
    found = [
        *plain_exposures(view.tier, text),
        *_quotations(view, text),
        *_foreign_wordings(view, text),
    ]
    excerpts = Excerpts(view, text)
    return [e for e in found if e.rule not in ("3", "6", "16") or not excerpts.holds(e)]


class Excerpts:
    """Passages that a draft prints as they stand in the notes or the profile: their words are not the draft's own."""

    def __init__(self, view: View, text: str) -> None:
        self.text = text
        read = view.documents() if view.tier is Tier.PUBLIC else view.sources
        self.stated = [fact.value for fact in view.case.profile.values()]
        self.raw = " ".join(" ".join(s.text.split()) for s in read) + " ".join(self.stated)
        self.notes = " | ".join(normalised(t) for t in (*(s.text for s in read), *self.stated))

    def holds(self, exposure: Exposure) -> bool:
        start, end = exposure.start_char, exposure.end_char
        if exposure.rule == "16" and any(self.text[start : end + 8].strip() in fact for fact in self.stated):
            return True  # a percentage of the profile: savings expected, say
        if exposure.rule == "6" and exposure.words.startswith('"'):
            # The notes' own quotation marks, perhaps with a piece left out of the passage.
            pieces = exposure.words.replace("\\", "").strip('"').split("[…]")
            return all(" ".join(piece.split()) in self.raw for piece in pieces)
        for left, right in ((25, 25), (45, 0), (0, 45)):
            around = normalised(self.text[max(0, start - left) : end + right]).split()
            inner = " ".join(
                around[1 if left else 0 : -1 if right else None]
            )  # words at the edges may be cut
            if (
                len(inner.split()) > 3 + len(normalised(exposure.words).split()) // 2
                and f" {inner} " in f" {self.notes} "
            ):
                return (
                    exposure.rule != "6"
                    or not exposure.words.startswith("“")
                    or _straight(exposure.words)
                    in _straight(self.raw)  # a writer may have curled the notes' own marks
                )
        return False


def _patterned(text: str, patterns: tuple[tuple[str, re.Pattern[str], str], ...]) -> Iterator[Exposure]:
    for rule, pattern, why in patterns:
        for match in pattern.finditer(text):
            yield Exposure(rule, match.start(), match.end(), match.group(0), why)


def _few_people(tier: Tier, text: str) -> Iterator[Exposure]:
    least = smallest_count(tier)
    for match in re.finditer(rf"\b({_NUMBER})\s+{_PEOPLE}\s+(?:\w+\s+){{0,2}}{_SAID}", text, re.I):
        word = match.group(1).lower()
        n = int(word) if word.isdigit() else _VALUES[word]
        if 0 < n < least:
            yield Exposure(
                "3", match.start(), match.end(), match.group(0), f"a count of people under {least}"
            )


def _straight(text: str) -> str:
    return text.replace("“", '"').replace("”", '"').replace("’", "'")


def _quotations(view: View, text: str) -> Iterator[Exposure]:
    if view.tier >= Tier.CODER:
        return
    for match in _QUOTED.finditer(text):
        words = (match.group(1) or match.group(2)).strip(" ,.;:")
        why = why_not_quotable(view, words)
        if why:
            yield Exposure("6", match.start(), match.end(), match.group(0), why)


def why_not_quotable(view: View, words: str) -> str:
    """Why these words may not stand in quotation marks at the view's tier, wherever they stand in its notes; or ""."""
    if n_words(words) > MOST_WORDS:
        return f"a quotation over {MOST_WORDS} words"
    if any(words.casefold() == word for word in ("some", "many", "all", "not yet")):
        return ""
    pattern = re.compile(r"\s+".join(re.escape(w) for w in words.replace("’", "'").split()), re.I)
    reasons = []
    for source in view.sources:
        for match in pattern.finditer(source.text.replace("’", "'")):
            cleared, why = may_quote(
                view,
                Selection(source.id, match.start(), match.end(), source.text[match.start() : match.end()]),
            )
            if cleared:
                return ""
            reasons.append(why)
    return reasons[0] if reasons else "quotation marks round words that stand in no source"


def _foreign_wordings(view: View, text: str) -> Iterator[Exposure]:
    """Wordings of a higher tier, passages people asked not to be used, and groups too small given a view."""
    if not (view.fingerprints or view.unnamed_groups):
        return
    tokens = list(re.finditer(r"\w+", text))
    for at in range(len(tokens)):
        for length in range(1, SHINGLE_WORDS + 1):
            if at + length > len(tokens):
                break
            mark = fingerprint(
                view.case.id, " ".join(t.group(0).casefold() for t in tokens[at : at + length])
            )
            start, end = tokens[at].start(), tokens[at + length - 1].end()
            if mark in view.fingerprints:
                yield Exposure("10", start, end, text[start:end], "wording this tier must not read")
            elif mark in view.unnamed_groups and _given_a_view(text, start, end):
                yield Exposure(
                    "1", start, end, text[start:end], "a group that may not be named is given a view"
                )


def _given_a_view(text: str, start: int, end: int) -> bool:
    """Whether a group stands as who said something, not as a body that is spoken of."""
    before = re.search(
        r"\b(?:with|according to|view of|views of|members of|by)\s+(?:the\s+)?$",
        text[max(0, start - 30) : start],
        re.I,
    )
    return bool(
        before
        or re.match(
            r"\s*,?\s*(?:said|spoke|felt|described|proposed|explained|thought|told)\b",
            text[end : end + 20],
            re.I,
        )
    )


def sensitive_places(text: str) -> list[str]:
    """Rule 8: words of distress, resignation, exclusion or conflict of interest in a finished text."""
    return [word for line in text.splitlines() if (word := sensitive_event(line))]
