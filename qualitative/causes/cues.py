"""The cue words of a claimed cause, each with its direction.

The danger: reading cause into what merely stands side by side. So no link is ever found without one of these, and
what is meant, possible or denied is told apart from what is claimed to have happened.

shape says how the ends stand round the cue, points which end is which:
  SUBORDINATE  effect CUE cause, or CUE cause, effect       because, due to, given that
  CONNECT      cause CUE effect, also across a full stop    so, therefore, as a result
  VERB         cause CUE effect, both in one clause         led to, caused, drove
  PASSIVE      effect CUE cause, both in one clause         was caused by, stems from
  PARTICIPLE   cause, CUE effect                            causing, meaning that
  PURPOSE      effect CUE cause: an intention               in order to, so that (the cause is the aim)
  CONDITION    as SUBORDINATE: a condition                  if, unless
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    SUBORDINATE = "subordinate"
    CONNECT = "connect"
    VERB = "verb"
    PASSIVE = "passive"
    PARTICIPLE = "participle"
    PURPOSE = "purpose"
    CONDITION = "condition"

    @property
    def backwards(self) -> bool:
        """The effect stands before the cue, the cause after it."""
        return self in (Shape.SUBORDINATE, Shape.PASSIVE, Shape.PURPOSE, Shape.CONDITION)

    @property
    def supposed(self) -> bool:
        """Meant or possible, not claimed to have happened."""
        return self in (Shape.PURPOSE, Shape.CONDITION)


@dataclass(frozen=True)
class Cue:
    """One way of saying it. pattern: lower-case words, "|" between alternatives"""

    name: str
    pattern: str
    shape: Shape


_HAVE = r"(?:(?:has|have|had|'s|'ve|having)\s+)?(?:(?:also|really|just|directly|partly|largely|only|eventually)\s+)?"
_BE = r"(?:(?:is|are|was|were|been|be|being|'s)\s+)?(?:(?:also|really|just|directly|partly|mainly|largely|probably)\s+)?"
_HOW = r"(?:(?:just|mainly|mostly|partly|largely|simply|only|purely|probably|precisely|again|perhaps|in\s+part)\s+)?"


def _verb(base: str, s: str, ed: str, after: str = "") -> str:
    return rf"{_HAVE}(?:{base}|{s}|{ed}){after}"


# Longer phrases stand before the shorter ones they hold.
CUES: tuple[Cue, ...] = (
    Cue("because of", rf"{_HOW}because\s+of", Shape.SUBORDINATE),
    Cue("because", rf"{_HOW}(?:because|'cause|cos|coz|cuz|b/c|bc)", Shape.SUBORDINATE),
    Cue(
        "the reason is",
        r"(?:the|one|another|a|main|big|biggest)\s+reason\s+(?:for\s+(?:that|this)\s+)?(?:is|was)\s+(?:that|because)",
        Shape.SUBORDINATE,
    ),
    Cue("due to", rf"{_HOW}due\s+to(?:\s+the\s+fact\s+that)?", Shape.SUBORDINATE),
    Cue("owing to", rf"{_HOW}owing\s+to", Shape.SUBORDINATE),
    Cue("thanks to", rf"{_HOW}thanks\s+to", Shape.SUBORDINATE),
    Cue(
        "as a result of",
        r"as\s+(?:a|the|one)\s+(?:direct\s+)?(?:result|consequence)\s+of|in\s+consequence\s+of|in\s+the\s+wake\s+of|in\s+wake\s+of",
        Shape.SUBORDINATE,
    ),
    Cue(
        "on account of",
        r"on\s+account\s+of|by\s+virtue\s+of|on\s+the\s+grounds?\s+(?:of|that)|in\s+view\s+of",
        Shape.SUBORDINATE,
    ),
    Cue("off the back of", r"(?:off|on)\s+the\s+back\s+of", Shape.SUBORDINATE),
    Cue(
        "in light of", r"in\s+(?:the\s+)?light\s+of|in\s+response\s+to|in\s+reaction\s+to", Shape.SUBORDINATE
    ),
    Cue(
        "given",
        r"given(?:\s+that|\s+the\s+fact\s+that|(?=\s+(?:the|how|their|our|his|her|its|all)\b))",
        Shape.SUBORDINATE,
    ),
    Cue("now that", r"now\s+that|seeing\s+as|seeing\s+that|insofar\s+as|in\s+that", Shape.SUBORDINATE),
    Cue(
        "down to",
        r"(?:is|was|were|are|'s|all|partly|largely|mainly)\s+down\s+to(?=\s+(?!\d|one|two|three))",
        Shape.SUBORDINATE,
    ),
    Cue(
        "since",
        r"since(?=\s+(?:we|they|it|there|he|she|you|i|nobody|no\s+one|everyone|the\s+\w+\s+(?:is|are|was|were|had|has|have|did|do)|most|all)\b)",
        Shape.SUBORDINATE,
    ),
    Cue("so that", r"so\s+that|so\s+as\s+(?:not\s+)?to", Shape.PURPOSE),
    Cue(
        "in order to",
        r"in\s+order\s+(?:not\s+)?to|in\s+order\s+that|with\s+the\s+(?:aim|objective|intention|goal)\s+of|in\s+an?\s+(?:\w+\s+)?(?:bid|attempt|effort)\s+to",
        Shape.PURPOSE,
    ),
    Cue(
        "that is why",
        r"(?:and\s+|so\s+)?(?:that|this|which)(?:\s+i|'|\s+wa)s\s+(?:(?:exactly|really|partly|probably|the\s+reason)\s+)?(?:why|how\s+come)",
        Shape.CONNECT,
    ),
    Cue(
        "as a result",
        r"(?:and\s+|so\s+)?as\s+(?:a|the)\s+(?:direct\s+)?(?:result|consequence)(?!\s+of)|in\s+consequence",
        Shape.CONNECT,
    ),
    Cue(
        "for that reason",
        r"(?:and\s+)?(?:for\s+(?:that|this|which)\s+reason|because\s+of\s+(?:that|this|which)|on\s+that\s+basis)(?=\s*,|\s+\w)",
        Shape.CONNECT,
    ),
    Cue(
        "therefore",
        r"(?:and\s+|so\s+)?(?:therefore|hence|thus|consequently|thereby|accordingly)",
        Shape.CONNECT,
    ),
    Cue(
        "the upshot",
        r"the\s+(?:upshot|result|consequence|knock-on(?:\s+effect)?|outcome)\s+(?:of\s+(?:that|this|which|it)\s+)?(?:is|was|being)(?:\s+that)?",
        Shape.CONNECT,
    ),
    Cue(
        "which meant",
        r"(?:and\s+)?(?:which|that|this|it)\s+(?:also\s+|then\s+|really\s+|just\s+)?(?:meant|means)(?:\s+that)?",
        Shape.CONNECT,
    ),
    Cue(
        "which led to",
        r"(?:and\s+)?(?:which|that|this)\s+(?:then\s+|also\s+|in\s+turn\s+|has\s+|had\s+)?(?:led\s+to|leads\s+to|resulted\s+in|results\s+in|caused|causes|created|creates|made|makes)",
        Shape.CONNECT,
    ),
    Cue(
        "meaning that",
        r"meaning(?:\s+that)?(?=\s+(?:we|they|it|the|that|people|staff|there|a|you|i|no|some|our|their))",
        Shape.PARTICIPLE,
    ),
    Cue(
        "causing",
        r"(?:thus\s+|thereby\s+)?(?:causing|leading\s+to|resulting\s+in|prompting|triggering|sparking|forcing|creating|giving\s+rise\s+to|driving|leaving)",
        Shape.PARTICIPLE,
    ),
    Cue(
        "was caused by",
        rf"{_BE}(?:caused|triggered|driven|sparked|prompted|brought\s+about|brought\s+on|fuelled|provoked|exacerbated|compounded|undermined|hampered|helped|hindered)\s+by",
        Shape.PASSIVE,
    ),
    Cue(
        "stems from",
        r"(?:stem|stems|stemmed|stemming|arise|arises|arose|arising|come|comes|came|result|results|resulted|resulting|follow|follows|followed)\s+(?:directly\s+)?from",
        Shape.PASSIVE,
    ),
    Cue("depends on", r"(?:depend|depends|depended)\s+on", Shape.PASSIVE),
    Cue(
        "is a result of",
        r"(?:is|was|are|were|being)\s+(?:also\s+|partly\s+|largely\s+)?(?:a|the)?\s*(?:direct\s+)?(?:result|consequence|product|outcome|symptom)\s+of",
        Shape.PASSIVE,
    ),
    Cue("led to", _verb("lead", "leads", "led", r"\s+(?:directly\s+)?to"), Shape.VERB),
    Cue("resulted in", _verb("result", "results", "resulted", r"\s+in"), Shape.VERB),
    Cue("contributed to", _verb("contribute", "contributes", "contributed", r"\s+to"), Shape.VERB),
    Cue(
        "gave rise to",
        r"(?:give|gives|gave|given)\s+(?:rise|way)\s+to|(?:bring|brings|brought)\s+about|(?:pave|paves|paved)\s+the\s+way\s+(?:for|to)",
        Shape.VERB,
    ),
    Cue(
        "caused",
        _verb("(?<!the )(?<!a )(?<!root )cause", "causes", "caused", r"(?!\s+(?:of|for|by))"),
        Shape.VERB,
    ),
    Cue("triggered", _verb("trigger", "triggers", "triggered", r"(?!\s+by)"), Shape.VERB),
    Cue(
        "drove",
        r"(?:drives|drove|has\s+driven|have\s+driven|fuelled|fuels|sparked|sparks|prompted|prompts|provoked|provokes|spurred|generated|generates)(?!\s+by)",
        Shape.VERB,
    ),
    Cue(
        "made it",
        rf"{_HAVE}(?:makes|made|making)(?=\s+(?:it|us|them|people|things|everything|that|the\s+\w+|me|him|her|everyone|staff|\w+ing)\s+\w+)",
        Shape.VERB,
    ),
    Cue(
        "helped",
        r"(?:really\s+)?(?:helped|helps)(?=\s+(?:us|them|people|me|to|with|the|build|keep|make|get|create|our|that))",
        Shape.VERB,
    ),
    Cue(
        "enabled",
        rf"{_HAVE}(?:enables|enabled|enable|allowed|allows|empowered|forced|forces|compelled|encouraged|encourages)(?=\s+\w+)(?!\s+by)",
        Shape.VERB,
    ),
    Cue(
        "prevented",
        rf"{_HAVE}(?:prevents|prevented|prevent|stopped|hampered|hinders|hindered|undermined|undermines|impeded|discouraged|inhibits|blocked|damaged|eroded|delayed)(?=\s+\w+)(?!\s+by)",
        Shape.VERB,
    ),
    Cue(
        "created",
        r"(?:creates|created|ensures|ensured|facilitated|fostered|improved|strengthened|worsened|weakened|reduced|increased)(?=\s+(?:a|an|the|some|this|that|our|their|more|less|real|huge|lots|confusion|tension|trust|delays?)\b)",
        Shape.VERB,
    ),
    Cue(
        "had a knock-on",
        r"(?:had|has|have|having)\s+(?:a\s+)?(?:\w+\s+)?(?:knock-on(?:\s+effect)?|impact|effect|bearing)\s+on",
        Shape.VERB,
    ),
    Cue("unless", r"unless|so\s+long\s+as|as\s+long\s+as|provided\s+that|otherwise", Shape.CONDITION),
    Cue(
        "if",
        r"(?<!as )(?<!what )(?<!even )(?:only\s+)?if(?!\s+(?:not|so|any|anything|necessary|possible|you\s+like|you\s+will|that\s+makes\s+sense)\b)",
        Shape.CONDITION,
    ),
    Cue(
        "so",
        r"(?:(?:and\s+|,\s*)so|(?<=[.!?]\s)so)(?!\s+(?:far|much|many|long|on|forth|called|that|as|to)\b)|so(?=\s+(?:we|they|it|there|he|she|you|i|nobody|no\s+one|everyone|everybody|staff|our|my|people|the)\b)",
        Shape.CONNECT,
    ),
    Cue("arrow", r"(?:=|-|–)+>|→|⇒", Shape.CONNECT),
    Cue(
        "is the reason",
        r"(?:is|are|was|were|isn't|wasn't|aren't|weren't)\s+(?:not\s+)?(?:really\s+|partly\s+|exactly\s+)?(?:why|the\s+reasons?(?:\s+(?:why|that))?)",
        Shape.VERB,
    ),
    Cue(
        "following",
        r"following(?=\s+(?:the|a|an|our|their|his|her|its)\b)|in\s+the\s+aftermath\s+of|in\s+connection\s+with|in\s+protest\s+(?:against|at|over)",
        Shape.SUBORDINATE,
    ),
    Cue(
        "as",
        r"(?:even\s+)?as(?=\s+(?:we|they|it|there|he|she|you|i|nobody|no\s+one|everyone|the|most|all)\b)",
        Shape.SUBORDINATE,
    ),
)

# Marked as causes in news and hearings. In people's notes they claim one so seldom that a reviewer would drown, so they
# are looked for only on request.
WIDE_CUES: tuple[Cue, ...] = (
    Cue(
        "enough to",
        r"(?:enough|sufficient|necessary|critical|vital|essential|required)\s+(?:to|for)|too\s+\w+\s+to",
        Shape.PURPOSE,
    ),
    Cue(
        "ensure",
        r"(?:ensure|ensuring|make\s+sure|making\s+sure|prevent|preventing|avoid|discourage|promote|promoting|produce|create|facilitate|enable|require|requires|help|helping|protect)(?=\s+\w+)",
        Shape.VERB,
    ),
    Cue("after", r"after|following|once|upon", Shape.SUBORDINATE),
    Cue(
        "as, wide",
        r"(?:even\s+)?as(?!\s+(?:well|if|though|soon|long|far|much|many|to|i\s+said)\b)",
        Shape.SUBORDINATE,
    ),
    Cue("when", r"when(?:ever)?|until|till", Shape.SUBORDINATE),
    Cue("for", r"for(?!\s+(?:example|instance)\b)", Shape.SUBORDINATE),
    Cue("over", r"over|amid|in\s+support\s+of|against", Shape.SUBORDINATE),
    Cue("with", r"with|without|by|from|at", Shape.SUBORDINATE),
    Cue("to", r"to(?=\s+[a-z])", Shape.PURPOSE),
)

_SEARCH = tuple(
    (cue, re.compile(rf"(?:(?<![\w'’-])|(?=[,=→⇒–-]))(?:{cue.pattern})(?![\w-])", re.IGNORECASE))
    for cue in (*CUES, *WIDE_CUES)
)


def cues_in(text: str, *, wide: bool = False) -> list[tuple[int, int, Cue]]:
    """Every cue in the text as (start, end, cue), in order, none overlapping: the first in CUES wins.

    wide: WIDE_CUES too.
    """
    plain = text.replace("’", "'")  # one character for one: offsets stay
    found: list[tuple[int, int, Cue]] = []
    taken = bytearray(len(text))
    for cue, pattern in _SEARCH if wide else _SEARCH[: len(CUES)]:
        for match in pattern.finditer(plain):
            start, end = match.span()
            if end > start and not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append((start, end, cue))
    return sorted(found, key=lambda item: item[0])
