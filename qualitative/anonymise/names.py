"""Where a text may name a person: titles, speaker labels, attendance lists, gazetteer and context, and the tagger.

The danger: a name typed in lower case, alone, or in a clipped line is missed by any one method; a method let loose
masks every Will and May. So each method here says only what it saw (its means and confidence), and `decide` judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.words import (
    DAYS,
    MONTHS,
    OPENERS,
    PARTICLES,
    SOFT_TITLES,
    TITLES,
    WORD_FORENAMES,
    WORD_SURNAMES,
    Word,
    ordinary,
    word_list,
    word_set,
)
from qualitative.language import NameSpan, forenames, uk_places

SAYING = word_set("""said says felt feels thinks thought reckons reckoned noted notes agreed agrees added adds asked asks told tells replied
    explained explains mentioned mentions argued suggests suggested wondered disagreed commented reported reports confirmed believed
    believes wants wanted liked likes worried laughed nodded chaired chairs joined left emailed emails rang texted phoned
    wrote raised pointed described recalled remembered admitted insisted complained apologised resigned retired is was has had
    didn't doesn't wasn't isn't hadn't hasn't couldn't wouldn't can't won't did does""")
STRONG_SAYING = SAYING - word_set("is was has had did does left notes reports likes raised can't won't")
_BEFORE_NAMES = word_set("""with by told asked from to and for cc ring rang call called phone phoned text texted email emailed speak spoke met meeting see saw
    thank thanks ask tell named via like than about or per hi hello dear cheers chase invite invited replaced""")
_LIST_LINE = re.compile(
    r"^[ \t*>•\-–]*(?:present|in attendance|attendance|attendees|attending|attended by|apologies|apols|absent|sign(?:ed)?[ -]?in|register|participants|group members|members|who was there|round the table|around the table|in the room|here|people|speakers?|panel|trustees?|facilitators?|notes? (?:taken )?by|note-?takers?|"
    r"interviewers?|interviewees?|from|to|cc|chair|minutes|observers?|staff|with)\s*(?:\([^)\n]*\))?\s*[:\-–]\s*(?P<names>[^\n]+)$",
    re.IGNORECASE | re.MULTILINE,
)
_KIN = word_set("""son daughter mum mother dad father sister brother husband wife partner nan gran grandad uncle aunt auntie cousin nephew niece friend mate
    boyfriend girlfriend baby kid boy girl lad lass boss colleague neighbour tenant client resident worker keyworker caseworker manager
    doctor psychiatrist nurse solicitor landlord dog carer named called ex""")
_STOP_AFTER_TITLE = word_set(
    "the a an and or of to in on at is was said speaker president chairman chairperson chair who he she they but x y justice"
)
_FAMILY = word_set("family families household brothers sisters twins couple kids children lot clan")


def name_word(word: Word) -> bool:
    """Whether a word can be part of a name at all."""
    return (
        any(letter.isalpha() for letter in word.text)
        and not any(letter.isdigit() for letter in word.text)
        and word.plain not in DAYS
        and not (word.plain in MONTHS and word.plain not in ("may", "june", "april", "august"))
    )


def strange(word: Word) -> bool:
    """Not an ordinary English word, nor a word on the list of public bodies' short names."""
    return word.plain not in ordinary()


def find_names(document: Document, spans: Sequence[NameSpan] = ()) -> list[Find]:
    """Every span that may name a person, by any means; overlaps and all. spans: the tagger's, in document offsets."""
    found = [
        *_labels(document),
        *_titled(document),
        *_listed(document),
        *_reversed(document),
        *_by_gazetteer(document),
        *_in_context(document),
    ]
    found += [
        Find(span.start_char, span.end_char, "PERSON", "tagger", confidence=span.score)
        for span in spans
        if span.label == "PERSON"
    ]
    return [find for find in found if not document.is_protected(find.start_char, find.end_char)]


def _run(document: Document, first: int, last: int, means: str, confidence: float) -> Find:
    words = document.words
    return Find(words[first].start_char, words[last].end_char, "PERSON", means, confidence=confidence)


def _adjacent(document: Document, place: int) -> str:
    """What stands between this word and the next: '' when it is not a name's inside."""
    words = document.words
    if place + 1 >= len(words):
        return "|"
    return document.gap(words[place], words[place + 1])


def _labels(document: Document) -> Iterator[Find]:
    counts: dict[str, int] = {}
    for start, end in document.labels:
        label = document.text[start:end]
        counts[label] = counts.get(label, 0) + 1
    for start, end in document.labels:
        words = [word for word in document.words_in(start, end) if word.plain.rstrip(".") not in TITLES]
        if not words or not all(name_word(word) for word in words):
            continue
        label = document.text[start:end]
        initials = len(words) == 1 and 2 <= len(words[0].text) <= 3 and words[0].caps
        known = any(word.plain in forenames() and (strange(word) or word is words[0]) for word in words)
        odd = [word for word in words if strange(word)]
        cased = all(word.capital or word.plain in PARTICLES for word in words) or (
            len(words) <= 2 and words[0].plain in forenames()
        )
        if initials and words[0].plain not in word_list("abbreviations"):
            yield Find(words[0].start_char, words[0].end_char, "PERSON", "label", confidence=0.95)
        elif cased and ((known and (odd or len(words) <= 2)) or (odd and counts[label] > 1)):
            if all(word.plain in ordinary() for word in words[1:]) and len(words) > 1 and not odd:
                continue  # "Will there:", "Mark this:"
            yield Find(words[0].start_char, words[-1].end_char, "PERSON", "label", confidence=0.95)


def _titled(document: Document) -> Iterator[Find]:
    words = document.words
    for place, word in enumerate(words[:-1]):
        title = word.plain
        if (
            title not in TITLES
            or _adjacent(document, place).strip(" \t.")
            or "\n" in _adjacent(document, place)
        ):
            continue
        nxt = words[place + 1]
        soft = title in SOFT_TITLES and title != "ms"
        if (
            not name_word(nxt)
            or nxt.plain in _STOP_AFTER_TITLE
            or (soft and not (word.capital and nxt.capital and not nxt.caps))
        ):
            continue
        if soft and not strange(nxt) and nxt.plain not in forenames():
            continue
        if not nxt.capital and not strange(nxt) and title not in ("mr", "mrs", "cllr", "ms"):
            continue
        last = place + 1
        if nxt.plain in TITLES and last + 1 < len(words) and words[last + 1].capital:  # "Rev Dr Obi"
            last += 1
        while last + 1 < len(words) and last - place < 5:
            gap = _adjacent(document, last)
            after = words[last + 1]
            if gap not in (" ", "-", ". ", ".", "  ", "’", "'") or not name_word(after):
                break
            tied = gap == "-"
            proper = after.capital and (
                strange(after)
                or after.plain in forenames()
                or len(after.text) == 1
                or (nxt.capital and after.plain not in SAYING)
            )
            lower = (
                not after.capital
                and strange(after)
                and (
                    words[last].plain in forenames()
                    or after.plain in PARTICLES
                    or words[last].plain in PARTICLES
                )
            )
            if gap.startswith(".") and len(words[last].text) > 2:
                break
            if not (tied or proper or lower or _particles_lead(words, last)):
                break
            last += 1
        yield _run(document, place + 1, last, "title", 0.97)


def _particles_lead(words: Sequence[Word], last: int) -> bool:
    """`van der Aske`: after a particle one more, and then a capital, though `den` and `der` be words."""
    run = last
    if words[run].plain not in PARTICLES:
        return False
    while run + 1 < len(words) and run - last < 2 and words[run + 1].text.islower():
        run += 1
        if words[run].plain not in PARTICLES:
            return False
    return run + 1 < len(words) and words[run + 1].capital


def _listed(document: Document) -> Iterator[Find]:
    """Names in a line such as `Present: Bev Aske (chair), R Sohal, Tom`."""
    for match in _LIST_LINE.finditer(document.text):
        offset = match.start("names")
        for piece in re.finditer(r"[^,;/&|()\[\]]+", match["names"]):
            inside = document.words_in(offset + piece.start(), offset + piece.end())
            inside = [word for word in inside if word.plain.rstrip(".") not in TITLES]
            if not 1 <= len(inside) <= 4 or not all(name_word(word) for word in inside):
                continue
            pieces = [inside]
            for at, word in enumerate(inside):
                if word.plain == "and":
                    pieces = [inside[:at], inside[at + 1 :]]
            for words in pieces:
                if not words:
                    continue
                first = words[0].plain in forenames()
                odd = any(strange(word) for word in words)
                if len(words) == 1 and words[0].caps and len(words[0].text) <= 3:
                    if words[0].plain not in word_list("abbreviations"):
                        yield Find(words[0].start_char, words[0].end_char, "PERSON", "list", confidence=0.9)
                elif (first and (odd or (len(words) <= 2 and all(word.capital for word in words)))) or (
                    odd
                    and len(words) >= 2
                    and all(word.capital for word in words)
                    and strange(words[-1])
                    and words[0].plain not in uk_places()
                ):
                    yield Find(words[0].start_char, words[-1].end_char, "PERSON", "list", confidence=0.9)


_GREETINGS = word_set(
    "best regards rgds wishes cheers yours sincerely faithfully warmly love hugs ta thx bw kr morning afternoon evening present apologies apols"
)
_FAMILY_FIRST = re.compile(
    r"(?<![\w,])(?P<family>[^\W\d_][\w'’]*(?:[-–][^\W\d_][\w'’]*|[ ](?=[A-Z]{3,},)[A-Z]{2,})?),[ ](?P<given>[^\W\d_][\w'’]*(?:[-–][^\W\d_][\w'’]*)?)(?=[ \t]*(?:[;/|(+&=\n\t]|$|[-–][ ]|\.(?:\s|$)))",
    re.MULTILINE,
)


def _reversed(document: Document) -> Iterator[Find]:
    """`ALABI, SEGUN; PUGH, ANEURIN`: the family name first, in a list or in capitals."""
    matches = list(_FAMILY_FIRST.finditer(document.text))
    listed: dict[int, int] = {}
    for match in matches:
        line = document.text.count("\n", 0, match.start())
        listed[line] = listed.get(line, 0) + 1
    for match in matches:
        words = document.words_in(*match.span())
        first, given = words[0], document.words_in(*match.span("given"))[0]
        if document.text[max(0, match.start() - 2) : match.start()].startswith(","):
            continue  # "TENZIN, MO RAFIQ, CHLOE": one list, parted by commas
        second = words[1] if words[1].start_char < match.end("family") else None
        if second is not None and document.gap(first, second) == " " and not strange(second):
            continue  # "WARSAME PROPOSED, DHALIWAL SECONDED"
        if (
            first.plain in OPENERS
            or first.plain in _GREETINGS
            or not all(name_word(word) for word in words)
            or (given.plain in ordinary() and given.plain not in WORD_FORENAMES)
        ):
            continue
        loud = first.caps and not document.shouted
        several = listed[document.text.count("\n", 0, match.start())] > 1
        known = given.plain in forenames() or given.plain in WORD_FORENAMES
        named = first.capital and (strange(first) or first.plain in WORD_SURNAMES)
        placed = several or loud or document.shouted or document.opens_sentence(first)
        listed_too = several and (known or strange(given)) and (strange(first) or (known and first.capital))
        if (named and known and placed) or listed_too:
            yield Find(first.start_char, words[-1].end_char, "PERSON", "list", confidence=0.9)


_FUNCTION_WORDS = word_set(
    "my an so to no or can even said man see ever name re de non major long great true this will may"
) - {
    "will",
    "may",
}


def _by_gazetteer(document: Document) -> Iterator[Find]:
    """A forename that is no ordinary word, with the family name after it; or an ordinary one with a strange one."""
    words = document.words
    known = forenames()
    place = 0
    while place < len(words):
        word = words[place]
        first = place
        place += 1
        if (
            word.plain in _FUNCTION_WORDS
            or word.plain not in known
            or len(word.text) < 2
            or not name_word(word)
        ):
            continue
        shouting = document.shouted
        last = first
        while last + 1 < len(words) and last - first < 3:
            gap, after = _adjacent(document, last), words[last + 1]
            if gap not in (" ", "-", ". ", ".") or not name_word(after):
                break
            if gap.startswith(".") and len(words[last].text) > 1:
                break
            proper = (
                after.capital
                and word.capital
                and not shouting
                and (
                    strange(after)
                    or after.plain in known
                    or len(after.text) == 1
                    or _surname_like(document, after, last - first)
                )
            )
            lower = (
                strange(after)
                and ((not after.capital and not word.capital) or shouting)
                and len(after.text) > 2
            )
            if after.plain in uk_places() and after.plain not in known and not word.capital:
                lower = False
            if not (
                proper
                or lower
                or (
                    after.plain in PARTICLES
                    and last + 2 < len(words)
                    and words[last + 2].capital
                    and after.plain not in ("y", "e")
                )
            ):
                break
            last += 1
        odd = strange(word)
        if first and odd and word.capital and not shouting and _leads(document, first - 1):
            first -= 1  # "Olu Adeyemi": the family name is what the gazetteer knows
        if last > first and words[last].plain in PARTICLES:
            last -= 1
        if last > first:
            if odd or (strange(words[last]) and word.capital and not shouting):
                yield _run(document, first, last, "gazetteer", 0.9 if odd else 0.75)
                place = last + 1
        elif odd and word.plain not in word_list("abbreviations"):
            if word.capital and not shouting and not word.caps:
                yield _run(document, first, first, "gazetteer", 0.55 if word.plain in uk_places() else 0.7)
            else:
                yield _run(document, first, first, "gazetteer", 0.3)


def _leads(document: Document, place: int) -> bool:
    word = document.words[place]
    named = word.capital and not word.caps and strange(word) and name_word(word) and len(word.text) > 2
    return (
        named
        and _adjacent(document, place) == " "
        and word.plain not in uk_places()
        and word.plain not in TITLES
        and word.plain not in SAYING | _BEFORE_NAMES  # "Rang James": what was done to him
    )


def _surname_like(document: Document, word: Word, taken: int) -> bool:
    """Bev Baker, Sam Young: a capital after a forename in mid-sentence, at most one ordinary word."""
    return (
        taken == 0
        and len(word.text) > 2
        and word.plain not in SAYING
        and word.plain not in word_list("public_bodies")
    )


_PAST = word_set("""brought took gave went came made knew saw got sat stood ran kept held lost found sent paid met drew set cried
    began spoke heard taught caught bought forgot slept drove grew flew wrote chose broke stole shook winced led won""")


def past(word: str) -> bool:
    """A verb in the past: `Will reminded`, `Grace brought`. What only a person, or nothing of the sort, does."""
    return word in _PAST or (len(word) > 4 and word.endswith("ed") and word in ordinary())


def name_context(document: Document, place: int) -> float:
    """How far the words around words[place] speak for a person there: 0 to 1."""
    words = document.words
    word = words[place]
    before = words[place - 1] if place else None
    after = words[place + 1] if place + 1 < len(words) else None
    left = document.gap(before, word) if before else "\n"
    right = document.gap(word, after) if after else "\n"
    score = 0.0
    if after and right == " ":
        if after.plain in STRONG_SAYING:
            score = max(score, 0.8 if word.capital else 0.6)
        elif (after.plain in SAYING or past(after.plain)) and word.capital:
            score = max(score, 0.55)
        elif after.plain in SAYING and strange(word) and word.plain in forenames():
            score = max(score, 0.5)
        elif after.plain in _FAMILY and word.capital:
            score = max(score, 0.6)
    if document.text[word.end_char : word.end_char + 2] in ("'s", "’s") and word.capital:
        score = max(score, 0.5)
    if before and left == " ":
        if before.plain in _KIN:
            score = max(score, 0.7 if word.capital else 0.45)
        elif before.plain in _BEFORE_NAMES and word.capital:
            score = max(score, 0.5)
        elif before.plain in _BEFORE_NAMES:
            score = max(score, 0.5 if strange(word) and word.plain in forenames() else 0.2)
    if word.capital and _calls_somebody(document.text, word):
        score = max(score, 0.8)
    edges = (
        document.text[max(0, word.start_char - 1) : word.start_char]
        + document.text[word.end_char : word.end_char + 1]
    )
    if (
        edges in ("()", "[]")
        and len(word.text) > 4
        and strange(word)
        and (word.capital or document.typed_low)
    ):
        score = max(score, 0.75)  # who said it stands in brackets: "(Sohal)"
    if word.capital and not document.opens_sentence(word) and not document.shouted and not word.caps:
        score += 0.2
    return min(score, 1.0)


_SIGNS_OFF = re.compile(
    r"(?:^|[\n.!?,]\s*)(?:best|best wishes|thanks|many thanks|thx|ta|cheers|regards|rgds|kind regards|warm regards|warmly|yours|all the best|bw|kr|x|hi|hiya|hello|dear|morning|afternoon|evening)[,.!\s]{1,4}$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r",\s+(?:could|can|would|will|please|pls|thanks|thank|any|do|did|have|you|your|I|we|is|are|just|sorry|see)\b"
)


def _calls_somebody(text: str, word: Word) -> bool:
    """`Best, Will`, `> Will, could you …`: somebody signs, or is spoken to, at a line's head."""
    if _SIGNS_OFF.search(text[max(0, word.start_char - 24) : word.start_char]):
        return bool(re.match(r"\s*(?:[,.!]|\n|$|\s[A-Z])", text[word.end_char : word.end_char + 4]))
    head = text[text.rfind("\n", 0, word.start_char) + 1 : word.start_char].strip(" \t>*")
    return not head and bool(_ASKED.match(text, word.end_char))


def _in_context(document: Document) -> Iterator[Find]:
    """A strange word where a person stands: `Okafor said`, `my keyworker Zsofia`, `ask Lwazi`."""
    words = document.words
    abbreviations, public = word_list("abbreviations"), word_list("public_bodies")
    for place, word in enumerate(words):
        if word.capital and word.plain in WORD_FORENAMES and not word.caps:
            pair = place + 1 < len(words) and _adjacent(document, place) == " " and words[place + 1].capital
            if pair and words[place + 1].plain in WORD_SURNAMES and not words[place + 1].caps:
                yield _run(document, place, place + 1, "context", 0.7)
            elif name_context(document, place) >= 0.8:
                yield _run(document, place, place, "context", 0.7)
        if (
            not strange(word)
            or len(word.text) < 3
            or not name_word(word)
            or word.plain in abbreviations
            or word.plain in public
        ):
            continue
        if word.plain in uk_places() and word.plain not in forenames():
            continue
        score = name_context(document, place)
        if score >= 0.7 and not (word.caps and not document.shouted):
            yield _run(document, place, place, "context", score * 0.8)
