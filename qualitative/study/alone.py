"""One act at a time where two would undo each other: whoever reads the vault, works for minutes and writes it back.

The danger: two imports side by side. Each numbers its sources from the same place and saves the vault as it knew it,
so the key of one of them is lost. So an act that changes the vault holds the study's folder while it works; a second
one, in another tab or another program, is told so at once and has changed nothing.

The system's own lock is used where it has one (it ends with the program that held it, so nothing is left behind);
elsewhere, only acts of one program are kept apart.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from qualitative.study.workspace import Study, StudyTrouble

P = ParamSpec("P")
R = TypeVar("R")

_holders: dict[Path, int] = {}  # study's folder → the thread whose act holds it
_guard = threading.Lock()


def one_at_a_time(act: Callable[Concatenate[Study, P], R]) -> Callable[Concatenate[Study, P], R]:
    """An act on a study that holds it while it works; one such act may call another."""

    @functools.wraps(act)
    def held(study: Study, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with alone(study):
            return act(study, *args, **kwargs)

    return held


@contextmanager
def alone(study: Study) -> Iterator[None]:
    """Holds the study for one act. Raises StudyTrouble at once when another act holds it."""
    folder, here = study.folder.resolve(), threading.get_ident()
    with _guard:
        holder = _holders.get(folder)
        if holder is None:
            _holders[folder] = here
    if holder == here:
        yield  # an act within an act
        return
    if holder is not None:
        raise _busy()
    descriptor: int | None = None
    try:
        descriptor = _locked(folder)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
        with _guard:
            _holders.pop(folder, None)


def _locked(folder: Path) -> int | None:
    """An open descriptor that holds the system's lock, or None where folders cannot be locked."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise _busy() from None
    except OSError:  # a drive that knows no such lock
        os.close(descriptor)
        return None
    return descriptor


def _busy() -> StudyTrouble:
    return StudyTrouble(
        "notes are being brought into this study, or masked in it, in another tab or program. Nothing was done here; "
        "try again when that has ended"
    )
