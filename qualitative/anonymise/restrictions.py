"""What people asked for in the session itself: “please don't use that”, “off the record”, “not my job title”.

The danger: a request noted and then quoted all the same. So each request is found by its words and tied to what it
covers (its turn, the turn before, the whole source, a post); where that is in doubt the wider reading is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualitative.model import Part, PartKind, Restriction, short_hash

_NOT = r"(?:do\s?n[o'’]?t|don['’]?t|do\s+not|did\s?n[o'’]?t\s+want|doesn['’]?t\s+want|didn['’]?t\s+want|can\s?n[o'’]?t|please\s+not|rather\s+(?:you|we|i)\s+(?:didn['’]?t|did\s+not))"
_RULES: tuple[tuple[str, str, str], ...] = (
    # wish, scope, pattern; the first that fits a place decides
    (
        "off the record",
        "source",
        r"(?:all\s+of\s+this|everything(?:\s+(?:i|we|he|she|they)\W?\w*\s+sa(?:y|id))?|(?:this|the)\s+whole\s+(?:\w+\s+)?(?:interview|conversation|session|thing))\s+(?:\w+\s+){0,3}?off\s+the\s+record",
    ),
    (
        "off the record",
        "previous",
        r"(?:that|this\s+last\s+bit|what\s+i\s+(?:just\s+)?said)\W?(?:s|is|was|all)?\s+(?:\w+\s+){0,2}?off\s+(?:the\s+)?record",
    ),
    (
        "off the record",
        "turn",
        r"off\s+(?:the\s+)?record|between\s+(?:you\s+and\s+me|us|ourselves|these\s+four\s+walls)|not\s+for\s+the\s+(?:record|minutes|notes)|strictly\s+(?:private|confidential)|in\s+(?:strict\s+)?confidence",
    ),
    (
        "no job title",
        "post",
        rf"(?:not|no|without|leave\s+out|drop|{_NOT}\s+(?:use|put|give|mention|include|print|name|say))\s+(?:out\s+)?(?:my|her|his|their|the)\s+(?:job\s+)?(?:title|role|post|position)\b|(?:keep|leave|take)\s+(?:my|her|his|their)\s+(?:job\s+)?(?:title|role|post|position)\s+out",
    ),
    (
        "show first",
        "source",
        r"(?:show|send|run|see|check|let\s+(?:me|us|him|her|them)\s+(?:see|check))\s+(?:\w+\s+){0,3}?(?:quotes?|quotations?|words|anything\s+you\s+(?:quote|use)|draft|it)\s+(?:by\s+(?:me|us|him|her|them)\s+)?(?:\w+\s+){0,2}?(?:first|before\s+(?:you|it|anything|they|we|publi\w+|(?:it|they)\s+goes?))|(?:see|check|approve)\s+(?:\w+\s+){0,2}?quotes?\s+(?:before|first)",
    ),
    (
        "no quotation",
        "source",
        rf"(?:{_NOT}|not\s+to\s+be|no(?:t|body)?\s+(?:wants?\s+)?to\s+be|rather\s+not\s+be|prefer(?:s|red)?\s+not\s+to\s+be|would(?:n['’]t)?\s+(?:not\s+)?(?:like|want)\s+to\s+be)\s+(?:\w+\s+){{0,2}}?quoted\b(?!\s+on\s+(?:that|this))|no\s+(?:direct\s+)?quot(?:es|ations|ing)\b",
    ),
    (
        "no quotation",
        "previous",
        rf"(?:{_NOT}|not|not\s+to\s+be)\s+(?:\w+\s+){{0,2}}?quote[d]?\s+(?:me\s+|us\s+|him\s+|her\s+)?(?:on\s+)?(?:that|this)",
    ),
    ("no quotation", "turn", rf"{_NOT}\s+(?:\w+\s+)?quote\b"),
    (
        "no use",
        "previous",
        rf"{_NOT}\s+(?:you\s+(?:to\s+)?)?(?:use|write|put|record|minute|include|repeat|note|share|report|print)\s+(?:\w+\s+){{0,3}}?(?:that|this|any\s+of\s+(?:that|this)|what\s+i\W?\w*\s+(?:just\s+)?said|the\s+last\s+bit)\b(?!\s+(?:system|form|word|term|approach|model|tool|money|language|phrase|space|building|room|contract|data|service|opportunity|process)\b)",
    ),
    (
        "no use",
        "previous",
        r"(?:strike|scrub|scratch|delete|remove|take)\s+(?:that|this|it)\s+(?:from|out|off)\b(?:\s+(?:of\s+)?(?:the\s+)?(?:record|notes?|minutes|transcript))|leave\s+(?:that|this)\s+(?:\w+\s+)?out\s+(?:of\s+(?:it|the|your)|please)|keep\s+(?:that|this)\s+out\s+of",
    ),
    (
        "no use",
        "previous",
        r"(?:that|this|it)\s+(?:must|should|can)\s?(?:not|n['’]t)\s+(?:be\s+)?(?:used|go\s+in|leave\s+th(?:is|e)\s+room|be\s+repeated|shared|reported)|(?:that|this)\s+stays?\s+in\s+th(?:is|e)\s+room",
    ),
)
_RULES += (
    (
        "no job title",
        "post",
        r"(?:not|\w+n['’]t)\s+(?:\w+\s+){0,2}?(?:attribut\w*|tie[d]?|pin(?:ned)?|link(?:ed)?|put\s+down|trace[d]?)\s+(?:\w+\s+){0,3}?(?:to|on)\s+(?:\w+\s+){0,3}?(?:post|role|title|job)\b",
    ),
    (
        "no quotation",
        "turn",
        r"(?:not|\w+n['’]t)\s+(?:\w+\s+){0,2}?(?:attribut\w*|tie[d]?|pin(?:ned)?|put\s+down|trace[d]?)\s+(?:that|this|it|any\s+of\s+it|these|me|us)?\s*(?:to|on|back\s+to)\s+\w+",
    ),
    (
        "show first",
        "source",
        r"(?:to\s+)?(?:see|check|read|look\s+at|approve)\s+(?:this|that|it|the\s+(?:draft|notes?|report|write-?up))\s+before\s+(?:it|they|you|we|anything)",
    ),
    (
        "no use",
        "previous",
        r"(?:leave|take|cut|keep)\s+(?:that|this|it)(?:\s+(?:last|whole))?(?:\s+(?:bit|part|one|bits))?\s+out\b",
    ),
    (
        "no use",
        "previous",
        r"(?:not|\w+n['’]t)\s+want\s+(?:that|this|it)\s+(?:\w+\s+){0,2}?(?:written|used|repeated|quoted|recorded|minuted|in\s+(?:the|your|any))",
    ),
    ("no use", "previous", r"please\s+not\s+(?:the|my|his|her|their)\s+(?:name|case|story|details?)"),
    (
        "no use",
        "previous",
        r"(?:anonymise|leave\s+(?:my|his|her|their)\s+name\s+out|no\s+names?\s+please|without\s+(?:my|his|her|their)\s+name)\b",
    ),
)
_RULES += (
    (
        "no use",
        "turn",
        r"(?:leave|left|keep|kept)\s+(?:me|us|him|her|them|[A-Z]\w+|\[[^\]]+\])\s+out\s+of\s+(?:it|this|that|the|your)",
    ),
    (
        "no use",
        "turn",
        r"(?:can|could|would)\s+you\s+(?:please\s+)?not\s+(?:put|use|include|write|mention|quote|record|minute)\b",
    ),
    (
        "no use",
        "previous",
        r"(?:please\s+)?(?:lose|bin|ditch|forget)\s+(?:that|this)(?:\s+(?:one|bit|last\s+bit))\b|please\s+(?:lose|drop|cut|delete|bin)\s+(?:that|this|it)\b",
    ),
    ("no use", "turn", r"please\s+not\b(?!\s+(?:that\s+)?(?:another|again))"),
)
_COMPILED = tuple(
    (wish, scope, re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE)) for wish, scope, pattern in _RULES
)
_ALONE = 60  # a request that is about all its turn says covers the turn before it


def find_restrictions(text: str, parts: Sequence[Part]) -> list[Restriction]:
    """The requests in an anonymised text, each with the span it covers. `source` is "": the study fills it in.

    parts: of the same text. The span is the covered one; a request about the source covers all of it, one about a post
    its turn (the post itself is masked by its own rule).
    """
    taken: list[tuple[int, int]] = []
    found = []
    for wish, scope, pattern in _COMPILED:
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            start, end, width = _covered(text, parts, match.start(), match.end(), scope)
            found.append(
                Restriction(
                    f"R-{short_hash(wish, str(match.start()), str(start))}", "", start, end, wish, width
                )
            )
    return sorted(found, key=lambda wish: (wish.start_char, wish.end_char, wish.id))


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
