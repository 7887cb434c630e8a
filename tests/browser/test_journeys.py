"""One journey for each kind of person, in a browser, on the invented notes of corpus/, from start to finish.

What a journey leaves behind is looked at in the study itself, not only on the page. With QUALITATIVE_PICTURES set, its
pictures of every page at 1440 and 390 pixels land there.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from qualitative.codebook import data_path
from qualitative.model import Status, Tier
from qualitative.study import custodian
from qualitative.study.workspace import Study
from tests.browser.conftest import Explore, Journey, JourneyStudy

RIVER = Path(str(data_path("corpus"))) / "river"
PASSPHRASE = "a journey's own passphrase"


def _opened(folder: Path, monkeypatch: pytest.MonkeyPatch, vaults: Path) -> Study:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(vaults))
    return Study.open(folder)


def _seen(journey: Journey, words: str, seconds: float = 30) -> None:
    """Waits until the page says it."""
    expect(journey.page.get_by_test_id("stMain")).to_contain_text(words, timeout=seconds * 1000)


# ---------------------------------------------------------------------------------------------------- custodian


def test_a_custodian_brings_notes_in_settles_what_is_uncertain_and_signs_off(
    explorer: Explore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study, vaults = tmp_path / "study", tmp_path / "vaults"
    custodian.init(study)
    journey = explorer(study, "Cora Invented", "custodian", vaults=vaults)
    page = journey.page
    journey.picture("home-empty")
    journey.click("Import", "link")

    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("The same again").fill(PASSPHRASE)
    journey.click("Use this passphrase")
    page.get_by_role("textbox", name="A short name for the new alliance").fill("river")
    uploads = page.locator("input[type=file]")
    uploads.nth(0).set_input_files(sorted((RIVER / "notes").iterdir())[:6])
    for at, name in ((1, "roster.csv"), (2, "case.yaml"), (3, "guide.csv")):
        journey.idle()
        uploads.nth(at).set_input_files(RIVER / name)
    _seen(journey, "Bring in 6 files of notes")
    journey.picture("import")
    journey.click("Bring in 6 files of notes")
    _seen(journey, "Brought in", 180)
    journey.picture("import-done")

    journey.go("review", case="river")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    journey.click("Open the vault")
    journey.picture("review")
    kept = _opened(study, monkeypatch, vaults)

    def uncertain() -> int:
        return sum(not r.settled for s in kept.store.sources("river") for r in s.replacements)

    before = uncertain()
    journey.press("a")
    assert uncertain() == before - 1
    journey.press("u")
    assert uncertain() == before
    for _ in range(6):
        journey.click("sign off as Cora Invented")
    _seen(journey, "signed off")
    sources = kept.store.sources("river")
    assert [s.signed_off_by for s in sources] == ["Cora Invented"] * 6
    assert not any(s.signed_unread for s in sources)
    assert kept.vault(PASSPHRASE).data["pending"] == {}, "the originals left the vault with the signature"
    kept.close()


# ---------------------------------------------------------------------------------------------------- evaluator


@pytest.fixture(scope="module")
def signed_study(tmp_path_factory: pytest.TempPathFactory) -> JourneyStudy:
    """Half of the River Alliance, signed off, and nothing made of it yet."""
    root = tmp_path_factory.mktemp("signed")
    made = JourneyStudy(root / "study", root / "vaults", PASSPHRASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(made.vaults))
        custodian.init(made.folder)
        study = Study.open(made.folder)
        custodian.add(
            study,
            "river",
            sorted((RIVER / "notes").iterdir())[:4],
            roster=RIVER / "roster.csv",
            case_file=RIVER / "case.yaml",
            guide=RIVER / "guide.csv",
            passphrase=PASSPHRASE,
            by="Cora",
        )
        custodian.sign_off(study, (), everything=True, by="Cora", passphrase=PASSPHRASE)
        study.close()
    return made


def test_an_evaluator_has_codings_suggested_and_decides_on_them_by_key(
    explorer: Explore, signed_study: JourneyStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = signed_study
    journey = explorer(made.folder, "Eve Invented", "coder", vaults=made.vaults)
    journey.click("Code", "link")
    journey.click("Suggest codings")
    _seen(journey, "Confirm", 180)
    journey.picture("code")
    for key in "1", "y", "y", "x", "y":
        journey.press(key)
    study = _opened(made.folder, monkeypatch, made.vaults)

    def decided() -> list[Status]:
        mine = [c for c in study.store.codings("river") if c.decided_by == "Eve Invented"]
        return sorted(c.status for c in mine)

    assert decided() == [Status.CONFIRMED] * 4 + [Status.REJECTED], "1 confirms as something that helped"
    journey.press("u")
    assert decided() == [Status.CONFIRMED] * 3 + [Status.REJECTED]

    journey.click("Causes", "link")
    journey.click("Find claimed causes")
    _seen(journey, "Decide on them", 120)
    journey.click("Decide on them")
    journey.picture("causes-decide")
    journey.press("a")
    journey.press("x")
    links = [link for link in study.store.links("river") if link.decided_by == "Eve Invented"]
    assert sorted(link.status for link in links) == [Status.CONFIRMED, Status.REJECTED]
    study.close()


# ---------------------------------------------------------------------------------------------------- reviewer


def test_a_reviewer_reads_themes_and_causes_and_opens_what_a_sentence_rests_on(
    explorer: Explore, journey_study: JourneyStudy
) -> None:
    made = journey_study
    journey = explorer(made.folder, "Rae Invented", "reviewer", vaults=made.vaults)
    page = journey.page
    journey.picture("home")

    journey.go("themes", case="river")
    journey.picture("themes")
    page.get_by_role("link", name="Communication").first.click()
    journey.idle()
    _seen(journey, "all four interviews asked; unprompted in two more")
    assert "code=communication" in page.url, "a theme can be bookmarked"
    journey.picture("themes-communication")
    page.go_back()
    journey.idle()
    _seen(journey, "Where each code was heard")
    page.get_by_role("textbox", name="Search what was said").fill("notice board")
    page.keyboard.press("Enter")
    journey.idle()
    assert "notice" not in page.url, "what is searched for stands in no address"

    journey.go("causes", case="river")
    journey.picture("causes")
    page.get_by_role("button", name="contributes to").first.click()
    journey.idle()
    assert "cause=" in page.url
    journey.picture("causes-arrow")

    journey.go("draft", case="river", section="communication")
    page.get_by_role("button", name="An interviewee said").first.click()
    journey.idle()
    assert "sentence=" in page.url
    journey.picture("draft")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Word", exact=True).click()
    assert Path(coming.value.path()).read_bytes().startswith(b"PK")
    assert coming.value.suggested_filename == "river-reviewer-draft.docx"

    address = page.url
    page.goto(address)
    journey.idle()
    assert page.url == address, "a bookmark opens the same sentence"


# ---------------------------------------------------------------------------------------------------- commissioner


def test_a_commissioner_compares_two_alliances_and_takes_the_tables_along(
    explorer: Explore, journey_study: JourneyStudy
) -> None:
    made = journey_study
    journey = explorer(made.folder, "Kim Invented", "reviewer", vaults=made.vaults)
    page = journey.page
    journey.click("Compare", "link")
    _seen(journey, "What this cannot tell you")
    journey.picture("compare")
    page.get_by_role("button", name="Passages").first.click()
    journey.idle()
    assert "cell=" in page.url
    journey.picture("compare-passages")
    for show in ("Groups", "Lessons", "Causes", "Profiles"):
        page.get_by_test_id("stButtonGroup").get_by_role("radio", name=show).click()
        journey.idle()
        assert "fault of this program" not in journey.words(), show
    with page.expect_download() as coming:
        page.get_by_role("button", name="Workbook").click()
    assert coming.value.suggested_filename == "comparison-reviewer.xlsx"


# ---------------------------------------------------------------------------------------------------- the public


def test_the_public_is_told_that_nothing_is_released_whatever_address_it_tries(
    explorer: Explore, journey_study: JourneyStudy
) -> None:
    made = journey_study
    journey = explorer(made.folder, "Pat Invented", Tier.PUBLIC.word, vaults=made.vaults)
    journey.picture("public")
    for place in ("", "themes", "draft", "review", "code", "compare", "causes", "bring_in"):
        journey.go(place, case="river", tier="custodian", code="communication")
        words = journey.words()
        assert "released" in words or "you are reading at the public tier" in words, place
        assert "River Alliance" not in words
        assert "interview" not in words.casefold()
