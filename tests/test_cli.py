"""The command line: exit codes, one object for programs, no question without a terminal, no name in any message."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qualitative.cli import main
from qualitative.store import Store
from tests.support.small import CASE, NAMES, PASSPHRASE, Small, write_inputs

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(tmp_path / "vaults"))
    monkeypatch.setenv("QUALITATIVE_KEY_PASSPHRASE", PASSPHRASE)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    return write_inputs(tmp_path)


def run(*words: str | Path, code: int = 0, names: bool = False) -> Result:
    """The command in this process. Whatever it says, no name of the notes may be in it (unless `names`)."""
    result = CliRunner().invoke(main, [str(w) for w in words], catch_exceptions=False)
    assert result.exit_code == code, (result.stdout, result.stderr)
    told = result.stdout + result.stderr
    assert names or not any(name.lower() in told.lower() for name in NAMES), told
    return result


def as_json(*words: str | Path, code: int = 0, names: bool = False) -> dict[str, object]:
    result = run(*words, "--json", code=code, names=names)
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


# ------------------------------------------------------------------ help, and every command once


COMMANDS = sorted(main.commands)


def test_the_commands_of_the_plan_are_there() -> None:
    wanted = "demo init add sign-off mask code themes causes draft check compare agreement export import key explore"
    assert set(COMMANDS) >= {*wanted.split(), "anonymise", "suggest", "cluster", "links"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    told = run(name, "--help").stdout
    assert "--quiet" in told
    assert "--json" in told
    for parameter in main.commands[name].params:
        if parameter.param_type_name == "option":
            assert getattr(parameter, "help", None), f"{name}: {parameter.name} has no help"


def test_the_list_of_commands_is_never_cut_short() -> None:
    commands = run("--help").stdout.split("Commands:")[1]
    assert "..." not in commands


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    heavy = [
        "spacy",
        "bertopic",
        "sklearn",
        "pandas",
        "onnxruntime",
        "matplotlib",
        "docx",
        "streamlit",
        "torch",
        "sqlalchemy",
        "numpy",
    ]
    words = f"import sys, qualitative.cli; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_the_whole_way_from_notes_to_a_comparison(inputs: Path) -> None:
    run("init", "study")
    run(
        *("add", "study", "tide", "notes", "--roster", "roster.csv", "--case", "case.yaml"),
        *("--guide", "guide.csv", "--by", "Ana"),
    )
    waiting = run("sign-off", "study").stdout
    assert "tide-01" in waiting
    assert "qualitative sign-off study tide-01 --show" in waiting
    assert "Participant" in run("sign-off", "study", "tide-01", "--show").stdout
    assert "1 source signed off by Ana\n" in run("sign-off", "study", "tide-01", "--by", "Ana").stdout
    assert "1 source signed off by Ana, unread" in run("sign-off", "study", "--all", "--by", "Ana").stdout
    assert "nothing waits" in run("sign-off", "study").stdout
    run("code", "study")
    run("causes", "study")
    run("themes", "study", "--everything", "--themes", "2")
    assert "--preview" in run("draft", "study", "tide", code=2).stderr
    for suffix in ("xlsx", "csv"):
        run("export", "study", f"codings.{suffix}")
    fill_in(Path("codings.xlsx"))
    assert "taken over" in run("import", "study", "codings.xlsx", "--by", "Ana").stdout
    for tier in ("public", "reviewer", "coder"):
        run("draft", "study", "tide", "--tier", tier)
        run("compare", "study", "--tier", tier)
    made = {p.relative_to("study").as_posix() for p in Path("study").rglob("*") if p.is_file()}
    assert {f"drafts/tide-public.{s}" for s in ("docx", "html", "md")} <= made
    assert {f"comparison/comparison-public.{s}" for s in ("xlsx", "html", "md")} <= made
    run("check", "study", "study/drafts/tide-public.md")
    run("export", "study", "book.qdc")
    run("import", "study", "book.qdc")
    run("agreement", "study", code=2)
    assert "Kowalczyk" in run("key", "study", names=True).stdout


def fill_in(path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.worksheets[0]
    column = next(c.column for c in sheet[1] if c.value == "decision")
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column, "confirm")
    book.save(path)


def test_a_preview_needs_no_decision_and_says_what_it_is(coded: Small) -> None:
    run("draft", coded.folder, "tide", "--preview")
    made = coded.folder / "drafts" / "tide-public-preview.md"
    assert "PREVIEW" in made.read_text("utf-8").upper()


def fill_column(path: Path, sheet: str, column: str, words: list[str]) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path)
    number = next(cell.column for cell in book[sheet][1] if cell.value == column)
    for row, word in enumerate(words, start=2):
        book[sheet].cell(row, number, word)
    book.save(path)


def test_claimed_causes_are_accepted_without_a_line_of_python(coded: Small) -> None:
    told = run("export", "study", "c.xlsx").stdout
    assert "claimed causes" in told
    fill_in(Path("c.xlsx"))
    fill_column(Path("c.xlsx"), "claimed causes", "decision", ["confirm", "reject"])
    told = run("import", "study", "c.xlsx", "--by", "Ana").stdout
    assert "claimed causes: 1 confirmed, 1 rejected" in told
    run("draft", "study", "tide", "--tier", "reviewer")
    study = coded.open()
    (accepted,) = [
        link for link in study.store.links("tide") if link.decided_by == "Ana" and link.cause_factor
    ]
    assert accepted.status.value == "confirmed"


def test_two_people_s_sheets_are_compared_from_the_command_line(coded: Small) -> None:
    run("export", "study", "a.xlsx", "--blank", "--sample", "5", "--seed", "7")
    run("export", "study", "b.xlsx", "--blank", "--sample", "5", "--seed", "7")
    fill_column(Path("a.xlsx"), "passages", "codes", ["governance", "Communication", "none", "none", ""])
    fill_column(Path("b.xlsx"), "passages", "codes", ["governance", "none", "none", "governance", "none"])
    told = run("import", "study", "a.xlsx", "--by", "Ana").stdout
    assert "Ana read 4 passages: 2 codings added; 2 read and given no code" in told
    assert "1 empty row counts as not read" in told
    run("import", "study", "b.xlsx", "--by", "Bo")
    rows = as_json("agreement", "study")["rows"]
    counts = {row["Code"]: [row[c] for c in ("Both", "Only Ana", "Only Bo", "Neither")] for row in rows}  # type: ignore[attr-defined]
    assert counts["Governance and accountability"] == ["1", "0", "1", "2"]
    assert counts["Communication"] == ["0", "1", "0", "3"]
    assert as_json("agreement", "study", "--disagreements", "d.xlsx")["disagreements"] == 2
    assert Path("d.xlsx").is_file()
    assert ".xlsx" in run("agreement", "study", "--disagreements", "d.csv", code=2).stderr


def test_the_last_sheet_is_taken_back_and_nothing_else(coded: Small) -> None:
    run("export", "study", "c.xlsx")
    fill_in(Path("c.xlsx"))
    run("import", "study", "c.xlsx", "--by", "Ana")
    assert "Ana brought in" in run("import", "study", "--undo", "--by", "Bo").stdout
    assert not any(c.status.value == "confirmed" for c in coded.open().store.codings("tide"))
    assert "taken back" in run("import", "study", "--undo", code=2).stderr


def test_blind_is_not_promised_beyond_what_the_sheet_can_keep() -> None:
    told = " ".join(run("export", "--help").stdout.split())
    assert "this sheet shows no suggestion" in told
    assert "should not have" in told


# ------------------------------------------------------------------ for programs: --json, --quiet, exit codes


@pytest.mark.parametrize(
    "words",
    [
        ("sign-off", "study"),
        ("sign-off", "study", "tide-01", "--show"),
        ("sign-off", "study", "--all"),
        ("add", "study", "tide", "notes"),
        ("code", "study"),
        ("causes", "study"),
        ("themes", "study"),
        ("draft", "study", "tide", "--preview"),
        ("compare", "study"),
        ("export", "study", "c.csv"),
        ("export", "study", "c.qdc"),
    ],
    ids=" ".join,
)
def test_json_is_one_object_and_nothing_else(coded: Small, words: tuple[str, ...]) -> None:
    found = as_json(*words)
    assert found["act"]
    assert found["lines"]


def test_json_of_the_key_is_for_programs_too(added: Small) -> None:
    found = as_json("key", "study", names=True)
    assert {e["case"] for e in found["entities"]} == {"tide"}  # type: ignore[attr-defined]


def test_json_of_a_failure_is_an_object_too(tmp_path: Path) -> None:
    found = as_json("code", "nowhere", code=2)
    assert "nowhere is not a study" in str(found["error"])


def test_quiet_says_nothing_when_all_went_well(coded: Small) -> None:
    for words in (("code", "study"), ("themes", "study"), ("compare", "study")):
        result = run(*words, "--quiet")
        assert (result.stdout, result.stderr) == ("", "")


def test_quiet_still_says_what_went_wrong(coded: Small) -> None:
    assert run("draft", "study", "nobody", "--quiet", code=2).stderr
    Path("mine.txt").write_text("[Participant 3] said that it was late. Write to a.b@example.org\n")
    assert run("check", "study", "mine.txt", "--quiet", code=1).stdout


def test_a_failed_check_is_exit_code_one_and_only_a_check(coded: Small) -> None:
    Path("mine.txt").write_text("Write to a.b@example.org about it.\n")
    assert as_json("check", "study", "mine.txt", code=1)["failures"]
    run("check", "study", "gone.txt", code=2)
    run("draft", "study", code=2)  # click's own: an argument is missing


def test_risk_says_passed_failed_and_not_measured_and_is_exit_code_one_only_where_a_test_failed(
    coded: Small,
) -> None:
    found = as_json("risk", "study", "tide", code=1)
    cases = found["cases"]
    assert isinstance(cases, dict)
    verdicts = {t["id"]: t["verdict"] for t in cases["tide"]["tests"]}
    assert found["failed"] == [f"tide: {test}" for test, verdict in verdicts.items() if verdict == "failed"]
    assert set(verdicts.values()) == {"passed", "failed", "not measured"}
    assert "FAILED" in run("risk", "study", "--quiet", code=1).stdout
    run("risk", "study", "nobody", code=2)
    run("risk", "study", "--sample", "5", code=2)  # of which case?
    run("risk", "study", "tide", "--sample", "5", "--out", "sheet.xlsx")
    run("risk", "study", "tide", "--checked", "gone.xlsx", code=2)
    run("risk", "study", "tide", "--mask", code=2)  # nothing was found yet


def test_risk_takes_public_documents_as_a_shell_writes_them(coded: Small) -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).write_text("Minutes of a meeting that everybody may read.\n")
    for words in (
        ("risk", "study", "--public", "a.txt", "b.txt"),
        ("risk", "study", "tide", "--public", "a.txt", "b.txt"),
    ):
        cases = as_json(*words, code=1)["cases"]
        assert isinstance(cases, dict)
        assert cases["tide"]["quotations"]["compared_with_public_documents"]
    run("risk", "study", "tide", "b.txt", code=2)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("init", "notes"), "not empty"),
        (("init", "x", "--codebook", "nosuch"), "nosuch"),
        (("code", "notes"), "qualitative init notes"),
        (("add", "study", "a/b", "notes"), "cannot be the name of a case"),
        (("add", "study", "tide", "gone.txt"), "gone.txt: there is no such file"),
        (("sign-off", "study", "tide-77"), "tide-77"),
        (("sign-off", "study", "tide-01", "--all"), "not both"),
        (("sign-off", "study", "tide-01", "--by", " "), "--by NAME"),
        (("draft", "study", "other"), "this study holds: tide"),
        (("export", "study", "gone/c.csv"), "Make it first"),
        (("export", "study", "c.pdf"), ".xlsx or .csv"),
        (("export", "study", "c.xlsx", "--sample", "3"), "--blank"),
        (("export", "study", "c.xlsx", "--blank"), "signed off"),
        (("export", "study", "c.xlsx", "--blank", "--tier", "public"), "coding team"),
        (("import", "study"), "--undo"),
        (("import", "study", "c.xlsx", "--undo"), "--undo"),
        (("import", "study", "--undo"), "taken back"),
        (("import", "study", "gone.xlsx"), "gone.xlsx"),
        (("import", "study", "roster.csv"), 'no column "id"'),
        (("import", "study", "case.yaml"), "case.yaml"),
        (("agreement", "study", "--coders", "A"), "--coders A,B"),
        (("links", "gone.jsonl", "o.jsonl"), "gone.jsonl"),
        (("links", "roster.csv", "o.jsonl"), "roster.csv"),
        (("anonymise", "gone", "out"), "not a folder"),
        (("anonymise", "notes", "notes"), "overwritten"),
        (("cluster", "gone.jsonl", "far/o.csv"), "Make it first"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_every_trouble_is_told_with_its_mend_and_exit_code_two(
    added: Small, words: tuple[str, ...], told: str
) -> None:
    result = run(*words, code=2)
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_faulty_codebook_is_refused_with_every_fault(tmp_path: Path) -> None:
    Path("b.yaml").write_text("name: Mine\ncodes:\n  - id: a\n  - name: B\n    definition: x\n")
    told = run("init", "study", "--codebook", "b.yaml", code=2).stderr
    assert told.count("line") >= 2
    assert not Path("study").exists()


def test_a_full_disk_or_a_closed_folder_is_told_in_plain_words(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/srv/somebody/private/.unfinished-x.part")

    monkeypatch.setattr("qualitative.files.atomic_write", full)
    told = run("export", "study", "c.csv", code=2).stderr
    assert "no space left on device" in told
    assert "/srv/somebody" not in told


def test_stopped_by_hand_it_says_that_it_can_go_on(added: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "vectors", stop)
    assert "carries on" in run("code", "study", code=2).stderr


# ------------------------------------------------------------------ no terminal, no question


@pytest.mark.parametrize("stdin", ["null", "closed"])
def test_without_a_terminal_a_missing_passphrase_ends_it_at_once(added: Small, stdin: str) -> None:
    env = {k: v for k, v in os.environ.items() if k != "QUALITATIVE_KEY_PASSPHRASE"}
    words = f'"{sys.executable}" -m qualitative.cli sign-off study tide-01 ' + (
        "</dev/null" if stdin == "null" else "<&-"
    )
    done = subprocess.run(
        ["sh", "-c", words], env=env, capture_output=True, text=True, timeout=30, start_new_session=True
    )
    assert done.returncode == 2, done.stderr
    assert "Set QUALITATIVE_KEY_PASSPHRASE" in done.stderr
    assert "Traceback" not in done.stderr
    assert "--no-key" not in done.stderr  # sign-off has no such option


def test_a_first_addition_without_a_passphrase_names_both_ways(
    inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QUALITATIVE_KEY_PASSPHRASE")
    run("init", "study")
    assert "--no-key" in run("add", "study", "tide", "notes", code=2).stderr
    assert not (inputs / "vaults").exists()
    run("add", "study", "tide", "notes", "--no-key")
    run("sign-off", "study", "--all")  # nothing to open: no passphrase is asked for


# ------------------------------------------------------------------ files alone


@pytest.mark.parametrize("there", [True, False])
def test_anonymise_writes_the_same_names_and_offsets_into_the_input(inputs: Path, there: bool) -> None:
    text = "Marta Kowalczyk met Oluwaseun.\r\nMarta said 😀 yes.\r\n"
    (inputs / "notes" / "bom.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    if there:
        Path("out").mkdir()
        Path("out/mine.doc").write_text("mine")
    run("anonymise", "notes", "out", "--roster", "roster.csv", "--spans", "spans.json")
    spans = json.loads(Path("spans.json").read_text("utf-8"))
    assert set(spans) == {"group.txt", "interview.txt", "bom.txt"}
    for name, found in spans.items():
        raw = (inputs / "notes" / name).read_bytes().decode("utf-8-sig")
        pieces, at = [], 0
        for span in found:
            assert set(span) == {"start", "end", "type", "replacement"}
            assert at <= span["start"] < span["end"]
            pieces += [raw[at : span["start"]], span["replacement"]]
            at = span["end"]
        written = Path("out", name).read_bytes().decode("utf-8")
        assert written == "".join(pieces) + raw[at:]
        assert not any(n in written for n in ("Marta", "Oluwaseun", "Kowalczyk", "Ffion"))
    assert Path("out/bom.txt").read_bytes().count(b"\r\n") == 2
    strings = {
        s["replacement"]
        for name, found in spans.items()
        for s in found
        if "Marta" in (inputs / "notes" / name).read_bytes().decode("utf-8-sig")[s["start"] : s["end"]]
        and s["type"] == "PERSON"
    }
    assert len(strings) == 1
    assert not (inputs / "vaults").exists()
    if there:
        assert Path("out/mine.doc").read_text() == "mine"


def test_anonymise_leaves_out_what_is_no_text_and_goes_on(inputs: Path) -> None:
    (inputs / "notes" / "picture.txt").write_bytes(bytes(range(256)) * 30)
    (inputs / "notes" / "huge.txt").write_bytes(b"x" * (21 * 2**20))
    (inputs / "notes" / "empty.txt").write_bytes(b"")
    result = run("anonymise", "notes", "out")
    assert "left out: picture.txt" in result.stderr
    assert "left out: huge.txt" in result.stderr
    assert Path("out/empty.txt").read_bytes() == b""
    assert {p.name for p in Path("out").iterdir()} == {"group.txt", "interview.txt", "empty.txt"}


def test_anonymise_tells_of_files_that_are_called_after_somebody_in_them(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "interview-sohal.txt").write_text("Mr Sohal came late.", encoding="utf-8")
    (tmp_path / "in" / "group-two.txt").write_text("Mr Sohal came late.", encoding="utf-8")
    result = run("anonymise", str(tmp_path / "in"), str(tmp_path / "out"))
    assert "1 file name(s)" in result.output
    assert "sohal" not in result.output.lower()


def test_anonymise_fails_only_when_every_file_did(tmp_path: Path) -> None:
    Path("in").mkdir()
    run("anonymise", "in", "out", code=2)
    Path("in/a.txt").write_bytes(bytes(range(256)) * 30)
    assert "a.txt" in run("anonymise", "in", "out", code=2).stderr
    assert not Path("out").exists()


def test_a_roster_of_names_alone_is_enough(inputs: Path) -> None:
    Path("names.csv").write_text("name\nMarta Kowalczyk\n")
    run("anonymise", "notes", "out", "--roster", "names.csv", "--tier", "public")
    assert "Kowalczyk" not in Path("out/group.txt").read_text("utf-8")
    Path("bad.csv").write_text("shoe size\n39\n")
    assert "bad.csv" in run("anonymise", "notes", "out", "--roster", "bad.csv", code=2).stderr


PASSAGES = [
    "Nobody told us what had been decided until it was too late.",
    "Every decision had to be unanimous, so the hard ones were put off.",
    "The tender favoured the big charities and the small ones folded.",
    "Trust between the teams was strong from the start.",
    "😀 Targets were counted in beds, which meant the work with families was invisible.",
    "It rained.",
]


def write_passages(path: Path) -> None:
    rows = [{"id": f"p{i}", "text": t, "heading": "x", "colour": "ignored"} for i, t in enumerate(PASSAGES)]
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")


def read_lines(path: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]


def test_suggest_answers_each_line_in_order_with_every_code_ranked(tmp_path: Path) -> None:
    write_passages(Path("in.jsonl"))
    Path("examples.jsonl").write_text(
        json.dumps({"text": "We rang and nobody answered.", "codes": ["communication"], "who": 1}) + "\n"
    )
    run("suggest", "--codebook", "learning-themes", "--examples", "examples.jsonl", "in.jsonl", "out.jsonl")
    rows = read_lines("out.jsonl")
    assert [r["id"] for r in rows] == [f"p{i}" for i in range(len(PASSAGES))]
    for row in rows:
        assert set(row) == {"id", "codes", "ranked"}
        assert len(set(row["ranked"])) == 8  # type: ignore[arg-type]
        for found in row["codes"]:  # type: ignore[attr-defined]
            assert set(found) == {"code", "confidence", "rationale"}
            assert 0 <= found["confidence"] <= 1
    assert rows[-1]["codes"] == []


def test_cluster_gives_one_row_a_passage_and_keeps_old_themes(tmp_path: Path) -> None:
    write_passages(Path("in.jsonl"))
    run("cluster", "in.jsonl", "out.csv", "--themes", "2", "--seed", "1")
    lines = Path("out.csv").read_text("utf-8").splitlines()
    assert lines[0] == "id,theme,label,probability"
    assert [line.split(",")[0] for line in lines[1:]] == [f"p{i}" for i in range(len(PASSAGES))]
    old = {line.split(",")[0]: line.split(",")[1] for line in lines[1:]}
    with Path("in.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"id": 7, "text": "Small providers folded after the tender."}) + "\n")
    run("cluster", "in.jsonl", "new.csv", "--previous", "out.csv")
    new = {r.split(",")[0]: r.split(",")[1] for r in Path("new.csv").read_text("utf-8").splitlines()[1:]}
    assert {k: new[k] for k in old if old[k] != "-1"} == {k: v for k, v in old.items() if v != "-1"}
    assert "7" in new


def test_links_are_code_points_into_the_text(tmp_path: Path) -> None:
    write_passages(Path("in.jsonl"))
    run("links", "in.jsonl", "out.jsonl")
    rows = read_lines("out.jsonl")
    assert [r["id"] for r in rows] == [f"p{i}" for i in range(len(PASSAGES))]
    found = [(i, link) for i, r in enumerate(rows) for link in r["links"]]  # type: ignore[attr-defined]
    assert found
    for i, link in found:
        assert set(link) == {"cause", "effect", "cue", "confidence", "negated", "hypothetical"}
        for start, end in filter(None, (link["cause"], link["effect"], link["cue"])):
            assert PASSAGES[i][start:end].strip()
    emoji = [PASSAGES[i][slice(*link["cause"])] for i, link in found if i == 4]
    assert emoji
    assert all("Targets were counted" in words for words in emoji)


@pytest.mark.parametrize("line", ["not json", '{"id": "a"}', "[1]", '{"id": "a", "text": 3}'])
def test_a_line_that_cannot_be_read_is_told_by_its_number(tmp_path: Path, line: str) -> None:
    Path("in.jsonl").write_text('{"id": "p", "text": "fine"}\n' + line + "\n")
    assert "line 2" in run("links", "in.jsonl", "out.jsonl", code=2).stderr
    assert not Path("out.jsonl").exists()


def test_a_case_file_of_another_name_is_told_not_guessed(inputs: Path) -> None:
    run("init", "study")
    Path("case.yaml").write_text(CASE.replace("id: tide", "id: ebb"))
    assert '"ebb"' in run("add", "study", "tide", "notes", "--case", "case.yaml").stderr


# ------------------------------------------------------------------ the explorer


def test_the_demo_opens_the_explorer_for_its_invented_reviewer_where_somebody_watches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from qualitative.cli import explorer_commands
    from qualitative.explorer import server
    from qualitative.study import Report, demo

    opened: list[tuple[object, ...]] = []
    monkeypatch.setattr(demo, "run", lambda *_, **__: Report("demo", [demo.PASSPHRASE]))
    monkeypatch.setattr(
        server, "serve", lambda folder, person, tier, **_: opened.append((folder, person, tier.word))
    )
    monkeypatch.setattr(explorer_commands, "somebody_watches", lambda: True)
    assert demo.PASSPHRASE in run("demo", "--study", "there").stdout
    assert opened == [(Path("there"), "the demo's reviewer (invented)", "coder")]
    run("demo", "--no-explore")
    run("demo", "--json")
    monkeypatch.setattr(explorer_commands, "somebody_watches", lambda: False)
    assert "qualitative explore demo-study" in run("demo").stdout
    assert len(opened) == 1


def test_the_explorer_is_public_unless_asked_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    from qualitative.explorer import server

    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        server,
        "serve",
        lambda study, person, tier, **more: asked.append((person, tier.word, more["address"])),
    )
    run("explore", "study")
    run("explore", "study", "--as", "Ana", "--tier", "custodian", "--no-browser")
    assert asked == [(None, "public", "127.0.0.1"), ("Ana", "custodian", "127.0.0.1")]
    assert run("explore", "study", "--tier", "everything", code=2).stderr


def test_ctrl_c_ends_the_explorer_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    from qualitative.explorer import server

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(server, "serve", interrupted)
    done = run("explore", "study")
    assert done.stdout + done.stderr == ""
