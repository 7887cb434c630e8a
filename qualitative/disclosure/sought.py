"""Names that must not stand in a finished file, and where they do.

The danger: a search for "Ffion" finds neither `FFION`, nor `Ffi­on` with a soft hyphen, nor `fpritchard` in a link; and a
search for "Mark" finds every mark. So a whole name is found however it is spelt or split; a family or a first name alone
where it is typed as a name; and one that is an everyday word only where it can be nothing but a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qualitative.disclosure.final import Layer
from qualitative.disclosure.final.spelling import WORD, fold, readings, squeezed

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "cllr",
        "councillor",
        "rev",
        "sir",
        "dame",
        "lord",
        "lady",
        "baroness",
        "sister",
        "father",
        "nurse",
    ]
)
_DATES = frozenset(
    [
        "in",
        "by",
        "since",
        "until",
        "till",
        "from",
        "to",
        "of",
        "during",
        "between",
        "and",
        "early",
        "late",
        "mid",
        "last",
        "next",
        "this",
        "every",
        "on",
        "before",
        "after",
    ]
)
_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_GAP = re.compile(r"[\s.,\-–—/_()\"“”'’]{0,4}")
_SENTENCE = re.compile(r"[.!?:;•“\"‘(\[|]|\n\s*\n")
_SAID = re.compile(
    r"\s*(?::|[,)]?\s*(?:said|says|felt|thought|told|described|agreed|raised|believed|asked|explained|noted)\b)"
)
_MET = re.compile(
    r"(?:interview(?:ed|s)?|notes?|conversation|meeting|met|call|spoke)\s+(?:with|of|by|from)?\s*$", re.I
)
_TYPED = (Layer.SHOWN, Layer.ASIDE, Layer.HIDDEN, Layer.COMMENT, Layer.CHANGE, Layer.WITHIN)
_LEAST = 3  # letters of a first or family name looked for alone


@dataclass(frozen=True)
class Bearer:
    """Somebody or something whose name must not stand. label: how a report may call it ("P7"). All words are folded.

    wholes: names of two words or more; given, family: single words; initials: as typed ("HG"); addresses: e-mails, lower
    case. listed: of the roster or a participant; a person who was only spoken of is looked for more narrowly.
    """

    label: str
    kind: str = "person"  # person / body / place
    wholes: frozenset[tuple[str, ...]] = field(default=frozenset(), repr=False)
    given: frozenset[str] = field(default=frozenset(), repr=False)
    family: frozenset[str] = field(default=frozenset(), repr=False)
    initials: frozenset[str] = field(default=frozenset(), repr=False)
    addresses: frozenset[str] = field(default=frozenset(), repr=False)
    listed: bool = True


@dataclass(frozen=True)
class Hit:
    """A name found: code points into the reading it was found in, whose it is, and which part of the name."""

    start_char: int
    end_char: int
    label: str
    how: str


@dataclass(frozen=True)
class _Token:
    word: str
    raw: str
    start_char: int
    end_char: int


@dataclass
class Sought:
    """What to look for. allowed: public names that stand, in words; ordinary: whether a folded word is an everyday one."""

    bearers: Sequence[Bearer] = field(default=(), repr=False)
    allowed: Sequence[str] = ()
    ordinary: Callable[[str], bool] = lambda word: False

    @cached_property
    def _wholes(self) -> dict[str, list[tuple[tuple[str, ...], Bearer]]]:
        by_first: dict[str, list[tuple[tuple[str, ...], Bearer]]] = {}
        for bearer in self.bearers:
            for whole in bearer.wholes:
                if bearer.listed or not all(self.ordinary(word) for word in whole):
                    by_first.setdefault(whole[0], []).append((whole, bearer))
                    if bearer.kind == "person" and len(whole) == 2:
                        by_first.setdefault(whole[1], []).append(((whole[1], whole[0]), bearer))
        return by_first

    @cached_property
    def _singles(self) -> dict[str, list[tuple[Bearer, str]]]:
        singles: dict[str, list[tuple[Bearer, str]]] = {}
        for bearer in self.bearers:
            for words, how in ((bearer.family, "family name"), (bearer.given, "first name")):
                for word in words:
                    narrow = not bearer.listed or bearer.kind != "person"
                    if len(word) >= _LEAST and not (narrow and (len(word) < 5 or self.ordinary(word))):
                        singles.setdefault(word, []).append(
                            (bearer, "name" if bearer.kind != "person" else how)
                        )
        return singles

    @cached_property
    def _run_together(self) -> dict[str, str]:
        """How names stand in links and files' names: pritchardffion, fpritchard → whose."""
        found: dict[str, str] = {}
        for bearer in self.bearers:
            if bearer.kind != "person":
                continue
            for family in bearer.family:
                for given in bearer.given:
                    if len(family) > 3 and len(given) > 1:
                        found |= {given + family: bearer.label, family + given: bearer.label}
                if len(family) > 5 and not self.ordinary(family):
                    found |= {given[0] + family: bearer.label for given in bearer.given if given}
                    found[family] = bearer.label
            for whole in bearer.wholes:
                if len("".join(whole)) > 7:
                    found["".join(whole)] = bearer.label
        return found

    @cached_property
    def _allowed_words(self) -> list[tuple[str, ...]]:
        return [tuple(t.word for t in _tokens(name)) for name in self.allowed if name.strip()]

    def find(self, text: str, layer: Layer = Layer.SHOWN) -> list[Hit]:
        """Every name in the text, in each way the eye may read it; one hit for each bearer and part of a name."""
        found: dict[tuple[str, str], Hit] = {}
        for reading in readings(text):
            for hit in self.in_reading(reading, layer):
                found.setdefault((hit.label, hit.how), hit)
        whole = {hit.label for hit in found.values() if hit.how == "whole name"}
        return [
            h for h in found.values() if h.how == "whole name" or h.label not in whole or "address" in h.how
        ]

    def hidden(self, text: str) -> str:
        """The text's first reading with every name in it put out of sight, for a report that must be safe to print."""
        reading = readings(text)[0]
        for hit in sorted(self.in_reading(reading, Layer.SHOWN), key=lambda h: -h.start_char):
            reading = f"{reading[: hit.start_char]}▮▮▮{reading[hit.end_char :]}"
        return reading

    def in_reading(self, reading: str, layer: Layer) -> list[Hit]:
        tokens = _tokens(reading)
        spared = self._spared(tokens)
        hits: list[Hit] = []
        taken: set[int] = set()
        for at in range(len(tokens)):
            if at in spared or at in taken:
                continue
            length, bearers = self._whole_at(tokens, at, reading)
            if length:
                taken |= set(range(at, at + length))
                hits.append(_hit(tokens, at, length, _labels(bearers), "whole name"))
        for at, token in enumerate(tokens):
            if at not in taken and at not in spared:
                hits += self._single_at(tokens, at, token, reading, layer)
        hits += self._initials(reading, tokens, layer)
        low = reading.casefold()
        for bearer in self.bearers:
            for address in bearer.addresses:
                if (place := low.find(address)) >= 0:
                    hits.append(Hit(place, place + len(address), bearer.label, "e-mail address or number"))
        if layer in (Layer.NAMED, Layer.LINK, Layer.CODE, Layer.PROPERTY):
            hits += self._in_one_word(reading)
        return hits

    def _spared(self, tokens: Sequence[_Token]) -> set[int]:
        """Words inside a public name that stands."""
        spared: set[int] = set()
        words = [token.word for token in tokens]
        for name in self._allowed_words:
            for at in range(len(words) - len(name) + 1) if name else ():
                if words[at] == name[0] and tuple(words[at : at + len(name)]) == name:
                    spared |= set(range(at, at + len(name)))
        return spared

    def _whole_at(self, tokens: Sequence[_Token], at: int, reading: str) -> tuple[int, list[Bearer]]:
        best = 0
        whose: list[Bearer] = []
        for whole, bearer in self._wholes.get(tokens[at].word, ()):
            length = _match(tokens, at, whole, reading)
            if not length or not self._typed_as_name(tokens[at : at + length], bearer):
                continue
            if length > best:
                best, whose = length, []
            if length == best and bearer not in whose:
                whose.append(bearer)
        return best, whose

    def _typed_as_name(self, tokens: Sequence[_Token], bearer: Bearer) -> bool:
        """Will Young is somebody, `will young people` is not: a name of everyday words alone needs its capitals."""
        if bearer.kind == "person" and not all(self.ordinary(token.word) for token in tokens):
            return True
        return all(token.raw[:1].isupper() or not self.ordinary(token.word) for token in tokens)

    def _single_at(
        self, tokens: Sequence[_Token], at: int, token: _Token, reading: str, layer: Layer
    ) -> Iterator[Hit]:
        whose = self._singles.get(token.word)
        if not whose:
            return
        if layer in _TYPED and not token.raw[:1].isupper():
            return
        titled = at > 0 and tokens[at - 1].word in _TITLES
        if self.ordinary(token.word) or token.word in _MONTHS:
            if layer not in _TYPED or not (titled or _alone_in_sentence(tokens, at, reading)):
                return
            if not titled:
                whose = [(bearer, how) for bearer, how in whose if how == "first name"]
        if whose:
            yield _hit(tokens, at, 1, _labels(b for b, _ in whose), whose[0][1])

    def _initials(self, reading: str, tokens: Sequence[_Token], layer: Layer) -> Iterator[Hit]:
        known = {initials: bearer for bearer in self.bearers for initials in bearer.initials}
        for token in tokens:
            bearer = known.get(token.raw)
            if bearer is None:
                continue
            before, after = (
                reading[max(0, token.start_char - 30) : token.start_char],
                reading[token.end_char :],
            )
            if (
                _SAID.match(after)
                or _MET.search(before)
                or re.match(r"[\s_-]*(?:interview|notes)\b", after, re.I)
            ):
                yield Hit(token.start_char, token.end_char, bearer.label, "initials")

    def _in_one_word(self, reading: str) -> Iterator[Hit]:
        for piece in re.finditer(r"[^\s/\\?&=#@:;,|<>\"'()]+", reading):
            letters = squeezed(piece.group(0))
            for name, label in self._run_together.items():
                if letters == name or (len(name) > 7 and name in letters):
                    yield Hit(piece.start(), piece.end(), label, "whole name")
                    break


def _tokens(text: str) -> list[_Token]:
    return [_Token(fold(m.group(0)), m.group(0), m.start(), m.end()) for m in WORD.finditer(text)]


def _hit(tokens: Sequence[_Token], at: int, length: int, label: str, how: str) -> Hit:
    return Hit(tokens[at].start_char, tokens[at + length - 1].end_char, label, how)


def _labels(bearers: Iterable[Bearer]) -> str:
    return " or ".join(dict.fromkeys(bearer.label for bearer in bearers))


def _match(tokens: Sequence[_Token], at: int, whole: tuple[str, ...], reading: str) -> int:
    """How many words from `at` on are this name (one initial may stand between two), or 0."""
    place = at
    for number, wanted in enumerate(whole):
        if number:
            if place >= len(tokens) or not _GAP.fullmatch(
                reading[tokens[place - 1].end_char : tokens[place].start_char]
            ):
                return 0
            if len(tokens[place].word) == 1 and tokens[place].word != wanted:
                place += 1
        if place >= len(tokens) or tokens[place].word != wanted:
            return 0
        place += 1
    return place - at


def _alone_in_sentence(tokens: Sequence[_Token], at: int, reading: str) -> bool:
    """Whether a capitalised everyday word stands in running words with no other capital beside it: there it is a name."""
    if at == 0:
        return False
    before = reading[tokens[at - 1].end_char : tokens[at].start_char]
    if _SENTENCE.search(before) or tokens[at - 1].raw[:1].isupper():
        return False
    if at + 1 < len(tokens):
        after = reading[tokens[at].end_char : tokens[at + 1].start_char]
        if tokens[at + 1].raw[:1].isupper() and after.strip() == "":
            return False
        if re.search(r"\d", after):
            return False
    return not (tokens[at].word in _MONTHS and (tokens[at - 1].word in _DATES or re.search(r"\d", before)))
