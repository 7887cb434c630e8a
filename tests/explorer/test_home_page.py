"""Home says where the study stands and what waits for whom, to each tier what it can do first."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from qualitative.explorer.home.line import BEGUN, DONE, OPEN, markup, stages
from qualitative.explorer.places import BY_ID
from qualitative.model import Fact, SessionKind, Tier
from qualitative.study import custodian, evaluator
from qualitative.study.glance import CaseGlance, Draft, Sessions, Waiting
from tests.support.explorer import shown, words
from tests.support.small import NAMES, PASSPHRASE, Small

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them


@pytest.fixture(autouse=True)
def _vaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))
    monkeypatch.delenv("QUALITATIVE_KEY_PASSPHRASE", raising=False)


def links(at: AppTest) -> list[tuple[str, str]]:
    """(page, label) of each link in the page itself, not the menu."""
    found = []

    def walk(block: object) -> None:
        for child in getattr(block, "children", {}).values():
            if getattr(child, "type", "") == "page_link":
                found.append((child.proto.page.strip("/") or "home", child.proto.label))
            walk(child)

    walk(at.main)
    return found


def empty_study(tmp_path: Path) -> Path:
    custodian.init(tmp_path / "study")
    return tmp_path / "study"


@pytest.mark.parametrize("tier", ["reviewer", "coder", "custodian"])
def test_a_first_visit_says_how_it_goes_and_whose_turn_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tier: str
) -> None:
    at = shown(monkeypatch, "home", empty_study(tmp_path), tier)
    said = words(at)
    assert "How this goes" in said
    assert said.count("<li>") == 4
    if tier == "custodian":
        assert links(at) == [("bring_in", "Bring notes in")]
    else:
        assert links(at) == []
        assert "waits for the custodian" in said


def test_without_a_study_it_says_how_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "home", tmp_path / "nowhere", "coder")
    assert "Home" not in words(at)
    assert "qualitative explore STUDY" in " ".join(code.value for code in at.code)


def test_the_public_is_told_that_nothing_is_released(added: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "home", added.folder, "public")
    assert "nothing of this study has been released" in words(at).casefold()
    assert "Tide" not in words(at)
    assert links(at) == []


def test_a_reviewer_reads_that_sign_off_waits_for_the_custodian(
    added: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "home", added.folder, "reviewer")
    said = words(at)
    assert "0 of 2 sources" in said
    assert "2 sources wait to be read and signed off" in said
    assert "waits for the custodian" in said
    assert "Nothing waits for you." in said
    assert links(at) == []
    assert "What people did lately" not in said


def test_a_custodian_gets_the_link_to_what_waits(added: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "home", added.folder, "custodian")
    assert links(at) == [("review", "Go to Review")]
    assert "waits for the" not in words(at)
    assert "brought in 2 sources" in words(at)


def test_a_coder_decides_and_a_reviewer_waits(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "home", coded.folder, "coder")
    assert links(at)[:2] == [("code", "Go to Code"), ("causes", "Go to Causes")]
    assert "What people did lately" in words(at)
    lowered = at.sidebar.selectbox(key="reading as").set_value("reviewer").run()
    assert links(lowered) == []
    assert words(lowered).count("waits for the evaluator") == 2
    assert "What people did lately" not in words(lowered)


def test_no_name_and_no_id_of_a_person_is_on_it(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    for tier in ("reviewer", "coder", "custodian"):
        said = words(shown(monkeypatch, "home", coded.folder, tier))
        assert not [name for name in NAMES if name.casefold() in said.casefold()]
        assert "[Participant" not in said


def test_what_is_done_meanwhile_is_on_the_page_at_the_next_look(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "home", coded.folder, "coder")
    before = words(at)
    study = coded.open()
    evaluator.decide(study, study.store.codings("tide")[0].id, True, "Bo")
    study.close()
    after = words(at.run())
    assert "1 coding confirmed" in after
    assert "1 coding confirmed" not in before
    assert ("draft", "Go to Draft") in links(at)


@pytest.mark.parametrize("n", [2, 6])
def test_many_alliances_each_have_their_line(added: Small, monkeypatch: pytest.MonkeyPatch, n: int) -> None:
    study = added.open()
    tide = study.store.case("tide")
    for i in range(n - 1):
        study.store.save_case(dataclasses.replace(tide, id=f"c{i}", name=f"Alliance <b>{i}", sessions=()))
    custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    study.close()
    at = shown(monkeypatch, "home", added.folder, "custodian")
    said = words(at)
    assert said.count('<ol class="q-home-line">') == n
    assert "1 of 2 sources" in said
    assert "Alliance &lt;b&gt;0" in said
    assert "Alliance <b>" not in said.replace("Alliance &lt;b&gt;", "")
    assert links(at).count(("bring_in", "Go to Import")) == n - 1
    assert (said.index("What waits for whom") < said.index("q-home-line")) is (n > 2)


def test_every_link_leads_to_a_page_that_tier_can_open(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    for tier in (Tier.REVIEWER, Tier.CODER, Tier.CUSTODIAN):
        for page, _ in links(shown(monkeypatch, "home", coded.folder, tier.word)):
            assert BY_ID[page].tier <= tier


# ------------------------------------------------------------------ the line of stages


def a_case(**changed: object) -> CaseGlance:
    n = {"planned": 0, "held": 0, "notes received": 1, "signed off": 2}
    sessions = (Sessions(SessionKind.INTERVIEW, 3, n), Sessions(SessionKind.FOCUS_GROUP, 3, n))
    case = CaseGlance(
        "a", "A", "live", "2024", sessions, 11, 9, 0, 3, 0, 0, 7, 0, 0, Waiting(2, 5, 3), 1, Waiting(0, 4, 6), 0,
        2, (Draft(Tier.REVIEWER, "current"), Draft(Tier.PUBLIC, "none")),
    )  # fmt: skip
    return dataclasses.replace(case, **changed)  # type: ignore[arg-type]


def test_each_stage_says_its_number_and_what_it_is_counted_of() -> None:
    assert [(s.title, s.state, s.words) for s in stages(a_case())] == [
        ("Notes in", DONE, "3 of 3 interviews\n3 of 3 focus groups"),
        ("Signed off", BEGUN, "9 of 11 sources"),
        ("Coded", BEGUN, "8 of 10 suggestions decided"),
        ("Themes", BEGUN, "2 emergent themes"),
        ("Causes", BEGUN, "10 of 10 claims decided"),
        ("Drafted", BEGUN, "1 of 2 drafts up to date"),
    ]
    assert "%" not in markup(a_case())


def test_nothing_is_done_with_sources_that_still_wait() -> None:
    whole = a_case(signed=11, codings=Waiting(0, 5, 3))
    assert [s.state for s in stages(whole)] == [DONE, DONE, DONE, DONE, DONE, BEGUN]


def test_a_case_without_anything_is_not_begun_in_words() -> None:
    none = Waiting()
    bare = a_case(sessions=(), sources=0, signed=0, speaking=0, codings=none, own_codings=0, causes=none,
                  themes=None, drafts=(Draft(Tier.REVIEWER, "none"),))  # fmt: skip
    assert {s.state for s in stages(bare)} == {OPEN}
    assert markup(bare).count(": not begun. ") == 6


def test_what_was_signed_unread_and_what_is_out_of_date_says_so() -> None:
    old = a_case(signed=11, signed_unread=11, drafts=(Draft(Tier.PUBLIC, "stale"),))
    said = markup(old)
    assert "all signed unread" in said
    assert "out of date: public" in said
    assert stages(old)[5].state == BEGUN


def test_a_profile_without_stage_or_year_says_so() -> None:
    assert "stage and year not stated" in markup(a_case(stage="", year=""))
    assert Fact().stated is False


def test_hostile_words_of_a_case_are_never_markup() -> None:
    evil = "<img src=x onerror=alert(1)>\"'&"
    assert "<img" not in markup(a_case(name=evil, stage=evil, year=evil))
