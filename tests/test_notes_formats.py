"""notes in Word, captions, RTF and PDF, and files refused with their name, the reason and the mend."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qualitative.model import Voice
from qualitative.notes import (
    UnreadableNote,
    read_folder,
    read_note,
)
from tests.support.read_notes import SECRET, B, H, Q, R, S, assert_tiled, note_of, outline, words_of


def docx_of(change: object = None) -> bytes:
    import docx

    document = docx.Document()
    document.add_heading("Interview 3", 1)
    document.add_paragraph("Asha felt it was rushed.")
    document.add_paragraph("no plan", style="List Bullet")
    document.add_paragraph("no money", style="List Bullet 2")
    table = document.add_table(rows=0, cols=2)
    for cells in (("Theme", "What was said"), ("Roles", "unclear"), ("Money", "late")):
        row = table.add_row().cells
        row[0].text, row[1].text = cells
    bold = document.add_paragraph()
    bold.add_run("What next?").bold = True
    document.add_paragraph("After the table.")
    document.sections[0].header.paragraphs[0].text = "Confidential head"
    if callable(change):
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_word_is_read_in_order_with_tables_lists_and_titles(tmp_path: Path) -> None:
    note = note_of(tmp_path, "n.docx", docx_of())
    assert outline(note) == [
        (H, None, "Interview 3"),
        (S, None, "Asha felt it was rushed."),
        (B, None, "no plan"),
        (B, None, "no money"),
        (R, None, "Theme | What was said"),
        (R, None, "Roles | unclear"),
        (R, None, "Money | late"),
        (Q, None, "What next?"),
        (S, None, "After the table."),
    ]
    assert note.parts[5].place == "table 1, row 2"
    assert note.parts[4].voice is Voice.COMMENT  # the heading row says nothing about anything
    assert "Confidential" not in note.text
    assert_tiled(note)


def test_word_insertions_are_read_and_deletions_and_comments_are_counted(tmp_path: Path) -> None:
    from docx.document import Document
    from docx.oxml import parse_xml

    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def change(document: Document) -> None:
        paragraph = document.add_paragraph("We kept ")._p
        paragraph.append(
            parse_xml(f'<w:ins {namespace} w:id="1" w:author="x"><w:r><w:t>the minutes</w:t></w:r></w:ins>')
        )
        paragraph.append(
            parse_xml(
                f'<w:del {namespace} w:id="2" w:author="x"><w:r><w:delText> {SECRET}</w:delText></w:r></w:del>'
            )
        )
        paragraph.append(parse_xml(f"<w:r {namespace}><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}</w:t></w:r>"))
        document.add_comment(document.paragraphs[1].runs, text=f"ask {SECRET}", author="y")

    note = note_of(tmp_path, "n.docx", docx_of(change))
    assert outline(note)[-1] == (S, None, "We kept the minutes")
    assert SECRET not in note.text
    assert [warning.split(" not read")[0] for warning in note.warnings] == [
        "1 comment",
        "1 hidden passage",
        "1 tracked deletion",
    ]
    assert not any(SECRET in warning for warning in note.warnings)


VTT = """WEBVTT

NOTE made by a machine

00:00:04.000 --> 00:00:06.000
<v Jo Blake>How did you hear about it?</v>

00:00:06.100 --> 00:00:09.000
<v Siân Huws>I heard it on the radio &amp; we</v>

00:00:09.100 --> 00:00:12.000
<v Siân Huws>were told a week later.</v>

00:00:14.500 --> 00:00:17.000
<v Siân Huws>It hurt.</v>

00:00:17.100 --> 00:00:19.000
[laughter]

01:00:19.100 --> 01:00:20.000
<v Jo Blake>Who told you?</v>

01:00:20.100 --> 01:00:22.000
<v Siân Huws>Nobody.</v> <v Jo Blake>Nobody?</v>
"""


def test_captions_become_turns_with_their_time(tmp_path: Path) -> None:
    note = note_of(tmp_path, "n.vtt", VTT)
    assert [(p.speaker, words_of(note, p), p.place) for p in note.parts] == [
        ("Jo Blake", "How did you hear about it?", "00:00:04"),
        ("Siân Huws", "I heard it on the radio & we were told a week later.", "00:00:06"),
        ("Siân Huws", "It hurt.", "00:00:14"),
        (None, "[laughter]", "00:00:17"),
        ("Jo Blake", "Who told you?", "01:00:19"),
        ("Siân Huws", "Nobody.", "01:00:20"),
        ("Jo Blake", "Nobody?", "01:00:20"),
    ]
    assert_tiled(note)


def test_captions_are_reported_until_somebody_confirms_them(tmp_path: Path) -> None:
    note = note_of(tmp_path, "n.vtt", VTT)
    assert Voice.VERBATIM not in {part.voice for part in note.parts}
    assert "until somebody confirms" in note.warnings[0]
    checked = note_of(tmp_path, "n.vtt", VTT, checked_captions=True)
    assert checked.parts[1].voice is Voice.VERBATIM
    assert (checked.text, checked.warnings) == (note.text, ())


def test_subtitles_with_names_in_the_words_become_turns(tmp_path: Path) -> None:
    cues = [
        "Bo Lee: I was never told and",
        "I'd like to know why.",
        "Ann Oak: So would I.",
        "Bo Lee: Right.",
        "Ann Oak: Well.",
        "Yes.",
    ]
    srt = "\r\n".join(
        f"{i}\r\n00:00:{i:02},000 --> 00:00:{i:02},900\r\n{cue}\r\n" for i, cue in enumerate(cues, 1)
    )
    note = note_of(tmp_path, "n.srt", srt)
    assert outline(note) == [
        (S, "Bo Lee", "I was never told and I'd like to know why."),
        (S, "Ann Oak", "So would I."),
        (S, "Bo Lee", "Right."),
        (S, "Ann Oak", "Well. Yes."),
    ]


def test_rich_text_is_read_in_its_code_page(tmp_path: Path) -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1250{\fonttbl{\f0 Arial;}}\f0 Roles\par \'a3ukasz felt it was \'84rushed\'94.\par Si\u226?n agreed.\par}"
    note = note_of(tmp_path, "n.rtf", rtf)
    assert [words_of(note, part) for part in note.parts] == [
        "Roles",
        "Łukasz felt it was „rushed”.",
        "Siân agreed.",
    ]


def pdf_of(pages: Sequence[Sequence[tuple[float, float, float, str]]]) -> bytes:
    """pages: lines as (points from the left, points from the foot, size, words)."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        stream = "\n".join(f"BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET" for x, y, size, words in lines)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
        objects.append(f"{page} /Resources << /Font << /F1 3 0 R >> >> >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


def two_pages() -> bytes:
    def page(number: int, lines: list[tuple[float, str]]) -> list[tuple[float, float, float, str]]:
        furniture = [
            (72.0, 800.0, 9.0, "River review - confidential"),
            (290.0, 30.0, 9.0, f"Page {number} of 2"),
        ]
        return [
            furniture[0],
            *((72.0, y, 16.0 if y == 770 else 11.0, words) for y, words in lines),
            furniture[1],
        ]

    return pdf_of(
        [
            page(1, [(770, "Interview notes"), (740, "The commis-"), (726, "sioning team felt that the co-"), (712, "produced plan was late."), (684, "Nobody was told of it before the end of the winter and"), (670, "the partners were")]),
            page(2, [(750, "left to guess."), (722, "A commissioning lead was hired, and the work began again.")]),
        ]
    )  # fmt: skip


def test_a_pdf_loses_its_running_heads_and_mends_its_hyphens(tmp_path: Path) -> None:
    note = note_of(tmp_path, "n.pdf", two_pages())
    assert [(p.kind, words_of(note, p), p.place) for p in note.parts] == [
        (H, "Interview notes", "p. 1"),
        (S, "The commissioning team felt that the co-produced plan was late.", "p. 1"),
        (
            S,
            "Nobody was told of it before the end of the winter and the partners were left to guess.",
            "p. 1",
        ),
        (S, "A commissioning lead was hired, and the work began again.", "p. 2"),
    ]
    assert note.warnings == ("4 running heads, feet and page numbers left out",)


def encrypted_pdf() -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(two_pages()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zip_of(name: str, content: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


BAD: list[tuple[str, bytes, str, str]] = [
    ("empty.txt", b"", "it is empty", "Check that the notes were saved"),
    ("blank.txt", b"\xef\xbb\xbf \r\n\t\n", "it is empty", "Check that the notes were saved"),
    ("binary.txt", SECRET.encode() + bytes(range(256)) * 20, "is no text (binary)", "save it as text"),
    ("renamed.txt", b"%PDF-1.4 " + SECRET.encode(), "is a PDF", "Rename it .pdf"),
    ("photo.md", b"\x89PNG\r\n\x1a\n" + SECRET.encode(), "is a picture", "OCR"),
    ("word.txt", zip_of("word/document.xml", SECRET), "a zip or an Office document", "Rename it .docx"),
    ("nozip.docx", SECRET.encode(), "is no Word document (not a zip)", "save it again as .docx"),
    ("hollow.docx", zip_of("a.txt", SECRET), "holds no Word document", "save it again as .docx"),
    ("locked.docx", b"\xd0\xcf\x11\xe0" + SECRET.encode(), "protected by a password, or an old .doc", "without a password"),
    ("broken.docx", docx_of()[:-900], "damaged", "fresh copy"),
    ("twisted.docx", zip_of("word/document.xml", f"<w>{SECRET}"), "damaged", "save it again as .docx"),
    ("old.doc", b"\xd0\xcf\x11\xe0" + SECRET.encode(), '".doc" is not a format of notes', "save it as .docx"),
    ("sound.mp3", b"ID3" + SECRET.encode(), '".mp3" is not a format of notes', "transcribe it first"),
    ("noending", SECRET.encode(), "no ending", "Save it as one of"),
    ("locked.pdf", encrypted_pdf(), "protected by a password", "Save it without one"),
    ("broken.pdf", b"%PDF-1.4\n" + SECRET.encode(), "damaged", "fresh copy"),
    ("words.pdf", SECRET.encode(), "is no PDF", "Export it again"),
    ("scan.pdf", pdf_of([[(72, 700, 11, "")]]), "holds no text; it is probably a scan", "(OCR) on it first"),
    ("words.rtf", SECRET.encode(), "is no rich text", "save it as .docx"),
    ("words.vtt", SECRET.encode(), "is no WebVTT file", "as .vtt"),
    ("none.vtt", b"WEBVTT\n\n", "holds no captions", "as .vtt"),
    ("words.srt", SECRET.encode(), "is no SubRip file", "as .srt"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "reason", "mend"), BAD, ids=[bad[0] for bad in BAD])
def test_a_bad_file_is_named_with_its_reason_and_its_mend_and_no_word_from_inside(
    tmp_path: Path, name: str, content: bytes, reason: str, mend: str
) -> None:
    with pytest.raises(UnreadableNote) as caught:
        note_of(tmp_path, name, content)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert reason in message
    assert mend in message
    assert SECRET not in message
    assert SECRET.split()[0] not in message


def test_fifty_megabytes_are_refused_at_once(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(50 * 2**20)
    start = time.perf_counter()
    with pytest.raises(UnreadableNote, match=r"huge\.txt: it is 50 MB; at most 20 MB is read\. Split it"):
        read_note(tmp_path / "huge.txt")
    assert time.perf_counter() - start < 0.2


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableNote, match=r"gone\.txt: there is no such file"):
        read_note(tmp_path / "gone.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(UnreadableNote, match="it is a folder"):
        read_note(tmp_path / "folder.txt")


def test_the_other_files_of_a_folder_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Asha felt rushed.")
    (tmp_path / "b.txt").write_text("")
    (tmp_path / "c.docx").write_bytes(b"no zip")
    (tmp_path / "d.md").write_text("# Roles\n\nunclear to all\n")
    (tmp_path / "e.txt").write_text("Asha felt rushed.")
    (tmp_path / "f.jpg").write_bytes(b"\xff\xd8\xff")
    for passed_over in (".hidden.txt", "~$d.docx", "roster.csv", "case.yaml", "guide.csv", "Thumbs.db"):
        (tmp_path / passed_over).write_bytes(b"x")
    notes, troubles = read_folder(tmp_path)
    assert [note.name for note in notes] == ["a.txt", "d.md"]
    assert [trouble.path.name for trouble in troubles] == ["b.txt", "c.docx", "e.txt", "f.jpg"]
    assert "same file as a.txt, and was read once" in str(troubles[2])
    with ThreadPoolExecutor(2) as pool:
        assert [note.name for note in read_folder(tmp_path, executor=pool)[0]] == ["a.txt", "d.md"]


def test_a_folder_without_notes_says_what_to_put_into_it(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("name\n")
    with pytest.raises(UnreadableNote, match=r"the folder holds no notes\. Put the notes into it, as \.txt"):
        read_folder(tmp_path)
    with pytest.raises(UnreadableNote, match="there is no such folder"):
        read_folder(tmp_path / "nowhere")


def test_a_raw_note_never_shows_its_words(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    note = note_of(tmp_path, f"{SECRET}.txt", f"{SECRET}: I said so.\n\n{SECRET}: I did.")
    assert SECRET not in repr(note)
    assert SECRET not in caplog.text
