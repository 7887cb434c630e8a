"""One theme of the draft: where it was heard, what was said, where views differed, what helped, what was proposed.

The danger: prose smoother than its evidence. So each sentence is a frame that says where (by kind of session) and who
(a group, where rules 1 and 7 allow it) round one clause of the notes; "because" stands only in accepted cause links;
both sides of a difference stand; what was not asked is stated. A person accepts or rewrites every one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualitative.comparison import KINDS, coverage
from qualitative.disclosure import View, count_word
from qualitative.model import CauseLink, Code, Section, Sentence, SentenceKind, Table, Tier
from qualitative.review.clauses import Clause, capital_first, explains
from qualitative.review.evidence import Excerpts, Piece, overlapping
from qualitative.review.passages import NO_TELLING, passages_table
from qualitative.review.points import SAME_POINT, Point, Said, Similar, opposed, points, said_in, topics
from qualitative.review.proposals import proposals
from qualitative.review.recorded import own_words, recorded
from qualitative.review.sentences import Writer, subject_words
from qualitative.review.silence import as_codings, see_also, silence
from qualitative.review.subjects import Subject, subjects
from qualitative.review.wording import breadth, group_phrase, listed, sessions_of, where, who

MOST_POINTS = 14
HELPED = "What had helped was named too: "
Paragraph = tuple[Sentence, ...]


@dataclass
class Told:
    """What the draft has already said, so that a second theme refers to it instead of repeating it."""

    clauses: set[str] = field(default_factory=set)
    in_theme: dict[str, str] = field(default_factory=dict)  # Selection id → title of the theme that told it


def theme_section(
    view: View,
    code: Code,
    pieces: Sequence[Piece],
    links: Sequence[CauseLink],
    similar: Similar,
    excerpts: Excerpts,
    told: Told,
    *,
    records: Sequence[Sentence] = (),
    everything: Sequence[Piece] = (),
) -> Section:
    """The section of one code. pieces: its own evidence; records: sentences from documents, already made; everything:
    the evidence of the whole case."""
    writer = Writer(view, code.id, excerpts, similar)
    body: list[Paragraph] = []
    queries: list[str] = []
    tables: tuple[Table, ...] = ()
    if pieces:
        about = f"{code.name}. {code.definition}"
        spoken_of = subjects(pieces, everything or pieces, code.name, view.case.allow)
        spoken_of = [s for s in spoken_of if writer.allowed_words(s.label)]
        opening = _opening(view, code, pieces, spoken_of, writer)
        claims = _causes([k for k in links if overlapping(k.selection, pieces)], pieces, writer, told)
        differing = _differing(view, pieces, similar, writer, told, queries, about)
        proposed = proposals(pieces, similar, writer, told.clauses)
        avoid = sorted(told.clauses & {c.words for p in pieces for c in p.clauses})
        found = _found(pieces, similar, writer, told, queries, avoid=avoid, about=about)
        body = _body(pieces, spoken_of, found, claims, differing, writer, similar, told, about)
        body = [tuple(opening), *body, tuple(records), tuple(proposed)]
        done = {s for p in body for x in p if not x.id.endswith(NO_TELLING) for s in x.supports}
        done |= {p.id for k in links if k.id in done for p in overlapping(k.selection, pieces)}
        table = passages_table(view, pieces, done, told.in_theme, writer)
        tables = (table,) if table else ()
    else:
        body = [tuple(records)]
    body.append(tuple(silence(view, code, pieces, writer)))
    body.append(tuple(see_also(code, pieces, writer, told.in_theme)))
    for piece in pieces:
        told.in_theme.setdefault(piece.selection.id, code.name)
    return Section(code.id, code.name, tuple(p for p in body if p), tables=tables, queries=tuple(queries))


def _opening(
    view: View, code: Code, pieces: Sequence[Piece], spoken_of: Sequence[Subject], writer: Writer
) -> list[Sentence]:
    """Where the theme came up, in few words (the table at the head of the findings has the whole), and what it is about here."""
    asked, everywhere, beyond = [], True, False
    for kind in KINDS:
        found = coverage(view, code.id, kind, as_codings(view, pieces))
        prompted = len(set(found.raised) & set(found.denominator))
        everywhere = everywhere and prompted == len(found.denominator)
        beyond = beyond or bool(found.unprompted)
        if prompted:
            word = count_word(prompted, len(found.denominator), view.tier, kind)
            asked.append(f"in {word}" + (" asked" if found.not_asked and view.tier > Tier.PUBLIC else ""))
    name = capital_first(subject_words(code.name))
    if not asked:
        text = f"{name} came up only where it had not been asked about"
    elif everywhere and view.tier > Tier.PUBLIC:
        text = f"{name} came up in every session asked" + (", and in others unprompted" if beyond else "")
    else:
        text = f"{name} came up {listed(asked)}" + (", and elsewhere unprompted" if beyond else "")
    query = f"confirmed codings of {code.id}, distinct sessions by kind, of those asked or not known whether asked"
    sentences = [
        writer.sentence(
            SentenceKind.FINDING, f"{text}.", tuple(p.id for p in pieces), query=query, tag="breadth"
        )
    ]
    if spoken_of:
        things = [f"{s.label} ({breadth(view, sessions_of(s.pieces))})" for s in spoken_of]
        one = len(things) == 1 and not spoken_of[0].label.endswith("s")
        most = "Spoken of most was" if one else "Spoken of most were"
        rests_on = tuple(dict.fromkeys(p.id for s in spoken_of for p in s.pieces))
        sentences.append(
            writer.sentence(SentenceKind.FINDING, f"{most} {listed(things)}.", rests_on, tag="breadth")
        )
    sides = _sides(view, pieces)
    if sides:
        tagged = tuple(p.id for p in pieces if p.stance)
        query = "stance tags set by a person, by session"
        sentences.append(writer.sentence(SentenceKind.FINDING, sides, tagged, query=query, tag="breadth"))
    return sentences


def _sides(view: View, pieces: Sequence[Piece]) -> str:
    """Who spoke of help and who of hindrance, from the tags a person set, where every group may be named; else the
    table of what held back and what helped says it by kind of session."""
    tagged = [p for p in pieces if p.stance in ("helped", "hindered")]
    helped, hindered = ([p for p in tagged if p.stance == stance] for stance in ("helped", "hindered"))
    groups = {p.group for p in tagged}
    if len(groups) < 2 or not all(g and who(view, [p for p in tagged if p.group == g]) for g in groups):
        return ""
    for_it, against = {p.group for p in helped}, {p.group for p in hindered}
    both, only_for, only_against = for_it & against, for_it - against, against - for_it
    phrases = [
        f"{_phrases(view, those)} {word}"
        for those, word in (
            (both, "spoke of it as a help and as a hindrance"),
            (only_against, "only as a hindrance" if both else "spoke of it as a hindrance"),
            (only_for, "only as a help" if both or only_against else "spoke of it as a help"),
        )
        if those
    ]
    return capital_first(listed(phrases)) + "."


def _phrases(view: View, groups: set[str]) -> str:
    order = [g.name for g in view.case.groups]
    return listed(
        [group_phrase(g) for g in sorted(groups, key=lambda g: (order.index(g) if g in order else 99, g))]
    )


def _body(
    pieces: Sequence[Piece], spoken_of: Sequence[Subject], found: Sequence[Point], claims: Sequence[Sentence],
    differing: Sequence[Paragraph], writer: Writer, similar: Similar, told: Told, about: str,
) -> list[Paragraph]:  # fmt: skip
    """Paragraphs: one per subject with all that belongs to it, then the rest; a difference follows the point it is about."""
    left, claims_left, differing_left = list(found), list(claims), list(differing)
    done = {s for x in (*claims, *(s for p in differing for s in p)) for s in x.supports}
    done |= {p.id for point in found for p in point.supports[:1]}
    made: list[Paragraph] = []
    for subject in spoken_of:
        writer.new_paragraph()
        mine = [p for p in left if subject.of(p.lead)]
        claimed = [c for c in claims_left if subject.in_words(c.text)]
        noted = recorded(
            [p for p in subject.pieces if _notes_speak_of(p, subject)],
            writer,
            similar,
            told.clauses,
            done,
            at_most=4,
        )
        apart = [p for p in differing_left if any(subject.in_words(s.text) for s in p)]
        if len(mine) + len(claimed) + len(noted) + len(apart) < 2:
            for sentence in noted:
                made.append((sentence,))
            continue
        title = f"{capital_first(subject.label)}."
        rests_on = tuple(p.id for p in subject.pieces)
        head = writer.sentence(SentenceKind.FINDING, title, rests_on, tag="subject")
        writer.new_paragraph()
        made.append((head, *(writer.point(p) for p in mine), *noted, *claimed))
        made += apart
        left = [p for p in left if p not in mine]
        claims_left = [c for c in claims_left if c not in claimed]
        differing_left = [p for p in differing_left if p not in apart]
    hindering = [p for p in left if p.lead.piece.stance != "helped"]
    helping = [p for p in left if p not in hindering]
    rest: list[Paragraph] = []
    for those, lead in ((hindering, ""), (helping, HELPED)):
        for paragraph in topics(those, similar):
            writer.new_paragraph()
            first = lead if lead and (made or rest or hindering) else ""
            rest.append(
                tuple(writer.point(p, lead=first if at == 0 else "") for at, p in enumerate(paragraph))
            )
            lead = ""
        if not lead and claims_left:
            rest.append(tuple(claims_left))
            claims_left = []
    made += rest
    noted = recorded(pieces, writer, similar, told.clauses, done)
    in_their_words = own_words(pieces, about, writer, similar, told.clauses, done)
    helpful = {p.id for p in pieces if p.stance == "helped"}
    for half in (
        [s for s in noted if not set(s.supports) <= helpful],
        [s for s in noted if set(s.supports) <= helpful],
    ):
        made.append(tuple(half))
    told.clauses |= writer.also_told
    return [*made, *differing_left, tuple(in_their_words)]


def _notes_speak_of(piece: Piece, subject: Subject) -> bool:
    return any(subject.in_words(c.words) for c in piece.clauses)


def _found(
    pieces: Sequence[Piece], similar: Similar, writer: Writer, told: Told, queries: list[str],
    *, avoid: Sequence[str] = (), about: str = "",
) -> list[Point]:  # fmt: skip
    """The points of both sides, helped last. avoid: clauses just told in this theme."""
    blocked = {
        s.clause.words
        for s in said_in(pieces)
        if not writer.allowed(s.clause) or s.clause.proposal or s.piece.what_next or explains(s.clause.words)
    }
    every: list[Point] = []
    for those, at_most in (
        ([p for p in pieces if p.stance != "helped"], MOST_POINTS),
        ([p for p in pieces if p.stance == "helped"], 6),
    ):
        found = points(those, similar, taken=told.clauses | blocked, at_most=at_most, told=avoid, about=about)
        told.clauses |= {p.lead.clause.words for p in found}
        every += found
    _heard_once(every, queries)
    return every


def _heard_once(found: Sequence[Point], queries: list[str]) -> None:
    once = [p.lead.clause.words for p in found if len(p.supports) == 1]
    if once and len(once) < len(found):
        queries.append(
            "Heard once, beside points heard more widely; keep or drop by your judgement: "
            + "; ".join(once[:5])
            + "."
        )


def _causes(
    links: Sequence[CauseLink], pieces: Sequence[Piece], writer: Writer, told: Told
) -> list[Sentence]:
    """Consequences as people themselves claimed them; each claim told once in the whole draft."""
    made = []
    for link in links:
        backing = overlapping(link.selection, pieces)
        whole = Clause(link.selection.quote, link.selection.start_char, link.selection.end_char)
        if (
            link.id in told.clauses
            or not backing
            or not writer.allowed(whole)
            or "[" in whole.words
            or "?" in whole.words
        ):
            continue
        if not writer.tellable(link):
            continue
        text = writer.claim(link, backing[:1])
        made.append(writer.sentence(SentenceKind.FINDING, text, (link.id,)))
        told.clauses.add(link.id)
        told.clauses |= {
            c.words for p in backing for c in p.clauses
            if c.start_char < link.selection.end_char and link.selection.start_char < c.end_char
            and c.start_char < max(link.cause.end_char, link.effect.end_char)
            and min(link.cause.start_char, link.effect.start_char) < c.end_char
        }  # fmt: skip
    return made


def _differing(
    view: View,
    pieces: Sequence[Piece],
    similar: Similar,
    writer: Writer,
    told: Told,
    queries: list[str],
    about: str,
) -> list[tuple[Sentence, ...]]:
    """Both positions on one subject, each with where it was heard, and whether one session held both."""
    paragraphs = []
    usable = [p for p in pieces if any(c.words not in told.clauses and writer.allowed(c) for c in p.clauses)]
    barred = told.clauses | {s.clause.words for s in said_in(usable) if not writer.allowed(s.clause)}
    for helps, hinders in opposed(usable, similar, about, barred):
        writer.new_paragraph()
        if {helps.clause.words, hinders.clause.words} & told.clauses or not (
            writer.allowed(helps.clause) and writer.allowed(hinders.clause)
        ):
            continue
        sides = [_side(said, pieces, similar) for said in (helps, hinders)]
        both = tuple(p.id for side in sides for p in side)
        topic = _shared_topic(helps, hinders)
        heading = writer.sentence(
            SentenceKind.FINDING, f"Views differed{' on ' + topic if topic else ''}.", both, tag="differ"
        )
        sentences = [heading]
        sentences.append(
            writer.sentence(
                SentenceKind.FINDING, writer.framed(helps, sides[0]), tuple(p.id for p in sides[0])
            )
        )
        sentences.append(
            writer.sentence(
                SentenceKind.FINDING,
                writer.framed(hinders, sides[1], lead="By contrast, "),
                tuple(p.id for p in sides[1]),
            )
        )
        inside = set(sessions_of(sides[0])) & set(sessions_of(sides[1]))
        if inside:
            sentences.append(
                writer.sentence(
                    SentenceKind.FINDING, f"{capital_first(where(view, inside))}, both were said.", both
                )
            )
        for n_here, side in ((len(sessions_of(sides[0])), "first"), (len(sessions_of(sides[1])), "second")):
            others = max(len(sessions_of(sides[0])), len(sessions_of(sides[1])))
            if n_here == 1 and others >= 3:
                queries.append(
                    f"{heading.text} The {side} view was heard in one session against {others}: it stands, weigh it."
                )
        told.clauses |= {helps.clause.words, hinders.clause.words}
        paragraphs.append(tuple(sentences))
    return paragraphs


def _side(said: Said, pieces: Sequence[Piece], similar: Similar) -> list[Piece]:
    found = {said.piece.id: said.piece}
    for other in said_in([p for p in pieces if p.stance == said.piece.stance]):
        if similar.cosine(said.clause.words, other.clause.words) >= SAME_POINT:
            found.setdefault(other.piece.id, other.piece)
    return list(found.values())


def _shared_topic(helps: Said, hinders: Said) -> str:
    """A noun both sides use with an article before it ("the bulletin"), or ""."""
    nouns = [
        {
            m.group(1).lower()
            for m in re.finditer(
                r"\b(?:the|a|an|our|their)\s+([a-z]{4,})\b(?!\s+(?:of|and)\b)",
                said.clause.words.lower(),
            )
        }
        for said in (helps, hinders)
    ]
    shared = sorted(nouns[0] & nouns[1] - _WEAK)
    return f"the {shared[0]}" if shared else ""


_WEAK = frozenset("time thing things other same people first last next year years whole start work alliance session group lot".split())  # fmt: skip  # noqa: SIM905
