"""The Consent page: names and words about harm to a custodian with the vault open, and to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitative.explorer import passphrase
from qualitative.study import closing, register
from qualitative.study.access import Access
from tests.support.explorer import shown, words
from tests.support.small import NAMES, PASSPHRASE, Small

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them


@pytest.fixture(autouse=True)
def _vaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))


def _open(_access: Access) -> str:
    return PASSPHRASE


def test_it_shows_who_agreed_to_what_once_the_vault_is_open(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = words(shown(monkeypatch, "consent", coded.folder, "custodian"))
    assert not [n for n in NAMES if n in shut]
    study = coded.open()
    register.change(study, "tide", "Marta Kowalczyk", {"quotation": False}, passphrase=PASSPHRASE, by="Ana")
    study.close()
    monkeypatch.setattr(passphrase, "asked", _open)
    at = shown(monkeypatch, "consent", coded.folder, "custodian")
    assert not at.exception
    said = words(at)
    assert "Marta Kowalczyk" in said
    assert "not recorded" in said
    assert "not complete" in said


@pytest.mark.parametrize("tier", ["coder", "reviewer", "public"])
def test_a_lower_tier_reads_none_of_it(coded: Small, monkeypatch: pytest.MonkeyPatch, tier: str) -> None:
    monkeypatch.setattr(passphrase, "asked", _open)
    assert not [n for n in NAMES if n in words(shown(monkeypatch, "consent", coded.folder, tier))]


@pytest.mark.parametrize("page", ["home", "review", "themes", "draft", "compare", "consent"])
def test_of_a_closed_study_every_page_opens_and_says_what_is_closed(
    coded: Small, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    study = coded.open()
    closing.close(study, "tide", typed="tide", passphrase=PASSPHRASE, by="Ana")
    study.close()
    at = shown(monkeypatch, page, coded.folder, "custodian", case="tide")
    assert not at.exception
    assert "tide was closed on" in words(at)
    assert "fault of this program" not in words(at)
