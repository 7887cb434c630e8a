"""What lies beside the notes: roster, guide and case.yaml."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from qualitative.files import FileTrouble
from qualitative.model import SessionKind
from qualitative.notes import (
    FaultyCase,
    read_case,
    read_guide,
    read_roster,
)
from qualitative.notes.tables import GUIDE_HEADINGS, ROSTER_HEADINGS, _plain
from tests.support.read_notes import SECRET


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
