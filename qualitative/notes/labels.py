"""Speaker labels: who is said to speak, at the start of a paragraph.

The danger: "The point is: nobody asked" read as a person called The Point; or Grace, who spoke once, not read
as a person at all, so that her words count as somebody else's. The rule: a label must look like one (a role, a
code, initials, a name) **and** recur, be listed under "Present", or stand among labels that recur.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_BRACKETED_TIME = rf"[\[(]?{TIME}[\])]?"
BULLET_SIGN = re.compile(
    r"(?:[-*•‣◦▪●○·–—+]|o(?=[ \t])|\(?\d{1,2}[.)](?!\d)|\(?(?:[a-z]|[ivx]{1,4})[.)]|\(?[A-Z]\))[ \t]+(?=\S)"
)

_LABELLED = re.compile(
    rf"""
    (?P<lead> (?:\d{{1,4}}[ \t]{{2,}})? (?:\*\*|__)? (?:(?P<before>{_BRACKETED_TIME})[ \t]*[-–—]?[ \t]*)? (?:\*\*|__)? )
    (?P<label> [^\s:*_|\[(>][^:\n*|]{{0,58}}? )
    (?:\*\*|__)?
    (?P<aside> [ \t]* (?: \([^)\n:]{{1,40}}\) | \[[^\]\n:]{{1,40}}\] ) )?
    (?: [ \t]* (?P<time>{_BRACKETED_TIME}) )?
    (?:
        [ \t]* (?P<colon>:) (?:\*\*|__)? (?: [ \t]+ | [ \t]*\n | $ | (?=["“‘']) )
      | (?P<dash> [ \t]+[-–—][ \t]+ )
      | (?P<tab> \t+ )
      | (?P<alone> [ \t]*(?:\*\*|__)?[ \t]* (?:\n|$) )
    )
    """,
    re.VERBOSE,
)
_Q_AND_A = re.compile(r"(?:\d{1,4}[ \t]+)?(?P<label>[QA])\.[ \t]+(?=\S)")

ASKERS = (
    r"facilitators?|co-facilitator|interviewers?|moderators?|researchers?|evaluators?|counsel|host|reviewers?"
    r"|review team|q|int|iv|fac|mod|ivr"
)
_ASKER = re.compile(
    rf"(?:the )?(?:lead |second |1st |2nd )?(?:{ASKERS})\.?(?:[ -]?\d+)?|counsel\b.*", re.IGNORECASE
)
_ASKING_ASIDE = re.compile(rf"[\[(](?:{ASKERS})[\])]", re.IGNORECASE)

_ROLES = re.compile(
    rf"(?:the )?(?:{ASKERS}|witness|respondent|participant|interviewee|speaker|unknown(?: speaker)?|unidentified"
    r"(?: speaker)?|chair|voice|male(?: voice)?|female(?: voice)?|all|several|group|everyone|various|a)\.?"
    r"(?:[ -]?(?:\d{1,3}|[a-z]))?|counsel\b.*",
    re.IGNORECASE,
)
_CODES = re.compile(
    r"[A-Z]{1,4}[ -]?\d{1,3}[A-Za-z]?|(?:FG|INT)\d+[ -]?P\d+"
    r"|(?:[A-Z][a-z]+ ){0,2}(?:speaker|participant|person|respondent|voice|guest|user|provider|officer|member|worker"
    r"|commissioner|manager|lead|carer|client|resident|nurse|interviewee)s? (?:\d{1,3}|[A-Z])",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[A-Z][A-Z.'’-]{0,4}[A-Z]\.?|[A-Z]\.?|[A-Z][a-z]?[A-Z]")
_TITLE = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|prof(?:essor)?|sir|dame|lord|lady|cllr|councillor|rev|sister|fr)\.? ", re.I
)
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "del",
        "der",
        "den",
        "van",
        "von",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "ap",
        "ab",
        "ferch",
        "y",
        "of",
        "the",
        "e",
        "abu",
        "bint",
        "mac",
    ]
)

# Words that head notes rather than name people. A label made of any of these is none.
_NOT_A_NAME = frozenset(
    """
    speakers note-taker notetaker nt review evaluation
    follow-up followup contact contacts
    a about above action actions activity add added agenda aim aims all also although and another answer any aob are as
    aside at attendance attendees background barriers because benefits best both budget but by can challenge challenges
    change changes clarity commissioning communication communications concern concerns conclusion context contract
    contracts copy correction cost costs could culture data date decision decisions detail discussion does duration each
    effect enablers end ending evidence example examples fact feedback file final finally finance findings first for
    format from funding further future general goals good governance had has have he headline heading hence here how
    however i if impact implementation important improvements in inception information into introduction is issue issues
    it item its key last later leadership learning lesson lessons like link list main many market maybe meaning meeting
    mentioned message method mixed more most my necessary need negative negatives new next no none not note notes now nb
    objective objectives of off ok on one only opportunities or other others our outcome outcomes overall overview page
    part partnership people performance plan planning plus point points positive positives practice present priorities
    problem problems process procurement progress purpose question questions quote re reason reasons recommendation
    recommendations record reference reflection reflections relationship relationships report response responsibilities
    result results risk risks role roles same scope second section see session she should situation so some staff
    staffing started status step steps still strengths structure structures subject success successes suggestion
    suggestions summary support system systems table task tasks team thanks that the their them theme themes then there
    these they thing things third this those time timeline timescales timing title to topic topics transcript trust two
    under up update us value version views was way we weaknesses well went were what when where which while who why with
    would yes you your
    """.split()  # noqa: SIM905
)
_NOT_INITIALS = frozenset(
    [
        "NB",
        "PS",
        "AOB",
        "FYI",
        "RE",
        "CC",
        "BCC",
        "OK",
        "TBC",
        "TBD",
        "ETA",
        "EG",
        "IE",
        "NA",
        "PM",
        "AM",
        "UK",
        "EU",
        "NHS",
        "KPI",
        "KPIS",
        "CEO",
        "GDPR",
        "TEL",
        "FAO",
    ]
)
_NOUN_ENDINGS = (
    "tion",
    "tions",
    "ment",
    "ments",
    "ness",
    "ship",
    "ships",
    "ity",
    "ities",
    "ing",
    "ings",
    "ures",
)


@dataclass(frozen=True)
class Label:
    """A label at the start of a paragraph; offsets within that paragraph. form: colon, dash, tab, alone or q."""

    speaker: str = field(repr=False)
    body_char: int
    form: str
    time: str | None = None
    asks: bool = False  # by its wording the interviewer's
    bold: bool = False  # set off by the writer

    @property
    def key(self) -> str:
        bare = re.sub(r"\s*[\[(].*?[\])]\s*$", "", self.speaker)
        return re.sub(r"[.\s]+", " ", bare).strip().casefold()


def candidate(paragraph: str) -> Label | None:
    """What would be a label if it recurs. Looks only at shape."""
    found = _Q_AND_A.match(paragraph)
    if found:
        return Label(found["label"], found.end(), "q", asks=found["label"] == "Q")
    found = _LABELLED.match(paragraph)
    if not found:
        return None
    name = found["label"].strip()
    time = found["before"] or found["time"]
    aside = (found["aside"] or "").strip()
    form = "colon" if found["colon"] else "dash" if found["dash"] else "tab" if found["tab"] else "alone"
    if not _looks_like_a_label(name):
        return None
    if form == "alone" and not time:
        return None
    if form == "tab" and not time and not _certain(name):
        return None
    start = found.start("label")
    end = found.end("aside") if aside else found.end("label")
    asks = bool(_ASKER.fullmatch(name) or (aside and _ASKING_ASIDE.fullmatch(aside)))
    clock = time.strip("[]() ") if time else None
    bold = paragraph.startswith(("**", "__"))
    return Label(paragraph[start:end].strip(), found.end(), form, clock, asks, bold)


def _looks_like_a_label(name: str) -> bool:
    if _ROLES.fullmatch(name) or _CODES.fullmatch(name):
        return True
    if len(name) == 1 and name.isupper():  # 'I:' and 'R:', if they recur
        return True
    words = name.replace(",", " ").split()
    if not 1 <= len(words) <= 6 or len(name) > 48 or any(c in name for c in '?!;"“”=/\\<>'):
        return False
    bare = [word.strip(".'’()").casefold() for word in words]
    if name.upper() in _NOT_INITIALS or bare[0] in _NOT_A_NAME or all(word in _NOT_A_NAME for word in bare):
        return False
    if any(word in _NOT_A_NAME and word not in _PARTICLES for word in bare):
        return False
    return bool(re.search(r"[^\W\d_]", name)) and not re.search(r"\d{3,}|[.]\s*$", name.replace(".", "", 2))


def _is_named(name: str) -> bool:
    """Two or more capitalised words, or a title and a word: 'Wendy Burke', 'Cllr Aske', 'Tomos ap Rhys'."""
    words = name.split()
    capitals = [word for word in words if word[:1].isupper()]
    others = [word for word in words if not word[:1].isupper() and word.casefold() not in _PARTICLES]
    return (
        not others
        and len(capitals) >= 2
        and not any(word.casefold().endswith(_NOUN_ENDINGS) for word in words)
    )


def _certain(name: str) -> bool:
    return bool(_ROLES.fullmatch(name) or _CODES.fullmatch(name) or _TITLE.match(name))


def find_labels(paragraphs: Sequence[str], known: frozenset[str] = frozenset()) -> list[Label | None]:
    """One Label or None a paragraph. known: casefolded names and initials listed under "Present"."""
    candidates = [candidate(paragraph) for paragraph in paragraphs]
    times_seen = Counter((c.key, c.form in ("dash", "tab")) for c in candidates if c)
    q_and_a = all(sum(1 for c in candidates if c and c.form == "q" and c.speaker == x) >= 2 for x in "QA")

    def sure(label: Label, words: str) -> bool:
        quoted = bool(re.fullmatch(r"[\"“].+[\"”][.!?…]?", words.strip(), re.DOTALL))
        name = label.key
        bare = re.sub(r"\s*[\[(].*?[\])]\s*$", "", label.speaker).strip()
        often = times_seen[(name, label.form in ("dash", "tab"))]
        if label.form == "q":
            return q_and_a
        if label.bold and label.form == "colon" and _could_be_a_person(label):
            return True
        if name in known or (quoted and label.form == "colon" and _could_be_a_person(label)):
            return True
        if label.form == "dash":
            return (
                often >= 2 and (bool(_INITIALS.fullmatch(bare)) or _certain(bare) or _is_named(bare))
            ) or (often >= 3 and bare[:1].isupper() and " " not in bare)
        if _certain(bare):
            return often >= 2 or len(name) > 1
        if bare[:1].islower():
            return often >= 3 and " " not in bare and len(bare) <= 12
        if label.time:
            return True
        if name.endswith(_NOUN_ENDINGS):
            return often >= 3
        return often >= 2

    accepted = [
        c if c and sure(c, p[c.body_char :]) else None for c, p in zip(candidates, paragraphs, strict=True)
    ]
    speakers = {label.key for label in accepted if label}
    turns = sum(1 for label in accepted if label)
    if len(speakers) >= 2 and turns >= 4:
        # Among people who speak again and again, one who spoke once is a person too.
        for i, label in enumerate(candidates):
            if label is None or accepted[i] is not None or label.form != "colon":
                continue
            if _could_be_a_person(label) and not _titled(paragraphs[i][label.body_char :]):
                accepted[i] = label
    elif len([c for c in candidates if c and c.form == "colon" and _is_named(c.speaker)]) >= 3:
        accepted = [
            a or (c if c and c.form == "colon" and _is_named(c.speaker) else None)
            for a, c in zip(accepted, candidates, strict=True)
        ]
    return accepted


def _titled(words: str) -> bool:
    """'Focus Group 2': no sentence, so what stands before it is no speaker."""
    tokens = words.split()
    return (
        bool(tokens)
        and words.rstrip()[-1] not in '.?!…"”'
        and all(not token[0].islower() for token in tokens)
    )


def _could_be_a_person(label: Label) -> bool:
    bare = re.sub(r"\s*[\[(].*?[\])]\s*$", "", label.speaker).strip()
    if _INITIALS.fullmatch(bare):
        return len(bare) > 1
    if label.key.endswith(_NOUN_ENDINGS):
        return False
    return _is_named(bare) or (" " not in bare and bare[:1].isupper())
