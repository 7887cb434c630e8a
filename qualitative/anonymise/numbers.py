"""Numbers given to a person by the state, a bank, a court or a service.

The danger: ten digits may be an NHS number or a contract's; six digits in pairs a sort code or a date. So checksums
decide where there is one, and the words round it where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualitative.anonymise.finds import Find
from qualitative.anonymise.words import ordinary

_NINO = re.compile(
    r"(?<![\w£])([A-Z]\s?[A-Z](?:[\s.\-/]{0,2}\d){6}[\s.\-/]{0,2}[A-DFMP])(?!\w)", re.IGNORECASE
)
_NINO_CUE = re.compile(
    r"\b(?:n\.?i\.?(?:\s+(?:number|no|num))|nino|national insurance(?:\s+(?:number|no))?)\b[^\n\d]{0,20}?"
    r"(?<!\w)([A-Z]\s?[A-Z](?:[\s.\-/]{0,2}\d){6}|(?:[\s.\-/]{0,2}\d){6}\s?[A-D])(?!\w)",
    re.IGNORECASE,
)
_TEN = re.compile(
    r"(?<![\w£.,+/-])(?<![A-Z]{3}\s)(\d{3})([\s\-–.]?)(\d{3})([\s\-–.]?)(\d{4})(?![\w/]|[-.,]\d)"
)
_TEN_ODD = re.compile(r"(?<![\w£.,+/-])(?:\d[\s-]?){9}\d(?![\w/]|[-.,]\d)")
_CHI = re.compile(r"(?<![\w£.,+/-])(\d{6})[\s-]?(\d{4})(?![\w/]|[-.,]\d)")
_HEALTH = re.compile(r"\b(?:nhs|chi|patient|hospital|health|h&c|emis|systmone|rio)\b", re.IGNORECASE)
_COMMERCE = re.compile(
    r"(?:contract|tender|invoice|purchase order|\bpo\b|framework|charity|company|grant|notice|budget|lot|version|isbn|vat|uprn)"
    r"(?:\s+(?:award|notice|number|no|ref|reference|registration|registered|code|is|was|the))*\W{0,3}$",
    re.IGNORECASE,
)
_SORT = re.compile(r"(?<![\w£.])(\d{2}\s?[-–./ ]\s?\d{2}\s?[-–./ ]\s?\d{2}|\d{6})(?![\w/]|[-–.]\d)")
_SORT_CUE = re.compile(r"sort(?:ing)?(?:\s?code)?\W{0,6}(?:\w+\W{1,3}){0,3}$|\bs/c\W{0,4}$", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\b(?:account|acct?|a/c|acc)\b\.?\s*(?:number|num|no\.?|is|was|:|#|ending(?:\s+in)?|=)*(?:\s+(?:number|is|no))*\W{0,4}(\d(?:[\s-]?\d){5,9})(?!\w)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\s?\d{2}(?:[\s-]?[A-Z0-9]{4}){3,7}(?:[\s-]?[A-Z0-9]{1,3})?(?!\w)")
_IBAN_LOWER = re.compile(r"(?<!\w)gb\s?\d{2}\s?[a-z]{4}(?:[\s-]?\d){14}(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w£.,-])(?:\d[\s-]?){12,18}\d(?!\w)")
_CARD_END = re.compile(r"\bcard\b[^.\n]{0,20}?\bending(?:\s+in)?\s+(\d{4})\b", re.IGNORECASE)
_PASSPORT = re.compile(
    r"\bpassport\b(?:\W+(?:number|no|num|is|was|ref|on|file|held|details|uk|british|her|his|their)\b)*\W{0,4}([A-Z]{0,2}\s?\d(?:\s?\d){6,8})(?!\w)",
    re.IGNORECASE,
)
_PERMIT = re.compile(
    r"\b(?:brp|visa|residence permit|biometric|arc|share code|home office)\b(?:\W+(?:number|no|card|code|ref|reference|is|was)\b)*\W{0,4}((?=[A-Z0-9/ -]*\d)[A-Z0-9](?:[A-Z0-9/-]|\s(?=[A-Z0-9]*\d)){5,15})(?!\w)",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"(?<!\w)[A-Z9]{5}[\s-]?\d[\s-]?(?:[015]\d|6[0-2]|1[0-2])[\s-]?\d{2}[\s-]?\d[\s-]?[A-Z][A-Z9][\s-]?[A-Z0-9]{3}(?:[\s-]?\d{2})?(?!\w)",
    re.IGNORECASE,
)
_LICENCE_LOOSE = re.compile(
    r"(?<!\w)(?=[A-Z9]*[A-Z])[A-Z9]{5}[\s-]?\d{6}[\s-]?[A-Z]{1}[A-Z9][\s-]?\w{3}(?!\w)", re.IGNORECASE
)
_PLATE = re.compile(r"(?<![\w£])[A-Z]{2}\s?\d{2}\s?([A-Z]{3})(?!\w)", re.IGNORECASE)
_PLATE_OLD = re.compile(
    r"(?<![\w£])(?:[A-HJ-NPR-TV-Y]\d{1,3}\s?([A-HJ-PR-Y]{3})|([A-HJ-PR-Y]{3})\s?\d{1,3}[A-HJ-NPR-TV-Y])(?!\w)",
    re.IGNORECASE,
)
_PLATE_NI = re.compile(
    r"(?<![\w£])[A-Z]{1,3}\s?\d{1,4}(?!\w)|(?<![\w£])\d{1,4}\s?[A-Z]{1,3}(?!\w)", re.IGNORECASE
)
_PLATE_CUE = re.compile(
    r"\b(?:reg(?:istration)?|number\s?plate|plate|vrm|vrn)\b\.?(?:\W+(?:number|no|is|was|of)\b)*\W{0,4}$",
    re.IGNORECASE,
)
_CAR_CUE = re.compile(
    r"\b(?:car|van|vehicle|reg|registration|plate|minibus|parked|motor|bike|fiesta|corsa|transit)\b",
    re.IGNORECASE,
)

_CASE_CUE = re.compile(
    r"\b(?P<cue>(?:case|crime|incident|claim|client|patient|hospital|referral|complaint|police|court|tenancy|custody|prison|prisoner|"
    r"safeguarding|inquest|appeal|application|housing|benefit|service user|person|personnel|staff|payroll|employee|member|"
    r"swift|mosaic|liquid\s?logic|care\s?first|inform|eclipse|nomis|delius|pnc|offender|cad|log|urn|marac|mappa|hmcts|docket)\s*"
    r"(?:ref(?:erence)?|number|no|num|id|file|urn)?|ref(?:erence)?|our\s+ref|your\s+ref|file\s+(?:no|number|ref))\b\.?"
    r"(?:\s*(?:number|no|num|id|ref|is|was|of|the|for|her|him|them)\b\.?)*\s*[:#=\-–]?\s*[(\"“]?"
    r"(?P<code>(?=[\w/.\-]*\d)[A-Z0-9]+(?:[/\-.][A-Z0-9]+)*(?:\s(?=[A-Z]*\d)[A-Z0-9]*\d[A-Z0-9/\-]*){0,3})(?![\w%])",
    re.IGNORECASE,
)
_CASE_STRONG = re.compile(
    r"ref|number|no\b|num|\bid\b|file|urn|\bcad\b|\bpnc\b|nomis|delius|docket", re.IGNORECASE
)


_DOCUMENT_REF = re.compile(r"(?<![\w£])[A-Z]{2,5}[-/]?\d{7,12}(?:[-_/]\d{1,6})?(?!\w)")


def nhs_checksum(digits: str) -> bool:
    """Modulus 11 over ten digits, as NHS and CHI numbers carry it."""
    check = (
        11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    )
    return len(digits) == 10 and check != 10 and check % 11 == int(digits[9])


def luhn(digits: str) -> bool:
    """The check digit of payment cards."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def find_numbers(text: str) -> Iterator[Find]:
    """NINO, NHS/CHI, bank, passport, licence, plates and case references; overlaps and all."""
    if not any(letter.isdigit() for letter in text):
        return
    for pattern in (_NINO, _NINO_CUE):
        for match in pattern.finditer(text):
            if not _commercial(text, match.start(1)):
                yield Find(match.start(1), match.end(1), "NINO", "pattern")
    yield from _health(text)
    yield from _bank(text)
    for kind, pattern in (("PASSPORT", _PASSPORT), ("PASSPORT", _PERMIT)):
        for match in pattern.finditer(text):
            yield Find(match.start(1), match.end(1), kind, "pattern")
    for pattern in (_LICENCE, _LICENCE_LOOSE):
        for match in pattern.finditer(text):
            yield Find(match.start(), match.end(), "LICENCE", "pattern")
    yield from _plates(text)
    for match in _DOCUMENT_REF.finditer(
        text
    ):  # an exhibit's or a file's number finds the person in one search
        if not _commercial(text, match.start()):
            yield Find(match.start(), match.end(), "CASE_REF", "pattern", confidence=0.85)
    for match in _CASE_CUE.finditer(text):
        code, cue = match["code"], match["cue"].lower()
        digits = sum(letter.isdigit() for letter in code)
        strong = bool(_CASE_STRONG.search(match[0][: match.start("code") - match.start()]))
        looks_coded = digits >= 3 and bool(re.search(r"[A-Za-z/\-]", code))
        year = re.fullmatch(r"(?:19|20)\d\d(?:[-/–]\d\d(?:\d\d)?)?", code)
        enough = (
            digits >= 3
            if strong and cue not in ("ref", "reference")
            else (looks_coded and digits >= 4) or digits >= 6
        )
        if enough and not year and not _commercial(text, match.start()) and not _is_date(code):
            yield Find(match.start("code"), match.end("code"), "CASE_REF", "pattern", confidence=0.9)


def _commercial(text: str, at: int) -> bool:
    return bool(_COMMERCE.search(text[max(0, at - 50) : at]))


def _is_date(code: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d\d){1,2}", code))


def _health(text: str) -> Iterator[Find]:
    for pattern in (_TEN, _CHI, _TEN_ODD):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match[0])
            near = text[max(0, match.start() - 45) : match.end() + 20]
            spaced = pattern is _TEN and match[2] and match[2] == match[4]
            cued = bool(_HEALTH.search(near))
            if _commercial(text, match.start()):
                continue
            if cued or (spaced and digits[0] != "0") or (nhs_checksum(digits) and digits[0] in "3467"):
                yield Find(match.start(), match.end(), "NHS", "pattern")
    for match in re.finditer(
        r"\b(?:chi|nhs)\s*(?:number|no\.?|is|was|:|#|\s)*\s*(\d(?:[\s-]?\d){7,9})(?!\w)", text, re.IGNORECASE
    ):
        yield Find(match.start(1), match.end(1), "NHS", "pattern")


def _bank(text: str) -> Iterator[Find]:
    for match in _SORT.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        after = text[match.end() : match.end() + 40]
        dashed = re.fullmatch(r"\d\d[-–]\d\d[-–]\d\d", match[0])
        if _SORT_CUE.search(before) or (
            dashed and re.match(r"\W{0,4}(?:a(?:/c|cc\w*)\W*(?:\w+\W+){0,2})?\d{8}\b", after)
        ):
            yield Find(match.start(), match.end(), "BANK", "pattern")
    for match in _ACCOUNT.finditer(text):
        if len(re.sub(r"\D", "", match[1])) >= 6:
            yield Find(match.start(1), match.end(1), "BANK", "pattern")
    for match in re.finditer(r"(?<=\d\d[-–]\d\d[-–]\d\d)[\s,/;]{1,3}(\d{8})(?!\w)", text):
        yield Find(match.start(1), match.end(1), "BANK", "pattern")
    for pattern in (_IBAN, _IBAN_LOWER):
        for match in pattern.finditer(text):
            if sum(letter.isdigit() for letter in match[0]) >= 8:
                yield Find(match.start(), match.end(), "BANK", "pattern")
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        card_near = re.search(
            r"\b(?:card|visa|mastercard|debit|credit)\b", text[max(0, match.start() - 40) : match.end()], re.I
        )
        if 13 <= len(digits) <= 19 and (luhn(digits) or card_near) and not _commercial(text, match.start()):
            yield Find(match.start(), match.end(), "BANK", "pattern")
    for match in _CARD_END.finditer(text):
        yield Find(match.start(1), match.end(1), "BANK", "pattern", confidence=0.8)


def _plates(text: str) -> Iterator[Find]:
    for match in _PLATE.finditer(text):
        if match[0].isupper() or match[1].lower() not in ordinary() or _car_near(text, match.start()):
            yield Find(match.start(), match.end(), "VEHICLE", "pattern")
    for match in _PLATE_OLD.finditer(text):
        letters = (match[1] or match[2]).lower()
        digits = sum(letter.isdigit() for letter in match[0])
        plain_enough = digits == 3 and match[0].isupper() and letters not in ordinary()
        if plain_enough or (_car_near(text, match.start()) and letters not in ordinary()):
            yield Find(match.start(), match.end(), "VEHICLE", "pattern", confidence=0.85)
    for match in _PLATE_NI.finditer(text):
        if _PLATE_CUE.search(text[max(0, match.start() - 35) : match.start()]):
            yield Find(match.start(), match.end(), "VEHICLE", "pattern", confidence=0.85)


def _car_near(text: str, at: int) -> bool:
    return bool(_CAR_CUE.search(text[max(0, at - 45) : at]))
