"""A study of two invented notes, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

import qualitative.anonymise.door as the_door
import qualitative.anonymise.vault as the_vault
from qualitative.model import (
    Tier,
)
from qualitative.study import (
    Study,
    custodian,
    evaluator,
    reviewer,
)
from tests.support.small import PASSPHRASE, Small
from tests.support.study_state import MISSED, confirm_all


@pytest.fixture(autouse=True)
def _vaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))
    monkeypatch.delenv("QUALITATIVE_KEY_PASSPHRASE", raising=False)


@pytest.fixture
def quick_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is stretched once for all acts of a test: what it costs is another test's."""
    monkeypatch.setattr(the_vault, "_keys", lru_cache(the_vault._keys))


@pytest.fixture
def added_study(added: Small) -> Iterator[Study]:
    """Its notes wait for sign-off."""
    opened = added.open()
    yield opened
    opened.close()


@pytest.fixture
def study(coded: Small) -> Iterator[Study]:
    opened = coded.open()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def missed_once(coded_once: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A third, signed and coded source in which a name stands that no finder saw; everything decided, a draft made."""
    small = coded_once.copy_to(tmp_path_factory.mktemp("missed"))
    (small.root / "missed.txt").write_text(MISSED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(small.vaults))
        patch.setattr(the_door, "tag_names", lambda texts, **_: [[] for _ in texts])
        patch.setattr(the_door, "find_names", lambda *_: [])
        study = small.open()
        custodian.add(study, "tide", [small.root / "missed.txt"], passphrase=PASSPHRASE)
        custodian.sign_off(study, ["tide-03"], by="Ana", passphrase=PASSPHRASE)
    evaluator.suggest_codings(study)
    evaluator.find_causes(study)
    evaluator.cluster_themes(study, everything=True)
    confirm_all(study)
    for link in study.store.links("tide"):
        evaluator.decide_link(study, link, True, "Ana")
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    study.close()
    return small


@pytest.fixture
def missed(missed_once: Small, tmp_path: Path) -> Iterator[Study]:
    study = missed_once.copy_to(tmp_path).open()
    assert study.store.sources()[2].text.count("Petherwick") == 2
    yield study
    study.close()
