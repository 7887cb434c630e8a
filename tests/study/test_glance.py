"""Where a study stands is counted from the study as it is, and says for whom each thing waits."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from qualitative.explorer.places import BY_ID
from qualitative.model import Selection, SessionKind, Status, Tier
from qualitative.study import Study, custodian, evaluator, glance, reviewer
from qualitative.study.access import NoRelease, enter
from qualitative.study.access.glance import at_a_glance
from qualitative.study.glance import CaseGlance, Glance
from qualitative.study.steps import Step, next_steps
from tests.support.small import NAMES, PASSPHRASE, Small
from tests.support.study_state import confirm_all


def of(study: Study, tier: Tier = Tier.CODER) -> Glance:
    return glance.glance(study, tier)


def only(study: Study, tier: Tier = Tier.CODER) -> CaseGlance:
    (case,) = of(study, tier).cases
    return case


def steps_of(study: Study, *, pressing: bool = True) -> list[tuple[str, str]]:
    return [(s.whose, s.page) for s in next_steps(of(study)) if s.pressing is pressing]


def words(study: Study) -> str:
    return " ".join(step.words for step in next_steps(of(study)))


def test_a_new_study_waits_for_notes_and_nothing_else(tmp_path: Path) -> None:
    custodian.init(tmp_path / "study")
    study = Study.open(tmp_path / "study")
    seen = of(study)
    assert (seen.cases, seen.acts, seen.comparable) == ((), (), 0)
    assert (seen.codebook, seen.n_codes) == ("Learning themes", 8)
    assert next_steps(seen) == (
        Step("custodian", Tier.CUSTODIAN, "bring_in", "No notes have been brought in yet."),
    )
    study.close()


def test_notes_brought_in_wait_for_the_custodian_with_their_uncertain_spans(added: Small) -> None:
    study = added.open()
    case = only(study)
    assert (case.name, case.stage, case.year) == ("Tide Alliance", "ended early", "")
    assert (case.sources, case.signed, case.waiting, case.speaking) == (2, 0, 2, 0)
    uncertain = sum(not r.settled for s in study.store.sources() for r in s.replacements)
    assert case.uncertain_waiting == uncertain
    assert case.wishes == len(study.store.restrictions([s.id for s in study.store.sources()])) > 0
    assert steps_of(study) == [("custodian", "review")]
    assert words(study).startswith("2 sources wait to be read and signed off; ")
    assert (case.themes, case.codings.n, [d.state for d in case.drafts]) == (None, 0, ["none", "none"])
    study.close()


def test_notes_a_case_file_names_and_nobody_brought_in_are_not_counted_as_in(added: Small) -> None:
    study = added.open()
    case = study.store.case("tide")
    named = dataclasses.replace(case.sessions[1], id="int-2", state="notes received")
    record = dataclasses.replace(named, id="doc-1", kind=SessionKind.DOCUMENT)
    study.store.save_case(dataclasses.replace(case, sessions=(*case.sessions, named, record)))
    kinds = {s.kind: (s.n_noted, s.n) for s in only(study).sessions}
    assert kinds[SessionKind.INTERVIEW] == (1, 2)
    assert kinds[SessionKind.DOCUMENT] == (0, 1)
    assert "1 document named in the case file is not in yet." in words(study)
    study.close()


def test_interviews_and_focus_groups_are_counted_apart_and_by_state(added: Small) -> None:
    study = added.open()
    case = study.store.case("tide")
    planned = dataclasses.replace(case.sessions[1], id="int-2", state="planned")
    held = dataclasses.replace(case.sessions[1], id="int-3", state="held")
    study.store.save_case(dataclasses.replace(case, sessions=(*case.sessions, planned, held)))
    kinds = {s.kind: s for s in only(study).sessions}
    assert set(kinds) == {SessionKind.INTERVIEW, SessionKind.FOCUS_GROUP}
    assert kinds[SessionKind.INTERVIEW].by_state == {
        "planned": 1, "held": 1, "notes received": 1, "signed off": 0,
    }  # fmt: skip
    assert (kinds[SessionKind.INTERVIEW].n, kinds[SessionKind.INTERVIEW].n_noted) == (3, 1)
    assert (kinds[SessionKind.FOCUS_GROUP].n, kinds[SessionKind.FOCUS_GROUP].n_noted) == (1, 1)
    assert "1 interview was held, with no notes in yet." in words(study)
    study.close()


def test_what_is_signed_off_waits_for_the_evaluator(added: Small) -> None:
    study = added.open()
    custodian.sign_off(study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    case = only(study)
    assert (case.signed, case.waiting, case.signed_unread, case.speaking) == (1, 1, 0, 1)
    assert (case.unread_by_machine, case.without_causes) == (1, 1)
    assert steps_of(study) == [
        ("custodian", "review"),
        ("evaluator", "code"),
        ("evaluator", "themes"),
        ("evaluator", "causes"),
    ]
    custodian.sign_off(study, (), everything=True, by="Bo", passphrase=PASSPHRASE)
    assert (only(study).signed_unread, only(study).waiting) == (1, 0)
    assert ("custodian", "review") in steps_of(study, pressing=False)
    study.close()


def test_suggestions_wait_until_each_is_decided(study: Study) -> None:
    # What somebody asked not to be used waits for nobody.
    seen = reviewer.view_of(study, "tide", Tier.CODER)
    n, n_links = len(seen.codings), len(seen.links)
    case = only(study)
    assert (case.codings.waiting, case.codings.decided, case.unread_by_machine) == (n, 0, 0)
    assert (case.causes.waiting, case.causes.decided) == (n_links, 0)
    assert case.themes == len(study.store.themes("tide"))
    assert steps_of(study) == [("evaluator", "code"), ("evaluator", "causes")]
    assert f"{n} suggested codings wait for a decision." in words(study)
    first, second, *_ = seen.codings
    evaluator.decide(study, first.id, True, "Ana")
    evaluator.decide(study, second.id, False, "Ana")
    case = only(study)
    assert (case.codings.waiting, case.codings.confirmed, case.codings.rejected) == (n - 2, 1, 1)
    source = study.store.sources("tide")[0]
    own = Selection(source.id, 0, 11, source.text[:11])
    evaluator.add_coding(study, "tide", own, "governance", "Ana")
    case = only(study)
    assert (case.own_codings, case.confirmed, case.codings.n) == (1, 2, n)
    study.close()


def test_a_draft_is_none_then_current_then_out_of_date(study: Study) -> None:
    confirm_all(study)
    for link in study.store.links("tide"):
        evaluator.decide_link(study, link, False, "Ana")
    assert steps_of(study) == [("reviewer", "draft")]
    assert "No draft for the review team and the public yet." in words(study)
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    assert [d.state for d in only(study).drafts] == ["current", "none"]
    reviewer.draft(study, "tide", tier=Tier.PUBLIC)
    assert [d.state for d in only(study).drafts] == ["current", "current"]
    assert steps_of(study) == []
    evaluator.decide(study, study.store.codings("tide")[0].id, False, "Ana")
    assert [d.state for d in only(study).drafts] == ["stale", "stale"]
    assert "The drafts for the review team and the public are out of date" in words(study)
    study.close()


def test_a_look_into_the_key_makes_no_draft_stale(study: Study) -> None:
    confirm_all(study)
    reviewer.draft(study, "tide", tier=Tier.REVIEWER)
    preview_of = reviewer.case_key(study, "tide", Tier.REVIEWER)
    custodian.list_key(study, PASSPHRASE)
    assert reviewer.stored(study, "tide", Tier.REVIEWER).state == "current"
    assert reviewer.case_key(study, "tide", Tier.REVIEWER) == preview_of
    study.close()


def test_a_preview_is_no_draft(study: Study) -> None:
    reviewer.draft(study, "tide", tier=Tier.REVIEWER, preview=True)
    assert [d.state for d in only(study).drafts] == ["none", "none"]
    study.close()


def test_two_alliances_with_something_confirmed_can_be_compared(study: Study) -> None:
    confirm_all(study)
    one = of(study)
    assert ("commissioner", "compare") not in steps_of(study, pressing=False)
    two = dataclasses.replace(one, cases=(*one.cases, dataclasses.replace(one.cases[0], id="b", name="B")))
    assert two.comparable == 2
    assert next_steps(two)[-1].page == "compare"
    study.close()


def test_what_a_reviewer_reads_counts_what_their_own_view_holds(study: Study) -> None:
    seen = reviewer.view_of(study, "tide", Tier.REVIEWER)
    case = only(study, Tier.REVIEWER)
    assert case.codings.n == sum(c.status is Status.SUGGESTED for c in seen.codings)
    assert case.causes.n == len(seen.links)
    assert of(study, Tier.REVIEWER).acts == ()
    study.close()


def test_what_people_did_is_told_in_words_without_the_notes_own(study: Study) -> None:
    first, second, third, *_ = study.store.codings("tide")
    for coding, confirm in ((first, True), (second, False), (third, True)):
        evaluator.decide(study, coding.id, confirm, "Bo")
    acts = of(study).acts
    assert (acts[0].who, acts[0].what, acts[0].name) == (
        "Bo",
        "decided on 3 suggestions: 2 confirmed, 1 rejected",
        "Tide Alliance",
    )
    assert [(a.who, a.what) for a in acts[1:]] == [
        ("Ana", "signed off 2 sources"),
        ("Ana", "brought in 2 sources"),
    ]
    said = repr(of(study)) + words(study)
    assert not [name for name in NAMES if name.casefold() in said.casefold()]
    assert not any(word in said for s in study.store.sources() for word in s.text.split() if len(word) > 12)
    study.close()


def test_an_act_without_words_of_its_own_keeps_its_name(study: Study) -> None:
    for _ in range(2):
        study.record(study.person("Bo"), "lift wish", "tide-01")
    assert of(study).acts[0].what == "lift wish (2 times)"
    study.close()


def test_no_number_of_people_is_in_it(coded: Small) -> None:
    study = coded.open()
    fields = {f.name for noun in (CaseGlance, Glance, glance.Sessions) for f in dataclasses.fields(noun)}
    assert not {name for name in fields if "people" in name or "participant" in name}
    seven = dataclasses.replace(study.store.case("tide").groups[0], n_people=7791)
    study.store.save_case(dataclasses.replace(study.store.case("tide"), groups=(seven,)))
    assert "7791" not in repr(of(study, Tier.REVIEWER))
    study.close()


@pytest.mark.parametrize("tier", [Tier.REVIEWER, Tier.CODER, Tier.CUSTODIAN])
def test_each_step_a_tier_can_do_is_on_a_page_of_that_tier(coded: Small, tier: Tier) -> None:
    access = enter(coded.folder, "Ana", Tier.CUSTODIAN).lowered(tier)
    for step in next_steps(at_a_glance(access)):
        assert BY_ID[step.page].tier <= step.needed


def test_the_public_sees_nothing_of_it(coded: Small) -> None:
    with pytest.raises(NoRelease):
        at_a_glance(enter(coded.folder, "Ana", Tier.PUBLIC))
