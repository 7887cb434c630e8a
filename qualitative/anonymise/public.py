"""What else could help to identify a person, taken out for the public: dates, amounts, codes, nationality, occupation.

The danger: no single fact names anybody, and three of them do. So for the public every date, period, amount, code and
personal attribute goes, while what belongs to nobody (the law, the courts, the kind of case) stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualitative.anonymise.dates import DAY, LONG, MONTH, NUMBER, NUMERIC
from qualitative.anonymise.finds import Find
from qualitative.model import Tier

_DATE = re.compile(rf"(?<![\w£$€./])(?:{NUMERIC}|{LONG})(?!\w)", re.IGNORECASE)
_MONTH_YEAR = re.compile(
    rf"(?<!\w)(?:(?:early|mid|late|spring|summer|autumn|winter|end\s+of|beginning\s+of)[\s-]+)?(?:{MONTH}\s+)?(?:1[89]|20)\d\d(?:[-–/](?:19|20)?\d\d)?s?(?![\w/]|\.\d|[-–]\d)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?<!\w)(?:January|February|March|April|June|July|August|September|October|November|December)(?!\w)"
)
_DAYS_RANGE = re.compile(
    rf"(?<!\w)(?:between|from)?\s?{DAY}\s(?:and|to|until)\s(?={DAY}\s{MONTH})", re.IGNORECASE
)
_PERIOD = re.compile(
    rf"(?<![\w£$€./-])(?:(?:about|around|approximately|nearly|almost|over|more than|less than|some|at least)\s+)?(?:\d+(?:[.,]\d+)?|{NUMBER}(?:\s+(?:hundred|thousand))?|a\s+hundred|several)"
    rf"(?:\s+and\s+(?:a\s+half|{NUMBER}|\d+))?[\s-]+(?:and\s+a\s+half\s+)?(?:years?|months?|weeks?|days?|hours?|minutes?|fortnights?)(?:['’])?(?:\s+and\s+(?:\d+|{NUMBER})\s+(?:years?|months?|weeks?|days?))*(?!\w)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?<!\w)(?:(?:about|around|approximately|nearly|almost|over|some)\s+)?(?:(?:£|\$|€|EUR|GBP|USD|SEK|TRY|TRL|PLN|FRF|DEM|CHF|NOK|DKK|HUF|RUB|ATS|ITL|RON|BGN|UAH|NLG|FIM|SKK|CZK|HRK)\s?\d[\d.,]*(?:\s?(?:million|billion|thousand|m|bn|k))?"
    r"|\d[\d.,]*(?:\s?(?:million|billion|thousand))?\s+(?:(?:Turkish|Swedish|Polish|Danish|Norwegian|Finnish|French|German|Austrian|Swiss|Russian|Italian|Hungarian|Slovakian|Slovak|Czech|Romanian)\s+)?"
    r"(?:pounds?(?:\s+sterling)?|euros?|dollars?|liras?|lira|kron(?:or|er|a)|zlot(?:ys?|ies)|francs?|marks?|roubles?|rubles?|forints?|lire|schillings?|guilders?|korun[ay]?|lei|hryvnias?|cents|pence))"
    r"(?:\s\((?:[A-Z]{3}|£|€)\))?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    rf"(?<![\w£$€./-])(?:(?:about|around|approximately|nearly|over|some)\s+)?(?:\d+(?:[.,]\d+)*|{NUMBER}(?:\s+(?:hundred|thousand))?)\s*(?:%|per\s?cent|percent|kg|kilograms?|kilogrammes?|grams?|grammes?|mg|litres?|tonnes?|km|kilomet(?:re|er)s?|"
    r"met(?:re|er)s?|miles?|square\s+met(?:re|er)s|hectares?|packages?|tablets?|pills?|pages?|hearings?|shares?|copies|people|persons|children|siblings|employees|staff|members|prisoners|inmates|detainees|occasions)(?!\w)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?<![\w£$€])(?:nos?\.\s*)?(?:\d{1,6}/\d{2,4}|[A-Z]{1,4}[-\s]?\d{3,}(?:[-/]\d+)*|\d{4,}[-/]\d+(?:[-/]\d+)*)(?![\w/]|\.\d)"
)
_NUMBERS = re.compile(
    r"(?<![\w£$€./-])(?<!\d,)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{3,}(?:[.,]\d{3})*)(?![\w/%]|[-–]\d|\.\d|,\d)"
)
_LAW = re.compile(
    r"(?:article|articles|section|sections|paragraph|paragraphs|rule|rules|protocol|chapter|act|law|code|part|§+|§)\s*(?:no\.?\s*)?(?:\d+\W+(?:and\W+)?)*$",
    re.IGNORECASE,
)
_PEOPLES = (
    r"English|Scottish|Welsh|Irish|British|Polish|Romanian|Bulgarian|Somali|Nigerian|Ghanaian|Jamaican|Pakistani|Indian|Bangladeshi|Kurdish|Turkish|"
    r"Iranian|Iraqi|Syrian|Afghan|Eritrean|Ethiopian|Sudanese|Albanian|Ukrainian|Russian|Lithuanian|Latvian|Hungarian|Portuguese|Spanish|Italian|"
    r"French|German|Dutch|Swedish|Danish|Norwegian|Finnish|American|Canadian|Australian|Chinese|Vietnamese|African|Caribbean|Asian|European|Greek|"
    r"Cypriot|Moldovan|Georgian|Armenian|Azerbaijani|Chechen|Serbian|Croatian|Bosnian|Slovak|Slovakian|Slovenian|Czech|Austrian|Swiss|Belgian|Tunisian|"
    r"Algerian|Moroccan|Egyptian|Libyan|Lebanese|Palestinian|Israeli|Sri\s+Lankan|Sierra\s+Leonean|Zimbabwean|Kenyan|Ugandan|Congolese|Cameroonian|"
    r"Tamil|Roma|Gypsy|Traveller|Muslim|Christian|Jewish|Sikh|Hindu|Catholic|Protestant|Orthodox|Alevi|Sunni|Shia|Maltese|Estonian|Macedonian|Kosovan|Brazilian|Colombian|Argentinian"
)
_NATION = re.compile(
    rf"(?<!\w)(?:{_PEOPLES})(?:s)?(?:\s+(?:nationals?|citizens?|origin|descent|nationality))?(?!\w)"
)
_NATION_NOT = re.compile(
    r"^\s+(?:Government|Court|courts?|law|authorities|Constitution|Parliament|State|Republic|Code|Criminal|Civil|Union|Convention|language|legal|legislation|liras?|kron|pounds?|francs?|Commission|army|police|Supreme|Embassy)",
)
_ATTRIBUTE = re.compile(
    r"(?<!\w)(?:asylum[\s-]seekers?|refugees?|divorced|unemployed|self-employed|disabled|pregnant|homosexual|gay|lesbian|bisexual|transgender|transsexual|"
    r"hiv(?:[\s-]positive)?|schizophreni\w+|depress(?:ion|ive|ed)|post-traumatic stress disorder|diabet\w+|epilep\w+|cancer|autis\w+|dyslexi\w+|alcoholic|drug addict|"
    r"(?:primary\s+school\s+|secondary\s+school\s+|school\s+)?teacher|journalist|farmer|businessm[ae]n|businesswom[ae]n|student|physician|surgeon|dentist|engineer|accountant|mechanic|electrician|"
    r"taxi\s+driver|lorry\s+driver|driver|baker|butcher|builder|carpenter|chef|waiter|waitress|pilot|soldier|lance\s+corporal|sergeant|lieutenant|captain|colonel|major|"
    r"newspaper\s+editor|editor|writer|author|publisher|photographer|musician|artist|actor|actress|trade\s+unionist|mayor|professor|lecturer|researcher)(?!\w)",
    re.IGNORECASE,
)


_NAMED_BODY = re.compile(
    r"(?<!\w)(?:House of (?:Lords|Commons)|(?:Employment|Industrial)(?:\s+Appeal)?\s+Tribunal|Court\s+of\s+Justice(?:\s+of\s+the\s+European\s+(?:Union|Communities))?|"
    r"British\s+[Aa]rmy|Royal\s+(?:Navy|Air\s+Force)|E[CA][JT]|EAT)(?!\w)"
)
_REPORT = re.compile(r"(?<!\w)[A-Z]{2,4}\s(?:19|20)\d\d(?:\s(?:p\.\s?)?\d+|:\d+)(?!\w)")
_HEALTH = re.compile(
    r"(?<!\w)(?:disabilit(?:y|ies)|\w{3,}(?:opia|ectomy|otomy|ophrenia|hepatitis)|black\s+(?:woman|man|women|men)|[\w-]+-based(?=\s)|breadwinner|"
    r"(?:private\s+)?security\s+guard|(?:local\s+authority\s+)?housing\s+officer)(?!\w)",
    re.IGNORECASE,
)
_COUNTRY = re.compile(
    r"\b(?:in|into|to|from|outside|leave|left|entered)\s(?:the\s)?\(?(?P<name>United Kingdom|UK|Great Britain|England|Scotland|Wales|Northern Ireland|Turkey)(?!\w)"
    r"(?!\s(?:and|of|Government|authorities|law|Court)\b)"
)


def find_public(text: str) -> Iterator[Find]:
    """Everything masked for the public only; overlaps and all."""
    for kind, patterns, confidence in (
        ("DATE", (_DATE, _MONTH_YEAR, _MONTH, _PERIOD), 0.8),
        ("QUANTITY", (_MONEY, _AMOUNT), 0.8),
        ("DEM", (_ATTRIBUTE, _HEALTH), 0.6),
        ("ORG", (_NAMED_BODY,), 0.6),
        ("CASE_REF", (_REPORT,), 0.7),
    ):
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield _public(match.start(), match.end(), kind, confidence)
    for match in _COUNTRY.finditer(text):
        yield _public(match.start("name"), match.end("name"), "PLACE", 0.7)
    for match in _CODE.finditer(text):
        yield _public(match.start(), match.end(), "CASE_REF", 0.8)
    for match in _NUMBERS.finditer(text):
        if not _LAW.search(text[max(0, match.start() - 25) : match.start()]):
            yield _public(match.start(), match.end(), "QUANTITY", 0.5)
    for match in _NATION.finditer(text):
        if not _NATION_NOT.match(text[match.end() : match.end() + 20]):
            yield _public(match.start(), match.end(), "DEM", 0.8)


def _public(start: int, end: int, kind: str, confidence: float) -> Find:
    return Find(start, end, kind, "pattern", confidence=confidence, masked_from=Tier.PUBLIC)
