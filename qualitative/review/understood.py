"""Whether a clause can be understood by somebody who was not in the room.

The danger: "nobody in the room could answer", "leadership team agreed it": grammatical, and empty. So a clause whose
pronoun, number or verb wants something said before is left to the table of passages, where the words before it stand.
"""

from __future__ import annotations

import re

_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|hundred|thousand|\d{1,3})"
_BARE_NUMBER = re.compile(
    rf"(?<![\w£.-])(?<!page )(?<!table )(?<!year )(?<!schedule )(?<!phase )(?<!at )(?<!to ){_NUMBER}(?=\s+(?:is|was|were|are|and|or|for|perhaps|maybe|on|of (?:them|those|us)|have|has|had|counts?|a month|a week)\b|\s*[,;]|\s*$)",
    re.IGNORECASE,
)
_WANTS_MORE = re.compile(
    r"\b(?:could|can|can['’]t|couldn['’]t|not|n['’]t|did|does|do|to|would|will|cannot|never|nobody|they|people)\s+(?:answer|ask|know|decide|tell|do|get|take|say|see|have|make|find|bring|give)$"
    r"|\b(?:there|here|though|either|mind|then|anyway|somewhere|ours|theirs|mine|yours|else)$",
    re.IGNORECASE,
)
_POINTS_AWAY = re.compile(
    r"\b(?:the rest|all (?:three|four|five|six)(?! [a-z]+s\b)|go into (?:it|that)|(?:will|would|[’']ll|[’']d) say|the (?:two|three|four|five|six|both|pair|rest|lot) of (?:them|us)|one of (?:them|us)|that one|this one|the other (?:one|lot|two)|them lot|like (?:that|this)"
    r"|the same (?:thing|one|meeting|launch|letter|way)|these (?:two|three)|those (?:two|three)|so and so|such and such|that day|that week|the latter|the former|this bit|that bit|what['’]s his name|and so on"
    r"|told (?:not before |by )?(?:january|february|march|april|may|june|july|august|september|october|november|december))\b"
    r"|^(?:after that|by then|at the time|since then|before that|(?:the )?(?:first|second|third|last) time)\b|,\s*(?:are|is|was|were|did|do|does) (?:they|it|we|you)\b|,\s*(?:love|mate|pet|dear|mind|yes|yeah|no|honestly|you know|same \w+)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^there(?:['’]s| (?:is|was|are|were))\b.*\bthere(?:['’]s| (?:is|was|are|were))\b", re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|said|told|thought|knew|felt|made|took|got|gave|saw|heard|found|put|sent|read|kept|lost|held|ran|brought|wrote|left|paid|pays|knows|gets|wants|needs|says|thinks|meant|[a-z]{2,}ed)\b",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"(?:of|to|on|in|at|for|with|about|by|from|up|out|down|back|not|never|always|just|only|been|be|\w+ly|n['’]t|that|have|has|had|would|could|should|was|were)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:it(?:['’]s)?|them|this|these|those)\b|\bthat(?=\s*(?:$|[,;]|in\b|at\b|and\b|on\b|was\b|is\b|or\b|for\b|until\b))",
    re.IGNORECASE,
)  # fmt: skip
_AS_SUBJECT = re.compile(
    r"\b(?:it|that|this)\s+(?:is|was|seemed|had|has|changed|did|went|came|got|felt|would|could|looked|worked|meant)\b",
    re.IGNORECASE,
)
_EXPECTS = re.compile(
    r"it (?:was|is|would|felt|took|had|seemed|could|should|did)\b.{0,60}?\b(?:to|that|when|who|if)\b", re.I
)


def understood(words: str) -> bool:
    """False where a bare number, a list of asides, or a pronoun with nothing before it to mean leaves a stranger lost."""
    if (
        _POINTS_AWAY.search(words)
        or _WANTS_MORE.search(words)
        or _LIST.search(words)
        or _BARE_NUMBER.search(words)
        or "|" in words
    ):
        return False
    return not _points_at_nothing(words)


def points_away(words: str) -> bool:
    """Whether it points to what even the clause before it does not say ("the two of them", "that one")."""
    return bool(_POINTS_AWAY.search(words)) or "|" in words


def _points_at_nothing(words: str) -> bool:
    """ "They agreed it", "nobody had thought of that": the first pronoun follows the verb, and no noun lies between."""
    verb = _VERB.search(words)
    pronoun = _PRONOUN.search(words)
    opens = _AS_SUBJECT.search(words)
    if (
        opens
        and opens.start() > 0
        and not _VERB.search(words[: opens.start()])
        and not _EXPECTS.match(words[opens.start() :])
    ):
        return True  # "at the time it seemed elegant"
    if pronoun is None or verb is None or pronoun.start() < verb.end():
        return bool(pronoun and pronoun.start() > 0 and verb is None)
    if _EXPECTS.match(words[pronoun.start() :]) or re.match(
        r"(?:this|these|those|that) [a-z]{4,}", words[pronoun.start() :], re.I
    ):
        return False
    between = re.findall(r"[\w'’]+", words[verb.end() : pronoun.start()])
    return all(_SMALL.fullmatch(w) or _VERB.fullmatch(w) for w in between)
