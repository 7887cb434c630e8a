"""The frame in a real browser: it opens, nothing is fetched from elsewhere, and a reader may choose light or dark."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Explore
from tests.support.small import Small


def test_it_opens_at_home_in_a_reader_s_own_scheme(explorer: Explore, coded: Small) -> None:
    light = explorer(coded.folder, "Ada", "coder", vaults=coded.vaults)
    dark = explorer(coded.folder, "Ada", "coder", vaults=coded.vaults, scheme="dark")
    grounds = [
        journey.page.evaluate(
            "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
        )
        for journey in (light, dark)
    ]
    assert grounds == ["rgb(252, 251, 248)", "rgb(22, 21, 19)"]
    assert light.page.get_by_role("heading", name="Home").is_visible()


def test_the_menu_offers_light_and_dark_and_nothing_of_the_programs_inside(
    explorer: Explore, coded: Small
) -> None:
    journey = explorer(coded.folder, "Ada", "reviewer", vaults=coded.vaults)
    journey.page.get_by_test_id("stMainMenu").first.click()
    menu = journey.page.get_by_test_id("stMainMenuPopover").inner_text()
    assert {"System", "Light", "Dark", "About"} <= set(menu.split("\n"))
    for word in ("Deploy", "Rerun", "Clear cache", "Record", "Report a bug"):
        assert word not in menu


def test_a_page_that_asks_another_machine_is_stopped_by_the_browser(explorer: Explore, coded: Small) -> None:
    journey = explorer(coded.folder, "Ada", "reviewer", vaults=coded.vaults)
    reached = journey.page.evaluate(
        "() => fetch('https://example.org/').then(() => 'reached', () => 'stopped')",
    )
    journey.page.wait_for_timeout(200)
    assert reached == "stopped"
    assert any("Content Security Policy" in trouble for trouble in journey.troubles)
    journey.troubles.clear()  # this one was asked for


@pytest.mark.parametrize("tier", ["public", "reviewer", "coder", "custodian"])
def test_each_tier_opens_without_a_fault(explorer: Explore, coded: Small, tier: str) -> None:
    journey = explorer(coded.folder, "Ada", tier, vaults=coded.vaults)
    for place in ("", "bring_in", "review", "code", "themes", "causes", "draft", "compare"):
        journey.go(place, case="tide")
        assert "fault of this program" not in journey.words(), place


READ = """() => { const it = document.querySelector('[data-testid^=stBaseButton-primary]');
  const text = getComputedStyle(it.querySelector('p') || it).color, ground = getComputedStyle(it).backgroundColor;
  return [text, ground]; }"""


def test_a_main_button_can_be_read_in_both_schemes(explorer: Explore, added: Small) -> None:
    for scheme in ("light", "dark"):
        journey = explorer(added.folder, "Ada", "custodian", vaults=added.vaults, scheme=scheme)
        journey.go("review", case="tide")
        text, ground = (tuple(map(int, re.findall(r"\d+", c)[:3])) for c in journey.page.evaluate(READ))
        assert contrast(text, ground) >= 4.5, (scheme, text, ground)


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """WCAG 2: relative luminance of the lighter plus 0.05 over that of the darker."""

    def light(colour: tuple[int, ...]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_page_too_wide_for_a_telephone_fails_its_picture(explorer: Explore, coded: Small) -> None:
    journey = explorer(coded.folder, "Ada", "reviewer", vaults=coded.vaults)
    journey.picture("home")
    assert {p.name for p in journey.pictures.iterdir()} >= {"home-390.png", "home-1440.png"}
    journey.page.evaluate(
        "() => { const wide = document.createElement('div'); wide.style.width = '900px'; wide.textContent = 'x';"
        " document.querySelector('[data-testid=stMainBlockContainer]').append(wide); }"
    )
    with pytest.raises(AssertionError, match="too wide"):
        journey.picture("wide")
