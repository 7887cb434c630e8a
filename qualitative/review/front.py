"""What stands before the findings: the alliance's profile, how the review was made, and how to read it.

The danger: a finding without its method. So everything countable about the fieldwork and the coding is computed here
from the study itself, the machine's part included, and what is not known reads "not stated".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qualitative.comparison import KINDS
from qualitative.disclosure import (
    ALL,
    LEGEND,
    SUPPRESSED,
    UNKNOWN,
    View,
    check_text,
    group_key,
    number_word,
    said_in_session,
    session_noun,
)
from qualitative.model import (
    PROFILE_FIELDS,
    Section,
    Sentence,
    SentenceKind,
    Session,
    SessionKind,
    Status,
    Table,
    Tier,
    Voice,
)
from qualitative.review.clauses import capital_first, small_first
from qualitative.review.contradictions import contradictions
from qualitative.review.records import timeline_table
from qualitative.review.sentences import Writer
from qualitative.review.wording import listed

CAVEAT = (
    "What follows reports the views of those who took part. They are perceptions, not established facts; people saw the"
    " same events differently, and readers may not recognise all that is said here. No finding is a judgement on any person:"
    " an alliance works by no fault and no blame, and so does this review."
)


def profile_section(view: View) -> Section:
    rows = []
    for name in PROFILE_FIELDS:
        fact = view.case.profile.get(name)
        stated = fact is not None and fact.stated
        label = capital_first(name.replace("_", " "))
        rows.append(
            (
                label,
                fact.value if fact and stated else "not stated",
                _source(view, fact.source) if fact and stated else "",
            )
        )
    return Section(
        "profile",
        "Profile of the alliance",
        tables=(Table("", ("", "what is stated", "source"), tuple(rows)),),
    )


_A_SESSION = re.compile(r"\b(?:interviews?|focus groups?|workshops?|sessions?)\b", re.IGNORECASE)


def _source(view: View, words: str) -> str:
    """Where a fact was read; not "interview with the commissioner", where that would tell who was interviewed."""
    if not words:
        return "source not stated"
    if view.tier is Tier.PUBLIC and _A_SESSION.search(words):
        return "those who took part"
    return "a session" if check_text(view, words) else words


def method_section(view: View, writer: Writer, models: Mapping[str, str], *, preview: bool) -> Section:
    fieldwork = [_sessions(view, writer), *_outstanding(view, writer), *_notes(view, writer)]
    coding = [*_coders(view, writer), *_machine(view, writer, models, preview=preview)]
    kept_back = _kept_back(view, writer)
    caveat = writer.sentence(SentenceKind.METHOD, CAVEAT, query="stands in every draft")
    words = _words(view, writer)
    tables = (_groups(view),) if view.case.groups else ()
    paragraphs = tuple(tuple(p) for p in (fieldwork, coding, kept_back, [caveat], words) if p)
    return Section("method", "How this review was made", paragraphs, tables=tables)


def _sessions(view: View, writer: Writer) -> Sentence:
    held = [s for s in view.case.sessions if s.kind.counts]
    phrases = []
    for kind in KINDS:
        n = sum(1 for s in held if s.kind is kind)
        if n:
            present = view.people_told.get(kind.value, UNKNOWN)
            told = kind is not SessionKind.INTERVIEW and present.isdigit()
            with_people = f" with {present} people" if told else ""
            phrases.append(f"{number_word(n)} {session_noun(kind, n)}{with_people}")
    text = f"The review rests on {listed(phrases)}" if phrases else "No session is recorded for this review"
    everybody = view.people_told.get(ALL, UNKNOWN)
    if everybody.isdigit():
        text += f": {everybody} people in all, each counted once."
    elif everybody == SUPPRESSED:
        text += "; the number of people in all is not told, since it would tell how few some of them were."
    else:
        text += "; the number of people in all is not known."
    return writer.sentence(
        SentenceKind.METHOD,
        text,
        query="sessions of the case by kind; n_people summed, people in two sessions counted once",
    )


def _outstanding(view: View, writer: Writer) -> list[Sentence]:
    noted = {s.id for s in view.sessions_with_notes()}
    missing = [s for s in view.case.sessions if s.kind.counts and s.id not in noted]
    if not missing:
        return []
    text = f"Notes are outstanding, or not signed off, for {_named(missing, view.tier)}; nothing here rests on them."
    return [writer.sentence(SentenceKind.METHOD, text, query="sessions of the case without a signed source")]


def _named(sessions: Sequence[Session], tier: Tier) -> str:
    if tier > Tier.PUBLIC and all(s.title for s in sessions):
        return listed([s.title for s in sessions])
    kinds = [(kind, sum(1 for s in sessions if s.kind is kind)) for kind in KINDS]
    if tier is Tier.PUBLIC:
        return listed([f"some {session_noun(kind, 2)}" for kind, n in kinds if n])
    return listed([f"{number_word(n)} {session_noun(kind, n)}" for kind, n in kinds if n])


def _notes(view: View, writer: Writer) -> list[Sentence]:
    sources = [s for s in view.sources if s.kind.counts]
    if not sources:
        return []
    verbatim = [s for s in sources if any(p.voice is Voice.VERBATIM for p in s.parts)]
    amount = (
        "None"
        if not verbatim
        else "All"
        if len(verbatim) == len(sources)
        else "Some"
        if view.tier is Tier.PUBLIC
        else capital_first(number_word(len(verbatim)))
    )
    text = f"{amount} of the {'' if view.tier is Tier.PUBLIC else number_word(len(sources)) + ' '}sets of notes hold verbatim speech; the rest is in the note-takers' words, and only verbatim words stand in quotation marks."
    made = [writer.sentence(SentenceKind.METHOD, text, query="sources with a Part of verbatim voice")]
    unread = [s for s in sources if s.signed_unread]
    if unread:
        n = "Some" if view.tier is Tier.PUBLIC else capital_first(number_word(len(unread)))
        text = f"{n} of them were signed unread: the machine's maskings were accepted without a person reading the text."
        made.append(writer.sentence(SentenceKind.METHOD, text, query="sources signed off with --all"))
    return made


def _coders(view: View, writer: Writer) -> list[Sentence]:
    machines = {u.id for u in view.users if u.machine}
    confirmed = [c for c in view.codings if c.status is Status.CONFIRMED]
    coders = sorted(
        {c.user for c in confirmed if c.user not in machines}
        | {c.decided_by for c in confirmed if c.decided_by}
    )
    if not coders:
        return [
            writer.sentence(
                SentenceKind.METHOD,
                "No person has coded or confirmed anything yet.",
                query="users of confirmed codings",
            )
        ]
    names = {u.id: u.name for u in view.users}
    people = (
        listed(
            [
                small_first(names.get(c, c)) if names.get(c, c).startswith("The ") else names.get(c, c)
                for c in coders
            ]
        )
        if view.tier > Tier.PUBLIC
        else "members of the review team"
    )
    text = f"Coding was done or confirmed by {people}, with the codebook {view.codebook.name}, version {view.codebook.version}."
    return [writer.sentence(SentenceKind.METHOD, text, query="users of confirmed codings and of decisions")]


def suggestion_counts(view: View) -> dict[str, int]:
    """What became of the machine's suggestions. changed: rejected, and a person coded the same words otherwise."""
    machines = {u.id for u in view.users if u.machine}
    suggested = [c for c in view.codings if c.user in machines]
    by_hand = [c for c in view.codings if c.user not in machines and c.status is Status.CONFIRMED]
    rejected = [c for c in suggested if c.status is Status.REJECTED]
    changed = [
        c for c in rejected
        if any(h.selection.source == c.selection.source and h.selection.start_char < c.selection.end_char
               and c.selection.start_char < h.selection.end_char and h.code != c.code for h in by_hand)
    ]  # fmt: skip
    return {
        "suggested": len(suggested),
        "confirmed": sum(1 for c in suggested if c.status is Status.CONFIRMED),
        "changed": len(changed),
        "rejected": len(rejected) - len(changed),
        "waiting": sum(1 for c in suggested if c.status is Status.SUGGESTED),
        "by hand": len(by_hand),
    }


def _machine(view: View, writer: Writer, models: Mapping[str, str], *, preview: bool) -> list[Sentence]:
    n = suggestion_counts(view)
    named = listed([f"{name} {version}".strip() for name, version in sorted(models.items())]) or "no model"
    text = f"The machine's part ({named}) was to suggest: of {n['suggested']} suggested codings people confirmed {n['confirmed']}, changed {n['changed']} and rejected {n['rejected']}; {n['waiting']} wait. {capital_first(str(n['by hand']))} codings were made by hand."
    made = [
        writer.sentence(
            SentenceKind.METHOD,
            text,
            query="codings of machine users by status; rejected with another code by hand = changed",
        )
    ]
    if preview:
        text = "This preview rests on suggestions that nobody has reviewed. It is not a finding and may not be quoted."
        made.append(writer.sentence(SentenceKind.METHOD, text, query="preview asked for"))
    text = "The sentences below are proposed by the machine from the notes' own clauses; a person accepts or rewrites each before release."
    made.append(writer.sentence(SentenceKind.METHOD, text, query="stands in every draft"))
    return made


def _kept_back(view: View, writer: Writer) -> list[Sentence]:
    in_force = [r for r in view.restrictions if r.in_force and said_in_session(r)]
    made = []
    if any(r.in_force and not said_in_session(r) for r in view.restrictions):
        text = "The words of those whose agreement to it is not on record are not quoted."
        made.append(writer.sentence(SentenceKind.METHOD, text, query="the consent register"))
    if in_force:
        n = "" if view.tier is Tier.PUBLIC else f" ({len(in_force)})"
        text = f"What people asked in the sessions themselves{n} was honoured: such passages are not used, or not quoted."
        made.append(writer.sentence(SentenceKind.METHOD, text, query="restrictions in force"))
    if view.left_out and view.tier > Tier.PUBLIC:
        kept = "; ".join(f"{why}: {n}" for why, n in sorted(view.left_out.items()))
        made.append(
            writer.sentence(
                SentenceKind.METHOD,
                f"Left out of this draft – {kept}.",
                query="disclosure rules, passages kept back",
            )
        )
    return made


def _words(view: View, writer: Writer) -> list[Sentence]:
    if view.tier is Tier.PUBLIC:
        return [writer.sentence(SentenceKind.METHOD, LEGEND, query="stands in every public draft")]
    text = "The unit counted is the session, never the mention; interviews and focus groups are never added together. Numbers in brackets are excerpts: under their theme where no sentence tells them, else at the end."
    return [writer.sentence(SentenceKind.METHOD, text, query="stands in every draft")]


def _groups(view: View) -> Table:
    rows = tuple((g.name, view.people_told.get(group_key(g.name), UNKNOWN)) for g in view.case.groups)
    note = "Groups of fewer than five people, or all from one organisation without its agreement, are not listed by name."
    if any(number == SUPPRESSED for _, number in rows):
        note += f" {SUPPRESSED}: not told, since fewer than that could be worked out from it."
    return Table("Stakeholder groups", ("group", "people who took part"), rows, note)


def timeline_section(view: View) -> Section:
    return Section("timeline", "Timeline", tables=(timeline_table(view),))


def contradictions_section(view: View) -> Section:
    """For the reviewer only: lines to settle before release."""
    return Section(
        "contradictions",
        "Contradictions between sources, for the reviewer",
        queries=tuple(contradictions(view)),
    )
