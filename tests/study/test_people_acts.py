"""Two people of the key become one, and one becomes two: texts, labels, participants and key together, and back again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qualitative.study import Study, StudyTrouble, keys, people_acts, settling
from tests.study.test_settling import whole
from tests.support.small import PASSPHRASE
from tests.support.study_state import killed_after_the_vault

pytestmark = pytest.mark.usefixtures("quick_key")


def id_of(study: Study, family: str) -> str:
    people = keys.pseudonyms_of(study.vault(PASSPHRASE), "tide").people()
    return next(p.id for p in people if family in p.family)


def string_of(study: Study, entity_id: str) -> str:
    return keys.pseudonyms_of(study.vault(PASSPHRASE), "tide").string_of(entity_id)


def as_it_is(study: Study) -> tuple[object, ...]:
    key = study.vault(PASSPHRASE).data["key"]["tide"]
    entities = sorted(key["entities"], key=lambda row: row["id"])
    people = sorted(study.store.load_case("tide").participants, key=lambda p: p.id)
    return [(s.text, s.parts, s.replacements) for s in study.store.sources()], entities, people


def test_a_joined_person_bears_the_kept_one_s_string_everywhere(study: Study) -> None:
    marta, olu = id_of(study, "kowalczyk"), id_of(study, "fitch")
    old, new = string_of(study, marta), string_of(study, olu)
    people_acts.join(study, "tide", olu, marta, passphrase=PASSPHRASE, by="Ana", reason="one person")
    whole(study)
    for source in study.store.sources():
        assert old not in source.text
        assert marta not in {r.entity for r in source.replacements}
        assert old not in {p.speaker for p in source.parts}
    assert any(new in s.text for s in study.store.sources())
    texts = {s.id: s.text for s in study.store.sources()}
    codings = study.store.codings("tide")
    assert codings
    for coding in codings:
        at = coding.selection
        assert texts[at.source][at.start_char : at.end_char] == at.quote
    assert old not in {p.pseudonym for p in study.store.load_case("tide").participants}
    assert all(s.waits for s in study.store.sources() if new in s.text)
    key = keys.pseudonyms_of(study.vault(PASSPHRASE), "tide")
    assert marta in key.retired
    assert "kowalczyk" in key.entities[olu].family


def test_a_join_can_be_taken_back_to_the_letter(added_study: Study) -> None:
    before = as_it_is(added_study)
    marta, olu = id_of(added_study, "kowalczyk"), id_of(added_study, "fitch")
    people_acts.join(added_study, "tide", olu, marta, passphrase=PASSPHRASE, by="Ana")
    assert as_it_is(added_study) != before
    settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ana")
    assert as_it_is(added_study) == before
    whole(added_study)


def test_a_split_takes_its_spellings_and_can_be_taken_back(added_study: Study) -> None:
    before = as_it_is(added_study)
    marta = id_of(added_study, "kowalczyk")
    key = keys.pseudonyms_of(added_study.vault(PASSPHRASE), "tide")
    assert {"Marta", "Marta Kowalczyk"} <= key.entities[marta].variants
    report = people_acts.split(added_study, "tide", marta, ["Marta"], passphrase=PASSPHRASE, by="Ana")
    fresh = report.figures["new"]
    by_source = {s.id: {r.entity for r in s.replacements} for s in added_study.store.sources()}
    assert fresh in by_source["tide-02"]
    assert marta not in by_source["tide-02"]
    assert marta in by_source["tide-01"]
    assert fresh not in by_source["tide-01"]
    whole(added_study)
    settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ana")
    after = as_it_is(added_study)
    assert after == before


def test_after_sign_off_a_mention_is_split_off_by_its_place(study: Study) -> None:
    marta = id_of(study, "kowalczyk")
    source = next(s for s in study.store.sources() if s.id == "tide-02")
    r = next(r for r in source.replacements if r.entity == marta)
    place = people_acts.Place("tide", source.id, r.start_char, r.end_char, source.sha256)
    report = people_acts.split(study, "tide", marta, [], passphrase=PASSPHRASE, by="A", places=[place])
    new = next(s for s in study.store.sources() if s.id == "tide-02")
    assert [x.entity for x in new.replacements if x.entity in (marta, report.figures["new"])] == [
        report.figures["new"]
    ]
    assert report.figures["left"] > 0
    assert report.questions


def test_what_cannot_be_joined_or_split_changes_nothing(added_study: Study) -> None:
    before = as_it_is(added_study)
    marta, more = id_of(added_study, "kowalczyk"), {"passphrase": PASSPHRASE, "by": "Ana"}
    for other in (marta, "P0", "O1"):
        with pytest.raises(StudyTrouble):
            people_acts.join(added_study, "tide", marta, other, **more)
    for words in (["Nobody"], [], [" "]):
        with pytest.raises(StudyTrouble):
            people_acts.split(added_study, "tide", marta, words, **more)
    assert as_it_is(added_study) == before


def _join(study: Study) -> None:
    kept, joined = id_of(study, "fitch"), id_of(study, "kowalczyk")
    people_acts.join(study, "tide", kept, joined, passphrase=PASSPHRASE, by="Ana")


def _split(study: Study) -> None:
    people_acts.split(study, "tide", id_of(study, "kowalczyk"), ["Marta"], passphrase=PASSPHRASE, by="Ana")


@pytest.mark.parametrize("act", [_join, _split])
def test_killed_between_the_vault_and_the_store_nothing_has_happened_and_it_can_be_done_again(
    added_study: Study, act: Callable[[Study], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = as_it_is(added_study)
    with killed_after_the_vault(monkeypatch):
        act(added_study)
    assert as_it_is(added_study) == before
    whole(added_study)
    with pytest.raises(StudyTrouble, match="nothing to take back"):
        settling.undo(added_study, "tide", passphrase=PASSPHRASE, by="Ana")
    act(added_study)
    assert as_it_is(added_study) != before
    whole(added_study)


def test_a_taking_back_that_was_killed_has_taken_nothing_back_and_can_be_done_again(
    added_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = as_it_is(added_study)
    _join(added_study)
    joined = as_it_is(added_study)
    with killed_after_the_vault(monkeypatch):
        _undone(added_study)
    assert as_it_is(added_study) == joined
    _undone(added_study)
    assert as_it_is(added_study) == before
    whole(added_study)


def _undone(study: Study) -> None:
    settling.undo(study, "tide", passphrase=PASSPHRASE, by="Ana")


def test_what_landed_is_not_taken_out_of_an_older_vault(added_study: Study) -> None:
    """A vault brought back from before the last act keeps the acts before that one."""
    _split(added_study)
    split = as_it_is(added_study)
    older = added_study.vault_path.read_bytes()
    _join(added_study)
    added_study.vault_path.write_bytes(older)
    assert as_it_is(added_study)[1] == split[1]
