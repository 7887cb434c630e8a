"""The Compare page: one case laid out, two side by side, the words behind a cell, and the same figures as the files."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qualitative import comparison
from qualitative.explorer.compare import markup as compare_tables
from qualitative.model import Status, Tier
from qualitative.study import Study, StudyTrouble, custodian, evaluator, reviewer
from qualitative.study.access import Access, NoRelease, comparing, enter
from tests.support.explorer import component, shown, words
from tests.support.small import CASE, PASSPHRASE, Small
from tests.support.study_state import confirm_all

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them

SECOND_NOTE = """Focus group with providers

Interviewer: How did you hear about decisions?
Oluwaseun Adebayo-Fitch: The bulletin came every month and said what was still open, so people stayed.
Marta Kowalczyk: Nobody knew who was responsible for referrals until the second year.
"""


@pytest.fixture(scope="module")
def two_once(coded_once: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A second, live alliance beside the first; everything suggested is confirmed."""
    root = tmp_path_factory.mktemp("two")
    small = coded_once.copy_to(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(small.vaults))
        study = small.open()
        confirm_all(study)
        second = root / "second"
        (second / "notes").mkdir(parents=True)
        (second / "notes" / "group.txt").write_text(SECOND_NOTE)
        case = CASE.replace("tide", "moor").replace("Tide", "Moor").replace("ended early", "live")
        (second / "case.yaml").write_text("\n".join(x for x in case.splitlines() if "interview.txt" not in x))
        custodian.add(
            study, "moor", [second / "notes"], roster=root / "roster.csv", case_file=second / "case.yaml",
            passphrase=PASSPHRASE, by="Ana",
        )  # fmt: skip
        custodian.sign_off(
            study, [s.id for s in study.store.sources("moor")], by="Ana", passphrase=PASSPHRASE
        )
        evaluator.suggest_codings(study)
        for coding in study.store.codings("moor"):
            evaluator.decide(study, coding.id, True, "Ana", "helped")
        study.close()
    return small


@pytest.fixture
def two(two_once: Small, tmp_path: Path) -> Small:
    return two_once.copy_to(tmp_path)


def read(at: AppTest) -> dict[str, Any]:
    return component(at, "qualitative_reader")


def entered(small: Small, tier: Tier = Tier.REVIEWER) -> Access:
    return enter(small.folder, "Ada Invented", tier)


def a_cell(study: Study, case: str) -> tuple[str, str]:
    """A code that is confirmed in the case, and the words of one of its passages at reviewer tier."""
    view = reviewer.view_of(study, case, Tier.REVIEWER)
    coding = next(c for c in view.codings if c.status is Status.CONFIRMED)
    return coding.code, coding.selection.quote


# ------------------------------------------------------------------ states


def test_an_empty_study_names_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    custodian.init(tmp_path / "study")
    assert "holds no notes yet" in words(shown(monkeypatch, "compare", tmp_path / "study", "reviewer"))


def test_nothing_signed_off_is_nothing_to_compare(added: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "signed off yet" in words(shown(monkeypatch, "compare", added.folder, "reviewer"))


def test_one_alliance_is_laid_out_and_told_what_a_comparison_needs(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "compare", coded.folder, "reviewer")
    assert "A comparison needs two reviews at least" in words(at)
    assert "Communication" in read(at)["markup"]


def test_the_box_and_the_warning_stand_on_every_part(two: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "compare", two.folder, "reviewer")
    for part in ("themes", "groups", "lessons", "causes", "emergent", "profiles"):
        at.query_params["part"] = part
        said = words(at.run())
        assert not at.exception
        assert "What this cannot tell you" in said
        assert "A live alliance stands beside one that has ended" in said


def test_lessons_wait_for_a_draft_that_holds_them(two: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "compare", two.folder, "reviewer", part="lessons")
    assert "No draft that holds lessons is kept for Moor Alliance and Tide Alliance" in words(at)


def test_which_alliances_are_compared_stands_in_the_address(
    two: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    markup = read(shown(monkeypatch, "compare", two.folder, "reviewer", cases="moor,nowhere"))["markup"]
    assert "Moor Alliance" in markup
    assert "Tide Alliance" not in markup


# ------------------------------------------------------------------ what stands behind a cell


def test_a_cell_opened_by_its_address_shows_its_passages(two: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    study = two.open()
    code, quote = a_cell(study, "tide")
    study.close()
    given = read(shown(monkeypatch, "compare", two.folder, "reviewer", cell=f"{code}/tide"))
    assert given["open"] == f"cell:{code}/tide"
    assert escape(quote) in given["panels"][given["open"]]


def test_a_cell_that_does_not_exist_is_passed_over(two: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "compare", two.folder, "reviewer", cell="communication/elsewhere")
    assert read(at)["panels"] == {}
    assert "cell" not in at.query_params


def test_behind_a_cell_stand_exactly_the_confirmed_passages(two: Small) -> None:
    for view in comparing.views(entered(two), ["tide", "moor"]):
        for code in view.codebook.every_code():
            passages = {c.selection.id for c in comparison.confirmed(view) if c.code == code.id}
            behind = comparing.cell(view, code.id)
            assert len(behind.excerpts) == len(passages)
            assert bool(behind.why) == (not passages)


# ------------------------------------------------------------------ one count for screen and file


def test_the_screen_and_the_file_count_the_same(two: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "compare", two.folder, "reviewer")
    markup = read(at)["markup"]
    told = comparing.download(entered(two), ["moor", "tide"], "html").content.decode("utf-8")
    on_screen = [
        [unescape(line) for line in re.findall(r"<div[^>]*>([^<]+)</div>", cell)]
        for cell in re.findall(r"<td data-label[^>]*>(.*?)</td>", markup)
    ]
    assert on_screen
    views = comparing.views(entered(two), ["moor", "tide"])
    table = compare_tables.named(comparison.comparison_tables(views), "Themes and cases")
    assert table is not None
    assert on_screen == [cell.split("\n") for row in table.rows for cell in row[1:]]
    for cell in on_screen:
        assert "<br>".join(escape(line, quote=False) for line in cell) in told


def test_every_group_stands_with_its_denominator(two: Small) -> None:
    views = comparing.views(entered(two, Tier.CODER), ["tide"])
    table = compare_tables.named(comparison.comparison_tables(views), "Groups, Tide Alliance")
    assert table is not None
    for header in compare_tables.groups_table(table, views[0]).headers[1:]:
        assert re.search(r"\(\d+ (interview|focus group)s?", header)


def test_a_mismatch_hides_figures_and_never_the_way_to_the_words(two: Small) -> None:
    views = comparing.views(entered(two), ["tide", "moor"])
    markup = compare_tables.matrix_markup(None, views)
    assert "Figures are hidden" in markup
    assert markup.count("data-pick=") == 2 * len(views[0].codebook.every_code())


# ------------------------------------------------------------------ tiers


def test_the_public_sees_nothing_and_is_told_the_next_step(
    two: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "compare", two.folder, "public", cell="communication/tide")
    assert not read(at)
    assert "released" in words(at)


def test_a_public_reader_is_refused_every_act(two: Small) -> None:
    public = entered(two, Tier.PUBLIC)
    for act in (
        lambda: comparing.views(public, ["tide"]),
        lambda: comparing.lessons(public, ["tide"]),
        lambda: comparing.download(public, ["tide"], "xlsx"),
    ):
        with pytest.raises(NoRelease):
            act()


def test_a_tier_forged_in_the_address_changes_nothing(two: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "compare", two.folder, "reviewer")
    plain = read(at)["markup"]
    at.query_params["tier"] = "custodian"
    assert read(at.run())["markup"] == plain


@pytest.mark.parametrize("format", comparing.FORMATS)
def test_a_comparison_is_taken_away_at_the_reader_s_own_tier(two: Small, format: str) -> None:
    file = comparing.download(entered(two), ["tide", "moor"], format)
    assert file.name == f"comparison-reviewer.{format}"
    assert file.content


def test_a_format_nobody_knows_is_refused_in_words(two: Small) -> None:
    with pytest.raises(StudyTrouble, match="xlsx, html, md"):
        comparing.download(entered(two), ["tide"], "exe")
