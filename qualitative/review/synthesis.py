"""Drawing the themes together: claimed causes, what held back and what helped, lessons, and what lay outside the eight.

The danger: a diagram that explains more than anybody claimed. So an arrow stands only for accepted claims, with a text
alternative beside it; a lesson is a table whose mitigation is what participants proposed, with the reviewer's own column
left for the reviewer; emergent themes stand beside the codebook, not in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from qualitative import figures
from qualitative.comparison import KINDS
from qualitative.disclosure import View, count_word, overlaps
from qualitative.model import CauseLink, Section, Selection, SentenceKind, Table, Tier
from qualitative.review.clauses import asks_about_use, capital_first, clauses, reported, stands_alone
from qualitative.review.evidence import Piece, overlapping
from qualitative.review.phrases import as_phrase, reads_as_phrase
from qualitative.review.points import Said, Similar, said_in
from qualitative.review.proposals import proposes
from qualitative.review.sentences import Writer
from qualitative.review.wording import where

CAUSE_MAP = "cause-map"
CLAIMS = "Other confirmed claims, for the reviewer"
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
    """Accepted claims joined by their ends, most widely claimed first, within fifteen nodes. Both ends must read as a
    phrase (`reads_as_phrase`); a claim about the ending leads to the one end state that the profile states."""
    joined: dict[tuple[str, str], list[CauseLink]] = defaultdict(list)
    for link in links:
        cause, effect = (
            _node(view, link, link.cause, link.cause_factor),
            _node(view, link, link.effect, link.effect_factor),
        )
        if cause and effect and cause != effect and not asks_about_use(link.selection.quote):
            joined[cause, effect].append(link)
    every = [Bundle(cause, effect, tuple(claims)) for (cause, effect), claims in joined.items()]
    ends = end_state(view)
    every.sort(
        key=lambda b: (
            -len(b.sessions(view)),
            b.effect != ends,
            -_degree(b, every),
            -len(b.links),
            b.cause,
            b.effect,
        )
    )
    kept: list[Bundle] = []
    nodes: set[str] = set()
    for bundle in every:
        if len(nodes | {bundle.cause, bundle.effect}) <= MOST_FACTORS:
            kept.append(bundle)
            nodes |= {bundle.cause, bundle.effect}
    return kept


def _degree(bundle: Bundle, every: Sequence[Bundle]) -> int:
    """How many other arrows it meets: a map of chains tells more than loose pairs."""
    return sum(o is not bundle and bool({o.cause, o.effect} & {bundle.cause, bundle.effect}) for o in every)


_ENDING = re.compile(
    r"\b(?:decision to end|the (?:ending|end|closing|closure|collapse) of (?:it|the alliance)|(?:alliance|it) (?:had |was )?(?:end(?:s|ed)?|fail(?:s|ed)?|clos(?:ed|ing)|collapsed|folded|stopped))\b",
    re.IGNORECASE,
)


def end_state(view: View) -> str:
    """ "The alliance ended early": the stage the profile states, where it is an end; "" for one that is live."""
    stage = view.case.profile.get("stage")
    return (
        f"The alliance {stage.value}"
        if stage and re.match(r"ended|closed|wound up|stopped", stage.value, re.I)
        else ""
    )


def _node(view: View, link: CauseLink, end: Selection, factor: str) -> str:
    """The phrase an end stands under: the end state, its factor's label where that reads, else its own words, else ""."""
    ends = end_state(view)
    if ends and end is link.effect and _ENDING.search(end.quote):
        return ends
    label = next((f.label for f in view.factors if f.id == factor), "")
    return next((as_phrase(words) for words in (label, end.quote) if words and reads_as_phrase(words)), "")


def cause_drawing(view: View, links: Sequence[CauseLink]) -> figures.Drawing | None:
    drawn = bundles(view, links)
    if not drawn:
        return None
    public = view.tier is Tier.PUBLIC
    arrows = [figures.Arrow(b.cause, b.effect, _band(len(b.sessions(view)), public)) for b in drawn]
    labels = {node: node for b in drawn for node in (b.cause, b.effect)}
    return figures.cause_map(
        labels, arrows, end_state=end_state(view), title="Causes as people claimed them", exact=not public
    )


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
    supports = tuple(link.id for b in drawn for link in b.links)
    text = "Each arrow stands for claims that people made: that one thing contributed to another. It is evidence of what is claimed, not proof."
    rows: tuple[tuple[str, ...], ...] = tuple(
        (b.cause, b.effect, capital_first(where(view, b.sessions(view), name_groups=False)),
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
        "Confirmed claims only, none denied or imagined; never drawn from two themes met together. Claims about the ending lead to the end the profile states.",
    )
    tables = (table, *_other_claims(view, links, drawn, writer))
    sentence = writer.sentence(SentenceKind.FINDING, text, supports, tag="breadth")
    said = [sentence]
    ends = end_state(view)
    if ends and all(b.effect != ends for b in drawn):
        text = "No confirmed claim leads in so many words to the end that the profile states; the reviewer may word one."
        query = "confirmed cause links whose effect speaks of the ending, with a cause that reads by itself"
        said.append(writer.sentence(SentenceKind.ABSENCE, text, query=query))
    return Section(
        "causes", "Causes as people claimed them", (tuple(said),), tables=tables, figures=(CAUSE_MAP,)
    )


def _other_claims(
    view: View, links: Sequence[CauseLink], drawn: Sequence[Bundle], writer: Writer
) -> tuple[Table, ...]:
    """For the reviewer: confirmed claims whose ends need the passage to be understood, so that no arrow stands for them."""
    inside = {k.id for b in drawn for k in b.links}
    rows = tuple(
        (link.cause.quote, link.effect.quote, writer.references([link.id]))
        for link in sorted(links, key=lambda k: (k.selection.source, k.selection.start_char, k.id))
        if link.id not in inside and not asks_about_use(link.selection.quote)
    )
    if view.tier is Tier.PUBLIC or not rows:
        return ()
    note = "Word them for a reader and they can stand in the diagram."
    return (
        Table(CLAIMS, ("cause, in the notes' words", "effect, in the notes' words", "excerpts"), rows, note),
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
    """Context → cause → effect → mitigation by theme: claims that read by themselves, and what participants proposed
    under the same theme, the nearest beside each claim; what was proposed with no claim beside it has a row of its own."""
    rows: list[tuple[str, ...]] = []
    supports: list[str] = []
    used: set[str] = set()
    for code in view.codebook.every_code():
        mine = [p for p in pieces if p.code == code.id]
        claims = [
            k for k in sorted(links, key=lambda k: k.id) if k.id not in used and _a_lesson(k, mine, writer)
        ][:3]
        said = _proposals(mine, writer, used)
        for link in claims:
            best = max(
                said,
                key=lambda s: (similar.cosine(link.selection.quote, s.clause.words), s.piece.id),
                default=None,
            )
            if best is not None:
                said.remove(best)
            ids = [link.id, *([best.piece.id] if best else [])]
            proposed = capital_first(writer.proposed(best)) if best else "none heard under this theme"
            rows.append(
                (
                    code.name,
                    as_phrase(link.cause.quote),
                    as_phrase(link.effect.quote),
                    proposed,
                    "",
                    writer.references(ids),
                )
            )
            supports += ids
            used |= set(ids)
        for s in said[: max(0, 4 - len(claims))]:
            words = capital_first(writer.proposed(s))
            rows.append((code.name, "", "", words, "", writer.references([s.piece.id])))
            supports.append(s.piece.id)
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
    note = "Confirmed claims that read by themselves, three a theme at most; a proposal stands beside the claim of its theme that it is nearest to. The reviewer's column is the reviewer's to fill, and says who wrote it."
    sentence = writer.sentence(
        SentenceKind.FINDING,
        "The table holds a lesson only as far as people stated it; what is missing is left open.",
        tuple(dict.fromkeys(supports)),
        tag="breadth",
    )
    return Section("lessons", "Lessons", ((sentence,),), tables=(Table("", headers, tuple(rows), note),))


def _a_lesson(link: CauseLink, pieces: Sequence[Piece], writer: Writer) -> bool:
    return (
        bool(overlapping(link.selection, pieces))
        and (
            writer.tellable(link)
            or (reads_as_phrase(link.cause.quote) and reads_as_phrase(link.effect.quote))
        )
        and "%" not in link.selection.quote
        and not asks_about_use(link.selection.quote)
        and all("[" not in end and writer.allowed_words(end) for end in (link.cause.quote, link.effect.quote))
    )


def _proposals(pieces: Sequence[Piece], writer: Writer, used: set[str]) -> list[Said]:
    """One proposal a passage, in the order of the notes."""
    found: dict[str, Said] = {}
    for s in said_in(pieces):
        if s.piece.id not in used and proposes(s) and writer.allowed(s.clause):
            found.setdefault(s.piece.selection.id, s)
    return list(found.values())


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
