"""Two names of one person that a text itself puts together: `Henrietta Cole ("Hetty")`, `Nasreen Akhtar (formerly Nasreen Iqbal)`.

The danger: a married name and the name before it become two people, and a nickname that no list knows a third. So where a
text says that two names are one person's they are; where it only puts them side by side, they are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.people import Parsed, People, parse
from qualitative.anonymise.words import TITLES, ordinary, word_set
from qualitative.language import forenames

_NAME = r"(?P<name>[^\W\d_][\w'’-]*(?:[ ][^\W\d_][\w'’-]*){0,2}?)"
_QUOTED = re.compile(rf"\s*[(\[]?\s*[\"“‘']{_NAME}[\"”’']\s*[)\]]?")
_BRACKETED = re.compile(r"\s*\((?P<name>[^\W\d_][\w'’-]*)\)")
_SAID = re.compile(
    rf"\s*[,(–-]?\s*(?:(?:also\s+|better\s+|always\s+|usually\s+)?(?:known|goes|going)\s+(?:to\s+\w+\s+)?(?:as|by)|a\.?k\.?a\.?|called|or just|short for|i\.?e\.?|"
    rf"usually|mostly|always|(?:who\s+is)(?=\s+\w+\s+(?:as well|too))|(?:as|who)\s+(?:\w+\s+)?(?:is|was|asks? to be|likes to be|prefers to be)\s+(?:called|known as)|prefers|everyone calls (?:him|her|them))\s+[\"“‘']?{_NAME}[\"”’']?(?=[\s,.;:)\]]|$)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\s*[,(\[–-]?\s*(?:formerly|previously|n[ée]e|born|once|then still|was|used to be|maiden name|(?:as )?(?:she|he|they) (?:then )?(?:was|were))\s*(?:known as\s+)?[\"“‘']?(?P<name>[A-Z][\w'’-]*(?:[ ][A-Z][\w'’-]*){0,2})",
)
_SHE_WAS = re.compile(
    r"\b(?:(?:she|he|they)\s+(?:was|were)\s+(?:then\s+|still\s+|once\s+)?|\bas\s+)(?P<name>[A-Z][\w'’-]*[ ][A-Z][\w'’-]*),?(?=\s+(?:before|then|at the time|until|when (?:she|he) married|in those days|as (?:she|he) (?:then )?was))"
)
_NO_NAMES = word_set(
    "chair deputy minutes notes apologies manager lead director absent late online phone ceo council "
    "by on in at for from the a an to"
)


def meet_other_names(documents: Sequence[Document], finds: Sequence[Sequence[Find]], people: People) -> None:
    """Each name that a text gives to somebody beside the first is theirs; two people met for it become one."""
    for document, some in zip(documents, finds, strict=True):
        for find in some:
            if find.type == "PERSON":
                _beside(document, find, people)
        for match in _SHE_WAS.finditer(document.text):
            _the_one_before(document, match, people)


def _beside(document: Document, find: Find, people: People) -> None:
    text = document.text
    parsed = parse(text[find.start_char : find.end_char])
    known_by = parsed.full or (parsed.single and len(parsed.given or parsed.family) >= 2)
    meant = people.who(parsed) if known_by else set()
    if len(meant) != 1:
        return
    for pattern in (_QUOTED, _SAID, _BEFORE, _BRACKETED):
        match = pattern.match(text, find.end_char)
        if match is None:
            continue
        name = match["name"]
        other = parse(name)
        first = (other.given or other.family).lower()
        if first in _NO_NAMES or first in TITLES:
            continue
        if pattern is _BRACKETED and (
            name.isupper() != text[find.start_char : find.end_char].isupper()
            or first not in forenames()
            or first in ordinary()
        ):
            continue
        if pattern is _QUOTED and not (
            name[:1].isupper() and (first in forenames() or first not in ordinary())
        ):
            continue
        if pattern is _BEFORE and not (other.full or first not in ordinary()):
            continue
        _is_called(people, next(iter(meant)), other, name, family=pattern is _BEFORE)
        return


def _the_one_before(document: Document, match: re.Match[str], people: People) -> None:
    """`Angharad Cleobury … she was Angharad Prosser before`: the last one named before who bears that first name."""
    other = parse(match["name"])
    same = {i for i in people.by_given[other.given] if other.family not in people.key.entities[i].family}
    named = [
        i
        for i in same
        if any(document.text.rfind(v, 0, match.start()) >= 0 for v in people.key.entities[i].variants)
    ]
    if len(named) == 1:
        _is_called(people, named[0], other, match["name"], family=True)


def _is_called(people: People, person_id: str, other: Parsed, name: str, family: bool) -> None:
    person = people.key.entities[person_id]
    known = (
        people.who(other)
        if other.full
        else set(people.by_given[other.single] | people.by_family[other.single])
    )
    if known - {person_id}:
        if len(known) > 1 or not other.full:
            return
        second = people.key.entities[next(iter(known))]
        if person.listed and second.listed:
            return
        kept, gone = (second, person) if second.listed else (person, second)
        people.join(kept.id, gone.id)
        person = kept
    if other.full:
        people.learn(person, other, name)
    elif family:
        person.family.add(other.single)
    else:
        person.given.add(other.single)
    person.variants.add(name)
    people.index(person)
