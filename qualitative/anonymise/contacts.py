"""Ways to reach somebody: e-mail, phone, web address, handle, IP, postcode.

The danger: notes spell them as they were heard (`bev dot aske at river dot org`, `oh double seven …`), where a
library that expects a form finds nothing; while £0.77m, A4 and section 1.2.3.4 look like them and are not. So each has
its own pattern, tight at the edges. `phonenumbers` decides only numbers written with a `+` that are not British.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualitative.anonymise.finds import Find
from qualitative.anonymise.words import ordinary

_DOT = r"(?:\s*(?:\(\s*dot\s*\)|\[\s*dot\s*\]|\{dot\})\s*|\s+dot\s+|\.)"
_AT = r"(?:\s?@\s?|\s*(?:\(\s*at\s*\)|\[\s*at\s*\]|\{at\}|<at>)\s*|\s+at\s+)"
_TLD = r"(?:uk|com|org|net|co|info|scot|wales|cymru|london|email|eu|ie|io|me|charity|ngo|gov|nhs|ac|edu|biz)"
_EMAIL = re.compile(
    rf"(?<![\w@.])[^\W_][\w+'’-]*(?:(?:{_DOT}|\s+(?:underscore|dash|hyphen)\s+)[\w+-]+)*"
    rf"{_AT}[^\W_][\w-]*(?:{_DOT}[\w-]+)*?{_DOT}{_TLD}(?:{_DOT}{_TLD})*(?![\w-])",
    re.IGNORECASE,
)
_PLAIN_EMAIL = re.compile(r"[\w.+'’-]*\w@\w[\w.-]*\w")
_SPELT_AT = re.compile(r"\bat\b|[(\[{<]\s*at", re.IGNORECASE)
_URL = re.compile(
    r"(?<![\w@])(?:(?:https?|ftp)://[^\s<>\"”’\])]+|www\.[^\s<>\"”’\])]+|"
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:co\.uk|org\.uk|gov\.uk|ac\.uk|nhs\.uk|sch\.uk|net|com|org|scot|wales|london|io|info|example)"
    r"(?:/[^\s<>\"”’\])]*)?)(?<![.,;:!?])(?![\w@])",
    re.IGNORECASE,
)
_PUBLIC_SITES = re.compile(
    r"^(?:https?://)?(?:www\.)?(?:gov\.uk|nhs\.uk|legislation\.gov\.uk|bbc\.co\.uk|google\.com|zoom\.us)/?$",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@./])@(?=\w*[a-z])[a-z0-9_](?:[\w.]{0,28}\w)?", re.IGNORECASE)
_HANDLE_CUE = re.compile(
    r"\b(?:insta(?:gram)?|twitter|facebook|fb|snap(?:chat)?|tik\s?tok|discord|linkedin|skype|bluesky|mastodon|telegram|handle|"
    r"username|user\s?name|gamertag)\b(?:\s+(?:handle|name|account|user|id|page))?\s*(?:is|was|as|:|=|-|–)?\s*[\"“'‘(]?"
    r"([a-z0-9](?=[\w.-]*[\d_.])[\w.-]{2,29}\w|(?<=:\s)[a-z]\w{4,29})",
    re.IGNORECASE,
)
_IP4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}(?::?[0-9a-f]{1,4})+(?![\w:])", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:section|sections|para|paragraph|clause|part|version|v|s|item|schedule)\.?\s*$", re.IGNORECASE
)

POSTCODE = r"(?:GIR\s?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Z]\d(?:\d|[ABEHMNPRV-Y])?|\d[A-HJKPS-UW])[ \t]{0,2}\d[ABD-HJLNP-UW-Z]{2})"
_POSTCODE = re.compile(rf"(?<![\w£]){POSTCODE}(?!\w)", re.IGNORECASE)
_POSTCODE_CUE = re.compile(
    r"\bpost\s?codes?\b(?:\s+(?:is|was|area|district|of|in|begins|starts|starting|beginning|with|prefix))*\s*:?\s*"
    r"([A-Z]{1,2}\d[A-Z0-9]?)(?!\w)",
    re.IGNORECASE,
)
_ORDINAL_END = re.compile(r"(?:1st|2nd|3rd|\dth)$")

_SEP = r"[\s().\-–/]{0,3}"
_PHONE = re.compile(
    rf"(?<![\w£$€.,/])(?:\(?\+\s?44\)?{_SEP}(?:\(0\))?|\(?00\s?44\)?{_SEP}(?:\(0\))?|\(?0)(?:{_SEP}\d){{8,10}}(?:{_SEP}\d)?"
    r"(?:\s*(?:ext|extn|extension|x)\.?\s*\d{2,6})?(?!\w|[.,]\d)",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"(?<![\w£$€])\+(?!\s?44)\d(?:[\s().\-]{0,2}\d){7,14}(?!\w)")
_PHONE_CUE = re.compile(
    r"\b(?:tel(?:ephone)?|phone|mob(?:ile)?|landline|cell|ring|call|text|whats\s?app|fax|ext(?:ension|n)?|direct(?:\s+line| dial)|"
    r"reach(?:ed)?|number)\b[^\d\n.;]{0,30}?((?<![\d£.,+#])\d(?:[\s().\-–]{0,2}\d){4,10})(?!\w|[.,]\d|\s*(?:people|tenanc|%|k\b|m\b))",
    re.IGNORECASE,
)
_EXT = re.compile(r"\b(?:ext|extn|extension)\.?\s*(?:no\.?|number|is|:)?\s*(\d{3,6})\b", re.IGNORECASE)
_NUMBER_WORD = (
    r"(?:oh|o|zero|nought|naught|one|two|three|four|five|six|seven|eight|nine|hundred|thousand|\d{1,6})"
)
_SPOKEN = re.compile(
    rf"(?<!\w)(?:\+?44[\s,]+|(?:plus\s+)?four\s+four[\s,]+)?(?:(?:double|treble|triple)[\s-]+{_NUMBER_WORD}|{_NUMBER_WORD})"
    rf"(?:[\s,\-–]{{1,3}}(?:and\s+)?(?:(?:double|treble|triple)[\s-]+{_NUMBER_WORD}|{_NUMBER_WORD})){{4,14}}(?!\w)",
    re.IGNORECASE,
)
_COUNTED = dict(zip(["double", "treble", "triple"], (2, 3, 3), strict=True))
_NOT_A_PHONE = re.compile(
    r"(?:contract|tender|invoice|purchase order|po|framework|charity|company|grant|notice|notices|budget|account|sort|version|"
    r"lot|lots|uprn|isbn)\W+(?:(?:number|no|ref|reference|registration|reg|code|is|was|the)\W+){0,3}$",
    re.IGNORECASE,
)


def find_contacts(text: str) -> Iterator[Find]:
    """Every way to reach somebody in the text, overlaps and all."""
    yield from _emails(text)
    for match in _URL.finditer(text):
        if not _PUBLIC_SITES.match(match[0]):
            yield Find(match.start(), match.end(), "URL", "pattern")
    for match in _HANDLE.finditer(text):
        yield Find(match.start(), match.end(), "HANDLE", "pattern")
    for match in _HANDLE_CUE.finditer(text):
        if match[1].lower() not in ordinary():
            yield Find(match.start(1), match.end(1), "HANDLE", "pattern", confidence=0.9)
    if any(letter.isdigit() for letter in text):
        yield from _addresses_of_machines(text)
        yield from _postcodes(text)
    yield from _phones(text)


def _emails(text: str) -> Iterator[Find]:
    for match in _PLAIN_EMAIL.finditer(text):
        yield Find(match.start(), match.end(), "EMAIL", "pattern")
    for match in _EMAIL.finditer(text):
        words = match[0].lower().split()
        if " at " in match[0].lower() and not _looks_dictated(words):
            continue
        yield Find(match.start(), match.end(), "EMAIL", "pattern")


def _looks_dictated(words: list[str]) -> bool:
    """`look at bbc.co.uk` is no address; `bev.aske at river.org` and `bev at river dot org` are."""
    local = words[: words.index("at")] if "at" in words else words
    spelt = "dot" in words or any(mark in " ".join(words) for mark in ("(dot", "[dot"))
    single = len(local) == 1 and local[0].isalpha() and local[0] in ordinary()
    return spelt or not single


def _addresses_of_machines(text: str) -> Iterator[Find]:
    for match in _IP4.finditer(text):
        octets = [int(piece) for piece in match[0].split(".")]
        if max(octets) < 256 and not _NUMBERED.search(text[max(0, match.start() - 14) : match.start()]):
            yield Find(match.start(), match.end(), "IP", "pattern")
    for match in _IP6.finditer(text):
        yield Find(match.start(), match.end(), "IP", "pattern")


def _postcodes(text: str) -> Iterator[Find]:
    for match in _POSTCODE.finditer(text):
        if not _ORDINAL_END.search(match[0]):
            yield Find(match.start(), match.end(), "POSTCODE", "pattern")
    for match in _POSTCODE_CUE.finditer(text):
        yield Find(match.start(1), match.end(1), "POSTCODE", "pattern", confidence=0.9)


def _phones(text: str) -> Iterator[Find]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", re.split(r"(?i)e?x", match[0])[0])
        national = re.sub(r"^(?:0044|44)", "", digits).lstrip("0")
        if 9 <= len(national) <= 10 and national[0] in "123578" and not _refused(text, match.start()):
            end = match.end()
            yield Find(match.start(), end, "PHONE", "pattern")
    for match in _ABROAD.finditer(text):
        if _possible_abroad(match[0]):
            yield Find(match.start(), match.end(), "PHONE", "pattern")
    for match in _PHONE_CUE.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        date_like = re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}", match[1].strip())
        enough = len(digits) >= (6 if match[0][:6].lower() != "number" else 10)
        if enough and len(digits) <= 12 and not date_like and not _refused(text, match.start()):
            yield Find(match.start(1), match.end(1), "PHONE", "pattern", confidence=0.85)
    for match in _EXT.finditer(text):
        yield Find(match.start(1), match.end(1), "PHONE", "pattern", confidence=0.85)
    for match in _SPOKEN.finditer(text):
        if _spoken_digits(match[0]):
            yield Find(match.start(), match.end(), "PHONE", "pattern", confidence=0.9)


def _refused(text: str, at: int) -> bool:
    return bool(_NOT_A_PHONE.search(text[max(0, at - 60) : at]))


def _possible_abroad(number: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False


def _spoken_digits(spoken: str) -> bool:
    """Whether dictated words are a phone number: ten or eleven digits, or seven to nine that begin with an oh."""
    count, times, first = 0, 1, ""
    spelt = 0
    for word in re.findall(r"[a-z]+|\d+", spoken.lower()):
        if word in _COUNTED:
            times = _COUNTED[word]
            spelt += 1
            continue
        if word in ("and", "plus"):
            continue
        first = first or word
        spelt += not word.isdigit()
        size = {"hundred": 2, "thousand": 3}.get(word, len(word) if word.isdigit() else 1)
        count += size * times
        times = 1
    from_nought = (
        first in ("oh", "o", "zero", "nought", "naught") or first.startswith("0") or first in ("44",)
    )
    return spelt > 0 and (
        (9 <= count <= 13 and from_nought) or (7 <= count <= 13 and from_nought and spelt >= 5)
    )
