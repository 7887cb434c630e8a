"""Is this finished file fit for its readers? Every word found in it, wherever, against the rules of its tier.

The danger: a check that reads the page and not the file, and a report of it that repeats the names it found. The rule:
words that show are held to every rule; words that do not show to those about names and wordings; what travels along is a
finding in public whatever it says; what could not be looked into is a finding too. The report is safe to print: it tells
the place and whose name it is in the key ("P7"), and puts every name found, and every address and number, out of sight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from qualitative.disclosure.check import Excerpts, Exposure, check_text, plain_exposures
from qualitative.disclosure.few import few_in_grids, few_in_words
from qualitative.disclosure.final import Inspected, Layer
from qualitative.disclosure.final.spelling import seen
from qualitative.disclosure.findings import Finding, Verdict
from qualitative.disclosure.posts import sensitive_event
from qualitative.disclosure.quoted import quotations, why_not
from qualitative.disclosure.quotes import MOST_WORDS, n_words
from qualitative.disclosure.shown import ShownText, bare
from qualitative.disclosure.sought import Sought
from qualitative.disclosure.untold import untold
from qualitative.disclosure.view import View
from qualitative.model import Tier

Identify = Callable[[Sequence[str]], Sequence[Sequence[tuple[int, int, str]]]]
"""Texts → per text (start, end, what it is): "an e-mail address", "what looks like a person's name"."""

MOST_SHOWN = 8  # words of the file that a finding repeats
_UNSEEN_RULES = (
    "1",
    "5",
    "10",
)  # of words that do not show: whose they are, and whether the tier may read them
_SPEAKER = re.compile(
    r"\b(?:Participant|Interviewee|Respondent|Person|Speaker|Informant|Provider|Commissioner) (?:no\. ?)?\d{1,3}\b"
)
_LETTERED = re.compile(r"\[(?:[A-Z][a-z]+ )+[A-Z]{1,2}\]|\[(?:Participant|Person|Speaker|place)[^\[\]]*\]")
_NO_ID = re.compile(
    r"\[\s*(?:accessed|cited|online|see|page|pp?\.|table|figure|section|emphasis|footnote|last|updated|published|date)\b",
    re.I,
)
_TAKE_OUT = "Mask it or take it out."


def judge(
    inspected: Inspected,
    tier: Tier,
    views: Sequence[View] = (),
    sought: Sought | None = None,
    identify: Identify | None = None,
    posts: Sequence[tuple[str, str, bool]] = (),
) -> Verdict:
    """The findings of one inspected file at one tier.

    views: the cases it is about (none: what needs no study is looked for). sought: names. identify: further identifiers.
    posts: (words of a post one or two people hold, its label, whether its holder agreed to be told).
    """
    return _Judge(inspected, tier, views, sought or Sought(), identify, posts).verdict()


class _Judge:
    def __init__(
        self,
        inspected: Inspected,
        tier: Tier,
        views: Sequence[View],
        sought: Sought,
        identify: Identify | None,
        posts: Sequence[tuple[str, str, bool]],
    ) -> None:
        self.file, self.tier, self.views, self.sought = inspected, tier, views, sought
        self.identify, self.posts = identify, posts
        self.public = tier is Tier.PUBLIC
        self.text = ShownText(inspected.shown(), flowing=inspected.format == "pdf")
        self.out = Verdict(n_words=n_words(self.text.whole))

    def verdict(self) -> Verdict:
        found = [
            *self._names(),
            *self._identifiers(),
            *self._shown(),
            *self._posts(),
            *(
                Finding("small count", where, why, "Merge rows, or leave the numbers out.", "3")
                for where, why in few_in_grids(self.file.grids, self.tier)
            ),
            *self._not_shown(),
            *(untold(self.file, self.text.whole) if self.public else ()),
            *self._traces(),
            *(Finding("not looked into", u.where, u.why, u.mend) for u in self.file.unread),
        ]
        self.out.findings = _once(self._safe(f) for f in found)
        self.out.to_look_at += [self.sought.hidden(look) for look in self.file.to_look_at]
        self._sensitive()
        return self.out

    def _safe(self, finding: Finding) -> Finding:
        """The finding with no name in it, neither in its place (a heading may hold one) nor in its words."""
        shown = " ".join(finding.words.split())
        pieces = shown.split(" ")
        shown = " ".join(pieces[:MOST_SHOWN]) + (" …" if len(pieces) > MOST_SHOWN else "")
        return replace(finding, where=self.sought.hidden(finding.where), words=self.sought.hidden(shown))

    # ------------------------------------------------------------------ names

    def _names(self) -> Iterator[Finding]:
        for piece in self.file.pieces:
            for hit in self.sought.find(piece.text, piece.layer):
                kind = next(
                    (b.kind for b in self.sought.bearers if b.label == hit.label.split(" or ")[0]), "person"
                )
                what = {
                    "person": "a person's name",
                    "body": "the name of an organisation",
                    "place": "the name of a place",
                }[kind]
                part = "" if hit.how == "whole name" or kind != "person" else f", {hit.how}"
                yield Finding(
                    "name", piece.where, f"{what}, {hit.label}{part}", _TAKE_OUT, "10", person=hit.label
                )

    def _identifiers(self) -> Iterator[Finding]:
        if self.identify is None:
            return
        pieces = [
            p for p in self.file.pieces if p.layer not in (Layer.SHOWN, Layer.CODE, Layer.NAMED, Layer.LINK)
        ]
        texts = [self.text.whole, *(seen(p.text) for p in pieces)]
        spans = self.identify(texts)
        for start, _end, what in spans[0]:
            yield Finding("identifier", self.text.where(start), what, _TAKE_OUT, "10")
        for piece, found in zip(pieces, spans[1:], strict=True):
            for _, _, what in found:
                if piece.layer is Layer.PROPERTY and what in ("a machine's address", "a name on a network"):
                    continue  # a program's version, a sheet's name
                yield Finding("identifier", piece.where, what, _TAKE_OUT, "10")

    # ------------------------------------------------------------------ the words that show

    def _shown(self) -> Iterator[Finding]:
        text = self.text.whole
        exposures = check_text(self.views, text) if self.views else plain_exposures(self.tier, text)
        quoted = [e for e in exposures if e.rule == "6"]
        rest = [e for e in exposures if e.rule != "6"] + list(few_in_words(text, self.tier))
        excerpts = [Excerpts(view, text) for view in self.views]
        if self.public:
            rest += [Exposure("5", m.start(), m.end(), m.group(0), "an id that follows one person through the text")
                     for pattern in (_SPEAKER, _LETTERED) for m in pattern.finditer(text)]  # fmt: skip
        for e in _widest(rest):
            if e.rule == "5" and _NO_ID.match(e.words):
                continue
            if e.rule in ("3", "4", "16") and (
                self.text.in_references(e.start_char) or any(x.holds(_as_count(e)) for x in excerpts)
            ):
                continue
            yield self._finding(e)
        for e in self._quotations(text, quoted, excerpts):
            if not self.text.in_references(e.start_char):
                yield self._finding(e)

    def _quotations(
        self, text: str, known: Sequence[Exposure], excerpts: Sequence[Excerpts]
    ) -> Iterator[Exposure]:
        if self.tier >= Tier.CODER:
            return
        flagged = {(e.start_char, e.end_char) for e in known}
        for quote in quotations(text):
            if not self.views:
                if n_words(quote.words) > MOST_WORDS:
                    yield Exposure(
                        "6",
                        quote.start_char,
                        quote.end_char,
                        quote.words,
                        f"a quotation over {MOST_WORDS} words",
                    )
                continue
            whole = text[quote.start_char : quote.end_char]
            if whole[0] in '“"' and (quote.start_char, quote.end_char) not in flagged:
                continue  # the text check let it stand
            why = why_not(self.views, " ".join(quote.words.split()))
            if why and self.text.mended(quote.start_char, quote.end_char):
                other = re.sub(r"(?<=\w)\x1f", "-", self.text.marked(quote.start_char, quote.end_char))
                why = why and why_not(self.views, " ".join(other.strip("“”\"'‘’«»‹›„").split()))
            e = Exposure("6", quote.start_char, quote.end_char, whole, why)
            printed = " ".join(whole.split())
            if why and not any(x.holds(e) or printed in x.raw for x in excerpts):
                yield e

    def _finding(self, e: Exposure) -> Finding:
        kind, mend = _KINDS.get(e.rule, ("wording", _TAKE_OUT))
        if "no source" in e.why or e.rule == "6":
            kind, mend = "quotation", "Take the marks off and tell it in your own words, or clear it."
        kind, mend = ("pseudonym", "Say the group, or “a participant”.") if e.rule == "5" else (kind, mend)
        silent = e.rule == "10" and (
            "address" in e.why or "number" in e.why or "postcode" in e.why or "must not read" in e.why
        )
        return Finding(
            kind,
            self.text.where(e.start_char),
            e.why,
            mend,
            e.rule,
            "" if silent else e.words.strip("“”\"'‘’ "),
        )

    def _posts(self) -> Iterator[Finding]:
        """Rule 2: a post of one or two holders as who said something, or as whom something sensitive or quoted is told of."""
        if self.tier >= Tier.CODER:
            return
        for post, label, agreed in self.posts:
            pattern = re.compile(
                r"(?<!\w)"
                + r"[\s\-]+".join("(?:and|&)" if w == "and" else re.escape(w) for w in post.split())
                + r"(?!\w)",
                re.I,
            )
            for match in pattern.finditer(self.text.whole):
                where = self.text.where(match.start())
                sentence = _sentence(self.text.whole, match.start(), match.end())
                source = _SPEAKS.match(self.text.whole, match.end()) or _OF.search(
                    self.text.whole[max(0, match.start() - 40) : match.start()]
                )
                told = source or quotations(sentence) or sensitive_event(sentence)
                if told and not agreed:
                    yield Finding("unique post", where, f"the post of {label}, held by one or two people, as source or subject of what was said",
                                  "Take it out, or record the holder's consent.", "2")  # fmt: skip
                elif not agreed:
                    self.out.to_look_at.append(
                        f"{where}: the post of {label} is named, held by one or two people (rule 2): is it what somebody said, or about them?"
                    )

    # ------------------------------------------------------------------ the words that do not show

    def _not_shown(self) -> Iterator[Finding]:
        for piece in self.file.pieces:
            if piece.layer is Layer.SHOWN:
                continue
            text = bare(piece.text)
            exposures = check_text(self.views, text) if self.views else plain_exposures(self.tier, text)
            for e in exposures:
                if e.rule in _UNSEEN_RULES and not _NO_ID.match(e.words) and not _by_chance(e, piece.layer):
                    kind, mend = _KINDS.get(e.rule, ("wording", _TAKE_OUT))
                    silent = e.rule == "10"
                    yield Finding(kind, piece.where, e.why, mend, e.rule, "" if silent else e.words)

    def _traces(self) -> Iterator[Finding]:
        by_kind: dict[tuple[str, str], list[str]] = {}
        for trace in self.file.traces:
            by_kind.setdefault((trace.kind, trace.mend), []).append(trace.where)
        for (kind, mend), places in by_kind.items():
            distinct = list(dict.fromkeys(places))
            where = "; ".join(distinct[:4]) + (
                f"; and {len(distinct) - 4} more places" if len(distinct) > 4 else ""
            )
            n = len(places)
            if self.public:
                yield Finding(kind, where, f"{n} × {kind}" if n > 1 else _a(kind), mend, "10", n=n)
            else:
                self.out.to_look_at.append(
                    self.sought.hidden(f"{where}: {n} × {kind}; it must be gone before the file is public")
                )

    def _sensitive(self) -> None:
        if not self.public:
            return
        places: dict[str, list[str]] = {}
        for piece in self.file.shown():
            if word := sensitive_event(piece.text):
                places.setdefault(word.lower(), []).append(piece.where)
        for word, where in places.items():
            self.out.to_look_at.append(
                self.sought.hidden(
                    f"{'; '.join(dict.fromkeys(where[:4]))}: “{word}” may tell of a sensitive event, which waits for sign-off (rule 8)"
                )
            )


_KINDS = {
    "1": ("group", "Name its parent group, or “a stakeholder”."),
    "3": ("small count", "Use a word of the legend, or leave the number out."),
    "4": ("small count", "Leave “all” or “none” out."),
    "5": ("pseudonym", "Say the group, or “a participant”."),
    "6": ("quotation", "Take it out, or clear it."),
    "10": ("wording", _TAKE_OUT),
    "16": ("share", "Say where it was heard, in a word of the legend."),
}
_SPEAKS = re.compile(
    r"[\s,)]*(?:had |has |also |who )?(?:said|told|felt|thought|described|explained|agreed|believed|complained|argued|wanted|admitted|noted|recalled|spoke|suggested|resigned|left|was (?:angry|upset|blamed|criticised|praised))\b",
    re.I,
)
_OF = re.compile(
    r"(?:according to|in the words of|the view of|views of|interview with|told by|said)\s+(?:the\s+|our\s+|an?\s+)?(?:former\s+|then\s+)?$",
    re.I,
)


def _by_chance(e: Exposure, layer: Layer) -> bool:
    """Digits of links and scripts look like numbers and ids of people."""
    return layer in (Layer.LINK, Layer.CODE) and not ("e-mail" in e.why or "must not read" in e.why)


def _as_count(e: Exposure) -> Exposure:
    return Exposure("3" if e.rule == "4" else e.rule, e.start_char, e.end_char, e.words, e.why)


def _widest(exposures: Iterable[Exposure]) -> list[Exposure]:
    """One finding a place: of those that overlap under one sort of rule, the longest."""
    kept: list[Exposure] = []
    for e in sorted(exposures, key=lambda e: (e.start_char - e.end_char, e.start_char)):
        counts = e.rule in ("3", "4", "16")
        if not any(
            k.start_char < e.end_char
            and e.start_char < k.end_char
            and (k.rule == e.rule or (counts and k.rule in ("3", "4", "16")))
            for k in kept
        ):
            kept.append(e)
    return sorted(kept, key=lambda e: (e.start_char, e.end_char, e.rule))


def _sentence(text: str, start: int, end: int) -> str:
    first = max((text.rfind(stop, 0, start) for stop in (". ", "\n", "! ", "? ")), default=-1)
    lasts = [at for stop in (". ", "\n", "! ", "? ") if (at := text.find(stop, end)) >= 0]
    return text[first + 1 : min(lasts, default=len(text))]


def _a(kind: str) -> str:
    return (
        kind
        if kind.endswith("s") or kind in ("hidden text", "custom XML", "data for scripts")
        else f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    )


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """The same thing at the same place once."""
    return list(dict.fromkeys(findings))
