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
from qualitative.disclosure import View, count_word, number_word, session_noun
from qualitative.model import CauseLink, Code, Coding, Section, Sentence, SentenceKind, Tier
from qualitative.review.clauses import Clause, asks_about_use, capital_first
from qualitative.review.evidence import Excerpts, Piece, overlapping
from qualitative.review.points import SAME_POINT, Point, Said, Similar, opposed, points, said_in, topics
from qualitative.review.sentences import Writer, subject_words
from qualitative.review.wording import group_phrase, listed, sessions_of, where, who

MOST_POINTS = 14


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
    preview: bool = False,
) -> Section:
    """The section of one code. pieces: its own evidence; records: sentences from documents, already made."""
    writer = Writer(view, code.id, excerpts, similar)
    mine = [link for link in links if overlapping(link.selection, pieces)]
    paragraphs: list[tuple[Sentence, ...]] = []
    queries: list[str] = []
    if pieces:
        paragraphs.append(tuple(_opening(view, code, pieces, writer)))
        causes = _causes(mine, pieces, writer, told)
        about = f"{code.name}. {code.definition}"
        differing = _differing(view, pieces, similar, writer, told, queries, about)
        proposals = _proposals(pieces, similar, writer, told)
        rest = [p for p in pieces if p.stance != "helped"]
        helped = [p for p in pieces if p.stance == "helped"]
        avoid = sorted(told.clauses & {c.words for p in pieces for c in p.clauses})
        paragraphs += _points(rest, similar, writer, told, MOST_POINTS, queries, avoid=avoid, about=about)
        paragraphs.append(tuple(causes))
        paragraphs += differing
        lead = "What had helped was named too: " if len(paragraphs) > 2 else ""
        paragraphs += _points(helped, similar, writer, told, 5, queries, avoid=avoid, lead=lead, about=about)
    paragraphs.append(tuple(records))
    if pieces:
        paragraphs.append(tuple(proposals))
    paragraphs.append(tuple(_silence(view, code, pieces, writer)))
    paragraphs.append(tuple(_elsewhere(code, pieces, writer, told)))
    for piece in pieces:
        told.in_theme.setdefault(piece.selection.id, code.name)
    return Section(code.id, code.name, tuple(p for p in paragraphs if p), queries=tuple(queries))


def _opening(view: View, code: Code, pieces: Sequence[Piece], writer: Writer) -> list[Sentence]:
    asked, unprompted = [], []
    for kind in KINDS:
        found = coverage(view, code.id, kind, _as_codings(view, pieces))
        prompted = len(set(found.raised) & set(found.denominator))
        if prompted:
            word = count_word(prompted, len(found.denominator), view.tier, kind)
            asked.append(f"in {word}" + (" asked" if found.not_asked and view.tier > Tier.PUBLIC else ""))
        n = len(found.unprompted)
        if n:
            article = "an" if kind.value[0] == "i" else "a"
            amount = "some" if view.tier is Tier.PUBLIC else article if n == 1 else number_word(n)
            unprompted.append(f"in {amount} {session_noun(kind, 2 if view.tier is Tier.PUBLIC else n)}")
    text = (
        f"{capital_first(subject_words(code.name))} came up {listed(asked)}"
        if asked
        else f"{capital_first(subject_words(code.name))} came up unprompted {listed(unprompted)}"
    )
    if asked and unprompted:
        text += f", and unprompted {listed(unprompted)}"
    text += "."
    supports = tuple(p.id for p in pieces)
    query = f"confirmed codings of {code.id}, distinct sessions by kind, of those asked or not known whether asked"
    sentences = [writer.sentence(SentenceKind.FINDING, text, supports, query=query)]
    sides = _sides(view, pieces)
    if sides:
        tagged = tuple(p.id for p in pieces if p.stance)
        sentences.append(
            writer.sentence(
                SentenceKind.FINDING, sides, tagged, query="stance tags set by a person, by session"
            )
        )
    return sentences


def _sides(view: View, pieces: Sequence[Piece]) -> str:
    """Who spoke of help and who of hindrance, from the tags a person set: by group where all may be named, else by place."""
    tagged = [p for p in pieces if p.stance in ("helped", "hindered")]
    helped, hindered = ([p for p in tagged if p.stance == stance] for stance in ("helped", "hindered"))
    if not tagged:
        return ""
    groups = {p.group for p in tagged}
    if len(groups) > 1 and all(g and who(view, [p for p in tagged if p.group == g]) for g in groups):
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
    parts = [
        f"{word} {where(view, sessions_of(those), name_groups=False)}"
        for those, word in ((hindered, "as a hindrance"), (helped, "as a help"))
        if those
    ]
    inside = {p.session for p in helped} & {p.session for p in hindered}
    text = f"It was spoken of {', and '.join(parts)}"
    if inside and all(inside != {p.session for p in those} for those in (helped, hindered)):
        text += f"; {where(view, inside, name_groups=False)} both were said"
    return text + "."


def _phrases(view: View, groups: set[str]) -> str:
    order = [g.name for g in view.case.groups]
    return listed(
        [group_phrase(g) for g in sorted(groups, key=lambda g: (order.index(g) if g in order else 99, g))]
    )


def _as_codings(view: View, pieces: Sequence[Piece]) -> list[Coding]:
    wanted = {p.id for p in pieces}
    return [c for c in view.codings if c.id in wanted]


def _points(
    pieces: Sequence[Piece], similar: Similar, writer: Writer, told: Told, at_most: int, queries: list[str],
    *, avoid: Sequence[str] = (), lead: str = "", about: str = "",
) -> list[tuple[Sentence, ...]]:  # fmt: skip
    """Paragraphs of points. lead: words before the first sentence; avoid: clauses just told in this theme."""
    blocked = {
        s.clause.words
        for s in said_in(pieces)
        if not writer.allowed(s.clause) or s.clause.proposal or s.piece.what_next
    }
    found = points(pieces, similar, taken=told.clauses | blocked, at_most=at_most, told=avoid, about=about)
    told.clauses |= {p.lead.clause.words for p in found}
    _heard_once(found, queries)
    paragraphs = []
    for paragraph in topics(found, similar):
        made = []
        writer.new_paragraph()
        for point in paragraph:
            made.append(writer.point(point, lead=lead))
            lead = ""
        paragraphs.append(tuple(made))
    return paragraphs


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


def _proposes(said: Said) -> bool:
    """A proposal that stands by itself; in answer to "what next" also a note-taker's fragment ("a named contact")."""
    clause = said.clause
    if (
        said.piece.what_next
        and not clause.untold
        and 4 <= clause.n_words <= 22
        and not asks_about_use(clause.words)
    ):
        return not re.search(
            r"[?=→|<>%\[\]]|\b(?:he|she|his|her|you|they|said|was|were)\b", clause.words, re.IGNORECASE
        )
    return clause.proposal and clause.fit_to_lead


def _proposals(pieces: Sequence[Piece], similar: Similar, writer: Writer, told: Told) -> list[Sentence]:
    """What participants would do another time, apart from what reviewers propose."""
    said = [
        s for s in said_in(pieces)
        if _proposes(s) and writer.allowed(s.clause) and s.clause.words not in told.clauses
    ]  # fmt: skip
    similar.learn([s.clause.words for s in said])
    made: list[Sentence] = []
    short: list[Said] = []
    used: set[str] = set()
    for s in said:
        if s.piece.id in used or len(made) == 5:
            continue
        near = [
            o
            for o in said
            if o.piece.id not in used and similar.cosine(s.clause.words, o.clause.words) >= SAME_POINT
        ]
        supports = list({o.piece.id: o.piece for o in [s, *near]}.values())
        sentence = writer.proposal(s, supports)
        if sentence:
            made.append(sentence)
            used |= {p.id for p in supports}
            told.clauses |= {o.clause.words for o in [s, *near]}
        elif s.piece.what_next and len(short) < 6:
            short.append(s)
            used.add(s.piece.id)
            told.clauses.add(s.clause.words)
    return [*([writer.answers(short)] if short else []), *made]


def _silence(view: View, code: Code, pieces: Sequence[Piece], writer: Writer) -> list[Sentence]:
    """Not raised, not asked, not known whether asked: stated, with the query that counted it."""
    sentences = []
    query = f"guide rows that bear on {code.id}, and sessions without a confirmed coding of it"
    by_kind = [coverage(view, code.id, kind, _as_codings(view, pieces)) for kind in KINDS]
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
    nameable = [g.name for g in view.case.groups if g.name in present and len(present[g.name]) > 0]
    return [
        group_phrase(g)
        for g in nameable
        if not set(present[g]) & heard and _had_focus_group(view, present[g])
    ]


def _had_focus_group(view: View, sessions: Sequence[str]) -> bool:
    return any(view.session(s).kind.value != "interview" for s in sessions)


def _elsewhere(code: Code, pieces: Sequence[Piece], writer: Writer, told: Told) -> list[Sentence]:
    """A cross-reference instead of a repetition: themes already told that share two passages or more."""
    shared: dict[str, int] = {}
    for selection in {p.selection.id for p in pieces}:
        if selection in told.in_theme:
            shared[told.in_theme[selection]] = shared.get(told.in_theme[selection], 0) + 1
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


_WEAK = frozenset("time thing things other same people first last next year years whole start work alliance session group lot".split())  # fmt: skip  # noqa: SIM905
