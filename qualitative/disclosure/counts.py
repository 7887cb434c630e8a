"""Rule 3: what a tier may read of a number.

The danger: "one of six interviews" names its speaker to every colleague, and a column of exact counts gives the
hidden cell away by subtraction. So people are shown from five up (three, for a reviewer; taken together by
`people_told`); sessions are words of a legend in public, where no word means "one". The unit is the session, and
interviews and focus groups are never added into one count (PRACTICE 2.15).
"""

from __future__ import annotations

from qualitative.model import SessionKind, Tier

LEGEND = (
    "“Some” covers one to four sessions and “many” five or more; “all” means every session asked, and is used only"
    " where five or more were asked. No word means one."
)
SUPPRESSED = "–"
_WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_NOUNS = {
    SessionKind.INTERVIEW: ("interview", "interviews"),
    SessionKind.FOCUS_GROUP: ("focus group", "focus groups"),
    SessionKind.WORKSHOP: ("workshop", "workshops"),
    SessionKind.UNKNOWN: ("session", "sessions"),
    SessionKind.DOCUMENT: ("document", "documents"),
}


def number_word(n: int) -> str:
    """3 → "three"; figures above twelve."""
    return _WORDS[n] if 0 <= n < len(_WORDS) else str(n)


def counted(n: int, one: str, more: str = "") -> str:
    """ "1 source", "4 sources"; more: the plural, where it does not just add an s."""
    return f"{n} {one if n == 1 else more or one + 's'}"


def session_noun(kind: SessionKind, n: int) -> str:
    return _NOUNS[kind][0 if n == 1 else 1]


def smallest_count(tier: Tier) -> int:
    """The least number of people this tier may read: 5 in public, 3 for a reviewer, any within the coding team."""
    return {Tier.PUBLIC: 5, Tier.REVIEWER: 3}.get(tier, 1)


def count_word(n_with: int, n_asked: int, tier: Tier, kind: SessionKind = SessionKind.INTERVIEW) -> str:
    """How many sessions of one kind said it: "five of the six interviews"; in public "many interviews".

    n_asked: sessions of that kind that were asked (or, where that is not known, whose notes there are).
    Raises ValueError for more sessions than were asked, or below none.
    """
    if not 0 <= n_with <= n_asked:
        raise ValueError(
            f"{n_with} of {n_asked} {session_noun(kind, 2)} cannot be; count sessions, not mentions"
        )
    plural = session_noun(kind, 2)
    if n_with == 0:
        return f"none of the {plural}" if n_asked else f"no {plural}"
    if tier > Tier.PUBLIC:
        if n_with == n_asked:
            return (
                f"the one {session_noun(kind, 1)}"
                if n_asked == 1
                else f"both {plural}"
                if n_asked == 2
                else f"all {number_word(n_asked)} {plural}"
            )
        return f"{number_word(n_with)} of the {number_word(n_asked)} {plural}"
    if n_with == n_asked and n_asked >= 5:
        return f"all {plural}"
    if n_with >= 5:
        return f"many {plural}"
    if kind is not SessionKind.INTERVIEW and n_with == n_asked > 2:
        return f"the {plural}"
    return f"some {plural}"


def people_count(n: int | None, tier: Tier) -> str:
    """A number of people, or "–" where this tier may not read it."""
    if n is None:
        return "not known"
    return str(n) if n == 0 or n >= smallest_count(tier) else SUPPRESSED
