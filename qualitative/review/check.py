"""Is a draft still supported, and may its tier see it?

The danger: a passage is rejected, restricted or edited after the draft was made, and the sentence stays. So every
support is looked up again, every quotation and count read again, and what no longer holds is listed with its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from qualitative.disclosure import View, check_text
from qualitative.model import Review, SentenceKind, Tier
from qualitative.review.checks import every_section, printed_text
from qualitative.review.evidence import counted


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold. where: the section's title; about: the sentence's id, or ""."""

    where: str
    about: str
    why: str
    words: str = ""


def check(review: Review, view: View) -> list[Finding]:
    """What no longer holds of a draft: supports gone, or words its tier must not see. An empty list is not a sign-off."""
    found = []
    codings = {c.id: c for c in view.codings}
    links = {k.id: k for k in view.links}
    if review.tier > view.tier:
        found.append(
            Finding(review.title, "", f"a draft for {review.tier.word}s is shown at {view.tier.word} tier")
        )
    known = {s.id for section in every_section(review.sections) for p in section.paragraphs for s in p}
    for section in every_section(review.sections):
        for sentence in (s for p in section.paragraphs for s in p):
            for support in sentence.supports:
                why = ""
                if sentence.kind is SentenceKind.RECORD:
                    why = _record_gone(view, support)
                elif support in codings:
                    if not counted(codings[support].status, review.preview):
                        why = f"it rests on a coding that is now {codings[support].status.value}"
                elif support in links:
                    if not counted(links[support].status, review.preview):
                        why = f"it rests on a claim that is now {links[support].status.value}"
                else:
                    why = "what it rests on is gone, or may not be seen at this tier"
                if why:
                    found.append(Finding(section.title, sentence.id, why, sentence.text))
                    break
            if any(drawn not in known for drawn in sentence.draws_on):
                found.append(
                    Finding(section.title, sentence.id, "a sentence it draws on is gone", sentence.text)
                )
        for exposure in check_text(view, printed_text([replace(section, sections=())])):
            found.append(Finding(section.title, "", f"rule {exposure.rule}: {exposure.why}", exposure.words))
    if review.tier is Tier.PUBLIC and review.excerpts:
        found.append(Finding(review.title, "", "a public draft carries the reviewers' excerpts"))
    return found


def _record_gone(view: View, support: str) -> str:
    source_id, _, span = support.rpartition(":")
    start, _, end = span.partition("-")
    try:
        text = view.source(source_id).text
    except KeyError:
        return "the document it cites is gone"
    return (
        ""
        if int(end) <= len(text) and int(start) < int(end)
        else "the cited words no longer stand in the document"
    )
