"""Who took part in a case: its speakers, each once, under the string that stands for them.

The danger: a person counted in every session they came to, and a post that only one person holds told as a crowd's. So a
person is one Participant per case with all their sessions, and whoever holds a rare post is marked.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualitative import anonymise
from qualitative.anonymise.posts import has_role, rare_roles
from qualitative.model import Participant, PartKind, RosterEntry, SessionKind, Source
from qualitative.study.door import Door
from qualitative.study.workspace import Study


def participants(study: Study, door: Door, case_id: str) -> list[Participant]:
    """Who took part: everyone a Part names as its speaker, and whom an interview's opening says it is with; once per case,
    with the sessions they were in."""
    people = {p.string: p for p in door.pseudonyms.people()}
    listed = {p.id: p.string for p in people.values() if p.listed}
    sessions: dict[str, set[str]] = {}
    for source in study.store.sources(case_id):
        speakers = {part.speaker for part in source.parts if part.speaker in people}
        if source.kind is SessionKind.INTERVIEW and not speakers & set(listed.values()):
            speakers |= _interviewed(source, listed)
        for string in speakers:
            sessions.setdefault(string, set()).add(source.session)
    unique = holders_of_rare_posts(door.pseudonyms)
    string_of = door.mask_organisations(
        {p.organisation for p in people.values()}, study.store.case(case_id).allow
    )
    return [
        Participant(
            p.id,
            case_id,
            p.string,
            p.group,
            string_of.get(p.organisation, ""),
            tuple(sorted(sessions[string])),
            p.id in unique,
        )
        for string, p in people.items()
        if string in sessions
    ]


def _interviewed(source: Source, listed: Mapping[str, str]) -> set[str]:
    """Notes of an interview seldom label its speaker: the one listed person named in its heading and opening lines is.

    listed: entity id → string. Two of them there, or none: nobody is guessed.
    """
    opening = 0
    for part in source.parts:
        if part.kind not in (PartKind.HEADING, PartKind.META):
            break
        opening = part.end_char
    named = {r.entity for r in source.replacements if r.end_char <= opening and r.entity in listed}
    return {listed[entity] for entity in named} if len(named) == 1 else set()


def holders_of_rare_posts(pseudonyms: anonymise.Pseudonyms) -> set[str]:
    """Listed people whose post (by its words) one or two people of the roster hold: rule 2 of disclosure control."""
    listed = [p for p in pseudonyms.people() if p.listed]
    rare = rare_roles([RosterEntry("", role=p.role) for p in listed])
    return {p.id for p in listed if any(has_role(p.role, role) for role in rare)}
