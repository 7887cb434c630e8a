"""Rules 2 and 8: posts of one or two holders, and events that a small setting recognises.

The danger: in an alliance everybody knows who "the chair" is; whatever the masking, a passage from or about that post
names its holder. So without recorded consent such a passage is neither quoted nor paraphrased, dated nor drawn as
an arrow: it counts, and backs what others say as well, and is never told by itself. Sensitive events wait for sign-off.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from qualitative.disclosure.groups import SMALLEST_GROUP
from qualitative.model import Group, Participant, Session, Source

MOST_HOLDERS = 2  # a post of more is not unique

_SENSITIVE = re.compile(
    r"\b(resign\w*|handed in (?:his|her|their|my) notice|sacked|dismissed|dismissal|suspended|suspension|disciplin\w+"
    r"|grievance|bull(?:y|ied|ying)|harass\w*|in tears|cried|crying|broke down|breakdown|distress\w*|suicid\w*"
    r"|self[- ]harm\w*|sick(?:ness)? leave|signed off sick|conflicts? of interest|thrown out|excluded from|expelled"
    r"|whistle ?blow\w*|safeguarding (?:concern|referral|incident))\b",
    re.IGNORECASE,
)


def sensitive_event(text: str) -> str:
    """Rule 8: the first word of distress, resignation, exclusion or conflict of interest, or ""."""
    found = _SENSITIVE.search(text)
    return found.group(0) if found else ""


_OWN_POST = re.compile(
    r"\b(?:my|our)\s+(?:\w+\s+){0,2}?(?:job|role|post|duty|duties|responsibilit(?:y|ies)|caseload|budget|desk|successor"
    r"|predecessor|trustees|patch)\b|\bas\s+(?:a|an|the)\s+(?:trustee|chair|commissioner|landlord|director|manager|nurse)\b",
    re.IGNORECASE,
)


def own_post(text: str) -> bool:
    """Whether somebody speaks of the post they hold ("my legal duty"): to a colleague that is a signature."""
    return bool(_OWN_POST.search(text))


def unique_holders(participants: Sequence[Participant], consented: Collection[str]) -> frozenset[str]:
    """Participants in a post of one or two holders who have given no recorded consent."""
    return frozenset(p.id for p in participants if p.unique_post and p.id not in consented)


def sessions_of_unique_posts(
    sessions: Sequence[Session],
    participants: Sequence[Participant],
    consented: Collection[str],
    groups: Sequence[Group] = (),
) -> frozenset[str]:
    """Sessions of fewer than five people in which a holder of such a post spoke: there the speaker is the post.

    Notes of an interview seldom label their speaker; a session of groups in which one or two people took part is such a
    holder's too ("Commissioner", one person). In a session of five or more the source that a reader meets is the group,
    not the post; a session with a recorded consent is told.
    """
    unique = unique_holders(participants, consented)
    n_people_of = {key: g.n_people for g in groups for key in (g.id, g.name)}
    found = set()
    for session in sessions:
        if session.post_consent or not session.kind.counts:
            continue
        present = [p for p in participants if session.id in p.sessions]
        n_people = session.n_people if session.n_people is not None else len(present)
        sizes = [n_people_of.get(group) for group in session.groups]
        few = bool(sizes) and all(n is not None and n <= MOST_HOLDERS for n in sizes)
        if n_people < SMALLEST_GROUP and (few or any(p.id in unique for p in present)):
            found.add(session.id)
    return frozenset(found)


def untold_spans(
    source: Source, sessions: Collection[str], participants: Sequence[Participant], consented: Collection[str]
) -> tuple[tuple[int, int], ...]:
    """Rule 2 for one stored text: spans from or about such a post, which no sentence, quotation or arrow may tell.

    sessions: those of `sessions_of_unique_posts`. What is said there still counts, and backs what others say too. A
    masked post (Replacement of type POST) is one held by one or two people: that is why it was masked.
    """
    if source.kind.counts and source.session in sessions:
        return ((0, len(source.text)),)
    unique = unique_holders(participants, consented)
    return tuple(
        (r.start_char, r.end_char)
        for r in source.replacements
        if r.entity not in consented and (r.entity in unique or r.type == "POST")
    )
