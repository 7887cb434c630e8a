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
    claims_table,
    codings_table,
    is_blank_sheet,
    read_blank,
    read_decisions,
    read_qdc,
    read_sheets,
    write_blank,
    write_codings,
    write_qdc,
)
from qualitative.model import (
    Case,
    CaseData,
    CauseLink,
    Code,
    Codebook,
    Coding,
    Part,
    PartKind,
    Passage,
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
    some = Selection("vale-01", 0, 4, quote[:4]), Selection("vale-01", 5, 9, quote[5:9])
    link = CauseLink("k1", "vale", coding.selection, *some, user="machine", cue="led to", negated=True)
    data = CaseData(
        case,
        BOOK,
        sources=(source,),
        codings=(coding,),
        links=(link,),
        users=(User("machine", "the matcher", True),),
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
    assert write_codings(a_view(), sheet)[0] == 1
    read = pd.read_csv if suffix == ".csv" else pd.read_excel
    table = read(sheet, dtype=str)
    table["decision"], table["stance"] = "confirm", "helped"
    table.to_csv(sheet, index=False) if suffix == ".csv" else table.to_excel(sheet, index=False)
    (decision,) = read_decisions(read_sheets(sheet)).codings
    assert (decision.about, decision.confirm, decision.stance) == ("c1", True, "helped")


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
        read_decisions(read_sheets(tmp_path / "c.csv"))


def test_a_workbook_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "c.xlsx").write_bytes(b"hello")
    with pytest.raises(SpreadsheetTrouble, match="not an Excel workbook"):
        read_sheets(tmp_path / "c.xlsx")


def test_a_lower_tier_sees_no_rationale() -> None:
    assert set(codings_table(a_view(tier=Tier.REVIEWER))["rationale"]) <= {""}


# ------------------------------------------------------------------ claimed causes beside the codings


def filled(path: Path, sheet: str, row: int, **cells: str) -> Path:
    """The workbook with these cells of one row written by a person; row 2 is the first under the headings."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    columns = {cell.value: cell.column for cell in book[sheet][1]}
    for name, words in cells.items():
        book[sheet].cell(row, columns[name], words)
    book.save(path)
    return path


def test_claimed_causes_have_a_sheet_of_their_own(tmp_path: Path) -> None:
    assert write_codings(a_view(), tmp_path / "c.xlsx") == (1, 1)
    sheets = read_sheets(tmp_path / "c.xlsx")
    assert list(sheets.rows_of) == ["codings", "claimed causes", "columns"]
    (claim,) = sheets.rows_of["claimed causes"]
    assert (claim["id"], claim["session"], claim["kind"], claim["cue"]) == ("k1", "s1", "interview", "led to")
    assert (claim["negated"], claim["hypothetical"], claim["decision"]) == ("yes", "", "")
    told = {(row["sheet"], row["column"]) for row in sheets.rows_of["columns"]}
    assert told == {(name, c) for name in ("codings", "claimed causes") for c in sheets.rows_of[name][0]}


def test_decisions_on_both_sheets_come_back_apart(tmp_path: Path) -> None:
    write_codings(a_view(), tmp_path / "c.xlsx")
    filled(tmp_path / "c.xlsx", "codings", 2, decision="reject")
    filled(tmp_path / "c.xlsx", "claimed causes", 2, decision="Accept")
    found = read_decisions(read_sheets(tmp_path / "c.xlsx"))
    assert [(d.about, d.confirm) for d in found.codings] == [("c1", False)]
    assert [(d.about, d.confirm) for d in found.claims] == [("k1", True)]


def test_the_claims_saved_alone_as_csv_are_still_claims(tmp_path: Path) -> None:
    table = claims_table(a_view())
    table["decision"] = "confirm"
    table.to_csv(tmp_path / "c.csv", index=False)
    found = read_decisions(read_sheets(tmp_path / "c.csv"))
    assert (found.codings, [d.about for d in found.claims]) == ((), ["k1"])


def test_a_csv_holds_the_codings_alone(tmp_path: Path) -> None:
    assert write_codings(a_view(), tmp_path / "c.csv") == (1, 0)
    assert "k1" not in (tmp_path / "c.csv").read_text("utf-8-sig")


def test_faults_of_both_sheets_are_told_together_with_their_sheet(tmp_path: Path) -> None:
    write_codings(a_view(), tmp_path / "c.xlsx")
    filled(tmp_path / "c.xlsx", "codings", 2, decision="maybe")
    filled(tmp_path / "c.xlsx", "claimed causes", 2, decision="perhaps")
    with pytest.raises(SpreadsheetTrouble) as trouble:
        read_decisions(read_sheets(tmp_path / "c.xlsx"))
    assert 'row 2 of “codings”: "maybe"' in str(trouble.value)
    assert 'row 2 of “claimed causes”: "perhaps"' in str(trouble.value)


def test_a_claimed_cause_is_worded_for_its_tier() -> None:
    row = claims_table(a_view(tier=Tier.REVIEWER)).iloc[0]
    assert row["passage"] == "=SUM(1,1) is what it felt like"


# ------------------------------------------------------------------ blank sheets, for coding blind

WORDS_SAID = ["=SUM(1,1) we “waited” for months", "Nobody rang us back", "It was all open, 😀 and fair"]
TO_CODE = [
    (Selection("vale-01", i * 50, i * 50 + len(w), w), Passage(f"p{i}", w, "How was it?"), "s1")
    for i, w in enumerate(WORDS_SAID)
]
KNOWN = {selection.id: selection for selection, _, _ in TO_CODE}


def blank(path: Path, *codes: str, stance: str = "") -> Path:
    """A blank sheet whose rows a person filled with `codes`, one a row."""
    write_blank(TO_CODE, BOOK, path)
    for row, words in enumerate(codes, start=2):
        filled(path, "passages", row, codes=words, **({"stance": stance} if stance else {}))
    return path


def test_a_blank_sheet_holds_passages_and_codebook_and_nothing_the_machine_said(tmp_path: Path) -> None:
    sheets = read_sheets(blank(tmp_path / "b.xlsx"))
    assert list(sheets.rows_of) == ["passages", "codebook", "columns"]
    assert list(sheets.rows_of["passages"][0]) == ["id", "session", "heading", "passage", "codes", "stance"]
    assert [row["passage"] for row in sheets.rows_of["passages"]] == WORDS_SAID
    assert {row["codes"] + row["stance"] for row in sheets.rows_of["passages"]} == {""}
    assert [row["id"] for row in sheets.rows_of["codebook"]] == ["trust", "pace", "delay"]
    assert is_blank_sheet(sheets)


def test_a_sheet_of_decisions_is_no_blank_sheet(tmp_path: Path) -> None:
    write_codings(a_view(), tmp_path / "c.xlsx")
    assert not is_blank_sheet(read_sheets(tmp_path / "c.xlsx"))


def test_codes_are_read_by_id_or_name_and_none_is_not_the_same_as_empty(tmp_path: Path) -> None:
    sheet = blank(tmp_path / "b.xlsx", "Trust;  DELAY ; trust", " None ", "")
    found = read_blank(read_sheets(sheet), BOOK, KNOWN)
    assert [(r.selection.quote, r.codes) for r in found.rows] == [
        (WORDS_SAID[0], ("trust", "delay")),
        (WORDS_SAID[1], ()),
    ]
    assert found.n_empty == 1


def test_a_blank_sheet_works_as_csv_too(tmp_path: Path) -> None:
    import pandas as pd

    write_blank(TO_CODE, BOOK, tmp_path / "b.csv")
    assert "'=SUM" in (tmp_path / "b.csv").read_text("utf-8-sig")
    table = pd.read_csv(tmp_path / "b.csv", dtype=str)
    table["codes"], table["stance"] = "pace", "hindered"
    table.to_csv(tmp_path / "b.csv", index=False)
    found = read_blank(read_sheets(tmp_path / "b.csv"), BOOK, KNOWN)
    assert [(r.codes, r.stance) for r in found.rows] == [(("pace",), "hindered")] * 3


def test_a_faulty_blank_sheet_is_refused_with_every_fault_by_its_row(tmp_path: Path) -> None:
    sheet = blank(tmp_path / "b.xlsx", "truss", "none; pace", "trust, pace")
    filled(sheet, "passages", 3, stance="blue")
    filled(sheet, "passages", 4, id="vale-01:7-9")
    with pytest.raises(SpreadsheetTrouble) as trouble:
        read_blank(read_sheets(sheet), BOOK, KNOWN)
    told = str(trouble.value).splitlines()
    assert told[0] == "b.xlsx: nothing was taken over."
    assert [line.split(" of ")[0] for line in told[1:]] == ["row 2", "row 3", "row 3", "row 4", "row 4"]
    for line, words in zip(
        told[1:], ('"trust" perhaps', '"blue"', "“none” stands", "vale-01:7-9", "Put ;"), strict=True
    ):
        assert words in line


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"passage": "Nobody rang us back"}, "the words are not those"),
        ({"id": "vale-01:50-69", "passage": "Nobody rang us back"}, "leave one of them"),
        ({"codes": "", "stance": "mixed"}, "a stance without a code"),
        ({"codes": "none", "stance": "mixed"}, "a stance beside “none”"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(tmp_path: Path, cells: dict[str, str], told: str) -> None:
    sheet = blank(tmp_path / "b.xlsx", "", "trust", "trust")
    filled(sheet, "passages", 4, **cells)
    with pytest.raises(SpreadsheetTrouble, match=f"row 4.*{told}") as trouble:
        read_blank(read_sheets(sheet), BOOK, KNOWN)
    assert not any(words in str(trouble.value) for words in WORDS_SAID)


def test_a_name_that_two_codes_share_asks_for_an_id(tmp_path: Path) -> None:
    book = Codebook("b", "1", (Code("a", "Delay", "x"), Code("b", "delay", "y")))
    with pytest.raises(SpreadsheetTrouble, match="write an id: a, b"):
        read_blank(read_sheets(blank(tmp_path / "b.xlsx", "Delay")), book, KNOWN)


@given(
    given_codes=st.lists(
        st.lists(st.sampled_from(["trust", "pace", "delay"]), unique=True), min_size=3, max_size=3
    ),
    joined=st.sampled_from([";", " ; ", ";;", "\n"]),
)
def test_whatever_is_filled_in_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, given_codes: list[list[str]], joined: str
) -> None:
    import pandas as pd

    path = tmp_path_factory.mktemp("blank") / "b.csv"
    write_blank(TO_CODE, BOOK, path)
    table = pd.read_csv(path, dtype=str)
    table["codes"] = [joined.join(codes) or "none" for codes in given_codes]
    table.to_csv(path, index=False)
    found = read_blank(read_sheets(path), BOOK, KNOWN)
    assert [list(r.codes) for r in found.rows] == given_codes
