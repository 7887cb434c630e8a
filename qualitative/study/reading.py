"""A source as a custodian reads it: each part beside its original, what to look at first and why, who may be meant.

The danger: an original kept where nobody needs it, or an uncertain mask that drowns among sure ones. So a Reading is made
anew for each look and prints none of its words; and what is asked comes in the order of what a mistake would cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualitative import anonymise
from qualitative.anonymise.people import People, parse
from qualitative.disclosure import WITHHELD, spans_not_used
from qualitative.model import Part, PartKind, Replacement, Restriction, Source, Tier
from qualitative.study.desk import Place
from qualitative.study.ordering import Stakes, place_in_queue
from qualitative.study.originals import Originals, alike
from qualitative.study.participants import holders_of_rare_posts

Segment = tuple[str, str]
"""Words, and the id of the mask they stand under or are; "" for words nobody masked."""

SAID_BY = {
    "roster": "stands on the roster",
    "pattern": "has the form of one",
    "title": "a title stands before it",
    "label": "speaks here",
    "list": "stands in a list of people",
    "context": "the words round it read like a name’s",
    "family": "a family in the plural",
    "clipped": "stands where a clipped line names somebody",
    "gazetteer": "stands in a list of names",
    "misspelling": "may be a name of this alliance, misspelt",
    "tagger": "found by the model alone",
    "propagation": "the same word as a name found elsewhere in this alliance",
    "initials": "the initials of somebody in this alliance",
    "person": "masked by a person",
}
"""Means of finding → words. A means that is not listed is told as it is named."""


@dataclass(frozen=True)
class Line:
    """One source in the list. state: waiting / waiting again / signed / signed unread."""

    id: str
    title: str
    masked: int
    uncertain: int
    wishes: int
    state: str
    by: str = ""

    @property
    def waits(self) -> bool:
        return self.state.startswith("waiting")


@dataclass(frozen=True)
class Span:
    """One mask. original: what stands under it, "" where that is not kept. why: for a person, in words.

    meant: ids of those it may mean, where several can be. places: how many masks of the same words, taken for the same,
    the waiting sources hold. only_public: stands as it was said for the team, and is masked for the public. asked: a person
    should look (in a signed source: made since). third_party, in_story, small_post: see `ordering`.
    """

    id: str
    start_char: int
    end_char: int
    original: str = field(repr=False)
    shown: str
    public: str
    type: str
    entity: str
    settled: bool
    confidence: float
    why: str
    meant: tuple[str, ...] = ()
    places: int = 1
    only_public: bool = False
    reviewer: str = ""
    means: str = ""
    asked: bool = False
    third_party: bool = False
    in_story: bool = False
    small_post: bool = False

    @property
    def stakes(self) -> Stakes:
        return Stakes(
            self.type,
            self.confidence,
            self.only_public,
            self.third_party,
            self.in_story,
            self.small_post,
            len(self.meant),
            self.places,
        )


@dataclass(frozen=True)
class Wish:
    """What somebody asked for about the use of their words. row: the first part it covers. by: who marked it by hand;
    reason: the one given last by whoever lifted, narrowed or marked it."""

    id: str
    wish: str
    scope: str
    words: str = field(repr=False)
    row: int
    lifted_because: str = ""
    start_char: int = 0
    end_char: int = 0
    by: str = ""
    reason: str = field(default="", repr=False)


@dataclass(frozen=True)
class Row:
    """One part: the original, cut where it is masked, beside what the team reads. original () where it is not kept.

    shown: at coder tier; reviewer, public: as those read it, with what is withheld from them withheld.
    """

    kind: str
    start_char: int
    original: tuple[Segment, ...] = field(repr=False)
    shown: tuple[Segment, ...] = field(repr=False)
    wishes: tuple[str, ...] = ()
    reviewer: tuple[Segment, ...] = field(default=(), repr=False)
    public: tuple[Segment, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Reading:
    """A source on the desk. queue: ids of the uncertain masks, what is riskiest first. who: id in the key → its words."""

    case: str
    source: str
    title: str
    state: str
    sha256: str
    text: str = field(repr=False)
    rows: tuple[Row, ...] = field(repr=False)
    spans: Mapping[str, Span] = field(repr=False)
    queue: tuple[str, ...]
    wishes: tuple[Wish, ...] = field(repr=False)
    who: Mapping[str, str] = field(repr=False)
    questions: tuple[str, ...]
    has_original: bool
    why_no_original: str
    undoable: str
    keeps_key: bool

    def place(self, start_char: int, end_char: int) -> Place:
        return Place(self.case, self.source, start_char, end_char, self.sha256)


def queue(source_id: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """Ids of the masks a person is asked about, what is to be asked first first."""
    asked = [s for s in spans if s.asked]
    return tuple(s.id for s in sorted(asked, key=lambda s: place_in_queue(s.stakes, source_id, s.start_char)))


def state(source: Source, signed: set[str]) -> str:
    if source.reopened:
        return "waiting again"
    if source.signed_off:
        return "signed unread" if source.signed_unread else "signed"
    return "waiting again" if source.id in signed else "waiting"


def why_no_original(
    source: Source, originals: Originals, vault: anonymise.Vault | None, was_signed: bool
) -> str:
    if source.id in originals:
        return ""
    if vault is None:
        return "This study keeps no key, so no original is kept beside its text."
    if source.signed_off and not source.reopened:
        return "Signed off: the original left the vault then. Your own file still holds it."
    if source.id in vault.data["pending"]:
        return (
            "The original in the vault and this text do not fit each other any more, so they are not set side by side, "
            "and nothing here can be unmasked."
        )
    if was_signed:
        return (
            "It was signed off before, and the original left the vault then. It waits again because its masks were "
            "changed since. Your own file still holds the original."
        )
    return "The original of this source is not in the vault."


def spans(
    source: Source, every: Sequence[Source], originals: Originals, key: anonymise.Pseudonyms
) -> list[Span]:
    """In text order. What the same words were taken for is counted over every source whose original is kept."""
    places: Counter[tuple[str, str, str]] = Counter()
    for other in every:
        if other.id in originals:
            places.update(alike(r, originals.words(other.id, r)) for r in other.replacements)
    people = People(key)
    context = _Context(source, key)
    return [
        _span(r, words, places[alike(r, words)] if words else 1, people, context)
        for r in source.replacements
        for words in [originals.words(source.id, r)]
    ]


class _Context:
    """What stands round a source's masks: stories of one person, who took no part, who holds a post of one or two."""

    def __init__(self, source: Source, key: anonymise.Pseudonyms) -> None:
        self.key = key
        self.asked = set(source.to_settle())
        found = anonymise.find_stories(source.text, source.parts, source.replacements)
        self.stories = [(s.start_char, s.end_char) for s in found]
        self.few = holders_of_rare_posts(key)

    def third_party(self, r: Replacement) -> bool:
        entity = self.key.entities.get(r.entity)
        return r.type == "PERSON" and not (entity and (entity.listed or entity.speaks))

    def in_story(self, r: Replacement) -> bool:
        return any(start <= r.start_char < end for start, end in self.stories)

    def small_post(self, r: Replacement) -> bool:
        return r.type == "POST" or r.entity in self.few


def _span(r: Replacement, words: str, places: int, people: People, context: _Context) -> Span:
    meant: tuple[str, ...] = ()
    if r.type == "PERSON" and not r.entity and words:
        name = parse(words)
        found = people.who(name) | (people.by_initials.get(name.single, set()) if len(words) <= 4 else set())
        meant = tuple(sorted(found))
    return Span(
        id=f"{r.start_char}-{r.end_char}",
        start_char=r.start_char,
        end_char=r.end_char,
        original=words,
        shown=r.coder,
        public=r.public,
        type=r.type,
        entity=r.entity,
        settled=r.settled,
        confidence=r.confidence,
        why=_why(r, meant),
        meant=meant,
        places=places,
        only_public=r.coder == words if words else r.coder[:1] != "[",
        reviewer=r.reviewer,
        means=r.means,
        asked=r in context.asked,
        third_party=context.third_party(r),
        in_story=context.in_story(r),
        small_post=context.small_post(r),
    )


def _why(r: Replacement, meant: Sequence[str]) -> str:
    """Why it is masked, and why a person is asked."""
    told = SAID_BY.get(r.means, r.means)
    if r.type == "POST":
        told = "a senior post: few may hold it, and then it points to one person"
    if r.means not in ("person", "roster") and r.confidence < 0.995:
        told = f"{told}, {r.confidence:.2f}"
    if len(meant) > 1:
        return f"could be any of {len(meant)} people, so it was given to none ({told})"
    if r.type == "PERSON" and not r.entity:
        return f"who is meant is not clear ({told})"
    return told


def rows(
    source: Source, spans: Sequence[Span], originals: Originals, wishes: Sequence[Restriction]
) -> tuple[Row, ...]:
    parts = source.parts or (Part(0, len(source.text), PartKind.SPEECH),)
    rows, at = [], 0
    withheld = spans_not_used(source, wishes)
    for part in parts:
        inside = []
        while at < len(spans) and spans[at].start_char < part.end_char:
            inside.append(spans[at])
            at += 1
        shown = _cut(
            source.text, part.start_char, part.end_char, [(s.start_char, s.end_char, s.id) for s in inside]
        )
        original: tuple[Segment, ...] = ()
        if source.id in originals:
            raw = [(*originals.raw_span(source.id, s.start_char, s.end_char), s.id) for s in inside]
            start, end = originals.raw_span(source.id, part.start_char, part.end_char)
            original = _cut(originals.text(source.id), start, end, raw)
        covered = tuple(
            w.wish
            for w in wishes
            if w.in_force
            and w.scope != "source"
            and w.start_char < part.end_char
            and part.start_char < w.end_char
        )
        lower = [_as_read(source, part, inside, withheld, tier) for tier in (Tier.REVIEWER, Tier.PUBLIC)]
        rows.append(Row(str(part.kind), part.start_char, original, shown, covered, *lower))
    return tuple(rows)


def _as_read(
    source: Source, part: Part, inside: Sequence[Span], withheld: Sequence[tuple[int, int]], tier: Tier
) -> tuple[Segment, ...]:
    """The part as a lower tier reads it. A mask inside a withheld passage is withheld with it."""
    closed = [
        (max(a, part.start_char), min(b, part.end_char))
        for a, b in sorted(withheld)
        if a < part.end_char and part.start_char < b
    ]
    pieces: list[Segment] = []
    at = part.start_char
    here = [
        (s.start_char, s.end_char, s.id, s.reviewer if tier is Tier.REVIEWER else s.public) for s in inside
    ]
    here = [h for h in here if not any(a < h[1] and h[0] < b for a, b in closed)]
    for start, end, span_id, words in sorted([*here, *((a, b, "", WITHHELD) for a, b in closed)]):
        if start < at:
            continue
        pieces += [(source.text[at:start], ""), (words, span_id)]
        at = end
    pieces.append((source.text[at : part.end_char], ""))
    return tuple(piece for piece in pieces if piece[0])


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int, str]]) -> tuple[Segment, ...]:
    """The stretch in pieces: plain words and masked ones, in order, nothing lost."""
    pieces: list[Segment] = []
    at = start
    for a, b, span_id in spans:
        pieces += [(text[at:a], ""), (text[a:b], span_id)]
        at = b
    pieces.append((text[at:end], ""))
    return tuple(piece for piece in pieces if piece[0])


def wishes_of(
    source: Source, wishes: Sequence[Restriction], reasons: Mapping[str, str] | None = None
) -> tuple[Wish, ...]:
    """reasons: wish id → the reason given last, out of the vault."""
    out = []
    for w in sorted(wishes, key=lambda w: w.start_char):
        row = next((i for i, p in enumerate(source.parts) if w.start_char < p.end_char), 0)
        words = " ".join(source.text[w.start_char : w.end_char].split())
        out.append(
            Wish(
                w.id,
                w.wish,
                w.scope,
                words if len(words) < 200 else words[:200] + " …",
                row,
                w.lifted_because,
                w.start_char,
                w.end_char,
                w.by,
                (reasons or {}).get(w.id, ""),
            )
        )
    return tuple(out)


def who(key: anonymise.Pseudonyms) -> dict[str, str]:
    """Everybody of the key, as a custodian knows them: their string and how they are spelt."""
    told = {}
    for entity in sorted(
        key.entities.values(), key=lambda e: (e.type != "PERSON", e.type, not e.listed, e.string)
    ):
        spelt = sorted(entity.variants, key=lambda v: (-len(v), v))[:3]
        told[entity.id] = entity.string + (f" · {', '.join(spelt)}" if spelt else "")
    return told
