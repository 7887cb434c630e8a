"""The anonymisation log goes out beside the vault and comes back whole, or not at all."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qualitative.study import Study, StudyTrouble, anonymisation_log, custodian, log_decisions, settling
from tests.study.test_settling import mask_of, source_of, unsettle, whole
from tests.support.small import NAMES, PASSPHRASE, Small
from tests.support.study_state import state

pytestmark = pytest.mark.usefixtures("quick_key")

HOW: Any = {"passphrase": PASSPHRASE, "by": "Ana"}
PHONE = "07700 900123"


@pytest.fixture
def open_study(added: Small) -> Iterator[Study]:
    study = added.open()
    unsettle(study, PHONE)
    yield study
    study.close()


def written(study: Study) -> Path:
    return Path(anonymisation_log.write(study, None, None, **HOW).figures["file"])


def rows(file: Path) -> tuple[Any, Any, dict[str, int], dict[str, int]]:
    """The workbook, its first sheet, header → column, original → row."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    top = next(n for n in range(1, 12) if sheet.cell(n, 1).value == "id")
    column = {str(c.value): c.column for c in sheet[top]}
    there = {str(sheet.cell(n, column["original"]).value): n for n in range(top + 1, sheet.max_row + 1)}
    return book, sheet, column, there


def edited(file: Path, edit: Callable[[Any, dict[str, int], dict[str, int]], None]) -> Path:
    book, sheet, column, there = rows(file)
    edit(sheet, column, there)
    book.save(file)
    return file


def decide(words: str, decision: str, why: str = "") -> Callable[..., None]:
    def edit(sheet: Any, column: dict[str, int], there: dict[str, int]) -> None:
        sheet.cell(there[words], column["decision"]).value = decision
        sheet.cell(there[words], column["why"]).value = why

    return edit


def test_it_lies_beside_the_vault_for_its_owner_alone_and_holds_what_the_archive_asks(
    open_study: Study,
) -> None:
    settling.accept(open_study, mask_of(open_study, PHONE)[0], **HOW)
    file = written(open_study)
    assert file.parent == open_study.vault_path.parent
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    _, sheet, column, there = rows(file)
    row = {name: sheet.cell(there[PHONE], at).value for name, at in column.items()}
    assert (row["decided by"], row["type"], row["state"]) == ("Ana", "PHONE", "settled")
    assert row["coder"]
    assert row["public"]
    assert row["when"]
    assert str(row["place"]).startswith("turn")


def test_of_what_is_signed_it_says_that_the_original_is_no_longer_kept(open_study: Study) -> None:
    custodian.sign_off(open_study, ["tide-01", "tide-02"], by="Ana", passphrase=PASSPHRASE)
    text = repr([[c.value for c in r] for r in rows(written(open_study))[1].iter_rows()])
    assert anonymisation_log.NOT_KEPT in text
    assert [n for n in NAMES if n in text] == []


def test_a_log_laid_elsewhere_is_warned_of(open_study: Study, tmp_path: Path) -> None:
    report = anonymisation_log.write(open_study, None, tmp_path / "log.xlsx", **HOW)
    assert "original words" in report.warnings[0]
    report = anonymisation_log.write(open_study, None, open_study.folder / "log.xlsx", **HOW)
    assert "inside the study" in report.warnings[0]


def test_decisions_come_back_as_one_act_that_can_be_taken_back(open_study: Study) -> None:
    before = open_study.store.sources()
    file = written(open_study)
    edited(file, decide(PHONE, "keep", "a helpline"))
    edited(file, decide("marta.kowalczyk@tidewaycare.example", "accept"))
    edited(file, decide("Ffion Pritchard-Lloyd", "change to OTHER"))
    report = log_decisions.take_in(open_study, file, **HOW)
    assert report.figures["spans"] >= 3
    assert PHONE in source_of(open_study).text
    whole(open_study)
    settling.undo(open_study, "tide", **HOW)
    assert open_study.store.sources() == before


def test_a_log_nobody_wrote_in_decides_nothing(open_study: Study) -> None:
    file, before = written(open_study), open_study.store.sources()
    assert log_decisions.take_in(open_study, file, **HOW).figures["spans"] == 0
    assert open_study.store.sources() == before


def _delete(sheet: Any, column: dict[str, int], there: dict[str, int]) -> None:
    sheet.delete_rows(there[PHONE])


def _double(sheet: Any, column: dict[str, int], there: dict[str, int]) -> None:
    sheet.append([c.value for c in sheet[there[PHONE]]])


def _contradict(sheet: Any, column: dict[str, int], there: dict[str, int]) -> None:
    _double(sheet, column, there)
    sheet.cell(there[PHONE], column["decision"]).value = "accept"


def _set(name: str, value: str) -> Callable[..., None]:
    def edit(sheet: Any, column: dict[str, int], there: dict[str, int]) -> None:
        sheet.cell(there[PHONE], column[name]).value = value

    return edit


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (_delete, "1 of its rows are gone"),
        (_double, "the same mask twice"),
        (_contradict, "decided differently"),
        (_set("id", "tide-01:3-9"), "no mask has the id"),
        (_set("coder", "[the phone]"), "coder was changed"),
        (_set("original", "somebody else"), "original was changed"),
        (_set("study", "0123456789ab"), "another study"),
        (_set("text", "0123456789ab"), "was changed since"),
        (_set("decision", "=1+1"), "a formula"),
        (_set("decision", "perhaps"), "is no decision"),
        (_set("decision", "change to P9999"), "neither in this case's key"),
        (_set("decision", "keep"), "needs a reason"),
    ],
)
def test_a_log_edited_by_hand_is_refused_whole_with_the_row(
    open_study: Study, added: Small, edit: Callable[..., None], told: str
) -> None:
    file = edited(written(open_study), decide("Ffion Pritchard-Lloyd", "accept"))
    edited(file, edit)
    before = state(added)
    with pytest.raises(StudyTrouble, match=told) as trouble:
        log_decisions.take_in(open_study, file, **HOW)
    assert "othing" in str(trouble.value)
    assert "row" in str(trouble.value)
    assert PHONE not in str(trouble.value)
    assert state(added) == before


def test_a_log_of_an_earlier_text_is_refused(open_study: Study) -> None:
    file = written(open_study)
    custodian.mask(open_study, "tide", ["big charities"], kind="ORG", passphrase=PASSPHRASE)
    with pytest.raises(StudyTrouble, match="changed since"):
        log_decisions.take_in(open_study, edited(file, decide(PHONE, "accept")), **HOW)


def test_what_is_no_log_is_told(open_study: Study, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"no workbook")
    with pytest.raises(StudyTrouble, match="not an Excel workbook"):
        log_decisions.take_in(open_study, tmp_path / "x.xlsx", **HOW)
    book = openpyxl.Workbook()
    book.save(tmp_path / "y.xlsx")
    with pytest.raises(StudyTrouble, match="no sheet of it"):
        log_decisions.take_in(open_study, tmp_path / "y.xlsx", **HOW)


def test_a_name_that_begins_like_a_formula_is_written_as_text_and_a_number_keeps_its_first_nought(
    tmp_path: Path,
) -> None:
    from qualitative.documents import write_xlsx
    from qualitative.model import Table

    write_xlsx([Table("t", ("a", "b", "c"), (("=1+1", "07700900123", "12"),))], tmp_path / "t.xlsx")
    cells = list(openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0].iter_rows())[-1]
    assert [(c.value, c.data_type) for c in cells] == [("=1+1", "s"), ("07700900123", "s"), (12, "n")]
