"""Small numbers in a finished text: people counted, shares, all or none of a few, and cells of tables.

The danger: "two of the three providers said", "a third of interviewees", a table whose one dash is the total less the
rest. Rules 3 and 4, and 2.16: so people are counted from five up, no share is given, and a hidden cell never stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qualitative.disclosure.check import Exposure
from qualitative.disclosure.counts import SUPPRESSED, smallest_count
from qualitative.disclosure.final import Grid
from qualitative.model import Tier

_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_N = rf"(?:\d{{1,3}}|{'|'.join(_WORDS)}|a single|only one|just one)"
_TOOK_PART = r"(?:participants?|interviewees?|respondents?|attendees|informants?|people interviewed|people we (?:spoke|talked) to)"
_ROLES = (
    r"(?:providers?|commissioners?|managers?|officers?|workers?|nurses?|practitioners?|clinicians?|chief executives?|directors?|leaders?|trustees"
    r"|partners?|organisations?|charities|services?|staff|members?|tenants?|clients?|service users?|carers?|volunteers?|women|men|stakeholders?)"
)
_KIND = r"(?:[a-z]+(?:-[a-z]+)?\s+){0,2}?"
_SAID = (
    r"(?:said|felt|thought|spoke|told|described|agreed|mentioned|raised|reported|believed|disagreed|proposed|explained|suggested|wanted|praised"
    r"|criticised|complained|saw|valued|noted|worried|feared|recalled|remembered)\b"
)
_SHARE = r"(?:half|(?:a|one) third|two[ -]thirds|(?:a|one) quarter|three[ -]quarters|(?:a|one) fifth|the (?:majority|minority)|\d+\s*(?:in|out of) \d+)"
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("16", rf"\b{_N} (?:out )?of (?:the |our |its )?{_N} {_KIND}(?:people|persons|{_TOOK_PART})\b", "a count of people out of people"),
    ("3", rf"\b{_N} (?:out )?of (?:the |our |its |these )?{_N} {_KIND}{_ROLES}\b(?=[^.;\n]{{0,60}}\b{_SAID})", "a count of few out of few, and what they said"),
    ("3", rf"\b{_N} (?:out )?of (?:the |our |its |these )?(?:two|three|four|[234]) {_KIND}{_ROLES}\b", "a count of few out of few"),
    ("16", rf"\b{_SHARE} of (?:the |our |all |those )?{_KIND}(?:people|persons|{_TOOK_PART}|{_ROLES})\b", "a share of people"),
    ("4", rf"\b(?:all|none|neither|both) (?:of )?(?:the )?(?:(?:two|three|four|[234]) )?{_KIND}(?:{_TOOK_PART})\b", "all or none of a group that may be small"),
    ("4", rf"\b(?:all|none|neither) of (?:the |our )?(?:two|three|four|[234]) {_KIND}{_ROLES}\b", "all or none of a group smaller than five"),
)  # fmt: skip
_COMPILED = tuple((rule, re.compile(pattern, re.I), why) for rule, pattern, why in _PATTERNS)
_FEW = re.compile(rf"(?<![\d.,£$€–-])\b({_N}) {_KIND}{_TOOK_PART}\b", re.I)
_FEW_SAID = re.compile(rf"(?<![\d.,£$€–-])\b({_N}) {_KIND}{_ROLES} (?:[a-z]+ly )?{_SAID}", re.I)
_HEADED = re.compile(
    rf"\b(?:number|no\.?|n|how many|people|persons|{_TOOK_PART}|staff|took part|attended|present|interviewed|headcount)\b",
    re.I,
)
_NOT_PEOPLE = re.compile(
    r"\b(?:page|year|date|£|cost|budget|value|%|week|month|day|session|interview|focus group|source|theme|code|beds?|homes)",
    re.I,
)
_HIDDEN = {
    SUPPRESSED,
    "-",
    "—",
    "*",
    "<5",
    "< 5",
    "..",
    "…",
    "c",
    "n/a",
    "[c]",
    "[x]",
    "under 5",
    "fewer than 5",
}


def value_of(words: str) -> int | None:
    """ "three" → 3, "only one" → 1; None where it is no number."""
    low = words.casefold().strip()
    if low.isdigit():
        return int(low)
    if low in ("a single", "only one", "just one"):
        return 1
    return _WORDS.index(low) + 1 if low in _WORDS else None


def few_in_words(text: str, tier: Tier) -> Iterator[Exposure]:
    """Small numbers of people in running words that this tier may not read."""
    least = smallest_count(tier)
    if tier is Tier.PUBLIC:
        for rule, pattern, why in _COMPILED:
            for match in pattern.finditer(text):
                yield Exposure(rule, match.start(), match.end(), match.group(0), why)
    for pattern in (_FEW, _FEW_SAID):
        for match in pattern.finditer(text):
            n = value_of(match.group(1))
            if n is not None and 0 < n < least:
                yield Exposure(
                    "3", match.start(), match.end(), match.group(0), f"a count of people under {least}"
                )


def few_in_grids(grids: Sequence[Grid], tier: Tier) -> Iterator[tuple[str, str]]:
    """(where, why) of tables whose cells count few people, or give a hidden count away by subtraction."""
    least = smallest_count(tier)
    for grid in grids:
        if len(grid.rows) < 2:
            continue
        for at, header in enumerate(grid.rows[0]):
            if at == 0 or not _HEADED.search(header) or _NOT_PEOPLE.search(header):
                continue  # the first column names its rows, or numbers them
            cells = [(row[0] if row else "", row[at].strip()) for row in grid.rows[1:] if at < len(row)]
            small = [c for name, c in cells if c.isdigit() and 0 < int(c) < least]
            if small:
                yield (
                    grid.where,
                    f"a table with {len(small)} count(s) of people under {least} in its column {at + 1}",
                )
            elif why := _given_away(cells, least):
                yield grid.where, f"a table whose column {at + 1} {why}"


def _given_away(cells: Sequence[tuple[str, str]], least: int) -> str:
    """Whether a hidden count follows from the total and the rest."""
    total = [
        int(c) for name, c in cells if "total" in name.casefold() or name.casefold() == "all" if c.isdigit()
    ]
    rest = [c for name, c in cells if not ("total" in name.casefold() or name.casefold() == "all")]
    hidden = sum(c.casefold() in _HIDDEN for c in rest)
    if len(total) != 1 or not hidden or any(not c.isdigit() for c in rest if c.casefold() not in _HIDDEN):
        return ""
    left = total[0] - sum(int(c) for c in rest if c.isdigit())
    if hidden == 1:
        return "hides one count that the total gives away"
    return "hides counts whose sum the total gives away" if 0 < left < least else ""
