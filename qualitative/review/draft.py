"""A View → a Review: every section in order, each sentence with its support.

The danger: a draft that cannot be checked. So nothing is written here that is not a Sentence (which cannot be made
without what its kind rests on) or a table computed from the View; suggestions count only in a watermarked preview.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qualitative.disclosure import View
from qualitative.model import Review, Section, Tier
from qualitative.review.checks import checks, printed_text
from qualitative.review.evidence import Excerpts, pieces, usable_links
from qualitative.review.front import contradictions_section, method_section, profile_section, timeline_section
from qualitative.review.glossary import glossary_table
from qualitative.review.points import Embed, Similar, said_in
from qualitative.review.records import records_for
from qualitative.review.sentences import Writer
from qualitative.review.silence import breadth_table
from qualitative.review.synthesis import (
    causes_section,
    emergent_section,
    help_and_hindrance_section,
    lessons_section,
)
from qualitative.review.themes import Told, theme_section


def draft(
    view: View, *, models: Mapping[str, str], preview: bool = False, embed: Embed | None = None
) -> Review:
    """The draft of one case at the view's tier.

    models: name → version of each model that had a part, for the method. preview: rest on unreviewed suggestions too
    (watermarked). embed: texts → (n, d) unit vectors; the house's own embedder where none is given.
    """
    similar = Similar(embed or _embed)
    excerpts = Excerpts(view)
    evidence = pieces(view, preview=preview)
    links = usable_links(view, preview=preview)
    similar.learn([s.clause.words for s in said_in(evidence)])
    front = Writer(view, "method", excerpts, similar)
    sections = [
        profile_section(view),
        method_section(view, front, models, preview=preview),
        timeline_section(view),
    ]
    told, cited = Told(), set[str]()
    themes = []
    for code in view.codebook.every_code():
        writer = Writer(view, code.id, excerpts, similar)
        records = records_for(view, code, similar, writer, preview=preview, used=cited)
        mine = [p for p in evidence if p.code == code.id]
        themes.append(
            theme_section(
                view, code, mine, links, similar, excerpts, told, records=records, everything=evidence
            )
        )
    sections.append(
        Section(
            "findings", "Findings by theme", tables=(breadth_table(view, evidence),), sections=tuple(themes)
        )
    )
    last = Writer(view, "synthesis", excerpts, similar)
    sections.append(
        Section(
            "synthesis",
            "Drawing the themes together",
            sections=(
                help_and_hindrance_section(view, evidence),
                causes_section(view, links, last),
                lessons_section(view, evidence, links, similar, last),
                emergent_section(view, evidence, last),
            ),
        )
    )
    if view.tier > Tier.PUBLIC:
        sections.append(contradictions_section(view))
    glossary = glossary_table(view, printed_text(sections))
    if glossary.rows:
        sections.append(Section("glossary", "Glossary", tables=(replace(glossary, title=""),)))
    made = Review(
        view.case.id,
        f"{view.case.name}: learning review",
        view.tier,
        tuple(sections),
        preview=preview,
        excerpts=tuple(excerpts.rows) if view.tier > Tier.PUBLIC else (),
    )
    return replace(made, checks=checks(made, view))


def _embed(texts: list[str]) -> object:
    from qualitative import language

    return language.embed(texts)
