"""One raw text as the finders read it: words, lines, speaker labels, and the brackets that are already maskings.

The danger: a text that is anonymised twice, its own `[Participant 7]` read as a name. So every bracketed string of
ours is protected: no find may touch it, and anonymising what is anonymised changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qualitative.anonymise.words import OPENERS, Word, plain, word_set, words_of
from qualitative.model import RawNote

PROTECTED = re.compile(
    r"\[(?:Participant|Person|Provider|Organisation|Commissioner|Health body|e-mail|phone|handle|web|place|town|date|age|address|postcode|"
    r"NHS|National|bank|passport|driving|vehicle|case|IP|post|senior|staff|alliance|number|amount|nationality|personal|removed|period|code|detail|the)\b"
    r"[^\[\]\n]{0,80}\]",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^[ \t>*•\-–]*(?P<label>[^\W\d_][^\n:\t]{0,40}?)[ \t]*(?:\([^)\n]{0,30}\)[ \t]*)?:(?=\s|$)", re.MULTILINE
)
_NOT_LABELS = word_set("""present attendees apologies date time venue location note notes action actions agenda purpose background summary q a question answer
    interviewer facilitator interviewee respondent moderator researcher participant chair all group unknown speaker re subject from to cc bcc
    case ref session topic theme key points point next steps email e-mail tel phone mobile mob address dob ni nino nhs url website example quote
    decision decisions context risks risk issues issue aim aims outcome outcomes then also so but and because however overall important nb ps
    positives negatives strengths weaknesses learning lessons follow-up comments comment observer male female man woman pos neg
    january february march april may june july august september october november december monday tuesday wednesday thursday friday
    counsel inquiry judge witness commissioner provider providers commissioners staff client service user name role organisation
    contact file document title author version status page part section number code team meeting interview focus""")


_THINGS = word_set(
    "system systems online software app platform database laptop notebook notebooks server portal terminal licence machine version app website"
)


@dataclass(frozen=True)
class Document:
    """A text and what is known of its form. labels: (start_char, end_char) of each speaker label."""

    name: str = field(repr=False)
    text: str = field(repr=False)
    labels: tuple[tuple[int, int], ...] = ()

    @cached_property
    def words(self) -> list[Word]:
        return [word for word in words_of(self.text) if not self.is_protected(word.start_char, word.end_char)]

    @cached_property
    def protected(self) -> list[tuple[int, int]]:
        return [match.span() for match in PROTECTED.finditer(self.text)]

    def is_protected(self, start_char: int, end_char: int) -> bool:
        return any(start < end_char and start_char < end for start, end in self.protected)

    @cached_property
    def word_at(self) -> dict[int, int]:
        """Where each word starts → its place in `words`."""
        return {word.start_char: place for place, word in enumerate(self.words)}

    def words_in(self, start_char: int, end_char: int) -> list[Word]:
        import bisect

        starts = self._starts
        first = bisect.bisect_left(starts, start_char)
        found = []
        for word in self.words[first:]:
            if word.start_char >= end_char:
                break
            found.append(word)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start_char for word in self.words]

    @cached_property
    def shouted(self) -> bool:
        """Typed without contrast: all capitals, where a capital says nothing."""
        return not any(letter.islower() for letter in self.text)

    @cached_property
    def typed_low(self) -> bool:
        """Typed without capitals: most lines begin small."""
        heads = [line.strip(" \t-*•>")[:1] for line in self.text.splitlines()]
        letters = [head for head in heads if head.isalpha()]
        return sum(head.islower() for head in letters) * 2 > len(letters)

    @cached_property
    def cased_well(self) -> bool:
        """Edited prose: nearly every sentence's first letter is a capital, so that a small letter says something."""
        heads = [m[1] for m in re.finditer(r"[.?!][ \n]+([^\W\d_])", self.text)]
        return len(heads) >= 20 and sum(head.isupper() for head in heads) > 0.95 * len(heads)

    @cached_property
    def things(self) -> frozenset[str]:
        """Words that stand here as a thing's name: `the Lattice system`, `on Corvane Online`, `the Corvane was down`."""
        met: set[str] = set()
        for left, word, after in zip(self.words, self.words[1:], [*self.words[2:], None], strict=False):
            if not word.capital or self.shouted:
                continue
            follows = after if after is not None and self.gap(word, after) == " " else None
            named = follows is not None and follows.plain in _THINGS
            article = left.plain in ("a", "an", "the") and self.gap(left, word) == " "
            # "the Obi report" is a person's; "the Corvane was down" and "a Corvane." are a thing.
            alone = follows is None or (follows.text.islower() and follows.plain in OPENERS)
            if named or (article and alone):
                met.add(word.plain)
        return frozenset(met)

    def only_a_name(self, name: str) -> bool:
        """Whether an ordinary word stands here with a capital in mid-sentence, and never without one."""
        if not self._typings:
            for word in self.words:
                lower, inside = self._typings.get(word.plain, (0, 0))
                if not word.capital:
                    lower += 1
                elif not word.caps and not self.opens_sentence(word):
                    inside += 1
                self._typings[word.plain] = (lower, inside)
        lower, inside = self._typings.get(name, (0, 0))
        return inside > 0 and lower == 0

    @cached_property
    def _typings(self) -> dict[str, tuple[int, int]]:
        return {}

    def opens_sentence(self, word: Word) -> bool:
        """Whether the word stands where any word would have a capital."""
        before = self.text[max(0, word.start_char - 6) : word.start_char].rstrip(" \t\"'“‘(*-–•")
        return not before or before[-1] in ".!?:\n\r…>" or word.start_char == 0

    def ends_there(self, word: Word) -> bool:
        """Whether a stop of any sort follows the word: the A of `SEGUN A: …` is an initial."""
        after = self.text[word.end_char : word.end_char + 2].strip(" \t")[:1]
        return not after or after in ":,.;)/\n-–+&|"

    def turns(self) -> list[int]:
        """Where each speaker's label ends: those of the facilitator and the like among them."""
        return sorted(
            {match.end("label") for match in _LABEL.finditer(self.text)} | {end for _, end in self.labels}
        )

    def gap(self, left: Word, right: Word) -> str:
        return self.text[left.end_char : right.start_char]


def from_text(name: str, text: str) -> Document:
    """A Document of plain text: speaker labels are the short line starts that end in a colon and recur or name."""
    labels = []
    for match in _LABEL.finditer(text):
        pieces = [plain(word.text) for word in words_of(match["label"])]
        if re.search(r"[.!?]\s", match["label"]) and not re.match(r"(?:\w{1,4}\.\s)+\w", match["label"]):
            continue  # a sentence that runs up to a colon is no speaker
        if 1 <= len(pieces) <= 4 and not all(piece in _NOT_LABELS for piece in pieces):
            labels.append(match.span("label"))
    return Document(name, text, tuple(labels))


def from_note(note: RawNote) -> Document:
    """A Document of a RawNote: its Parts say who speaks where."""
    labels = []
    for part in note.parts:
        if part.speaker and part.body_start_char > part.start_char:
            at = note.text.find(part.speaker, part.start_char, part.body_start_char)
            pieces = [plain(word.text) for word in words_of(part.speaker)]
            if at >= 0 and pieces and not all(piece in _NOT_LABELS for piece in pieces):
                labels.append((at, at + len(part.speaker)))
    return Document(note.name, note.text, tuple(labels))


def speaking(document: Document) -> Sequence[str]:
    """The labels' words, one entry a label."""
    return [document.text[start:end] for start, end in document.labels]
