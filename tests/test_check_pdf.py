"""A finished PDF shows or hides one thing, and the check names it and its page; a clean one passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitative.disclosure.final import read_final
from qualitative.files import FileTrouble
from tests.support.finished import line, pdf
from tests.test_check_files import found, kinds

SAID = "said Ffion Pritchard"
BAR = "0 g 60 690 300 30 re f\n"


def test_a_clean_pdf_passes(tmp_path: Path) -> None:
    page = (
        line("The second page says so too.")
        + BAR.replace("690", "100")
        + line("white on black", 110, more="1 g")
    )
    assert (
        found(
            pdf(tmp_path / "a.pdf", [page], info="/Producer (A Program 1.2.3.4) /Title (Decisions were slow)")
        )
        == []
    )


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (line(SAID) + BAR, "painted over"),
        (line(SAID, more="3 Tr"), "never painted"),
        (line(SAID, more="1 1 1 rg"), "in the colour of its ground"),
        (BAR + line(SAID, more="0 g"), "in the colour of its ground"),
        (line(SAID, size=0.5), "too small to read"),
        (line(SAID, y=5000), "outside the page as it is cut"),
    ],
)
def test_words_that_nobody_sees_are_found_and_why(tmp_path: Path, page: str, why: str) -> None:
    findings = found(pdf(tmp_path / "a.pdf", [line("What shows."), page]))
    assert {(f.kind, f.person) for f in findings} == {("hidden text", ""), ("name", "P7")}
    assert all("page 3" in f.where and why in f.where for f in findings)


def test_a_page_cut_smaller_hides_what_stands_outside(tmp_path: Path) -> None:
    findings = found(pdf(tmp_path / "a.pdf", [line(SAID, y=100)], page="/CropBox [0 400 595 842]"))
    assert "hidden text" in {f.kind for f in findings}


def test_a_name_broken_at_a_line_s_end_is_found_on_its_page(tmp_path: Path) -> None:
    page = line("It was Ms Pritch-", 700) + line("ard who said so", 686)
    assert [(f.where, f.person) for f in found(pdf(tmp_path / "a.pdf", [page]))] == [("page 2", "P7")]


NOTE = "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (ask again) /T (Somebody) >>"
FILED = {50: "<< /Type /Filespec /F (notes.txt) /EF << /F 51 0 R >> >>",
         51: "<< /Type /EmbeddedFile /Length 5 >>\nstream\nFfion\nendstream"}  # fmt: skip
XMP = "<x xmlns:dc='d'><dc:creator><s><li>Ffion Pritchard</li></s></dc:creator></x>"
LAYERS = "/OCProperties << /OCGs [50 0 R] /D << /OFF [50 0 R] >> >>"


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"info": "/Author (Somebody Else)"}, "author"),
        ({"info": "/Keywords (tribunal)"}, "property"),
        ({"info": "/Author (Ffion Pritchard)"}, "name"),
        ({"info": "/Author <FEFF004600660069006F006E>"}, "name"),
        ({"objects": {50: f"<< /Type /Metadata /Subtype /XML /Length {len(XMP)} >>\nstream\n{XMP}\nendstream"}}, "name"),
        ({"objects": {50: NOTE}, "page": "/Annots [50 0 R]"}, "comment"),
        ({"objects": {50: NOTE.replace("Somebody", "Ffion")}, "page": "/Annots [50 0 R]"}, "name"),
        ({"objects": {50: "<< /Subtype /Link /A << /S /URI /URI (mailto:ffion@saltmarsh.example) >> >>"}, "page": "/Annots [50 0 R]"}, "name"),
        ({"objects": {50: "<< /FT /Tx /T (who) /V (Ffion) >>"}, "root": "/AcroForm << /Fields [50 0 R] >>"}, "name"),
        ({"objects": {50: "<< /Title (What Ffion said) >>"}, "root": "/Outlines 50 0 R"}, "name"),
        ({"objects": {50: "<< /S /Figure /Alt (Ffion at the table) >>"}}, "name"),
        ({"objects": FILED}, "embedded file"),
        ({"objects": FILED}, "name"),
        ({"objects": {50: "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"}, "root": "/OpenAction 50 0 R"}, "script"),
        ({"objects": {50: "<< /Type /OCG /Name (kept back) >>"}, "root": LAYERS}, "hidden layer"),
        ({"objects": {50: "<< /S /Launch /F (other.exe) >>"}}, "path"),
    ],
)  # fmt: skip
def test_one_thing_behind_the_pages_is_found(tmp_path: Path, given: dict[str, object], kind: str) -> None:
    assert kind in kinds(pdf(tmp_path / "a.pdf", **given))  # type: ignore[arg-type]


def test_a_page_that_is_only_a_picture_could_not_be_read(tmp_path: Path) -> None:
    picture = "q 500 0 0 700 40 60 cm /Im1 Do Q\n"
    for page in (picture, picture + line("Ffion", more="3 Tr")):
        findings = found(pdf(tmp_path / "a.pdf", [page], image=True))
        assert ("not looked into", "page 2") in {(f.kind, f.where) for f in findings}


def test_a_picture_beside_words_is_for_a_person_to_look_at(tmp_path: Path) -> None:
    page = "q 90 0 0 90 40 60 cm /Im1 Do Q\n" + line("A page of words, and a small picture on it.")
    assert found(pdf(tmp_path / "a.pdf", [page], image=True)) == []
    assert any("page 2" in look for look in read_final(tmp_path / "a.pdf").to_look_at)


def test_words_drawn_as_outlines_could_not_be_read(tmp_path: Path) -> None:
    curves = "".join(f"{n} 100 m {n} 110 {n + 1} 120 {n + 2} 100 c f\n" for n in range(400))
    assert [f.kind for f in found(pdf(tmp_path / "a.pdf", [curves]))] == ["not looked into"]


def test_an_earlier_version_kept_inside_is_read(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [line(SAID)])
    new = line("said somebody")
    data = path.read_bytes()
    start = data.rfind(b"startxref")
    before = data[start:].split()[1].decode()
    added = f"13 0 obj\n<< /Length {len(new)} >>\nstream\n{new}\nendstream\nendobj\n"
    place = len(data)
    table = (
        f"xref\n13 1\n{place:010d} 00000 n \ntrailer << /Size 14 /Root 1 0 R /Info 4 0 R /Prev {before} >>\n"
    )
    path.write_bytes(data + f"{added}{table}startxref\n{place + len(added)}\n%%EOF\n".encode())
    findings = found(path)
    assert {f.kind for f in findings} == {"earlier version", "name"}
    assert all("an earlier version of the file" in f.where for f in findings)


def test_an_encrypted_pdf_says_so(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    pdf(tmp_path / "a.pdf")
    for password, opens in (("secret", False), ("", True)):
        writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
        writer.encrypt(user_password=password, owner_password="other", algorithm="RC4-128")
        writer.write(tmp_path / "b.pdf")
        if opens:
            assert any("encrypted" in look for look in read_final(tmp_path / "b.pdf").to_look_at)
        else:
            with pytest.raises(FileTrouble, match="encrypted"):
                read_final(tmp_path / "b.pdf")


@pytest.mark.parametrize(
    "content",
    [b"", b"no pdf at all", b"%PDF-1.7\nbroken", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF"],
)
def test_what_is_no_pdf_or_a_broken_one_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(FileTrouble, match=r"a\.pdf"):
        read_final(tmp_path / "a.pdf")
