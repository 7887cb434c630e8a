"""Words of a study that were written to break a page: each page shows them as words, asks nobody for anything, and holds its width.

What is fetched from elsewhere, or said on the browser's console, fails each of these tests (see conftest).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qualitative.explorer.causes.arrows import picture
from qualitative.explorer.draft.chapters import chapters
from qualitative.explorer.places import PLACES
from qualitative.model import Status, Tier
from qualitative.study.access import Access, drafting
from tests.browser.conftest import NARROW, WIDE, Explore, Journey
from tests.support.hostile import MARK, make_hostile
from tests.support.small import PASSPHRASE, Small

WORK = ("code", "themes", "causes", "draft", "compare", "risk", "home")
CUSTODIAN = ("bring_in", "review", "consent")


@pytest.fixture(scope="module")
def hostile_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    root = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(root / "vaults"))
        yield make_hostile(root)


@pytest.fixture
def hostile(hostile_once: Small, tmp_path: object) -> Small:
    from pathlib import Path

    return hostile_once.copy_to(Path(str(tmp_path)) / "hostile")


STRANGERS = """() => [...document.querySelectorAll("[src], [href], [action]")].map(it => it.getAttribute("src")
  || it.getAttribute("href") || it.getAttribute("action")).filter(at => /evil/.test(at))"""
TOO_WIDE = """() => { const main = document.querySelector("[data-testid=stMain]"); return Math.max(
  document.documentElement.scrollWidth - window.innerWidth, main.scrollWidth - main.clientWidth); }"""


def faults(journey: Journey, place: str) -> list[str]:
    """What does not stand: words taken for markup, a script or a formula, a fault told, a page pushed sideways."""
    found = []
    if "fault of this program" in journey.words():
        found.append(f"{place}: a fault is told")
    if journey.page.evaluate("() => window.broken") is not None:
        found.append(f"{place}: words ran as a script")
    found += [f"{place}: a way to {at}" for at in journey.page.evaluate(STRANGERS)]
    if journey.page.locator(".katex").count():
        found.append(f"{place}: words set as a formula")
    journey.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    journey.page.wait_for_timeout(300)
    journey.idle()
    over = journey.page.evaluate(TOO_WIDE)
    if over > 1:
        found.append(f"{place}: {over} pixels too wide at {NARROW[0]}")
    journey.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    return found


def addresses(study: Small) -> list[tuple[str, dict[str, str]]]:
    """What can be opened on each page, by its ids."""
    access = Access(study.folder, "Ada", Tier.CODER, Tier.CODER)
    view = access.view("tide")
    drawn = picture(view)
    made: list[tuple[str, dict[str, str]]] = [("home", {})]
    made += [("themes", {})] + [("themes", {"code": c.id}) for c in view.codebook.every_code()]
    made += [("themes", {"theme": t.id}) for t in view.themes] + [("themes", {"by": "group"})]
    made += [("causes", {})] + [("causes", {"cause": a.cause, "effect": a.effect}) for a in drawn.arrows[:1]]
    made += [
        ("compare", {"part": p}) for p in ("themes", "groups", "lessons", "causes", "emergent", "profiles")
    ]
    made += [("compare", {"cell": f"{c.id}/tide"}) for c in view.codebook.every_code()[:1]]
    kept = drafting.reading(access, "tide", Tier.REVIEWER).review
    assert kept is not None
    made += [("draft", {"section": c.id}) for c in chapters(kept) if not c.head]
    made += [("code", {"source": s.id, "state": "all"}) for s in view.sources]
    made += [("code", {"coding": c.id}) for c in view.codings if c.status is Status.SUGGESTED][:1]
    made += [("causes", {"show": "decide"})]
    made += [("risk", {"for": tier}) for tier in ("public", "reviewer", "coder")]
    return made


def test_every_page_of_a_hostile_study_stands(explorer: Explore, hostile: Small) -> None:
    journey = explorer(hostile.folder, f"Ada {MARK} <img src=x> **b**", "coder", vaults=hostile.vaults)
    found: list[str] = []
    for place, ids in addresses(hostile):
        journey.go("" if place == "home" else place, case="tide", **ids)
        found += faults(journey, f"{place} {' '.join(ids.values())}")
    assert found == []


def test_the_custodians_pages_of_a_hostile_study_stand(explorer: Explore, hostile: Small) -> None:
    journey = explorer(hostile.folder, "Ada", "custodian", vaults=hostile.vaults)
    for place in CUSTODIAN:
        journey.go(place, case="ebb")
        journey.page.get_by_label("Passphrase").fill(PASSPHRASE)
        journey.click("Open the vault")
        journey.idle()
        assert faults(journey, place) == []


def test_every_page_is_looked_at() -> None:
    assert {p.id for p in PLACES} == {*WORK, *CUSTODIAN}
