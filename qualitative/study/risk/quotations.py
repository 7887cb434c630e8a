"""Quotations at risk: passages people confirmed that the rules would let be quoted, and what in them still points to somebody.

The danger: a passage without a name in it that only one person would say so. So its rare words, numbers, dialect and
length are told, and whether it stands in public; ordered by what gives most away, with no number put on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qualitative.anonymise.words import ordinary, word_list, word_set
from qualitative.disclosure import MOST_WORDS, View, identifying_words, may_quote, n_words, overlaps
from qualitative.language import forenames, uk_places
from qualitative.model import CaseData, Coding, Source, Status
from qualitative.study.risk.published import Published, Shared

DIALECT = word_set(
    """summat owt nowt aye nae wee bairn bairns lass lassie lads ken didnae cannae wouldnae isnae dinnae
    wasnae yous youse wor canny gadgie marra mardy ginnel nesh duck mither mithered mithering gert lush
    mun butt tidy cwtch twp ain't innit gonna wanna gotta dunno cuppa bruv wagwan fam peng yer ye tha thee
    thou sen hisself theirselves meself ourselfs alreet reet nah gansey craic grand yoke eejit feck sure'n
    lugs bostin blimey gurt dreckly backalong owd"""
)
"""Words of one part of the country or of one way of speaking. Not complete: how somebody talks is more than its words."""
_ORDINARY_TOO = word_set(
    """butt canny duck fam grand lush sen tidy wee ye yer lugs ken yoke thou"""
)  # alone they say nothing
RARE_LEAST_LETTERS = 5
PUBLISHED, NUMBER, NAME, LENGTH = 9, 7, 6, 1
RARE_IN = "not in the shipped list of ordinary English words, and heard in one session of this study alone"


@dataclass(frozen=True)
class AtRisk:
    """One passage. id: source and code points of the stored text. exposed: it may be quoted and holds what may be a name, a
    date or a number; published: it stands in a public document.
    words: the passage as its tier reads it, for a reader of that tier and the page alone."""

    id: str
    where: str
    reasons: tuple[str, ...]
    exposed: bool
    published: bool
    weight: int
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Quotations:
    """n_quotable: passages the tier's rules would let stand in quotation marks; n_too_long: verbatim, and too long to be
    quoted whole; at_risk: of both, those
    with a reason besides their length, the most telling first."""

    n_quotable: int
    n_too_long: int
    at_risk: tuple[AtRisk, ...]
    compared: bool


def quotations(
    data: CaseData, view: View, studys_sources: Iterable[Source], published: Published
) -> Quotations:
    """view: data's, at the tier for which it is asked. studys_sources: all sources, to know which words are heard once."""
    heard = _sessions_of_words(studys_sources)
    stored = {c.id: c.selection for c in data.codings}
    titles = {s.id: s.title for s in view.sources}
    n_quotable = n_long = 0
    found: list[AtRisk] = []
    for coding in _one_a_passage(view.codings):
        selection = coding.selection
        allowed, why = may_quote(view, selection)
        too_long = why.startswith("over ")
        if not allowed and (not too_long or _barred(view, coding)):
            continue
        n_quotable += allowed
        n_long += not allowed
        reasons = _reasons(view, selection.quote, heard, published)
        if any(weight > LENGTH for weight, _ in reasons):
            at = stored[coding.id]
            found.append(
                AtRisk(
                    id=at.id,
                    where=titles.get(at.source, at.source),
                    reasons=tuple(words for _, words in reasons),
                    exposed=allowed and any(weight in (NAME, NUMBER) for weight, _ in reasons),
                    published=any(weight == PUBLISHED for weight, _ in reasons),
                    weight=max(weight for weight, _ in reasons) * 100 + len(reasons),
                    words=selection.quote,
                )
            )
    found.sort(key=lambda one: (not (one.published or one.exposed), -one.weight, one.id))
    return Quotations(n_quotable, n_long, tuple(found), bool(published))


def _one_a_passage(codings: Sequence[Coding]) -> list[Coding]:
    confirmed = [c for c in codings if c.status is Status.CONFIRMED and c.selection.quote.strip()]
    return list({c.selection.id: c for c in confirmed}.values())


def _barred(view: View, coding: Coding) -> bool:
    at = coding.selection
    closed = (*view.no_quotation.get(at.source, ()), *view.untold.get(at.source, ()))
    return overlaps(at.start_char, at.end_char, closed)


Reason = tuple[int, str]


def _reasons(view: View, quote: str, heard: Counter[str], published: Published) -> list[Reason]:
    """(weight, the reason): no word of the passage stands in a reason."""
    plain = re.sub(r"\[[^\[\]]*\]", " ", quote)
    words = [w.casefold() for w in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", plain)]
    rare = {w for w in words if is_rare(w) and heard[w] <= 1}
    found: list[Reason] = []
    shared: Shared | None = published.longest(quote, lambda w: is_rare(w) and heard[w] <= 1)
    if shared is not None:
        found.append((PUBLISHED, shared.told()))
    if why := identifying_words(view, plain):
        found.append((NUMBER, why))
    if names := sum(w in forenames() or w in uk_places() for w in rare):
        found.append(
            (
                NAME,
                f"{_of(names, 'word')} of it may be a name: in the forename or place lists, and no everyday word",
            )
        )
    if said := sum(w.replace("’", "'") in DIALECT - _ORDINARY_TOO for w in words):
        found.append((5, f"{_of(said, 'word')} of one way of speaking (dialect)"))
    if n := len(
        [
            w
            for w in rare
            if w not in forenames() and w not in uk_places() and w.replace("’", "'") not in DIALECT
        ]
    ):
        found.append((4, f"{_of(n, 'rare word')}"))
    if "[" in quote:
        found.append((2, "it holds a mask: what stands round it may tell who it is"))
    if n_words(quote) > MOST_WORDS:
        found.append((LENGTH, f"over {MOST_WORDS} words: not to be quoted whole"))
    return found


def is_rare(word: str) -> bool:
    """Five letters or more, and neither in the shipped list nor an everyday form of a word in it."""
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    if len(plain) < RARE_LEAST_LETTERS or not plain.isalpha():
        return False
    return plain not in word_list("ordinary") and plain not in ordinary()


def _sessions_of_words(sources: Iterable[Source]) -> Counter[str]:
    """Word → in how many sessions of the study it was heard."""
    by_session: dict[tuple[str, str], set[str]] = {}
    for s in sources:
        said = {w.casefold() for w in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", s.text)}
        by_session.setdefault((s.case, s.session), set()).update(said)
    return Counter(w for there in by_session.values() for w in there)


def _of(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
