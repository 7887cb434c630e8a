"""Residual risk, as its page may show and do it: measuring and reading a sample need the coder tier, masking the custodian's.

The danger: a page about what identifies that shows the originals. So everything here is made from the anonymised text;
only `mask_found` opens the vault, and it shows nothing of it.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from qualitative.model import Tier
from qualitative.store import now
from qualitative.study import risk_acts
from qualitative.study.access import Access
from qualitative.study.risk import assessing, checking, drawing, samples, telling, writing
from qualitative.study.risk.assessing import Assessment
from qualitative.study.risk.measuring import Measured
from qualitative.study.risk.samples import Answer, Sampled, Span
from qualitative.study.workspace import Report

__all__ = [
    "FORMATS",
    "NO_TOTAL",
    "PSEUDONYMISED",
    "Answer",
    "Assessment",
    "Measured",
    "Reading",
    "Sentence",
    "answer",
    "draw",
    "groups_table",
    "mask_found",
    "measured",
    "report_file",
    "sample_lines",
    "sample_read",
    "told_standing",
    "who_spoke",
]

FORMATS = {".docx": "Word", ".html": "Web page", ".md": "Markdown"}
NO_TOTAL, PSEUDONYMISED = telling.NO_TOTAL, telling.PSEUDONYMISED
sample_lines, groups_table, who_spoke = telling.sample_lines, telling.groups_table, telling.who_spoke


@dataclass(frozen=True)
class Sentence:
    """One drawn sentence as it reads now, with what stands round it. words: its unmasked words, as code points of the source.

    text: "" where it cannot be found any more.
    """

    drawn: Sampled
    title: str
    text: str = field(default="", repr=False)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)
    words: tuple[Span, ...] = ()

    def said(self, span: Span) -> str:
        first = self.drawn.start_char
        return self.text[span[0] - first : span[1] - first]


@dataclass(frozen=True)
class Reading:
    """The newest sample on the table: its id, and its sentences in the order of the notes."""

    sample: str
    sentences: tuple[Sentence, ...]

    @property
    def unread(self) -> tuple[Sentence, ...]:
        return tuple(s for s in self.sentences if s.drawn.answer is None)


def measured(access: Access, case: str, tier: Tier) -> Assessment:
    """Every test of the case, for readers of `tier`. Roles are not counted: they stand in the key."""
    with access.study(Tier.CODER) as study:
        return assessing.assess(study, case, tier=tier)


def sample_read(access: Access, case: str) -> Reading | None:
    """The newest sample, to go through; None where none was drawn."""
    with access.study(Tier.CODER) as study:
        study.cases(case)
        there = samples.load(study, case)
        if not there:
            return None
        sample, sources = there[-1], study.store.sources(case)
        found = samples.words_at(sample, sources)
        texts = {s.id: s for s in sources}
        open_words = {s.id: drawing.open_words(s) for s in sources}
        made = []
        for s in sample.sentences:
            text, source = found(s), texts.get(s.source)
            if text is None or source is None:
                made.append(Sentence(s, s.source))
                continue
            words = tuple(w for w in open_words[s.source] if s.start_char <= w[0] < s.end_char)
            before = source.text[max(0, s.start_char - 200) : s.start_char].rpartition("\n")[2]
            after = source.text[s.end_char : s.end_char + 200].partition("\n")[0]
            made.append(Sentence(s, source.title, text, before, after, words))
        return Reading(sample.id, tuple(made))


def draw(access: Access, case: str, n: int) -> None:
    """A new simple random sample, its seed drawn by chance and kept."""
    with access.study(Tier.CODER) as study:
        checking.draw(study, case, n, by=access.person)


def answer(
    access: Access, case: str, sample: str, number: int, found: str, how: str, spans: tuple[Span, ...]
) -> None:
    """found: "nothing" or "something" left, "" takes the answer back. Raises StudyTrouble where the text is another by now."""
    with access.study(Tier.CODER) as study:
        at = now().isoformat(timespec="seconds")
        given = Answer(found == "something", access.person, at, how, spans) if found else None
        checking.answer(study, case, sample, number, given, by=access.person)


def told_standing(access: Access, case: str) -> list[str]:
    """Where what the newest sample found still stands: places, no words."""
    with access.study(Tier.CODER) as study:
        there = samples.load(study, case)
        return checking.told_left(study, case, there[-1], mend=False) if there else []


def mask_found(access: Access, case: str, passphrase: str | None, kind: str) -> Report:
    """Masks what the newest sample found directly, wherever it stands. Raises StudyTrouble, VaultError."""
    with access.study(Tier.CUSTODIAN) as study:
        return checking.mask_found(study, case, passphrase=passphrase or None, kind=kind, by=access.person)


def report_file(access: Access, case: str, tier: Tier, suffix: str) -> bytes:
    """The report of one case as a file, made at the click."""
    with access.study(Tier.CODER) as study:
        found = assessing.assess(study, case, tier=tier)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"risk{suffix}"
            risk_acts.WRITERS[suffix](writing.document([found]), file)
            return file.read_bytes()
