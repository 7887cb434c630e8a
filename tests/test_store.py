"""What the store promises."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitative.model import (
    Case,
    Code,
    Codebook,
    Coding,
    Fact,
    Group,
    Part,
    PartKind,
    Replacement,
    Restriction,
    Review,
    Section,
    Selection,
    Sentence,
    SentenceKind,
    Session,
    SessionKind,
    Source,
    Status,
    Table,
    Tier,
    User,
    Voice,
)
from qualitative.store import Store, StoreTrouble, from_record, to_record
from qualitative.store.database import CURRENT_REVISION, begin, revision_of
from qualitative.store.tables import metadata

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TEXT = "[Participant 1]: we were last to hear 👩‍👧 é.\n- minutes came late"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.create(tmp_path / "study.db")
    opened.save_codebook(Codebook("Two", "1", (Code("a", "A", "about a"), Code("b", "B", "about b"))))
    opened.save_case(
        Case(
            "vale",
            "Vale Alliance",
            {"stage": Fact("ended", "D1")},
            (Group("g", "Providers", n_people=6),),
            (Session("s1", "vale", SessionKind.FOCUS_GROUP, groups=("g",)),),
        )
    )
    opened.save_user(User("machine", "the matcher", machine=True))
    opened.save_user(User("ana", "Ana"))
    opened.save_source(a_source())
    return opened


def a_source(**changes: object) -> Source:
    parts = (
        Part(0, 41, PartKind.SPEECH, Voice.VERBATIM, "[Participant 1]", body_char=17),
        Part(42, 61, PartKind.BULLET),
    )
    masked = (
        Replacement(0, 15, "PERSON", "[Participant 1]", "[Participant 1]", "[participant]", "P1", "roster"),
    )
    fields = {
        "id": "src",
        "case": "vale",
        "session": "s1",
        "title": "Focus group 1",
        "text": TEXT,
        "parts": parts,
        "replacements": masked,
    }
    return Source(**{**fields, **changes})  # type: ignore[arg-type]


def a_coding(code: str = "a", start: int = 17, user: str = "machine", **changes: object) -> Coding:
    fields = {
        "id": f"{user}-{code}-{start}",
        "selection": Selection("src", start, 24, TEXT[start:24]),
        "code": code,
        "user": user,
        "at": NOW,
    }
    return Coding(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_case_comes_back_as_it_went_in(store: Store) -> None:
    store.save_restrictions("src", [Restriction("r1", "src", 0, 5, "no quotation", "turn")])
    store.add_codings("vale", [a_coding(confidence=0.4, rationale="cue: heard")])
    data = store.load_case("vale")
    assert data.sources == (a_source(),)
    assert data.codings == (a_coding(confidence=0.4, rationale="cue: heard"),)
    assert data.case == store.case("vale")
    assert data.case.profile["stage"] == Fact("ended", "D1")
    assert data.restrictions[0].in_force


def test_a_rerun_never_overwrites_what_a_person_decided(store: Store) -> None:
    store.replace_suggestions("vale", "src", "machine", [a_coding("a"), a_coding("b")])
    store.decide_coding("machine-a-17", Status.REJECTED, by="ana")
    store.add_codings("vale", [a_coding("b", 18, user="ana", status=Status.CONFIRMED)])
    added = store.replace_suggestions("vale", "src", "machine", [a_coding("a"), a_coding("b", 19)])
    assert added == 1
    assert {(c.id, c.status) for c in store.codings("vale")} == {
        ("machine-a-17", Status.REJECTED),
        ("ana-b-18", Status.CONFIRMED),
        ("machine-b-19", Status.SUGGESTED),
    }


def test_every_decision_is_kept_with_what_it_was(store: Store) -> None:
    store.replace_suggestions("vale", "src", "machine", [a_coding("a")])
    store.decide_coding("machine-a-17", Status.CONFIRMED, by="ana", stance="hindered")
    store.decide_coding("machine-a-17", Status.REJECTED, by="ana")
    assert [(d.was, d.now) for d in store.decisions("machine-a-17")] == [
        ("suggested", "confirmed"),
        ("confirmed", "rejected"),
    ]
    assert store.codings("vale")[0].stance == "hindered"


def test_an_act_lands_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store.save_source(a_source(id="second"))
        raise RuntimeError("killed midway")
    assert [s.id for s in store.sources()] == ["src"]


def test_a_lifted_restriction_stays_lifted_when_the_source_is_read_again(store: Store) -> None:
    asked = Restriction("r1", "src", 0, 5, "no quotation", "turn")
    store.save_restrictions(
        "src", [Restriction("r1", "src", 0, 5, "no quotation", "turn", "she agreed on 3 May")]
    )
    store.save_restrictions("src", [asked])
    assert not store.restrictions(["src"])[0].in_force


def test_a_draft_comes_back_with_its_sentences_and_their_support(store: Store) -> None:
    sentence = Sentence("s1", SentenceKind.FINDING, "Heard in a focus group.", supports=("c1",))
    table = Table("Profile", ("field", "value"), (("stage", "ended"),))
    inner = Section("a-1", "Points", ((sentence,),))
    review = Review(
        "vale",
        "Draft",
        Tier.REVIEWER,
        (Section("a", "A", (), (table,), sections=(inner,)),),
        ((1, "met", "3 = 3"),),
    )
    store.save_draft(review)
    assert store.draft("vale", Tier.REVIEWER) == review
    assert store.draft("vale", Tier.PUBLIC) is None


def test_the_migrations_make_the_tables_the_code_believes_in(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    assert revision_of(store.engine) == CURRENT_REVISION
    with begin(store.engine, writing=False) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_newer_study_is_refused_with_the_mend(store: Store, tmp_path: Path) -> None:
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTrouble, match="newer version"):
        Store.open(tmp_path / "study.db")


def test_a_damaged_database_is_named_as_damaged(tmp_path: Path) -> None:
    (tmp_path / "study.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreTrouble, match="damaged"):
        Store.open(tmp_path / "study.db")


def test_a_study_that_another_program_writes_says_so(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qualitative.store.database.SECONDS_TO_WAIT_FOR_A_LOCK", 0.1)
    second = Store.open(tmp_path / "study.db")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        other = sqlite3.connect(tmp_path / "study.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held.set()
        done.wait(5)
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    try:
        with pytest.raises(StoreTrouble, match="another program"):
            second.set_setting("a", "b")
    finally:
        done.set()
        thread.join()


def test_a_vector_is_kept_and_forgotten(store: Store) -> None:
    import numpy as np

    cache = store.vectors()
    cache["k"] = np.arange(384, dtype=np.float32)
    cache.save()
    assert store.vectors()["k"].tolist() == list(range(384))
    cache.forget()
    assert len(store.vectors()) == 0


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_text_survives_the_round_trip(text: str) -> None:
    source = a_source(text=text, parts=(), replacements=())
    assert from_record(Source, to_record(source)) == source


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_record(datetime(2026, 1, 1))


def test_a_sentence_without_support_cannot_be_made() -> None:
    for kind in SentenceKind:
        with pytest.raises(ValueError, match="rest on nothing"):
            Sentence("s", kind, "Something was heard.")
