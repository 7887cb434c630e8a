"""Opening a study for somebody to look at for a while: who looks, at which tier, and what was done to open it.

The danger: a server started on something that is no study, or that silently changes one. So the study is opened once
before anything is served: a newer version is refused, an older one is brought up to date and the report says so.
"""

from __future__ import annotations

from pathlib import Path

from qualitative.model import Tier
from qualitative.store.database import CURRENT_REVISION, connect, revision_of
from qualitative.study.access import Access, enter
from qualitative.study.workspace import Report


def open_to_look(folder: Path, person: str | None, ceiling: Tier) -> tuple[Access, Report]:
    """The way in, and a report (act "explore") with study, person and tier. Raises StudyTrouble, StoreTrouble."""
    folder = folder.absolute()
    before = _revision(folder / "study.db")
    access = enter(folder, person, ceiling)
    report = Report("explore")
    report.figures = {"study": folder.name, "person": access.person, "tier": ceiling.word}
    if before and before < CURRENT_REVISION:
        report.warnings.append(
            f"the study was made by an older version (revision {before}) and has been brought up to {CURRENT_REVISION}; "
            "the older version can no longer open it"
        )
    return access, report


def _revision(database: Path) -> str:
    """The revision a study stands at before it is opened; "" where there is none to read (`enter` says why)."""
    from qualitative.store import StoreTrouble

    if not database.is_file() or not database.stat().st_size:
        return ""
    engine = connect(f"sqlite:///{database}")
    try:
        return revision_of(engine)
    except StoreTrouble:
        return ""
    finally:
        engine.dispose()
