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
_TLD = r"(?:uk|com|org|net|co|info|scot|wales|cymru|london|email|eu|ie|io|me|charity|ngo|gov|nhs|ac|edu|biz|example|test|coop)"
_EMAIL = re.compile(
    rf"(?<![\w@.])[^\W_][\w+'’-]*(?:(?:{_DOT}|\s+(?:underscore|dash|hyphen)\s+)[\w+-]+)*"
    rf"{_AT}[^\W_][\w-]*(?:{_DOT}[\w-]+)*?{_DOT}{_TLD}(?:{_DOT}{_TLD})*(?![\w-])",
    re.IGNORECASE,
)
_PLAIN_EMAIL = re.compile(r"[\w.+'’-]*\w@\w[\w.-]*\w")
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
_REST = r"[^\s<>\"”’\])]"
_URL = re.compile(
    rf"(?<![\w@])(?:(?:https?|ftp)://{_REST}+|www\.{_REST}+|"
    rf"{_HOST}(?:co\.uk|org\.uk|gov\.uk|ac\.uk|nhs\.uk|sch\.uk|me\.uk|ltd\.uk|net|com|org|scot|wales|london|io|info|example)(?:/{_REST}*)?|"
    rf"{_HOST}[a-z]{{2,10}}/{_REST}*[\w/])(?<![.,;:!?])(?![\w@])",
    re.IGNORECASE,
)
_SPELT_URL = re.compile(
    r"(?<![\w@.])(?:www\s+dot\s+)?[\w-]+(?:\s+dot\s+[\w-]+){0,3}?\s+dot\s+(?:com|org|net|co|uk|scot|wales|info|io|gov|ac|nhs|example|charity|blog)\b"
    r"(?:\s+dot\s+uk\b)?(?:\s+(?:forward\s+)?slash\s+[\w.-]+(?:\s+(?:dash|hyphen|underscore)\s+[\w.-]+)*)*",
    re.IGNORECASE,
)
_PUBLIC_SITES = re.compile(
    r"^(?:https?://)?(?:www\.)?(?:gov\.uk|nhs\.uk|legislation\.gov\.uk|bbc\.co\.uk|google\.com|zoom\.us)/?$",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@./])@(?=\w*[a-z])[a-z0-9_](?:[\w.]{0,28}\w)?", re.IGNORECASE)
# `u/soggycrust`, `tatty_magpie_`: nobody's word has an underscore in it, unless it is a file's.
_HANDLE_FORM = re.compile(
    r"(?<![\w@./\\-])(?:u/[a-z]\w{3,29}|[a-z0-9.]+\.bsky\.social|(?=[a-z0-9.]*_)(?=[\w.]*[a-z]{3})(?!\w*(?:final|draft|template|copy|version|report|notes|minutes|v\d|form|sheet|data|plan|log)(?![a-z]))[a-z0-9][\w]{3,29})(?![\w@]|\.\w)",
    re.IGNORECASE,
)
_HANDLE_CUE = re.compile(
    r"\b(?:insta(?:gram)?|twitter|facebook|fb|snap(?:chat)?|tik\s?tok|discord|linkedin|skype|bluesky|mastodon|threads|telegram|signal|whats\s?app|reddit|twitch|youtube|you\s?tube|vinted|psn|xbox|steam|paypal(?:\.me)?|venmo|cash\s?app|forum|skype|kik|onlyfans|tinder|hinge|grindr|"
    r"handle|username|user\s?name|screen\s?name|gamertag|(?:posts?|posting|posted|tweets?|tweeted|tweeting|dm['’]?s?|dm['’]?d|messaged|goes|known)\s+(?:as|by|from|under))\b"
    r"(?:\s+(?:handle|name|account|user|id|page|profile|group|on|under|only)){0,2}\s*(?:is|was|as|:|=|-|–)?\s*(?:(?:she|he|they)(?:['’]s|\s+is)\s+)?[\"“'‘(]?"
    r"((?:u/)?[a-z0-9_](?=[\w.-]*[\d_.])[\w.-]{2,29}\w(?:#\d{4})?|[a-z][\w.]{2,29}#\d{4}|(?<=:\s)[a-z]\w{4,29}|(?<=\bas\s)[a-z]\w{4,29}|(?<==\s)[a-z]\w{4,29})",
    re.IGNORECASE,
)
_IP4 = re.compile(r"(?<![\w.])(?:\d{1,3}(?:\.|\[\.\])){3}\d{1,3}(?::\d{2,5})?(?![\w]|\.\d)")
_IP6 = re.compile(
    r"(?<![\w:])(?=[0-9a-f:]*(?:::|(?:[0-9a-f]+:){7}))(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])",
    re.IGNORECASE,
)
_MAC = re.compile(r"(?<![\w:-])(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w:-])", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:section|sections|para|paragraph|clause|part|version|v|s|item|schedule|firmware|release|build|patch)\.?\s*$",
    re.IGNORECASE,
)

# Letters that no real postcode has are let in: people mishear them, and a code made up for a talk has them too.
POSTCODE = r"(?:GIR\s?0AA|[A-Z]{1,2}\d[A-Z\d]?[ \t]{0,2}\d(?!(?:st|nd|rd|th|am|pm|kg|km|cm|mm|mb|gb|tb|pp|hr|yr|wk|ft|in|to|or|of|on|at|by|is|vs)\b)[A-Z]{2})"
_POSTCODE = re.compile(rf"(?<![\w£]){POSTCODE}(?!\w)", re.IGNORECASE)
_POSTCODE_CUE = re.compile(
    r"\bpost\s?codes?\b(?:\s+(?:is|was|area|district|of|in|begins|starts|starting|beginning|with|prefix))*\s*:?\s*"
    r"([A-Z]{1,2}\d[A-Z0-9]?)(?!\w)",
    re.IGNORECASE,
)
_ORDINAL_END = re.compile(r"(?:1st|2nd|3rd|\dth)$")

_SEP = r"[\s().\-–/]{0,3}"
_PHONE = re.compile(
    rf"(?<![\w£$€,])(?<![\d\s]\.)(?<!\d-)(?:\(?\+\s?44\)?{_SEP}(?:\(0\))?|\(?00\s?44\)?{_SEP}(?:\(0\))?|\(?0)(?:{_SEP}\d){{8,10}}(?:{_SEP}\d)?"
    r"(?:\s*(?:ext|extn|extension|x)\.?\s*\d{2,6})?(?!\w|[.,]\d)",
    re.IGNORECASE,
)
# `7700900265`: a mobile number whose nought a spreadsheet ate.
_NO_NOUGHT = re.compile(r"(?<![\w£$€.,/+-])7\d(?:[\s-]?\d){2}(?:[\s-]?\d){6}(?![\w%]|[.,]\d)")
_LETTER_O = re.compile(r"(?<!\w)[oO0]\s?7(?:[\s-]?[\doO]){9}(?!\w)")
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
    for match in _SPELT_URL.finditer(text):
        if not re.search(r"\bat\s+$", text[max(0, match.start() - 5) : match.start()], re.IGNORECASE):
            yield Find(match.start(), match.end(), "URL", "pattern", confidence=0.9)
    for match in _HANDLE.finditer(text):
        if match[0].lower() in ("@all", "@here", "@channel", "@everyone", "@team"):
            continue
        yield Find(match.start(), match.end(), "HANDLE", "pattern")
    for match in _HANDLE_FORM.finditer(text):
        yield Find(match.start(), match.end(), "HANDLE", "pattern", confidence=0.75)
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
    word = local[-1].removesuffix("'s").removesuffix("’s")
    single = len(local) == 1 and word.isalpha() and word in ordinary()
    site = len(words) > len(local) + 1 and words[len(local) + 1].startswith("www")
    return spelt or not (single or site)


def _addresses_of_machines(text: str) -> Iterator[Find]:
    for match in _IP4.finditer(text):
        octets = [int(piece) for piece in re.findall(r"\d+", match[0])[:4]]
        if (
            max(octets) < 256
            and octets[:2] != [255, 255]
            and not _NUMBERED.search(text[max(0, match.start() - 14) : match.start()])
        ):
            yield Find(match.start(), match.end(), "IP", "pattern")
    for match in (*_IP6.finditer(text), *_MAC.finditer(text)):
        yield Find(match.start(), match.end(), "IP", "pattern")


def _postcodes(text: str) -> Iterator[Find]:
    for match in _POSTCODE.finditer(text):
        if not _ORDINAL_END.search(match[0]):
            yield Find(match.start(), match.end(), "POSTCODE", "pattern")
    for match in _POSTCODE_CUE.finditer(text):
        yield Find(match.start(1), match.end(1), "POSTCODE", "pattern", confidence=0.9)


def _phones(text: str) -> Iterator[Find]:
    for match in _PHONE.finditer(text):
        whole = _one_number(match[0])
        digits = re.sub(r"\D", "", re.split(r"(?i)e?x", whole)[0])
        national = re.sub(r"^(?:0044|44)", "", digits).lstrip("0")
        if 9 <= len(national) <= 10 and national[0] in "123578" and not _refused(text, match.start()):
            yield Find(match.start(), match.start() + len(whole), "PHONE", "pattern")
    for match in _LETTER_O.finditer(text):  # "o7700 9oo 827"
        yield Find(match.start(), match.end(), "PHONE", "pattern", confidence=0.85)
    for match in _NO_NOUGHT.finditer(text):
        if not _refused(text, match.start()):
            yield Find(match.start(), match.end(), "PHONE", "pattern", confidence=0.85)
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


def _one_number(match: str) -> str:
    """`07700 900 128 3`: what follows a whole number behind a space is no part of it."""
    if re.search(r"(?i)x", match):
        return match
    kept = match
    while len(re.sub(r"^(?:0044|44)", "", re.sub(r"\D", "", kept)).lstrip("0")) > 10 and re.search(
        r"\D\d+$", kept
    ):
        kept = re.sub(r"\D+\d+$", "", kept)
    return kept


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
    if spelt >= 7 and 8 <= count <= 16:
        return True  # whatever it is a number of, nobody dictates so many digits of anything else
    from_nought = (
        first in ("oh", "o", "zero", "nought", "naught") or first.startswith("0") or first in ("44",)
    )
    return spelt > 0 and (
        (9 <= count <= 13 and from_nought) or (7 <= count <= 13 and from_nought and spelt >= 5)
    )
