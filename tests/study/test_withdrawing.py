"""A withdrawal takes out an interview, or one person's turns, with all that was made of them; nothing of it stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qualitative import disclosure
from qualitative.model import Tier
from qualitative.study import (
    Study,
    StudyTrouble,
    commissioner,
    consenting,
    custodian,
    evaluator,
    reviewer,
    withdrawing,
)
from qualitative.study.originals import Originals
from qualitative.study.workspace import Report
from tests.support.small import PASSPHRASE, Small
from tests.support.study_state import confirm_all

SAID_BY_FFION = (
    "Every decision had to be unanimous",
    "market we would leave behind",
    "let before the outcomes",
)
SAID_BY_MARTA = ("closed doors", "Nobody knew who was responsible", "You can reach me")


def withdraw(study: Study, what: str) -> Report:
    return withdrawing.withdraw(
        study, "tide", what, reason="asked by mail on 3 May", passphrase=PASSPHRASE, by="Ana"
    )


def bytes_of(*folders: Path) -> bytes:
    return b"".join(f.read_bytes() for folder in folders for f in folder.rglob("*") if f.is_file())


def in_vault(study: Study) -> str:
    return json.dumps(study.vault(PASSPHRASE).data)


def test_a_withdrawn_interview_leaves_no_byte_in_the_study_and_no_word_in_the_vault(study: Study) -> None:
    confirm_all(study)
    evaluator.bundle_causes(study, "tide")
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    report = withdraw(study, "tide-02")
    everything = bytes_of(study.folder)
    for file in report.figures["files"]:
        Path(file).unlink()  # told by path: they are for a person to delete
    assert report.figures["codings"] > 0
    everything = bytes_of(study.folder)
    for words in SAID_BY_FFION:
        assert words.encode() not in everything, words
        assert words not in in_vault(study)
    data = study.store.load_case("tide")
    assert [s.id for s in data.sources] == ["tide-01"]
    assert {c.selection.source for c in data.codings} == {"tide-01"}
    assert {s.id for s in data.case.sessions} == {"fg-providers"}
    assert len(data.participants) == 2
    assert next(g.n_people for g in data.case.groups if g.id == "commissioner") == 0


def test_it_says_what_cannot_be_separated_and_where_drafts_and_exports_lie(
    study: Study, tmp_path: Path
) -> None:
    confirm_all(study)
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    commissioner.export(study, tmp_path / "codings.xlsx")
    report = withdraw(study, "Marta Kowalczyk")
    told = " ".join(report.questions)
    assert "tide-reviewer.docx" in told
    assert "codings.xlsx" in told
    assert "bullets that name nobody, cannot be separated" in told
    assert "what others said of them cannot be separated: 1 mention" in told
    assert "Marta" not in json.dumps(report.as_json())


def test_of_a_focus_group_only_the_persons_own_turns_go_and_all_else_moves_along(study: Study) -> None:
    confirm_all(study)
    kept = {
        c.selection.quote
        for c in study.store.codings("tide")
        if not any(w in c.selection.quote for w in SAID_BY_MARTA)
    }
    report = withdraw(study, "Marta Kowalczyk")
    assert report.figures["turns"] == {"tide-01": 2}
    source = study.store.sources("tide")[0]
    assert source.text.count(withdrawing.CUT) == 2
    assert "last to hear" in source.text
    for words in SAID_BY_MARTA:
        assert words.encode() not in bytes_of(study.folder)
    for coding in study.store.codings("tide"):
        s = coding.selection
        text = next(x.text for x in study.store.sources("tide") if x.id == s.source)
        assert text[s.start_char : s.end_char] == s.quote
    assert {c.selection.quote for c in study.store.codings("tide")} == kept
    assert source.signed_off, "nothing was added that a person would have to read"
    assert len(study.store.load_case("tide").participants) == 2
    assert next(s.n_people for s in study.store.case("tide").sessions if s.id == "fg-providers") == 6
    assert next(g.n_people for g in study.store.case("tide").groups if g.id == "providers") == 6


def test_before_sign_off_the_original_loses_the_turns_too_and_can_still_be_read(added: Small) -> None:
    study = added.open()
    withdraw(study, "Marta Kowalczyk")
    vault = study.vault(PASSPHRASE)
    raw = vault.data["pending"]["tide-01"]["text"]
    assert "closed doors" not in raw
    assert "900123" not in raw
    source = study.store.sources("tide")[0]
    originals = Originals(vault, [source])
    assert "tide-01" in originals
    spelt = {originals.words("tide-01", r) for r in source.replacements}
    assert any("Oluwaseun" in words for words in spelt)
    assert not any("Marta" in words for words in spelt)


def test_only_turns_that_are_that_very_persons_go_where_two_share_a_first_name(tmp_path: Path) -> None:
    small = Small(tmp_path)
    (tmp_path / "n.txt").write_text(
        "Anna Sedlak: We never had the money that was promised to us.\n"
        "Anna Brook: The board met every month and nothing was decided.\n"
        "Anna: The staff left one after the other that winter.\n"
    )
    (tmp_path / "r.csv").write_text("name\nAnna Sedlak\nAnna Brook\n")
    custodian.init(small.folder)
    study = small.open()
    custodian.add(
        study, "two", [tmp_path / "n.txt"], roster=tmp_path / "r.csv", passphrase=PASSPHRASE, by="Ana"
    )
    with pytest.raises(StudyTrouble, match="may mean P"):
        withdrawing.withdraw(study, "two", "Anna", reason="asked", passphrase=PASSPHRASE)
    report = withdrawing.withdraw(study, "two", "Anna Sedlak", reason="asked", passphrase=PASSPHRASE)
    text = study.store.sources("two")[0].text
    assert sum(report.figures["turns"].values()) == 1
    assert "money that was promised" not in text
    assert "nothing was decided" in text
    assert "The staff left" in text, "nobody knows which Anna said it: it stays, and is told"


def test_the_same_file_is_refused_afterwards_and_no_id_is_given_again(coded: Small) -> None:
    study = coded.open()
    withdraw(study, "tide-02")
    (coded.root / "new.txt").write_text(
        "Interviewer: Well?\nOluwaseun Adebayo-Fitch: The meetings got shorter and better in the end.\n"
    )
    report = custodian.add(
        study,
        "tide",
        [coded.root / "notes", coded.root / "new.txt"],
        case_file=coded.root / "case.yaml",
        passphrase=PASSPHRASE,
    )
    assert "withdrawn, and not taken in again" in report.left_out[0]
    assert [s.id for s in study.store.sources("tide")] == ["tide-01", "tide-03"]
    case = study.store.case("tide")
    assert "int-1" not in {s.id for s in case.sessions}, "the case file does not bring the session back"
    assert next(g.n_people for g in case.groups if g.id == "commissioner") == 0


def test_a_person_who_withdrew_and_speaks_in_a_later_file_is_told_at_once(coded: Small) -> None:
    study = coded.open()
    withdraw(study, "Marta Kowalczyk")
    (coded.root / "new.txt").write_text(
        "Interviewer: Well?\nMarta Kowalczyk: The meetings got shorter and better in the end.\n"
    )
    report = custodian.add(study, "tide", [coded.root / "new.txt"], passphrase=PASSPHRASE)
    assert "has withdrawn, and speaks in tide-03" in " ".join(report.warnings)


@pytest.mark.parametrize("at", ["_out_of_vault", "dropping.drop_sources", "participants"])
def test_killed_midway_it_is_carried_through_by_the_next_act(
    coded: Small, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    study = coded.open()

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"qualitative.study.withdrawing.{at}", killed)
        with pytest.raises(Killed):
            withdraw(study, "tide-02")
    study.close()
    study = coded.open()
    told = consenting.listing(study, "tide", PASSPHRASE)
    assert "broken off was carried through" in told.warnings[0]
    assert [s.id for s in study.store.sources("tide")] == ["tide-01"]
    assert "tide-02" not in study.vault(PASSPHRASE).data["fingerprints"].values()
    assert "withdrawing" not in study.vault(PASSPHRASE).data
    assert len(withdrawing.withdrawn(study, "tide")["stubs"]) == 1
    assert next(g.n_people for g in study.store.case("tide").groups if g.id == "commissioner") == 0
    assert consenting.listing(study, "tide", PASSPHRASE).warnings == []


def test_it_is_logged_by_ids_and_counts_and_the_reason_lies_in_the_vault(study: Study) -> None:
    withdraw(study, "tide-02")
    (logged,) = [d for d in study.store.decisions() if d.act == "withdrew"]
    assert (logged.user, logged.about) == ("Ana", "tide-02")
    assert "asked by mail" not in repr(study.store.decisions())
    assert "asked by mail on 3 May" in in_vault(study)


def test_without_a_reason_or_a_known_person_nothing_is_done(study: Study) -> None:
    with pytest.raises(StudyTrouble, match="say why"):
        withdrawing.withdraw(study, "tide", "tide-02", reason=" ", passphrase=PASSPHRASE)
    with pytest.raises(StudyTrouble, match="nobody in this case's key"):
        withdraw(study, "Zebedee Unknown")
    assert len(study.store.sources("tide")) == 2


def test_the_number_withdrawn_is_told_to_a_reviewer_from_three_and_to_the_public_never(study: Study) -> None:
    data = study.store.load_case("tide")

    def told(n: int, tier: Tier) -> int | None:
        from dataclasses import replace

        stubs = {"withdrawn": [{"date": "2026-01-01", "interviews": 1}] * n}
        return disclosure.view(replace(data, settings=stubs), tier).left_out.get(disclosure.WITHDRAWN)

    assert [told(2, t) for t in (Tier.PUBLIC, Tier.REVIEWER, Tier.CODER)] == [None, None, 2]
    assert [told(3, t) for t in (Tier.PUBLIC, Tier.REVIEWER, Tier.CODER)] == [None, 3, 3]


def test_a_source_of_a_study_without_a_key_can_be_withdrawn(tmp_path: Path) -> None:
    small = Small(tmp_path)
    (tmp_path / "n.txt").write_text(
        "Interviewer: Well?\nAnna Sedlak: We never had the money that was promised to us.\n"
    )
    custodian.init(small.folder)
    study = small.open()
    custodian.add(study, "two", [tmp_path / "n.txt"], passphrase=None, by="Ana")
    withdrawing.withdraw(study, "two", "two-01", reason="asked", passphrase=None)
    assert study.store.sources("two") == ()
    assert b"money that was promised" not in bytes_of(small.folder)
