"""Numbers given to a person by the state, a bank, a court or a service.

The danger: ten digits may be an NHS number or a contract's; six digits in pairs a sort code or a date. So checksums
decide where there is one, and the words round it where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualitative.anonymise.codes import commercial
from qualitative.anonymise.finds import Find
from qualitative.anonymise.words import ordinary, word_list

_NINO = re.compile(
    r"(?<![\w£])([A-Z]\s?[A-Z](?:[\s.\-/]{0,2}\d){6}[\s.\-/]{0,2}[A-DFMP])(?!\w)", re.IGNORECASE
)
_NINO_CUE = re.compile(
    r"\b(?:n\.?i\.?(?:\s+(?:number|no|num))|nino|national insurance(?:\s+(?:number|no))?)\b[^\n\d]{0,20}?"
    r"(?<!\w)([A-Z]\s?[A-Z](?:[\s.\-/]{0,2}\d){6}|(?:[\s.\-/]{0,2}\d){6}\s?[A-D])(?!\w)",
    re.IGNORECASE,
)
_TEN = re.compile(
    r"(?<![\w£.,+/-])(?<![A-Z]{3}\s)(\d{3})([\s\-–./]?)(\d{3})([\s\-–./]?)(\d{4})(?![\w/]|[-.,]\d)"
)
_TEN_ODD = re.compile(r"(?<![\w£.,+/-])(?:\d[\s-]?){9}\d(?![\w/]|[-.,]\d)")
_CHI = re.compile(r"(?<![\w£.,+/-])(\d{6})[\s-]?(\d{4})(?![\w/]|[-.,]\d)")
_HEALTH = re.compile(r"\b(?:nhs|chi|patient|hospital|health|h&c|emis|systmone|rio)\b", re.IGNORECASE)
_SORT = re.compile(r"(?<![\w£.])(\d{2}\s?[-–./ ]\s?\d{2}\s?[-–./ ]\s?\d{2}|\d{6})(?![\w/]|[-–.]\d)")
_SORT_CUE = re.compile(r"sort(?:ing)?(?:\s?code)?\W{0,6}(?:\w+\W{1,3}){0,3}$|\bs/?c\W{0,4}$", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\b(?:account|acct?|a/c|acc)\b\.?\s*(?:number|num|no\.?|is|was|:|#|ending(?:\s+in)?|=)*(?:\s+(?:number|is|no))*\W{0,4}(\d(?:[\s-]?\d){5,9})(?!\w)",
    re.IGNORECASE,
)
_ACCOUNT_CUE = re.compile(r"\b(?:account|acct?|a/c|acc|sort code|s/c|bank(?:ed)?|bacs)\b", re.IGNORECASE)
_EIGHT = re.compile(r"(?<![\w£$.,/-])\d{8}(?![\w%]|[.,/-]\d)")
# `60 22 88 18840273`: a sort code and the account after it need no word before them.
_PAIR = re.compile(
    r"(?<![\w£.,])(\d\d[\s\-–./]\d\d[\s\-–./]\d\d)[\s,/;|&+]{1,3}(?:a(?:/c|cc?t?)\W*(?:\w+\W+){0,2}?)?(\d{8})(?!\w)"
)
# `83-19-04` is no date: its parts can be neither day nor month.
_NO_DATE = re.compile(
    r"(?<![\w£.,/-])(?:(?:3[2-9]|[4-9]\d)[-–]\d\d[-–]\d\d|\d\d[-–](?:3[2-9]|[4-9]\d)[-–]\d\d)(?![\w-])"
)
_LAST_FOUR = re.compile(
    r"\b(?:card|account|acct?|a/c|acc|passport)\b[^.\n]{0,25}?\b(?:ending|ends|finishing|finishes|last\s+(?:four|4)(?:\s+digits)?|starts|beginning)(?:\s+(?:in|with|is|are|no))?\W{1,3}(\d[\d -]{2,8}\d)(?!\w)",
    re.IGNORECASE,
)
_ROLL = re.compile(
    r"\b(?:roll|building\s+soc(?:iety)?|passbook|credit\s+union|member(?:ship)?)\b(?:\W+(?:number|no|num|nr|roll|account|ref|is|was)\b)+\W{0,4}((?=[\w/-]*\d{4})[\w/-]{6,18}\w)(?!\w)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\s?\d{2}(?:[\s-]?[A-Z0-9]{4}){3,7}(?:[\s-]?[A-Z0-9]{1,3})?(?!\w)")
_IBAN_LOWER = re.compile(r"(?<!\w)gb\s?\d{2}\s?[a-z]{4}(?:[\s-]?\d){14}(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w£.,-])(?:\d[\s-]?){12,18}\d(?!\w)")
_CARD_END = re.compile(r"\bcard\b[^.\n]{0,20}?\bending(?:\s+in)?\s+(\d{4})\b", re.IGNORECASE)
_PASSPORT = re.compile(
    r"\b(?:passports?|ppt|pport|psspt|pp|travel\s+doc(?:ument)?s?)\b(?:\W+(?:passport|number|no|num|nr|is|was|ref|on|file|held|details|uk|british|her|his|their|copy|scan|seen|irish|document|of|the|expired)\b)*[^\w\n]{0,5}"
    r"([A-Z]{0,2}\s?\d(?:\s?\d){6,8})(?!\w)",
    re.IGNORECASE,
)
_PASSPORT_NEAR = re.compile(
    r"\b(?:passports?|ppt|pport|psspt|travel\s+doc(?:ument)?s?|photo page)\b|passport_", re.IGNORECASE
)
# In a line about a passport every code of its length is one.
_PASSPORT_CODE = re.compile(
    r"(?<![\w£$.,/])(?<!\d[-–])([A-Z]{0,3}[\s/]?\d(?:[\s-]?\d){6,8}|[A-Z]\d[A-Z0-9]{7})(?![\w%]|[.,]\d|-\d)",
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
    r"(?<!\w)(?=[A-Z9]*[A-Z])[A-Z9]{5}[\s.-]?\d{6}[\s.-]?[A-Z][A-Z9](?:[\s.-]?\w{3}|\w[\s-]\w{2})(?!\w)",
    re.IGNORECASE,
)
_LICENCE_CUE = re.compile(
    r"\b(?:driv\w+['’]?s?\s+licen[cs]e|licen[cs]e|dvla|d/?l|driver)\b(?:\W+(?:number|no|num|nr|is|was|ref|copy|id|check|driver|licen[cs]e|irish|uk|n|ni|northern|provisional|full|shown|given|as|seen)\b)*[^\w\n]{0,5}"
    r"([A-Z9]{5}[\s-]?\d{6}[\s-]?[A-Z0-9]{1,3}[\s-]?[A-Z0-9]{2,4}|\d{8})(?!\w)",
    re.IGNORECASE,
)
_PLATE = re.compile(r"(?<![\w£])[A-Z]{2}\s?\d{2}[\s._-]?([A-Z]{3})(?![A-Z\d])", re.IGNORECASE)
_PLATE_OLD = re.compile(
    r"(?<![\w£])(?:[A-HJ-Y]\s?\d{1,3}[\s-]?([A-HJ-Y]{3})|([A-HJ-Y]{3})[\s-]?\d{1,3}\s?[A-HJ-Y])(?!\w)",
    re.IGNORECASE,
)
_PLATE_NI = re.compile(
    r"(?<![\w£])[A-Z]{1,3}\s?\d{1,4}(?!\w)|(?<![\w£])\d{1,4}\s?[A-Z]{1,3}(?!\w)", re.IGNORECASE
)
_VIN = re.compile(r"\b(?:vin|chassis)\b\W*(?:number|no)?\W{0,3}([A-HJ-NPR-Z0-9]{17})(?!\w)", re.IGNORECASE)
# Northern Ireland's plates have an I or a Z among their letters.
_PLATE_IZ = re.compile(
    r"(?<![\w£])(?=[A-Z]{2,3}[\s-]?\d)(?:[A-Z]?[IZ][A-Z]|[A-Z]{1,2}[IZ])[\s-]?\d{3,4}(?!\w|[.,]\d)",
    re.IGNORECASE,
)
_PLATE_DATELESS = re.compile(
    r"(?<![\w£.,/-])(?:\d{1,4}\s[A-Z]{2,3}|[A-Z]{2,3}\s(?!(?:19|20)\d\d)\d{1,4})(?![\w%]|[.,]\d)"
)
_PLATE_CUE = re.compile(
    r"\b(?:reg(?:istration)?|number\s?plate|plate|vrm|vrn)\b\.?(?:\W+(?:number|no|is|was|of)\b)*\W{0,4}$",
    re.IGNORECASE,
)
_CAR_CUE = re.compile(
    r"\b(?:car|van|vehicle|reg|registration|plate|minibus|parked|motor(?:bike|cycle)?|bike|moped|scooter|trailer|lorry|truck|pickup|taxi|cab|camper|mileage|mot|dvla|clamped|towed|drives|driving|drove|insured|taxed|"
    r"fiesta|corsa|transit|astra|focus|golf|polo|clio|vauxhall|ford|vw|toyota|nissan|peugeot|renault|citroen|skoda|kia|hyundai|honda|audi|bmw|mercedes|merc|seat|mini|fiat|volvo|mazda|berlingo|vivaro)\b",
    re.IGNORECASE,
)


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
            if not commercial(text, match.start(1)):
                yield Find(match.start(1), match.end(1), "NINO", "pattern")
    yield from _health(text)
    yield from _bank(text)
    for kind, pattern in (("PASSPORT", _PASSPORT), ("PASSPORT", _PERMIT), ("LICENCE", _LICENCE_CUE)):
        for match in pattern.finditer(text):
            yield Find(match.start(1), match.end(1), kind, "pattern")
    for match in _PASSPORT_CODE.finditer(text):
        start, stop = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
        if _PASSPORT_NEAR.search(text, start, stop if stop >= 0 else len(text)) and not commercial(
            text, match.start()
        ):
            yield Find(match.start(1), match.end(1), "PASSPORT", "pattern", confidence=0.85)
    for pattern in (_LICENCE, _LICENCE_LOOSE):
        for match in pattern.finditer(text):
            yield Find(match.start(), match.end(), "LICENCE", "pattern")
    yield from _plates(text)


def _health(text: str) -> Iterator[Find]:
    for pattern in (_TEN, _CHI, _TEN_ODD):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match[0])
            near = text[max(0, match.start() - 45) : match.end() + 20]
            spaced = pattern is _TEN and match[2] and match[2] == match[4]
            cued = bool(_HEALTH.search(near))
            if commercial(text, match.start()):
                continue
            if cued or (spaced and digits[0] != "0") or _could_be_health(match[0], digits):
                yield Find(match.start(), match.end(), "NHS", "pattern")
    for match in re.finditer(
        r"\b(?:chi|nhs)\s*(?:number|no\.?|is|was|:|#|\s)*\s*(\d(?:[\s-]?\d){7,9})(?!\w)", text, re.IGNORECASE
    ):
        yield Find(match.start(1), match.end(1), "NHS", "pattern")


def _could_be_health(raw: str, digits: str) -> bool:
    """Ten digits in one run, with no word that gives them to a contract, are hardly ever anything else; spaced out, the
    check digit decides."""
    return (raw.isdigit() and digits[0] != "0") or (nhs_checksum(digits) and digits[0] in "34679")


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
    for match in _PAIR.finditer(text):
        yield Find(match.start(1), match.end(1), "BANK", "pattern")
        yield Find(match.start(2), match.end(2), "BANK", "pattern")
    if _ACCOUNT_CUE.search(text):
        for match in _EIGHT.finditer(text):
            start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
            line = text[start : end if end >= 0 else len(text)]
            if _ACCOUNT_CUE.search(line) and not commercial(text, match.start()):
                yield Find(match.start(), match.end(), "BANK", "pattern", confidence=0.85)
    for match in _NO_DATE.finditer(text):
        if commercial(text, match.start()):
            continue
        yield Find(match.start(), match.end(), "BANK", "pattern", confidence=0.8)
    for match in _LAST_FOUR.finditer(text):
        yield Find(match.start(1), match.end(1), "BANK", "pattern", confidence=0.8)
    for match in _ROLL.finditer(text):
        yield Find(match.start(1), match.end(1), "BANK", "pattern", confidence=0.9)
    for pattern in (_IBAN, _IBAN_LOWER):
        for match in pattern.finditer(text):
            if sum(letter.isdigit() for letter in match[0]) >= 8:
                yield Find(match.start(), match.end(), "BANK", "pattern")
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        card_near = re.search(
            r"\b(?:card|visa|mastercard|debit|credit)\b", text[max(0, match.start() - 40) : match.end()], re.I
        )
        if 13 <= len(digits) <= 19 and (luhn(digits) or card_near) and not commercial(text, match.start()):
            yield Find(match.start(), match.end(), "BANK", "pattern")
    for match in _CARD_END.finditer(text):
        yield Find(match.start(1), match.end(1), "BANK", "pattern", confidence=0.8)


_ENDINGS = ("ish", "odd", "pcm")  # "or 10-ish"


def _plates(text: str) -> Iterator[Find]:
    for match in _PLATE.finditer(text):
        pieces = re.findall(r"[a-z]+", match[0].lower())
        strange = not any(piece in ordinary() or piece in _ENDINGS for piece in pieces)
        if match[0].isupper() or strange or _car_near(text, match.start()):
            yield Find(match.start(), match.end(), "VEHICLE", "pattern")
    for match in _PLATE_OLD.finditer(text):
        letters = (match[1] or match[2]).lower()
        digits = sum(letter.isdigit() for letter in match[0])
        plain_enough = digits == 3 and match[0].isupper() and letters not in ordinary()
        if plain_enough or (_car_near(text, match.start()) and letters not in ordinary()):
            yield Find(match.start(), match.end(), "VEHICLE", "pattern", confidence=0.85)
    for match in _VIN.finditer(text):
        yield Find(match.start(1), match.end(1), "VEHICLE", "pattern")
    for match in _PLATE_IZ.finditer(text):
        short_form = re.sub(r"[^a-z]", "", match[0].lower()) in word_list("abbreviations")
        if (match[0].isupper() or _car_near(text, match.start())) and not short_form:
            yield Find(match.start(), match.end(), "VEHICLE", "pattern", confidence=0.8)
    for match in _PLATE_DATELESS.finditer(text):
        letters = re.sub(r"[^a-z]", "", match[0].lower())
        if (
            _car_near(text, match.start())
            and not commercial(text, match.start())
            and letters not in word_list("abbreviations")
        ):
            yield Find(match.start(), match.end(), "VEHICLE", "pattern", confidence=0.7)
    for match in _PLATE_NI.finditer(text):
        if _PLATE_CUE.search(text[max(0, match.start() - 35) : match.start()]):
            yield Find(match.start(), match.end(), "VEHICLE", "pattern", confidence=0.85)


def _car_near(text: str, at: int) -> bool:
    return bool(_CAR_CUE.search(text[max(0, at - 45) : at + 45]))
