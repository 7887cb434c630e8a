"""What was not raised, not asked, or not known whether asked: stated under each theme, and where else a passage stands.

The danger: silence read as "no problem". So each absence is a sentence with the query that counted it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qualitative.comparison import KINDS, coverage
from qualitative.disclosure import View
from qualitative.model import Code, Coding, Sentence, SentenceKind, Table, Tier
from qualitative.review.evidence import Piece
from qualitative.review.sentences import Writer
from qualitative.review.wording import group_phrase, listed, where

LEAST_HEARD = 2  # groups that are left when the silent ones are named in public


def as_codings(view: View, pieces: Sequence[Piece]) -> list[Coding]:
    wanted = {p.id for p in pieces}
    return [c for c in view.codings if c.id in wanted]


def breadth_table(view: View, pieces: Sequence[Piece]) -> Table:
    """Theme by theme, in how many sessions of each kind it was raised, of those asked: once for the whole draft."""
    kinds = [k for k in KINDS if any(s.kind is k for s in view.sessions_with_notes())]
    rows = []
    for code in view.codebook.every_code():
        mine = as_codings(view, [p for p in pieces if p.code == code.id])
        cells = [coverage(view, code.id, kind, mine).cell(view.tier) for kind in kinds]
        rows.append((code.name, *((cell[:1].upper() + cell[1:]) or "–" for cell in cells)))
    note = "Sessions in which it was raised, of those asked or not known whether asked; interviews and focus groups are never added together."
    return Table("Where each theme was raised", ("theme", *(f"{k.value}s" for k in kinds)), tuple(rows), note)


def silence(view: View, code: Code, pieces: Sequence[Piece], writer: Writer) -> list[Sentence]:
    """Not raised, not asked, not known whether asked: stated, with the query that counted it."""
    sentences = []
    query = f"guide rows that bear on {code.id}, and sessions without a confirmed coding of it"
    by_kind = [coverage(view, code.id, kind, as_codings(view, pieces)) for kind in KINDS]
    skipped = [s for c in by_kind for s in c.not_asked]
    unknown = [s for c in by_kind for s in c.unknown]
    if not pieces:
        every = [s.id for s in view.sessions_with_notes()]
        text = "Not raised in any session whose notes were read."
        if every and len(skipped) == len(every):
            text = "Not asked in any session, and not raised."
        elif unknown:
            text = "Not raised; not known whether asked" + (
                "." if len(unknown) == len(every) else f" {where(view, unknown)}."
            )
        return [writer.sentence(SentenceKind.ABSENCE, text, query=query)]
    if skipped:
        raised = {p.session for p in pieces}
        silent = [s for s in skipped if s not in raised]
        if silent:
            sentences.append(
                writer.sentence(SentenceKind.ABSENCE, f"Not asked {where(view, silent)}.", query=query)
            )
    quiet = [s for c in by_kind for s in c.asked if s not in c.raised]
    if quiet:
        sentences.append(
            writer.sentence(
                SentenceKind.ABSENCE, f"Asked, but not raised, {where(view, quiet)}.", query=query
            )
        )
    silent_groups = _silent_groups(view, pieces)
    if silent_groups:
        text = f"No view of {listed(silent_groups, 'or')} is recorded here."
        sentences.append(
            writer.sentence(
                SentenceKind.ABSENCE,
                text,
                query=f"groups with a session of their own and no coding of {code.id}",
            )
        )
    return sentences


def _silent_groups(view: View, pieces: Sequence[Piece]) -> list[str]:
    """Groups that may be named, had a focus group of their own, and are not heard on this theme."""
    heard = {p.session for p in pieces}
    present: dict[str, list[str]] = {}
    for session in view.sessions_with_notes():
        for group in session.groups:
            present.setdefault(group, []).append(session.id)
    held = [g.name for g in view.case.groups if _had_focus_group(view, present.get(g.name, ()))]
    silent = [g for g in held if not set(present[g]) & heard]
    if view.tier is Tier.PUBLIC and len(held) - len(silent) < LEAST_HEARD:
        return []  # of three groups two are silent: then everybody knows who spoke
    return [group_phrase(g) for g in silent]


def _had_focus_group(view: View, sessions: Sequence[str]) -> bool:
    return any(view.session(s).kind.value != "interview" for s in sessions)


def see_also(
    code: Code, pieces: Sequence[Piece], writer: Writer, in_theme: Mapping[str, str]
) -> list[Sentence]:
    """A cross-reference instead of a repetition: themes already told that share two passages or more."""
    shared: dict[str, int] = {}
    for selection in {p.selection.id for p in pieces}:
        if selection in in_theme:
            shared[in_theme[selection]] = shared.get(in_theme[selection], 0) + 1
    names = [name for name, n in sorted(shared.items(), key=lambda item: (-item[1], item[0])) if n >= 2][:3]
    if not names:
        return []
    text = f"See also {listed(names)}, where some of the same passages are reported."
    return [
        writer.sentence(
            SentenceKind.METHOD,
            text,
            query=f"passages coded both {code.id} and the themes named: two or more",
        )
    ]
