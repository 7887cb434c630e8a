"""Whose words a passage holds: the speaker's own, a note-taker's report of them, or the note-taker's own remark.

The danger (PRACTICE, "Voice"): quoting a note-taker's shorthand puts words into somebody's mouth. The rule:
unknown means reported. A labelled turn is verbatim when it speaks in the first person, or stands in a transcript
and is no shorthand; captions are reported until somebody confirms them; remarks are never anybody's view.
"""

from __future__ import annotations

import re

_SPOKEN = re.compile(
    r"\b(?:I|I['’](?:m|ve|d|ll)|me|my|mine|myself|we|we['’](?:re|ve|d|ll)|us|our|ours|you|your|you['’](?:re|ve|d|ll)"
    r"|yeah|yep|um|umm|erm|er|well,|okay|thank you|thanks)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:I|I['’](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Mm]yself|[Ww]e|[Ww]e['’](?:re|ve|d|ll)|us|[Oo]ur)\b"
)

_REPORTING = (
    r"felt|feels|said|says|thought|thinks|noted|notes|explained|agreed|agrees|disagreed|raised|mentioned|reported|described"
    r"|suggested|suggests|wanted|wants|asked|asks|recalled|recalls|stressed|added|adds|acknowledged|believed|believes"
    r"|concerned|frustrated|queried|pointed out|unsure|wondered|commented|highlighted|observed|echoed|argued|stated|admitted"
    r"|remembered|remembers|confirmed|complained|praised|worried|reckons|reckoned|expressed|emphasised|reflected|talked"
    r"|spoke|outlined|referred|welcomed|didn['’]t (?:think|feel|know|agree)|wasn['’]t sure|not sure|keen|nodded|laughed"
)
# Within the first words, with no "I" or "we" before it: "BA felt …", "felt that …", "Group agreed …"
_REPORTED_OPENING = re.compile(
    rf"\W*(?:(?!(?:I|we|We|you|You)\b)[\w'’.&/()-]+\s+){{0,5}}?(?:also\s+)?(?:{_REPORTING})\b"
)
_TOLD = re.compile(
    r"\b(?:[Hh]e|[Ss]he|[A-Z]{2,3})\s+(?:said|says|thought|thinks|felt|feels|explained|added|asked)\b"
)
_REPORTING_FIRST = re.compile(rf"\W*(?:also\s+)?(?:{_REPORTING})\b(?!,)", re.IGNORECASE)
_SINGULAR = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|me|my|myself)\b")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|(?<!\w)‘[^’]*’|(?<!\w)'[^']*'(?!\w)")
_SHORTHAND_SIGN = re.compile(
    r"(?:\bw/|\bb/c\b|\bre:|->|→|=>|\bcttee\b|\bmtgs?\b|\bcomms\b(?=\s+(?:poor|bad|good)))"
)

_DOUBLE_QUOTED = re.compile(r"\s*(?:>\s*)?(?:\"[^\"]+\"|“[^”]+”|‘.+’)[.!?…]?\s*", re.DOTALL)

_COMMENT = re.compile(
    r"[\[({*_]*\s*(?:n\.?b\.?\b|note[- ]?taker(?:['’]s)?\b|nt(?:['’]s)?(?:\s+(?:comment|note|obs|observation|view|remark)"
    r"|\s*:)|(?:my|our|researcher['’]s|facilitator['’]s|interviewer['’]s|note-taker['’]s)\s+"
    r"(?:own\s+)?(?:impression|sense|reading|view|feeling|comment|observation|note|reflection)s?\b"
    r"|(?:comment|observation|reflection|note|notes|note to self|researcher note|facilitator note|field note"
    r"|aside|ed|editor)s?\s*[:–—-]\s)",
    re.IGNORECASE,
)


def is_comment(words: str) -> bool:
    """Whether a paragraph is the note-taker's own remark by its opening: "NB", "NT comment:", "(my impression …"."""
    return bool(_COMMENT.match(words))


def is_spoken(words: str) -> bool:
    """Whether there is any sign of somebody speaking: I, we, you, thanks, er."""
    return bool(_SPOKEN.search(words))


def is_shorthand(words: str) -> bool:
    """Whether a note-taker reports: 'felt that …', 'BA said …', 'Cttee -> no decision'."""
    if _DOUBLE_QUOTED.fullmatch(words):
        return False
    opening = _REPORTED_OPENING.match(words)
    if opening and not _FIRST_PERSON.search(words[: opening.end()]):
        return True
    return bool(_SHORTHAND_SIGN.search(words))


def is_wholly_quoted(words: str) -> bool:
    """A whole paragraph between quotation marks: the note-taker's own sign that these were the words."""
    return bool(_DOUBLE_QUOTED.fullmatch(words))


def opens_by_reporting(words: str) -> bool:
    """'felt that …', 'Said he …': even in a transcript nobody begins so about himself."""
    return bool(_REPORTING_FIRST.match(words)) and not says_i(words)


def says_i(words: str) -> bool:
    """Whether I, me or my stands outside quotation marks: a reporter writes he or she."""
    return bool(_SINGULAR.search(_QUOTED.sub(" ", words)))


def is_told(words: str) -> bool:
    """Whether somebody else tells it: '… the quiet ones stayed quiet, she said.'"""
    return bool(_TOLD.search(words))


def is_first_person(words: str) -> bool:
    return bool(_FIRST_PERSON.search(words))
