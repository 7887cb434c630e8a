"""How far an alliance has come, as a line of six stages: words and numbers with what they are counted of.

The danger: a bar that says "80%" of nothing in particular. So each stage says its own unit and denominator, its mark is
told in words too, and no two kinds of session are added.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from qualitative.disclosure import counted
from qualitative.model import SessionKind, Tier
from qualitative.review.wording import listed
from qualitative.study.access.glance import CaseGlance

DONE, BEGUN, OPEN = "done", "under way", "not begun"
_DRAFT_FOR = {Tier.REVIEWER: "review team", Tier.PUBLIC: "public"}


@dataclass(frozen=True)
class Stage:
    """title: its name; state: DONE, BEGUN or OPEN; words: a number with its denominator; more: what else belongs to it."""

    title: str
    state: str
    words: str
    more: str = ""


def stages(case: CaseGlance) -> tuple[Stage, ...]:
    """Notes in → Signed off → Coded → Themes → Causes → Drafted. While a source waits, nothing made of them is done."""
    return (_notes_in(case), _signed(case), _coded(case), _themes(case), _causes(case), _drafted(case))


def _state(done: bool, begun: bool) -> str:
    return DONE if done else BEGUN if begun else OPEN


def _notes_in(case: CaseGlance) -> Stage:
    held = [s for s in case.sessions if s.kind.counts]
    documents = [s for s in case.sessions if s.kind is SessionKind.DOCUMENT]
    words = "\n".join(f"{s.n_noted} of {s.words}" for s in held)
    planned = listed([f"{counted(n, s.kind.value)} planned" for s in held if (n := s.by_state["planned"])])
    more = [planned] if planned else []
    more += [f"{s.n_noted} of {s.words}" for s in documents]
    complete = case.sources > 0 and all(s.n_noted == s.n for s in held)
    return Stage(
        "Notes in", _state(complete, case.sources > 0), words or "no sessions listed", ", ".join(more)
    )


def _signed(case: CaseGlance) -> Stage:
    if not case.sources:
        return Stage("Signed off", OPEN, "no sources yet")
    unread = case.signed_unread
    more = (
        ""
        if not unread
        else "all signed unread"
        if unread == case.signed
        else f"{unread} of them signed unread"
    )
    words = f"{case.signed} of {counted(case.sources, 'source')}"
    return Stage("Signed off", _state(case.waiting == 0, case.signed > 0), words, more)


def _coded(case: CaseGlance) -> Stage:
    if not case.speaking:
        return Stage("Coded", OPEN, "nothing signed off to code")
    more = [f"{counted(case.confirmed, 'coding')} confirmed"] if case.confirmed else []
    if case.unread_by_machine:
        more.append(f"{case.unread_by_machine} of {counted(case.speaking, 'source')} without suggestions")
    words = f"{case.codings.decided} of {counted(case.codings.n, 'suggestion')} decided"
    if not case.codings.n:
        words = "no suggestions yet" if case.unread_by_machine else "nothing was suggested"
    open_still = case.waiting or case.codings.waiting or case.unread_by_machine
    settled = not open_still and case.confirmed > 0
    return Stage("Coded", _state(settled, case.codings.n + case.own_codings > 0), words, ", ".join(more))


def _themes(case: CaseGlance) -> Stage:
    if case.themes is None:
        return Stage("Themes", OPEN, "not looked for yet")
    return Stage(
        "Themes",
        _state(not case.waiting, True),
        counted(case.themes, "emergent theme"),
        "beside the codebook",
    )


def _causes(case: CaseGlance) -> Stage:
    n, accepted = case.causes, case.causes.confirmed + case.own_causes
    searched = case.speaking > 0 and not case.without_causes and not case.waiting
    if not n.n and not accepted:
        return Stage(
            "Causes", DONE if searched else OPEN, "none claimed" if searched else "not looked for yet"
        )
    more = [f"{accepted} accepted"] if accepted else []
    if case.without_causes:
        more.append(f"{case.without_causes} of {counted(case.speaking, 'source')} not searched")
    words = (
        f"{n.decided} of {counted(n.n, 'claim')} decided" if n.n else f"{counted(accepted, 'claim')} added"
    )
    return Stage("Causes", _state(searched and not n.waiting, True), words, ", ".join(more))


def _drafted(case: CaseGlance) -> Stage:
    current = [d for d in case.drafts if d.state == "current"]
    stale = [_DRAFT_FOR[d.tier] for d in case.drafts if d.state == "stale"]
    if not current and not stale:
        return Stage("Drafted", OPEN, "no draft yet")
    n = len(case.drafts)
    words = f"{len(current)} of {n} drafts up to date"
    more = (
        f"out of date: {listed(stale)}" if stale else f"for {listed([_DRAFT_FOR[d.tier] for d in current])}"
    )
    return Stage("Drafted", _state(len(current) == n, True), words, more)


def markup(case: CaseGlance) -> str:
    """The line as a list; the mark's meaning stands in words for those who do not see it."""
    items = "".join(
        f'<li class="{stage.state.replace(" ", "-")}"><i aria-hidden="true"></i><b>{escape(stage.title)}</b>'
        f'<em class="q-unseen">: {escape(stage.state)}. </em><span>{_lines(stage.words)}</span>'
        + (f"<small>{escape(stage.more)}</small>" if stage.more else "")
        + "</li>"
        for stage in stages(case)
    )
    about = " · ".join(_sentence(words) for words in (case.stage, case.year) if words)
    wishes = counted(case.wishes, "wish", "wishes")
    kept = f"<span>{wishes} about use kept to</span>" if case.wishes else ""
    return (
        f'<section class="q-home-case"><header><h3>{escape(case.name)}</h3><p>'
        f"<span>{escape(about or 'stage and year not stated')}</span>{kept}</p></header>"
        f'<ol class="q-home-line">{items}</ol></section>'
    )


def _lines(words: str) -> str:
    return "<br>".join(escape(line) for line in words.split("\n"))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
