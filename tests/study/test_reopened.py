"""A later find reopens its own span, and nothing else of what a person had signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qualitative.disclosure import view
from qualitative.model import Source, Tier
from qualitative.study import Study, custodian, settling
from qualitative.study.settling import Place
from tests.study.test_settling import code_everything
from tests.support.small import PASSPHRASE
from tests.support.study_state import tell_the_name


@pytest.fixture
def later(missed: Study) -> Study:
    """One mask of the signed source was left unsettled at its signature; then the name was learnt."""
    source = missed.store.sources()[2]
    at = source.text.index("referrals") if "referrals" in source.text else 0
    first = source.text[at:].split()[0]
    from qualitative.model import Replacement

    old = Replacement(at, at + len(first), "ORG", first, first, "[organisation]", settled=False)
    missed.store.save_source(
        replace(source, replacements=tuple(sorted((*source.replacements, old), key=lambda r: r.start_char)))
    )
    code_everything(missed)
    tell_the_name(missed)
    return missed


def third(study: Study) -> Source:
    return study.store.sources()[2]


def test_the_signature_stands_and_the_new_masks_alone_are_asked_about(later: Study) -> None:
    source = third(later)
    assert (source.signed_off_by, source.signed_unread) == ("Ana", False)
    assert len(source.reopened) == 2
    assert source.to_settle() == source.reopened
    assert [
        r for r in source.replacements if not r.settled and not r.reopened
    ]  # left masked when it was signed
    assert custodian.waiting(later).figures["waiting"][:1] == [
        {"id": "tide-03", "masked": len(source.replacements), "unsettled": 2}
    ]
    assert custodian.text_to_read(later, ["tide-03"]).figures["texts"]["tide-03"].count("‹?›") == 2


def test_what_does_not_touch_the_new_masks_still_counts_and_what_does_waits(later: Study) -> None:
    data = later.store.load_case("tide")
    spans = [(r.start_char, r.end_char) for r in third(later).reopened]
    touched = {
        c.id for c in data.codings for a, b in spans
        if c.selection.source == "tide-03" and c.selection.start_char < b and a < c.selection.end_char
    }  # fmt: skip
    for tier in (Tier.CODER, Tier.REVIEWER):
        seen = view(data, tier)
        assert touched.isdisjoint(c.id for c in seen.codings)
    seen = {c.id for c in view(data, Tier.CODER).codings}
    untouched = {c.id for c in data.codings if c.selection.source == "tide-03"} - touched
    assert touched
    assert untouched
    assert untouched <= seen
    assert "tide-03" in {s.id for s in view(data, Tier.CODER).sources}


def test_accepting_or_signing_the_new_masks_closes_them_and_the_first_signer_stays(later: Study) -> None:
    source = third(later)
    first = source.reopened[0]
    place = Place("tide", "tide-03", first.start_char, first.end_char, source.sha256)
    settling.accept(later, place, passphrase=PASSPHRASE, by="Ben")
    assert len(third(later).reopened) == 1
    custodian.sign_off(later, ["tide-03"], by="Ben", passphrase=PASSPHRASE)
    source = third(later)
    assert not source.waits
    assert source.signed_off_by == "Ana"
    assert later.store.decisions("tide-03")[-1].user == "Ben"


def test_a_roster_that_changes_after_sign_off_masks_the_newly_listed_and_reopens_only_that(
    missed: Study,
) -> None:
    before = {s.id: s for s in missed.store.sources()}
    roster = missed.folder.parent / "roster2.csv"
    listed = (missed.folder.parent / "roster.csv").read_text("utf-8")
    roster.write_text(listed + "Will Petherwick,Chair,Tideway Care,Providers,41\n", "utf-8")
    report = custodian.add(
        missed,
        "tide",
        [missed.folder.parent / "notes"],
        roster=roster,
        passphrase=PASSPHRASE,
        by="Ana",
    )
    assert report.figures["masked_later"] == {"tide-03": 2}
    source = third(missed)
    assert "Petherwick" not in source.text
    assert source.signed_off_by == "Ana"
    assert len(source.reopened) == 2
    assert [s for s in missed.store.sources() if s.id != "tide-03"] == [
        s for i, s in before.items() if i != "tide-03"
    ]
    again = custodian.add(
        missed, "tide", [missed.folder.parent / "notes"], roster=roster, passphrase=PASSPHRASE, by="Ana"
    )
    assert "masked_later" not in again.figures
