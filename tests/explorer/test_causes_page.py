"""The page of causes promises: the draft's arrows and no others, each with its words; decisions that can be taken back."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from qualitative import review
from qualitative.disclosure import View
from qualitative.explorer.causes import diagram
from qualitative.explorer.causes.arrows import node_id, picture
from qualitative.explorer.causes.excerpt import excerpt, spans
from qualitative.explorer.ui import plain
from qualitative.model import CauseLink, Status, Tier
from qualitative.study import Study, custodian, evaluator
from qualitative.study.access import Access, Forbidden, enter
from qualitative.study.access import causes as acts
from qualitative.study.workspace import StudyTrouble
from tests.support.explorer import shown, words, work_ended
from tests.support.small import PASSPHRASE, Small

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them

THIRD = """Interview

Interviewer: And then?
Delegate: Every decision had to be unanimous, so the hard ones were put off.
Delegate: The named contacts changed every month, which led to <b onclick="x">referrals</b> being made twice.
Delegate: Referrals were lost because the two systems did not talk to each other.
Delegate: It wasn't because of the money that the staff left.
Delegate: A joint budget would lead to quicker decisions.
"""
UNANIMOUS, PUT_OFF = "Every decision had to be unanimous", "The hard ones were put off"


@pytest.fixture(scope="session")
def claims_once(added_once: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Three sources signed; claims found, none decided on; one passage coded."""
    small = added_once.copy_to(tmp_path_factory.mktemp("claims"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(small.vaults))
        study = small.open()
        (small.root / "third.txt").write_text(THIRD)
        custodian.add(study, "tide", [small.root / "third.txt"], passphrase=PASSPHRASE)
        custodian.sign_off(study, [s.id for s in study.store.sources()], by="Ana", passphrase=PASSPHRASE)
        evaluator.find_causes(study)
        first = next(
            k
            for k in study.store.links("tide")
            if k.selection.source == "tide-03" and "lost" in k.effect.quote
        )
        evaluator.add_coding(study, "tide", first.selection, "communication", "Ana")
        study.close()
    return small


@pytest.fixture
def claims(claims_once: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    small = claims_once.copy_to(tmp_path)
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(small.vaults))
    return small


@pytest.fixture
def accepted(claims: Small) -> Small:
    """Every claim accepted, by Ana, and the map not bundled yet."""
    study = claims.open()
    for link in study.store.links("tide"):
        evaluator.decide_link(study, link, True, "Ana")
    study.close()
    return claims


def at_tier(small: Small, tier: Tier, person: str = "Ana") -> Access:
    return enter(small.folder, person, tier)


def links(small: Small) -> dict[str, CauseLink]:
    study = small.open()
    try:
        return {link.id: link for link in study.store.links("tide")}
    finally:
        study.close()


def arrow_of(view: View, cause: str = UNANIMOUS, effect: str = PUT_OFF) -> dict[str, str]:
    return {"cause": node_id(view, cause), "effect": node_id(view, effect)}


def press(at: AppTest, label: str) -> AppTest:
    return next(b for b in at.button if b.label == label).click().run()


def opened_words(at: AppTest) -> str:
    """What is read before the folded lists of other claims."""
    return words(at).split("Accepted, but on no arrow")[0]


def labels(at: AppTest) -> list[str]:
    return [b.label for b in at.button]


@pytest.mark.parametrize("tier", [Tier.REVIEWER, Tier.CODER])
def test_the_screen_and_the_draft_draw_the_same_arrows(accepted: Small, tier: Tier) -> None:
    view = at_tier(accepted, tier).view("tide")
    drawn = picture(view)
    drafted = review.draft(view, models={}, embed=lambda texts: _flat(texts))
    section = next(s for s in _sections(drafted.sections) if s.id == "causes")
    rows = [row[:2] for row in section.tables[0].rows]
    on_screen = [(drawn.labels[a.cause], drawn.labels[a.effect]) for a in drawn.arrows]
    assert rows
    assert sorted(rows) == sorted(on_screen)
    assert (UNANIMOUS, PUT_OFF) in rows


def _flat(texts: list[str]) -> object:
    import numpy as np

    return np.ones((len(texts), 4)) / 2


def _sections(sections: tuple) -> list:
    return [found for s in sections for found in (s, *_sections(s.sections))]


def test_arrows_on_the_map_rows_of_the_table_and_lines_of_the_page_are_one_set(
    accepted: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lxml import etree

    view = at_tier(accepted, Tier.REVIEWER).view("tide")
    drawn = picture(view)
    table = {
        (row.cause_factor, row.effect_factor, row.n_sessions) for row in drawn.table.itertuples(index=False)
    }
    assert table == {(a.cause, a.effect, a.n_sessions) for a in drawn.arrows}
    for shape in ("wide", "tall"):
        pictures = [etree.fromstring(getattr(m, shape)) for m in diagram.maps_of(drawn)]
        buttons = [
            e.get("data-arrow")
            for p in pictures
            for e in p.iter()
            if e.get("role") == "button" and e.get("data-arrow")
        ]
        assert sorted(buttons) == sorted(f"{c}-{e}" for c, e, _ in table)
    at = shown(monkeypatch, "causes", accepted.folder, "reviewer")
    lines = {plain(str(r.cause)) + " → " + plain(str(r.effect)) for r in drawn.table.itertuples(index=False)}
    assert lines <= set(labels(at))


def test_an_arrow_counts_distinct_sessions_and_each_kind_by_itself(accepted: Small) -> None:
    drawn = picture(at_tier(accepted, Tier.CODER).view("tide"))
    arrow = next(a for a in drawn.arrows if drawn.labels[a.cause] == UNANIMOUS)
    # The third source came without a session of its own in case.yaml: its kind was not stated, so it is no interview.
    assert arrow.n_sessions == 2
    assert arrow.beads == (("disc", 1), ("diamond", 1))
    assert "in an interview and in a session" in arrow.words
    fewer = picture(at_tier(accepted, Tier.REVIEWER).view("tide"))
    assert next(a for a in fewer.arrows if fewer.labels[a.cause] == UNANIMOUS).n_sessions == 1


def test_denied_and_supposed_claims_stand_apart_and_never_on_the_map(
    accepted: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = picture(at_tier(accepted, Tier.CODER).view("tide"))
    assert {(k.negated, k.hypothetical) for k in drawn.apart} == {(True, False), (False, True)}
    assert not {k.id for k in drawn.apart} & {k.id for claims in drawn.links.values() for k in claims}
    said = words(shown(monkeypatch, "causes", accepted.folder, "reviewer"))
    assert "Denied, or only supposed (2)" in said
    assert 'class="q-causes-tag">denied<' in said


def test_a_line_in_words_opens_the_excerpts_with_cause_cue_and_effect_marked(
    accepted: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "causes", accepted.folder, "reviewer")
    assert "q-causes-cause" not in opened_words(at)
    press(at, f"{UNANIMOUS} → {PUT_OFF}")
    said = opened_words(at)
    for kind, quote in (("cause", UNANIMOUS), ("cue", ", so"), ("effect", "the hard ones were put off")):
        assert f'<mark class="q-causes-{kind}"><small>{kind}</small> {quote}</mark>' in said
    assert "accepted by" not in said
    view = at_tier(accepted, Tier.REVIEWER).view("tide")
    assert {k: at.query_params[k] for k in ("cause", "effect")} == arrow_of(view)


def test_a_bookmark_opens_the_arrow_and_tells_a_coder_who_accepted_it(
    accepted: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = at_tier(accepted, Tier.CODER).view("tide")
    at = shown(monkeypatch, "causes", accepted.folder, "coder", **arrow_of(view))
    said = opened_words(at)
    assert f'<h2 class="q-causes-pair">{UNANIMOUS}' in said
    assert "accepted by Ana" in said
    assert "Reject this claim" in labels(at)


def test_a_bookmark_to_an_arrow_that_is_gone_says_so(
    accepted: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "causes", accepted.folder, "reviewer", cause="F1<b>", effect="F2")
    assert "is not on the map as it is now" in words(at)


def test_a_box_opens_what_leads_to_it_and_the_map_can_be_kept_to_it(
    accepted: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = at_tier(accepted, Tier.REVIEWER).view("tide")
    node = node_id(view, PUT_OFF)
    at = shown(monkeypatch, "causes", accepted.folder, "reviewer", factor=node)
    assert "Claimed to contribute to it" in words(at)
    press(at, "Show only what is around it")
    said = words(at)
    assert f"only what leads to or from “{PUT_OFF}”" in said
    assert "1 arrow from 1 claim" in said
    assert at.query_params["around"] == node


def test_the_theme_in_force_is_always_shown(accepted: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(monkeypatch, "causes", accepted.folder, "reviewer", theme="communication")
    said = words(at)
    assert "Filter in force: only claims said under “Communication”" in said
    assert "Referrals were lost" in said
    assert "No filter is in force" in words(shown(monkeypatch, "causes", accepted.folder, "reviewer"))


def test_an_excerpt_stops_where_this_tier_may_not_be_told_more(accepted: Small) -> None:
    view = at_tier(accepted, Tier.CODER).view("tide")
    link = next(k for k in view.links if k.selection.source == "tide-02" and ", so" in k.cue)
    source = view.source("tide-02")
    part = next(p for p in source.parts if p.start_char <= link.cause.start_char < p.end_char)
    wider = replace(part, start_char=0, body_char=0, end_char=len(source.text))
    view = replace(
        view, sources=tuple(replace(s, parts=(wider,)) if s.id == source.id else s for s in view.sources)
    )
    secret = (
        source.text.index("the contract")
        if "the contract" in source.text
        else source.text.index("The contract")
    )
    assert "contract was let" in excerpt(view, link)
    kept = replace(
        view, untold={source.id: ((secret, secret + 24), (link.selection.end_char + 1, len(source.text)))}
    )
    assert "contract was let" not in excerpt(kept, link)
    assert "market" not in excerpt(kept, link)


def test_a_heading_that_names_a_person_does_not_stand_over_their_words(accepted: Small) -> None:
    view = at_tier(accepted, Tier.CODER).view("tide")
    link = next(k for k in view.links if k.selection.source == "tide-02" and ", so" in k.cue)
    assert "What went well?" in excerpt(view, link)
    named = view.source("tide-02").text.replace("What went well?", "[Person 9], ok?")
    masked = tuple(replace(s, text=named) if s.id == "tide-02" else s for s in view.sources)
    assert "[Person 9]" not in excerpt(replace(view, sources=masked), link)


def test_marks_never_overlap_and_the_cue_is_the_one_between_the_ends(accepted: Small) -> None:
    view = at_tier(accepted, Tier.CODER).view("tide")
    for link in view.links:
        text = view.source(link.selection.source).text
        found = spans(text, link)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
        assert {kind for _, _, kind in found} >= {"cause", "effect"}
        for start, end, kind in found:
            assert kind != "cue" or text[start:end] == link.cue


def test_words_of_a_note_are_never_taken_for_markup(accepted: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words(shown(monkeypatch, "causes", accepted.folder, "coder"))
    assert "&lt;b onclick=&quot;" in said or "b onclick=&quot;x&quot;&gt;" in said
    assert "<b onclick" not in said
    assert plain("$a$ [x](y) *b* :red[c] `d`") == r"\$a\$ \[x\](y) \*b\* \:red\[c\] \`d\`"


# --------------------------------------------------------------------------- deciding


def test_accepting_and_rejecting_changes_the_study_and_goes_on_to_the_next(
    claims: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "causes", claims.folder, "coder", show="decide")
    n = len(links(claims))
    assert f"Decide ({n} waiting)" in words(at)
    press(at, "Accept")
    press(at, "Reject")
    statuses = [link.status for link in links(claims).values()]
    assert statuses.count(Status.CONFIRMED) == statuses.count(Status.REJECTED) == 1
    assert {k.decided_by for k in links(claims).values() if k.status is not Status.SUGGESTED} == {
        "Ada Invented"
    }
    assert f"Decide ({n - 2} waiting)" in words(at)


def test_undo_takes_back_the_last_decision_and_both_stay_in_the_record(
    claims: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "causes", claims.folder, "coder", show="decide")
    assert next(b for b in at.button if b.label == "Undo").disabled
    before = links(claims)
    press(at, "Accept")
    again = shown(monkeypatch, "causes", claims.folder, "coder", show="decide")  # another sitting
    press(again, "Undo")
    assert links(claims) == before
    study = claims.open()
    assert [d.act for d in study.store.decisions()][-2:] == ["decide link", "undo decision"]
    study.close()
    assert next(b for b in again.button if b.label == "Undo").disabled


def test_undo_reaches_ones_own_decisions_only_one_after_the_other(claims: Small) -> None:
    ana, ben = at_tier(claims, Tier.CODER), at_tier(claims, Tier.CODER, "Ben")
    first, second, third = list(links(claims))[:3]
    acts.decide(ana, "tide", first, accept=True, was=Status.SUGGESTED)
    acts.decide(ben, "tide", second, accept=True, was=Status.SUGGESTED)
    acts.decide(ana, "tide", third, accept=False, was=Status.SUGGESTED)
    acts.decide(ben, "tide", first, accept=False, was=Status.CONFIRMED)
    assert acts.undo(ana, "tide").id == third
    with pytest.raises(StudyTrouble, match="no decision of yours"):
        acts.undo(ana, "tide")  # Ben has decided on the first since
    back = acts.undo(ben, "tide")
    assert (back.id, back.status, back.decided_by) == (first, Status.CONFIRMED, "Ana")
    assert acts.undo(ana, "tide").id == first


def test_a_claim_decided_on_elsewhere_meanwhile_is_left_as_it_is(claims: Small) -> None:
    coder = at_tier(claims, Tier.CODER)
    link = next(iter(links(claims)))
    acts.decide(at_tier(claims, Tier.CODER, "Ben"), "tide", link, accept=False, was=Status.SUGGESTED)
    with pytest.raises(StudyTrouble, match="rejected by now"):
        acts.decide(coder, "tide", link, accept=True, was=Status.SUGGESTED)
    assert links(claims)[link].status is Status.REJECTED


def test_leaving_the_queue_bundles_the_map_again(accepted: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualitative.language.embed", lambda texts, **_: _apart(texts))
    coder = at_tier(accepted, Tier.CODER)
    assert acts.standing(coder, "tide").map_waits
    at = shown(monkeypatch, "causes", accepted.folder, "coder")
    assert f"{UNANIMOUS} → {PUT_OFF}" in labels(at)
    assert not acts.standing(coder, "tide").map_waits
    study = accepted.open()
    assert study.store.factors("tide")
    study.close()
    acts.undo(coder, "tide")
    assert acts.standing(coder, "tide").map_waits


def _apart(texts: list[str]) -> object:
    import numpy as np

    kinds = sorted(set(texts))
    return np.eye(len(kinds), dtype="float32")[[kinds.index(text) for text in texts]]


def test_what_accepting_would_draw_is_said_before_it_is_accepted(
    claims: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = {k.cause.quote: k.id for k in links(claims).values()}
    at = shown(monkeypatch, "causes", claims.folder, "coder", show="decide", claim=ids["A joint budget"])
    assert "It never stands on the map" in words(at)
    assert "read as supposed" in words(at)
    at = shown(monkeypatch, "causes", claims.folder, "coder", show="decide", claim=ids[UNANIMOUS])
    assert f"<b>{UNANIMOUS}</b> → <b>{PUT_OFF}</b>" in words(at)


# --------------------------------------------------------------------------- states and tiers


def test_a_reviewer_reads_who_decides_and_sees_no_suggestion(
    claims: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "causes", claims.folder, "reviewer", show="decide")
    said = words(at)
    assert "a member of the coding team, who decides on them" in " ".join(said.split())
    assert "unanimous" not in said
    assert "Accept" not in labels(at)


def test_a_coder_is_sent_from_the_empty_map_to_the_queue(
    claims: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(monkeypatch, "causes", claims.folder, "coder")
    press(at, "Decide on them")
    assert "Accept" in labels(at)


def test_the_public_sees_nothing_and_a_reviewer_decides_nothing(
    claims: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (
        "nothing of this study has been released"
        in words(shown(monkeypatch, "causes", claims.folder, "public")).lower()
    )
    for tier, person in ((Tier.REVIEWER, "Ana"), (Tier.PUBLIC, "Ana")):
        low = at_tier(claims, tier, person)
        link = next(iter(links(claims)))
        for act in (
            lambda low=low, link=link: acts.decide(low, "tide", link, accept=True, was=Status.SUGGESTED),
            lambda low=low: acts.undo(low, "tide"),
            lambda low=low: acts.bundle(low, "tide"),
            lambda low=low: acts.find(low, "tide"),
        ):
            with pytest.raises(Forbidden):
                act()
    with pytest.raises(Forbidden):
        acts.standing(at_tier(claims, Tier.PUBLIC), "tide")
    assert {k.status for k in links(claims).values()} == {Status.SUGGESTED}


def test_a_study_without_notes_and_one_without_sign_off_name_the_next_step(
    added: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    custodian.init(tmp_path / "new")
    assert "Next step: a custodian brings notes in" in words(
        shown(monkeypatch, "causes", tmp_path / "new", "reviewer")
    )
    assert "2 sources wait for sign-off" in words(shown(monkeypatch, "causes", added.folder, "reviewer"))


def test_the_search_is_offered_to_a_coder_and_finds_suggestions(
    claims: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    _forget(claims.open())
    assert "a member of the coding team opens this page" in words(
        shown(monkeypatch, "causes", claims.folder, "reviewer")
    )
    at = shown(monkeypatch, "causes", claims.folder, "coder")
    assert "Nobody has looked for claimed causes here yet" in words(at)
    press(at, "Find claimed causes")
    work_ended(at, "causes-tide")
    assert len(links(claims)) == 9
    assert "9 suggestions wait for you" in words(at)


def _forget(study: Study) -> None:
    """As before anybody looked for claims."""
    from sqlalchemy import delete

    from qualitative.store import tables

    with study.store.transaction() as connection:
        connection.execute(delete(tables.links))
        connection.execute(delete(tables.stages))
    study.close()
