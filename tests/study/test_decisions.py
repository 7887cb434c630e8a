"""What people decided stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitative.model import (
    Selection,
    Status,
)
from qualitative.study import (
    TROUBLES,
    Study,
    StudyTrouble,
    blind,
    commissioner,
    evaluator,
    reviewer,
)
from tests.support.small import Small
from tests.support.study_state import confirm_all, state


def test_decisions_of_people_survive_every_re_run(study: Study) -> None:
    first, second, *_ = study.store.codings("tide")
    evaluator.decide(study, first.id, True, "Ana", "helped")
    evaluator.decide(study, second.id, False, "Bo")
    source = study.store.sources("tide")[0]
    selection = Selection(source.id, 0, 11, source.text[:11])
    own = evaluator.add_coding(study, "tide", selection, "governance", "Ana")
    links = study.store.links("tide")
    evaluator.decide_link(study, links[0], False, "Ana")
    for sources in study.store.sources():
        study.store.set_stage_key("code", sources.id, "")
        study.store.set_stage_key("causes", sources.id, "")
    evaluator.suggest_codings(study, learn=False)
    evaluator.find_causes(study)
    evaluator.cluster_themes(study, seed=3)
    now = {c.id: c for c in study.store.codings("tide")}
    assert (now[first.id].status, now[first.id].stance, now[first.id].decided_by) == (
        Status.CONFIRMED,
        "helped",
        "Ana",
    )
    assert (now[second.id].status, now[second.id].decided_by) == (Status.REJECTED, "Bo")
    assert now[own.id] == own
    assert next(x for x in study.store.links("tide") if x.id == links[0].id).status is Status.REJECTED


def write_decisions(study: Study, path: Path, words: str = "confirm", n: int | None = None) -> None:
    import pandas as pd

    commissioner.export(study, path)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[: len(table) if n is None else n - 1, "decision"] = words
    table.to_csv(path, index=False)


def test_an_import_is_one_act_and_can_be_taken_back(study: Study, tmp_path: Path) -> None:
    write_decisions(study, tmp_path / "c.csv", n=3)
    before = {c.id: (c.status, c.stance) for c in study.store.codings("tide")}
    report = commissioner.import_file(study, tmp_path / "c.csv", by="Ana")
    assert report.figures["decided"] == report.figures["confirmed"] == 3
    assert [d.act for d in study.store.decisions()].count("import decisions") == 1
    again = commissioner.import_file(study, tmp_path / "c.csv", by="Ana")
    assert (again.figures["decided"], again.figures["as_before"]) == (0, 3)
    assert commissioner.undo_import(study, by="Bo").figures["undone"] == 3
    assert {c.id: (c.status, c.stance) for c in study.store.codings("tide")} == before
    with pytest.raises(StudyTrouble, match="taken back"):
        commissioner.undo_import(study, by="Bo")


def test_taking_back_an_import_leaves_what_was_decided_since(study: Study, tmp_path: Path) -> None:
    write_decisions(study, tmp_path / "c.csv", n=2)
    commissioner.import_file(study, tmp_path / "c.csv", by="Ana")
    mine = next(c for c in study.store.codings("tide") if c.status is Status.CONFIRMED)
    evaluator.decide(study, mine.id, False, "Bo")
    assert commissioner.undo_import(study, by="Ana").figures == {"undone": 1, "kept": 1}
    assert next(c for c in study.store.codings("tide") if c.id == mine.id).status is Status.REJECTED


def test_a_faulty_sheet_changes_nothing(coded: Small) -> None:
    study = coded.open()
    write_decisions(study, coded.root / "c.csv", words="perhaps")
    study.close()
    before = state(coded)
    with pytest.raises(TROUBLES, match="row 2"):
        commissioner.import_file(coded.open(), coded.root / "c.csv", by="Ana")
    (coded.root / "d.csv").write_text("id,decision\nabc,confirm\nabc,reject\n")
    with pytest.raises(TROUBLES, match="row 3"):
        commissioner.import_file(coded.open(), coded.root / "d.csv", by="Ana")
    assert state(coded) == before


def test_rows_of_another_study_are_told_and_left_out(study: Study, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,decision\nnothere,confirm\n")
    report = commissioner.import_file(study, tmp_path / "c.csv", by="Ana")
    assert (report.figures["decided"], report.figures["confirmed"], report.figures["unknown"]) == (0, 0, 1)
    assert "1 rows" in report.warnings[0]


def test_another_codebook_keeps_what_people_confirmed_and_says_so(study: Study, tmp_path: Path) -> None:
    confirm_all(study)
    n = sum(c.status is Status.CONFIRMED for c in study.store.codings("tide"))
    path = tmp_path / "b.yaml"
    path.write_text(
        'name: Mine\nversion: "1"\ncodes:\n  - {id: money, name: Money, definition: About money.}\n'
    )
    report = commissioner.import_file(study, path, by="Ana")
    assert "does not have" in report.warnings[0]
    evaluator.suggest_codings(study)
    assert sum(c.status is Status.CONFIRMED for c in study.store.codings("tide")) == n
    reviewer.draft(study, "tide", preview=True)


def test_the_codebook_travels_out_and_in_again(study: Study, tmp_path: Path) -> None:
    before = study.store.codebook().every_code()
    commissioner.export(study, tmp_path / "b.qdc")
    commissioner.import_file(study, tmp_path / "b.qdc", by="Ana")
    assert study.store.codebook().every_code() == before


@pytest.mark.parametrize("name", ["x.pdf", "x.qdpx", "nowhere/x.csv", "study"])
def test_an_export_that_cannot_be_written_says_why(coded: Small, name: str) -> None:
    with pytest.raises(StudyTrouble):
        commissioner.export(coded.open(), coded.root / name)


def test_agreement_counts_only_what_two_people_coded_blind(study: Study) -> None:
    with pytest.raises(StudyTrouble, match="this study has 0"):
        blind.agreement(study)
    for source in study.store.sources():
        for part in source.parts[2:6]:
            some = Selection(
                source.id,
                part.body_start_char,
                part.end_char,
                source.text[part.body_start_char : part.end_char],
            )
            for person in ("Ana", "Bo"):
                evaluator.add_coding(study, "tide", some, "governance", person, blind=True)
    table = blind.agreement(study)
    assert "Ana" in table.title
    assert "Bo" in table.title
    with pytest.raises(StudyTrouble):
        blind.agreement(study, coders=("Ana", "Zed"))
