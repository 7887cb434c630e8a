"""Names in clipped lines: `pls ring bev`, `w/ hope fri`, `cc dean`, `faith to chase`, `the Okonkwos are back`.

The danger: in a line of six words without a verb there is no sentence for a tagger to read, and a name that is also a word
(Hope, Dean, Grace) is left standing where everybody knows who it is. So the line's own frame decides: what is rung, copied
in, or has something to chase is a person. Where the word could still be a thing (`chase bill`, `w/ hope and patience`), or
a month, it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.words import (
    ADJECTIVES,
    MONTHS,
    PEOPLES,
    WORD_FORENAMES,
    WORD_SURNAMES,
    Word,
    ordinary,
    word_list,
    word_set,
)
from qualitative.language import forenames, uk_places

_MANY_WORDS = 14  # a longer line is a sentence, and the sentence's own context decides
# Words that a note uses for things as often as for people: only a frame that takes nothing but people makes names of them.
_THINGS_TOO = word_set(
    "bill art gift gene max miles clay ash glen heath brook reed sandy lily rich earl duke prince angel bliss melody carol eve pearl amber "
    "jade ginger olive fern ivy iris violet holly poppy ruby hazel heather chase grant price"
)
# `mark absent`, `hope to ring`, `drew a line`: words that are verbs at a line's head.
_VERBS_TOO = word_set("hope mark may drew rose sue guy grant chase ray rob pat frank")
_DAY = r"(?:mon|tues?|weds?|thurs?|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?"
_END = rf"(?=\s*(?:$|[,;.:?!)/&+\]–—-]|(?:re|abt|about|by|til|till|until|asap|again|today|tmrw|tomorrow|tonight|pls|plz|please|thx|ta|first|back|on|for|then)\b|{_DAY}\b|\d))"
_PERSON_VERBS = (
    r"(?:ring|rang|rung|phone|phoned|txt|txted|text|texted|email|emailed|e-mailed|msg|msgd|message|messaged|dm|ask|asked|speak\s+(?:to|with)|spoke\s+(?:to|with|w)|"
    r"spoken\s+to|spk\s+to|talk\s+to|talked\s+to|met\s+(?:with|w/)|mtg\s+(?:with|w/?)|chat\s+(?:with|w/)|call\s+w/|hi|hiya|hey|hello|dear|thx|thanks|ta|cheers|bcc|cc|attn|fao|fwd\s+to|"
    r"fwded\s+to|sent\s+to|copy\s+in|copied\s+in|remind|reminded|tell|told|invite)"
)
_LOOSE = r"(?:chase|chased|via|per|w/|with|w|action(?:s|ed\s+by)?:|owner:|lead\s*[=:]|tbc\s*-|apols:?|apologies:?|from:?|to:|notes:|@)"
_FRAME = re.compile(
    rf"(?<![\w])(?:(?P<strong>{_PERSON_VERBS})|(?P<loose>{_LOOSE}))[ \t]*:?[ \t]*(?P<names>[^\W\d_]+(?:[ \t]*[/&+,][ \t]*[^\W\d_]+)*){_END}",
    re.IGNORECASE | re.MULTILINE,
)
_TAKES_PEOPLE_ALONE = re.compile(
    r"(?:b?cc|attn|fao|ring|rang|rung|phoned?|ask(?:ed)?|spoke|speak|talked|hi|hiya|hey|hello|dear)\b",
    re.IGNORECASE,
)
_DOES = (
    r"(?:chase|draft|confirm|ring|call|phone|email|text|send|check|follow|update|action|speak|ask|book|sort|write|report|lead|circulate|feed\s+back|liaise|"
    r"contact|visit|attend|present|arrange|raise|share|collect|bring|meet|invite|review|tell|let|get|do)"
)
_TO_DO = re.compile(
    rf"(?:^|(?<=[,;:.(/&+>–—-])|(?<=\band\b))[ \t]*(?P<names>[^\W\d_]+(?:[ \t]*[/&+,][ \t]*[^\W\d_]+)*)[ \t]+to[ \t]+{_DOES}\b",
    re.IGNORECASE | re.MULTILINE,
)
_AWAY = re.compile(
    r"(?:^|(?<=[,;:.(/&+–—-]))[ \t]*(?P<names>[^\W\d_]+(?:[ \t]*[/&+,][ \t]*[^\W\d_]+)*)[ \t]+(?:(?:is[ \t]+)?(?:on[ \t]+(?:leave|a/?l|hols|holiday|mat\s+leave|nights?|call)|ooo|wfh|off[ \t]+sick|away|apols|apologies|late|absent))\b",
    re.IGNORECASE | re.MULTILINE,
)
_HANDOVER = re.compile(
    r"(?<!\w)(?P<names>[^\W\d_]+[ \t]*(?:->|=>|→|>)[ \t]*[^\W\d_]+)[ \t]+(?:handover|h/o|swap|cover)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"(?<!\w)(?:ex-(?P<ex>[^\W\d_]+)[ \t]+(?:caseload|tenants?|clients?|flat|case)|the[ \t]+(?P<kin>[^\W\d_]+)[ \t]+(?:family|household|brothers|sisters|twins|kids)|(?P<full>[^\W\d_]+[ \t]+[^\W\d_]+)(?=[ \t]*[-–:][ \t]*(?:visit|review|lease|arrears|rent|tenancy|referral|handover|keys)\b))",
    re.IGNORECASE,
)
_NOT_FAMILIES = word_set(
    "young little small big rich white black brown best good long short major noble bright wise hardy savage swift quick sharp green gray grey hill wood hall "
    "ward field fields banks bank west north day may march stone rivers lake cross church page case price cash gold silver fisher park parks street house "
    "lane barber chambers dale draper ford forest frost gates grant head hood hope hunt law love mills moor marsh pike plant power quick read rose sale snow steel "
    "summers waters wells winter woods yates bond booth bridge burns bolt cane baker cook farmer miller porter carpenter gardener shepherd hunter"
)
_SAID_OF_FAMILIES = ADJECTIVES | word_set(
    "love hope church park house farmer north west day banks bank street lane case law hunt mason royal hall ward"
)
_PLURAL = re.compile(
    r"(?<!\w)the[ \t]+(?P<name>[^\W\d_][\w-]*s)(?P<own>['’])?(?=[ \t]+(?:are|were|have|had|moved|left|came|got|lived?|said|want(?:ed)?|asked|got|lost|need(?:ed)?|down|upstairs|next|in|at|who|and|again|still|"
    r"flat|house|place|tenancy|kids|children|rent|case|visit)\b|[ \t]*[.,;!?)\n]|[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_NO_FAMILIES = word_set(
    "tories samaritans guides scouts quakers mormons methodists baptists nazis celts romans hebrides alps pennines broads highlands midlands cotswolds "
    "troubles commons lords times news sims olympics paralympics beatles christmas simpsons windows teams mens womens whys hows ipads iphones"
)


def find_clipped(document: Document) -> Iterator[Find]:
    """Names that a clipped line's frame shows, words of the language among them; and families in the plural."""
    for pattern in (_FRAME, _TO_DO, _AWAY, _HANDOVER):
        for match in pattern.finditer(document.text):
            loose = pattern is not _FRAME or match["loose"] is not None
            yield from _named(document, match.start(), match.span("names"), pattern, loose)
    for match in _OWNED.finditer(document.text):
        yield from _owned(document, match)
    for match in _PLURAL.finditer(document.text):
        yield from _families(document, match)


def _named(
    document: Document, at: int, names: tuple[int, int], pattern: re.Pattern[str], loose: bool
) -> Iterator[Find]:
    words = document.words_in(*names)
    several = len(words) > 1
    sure = [word for word in words if _could_be(word) and word.plain not in ordinary()]
    for word in words:
        if not _could_be(word) or word.plain not in ordinary():
            continue  # what is no word of the language has finders of its own
        if not _in_a_clipped_line(document, word):
            continue
        listed = sure or (several and pattern is not _FRAME)
        if loose and word.plain in _THINGS_TOO and not (listed or _shown(document, word)):
            continue
        if word.plain in MONTHS and (loose or not _TAKES_PEOPLE_ALONE.match(document.text, at)):
            continue  # "I was told May"
        if not several and not _shown(document, word):
            if pattern is _TO_DO and word.plain in _VERBS_TOO:
                continue  # "hope to ring": a verb at the line's head
            if pattern is _AWAY and word.plain == "mark":
                continue  # "mark absent"
        yield Find(
            word.start_char,
            word.end_char,
            "PERSON",
            "clipped",
            confidence=0.75,
            settled=_shown(document, word),
        )


def _could_be(word: Word) -> bool:
    return word.plain in WORD_FORENAMES or (
        word.plain in forenames() and len(word.text) > 2 and word.plain not in _NEVER
    )


_NEVER = word_set(
    "the all staff team board council everyone finance legal comms police tenant tenants client clients worker manager office reception nurse doctor "
    "my an so to no or can even said man see ever name re de non major long great true this notes rota keys van landlord royal king queen"
)


def _shown(document: Document, word: Word) -> bool:
    """A capital in a line that also has small letters, not where any word would have one."""
    return word.capital and not word.caps and not document.shouted and not document.opens_sentence(word)


def _in_a_clipped_line(document: Document, word: Word) -> bool:
    if word.capital and not word.caps:
        return True
    text = document.text
    start = text.rfind("\n", 0, word.start_char) + 1
    stop = text.find("\n", word.end_char)
    line = text[start : stop if stop >= 0 else len(text)]
    return len(line.split()) <= _MANY_WORDS


def _owned(document: Document, match: re.Match[str]) -> Iterator[Find]:
    group = next(name for name in ("ex", "kin", "full") if match[name])
    words = document.words_in(match.start(group), match.end(group))
    if group == "ex":
        listed = bool(words) and (words[0].capital or words[0].plain not in _NOT_FAMILIES)
        named = bool(words) and (
            (words[0].plain in WORD_SURNAMES and listed)
            or (words[0].plain not in ordinary() and not _abbreviated(words[0]))
        )
    elif group == "kin":
        named = bool(words) and words[0].plain in WORD_SURNAMES and words[0].plain not in _SAID_OF_FAMILIES
    else:
        named = (
            len(words) == 2
            and words[0].plain in WORD_FORENAMES
            and words[1].plain in WORD_SURNAMES
            and _in_a_clipped_line(document, words[0])
        )
    if named:
        yield Find(
            words[0].start_char, words[-1].end_char, "PERSON", "clipped", confidence=0.75, settled=False
        )


def _abbreviated(word: Word) -> bool:
    return word.plain in word_list("abbreviations") or word.plain in word_list("public_bodies")


def _families(document: Document, match: re.Match[str]) -> Iterator[Find]:
    """`the Okonkwos`: strange in the plural and without its s, and no people, place or body's letters."""
    words = document.words_in(match.start("name"), match.end("name"))
    if len(words) != 1:
        return
    word = words[0]
    base = word.plain.removesuffix("s")
    bases = {base, base.removesuffix("e"), base.removesuffix("ie") + "y"}
    if not (word.capital or document.typed_low or document.shouted) or (
        re.search(r"[A-Z].*[A-Z]", word.text) and not document.shouted
    ):
        return
    known = word_list("public_bodies") | word_list("abbreviations") | word_list("world_places")
    taken = any(b in PEOPLES or b in known or b in uk_places() or b in ordinary() for b in bases)
    odd = word.plain not in ordinary() and word.plain not in _NO_FAMILIES and word.plain not in uk_places()
    small = not (word.capital and not word.caps)
    if (
        odd
        and not taken
        and len(base) >= 4
        and not (small and len(base) < 5)
        and not re.search(r"(?:ian|ean|ist|ese|er|ite|ism|ment|tion)$", base)
    ):
        yield Find(word.start_char, word.end_char, "PERSON", "family", confidence=0.7, settled=False)
