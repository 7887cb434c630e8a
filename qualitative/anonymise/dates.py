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
    rf"(?:{DAY}(?:\s+of)?(?:\s+the)?[\s\-/.]*{MONTH}(?:,?[\s\-/.]*(?:{YEAR}))?(?:{NUMBER})?|"
    rf"{MONTH}\s+(?:the\s+)?{DAY}(?!\d)(?:,?\s+(?:of\s+)?(?:{YEAR}|{NUMBER}))?|{MONTH},?\s+(?:of\s+)?{FULL_YEAR})"
)
ANY_DATE = rf"(?:{NUMERIC}|{LONG})"

_BIRTH_CUE = (
    r"(?:d\.?\s?o\.?\s?b\.?|date\s+of\s+birth|birth\s?date|birthday|born|b\.)"
    r"(?:\s+(?:is|was|on|the|in|of|as|given|recorded|listed|down|they|have|it|her|his|their))*\s*[:=\-–]?\s*(?:on\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
)
_BIRTH = re.compile(
    rf"(?<!\w){_BIRTH_CUE}(?:the\s+)?({NUMERIC}|{_SPACED}|{DAY}(?:\s+of)?[\s\-/.]*{MONTH}(?:,?[\s\-/.]*(?:(?:in|of)\s+)?(?:{YEAR}|{NUMBER}(?:[\s-]{NUMBER})?))?"
    rf"|{MONTH}\s+(?:the\s+)?{DAY}(?:,?\s+(?:{YEAR}|{NUMBER}(?:[\s-]{NUMBER})?))?|{MONTH},?\s+(?:of\s+)?(?:{YEAR}|{NUMBER}(?:[\s-]{NUMBER})?)|(?:19|20)\d\d|['’]\d\d"
    rf"|\d{{6}}|\d{{8}})(?!\w)",
    re.IGNORECASE,
)
_BIRTH_AFTER = re.compile(rf"(?<![\w])({NUMERIC}|{LONG})\s*\(?(?:d\.?o\.?b|date of birth)", re.IGNORECASE)

_OLD = r"(?:[\s-]*(?:years?|yrs?|yr)[\s-]*olds?|[\s-]*(?:years?|yrs?)\s+of\s+age|\s?y[/.]?o\b|\s?yrs?\b(?=[\s,.)]))"
_AGE = re.compile(rf"(?<![\w£$€./-])((?:\d{{1,3}}|{NUMBER}|a hundred){_OLD})", re.IGNORECASE)
_AGED = re.compile(
    rf"\b(?:aged|age\s+(?:of|is|was)|age|turned|turning|turns)\b\s*:?\s*(?:just\s+|about\s+|around\s+)?(\d{{1,3}}|{NUMBER})(?!\w|[-–]\d|\s*(?:to|and|or|-|–|plus|\+|years?\b|months?\b|%))(?!\+)",
    re.IGNORECASE,
)
_AGE_WORDS = re.compile(
    r"\b((?:in\s+)?(?:his|her)\s+(?:early|mid|late)?[\s-]*(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|[2-9]0s))\b",
    re.IGNORECASE,
)
_PERSON_AGE = re.compile(r"(?<=[a-z],\s)(\d{2})(?=,\s|\)|\s*$)", re.IGNORECASE | re.MULTILINE)
_IS_AGE = re.compile(
    rf"\b(?:she|he|they)(?:['’]s|['’]re|\s+is|\s+was|\s+are|\s+were)\s+(?:only\s+|just\s+|about\s+|nearly\s+|now\s+)?((?:[1-9]\d|(?!one\b){NUMBER}))(?=\s*(?:[,.;!?)\n]|$|and\b|now\b|when\b|at\b|but\b|this\b|next\b))",
    re.IGNORECASE,
)
_KIN_IS_AGE = re.compile(
    r"\b(?:(?:my|his|her|their|our|your)\s+)?(?:mum|mam|mother|dad|father|son|daughter|brother|sister|husband|wife|partner|nan|gran|grandad|uncle|aunt|aunty)"
    r"(?:['’]s|\s+is|\s+was)\s+(?:only\s+|just\s+|about\s+|almost\s+|nearly\s+|now\s+){0,2}([1-9]\d)(?=\s*(?:[,.;!?)\n]|$|--|and\b|now\b|when\b|at\b|but\b|this\b|next\b))",
    re.IGNORECASE,
)
_I_AM_AGE = re.compile(
    r"\b(?:I['’]m|I\s+am|I\s+was)\s+(?:only|just|nearly|almost|about|turning|pushing)\s+([1-9]\d)(?=\s*(?:[,.;!?)\n]|$|--|and\b|now\b|when\b|at\b|but\b|this\b|next\b))|\bpushing\s+([4-9]\d)(?=\s*[,.;!?)\n])",
    re.IGNORECASE,
)
_OF_A_THING = re.compile(
    r"\b(?:it|that|this|there|which|programme|program|service|contract|building|system|scheme|alliance|charity)(?:['’]s|\s+(?:is|was|are|were))\s+(?:only\s+|just\s+|about\s+|nearly\s+|now\s+)?$",
    re.IGNORECASE,
)
_THING_AFTER = re.compile(
    r"^\W{0,2}(?:\w+\s+){0,2}?(?:contracts?|buildings?|systems?|policy|policies|agreements?|plans?|frameworks?|data|reports?|strategy|"
    r"strategies|commitments?|programmes?|partnerships?|alliances?|tenanc\w+|leases?|deals?|laptops?|vans?|spreadsheets?|cases?|projects?|service|terms?|extensions?)\b",
    re.IGNORECASE,
)
_BAND_BEFORE = re.compile(
    r"(?:over|under|above|below|least|between|than|from|to|and|or|-|–|for|min(?:imum)?|max(?:imum)?)[\s-]*$|\d\s*(?:-|–|to)\s*$",
    re.IGNORECASE,
)


def find_births_and_ages(text: str) -> Iterator[Find]:
    """Dates of birth in any spelling, and ages beside a person."""
    for match in _BIRTH.finditer(text):
        yield Find(match.start(1), match.end(1), "DOB", "pattern", confidence=0.95)
    for match in _BIRTH_AFTER.finditer(text):
        yield Find(match.start(1), match.end(1), "DOB", "pattern", confidence=0.95)
    for match in _AGE.finditer(text):
        olds = match[1].lower().endswith("olds")
        band = _BAND_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
        subject = _OF_A_THING.search(text[max(0, match.start() - 40) : match.start()])
        thing = olds or band or subject or _THING_AFTER.match(text[match.end() : match.end() + 40])
        if not thing and (_old_word(match[1]) or _beside_a_person(text, match.end())):
            yield Find(match.start(1), match.end(1), "AGE", "pattern", confidence=0.9)
    for match in _AGED.finditer(text):
        law = re.search(r"\bpension\b", text[max(0, match.start() - 45) : match.start()], re.I)
        if law:
            continue  # "a pension at age 62": the law's age, nobody's
        if not _THING_AFTER.match(text[match.end() : match.end() + 40]) and not re.search(
            r"\b(?:working|pension|school|leaving|retirement|minimum|stone)\s$",
            text[max(0, match.start() - 12) : match.start()],
            re.I,
        ):
            yield Find(match.start(), match.end(1), "AGE", "pattern", confidence=0.85)
    for pattern in (_AGE_WORDS, _IS_AGE, _KIN_IS_AGE, _I_AM_AGE):
        for match in pattern.finditer(text):
            group = match.lastindex or 1
            yield Find(match.start(group), match.end(group), "AGE", "pattern", confidence=0.8)


def _old_word(age: str) -> bool:
    """`43 yrs` may be a contract's length; `43-year-old`, `43 years of age` and `43yo` are a person's."""
    return bool(re.search(r"old|of\s+age|y[/.]?o$", age, re.IGNORECASE))


def _beside_a_person(text: str, end: int) -> bool:
    return bool(
        re.match(r"[\s,]+(?:old|male|female|man|woman|lad|girl|boy)\b", text[end : end + 12], re.IGNORECASE)
    )
