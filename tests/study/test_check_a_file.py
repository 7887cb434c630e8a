"""A finished file checked with a study, with its key or without, with a roster, or with nothing at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from qualitative.anonymise import WrongPassphrase
from qualitative.cli import main
from qualitative.model import Tier
from qualitative.study import Study, checking, reviewer
from tests.support.finished import CLEAN, CORE, docx, line, paragraph, pdf
from tests.support.small import NAMES, PASSPHRASE, Small
from tests.support.study_state import confirm_all

LINES = (
    "Ffion Pritchard-Lloyd stopped the work.",  # a participant
    "It was Kowalczyk who left.",
    "Tideway Care was short of beds.",  # an organisation of the key
)


def findings(study: Study | None, path: Path, **more: object) -> list[dict[str, str]]:
    """The findings; no report of a check holds a name."""
    report = checking.check(study, path, **more)  # type: ignore[arg-type]
    printed = json.dumps(report.as_json()).casefold()
    assert not any(name.casefold() in printed for name in NAMES), printed
    return list(report.figures["findings"])


def test_names_of_the_key_are_found_and_only_with_its_passphrase(study: Study, tmp_path: Path) -> None:
    path = docx(tmp_path / "final.docx", "".join(paragraph(words) for words in LINES))
    with_key = [f["where"] for f in findings(study, path, passphrase=PASSPHRASE) if f["kind"] == "name"]
    assert with_key == ["paragraph 2", "paragraph 3", "paragraph 4"]
    without = checking.check(study, path)
    assert not [f for f in without.figures["findings"] if f["kind"] == "name"]
    assert any(
        "names of the key" in warning and "QUALITATIVE_KEY_PASSPHRASE" in warning
        for warning in without.warnings
    )


def test_a_wrong_passphrase_is_a_trouble_and_not_a_clean_file(study: Study, tmp_path: Path) -> None:
    with pytest.raises(WrongPassphrase):
        checking.check(study, docx(tmp_path / "final.docx"), passphrase="another")


def test_a_document_with_a_name_only_in_its_properties(study: Study, tmp_path: Path) -> None:
    core = {"docProps/core.xml": CORE.format("<dc:creator>Marta Kowalczyk</dc:creator>")}
    path = docx(tmp_path / "final.docx", "", core)
    assert {f["kind"] for f in findings(study, path, passphrase=PASSPHRASE)} == {"author", "name"}
    assert {f["kind"] for f in findings(study, path, passphrase=PASSPHRASE, tier=Tier.REVIEWER)} == {"name"}
    assert {f["kind"] for f in findings(study, path)} == {"author", "identifier"}


def test_a_roster_is_enough_without_a_study(coded: Small, tmp_path: Path) -> None:
    path = pdf(tmp_path / "final.pdf", [line(LINES[0]), line(LINES[1])])
    found = findings(None, path, roster=coded.root / "roster.csv")
    assert [(f["kind"], f["where"], f["person"]) for f in found] == [
        ("name", "page 2", "row 4 of the roster"),
        ("name", "page 3", "row 3 of the roster"),
    ]


def test_with_nothing_at_hand_what_could_not_be_looked_for_is_said(tmp_path: Path) -> None:
    report = checking.check(None, docx(tmp_path / "final.docx"))
    assert report.figures["failures"] == 0
    assert len(report.figures["not_looked_for"]) == 2
    stranger = docx(
        tmp_path / "b.docx", paragraph("We thank Mrs Petronella Whitcombe, who chaired the meetings.")
    )
    assert [f["kind"] for f in findings(None, stranger)] == ["identifier"]


def test_the_file_s_own_name_is_looked_at_and_not_repeated(study: Study, tmp_path: Path) -> None:
    path = docx(tmp_path / "Interview Ffion Pritchard.docx")
    (found,) = findings(study, path, passphrase=PASSPHRASE)
    assert (found["kind"], found["where"]) == ("name", "the file's own name")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("“trust between the teams was strong from the very start”", "altered"),
        ("«trust between the teams was strong from the very start»", "altered"),
        ("‘trust between the teams was strong from the very start’", "altered"),
        ("\"nobody ever said this to us\"", "no source"),
        ("“the small ones folded”", "not verbatim"),
        ("“The tender … the small ones folded”", "not verbatim"),
    ],
)  # fmt: skip
def test_a_quotation_not_cleared_or_altered_is_found_in_any_marks(
    study: Study, tmp_path: Path, words: str, why: str
) -> None:
    (found,) = findings(study, docx(tmp_path / "final.docx", paragraph(f"People spoke of {words} then.")))
    assert found["kind"] == "quotation"
    assert why in found["why"]


def test_a_cleared_quotation_stands_whole_and_with_words_left_out(study: Study, tmp_path: Path) -> None:
    for words in (
        "“behind closed doors”",
        "‘behind closed doors’",
        "“made … closed doors”",
        "«made [things] behind closed doors»",
    ):
        assert findings(study, docx(tmp_path / "final.docx", paragraph(f"It was {words} they said."))) == []
    split = pdf(
        tmp_path / "final.pdf",
        [line("It was “made behind clo-".replace("“", '"')) + line('sed doors" they said.', 686)],
    )
    assert findings(study, split) == []


def test_a_passage_nobody_may_use_is_found_in_a_comment_too(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "final.html"
    path.write_text(f"<p>{CLEAN}</p><!-- stopped trusting the board after the summer -->")
    assert {"comment", "wording"} == {f["kind"] for f in findings(study, path)}


def test_a_unique_post_as_who_said_it_is_found(study: Study, tmp_path: Path) -> None:
    said = docx(tmp_path / "a.docx", paragraph("The commissioning manager said that money was short."))
    assert "unique post" in {f["kind"] for f in findings(study, said, passphrase=PASSPHRASE)}
    named = docx(tmp_path / "b.docx", paragraph("A commissioning manager was appointed in the second year."))
    assert findings(study, named, passphrase=PASSPHRASE) == []


def test_what_is_cleared_by_the_team_is_told_to_the_team_alone(study: Study, tmp_path: Path) -> None:
    confirm_all(study)
    drafted = [Path(f) for f in reviewer.draft(study, "tide").figures["files"]]
    for path in drafted:
        assert findings(study, path, passphrase=PASSPHRASE) == [], path.name
    inside = next(
        Path(f)
        for f in reviewer.draft(study, "tide", tier=Tier.REVIEWER).figures["files"]
        if f.endswith("docx")
    )
    assert findings(study, inside, passphrase=PASSPHRASE, tier=Tier.REVIEWER) == []
    assert findings(study, inside, passphrase=PASSPHRASE)


def test_the_command_line_takes_a_study_and_a_file_or_a_file_alone(
    coded: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean, bad = docx(tmp_path / "clean.docx"), docx(tmp_path / "bad.docx", paragraph(LINES[0]))
    (tmp_path / "broken.docx").write_text("not a zip")

    def run(*given: object) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["check", *map(str, given)], catch_exceptions=False)
        return done.exit_code, done.stdout

    monkeypatch.setenv("QUALITATIVE_KEY_PASSPHRASE", PASSPHRASE)
    assert run(coded.folder, clean)[0] == 0
    code, told = run(coded.folder, bad, "--quiet")
    assert (code, told.splitlines()[0].startswith("paragraph 2: a person's name, P")) == (1, True)
    assert run(clean)[0] == 0
    assert run(bad, "--roster", coded.root / "roster.csv")[0] == 1
    assert run(tmp_path / "broken.docx")[0] == 2
    assert run(coded.folder, clean, bad)[0] == 2
    code, told = run(coded.folder, bad, "--json")
    assert json.loads(told)["findings"][0]["kind"] == "name"
