"""What people asked for in the session itself: “please don't use that”, “off the record”, “not my job title”.

The danger: a request noted and then quoted all the same. So each request is found by its words and tied to what it
covers (its turn, the turn before, the whole source, a post); where that is in doubt the wider reading is taken. Plain rules
find the usual wordings; where none fits a sentence, a model that learned from many invented requests is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qualitative.anonymise.remarks import read_remarks, told_sentences
from qualitative.model import Part, PartKind, Restriction, short_hash


class Rule(NamedTuple):
    """pattern: case does not matter; a word begins where it begins."""

    wish: str
    scope: str
    pattern: str


# ------------------------------------------------------------------ pieces the rules are made of

# "They don't share data" and "we can't report that" tell of work; a request is put to whoever listens.
_ASKED = r"(?<!we\s)(?<!they\s)(?<!we\sjust\s)"
_NOT = r"(?:do\s?n[o'’]?t|don['’]t|do\s+not|did\s?n[o'’]?t\s+want|doesn['’]?t\s+want|didn['’]?t\s+want|please\s+not|rather\s+(?:you|we|i)\s+(?:didn['’]?t|did\s+not))"
_MUST_NOT = r"you\s+(?:can(?:['’]?t|not|\s+not)|must(?:n['’]?t|\s+not)|may\s+not|should(?:n['’]?t|\s+not))"
_WHOSE = r"(?:my|her|his|their|the|our)"
_POST = r"(?:job\s+)?(?:title|role|post|position)"
_THAT = r"(?:that|this|any\s+of\s+(?:that|this)|what\s+i\W?\w*\s+(?:just\s+)?said|the\s+last\s+bit)"
# A thing after "that" makes a look-alike ("don't use that door"); these words, or a stop, do not.
_ENDS = r"(?=\s*(?:[,.;:!?)–—-]|$)|\s+(?:please|one|bit|part|last|story|name|example|paragraph|quote|remark|comment|sentence|answer|down|in|on|anywhere|at|either|though|or|and|but|because|as|until|unless|without|with|would|will|you|she|he|they|i|it|about|to|if)\b(?!\s+(?:the|a|our|their|any)\s+(?:system|form|database|spreadsheet|file)))"
_TAKEN_UP = r"(?:use|write|put|record|minute|include|repeat|note|share|report|print)"

RULES: tuple[Rule, ...] = (
    # ---- off the record: everything, what was just said, this turn
    Rule(
        "off the record",
        "source",
        r"(?:all\s+of\s+this|everything(?:\s+(?:i|we|he|she|they)\W?\w*\s+sa(?:y|id))?|(?:this|the)\s+whole\s+(?:\w+\s+)?(?:interview|conversation|session|thing))\s+(?:\w+\s+){0,3}?off\s+the\s+record",
    ),
    Rule(
        "off the record",
        "previous",
        r"(?:that|this\s+last\s+bit|what\s+i\s+(?:just\s+)?said)\W?(?:s|is|was|all)?\s+(?:\w+\s+){0,2}?off\s+(?:the\s+)?record(?!\s+(?:player|shop|deal|label|sales))",
    ),
    Rule("off the record", "turn", r"off\s+(?:the\s+)?record(?!\s+(?:player|shop|deal|label|sales))"),
    Rule(
        "off the record",
        "turn",
        # "Between us we covered nine areas" shares work out; "between us," shares a secret.
        r"between\s+(?:you\s+and\s+me|ourselves|these\s+four\s+walls)|(?:this|that|it)(?:['’]s|\s+is|\s+stays|\s+was)?\s+(?:just\s+|strictly\s+)?between\s+us\b(?!\s+and)|between\s+us\s*[,:–]",
    ),
    Rule(
        "off the record",
        "turn",
        r"not\s+for\s+the\s+(?:record|minutes|notes)|strictly\s+(?:private|confidential)|(?:not\s+to|must\s?n['’]?t|should\s?n['’]?t|does\s?n['’]?t|to)\s+go(?:es)?\s+(?:any|no)\s+further(?!\s+than)",
    ),
    Rule(
        "off the record",
        "turn",
        # People also "grow in confidence".
        r"in\s+strict\s+confidence|(?:this|that|you|me|us|it|said|told|speaking)\s+in\s+confidence|in\s+confidence\s*[,:]",
    ),
    # ---- no job title
    Rule(
        "no job title",
        "post",
        rf"(?:not|no|without|leave\s+out|drop|{_NOT}\s+(?:use|put|give|mention|include|print|name|say)|not\s+(?:use|put|give|mention|include|print|name|say))\s+(?:out\s+)?{_WHOSE}\s+{_POST}\b(?!\s+to\b)|(?:keep|leave|take)\s+(?:my|her|his)\s+(?:{_POST}|job)\s+out(?:\s+of\s+(?:it|this|that|the|your)\b|\b(?!\s+of))",
    ),
    Rule(
        "no job title", "post", rf"{_NOT}\s+(?:say|write|mention|put|tell\s+\w+)\s+(?:which|what)\s+{_POST}\b"
    ),
    # ---- show first
    Rule(
        "show first",
        "source",
        r"(?:show|send|run|see|check|let\s+(?:me|us|him|her|them)\s+(?:see|check))\s+(?:\w+\s+){0,3}?(?:quotes?|quotations?|words|anything\s+you\s+(?:quote|use)|draft|it)\s+(?:by\s+(?:me|us|him|her|them)\s+)?(?:\w+\s+){0,2}?(?:first|before\s+(?:you|it|anything|they|we|publi\w+|(?:it|they)\s+goes?))|(?:see|check|approve)\s+(?:\w+\s+){0,2}?quotes?\s+(?:before|first)",
    ),
    # ---- no quotation: at all, of what was just said, of this turn
    Rule(
        "no quotation",
        "source",
        rf"(?:{_NOT}|not\s+to\s+be|no(?:t|body)?\s+(?:wants?\s+)?to\s+be|rather\s+not\s+be|prefer(?:s|red)?\s+not\s+to\s+be|would(?:n['’]t)?\s+(?:not\s+)?(?:like|want)\s+to\s+be)\s+(?:\w+\s+){{0,3}}?quoted\b(?!\s+on\s+(?:that|this))|no\s+(?:direct\s+)?quot(?:es|ations|ing)\b|not\s+in\s+(?:my|her|his|their)\s+(?:own\s+)?words\b|{_NOT}\s+(?:use|print|repeat)\s+(?:my|her|his|their)\s+(?:exact\s+|own\s+|actual\s+)?(?:words|wording|phrases?)\b",
    ),
    Rule(
        "no quotation",
        "previous",
        rf"(?:{_NOT}|not|not\s+to\s+be)\s+(?:\w+\s+){{0,2}}?quote[d]?\s+(?:me\s+|us\s+|him\s+|her\s+)?(?:on\s+)?(?:that|this)",
    ),
    Rule("no quotation", "turn", rf"{_NOT}\s+(?:\w+\s+)?quote\b"),
    # ---- no use
    Rule(
        "no use",
        "previous",
        rf"{_ASKED}{_NOT}\s+(?:you\s+(?:to\s+)?)?{_TAKEN_UP}\s+(?:\w+\s+){{0,3}}?{_THAT}\b{_ENDS}|{_NOT}\s+(?:put|include|write|print)\s+it\s+(?:in|down)\b|{_NOT}\s+(?:include|print)\s+it{_ENDS}",
    ),
    Rule("no use", "previous", rf"{_MUST_NOT}\s+(?:use|repeat|print|quote|mention)\s+{_THAT}\b{_ENDS}"),
    Rule(
        "no use",
        "previous",
        rf"(?:strike|scrub|scratch|delete|remove|take)\s+(?:that|this|it)\s+(?:from|out|off)\b(?:\s+(?:of\s+)?(?:the\s+)?(?:record|notes?|minutes|transcript))|leave\s+(?:that|this)\s+(?:\w+\s+)?out\s+(?:of\s+(?:it|the|your)|please)|keep\s+(?:that|this)\s+out\s+of|(?:scrap|strike|ignore|delete)\s+{_THAT}(?=\s*(?:[,.;!?–]|$))|(?:scrap|strike|ignore|delete)\s+(?:that|this)\s+last\s+\w+",
    ),
    Rule(
        "no use",
        "previous",
        # "It can't be used for rent" is a rule about money.
        r"(?:that|this|it)\s+(?:(?:must|should)(?:n['’]?t|\s?not)|can(?:['’]t|not|\s+not))\s+(?:be\s+)?(?:used(?!\s+(?:as|to|for|against|by)\b)|go\s+in\b|leave\s+th(?:is|e)\s+room|be\s+repeated|repeated|shared|reported)|(?:that|this)\s+stays?\s+in\s+th(?:is|e)\s+room|(?:could|can)\s+(?:that|this)\s+(?:please\s+)?not\s+(?:be\s+(?:used|written|quoted|repeated|included)|go\s+in)\b|not\s+for\s+(?:the|your|any)\s+(?:report|write-?up|book|review|draft)\b(?!\s+(?:to|of)\b)",
    ),
    Rule(
        "no use",
        "previous",
        # A request passed on by whoever took the notes.
        rf"(?:asked|asks|wants?|wanted|begged|rather)\s+(?:\w+\s+){{0,3}}?not\s+to\s+{_TAKEN_UP}\s+(?:this|that|it)\b|asked\s+(?:for|that)\s+(?:this|that|it)\s+(?:to\s+be|be|is)\s+(?:left|taken|kept)\s+out|rather\s+(?:that|this|it)\s+(?:did\s?n['’]?t|did\s+not|was\s?n['’]?t|was\s+not|stayed)\b|(?:not|n['’]t)\s+want\s+(?:that|this|it)\s+repeated|(?:best|better|rather|prefer(?:red|s)?|mind)\s+(?:\w+\s+){{0,4}}?(?:not|did\s?n['’]?t|did\s+not)\s+(?:to\s+)?(?:{_TAKEN_UP}|using|writing|putting|including|printing|quoting|repeating)\s+{_THAT}\b(?:\s+up\b)?{_ENDS}",
    ),
    # ---- whose words or post it is, in other verbs
    Rule(
        "no job title",
        "post",
        r"(?:not|\w+n['’]t)\s+(?:\w+\s+){0,2}?(?:attribut\w*|tie[d]?|pin(?:ned)?|link(?:ed)?|put\s+down|trace[d]?)\s+(?:\w+\s+){0,3}?(?:to|on)\s+(?:\w+\s+){0,3}?(?:post|role|title|job)\b",
    ),
    Rule(
        "no quotation",
        "turn",
        # "The delay could not be put down to one partner" attributes a delay, not words.
        r"(?:not|\w+n['’]t)\s+(?:\w+\s+){0,2}?(?:attribut\w*|tie[d]?|pin(?:ned)?|put\s+down|trace[d]?)\s+(?:that|this|it|any\s+of\s+it|these|me|us|anything)\s*(?:to|on|back\s+to)\s+\w+|(?:that|this|it)\s+(?:is|be|was)\s+not\s+(?:attributed|put\s+down|traced|pinned)\s+(?:back\s+)?(?:to|on)\s+\w+",
    ),
    Rule(
        "show first",
        "source",
        r"(?:to\s+)?(?:see|check|read|look\s+at|approve)\s+(?:this|that|it|the\s+(?:draft|notes?|report|write-?up))\s+before\s+(?:it|they|you|anything)|(?:send|show|see|check|read)\s+(?:(?:me|us|him|her|them)\s+)?what\s+you(?:['’]\w+)?\s+(?:\w+\s+){0,3}?(?:use|quote|print|write|written|say)\s+(?:before|first)",
    ),
    # ---- leave it out, in the words people use
    Rule(
        "no use",
        "previous",
        # "Take that out of the equation", "out of reserves": of what decides.
        r"(?:leave|take|cut|keep)\s+(?:that|this|it)(?:\s+(?:last|whole))?(?:\s+(?:bit|part|one|bits))?\s+out\b(?!\s+of\b(?!\s+(?:it|(?:the|your|any)\s+(?:\w+\s+)?(?:record|notes?|minutes|transcript|report|draft|write-?up|review))\b))",
    ),
    Rule(
        "no use",
        "previous",
        r"(?:not|\w+n['’]t)\s+want\s+(?:that|this|it)\s+(?:\w+\s+){0,2}?(?:written|used|repeated|quoted|recorded|minuted|in\s+(?:the|your|any))",
    ),
    Rule("no use", "previous", r"please\s+not\s+(?:the|my|his|her|their)\s+(?:name|case|story|details?)"),
    Rule(
        "no use",
        "previous",
        r"(?:anonymise|leave\s+(?:my|his|her|their)\s+name\s+out|no\s+names?\s+please|without\s+(?:my|his|her|their)\s+name)\b",
    ),
    Rule(
        "no use",
        "turn",
        # "The commissioners left us out of that meeting" tells what they did; who asks says "leave", or "rather you left".
        r"(?:rather\s+(?:you|they|we)\s+(?:left|kept)|(?<!they\s)(?:leave|keep))\s+(?:me|us|him|her|them|[A-Z]\w+|\[[^\]]+\])\s+out\s+of\s+(?:it|this|that|the|your)",
    ),
    Rule(
        "no use",
        "turn",
        r"(?:can|could|would)\s+you\s+(?:please\s+)?not\s+(?:put|use|include|write|mention|quote|record|minute)\b",
    ),
    Rule(
        "no use",
        "previous",
        r"(?:please\s+)?(?:lose|bin|ditch|forget)\s+(?:that|this)(?:\s+(?:one|bit|last\s+bit))\b|please\s+(?:lose|drop|cut|delete|bin)\s+(?:that|this|it)\b",
    ),
    Rule("no use", "turn", r"please\s+not\b(?!\s+(?:that\s+)?(?:another|again))"),
)
"""The first that fits a place decides, so what is said more exactly, and what covers more, comes first."""
_COMPILED = tuple((r.wish, r.scope, re.compile(rf"(?<!\w)(?:{r.pattern})", re.IGNORECASE)) for r in RULES)
ASKED_FROM = 0.95  # by the likelihood of models/remarks: a passage is kept back until a person looks, so it must be sure
WHOLE_FROM = 0.98  # before a whole source is kept back by it
SCOPES = {"no job title": "post", "show first": "source"}
_ALONE = 60  # a request that is about all its turn says covers the turn before it


def find_restrictions(text: str, parts: Sequence[Part], *, model: bool = True) -> list[Restriction]:
    """The requests in an anonymised text, each with the span it covers. `source` is "": the study fills it in.

    parts: of the same text. The span is the covered one; a request about the source covers all of it, one about a post
    its turn (the post itself is masked by its own rule). model: False for the plain rules alone.
    """
    found = []
    for wish, start, end, scope in _asked(text, parts, model):
        first, last, width = _covered(text, parts, start, end, scope)
        found.append(
            Restriction(f"R-{short_hash(wish, str(start), str(first))}", "", first, last, wish, width)
        )
    return sorted(found, key=lambda wish: (wish.start_char, wish.end_char, wish.id))


def _asked(text: str, parts: Sequence[Part], model: bool) -> Iterator[tuple[str, int, int, str]]:
    """(wish, start_char, end_char, scope) of each request: by the rules, then of each other sentence by the model."""
    taken: list[tuple[int, int]] = []
    for wish, scope, pattern in _COMPILED:
        for match in pattern.finditer(text):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                taken.append(match.span())
                yield wish, *match.span(), scope
    for start, end in told_sentences(text, parts) if model else ():
        if any(a < end and start < b for a, b in taken):
            continue
        (remark,) = read_remarks([text[start:end]])
        if remark.asks >= ASKED_FROM:
            unsure = remark.covers == "source" and remark.asks < WHOLE_FROM
            yield remark.wish, start, end, SCOPES.get(remark.wish, "previous" if unsure else remark.covers)


def _covered(text: str, parts: Sequence[Part], start: int, end: int, scope: str) -> tuple[int, int, str]:
    if scope == "source" or not parts:
        return 0, len(text), "source"
    place = next((i for i, part in enumerate(parts) if part.start_char <= start < part.end_char), None)
    if place is None:
        return 0, len(text), "source"
    turn = parts[place]
    if scope != "previous":
        return turn.start_char, turn.end_char, scope
    own_words = text[turn.body_start_char : turn.end_char]
    if len(own_words.strip()) - (end - start) > _ALONE:
        # Said at the end of a turn: the turn itself is meant, and says more than the request.
        return turn.start_char, turn.end_char, "turn"
    earlier = _same_speaker_before(parts, place)
    first = parts[earlier].start_char if earlier is not None else turn.start_char
    return first, turn.end_char, "previous"


def _same_speaker_before(parts: Sequence[Part], place: int) -> int | None:
    """The last thing of substance the same speaker said; the last thing said, where speakers are not known."""
    speaker = parts[place].speaker
    said = [i for i in range(place) if parts[i].kind not in (PartKind.HEADING, PartKind.META)]
    if speaker:
        own = [i for i in said[-6:] if parts[i].speaker == speaker]
        if own:
            return own[-1]
    answers = [i for i in said if parts[i].kind is not PartKind.QUESTION]
    return (answers or said)[-1] if said else None
