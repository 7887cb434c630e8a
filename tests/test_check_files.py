"""A finished Word file, whoever made it, shows or hides one thing, and the check names it and its place; a clean one passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitative.disclosure import Finding, judge
from qualitative.disclosure.final import read_final
from qualitative.disclosure.sought import Bearer, Sought
from qualitative.files import FileTrouble
from qualitative.model import Tier
from tests.support.finished import CORE, docx, paragraph, png, rels, story

FFION = Bearer(
    "P7",
    wholes=frozenset({("ffion", "pritchard", "lloyd")}),
    given=frozenset({"ffion"}),
    family=frozenset({"pritchard", "lloyd"}),
    initials=frozenset({"FPL"}),
    addresses=frozenset({"ffion@saltmarsh.example"}),
)
MARK = Bearer(
    "P9", wholes=frozenset({("mark", "young")}), given=frozenset({"mark"}), family=frozenset({"young"})
)
SOUGHT = Sought([FFION, MARK], ["Lloyd Street"], lambda word: word in ("mark", "young", "will"))
NAMES = ("ffion", "pritchard", "saltmarsh.example")


def found(path: Path, tier: Tier = Tier.PUBLIC) -> list[Finding]:
    """What the check finds, and no report of it repeats a name."""
    findings = judge(read_final(path), tier, sought=SOUGHT).findings
    printed = " ".join(str(f) for f in findings).casefold()
    assert not any(name in printed for name in NAMES), printed
    return findings


def kinds(path: Path, tier: Tier = Tier.PUBLIC) -> set[str]:
    return {f.kind for f in found(path, tier)}


def test_a_clean_file_passes(tmp_path: Path) -> None:
    body = paragraph("The contract was let in a competitive dialogue, see Lloyd Street.")
    assert (
        found(
            docx(
                tmp_path / "a.docx",
                body,
                {"docProps/core.xml": CORE.format("<dc:title>The alliance</dc:title>")},
            )
        )
        == []
    )


def test_the_page_and_the_paragraph_are_named(tmp_path: Path) -> None:
    broken = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>On the second page Ffion spoke.</w:t></w:r></w:p>"
    heading = paragraph("Communication", before='<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>')
    (one,) = found(docx(tmp_path / "a.docx", heading + broken))
    assert one.where == "page 2, paragraph 1 under “Communication”"
    assert (one.kind, one.person) == ("name", "P7")


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:r><w:t>Ffi</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>on Pritc</w:t></w:r><w:r><w:t>hard-Lloyd</w:t></w:r></w:p>",
        paragraph("FFION PRITCHARD-LLOYD said so"),
        paragraph("Ms Pritch\u00adard told us"),
        paragraph("Ff\u200bion told us"),
        paragraph("\ufb00ion told us, no: F\ufb01on did not; F\uff46\uff49\uff4f\uff4e did"),
        paragraph("Ffi\u043en told us"),  # a Cyrillic о
        paragraph("Ffio\u0301n told us"),
        paragraph("F f i o n told us"),
        paragraph("Pritchard-Lloyd, Ffion"),
        paragraph("Ffion M. Pritchard"),
        paragraph("An interview with FPL was held"),
    ],
)
def test_a_name_is_found_however_it_is_spelt_or_split(tmp_path: Path, body: str) -> None:
    assert {f.person for f in found(docx(tmp_path / "a.docx", body)) if f.kind == "name"} == {"P7"}


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("They mark young people down, and will do.", ""),
        ("Young people came first. Mark the date.", ""),
        ("The Young Review of March.", ""),
        ("Lloyd Street was closed.", ""),
        ("We were told by Mark that it was late.", "P9"),
        ("It was Mark Young who left.", "P9"),
        ("It was said by Mr Young at the time.", "P9"),
    ],
)
def test_everyday_words_are_names_only_where_they_can_be_nothing_else(
    tmp_path: Path, words: str, person: str
) -> None:
    assert {f.person for f in found(docx(tmp_path / "a.docx", paragraph(words)))} == (
        {person} if person else set()
    )


BY = 'w:id="1" w:author="Ffion Pritchard" w:date="2025-01-01T00:00:00Z"'
VML = '<w:p><w:r><w:pict><v:shape alt="{}"><v:imagedata o:title="{}"/></v:shape></w:pict></w:r></w:p>'
PICTURE = '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="{}" descr="{}"/></wp:inline></w:drawing></w:r></w:p>'


@pytest.mark.parametrize(
    ("body", "parts", "kind"),
    [
        ("", {"word/comments.xml": story("comments", f'<w:comment {BY}>{paragraph("check this")}</w:comment>')}, "comment"),
        (f"<w:p><w:ins {BY}><w:r><w:t>more</w:t></w:r></w:ins></w:p>", {}, "tracked change"),
        (f"<w:p><w:del {BY}><w:r><w:delText>said Ffion</w:delText></w:r></w:del></w:p>", {}, "tracked change"),
        (f"<w:p><w:moveFrom {BY}><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>", {}, "tracked change"),
        (f"<w:p><w:r><w:rPr><w:rPrChange {BY}/></w:rPr><w:t>bold</w:t></w:r></w:p>", {}, "tracked change"),
        (paragraph("unseen", "<w:vanish/>"), {}, "hidden text"),
        (paragraph("unseen", '<w:color w:val="FFFFFF"/>'), {}, "hidden text"),
        (paragraph("unseen", '<w:sz w:val="2"/>'), {}, "hidden text"),
        (
            paragraph("unseen", '<w:rStyle w:val="Secret"/>'),
            {"word/styles.xml": story("styles", '<w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>')},
            "hidden text",
        ),
        ('<w:p><w:bookmarkStart w:id="0" w:name="interview_seven"/></w:p>', {}, "bookmark"),
        (PICTURE.format("IMG kitchen meeting.jpg", ""), {}, "file name"),
        (VML.format("", "C:\\holiday\\kitchen"), {}, "file name"),
        ("", {"docProps/core.xml": CORE.format("<dc:creator>Somebody Else</dc:creator>")}, "author"),
        ("", {"docProps/core.xml": CORE.format("<cp:lastModifiedBy>Somebody Else</cp:lastModifiedBy>")}, "author"),
        ("", {"docProps/app.xml": "<Properties><Company>Somebody Ltd</Company></Properties>"}, "author"),
        ("", {"docProps/app.xml": "<Properties><Template>council-secret.dotx</Template></Properties>"}, "property"),
        ("", {"docProps/core.xml": CORE.format("<cp:keywords>tribunal</cp:keywords>")}, "property"),
        ("", {"docProps/custom.xml": '<Properties><property name="client">x</property></Properties>'}, "property"),
        ("", {"word/settings.xml": story("settings", '<w:docVars><w:docVar w:name="a" w:val="b"/></w:docVars>')}, "property"),
        ("", {"word/_rels/settings.xml.rels": rels(("attachedTemplate", "file:///C:/Work/jo/secret.dotm"))}, "property"),
        ("", {"word/_rels/document.xml.rels": rels(("hyperlink", "file:///C:/Work/jo/notes.docx"))}, "path"),
        ("", {"word/_rels/document.xml.rels": rels(("image", "https://elsewhere.example/a.png"))}, "not looked into"),
        ("", {"customXml/item1.xml": "<a>left over</a>"}, "custom XML"),
        ("", {"word/glossary/document.xml": story("glossaryDocument", paragraph("stored"))}, "building blocks"),
        ("", {"word/media/image1.png": png(Author="somebody")}, "picture's records"),
        ("", {"docProps/thumbnail.jpeg": png()}, "thumbnail"),
        ("", {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0 something"}, "not looked into"),
        ("", {"word/vbaProject.bin": b"macro"}, "not looked into"),
        (paragraph("“We were never once asked what the people who came to us every day needed”"), {}, "quotation"),
        (paragraph("‘We were never once asked what the people who came to us every day needed’"), {}, "quotation"),
        (paragraph("[Participant 7, provider] spoke of it."), {}, "pseudonym"),
        (paragraph("Interviewee 3 spoke of it."), {}, "pseudonym"),
        (paragraph("Two of three providers wanted more."), {}, "small count"),
        (paragraph("We met 3 participants."), {}, "small count"),
        (paragraph("None of the four managers came."), {}, "small count"),
        (paragraph("A third of interviewees agreed."), {}, "share"),
        (paragraph("It was 62% in the end."), {}, "share"),
    ],
)  # fmt: skip
def test_one_thing_in_a_word_file_is_found(
    tmp_path: Path, body: str, parts: dict[str, str | bytes], kind: str
) -> None:
    assert kind in kinds(docx(tmp_path / "a.docx", body, parts))


FORM = '<w:p><w:r><w:fldChar><w:ffData><w:statusText w:val="ask Ffion"/></w:ffData></w:fldChar></w:r></w:p>'
BOX = "<w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
NAME = paragraph("Ffion Pritchard was there")


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (NAME, {}),
        (f"<w:tbl><w:tr><w:tc>{NAME}</w:tc></w:tr></w:tbl>", {}),
        (BOX.format(NAME), {}),
        (FORM, {}),
        (PICTURE.format("Picture 1", "Ffion at the table"), {}),
        (VML.format("Ffion at the table", ""), {}),
        ('<w:p><w:bookmarkStart w:id="0" w:name="fpritchard_talk"/></w:p>', {}),
        ('<w:p><w:r><w:instrText>INCLUDEPICTURE "D:\\ffion\\a.png"</w:instrText></w:r></w:p>', {}),
        ('<w:p><w:fldSimple w:instr="AUTHOR Ffion"/></w:p>', {}),
        (f"<w:p><w:ins {BY}><w:r><w:t>x</w:t></w:r></w:ins></w:p>", {}),
        ("<w:p><w:r><w:t>Pritch</w:t></w:r><w:del w:id='2' w:author='a'><w:r><w:delText>ard</w:delText></w:r></w:del></w:p>", {}),
        ('<w:sdt><w:sdtPr><w:tag w:val="Ffion"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>', {}),
        ("", {"word/header1.xml": story("hdr", NAME)}),
        ("", {"word/footer1.xml": story("ftr", NAME)}),
        ("", {"word/footnotes.xml": story("footnotes", f'<w:footnote w:id="2">{NAME}</w:footnote>')}),
        ("", {"word/endnotes.xml": story("endnotes", f'<w:endnote w:id="2">{NAME}</w:endnote>')}),
        ("", {"word/comments.xml": story("comments", f'<w:comment {BY}><w:p/></w:comment>')}),
        ("", {"word/people.xml": '<w:people xmlns:w="u"><w:person w:author="Ffion Pritchard"/></w:people>'}),
        ("", {"docProps/core.xml": CORE.format("<dc:creator>Ffion Pritchard</dc:creator>")}),
        ("", {"docProps/custom.xml": '<Properties><property name="by">Ffion</property></Properties>'}),
        ("", {"word/_rels/document.xml.rels": rels(("hyperlink", "mailto:ffion@saltmarsh.example"))}),
        ("", {"word/_rels/document.xml.rels": rels(("hyperlink", "https://a.example/in/ffion-pritchard-9"))}),
        ("", {"customXml/item1.xml": "<a b='Ffion Pritchard'/>"}),
        ("", {"word/charts/chart1.xml": '<c:chartSpace xmlns:c="c"><c:v>Ffion</c:v></c:chartSpace>'}),
        ("", {"word/media/image1.png": png(Comment="Ffion Pritchard")}),
        ("", {"word/embeddings/thing.bin": "Ffion Pritchard".encode("utf-16-le")}),
        ("", {"word/unheard-of.xml": "<thing owner='Ffion Pritchard'/>"}),
    ],
)  # fmt: skip
def test_a_name_is_found_wherever_the_package_holds_it(
    tmp_path: Path, body: str, parts: dict[str, str | bytes]
) -> None:
    assert "P7" in {f.person for f in found(docx(tmp_path / "a.docx", body, parts)) if f.kind == "name"}


def test_a_name_in_a_heading_is_out_of_sight_in_the_place_of_what_stands_under_it(tmp_path: Path) -> None:
    heading = paragraph("What Ffion saw", before='<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>')
    share = next(
        f
        for f in found(docx(tmp_path / "a.docx", heading + paragraph("It was 40% of all.")))
        if f.kind == "share"
    )
    assert share.where == "paragraph 1 under “What ▮▮▮ saw”"


def test_a_workbook_behind_a_chart_is_looked_into(tmp_path: Path) -> None:
    from io import BytesIO

    import openpyxl

    book, held = openpyxl.Workbook(), BytesIO()
    book.active.append(["Ffion Pritchard", 4])  # type: ignore[union-attr]
    book.save(held)
    path = docx(tmp_path / "a.docx", "", {"word/embeddings/Microsoft_Excel_Sheet.xlsx": held.getvalue()})
    assert {"embedded file", "name"} <= kinds(path)


def table(*rows: str) -> str:
    cells = ["".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in row.split("|")) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


@pytest.mark.parametrize(
    ("rows", "n"),
    [
        (("group|people", "Providers|9", "Staff|12"), 0),
        (("group|people", "Providers|9", "Commissioner|1"), 1),
        (("group|people", "Providers|9", "Commissioner|–", "Total|10"), 1),  # 10 less 9
        (("group|people", "Providers|–", "Commissioner|–", "Staff|11", "Total|20"), 0),
        (("year|sessions", "2023|2"), 0),
    ],
)
def test_a_table_that_counts_few_or_gives_a_hidden_count_away_is_found(
    tmp_path: Path, rows: tuple[str, ...], n: int
) -> None:
    assert len(found(docx(tmp_path / "a.docx", table(*rows)))) == n


def test_what_travels_along_is_a_finding_in_public_and_a_word_to_the_team(tmp_path: Path) -> None:
    path = docx(
        tmp_path / "a.docx",
        "",
        {
            "word/comments.xml": story(
                "comments", f'<w:comment w:id="1" w:author="Ana">{paragraph("check")}</w:comment>'
            )
        },
    )
    assert kinds(path) == {"comment"}
    inside = judge(read_final(path), Tier.REVIEWER, sought=SOUGHT)
    assert inside.findings == []
    assert any("comment" in look for look in inside.to_look_at)


def test_marks_that_word_makes_by_itself_are_no_finding(tmp_path: Path) -> None:
    body = (
        '<w:p><w:bookmarkStart w:id="0" w:name="_Toc1234"/><w:bookmarkStart w:id="1" w:name="_GoBack"/>'
        '<w:r w:rsidR="00A1"><w:t>more</w:t></w:r></w:p>' + PICTURE.format("Picture 3", "")
        + '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr><w:tr><w:tc>'
        + paragraph("white on the table's own ground", '<w:color w:val="FFFFFF"/>') + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    parts = {
        "docProps/app.xml": "<Properties><Application>Microsoft Office Word</Application><Template>Normal.dotm</Template><Company></Company></Properties>",
        "word/_rels/settings.xml.rels": rels(("attachedTemplate", "Normal.dotm")),
        "word/fontTable.xml": story("fonts", '<w:font w:name="Georgia"/>'),
    }
    assert found(docx(tmp_path / "a.docx", body, parts)) == []


def test_python_docx_and_its_template_are_read(tmp_path: Path) -> None:
    import docx as word

    made = word.Document()
    made.add_heading("The alliance", 1)
    made.add_paragraph("Some people said that decisions were slow.")
    made.core_properties.author = ""
    made.core_properties.comments = ""
    made.core_properties.last_modified_by = ""
    made.save(str(tmp_path / "a.docx"))
    assert kinds(tmp_path / "a.docx") <= {"thumbnail", "picture's records"}


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut short", b"\xd0\xcf\x11\xe0 old or locked", b"<html>not a zip</html>"]
)
def test_what_is_no_word_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(FileTrouble, match=r"a\.docx"):
        read_final(tmp_path / "a.docx")


def test_a_dtd_in_the_text_is_refused_and_in_another_part_told(tmp_path: Path) -> None:
    dtd = '<!DOCTYPE a [<!ENTITY b "Ffion Pritchard">]><a>&b;</a>'
    path = docx(tmp_path / "a.docx", "", {"customXml/item1.xml": dtd})
    assert {"not looked into", "name"} <= kinds(path)
    import zipfile

    with zipfile.ZipFile(tmp_path / "b.docx", "w") as package:
        package.writestr("word/document.xml", dtd)
    with pytest.raises(FileTrouble, match="DTD"):
        read_final(tmp_path / "b.docx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", "", {"word/media/image1.png": b"\0" * (40 * 2**20)})
    with pytest.raises(FileTrouble, match="unpacks to far more"):
        read_final(path)
