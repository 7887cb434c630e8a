"""The frames: a clause of the notes, with where and by whom it was said, as one English sentence.

The danger: variation for its own sake, or a smooth "it is widely felt". So a frame adds nothing but who, where and
"said", "record" or "proposed"; which one is used follows from the voice and from the sentence before, never from chance;
quotation marks stand only round verbatim words that `may_quote` cleared, and only where one session said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qualitative.disclosure import View, check_text, identifying_words, may_quote, n_words, normalised
from qualitative.model import (
    CauseLink,
    Selection,
    Sentence,
    SentenceKind,
    SessionKind,
    Tier,
    Voice,
    short_hash,
)
from qualitative.review.clauses import (
    VERB,
    Clause,
    asks_about_use,
    capital_first,
    goes_on,
    has_subject,
    mixes_persons,
    reported,
    speaks_of_self,
    stands_alone,
    unframed,
)
from qualitative.review.evidence import Excerpts, Piece
from qualitative.review.points import Point, Said, Similar
from qualitative.review.wording import only_one_interview, sessions_of, where, who

MOST_QUOTATIONS = 6  # a theme
_STATE = re.compile(
    r"^((?:we|i|it|there|they|people|staff|everyone|everybody|nobody)\s+(?:was|were|is|are|am|had been|have been|has been)|(?:we|i)['’](?:re|m))\s+",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\b(?:should|ought to|needs? to be|would(?: have)? help(?:ed)?|recommend\w*|must)\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:next time(?: round)?|in (?:the )?future|if (?:we|i|they) did (?:it|this) again|my advice(?: would be| is)?|the lesson is|lesson)\s*[,:–-]?\s*(?:that\s+)?",
    re.IGNORECASE,
)


class Writer:
    """Makes the sentences of one section, remembering what stood just before."""

    def __init__(self, view: View, section: str, excerpts: Excerpts, similar: Similar) -> None:
        self.view, self.section, self.excerpts, self.similar = view, section, excerpts, similar
        self.n_quotations = 0
        self._n_sentences = 0
        self._before: tuple[str, ...] = ()
        self._n_frames = 0
        self.also_told: set[str] = set()  # clauses told after the one they follow

    def sentence(
        self,
        kind: SentenceKind,
        text: str,
        supports: tuple[str, ...] = (),
        *,
        query: str = "",
        tag: str = "",
        draws_on: tuple[str, ...] = (),
        by: str = "",
    ) -> Sentence:
        """A Sentence with a stable id; its excerpts get their numbers as it is made."""
        self._n_sentences += 1
        self._number(supports)
        made = f"{self.section}-{short_hash(text, *supports, length=8)}{'-' + tag if tag else ''}"
        return Sentence(made, kind, text, supports, query, draws_on, by)

    def new_paragraph(self) -> None:
        """A paragraph does not lean on the one before it: no "there", no "the same interviewee"."""
        self._before = ()

    def _number(self, supports: Sequence[str]) -> None:
        known = {c.id: c.selection for c in self.view.codings} | {k.id: k.selection for k in self.view.links}
        for support in supports:
            if support in known:
                self.excerpts.number(support, known[support])

    def references(self, supports: Sequence[str]) -> str:
        """ "3, 8–11": the excerpts' numbers, for a table; each is numbered as it is first asked for."""
        self._number(supports)
        selections = {c.id: c.selection for c in self.view.codings} | {
            k.id: k.selection for k in self.view.links
        }
        return number_ranges(self.excerpts.numbers[selections[s].id] for s in supports if s in selections)

    # ---------------------------------------------------------------- what one point says

    def point(self, point: Point, *, lead: str = "", tag: str = "") -> Sentence:
        text = self.framed(point.lead, point.supports, lead=lead)
        return self.sentence(SentenceKind.FINDING, text, tuple(p.id for p in point.supports), tag=tag)

    def framed(self, said: Said, supports: Sequence[Piece], *, lead: str = "") -> str:
        """ "In two of the six interviews people said that …", "Providers said, in a focus group, that …", …

        lead: words that open the sentence ("By contrast, ").
        """
        place, subject = self._place_and_subject(supports)
        quotation = self._quotation(said, supports)
        clause = "; ".join([self._reported(said.clause), *([] if quotation else self.follows(said))])
        words = quotation or "that " + clause
        if said.clause.described_as:
            self._before = sessions_of(supports)
            return capital_first(_joined(lead + self._described(said, supports, place, subject)))
        of_self = bool(quotation) or said.clause.of_self or speaks_of_self(said.clause.words)
        now = sessions_of(supports)
        reported_voice = said.piece.voice is not Voice.VERBATIM
        self._n_frames += 1
        turn = self._n_frames % 4
        if subject:
            text = f"{subject} said, {place}, {words}"
        elif only_one_interview(self.view, supports) and self.view.tier > Tier.PUBLIC:
            text = self._of_one_interview(now, words, of_self, reported_voice and turn % 2 == 0)
        elif now == self._before and not lead:
            text = f"it was also said there {words}" if not of_self else f"people there also said {words}"
        elif of_self or turn == 1:
            text = f"{place} people said {words}"
        elif turn == 2 and reported_voice and len(now) == 1 and self.view.tier > Tier.PUBLIC:
            text = f"the notes of {place.removeprefix('in ')} record {words}"
        elif turn == 3 and not lead and not re.search(r"[,:]", clause):
            text = f"{clause}, it was said {place}"
        else:
            text = f"it was said {place} {words}"
        self._before = now
        return capital_first(_joined(lead + text))

    def follows(self, said: Said) -> list[str]:
        """What the same passage went on to say of it ("it arrives or it doesn't"), as reported speech: two clauses at most."""
        every = list(said.piece.clauses)
        at = next((n for n, c in enumerate(every) if c.start_char == said.clause.start_char), len(every))
        told: list[str] = []
        words = said.clause.words
        for clause in every[at + 1 : at + 3]:
            whole = f"{words} {clause.words}"
            if (
                not goes_on(clause)
                or not self.allowed(clause)
                or mixes_persons(whole)
                or len(whole.split()) > 45
            ):
                break
            told.append(reported(clause.words))
            self.also_told.add(clause.words)
            words = whole
        return told

    def _described(self, said: Said, supports: Sequence[Piece], place: str, subject: str) -> str:
        rest = said.clause.described_as
        start = said.clause.end_char - len(rest)
        exact = self.view.source(said.piece.selection.source).text[start : said.clause.end_char] == rest
        if (
            said.piece.voice is Voice.VERBATIM
            and exact
            and self._quotable(said, supports)
            and self._may(said, start, rest)
        ):
            self.n_quotations += 1
            rest = f"“{rest}”"
        else:
            rest = reported(rest)
        return (
            f"{subject} described it, {place}, as {rest}"
            if subject
            else f"it was described {place} as {rest}"
        )

    def _of_one_interview(self, now: tuple[str, ...], words: str, of_self: bool, as_notes: bool) -> str:
        before = self._before
        if now == before:
            return f"the same interviewee said {words}" if of_self else f"the same interview adds {words}"
        kinds = [self.view.session(s).kind for s in (*before, *now)]
        another = "another" if len(before) == 1 and len(set(kinds)) == 1 else "an"
        if of_self:
            return f"{another} interviewee said {words}"
        return (
            f"the notes of {another} interview record {words}"
            if as_notes
            else f"it was said in {another} interview {words}"
        )

    def _place_and_subject(self, supports: Sequence[Piece]) -> tuple[str, str]:
        """Where, and the group if it may be named and the place does not name it already."""
        group = who(self.view, supports)
        place = where(self.view, sessions_of(supports), name_groups=bool(group))
        single = (
            group and (self.view.tier is Tier.PUBLIC or f"with {group}" not in place) and " and " not in group
        )
        return place, group if single else ""

    def _reported(self, clause: Clause) -> str:
        return reported(clause.words)

    def allowed(self, clause: Clause) -> bool:
        """Whether a clause may be paraphrased at this tier: in public nothing that could point to somebody (rule 9, 6)."""
        own_story = clause.of_self or re.search(r"\b(?:I|me|my|mine|myself)\b", clause.words)
        if own_story and self.view.tier is Tier.PUBLIC:
            return False  # the insider knows whose story it is
        return self.allowed_words(clause.words)

    def allowed_words(self, words: str) -> bool:
        """Rule 9: never a public name beside a view; in public nothing else that could point to somebody either."""
        words = unframed(words)  # "[Participant 3] said that" is not told
        folded = f" {normalised(words)} "
        own = normalised(self.view.case.name)
        names = [normalised(name) for name in self.view.case.allow]
        if any(" " in name and name != own and f" {name} " in folded for name in names):
            return False
        return self.view.tier > Tier.PUBLIC or not (
            "[" in words
            or check_text(self.view, words)
            or identifying_words(self.view, _without_capital(words))
        )

    # ---------------------------------------------------------------- quotation

    def _quotation(self, said: Said, supports: Sequence[Piece]) -> str:
        """The clause with its verbatim words in quotation marks, or "" where none may be quoted here."""
        if (
            said.piece.voice is not Voice.VERBATIM
            or said.clause.described_as
            or not self._quotable(said, supports)
        ):
            return ""
        clause = said.clause
        state = _STATE.match(clause.words)
        rest = clause.words[state.end() :] if state else ""
        if state and 2 <= n_words(rest) <= 8 and not re.search(r"[,:]|\b(?:I|we|my|our|me|us)\b", rest):
            if self._may(said, clause.start_char + state.end(), rest):
                self.n_quotations += 1
                return f"that {reported(state.group(1))} “{rest}”"
        elif 3 <= n_words(clause.words) <= 11 and self._may(said, clause.start_char, clause.words):
            self.n_quotations += 1
            return f"“{_small_quote(clause.words)}”"
        return ""

    def _quotable(self, said: Said, supports: Sequence[Piece]) -> bool:
        return len(sessions_of(supports)) == 1 and self.n_quotations < MOST_QUOTATIONS

    @property
    def quotations_left(self) -> int:
        return MOST_QUOTATIONS - self.n_quotations

    def may_quote_clause(self, piece: Piece, clause: Clause) -> bool:
        return self._may(Said(piece, clause), clause.start_char, clause.words)

    def _may(self, said: Said, start_char: int, words: str) -> bool:
        selection = Selection(said.piece.selection.source, start_char, start_char + len(words), words)
        return may_quote(self.view, selection)[0]

    # ---------------------------------------------------------------- what was proposed, what was claimed

    def proposal(self, said: Said, supports: Sequence[Piece]) -> Sentence | None:
        """What somebody would do another time; None where the words are no sentence that proposes."""
        words = self.proposed(said)
        if len(words.split()) < 4 or not _PLAN.search(words):
            return None
        place, subject = self._place_and_subject(supports)
        verb = (
            "said"
            if re.search(r"\bwould(?: have)? help|\bshould have\b|\bwould like\b", words)
            else "proposed"
        )
        text = (
            f"{subject} {verb}, {place}, that {words}" if subject else f"it was {verb} {place} that {words}"
        )
        return self.sentence(
            SentenceKind.FINDING, capital_first(_joined(text)), tuple(p.id for p in supports)
        )

    def proposed(self, said: Said) -> str:
        words = _LEAD_IN.sub("", reported(said.clause.words))
        return re.sub(
            r"^(?:they )?(?:would )?(?:recommend|suggest|propose)(?:ed|d|s)?\s+(?:that\s+)?", "", words
        )

    def answers(self, said: Sequence[Said]) -> Sentence:
        """Short answers to what should be done differently, by where they were given, in one sentence."""
        kinds = dict.fromkeys(self.view.session(s.piece.session).kind for s in said)
        places: dict[str, list[Said]] = {}
        for kind in kinds:
            for s in said:
                if s.piece.kind is kind:
                    alone = [] if kind is SessionKind.INTERVIEW else [s.piece]
                    place = self._place_and_subject(alone or [o.piece for o in said if o.piece.kind is kind])[
                        0
                    ]
                    places.setdefault(place, []).append(s)
        listed_answers = "; ".join(
            f"{place}, " + "; ".join(self.proposed(s) for s in those) for place, those in places.items()
        )
        text = f"Asked what should be done differently, people answered {listed_answers}"
        return self.sentence(
            SentenceKind.FINDING, _joined(text), tuple(dict.fromkeys(s.piece.id for s in said))
        )

    def tellable(self, link: CauseLink) -> bool:
        """Whether a claim can be told in a sentence: two clauses that stand, or one that holds the whole of it."""
        if asks_about_use(link.selection.quote):
            return False
        if _two_clauses(link):
            return stands_alone(link.cause.quote) and not _POINTS_BACK.match(link.effect.quote)
        whole = self._between(link)
        return (
            not re.search(r"[.!?]\s", whole)
            and stands_alone(whole)
            and not _POINTS_BACK.search(link.cause.quote)
        )

    def claim(self, link: CauseLink, supports: Sequence[Piece]) -> str:
        """A claimed cause in the claim's own order: "…; because of this, they said, …" where the effect is a clause."""
        place, subject = self._place_and_subject(supports)
        alone = only_one_interview(self.view, supports) and self.view.tier > Tier.PUBLIC
        start = "an interviewee said that" if alone else f"{place} {subject or 'people'} said that"
        if _two_clauses(link):
            then = "because of this, they added," if alone else "because of this, they said,"
            text = f"{start} {reported(link.cause.quote)}; {then} {reported(link.effect.quote)}"
        else:
            text = f"{start} {reported(self._between(link))}"
        return capital_first(_joined(text))

    def _between(self, link: CauseLink) -> str:
        """The words of the claim from its first end to its last, as they were said."""
        text = self.view.source(link.selection.source).text
        start = min(link.cause.start_char, link.effect.start_char)
        return text[start : max(link.cause.end_char, link.effect.end_char)]


_POINTS_BACK = re.compile(r"\s*(?:it|that|this|these|those|they|them|he|she|him|her|you|your|his|to|which|who|no|not)\b|.*(?:\b(?:he|she|his|her|him|you|your)\b|[\[?:=→|/%])", re.IGNORECASE)  # fmt: skip


def _two_clauses(link: CauseLink) -> bool:
    """Cause first, then effect, each with its verb, joined by "so", "which meant", "as a result" …"""
    forward = link.cause.start_char < link.effect.start_char
    ends = (link.cause.quote, link.effect.quote)
    return forward and all(has_verb(e) and has_subject(e) for e in ends) and _so_like(link.cue)


def number_ranges(numbers: Iterable[int]) -> str:
    """3, 8, 9, 10 → "3, 8–10"; two in a row stay apart."""
    runs: list[list[int]] = []
    for n in sorted(set(numbers)):
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    words = [f"{r[0]}–{r[-1]}" if len(r) > 2 else ", ".join(map(str, r)) for r in runs]
    return ", ".join(words)


def has_verb(words: str) -> bool:
    return bool(VERB.search(words)) and len(words.split()) >= 3


def _so_like(cue: str) -> bool:
    return bool(
        re.fullmatch(
            r"\W*(?:and )?(?:so|as a result|therefore|which meant(?: that)?|which means(?: that)?|meaning(?: that)?|hence|that['’]s why|that is why|because of (?:that|this)|consequently)\W*",
            cue,
            re.IGNORECASE,
        )
    )


def _joined(text: str) -> str:
    """One space, one full stop."""
    text = re.sub(r"\s+", " ", text).strip().rstrip(" .,;:")
    return re.sub(r"\s+([,.;:])", r"\1", text) + "."


def _small_quote(words: str) -> str:
    first = words.split()[0]
    return (
        words if re.match(r"I\b", first) or first[1:] != first[1:].lower() else words[0].lower() + words[1:]
    )


def _without_capital(words: str) -> str:
    return words[:1].lower() + words[1:]


def subject_words(name: str) -> str:
    """A theme's name inside a sentence: "Clarity of purpose" → "clarity of purpose"."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name
