"""Files the tool wrote for people to read: drafts, comparisons, exports. What a withdrawal or a closing must name.

The danger: an export forgotten on a desktop. So whatever holds passages is remembered by its path when it is written.
"""

from __future__ import annotations

import json
from pathlib import Path

from qualitative.model import Tier
from qualitative.study.workspace import Study


def remember(study: Study, case_id: str, file: Path) -> None:
    """A file with passages of the case was written here."""
    setting = f"written {case_id}"
    known = json.loads(study.store.setting(setting, "[]"))
    here = _place(study, file)
    if here not in known:
        study.store.set_setting(setting, json.dumps([*known, here]))


def _place(study: Study, file: Path) -> str:
    whole = file.absolute()
    folder = study.folder.absolute()
    return str(whole.relative_to(folder)) if whole.is_relative_to(folder) else str(whole)


def files_of(study: Study, case_id: str) -> list[Path]:
    """Those that still lie there: the case's drafts, every comparison, and its exports."""
    drafts = [
        study.folder / "drafts" / f"{case_id}-{tier.word}{preview}.{suffix}"
        for tier in Tier for preview in ("", "-preview") for suffix in ("docx", "html", "md")
    ]  # fmt: skip
    compared = sorted((study.folder / "comparison").glob("comparison-*.*"))
    known = [study.folder / place for place in json.loads(study.store.setting(f"written {case_id}", "[]"))]
    return [file for file in dict.fromkeys([*drafts, *compared, *known]) if file.is_file()]


def inside(study: Study, file: Path) -> bool:
    return file.absolute().is_relative_to(study.folder.absolute())
