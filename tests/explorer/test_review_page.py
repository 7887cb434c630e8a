"""The Review page: originals only to a custodian with the passphrase, each decision where it was made, and sign-off."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import qualitative.anonymise.vault as the_vault
from qualitative.disclosure import WITHHELD
from qualitative.explorer.review import panels
from qualitative.model import Source
from qualitative.study import custodian
from tests.support.explorer import shown, words
from tests.support.small import NAMES, PASSPHRASE, Small
from tests.support.study_state import state

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them

MARTA = "Marta Kowalczyk"
PHONE = "07700 900123"


@pytest.fixture(autouse=True)
def _vaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))
    monkeypatch.setattr(the_vault, "_keys", lru_cache(the_vault._keys))


@pytest.fixture
def unsure(added: Small) -> Small:
    """In the first source three masks are left to a person: a phone number, and a name at both its places."""
    study = added.open()
    source, *_ = study.store.sources()
    key = study.vault(PASSPHRASE).data["pending"]["tide-01"]["text"]
    moves = {(c, d): key[a:b] for a, b, c, d in study.vault(PASSPHRASE).data["maps"]["tide-01"]}
    there = tuple(
        dataclasses.replace(r, settled=False, means="tagger", confidence=0.62)
        if moves[r.start_char, r.end_char] in (MARTA, PHONE)
        else r
        for r in source.replacements
    )
    study.store.save_source(dataclasses.replace(source, replacements=there))
    study.close()
    return added


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """The page once the vault is open."""

    def opened(small: Small, given: str = PASSPHRASE, **address: str) -> AppTest:
        at = shown(monkeypatch, "review", small.folder, "custodian", **address)
        at.text_input(key="open passphrase").set_value(given)
        return press(at, "Open")

    return opened


def press(at: AppTest, label: str) -> AppTest:
    next(b for b in at.button if b.label.startswith(label)).click()
    return at.run()


def source_of(small: Small, source_id: str = "tide-01") -> Source:
    study = small.open()
    try:
        return next(s for s in study.store.sources() if s.id == source_id)
    finally:
        study.close()


def unsettled(small: Small) -> int:
    return sum(not r.settled for r in source_of(small).replacements)


def holds_originals(at: AppTest) -> list[str]:
    everything = words(at) + "".join(
        str(getattr(e.proto, "json", "")) + str(e.proto) for e in _components(at)
    )
    return [name for name in NAMES if name in everything]


def _slots(at: AppTest) -> list[str]:
    """The names of everything this sitting remembers."""
    return [str(name) for name in at.session_state._state._state.filtered_state]


def _components(at: AppTest) -> list[object]:
    return [c for c in at.get("bidi_component") if "review_pane" in c.proto.component_name]


# ------------------------------------------------------------------ who sees what


def test_a_study_without_notes_names_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    custodian.init(tmp_path / "study")
    at = shown(monkeypatch, "review", tmp_path / "study", "custodian")
    assert "Bring some in first" in words(at)


def test_where_there_is_no_study_the_page_says_how_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "start" in words(shown(monkeypatch, "review", tmp_path / "nothing", "custodian"))


@pytest.mark.parametrize("tier", ["coder", "reviewer", "public"])
def test_below_the_custodian_s_tier_there_is_nothing_to_read(
    unsure: Small, tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "review", unsure.folder, tier, source="tide-01")
    assert "custodian tier" in words(at)
    assert not at.text_input
    assert holds_originals(at) == []


def test_before_the_passphrase_and_with_a_wrong_one_nothing_original_is_shown(
    unsure: Small, page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert holds_originals(shown(monkeypatch, "review", unsure.folder, "custodian", source="tide-01")) == []
    at = page(unsure, "not this one")
    assert "passphrase does not open" in at.error[0].value
    assert holds_originals(at) == []


def test_without_the_vault_on_this_machine_the_page_says_where_it_was_looked_for(
    unsure: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in unsure.vaults.iterdir():
        file.unlink()
    at = shown(monkeypatch, "review", unsure.folder, "custodian")
    assert "not on this machine" in at.error[0].value


def test_with_the_passphrase_the_original_stands_beside_the_text(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = page(unsure)
    assert MARTA in holds(at)
    assert "1 of 3 to settle" in words(at)
    assert "Found by the model alone, 0.62" in words(at)


def holds(at: AppTest) -> str:
    return words(at) + "".join(str(e.proto) for e in _components(at))  # type: ignore[attr-defined]


def test_once_locked_the_originals_are_gone_from_the_page_and_from_memory(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = press(page(unsure), "Lock")
    assert holds_originals(at) == []
    assert not any(name in repr(at.session_state) for name in (*NAMES, PASSPHRASE))


def test_nothing_original_stands_in_an_address_a_key_of_a_widget_or_a_log(
    unsure: Small, page: Callable[..., AppTest], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    at = press(press(page(unsure), "Change"), "Keep the words")
    at = press(at, "Mask more")
    told = repr(dict(at.query_params)) + repr(_slots(at)) + caplog.text
    assert [name for name in NAMES if name in told] == []
    assert dict(at.query_params).keys() <= {"case", "source"}


def test_a_source_of_another_study_in_the_address_is_passed_over(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = page(unsure, source="tide-99", case="../../etc")
    assert not at.error
    assert "1 of 3 to settle" in words(at)


# ------------------------------------------------------------------ the decisions


def test_accepting_goes_straight_on_to_the_next_and_undo_comes_back(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = press(page(unsure), "Accept")
    assert unsettled(unsure) == 2
    assert "1 of 2 to settle" in words(at)
    at = press(press(at, "Accept"), "Accept")
    assert unsettled(unsure) == 0
    assert "Nothing is left to settle here" in words(at)
    at = press(at, "Undo")
    assert unsettled(unsure) == 1
    assert "1 of 1 to settle" in words(at)


def test_one_place_is_the_rule_and_all_of_them_a_switch(unsure: Small, page: Callable[..., AppTest]) -> None:
    at = page(unsure)
    while MARTA not in words(at).split("is read as")[0]:
        at = press(at, "Next")
    at.toggle(key="review wide").set_value(True)
    at = press(at.run(), "Accept")
    assert unsettled(unsure) == 1
    assert "places" in at.toast[0].value
    assert not any(t.key == "review wide" and t.value for t in at.toggle)


def test_words_stand_again_only_with_a_reason(unsure: Small, page: Callable[..., AppTest]) -> None:
    at = page(unsure)
    while PHONE not in words(at).split("is read as")[0]:
        at = press(at, "Next")
    before = state(unsure)
    at = press(press(at, "Keep the words"), "Let the words stand")
    assert "only with a reason" in at.error[0].value
    assert state(unsure) == before
    at.selectbox(key="review why").set_value(panels.REASONS[0])
    press(at, "Let the words stand")
    assert PHONE in source_of(unsure).text


def test_a_mask_is_given_to_somebody_of_the_key(unsure: Small, page: Callable[..., AppTest]) -> None:
    at = press(page(unsure), "Change")
    study = unsure.open()
    other = next(
        r for s in study.store.sources() for r in s.replacements if s.id == "tide-02" and r.entity[:1] == "P"
    )
    study.close()
    n = source_of(unsure).text.count(other.coder)
    at.selectbox(key="review to").set_value(other.entity)
    press(at, "Change it")
    assert source_of(unsure).text.count(other.coder) == n + 1
    assert unsettled(unsure) == 2


def test_two_strings_of_one_person_are_joined_everywhere_and_taken_back(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = page(unsure, source="tide-01")
    while not any(b.label.startswith("Change") and not b.disabled for b in at.button):
        at = press(at, "Next")
    at = press(at, "Change")
    if not [box for box in at.selectbox if box.key == "review join"]:  # a phone number is nobody's string
        at = press(press(at, "Next"), "Change")
    before = {s: source_of(unsure, s).text for s in ("tide-01", "tide-02")}
    study = unsure.open()
    other = next(
        r for s in study.store.sources() for r in s.replacements if s.id == "tide-02" and r.entity[:1] == "P"
    )
    study.close()
    at.selectbox(key="review join").set_value(other.entity)
    at = press(at, "Join the two")
    joined = {r.entity for r in source_of(unsure).replacements if r.coder == other.coder}
    assert joined == {other.entity}
    assert source_of(unsure).text.count(other.coder) > before["tide-01"].count(other.coder)
    press(at, "Undo")
    assert {s: source_of(unsure, s).text for s in before} == before


def test_words_left_standing_are_masked_as_they_were_typed(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = press(page(unsure), "Mask more")
    at.text_input(key="review words").set_value("nowhere to be found")
    at = press(at, "Mask them")
    assert "do not stand in this source" in at.error[0].value
    at.text_input(key="review words").set_value("big  charities")
    at.segmented_control(key="review kind").set_value("ORG")
    at = press(at, "Mask them")
    assert "big charities" not in source_of(unsure).text
    at = press(at, "Undo")
    assert "big charities" in source_of(unsure).text


def test_a_decision_made_in_another_window_is_told_and_not_overrun(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = page(unsure)
    study = unsure.open()
    custodian.mask(study, "tide", ["big charities"], kind="ORG", passphrase=PASSPHRASE)
    study.close()
    before = source_of(unsure)
    signing = page(unsure)
    at = press(at, "Accept")
    assert "changed elsewhere" in at.error[0].value
    assert source_of(unsure) == before
    study = unsure.open()
    custodian.mask(study, "tide", ["staff"], kind="ORG", passphrase=PASSPHRASE)
    study.close()
    signing = press(signing, "I have read it")
    assert "read it again" in signing.error[0].value
    assert not source_of(unsure).signed_off


def test_a_mask_just_accepted_can_be_taken_in_hand_again_and_kept(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = page(unsure)
    while PHONE not in words(at).split("is read as")[0]:
        at = press(at, "Next")
    in_hand = at.selectbox(key="review list").value
    at = press(at, "Accept")
    at.selectbox(key="review list").set_value(in_hand)
    at = press(at.run(), "Keep the words")
    at.selectbox(key="review why").set_value(panels.REASONS[0])
    press(at, "Let the words stand")
    assert PHONE in source_of(unsure).text


# ------------------------------------------------------------------ sign-off


def test_sign_off_says_what_nobody_settled_and_goes_on_to_the_next_source_that_waits(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = page(unsure)
    assert "3 masks nobody settled: masked they stay" in words(at)
    at = press(at, "I have read it")
    assert source_of(unsure).signed_off_by == "Ada Invented"
    assert not source_of(unsure).signed_unread
    assert at.query_params["source"] in ("tide-02", ["tide-02"])
    at = press(at, "I have read it")
    assert source_of(unsure, "tide-02").signed_off
    assert "Every source of this alliance is signed off" in words(at)
    assert "code what was said" in words(at)


def test_of_a_signed_source_the_anonymised_text_stands_alone_and_the_page_says_why(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    study = unsure.open()
    custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    study.close()
    at = page(unsure, source="tide-01")
    assert "the original left the vault" in at.info[0].value
    assert next(b for b in at.button if b.label == "Keep the words").disabled
    assert MARTA not in "".join(str(e.proto) for e in _components(at))  # type: ignore[attr-defined]


def test_what_was_signed_unread_and_what_waits_again_are_told_apart(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    study = unsure.open()
    custodian.sign_off(study, (), everything=True, by="Ana", passphrase=PASSPHRASE)
    custodian.mask(study, "tide", ["big charities"], kind="ORG", passphrase=PASSPHRASE)
    study.close()
    at = page(unsure)
    assert "signed off unread by Ana" in words(at)
    assert "waits again: changed after sign-off" in words(at)


def test_without_a_key_the_text_can_be_read_accepted_and_signed(
    tmp_path: Path, unsure: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    custodian.init(tmp_path / "keyless")
    study = custodian.Study.open(tmp_path / "keyless")
    custodian.add(study, "tide", [unsure.root / "notes"], passphrase=None, by="Ana")
    study.close()
    at = shown(monkeypatch, "review", tmp_path / "keyless", "custodian")
    assert "keeps no key" in at.info[0].value
    assert next(b for b in at.button if b.label == "Change").disabled
    press(at, "I have read it")
    study = custodian.Study.open(tmp_path / "keyless")
    assert study.store.sources()[0].signed_off
    study.close()


def test_wishes_stand_beside_the_text_and_are_lifted_only_with_a_reason(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = page(unsure, source="tide-02")
    assert "Asked: no use" in words(at)
    at = press(at, "Lift it")
    assert "why the wish is lifted" in at.error[0].value
    at.text_input(key="review lift why 0").set_value("agreed by telephone on 3 May")
    at = press(at, "Lift it")
    assert "Reason: agreed by telephone on 3 May" in words(at)
    assert "Lifted by Ada Invented" in words(at)
    at = press(at, "Undo")
    assert "Lifted by" not in words(at)


def test_a_passage_is_marked_by_hand_and_each_tier_s_wording_can_be_read(
    unsure: Small, page: Callable[..., AppTest]
) -> None:
    at = press(page(unsure), "Mark a wish")
    at.text_area(key="review wish words").set_value("Nobody knew  who was responsible")
    at = press(at, "Mark it")
    assert "Marked by Ada Invented: no use" in words(at)
    at.segmented_control(key="review reader").set_value("reviewer")
    shown_now = str(_components(at.run())[0].proto.json)  # type: ignore[attr-defined]
    assert "What reviewers read" in shown_now
    assert WITHHELD in shown_now.encode().decode("unicode_escape") or WITHHELD in shown_now
