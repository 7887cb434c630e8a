"""The Code page: a person decides one suggestion at a time, sees what they decide on, and can take it back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from qualitative.codebook import load_codebook, shipped
from qualitative.explorer.code import reading
from qualitative.explorer.code.queue import ALL, Wanted, after, beside
from qualitative.model import Coding, Part, PartKind, Selection, Source, Status, Tier, Voice
from qualitative.study import Study, commissioner, custodian, evaluator, measuring
from qualitative.study.access import Access, Forbidden, coding, enter
from tests.study.test_sheets import fill
from tests.support.explorer import every_element, shown, words, work_ended
from tests.support.small import PASSPHRASE, Small

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them

ADA = "Ada Invented"


@pytest.fixture(autouse=True)
def _vaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))


def pane(at: AppTest) -> dict[str, Any]:
    """What the reading pane was given to draw."""
    for element in every_element(at.main):
        proto = getattr(element, "proto", None)
        if type(proto).__name__ == "BidiComponent":
            drawn: dict[str, Any] = json.loads(proto.json)
            return drawn
    raise AssertionError("the page shows no notes")


def said(at: AppTest) -> str:
    """What is read on the page, the notes in the pane and warnings too."""
    notes = [run["text"] for block in pane(at)["blocks"] for run in block["runs"]]
    return "\n".join([words(at), *notes, *(w.value for w in at.warning)])


def held(small: Small) -> dict[str, Coding]:
    study = small.open()
    found = {c.id: c for c in study.store.codings("tide")}
    study.close()
    return found


def decided(small: Small) -> list[Coding]:
    return [c for c in held(small).values() if c.status is not Status.SUGGESTED]


def press(at: AppTest, key: str) -> AppTest:
    return at.button(key=key).click().run()


def keys(at: AppTest) -> set[str]:
    return {str(b.key) for b in at.button}


# ------------------------------------------------------------------ states


def test_without_notes_the_page_says_who_brings_them_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Study.create(tmp_path / "empty", load_codebook(shipped("learning-themes"))).close()
    at = shown(monkeypatch, "code", tmp_path / "empty", "coder")
    assert "The custodian brings them in" in words(at)
    assert not at.exception
    assert "confirm" not in keys(at)


def test_before_sign_off_a_coder_is_told_who_does_it_and_a_custodian_where(
    added: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", added.folder, "coder")
    assert "2 sources wait" in words(at)
    assert "ask whoever keeps it" in words(at)
    assert "last to hear" not in words(at)
    assert "Go to Review" not in words(at)
    assert "Go to Review" in words(shown(monkeypatch, "code", added.folder, "custodian"))


def test_suggestions_are_made_by_a_button_that_learns_what_is_signed(
    added: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = added.open()
    custodian.sign_off(study, [s.id for s in study.store.sources()], by="Ana", passphrase=PASSPHRASE)
    study.close()
    at = shown(monkeypatch, "code", added.folder, "coder")
    assert "Nothing is suggested in Tide Alliance yet" in words(at)
    press(at, "start suggest tide")
    work_ended(at, "suggest tide")
    assert held(added), [e.value for e in (*at.error, *at.info, *at.warning)]
    assert not decided(added)
    assert "confirm" in keys(at)
    assert "suggestions until a person decides" in words(at)


def test_a_reviewer_sees_no_note_here(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "code", coded.folder, "reviewer", coding=next(iter(held(coded))))
    assert "coder tier" in words(at)
    assert "last to hear" not in words(at)
    assert not any(
        type(getattr(e, "proto", None)).__name__ == "BidiComponent" for e in every_element(at.main)
    )


def test_whoever_lowers_the_tier_can_neither_read_nor_decide(coded: Small) -> None:
    access = enter(coded.folder, ADA, Tier.CODER)
    kept = coding.read(access, "tide")
    seen = kept.view.codings[0]
    lowered: Access = access.lowered(Tier.REVIEWER)
    for act in (
        lambda: coding.read(lowered, "tide", kept),
        lambda: coding.decide(lowered, kept, seen, True),
        lambda: coding.add_code(lowered, "tide", seen, "governance"),
        lambda: coding.undo(lowered, "tide"),
        lambda: coding.n_sources_due(lowered, "tide"),
        lambda: coding.suggest(lowered, "tide", lambda *_: None),
    ):
        with pytest.raises(Forbidden):
            act()
    assert not decided(coded)


def test_notes_the_machine_has_not_read_are_told_before_the_rest(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = enter(coded.folder, ADA, Tier.CODER)
    assert coding.n_sources_due(access, "tide") == (0, 0)
    study = coded.open()
    study.store.set_stage_key("code", "tide-02", "")
    evaluator.decide(study, study.store.codings("tide")[0].id, True, "Ben")
    study.close()
    assert coding.n_sources_due(access, "tide") == (1, 1)
    at = shown(monkeypatch, "code", coded.folder, "coder")
    assert "not read 1 source of Tide Alliance yet" in words(at)
    assert words(at).index("not read 1 source") < words(at).index("suggestions wait")


# ------------------------------------------------------------------ what stands on the page


def test_the_suggestion_stands_with_definition_reason_confidence_and_voice(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    now = held(coded)[pane(at)["current"]]
    code = load_codebook(shipped("learning-themes")).code(now.code)
    page = words(at)
    for piece in (
        code.name,
        code.definition,
        code.include[0],
        "Does not belong here",
        f"({now.confidence:.2f})",
    ):
        assert piece in page
    assert "Why the machine suggests it" in page
    assert "Verbatim: the speaker" in page
    assert "(clarity-of-roles)" not in page, "the codebook's ids are no words for a person"
    assert "Acceptance is not accuracy" not in page
    assert "not measured here" in page


def test_what_was_measured_stands_at_the_foot_and_a_code_to_beware_of_is_said_beside_it(
    coded: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = coded.open()
    sheet = tmp_path / "a.xlsx"
    commissioner.export(study, sheet, blank=True, sample=3)
    fill(sheet, "passages", "codes", ["none"] * 3)
    commissioner.import_file(study, sheet, by="Bo")
    measuring.measure(study)
    at = shown(monkeypatch, "code", coded.folder, "coder")
    assert "coded by Bo without suggestions" in words(at)
    assert "not measured here" not in words(at)
    assert "should not be used on this code" not in said(at)
    now = held(coded)[pane(at)["current"]]
    kept = json.loads(study.store.stage_key(measuring.STAGE, "tide"))
    kept["warned"] = [(now.code, "more of its suggestions are wrong than right")]
    study.store.set_stage_key(measuring.STAGE, "tide", json.dumps(kept))
    study.close()
    at = shown(monkeypatch, "code", coded.folder, "coder")
    assert "should not be used on this code; more of its suggestions are wrong than right" in said(at)


def test_the_notes_stand_whole_with_the_passage_in_hand_marked(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    drawn = pane(at)
    now = held(coded)[drawn["current"]]
    marked = "".join(run["text"] for block in drawn["blocks"] for run in block["runs"] if run["current"])
    assert marked == now.selection.quote
    marks = [m for block in drawn["blocks"] for m in block["marks"]]
    assert [m["id"] for m in marks if m["current"]] == [now.id]
    assert {m["state"] for m in marks} == {"suggested"}
    assert {"question", "speech", "bullet"} <= {b["kind"] for b in drawn["blocks"]}


def test_nothing_a_person_asked_not_to_be_used_is_offered(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder", source="tide-02", state="all")
    blocks = pane(at)["blocks"]
    wish = next(b for b in blocks if b["wish"])
    assert not wish["marks"]
    assert "Nothing is suggested on what people asked not to be used (1 place)" in words(at)


def test_a_link_to_a_coding_brings_it_in_hand_whatever_the_filter(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = [c for c in held(coded).values() if c.selection.source == "tide-02"][-1]
    at = shown(monkeypatch, "code", coded.folder, "coder", coding=last.id, state="rejected")
    if pane(at)["current"] != last.id:  # it lies on a passage that is not shown
        assert "no longer there" in said(at)
    else:
        assert pane(at)["source"] == "tide-02"
    at = shown(monkeypatch, "code", coded.folder, "coder", coding="nonsense")
    assert "no longer there" in said(at)


def test_filters_stand_in_the_address_and_what_it_asks_wrongly_is_passed_over(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_code = next(c for c in held(coded).values() if c.selection.source == "tide-01")
    at = shown(monkeypatch, "code", coded.folder, "coder", source="tide-01", code=of_code.code, order="sure")
    assert held(coded)[pane(at)["current"]].code == of_code.code
    at = shown(monkeypatch, "code", coded.folder, "coder", source="../etc", code="<b>", state="?", order="x")
    assert pane(at)["source"] == "tide-01"
    assert "<b>" not in words(at).replace("<b>study</b>", "")


# ------------------------------------------------------------------ deciding


def test_confirming_lands_in_the_study_and_leads_to_the_next(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    first = pane(at)["current"]
    press(at, "confirm")
    (one,) = decided(coded)
    assert (one.id, one.status, one.decided_by, one.stance) == (first, Status.CONFIRMED, ADA, "")
    assert pane(at)["current"] not in (first, "")
    assert "Decided: 1 confirmed, 0 rejected; acceptance is not accuracy" in words(at)
    assert "5 of 6 suggestions wait in Focus group 1; 8 of 9 in Tide Alliance" in words(at)


def test_rejecting_lands_in_the_study_and_its_mark_leaves_the_margin(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    first = pane(at)["current"]
    press(at, "reject")
    assert held(coded)[first].status is Status.REJECTED
    assert first not in [m["id"] for b in pane(at)["blocks"] for m in b["marks"]]


@pytest.mark.parametrize(("key", "stance"), [("1", "helped"), ("2", "hindered"), ("3", "mixed"), ("4", "")])
def test_a_number_confirms_with_what_it_did(
    coded: Small, monkeypatch: pytest.MonkeyPatch, key: str, stance: str
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    first = pane(at)["current"]
    press(at, f"stance {key}")
    assert (held(coded)[first].status, held(coded)[first].stance) == (Status.CONFIRMED, stance)


def test_every_act_has_its_key_and_none_decides_for_all(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    shortcuts = {b.key: b.proto.shortcut for b in at.button if b.proto.shortcut}
    assert {k: v.upper() for k, v in shortcuts.items()} == {
        "confirm": "Y", "reject": "X", "stance 1": "1", "stance 2": "2", "stance 3": "3", "stance 4": "4",
        "previous": "K", "next": "J", "undo": "U",
    }  # fmt: skip
    assert not any("all" in b.label.lower().split() for b in at.button)


def test_next_and_previous_go_through_without_deciding(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    first = pane(at)["current"]
    second = pane(press(at, "next"))["current"]
    assert second != first
    assert pane(press(at, "previous"))["current"] == first
    assert not decided(coded)


def test_undo_works_in_a_browser_opened_the_next_day(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pane(shown(monkeypatch, "code", coded.folder, "coder"))["current"]
    press(shown(monkeypatch, "code", coded.folder, "coder"), "confirm")
    at = press(shown(monkeypatch, "code", coded.folder, "coder", source="tide-02"), "undo")
    assert not decided(coded)
    assert "Taken back" in words(at)
    assert (pane(at)["source"], pane(at)["current"]) == ("tide-01", first), "what was taken back is in hand"
    assert "no decision of yours" in said(press(at, "undo"))


def test_what_another_decided_meanwhile_is_told_and_not_overwritten(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    first = pane(at)["current"]
    study = coded.open()
    evaluator.decide(study, first, True, "Ben", "helped")
    study.close()
    press(at, "reject")
    assert "Ben confirmed this at " in said(at)
    assert held(coded)[first].decided_by == "Ben"
    assert pane(at)["current"] == first, "it stays in hand, as it now is"
    assert "Confirmed by Ben" in words(at)
    press(at, "reject")
    assert (held(coded)[first].status, held(coded)[first].decided_by) == (Status.REJECTED, ADA)


def test_what_others_decide_elsewhere_is_counted_at_the_next_press(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    others = [c for c in held(coded) if c != pane(at)["current"]][:2]
    study = coded.open()
    for one in others:
        evaluator.decide(study, one, False, "Ben")
    study.close()
    press(at, "confirm")
    assert "6 of 9 in Tide Alliance" in words(at)


def test_a_decided_one_can_be_decided_again(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    first = pane(at)["current"]
    press(at, "confirm")
    at = shown(monkeypatch, "code", coded.folder, "coder", state="confirmed")
    assert pane(at)["current"] == first
    assert f"Confirmed by {ADA}" in words(at)
    press(at, "reject")
    assert held(coded)[first].status is Status.REJECTED


def test_another_code_for_the_passage_is_the_persons_own_coding(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    here = held(coded)[pane(at)["current"]]
    box = next(s for s in at.selectbox if str(s.key).startswith("another code"))
    box.set_value("governance").run()
    press(at, "add code")
    own = next(c for c in held(coded).values() if c.user == ADA)
    assert (own.selection, own.code, own.status) == (here.selection, "governance", Status.CONFIRMED)
    assert pane(at)["current"] == here.id, "the suggestion stays in hand"
    assert "Governance and accountability · confirmed" in words(at)
    press(at, "undo")
    assert ADA not in {c.user for c in held(coded).values()}


def test_adding_a_code_that_is_suggested_there_confirms_the_suggestion(coded: Small) -> None:
    access = enter(coded.folder, ADA, Tier.CODER)
    seen = coding.read(access, "tide").view.codings[0]
    made = coding.add_code(access, "tide", seen, seen.code)
    assert (made.id, made.status) == (seen.id, Status.CONFIRMED)
    with pytest.raises(Exception, match="carries that code already"):
        coding.add_code(access, "tide", seen, seen.code)


def test_a_blind_coding_is_not_decided_on_here(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    study = coded.open()
    seen = study.store.codings("tide")[0]
    blind = evaluator.add_coding(study, "tide", seen.selection, "procurement", "Ben", blind=True)
    study.close()
    at = shown(monkeypatch, "code", coded.folder, "coder", coding=blind.id)
    assert "Coded blind by Ben" in words(at)
    assert "confirm" not in keys(at)


def test_when_a_source_is_decided_the_page_leads_on_and_at_the_end_to_themes_and_draft(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    while "confirm" in keys(at):
        press(at, "confirm")
    assert "Everything in Focus group 1 is decided" in words(at)
    assert pane(at)["source"] == "tide-01", "the notes stay under their reader's eyes"
    press(at, "next source")
    assert pane(at)["source"] == "tide-02"
    assert "confirm" in keys(at)
    while "reject" in keys(at):
        press(at, "reject")
    assert "Every suggestion in Tide Alliance is decided" in words(at)
    assert "Draft the review" in words(at)
    assert "under Themes" in words(at)
    offered = [c for c in held(coded).values() if c.status is Status.SUGGESTED]
    assert not offered, "what nobody may use is not even suggested"


def test_a_filter_that_hides_what_waits_says_so(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder", state="rejected")
    assert "6 wait outside it" in words(at)
    press(at, "show all")
    assert "confirm" in keys(at)


def test_a_study_deleted_while_it_is_open_is_told_in_words(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "code", coded.folder, "coder")
    (coded.folder / "study.db").unlink()
    press(at, "confirm")
    told = [*(w.value for w in at.warning), *(e.value for e in at.error), words(at)]
    assert any("study is not there" in words for words in told), told
    assert not at.exception


# ------------------------------------------------------------------ the pane and the queue

TEXT = "A: We never knew 🙂 who decided.\n\nIt was é́ late.\n\n<b onclick=x>Then</b> it stopped."


def _source() -> Source:
    ends = [0, 32, 49, len(TEXT)]
    voices = (Voice.VERBATIM, Voice.REPORTED, Voice.COMMENT)
    parts = []
    for (start, end), voice in zip(pairwise(ends), voices, strict=True):
        words = TEXT[start:end]
        lead = len(words) - len(words.lstrip())
        body = start + 3 if start == 0 else None
        parts.append(
            Part(
                start + lead,
                start + len(words.rstrip()),
                PartKind.SPEECH,
                voice,
                "A" if start == 0 else None,
                body_char=body,
            )
        )
    return Source("s-1", "c", "int-1", "Interview 1", TEXT, tuple(parts))


spans = (
    st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted).filter(lambda s: s[0] < s[1])
)


@given(st.lists(spans, max_size=6))
def test_the_pane_shows_every_word_once_and_marks_just_those_coded(found: list[list[int]]) -> None:
    source = _source()
    marks = [reading.Mark(str(i), a, b, "Code", "#777777", "suggested", "") for i, (a, b) in enumerate(found)]
    drawn = reading.blocks(source, marks, "0")
    for block, part in zip(drawn, source.parts, strict=True):
        assert "".join(run["text"] for run in block["runs"]) == TEXT[part.body_start_char : part.end_char]
    for mark in marks:
        covered = "".join(
            TEXT[max(mark.start_char, p.body_start_char) : min(mark.end_char, p.end_char)]
            for p in source.parts
            if mark.start_char < p.end_char and mark.end_char > p.body_start_char
        )
        assert covered == "".join(r["text"] for b in drawn for r in b["runs"] if mark.id in r["marks"])
        n = sum(m["id"] == mark.id for b in drawn for m in b["marks"])
        assert n == (1 if covered else 0)


def test_each_part_says_whose_words_it_holds() -> None:
    assert [b["voice"] for b in reading.blocks(_source(), [], "")] == ["verbatim", "reported", "comment"]
    assert "verbatim" in reading.voices(_source())


def _coding(n: int, status: Status = Status.SUGGESTED, sure: float | None = 0.5, code: str = "a") -> Coding:
    return Coding(f"c{n}", Selection("s-1", n, n + 1, "x"), code, "machine", datetime.now(UTC), status, sure)


def test_the_queue_is_in_the_order_asked_for() -> None:
    codings = [_coding(2, sure=0.9), _coding(0, sure=0.4), _coding(1, sure=0.6), _coding(3, sure=None)]
    ids = {order: [c.id for c in Wanted(order=order).of(codings)] for order in ("read", "sure", "unsure")}
    assert ids == {
        "read": ["c0", "c1", "c2", "c3"],
        "sure": ["c2", "c1", "c0", "c3"],
        "unsure": ["c0", "c1", "c2", "c3"],
    }


def test_after_a_decision_comes_the_next_that_waits_from_there_and_round() -> None:
    queue = [_coding(0), _coding(1), _coding(2, Status.CONFIRMED), _coding(3)]
    assert [after(queue, c.id) for c in queue] == ["c1", "c3", "c3", "c0"]
    assert after([_coding(0)], "c0") == ""
    assert [beside(queue, queue[0], step) for step in (1, -1)] == ["c1", ""]
    assert beside(queue[:1], _coding(9), -1) == "c0", "from outside the filter one comes back into it"


def test_a_filter_that_could_hide_what_waits_knows_it() -> None:
    mixed = [_coding(0), _coding(1, Status.CONFIRMED), _coding(2, Status.REJECTED, code="b")]
    assert [len(Wanted(state=s).of(mixed)) for s in ("waiting", "confirmed", "rejected", ALL)] == [1, 1, 1, 3]
    assert [c.id for c in Wanted(code="b", state=ALL).of(mixed)] == ["c2"]
