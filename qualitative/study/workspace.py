"""A study on disk: one folder, one store, and a vault that lies elsewhere.

The danger: originals left beside the results. So STUDY holds anonymised text and what was made of it; the
vault lies under the user's own data folder, named by the study's random id, never by its path.
"""

from __future__ import annotations

import getpass
import json
import os
import sqlite3
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualitative import __version__, anonymise
from qualitative.model import Codebook, User
from qualitative.store import Store, StoreTrouble
from qualitative.study import landing

Progress = Callable[[str, int, int], None]
"""progress("reading", done, total): told by every long act; nothing else is ever passed."""


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """For callers who do not watch."""


class StudyTrouble(Exception):
    """An act that could not be done: what, where and the mend. Never holds words from inside a note."""


@dataclass
class Report:
    """What an act did, for a person (lines) and for a program (figures). Holds ids and counts, no names."""

    act: str
    lines: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "act": self.act,
            "lines": self.lines,
            "warnings": self.warnings,
            "questions": self.questions,
            "left_out": self.left_out,
            **self.figures,
        }


MACHINE = User("machine", "the toolkit's matcher", machine=True, version=__version__)


class Study:
    """An open study. `store` is its database; `vault(…)` opens the key with the passphrase."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store

    @classmethod
    def create(cls, folder: Path, codebook: Codebook, name: str = "") -> Study:
        """Makes STUDY with its store and codebook. Raises StudyTrouble when the folder holds something else."""
        if folder.exists() and not folder.is_dir():
            raise StudyTrouble(f"{folder} is a file; a study needs a folder of its own")
        if (folder / "study.db").exists():
            raise StudyTrouble(f"{folder} is a study already; `qualitative add` puts notes into it")
        # Built beside its place and moved there, so that a run killed midway leaves no half-made study.
        unfinished = folder / "study.db.unfinished"
        if folder.exists() and any(not file.name.startswith(unfinished.name) for file in folder.iterdir()):
            raise StudyTrouble(
                f"{folder} is not empty; choose a new folder, so that nothing of yours is mixed in"
            )
        folder.mkdir(parents=True, exist_ok=True)
        for left_over in folder.iterdir():
            left_over.unlink()
        store = Store.create(unfinished)
        with store.transaction():
            store.set_setting("id", uuid.uuid4().hex)
            store.set_setting("name", name or folder.name)
            store.set_setting("made_with", __version__)
            store.save_codebook(codebook)
            store.save_user(MACHINE)
        store.close()
        unfinished.replace(folder / "study.db")
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> Study:
        if not (folder / "study.db").is_file():
            raise StudyTrouble(f"{folder} is not a study. `qualitative init {folder}` makes one")
        damaged = StudyTrouble(
            f"{folder}: its study.db is damaged. Put it back from your last copy of the folder"
        )
        if (folder / "study.db").stat().st_size == 0:
            raise damaged  # an empty file would be taken for a new database
        try:
            study = cls(folder, Store.open(folder / "study.db"))
            if not study.id:
                raise damaged
        except StoreTrouble as trouble:
            raise StudyTrouble(f"{folder}: {trouble}") from None
        except sqlite3.DatabaseError:
            raise damaged from None
        return study

    def close(self) -> None:
        self.store.close()

    @property
    def id(self) -> str:
        return self.store.setting("id")

    @property
    def vault_path(self) -> Path:
        return vaults_folder() / f"{self.id}.vault"

    @property
    def keeps_key(self) -> bool:
        """Whether a key belongs to this study, on this machine or on another; False with --no-key."""
        return self.store.setting("key") == "kept" or self.vault_path.exists()

    def vault(self, passphrase: str) -> anonymise.Vault:
        """The study's vault, made at first use. Raises VaultError for a wrong passphrase or a damaged file."""
        if self.vault_path.exists():
            vault = anonymise.Vault.open(self.vault_path, passphrase)
            landing.as_landed(vault, self.store)
            return vault
        if self.store.setting("key") == "none":
            raise StudyTrouble("this study keeps no key (its notes were added with --no-key)")
        if self.store.sources():
            raise StudyTrouble(
                f"the key of this study is not on this machine (looked for {self.vault_path.name} in "
                f"{self.vault_path.parent}). Copy it there from the machine where the notes were added"
            )
        self.vault_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return anonymise.Vault.create(self.vault_path, passphrase)

    def cases(self, case: str | None = None) -> tuple[str, ...]:
        """The ids of the study's cases, or the one asked for. Raises StudyTrouble when there is none."""
        there = tuple(c for c in self.store.case_ids() if c not in self.closed)
        if case in self.closed:
            raise StudyTrouble(
                f"{case} is closed: nothing of it is left but its certificate, in {self.folder / 'closed'}"
            )
        if case is not None and case not in there:
            raise StudyTrouble(
                f'there is no case "{case}" here; this study holds: {", ".join(there) or "none yet"}'
            )
        if not there and self.closed:
            raise StudyTrouble(f"every case of this study is closed ({', '.join(self.closed)})")
        if not there:
            raise StudyTrouble(
                f"{self.folder} holds no notes yet. `qualitative add {self.folder} CASE FILES…` adds them"
            )
        return there if case is None else (case,)

    @property
    def closed(self) -> dict[str, dict[str, Any]]:
        """Case id → the certificate of its closing, for those that are closed."""
        found: dict[str, dict[str, Any]] = json.loads(self.store.setting("closed", "{}"))
        return found

    def person(self, name: str | None) -> User:
        """The person acting: --by, else the login name. A machine never acts as a person. Nothing is written yet."""
        words = " ".join((login_name() if name is None else name).split())
        if not words:
            raise StudyTrouble("a person's name is needed; give it with --by NAME")
        if words.casefold() == MACHINE.id:
            raise StudyTrouble("\"machine\" is the machine's own name; sign with a person's, --by NAME")
        return User(words, words)

    def record(self, person: User, act: str, about: str, was: str = "", now_is: str = "") -> None:
        """Append a Decision of `person`, who is known from then on. was / now_is: ids, statuses and spans, never words."""
        with self.store.transaction():
            self.store.save_user(person)
            self.store.record(person.id, act, about, was, now_is)


def must_be_writable(file: Path) -> None:
    """Asked before the work, not after it. Raises StudyTrouble when `file` cannot be written where it is wanted."""
    if file.is_dir():
        raise StudyTrouble(f"{file} is a folder; name a file to write")
    if not file.parent.is_dir():
        raise StudyTrouble(f"{file.name}: there is no folder {file.parent} to write it into. Make it first")


def vaults_folder() -> Path:
    """Where keys lie: the user's data folder (QUALITATIVE_VAULTS overrides it, for a team's protected drive)."""
    if chosen := os.environ.get("QUALITATIVE_VAULTS"):
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_data_dir("qualitative", appauthor=False)) / "vaults"


def login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unnamed"


def ask_passphrase(new: bool = False) -> str:
    """QUALITATIVE_KEY_PASSPHRASE, else asked for on the terminal; without a terminal nothing waits for input.

    new: a key is about to be made: the passphrase is asked for twice.
    """
    if given := os.environ.get("QUALITATIVE_KEY_PASSPHRASE"):
        return given
    if not at_a_terminal():
        raise StudyTrouble(
            "the key needs its passphrase, and there is no terminal to ask on. Set QUALITATIVE_KEY_PASSPHRASE"
            + (", or use --no-key to keep no key at all" if new else "")
        )
    try:
        given = getpass.getpass(
            "Choose a passphrase for this study's key: " if new else "Passphrase of this study's key: "
        )
        if new and getpass.getpass("The same again: ") != given:
            raise StudyTrouble("the two passphrases differ; nothing was done")
    except EOFError:
        given = ""
    if not given:
        raise StudyTrouble("an empty passphrase protects nothing; nothing was done")
    return given


def passphrase_if_wanted(ask: bool) -> str | None:
    """For acts that can do without the key: asked for where somebody wants it, or given by the environment; else None."""
    return ask_passphrase() if ask or os.environ.get("QUALITATIVE_KEY_PASSPHRASE") else None


def at_a_terminal() -> bool:
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except ValueError:  # closed
        return False
