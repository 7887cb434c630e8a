"""A draft cut into chapters, and a chapter as markup in which each sentence can be opened.

The danger: a screen that says something else than the printed draft. So every chapter is laid out by `review.render`, the
same as the files, sentence by sentence; here it only becomes markup, escaped.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from qualitative import review
from qualitative.disclosure import View
from qualitative.documents import Block, Box, Heading, Paragraph, Picture
from qualitative.explorer.ui import table_markup
from qualitative.model import Review, Section, Sentence, Table, Tier

TAIL = 5  # blocks that render puts after a reviewer's sections: two headings, a note, two tables
NOTHING = ("Excerpts", "What was checked")


@dataclass(frozen=True)
class Chapter:
    """One page of the draft. section is None for the two that stand at a reviewer's end; a head has no page of its own."""

    id: str
    title: str
    section: Section | None = None
    inner: bool = False
    head: bool = False


def chapters(made: Review) -> tuple[Chapter, ...]:
    """In the order of the document; ids are unique."""
    found: list[Chapter] = []
    for section in made.sections:
        own = replace(section, sections=())
        if _holds(own) or section.sections:
            found.append(Chapter(section.id, section.title, own, head=not _holds(own)))
        found += [Chapter(s.id, s.title, s, inner=True) for s in section.sections if _holds(s)]
    if made.tier > Tier.PUBLIC:
        found += [Chapter("excerpts", NOTHING[0]), Chapter("checks", NOTHING[1])]
    ids: dict[str, int] = {}
    unique = []
    for chapter in found:
        ids[chapter.id] = n = ids.get(chapter.id, 0) + 1
        unique.append(chapter if n == 1 else replace(chapter, id=f"{chapter.id}-{n}"))
    return tuple(unique)


def _holds(section: Section) -> bool:
    return bool(
        section.paragraphs or section.tables or section.figures or section.queries or section.sections
    )


def chapter_of(made: Review, sentence: str) -> str:
    """The chapter in which a sentence stands, or ""."""
    for chapter in chapters(made):
        if any(s.id == sentence for s in sentences_in(chapter)):
            return chapter.id
    return ""


def sentences_in(chapter: Chapter) -> list[Sentence]:
    return list(_sentences(chapter.section)) if chapter.section else []


def _sentences(section: Section) -> Iterator[Sentence]:
    for paragraph in section.paragraphs:
        yield from paragraph
    for inner in section.sections:
        yield from _sentences(inner)


def status(made: Review, view: View) -> tuple[str, str]:
    """The watermark and what it means, as the files print it."""
    box = next(b for b in review.render(replace(made, sections=()), view) if isinstance(b, Box))
    return box.title, " ".join(p.text for p in box.paragraphs)


def chapter_markup(made: Review, view: View, chapter: Chapter, lapsed: frozenset[str]) -> str:
    """Its heading, sentences, figures, tables and the lines for the reviewer."""
    if chapter.section is None:
        tail = _blocks(made, view, tuple(_plain(s) for s in made.sections))[-TAIL:]
        mine = tail[:3] if chapter.id.startswith("excerpts") else tail[3:]
        return "".join(_block(b, 2) for b in mine)
    return "".join(_section(made, view, chapter.section, lapsed, 2))


def _plain(section: Section) -> Section:
    """Without its figures: a picture is drawn only where it is seen."""
    return replace(section, figures=(), sections=tuple(_plain(s) for s in section.sections))


def _blocks(made: Review, view: View, sections: Sequence[Section]) -> list[Block]:
    """The blocks as printed, after title and watermark."""
    return review.render(replace(made, sections=tuple(sections)), view)[2:]


def _section(made: Review, view: View, section: Section, lapsed: frozenset[str], level: int) -> Iterator[str]:
    sentences = [s for paragraph in section.paragraphs for s in paragraph]
    alone = replace(section, sections=(), paragraphs=tuple((s,) for s in sentences))
    blocks = _blocks(made, view, [alone])
    if made.tier > Tier.PUBLIC:
        blocks = blocks[:-TAIL]
    if not blocks:
        blocks = [Heading(1, section.title)]
    yield _heading(section.title, level)
    told = iter(b for b in blocks[1 : 1 + len(sentences)] if isinstance(b, Paragraph))
    for paragraph in section.paragraphs:
        words = " ".join(_sentence(s, next(told), s.id in lapsed) for s in paragraph)
        absent = all(s.kind.value == "absence" for s in paragraph)
        yield f"<p{' class=absence' if absent else ''}>{words}</p>"
    yield from (_block(b, level) for b in blocks[1 + len(sentences) :])
    for inner in section.sections:
        yield from _section(made, view, inner, lapsed, level + 1)


def _sentence(sentence: Sentence, told: Paragraph, lapsed: bool) -> str:
    kind = "q-draft-s lapsed" if lapsed else "q-draft-s"
    return (
        f'<span class="{kind}" role="button" tabindex="0" aria-expanded="false" '
        f'data-pick="sentence:{escape(sentence.id)}">{_runs(told)}</span>'
    )


def _runs(paragraph: Paragraph) -> str:
    made = []
    for run in paragraph.runs:
        words = escape(run.text, quote=False)
        if run.ref:
            words = f'<span class="q-draft-ref">{words}</span>'
        if run.bold:
            words = f"<strong>{words}</strong>"
        made.append(f"<em>{words}</em>" if run.italic else words)
    return "".join(made)


def _heading(words: str, level: int) -> str:
    return f"<h{level}>{escape(words)}</h{level}>"


def _block(block: Block, level: int) -> str:
    match block:
        case Heading(_, text):
            return _heading(text, level)
        case Table():
            return table_markup(block)
        case Picture():
            return _picture(block)
        case Box(title, paragraphs):
            lines = "".join(f"<p>{_runs(p)}</p>" for p in paragraphs)
            return f'<aside class="q-draft-aside"><b>{escape(title)}</b>{lines}</aside>'
        case Paragraph():
            kind = "q-note" if block.style == "note" else block.style
            return f'<p class="{kind}">{_runs(block)}</p>'
        case _:
            return ""


def _picture(picture: Picture) -> str:
    """As an image, so that nothing in it can act; a table with the same stands after it."""
    data, kind = (picture.svg.encode("utf-8"), "svg+xml") if picture.svg else (picture.png, "png")
    source = f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
    return (
        f'<figure class="q-draft-fig"><div tabindex="0"><img src="{source}" alt="{escape(picture.alt)}"></div>'
        f"<figcaption>Unit: the session in which a claim was made. {escape(picture.caption)}</figcaption></figure>"
    )


def contents_markup(found: Sequence[Chapter], here: str) -> str:
    """The list of chapters, the one that is read marked."""
    rows = []
    for chapter in found:
        kind = ' class="inner"' if chapter.inner else ' class="head"' if chapter.head else ""
        now = ' aria-current="page"' if chapter.id == here else ""
        words = escape(chapter.title)
        if not chapter.head:
            words = f'<button type="button" data-pick="section:{escape(chapter.id)}">{words}</button>'
        rows.append(f"<li{kind}{now}>{words}</li>")
    return (
        '<nav class="q-draft-rail" aria-label="Contents"><details><summary>Contents</summary>'
        f"<ol>{''.join(rows)}</ol></details></nav>"
    )


def turning_markup(found: Sequence[Chapter], here: str) -> str:
    """The chapters before and after."""
    pages = [c for c in found if not c.head]
    at = next((n for n, c in enumerate(pages) if c.id == here), 0)
    turns: Mapping[str, Chapter | None] = {
        "Before": pages[at - 1] if at else None,
        "Next": pages[at + 1] if at + 1 < len(pages) else None,
    }
    buttons = [
        f'<button type="button" data-pick="section:{escape(c.id)}"><small>{word}</small>{escape(c.title)}</button>'
        for word, c in turns.items()
        if c
    ]
    # An empty first place keeps "Next" on its side.
    return f'<div class="q-draft-turn">{"" if turns["Before"] else "<span></span>"}{"".join(buttons)}</div>'
