"""Passages in their context, as one tier may read them: under a code or an emergent theme, or by their words.

The danger: a search that reaches what the page may not show, and a passage told as speech that a note-taker wrote. So
nothing here looks further than a View: what can be found is what can be read, down to the numbers in people's masks,
which only the coding team reads; each passage says whose words it holds and whether they may be quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from qualitative.disclosure import STAKEHOLDER, View, may_quote, overlaps, sensitive_event
from qualitative.model import (
    Coding,
    Part,
    PartKind,
    Selection,
    SessionKind,
    Source,
    Status,
    Theme,
    Tier,
    Voice,
)
from qualitative.study.access.context import (
    context_after,
    context_before,
    find_hits,
    kept_after,
    patterns,
    trimmed,
    window,
    without_label,
)
from qualitative.study.access.shown import Shown, shown

SEVERAL = "several groups"


@dataclass(frozen=True)
class Heard:
    """A passage in its context. Everything in it may stand on a page at the View's tier, but `session`.

    at: the first note of its session, by which an address names the session (a session's own id may tell a post).
    group: what its speaker's group may be called, or "". asked: the question or heading it stands under.
    hits: (start, end) within `words`. in_marks: whether these words may stand in quotation marks on a screen (verbatim,
    and nobody asked otherwise). quoting: whether a report may quote them, in a few words. by: who confirmed it (coders
    only). membership: how surely a machine placed it in an emergent theme (0–1). span, room: where it stands in the text
    shown, and where its context may begin and end.
    """

    id: str
    session: str
    at: str
    kind: SessionKind
    title: str
    group: str
    asked: str = field(repr=False)
    before: str = field(repr=False)
    words: str = field(repr=False)
    after: str = field(repr=False)
    voice: str
    in_marks: bool
    quoting: str
    hits: tuple[tuple[int, int], ...] = ()
    stances: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    by: str = ""
    suggested: bool = False
    membership: float | None = None
    central: bool = False
    span: tuple[int, int] = (0, 0)
    room: tuple[int, int] = (0, 0)


VOICES = {
    "verbatim": "verbatim",
    "reported": "the note-taker’s words",
    "comment": "the note-taker’s comment, not a view",
    "question": "asked by the interviewer",
    "heading": "a heading of the notes",
    "record": "a record, not a view",
}
"""Whose words a passage holds → how a page says it."""


class Book:
    """One case at one tier, opened for browsing. Made anew for each reading of a page: nothing is kept.

    Below the coder tier the head of the notes ("Interview: the commissioner", who was met, where and when) and what a
    note-taker noted about the meeting are neither shown nor found: they would name whose words the rest is.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.shown = {s.id: shown(s, view.tier) for s in view.sources}
        self.first_note: dict[str, str] = {}  # session → its first note's id
        for source in view.sources:
            self.first_note.setdefault(source.session, source.id)
        self.sessions = {s.id: s for s in view.case.sessions}
        self.group_names = {g.id: g.name for g in view.case.groups}
        self.people = {u.id: u.name for u in view.users}
        self.confirmed = [c for c in view.codings if c.status is Status.CONFIRMED]
        self._order = {s.id: at for at, s in enumerate(view.case.sessions)}

    # ---------------------------------------------------------------- under a code, in a theme

    def under(self, code: str, *, suggestions: bool = False) -> list[Heard]:
        """The passages under one code, in the order of sessions and places; one coded twice is one passage."""
        wanted = (Status.CONFIRMED, Status.SUGGESTED) if suggestions else (Status.CONFIRMED,)
        found: dict[str, list[Coding]] = {}
        for coding in self.view.codings:
            if coding.code == code and coding.status in wanted:
                found.setdefault(coding.selection.id, []).append(coding)
        made = []
        for codings in found.values():
            counts = [c for c in codings if c.status is Status.CONFIRMED] or codings
            heard = self.heard(counts[0].selection, about=counts[0].id, beside=code)
            made.append(
                replace(
                    heard,
                    stances=tuple(sorted({c.stance for c in counts if c.stance})),
                    by=self._confirmed_by(counts) if self.view.tier >= Tier.CODER else "",
                    suggested=counts[0].status is Status.SUGGESTED,
                )
            )
        return sorted(made, key=self._place)

    def in_theme(self, theme: Theme) -> list[Heard]:
        """The passages of an emergent theme: the most central first, then as surely as they belong."""
        made = [
            replace(self.heard(selection), membership=probability, central=selection.id in theme.central)
            for selection, probability in theme.members
        ]
        return sorted(made, key=lambda h: (not h.central, -(h.membership or 0.0), self._place(h)))

    def _place(self, heard: Heard) -> tuple[int, str, int]:
        source, _, span = heard.id.rpartition(":")
        return self._order.get(heard.session, len(self._order)), source, int(span.partition("-")[0])

    def _confirmed_by(self, codings: Iterable[Coding]) -> str:
        people = {c.decided_by or c.user for c in codings if c.status is Status.CONFIRMED}
        return " and ".join(sorted(self.people.get(p, p) for p in people))

    # ---------------------------------------------------------------- by its words

    def search(self, words: str, *, whole: bool = False) -> list[Heard]:
        """Every paragraph that holds all the words, in the order of sessions and places, each hit marked.

        Upper and lower case are one; "two words" in quotation marks stand side by side; whole: only whole words. What
        was withheld at a speaker's request has no words to find.
        """
        wanted = patterns(words, whole)
        found: list[Heard] = []
        for source in self.view.sources if wanted else ():
            shown = self.shown[source.id]
            for part in source.parts:
                if self._closed(shown, part):
                    continue
                start, end = shown.span(part.body_start_char, part.end_char)
                hits = find_hits(shown.text, start, end, wanted)
                if hits:
                    found.append(self._result(source, part, shown, (start, end), hits))
        return sorted(found, key=self._place)

    def _result(
        self, source: Source, part: Part, shown: Shown, span: tuple[int, int], hits: Sequence[tuple[int, int]]
    ) -> Heard:
        start, end = window(shown.text, *trimmed(shown.text, *span), hits[0])
        inside = tuple((a - start, b - start) for a, b in hits if start <= a and b <= end)
        whole = Selection(
            source.id,
            part.body_start_char,
            part.end_char,
            source.text[part.body_start_char : part.end_char],
        )
        return replace(self._heard(whole, shown, (start, end)), hits=inside)

    # ---------------------------------------------------------------- one passage

    def heard(self, selection: Selection, *, about: str = "", beside: str = "") -> Heard:
        """A Selection of the View in its context. about: the coding it stands for; beside: a code not to list again."""
        shown = self.shown[selection.source]
        made = self._heard(selection, shown, shown.span(selection.start_char, selection.end_char))
        codes = tuple(c for c in made.codes if c != beside)
        return replace(made, codes=codes, group=self._group(shown.source, about))

    def _heard(self, selection: Selection, shown: Shown, span: tuple[int, int]) -> Heard:
        source = shown.source
        session = self.sessions.get(source.session)
        voice = self._voice(source, selection)
        asked, low, high = self._under_what(shown, selection)
        start, end = trimmed(shown.text, *span)
        barred = self.barred(selection)
        return Heard(
            id=selection.id,
            session=source.session,
            at=self.first_note.get(source.session, source.id),
            kind=session.kind if session else source.kind,
            title=source.title or (session.title if session else ""),
            group=self._group(source, ""),
            asked=asked,
            before=context_before(shown.text[max(low, 0) : start]),
            words=shown.text[start:end].replace("\n", " "),
            after=context_after(shown.text[end:high]),
            voice=voice,
            in_marks=voice == "verbatim" and not barred,
            quoting=barred or self._quoting(selection, voice),
            codes=self._codes(selection),
            span=(start, end),
            room=(low, high),
        )

    def flowing(self, found: Sequence[Heard]) -> list[Heard]:
        """Passages to be read one after another: what stood in one's context or words is not printed again in the next's."""
        made: list[Heard] = []
        printed: dict[str, int] = {}  # source → how far its text stands on the page already
        broken: set[str] = set()  # sources whose text broke off there
        for at, heard in enumerate(found):
            source = heard.id.rpartition(":")[0]
            text = self.shown[source].text
            so_far = min(printed.get(source, 0), heard.span[0])
            low, high = max(heard.room[0], so_far), heard.room[1]
            cut = source in broken and low == so_far
            follower = found[at + 1] if at + 1 < len(found) else None
            if (
                follower is not None
                and follower.id.rpartition(":")[0] == source
                and follower.span[0] >= heard.span[0]
            ):
                high = min(high, max(heard.span[1], follower.span[0]))
            after = text[heard.span[1] : high]
            if high < heard.room[1]:
                # Who speaks next is told where they speak.
                after = without_label(after)
            before = context_before(text[low : heard.span[0]], cut=cut)
            made.append(replace(heard, before=before, after=context_after(after)))
            printed[source] = heard.span[1] + kept_after(after)
            if kept_after(after) < len(after):
                broken.add(source)
            else:
                broken.discard(source)
        return made

    def _voice(self, source: Source, selection: Selection) -> str:
        """Whose words: a key of VOICES. Where a passage reaches over two voices, the weaker counts."""
        if not source.kind.counts:
            return "record"
        touched = [
            p for p in source.parts if p.start_char < selection.end_char and selection.start_char < p.end_char
        ]
        kinds = {p.kind for p in touched}
        if kinds == {PartKind.QUESTION}:
            return "question"
        if kinds and kinds <= {PartKind.HEADING, PartKind.META}:
            return "heading"
        voices = {p.voice for p in touched}
        if voices == {Voice.VERBATIM} or selection.id in self.view.confirmed_quotations:
            return "verbatim"
        return "comment" if voices == {Voice.COMMENT} else "reported"

    def barred(self, selection: Selection) -> str:
        """Why these words are not used, told or quoted by anybody, or ""."""
        ends = selection.start_char, selection.end_char
        wishes = {
            r.wish
            for r in self.view.restrictions
            if r.in_force and r.source == selection.source and overlaps(*ends, ((r.start_char, r.end_char),))
        }
        if wishes & {"no use", "off the record"} and self.view.tier >= Tier.CODER:
            return "not to be used: the speaker asked"
        if overlaps(*ends, self.view.untold.get(selection.source, ())):
            return "counts, not to be told: from or about a post of one or two holders"
        if overlaps(*ends, self.view.no_quotation.get(selection.source, ())):
            return "not to be quoted: the speaker asked"
        return ""

    def _quoting(self, selection: Selection, voice: str) -> str:
        if voice != "verbatim":
            return ""
        allowed, why = may_quote(self.view, selection)
        if allowed:
            return "may be quoted"
        if why.startswith("over") and sensitive_event(selection.quote):
            return "not to be quoted: a sensitive event waits for sign-off"
        return (
            "may be quoted in part, twelve words at most"
            if why.startswith("over")
            else f"not to be quoted: {why}"
        )

    def _codes(self, selection: Selection) -> tuple[str, ...]:
        """The codes people confirmed on these words, in codebook order."""
        here = {
            c.code
            for c in self.confirmed
            if c.selection.source == selection.source
            and c.selection.start_char < selection.end_char
            and selection.start_char < c.selection.end_char
        }
        return tuple(code.id for code in self.view.codebook.every_code() if code.id in here)

    def _closed(self, shown: Shown, part: Part) -> bool:
        """Whether a part of the notes tells who was met, where and when, which is for the coding team alone."""
        if self.view.tier >= Tier.CODER:
            return False
        return part.kind is PartKind.META or (part.kind is PartKind.HEADING and part.start_char < shown.head)

    def _group(self, source: Source, about: str) -> str:
        """What the speaker's group may be called at this tier; "" where it may not be named or nobody knows."""
        if about and about in self.view.group_of:
            word = self.view.group_of[about]
            return "" if word == STAKEHOLDER else word
        return self.groups_of(source.session)

    def groups_of(self, session_id: str) -> str:
        session = self.sessions.get(session_id)
        words = [self.group_names.get(g, g) for g in session.groups] if session else []
        named = [w for w in words if w != STAKEHOLDER]
        if len(words) > 1 or words == ["mixed"]:
            return SEVERAL
        return named[0] if named else ""

    def _under_what(self, shown: Shown, selection: Selection) -> tuple[str, int, int]:
        """(the question or heading a passage stands under, where its context begins, where it ends), in the text shown."""
        asked, low, high = "", 0, len(shown.text)
        for part in shown.source.parts:
            if part.kind not in (PartKind.QUESTION, PartKind.HEADING, PartKind.META):
                continue
            start, end = shown.span(part.body_start_char, part.end_char)
            if part.end_char <= selection.start_char:
                low = end
                if part.kind is not PartKind.META:
                    asked = "" if self._closed(shown, part) else " ".join(shown.text[start:end].split())
            elif part.start_char >= selection.end_char:
                high = shown.span(part.start_char, part.end_char)[0]
                break
        return asked, low, high
