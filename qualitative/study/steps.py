"""What waits for whom, in the order of the work: from the counts of a Glance, each step with the page it is done on.

The danger: work that waits unseen behind a closed door, and an invitation to a page that would turn its reader away. So a
step says whose it is and the least tier that may do it; a page shows it to everybody and links it for some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from qualitative.disclosure import counted
from qualitative.model import SessionKind, Tier
from qualitative.review.wording import listed
from qualitative.study.glance import CaseGlance, Glance


@dataclass(frozen=True)
class Step:
    """Something that waits. whose: custodian / evaluator / reviewer / commissioner; needed: the least tier that may do it.

    page: the id of the page it is done on. case, name: the alliance's, "" where it is about the whole study.
    pressing False: nothing is held up by it; it can be done whenever somebody likes.
    """

    whose: str
    needed: Tier
    page: str
    words: str
    case: str = ""
    name: str = ""
    pressing: bool = True


def next_steps(seen: Glance) -> tuple[Step, ...]:
    """What waits, in the order of the work: pressing things first, each alliance's in turn."""
    if not seen.cases:
        return (Step("custodian", Tier.CUSTODIAN, "bring_in", "No notes have been brought in yet."),)
    steps = [step for case in seen.cases for step in _steps(case)]
    if seen.comparable > 1:
        words = f"{seen.comparable} alliances have confirmed codings and can be laid side by side."
        steps.append(Step("commissioner", Tier.REVIEWER, "compare", words, pressing=False))
    return tuple(sorted(steps, key=lambda step: not step.pressing))


def _steps(case: CaseGlance) -> Iterable[Step]:
    def step(whose: str, page: str, words: str, *, pressing: bool = True) -> Step:
        return Step(whose, _NEEDED[whose], page, words, case.id, case.name, pressing)

    if case.destroy:
        yield step("custodian", "consent", case.destroy)
    held = {s.kind: s.by_state["held"] for s in case.sessions if s.by_state["held"]}
    missing = [counted(n, kind.value) for kind, n in held.items() if kind.counts]
    if not case.sources:
        yield step("custodian", "bring_in", "No notes have been brought in yet.")
    elif missing:
        were = "was" if len(missing) == 1 and missing[0].startswith("1 ") else "were"
        yield step("custodian", "bring_in", f"{listed(missing)} {were} held, with no notes in yet.")
    if case.sources and (n := held.get(SessionKind.DOCUMENT, 0)):
        words = f"{counted(n, 'document')} named in the case file {'is' if n == 1 else 'are'} not in yet."
        yield step("custodian", "bring_in", words, pressing=False)
    if case.waiting:
        words = f"{counted(case.waiting, 'source')} {_wait(case.waiting)} to be read and signed off"
        yield step("custodian", "review", words + _uncertain_words(case.uncertain_waiting))
    if case.unread_by_machine:
        words = f"{counted(case.unread_by_machine, 'signed source')} {_have(case.unread_by_machine)} no suggested codings yet."
        yield step("evaluator", "code", words)
    if case.codings.waiting:
        n = case.codings.waiting
        yield step("evaluator", "code", f"{counted(n, 'suggested coding')} {_wait(n)} for a decision.")
    if case.speaking and case.themes is None:
        yield step("evaluator", "themes", "Nobody has looked yet for themes beside the codebook.")
    if case.without_causes:
        words = f"{counted(case.without_causes, 'signed source')} {_have(case.without_causes)} not been searched for causes."
        yield step("evaluator", "causes", words)
    if case.causes.waiting:
        n = case.causes.waiting
        yield step("evaluator", "causes", f"{counted(n, 'claimed cause')} {_wait(n)} for a decision.")
    if case.confirmed:
        yield from _draft_steps(case, step)
    if case.signed_unread:
        words = f"{counted(case.signed_unread, 'source')} {_were(case.signed_unread)} signed off unread"
        words += _uncertain_words(case.uncertain_signed_unread)
        yield step("custodian", "review", words, pressing=False)


def _draft_steps(case: CaseGlance, step: Callable[..., Step]) -> Iterable[Step]:
    for state, one, more in (
        ("none", "No draft for {} yet.", "No draft for {} yet."),
        (
            "stale",
            "The draft for {} is out of date: things were decided since.",
            "The drafts for {} are out of date: things were decided since.",
        ),
    ):
        tiers = [READERS[d.tier] for d in case.drafts if d.state == state]
        if tiers:
            yield step("reviewer", "draft", (one if len(tiers) == 1 else more).format(listed(tiers)))
    ready = [READERS[d.tier] for d in case.drafts if d.state == "current"]
    if ready:
        drafts, are = ("draft", "is") if len(ready) == 1 else ("drafts", "are")
        words = f"The {drafts} for {listed(ready)} {are} up to date, to be read and checked."
        yield step("reviewer", "draft", words, pressing=False)


READERS = {Tier.REVIEWER: "the review team", Tier.PUBLIC: "the public"}
_NEEDED = {"custodian": Tier.CUSTODIAN, "evaluator": Tier.CODER, "reviewer": Tier.REVIEWER}


def _uncertain_words(n: int) -> str:
    if not n:
        return "; nothing in them is left to settle."
    return f"; {counted(n, 'mask')} in them {'is' if n == 1 else 'are'} left to settle."


def _wait(n: int) -> str:
    return "waits" if n == 1 else "wait"


def _have(n: int) -> str:
    return "has" if n == 1 else "have"


def _were(n: int) -> str:
    return "was" if n == 1 else "were"
