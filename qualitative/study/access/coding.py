"""Deciding on codings, as the Code page may: everything here needs the coder tier.

The danger: a page that decides about what it never showed. So a decision is given with the Coding as its reader had it
before them (from a View), and refused with a word about who was quicker where it is no longer so. There is no act
here for more than one coding at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from qualitative.coding import that_matters, to_teach
from qualitative.disclosure import View
from qualitative.model import Coding, Status, Tier
from qualitative.study import evaluator, measuring
from qualitative.study.access import Access
from qualitative.study.evaluator import STANCES, DecidedMeanwhile, Undone
from qualitative.study.workspace import MACHINE, Progress, Report, StudyTrouble

__all__ = [
    "STANCES",
    "DecidedMeanwhile",
    "Kept",
    "Measured",
    "Undone",
    "add_code",
    "by_machine",
    "decide",
    "n_sources_due",
    "read",
    "suggest",
    "that_matters",
    "to_teach",
    "undo",
]

Stamp = tuple[int, ...]
Measured = measuring.Kept


@dataclass(frozen=True)
class Kept:
    """A case as the coding team reads it, with what the study's file was like when it was read.

    measured: how often the machine was right here when that was last measured; empty where it never was.
    It may be shown again while the file is untouched: on a study of half a million characters reading takes over a
    second, and a decision must not. Should it ever be out of date, a decision is still checked against the store.
    """

    folder: Path
    case: str
    stamp: Stamp
    view: View = field(repr=False)
    measured: measuring.Kept = field(default_factory=measuring.Kept, repr=False)


def read(access: Access, case: str, kept: Kept | None = None) -> Kept:
    """The case at coder tier, whatever higher tier its reader has: signed-off sources only. kept: as read before."""
    access.need(Tier.CODER)
    stamp = _stamp(access.folder)  # before reading: what is written meanwhile is read again next time
    if stamp and kept is not None and (kept.folder, kept.case, kept.stamp) == (access.folder, case, stamp):
        return kept
    with access.study(Tier.CODER) as study:
        measured = measuring.kept(study, case)
    return Kept(access.folder, case, stamp, access.lowered(Tier.CODER).view(case), measured)


def _stamp(folder: Path) -> Stamp:
    """When the study's file was last written. Never by opening it: closing would drop SQLite's locks of this process."""
    try:
        now = (folder / "study.db").stat()
    except OSError:
        return ()
    return now.st_mtime_ns, now.st_size, now.st_ino


def by_machine(coding: Coding) -> bool:
    return coding.user == MACHINE.id


def decide(
    access: Access, kept: Kept, seen: Coding, confirm: bool, stance: str | None = None
) -> tuple[Kept, Coding]:
    """Confirm or reject one coding. seen: as it was shown; stance: one of STANCES, None leaves it as it is.

    Returns what was read, brought up to date where nobody else wrote meanwhile, and the coding as it now is.
    Raises DecidedMeanwhile, StudyTrouble (a blind coding, a suggestion made anew since), Forbidden.
    """
    if seen.blind:
        raise StudyTrouble(
            "this was coded blind, to measure by; it is not decided on. A sheet is taken back with "
            "`qualitative import --undo`"
        )
    with access.study(Tier.CODER) as study:
        with study.store.transaction():
            alone = _stamp(access.folder) == kept.stamp
            made = evaluator.decide(study, seen.id, confirm, access.person, stance, seen=seen)
        stamp = _stamp(access.folder) if alone else ()
    # The coding team reads the stored text: where a coding lies is the same in the store and in the view.
    codings = tuple(made if c.id == made.id else c for c in kept.view.codings)
    return replace(kept, stamp=stamp, view=replace(kept.view, codings=codings)), made


def add_code(access: Access, case: str, beside: Coding, code: str, stance: str = "") -> Coding:
    """The person's own coding of the passage that `beside` codes. A suggestion of that code is confirmed instead.

    Raises StudyTrouble where the passage carries the code already, or its words have moved; Forbidden.
    """
    with access.study(Tier.CODER) as study, study.store.transaction():
        there = [
            c
            for c in study.store.codings(case)
            if c.code == code and c.selection.id == beside.selection.id and not c.blind
        ]
        if any(c.status is Status.CONFIRMED for c in there):
            raise StudyTrouble("this passage carries that code already")
        if there:
            return evaluator.decide(study, there[0].id, True, access.person, stance)
        try:
            return evaluator.add_coding(study, case, beside.selection, code, access.person, stance=stance)
        except KeyError:
            raise StudyTrouble(
                "the codebook has no such code (any more); load the page again to see the one in use"
            ) from None


def undo(access: Access, case: str) -> Undone:
    """Takes back the person's own last decision, or own coding, in this case. Raises StudyTrouble when none is left."""
    with access.study(Tier.CODER) as study:
        return evaluator.undo_decision(study, access.person, case)


def n_sources_due(access: Access, case: str) -> tuple[int, int]:
    """How many signed sources never had suggestions, and for how many notes, codebook or decisions changed since."""
    with access.study(Tier.CODER) as study:
        due = evaluator.sources_to_suggest_for(study, case)
        never = sum(not study.store.stage_key("code", source.id) for source in due)
        return never, len(due) - never


def suggest(access: Access, case: str, progress: Progress) -> Report:
    """Suggests codings for what is due. Long: minutes for a large case. What people decided stays."""
    with access.study(Tier.CODER) as study:
        return evaluator.suggest_codings(study, case, progress=progress)
