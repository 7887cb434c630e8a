"""What a person settles: right as masked, somebody else, no mask at all; and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from qualitative.model import Coding, Replacement, Selection, Source, Status, Tier, short_hash
from qualitative.study import Study, StudyTrouble, custodian, desk, keys, settling
from qualitative.study.access import Access, Forbidden
from qualitative.study.access import settling as page
from qualitative.study.originals import Originals, fits
from qualitative.study.settling import Place
from tests.support.small import NAMES, PASSPHRASE, Small
from tests.support.study_state import killed_after_the_vault, state

pytestmark = pytest.mark.usefixtures("quick_key")


def source_of(study: Study, source_id: str = "tide-01") -> Source:
    return next(s for s in study.store.sources() if s.id == source_id)


def originals_of(study: Study) -> Originals:
    return Originals(study.vault(PASSPHRASE), study.store.sources())


def mask_of(study: Study, words: str, source_id: str = "tide-01", nth: int = 0) -> tuple[Place, Replacement]:
    source, known = source_of(study, source_id), originals_of(study)
    r = [r for r in source.replacements if known.words(source_id, r) == words][nth]
    return Place("tide", source_id, r.start_char, r.end_char, source.sha256), r


def unsettle(study: Study, words: str, source_id: str = "tide-01") -> None:
    _, r = mask_of(study, words, source_id)
    source = source_of(study, source_id)
    there = tuple(replace(x, settled=False) if x == r else x for x in source.replacements)
    study.store.save_source(replace(source, replacements=there))


def whole(study: Study) -> None:
    """Everything that must be true of the store and the vault together, whatever was settled."""
    vault = study.vault(PASSPHRASE)
    for source in study.store.sources():
        at = 0
        for part in source.parts:
            assert source.text[at : part.start_char].strip() == ""
            assert part.start_char <= part.body_start_char <= part.end_char
            at = part.end_char
        assert source.text[at:].strip() == ""
        assert source.sha256 == short_hash(source.text, length=64)
        at = 0
        for r in source.replacements:
            assert at <= r.start_char < r.end_char
            assert source.text[r.start_char : r.end_char] == r.coder
            at = r.end_char
        held = vault.data["pending"].get(source.id)
        if held is not None:
            moves = keys.map_of(vault, source)
            assert fits(held["text"], source.text, moves)
            assert {(c, d) for _, _, c, d in moves} >= {
                (r.start_char, r.end_char) for r in source.replacements
            }
        for coding in study.store.codings("tide"):
            if coding.selection.source == source.id:
                s = coding.selection
                assert source.text[s.start_char : s.end_char] == s.quote


def code_everything(study: Study) -> None:
    for source in study.store.sources():
        study.store.add_codings(
            "tide",
            [
                Coding(
                    f"{source.id}-{i}",
                    Selection(source.id, p.body_start_char, p.end_char, source.text[p.body_start_char : p.end_char]),
                    "communication",
                    "Ana",
                    datetime.now(UTC),
                    Status.CONFIRMED,
                )
                for i, p in enumerate(source.parts)
            ],
        )  # fmt: skip


def test_an_accepted_mask_is_settled_and_the_text_and_its_signature_stay(added_study: Study) -> None:
    unsettle(added_study, "07700 900123")
    place, _ = mask_of(added_study, "07700 900123")
    before = source_of(added_study)
    settling.accept(added_study, place, passphrase=PASSPHRASE, by="Ana")
    after = source_of(added_study)
    assert after.text == before.text
    assert all(r.settled for r in after.replacements)
    assert added_study.store.decisions("tide-01")[-1].now == f"{place.start_char}-{place.end_char}"
    assert settling.accept(added_study, place, passphrase=PASSPHRASE, by="Ana").figures["spans"] == 0


def test_kept_words_stand_again_at_that_place_alone(added_study: Study) -> None:
    place, r = mask_of(added_study, "Marta Kowalczyk")
    n = source_of(added_study).text.count(r.coder)
    settling.keep(added_study, place, "an author, not our Marta", passphrase=PASSPHRASE, by="Ana")
    text = source_of(added_study).text
    assert text.count("Marta Kowalczyk") == 1
    assert text.count(r.coder) == n - 1
    assert text[place.start_char :].startswith("Marta Kowalczyk: Decisions")
    assert source_of(added_study).parts[3].speaker == "Marta Kowalczyk"
    whole(added_study)


def test_kept_everywhere_the_same_words_stand_wherever_they_were_taken_for_the_same(
    added_study: Study,
) -> None:
    place, r = mask_of(added_study, "Marta Kowalczyk")
    report = settling.keep(added_study, place, "invented", everywhere=True, passphrase=PASSPHRASE, by="Ana")
    assert report.figures["spans"] == source_of(added_study).text.count("Marta Kowalczyk") == 2
    assert (
        r.coder in source_of(added_study, "tide-02").text
    )  # "Marta" alone is another wording, and asked about alone
    whole(added_study)


def test_a_reason_is_asked_for_and_lies_in_the_vault_alone(added_study: Study, added: Small) -> None:
    place, _ = mask_of(added_study, "07700 900123")
    before = state(added)
    with pytest.raises(StudyTrouble, match="reason"):
        settling.keep(added_study, place, "  ", passphrase=PASSPHRASE, by="Ana")
    assert state(added) == before
    settling.keep(added_study, place, "a zanzibar helpline", passphrase=PASSPHRASE, by="Ana")
    logged = added_study.vault(PASSPHRASE).data["decisions"][-1]
    assert (logged["words"], logged["reason"], logged["user"]) == (
        "07700 900123",
        "a zanzibar helpline",
        "Ana",
    )
    added_study.close()
    stored = (added.folder / "study.db").read_bytes()
    assert b"zanzibar" not in stored
    assert [n for n in NAMES if n != "900123" and n.encode() in stored] == []


def test_words_can_stand_for_the_team_and_stay_masked_for_the_public(added_study: Study) -> None:
    place, r = mask_of(added_study, "07700 900123")
    settling.keep(added_study, place, "a helpline", still_public=True, passphrase=PASSPHRASE, by="Ana")
    kept = next(x for x in source_of(added_study).replacements if x.start_char == place.start_char)
    assert [kept.wording(t) for t in (Tier.CODER, Tier.REVIEWER, Tier.PUBLIC)] == [
        "07700 900123",
        "07700 900123",
        r.public,
    ]
    assert source_of(added_study).text[kept.start_char : kept.end_char] == "07700 900123"
    whole(added_study)


def test_a_mask_becomes_somebody_else_s_and_who_took_part_follows(added_study: Study) -> None:
    _, ffion = mask_of(added_study, "Ffion Pritchard-Lloyd", "tide-02")
    place, marta = mask_of(added_study, "Marta", "tide-02")
    settling.change(added_study, place, ffion.entity, passphrase=PASSPHRASE, by="Ana")
    text = source_of(added_study, "tide-02").text
    assert f"but {ffion.coder} stopped trusting" in text
    assert marta.coder not in text
    place, _ = mask_of(added_study, "Marta Kowalczyk")
    settling.change(added_study, place, "new PERSON", everywhere=True, passphrase=PASSPHRASE, by="Ana")
    people = {p.pseudonym for p in added_study.store.load_case("tide").participants}
    assert marta.coder not in people
    assert {p.speaker for p in source_of(added_study).parts if p.speaker} - {"Interviewer"} <= people
    whole(added_study)


def test_a_mask_of_no_one_in_particular_never_holds_the_words_it_hides(added_study: Study) -> None:
    place, _ = mask_of(added_study, "Marta", "tide-02")
    with pytest.raises(StudyTrouble, match="holds the words"):
        settling.change(added_study, place, "OTHER", own_wording="our marta", passphrase=PASSPHRASE, by="Ana")
    settling.change(added_study, place, "OTHER", own_wording="a colleague", passphrase=PASSPHRASE, by="Ana")
    assert "but [the colleague] stopped" in source_of(added_study, "tide-02").text
    with pytest.raises(StudyTrouble, match="neither in this case's key"):
        settling.change(
            added_study,
            replace(place, sha256=source_of(added_study, "tide-02").sha256),
            "P9999",
            passphrase=PASSPHRASE,
            by="Ana",
        )
    whole(added_study)


def test_words_left_standing_are_masked_and_can_stand_again(added_study: Study) -> None:
    source = source_of(added_study)
    at = source.text.index("big charities")
    place = Place("tide", "tide-01", at + 1, at + 12, source.sha256)  # a hand that cut the words
    settling.mask_more(added_study, place, kind="ORG", passphrase=PASSPHRASE, by="Ana")
    masked = next(r for r in source_of(added_study).replacements if r.start_char == at)
    assert (masked.type, masked.settled, masked.means) == ("ORG", True, "person")
    whole(added_study)
    settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ana")
    assert source_of(added_study) == source
    assert masked.entity not in keys.pseudonyms_of(added_study.vault(PASSPHRASE), "tide").entities
    with pytest.raises(StudyTrouble, match="masked already"):
        r = source.replacements[0]
        settling.mask_more(
            added_study, Place("tide", "tide-01", r.start_char, r.end_char, source.sha256), passphrase=PASSPHRASE, by="Ana"
        )  # fmt: skip


def test_a_date_the_public_does_not_read_goes_under_the_mask_and_comes_back_with_the_words(
    added_study: Study,
) -> None:
    source = source_of(added_study)
    at = source.text.index("big charities")
    date = Replacement(at, at + 3, "DATE", "big", "big", "[date]")
    there = tuple(sorted((*source.replacements, date), key=lambda r: r.start_char))
    added_study.store.save_source(replace(source, replacements=there))
    vault = added_study.vault(PASSPHRASE)
    raw = vault.data["pending"]["tide-01"]["text"].index("big charities")
    vault.data["maps"]["tide-01"] = sorted([*vault.data["maps"]["tide-01"], [raw, raw + 3, at, at + 3]])
    vault.save()
    before = source_of(added_study)
    spot = Place("tide", "tide-01", at + 1, at + 13, source.sha256)
    settling.mask_more(added_study, spot, kind="ORG", passphrase=PASSPHRASE, by="Ana")
    assert "big charities" not in source_of(added_study).text
    assert date not in source_of(added_study).replacements
    whole(added_study)
    settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ana")
    assert source_of(added_study) == before
    assert originals_of(added_study).words("tide-01", date) == "big"


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_settled_in_whatever_order_text_map_parts_and_codings_agree_and_all_can_be_taken_back(
    added_study: Study, seed: int
) -> None:
    code_everything(added_study)
    draw = Random(seed)
    first = added_study.store.sources()
    known = set(keys.pseudonyms_of(added_study.vault(PASSPHRASE), "tide").entities)
    codings = added_study.store.codings("tide")
    n = 0
    for _ in range(12):
        source = draw.choice(added_study.store.sources())
        wide = draw.random() < 0.5
        how = {"everywhere": wide, "passphrase": PASSPHRASE, "by": "Ana"}
        if source.replacements and draw.random() < 0.75:
            r = draw.choice(source.replacements)
            place = Place("tide", source.id, r.start_char, r.end_char, source.sha256)
            to = draw.choice(["new PERSON", "new ORG", "OTHER", "DATE", *sorted(known)])
            act = draw.choice(["accept", "change", "keep"])
            if act == "accept":
                settling.accept(added_study, place, **how)
                n += not r.settled
            elif act == "change":
                settling.change(added_study, place, to, **how)
                n += 1
            else:
                settling.keep(added_study, place, "no one", still_public=draw.random() < 0.3, **how)
                n += 1
        else:
            word = draw.choice([w for w in source.text.split() if w.isalpha()])
            at = source.text.index(f" {word} ") + 1 if f" {word} " in source.text else -1
            span = Place("tide", source.id, at, at + len(word), source.sha256)
            if at < 0 or any(r.start_char < at + len(word) and at < r.end_char for r in source.replacements):
                continue
            settling.mask_more(added_study, span, **how)
            n += 1
        whole(added_study)
    while True:
        try:
            settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ana")
        except StudyTrouble:
            break
        n -= 1
        whole(added_study)
    assert n == 0
    assert added_study.store.sources() == first
    assert added_study.store.codings("tide") == codings
    assert set(keys.pseudonyms_of(added_study.vault(PASSPHRASE), "tide").entities) == known


def test_a_mask_changed_after_the_signature_waits_again_alone_and_its_words_cannot_stand_again(
    added_study: Study,
) -> None:
    place, _ = mask_of(added_study, "Marta", "tide-02")
    custodian.sign_off(added_study, ["tide-02"], by="Ana", passphrase=PASSPHRASE)
    with pytest.raises(StudyTrouble, match="no longer kept"):
        settling.keep(added_study, place, "nobody", passphrase=PASSPHRASE, by="Ana")
    settling.change(added_study, place, "new PERSON", passphrase=PASSPHRASE, by="Ana")
    (again,) = source_of(added_study, "tide-02").reopened
    assert again.start_char == place.start_char


def test_with_the_signature_the_way_back_leaves_the_vault(added_study: Study) -> None:
    source = source_of(added_study)
    at = source.text.index("charities")
    settling.mask_more(
        added_study,
        Place("tide", "tide-01", at, at + 9, source.sha256),
        kind="ORG",
        everywhere=False,
        passphrase=PASSPHRASE,
        by="Ana",
    )
    assert "charities" in repr(added_study.vault(PASSPHRASE).data["undo"])
    custodian.sign_off(added_study, ["tide-01"], by="Ana", passphrase=PASSPHRASE)
    assert added_study.vault(PASSPHRASE).data["undo"] == {"tide": []}
    with pytest.raises(StudyTrouble, match="nothing to take back"):
        settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ana")


def test_killed_between_the_vault_and_the_store_the_original_still_fits_and_the_act_can_be_done_again(
    added_study: Study, added: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, _ = mask_of(added_study, "Marta Kowalczyk")
    before = added_study.store.sources()
    with killed_after_the_vault(monkeypatch):
        settling.keep(added_study, place, "nobody", passphrase=PASSPHRASE, by="Ana")
    assert added_study.store.sources() == before
    whole(added_study)
    assert mask_of(added_study, "Marta Kowalczyk")[0] == place
    with pytest.raises(StudyTrouble, match="nothing to take back"):
        settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ana")
    settling.keep(added_study, place, "nobody", passphrase=PASSPHRASE, by="Ana")
    assert source_of(added_study).text[place.start_char :].startswith("Marta Kowalczyk")
    whole(added_study)


def test_a_place_seen_before_another_edit_is_not_decided(added_study: Study) -> None:
    place, _ = mask_of(added_study, "07700 900123")
    other, _ = mask_of(added_study, "Marta Kowalczyk")
    settling.change(added_study, other, "new PERSON", passphrase=PASSPHRASE, by="Ana")
    for act in (
        lambda: settling.accept(added_study, place, passphrase=PASSPHRASE, by="Ana"),
        lambda: settling.keep(added_study, place, "x", passphrase=PASSPHRASE, by="Ana"),
        lambda: settling.mask_more(added_study, place, passphrase=PASSPHRASE, by="Ana"),
    ):
        with pytest.raises(StudyTrouble, match="changed elsewhere"):
            act()


def test_where_the_original_does_not_fit_nothing_is_shown_or_unmasked(added_study: Study) -> None:
    place, _ = mask_of(added_study, "07700 900123")
    vault = added_study.vault(PASSPHRASE)
    vault.data["pending"]["tide-01"]["text"] += "more"
    vault.save()
    assert "tide-01" not in originals_of(added_study)
    with pytest.raises(StudyTrouble, match="no longer kept"):
        settling.keep(added_study, place, "x", passphrase=PASSPHRASE, by="Ana")


def test_whoever_turns_out_to_be_nobody_is_forgotten_by_the_key_and_known_again_when_it_is_undone(
    added_study: Study,
) -> None:
    source = source_of(added_study)
    at = source.text.index("referrals")
    spot = Place("tide", "tide-01", at, at + 9, source.sha256)
    settling.mask_more(added_study, spot, everywhere=False, passphrase=PASSPHRASE, by="Ana")
    place, r = mask_of(added_study, "referrals")
    settling.keep(added_study, place, "a word", passphrase=PASSPHRASE, by="Ana")
    key = keys.pseudonyms_of(added_study.vault(PASSPHRASE), "tide")
    assert r.entity not in key.entities
    assert r.entity in key.retired
    settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ana")
    key = keys.pseudonyms_of(added_study.vault(PASSPHRASE), "tide")
    assert "referrals" in key.entities[r.entity].variants
    assert r.entity not in key.retired


def test_only_a_custodian_reads_or_settles_and_only_with_the_passphrase(
    added: Small, added_study: Study
) -> None:
    place, _ = mask_of(added_study, "07700 900123")
    for tier in (Tier.PUBLIC, Tier.REVIEWER, Tier.CODER):
        access = Access(added.folder, "Ana", tier, tier)
        for act in (
            lambda a: page.sources(a, "tide"),
            lambda a: page.read(a, "tide", "tide-01", PASSPHRASE),
            lambda a: page.accept(a, place, PASSPHRASE),
            lambda a: page.change(a, place, "new PERSON", PASSPHRASE),
            lambda a: page.keep(a, place, "x", PASSPHRASE),
            lambda a: page.mask_more(a, place, PASSPHRASE),
            lambda a: page.undo(a, "tide", PASSPHRASE),
            lambda a: page.sign_off(a, "tide-01", "", PASSPHRASE),
            lambda a: page.lift(a, "tide", "x", "y", PASSPHRASE),
            lambda a: page.impose(a, "tide", "x", "y", PASSPHRASE),
            lambda a: page.narrow(a, "tide", "x", (0, 1), "y", PASSPHRASE),
            lambda a: page.mark(a, place, "no use", "y", PASSPHRASE),
        ):
            with pytest.raises(Forbidden):
                act(access)
    custodian_access = Access(added.folder, "Ana", Tier.CUSTODIAN, Tier.CUSTODIAN)
    for missing in (None, ""):
        with pytest.raises(StudyTrouble, match="passphrase"):
            page.read(custodian_access, "tide", "tide-01", missing)
        with pytest.raises(StudyTrouble, match="passphrase"):
            page.accept(custodian_access, place, missing)


def test_a_reading_sets_each_part_beside_its_original_and_loses_nothing(
    added: Small, added_study: Study
) -> None:
    access = Access(added.folder, "Ana", Tier.CUSTODIAN, Tier.CUSTODIAN)
    reading = page.read(access, "tide", "tide-01", PASSPHRASE)
    raw = added_study.vault(PASSPHRASE).data["pending"]["tide-01"]["text"]
    for side, text in (("original", raw), ("shown", source_of(added_study).text)):
        told = "".join(words for row in reading.rows for words, _ in getattr(row, side))
        assert "".join(told.split()) == "".join(text.split())
    for row in reading.rows:
        assert [i for _, i in row.original if i] == [i for _, i in row.shown if i]
    assert not any(name in repr(reading) for name in NAMES)


def test_a_lifted_wish_keeps_its_reason_and_moves_with_its_words(added: Small, added_study: Study) -> None:
    access = Access(added.folder, "Ana", Tier.CUSTODIAN, Tier.CUSTODIAN)
    (wish,) = page.read(access, "tide", "tide-02", PASSPHRASE).wishes
    with pytest.raises(StudyTrouble, match="why"):
        page.lift(access, "tide", wish.id, " ", PASSPHRASE)
    page.lift(access, "tide", wish.id, "she agreed on 3 May", PASSPHRASE)
    (before,) = added_study.store.restrictions(["tide-02"])
    place, _ = mask_of(added_study, "Ffion Pritchard-Lloyd", "tide-02")
    settling.change(
        added_study, place, "OTHER", own_wording="a person", everywhere=True, passphrase=PASSPHRASE, by="Ana"
    )
    (after,) = added_study.store.restrictions(["tide-02"])
    (told,) = page.read(access, "tide", "tide-02", PASSPHRASE).wishes
    assert told.reason == "she agreed on 3 May"
    assert after.lifted_because == before.lifted_because != ""
    assert after.start_char < before.start_char
    with pytest.raises(StudyTrouble, match="not in force"):
        page.lift(access, "tide", wish.id, "again", PASSPHRASE)


def test_an_undo_is_the_case_s_last_act_whichever_window_did_it(added_study: Study) -> None:
    place, _ = mask_of(added_study, "Marta", "tide-02")
    settling.change(added_study, place, "new PERSON", passphrase=PASSPHRASE, by="Ana")
    report = settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ben")
    assert report.figures["at"] == ("tide-02", place.start_char, place.end_char)
    assert desk.to_take_back(added_study.vault(PASSPHRASE), "tide", added_study.store.sources()) is None
    assert [d.user for d in added_study.store.decisions("tide-02")][-1] == "Ben"
