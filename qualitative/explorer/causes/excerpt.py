"""One claim as it stands in the notes: its cause, its cue and its effect marked, with what was said round it.

The danger: a claim torn from its passage, and three marks told apart by colour alone. So each mark has a word and a line
of its own, the passage is shown to where the speaker ends, and what this tier may not be told (`View.untold`) cuts the
passage off. Words stand in quotation marks only where the notes are verbatim and nobody asked not to be quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qualitative.disclosure import View, overlaps
from qualitative.model import CauseLink, Part, PartKind, Source, Status, Tier, Voice
from qualitative.study.access.shown import head_of

MOST_CONTEXT = 260  # characters on each side
_VOICES = {
    Voice.VERBATIM: "the words as spoken",
    Voice.REPORTED: "as the notes report it",
    Voice.COMMENT: "a note-taker’s comment",
}
Span = tuple[int, int, str]


def excerpt(view: View, link: CauseLink, tag: str = "") -> str:
    """Markup of one claim. tag: a word that stands over it ("denied")."""
    source = view.source(link.selection.source)
    start = min(link.selection.start_char, link.cause.start_char, link.effect.start_char)
    end = max(link.selection.end_char, link.cause.end_char, link.effect.end_char)
    touched = [p for p in source.parts if p.start_char < end and start < p.end_char]
    voice = _voice(touched)
    quoted = voice is Voice.VERBATIM and not overlaps(start, end, view.no_quotation.get(source.id, ()))
    before, after = _context(view, source, touched, start, end)
    # Notes that bring quotation marks of their own get no second pair.
    quoted = quoted and not any(sign in f"{before}{source.text[start:end]}{after}" for sign in '"“”')
    asked = _asked(view, source, start)
    return (
        f'<figure class="q-quote q-causes {"verbatim" if quoted else "reported"}">'
        + (f'<p class="q-causes-tag">{escape(tag)}</p>' if tag else "")
        + (f'<p class="q-causes-asked">{escape(asked)}</p>' if asked else "")
        + f'<blockquote><span class="q-context">{escape(before)}</span>'
        f"<b>{_marked(source.text, start, end, spans(source.text, link))}</b>"
        f'<span class="q-context">{escape(after)}</span></blockquote>'
        f"<figcaption>{escape(_where(view, link, source, voice))}</figcaption></figure>"
    )


def spans(text: str, link: CauseLink) -> list[Span]:
    """Cause, cue and effect in the source's text, in order, none over another: an end that is inside the other yields."""
    found: list[Span] = []
    ends = [
        (link.cause.start_char, link.cause.end_char, "cause"),
        (link.effect.start_char, link.effect.end_char, "effect"),
    ]
    for start, end, kind in sorted(ends, key=lambda s: s[1] - s[0]):
        found += [(a, b, kind) for a, b in _outside(start, end, found)][:1]
    cue = _cue(text, link, found)
    return sorted([*found, *([(*cue, "cue")] if cue else [])])


def _outside(start: int, end: int, taken: Sequence[Span]) -> list[tuple[int, int]]:
    """What is left of a span beside those taken, the longest piece first."""
    pieces = [(start, end)]
    for a, b, _ in taken:
        pieces = [p for s, e in pieces for p in ((s, min(e, a)), (max(s, b), e)) if p[0] < p[1]]
    return sorted(pieces, key=lambda p: p[0] - p[1])


def _cue(text: str, link: CauseLink, taken: Sequence[Span]) -> tuple[int, int] | None:
    """Where the cue stands: the place outside both ends that is nearest to them; None where it stands in none."""
    if not link.cue:
        return None
    low = min(link.selection.start_char, link.cause.start_char, link.effect.start_char)
    high = max(link.selection.end_char, link.cause.end_char, link.effect.end_char)
    places, at = [], text.find(link.cue, low, high)
    while at >= 0:
        places.append((at, at + len(link.cue)))
        at = text.find(link.cue, at + 1, high)
    free = [p for p in places if all(p[1] <= a or b <= p[0] for a, b, _ in taken)]
    return min(
        free, key=lambda p: (sum(min(abs(p[0] - b), abs(a - p[1])) for a, b, _ in taken), p), default=None
    )


def _marked(text: str, start: int, end: int, marks: Sequence[Span]) -> str:
    out, at = [], start
    for a, b, kind in marks:
        out.append(escape(text[at:a]))
        out.append(f'<mark class="q-causes-{kind}"><small>{kind}</small> {escape(text[a:b])}</mark>')
        at = b
    return "".join(out) + escape(text[at:end])


def _context(view: View, source: Source, touched: Sequence[Part], start: int, end: int) -> tuple[str, str]:
    """What the same speaker said before and after, as far as this tier may be told of it."""
    if not touched:
        return "", ""
    first = begins = min((p.body_start_char for p in touched if p.body_start_char <= start), default=start)
    last = ends = max(p.end_char for p in touched)
    for a, b in view.untold.get(source.id, ()):
        if b <= start:
            first = max(first, b)
        elif a >= end:
            last = min(last, a)
    before, after = source.text[first:start].lstrip(), source.text[end:last].rstrip()
    if first > begins or len(before) > MOST_CONTEXT:
        before = "… " + before[-MOST_CONTEXT:].partition(" ")[2]
    if last < ends or len(after) > MOST_CONTEXT:
        after = after[:MOST_CONTEXT].rpartition(" ")[0] + " …"
    return before, after


def _asked(view: View, source: Source, start: int) -> str:
    """The question or heading under which it was said; one that names a person, masked or not, says whose notes they are."""
    above = [
        p for p in source.parts if p.end_char <= start and p.kind in (PartKind.QUESTION, PartKind.HEADING)
    ]
    if not above:
        return ""
    part = above[-1]
    if overlaps(part.start_char, part.end_char, view.untold.get(source.id, ())):
        return ""
    if view.tier < Tier.CODER and part.start_char < head_of(source):
        return ""  # "Interview: the commissioner"
    words = " ".join(source.text[part.body_start_char : part.end_char].split())
    if "[" in words:
        return ""
    return words if len(words) <= MOST_CONTEXT else words[:MOST_CONTEXT].rsplit(" ", 1)[0] + " …"


def _voice(touched: Sequence[Part]) -> Voice:
    """Where a passage reaches over two voices, it counts as reported."""
    voices = {p.voice for p in touched}
    return next(iter(voices)) if len(voices) == 1 else Voice.REPORTED


def _where(view: View, link: CauseLink, source: Source, voice: Voice) -> str:
    session = view.session(source.session)
    words = [source.title or session.title or session.kind.value]
    if session.kind.value not in words[0].lower():
        words.append(session.kind.value)
    words.append(_VOICES[voice])
    if view.tier >= Tier.CODER and link.status is Status.CONFIRMED and link.decided_by:
        names = {user.id: user.name for user in view.users}
        words.append(f"accepted by {names.get(link.decided_by, link.decided_by)}")
    return " · ".join(words)
