"""Dates, as people write and say them, and dates of birth and ages among them.

The danger: `dob third of march 84` and `a 58-year-old finance lead` single a person out, while `May is too late`, a
five-year-old contract and services for 18-25s do not. So a date of birth needs its cue, an age a person beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualitative.anonymise.finds import Find

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "thirtieth",
]
NUMBER = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_UNITS)}))?|{'|'.join(sorted(_TEENS + _UNITS, key=len, reverse=True))})"
_ORDINAL = rf"(?:(?:twenty|thirty)[\s-](?:{'|'.join(_ORDINALS[:9])})|{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})"
DAY = rf"(?:\d{{1,2}}(?:\s?(?:st|nd|rd|th))?|{_ORDINAL})"
YEAR = rf"(?:(?:19|20)\d\d|['’]\d\d|\d\d|(?:nineteen|twenty)[\s-]{NUMBER}|nineteen[\s-]hundred|two thousand(?:\s+and\s+{NUMBER})?)"
FULL_YEAR = rf"(?:(?:1[89]|20)\d\d|nineteen[\s-]{NUMBER}|two thousand and {NUMBER}|twenty[\s-](?:ten|eleven|twelve|\w+teen|twenty\w*))"
NUMERIC = r"(?:\d{1,2}\s?[./\-–]\s?\d{1,2}\s?[./\-–]\s?(?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})"
_SPACED = r"\d{1,2}\s\d{1,2}\s(?:(?:19|20)\d\d|\d\d)"
LONG = (
    rf"(?:(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?,?\s+(?:the\s+)?)?{DAY}(?:\s+of)?(?:\s+the)?[\s\-/.]*{MONTH}(?:,?[\s\-/.]*(?:{YEAR}))?(?:{NUMBER})?|"
    rf"{MONTH}\s+(?:the\s+)?{DAY}(?!\d)(?:,?\s+(?:of\s+)?(?:{YEAR}|{NUMBER}))?|{MONTH},?\s+(?:of\s+)?{FULL_YEAR})"
)
ANY_DATE = rf"(?:{NUMERIC}|{LONG})"

_FEAST = (
    r"(?:(?:st\.?|saint)\s+(?:patrick|david|george|andrew|valentine|stephen)['’]?s|christmas|xmas|boxing|new\s+year['’]?s|halloween|valentine['’]?s|easter|mother['’]?s|"
    r"may|pancake|bonfire)\s*(?:day|eve|night|sunday|monday)?(?:,?\s+(?:of\s+)?(?:(?:19|20)\d\d|['’]\d\d))?"
)
_BIRTH_CUE = (
    r"(?:d[./]?\s?o[./]?\s?b\.?|d\.?\s?of\s?b\.?|date[\s-]+of[\s-]+birth|year\s+of\s+birth|yob|birth\s?dates?|birthday|b['’-]?day|born|b\.)"
    r"(?:\s+(?:is|was|on|the|in|of|as|given|recorded|listed|down|they|have|it|her|his|their))*\s*[:=\-–,]?\s*(?:on\s+)?(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
)
_BIRTH = re.compile(
    rf"(?<!\w){_BIRTH_CUE}(?:the\s+)?({NUMERIC}|{_SPACED}|{DAY}(?:\s+of)?[\s\-/.]*{MONTH}(?:,?[\s\-/.]*(?:(?:in|of)\s+)?(?:{YEAR}|{NUMBER}(?:[\s-]{NUMBER})?))?"
    rf"|{MONTH}\s+(?:the\s+)?{DAY}(?:,?\s+(?:{YEAR}|{NUMBER}(?:[\s-]{NUMBER})?))?|{MONTH},?\s+(?:of\s+)?(?:{YEAR}|{NUMBER}(?:[\s-]{NUMBER})?)|(?:19|20)\d\d|['’]\d\d"
    rf"|{_FEAST}|\d{{6}}|\d{{8}})(?!\w)",
    re.IGNORECASE,
)
# Near these words every date is somebody's: `22 Nov 1979 is his date of birth`, `dob 1.2.88 on one form, 30 dec 89 on the other`.
_CUE = re.compile(
    r"\b(?:d[./]?o[./]?b\b\.?|d\.?\s?of\s?b\b|date[\s-]+of[\s-]+birth|year\s+of\s+birth|yob|(?:when|day|date)\s+(?:she|he|they)\s+(?:was|were)\s+born|birth\s?dates?|birthdays?|b['’-]?days?\b|birth\s+cert\w*)",
    re.IGNORECASE,
)
_NEAR = re.compile(rf"(?<![\w£])({NUMERIC}|{LONG}|{_FEAST})(?!\w)", re.IGNORECASE)
_NEAR_CHARS = 60
_TURNED = re.compile(
    rf"\b(?:turn(?:s|ed|ing)?|be|was|is|celebrated)\s+(?:(?:her|his|their|my)\s+)?(?:\d{{1,3}}(?:st|nd|rd|th)?|{NUMBER})\s+(?:\w+\s+){{0,2}}?(?:on\s+(?:the\s+)?|\(\s*)({NUMERIC}|{LONG}|{_FEAST})(?!\w)",
    re.IGNORECASE,
)


# `| F | 1988-04-30 |`: a date beside a sex is a date of birth.
_BY_SEX = re.compile(
    rf"(?<![\w])(?:m|f|male|female|child(?:\s?\w{{1,2}})?)\s*[|,/;]\s*({NUMERIC})(?!\w)", re.IGNORECASE
)
_THINGS_BORN = re.compile(
    r"\b(?:contract|alliance|service|idea|programme|project|partnership|charity|plan|scheme|system|model|group|board|team|pathway|policy|strategy|it)\s+(?:(?:was|is|were|had|has|will)\s+)?$",
    re.IGNORECASE,
)


_BORN_LATER = re.compile(
    rf"\b(?:born|came into the world|birth)\b[^.\n]{{0,40}}?(?<!\w)((?:{NUMERIC}|{DAY}(?:\s+of)?[\s\-/.]*{MONTH},?[\s\-/.]*(?:19|20)\d\d))(?!\w)",
    re.IGNORECASE,
)


def find_births(text: str) -> Iterator[Find]:
    """Dates of birth in any spelling."""
    for pattern in (_BIRTH, _TURNED, _BORN_LATER):
        for match in pattern.finditer(text):
            if _THINGS_BORN.search(text[max(0, match.start() - 30) : match.start()]):
                continue  # "the contract was born on 1 April"
            yield Find(match.start(1), match.end(1), "DOB", "pattern", confidence=0.95)
    for match in _BY_SEX.finditer(text):
        yield Find(match.start(1), match.end(1), "DOB", "pattern", confidence=0.8)
    for cue in _CUE.finditer(text):
        start = text.rfind("\n", 0, cue.start()) + 1
        stop = text.find("\n", cue.end())
        start, stop = (
            max(start, cue.start() - _NEAR_CHARS),
            min(stop if stop >= 0 else len(text), cue.end() + _NEAR_CHARS),
        )
        for match in _NEAR.finditer(text, start, stop):
            if re.search(r"\d|first|second|third|th\b|day|eve|xmas", match[1], re.IGNORECASE):
                yield Find(match.start(1), match.end(1), "DOB", "pattern", confidence=0.9)
