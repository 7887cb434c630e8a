"""Claimed causes and blind codings in spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from qualitative.model import (
    Status,
    Tier,
)
from qualitative.study import (
    TROUBLES,
    Study,
    StudyTrouble,
    blind,
    commissioner,
    custodian,
    evaluator,
    imports,
    reviewer,
)
from tests.support.small import PASSPHRASE, Small
from tests.support.study_state import confirm_all, state, tell_the_name


def fill(path: Path, sheet: str, column: str, words: Sequence[str], since_row: int = 2) -> Path:
    """One column of a workbook's sheet filled in by a person, from `since_row` down."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    number = next(cell.column for cell in book[sheet][1] if cell.value == column)
    for row, word in enumerate(words, start=since_row):
        book[sheet].cell(row, number, word)
    book.save(path)
    return path


def test_claimed_causes_are_accepted_in_the_sheet_and_reach_the_draft(study: Study, tmp_path: Path) -> None:
    confirm_all(study)
    n = len(study.store.links("tide"))
    sheet = tmp_path / "c.xlsx"
    report = commissioner.export(study, sheet, case="tide")
    n_shown = report.figures["claimed_causes"]
    assert 1 < n_shown <= n
    fill(sheet, "claimed causes", "decision", ["confirm"] * (n_shown - 1) + ["reject"])
    figures = commissioner.import_file(study, sheet, by="Ana").figures
    assert figures["claimed_causes"] == {
        "decided": n_shown,
        "confirmed": n_shown - 1,
        "rejected": 1,
        "as_before": 0,
        "unknown": 0,
    }
    accepted = [x for x in study.store.links("tide") if x.status is Status.CONFIRMED]
    assert {x.decided_by for x in accepted} == {"Ana"}
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    assert study.store.factors("tide")
    assert all(x.cause_factor for x in study.store.links("tide") if x.status is Status.CONFIRMED)
    assert commissioner.import_file(study, sheet, by="Ana").figures["claimed_causes"]["as_before"] == n_shown


def test_taking_back_a_sheet_takes_its_claimed_causes_back_too(study: Study, tmp_path: Path) -> None:
    before = study.store.links("tide")
    commissioner.export(study, tmp_path / "c.xlsx")
    fill(tmp_path / "c.xlsx", "claimed causes", "decision", ["confirm", "confirm"])
    commissioner.import_file(study, tmp_path / "c.xlsx", by="Ana")
    since = next(x for x in study.store.links("tide") if x.status is Status.CONFIRMED)
    evaluator.decide_link(study, since, False, "Bo")
    assert commissioner.undo_import(study, by="Ana").figures == {"undone": 1, "kept": 1}
    now = {x.id: x for x in study.store.links("tide")}
    assert now[since.id].status is Status.REJECTED
    assert [x for x in before if x.id != since.id] == [x for x in now.values() if x.id != since.id]


def test_a_csv_says_that_claimed_causes_are_not_in_it(study: Study, tmp_path: Path) -> None:
    assert any(
        "claimed causes need .xlsx" in w for w in commissioner.export(study, tmp_path / "c.csv").warnings
    )


def test_a_lower_tier_s_sheet_shows_no_cause_it_may_not_see(study: Study, tmp_path: Path) -> None:
    commissioner.export(study, tmp_path / "c.xlsx", tier=Tier.PUBLIC)
    shown = reviewer.view_of(study, "tide", Tier.PUBLIC).links
    import pandas as pd

    table = pd.read_excel(tmp_path / "c.xlsx", sheet_name="claimed causes")
    assert len(table) == len(shown) < len(study.store.links("tide"))


def test_an_import_recorded_by_an_earlier_version_is_still_taken_back(study: Study) -> None:
    coding = study.store.codings("tide")[0]
    evaluator.decide(study, coding.id, True, "Ana")
    was = json.dumps([[coding.id, "suggested", ""]])
    study.record(study.person("Ana"), "import decisions", "x", was=was)
    assert commissioner.undo_import(study, by="Ana").figures["undone"] == 1
    assert next(c for c in study.store.codings("tide") if c.id == coding.id).status is Status.SUGGESTED


def blank_sheet(study: Study, path: Path, codes: Sequence[str], **options: int) -> Path:
    commissioner.export(study, path, blank=True, **options)  # type: ignore[arg-type]
    return fill(path, "passages", "codes", codes)


def test_two_people_code_blind_in_sheets_and_only_what_both_read_is_compared(
    study: Study, tmp_path: Path
) -> None:
    ana = blank_sheet(study, tmp_path / "a.xlsx", ["governance", "Communication; governance", "none", "none"])
    bo = blank_sheet(study, tmp_path / "b.xlsx", ["governance", "communication", "governance"])
    report = commissioner.import_file(study, ana, by="Ana")
    figures = {k: report.figures[k] for k in ("passages", "codings", "none", "as_before", "not_blind")}
    assert figures == {"passages": 4, "codings": 3, "none": 2, "as_before": 0, "not_blind": 0}
    assert report.figures["empty"] > 0
    with pytest.raises(StudyTrouble, match="this study has 1"):
        blind.agreement(study)
    commissioner.import_file(study, bo, by="Bo")
    table = blind.agreement(study)
    assert "3 segments" in table.note  # the fourth, which Ana read and gave none, Bo has not read
    counts = {row[0]: row[1:5] for row in table.rows}
    names = {code.id: code.name for code in study.store.codebook().every_code()}
    assert counts[names["governance"]] == ("1", "1", "1", "0")
    assert counts[names["communication"]] == ("1", "0", "0", "2")
    mine = [c for c in study.store.codings("tide") if c.user in ("Ana", "Bo")]
    assert all(c.blind and c.status is Status.CONFIRMED for c in mine)


def test_a_blank_sheet_shows_no_suggestion_and_nothing_people_asked_not_to_use(
    study: Study, tmp_path: Path
) -> None:
    import pandas as pd

    report = commissioner.export(study, tmp_path / "p.xlsx", blank=True)
    sheets = pd.read_excel(tmp_path / "p.xlsx", sheet_name=None, dtype=str)
    told = "\n".join(table.to_csv() for table in sheets.values())
    assert "stopped trusting the board" not in told
    assert not any(c.id in told or (c.rationale and c.rationale in told) for c in study.store.codings("tide"))
    assert len(sheets["passages"]) == report.figures["passages"]
    every = {s.id: i for i, s in enumerate(study.store.sources("tide"))}
    ids = [passage.rsplit(":", 1) for passage in sheets["passages"]["id"]]
    places = [(every[source], int(span.split("-")[0])) for source, span in ids]
    assert places == sorted(places)
    assert any("has not looked" in w for w in report.warnings)


def test_the_same_seed_draws_the_same_passages_for_both_people(study: Study, tmp_path: Path) -> None:
    import pandas as pd

    def ids(name: str, seed: int) -> list[str]:
        commissioner.export(study, tmp_path / name, blank=True, sample=4, seed=seed)
        return list(pd.read_csv(tmp_path / name, dtype=str)["id"])

    assert ids("a.csv", 1) == ids("b.csv", 1)
    assert len(ids("c.csv", 2)) == 4
    assert len({tuple(ids("d.csv", seed)) for seed in range(6)}) > 1
    report = commissioner.export(study, tmp_path / "e.csv", blank=True, sample=4000)
    assert any("all of them" in w for w in report.warnings)


def test_a_faulty_blank_sheet_changes_nothing(coded: Small) -> None:
    study = coded.open()
    sheet = blank_sheet(study, coded.root / "p.xlsx", ["governance", "gouvernance", "money"])
    study.close()
    before = state(coded)
    with pytest.raises(TROUBLES) as trouble:
        commissioner.import_file(coded.open(), sheet, by="Ana")
    assert "row 3" in str(trouble.value)
    assert "row 4" in str(trouble.value)
    assert state(coded) == before


def test_the_same_blank_sheet_again_adds_nothing(study: Study, tmp_path: Path) -> None:
    sheet = blank_sheet(study, tmp_path / "p.xlsx", ["governance", "none"])
    commissioner.import_file(study, sheet, by="Ana")
    before = study.store.load_case("tide")
    again = commissioner.import_file(study, sheet, by="Ana")
    assert (again.figures["codings"], again.figures["as_before"]) == (0, 1)
    assert study.store.load_case("tide") == before


def test_a_sheet_that_gives_less_than_the_last_one_says_so(study: Study, tmp_path: Path) -> None:
    commissioner.import_file(study, blank_sheet(study, tmp_path / "p.xlsx", ["governance"]), by="Ana")
    report = commissioner.import_file(
        study, blank_sheet(study, tmp_path / "p.xlsx", ["communication"]), by="Ana"
    )
    assert any("--undo" in w for w in report.warnings)
    assert {c.code for c in study.store.codings("tide") if c.user == "Ana"} == {"governance", "communication"}


def test_taking_back_a_blank_sheet_leaves_no_coding_and_no_reading(study: Study, tmp_path: Path) -> None:
    before = study.store.codings("tide")
    commissioner.import_file(study, blank_sheet(study, tmp_path / "p.xlsx", ["governance", "none"]), by="Ana")
    assert len(imports.read_blind(study)["Ana"]) == 2
    commissioner.undo_import(study, by="Ana")
    assert study.store.codings("tide") == before
    assert imports.read_blind(study) == {}
    commissioner.import_file(study, tmp_path / "p.xlsx", by="Ana")
    assert len(study.store.codings("tide")) == len(before) + 1


def test_who_has_decided_on_a_passage_s_suggestions_is_never_called_blind(
    study: Study, tmp_path: Path
) -> None:
    first = study.store.codings("tide")[0]
    evaluator.decide(study, first.id, True, "Ana")
    sheet = tmp_path / "p.xlsx"
    n = commissioner.export(study, sheet, blank=True).figures["passages"]
    fill(sheet, "passages", "codes", ["progress"] * n)
    report = commissioner.import_file(study, sheet, by="Ana")
    mine = [c for c in study.store.codings("tide") if c.user == "Ana"]
    assert [c.selection for c in mine if not c.blind] == [first.selection]
    assert report.figures["not_blind"] == 1
    assert any("had decided on suggestions for 1" in w for w in report.warnings)
    assert imports.read_blind(study)["Ana"] == {c.selection.id for c in mine if c.blind}
    assert commissioner.import_file(study, sheet, by="Bo").figures["not_blind"] == 0


def test_only_the_coding_team_gets_a_blank_sheet(study: Study, tmp_path: Path) -> None:
    with pytest.raises(StudyTrouble, match="coding team"):
        commissioner.export(study, tmp_path / "p.xlsx", blank=True, tier=Tier.REVIEWER)
    with pytest.raises(StudyTrouble, match="blank sheet"):
        commissioner.export(study, tmp_path / "p.qdc", blank=True)


def test_with_nothing_signed_there_is_no_passage_to_code(added: Small) -> None:
    with pytest.raises(StudyTrouble, match="signed off"):
        commissioner.export(added.open(), added.root / "p.xlsx", blank=True)


def test_a_passage_masked_after_the_sheet_was_written_is_not_coded_unseen(
    missed: Study, tmp_path: Path
) -> None:
    sheet = tmp_path / "p.xlsx"
    n = commissioner.export(missed, sheet, blank=True).figures["passages"]
    fill(sheet, "passages", "codes", ["none"] * n)
    tell_the_name(missed)
    custodian.sign_off(missed, ["tide-03", "tide-04"], by="Ana", passphrase=PASSPHRASE)
    with pytest.raises(TROUBLES, match="fresh sheet") as trouble:
        commissioner.import_file(missed, sheet, by="Cy")
    assert "etherwick" not in str(trouble.value)
    assert imports.read_blind(missed) == {}
