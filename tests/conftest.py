"""A small study of two invented notes, made once for a whole run and copied for each test that asks for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.made_demo import made_in
from tests.support.small import Small, make_added, make_coded

# The first text drawn in an empty home builds Hypothesis's tables of letters: seconds, and no fault of a test.
settings.register_profile("house", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def added_once(tmp_path_factory: pytest.TempPathFactory) -> Small:
    root = tmp_path_factory.mktemp("added")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(root / "vaults"))
        return make_added(root)


@pytest.fixture(scope="session")
def coded_once(added_once: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    root = tmp_path_factory.mktemp("coded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(root / "vaults"))
        return make_coded(added_once, root)


@pytest.fixture
def added(added_once: Small, tmp_path: Path) -> Small:
    return added_once.copy_to(tmp_path)


@pytest.fixture
def coded(coded_once: Small, tmp_path: Path) -> Small:
    return coded_once.copy_to(tmp_path)


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a Box in which the demo was run (tests/support/made_demo.py). Copied by who asks, never changed."""
    here = tmp_path_factory.getbasetemp()
    return made_in(here.parent if "PYTEST_XDIST_WORKER" in os.environ else here)
