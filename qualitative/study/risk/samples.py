"""The samples of a case as the study keeps them: what was drawn, what a person said of each sentence, what changed since.

The danger: words of the notes kept a second time, and a finding whose place has moved. So a sample holds places and
answers, never words; each edit of a text moves the places along, and a text that changed in a way nobody told of makes
its sentences unreachable rather than wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from qualitative.anonymise import Edit
from qualitative.model import Source
from qualitative.study.edits import moved

if TYPE_CHECKING:
    from qualitative.study.workspace import Study

NOTHING, SOMETHING = "nothing left", "something left"
HOW = ("direct", "indirect")
Span = tuple[int, int]


@dataclass(frozen=True)
class Answer:
    """What a person found in a sentence. how: direct / indirect, "" where nothing is left.

    spans: the words that identify, as code points of the source's text; () where it is the sentence as a whole.
    """

    left: bool
    by: str
    at: str
    how: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Sampled:
    """One drawn sentence. changed: an edit touched it since it was drawn."""

    number: int
    source: str
    start_char: int
    end_char: int
    changed: bool = False
    answer: Answer | None = None

    @property
    def found(self) -> bool:
        return self.answer is not None and self.answer.left


@dataclass(frozen=True)
class Sample:
    """sizes: source → how many sentences it had when this was drawn; texts: source → hash of its text as followed.

    edited: sources whose text changed since the draw, each change followed. n_words: unmasked words of all sentences.
    """

    id: str
    case: str
    seed: int
    drawn_by: str
    at: str
    by_source: bool
    n_words: int
    sizes: Mapping[str, int]
    texts: Mapping[str, str]
    sentences: tuple[Sampled, ...]
    edited: tuple[str, ...] = ()

    @property
    def n_all(self) -> int:
        return sum(self.sizes.values())

    @property
    def read(self) -> tuple[Sampled, ...]:
        return tuple(s for s in self.sentences if s.answer is not None)

    @property
    def complete(self) -> bool:
        return len(self.read) == len(self.sentences)

    def sentence(self, number: int) -> Sampled:
        """Raises KeyError for a number that was not drawn."""
        return {s.number: s for s in self.sentences}[number]

    def answered(self, answers: Mapping[int, Answer]) -> Sample:
        there = tuple(replace(s, answer=answers.get(s.number, s.answer)) for s in self.sentences)
        return replace(self, sentences=there)


def load(study: Study, case: str) -> tuple[Sample, ...]:
    """Every sample drawn of the case, the newest last."""
    kept = study.store.setting(_name(case))
    return tuple(_sample(record) for record in json.loads(kept)) if kept else ()


def save(study: Study, case: str, samples: Sequence[Sample]) -> None:
    study.store.set_setting(_name(case), json.dumps([asdict(s) for s in samples]))


def _sample(record: dict[str, Any]) -> Sample:
    def one(s: dict[str, Any]) -> Sampled:
        a = s["answer"]
        answer = None if a is None else Answer(**{**a, "spans": tuple((x, y) for x, y in a["spans"])})
        return Sampled(**{**s, "answer": answer})

    there = tuple(one(s) for s in record["sentences"])
    return Sample(**{**record, "sentences": there, "edited": tuple(record["edited"])})


def _name(case: str) -> str:
    return f"risk samples {case}"


def follow(study: Study, before: Source, after: Source, edits: Sequence[Edit]) -> None:
    """After the edits of one text: the places in it move along, inside the transaction of whoever edits."""
    there = load(study, before.case)
    if not any(s.texts.get(before.id) == before.sha256 for s in there):
        return
    save(study, before.case, [_followed(s, before, after, edits) for s in there])


def _followed(sample: Sample, before: Source, after: Source, edits: Sequence[Edit]) -> Sample:
    if sample.texts.get(before.id) != before.sha256:
        return sample

    def place(start: int, end: int) -> Span:
        return moved(start, edits), moved(end, edits, end=True)

    def one(s: Sampled) -> Sampled:
        if s.source != before.id:
            return s
        touched = any(e.start_char < s.end_char and s.start_char < e.end_char for e in edits)
        start, end = place(s.start_char, s.end_char)
        answer = s.answer and replace(s.answer, spans=tuple(place(a, b) for a, b in s.answer.spans))
        return replace(s, start_char=start, end_char=end, changed=s.changed or touched, answer=answer)

    return replace(
        sample,
        sentences=tuple(one(s) for s in sample.sentences),
        texts={**sample.texts, before.id: after.sha256},
        edited=tuple(sorted({*sample.edited, before.id})),
    )


@dataclass(frozen=True)
class Drift:
    """How far the texts moved on since a sample was drawn: of it n_changed sentences read otherwise and n_lost cannot be found
    any more; sources were edited, came in, or went."""

    n_changed: int
    n_lost: int
    edited: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def any(self) -> bool:
        return bool(self.edited or self.new or self.gone or self.n_lost)


def drift(sample: Sample, sources: Sequence[Source]) -> Drift:
    now = {s.id: s.sha256 for s in sources}
    known = {source: now.get(source) == text for source, text in sample.texts.items()}
    lost = [s for s in sample.sentences if not known.get(s.source, False)]
    edited = {*sample.edited, *(source for source, same in known.items() if not same)} & now.keys()
    return Drift(
        n_changed=sum(s.changed for s in sample.sentences if known.get(s.source, False)),
        n_lost=len(lost),
        edited=tuple(sorted(edited)),
        new=tuple(sorted(now.keys() - sample.texts.keys())),
        gone=tuple(sorted(sample.texts.keys() - now.keys())),
    )


def words_at(sample: Sample, sources: Sequence[Source]) -> Callable[[Sampled], str | None]:
    """The anonymised sentence as it reads now; None where it cannot be found any more."""
    texts = {s.id: s.text for s in sources if sample.texts.get(s.id) == s.sha256}
    return lambda s: texts[s.source][s.start_char : s.end_char] if s.source in texts else None


def standing(sample: Sample, sources: Sequence[Source]) -> list[tuple[Sampled, Span]]:
    """The words somebody found that no mask covers yet, with the sentence each stands in."""
    there = {s.id: s for s in sources if sample.texts.get(s.id) == s.sha256}
    found = []
    for s in sample.sentences:
        source = there.get(s.source)
        if source is None or s.answer is None:
            continue
        masks = [(r.start_char, r.end_char) for r in source.replacements if r.coder.startswith("[")]
        found += [(s, (a, b)) for a, b in s.answer.spans if not any(x < b and a < y for x, y in masks)]
    return found
