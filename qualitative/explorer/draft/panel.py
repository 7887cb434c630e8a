"""What a passage or a sentence rests on, as markup for the panel that opens beside it.

The danger: a number believed without its count, an excerpt read without its place. So each excerpt stands in its context
with where it was heard, each computed sentence says what was counted, and each inference who drew it and from what.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qualitative.explorer.ui import table_markup
from qualitative.model import SentenceKind, Tier
from qualitative.study.access.drafting import Excerpt, Support

AT_FIRST = 6  # excerpts shown before "more"
KINDS = {
    SentenceKind.FINDING: "Rests on what was said",
    SentenceKind.RECORD: "Rests on a supplied document",
    SentenceKind.ABSENCE: "Rests on what was not found",
    SentenceKind.METHOD: "Computed from the study",
    SentenceKind.INFERENCE: "The reviewers’ inference",
}


def support_markup(support: Support, wording: Tier, lapsed: bool) -> str:
    lines = []
    if lapsed:
        lines.append(
            '<p class="caution">Something this sentence rests on no longer counts: it was rejected or taken back since. '
            "Draft anew to have it written from what stands now.</p>"
        )
    if support.query:
        lines.append(f"<p><b>What was asked of the study:</b> {escape(support.query)}.</p>")
        lines.append(f"<p><b>Result:</b> {escape(support.sentence.text)}</p>")
    if support.counts and support.counts.rows:
        lines.append(table_markup(support.counts))
    if support.excerpts:
        lines.append(f'<p class="said">{_how_many(support)}</p>')
        if wording is Tier.PUBLIC:
            lines.append(
                '<p class="said">Only the review team reads these; the public has the sentence alone.</p>'
            )
        lines.append(excerpts_markup(support.excerpts))
    if support.gone:
        what = "passage it rests on is" if support.gone == 1 else "passages it rests on are"
        lines.append(f'<p class="said">{support.gone} {what} no longer there, or not open to you.</p>')
    if support.by:
        drawn = "".join(f"<li>{escape(s.text)}</li>" for s in support.draws_on)
        lines.append(f"<p>Drawn by {escape(support.by)} from:</p><ul>{drawn}</ul>")
    return header_markup(KINDS[support.sentence.kind]) + "".join(lines)


def header_markup(title: str) -> str:
    return f'<header><b>{escape(title)}</b><button type="button" data-pick="close:">Close</button></header>'


def excerpts_markup(excerpts: Sequence[Excerpt]) -> str:
    """The excerpts, the first few open and the rest behind one press."""
    made = [_excerpt(h) for h in excerpts]
    if len(made) <= AT_FIRST + 2:
        return "".join(made)
    rest = len(made) - AT_FIRST
    return (
        "".join(made[:AT_FIRST])
        + f"<details><summary>{rest} more passages</summary>{''.join(made[AT_FIRST:])}</details>"
    )


def _how_many(support: Support) -> str:
    n = len(support.excerpts)
    return "One passage." if n == 1 else f"{n} passages, in the order of the notes."


def _excerpt(h: Excerpt) -> str:
    before, after = (
        f'<span class="q-context">{escape(words)}</span>' if words else "" for words in (h.before, h.after)
    )
    number = f"[{h.number}] " if h.number else ""
    caution = f'<p class="caution">{escape(h.caution)}</p>' if h.caution else ""
    return (
        f'<figure class="q-quote reported"><blockquote>{before} <b>{escape(h.words)}</b> {after}</blockquote>'
        f"<figcaption>{number}{escape(h.where)}</figcaption>{caution}</figure>"
    )
