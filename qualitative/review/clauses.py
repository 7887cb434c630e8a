"""From the notes' own words to a clause that can stand in a report.

The danger: a machine that writes prose writes what nobody said. So a proposed sentence is a clause of the notes: cut
out, freed of its label and its "you know", its first person turned to the third as reported speech does, and nothing added;
a clause that cannot stand by itself (a dangling "it", two different "they") is left to the excerpts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qualitative.review.understood import points_away, understood

_SENTENCE_END = re.compile(
    r"(?<=[.!?…])(?<!diff\.)(?<!incl\.)(?<!approx\.)(?<!e\.g\.)(?<!i\.e\.)(?<!Mrs\.)(?<!Mr\.)(?<!Dr\.)[\"”’')\]]*\s+|\s*;\s+|\n+|\s+[–—]\s+|\s+-\s+"
)
_LABEL = re.compile(r"^\s*(?:[-*•·–]|\(?\d+[.)])?\s*(?:\[[^\]]{1,80}\]|[A-Z][\w .'-]{0,25}):\s+")
_BULLET = re.compile(r"^\s*(?:[-*•·–>]+|\(?\d{1,2}[.)])\s+")
_MASKED_LABEL = re.compile(r"^\s*\[[^\]]{1,80}\]:\s+")
_FILLERS = re.compile(
    r"^(?:(?:and|but)[ ,…]+|(?:so|well|yeah|yes|no|ok|okay|right|now|also|then|like|honestly|literally|basically|actually|obviously|frankly"
    r"|look|see|oh|um|er|plus|anyway|again|i mean|you know|to be (?:honest|fair)|for me|in fairness|i suppose|i guess|sorry"
    r"|i['’]?ll say it|of course|even so|mind you|that said|first|firstly|second|secondly|third|thirdly|finally|lastly)\s*[,…]+\s*"
    r"|(?:the (?:only |other )?thing is|(?:what|all) (?:i|we) (?:do |did |would |['’]d )?say is|(?:i|we)(?:['’]d| would) say)[ ,]+(?:that )?)+",
    re.IGNORECASE,
)
_SAYING = r"(?:felt|feels|said|says|thinks|believes|reckons|argues|thought|believed|reported|noted|explained|described how|mentioned|recalled|stressed|added|commented|observed|considered|agreed|suggested|argued|pointed out|saw it|told us|made the point|was clear|were clear)"
_FRAME = re.compile(
    rf"^(?:(?:\[[^\]]{{1,40}}\]|people|staff|partners|members|others|some|several|they|we|i|he|she|someone|somebody|one person|one|another|participants|attendees|interviewee"
    rf"|the group|all|everyone|everybody|most|many|a few|several people|some people)\s+)?(?:also |all |both |really |just |strongly |still )?"
    rf"(?:{_SAYING}|(?:i|we) (?:think|feel|believe|know|reckon|suppose|guess|would say|'d say|’d say))\s+(?:that\s+)?(?!about\b|of\b|by\b|to\b|like\b|very\b|they could\b)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:,\s*(?:you know|really|i think|to be honest|i suppose|i guess|mind you|love|sorry)|\s+(?:and so on|etc\.?))?[\s.,;:!…]*$",
    re.I,
)
VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|will|would|should|must|may|might|[a-z]+n['’]t|cannot"
    r"|felt|said|knew|got|came|went|took|gave|made|told|kept|left|lost|held|met|ran|saw|sat|set|put|let|meant|became|began"
    r"|brought|built|bought|broke|chose|drew|drove|fell|fought|found|grew|heard|led|paid|read|rang|rose|sent|spoke|spent|stood"
    r"|stuck|taught|thought|understood|won|wrote|worked|works|seems?|needs?|means?|feels?|knows?|gets?|comes?|goes|takes?|gives?"
    r"|makes?|keeps?|tells?|helps?|suits|depends|happens|sounds|stays|wants?|belongs|exists|remains|lacks|says|thinks|brings|loses"
    r"|grows|falls|sits|stands|holds|sorts|asks|[a-z]{3,}ed)\b"
    r"|(?<=\w)['’](?:d|ve|re|ll|m)\b|\b(?:there|it|that|what|who|nobody|everybody|somebody)['’]s\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(r"^(?:it|this|that|these|those|which|who|he|she|him|her|they|them|because|although|though|if|when|while|where|or|nor|as|than|not|than|such|same|both|neither|either|there we|here)\b", re.I)  # fmt: skip
UNPRINTABLE = re.compile(
    r"[?=→|<>%+“”\"\[\]:/_*]|\b(?:lol|haha|tbc|tbd|n/a|per cent|percent|mtgs?|yrs?|hr|wk|w/)\b|…|\.\."
)
_NO_SUBJECT = re.compile(
    r"never|not|still|always|just|also|only|even|then|yes|what|how|why|which|whose|whether|best|worst|"
    r"now|next|once|written|taken|given|seen|done|gone|known|drawn|born|first|last|same|different|general|more|less|asked|worth|hard|easy|good|bad|nice|lovely|great|"
    r"no-one's|see|maybe|perhaps|meanwhile|somebody's|one|to|like|from|for|with|at|in|on|by|about|"
    r"without|instead|otherwise|another|others|another's"
)
_STANDS = re.compile(
    r"^(?:it (?:was|is|would|felt|took|had|seemed|could|should) .{0,60}?\b(?:to|that|when|who|if)\b|if .+, )",
    re.I,
)
_FIRST_PERSON = re.compile(r"\b(?:I|we|us|me|my|our|ours|mine|myself|ourselves)\b", re.IGNORECASE)
_THIRD_PERSON = re.compile(r"\b(?:they|them|their|theirs|themselves|he|she|him|his|her)\b", re.IGNORECASE)
# "It was like a house with the curtains shut": told as "it was described as …", for who hears it knows what "it" is.
DESCRIBED = re.compile(
    r"^(?:it|that|this|they|we)(?:['’]s|['’]re| was| is| were| are) ((?:like|more like)\b.{6,70})$",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^NB\b|\boff the record|\battribut\w+|\bquote (?:me|us|that|this)|\bleave (?:that|this|it|me|us|him|her) out|\bjob title"
    r"|\b(?:don['’]?t|do not|not to|please|rather (?:you|i|we)\b.*) (?:use|put|write|name|print|record|include)\b|\bmy name\b"
    r"|\b(?:in confidence|confidential|between (?:us|ourselves|you and me))\b|\bnot for the report"
    r"|\bbe recogni[sz]ed\b|\brecogni[sz]e (?:me|us|him|her|them)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b", re.I
)
PROPOSAL = re.compile(
    r"\b(?:should(?! never\b)|ought to|would like (?:to see|it|there|more|a|an|the)|(?:pay|paid|start|put|bring|have|give|ask|tell) .{2,50} from (?:the start|day (?:one|1)|the beginning|the first day)|next time|in future|would have helped|would help|recommend\w*|suggest\w*|propos\w+|need(?:s)? to be"
    r"|future alliance|my advice|lesson|if (?:i|we) did it again|do differently|would like to see|wish (?:we|they|somebody|someone) had)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """A clause of a passage: its own words, and where they stand (code points in the source's rendered text)."""

    words: str
    start_char: int
    end_char: int
    of_self: bool = False  # "they" is whoever spoke
    label_char: int = -1  # where its passage or its speaker's label begins, if before its words
    untold: bool = False  # from or about a post of one or two holders: it backs others' words and is not told

    @property
    def fit_to_lead(self) -> bool:
        if self.untold:
            return False
        stands = stands_alone(self.words, of_self=self.of_self) and understood(unframed(self.words))
        return stands or bool(self.described_as)

    @property
    def described_as(self) -> str:
        """What "it" was described as, where the clause is such a description and short enough; else ""."""
        found = None if self.untold or asks_about_use(self.words) else DESCRIBED.match(self.words)
        rest = found.group(1) if found else ""
        told = (
            UNPRINTABLE.search(rest)
            or _FIRST_PERSON.search(rest)
            or _THIRD_PERSON.search(rest)
            or re.search(r"[,\d]|\b(?:you|your|it|that|this)\b", rest, re.I)
            or _MONTH.search(rest)
        )
        return "" if told or not 3 <= len(rest.split()) <= 10 else rest

    @property
    def proposal(self) -> bool:
        return bool(PROPOSAL.search(self.words))

    @property
    def n_words(self) -> int:
        return len(self.words.split())


def clauses(text: str, start_char: int = 0) -> list[Clause]:
    """The clauses of one passage that could stand by themselves. Offsets are start_char + place in `text`."""
    found: list[Clause] = []
    at = 0
    label = _LABEL.match(text) or _BULLET.match(text)
    if label:
        at = label.end()
    for piece_start, piece_end in _pieces(text, at):
        start, end = _trimmed(text, piece_start, piece_end)
        if end > start:
            label_char = start_char + (piece_start if found else 0)
            found.append(Clause(text[start:end], start_char + start, start_char + end, label_char=label_char))
    return found


def _pieces(text: str, at: int) -> list[tuple[int, int]]:
    spans = []
    for gap in _SENTENCE_END.finditer(text, at):
        spans.append((at, gap.start()))
        at = gap.end()
    spans.append((at, len(text)))
    return [longer for span in spans for longer in _halved(text, *span)]


def _halved(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence over 28 words is cut at its ", and" / ", but": the halves are clauses of their own."""
    if len(text[start:end].split()) <= 28:
        return [(start, end)]
    cuts = list(re.finditer(r",\s+(?:and|but|so)\s+|:\s+", text[start:end]))
    if not cuts:
        return [(start, end)]
    middle = min(cuts, key=lambda m: abs(m.start() - (end - start) / 2))
    return [*_halved(text, start, start + middle.start()), *_halved(text, start + middle.end(), end)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    for pattern in (_BULLET, _MASKED_LABEL, _FILLERS):
        found = pattern.match(text[start:end])
        if found:
            start += found.end()
    tail = _TRAILING.search(text[start:end])
    if tail:
        end = start + tail.start()
    while start < end and text[start] in " \t\"“‘'(,.–—-":
        start += 1
    while end > start and text[end - 1] in ' \t"”‘,.;:':
        end -= 1
    return start, end


def stands_alone(words: str, *, of_self: bool = False) -> bool:
    """Whether a clause can be reported by itself: subject and finite verb, nothing dangling, nothing masked, no question."""
    words = unframed(words)
    if not 4 <= len(words.split()) <= 26 or UNPRINTABLE.search(words) or words.count("(") != words.count(")"):
        return False
    if words.count(",") > 2 or not VERB.search(words):
        return False
    if not _main_verb(words) or re.match(
        r"\w+ (?:they|it|that|this)\b|(?:the )?(?:first|second|third)\b", words, re.IGNORECASE
    ):
        return False
    if asks_about_use(words):
        return False  # a wish about use is honoured, never reported
    if not has_subject(words) or re.search(
        r"(?<!was)(?<!were)(?<!been)(?<!is)(?<!are)(?<!had) not (?:told|asked|given|paid|invited|known|raised)\b",
        words,
    ):
        return False
    if _DANGLING.match(words) and not _STANDS.match(words) and not (of_self and words.startswith("they ")):
        return False
    if re.search(r"\b(?:he|she|his|her|him|hers)\b", words, re.IGNORECASE) or speaks_to_somebody(words):
        return False
    if re.search(
        r"\b(?:and|but|or|the|a|an|of|to|with|for|because|so|that|it|incl|eg|diff|whatever|sometimes)$",
        words,
        re.IGNORECASE,
    ):
        return False
    return not mixes_persons(words)


def mixes_persons(words: str) -> bool:
    """ "We told them": two "they" once it is reported."""
    return bool(_FIRST_PERSON.search(words) and _THIRD_PERSON.search(words))


_GOES_ON = re.compile(
    r"(?:it|that|this|they|these|those|nobody|no one|everybody|there|so (?:it|they|nobody)|then|some|others|most|none|both|neither|the)\b|(?:which|or|and) ",
    re.I,
)


def goes_on(clause: Clause) -> bool:
    """Whether a clause may follow the one before it in its passage, whose words say what its "it" means."""
    words = clause.words
    return (
        not clause.untold
        and not asks_about_use(words)
        and not clause.proposal
        and not explains(words)
        and 3 <= clause.n_words <= 24
        and bool(VERB.search(words))
        and bool(_GOES_ON.match(words))
        and not UNPRINTABLE.search(words)
        and not words.startswith("that was the")
        and not re.search(r"\b(?:he|she|his|her|him|hers|I|me|my)\b|\d", words, re.IGNORECASE)
        and not re.match(
            r"(?:that|it|this)(?:['’]s| is| was) (?:all|true|fair|it|right|a record|my)\b",
            words,
            re.IGNORECASE,
        )
        and not re.search(r"\b(?:and|but|or|the|a|an|of|to|with|for|so|that|incl)$", words, re.IGNORECASE)
        and not speaks_to_somebody(words)
        and not points_away(words)
    )


def speaks_to_somebody(words: str) -> bool:
    """ "You" meaning the one who listens; not the "you" that means anybody ("so you can find your own reason")."""
    every = re.findall(r"\b(?:you|your|yours)\b", words, re.IGNORECASE)
    anybody = re.findall(
        r"\b(?:if|when|where|before|until|unless|once|and|so|that|because) you\b(?! (?:know|see|asked|said|mean)\b)|\byou (?:can|could|can['’]t|cannot|have to|had to|need|needed|used to)\b",
        words,
        re.IGNORECASE,
    )
    return bool(every) and (not anybody or words.lower().startswith(("you never", "your ")))


_EXPLAINS = re.compile(
    r"\b(?:because|cos|therefore|hence|thus|consequently|as a result|which mean(?:s|t)|meaning that|due to|owing to|despite|although|even though"
    r"|that['’]s why|that is why|thanks to|led to|leads to|caused|in order to)\b|(?:,|\band) so\b(?! (?:far|much|many|on)\b)|\bso that\b"
    r"|\bif\b.*\b(?:had|were|would|could)\b",  # a cause only imagined
    re.IGNORECASE,
)


def explains(words: str) -> bool:
    """Whether a clause holds a word that explains: it is told only as a confirmed claim (PRACTICE, "What prose may not do")."""
    return bool(_EXPLAINS.search(words))


def asks_about_use(words: str) -> bool:
    """A wish about use ("NB don't attribute that"): the wish itself must not be printed, detected as a Restriction or not."""
    return bool(_REQUEST.search(words))


def has_subject(words: str) -> bool:
    """Not "Lost two of them" or "signed in March": the note-taker left out who."""
    first = words.split()[0].lower() if words.split() else ""
    shortened = re.search(r"['’](?!t\b)", first)
    verb_first = (VERB.fullmatch(first) and not shortened) or (
        first.endswith(("ed", "ing")) and first not in ("need", "red", "nothing", "everything")
    )
    return not (verb_first or _NO_SUBJECT.fullmatch(first) or not first[:1].isalpha())


def _main_verb(words: str) -> bool:
    """A finite verb before any "which", "what", "when": "somebody to tell them what is going on" has none."""
    main = re.split(r"\s(?:what|which|who|that|when|where|how|why|because|even)\b", words, maxsplit=1)[0]
    return bool(VERB.search(re.sub(r"\bto \w+", " ", main)))


_SHORTHAND = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\s&\s", " and "), (r"\bw/o\b", "without"), (r"\bw/out\b", "without"), (r"\bw/(?=\s)", "with"), (r"\bb/c\b", "because"),
        (r"\byr\b", "year"), (r"\byrs\b", "years"), (r"\bwk\b", "week"), (r"\bwks\b", "weeks"), (r"\bmths?\b", "months"),
        (r"\bhrs\b", "hours"), (r"\bmtg\b", "meeting"), (r"\bmtgs\b", "meetings"), (r"\bwd\b", "would"), (r"\bshd\b", "should"),
        (r"\bcd\b", "could"), (r"^[Ss]d\b", "Said"), (r"\bexec\b", "executive"), (r"\bcos\b", "because"),
    )
)  # fmt: skip


def longhand(words: str) -> str:
    """A note-taker's shorthand written out: "mtgs w/ the board" → "meetings with the board". Nothing is added."""
    for pattern, instead in _SHORTHAND:
        words = pattern.sub(instead, words)
    return words


def of_the_interviewee(words: str) -> str:
    """Notes of an interview say "she felt" of the interviewee: a clause that begins so is turned to "they"; others stay."""
    if not re.match(
        r"(?:he|she)\s+(?:\w+ed|was|is|has|had|did|didn['’]t|doesn['’]t|wasn['’]t|isn['’]t|hasn['’]t|hadn['’]t|would|could|never|found|knew|felt|thought|went|got|came|told|saw|heard|took|said|kept|left|does)\b",
        words,
        re.I,
    ):
        return words
    if re.search(r"\b(?:and|but)(?: \w+)? (?:does|has|is|was|goes|says)\b", words):
        return words  # the second verb would not follow "they"
    for pattern, instead in _NEUTRAL:
        words = re.sub(pattern, instead, words, flags=re.IGNORECASE)
    return words


_NEUTRAL = (
    (r"\b(?:he|she) was\b", "they were"), (r"\b(?:he|she) is\b", "they are"), (r"\b(?:he|she)['’]s\b", "they have"),
    (r"\b(?:he|she) has\b", "they have"), (r"\b(?:he|she) does\b", "they do"), (r"\b(?:he|she) wasn['’]t\b", "they were not"),
    (r"\b(?:he|she) isn['’]t\b", "they are not"), (r"\b(?:he|she) hasn['’]t\b", "they have not"),
    (r"\b(?:he|she) doesn['’]t\b", "they do not"), (r"\b(?:he|she)\b", "they"), (r"\bhis\b", "their"), (r"\bhim\b", "them"),
    (r"\bher(?=$|[.,;]| (?:to|in|at|on|that|and|for|from|with|about|when|if)\b)", "them"), (r"\bhers?\b", "their"),
)  # fmt: skip


def interest(words: str) -> float:
    """How much a clause says for a report, from 0 to 1: of a general kind, and not an anecdote told with figures."""
    told = 1.0
    told -= 0.8 * bool(re.search(r"\b(?:I|I['’]\w+|my|me)\b", words))
    told -= 0.25 * bool(
        re.search(
            r"\d|\b(?:yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", words, re.I
        )
    )
    told -= 0.15 * (words.count(",") > 1)
    told -= 0.2 * bool(
        re.search(r"\b(?:there|here|that one|the other one|like this|like that)$", words, re.I)
    )
    return max(told, -0.3)


def unframed(words: str) -> str:
    """Without the note-taker's or the speaker's "felt that", "I think": the frame of the report says it instead."""
    found = _FRAME.match(words)
    rest = words[found.end() :] if found else words
    return rest if found and len(rest.split()) >= 3 and VERB.search(rest) else words


def reported(words: str) -> str:
    """A clause as reported speech: first person to third, contractions out, small first letter, no full stop."""
    text = _FILLERS.sub("", unframed(words)).strip(" .,;:…!")
    for pattern, instead in _SPEECH:
        text = pattern.sub(instead, text)
    for pattern, instead in _CONTRACTIONS:
        text = pattern.sub(instead, text)
    return small_first(re.sub(r"\s+", " ", text).strip())


def speaks_of_self(words: str) -> bool:
    return bool(_FIRST_PERSON.search(unframed(words)))


def small_first(text: str) -> str:
    """Lower-case first letter, unless the word is "I", an acronym, or stands with a capital for its own sake."""
    first = re.match(r"[A-Za-z'’]+", text)
    if (
        not first
        or first.group(0) == "I"
        or (len(first.group(0)) > 1 and first.group(0)[1:] != first.group(0)[1:].lower())
    ):
        return text
    rest = text[first.end() :]
    if re.match(r" [A-Z][a-z]", rest) and first.group(0).lower() not in _SMALL_WORDS:
        return text  # "Ashmere Council …": a name of two words
    return text[0].lower() + text[1:]


def capital_first(text: str) -> str:
    return text[:1].upper() + text[1:]


_SMALL_WORDS = frozenset("the a an our their my every each no some any all this that these those there when if once in on at after before since by from with for during until as but it we they people staff".split())  # fmt: skip  # noqa: SIM905

_SPEECH = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\bI(?:['’]m| am)\b", "they are"),
        (r"\bI was\b", "they were"),
        (r"\b(?:I|[Ww]e)['’]ve\b", "they have"),
        (r"\b[Ww]e['’]re\b", "they are"),
        (r"\b(?:I|[Ww]e)['’]d\b", "they'd"),
        (r"\b(?:I|[Ww]e)['’]ll\b", "they will"),
        (r"\bwas I\b", "were they"),
        (r"\bI\b", "they"),
        (r"\b[Ww]e\b", "they"),
        (r"\b(?:us|me)\b", "them"),
        (r"\b(?:[Mm]y|[Oo]ur)\b", "their"),
        (r"\b(?:mine|ours)\b", "theirs"),
        (r"\b(?:myself|ourselves)\b", "themselves"),
    )
)
_CONTRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (r"\bcan['’]t\b", "cannot"),
        (r"\bwon['’]t\b", "will not"),
        (r"\bshan['’]t\b", "shall not"),
        (r"\bain['’]t\b", "is not"),
        (r"\b(\w+)n['’]t\b", r"\1 not"),
        (r"\bthey['’]re\b", "they are"),
        (r"\bthey['’]ve\b", "they have"),
        (r"\b(there|that|what|who)['’]s\b", r"\1 is"),
        (r"\bw/o\b", "without"),
        (r"\bw/\s?", "with "),
        (r"\bb/c\b", "because"),
        (r"\s&\s", " and "),
    )
)
