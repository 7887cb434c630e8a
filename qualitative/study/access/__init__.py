"""One person's way into one study, at one tier: the only thing a page of the explorer is given.

The danger: a page that forgets to ask what it may show. So a page never holds a Study. It holds an Access, and gets
at the study only through a function here that names the tier it needs; `Access.study` opens nothing to a lower one.
An Access can be lowered, never raised, and a public one reads released reviews only (rule 11).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from qualitative.disclosure import View
from qualitative.model import Tier
from qualitative.study import reviewer
from qualitative.study.workspace import Study, StudyTrouble

__all__ = ["Access", "Forbidden", "NoRelease", "enter", "without_place"]


class Forbidden(StudyTrouble):
    """What was asked for needs a higher tier than this Access has. Never says what it would have shown."""

    def __init__(self, needed: Tier, has: Tier) -> None:
        super().__init__(
            f"this is for the {needed.word} tier; you are reading at the {has.word} tier. "
            f"Ask whoever keeps the study to start the explorer for you with --tier {needed.word}"
        )
        self.needed = needed


class NoRelease(Forbidden):
    """Public readers see frozen, signed releases only, and there is none."""

    def __init__(self) -> None:
        StudyTrouble.__init__(
            self, "nothing of this study has been released, so public readers see nothing of it yet"
        )
        self.needed = Tier.REVIEWER


@dataclass(frozen=True)
class Access:
    """`person` at the study in `folder`, reading at `tier`, never above `ceiling`. Make one with `enter`."""

    folder: Path
    person: str
    ceiling: Tier = Tier.PUBLIC
    tier: Tier = Tier.PUBLIC

    def __post_init__(self) -> None:
        if self.tier > self.ceiling:
            raise Forbidden(self.tier, self.ceiling)

    def lowered(self, tier: Tier) -> Access:
        """The same person reading at `tier`. Raises Forbidden above the ceiling."""
        return replace(self, tier=tier)

    def need(self, tier: Tier) -> None:
        """Raises Forbidden (NoRelease for the public) where this Access reads below `tier`."""
        if self.tier >= tier:
            return
        raise (
            NoRelease() if self.tier is Tier.PUBLIC and tier is Tier.REVIEWER else Forbidden(tier, self.tier)
        )

    @contextmanager
    def study(self, needed: Tier) -> Iterator[Study]:
        """The open study, for an act that needs `needed`; closed again afterwards. Raises Forbidden, StudyTrouble.

        Opened anew each time: a study deleted, moved or brought to a newer version meanwhile is noticed at once.
        """
        self.need(needed)
        try:
            study = Study.open(self.folder)
        except StudyTrouble as trouble:
            raise without_place(trouble, self.folder) from None
        try:
            yield study
        finally:
            study.close()

    def cases(self) -> dict[str, str]:
        """Case id → the alliance's name. Raises NoRelease for the public."""
        with self.study(Tier.REVIEWER) as study:
            return {
                case: study.store.case(case).name or case
                for case in study.store.case_ids()
                if case not in study.closed
            }

    def view(self, case: str) -> View:
        """What this tier may see of a case. Raises NoRelease for the public, StudyTrouble for an unknown case."""
        with self.study(Tier.REVIEWER) as study:
            study.cases(case)
            return reviewer.view_of(study, case, self.tier)


def without_place(trouble: StudyTrouble, folder: Path) -> StudyTrouble:
    """The trouble in words for a page: whoever reads at a distance need not know where on this machine the study lies."""
    return StudyTrouble(str(trouble).replace(f"{folder}: ", "").replace(str(folder), folder.name))


def enter(folder: Path, person: str | None, ceiling: Tier) -> Access:
    """The way in, at the highest tier allowed. Raises StudyTrouble where there is no study, or nobody is named."""
    study = Study.open(folder)
    try:
        return Access(folder, study.person(person).name, ceiling, ceiling)
    finally:
        study.close()
