"""Drawing the themes together: claimed causes, what held back and what helped, lessons, and what lay outside the eight.

The danger: a diagram that explains more than anybody claimed. So an arrow stands only for accepted claims, with a text
alternative beside it; a lesson is a table whose mitigation is what participants proposed, with the reviewer's own column
left for the reviewer; emergent themes stand beside the codebook, not in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from qualitative import figures
from qualitative.comparison import KINDS
from qualitative.disclosure import View, count_word, overlaps
from qualitative.model import CauseLink, Section, Selection, SentenceKind, Table, Tier
from qualitative.review.clauses import capital_first, clauses, reported, stands_alone
from qualitative.review.evidence import Piece, overlapping
from qualitative.review.points import Similar, said_in
from qualitative.review.sentences import Writer
from qualitative.review.wording import listed, where

CAUSE_MAP = "cause-map"
MOST_FACTORS = 15


@dataclass(frozen=True)
class Bundle:
    """An arrow of the map: the factors it joins and the claims behind it."""

    cause: str
    effect: str
    links: tuple[CauseLink, ...]

    def sessions(self, view: View) -> set[str]:
        return {view.session_of(link.selection.source) for link in self.links}


def bundles(view: View, links: Sequence[CauseLink]) -> list[Bundle]:
    """Accepted claims by the factors they join, most widely claimed first, within fifteen factors."""
    known = {f.id for f in view.factors}
    joined: dict[tuple[str, str], list[CauseLink]] = defaultdict(list)
    for link in links:
        if (
            link.cause_factor in known
            and link.effect_factor in known
            and link.cause_factor != link.effect_factor
        ):
            joined[link.cause_factor, link.effect_factor].append(link)
    every = [Bundle(cause, effect, tuple(claims)) for (cause, effect), claims in joined.items()]
    every.sort(key=lambda b: (-len(b.sessions(view)), -len(b.links), b.cause, b.effect))
    kept: list[Bundle] = []
    factors: set[str] = set()
    for bundle in every:
        if len(factors | {bundle.cause, bundle.effect}) <= MOST_FACTORS:
            kept.append(bundle)
            factors |= {bundle.cause, bundle.effect}
    return kept


def cause_drawing(view: View, links: Sequence[CauseLink]) -> figures.Drawing | None:
    drawn = bundles(view, links)
    if not drawn:
        return None
    public = view.tier is Tier.PUBLIC
    arrows = [figures.Arrow(b.cause, b.effect, _band(len(b.sessions(view)), public)) for b in drawn]
    labels = {f.id: capital_first(f.label) for f in view.factors}
    return figures.cause_map(labels, arrows, title="Causes as people claimed them", exact=not public)


def _band(n_sessions: int, public: bool) -> int:
    """In public only the legend's bands show, in thickness too: one to four, five or more."""
    return n_sessions if not public else 1 if n_sessions < 5 else 3


def causes_section(view: View, links: Sequence[CauseLink], writer: Writer) -> Section:
    drawn = bundles(view, links)
    if not drawn:
        text = "No claimed cause has been confirmed and bundled, so no diagram is drawn."
        return Section(
            "causes",
            "Causes as people claimed them",
            (
                (
                    writer.sentence(
                        SentenceKind.ABSENCE, text, query="confirmed cause links with both factors"
                    ),
                ),
            ),
        )
    labels = {f.id: f.label for f in view.factors}
    supports = tuple(link.id for b in drawn for link in b.links)
    text = "Each arrow stands for claims that people made: that one thing contributed to another. It is evidence of what is claimed, not proof."
    rows: tuple[tuple[str, ...], ...] = tuple(
        (capital_first(labels[b.cause]), capital_first(labels[b.effect]), capital_first(where(view, b.sessions(view), name_groups=False)),
         writer.references([k.id for k in b.links]))
        for b in drawn
    )  # fmt: skip
    headers: tuple[str, ...] = ("cause", "contributes to", "claimed")
    if view.tier is Tier.PUBLIC:
        rows = tuple(row[:3] for row in rows)
    else:
        headers = (*headers, "excerpts")
    table = Table(
        "The diagram in words",
        headers,
        rows,
        "Confirmed claims only, none denied or imagined; never drawn from two themes met together.",
    )
    sentence = writer.sentence(SentenceKind.FINDING, text, supports)
    return Section(
        "causes", "Causes as people claimed them", ((sentence,),), tables=(table,), figures=(CAUSE_MAP,)
    )


def help_and_hindrance_section(view: View, pieces: Sequence[Piece]) -> Section:
    """Per theme and kind of session: where it was tagged helped, where hindered, and where both inside one session."""
    rows = []
    for code in view.codebook.every_code():
        mine = [p for p in pieces if p.code == code.id]
        helped = {p.session for p in mine if p.stance in ("helped", "mixed")}
        hindered = {p.session for p in mine if p.stance in ("hindered", "mixed")}
        cells = [_by_kind(view, s) for s in (hindered, helped, helped & hindered)]
        rows.append((code.name, *cells))
    note = "From the tags a person set on each passage; mixed stands on both sides. The unit is the session."
    return Section(
        "held-back-and-helped",
        "What held the alliance back, and what helped",
        tables=(
            Table("", ("theme", "held it back", "helped", "both, inside one session"), tuple(rows), note),
        ),
    )


def _by_kind(view: View, sessions: set[str]) -> str:
    lines = []
    for kind in KINDS:
        held = [s for s in view.sessions_with_notes() if s.kind is kind]
        n = sum(1 for s in held if s.id in sessions)
        if n:
            lines.append(count_word(n, len(held), view.tier, kind))
    return "\n".join(lines) or "not heard"


def lessons_section(
    view: View, pieces: Sequence[Piece], links: Sequence[CauseLink], similar: Similar, writer: Writer
) -> Section:
    """Context → cause → effect → mitigation; the mitigation is the participants' own where one lies near."""
    names = {c.id: c.name for c in view.codebook.every_code()}
    rows: list[tuple[str, ...]] = []
    supports: list[str] = []
    per_theme: dict[str, list[str]] = defaultdict(list)
    for link in sorted(links, key=lambda k: k.id):
        mine = overlapping(link.selection, pieces)
        if (
            not mine
            or not writer.tellable(link)
            or "%" in link.selection.quote
            or "[" in link.selection.quote
            or not writer.allowed_words(link.selection.quote)
        ):
            continue
        cause, effect = capital_first(reported(link.cause.quote)), capital_first(reported(link.effect.quote))
        mitigation, used = _mitigation(
            link, [p for p in pieces if p.code in {m.code for m in mine}], similar, writer
        )
        if len(per_theme[mine[0].code]) == 3:
            continue  # the rest stand in the diagram's table and under their theme
        per_theme[mine[0].code].append(link.id)
        context = listed(sorted({names.get(p.code, p.code) for p in mine}))
        refs = writer.references([link.id, *used])
        rows.append((context, cause, effect, mitigation or "none heard", "", refs))
        supports += [link.id, *used]
    if not rows:
        return Section("lessons", "Lessons")
    headers: tuple[str, ...] = (
        "context",
        "cause, as claimed",
        "effect, as claimed",
        "what participants proposed",
        "what the reviewer proposes",
        "excerpts",
    )
    if view.tier is Tier.PUBLIC:
        headers, rows = headers[:-1], [row[:-1] for row in rows]
    note = "One row a confirmed claim that can be told in a sentence, three a theme at most. The reviewer's column is the reviewer's to fill, and says who wrote it."
    sentence = writer.sentence(
        SentenceKind.FINDING,
        "The table holds a lesson only as far as people stated it; what is missing is left open.",
        tuple(supports),
    )
    return Section("lessons", "Lessons", ((sentence,),), tables=(Table("", headers, tuple(rows), note),))


def _mitigation(
    link: CauseLink, pieces: Sequence[Piece], similar: Similar, writer: Writer
) -> tuple[str, list[str]]:
    said = [
        s for s in said_in(pieces)
        if s.clause.proposal and s.clause.fit_to_lead and writer.allowed(s.clause) and s.piece.selection.id != link.selection.id
    ]  # fmt: skip
    if not said:
        return "", []
    best = max(said, key=lambda s: (similar.cosine(link.selection.quote, s.clause.words), s.piece.id))
    if similar.cosine(link.selection.quote, best.clause.words) < 0.3:
        return "", []
    return capital_first(reported(best.clause.words)), [best.piece.id]


def emergent_section(view: View, pieces: Sequence[Piece], writer: Writer) -> Section:
    """What recurred outside the codebook: the machine's clusters with their two most central passages."""
    coded = {p.selection.id for p in pieces}
    rows = []
    for theme in view.themes:
        members = [s for s, _ in theme.members if view.source(s.source).kind.counts]
        outside = [s for s in members if s.id not in coded]
        if len(outside) * 2 < len(members) or not members:
            continue
        sessions = {view.session_of(s.source) for s in members}
        central = [s for s in members if s.id in theme.central] or members[:2]
        example = "; ".join(reported(c) for s in central for c in _first_clause(s, writer))
        rows.append(
            (theme.label, theme.subtitle, capital_first(where(view, sessions, name_groups=False)), example)
        )
    if not rows:
        text = "No emergent theme outside the codebook has been found, or none may be shown at this tier."
        return Section(
            "emergent",
            "Beside the codebook",
            (
                (
                    writer.sentence(
                        SentenceKind.ABSENCE, text, query="emergent themes, half of their passages uncoded"
                    ),
                ),
            ),
        )
    note = "Clusters and labels are the machine's until a person renames or adopts them as a code."
    return Section(
        "emergent",
        "Beside the codebook",
        tables=(
            Table(
                "",
                ("theme", "in other words", "where", "for example, in the notes' words"),
                tuple(rows),
                note,
            ),
        ),
    )


def _first_clause(selection: Selection, writer: Writer) -> list[str]:
    untold = writer.view.untold.get(selection.source, ())
    for clause in clauses(selection.quote, selection.start_char):
        told = not overlaps(clause.start_char, clause.end_char, untold)
        if told and stands_alone(clause.words) and writer.allowed(clause):
            return [clause.words]
    return []
