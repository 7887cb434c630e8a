"""The consent register: read from what teams keep, held beside the key alone, and carried out everywhere."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from qualitative import disclosure, notes
from qualitative.files import FileTrouble, HeldFile
from qualitative.model import Tier
from qualitative.study import (
    Study,
    StudyTrouble,
    agreements,
    commissioner,
    consenting,
    custodian,
    evaluator,
    register,
    reviewer,
)
from qualitative.study.workspace import Report
from tests.support.small import NAMES, PASSPHRASE, Small
from tests.support.study_state import confirm_all

HEAD = "Participant,Date of consent,PIS version,Taking part,Audio,May quote,AI,Reuse,May withdraw until\n"
FAR = (date.today() + timedelta(days=400)).isoformat()


def register_file(*rows: str) -> HeldFile:
    return HeldFile("consent.csv", (HEAD + "\n".join(rows) + "\n").encode())


def fill(study: Study, *rows: str) -> Report:
    return register.fill(study, "tide", register_file(*rows), passphrase=PASSPHRASE, by="Ana")


def said(report: Report) -> str:
    return json.dumps(report.as_json())


def person(study: Study, name: str) -> str:
    vault = study.vault(PASSPHRASE)
    from qualitative.study import keys

    return register.the_one(study, keys.pseudonyms_of(vault, "tide"), name)


# ------------------------------------------------------------------ the file


def test_headings_are_known_by_synonym_and_only_a_plain_yes_agrees() -> None:
    read = notes.read_consent(register_file("Ann Aske,01/02/2026,v2,yes,no,,maybe,Y,31 March 2027"))
    (row,) = read.rows
    assert row.agreed == {
        "notes": True,
        "recording": False,
        "quotation": None,
        "machine": None,
        "comparison": True,
    }
    assert (row.date, row.sheet, row.withdraw_until) == ("2026-02-01", "v2", "2027-03-31")
    assert read.warnings == ("row 2: machine says neither yes nor no; it counts as not agreed",)


def test_a_workbook_reads_as_its_csv_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Quotes", "May withdraw until"])
    book.active.append(["Ann Aske", "no", date(2027, 3, 31)])
    book.save(tmp_path / "c.xlsx")
    (row,) = notes.read_consent(tmp_path / "c.xlsx").rows
    assert (row.agreed["quotation"], row.withdraw_until) == (False, "2027-03-31")


@pytest.mark.parametrize("words", ["shoe size\n44\n", "name,quotes\n", ""])
def test_a_table_without_people_is_refused_with_the_headings_it_may_use(words: str) -> None:
    with pytest.raises(FileTrouble):
        notes.read_consent(HeldFile("c.csv", words.encode()))


# ------------------------------------------------------------------ the register


def test_who_is_not_in_the_register_is_told_as_not_recorded_and_nobody_is_named(study: Study) -> None:
    report = fill(study, "Marta Kowalczyk,,v1,y,y,y,y,y,", "Somebody Else,,v1,y,y,y,y,y,")
    assert report.figures["recorded"] == 1
    assert report.left_out == ["row 3: is nobody of this case's key"]
    listed = consenting.listing(study, "tide", PASSPHRASE, by="Ana")
    assert sum("not recorded" in line for line in listed.lines) == 2
    assert not [n for n in NAMES if n in said(report) + said(listed)]


def test_the_register_is_in_the_vault_alone(study: Study, tmp_path: Path) -> None:
    fill(study, "Marta Kowalczyk,,v1,y,y,no,y,y,")
    everything = b"".join(f.read_bytes() for f in study.folder.rglob("*") if f.is_file())
    assert not [n for n in NAMES if n.encode() in everything]
    out = tmp_path / "out.csv"
    register.export(study, "tide", out, passphrase=PASSPHRASE, by="Ana")
    assert "Marta Kowalczyk" in out.read_text("utf-8-sig")
    (row,) = notes.read_consent(out).rows
    assert row.agreed["quotation"] is False, "what was written is read again as it was"


def test_a_template_holds_a_row_for_everybody_and_says_nothing_for_them(study: Study, tmp_path: Path) -> None:
    register.write_template(study, "tide", tmp_path / "t.csv", passphrase=PASSPHRASE)
    rows = notes.read_consent(tmp_path / "t.csv").rows
    assert len(rows) == 3
    assert {v for row in rows for v in row.agreed.values()} == {None}


def test_two_people_of_one_first_name_are_asked_about(study: Study) -> None:
    from qualitative.study import keys

    vault = study.vault(PASSPHRASE)
    key = keys.pseudonyms_of(vault, "tide")
    other = key.add_person("another Marta", participant=True)
    other.given, other.family, other.variants = {"marta"}, {"sedlak"}, {"Marta Sedlak"}
    keys.keep_pseudonyms(vault, "tide", key)
    vault.save()
    with pytest.raises(StudyTrouble, match="may mean P"):
        register.change(study, "tide", "Marta", {"quotation": False}, passphrase=PASSPHRASE)
    assert (
        register.change(study, "tide", "Marta Sedlak", {"quotation": False}, passphrase=PASSPHRASE).figures[
            "person"
        ]
        == other.id
    )


# ------------------------------------------------------------------ what follows


def no_quotation(study: Study) -> dict[str, tuple[tuple[int, int], ...]]:
    return dict(reviewer.view_of(study, "tide", Tier.CODER).no_quotation)


def test_the_attributed_turns_of_who_did_not_agree_are_not_quoted_and_no_others(study: Study) -> None:
    before = no_quotation(study)["tide-01"]
    fill(study, "Marta Kowalczyk,,v1,y,y,no,y,y,")
    marta, source = person(study, "Marta Kowalczyk"), study.store.sources("tide")[0]
    spans = set(no_quotation(study)["tide-01"]) - set(before)
    closed = [p for p in source.parts if (p.start_char, p.end_char) in spans]
    string = next(p.pseudonym for p in study.store.load_case("tide").participants if p.id == marta)
    assert {p.speaker for p in closed} == {string, None}, "bullets that name nobody may be theirs"
    fill(study, "Marta Kowalczyk,,v1,y,y,yes,y,y,")
    assert no_quotation(study)["tide-01"] == before


def test_one_no_switches_quotation_off_where_the_notes_do_not_say_who_spoke(added: Small) -> None:
    study = added.open()
    (added.root / "bullets.txt").write_text(
        "Present: Marta Kowalczyk\n\n- We were last to hear of it all\n- The tender was too large for us\n- Nobody asked what families wanted\n"
    )
    custodian.add(study, "tide", [added.root / "bullets.txt"], passphrase=PASSPHRASE, by="Ana")
    custodian.sign_off(study, (), everything=True, by="Ana", passphrase=PASSPHRASE)
    report = fill(study, "Marta Kowalczyk,,v1,y,y,no,y,y,")
    whole = (0, len(study.store.sources("tide")[2].text))
    assert no_quotation(study)["tide-03"] == (whole,)
    assert "quotation is switched off for 1 session" in " ".join(report.lines)


def test_no_machine_reads_who_did_not_agree_and_it_is_said_with_a_count(study: Study) -> None:
    n_links = len(study.store.links("tide"))
    report = fill(study, "Ffion Pritchard-Lloyd,,v1,y,y,y,no,y,")
    assert "no machine reads something of 1 source" in " ".join(report.lines)
    assert not [c for c in study.store.codings("tide") if c.selection.source == "tide-02"]
    assert len(study.store.links("tide")) < n_links
    assert not [m for t in study.store.themes("tide") for m, _ in t.members if m.source == "tide-02"]
    for act in (evaluator.suggest_codings, evaluator.find_causes, evaluator.cluster_themes):
        told = act(study)
        assert told.figures["left_out_for_consent"]["tide"] > 0, act.__name__
    assert not [c for c in study.store.codings("tide") if c.selection.source == "tide-02"]
    assert not [x for x in study.store.links("tide") if x.selection.source == "tide-02"]


def test_what_a_person_decided_stays_where_the_machine_may_no_longer_read(study: Study) -> None:
    confirm_all(study)
    mine = {c.id for c in study.store.codings("tide")}
    fill(study, "Ffion Pritchard-Lloyd,,v1,y,y,y,no,y,")
    assert {c.id for c in study.store.codings("tide")} == mine


def test_a_comparison_leaves_the_session_out_and_says_so(study: Study) -> None:
    confirm_all(study)
    fill(study, "Ffion Pritchard-Lloyd,,v1,y,y,y,y,no,")
    report = commissioner.compare(study, tier=Tier.REVIEWER)
    assert "1 session left out" in " ".join(report.warnings)
    view, n_out = commissioner.view_to_compare(study, "tide", Tier.REVIEWER)
    assert n_out == 1
    assert {s.id for s in view.sources} == {"tide-01"}
    assert "int-1" not in {s.id for s in view.case.sessions}
    assert "not everybody there agreed" in (study.folder / "comparison" / "comparison-reviewer.md").read_text(
        "utf-8"
    )
    assert {s.id for s in reviewer.view_of(study, "tide", Tier.REVIEWER).sources} == {"tide-01", "tide-02"}


def test_a_no_to_notes_is_told_at_once_as_a_withdrawal_to_do(study: Study) -> None:
    report = fill(study, "Marta Kowalczyk,,v1,no,y,y,y,y,")
    assert f"{person(study, 'Marta Kowalczyk')} did not agree to notes" in " ".join(report.warnings)


def test_a_public_draft_warns_while_somebody_may_still_withdraw(study: Study) -> None:
    confirm_all(study)
    fill(study, f"Marta Kowalczyk,,v1,y,y,y,y,y,{FAR}", "Ffion Pritchard-Lloyd,,v1,y,y,y,y,y,2020-01-01")
    assert agreements.told(study, "tide")["open_until"] == FAR
    assert f"until {FAR}" in consenting.overview(study).lines[0]
    told = " ".join(reviewer.draft(study, "tide", tier=Tier.PUBLIC).warnings)
    assert f"1 person may still withdraw, the last until {FAR}" in told
    assert "1 person who took part is not recorded" in told


def test_a_later_note_of_who_did_not_agree_is_covered_too(coded: Small) -> None:
    study = coded.open()
    fill(study, "Marta Kowalczyk,,v1,y,y,no,y,y,")
    (coded.root / "more.txt").write_text(
        "Interviewer: And now?\nMarta Kowalczyk: We lost four staff in a month, that is what the delay meant.\n"
    )
    custodian.add(study, "tide", [coded.root / "more.txt"], passphrase=PASSPHRASE, by="Ana")
    assert any(r.wish == "no quotation" for r in study.store.restrictions(["tide-03"]))


def test_what_follows_from_the_register_is_no_wish_said_in_a_session(study: Study) -> None:
    before = list(study.store.restrictions(["tide-01", "tide-02"]))
    fill(study, "Marta Kowalczyk,,v1,y,y,no,no,no,")
    every = study.store.restrictions(["tide-01", "tide-02"])
    assert [r for r in every if disclosure.said_in_session(r)] == before
    assert len(every) > len(before)
