"""Ages beside a person: `a 58-year-old finance lead`, `night worker (47)`, `F, 34`, `she'll be seventy next month`.

The danger: an age and a post single somebody out, while `the boiler is 19 years old`, `median age 41` and services for
18-25s do not. So a number is an age only where a person stands beside it, and never where a thing or a band does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qualitative.anonymise.dates import NUMBER
from qualitative.anonymise.finds import Find
from qualitative.anonymise.words import ordinary, plain, word_set
from qualitative.language import forenames

_DIGITS = r"(?:1[3-9]|[2-9]\d)"
_TENS = r"(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|[2-9]0['’]?s)"
_SPELT_TENS = r"(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)"
_SPELT = r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?|(?:thir|four|fif|six|seven|eigh|nine)teen)"
_ANY = rf"(?:{_DIGITS}|{_SPELT})"
_CHILD = r"(?:[1-9]|1[0-2]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_KIN = (
    r"mum|mam|mom|mother|dad|father|son|daughter|brother|sister|husband|wife|partner|nan|nana|gran|granny|grandad|grandson|granddaughter|uncle|aunt|aunty|auntie|"
    r"niece|nephew|cousin|widow|widower|girlfriend|boyfriend|twin|stepson|stepdaughter"
)
_SOMEBODY = (
    rf"{_KIN}|man|woman|lad|lass|girl|boy|gent|gentleman|lady|bloke|guy|chap|youth|teenager|pensioner|male|female|person|"
    r"tenant|client|resident|occupant|lodger|patient|customer|service user|applicant|claimant|complainant|victim|witness|offender|carer|refugee|asylum seeker|"
    r"worker|support worker|keyworker|manager|lead|leader|officer|director|head|chair|deputy|trustee|treasurer|secretary|clerk|member|councillor|commissioner|"
    r"nurse|doctor|gp|psychiatrist|solicitor|teacher|mentor|navigator|co-?ordinator|practitioner|adviser|advisor|administrator|accountant|analyst|"
    r"volunteer|cook|cleaner|caretaker|driver|warden|receptionist|apprentice|trainee|student|intern|founder|landlord|landlady|owner|neighbour|colleague|boss|"
    r"ceo|coo|cfo|md|vp|cpn|sw|ot|hsw|mentee|facilitator|participant|interviewee|respondent|speaker|rep"
)
_OLD = r"(?:[\s-]*(?:years?|yrs?|yr)[\s-]*olds?|[\s-]*(?:years?|yrs?)\s+of\s+age|\s?y[/.]?o\b|\s?yrs?\b(?=[\s,.)])|\s?months?\s+olds?)"
_AGE = re.compile(rf"(?<![\w£$€./-])((?:\d{{1,3}}|{NUMBER}|a hundred){_OLD})", re.IGNORECASE)
_AGED = re.compile(
    rf"\b(?:aged|age\s+(?:of|is|was|approx\.?)|age|turned|turning|turns)\b\s*[:=]?\s*(?:just\s+|about\s+|around\s+)?(\d{{1,3}}|{NUMBER})(?!\w|[-–]\d|\s*(?:(?:to|and|or|-|–)\s*(?:\d|under|over|above|below|older|younger|up)|plus|\+|years?\b|months?\b|%)|\s*(?:when|where)\s+(?:the|this)\s)(?!\+)",
    re.IGNORECASE,
)
_ENDS = r"(?=\s*(?:[,.;:!?)|/\n](?!\d)|--|$|-\s|and\b(?!\s+\d)|if\b|I\b|now\b|when\b|at\b|but\b|this\b|next\b|so\b|with\b|today\b|tomorrow\b|soon\b|last\b|by\b|years?\b))"
_BARELY = r"(?:(?:only|just|about|nearly|almost|now|around|already|still|barely|going on|pushing|turning|turned|well over|over|coming up)\s+){0,2}"
_PATTERNS = (
    # in his late fifties; late 50s
    rf"\b(?:in\s+)?(?:his|her|my)\s+(?:(?:early|mid|late)[\s-]*)?({_TENS})\b",
    rf"(?<!the )\b((?:early|mid|late)[\s-]+{_SPELT_TENS})\b",
    # she's 57; he'll be seventy next month; they were sixty-one
    rf"\b(?:she|he|they|who)(?:['’]?(?:s|re|ll be|d be|d turned)|\s+(?:is|was|are|were|will be|would be|turns|turned|must be|is about))\s+{_BARELY}({_ANY}){_ENDS}",
    # my mum was 62; our youngest peer mentor is 19
    rf"\b(?:{_SOMEBODY})(?:['’]s|\s+(?:is|was|will be|turns|turned))\s+{_BARELY}({_ANY}){_ENDS}",
    # mum 41, dad 44; lad is eleven; he's only twelve
    rf"\b(?:{_KIN}|lad|lass|boy|girl|toddler|baby|youngest|eldest|oldest|little one)(?:\s+is|['’]s|,)?\s+(?:only\s+|just\s+)?({_CHILD}|{_ANY})(?=\s*(?:[,.;)|/\n](?!\d)|$|and\b|when\b))",
    rf"\b(?:she|he)(?:['’]s|\s+is|\s+was)\s+(?:only\s+|just\s+|still\s+|barely\s+){{0,2}}({_CHILD})(?=\s*(?:[,.;)\n]|$))",
    rf"\b(?:son|daughter|boy|girl|kid|child|brother|sister|niece|nephew|grandson|granddaughter|lad|youngest|eldest|baby)\s*\(\s*({_CHILD}|{_ANY})\s*\)",
    # F34; (M52); gone 40; reckons 57
    r"(?<![\w£.])(?:f|m(?!(?:[1-9]|1[018]|2[0-9]|32|4[0-9]|50|5[3-9]|6[0-9]|7[347]|8[0-9]|90|96)\b))(\d{2})(?=\s*(?:[,/);|]|$|\s[a-z]))",
    rf"\b(?:{_KIN})\s+of\s+(?:one|two|three|four|five|six|\d),\s+({_ANY})(?=\s*[,.;)])",
    r"\b(?:his|her|their|my|whose)\s+(\d{1,2}(?:st|nd|rd|th))(?=\s+(?:birthday|b-?day))",
    r"\bat\s+(1[3-9](?:\s+and\s+a\s+half)?)(?=\s*(?:$|[,;)]|\.(?!\d)|\s(?:he|she|they|I)\b))",
    rf"\b(?:she|he|they|who|interviewee|client|tenant)\s+(?:has\s+|had\s+|have\s+)?(?:just\s+)?(?:gone|reckons|says|hit|reached|is knocking)\s+({_ANY}){_ENDS}",
    rf"(?:^|[,(|]|\b(?:cl|clt|yp|su|s/u|nb|non-binary|trans)\b)\s*[|,]?\s*({_DIGITS}\s?yrs?)\s*(?=[,)|;])",
    rf"\b(?:clt|yp|su|s/u|nb|non-binary|trans (?:man|woman))\s*[|,(]?\s*({_DIGITS})(?!\w|[.,/:]\d|\s?%)",
    rf"(?:^|[\"“‘.,;]\s*)at\s+({_SPELT})\s+(?:I|she|he|they)\b",
    # left school at 14, a mother at 15, homeless at nineteen
    rf"\b(?:school|care|mum|mother|dad|father|married|widowed|retired|homeless|prison|jail|cell|flat|pregnant|diagnosed|sectioned|home|drinking|using|army|mental health|born again|stroke|streets?)\b[^.;\n]{{0,12}}?\bat\s+({_ANY})(?=\s*(?:[,.;:)\n]|$|and\b))",
    # the peer researcher, 34, said; the night porter is 68 and
    rf"\b(?:the|our|a|an|their|his|her|one)\s+(?:[\w-]+\s){{0,2}}\w+(?:er|or|ist|ee|ian|man|woman)(?:\s*,\s*({_ANY})(?=\s*,)|\s+is\s+({_ANY})(?=\s+and\b|\s*[,.;)]))",
    r"\b(?:baby|newborn|infant|toddler)\s*[,(]?\s*(\d{1,2}\s(?:weeks|wks|months|mths))(?=\s*[,.;)])",
    # I'm nearly 43
    rf"\b(?:I['’]m|I\s+am|I\s+was)\s+(?:only|just|nearly|almost|about|turning|pushing)\s+({_DIGITS}){_ENDS}",
    rf"\b(?:pushing|nudging|knocking on|rising)\s+({_ANY}){_ENDS}",
    # night worker (47); mum, 34, two kids; tenant [51]
    rf"\b(?:{_SOMEBODY})s?['’]?\s*[(\[]\s*(?:(?:m|f|male|female)\s*[,/]?\s*)?({_ANY})\s*(?=[)\],;/|])",
    rf"\b(?:{_SOMEBODY})\s*[,–-]\s*(?:only\s+|just\s+|aged?\s+)?({_ANY})(?=\s*(?:[,.;)|–/\n]|$|and\b|with\b|who\b|from\b|no\b))",
    # the project lead, only 24, holds forty cases
    rf"(?<=[a-z],)\s+(?:only|just|barely|nearly|still|at)\s+({_ANY})(?=\s*,)",
    # F, 34; m/29/wheelchair user; (F 52); male 61
    rf"(?<![\w£.])(?:m|f|male|female|man|woman|boy|girl|lad)\s*[,/(|\s-]\s*({_DIGITS})(?=\s*(?:[,/);|.]|$|yrs?\b|-\s|(?:fleeing|with|w/|no|rough|homeless|pregnant|single|disabled|known|on)\b))",
    rf"(?<![\w£.,/-])({_DIGITS})\s?[,/]?\s?(?:m|f)(?=\s*(?:[,/);|]|$))",
    rf"(?<![\w£.,/-])({_DIGITS})\s?(?:yrs?\s)?(?:male|female)\b(?!\s+\w+s\b)",
    # widow of eighty three; a lad of nineteen; woman in her forties stands above
    rf"\b(?:{_KIN}|man|woman|lad|lass|girl|boy|gent|lady|bloke|chap|youth)\s+of\s+(?:only\s+|just\s+|about\s+)?({_ANY})(?!\s*%|\w)",
    # at 47 she took the post; aged nineteen stands above
    rf"(?:^|[.;,]\s)\s*at\s+({_ANY})\s*,?\s+(?:she|he|they)\b",
    # the sixty-one year old stands above; a 40-something finance lead
    r"\b((?:twenty|thirty|forty|fifty|sixty|seventy|[2-9]0)[\s-]?something)\b",
    r"\b((?:quinqua|sexa|septua|octo|nona)genarian)\b",
)
_FOUND = tuple(re.compile(pattern, re.IGNORECASE | re.MULTILINE) for pattern in _PATTERNS)
# `thirty eight` after `cfo's`, `she is`: sixty-one stands alone as an age only beside a post.
_SPELT_BESIDE = re.compile(
    rf"\b({_SPELT})[\s,]+(?:and\s+)?(?=(?:the\s+)?(?:only\s+)?(?:{_SOMEBODY})\b(?!s))", re.IGNORECASE
)
_BAND_BEFORE = re.compile(
    r"(?:over|under|above|below|least|between|than|from|to|and|or|-|–|for|min(?:imum)?|max(?:imum)?)[\s-]*$|\d\s*(?:-|–|to)\s*$",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(?:pension|median|mean|average|avg|typical|modal|minimum|min|maximum|max|retirement|school|leaving|working|stone|upper|lower|cut-?off|qualifying|eligib\w+|from|until|till|to|under|over|between|all|any)\W+(?:\w+\W+)?$",
    re.IGNORECASE,
)
_THING_AFTER = re.compile(
    r"^\W{0,2}(?:\w+\s+){0,2}?(?:contracts?|buildings?|systems?|policy|policies|agreements?|plans?|frameworks?|data|reports?|strategy|"
    r"strategies|commitments?|programmes?|partnerships?|alliances?|tenanc\w+|leases?|deals?|laptops?|vans?|spreadsheets?|cases?|projects?|service|terms?|extensions?|"
    r"boilers?|lifts?|roofs?|kitchens?|houses?|flats?|blocks?|forms?|specs?|specifications?|handbooks?|protocols?|pathways?|models?|charit(?:y|ies)|assessments?|documents?|papers?|files?|lists?|ideas?|debates?|stor(?:y|ies)|promises?|pledges?|targets?|rules?|laws?|maps?|databases?|websites?|buses|bus|cars?|vehicles?|minibus(?:es)?|sofas?|mattress(?:es)?|computers?|phones?|trees?|relationships?|feuds?|figures?|statistics|grudges?|problems?|debts?|arrears|disputes?)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b([^\W\d_][\w’'-]*)\s*(?:['’]s|is|was|are|were|now|,|being|about|nearly|over|only|just|all|at)?(?:\s+(?:is|was|now|about|nearly|over|only|just|well over|almost|some|at least|more than)){0,2}\s*$"
)
_NO_SUBJECTS = word_set(
    "it that this there which what these those contract contracts now and or but so a an the"
)
_PERSON_WORDS = word_set(
    "she he they i we you who she's he's they're i'm she'd he'd someone somebody everyone one him her them"
) | frozenset(piece.split()[-1] for piece in _SOMEBODY.replace("-?", "").split("|") if piece)


def find_ages(text: str) -> Iterator[Find]:
    """Ages in figures and in words, where they are one person's."""
    for match in _AGE.finditer(text):
        band = _BAND_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
        olds = match[1].lower().endswith("olds")
        if olds or band or _THING_AFTER.match(text[match.end() : match.end() + 40]):
            continue
        old = bool(re.search(r"old|of\s+age|y[/.]?o$", match[1], re.IGNORECASE))
        if "month" in match[1].lower() and not _A_CHILD.search(
            text[max(0, match.start() - 50) : match.end() + 25]
        ):
            continue  # "a book seven months old"
        if (old and not _a_things(text, match.start())) or (not old and _beside_a_person(text, match.end())):
            yield Find(match.start(1), match.end(1), "AGE", "pattern", confidence=0.9)
    for match in _AGED.finditer(text):
        thing = _THING_AFTER.match(text[match.end() : match.end() + 40]) or (
            match[0].lower().startswith("turn") and _a_things(text, match.start(), verb=False)
        )
        if not thing and not _SUM.search(text[max(0, match.start() - 25) : match.start()]):
            yield Find(match.start(), match.end(1), "AGE", "pattern", confidence=0.85)
    for pattern in (*_FOUND, _SPELT_BESIDE):
        for match in pattern.finditer(text):
            group = match.lastindex or 1
            after = text[match.end(group) : match.end(group) + 40]
            of_a_thing = after[:1] in " \t" and _THING_AFTER.match(after)
            if not of_a_thing and not re.match(r"\s*(?:%|per\s?cent|people|beds|of\s+\d)", after):
                start = _with_its_word(text, match.start(group))
                yield Find(start, match.end(group), "AGE", "pattern", confidence=0.8)


_A_CHILD = re.compile(
    r"\b(?:bab(?:y|ies)|infant|newborn|toddler|child|son|daughter|boy|girl|twin|grand\w+|brother|sister|little one|kid)s?\b",
    re.IGNORECASE,
)
# `nearly 60` is a person's fifties: what weakens a number goes with it.
_NEARLY = re.compile(
    r"\b(?:nearly|almost|pushing|approaching|coming up to|coming up for|just under|not quite|rising|nudging)\s+$",
    re.IGNORECASE,
)


def _with_its_word(text: str, start: int) -> int:
    before = _NEARLY.search(text[max(0, start - 20) : start])
    return start - (len(before[0]) if before else 0)


def _a_things(text: str, at: int, verb: bool = True) -> bool:
    """`boiler is 19 years old`, `the service turned 30`: the word that the age is said of is a thing's."""
    before = text[max(0, at - 45) : at]
    match = _SUBJECT.search(before)
    said = match and re.search(
        r"(?:['’]s|\b(?:is|was|are|were|now|being))\b[^.;]*$", before[match.start(1) :]
    )
    if not match or (verb and not said):
        return False
    word = plain(match[1].removesuffix("'s").removesuffix("’s"))
    if word in _NO_SUBJECTS:
        return True
    person = word in _PERSON_WORDS or word in forenames() or word.removesuffix("s") in _PERSON_WORDS
    return not person and word in ordinary()


def _beside_a_person(text: str, end: int) -> bool:
    return bool(
        re.match(r"[\s,]+(?:old|male|female|man|woman|lad|girl|boy)\b", text[end : end + 12], re.IGNORECASE)
    )


_AFTER_A_NAME = re.compile(
    rf"\s*(?:[,–-]\s*|\(\s*)(?:aged?\s+|who['’]?s\s+|(?:m|f)\s*,?\s*)?({_CHILD}|{_ANY})(?=\s*(?:[,);|\n]|\.(?!\d)|$))|"
    rf"\s*,?\s+(?:she|he)(?:['’]s|\s+is|\s+was)\s+(?:only\s+|just\s+)?({_CHILD}|{_ANY})(?=\s*(?:[,);.\n]|$|and\b|when\b|in\b))",
    re.IGNORECASE,
)


def find_ages_beside(text: str, names: Iterable[Find]) -> Iterator[Find]:
    """`Kayden, 15`, `Dolores, she's seventy one`: ages behind the names of people already found."""
    for name in names:
        if name.type == "PERSON" and (match := _AFTER_A_NAME.match(text, name.end_char)):
            group = 1 if match[1] else 2
            yield Find(match.start(group), match.end(group), "AGE", "pattern", confidence=0.75)
