"""What the page of causes does to a study: look for claimed causes, decide on one, take a decision back, bundle again.

The danger: a link that slides on to the map because somebody pressed a key too often, or one decision that silently
undoes a colleague's. So an act says which status it saw, refuses where another stands by now, and every decision and
every taking back is a Decision of its own: undo reaches past a restart, and only to one's own last act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from qualitative.model import CauseLink, Decision, Status, Tier
from qualitative.study import evaluator
from qualitative.study.access import Access
from qualitative.study.claims import DECIDED
from qualitative.study.undo import UNDONE
from qualitative.study.workspace import Progress, Report, Study, StudyTrouble, no_progress

_BUNDLING, _WAITS, _DONE = "bundle causes", "waits", "done"


@dataclass(frozen=True)
class Standing:
    """Where a case stands. signed, unsigned, looked_at: sources somebody spoke in; map_waits: decided on since the
    factors of the map were bundled; undoable: the link whose decision `undo` would take back, or "" (coder tier)."""

    signed: int
    unsigned: int
    looked_at: int
    suggested: int
    confirmed: int
    rejected: int
    map_waits: bool
    undoable: str = ""


def standing(access: Access, case: str) -> Standing:
    """Counts only. Raises NoRelease for the public."""
    with access.study(Tier.REVIEWER) as study:
        study.cases(case)
        spoken = [s for s in study.store.sources(case) if s.kind.counts]
        signed = [s for s in spoken if s.signed_off]
        links = study.store.links(case)
        n = {status: sum(link.status is status for link in links) for status in Status}
        last = _last_own(study, case, access.person) if access.tier >= Tier.CODER else None
        return Standing(
            signed=len(signed),
            unsigned=len(spoken) - len(signed),
            looked_at=sum(bool(study.store.stage_key("causes", s.id)) for s in signed),
            suggested=n[Status.SUGGESTED],
            confirmed=n[Status.CONFIRMED],
            rejected=n[Status.REJECTED],
            map_waits=study.store.stage_key(_BUNDLING, case) == _WAITS
            or (bool(n[Status.CONFIRMED]) and not study.store.factors(case)),
            undoable=last[0].about if last else "",
        )


def find(access: Access, case: str, progress: Progress = no_progress) -> Report:
    """Looks for claimed causes in what is signed off and has changed. Every link found is a suggestion."""
    with access.study(Tier.CODER) as study:
        return evaluator.find_causes(study, case, progress=progress)


def decide(access: Access, case: str, link_id: str, *, accept: bool, was: Status) -> CauseLink:
    """Accepts or rejects one claimed link. was: its status when it was shown.

    Raises StudyTrouble where the link is gone, or where somebody has decided otherwise meanwhile.
    """
    with access.study(Tier.CODER) as study, study.store.transaction():
        link = _link(study, case, link_id)
        if link.status is not was:
            raise StudyTrouble(
                f"this claim is {link.status.value} by now: it was decided on elsewhere meanwhile, and nothing was changed"
            )
        decided = evaluator.decide_link(study, link, accept, access.person)
        study.store.set_stage_key(_BUNDLING, case, _WAITS)
        return decided


def undo(access: Access, case: str) -> CauseLink:
    """Takes back the last decision of this person on a link of the case that nobody has touched since.

    The link is again what it was; the taking back is a Decision too. Raises StudyTrouble where there is none.
    """
    with access.study(Tier.CODER) as study, study.store.transaction():
        last = _last_own(study, case, access.person)
        if last is None:
            raise StudyTrouble(
                "there is no decision of yours on this alliance's claims that could be taken back"
            )
        decision, earlier = last
        link, was = _link(study, case, decision.about), Status(decision.was)
        back = replace(link, status=was, decided_by=earlier, cause_factor="", effect_factor="")
        study.store.save_links(case, [back])
        study.record(study.person(access.person), UNDONE, link.id, was=str(decision.id), now_is=was.value)
        study.store.set_stage_key(_BUNDLING, case, _WAITS)
        return back


def bundle(access: Access, case: str) -> int:
    """Bundles the ends of the accepted claims into the factors of the map. Returns how many factors there are."""
    with access.study(Tier.CODER) as study:
        n_factors = evaluator.bundle_causes(study, case)
        study.store.set_stage_key(_BUNDLING, case, _DONE)
        return n_factors


def _link(study: Study, case: str, link_id: str) -> CauseLink:
    found = next((link for link in study.store.links(case) if link.id == link_id), None)
    if found is None:
        raise StudyTrouble(
            "this claim is no longer in the study: its source was looked through again. Load the page again"
        )
    return found


def _last_own(study: Study, case: str, person: str) -> tuple[Decision, str] | None:
    """This person's last decision on a link that still stands, and who had decided before ("" for nobody); or None."""
    mine = study.person(person).id
    links = {link.id: link for link in study.store.links(case)}
    every = study.store.decisions()
    gone = {d.was for d in every if d.act == UNDONE}
    standing: dict[str, list[Decision]] = {}
    for d in every:
        if d.act == DECIDED and d.about in links and str(d.id) not in gone:
            standing.setdefault(d.about, []).append(d)
    for d in sorted((ds[-1] for ds in standing.values()), key=lambda d: -d.id):
        link = links[d.about]
        if d.user == mine and link.decided_by == mine and link.status.value == d.now:
            before = [b for b in standing[d.about][:-1] if b.now == d.was]
            return d, before[-1].user if before else ""
    return None
