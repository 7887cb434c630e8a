"""Where a view was heard and who held it, said in the words a tier may read.

The danger: "providers said" when one provider did, and "two of six" in a report that promised not to count. So every
phrase of this file is computed from sessions by kind (never added up), groups stand only where rules 1 and 7 let them,
and in public only the legend's words are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualitative.comparison import KINDS
from qualitative.disclosure import (
    STAKEHOLDER,
    View,
    count_word,
    number_word,
    one_voice_too_loud,
    session_noun,
)
from qualitative.model import Session, SessionKind, Tier
from qualitative.review.evidence import Piece

_COLLECTIVE = ("team", "group", "board", "committee", "council", "forum", "office", "partnership", "panel", "network",
               "commissioner", "alliance", "executive", "body")  # fmt: skip


def listed(words: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" {last} " + words[-1] if words else ""


def group_phrase(name: str) -> str:
    """ "Providers" → "providers"; "Leadership team" → "the leadership team"."""
    words = name.split()
    small = " ".join([words[0] if words[0].isupper() else words[0][0].lower() + words[0][1:], *words[1:]])
    if words[0].lower() in ("the", "a", "an"):
        return small
    return f"the {small}" if words[-1].lower() in _COLLECTIVE else small


def where(view: View, sessions: Iterable[str], *, name_groups: bool = True) -> str:
    """ "in two of the six interviews and in the focus group with providers"; in public the legend's words.

    sessions: ids of those in which it was heard. name_groups: whether a focus group may be called by its group (no,
    where the sentence already says who, or rule 7 forbids it).
    """
    heard = set(sessions)
    phrases = []
    for kind in KINDS:
        held = [s for s in view.sessions_with_notes() if s.kind is kind]
        those = [s for s in held if s.id in heard]
        if those:
            phrases.append(_of_kind(view, kind, those, held, name_groups))
    return listed([f"in {p}" for p in phrases])


def breadth(view: View, sessions: Iterable[str]) -> str:
    """ "three interviews and a focus group", without denominators; in public the legend's words."""
    heard, phrases = set(sessions), []
    for kind in KINDS:
        held = [s for s in view.sessions_with_notes() if s.kind is kind]
        n = sum(1 for s in held if s.id in heard)
        if n and view.tier is Tier.PUBLIC:
            phrases.append(count_word(n, len(held), view.tier, kind))
        elif n:
            article = "an" if kind is SessionKind.INTERVIEW else "a"
            phrases.append(f"{article if n == 1 else number_word(n)} {session_noun(kind, n)}")
    return listed(phrases)


def _of_kind(
    view: View, kind: SessionKind, those: list[Session], held: list[Session], name_groups: bool
) -> str:
    n = len(those)
    if view.tier is Tier.PUBLIC:
        return count_word(n, len(held), view.tier, kind)
    if n == len(held) > 1:
        return f"{'both' if n == 2 else 'all ' + number_word(n)} {session_noun(kind, n)}"
    if kind is not SessionKind.INTERVIEW and name_groups:
        called = [_single_group(s) for s in those]
        if all(called) and len(set(called)) == n:
            phrases = [group_phrase(c) for c in called]
            return f"the {session_noun(kind, n)} with " + listed(
                [phrases[0], *(f"with {p}" for p in phrases[1:])]
            )
    if n == 1:
        return ("an " if kind is SessionKind.INTERVIEW else "a ") + session_noun(kind, 1)
    return count_word(n, len(held), view.tier, kind)


def _single_group(session: Session) -> str:
    groups = [g for g in session.groups if g not in ("mixed", STAKEHOLDER)]
    return groups[0] if len(session.groups) == 1 and groups else ""


def who(view: View, pieces: Sequence[Piece]) -> str:
    """The groups a claim may be given to: "providers and the leadership team", or "" where no group may be named.

    Rule 7: not where one person or one interview gives over half of the excerpts. No more than three groups.
    """
    if not pieces or one_voice_too_loud(p.voice_of for p in pieces):
        return ""
    groups = {p.group for p in pieces}
    if "" in groups or STAKEHOLDER in groups or len(groups) > 3:
        return ""
    order = [g.name for g in view.case.groups]
    return listed(
        [group_phrase(g) for g in sorted(groups, key=lambda g: (order.index(g) if g in order else 99, g))]
    )


def sessions_of(pieces: Iterable[Piece]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.session for p in pieces))


def only_one_interview(view: View, pieces: Sequence[Piece]) -> bool:
    heard = set(sessions_of(pieces))
    return len(heard) == 1 and view.session(next(iter(heard))).kind is SessionKind.INTERVIEW
