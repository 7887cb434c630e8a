"""notes: a file is read whole or refused with its name, the reason and the mend. All people here are invented."""

from __future__ import annotations

import csv
import io
import os
import time
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitative.files import FileTrouble
from qualitative.model import Part, PartKind, RawNote, SessionKind, Voice
from qualitative.notes import (
    FaultyCase,
    NotText,
    UnreadableNote,
    decode,
    read_case,
    read_folder,
    read_guide,
    read_note,
    read_roster,
)
from qualitative.notes.paragraphs import Piece, lay_out
from qualitative.notes.tables import GUIDE_HEADINGS, ROSTER_HEADINGS, _plain

H, Q, S, B, R, M = (
    PartKind.HEADING,
    PartKind.QUESTION,
    PartKind.SPEECH,
    PartKind.BULLET,
    PartKind.ROW,
    PartKind.META,
)
SECRET = "Beverley Aske"  # stands in every bad file; no message may repeat it


def note_of(tmp_path: Path, name: str, content: str | bytes, **how: bool) -> RawNote:
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_note(path, **how)  # type: ignore[arg-type]


def words_of(note: RawNote, part: Part) -> str:
    return note.text[part.body_start_char : part.end_char]


def outline(note: RawNote) -> list[tuple[PartKind, str | None, str]]:
    return [(part.kind, part.speaker, words_of(note, part)) for part in note.parts]


def assert_tiled(note: RawNote) -> None:
    at = 0
    for part in note.parts:
        assert at <= part.start_char <= part.body_start_char <= part.end_char <= len(note.text)
        assert part.start_char < part.end_char
        assert not note.text[at : part.start_char].strip()
        at = part.end_char
    assert not note.text[at:].strip()


# --------------------------------------------------------------------------- tiling

pieces_of_text = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "\n",
                "\n\n",
                "\r\n",
                "\t",
                "- ",
                "# ",
                "Bev: ",
                "Q: ",
                "A. ",
                "| a | b |\n",
                "===\n",
                "[laughter]",
                "(10.00 am)",
                "👩🏽\u200d⚕️",
                "é",
                "Z̶",
                "\u200b",
                "\ufeff",
                "\u2028",
                "\x0c",
                "\x85",
                "Present: ",
                "1. ",
                "?",
                '"',
                "**",
                "---\n",
            ]
        ),
    ),
    max_size=25,
).map("".join)


@settings(deadline=None, max_examples=250)
@given(text=pieces_of_text, suffix=st.sampled_from([".txt", ".md"]))
def test_parts_tile_whatever_stands_in_the_file(
    tmp_path_factory: pytest.TempPathFactory, text: str, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("n") / f"n{suffix}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        note = read_note(path)
    except UnreadableNote:
        return
    assert_tiled(note)
    assert "\r" not in note.text


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(max_size=20), max_size=8))
def test_what_is_laid_out_stands_where_its_offsets_say(texts: list[str]) -> None:
    text, paragraphs = lay_out(Piece(t) for t in texts)
    assert [p.of(text) for p in paragraphs] == [t.strip() for t in texts if t.strip()]


def test_offsets_are_code_points_also_behind_an_emoji_and_combining_marks(tmp_path: Path) -> None:
    note = note_of(
        tmp_path,
        "n.txt",
        "👩🏽‍⚕️ e\u0301te\u0301\r\n\r\nBev: We were tired.\r\n\r\nAl: So were we.\r\n\r\nBev: I know.\r\n\r\nAl: I do.",
    )
    assert outline(note)[1:3] == [(S, "Bev", "We were tired."), (S, "Al", "So were we.")]
    assert_tiled(note)


# --------------------------------------------------------------------------- encodings

UK = "Siân said £11.2m – “not enough” – for Zoë’s café. It’s 20% less… Beyoncé & Chloë agreed.\r\n"
WELSH = "Tŷ Gŵyl, Gruffydd, Siôn a’r plant; Llŷr Huws, Dŵr Mawr.\r\n"
ICELANDIC = "Guðrún Þórsdóttir and Sigurður spoke.\n"
POLISH = "Łukasz Wójcik i Małgorzata Żak, Agnieszka Świątek, Grzegorz Brzęczyszczykiewicz.\r\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(UK, "cp1252"), (UK, "utf-8"), (UK, "utf-8-sig"), (UK, "utf-16"), (UK, "utf-16-le"), (UK, "utf-16-be"), (UK, "mac-roman"), (UK, "utf-32"), (POLISH, "cp1250"), (POLISH, "utf-8"), (WELSH, "utf-8"), (WELSH.replace("’", "'"), "iso8859-14"), (ICELANDIC, "cp1252"), ("Café at £5, naïve, Siân and Zoë.\n", "latin-1"), ("nothing special\n", "ascii"), ("£\n", "cp1252"), ("Siân", "cp1252")],
)  # fmt: skip
def test_text_is_read_as_it_was_written(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@given(st.text())
def test_utf_8_comes_back_exactly_and_its_newlines_are_not_touched(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    try:
        found, encoding = decode(data)
    except NotText:
        return
    if encoding == "utf-8":
        assert found == data.decode("utf-8-sig")
    marked = b"\xef\xbb\xbf" + data
    assert decode(marked) == (data.decode("utf-8"), "utf-8")


@pytest.mark.parametrize("name", ["Dorota Wiśniewska", "Jiří Dvořák", "Emina Hodžić", "Zając", "Żak"])
def test_one_eastern_name_in_a_windows_file_is_enough(name: str) -> None:
    assert decode(f"{name} came late.\r\n".encode("cp1250"))[0] == f"{name} came late.\r\n"


@pytest.mark.parametrize("name", ["Søren", "Zoë", "Œuvre", "Ærø", "Peña", "Müller", "Chloë"])
def test_one_western_name_in_a_windows_file_is_enough(name: str) -> None:
    assert decode(f"{name} came late.\r\n".encode("cp1252"))[0] == f"{name} came late.\r\n"


def test_a_sharp_name_is_never_read_as_a_pound_sign() -> None:
    assert decode("Łukasz paid £ nothing".replace("£ ", "").encode("cp1250"))[0] == "Łukasz paid nothing"
    assert decode("It cost £30, Zoë said".encode("cp1252"))[0] == "It cost £30, Zoë said"


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x00\x01\x02" * 300, os.urandom(64) + bytes(500)])
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(NotText):
        decode(data)


# --------------------------------------------------------------------------- plain text and Markdown

TRANSCRIPT = """Harbour Review: Focus Group 2

(10.00 am)

Facilitator: Thank you all for coming.  We want your views.

Could you say who you are?

Wendy Marsh: I'm Wendy, I ran the hostel on Quay Street and we had forty beds.

It was never going to be easy.

Tomos ap Rhys: The point is: nobody asked us. We found out from the paper.

[laughter]

Facilitator: Why was that?

Wendy Marsh: Note: I was not there then. But I heard.

Facilitator: Right.

Tomos ap Rhys: He was frustrated and so was I.

(12.05 pm)
"""


def test_a_transcript_is_told_apart_turn_by_turn(tmp_path: Path) -> None:
    note = note_of(tmp_path, "t.txt", TRANSCRIPT)
    assert outline(note) == [
        (H, None, "Harbour Review: Focus Group 2"),
        (M, None, "(10.00 am)"),
        (Q, "Facilitator", "Thank you all for coming.  We want your views."),
        (Q, "Facilitator", "Could you say who you are?"),
        (S, "Wendy Marsh", "I'm Wendy, I ran the hostel on Quay Street and we had forty beds."),
        (S, "Wendy Marsh", "It was never going to be easy."),
        (S, "Tomos ap Rhys", "The point is: nobody asked us. We found out from the paper."),
        (M, None, "[laughter]"),
        (Q, "Facilitator", "Why was that?"),
        (S, "Wendy Marsh", "Note: I was not there then. But I heard."),
        (Q, "Facilitator", "Right."),
        (S, "Tomos ap Rhys", "He was frustrated and so was I."),
        (M, None, "(12.05 pm)"),
    ]
    assert {part.voice for part in note.parts if part.kind is S} == {Voice.VERBATIM}


NOTES = """Interview 4, housing lead
=========================
Date: 4 May 2024
Present: Asha Rahman (AR), Jo Blake
Note-taker: Jo Blake

Communication

AR felt commissioners hadn't decided. Nobody told the staff.
- minutes came late
- "we never once saw a plan"
[NB: she looked tired when she said this, check before using]

Q2. What worked?
AR: I loved the team. We were a family.
AR: felt that her manager had not read the contract.
Bev, who came late, agreed. The point is: too many meetings.
Note-taker: my sense is that she was holding back
"""


def test_a_note_takers_shorthand_is_never_taken_for_somebodys_words(tmp_path: Path) -> None:
    note = note_of(tmp_path, "n.txt", NOTES)
    voice_of = {words_of(note, part): part.voice for part in note.parts}
    assert voice_of["AR felt commissioners hadn't decided. Nobody told the staff."] is Voice.REPORTED
    assert voice_of["felt that her manager had not read the contract."] is Voice.REPORTED
    assert voice_of["minutes came late"] is Voice.REPORTED
    assert voice_of["I loved the team. We were a family."] is Voice.VERBATIM
    assert voice_of['"we never once saw a plan"'] is Voice.VERBATIM
    comments = [words for words, voice in voice_of.items() if voice is Voice.COMMENT]
    assert "[NB: she looked tired when she said this, check before using]" in comments
    assert any("holding back" in words for words in comments)


def test_the_head_of_notes_is_nobodys_view(tmp_path: Path) -> None:
    note = note_of(tmp_path, "n.txt", NOTES)
    assert [part.kind for part in note.parts][:7] == [H, M, M, M, M, H, S]
    assert (Q, None, "What worked?") in outline(note)
    assert (S, None, "Bev, who came late, agreed. The point is: too many meetings.") in outline(note)


def test_note_date_and_the_point_is_are_no_speakers(tmp_path: Path) -> None:
    text = "\n\n".join(
        [
            "Note: late.",
            "Date: 3 May",
            "The point is: money.",
            "Note: again.",
            "The point is: time.",
            "Lessons: none.",
        ]
    )
    assert {part.speaker for part in note_of(tmp_path, "n.txt", text).parts} == {None}


@pytest.mark.parametrize(
    ("labels", "speakers"),
    [
        (["DB: ", "RW: "], ["DB", "RW"]),
        (
            ["Speaker 1 (provider): ", "Speaker 2 (council): "],
            ["Speaker 1 (provider)", "Speaker 2 (council)"],
        ),
        (["BEV - ", "KO - "], ["BEV", "KO"]),
        (["[00:01:02] Asha: ", "[00:02:03] Siân: "], ["Asha", "Siân"]),
        (["P3: ", "P11: "], ["P3", "P11"]),
        (["Sir Iorwerth Penn: ", "Ms O'Hare: "], ["Sir Iorwerth Penn", "Ms O'Hare"]),
        (["12  Q. ", "13  A. "], ["Q", "A"]),
        (["**Marlon:** ", "**Mei-Ling Foo:** "], ["Marlon", "Mei-Ling Foo"]),
        (["bev: ", "kofi: "], ["bev", "kofi"]),
        (["Asha Rahman   0:03\n", "Jo Blake   0:41\n"], ["Asha Rahman", "Jo Blake"]),
        (["Housing officer: ", "Service user 2: "], ["Housing officer", "Service user 2"]),
        (["Grace:\n", "Will:\n"], ["Grace", "Will"]),
        (["R: ", "S: "], ["R", "S"]),
    ],
)
def test_labels_of_many_kinds_are_speakers(tmp_path: Path, labels: list[str], speakers: list[str]) -> None:
    said = ["I never saw the plan myself.", "We had to do the work twice over."]
    turns = [f"{labels[i % 2]}{said[i % 2]}" for i in range(6)]
    note = note_of(tmp_path, "n.txt", "\n\n".join(turns))
    assert [part.speaker for part in note.parts] == [speakers[i % 2] for i in range(6)]
    assert [words_of(note, part) for part in note.parts] == [said[i % 2] for i in range(6)]
    assert_tiled(note)


def test_a_time_beside_a_label_is_the_place(tmp_path: Path) -> None:
    text = "\n".join(
        f"[00:0{i}:02] {who}: I was there." for i, who in enumerate(["Asha", "Bo", "Asha", "Bo"])
    )
    assert [part.place for part in note_of(tmp_path, "n.txt", text).parts] == [
        f"00:0{i}:02" for i in range(4)
    ]


def test_somebody_who_spoke_once_among_others_is_a_speaker_too(tmp_path: Path) -> None:
    text = "\n\n".join(
        ["Ann: I know.", "Bo: We do.", "Ann: I did.", "Bo: We did.", "Grace: I never spoke before."]
    )
    assert note_of(tmp_path, "n.txt", text).parts[-1].speaker == "Grace"


def test_i_and_r_are_interviewer_and_respondent(tmp_path: Path) -> None:
    turns = [
        "I: So tell me about it.",
        "R: We had three meetings a week.",
        "I: Mm.",
        "R: I left.",
        "I: Why?",
        "R: I was tired.",
    ]
    note = note_of(tmp_path, "n.txt", "Speakers: I = interviewer, R = respondent\n" + "\n".join(turns))
    assert [(part.speaker, part.kind) for part in note.parts[1:]] == [("I", Q), ("R", S)] * 3
    assert note.parts[0].kind is M


def test_a_numbered_title_over_prose_is_a_title_and_a_numbered_list_is_a_list(tmp_path: Path) -> None:
    text = "Minutes\n\n1. Contract update\nMs Lowe said it was late.\n\n2. Other business\nNone was raised.\n"
    assert [part.kind for part in note_of(tmp_path, "n.txt", text).parts] == [H, H, S, H, S]
    listed = "Three things went wrong.\n1. The tender\n2. The board\n3. The van\nNobody minded.\n"
    assert [part.kind for part in note_of(tmp_path, "l.txt", listed).parts] == [S, B, B, B, S]


def test_whoever_mostly_asks_is_the_interviewer(tmp_path: Path) -> None:
    turns = []
    for question in ("How did it begin?", "And who decided?", "What then?", "Anything else?"):
        turns += [
            f"JF: {question}",
            "MT: I sat down with them all and we argued for an hour. What a day, eh? It was fine.",
        ]
    note = note_of(tmp_path, "n.txt", "\n\n".join(turns))
    assert {(part.speaker, part.kind) for part in note.parts} == {("JF", Q), ("MT", S)}


def test_a_participant_with_rhetorical_questions_is_not_the_interviewer(tmp_path: Path) -> None:
    asked = "Interviewer: And then?"
    said = "Aoife: What did it oversee? I'd genuinely like to know."
    note = note_of(tmp_path, "n.txt", "\n\n".join([asked, said] * 4))
    assert {(part.speaker, part.kind) for part in note.parts} == {("Interviewer", Q), ("Aoife", S)}


def test_wrapped_lines_are_one_paragraph_and_unwrapped_lines_are_many(tmp_path: Path) -> None:
    wrapped = (
        "The partners met every month and nobody took a note of what had been agreed, so that\n"
        "by the spring there were four versions of one decision and each of the partners was\n"
        "sure of its own. The council asked for a single list, which came in June and was out\n"
        "of date by July.\n"
    )
    assert len(note_of(tmp_path, "w.txt", wrapped).parts) == 1
    lines = "No plan was ever seen by staff\nThey heard it on the radio first\nThe manager had left by then\n"
    assert len(note_of(tmp_path, "u.txt", lines).parts) == 3


def test_markdown_gives_titles_lists_questions_and_tables(tmp_path: Path) -> None:
    text = "---\ntitle: x\n---\n# Roles\n\n- late\n  - very late\n1. later\n\n**What worked?**\n\n| Who | Said |\n|---|---|\n| AR | fine |\n| BO | bad |\n"
    note = note_of(tmp_path, "n.md", text)
    assert [part.kind for part in note.parts] == [M, H, B, B, B, Q, R, M, R, R]
    assert words_of(note, note.parts[1]) == "Roles"
    assert [part.place for part in note.parts if part.kind is R] == [
        "table 1, row 1",
        "table 1, row 2",
        "table 1, row 3",
    ]
    assert note.text == text


# --------------------------------------------------------------------------- Word


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


# --------------------------------------------------------------------------- captions, RTF, PDF

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


# --------------------------------------------------------------------------- bad input


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


# --------------------------------------------------------------------------- roster and guide


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_roster_is_read_whatever_the_spreadsheet_made_of_it(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    rows = [
        [
            "Full Name",
            "Job title",
            "Organization",
            "Stakeholder_Group",
            "E-mail",
            "Mobile",
            "Known as",
            "Home address",
        ],
        [
            "Siân Huws",
            "Nurse",
            "Weir House",
            "Staff",
            "s@weir.example",
            "07700 900001",
            "Shan; SH / Nurse Huws",
            "1 Mill Lane",
        ],
    ]
    path = tmp_path / "roster.csv"
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=delimiter).writerows(rows)
    path.write_bytes(table.getvalue().encode(encoding))
    roster = read_roster(path)
    entry = roster.entries[0]
    assert (entry.name, entry.role, entry.organisation, entry.group) == (
        "Siân Huws",
        "Nurse",
        "Weir House",
        "Staff",
    )
    assert (entry.email, entry.phone, entry.also_known_as) == (
        "s@weir.example",
        "07700 900001",
        ("Shan", "SH", "Nurse Huws"),
    )
    assert "Mill Lane" not in str(vars(entry) if hasattr(entry, "__dict__") else entry)
    assert roster.warnings == ()


def test_two_name_columns_are_joined_and_a_turned_name_is_turned_back(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("Forename,Surname\nAnn,Oak\nBo,\n")
    assert [entry.name for entry in read_roster(tmp_path / "r.csv").entries] == ["Ann Oak", "Bo"]
    (tmp_path / "s.csv").write_text('People we met\n\nName,Role\n"Oak, Ann",nurse\n')
    assert [entry.name for entry in read_roster(tmp_path / "s.csv").entries] == ["Ann Oak"]


def test_a_roster_without_names_lists_the_headings_it_knows(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(f"colour,email\n{SECRET},x@y.example\n")
    with pytest.raises(
        FileTrouble, match=r"r\.csv: no column holds the names\..*full name, participant"
    ) as caught:
        read_roster(tmp_path / "r.csv")
    assert SECRET not in str(caught.value)


def test_two_of_one_name_are_both_kept_and_warned_about_by_row(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(f"name,role\n{SECRET},nurse\n,clerk\n{SECRET.upper()},driver\n")
    roster = read_roster(tmp_path / "r.csv")
    assert len(roster.entries) == 2
    assert roster.warnings == (
        "row 3: no name; the row is left out",
        "rows 2 and 4 hold the same name; all are kept, as they may be different people",
    )


def test_no_heading_means_two_columns() -> None:
    for headings in (ROSTER_HEADINGS, GUIDE_HEADINGS):
        plain = [heading for words in headings.values() for heading in {_plain(word) for word in words}]
        assert len(plain) == len(set(plain))


def test_a_guide_says_what_was_asked(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text(
        "session,question,codes,asked\nFG1,Who decided?,governance; communication,yes\nFG1,And the money?,,Ran out of time\nFG2,Why?,,\n"
    )
    rows = read_guide(tmp_path / "g.csv")
    assert [(row.session, row.codes, row.asked) for row in rows] == [
        ("FG1", ("governance", "communication"), "asked"),
        ("FG1", (), "ran out of time"),
        ("FG2", (), "not known"),
    ]


def test_faults_of_a_guide_are_reported_together(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("session,question,asked\nFG1,,yes\nFG1,Why?,perhaps\n")
    with pytest.raises(FileTrouble, match=r"row 2 has no question; row 3: asked must be asked, skipped"):
        read_guide(tmp_path / "g.csv")


# --------------------------------------------------------------------------- case.yaml

CASE = """
id: river
name: River Alliance
profile:
  stage: {value: ended, source: closing report}
  year: 4 of 7
  objectives: [one door, fewer moves]
  members: {voting: [A, B], advisory: [C]}
groups:
  - {name: Providers, n_people: 9}
  - {name: Small providers, id: small, parent: providers, organisations: [X, Y]}
allow: [NHS England]
glossary: {MDT: multidisciplinary team}
sessions:
  - {session: fg1, file: notes/first group.vtt, kind: focus group, date: 2023-05-11, n_people: 9, groups: [Small providers], captions: checked}
  - {session: fg1, file: second taker.txt}
  - {session: int1, kind: interview, groups: [mixed], state: planned}
  - {session: doc1, file: report.md, kind: document}
"""


def case_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_case_is_read_and_what_is_missing_is_not_stated(tmp_path: Path) -> None:
    found = read_case(case_of(tmp_path, CASE))
    case = found.case
    assert (case.id, case.name, case.allow, dict(case.glossary)) == (
        "river",
        "River Alliance",
        ("NHS England",),
        {"MDT": "multidisciplinary team"},
    )
    assert (case.profile["stage"].value, case.profile["stage"].source) == ("ended", "closing report")
    assert case.profile["objectives"].value == "one door; fewer moves"
    assert case.profile["members"].value == "voting: A, B; advisory: C"
    assert not case.profile["term"].stated
    assert [(g.id, g.parent, g.n_people) for g in case.groups] == [
        ("providers", "", 9),
        ("small", "providers", None),
    ]
    assert [(s.id, s.kind, s.date, s.n_people, s.groups, s.state, s.title) for s in case.sessions] == [
        ("fg1", SessionKind.FOCUS_GROUP, "2023-05-11", 9, ("small",), "notes received", "Focus group 1"),
        ("int1", SessionKind.INTERVIEW, "", None, ("mixed",), "planned", "Interview 1"),
        ("doc1", SessionKind.DOCUMENT, "", None, (), "notes received", "Document 1"),
    ]
    assert dict(found.files) == {"first group.vtt": "fg1", "second taker.txt": "fg1", "report.md": "doc1"}
    assert found.checked_captions == {"first group.vtt"}
    assert found.warnings == ()


def test_all_faults_of_a_case_are_reported_together_with_their_lines(tmp_path: Path) -> None:
    text = f"""
name: {SECRET}
groups:
  - {{name: Providers, n_people: nine, parent: Nobody}}
sessions:
  - {{session: fg1, kind: party, date: 11/05/2023, groups: [Others], state: over}}
  - {{kind: interview}}
"""
    with pytest.raises(FaultyCase) as caught:
        read_case(case_of(tmp_path, text))
    message = str(caught.value)
    for fault in (
        "line 1: the case has no id",
        "line 4: n_people must be a whole number",
        "line 4: the parent group is not among the groups",
        "line 6: kind must be interview",
        "line 6: a date must be written year-month-day, as 2024-03-31",
        "line 6: a session names a group that is not among the groups",
        "line 6: state must be one of planned, held",
        "line 7: a session has no id",
    ):
        assert fault in message
    assert SECRET not in message


def test_an_unknown_key_is_a_warning_and_is_not_kept(tmp_path: Path) -> None:
    found = read_case(case_of(tmp_path, f"id: x\nsecret_name: {SECRET}\nprofile: {{colour: red}}\n"))
    assert [warning.split(":")[0] for warning in found.warnings] == ["line 2", "line 3"]
    assert SECRET not in str(found.warnings)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id: [1, 2", "line 1: this is no YAML|line 2: this is no YAML"),
        ("", "it is empty"),
        ("- a\n- b\n", "the file must be keys and values"),
        ("id: &a x\nallow: [*a, *a]\n", "anchors"),
        ("id: x\nid: y\n", "no YAML|twice"),
        ("id: !!python/object:os.system x\nname: y\n", ""),
        ("id: a b\n", "letters, digits"),
        ("id: x\nsessions: {a: b}\n", "sessions must be a list"),
    ],
)
def test_a_case_that_is_no_case_is_refused(tmp_path: Path, text: str, why: str) -> None:
    if not why:
        assert read_case(case_of(tmp_path, text)).case.id == "x"  # a tag builds nothing; the words stay words
        return
    with pytest.raises(FileTrouble, match=why):
        read_case(case_of(tmp_path, text))
