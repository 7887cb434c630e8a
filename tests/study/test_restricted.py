"""What people asked not to be used is honoured by everything that is made of a study."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualitative.disclosure import view
from qualitative.model import Tier
from qualitative.study import Study, blind, commissioner, custodian, evaluator, reviewer, wishes
from qualitative.study.settling import Place
from tests.support.small import PASSPHRASE, Small
from tests.support.study_state import confirm_all

pytestmark = pytest.mark.slow  # whole stages, run and run again: `make test` runs them

PLANTED = (
    "Interviewer: And the money?\n"
    "Delegate: The quizzical zeppelins ate our budget, which led to walrus meetings that nobody minuted.\n"
    "Delegate: Please don't use that.\n"
    "Delegate: Trust between the teams grew because the named contact always answered.\n"
)
WORDS = ("quizzical", "zeppelin", "walrus")


@pytest.fixture
def study(added: Small, tmp_path: Path) -> Iterator[Study]:
    (added.root / "planted.txt").write_text(PLANTED, "utf-8")
    opened = added.open()
    custodian.add(opened, "tide", [added.root / "planted.txt"], passphrase=PASSPHRASE, by="Ana")
    custodian.sign_off(opened, (), everything=True, by="Ana", passphrase=PASSPHRASE)
    yield opened
    opened.close()


def make_everything(study: Study) -> None:
    evaluator.suggest_codings(study)
    evaluator.find_causes(study)
    evaluator.cluster_themes(study, everything=True, n_themes=2)
    confirm_all(study)
    for link in study.store.links("tide"):
        evaluator.decide_link(study, link, True, "Ana")


def said_in(path: Path) -> str:
    if path.suffix in (".docx", ".xlsx", ".qdc"):
        try:
            with zipfile.ZipFile(path) as packed:
                return " ".join(packed.read(n).decode("utf-8", "replace") for n in packed.namelist())
        except zipfile.BadZipFile:
            pass
    return path.read_bytes().decode("utf-8", "replace")


def everything_made(study: Study, out: Path) -> dict[str, str]:
    """What leaves the study at each tier, as text: drafts, comparisons, sheets, codebook, blank sheets, views."""
    said: dict[str, str] = {}
    for tier in (Tier.PUBLIC, Tier.REVIEWER, Tier.CODER):
        reviewer.draft(study, "tide", tier=tier)
        commissioner.compare(study, tier=tier)
        for suffix in ("xlsx", "csv", "qdc"):
            commissioner.export(study, out / f"{tier.word}.{suffix}", tier=tier)
        seen = view(study.store.load_case("tide"), tier)
        said[f"{tier.word} codings, links, themes, factors"] = repr(
            [
                *(c.selection.quote + c.rationale for c in seen.codings),
                *((x.selection.quote, x.cause.quote, x.effect.quote, x.cue) for x in seen.links),
                *((m.quote for m, _ in t.members) for t in seen.themes),
                *((t.label, t.subtitle, t.words, [m.quote for m, _ in t.members]) for t in seen.themes),
                *(f.label for f in seen.factors),
            ]
        )
        if tier < Tier.CODER:
            said[f"{tier.word} texts"] = repr([s.text for s in seen.sources])
    blind.export(study, out / "blank.xlsx", "tide")
    for folder in (out, study.folder):
        for file in folder.rglob("*"):
            if file.is_file() and file.name != "study.db":
                said[file.name] = said_in(file)
    return said


def found(said: dict[str, str]) -> list[tuple[str, str]]:
    return [(where, word) for where, text in said.items() for word in WORDS if word in text.casefold()]


def test_a_passage_asked_not_to_be_used_stands_in_nothing_that_is_made(study: Study, tmp_path: Path) -> None:
    make_everything(study)
    (tmp_path / "out").mkdir()
    said = everything_made(study, tmp_path / "out")
    assert len(said) > 15
    assert found(said) == []
    assert any("named contact always answered" in text for text in said.values()), "the test would see a leak"


def test_a_passage_marked_after_all_was_made_goes_from_everything_made_anew(
    study: Study, tmp_path: Path
) -> None:
    (wish,) = study.store.restrictions(["tide-03"])
    how = {"passphrase": PASSPHRASE, "by": "Ana"}
    wishes.lift(study, "tide", wish.id, "a test", **how)
    make_everything(study)
    (tmp_path / "before").mkdir()
    assert found(everything_made(study, tmp_path / "before")), "lifted, it is used"
    source = study.store.sources()[2]
    at, end = source.text.index("The quizzical"), source.text.index("minuted.") + len("minuted.")
    wishes.mark(study, Place("tide", "tide-03", at, end, source.sha256), "no use", "she rang", **how)
    for folder in ("drafts", "comparison", "exports"):
        for file in (study.folder / folder).rglob("*"):
            file.unlink()
    (tmp_path / "after").mkdir()
    left = found(everything_made(study, tmp_path / "after"))
    assert [where for where, _ in left if not where.startswith("coder ")] == []
