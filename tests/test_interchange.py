"""What leaves for other tools, and what comes back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from qualitative.disclosure import view
from qualitative.files import FileTrouble
from qualitative.interchange import (
    SpreadsheetTrouble,
    codings_table,
    read_decisions,
    read_qdc,
    write_codings,
    write_qdc,
)
from qualitative.model import (
    Case,
    CaseData,
    Code,
    Codebook,
    Coding,
    Part,
    PartKind,
    Selection,
    Session,
    SessionKind,
    Source,
    Tier,
    User,
)

SCHEMA = Path(__file__).parent / "golden" / "refi" / "Codebook.xsd"
BOOK = Codebook(
    "Two",
    "1",
    (
        Code(
            "trust",
            "Trust",
            "Whether people relied on each other.",
            ("candour",),
            ("contracts",),
            ("we rang first",),
            ("trust*",),
        ),
        Code(
            "pace",
            "Pace",
            "How fast things went.",
            children=(Code("delay", "Delay", "Things that came late."),),
        ),
    ),
)


def a_view(quote: str = "=SUM(1,1) is what it felt like", tier: Tier = Tier.CODER):  # type: ignore[no-untyped-def]
    source = Source(
        "vale-01",
        "vale",
        "s1",
        "Interview 1",
        quote,
        (Part(0, len(quote), PartKind.SPEECH),),
        signed_off_by="ana",
        sha256="x",
    )
    coding = Coding(
        "c1",
        Selection("vale-01", 0, len(quote), quote),
        "trust",
        "machine",
        datetime(2026, 1, 1, tzinfo=UTC),
        confidence=0.61,
    )
    case = Case("vale", "Vale", sessions=(Session("s1", "vale", SessionKind.INTERVIEW),))
    data = CaseData(
        case, BOOK, sources=(source,), codings=(coding,), users=(User("machine", "the matcher", True),)
    )
    return view(data, tier)


def test_a_codebook_is_valid_refi_and_comes_back_whole(tmp_path: Path) -> None:
    assert write_qdc(BOOK, tmp_path / "two.qdc") == []
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.parse(tmp_path / "two.qdc"))
    assert read_qdc(tmp_path / "two.qdc").codes == BOOK.codes


WORDS = st.text(
    alphabet=st.characters(
        min_codepoint=32, max_codepoint=0x1F9FF, exclude_categories=("Cs", "Cc", "Zl", "Zp")
    ),
    min_size=1,
)


@given(
    definition=WORDS.map(str.strip).filter(bool),
    example=WORDS.map(lambda t: " ".join(t.split())).filter(bool),
)
def test_any_words_in_a_codebook_survive(
    tmp_path_factory: pytest.TempPathFactory, definition: str, example: str
) -> None:
    path = tmp_path_factory.mktemp("qdc") / "book.qdc"
    book = Codebook("book", "1", (Code("a", "A", definition, examples=(example,)),))
    write_qdc(book, path)
    assert read_qdc(path).codes == book.codes


def test_the_same_codebook_exports_the_same_bytes(tmp_path: Path) -> None:
    write_qdc(BOOK, tmp_path / "a.qdc")
    write_qdc(BOOK, tmp_path / "b.qdc")
    assert (tmp_path / "a.qdc").read_bytes() == (tmp_path / "b.qdc").read_bytes()


def test_a_file_that_is_no_codebook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.qdc").write_text("<html/>")
    with pytest.raises(FileTrouble, match="not CodeBook"):
        read_qdc(tmp_path / "x.qdc")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_decisions_written_in_a_sheet_come_back(tmp_path: Path, suffix: str) -> None:
    import pandas as pd

    sheet = tmp_path / f"codings{suffix}"
    assert write_codings(a_view(), sheet) == 1
    read = pd.read_csv if suffix == ".csv" else pd.read_excel
    table = read(sheet, dtype=str)
    table["decision"], table["stance"] = "confirm", "helped"
    table.to_csv(sheet, index=False) if suffix == ".csv" else table.to_excel(sheet, index=False)
    (decision,) = read_decisions(sheet)
    assert (decision.coding, decision.confirm, decision.stance) == ("c1", True, "helped")


def test_a_quote_never_runs_as_a_formula(tmp_path: Path) -> None:
    import openpyxl

    write_codings(a_view(), tmp_path / "c.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "c.xlsx")["codings"]["G2"]
    assert (cell.data_type, cell.value) == ("s", "=SUM(1,1) is what it felt like")
    write_codings(a_view(), tmp_path / "c.csv")
    assert "'=SUM" in (tmp_path / "c.csv").read_text("utf-8-sig")


def test_a_faulty_sheet_is_refused_whole_with_its_rows(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,decision,stance\nc1,confirm,\nc2,maybe,\nc3,reject,blue\n")
    with pytest.raises(SpreadsheetTrouble, match=r'row 3: "maybe".*\nrow 4: "blue"'):
        read_decisions(tmp_path / "c.csv")


def test_a_workbook_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "c.xlsx").write_bytes(b"hello")
    with pytest.raises(SpreadsheetTrouble, match="not an Excel workbook"):
        read_decisions(tmp_path / "c.xlsx")


def test_a_lower_tier_sees_no_rationale() -> None:
    assert set(codings_table(a_view(tier=Tier.REVIEWER))["rationale"]) <= {""}
