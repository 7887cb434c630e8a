"""Each test's verdict: passed, failed or not measured, in words, and what a person can do about it.

The danger: a test that was never made, counted as passed. So "not measured" is a verdict of its own, and a test fails only
where a person can point at what failed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qualitative.disclosure import counted
from qualitative.model import CaseData, Tier
from qualitative.study.risk import cells, quotations, tagger
from qualitative.study.risk.measuring import Measured, percent, stale_words
from qualitative.study.workspace import Study

Verdict = Literal["passed", "failed", "not measured"]
MOST_LEFT = 0.05
"""A sample passes only where nothing was found and no more than one sentence in twenty can still hold something (95 %)."""


READER = {
    Tier.PUBLIC: "a public reader",
    Tier.REVIEWER: "a reviewer",
    Tier.CODER: "a coder",
    Tier.CUSTODIAN: "a custodian",
}


@dataclass(frozen=True)
class Verdicted:
    """One verdict. words: what was seen; mend: what a person can do about it, "" where nothing."""

    id: str
    title: str
    verdict: Verdict
    words: str
    mend: str = ""


def read(data: CaseData) -> Verdicted:
    title = "every source was read before it was signed"
    unread = [s for s in data.sources if s.signed_unread]
    waiting = [s for s in data.sources if not s.signed_off]
    n_unsettled = sum(not r.settled for s in data.sources for r in s.replacements)
    settled = (
        f"{counted(n_unsettled, 'mask')} nobody has settled (masked they stay)"
        if n_unsettled
        else "every mask is settled"
    )
    if unread:
        words = f"{len(unread)} of {counted(len(data.sources), 'source')} signed unread; {settled}"
        return Verdicted(
            "read", title, "failed", words, "read them: qualitative sign-off STUDY SOURCE --show, or Review"
        )
    if waiting:
        words = f"{len(waiting)} of {counted(len(data.sources), 'source')} wait for sign-off; {settled}"
        return Verdicted("read", title, "not measured", words)
    if not data.sources:
        return Verdicted("read", title, "not measured", "the case holds no notes yet")
    return Verdicted(
        "read", title, "passed", f"{counted(len(data.sources), 'source')} signed as read; {settled}"
    )


def sampled(study: Study, case: str, m: Measured | None) -> Verdicted:
    title = "a person found nothing left in a random sample of sentences"
    draw = f"qualitative risk {study.folder.name} {case} --sample 60 --out sheet.xlsx"
    if m is None:
        return Verdicted("sample", title, "not measured", "no sample was drawn", draw)
    n, read = len(m.sample.sentences), len(m.sample.read)
    if m.estimate is None:
        left = n - read
        words = f"{read} of {n} drawn sentences are read; {left} wait"
        return Verdicted(
            "sample", title, "not measured", words, "read the rest of the sheet, or on the Risk page"
        )
    if m.drift.any:
        words = f"the sample is of earlier texts: {stale_words(m.drift)}"
        return Verdicted("sample", title, "not measured", words, draw)
    e = m.estimate
    if e.n_found:
        words = f"{e.n_found} of {e.n_read} sentences still held something"
        mask = f"mask it: qualitative risk {study.folder.name} {case} --mask, or on the Review page"
        look = "decide about it on the Review page: it identifies only to somebody who knows"
        mend = f"{mask if m.n_direct else look}; then draw a new sample"
        return Verdicted("sample", title, "failed", words, mend)
    words = f"0 of {e.n_read} sentences held something; up to {percent(e.bound)} of all {e.n_all} still may (95 %)"
    if e.bound > MOST_LEFT:
        return Verdicted(
            "sample", title, "not measured", f"{words}: too few were read to say less than 1 in 20",
            "draw 60 or more",
        )  # fmt: skip
    return Verdicted("sample", title, "passed", words)


def communities(worst: tuple[tagger.Worst, ...]) -> Verdicted:
    title = "names of every community are found alike in these notes"
    told = "; ".join(w.told() for w in worst) or "the model's manifest tells no communities apart"
    return Verdicted(
        "communities",
        title,
        "not measured",
        f"not on these notes; the tagger alone, on invented test lines: {told}",
    )


def posts(c: cells.Cells) -> Verdicted:
    title = "whoever is alone, or one of two, in a post or a group is told only where they agreed"
    alone = len(c.alone_in_sessions)
    if not c.n_people:
        return Verdicted("posts", title, "not measured", "the notes do not tell anybody apart")
    masks = f"{counted(c.n_posts, 'mention')} of rare posts masked"
    if alone:
        words = f"{counted(alone, 'session')} with such a person, without a recorded consent ({', '.join(c.alone_in_sessions)}); {masks}"
        mend = "what they say counts and is not told; if they agree, record post_consent for the session in the case file"
        return Verdicted("posts", title, "passed", words, mend)
    if not c.n_holder_sessions:
        return Verdicted(
            "posts", title, "passed", f"no session of fewer than five people with such a person; {masks}"
        )
    words = f"a consent is recorded for each of {counted(c.n_holder_sessions, 'session')} with such a person; {masks}"
    return Verdicted("posts", title, "passed", words)


def groups(c: cells.Cells, tier: Tier) -> Verdicted:
    title = f"no mask tells {READER[tier]} a group of fewer than five"
    if not c.groups and not c.n_people:
        return Verdicted(
            "groups", title, "not measured", "the case file lists no groups, and nobody can be told apart"
        )
    small = [g for g in c.groups if g.why]
    unknown = sum(g.n_people is None for g in c.groups)
    words = f"{len(small)} of {counted(len(c.groups), 'group')} do not pass by themselves"
    if unknown:
        words += f", {unknown} of unknown size"
    if c.n_naming_masks:
        words = f"{counted(c.n_naming_masks, 'mask')} tell one of {counted(len(c.naming_groups), 'small group')}; {words}"
        return Verdicted("groups", title, "failed", words, "give this tier's readers drafts, not the notes")
    return Verdicted("groups", title, "passed", words)


def combinations(c: cells.Cells, tier: Tier) -> Verdicted:
    title = f"nobody is alone in what {READER[tier]} can put together"
    if not c.n_people:
        return Verdicted("combinations", title, "not measured", "the notes do not tell anybody apart")
    crossed = " × ".join(c.attributes)
    team = f"{c.n_unique_team} of {c.n_people} are alone in what the team holds ({' × '.join(c.attributes_team)})"
    words = f"{c.n_unique} of {c.n_people} are alone in {crossed}; {team}"
    if c.n_unique:
        return Verdicted(
            "combinations", title, "failed", words, "never give more than one attribute beside a quotation"
        )
    return Verdicted("combinations", title, "passed", words)


def quoted(q: quotations.Quotations, tier: Tier) -> tuple[Verdicted, ...]:
    title = f"no passage a {tier.word} draft may quote holds a name, a date or a number"
    n = q.n_quotable
    if not n and not q.n_too_long:
        return (
            Verdicted("quotations", title, "not measured", "no confirmed passage may be quoted"),
            Verdicted("published", PUBLISHED, "not measured", "no confirmed passage may be quoted"),
        )
    n_exposed = sum(one.exposed for one in q.at_risk)
    told = f"{counted(n, 'passage')} may be quoted whole, {q.n_too_long} more in part; {len(q.at_risk)} with a reason to look"
    first = (
        Verdicted(
            "quotations",
            title,
            "failed",
            f"{n_exposed} hold one; {told}",
            "see the list; leave them out or paraphrase",
        )
        if n_exposed
        else Verdicted("quotations", title, "passed", told)
    )
    if not q.compared:
        return first, Verdicted(
            "published",
            PUBLISHED,
            "not measured",
            "no public document was given",
            "qualitative risk STUDY --public FILE…",
        )
    n_published = sum(one.published for one in q.at_risk)
    if n_published:
        words = f"a search finds the author of {counted(n_published, 'passage')}"
        return first, Verdicted("published", PUBLISHED, "failed", words, "do not quote them")
    return first, Verdicted("published", PUBLISHED, "passed", "in none of the documents given")


PUBLISHED = "no passage that may be quoted stands in a public document"
