"""References that a court, a service or a register gives to one person: `crime ref 06KD/48213/23`, `SC124/22/00716`.

The danger: a case number finds its person in one search, while a contract's, a tender's or a framework's number is what
the review is about. So a code needs the word that says whose it is, or a form that only files have; and a word of commerce
before it lets it stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualitative.anonymise.dates import ANY_DATE, MONTH
from qualitative.anonymise.finds import Find
from qualitative.anonymise.words import ordinary

_COMMERCE = re.compile(
    r"(?:contract|tender|invoice|purchase order|\bpos?\b|framework|charity|company|grant|notices?|budget|\blots?\b|version|isbn|vat|uprn|ojeu|\bfts\b|"
    r"cpv|itt|pqq|rfq|rfp|psq|\bsq\b|dps|cost|nominal|ledger|\bgl\b|subjective|cost centre|journal|procurement|award|call-?off|order|requisition|quote\s(?:no|ref|number)|"
    r"kpi|annex|schedule|appendix|clause|firmware|release|build|model|part|serial|stock|sku|batch|budget line|ward code|lsoa|msoa|uprn|snomed|icd|field|column|row|cell|ean|barcode|duns|crn|charity commission|companies house)"
    r"(?:\s+(?:award|notice|number|no|nos|ref|reference|registration|registered|code|centre|is|was|the|question|group|line|total|totals|cited in annex))*\W{0,3}$",
    re.IGNORECASE,
)
_FILLER = (
    r"(?:[\s:#=\-–(\"“|]*\b(?:reference|ref|number|no|nos|num|nr|id|code|file|urn|is|was|of|the|for|her|his|him|them|their|given|as|shown|now|says|reads|quoted|under|on|"
    r"slip|case|letter|alert|claim|order|log|form|against|about)\b\.?){0,4}[\s:#=\-–(\"“|\[]{0,4}"
)
_GROUP = r"[A-Z]{0,6}\d[A-Z0-9]*"
CODE = rf"(?:[A-Z]{{1,6}}[/\-.]){{0,3}}(?:[A-Z]{{1,4}}\s)?{_GROUP}(?:\s?[/\-.–]\s?[A-Z0-9]+|\s(?=[A-Z]{{0,2}}\d)[A-Z0-9]+|\s(?-i:[A-Z]{{1,2}})(?!\w)|\s[A-Z](?!\w))*"
_CUES = (
    r"case|crime|incident|claim(?:ant)?|client|patient|hospital|referral|complaint|grievance|disciplinary|police|court|tribunal|tenancy|custody|prison(?:er)?|"
    r"safeguarding|inquest|appeal|application|housing|homeless(?:ness)?|benefit|service user|person|personnel|staff|payroll|employee|member|membership|"
    r"chain|swift|mosaic|liquid\s?logic|care\s?first|inform|eclipse|nomis|delius|pnc|offender|cad|log|urn|marac|mappa|hmcts|docket|ombudsman|possession|eviction|"
    r"bid|bidding|abritas|locata|penalty|fine|warrant|bail|charge|summons|statement|exhibit|stop\s+(?:and\s+)?search|assessment|plan|pip|esa|uc|universal credit|"
    r"home office|asylum|nass|arc|visa|brp|immigration|port|insurance|policy|union|pension|student|pupil|upn|dbs|certificate|enforcement|account ref|"
    r"occurrence|intelligence|datix|care proceedings|proceedings|coroner(?:['’]s)?|lgsco|phso|iopc|lado|council tax|library|loyalty|customer|wristband|hosp|mrn|unit|probation|et|eat|collar|badge|warrant card|shoulder|dispute|mediation|investigation|sar|foi|dsar|subject access|records?"
)
_CASE = re.compile(
    rf"\b(?P<cue>(?:{_CUES})s?(?:\s(?:{_CUES}))?|refs?|references?|our\s+ref|your\s+ref|file)\b(?P<filler>{_FILLER})(?P<code>{CODE})(?![\w%]|[.,]\d|\s?(?:%|(?:years?|months?|weeks?|days?|hours?|people|staff|beds|units|cases|clients|tenants|sessions|meetings|times|of\b)))",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"ref|number|\bno\b|\bnos\b|num|\bid\b|file|urn|\bcad\b|\bpnc\b|nomis|delius|docket|code|slip|nass|upn|nr\b|#|mosaic|case",
    re.IGNORECASE,
)
_LOG = re.compile(
    rf"\b(?:log|cad|incident|occurrence|police|serial)\b{_FILLER}(?P<code>\d{{1,5}}\s(?:of|on|dated)\s{ANY_DATE})(?!\w)",
    re.IGNORECASE,
)
_FILED = re.compile(
    r"(?<![\w£/.-])(?=[A-Z0-9/\-]*[A-Z])(?=(?:[A-Z/\-]*\d){4})[A-Z0-9]{1,8}(?:[/\-][A-Z0-9]{1,8}){2,4}(?![\w/]|-\w)",
    re.IGNORECASE,
)
_TWO = re.compile(r"(?<![\w£/.-])[A-Z]{2,4}[/\-](?:\d{2}[/\-])?\d{4,7}(?![\w/]|-\w)")
_DOCUMENT = re.compile(r"(?<![\w£])[A-Z]{2,5}[-/]?\d{7,12}(?:[-_/]\d{1,6})?(?!\w)")
# A long bare number, or a letter and six digits, is hardly ever anything but somebody's, unless a noun says what is counted.
_BARE = re.compile(
    r"(?<![\w£$€.,/:+-])(?:\d{7,12}|[A-Z]\d{6,8}[A-Z]?|[A-Z]{2}\s?\d{7,8})(?![\w%<]|[.,:/]\d|[-–]\d|\s(?:bytes|pence|lines|rows|records|people|hours|pounds|items|units|visits|cells|entries|hits|views|of\s|or\s))"
)
_COURT = re.compile(
    r"(?<![\w£/.-])\d{5,8}/(?:19|20)\d\d(?![\w/-])|(?<![\w£/.-])(?=[A-Z0-9]*[A-Z][A-Z0-9]*\d)(?=(?:[A-Z]*\d){5})(?=(?:\d*[A-Z]){2})[A-Z]{1,3}\d[A-Z0-9]{6,10}(?![\w/-])"
)
_COUNTED = re.compile(
    r"\b(?:counts?|totals?|readings?|population|size|footfall|hits|views|bytes|sum|turnover|budget|spend|invoice|number of)\b(?:\W+\w+){0,2}\W*$",
    re.IGNORECASE,
)
_EXHIBIT = re.compile(
    r"\bexhibits?\b[\s:#]*(?:no\.?\s*)?([A-Z]{1,4}\s?[/\-]?\s?\d{1,4}[A-Z]?)(?!\w)", re.IGNORECASE
)
_MACHINE_LINE = re.compile(r"(?<!\w)(?=[A-Z0-9<]*<<)[A-Z0-9<]{20,}")
_YEARS = re.compile(r"(?:19|20)\d\d(?:19|20)\d\d")
_NO_FILE = re.compile(
    rf"^(?:fy|q[1-4]|h[12]|iso|bs|en|pas|covid|sars|ofsted|nice|ng|cg|rm|fts|oj|rfq|rfp|itt|pqq|po|inv|dn|kpi|lot|con|cn|prj|cpv|usb|hdmi|mp|ip|s|v|y|wk|week|{MONTH}|\d{{1,2}}[/-]{MONTH})[/\-\d]",
    re.IGNORECASE,
)


def commercial(text: str, at: int) -> bool:
    """Whether the words before text[at] say that the number is a contract's, an invoice's or a budget's."""
    return bool(_COMMERCE.search(text[max(0, at - 50) : at]))


def find_codes(text: str) -> Iterator[Find]:
    """Case references of every sort; overlaps and all."""
    for match in _LOG.finditer(text):
        yield Find(match.start("code"), match.end("code"), "CASE_REF", "pattern", confidence=0.9)
    for match in _CASE.finditer(text):
        start, code = _without_words(match)
        if _a_case(match, code) and not commercial(text, match.start()) and not commercial(text, start):
            yield Find(start, match.end("code"), "CASE_REF", "pattern", confidence=0.9)
    for match in _BARE.finditer(text):
        counted = _COUNTED.search(text[max(0, match.start() - 30) : match.start()])
        if not counted and not commercial(text, match.start()) and not _YEARS.fullmatch(match[0]):
            yield Find(match.start(), match.end(), "CASE_REF", "pattern", confidence=0.7, settled=False)
    for match in _EXHIBIT.finditer(text):
        yield Find(match.start(1), match.end(1), "CASE_REF", "pattern", confidence=0.8)
    for match in _MACHINE_LINE.finditer(text):
        yield Find(match.start(), match.end(), "PASSPORT", "pattern")
    for pattern in (
        _DOCUMENT,
        _FILED,
        _TWO,
        _COURT,
    ):  # a file's or an exhibit's number finds the person in one search
        for match in pattern.finditer(text):
            if not commercial(text, match.start()) and not _NO_FILE.match(match[0]) and not _date(match[0]):
                yield Find(match.start(), match.end(), "CASE_REF", "pattern", confidence=0.85)


def _without_words(match: re.Match[str]) -> tuple[int, str]:
    """Where the code starts, and the code, without an ordinary word that a loose pattern took for its letters."""
    start, code = match.start("code"), match["code"]
    head, space, rest = code.partition(" ")
    if space and head.isalpha() and not head.isupper() and head.lower() in ordinary():
        return start + len(head) + 1, rest
    return start, code


def _a_case(match: re.Match[str], code: str) -> bool:
    digits = sum(letter.isdigit() for letter in code)
    strong = bool(_STRONG.search(match["cue"] + match["filler"]))
    alone = match["cue"].lower() in ("ref", "refs", "reference", "references", "file")
    coded = digits >= 3 and bool(re.search(r"[A-Za-z/\-]", code))
    enough = digits >= 3 if strong and not alone else (coded and digits >= 3) or digits >= 6
    if not strong and not alone:
        enough = (coded and digits >= 4) or digits >= 6
    year = re.fullmatch(r"(?:19|20)\d\d(?:\s?[-/–]\s?\d\d(?:\d\d)?)?", code)
    spoken = re.fullmatch(r"\d{1,3}(?:\s\d{1,3}){0,2}|\d{1,2}[.:]\d\d", code) and digits < 6
    return enough and not year and not spoken and not _date(code)


def _date(code: str) -> bool:
    return bool(
        re.fullmatch(r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d\d){1,2}|(?:19|20)\d\d[/-]\d\d[/-]\d\d", code)
    ) or bool(re.fullmatch(rf"\d{{1,2}}[-/]{MONTH}[-/](?:\d\d){{1,2}}", code, re.IGNORECASE))
