"""Closing a case: nothing of it may be found afterwards, and the certificate says what was deleted and what cannot be."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from qualitative.anonymise.vault import backup_of
from qualitative.cli import main
from qualitative.model import Tier
from qualitative.study import (
    Report,
    Study,
    StudyTrouble,
    anonymisation_log,
    closing,
    commissioner,
    custodian,
    destruction,
    evaluator,
    reviewer,
)
from qualitative.study.access import Access
from qualitative.study.access.glance import at_a_glance
from tests.support.small import GROUP, INTERVIEW, NAMES, PASSPHRASE, Small
from tests.support.study_state import confirm_all

pytestmark = pytest.mark.slow  # whole stages, run and run again: `make test` runs them

TODAY = date.today()


def close(study: Study, **more: object) -> Report:
    settings = {"typed": "tide", "passphrase": PASSPHRASE, "by": "Ana", **more}
    return closing.close(study, "tide", **settings)  # type: ignore[arg-type]


def with_everything(small: Small) -> Study:
    study = small.open()
    confirm_all(study)
    evaluator.bundle_causes(study, "tide")
    for tier in (Tier.REVIEWER, Tier.PUBLIC):
        reviewer.draft(study, "tide", tier=tier)
    commissioner.compare(study, tier=Tier.REVIEWER)
    commissioner.export(study, study.folder / "codings.xlsx")
    anonymisation_log.write(study, "tide", None, passphrase=PASSPHRASE, by="Ana")
    vault = study.vault(PASSPHRASE)
    vault.save()
    assert backup_of(vault.path).exists()
    for backup in ("bak", "bak.1"):
        (study.vault_path.parent / f"{study.vault_path.name}.{backup}").write_bytes(
            study.vault_path.read_bytes()
        )
    return study


def sentences() -> list[str]:
    """Pieces of what people said that hold nothing masked: they stand in the stored text letter by letter."""
    lines = [line.partition(": ")[2] or line.strip("- ") for line in (GROUP + INTERVIEW).splitlines()]
    return [line[:30] for line in lines if len(line) > 40 and not any(n in line for n in NAMES)]


def found(words: str, *folders: Path) -> list[str]:
    files = [f for folder in folders for f in folder.rglob("*") if f.is_file()]
    return [f.name for f in files if words.encode() in f.read_bytes()]


def test_nothing_of_a_closed_case_is_found_in_any_file_of_the_study_or_the_vaults(coded: Small) -> None:
    study = with_everything(coded)
    assert len(sentences()) > 6
    assert any(found(words, coded.folder) for words in sentences()), "the test would see a sentence"
    report = close(study)
    for words in [*NAMES, *sentences(), "Tide Alliance", "group.txt", "interview.txt"]:
        assert found(words, coded.folder, coded.vaults) == [], words
    assert list(coded.vaults.iterdir()) == [], "the last case of the study: its vault goes, and the backups"
    certificate = report.figures["certificate"]
    assert certificate["deleted"]["sources"] == 2
    assert certificate["deleted"]["codings"] > 0
    assert certificate["backups_deleted"] == 4, "two copies, the last good vault, the log"
    assert certificate["files_deleted"] == 10


def test_the_certificate_says_who_when_and_what_cannot_be_deleted_and_names_nobody(coded: Small) -> None:
    study = with_everything(coded)
    report = close(study)
    told = (coded.folder / "closed" / "tide-certificate.md").read_text("utf-8")
    kept = json.loads((coded.folder / "closed" / "tide-certificate.json").read_text("utf-8"))
    for words in ("by Ana", "raw files", "printouts", kept["hash_of_what_was_closed"], study.id):
        assert words in told
    assert len(kept["hash_of_what_was_closed"]) == 64
    assert not [n for n in NAMES if n in told + json.dumps(report.as_json())]
    assert "your own folder" in report.questions[0]


def test_raw_files_are_named_where_the_vault_still_knows_them(added: Small) -> None:
    report = close(added.open())
    assert "group.txt, interview.txt" in report.questions[0]
    assert "group.txt" not in json.dumps(report.figures)


def test_other_cases_of_the_study_stay_whole_with_their_key(coded: Small) -> None:
    study = coded.open()
    (coded.root / "other.txt").write_text(
        "Interviewer: And?\nAnna Sedlak: The board met each month and nothing was decided.\nAnna Sedlak: We waited.\n"
    )
    custodian.add(study, "other", [coded.root / "other.txt"], passphrase=PASSPHRASE, by="Ana")
    close(study)
    vault = study.vault(PASSPHRASE)
    assert set(vault.data["key"]) == {"other"}
    assert set(vault.data["pending"]) == {"other-01"}
    assert "tide" not in json.dumps(vault.data)
    assert len(study.store.sources()) == 1
    assert [case.id for case in at_a_glance(Access(coded.folder, "Ana", Tier.CODER, Tier.CODER)).cases] == [
        "other"
    ]
    with pytest.raises(StudyTrouble, match="tide was closed"):
        custodian.add(study, "tide", [coded.root / "other.txt"], passphrase=PASSPHRASE)


def test_a_second_close_says_so_and_every_act_on_it_does(coded: Small) -> None:
    study = coded.open()
    close(study)
    with pytest.raises(StudyTrouble, match=r"was closed on .* by Ana"):
        close(study)
    with pytest.raises(StudyTrouble, match="tide is closed"):
        reviewer.draft(study, "tide")
    assert Access(coded.folder, "Ana", Tier.CODER, Tier.CODER).cases() == {}


@pytest.mark.parametrize("typed", ["", "Tide", "yes", "tid"])
def test_without_the_id_typed_again_nothing_is_deleted(coded: Small, typed: str) -> None:
    study = coded.open()
    with pytest.raises(StudyTrouble, match="Nothing was deleted"):
        close(study, typed=typed)
    assert len(study.store.sources("tide")) == 2


def test_it_is_refused_where_the_vault_is_not_at_hand_unless_told(coded: Small) -> None:
    study = coded.open()
    study.vault_path.rename(coded.root / "elsewhere")
    with pytest.raises(StudyTrouble, match="not on this machine"):
        close(study)
    report = close(study, without_key=True, passphrase=None)
    assert "delete it where it lies" in report.figures["certificate"]["key"]
    assert study.store.sources() == ()


@pytest.mark.parametrize("at", ["_out_of_store", "_out_of_vault", "_write", "dropping.drop_sources"])
def test_killed_midway_the_next_close_carries_on(
    coded: Small, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    study = with_everything(coded)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"qualitative.study.closing.{at}", killed)
        with pytest.raises(Killed):
            close(study)
    study.close()
    certificate = close(coded.open()).figures["certificate"]
    assert certificate["deleted"]["sources"] == 2
    assert certificate["files_deleted"] == 10
    assert not any(found(words, coded.folder, coded.vaults) for words in sentences())


# ------------------------------------------------------------------ the day by which it must be done


@pytest.mark.parametrize(("days", "words"), [(31, ""), (30, "in 30 days"), (0, "today"), (-1, "1 day ago")])
def test_the_destruction_date_is_told_from_thirty_days_before(coded: Small, days: int, words: str) -> None:
    study = coded.open()
    destruction.set_date(study, "tide", (TODAY + timedelta(days=days)).isoformat(), by="Ana")
    told = destruction.told(study, "tide")
    assert (words in told) if words else told == ""
    seen = at_a_glance(Access(coded.folder, "Ana", Tier.CODER, Tier.CODER)).cases[0]
    assert bool(seen.destroy) == bool(words)


def test_every_command_of_the_case_tells_it_once_it_is_near(coded: Small) -> None:
    destruction.set_date(coded.open(), "tide", (TODAY + timedelta(days=3)).isoformat(), by="Ana")
    for args in (
        ["sign-off", str(coded.folder)],
        ["consent", str(coded.folder)],
        ["themes", str(coded.folder)],
    ):
        ran = CliRunner().invoke(main, [*args, "--json"])
        assert any(
            "in 3 days" in w and "qualitative close" in w for w in json.loads(ran.stdout)["warnings"]
        ), args


def test_the_case_file_may_state_it(added: Small) -> None:
    study = added.open()
    file = added.root / "case.yaml"
    file.write_text(file.read_text("utf-8") + "destroy_on: 2031-05-01\n", "utf-8")
    custodian.add(study, "tide", [added.root / "notes"], case_file=file, passphrase=PASSPHRASE)
    assert destruction.date_of(study, "tide") == "2031-05-01"
