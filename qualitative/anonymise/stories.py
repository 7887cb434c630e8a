"""Passages that tell of somebody's health, offence, immigration status or child: a person must read them.

The danger: no name stands in it, and the story is known to everybody on the estate. A mask does not hide a story, so
each such passage becomes a question before sign-off. Restrained: a word about services ("mental health team") is no story;
what somebody went through is, and only beside one person who is spoken about (a mask, a kin, `one of our tenants`).
It is a list to read, and not complete.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qualitative.language.segmentation import sentences
from qualitative.model import Part, PartKind, Replacement

_WHO = (
    r"(?:mum|mam|mother|dad|father|son|daughter|brother|sister|husband|wife|partner|ex|boyfriend|girlfriend|nan|gran|grandad|grandson|granddaughter|uncle|aunt|aunty|auntie|cousin|nephew|niece|baby|"
    r"little\s+(?:boy|girl|one)|kid|lad|friend|mate|neighbour)"
)
_ONE = re.compile(
    rf"(?<![\w-])(?:(?:my|his|her|their|our|your)\s+(?:\w+\s+)?{_WHO}|(?:a|one|this|that|the|another)\s+(?:(?:young|old|older|elderly|poor|little|homeless|single|pregnant|of\s+(?:our|my|the|their))\s+){{0,3}}"
    r"(?:tenant|client|resident|service\s+user|patient|man|woman|lad|girl|boy|lady|guy|bloke|chap|fella|mum|mother|father|dad|teenager|youth|child|kid|person)|"
    r"one\s+of\s+(?:our|my|the|their)\s+(?:tenants|clients|residents|service\s+users|lads|girls|boys|women|men|ladies|patients|young\s+people)|"
    r"a\s+(?:tenant|client|resident|colleague|friend|mate|neighbour)\s+of\s+(?:mine|ours))(?![\w-])",
    re.IGNORECASE,
)
_SOMEBODY = r"(?:he|she|they|him|her|them|who|\[[^\]\n]+\]|" + _WHO + r")"
_HAD = r"(?:(?:has|had|have|got|suffers?\s+from|suffered\s+from|living\s+with|was\s+living\s+with|diagnosed\s+with|being\s+treated\s+for|treated\s+for|dying\s+of|died\s+of|recovering\s+from)\s+(?:(?:a|an|the|some|very|really|severe|bad|serious|terminal|chronic|untreated|stage\s+\w+)\s+){0,3})"

HEALTH = re.compile(
    r"(?<!\w)(?:(?:tried\s+to\s+)?(?:kill(?:ed|ing)?|hang(?:ed)?|hung|harm(?:ed|ing)?|cut(?:ting)?)\s+(?:himself|herself|themsel(?:f|ves))|took\s+(?:his|her|their)\s+own\s+life|committed\s+suicide|suicide\s+attempt|"
    r"(?:was|is|were|felt|feeling|been)\s+suicidal|(?:he|she|they|who)\s+(?:had\s+)?overdosed|(?:took|had)\s+an\s+overdose|self-?harm(?:ed|s|ing)|(?:was|been|got|being|were)\s+sectioned|(?:was|were|became|is|been|got|went)\s+(?:very\s+|really\s+)?(?:psychotic|manic)|"
    r"(?:had|having|has\s+had)\s+(?:a\s+|another\s+|his\s+|her\s+)?(?:miscarriages?|nervous\s+breakdown|breakdown|stroke|heart\s+attack|seizures?|psychotic\s+episode|mastectomy|amputation|abortion|stillbirth)|"
    r"(?:went|go|going|been|was)\s+(?:back\s+)?in(?:to)?\s+(?:rehab|detox)|(?:is|was|tested)\s+hiv\s*-?\s*positive|"
    + _HAD
    + r"(?:cancer|leukaemia|hiv|aids|hepatitis(?:\s+\w)?|hep\s?c|schizophrenia|bipolar(?:\s+disorder)?|psychosis|ptsd|dementia|alzheimer'?s|parkinson'?s|epilepsy|multiple\s+sclerosis|motor\s+neurone\s+disease|"
    r"brain\s+injury|(?:clinical\s+)?depression|anorexia|bulimia|sepsis|tuberculosis|tb|cirrhosis|diabetes|emphysema|copd|learning\s+disabilit(?:y|ies)|autism|adhd))(?!\w)",
    re.IGNORECASE,
)
OFFENCE = re.compile(
    r"(?<!\w)(?:(?:was|were|got|been|being|is|gets|getting)\s+(?:\w+ly\s+)?(?:arrested|convicted|charged\s+with|sentenced|bailed|remanded|recalled\s+to\s+prison|locked\s+up|imprisoned|jailed|tagged|cautioned\s+for)|"
    r"(?:came|come|coming|got|just)\s+out\s+of\s+(?:prison|jail|custody)|(?:went|go|gone|going|sent|back)\s+(?:back\s+)?(?:to|in|into)\s+(?:prison|jail)|(?:is|was|been|were)\s+(?:in|inside)\s+(?:prison|jail)|(?:his|her|their)\s+(?:offence|conviction|criminal\s+record|prison\s+sentence|probation\s+officer|bail\s+conditions)|"
    r"(?:is|was|were|been)\s+on\s+(?:probation|licence|remand|a\s+tag|the\s+sex\s+offenders\W?\s+register)|(?:he|she|they|who|\])\s+(?:had\s+)?(?:stabbed|raped|assaulted|robbed|burgled|attacked|groomed|murdered)|(?:was|were|been|being|got)\s+(?:\w+ly\s+)?(?:stabbed|raped|assaulted|abused|groomed|trafficked|beaten\s+up|attacked|murdered)|"
    r"(?:hit|beat|beats|abused|raped|strangled|threatened)\s+(?:her|him|his\s+(?:wife|partner)|the\s+(?:wife|kids|children))|(?:caught|found|nicked|done)\s+(?:for\s+)?(?:dealing|shoplifting|stealing|thieving|drink\s+driving)|(?:fled|fleeing|victim\s+of|survivor\s+of)\s+(?:\w+\s+)?(?:domestic\s+)?(?:abuse|violence))(?!\w)",
    re.IGNORECASE,
)
IMMIGRATION = re.compile(
    r"(?<!\w)(?:(?:was|is|were|been|being|got|facing)\s+(?:deported|deportation|detained\s+(?:by|under)\s+immigration|refused\s+(?:asylum|leave\s+to\s+remain)|undocumented|granted\s+(?:asylum|leave\s+to\s+remain|refugee\s+status)|trafficked\s+(?:here|into))|"
    r"(?:claim(?:ed|ing)?|seeking|sought|lost|refused)\s+(?:for\s+)?(?:his\s+|her\s+|their\s+)?asylum(?:\s+claim)?|(?:an|a|the)\s+(?:\w+\s+)?(?:asylum\s+seeker|illegal\s+immigrant|overstayer)|overstayed|(?:his|her|their|whose|\]['’]s)\s+(?:visa|asylum\s+claim|immigration\s+status|leave\s+to\s+remain|refugee\s+status|settled\s+status|papers|brp)|"
    r"(?:has|had|have|got|with)\s+no\s+(?:recourse(?:\s+to\s+public\s+funds)?|papers|status|leave\s+to\s+remain)|nrpf|(?:home\s+office|immigration)\s+(?:refused|detained|came\s+for|turned\s+(?:him|her|them)\s+down|picked\s+(?:him|her|them)\s+up))(?!\w)",
    re.IGNORECASE,
)
CHILD = re.compile(
    r"(?<!\w)(?:(?:his|her|their|my|the|whose)\s+(?:\w+\s+){0,2}?(?:kids?|child|children|baby|babies|son|daughter|boy|girl|little\s+one|twins)\s+(?:\w+\s+){0,4}?(?:taken\s+(?:off|away|into\s+care)|into\s+care|in\s+care|removed|adopted|fostered|on\s+a\s+child\s+protection\s+plan|excluded|died|abused|self-?harm\w*|sectioned|arrested)|"
    r"(?:took|taken|take|removed|lost)\s+(?:custody\s+of\s+)?(?:his|her|their|the|my)\s+(?:\w+\s+)?(?:kids?|child|children|baby|babies|son|daughter|twins)|(?:was|is|got|been|became|fell|being)\s+pregnant|(?:child\s+protection|care\s+proceedings|safeguarding)\s+(?:plan|case|order|conference|referral)\s+(?:for|on|about)|"
    r"(?:his|her|their|my)\s+(?:\w+\s+)?(?:son|daughter|baby|boy|girl|child|kid|grandson|granddaughter),?\s+(?:is\s+|was\s+|aged\s+|who\s+is\s+|who'?s\s+)?(?:only\s+|just\s+)?(?:\[age|\[Person|\d{1,2}(?!\d)|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen)|"
    r"(?:\[age\s0s\]|\[age\s10s\]|(?:[1-9]|1[0-7])-?\s?year-?\s?old)\s+(?:son|daughter|boy|girl|child|kid|lad|brother|sister|niece|nephew))",
    re.IGNORECASE,
)
KINDS = (
    ("health", HEALTH, "of somebody’s health"),
    ("offence", OFFENCE, "of an offence"),
    ("immigration", IMMIGRATION, "of somebody’s immigration status"),
    ("child", CHILD, "of a child"),
)
_REACH = 2
"""Sentences back in which whoever is spoken about may have been named."""
_TOLD_IN = (PartKind.SPEECH, PartKind.BULLET, PartKind.ROW)


@dataclass(frozen=True)
class Story:
    """text[start_char:end_char] of the anonymised text: a passage to read. kinds: names from KINDS, in their order."""

    start_char: int
    end_char: int
    kinds: tuple[str, ...]


def find_stories(text: str, parts: Sequence[Part], replacements: Sequence[Replacement]) -> list[Story]:
    """One Story for each part that tells one person's; offsets into the anonymised text, in order."""
    found = []
    for part in parts:
        if part.kind not in _TOLD_IN:
            continue
        start = part.body_start_char
        kinds = _told(
            text[start : part.end_char],
            [r for r in replacements if start <= r.start_char < part.end_char],
            start,
        )
        if kinds:
            found.append(Story(start, part.end_char, kinds))
    return found


def _told(body: str, masks: Sequence[Replacement], offset: int) -> tuple[str, ...]:
    bounds = sentences(body)
    people = [r.start_char - offset for r in masks if r.type == "PERSON"]
    people += [match.start() for match in _ONE.finditer(body)]
    told = []
    for kind, pattern, _ in KINDS:
        for match in pattern.finditer(body):
            here = next((n for n, (a, b) in enumerate(bounds) if a <= match.start() < b), 0)
            first = bounds[max(0, here - _REACH)][0] if bounds else 0
            last = bounds[here][1] if bounds else len(body)
            if any(first <= at < last for at in people):
                told.append(kind)
                break
    return tuple(told)


def asked_about(stories: Sequence[Story], parts: Sequence[Part]) -> list[str]:
    """The questions for whoever signs, in words that name nobody: which passage, and what it tells of."""
    words = {kind: phrase for kind, _, phrase in KINDS}
    numbers = {part.body_start_char: number for number, part in enumerate(parts, 1)}
    return [
        f"Passage {numbers[story.start_char]} tells {_and([words[k] for k in story.kinds])}: read it before you sign; "
        "a mask hides the name, not the story."
        for story in stories
    ]


def _and(pieces: Sequence[str]) -> str:
    return pieces[0] if len(pieces) == 1 else f"{', '.join(pieces[:-1])} and {pieces[-1]}"
