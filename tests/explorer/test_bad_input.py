"""A study that changes under an open page: newer, older, damaged, deleted, locked. It is told in words, and the page lives on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from qualitative.explorer.places import PLACES
from qualitative.model import Status
from qualitative.store import database
from tests.support.explorer import shown, words
from tests.support.small import Small

PAGES = [p.id for p in PLACES]


@pytest.fixture(autouse=True)
def _environment(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(coded.vaults))
    monkeypatch.setattr(database, "SECONDS_TO_WAIT_FOR_A_LOCK", 0.2)


def at_revision(study: Path, revision: str) -> None:
    base = sqlite3.connect(study / "study.db")
    base.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    base.commit()
    base.close()


@contextmanager
def written_by_another(study: Path, how: str = "IMMEDIATE") -> Iterator[None]:
    other = sqlite3.connect(study / "study.db", isolation_level=None)
    other.execute(f"BEGIN {how}")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def told(at: AppTest, folder: Path, *wanted: str) -> str:
    """What the page says: in words, without the program's inside or the place of the study on this machine."""
    said = words(at)
    assert not at.exception
    assert "fault of this program" not in said
    assert str(folder.parent) not in said
    assert any(w in said for w in wanted), said
    return said


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_study_brought_to_a_newer_version_is_told_and_opens_again_when_put_back(
    coded: Small, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    at = shown(monkeypatch, page, coded.folder, "custodian", case="tide")
    before = words(at)
    kept = (
        sqlite3.connect(coded.folder / "study.db")
        .execute("SELECT version_num FROM alembic_version")
        .fetchone()[0]
    )
    at_revision(coded.folder, "9999")
    told(at.run(), coded.folder, "newer version", "newer")
    at_revision(coded.folder, kept)
    assert words(at.run()) == before


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_study_deleted_or_damaged_meanwhile_is_told_and_opens_again_when_put_back(
    coded: Small, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    at = shown(monkeypatch, page, coded.folder, "coder", case="tide")
    before = words(at)
    aside = coded.root / "aside"
    coded.folder.rename(aside)
    told(at.run(), coded.folder, "moved, renamed or deleted")
    shutil.copytree(aside, coded.folder)
    for content in (b"", b"not a database, but words " * 400):
        (coded.folder / "study.db").write_bytes(content)
        told(at.run(), coded.folder, "damaged")
    shutil.copy(aside / "study.db", coded.folder / "study.db")
    assert words(at.run()) == before


@pytest.mark.parametrize("tier", ["public", "reviewer"])
def test_no_reader_is_told_where_a_damaged_study_lies(
    coded: Small, monkeypatch: pytest.MonkeyPatch, tier: str
) -> None:
    at_revision(coded.folder, "9999")
    told(shown(monkeypatch, "home", coded.folder, tier), coded.folder, "newer")


def press(at: AppTest, key: str) -> AppTest:
    return next(b for b in at.button if b.key == key).click().run()


@pytest.mark.parametrize(
    ("page", "button", "address"),
    [("code", "confirm", {}), ("causes", "causes accept", {"show": "decide"})],
)
def test_a_decision_while_another_program_writes_is_told_and_can_be_made_again(
    coded: Small, monkeypatch: pytest.MonkeyPatch, page: str, button: str, address: dict[str, str]
) -> None:
    at = shown(monkeypatch, page, coded.folder, "coder", case="tide", **address)
    with written_by_another(coded.folder):
        said = told(press(at, button), coded.folder, "written by another program")
    assert "try again" in said
    assert decided(coded, page) == 0
    press(at, button)
    assert not at.exception
    assert decided(coded, page) == 1


def decided(small: Small, page: str) -> int:
    study = small.open()
    items = study.store.codings("tide") if page == "code" else study.store.links("tide")
    study.close()
    return sum(item.status is Status.CONFIRMED for item in items)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_study_nobody_can_read_for_a_while_is_told_and_opens_again(
    coded: Small, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    at = shown(monkeypatch, page, coded.folder, "coder", case="tide")
    before = words(at)
    with written_by_another(coded.folder, "EXCLUSIVE"):
        told(at.run(), coded.folder, "written by another program")
    assert words(at.run()) == before


def test_two_tabs_that_decide_the_same_claim_do_not_overwrite_each_other(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabs = [
        shown(monkeypatch, "causes", coded.folder, "coder", person, case="tide", show="decide")
        for person in ("Ana", "Ben")
    ]
    press(tabs[0], "causes accept")
    told(press(tabs[1], "causes reject"), coded.folder, "decided on elsewhere meanwhile")
    assert decided(coded, "causes") == 1
