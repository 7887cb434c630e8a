"""notes: a file is read whole; its Parts tile it. All people here are invented."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitative.model import Voice
from qualitative.notes import (
    NotText,
    UnreadableNote,
    decode,
    read_note,
)
from qualitative.notes.paragraphs import Piece, lay_out
from tests.support.read_notes import B, H, M, Q, R, S, assert_tiled, note_of, outline, words_of

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
