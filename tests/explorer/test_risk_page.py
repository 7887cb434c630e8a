"""The Risk page: tests without a total, and a sample gone through sentence by sentence, which may be stopped and resumed."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from qualitative.codebook import load_codebook, shipped
from qualitative.study import Study
from qualitative.study.risk import checking
from tests.support.explorer import shown, words
from tests.support.small import NAMES, Small

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them


@pytest.fixture(autouse=True)
def _vaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))


def drawn(small: Small, n: int) -> None:
    study = small.open()
    checking.draw(study, "tide", n, seed=5, by="Bea")
    study.close()


def read(small: Small) -> int:
    study = small.open()
    n = len(checking.newest(study, "tide").read)
    study.close()
    return n


def press(at: AppTest, key: str) -> AppTest:
    at = at.button(key=key).click().run()
    assert not at.exception
    return at


def test_without_notes_the_page_says_who_brings_them_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Study.create(tmp_path / "empty", load_codebook(shipped("learning-themes"))).close()
    at = shown(monkeypatch, "risk", tmp_path / "empty", "coder")
    assert "The custodian brings them in" in words(at)


def test_it_says_what_these_texts_are_and_each_test_s_verdict_and_no_original_word(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "risk", coded.folder, "coder")
    said = words(at)
    assert not at.exception
    for part in (
        "pseudonymised, not anonymous",
        "Not measured",
        "Passed",
        "No total is shown",
        "no miss rate",
    ):
        assert part in said
    assert [name for name in NAMES if name in said] == []


def test_a_reviewer_is_told_that_it_is_the_coding_team_s(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = words(shown(monkeypatch, "risk", coded.folder, "reviewer"))
    assert "coder tier" in said
    assert "pseudonymised, not anonymous" not in said


def test_answers_are_kept_at_once_and_the_page_goes_on_where_one_stopped(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(coded, 3)
    at = shown(monkeypatch, "risk", coded.folder, "coder")
    assert "Sentence 1 of 3" in words(at)
    at = press(at, "risk nothing")
    assert read(coded) == 1
    again = shown(monkeypatch, "risk", coded.folder, "coder", person="Cem Invented")
    assert "Sentence 2 of 3" in words(again)
    back = press(again, "risk before")
    assert "answered by Ada Invented: nothing left" in words(back)


def test_words_that_identify_are_chosen_and_the_rate_told_when_all_are_read(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(coded, 2)
    at = press(shown(monkeypatch, "risk", coded.folder, "coder"), "risk something")
    at.button_group(key="risk words 1").set_value([0, 1])
    at = next(b for b in at.button if b.label == "Keep this answer").click().run()
    study = coded.open()
    answer = checking.newest(study, "tide").sentence(1).answer
    assert answer is not None
    assert len(answer.spans) == 1  # two words that follow each other are one place
    assert answer.how == "direct"
    study.close()
    at = press(at, "risk nothing")
    said = words(at)
    assert "1 of 2 sentences still held something" in said
    assert "Found, and standing still" in said
    assert "The custodian masks them" in said


def test_something_left_without_words_is_taken_as_the_whole_sentence_only_where_indirect(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(coded, 2)
    at = press(shown(monkeypatch, "risk", coded.folder, "coder"), "risk something")
    at = next(b for b in at.button if b.label == "Keep this answer").click().run()
    assert any("which words identify" in e.value for e in at.error)
    assert read(coded) == 0
