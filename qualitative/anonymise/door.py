"""The door: raw notes go in, anonymised text comes out; nothing else in the house sees the raw side.

The danger: a second way in. So both callers (a study's notes, and the file-only command) go through `find` and
`masked`, and a batch is read whole before anybody is given a string.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import Executor
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Any

from qualitative.anonymise.ages import find_ages
from qualitative.anonymise.clipped import find_clipped
from qualitative.anonymise.codes import find_codes
from qualitative.anonymise.contacts import find_contacts
from qualitative.anonymise.dates import find_births
from qualitative.anonymise.decide import decide
from qualitative.anonymise.document import Document, from_note, from_text
from qualitative.anonymise.finds import Find
from qualitative.anonymise.names import find_names, strange
from qualitative.anonymise.need import Allowed, Kept
from qualitative.anonymise.numbers import find_numbers
from qualitative.anonymise.posts import find_posts, held_by_many, post_for_the_public, rare_roles
from qualitative.anonymise.premises import find_premises, find_towns
from qualitative.anonymise.pseudonyms import Pseudonyms
from qualitative.anonymise.public import find_public
from qualitative.anonymise.replace import OffsetMap, masked, new_offset, wording
from qualitative.anonymise.resolve import Resolved, resolve
from qualitative.anonymise.restrictions import find_restrictions
from qualitative.anonymise.stories import Story, asked_about, find_stories
from qualitative.anonymise.words import widen
from qualitative.language import NameSpan, tag_names
from qualitative.model import Part, RawNote, Replacement, Restriction, RosterEntry, Tier

log = logging.getLogger("qualitative.anonymise")

RECALL = 3.0
"""The tagger's dial here: what is found too much, `decide` takes back."""

Tagger = Callable[[Sequence[str]], list[list[NameSpan]]]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Anonymised:
    """One note behind the door. text, parts, replacements and restrictions hold no original word; finds and
    offset_map speak of the raw text's offsets and belong in the vault. questions: what a person should settle, in words that name nobody.
    stories: passages of the new text that tell of one person's health, offence, immigration status or child.
    """

    text: str = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    replacements: tuple[Replacement, ...]
    restrictions: tuple[Restriction, ...]
    finds: tuple[Find, ...] = field(repr=False)
    offset_map: OffsetMap = field(repr=False)
    questions: tuple[str, ...] = ()
    stories: tuple[Story, ...] = ()


def find(
    documents: Sequence[Document],
    key: Pseudonyms,
    roster: Sequence[RosterEntry] = (),
    allow: Sequence[str] = (),
    *,
    kept: Mapping[str, bool] | None = None,
    tagger: Tagger | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Resolved:
    """The finds of every document, in order, never overlapping, each with its entity; `key` learns who is new.

    tagger: texts → name spans; without one, the shipped tagger at RECALL. progress: (stage, done, of).
    """
    tick = progress or (lambda stage, done, of: None)
    tick("names", 0, len(documents))
    texts = [document.text for document in documents]
    tagged = tagger(texts) if tagger else tag_names(texts, recall=RECALL, executor=executor)
    allowed, kept_words = Allowed(allow), Kept(kept or {})
    roles, many = rare_roles(roster), held_by_many(texts)
    decided = []
    hinted = []
    for number, (document, spans) in enumerate(zip(documents, tagged, strict=True)):
        suspicions = [*_by_pattern(document, roles, many), *find_names(document, spans)]
        decided.append(decide(document, suspicions, spans, allowed, kept_words))
        hinted.append(_hints(document, spans))
        tick("judged", number + 1, len(documents))
    resolved = resolve(documents, decided, key, roster, allowed, hinted, kept_words)
    tick("told apart", len(documents), len(documents))
    return Resolved(
        [_whole_words(document, finds) for document, finds in zip(documents, resolved.finds, strict=True)],
        resolved.questions,
    )


def _hints(document: Document, spans: Sequence[NameSpan]) -> set[int]:
    """Where words start that the tagger took for a person's; typed low, for any name: it is enough for a name the case knows."""
    return {
        word.start_char
        for span in spans
        if span.score >= (0.2 if span.label == "PERSON" else 0.4)
        and (span.label == "PERSON" or (document.typed_low and not document.cased_well))
        for word in document.words_in(span.start_char, span.end_char)
        if span.score >= 0.4 or word.capital or strange(word)  # "costs rose": a verb, faintly seen
    }


def _by_pattern(document: Document, roles: Sequence[str], many: Set[str]) -> list[Find]:
    text = document.text
    found = [
        *find_contacts(text),
        *find_births(text),
        *find_ages(text),
        *find_numbers(text),
        *find_codes(text),
        *find_premises(text),
        *find_towns(document),
        *find_posts(document, roles, many),
        *find_clipped(document),
        *find_public(text),
    ]
    return [f for f in found if not document.is_protected(f.start_char, f.end_char)]


def _whole_words(document: Document, finds: Sequence[Find]) -> list[Find]:
    """No find ends inside a word or before a combining mark; growing never runs into the next one."""
    out: list[Find] = []
    for some in finds:
        start, end = widen(document.text, some.start_char, some.end_char)
        if out and start < out[-1].end_char:
            start = out[-1].end_char
        if start < end:
            out.append(changed(some, start_char=start, end_char=end))
    return out


def anonymise_notes(
    notes: Sequence[RawNote],
    pseudonyms: Pseudonyms,
    roster: Sequence[RosterEntry] = (),
    allow: Sequence[str] = (),
    *,
    known: Sequence[RosterEntry] = (),
    kept: Mapping[str, bool] | None = None,
    tagger: Tagger | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[Anonymised]:
    """Every note's coder-tier text. Adds to `pseudonyms`; what it held already keeps its string.

    roster: the listed people of the case. allow: public names that stand. known: further people to look for who are
    not participants (told by a person: a third party, a name found later); masked like the listed, without a group.
    kept: words a person let stand in this case → whether they are masked for the public all the same.
    """
    for entry in known:
        _know(pseudonyms, entry)
    documents = [from_note(note) for note in notes]
    resolved = find(
        documents, pseudonyms, roster, allow, kept=kept, tagger=tagger, executor=executor, progress=progress
    )
    out = []
    for note, finds in zip(notes, resolved.finds, strict=True):
        text, replacements, moves = masked(note.text, finds, pseudonyms)
        parts = tuple(_moved(part, text, moves) for part in note.parts)
        restrictions = find_restrictions(text, parts)
        doubtful = sum(not f.settled and f.masked_from == Tier.CODER for f in finds)
        stories = find_stories(text, parts, replacements)
        replacements = _looked_at(replacements, stories, pseudonyms)
        doubtful += sum(not r.settled for r in replacements) - sum(not f.settled for f in finds)
        questions = [f"{doubtful} maskings are unsure and should be looked at."] if doubtful else []
        questions += asked_about(stories, parts)
        out.append(
            Anonymised(
                text,
                parts,
                tuple(replacements),
                tuple(restrictions),
                tuple(finds),
                moves,
                tuple(questions),
                tuple(stories),
            )
        )
        log.info("anonymised a note: %d masked, %d unsure", len(finds), doubtful)
    if out and resolved.questions:
        out[0] = changed(out[0], questions=(*out[0].questions, *dict.fromkeys(resolved.questions)))
    return out


def _looked_at(
    replacements: Sequence[Replacement], stories: Sequence[Story], key: Pseudonyms
) -> list[Replacement]:
    """Whoever is spoken about in such a story, and took no part, is settled by a person and not by the machine."""
    out = []
    for r in replacements:
        entity = key.entities.get(r.entity)
        spoken_about = r.type == "PERSON" and not (entity and (entity.listed or entity.speaks))
        told = any(s.start_char <= r.start_char < s.end_char for s in stories)
        out.append(changed(r, settled=False) if spoken_about and told and r.settled else r)
    return out


def _know(pseudonyms: Pseudonyms, entry: RosterEntry) -> None:
    from qualitative.anonymise.people import People, parse

    people = People(pseudonyms)
    parsed = parse(entry.name)
    if len(people.who(parsed)) != 1:
        people.learn(pseudonyms.add_person(f"known|{entry.name}"), parsed, entry.name)


def _moved(part: Part, text: str, moves: OffsetMap) -> Part:
    start = new_offset(part.start_char, moves)
    end = new_offset(part.end_char, moves, end=True)
    body = None if part.body_char is None else min(new_offset(part.body_char, moves), end)
    speaker = part.speaker
    if speaker and body is not None:
        speaker = text[start:body].strip().lstrip("*•-– ").split(":")[0].strip() or None
    elif speaker:
        speaker = None  # a speaker's name that stands nowhere in the text cannot be shown
    return changed(part, start_char=start, end_char=end, body_char=body, speaker=speaker)


def anonymise_texts(
    texts: Mapping[str, str],
    roster: Sequence[RosterEntry] = (),
    allow: Sequence[str] = (),
    tier: Tier = Tier.REVIEWER,
    *,
    key: Pseudonyms | None = None,
    tagger: Tagger | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> dict[str, tuple[str, list[dict[str, Any]]]]:
    """Files alone: name → (text, [{start, end, type, replacement}]), offsets into the text as given.

    Without a key the numbers come from the texts themselves, so that the same files give the same strings.
    """
    names = sorted(texts)
    key = Pseudonyms(salt=_salt(texts, names)) if key is None else key
    documents = [from_text(name, texts[name]) for name in names]
    resolved = find(documents, key, roster, allow, tagger=tagger, executor=executor, progress=progress)
    out = {}
    for document, finds in zip(documents, resolved.finds, strict=True):
        text = document.text
        pieces, spans, at = [], [], 0
        for some in finds:
            if some.masked_from < tier:
                continue
            string = wording(some, text[some.start_char : some.end_char], key)
            if some.type == "POST" and tier is Tier.PUBLIC:
                string = post_for_the_public(string)
            pieces += [text[at : some.start_char], string]
            spans.append(
                {"start": some.start_char, "end": some.end_char, "type": some.type, "replacement": string}
            )
            at = some.end_char
        out[document.name] = ("".join(pieces) + text[at:], spans)
    return {name: out[name] for name in texts}


def _salt(texts: Mapping[str, str], names: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update(hashlib.sha256(texts[name].encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()[:32]
