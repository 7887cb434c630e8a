"""How often the machine is right, measured in the study itself; and what decisions teach."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from qualitative import coding
from qualitative.model import Status
from qualitative.study import Study, blind, commissioner, evaluator, measuring
from qualitative.study.examples import examples_of
from qualitative.study.stages import signed_sources, speaking
from tests.study.test_sheets import fill


def sheet_of(study: Study, path: Path, codes: Sequence[str], **options: int) -> Path:
    commissioner.export(study, path, blank=True, **options)  # type: ignore[arg-type]
    return fill(path, "passages", "codes", codes)


def test_without_a_sample_drawn_and_wholly_read_it_says_not_measured_and_what_is_lacking(
    study: Study, tmp_path: Path
) -> None:
    assert "not measured. No random sample was drawn" in measuring.measure(study).lines[0]
    sheet = sheet_of(study, tmp_path / "a.xlsx", ["governance", "none"], sample=4)
    assert "has not come back" in measuring.measure(study).lines[0]
    commissioner.import_file(study, sheet, by="Ana")
    report = measuring.measure(study)
    assert "2 of 4 passages so far" in report.lines[0]
    assert report.figures["cases"][0]["measured"] is False
    assert measuring.kept(study, "tide").lines == ()


def test_a_sample_wholly_read_gives_counts_and_no_share_below_ten_cases(study: Study, tmp_path: Path) -> None:
    sheet = sheet_of(
        study, tmp_path / "a.xlsx", ["governance", "communication; governance", "none", "none"], sample=4
    )
    commissioner.import_file(study, sheet, by="Ana")
    report = measuring.measure(study)
    figures = report.figures["cases"][0]
    assert (figures["measured"], figures["by"], figures["passages"]) == (True, "Ana", 4)
    governance = figures["codes"]["governance"]
    assert governance["recall"]["of"] == 2
    assert governance["recall"]["value"] is None
    assert governance["warning"] == ""
    assert any("Too few cases to say" in line for line in report.lines)
    held = measuring.kept(study, "tide")
    assert "coded by Ana without suggestions" in held.lines[0]
    quotes = [s.quote for s, _, _ in blind.passages_to_code(study, "tide")]
    assert not any(quote in line for quote in quotes for line in report.lines)


def test_who_decided_on_a_suggestion_of_the_sample_no_longer_measures_by_it(
    study: Study, tmp_path: Path
) -> None:
    drawn = sheet_of(study, tmp_path / "a.xlsx", ["none"] * 9)
    evaluator.decide(study, study.store.codings("tide")[0].id, True, "Ana")
    commissioner.import_file(study, drawn, by="Ana")
    assert "not measured" in measuring.measure(study).lines[0]


def test_the_machine_that_is_measured_has_not_learnt_from_the_sample(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = sheet_of(study, tmp_path / "a.xlsx", ["none"] * 4, sample=4)
    commissioner.import_file(study, sheet, by="Ana")
    sample = measuring.sample_of(study, "tide")
    assert isinstance(sample, measuring.Sample)
    taught: list[str] = []
    plain = coding.prepare

    def watched(codebook, examples=(), **options):  # type: ignore[no-untyped-def]
        taught.extend(passage.id for passage, _ in examples)
        return plain(codebook, examples, **options)

    others = [c for c in study.store.codings("tide") if c.selection.id not in sample.ids]
    evaluator.decide(study, others[0].id, True, "Bo")
    monkeypatch.setattr(coding, "prepare", watched)
    measuring.measure(study)
    assert taught
    assert not set(taught) & sample.ids


def test_a_measurement_is_gone_from_the_page_once_the_codebook_is_another(
    study: Study, tmp_path: Path
) -> None:
    commissioner.import_file(study, sheet_of(study, tmp_path / "a.xlsx", ["none"] * 4, sample=4), by="Ana")
    measuring.measure(study)
    assert measuring.kept(study, "tide").lines
    other = tmp_path / "other.yaml"
    other.write_text(
        "name: Other\nversion: '1'\nsource: invented\ncodes:\n- {id: trust, name: Trust, definition: Trust between teams.}\n",
        "utf-8",
    )
    commissioner.import_file(study, other, by="Ana")
    assert measuring.kept(study, "tide").lines == ()


def test_a_rejection_refuses_one_code_and_leaves_the_others_open(study: Study) -> None:
    by_passage: dict[str, list[str]] = {}
    for c in study.store.codings("tide"):
        by_passage.setdefault(c.selection.id, []).append(c.id)
    passage = next((ids for ids in by_passage.values() if len(ids) > 1), None)
    one = (
        study.store.codings("tide")[0]
        if passage is None
        else next(c for c in study.store.codings("tide") if c.id == passage[0])
    )
    evaluator.decide(study, one.id, False, "Ana")
    (found,) = _examples(study)
    assert found == coding.Partly((), (one.code,))


def test_a_confirmation_refuses_all_but_what_still_waits_there(study: Study) -> None:
    first = study.store.codings("tide")[0]
    waiting = {
        c.code
        for c in study.store.codings("tide")
        if c.selection.id == first.selection.id and c.status is Status.SUGGESTED and c.id != first.id
    }
    evaluator.decide(study, first.id, True, "Ana")
    (found,) = _examples(study)
    assert isinstance(found, coding.Partly)
    every = {code.id for code in study.store.codebook().every_code()}
    assert found.given == (first.code,)
    assert set(found.refused) == every - waiting - {first.code}


def test_a_passage_read_blind_and_given_no_code_teaches_that_none_fits(study: Study, tmp_path: Path) -> None:
    commissioner.import_file(study, sheet_of(study, tmp_path / "a.xlsx", ["none", "governance"]), by="Ana")
    assert _examples(study) == [(), ("governance",)]


def _examples(study: Study) -> list[coding.Decided]:
    sources = speaking(signed_sources(study, "tide"))
    every = study.store.codings("tide")
    return [given for _, given in examples_of(study, sources, every, study.store.codebook())]
