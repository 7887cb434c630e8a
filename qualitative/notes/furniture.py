"""What stands in notes round the words: titles, dates, attendance, stage directions, the guide's questions.

The danger: "Staff anxious" taken for a title loses a view; "Apologies: B. Aske" taken for speech makes one up.
The rule: a field needs its colon, a title must look like one beside what follows it; in doubt it is speech.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualitative.notes.labels import BULLET_SIGN, TIME

_FIELDS = (
    r"speakers|date|time|times|venue|location|place|where|when|duration|length|present|in attendance|in the room|attendance|attendees"
    r"|attended|attending|participants|apologies|apologies for absence|note[- ]?takers?|notes? (?:by|taken by)|notes typed"
    r"|scribe|session|interview(?:ee)?s?|interviewed|interviewer|facilitators?|facilitated by|moderator|group|audio|file"
    r"|file name|recording|recorded(?: by| on)?|transcribed(?: by)?|transcript(?:ion)?|consent|project|subject|reference|ref"
    r"|version|status|typed(?: up)?(?: by)?|distribution|circulation|cc|from|to|tel|telephone|phone|mobile|e-?mail|held(?: at)?"
    r"|meeting|organisation|role|author|lead|by|review|day|start|finish|started|ended|format|method|contact|in person|online"
)
_FIELD = re.compile(
    rf"(?:[-*•]\s+)?(?:\*\*|__)?(?P<field>{_FIELDS})\s*(?:\*\*|__)?\s*:(?:\*\*|__)?(?P<rest>.*)", re.I | re.S
)
_PRESENT = re.compile(
    r"(?:[-*•]\s+)?(?:\*\*|__)?(?:present|in attendance|in the room|attendance|attendees|attended|participants|people"
    r"|apologies(?: for absence)?)(?:\s*\(\d+\))?\s*(?:\*\*|__)?\s*:?(?:\*\*|__)?\s*",
    re.I,
)
# Fields whose word may also be a speaker's label: only a name or two behind them makes them fields.
_ALSO_SPEAKERS = frozenset(
    ["facilitator", "facilitators", "interviewer", "moderator", "interviewee", "interview", "group", "lead"]
)

_DIRECTIONS = (
    r"laughter|laughs?|laughing|pause|long pause|crosstalk|cross-?talk|inaudible|unclear|silence|break|short break|coffee|tea"
    r"|lunch|applause|recording (?:starts|stops|paused|ends|begins|resumed)|phone rings|door|background noise|overlapping"
    r"|multiple speakers|music|coughs?|sighs?|crying|tearful|end(?:s)?(?: of .{1,30})?|start(?:s)?(?: of .{1,30})?"
)
_DIRECTION = re.compile(
    rf"[\[(*_]+\s*(?:(?:general|all|some|group|more)\s+)?(?:{_DIRECTIONS})\W*[\])*_]+\.?", re.I
)
_CLOCK = re.compile(
    rf"[\[(]?\s*(?:{TIME}|\d{{1,2}}[.:]\d{{2}}\s*(?:am|pm|hrs|noon)?|\d{{1,2}}\s*(?:am|pm))\s*[\])]?", re.I
)
_SENT = re.compile(r"(?:sent|get outlook|downloaded) (?:from|for) (?:my )?[\w ]{2,30}\.?", re.I)
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*|[-=_*~#\s]{3,}", re.I
)
_WHOLE_BRACKET = re.compile(r"\[[^\[\]]*\]\.?|\([^()]*\)\.?", re.S)
_ENDINGS = re.compile(
    r"\*{0,3}\s*(?:\[|\()?(?:end of (?:notes|interview|session|transcript|recording|meeting)|ends?)\.?(?:\]|\))?\s*\*{0,3}",
    re.I,
)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\.?,?\s+\d{{2,4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"

_ASK_OPENING = re.compile(
    r"(?:what|how|why|when|where|who|whom|which|did|do|does|is|are|was|were|can|could|would|should|has|have|had|if|in what"
    r"|to what|tell|looking back|thinking|and (?:what|how|why|when|who|where|did|do|is|was|were)|anything|any)\b",
    re.I,
)
_QUESTION_NUMBER = re.compile(
    r"(?:\*\*|__)?(?:q(?:uestion)?\s*\.?\s*\d{1,2}[a-z]?|topic\s+\d{1,2}|prompt(?:\s+\d{1,2})?)\s*[.:)–—-]*(?:\*\*|__)?\s+\S",
    re.I,
)
_NUMBER = re.compile(r"(?:\*\*|__)?\(?\d{1,2}(?:\.\d{1,2})?[.)]?(?:\*\*|__)?\s+\S")
_HASHES = re.compile(r"#{1,6}\s+")
_FINITE = re.compile(
    r"\b(?:is|was|were|are|felt|said|had|has|have|did|didn['’]t|got|get|gets|not|no|never|want|wants|wanted|need|needs|don['’]t"
    r"|can|can['’]t|could|would|should|will|went|came|made|told|think|thought|left|lost|knew|know|i|we|they|he|she|you|it"
    r"|my|our|thanks|thank|yes|yeah|okay|ok|too|very|really|only|still|just|be|been)\b",
    re.I,
)
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "v",
        "vs",
        "&",
        "–",
        "-",
        "—",
    ]
)


def sign_length(words: str) -> int:
    """How many characters stand before a heading's or a question's own words: '# ', '**', 'Q3. ', '2. '."""
    found = re.match(
        r"(?:#{1,6}\s+)?(?:\*\*|__)?(?:(?:Q(?:uestion)?\s*\.?\s*\d{1,2}[a-z]?\s*[.:)–—-]*|\(?\d{1,2}(?:\.\d{1,2})?[.)])(?:\*\*|__)?\s+)?",
        words,
        re.I,
    )
    return found.end() if found and found.end() < len(words) else 0


def is_field(words: str) -> bool:
    """'Date: 4 May', 'Present: …', 'Note-taker: …'; 'Facilitator: Rhian Pugh', but not 'Facilitator: Thank you all.'"""
    found = _FIELD.fullmatch(words)
    if not found:
        return False
    rest = found["rest"].strip(" *_")
    if found["field"].casefold() in _ALSO_SPEAKERS or found["field"].casefold().startswith("note"):
        return _only_names(rest)
    return True


def _only_names(rest: str) -> bool:
    names = re.split(r"\s*(?:,|;|/|&|\band\b|\(|\))\s*", rest)
    words = [word for name in names for word in name.split()]
    if not words or len(words) > 14 or rest.endswith(("?", "!")) or (rest.endswith(".") and len(words) < 2):
        return False
    return sum(1 for word in words if not word[:1].isupper()) <= len(words) // 3 and not _FINITE.search(rest)


def opens_a_list(words: str) -> bool:
    """'Present:' with nothing, or names, behind it: what follows may be more names."""
    return bool(_PRESENT.match(words))


def is_listed_person(words: str) -> bool:
    """One line of an attendance list: short, no sentence."""
    bare = BULLET_SIGN.sub("", words, count=1)
    return (
        len(bare.split()) <= 12
        and not bare.rstrip().endswith((".", "?", "!"))
        and not re.search(r"\b(?:felt|said|was|were|we|they|didn['’]t|had)\b", bare, re.I)
        and bare[:1].isupper()
    )


def people_present(paragraphs: Sequence[str], rows: Sequence[str] = ()) -> frozenset[str]:
    """Casefolded names, first names and initials of those listed as present, so that their labels are known.

    rows: of an attendance table, whose first cell is a name.
    """
    known: set[str] = set()
    listing = False
    for words in paragraphs[:60]:
        found = _PRESENT.match(words)
        inside = re.search(
            r"\b(?:present|in the room|in attendance|attendees|participants)\s*:\s*", words, re.I
        )
        if found and (words[: found.end()].rstrip(" *_").endswith(":") or found.end() == len(words.rstrip())):
            listing, rest = True, words[found.end() :]
        elif inside:
            listing, rest = False, words[inside.end() :]
        elif listing and is_listed_person(words):
            rest = BULLET_SIGN.sub("", words, count=1)
        else:
            listing, rest = False, ""
        known |= _names_in(rest)
    for row in rows:
        known |= _names_in(row.split(" | ")[0])
    return frozenset(name for name in known if name not in ("the", "all", ""))


def _names_in(listed: str) -> set[str]:
    """'Priya Raman PR, Kofi Asante-Bray (KAB)' → priya raman, priya, pr, kofi asante-bray, kofi, kab."""
    known: set[str] = set()
    for chunk in re.split(r"[,;\n()–—/]|\s-\s|\band\b|=|[.]\s", listed):
        names = chunk.split()
        if len(names) > 1 and re.fullmatch(r"[A-Z]{2,4}", names[-1]):
            known.add(names.pop().casefold())
        if not 1 <= len(names) <= 5 or not all(
            n[:1].isupper() or n in ("de", "ap", "van", "al") for n in names
        ):
            continue
        known |= {re.sub(r"[.\s]+", " ", " ".join(names)).strip().casefold(), names[0].casefold()}
        if len(names) > 1:
            known.add("".join(n[0] for n in re.split(r"[\s-]+", " ".join(names)) if n).casefold())
    return known


def is_stage_direction(words: str) -> bool:
    """'(10.00 am)', '[laughter]', '(The short adjournment)', 'Page 3 of 7', '---': nobody's words."""
    words = words.strip()
    if (
        _DIRECTION.fullmatch(words)
        or _CLOCK.fullmatch(words)
        or _SENT.fullmatch(words)
        or _PAGE_NUMBER.fullmatch(words)
        or _ENDINGS.fullmatch(words)
    ):
        return True
    if not _WHOLE_BRACKET.fullmatch(words) or len(words.split()) > 12:
        return False
    if re.match(rf"[\[(]\s*(?:{_DIRECTIONS})\b", words, re.I) and not re.search(r"\b(?:I|my)\b", words):
        return True  # '[pause, about ten seconds]'
    return len(words.split()) <= 6 and not is_remark(words)


def is_remark(words: str) -> bool:
    """A whole paragraph in brackets that is more than a direction: '[He looked at the door before answering.]'"""
    words = words.strip()
    if not _WHOLE_BRACKET.fullmatch(words) or _DIRECTION.fullmatch(words) or _CLOCK.fullmatch(words):
        return False
    inside = words.strip("[]().")
    if (
        words[0] == "("
        and re.match(r"[A-Z][\w.'’-]{0,20}:\s", inside)
        and not re.match(r"(?:NB|Note|NT)\b", inside)
    ):
        return False  # '(CN: to be fair …)' is somebody's aside
    many = len(inside.split()) > 6
    return many or bool(
        re.search(r"\b(?:I|my|seemed|looked|felt|think|note|nb|check|ask|sic)\b", inside, re.I)
    )


# What tells about a session, by kind; one of the first four must be there.
_SIGNS = tuple(
    re.compile(sign, re.I)
    for sign in (
        rf"\b(?:{_DATE})",
        r"\b(?:\d+\s*(?:minutes|mins|hours|hrs)|(?:an|one|two) hours?|\d{1,2}[.:]\d{2} ?(?:to|-|–|until) ?\d{1,2}[.:]\d{2})\b",
        r"\b(?:by (?:video|phone|telephone)|(?:by|on|over|via) (?:teams|zoom|skype)|born|published|issued by|commissioned by)\b",
        r"\b(?:verbatim|shorthand|interviewer|note-?taker|notes?|typed|written up|captions?|transcri\w+|ran it|wrote|recording|recorded)\b",
        r"\b(?:people|present|attended|apologies|in the room|of us|there)\b",
        r"\b(?:room|office|café|upstairs|downstairs|kitchen|centre|hall|library)\b",
    )
)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\b(?:\+44|0)\s?\d{2,4}[\s-]?\d{3,4}[\s-]?\d{3,4}\b")
_TO_DO = re.compile(
    r"(?:to[- ]do|actions?|next (?:meeting|steps?)|follow[- ]?up|send|check with|check|ran out of time|ask|chase|afterwards"
    r"|end of)\b",
    re.I,
)
_LEADER = re.compile(
    r"\b(?:interviewer|interviewed by|facilitator|facilitated by|moderator|typed by|typed up by|written up by|notes by"
    r"|notes|note-?taker|scribe)\s*:?\s+(?P<after>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2}|[A-Z]{2,3})"
    r"|\b(?P<before>[A-Z]{2,3}|[A-Z][\w'’-]+)\s+(?:ran it|facilitated|led the session|asked the questions)\b"
)
MAX_HEAD_PARAGRAPHS = 8
MAX_FOOT_PARAGRAPHS = 2


def about_the_session(words: Sequence[str], structure: Sequence[bool]) -> frozenset[int]:
    """Which paragraphs at a file's head and foot tell about the session and not what was said in it.

    structure: True where a paragraph is a heading, a question or a labelled turn. Head: between the title and the first of
    these, with two kinds of sign (a date, a length, a place, who wrote …). Foot: after the last of these, with a telephone, an e-mail or a task.
    """
    about: set[int] = set()
    titles = next((i for i, yes in enumerate(structure) if not yes), 0)  # a title may have several lines
    first = next((i for i, yes in enumerate(structure) if yes and i > titles), None)
    if first is not None and first <= MAX_HEAD_PARAGRAPHS:
        for i in range(first):
            if not structure[i] and _tells_about(words[i]):
                about.add(i)
        about -= (
            {0} if len(words[0].split()) <= 12 else set()
        )  # a short first line is the title, dated or not
    last = len(words)
    for i in range(last - 1, max(0, last - 1 - MAX_FOOT_PARAGRAPHS), -1):
        if structure[i] or not (_CONTACT.search(words[i]) or _TO_DO.match(words[i])):
            break
        about.add(i)
    return frozenset(about)


def session_leaders(words: Sequence[str]) -> frozenset[str]:
    """Label keys of whoever the head of the file says asked or wrote: 'Interviewer TR', 'HV ran it', 'Notes: Jo Fenn'."""
    keys: set[str] = set()
    for said in words[:MAX_HEAD_PARAGRAPHS]:
        for found in _LEADER.finditer(said):
            keys |= _names_in(found["after"] or found["before"])
    return frozenset(keys)


def _tells_about(words: str) -> bool:
    signs = [len({found.casefold() for found in sign.findall(words)}) for sign in _SIGNS]
    signs[0] = min(1, signs[0])  # a sentence may well hold two dates
    dated_first = re.match(rf"\W*(?:\w+day,?\s+)?(?:{_DATE})", words, re.I)
    return (sum(signs) >= 2 and any(signs[:4])) or bool(dated_first and len(words.split()) <= 25)


def is_numbered_title(words: str) -> bool:
    """'4. Relationships, inside and out': numbered, short, no sentence."""
    flat = " ".join(words.split())
    return (
        bool(_NUMBER.match(flat))
        and len(flat.split()) <= 12
        and not flat.rstrip(" *_").endswith((".", ";", ","))
    )


def is_section_number(words: str) -> bool:
    """'2. Contract update': a number and a few words without a verb."""
    return (
        bool(re.match(r"\d{1,2}[.)]\s+[A-Z]", words))
        and len(words.split()) <= 7
        and not (_FINITE.search(words) or words.rstrip().endswith((".", "?", "!", ";", ",")))
    )


def is_numbered_question(words: str) -> bool:
    """'Q3. What worked?', 'Question 2: roles', '4) What would you do again?'"""
    flat = " ".join(words.split())
    if _QUESTION_NUMBER.match(flat):
        return flat.rstrip(" *_").endswith("?") or len(flat.split()) <= 14
    return bool(_NUMBER.match(flat)) and flat.rstrip(" *_)").endswith("?") and len(flat.split()) <= 40


def is_plain_question(words: str) -> bool:
    """One sentence standing alone, that asks: 'What has helped?' (only used where nobody is speaking)."""
    flat = " ".join(words.split()).strip(" *_")
    return (
        flat.endswith("?")
        and bool(_ASK_OPENING.match(flat))
        and len(flat.split()) <= 35
        and not re.search(r"[.!]\s", flat)
    )


def is_heading(words: str, following: str, *, bold: bool = False, speaking: bool = False) -> bool:
    """Whether one line stands as a title over what follows. speaking: in the middle of a transcript's turn."""
    words = words.strip()
    if _HASHES.match(words) and "\n" not in words:
        return True
    bare = words.strip("*_ ").rstrip(":").strip()
    bare = re.sub(r"^(?:\d{1,2}(?:\.\d{1,2})?[.)]?|[A-Z][.)]|[ivx]{1,4}[.)])\s+", "", bare)
    tokens = bare.split()
    if "\n" in words or not tokens or len(tokens) > 12 or len(words) > 90 or not re.search(r"[^\W\d_]", bare):
        return False
    if words.startswith(("**", "__")) and words.endswith(("**", "__", "**:", "__:")) and len(tokens) <= 12:
        return not words.rstrip("*_").endswith((".", "!")) or len(tokens) <= 6
    if _CAPITALS.fullmatch(bare) and len(bare) > 3:
        return True
    if bare.endswith((".", ",", ";", "!", "?", "…", "-", "–", '"', "”", "’", "'")) or not (
        bare[0].isupper() or bare[0].isdigit()
    ):
        return False
    if not following or BULLET_SIGN.match(words):
        return False
    if bold:
        return True
    titled = [token for token in tokens if token.casefold() not in _SMALL and token[:1].isalpha()]
    title_case = all(token[:1].isupper() for token in titled) and len(titled) >= 1
    if speaking:
        return title_case and len(tokens) >= 2 and not _FINITE.search(bare)
    if _FINITE.search(bare):
        return False
    if title_case or words.rstrip().endswith(":"):
        return True
    return len(tokens) <= 7 and not re.search(r"\w+(?:ed|n['’]t)\b", bare)


_CAPITALS = re.compile(r"(?=.*[A-Z])[A-ZÀ-ÖØ-Þ0-9&'’()/,:. –—-]+(?:\([a-z ]+\)\.?)?")
