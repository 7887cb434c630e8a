"""The points of a theme: which clause says best what several passages say, and who else said it.

The danger: a cluster with a name nobody used, and "six interviews said" where two did. So a point is one clause of the
notes, its support the passages in which a clause close to it stands (by cosine of their vectors), and only those
sessions are named as having said it. The nearness is a machine's guess: a person reads the excerpts before accepting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from qualitative.review.clauses import Clause, interest, reported
from qualitative.review.evidence import Piece

Embed = Callable[[list[str]], Any]  # texts → (n, d) array of unit vectors

SAME_POINT = 0.62  # cosine from which two clauses are taken to say the same thing
SAME_TOPIC = 0.55  # … to speak of the same thing, perhaps differently; 0.3 where they share a telling word
LEAST_WORTH = 1.9  # of `_worth`: below it a clause is an aside, and stays an excerpt


@dataclass(frozen=True)
class Said:
    """One clause in one passage."""

    piece: Piece
    clause: Clause


@dataclass(frozen=True)
class Point:
    """A clause that stands for what its supports say. lead: the clause to print; supports: passages, the lead's first."""

    lead: Said
    supports: tuple[Piece, ...]

    @property
    def n_sessions(self) -> int:
        return len({p.session for p in self.supports})


class Similar:
    """Cosines between the clauses of one case, each text embedded once."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._vectors: dict[str, Any] = {}

    def learn(self, texts: Sequence[str]) -> None:
        new = sorted({t for t in texts if t not in self._vectors})
        if new:
            self._vectors.update(zip(new, self._embed(new), strict=True))

    def cosine(self, one: str, other: str) -> float:
        self.learn([one, other])
        return float(self._vectors[one] @ self._vectors[other])


def said_in(pieces: Sequence[Piece]) -> list[Said]:
    return [Said(piece, clause) for piece in pieces for clause in piece.clauses]


def points(
    pieces: Sequence[Piece],
    similar: Similar,
    *,
    taken: set[str],
    at_most: int,
    told: Sequence[str] = (),
    about: str = "",
) -> list[Point]:
    """The points of these passages, most widely heard first; each passage leads one point at most.

    about: what the theme is (its definition): of two clauses the one nearer to it leads.
    taken: texts of clauses already told in the draft, or barred; those chosen are added to it. told: clauses of this
    theme that a point may not say again in other words. Passages whose clauses stand nowhere by themselves support
    others' points or remain excerpts.
    """
    said = said_in(pieces)
    similar.learn([s.clause.words for s in said])
    leads = [s for s in said if s.clause.words not in taken and s.clause.fit_to_lead]
    leads = [s for s in leads if all(similar.cosine(s.clause.words, t) < SAME_POINT for t in told)]
    supports = {id(s): _supports(s, said, similar) for s in leads}
    chosen: list[Point] = []
    covered: set[str] = set()
    while leads and len(chosen) < at_most:
        best = max(
            leads,
            key=lambda s: (
                _worth(s, supports[id(s)], covered, similar, about),
                -s.clause.start_char,
                s.piece.id,
            ),
        )
        if _worth(best, supports[id(best)], covered, similar, about) < LEAST_WORTH:
            break
        backing = supports[id(best)]
        chosen.append(Point(best, tuple(backing)))
        covered |= {p.id for p in backing}
        taken.add(best.clause.words)
        leads = [
            s
            for s in leads
            if s.piece.id != best.piece.id and similar.cosine(s.clause.words, best.clause.words) < SAME_POINT
        ]
    return sorted(chosen, key=lambda p: (-p.n_sessions, -len(p.supports), p.lead.piece.id))


def _supports(lead: Said, said: Sequence[Said], similar: Similar) -> list[Piece]:
    found = {lead.piece.id: lead.piece}
    for other in said:
        same_side = not ({lead.piece.stance, other.piece.stance} >= {"helped", "hindered"})
        if same_side and similar.cosine(lead.clause.words, other.clause.words) >= SAME_POINT:
            found.setdefault(other.piece.id, other.piece)
    return list(found.values())


def _worth(lead: Said, backing: Sequence[Piece], covered: set[str], similar: Similar, about: str) -> float:
    """How much a clause would tell: sessions it stands for that no point covers yet, nearness to the theme, how it reads."""
    fresh = [p for p in backing if p.id not in covered]
    if not fresh:
        return 0.0
    words = lead.clause.words
    reads_well = 1.0 if 6 <= len(reported(words).split()) <= 20 else 0.4
    on_theme = similar.cosine(words, about) if about else 0.0
    return (
        0.7 * len({p.session for p in fresh})
        + 0.2 * len(fresh)
        + 0.6 * reads_well
        + interest(words)
        - 0.6 * lead.clause.of_self  # what one person did, told as a story
        + 2.5 * on_theme
    )


def opposed(
    pieces: Sequence[Piece], similar: Similar, about: str, barred: set[str], *, at_most: int = 2
) -> list[tuple[Said, Said]]:
    """Pairs of clauses on one subject, one from a passage tagged helped and one tagged hindered: nearest to
    each other and to the theme (about: its definition) first. barred: texts that may not be told, or were."""
    told = [s for s in said_in(pieces) if s.clause.fit_to_lead and s.clause.words not in barred]
    helped, hindered = ([s for s in told if s.piece.stance == stance] for stance in ("helped", "hindered"))
    similar.learn([s.clause.words for s in (*helped, *hindered)])

    def on_theme(said: Said) -> float:
        return 0.7 * similar.cosine(said.clause.words, about)

    pairs = sorted(
        (
            (
                -similar.cosine(h.clause.words, o.clause.words) - on_theme(h) - on_theme(o),
                h.piece.id,
                o.piece.id,
                h,
                o,
            )
            for h in helped
            for o in hindered
            if not (h.clause.proposal or o.clause.proposal) and min(h.clause.n_words, o.clause.n_words) >= 5
        ),
        key=lambda found: found[:3],
    )
    chosen: list[tuple[Said, Said]] = []
    used: set[str] = set()
    for _, _, _, helps, hinders in pairs:
        if len(chosen) == at_most:
            break
        least = 0.3 if _telling(helps.clause.words) & _telling(hinders.clause.words) else SAME_TOPIC
        near = similar.cosine(helps.clause.words, hinders.clause.words) >= least
        if near and not {helps.piece.id, hinders.piece.id} & used:
            chosen.append((helps, hinders))
            used |= {helps.piece.id, hinders.piece.id}
    return chosen


def _telling(words: str) -> set[str]:
    """Beginnings of the words long enough to tell what a clause speaks of."""
    weak = (
        "people",
        "would",
        "could",
        "nobody",
        "alliance",
        "everybody",
        "because",
        "years",
        "there",
        "about",
        "thing",
        "things",
    )
    return {w[:6] for w in re.findall(r"[a-z]{5,}", words.lower()) if w not in weak}


def topics(found: Sequence[Point], similar: Similar, *, per_paragraph: int = 5) -> list[list[Point]]:
    """Points in paragraphs of even length: each begins with the widest point left and takes those nearest to it."""
    left = list(found)
    n_paragraphs = max(1, -(-len(left) // per_paragraph))
    length = -(-len(left) // n_paragraphs) if left else 0
    paragraphs = []
    while left:
        lead = left.pop(0)
        near = sorted(left, key=lambda p: -similar.cosine(lead.lead.clause.words, p.lead.clause.words))
        mates = near[: length - 1]
        left = [p for p in left if p not in mates]
        paragraphs.append([lead, *mates])
    return paragraphs
