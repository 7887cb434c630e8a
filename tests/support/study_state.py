"""Looking at a study from outside, for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from qualitative.study import (
    Study,
    custodian,
    evaluator,
)
from qualitative.study.door import Door
from tests.support.small import PASSPHRASE, Small


def state(small: Small) -> tuple[str, ...]:
    """What must not change on a refusal: the database and the vaults, to the byte."""
    files = [small.folder / "study.db", *sorted(small.vaults.glob("*"))]
    return tuple(f"{f.name} {hashlib.sha256(f.read_bytes()).hexdigest()}" for f in files)


def confirm_all(study: Study, by: str = "Ana") -> None:
    for coding in study.store.codings("tide"):
        evaluator.decide(study, coding.id, True, by, "hindered")


NEW = "Interview\n\nInterviewer: And then?\nMarta Kowalczyk: Nobody told us who decides about money.\n"


class Killed(BaseException):
    """As a machine that is switched off: nobody catches it."""


def crash(*_: object, **__: object) -> None:
    raise Killed


@contextmanager
def killed_after_the_vault(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The act inside reaches the vault; the machine is switched off before the store's transaction ends."""
    keep = Door.keep

    def kept_then_killed(door: Door, *forgetting: bool) -> None:
        keep(door, *forgetting)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Door, "keep", kept_then_killed)
        with pytest.raises(Killed):
            yield


MISSED = """Interview

Interviewer: What happened?
Delegate: We asked Petherwick about it and heard nothing, so staff left. We will see. Will it come?
Delegate: Trust came back when Petherwick left. Nobody knew who was responsible.
"""
TOLD = "Interview\n\nWill Petherwick: I came late to it all.\nWill Petherwick: Nobody knew who was responsible.\n"


def tell_the_name(study: Study) -> custodian.Report:
    root = study.folder.parent
    (root / "told.txt").write_text(TOLD)
    (root / "roster2.csv").write_text("name\nWill Petherwick\n")
    return custodian.add(
        study, "tide", [root / "told.txt"], roster=root / "roster2.csv", passphrase=PASSPHRASE
    )
