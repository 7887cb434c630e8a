"""A Review → blocks that any writer prints: the order a reader needs, the watermark, the numbers of excerpts.

The danger: two printings of one draft that differ. So the text is laid out once, here; Word, the page and the plain
copy print the same blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualitative.disclosure import View
from qualitative.documents import (
    DRAFT_WATERMARK,
    PREVIEW_WATERMARK,
    Block,
    Box,
    Document,
    Heading,
    Paragraph,
    Picture,
    Run,
    Title,
    as_document,
    paragraph,
)
from qualitative.model import Review, Section, Sentence, SentenceKind, Table, Tier
from qualitative.review.checks import checks_table, every_section
from qualitative.review.evidence import usable_links
from qualitative.review.passages import offered
from qualitative.review.sentences import number_ranges
from qualitative.review.synthesis import CAUSE_MAP, cause_drawing


def render(review: Review, view: View) -> list[Block]:
    """The whole draft as blocks, its title and the box with its watermark first."""
    numbers = {support: number for number, support, _, _ in review.excerpts}
    subtitle = f"{'Preview' if review.preview else 'Draft'} at {review.tier.word} tier"
    blocks: list[Block] = [Title(review.title, subtitle), _status(review)]
    for section in review.sections:
        blocks += _section(section, review, view, numbers, 1)
    if review.tier > Tier.PUBLIC:
        blocks += [
            Heading(1, "Excerpts"),
            paragraph(
                "The passages that sentences rest on, for the review team only; those offered under a theme stand there.",
                "note",
            ),
        ]
        blocks.append(_excerpts(review))
        blocks += [Heading(1, "What was checked"), checks_table(review.checks)]
    return blocks


def document(review: Review, view: View) -> Document:
    """The draft ready to write: its title, its watermark and its blocks."""
    return as_document(render(review, view))


def _status(review: Review) -> Box:
    if review.preview:
        words = "Made from suggestions that nobody has reviewed, to see what the machine alone would give. Nothing in it is a finding."
        return Box(PREVIEW_WATERMARK, (paragraph(words),))
    words = "Proposed sentences, each resting on confirmed passages, for a person to accept, rewrite or drop. Nothing in it is released until a named person signs it off."
    if review.tier is Tier.PUBLIC:
        words += " It is worded as the public may read it; the public sees only the signed release."
    return Box(DRAFT_WATERMARK, (paragraph(words),))


def _section(
    section: Section, review: Review, view: View, numbers: dict[str, int], level: int
) -> Iterator[Block]:
    if not (section.paragraphs or section.tables or section.sections or section.queries or section.figures):
        return
    yield Heading(level, section.title, section.id)
    for sentences in section.paragraphs:
        yield _paragraph(sentences, review, numbers)
    for name in section.figures:
        picture = _picture(name, review, view)
        if picture:
            yield picture
    for table in section.tables:
        yield table if table.rows else paragraph("Nothing is recorded.", "absence")
    if section.queries and review.tier > Tier.PUBLIC:
        yield Box("For the reviewer", tuple(paragraph(q) for q in section.queries))
    for inner in section.sections:
        yield from _section(inner, review, view, numbers, level + 1)


def _paragraph(sentences: tuple[Sentence, ...], review: Review, numbers: dict[str, int]) -> Paragraph:
    absent = all(s.kind is SentenceKind.ABSENCE for s in sentences)
    runs: list[Run] = []
    for at, sentence in enumerate(sentences):
        runs += [Run(" ")] if at else []
        runs += _sentence(sentence, review, numbers)
    return Paragraph(tuple(runs), "absence" if absent else "normal")


def _sentence(sentence: Sentence, review: Review, numbers: dict[str, int]) -> list[Run]:
    heading = sentence.id.endswith(("-differ", "-subject"))
    counting = sentence.id.endswith(
        "-breadth"
    )  # it rests on most of the theme: a list of numbers says nothing
    inference = sentence.kind is SentenceKind.INFERENCE
    cited = [numbers[s] for s in sentence.supports if s in numbers]
    text = sentence.text.rstrip()
    end = text[-1] if text[-1:] in ".!?" else ""
    body = text[: len(text) - len(end)]
    runs = []
    for at, piece in enumerate(re.split(r"(“[^“”]*”)", body)):
        if piece:
            runs.append(Run(piece, bold=heading, italic=inference, quote=bool(at % 2)))
    if cited and not (heading or counting) and review.tier > Tier.PUBLIC:
        runs.append(Run(f" [{number_ranges(cited)}]", ref=True))
    if end and heading:
        runs = [Run(text, bold=True)]
    elif end:
        runs.append(Run(end, italic=inference))
    if inference:
        runs.append(Run(f" (inference, {sentence.by})"))
    return runs


def _picture(name: str, review: Review, view: View) -> Picture | None:
    if name != CAUSE_MAP:
        raise ValueError(f'the draft names a picture "{name}" that nothing here can draw')
    drawing = cause_drawing(view, usable_links(view, preview=review.preview))
    if drawing is None:
        return None
    return Picture(
        drawing.png,
        drawing.alt,
        "Causes as people claimed them. The table below says the same in words.",
        drawing.svg,
    )


def _excerpts(review: Review) -> Table:
    shown: dict[int, tuple[str, str, str]] = {}
    printed = {n for section in every_section(review.sections) for n in offered(section)}
    for number, _, where, quote in review.excerpts:
        if number in printed:
            continue  # it stands under its theme
        shown.setdefault(number, (str(number), where, quote))
    return Table("", ("no.", "where", "in the notes"), tuple(shown[n] for n in sorted(shown)))
