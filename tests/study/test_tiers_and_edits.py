"""What a tier reads, and text that moves with its anchors."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitative import anonymise
from qualitative.anonymise import Edit
from qualitative.model import (
    Coding,
    Part,
    PartKind,
    Replacement,
    Selection,
    Source,
    Status,
    Theme,
    Tier,
    short_hash,
)
from qualitative.study import (
    TROUBLES,
    Study,
    StudyTrouble,
    checking,
    commissioner,
    edits,
    evaluator,
    keys,
    reviewer,
)
from tests.support.small import NAMES, PASSPHRASE, Small
from tests.support.study_state import confirm_all, state


def test_no_reviewer_wording_stands_in_anything_public(coded: Small) -> None:
    study = coded.open()
    confirm_all(study)
    wording = {
        r.coder
        for s in study.store.sources()
        for r in s.replacements
        if r.public != r.coder and r.coder[0] == "["
    }
    assert wording
    reviewer.draft(study, "tide")
    commissioner.compare(study)
    commissioner.export(study, coded.folder / "public.csv", tier=Tier.PUBLIC)
    texts = [p.read_text("utf-8") for p in coded.folder.rglob("*") if p.suffix in (".md", ".html", ".csv")]
    assert len(texts) == 5
    assert [w for w in wording for text in texts if w in text] == []


def test_a_wish_not_to_be_used_is_kept_at_every_tier(study: Study, tmp_path: Path) -> None:
    for tier in (Tier.PUBLIC, Tier.REVIEWER, Tier.CODER):
        commissioner.export(study, tmp_path / "c.csv", tier=tier)
        assert "stopped trusting the board" not in (tmp_path / "c.csv").read_text("utf-8")


def test_a_coder_s_text_fails_the_public_check(study: Study, tmp_path: Path) -> None:
    someone = next(r.coder for s in study.store.sources() for r in s.replacements if r.type == "PERSON")
    (tmp_path / "mine.md").write_text(f"# Draft\n\n{someone} said that the plan was late.\n")
    assert checking.check(study, tmp_path / "mine.md").figures["failures"] > 0
    assert checking.check(study, tmp_path / "mine.md", tier=Tier.CODER).figures["failures"] == 0


def test_a_draft_that_rests_on_a_withdrawn_decision_fails_its_check(study: Study) -> None:
    confirm_all(study)
    files = reviewer.draft(study, "tide", tier=Tier.REVIEWER).figures["files"]
    draft = next(Path(f) for f in files if f.endswith(".md"))
    for coding in study.store.codings("tide"):
        evaluator.decide(study, coding.id, False, "Ana")
    assert checking.check(study, draft, tier=Tier.REVIEWER).figures["failures"] > 0


@pytest.mark.parametrize("name", ["empty.html", "empty.md", "gone.docx"])
def test_a_file_to_check_that_cannot_be_read_is_told(coded: Small, name: str) -> None:
    if name.startswith("empty"):
        (coded.root / name).write_text("")
    with pytest.raises(TROUBLES, match=name):
        checking.check(coded.open(), coded.root / name)


def test_a_second_draft_of_the_same_changes_no_file(study: Study) -> None:
    confirm_all(study)
    files = [Path(f) for f in reviewer.draft(study, "tide").figures["files"]]
    before = [f.stat().st_mtime_ns for f in files]
    assert "nothing has changed" in reviewer.draft(study, "tide").lines[-1]
    assert [f.stat().st_mtime_ns for f in files] == before


WORDS = st.text(alphabet="abc é́😀", min_size=1, max_size=9)


@st.composite
def edited_sources(draw: st.DrawFn) -> tuple[Source, list[Edit], list[tuple[int, int]]]:
    """A tiled source, edits apart from each other, and some spans of its text."""
    pieces = draw(st.lists(WORDS, min_size=1, max_size=6))
    parts, at = [], 0
    for piece in pieces:
        parts.append(Part(at, at + len(piece), PartKind.SPEECH, body_char=at))
        at += len(piece) + 1
    text = "\n".join(pieces)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    made: list[Edit] = []
    shift = 0
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if "\n" in text[start:end]:
            continue
        new = draw(st.sampled_from(["[P1]", "[Participant 12, provider]", "x"]))
        mask = Replacement(start + shift, start + shift + len(new), "PERSON", new, new, "[person]", "P1")
        made.append(Edit("s", start, end, new, mask))
        shift += len(new) - (end - start)
    inside = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(inside, inside).map(lambda s: (min(s), max(s))), max_size=5))
    return Source("s", "c", "i", "t", text, tuple(parts)), made, spans


@settings(max_examples=150, deadline=None)
@given(edited_sources())
def test_after_edits_every_anchor_stands_on_its_words_and_parts_still_tile(
    drawn: tuple[Source, list[Edit], list[tuple[int, int]]],
) -> None:
    source, made, spans = drawn
    after = edits.edited(source, made)
    at = 0
    for part in after.parts:
        assert after.text[at : part.start_char].strip() == ""
        assert part.start_char <= part.body_start_char <= part.end_char
        at = part.end_char
    assert after.text[at:].strip() == ""
    assert not after.signed_off
    assert after.sha256 == short_hash(after.text, length=64)
    for r in after.replacements:
        assert after.text[r.start_char : r.end_char] == r.coder
    for start, end in spans:
        old = Selection("s", start, end, source.text[start:end])
        new = edits.move_selection(old, after, made)
        assert after.text[new.start_char : new.end_char] == new.quote
        touched = [e for e in made if e.start_char < end and start < e.end_char]
        if not touched and start < end:
            assert new.quote == old.quote
        theme = Theme("t", "c", "l", members=((old, 1.0),), central=(old.id,))
        moved = edits.move_theme(theme, after, made)
        assert moved.central == (new.id,)
        coding = Coding("x", old, "code", "Ana", datetime.now(UTC), Status.CONFIRMED)
        assert edits.move_coding(coding, after, made).selection == new


def test_the_demo_of_another_s_study_is_refused(added: Small) -> None:
    from qualitative.study import demo

    before = state(added)
    with pytest.raises(StudyTrouble, match="not the demonstration"):
        demo.run(added.folder)
    assert state(added) == before


def test_no_raw_note_shows_its_words_when_printed(added: Small) -> None:
    vault = added.open().vault(PASSPHRASE)
    key = keys.pseudonyms_of(vault, "tide")
    told = (
        repr(vault)
        + repr(key)
        + repr(added.open().store.sources())
        + repr(added.open().store.load_case("tide"))
    )
    assert isinstance(vault, anonymise.Vault)
    assert not any(name in told for name in NAMES)
