"""One pass over one CaseData: the texts rendered once, then everything that hangs on them moved or kept back.

The danger: a rule applied to codings and forgotten for links, themes or speakers. So each passage, whatever hangs on
it, goes through `Door.passage`, and what is kept back is counted by its reason.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from qualitative.disclosure import groups as naming
from qualitative.disclosure import posts, restrictions
from qualitative.disclosure.rendering import OffsetMap, moved, render, reworded, wording
from qualitative.model import (
    CaseData,
    CauseLink,
    Coding,
    Part,
    Participant,
    Replacement,
    Restriction,
    Selection,
    SessionKind,
    Source,
    Theme,
    Tier,
)

CONFIRM_QUOTATION = (
    "confirm quotation"  # the act by which a person says that quotation marks in the notes are speech
)

UNSIGNED = "sources not signed off"
NOT_USED = "passages people asked not to be used"
UNIQUE_POST = "claimed causes from or about a post of one or two holders, for want of a recorded consent"
UNTOLD = "passages from or about a post of one or two holders, counted but not told, for want of a recorded consent"
SENSITIVE = "passages about a sensitive event that wait for sign-off"
REOPENED = "passages with a mask made after sign-off, which waits for a person"
STALE = "codings whose words no longer stand where they were"


SHINGLE_WORDS = 6
# Words that stand anywhere: months, weekdays, numbers, and anything under four letters.
_EVERYDAY = re.compile(
    r"\w{1,3}|\d[\d ]*|january|february|march|april|june|july|august|september|october|november|december|\w+day"
)


def normalised(text: str) -> str:
    """Words only, lower case: how wordings are compared."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def fingerprint(case_id: str, words: str) -> str:
    return hashlib.sha256(f"{case_id}\x1f{words}".encode()).hexdigest()[:16]


class Door:
    """One pass over one CaseData: renders the texts once, then moves what hangs on them."""

    def __init__(
        self,
        data: CaseData,
        tier: Tier,
        people: Sequence[Participant],
        agreed: frozenset[str],
        waived: frozenset[str],
    ) -> None:
        self.data, self.tier, self.people, self.agreed, self.waived = data, tier, people, agreed, waived
        self.sources = [s for s in data.sources if s.signed_off or tier is Tier.CUSTODIAN]
        self.stored = {s.id: s for s in self.sources}
        self.left_out: dict[str, int] = {}
        if len(self.sources) < len(data.sources):
            self.left_out[UNSIGNED] = len(data.sources) - len(self.sources)
        self.not_used = {
            s.id: () if tier is Tier.CUSTODIAN else restrictions.spans_not_used(s, data.restrictions)
            for s in self.sources
        }
        self.alone = posts.sessions_of_unique_posts(data.case.sessions, people, agreed, data.case.groups)
        self._only_withheld: frozenset[str] | None = None
        self.maps: dict[str, OffsetMap] = {}
        self.rendered: dict[str, Source] = {}
        for source in self.sources:
            self._render(source)

    def _render(self, source: Source) -> None:
        withheld = self.not_used[source.id] if self.tier <= Tier.REVIEWER else ()
        text, offsets = render(source, self.tier, withheld)
        self.maps[source.id] = offsets
        speakers = {r.coder: wording(r, self.tier) for r in source.replacements}
        parts: list[Part] = []
        for part in source.parts:
            start, end = offsets.span(part.start_char, part.end_char)
            if parts and (start, end) == (parts[-1].start_char, parts[-1].end_char):
                continue  # both lie inside one withheld passage
            body = (
                None
                if part.body_char is None
                else min(max(offsets.span(part.body_char, part.end_char)[0], start), end)
            )
            speaker = speakers.get(part.speaker, part.speaker) if part.speaker else None
            if speaker and self.tier is Tier.PUBLIC:
                speaker = "[participant]"
            parts.append(replace(part, start_char=start, end_char=end, body_char=body, speaker=speaker))
        self.rendered[source.id] = replace(
            source, text=text, parts=tuple(parts), replacements=self._replacements(source, offsets, text)
        )

    def _replacements(self, source: Source, offsets: OffsetMap, text: str) -> tuple[Replacement, ...]:
        found = []
        for r in source.replacements:
            start, end = offsets.span(r.start_char, r.end_char)
            if text[start:end] != wording(r, self.tier):
                continue  # inside a withheld passage
            words = (
                r
                if self.tier >= Tier.CODER
                else replace(r, coder=text[start:end], reviewer=text[start:end], public=text[start:end])
            )
            found.append(
                replace(
                    words, start_char=start, end_char=end, entity="" if self.tier is Tier.PUBLIC else r.entity
                )
            )
        return tuple(found)

    def _leave_out(self, why: str) -> None:
        self.left_out[why] = self.left_out.get(why, 0) + 1

    def passage(self, selection: Selection, about: str = "", *, counted: bool = True) -> Selection | None:
        """The Selection in this tier's text, or None where a rule keeps it back."""
        source = self.stored.get(selection.source)
        if source is None:
            return None
        why = self._kept_back(selection, source, about)
        if why:
            if counted:
                self._leave_out(why)
            return None
        return moved(selection, self.rendered[source.id].text, self.maps[source.id])

    def _kept_back(self, selection: Selection, source: Source, about: str) -> str:
        if source.text[selection.start_char : selection.end_char] != selection.quote:
            return STALE
        if restrictions.overlaps(selection.start_char, selection.end_char, self.not_used[source.id]):
            return NOT_USED
        if self.tier is not Tier.CUSTODIAN and restrictions.overlaps(
            selection.start_char, selection.end_char, [(r.start_char, r.end_char) for r in source.reopened]
        ):
            return REOPENED
        if self.tier >= Tier.CODER or not source.kind.counts:
            return ""
        if self.tier is Tier.PUBLIC and about not in self.waived and posts.sensitive_event(selection.quote):
            return SENSITIVE
        return ""

    def untold(self, source: Source) -> tuple[tuple[int, int], ...]:
        """Rendered spans from or about a post of one or two holders; none for the coding team."""
        return tuple(self.maps[source.id].span(start, end) for start, end in self._untold_stored(source))

    def count_untold(self, codings: Sequence[Coding]) -> None:
        spans = {s.id: self.untold(s) for s in self.sources}
        n = len({
            c.selection.id for c in codings
            if restrictions.overlaps(c.selection.start_char, c.selection.end_char, spans[c.selection.source])
        })  # fmt: skip
        if n:
            self.left_out[UNTOLD] = n

    def _untold_stored(self, source: Source) -> tuple[tuple[int, int], ...]:
        if self.tier >= Tier.CODER:
            return ()
        consenting = {s.id for s in self.data.case.sessions if s.post_consent}
        # A consent covers what its giver said there: others' words about the same person stay untold.
        here = {p.id for p in self.people if source.session in consenting and source.session in p.sessions}
        return posts.untold_spans(source, self.alone, self.people, self.agreed | here)

    def link(self, link: CauseLink) -> CauseLink | None:
        source = self.stored.get(link.selection.source)
        ends = (link.selection.start_char, link.selection.end_char)
        if source is not None and restrictions.overlaps(*ends, self._untold_stored(source)):
            self._leave_out(UNIQUE_POST)
            return None
        whole = self.passage(link.selection, link.id)
        cause = self.passage(link.cause, link.id, counted=False)
        effect = self.passage(link.effect, link.id, counted=False)
        if whole is None or cause is None or effect is None:
            return None
        cue = reworded(link.cue, self.stored[link.selection.source].replacements, self.tier)
        return replace(link, selection=whole, cause=cause, effect=effect, cue=cue)

    def theme(self, theme: Theme, label: Callable[[str], str]) -> Theme:
        members, new_ids = [], {}
        for selection, probability in theme.members:
            kept = self.passage(selection, counted=False)
            if kept is not None:
                members.append((kept, probability))
                new_ids[selection.id] = kept.id
        words = tuple(label(w) for w in theme.words)
        return replace(
            theme,
            label=label(theme.label),
            subtitle=label(theme.subtitle),
            words=words,
            members=tuple(members),
            central=tuple(new_ids[c] for c in theme.central if c in new_ids),
        )

    def without_withheld(self, text: str) -> str:
        """A label without the words that stand in withheld passages alone: it was made of them, perhaps before somebody asked."""
        if self.tier >= Tier.CODER or not any(self.not_used.values()):
            return text
        if self._only_withheld is None:
            closed, open_ = set(), set()
            for source in self.sources:
                at = 0
                for start, end in [*sorted(self.not_used[source.id]), (len(source.text), len(source.text))]:
                    open_ |= set(normalised(source.text[at:start]).split())
                    closed |= set(normalised(source.text[start:end]).split())
                    at = max(at, end)
            self._only_withheld = frozenset(closed - open_)
        only = self._only_withheld
        return re.sub(r"\w+", lambda m: "…" if m[0].casefold() in only else m[0], text)

    def restrictions(self) -> tuple[Restriction, ...]:
        kept = []
        for r in self.data.restrictions:
            if r.source in self.maps:
                start, end = self.maps[r.source].span(r.start_char, r.end_char)
                kept.append(replace(r, start_char=start, end_char=end))
        return tuple(kept)

    def unquotable(self, source: Source) -> tuple[tuple[int, int], ...]:
        if self.tier is Tier.CUSTODIAN:
            return ()
        siblings = [s for s in self.sources if s.session == source.session and s.id != source.id]
        spans = restrictions.spans_not_quoted(source, self.data.restrictions, siblings)
        return tuple(self.maps[source.id].span(start, end) for start, end in spans)

    def confirmed(self) -> frozenset[str]:
        """Rendered ids of Selections whose quotation marks in the notes a person confirmed (act CONFIRM_QUOTATION)."""
        found = set()
        for decision in self.data.decisions:
            if decision.act != CONFIRM_QUOTATION:
                continue
            source_id, _, span = decision.about.rpartition(":")
            start, _, end = span.partition("-")
            if source_id in self.maps and start.isdigit() and end.isdigit():
                new_start, new_end = self.maps[source_id].span(int(start), int(end))
                found.add(f"{source_id}:{new_start}-{new_end}")
        return frozenset(found)

    def voices(self) -> dict[str, str]:
        """Coding or link id → an opaque word for the interview or the speaker it comes from (rule 7)."""
        numbers: dict[str, str] = {}
        found = {}
        for about, selection in self._evidence():
            source = self.stored[selection.source]
            interview = source.kind is SessionKind.INTERVIEW
            speaker = self._speaker(source, selection)
            voice = source.session if interview else f"{source.session}/{speaker}" if speaker else ""
            found[about] = numbers.setdefault(voice, f"v{len(numbers) + 1}") if voice else ""
        return found

    def groups(self) -> dict[str, str]:
        """Coding or link id → its group's word at this tier: the session's own group, or the speaker's."""
        called = naming.group_words(self.data.case, self.tier)
        together = {
            s.id: naming.session_words(self.data.case, s.groups, self.tier) for s in self.data.case.sessions
        }
        of_speaker = {p.pseudonym: p.group for p in self.people}
        found = {}
        for about, selection in self._evidence():
            source = self.stored[selection.source]
            present = together.get(source.session, ())
            only = present[0] if len(present) == 1 and present[0] != naming.MIXED else ""
            group = of_speaker.get(self._speaker(source, selection), "")
            own = called.get(group, naming.STAKEHOLDER) if group else ""
            found[about] = own if own and (own != naming.STAKEHOLDER or not only) else called.get(only, only)
        return found

    def _evidence(self) -> Iterable[tuple[str, Selection]]:
        both = [(c.id, c.selection) for c in self.data.codings] + [
            (k.id, k.selection) for k in self.data.links
        ]
        return [(about, selection) for about, selection in both if selection.source in self.stored]

    @staticmethod
    def _speaker(source: Source, selection: Selection) -> str:
        speakers = {
            p.speaker or ""
            for p in source.parts
            if p.start_char < selection.end_char and selection.start_char < p.end_char
        }
        return next(iter(speakers)) if len(speakers) == 1 else ""

    def _ordinary(self, word: str) -> bool:
        """Whether the word stands in small letters somewhere in the notes: one small word stands anywhere."""
        return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", source.text) for source in self.sources)

    def fingerprints(self) -> frozenset[str]:
        if self.tier >= Tier.CODER:
            return frozenset()
        known = normalised(
            " | ".join(
                [
                    *self.data.case.allow,
                    *(f.value for f in self.data.case.profile.values()),
                    *naming.group_words(self.data.case, self.tier).values(),
                ]
            )
        )
        elsewhere = " | ".join(normalised(s.text) for s in self.sources if not self.not_used[s.id])
        found = set()
        for source in self.sources:
            for r in source.replacements:
                words = normalised(r.coder)
                if (
                    r.coder != wording(r, self.tier)
                    and words
                    and words not in known
                    and not _EVERYDAY.fullmatch(words)
                    and (" " in words or (r.coder != r.coder.lower() and not self._ordinary(words)))
                ):
                    found.add(fingerprint(self.data.case.id, words))
            for start, end in self.not_used[source.id]:
                masked = [r for r in source.replacements if start <= r.start_char and r.end_char <= end]
                said = source.text[start:end]
                for r in reversed(masked):  # a pseudonym is nobody's word
                    said = said[: r.start_char - start] + " " + said[r.end_char - start :]
                words_there = normalised(said).split()
                for at in range(len(words_there) - SHINGLE_WORDS + 1):
                    shingle = " ".join(words_there[at : at + SHINGLE_WORDS])
                    if shingle not in elsewhere:
                        found.add(fingerprint(self.data.case.id, shingle))
        return frozenset(found)
