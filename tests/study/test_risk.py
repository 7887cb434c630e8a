"""Residual risk: tests that pass, fail or were not measured; a sample a person reads; what it finds, masked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qualitative.interchange import SpreadsheetTrouble
from qualitative.language.loading import manifest
from qualitative.model import Tier
from qualitative.study import Study, StudyTrouble, custodian, risk_acts
from qualitative.study.access import Access, Forbidden
from qualitative.study.access import risk as page
from qualitative.study.risk import assessing, cells, checking, published, quotations, samples, tagger
from qualitative.study.risk.assessing import Assessment
from qualitative.study.risk.verdicts import Verdicted
from tests.support.small import NAMES, PASSPHRASE, Small
from tests.support.study_state import confirm_all, state

pytestmark = pytest.mark.usefixtures("quick_key")


def sheet_of(study: Study, n: int = 500, **how: Any) -> Path:
    """A sheet of every sentence of the small study, or of n."""
    file = study.folder.parent / "sheet.xlsx"
    risk_acts.draw_sheet(study, "tide", n, file, by="Ana", **how)
    return file


def filled(file: Path, answers: dict[str, tuple[str, str, str]], other: str = "nothing left") -> Path:
    """The sheet as a person sends it back. answers: a piece of the sentence → found, words, how."""
    book = openpyxl.load_workbook(file)
    rows = book["sentences"]
    for row in rows.iter_rows(min_row=2):
        found = next((a for piece, a in answers.items() if piece in row[2].value), (other, "", ""))
        for cell, value in zip(row[3:6], found, strict=True):
            cell.value = value
    book.save(file)
    return file


def edit(file: Path, change: Any) -> Path:
    book = openpyxl.load_workbook(file)
    change(book["sentences"])
    book.save(file)
    return file


def verdicts(a: Assessment) -> dict[str, str]:
    return {t.id: t.verdict for t in a.tests}


def one(a: Assessment, test: str) -> Verdicted:
    return next(t for t in a.tests if t.id == test)


def sample(study: Study) -> samples.Sample:
    return checking.newest(study, "tide")


# ------------------------------------------------------------------ the verdicts


def test_without_a_sample_the_miss_rate_is_not_measured(added_study: Study) -> None:
    found = assessing.assess(added_study, "tide")
    assert verdicts(found)["sample"] == "not measured"
    assert verdicts(found)["communities"] == verdicts(found)["published"] == "not measured"


def test_not_measured_is_not_failed_and_only_failed_fails(study: Study) -> None:
    report = risk_acts.report(study, "tide")
    assert report.figures["failed"] == [
        f"tide: {t.id}" for t in assessing.assess(study, "tide").tests if t.verdict == "failed"
    ]
    assert "tide: sample" not in report.figures["failed"]


def test_signed_unread_fails_and_signed_as_read_passes(added: Small, study: Study) -> None:
    assert verdicts(assessing.assess(study, "tide"))["read"] == "passed"
    for source in study.store.sources():
        study.store.save_source(replace(source, signed_unread=True))
    assert verdicts(assessing.assess(study, "tide"))["read"] == "failed"


def test_the_report_says_that_the_notes_are_not_anonymous_and_shows_no_total(study: Study) -> None:
    told = "\n".join(risk_acts.report(study).lines)
    for words in (
        "pseudonymised, not anonymous",
        "singled out",
        "linked",
        "inferred",
        "motivated intruder",
        "UK GDPR",
    ):
        assert words in told
    assert "No total is shown" in told


def test_nothing_that_identifies_stands_in_the_report_in_any_of_its_forms(study: Study) -> None:
    confirm_all(study)
    report = risk_acts.report(study, out=study.folder.parent / "risk.html")
    told = json.dumps(report.as_json()) + "\n".join(report.lines)
    told += (study.folder.parent / "risk.html").read_text("utf-8")
    assert [name for name in NAMES if name.lower() in told.lower()] == []
    for source in study.store.sources():
        for start, end in ((p.body_start_char, p.end_char) for p in source.parts):
            said = source.text[start:end].strip()
            assert len(said) < 40 or said not in told


@pytest.mark.parametrize("suffix", [".docx", ".md", ".html"])
def test_the_report_is_written_in_the_house_s_formats(study: Study, suffix: str) -> None:
    file = study.folder.parent / f"risk{suffix}"
    risk_acts.report(study, out=file)
    assert file.stat().st_size > 1000


def test_a_report_in_another_format_is_refused_before_the_work(study: Study) -> None:
    with pytest.raises(StudyTrouble, match=r"\.docx, \.html or \.md"):
        risk_acts.report(study, out=study.folder.parent / "risk.pdf")


# ------------------------------------------------------------------ masks, the tagger


def test_the_table_counts_every_mask_once(added_study: Study) -> None:
    found = assessing.assess(added_study, "tide")
    n = sum(len(s.replacements) for s in found.sources)
    told = [cell for row in found.by_type.rows for cell in row[1:-1]]
    assert sum(int(cell.split(" ")[0]) for cell in told) == n
    unsettled = sum(int(cell.split("(")[1][:-1]) for cell in told if "(" in cell)
    assert unsettled == sum(not r.settled for s in found.sources for r in s.replacements)


def test_the_worst_community_is_the_manifest_s_own() -> None:
    facts = manifest("names-tagger")
    at_dial = [
        f for f in facts["figures"] if f["recall_dial"] == facts["default_recall"] and "by_community" in f
    ]
    assert [w.community_recall for w in tagger.worst()] == [min(f["by_community"].values()) for f in at_dial]
    assert at_dial


def test_another_model_s_figures_are_told_as_they_are() -> None:
    made = {
        "name": "m", "version": "9", "default_recall": 1.0,
        "figures": [
            {"measure": "refill, lines", "recall_dial": 1.0, "recall": 0.9, "by_community": {"celtic": 0.5, "english": 0.9},
             "worst_cell": ["celtic", "caps", 0.25]},
            {"measure": "refill, lines", "recall_dial": 2.0, "recall": 0.9, "by_community": {"english": 0.1}},
        ],
    }  # fmt: skip
    (found,) = tagger.worst(made)
    assert (found.community, found.community_recall) == ("Irish, Welsh and Scottish", 0.5)
    assert (found.cell_typing, found.cell_recall) == ("in capitals", 0.25)


# ------------------------------------------------------------------ the sample


def test_a_sample_read_to_the_end_with_nothing_found_passes_and_is_bounded(study: Study) -> None:
    file = filled(sheet_of(study), {})
    risk_acts.take_in(study, "tide", file, by="Bea")
    found = assessing.assess(study, "tide")
    assert verdicts(found)["sample"] == "passed"  # every sentence was read
    assert found.measured is not None
    assert found.measured.estimate is not None
    assert found.measured.estimate.high_n == 0


def test_a_few_sentences_with_nothing_found_are_too_few_to_pass(study: Study) -> None:
    risk_acts.take_in(study, "tide", filled(sheet_of(study, 5), {}), by="Bea")
    test = one(assessing.assess(study, "tide"), "sample")
    assert test.verdict == "not measured"
    assert "too few" in test.words


def test_what_was_found_gives_a_rate_with_its_interval(missed: Study) -> None:
    file = filled(sheet_of(missed), {"Petherwick": ("something left", "petherwick", "direct")})
    report = risk_acts.take_in(missed, "tide", file, by="Bea")
    found = assessing.assess(missed, "tide")
    assert found.measured is not None
    e = found.measured.estimate
    assert e is not None
    assert (e.n_found, e.n_read) == (2, e.n_all)
    assert verdicts(found)["sample"] == "failed"
    assert "--mask" in "\n".join(report.questions)
    assert "etherwick" not in json.dumps(report.as_json())
    told = "\n".join(risk_acts.report(missed, "tide").lines)
    assert "2 of " in told
    assert "95 % interval" in told
    assert "Per 1,000 unmasked words" in told


def test_what_was_found_is_masked_wherever_it_stands_and_the_sample_is_then_of_earlier_texts(
    missed: Study,
) -> None:
    # One of the two sentences is in the sample; the name stands in the other as well.
    file = filled(sheet_of(missed), {"heard nothing": ("something left", "Petherwick", "")})
    risk_acts.take_in(missed, "tide", file, by="Bea")
    report = risk_acts.mask_found(missed, "tide", passphrase=PASSPHRASE, by="Bea")
    assert report.figures["masked"] == 2
    assert "Petherwick" not in "".join(s.text for s in missed.store.sources())
    found = assessing.assess(missed, "tide")
    assert found.measured is not None
    assert found.measured.drift.n_changed == 2
    assert found.measured.n_standing == 0
    assert verdicts(found)["sample"] == "not measured"
    assert "earlier texts" in one(found, "sample").words
    with pytest.raises(StudyTrouble, match="still stands"):
        risk_acts.mask_found(missed, "tide", passphrase=PASSPHRASE, by="Bea")


def test_places_of_a_sample_move_with_their_words(missed: Study) -> None:
    sheet_of(missed)
    before = sample(missed)
    read = samples.words_at(before, missed.store.sources())
    said = {s.number: read(s) for s in before.sentences}
    custodian.mask(missed, "tide", ["Petherwick"], passphrase=PASSPHRASE, by="Ana")
    after = sample(missed)
    read = samples.words_at(after, missed.store.sources())
    for s in after.sentences:
        if s.changed:
            assert "Petherwick" in (said[s.number] or "")
        else:
            assert read(s) == said[s.number]
    assert sum(s.changed for s in after.sentences) == 2


def test_a_text_that_changed_unfollowed_is_lost_and_never_misread(study: Study) -> None:
    sheet_of(study)
    source = study.store.sources()[0]
    study.store.save_source(replace(source, text="x" + source.text, sha256="another"))
    moved = samples.drift(sample(study), study.store.sources())
    assert moved.n_lost == sum(s.source == source.id for s in sample(study).sentences) > 0


def test_the_study_keeps_places_of_a_sample_and_no_words(missed: Study) -> None:
    risk_acts.take_in(
        missed,
        "tide",
        filled(sheet_of(missed), {"Petherwick": ("something left", "Petherwick", "")}),
        by="Bea",
    )
    kept = missed.store.setting("risk samples tide")
    assert "etherwick" not in kept
    assert "etherwick" not in repr(missed.store.decisions())


def test_the_same_sample_is_taken_up_again_until_it_is_read(study: Study) -> None:
    sheet_of(study, 20)
    first = sample(study)
    sheet_of(study, 20)
    assert sample(study).id == first.id
    risk_acts.take_in(study, "tide", filled(sheet_of(study, 20), {}), by="Bea")
    sheet_of(study, 20)
    assert sample(study).id != first.id
    assert len(samples.load(study, "tide")) == 2  # the first, and what was found in it, stays on record


def test_a_seed_draws_the_same_sentences_of_the_same_texts(study: Study) -> None:
    sheet_of(study, 10, seed=4)
    first = sample(study)
    sheet_of(study, 10, seed=4)
    again = sample(study)
    assert [(s.source, s.start_char) for s in again.sentences] == [
        (s.source, s.start_char) for s in first.sentences
    ]
    assert again.seed == first.seed == 4


def test_half_a_sheet_may_come_back_and_the_rest_later(study: Study) -> None:
    file = sheet_of(study, 20)
    text = openpyxl.load_workbook(file)["sentences"]["C2"].value
    half = filled(file, {text: ("nothing left", "", "")}, other="")
    report = risk_acts.take_in(study, "tide", half, by="Bea")
    assert report.figures["answered"] >= 1
    assert verdicts(assessing.assess(study, "tide"))["sample"] == "not measured"
    risk_acts.take_in(study, "tide", filled(sheet_of(study, 20), {}), by="Cem")
    assert sample(study).complete
    assert {s.answer.by for s in sample(study).sentences if s.answer} == {"Bea", "Cem"}


def test_an_answer_of_somebody_else_that_differs_stays_in_the_record(missed: Study) -> None:
    file = sheet_of(missed)
    risk_acts.take_in(missed, "tide", filled(file, {}), by="Bea")
    report = risk_acts.take_in(
        missed, "tide", filled(file, {"Petherwick": ("something left", "Petherwick", "")}), by="Cem"
    )
    assert report.figures["replaced"] == 2
    assert any(d.was == "nothing left" and d.user == "Cem" for d in missed.store.decisions())


# ------------------------------------------------------------------ a sheet edited by hand


def delete_row(rows: Any) -> None:
    rows.delete_rows(3)


def double_row(rows: Any) -> None:
    rows.append([cell.value for cell in rows[3]])


def alter_sentence(rows: Any) -> None:
    rows["C3"].value = rows["C3"].value + " indeed"


def sort_apart(rows: Any) -> None:
    rows["C3"].value, rows["C4"].value = rows["C4"].value, rows["C3"].value


def alter_id(rows: Any) -> None:
    rows["A3"].value = "0000aaaa/2"


def another_word(rows: Any) -> None:
    rows["D3"].value = "fine"


def two_things(rows: Any) -> None:
    rows["D3"].value, rows["E3"].value = "nothing left", "a name"


def words_from_elsewhere(rows: Any) -> None:
    rows["D3"].value, rows["E3"].value = "something left", "Zebedee"


def no_words(rows: Any) -> None:
    rows["D3"].value = "something left"


def words_without_answer(rows: Any) -> None:
    rows["D3"].value, rows["E3"].value = "", rows["C3"].value


def how_unheard_of(rows: Any) -> None:
    rows["D3"].value, rows["E3"].value, rows["F3"].value = "something left", rows["C3"].value, "somehow"


def without_column(rows: Any) -> None:
    rows.delete_cols(4)


FAULTS = {
    delete_row: "rows are missing",
    double_row: "the same sentence as row 3",
    alter_sentence: "row 3 of “sentences”: the sentence is not the one drawn",
    sort_apart: "row 4 of “sentences”: the sentence is not the one drawn",
    alter_id: "of another sample or study",
    another_word: "neither “nothing left” nor “something left”",
    two_things: "“nothing left” beside words",
    words_from_elsewhere: "do not stand in the sentence",
    no_words: "copy the words that identify",
    words_without_answer: "the column “found” is empty",
    how_unheard_of: "neither direct nor indirect",
    without_column: "no sheet of drawn sentences",
}


@pytest.mark.parametrize("change", FAULTS, ids=lambda change: change.__name__)
def test_a_sheet_with_a_fault_is_told_and_nothing_of_it_taken(coded: Small, change: Any) -> None:
    study = coded.open()
    file = edit(filled(sheet_of(study, 20), {}), change)
    study.close()
    before, study = state(coded), coded.open()
    with pytest.raises(SpreadsheetTrouble, match=FAULTS[change]) as trouble:
        risk_acts.take_in(study, "tide", file, by="Bea")
    study.close()
    assert state(coded) == before
    assert "Zebedee" not in str(trouble.value)


def test_a_sheet_of_another_study_is_refused(coded: Small, missed: Study) -> None:
    other = sheet_of(missed, 10).rename(missed.folder.parent / "other.xlsx")
    sheet_of(missed, 10, seed=3)
    with pytest.raises(SpreadsheetTrouble, match="another sample or study"):
        risk_acts.take_in(missed, "tide", filled(other, {}), by="Bea")


def test_sentences_masked_after_the_sheet_was_written_are_passed_over(missed: Study) -> None:
    file = sheet_of(missed)
    custodian.mask(missed, "tide", ["Petherwick"], passphrase=PASSPHRASE, by="Ana")
    report = risk_acts.take_in(missed, "tide", filled(file, {}), by="Bea")
    assert any("2 sentences masked or changed" in w for w in report.warnings)
    assert not sample(missed).complete


def test_a_sheet_that_cannot_be_written_draws_nothing(study: Study) -> None:
    with pytest.raises(StudyTrouble, match="no folder"):
        risk_acts.draw_sheet(study, "tide", 5, study.folder / "nowhere" / "sheet.xlsx", by="Ana")
    assert samples.load(study, "tide") == ()


def test_words_are_found_whatever_the_spelling_a_spreadsheet_gave_them() -> None:
    from qualitative.interchange.sampled import spans_of

    assert spans_of("We asked Ann O’Neill, Ann's boss", "ann  o'neill") == [(9, 20)]
    assert spans_of("the annual report", "ann") == []


# ------------------------------------------------------------------ posts, groups, combinations


def test_an_interview_with_the_one_holder_of_a_post_is_named_until_a_consent_is_recorded(
    study: Study,
) -> None:
    test = one(assessing.assess(study, "tide"), "posts")
    assert test.verdict == "passed"
    assert "int-1" in test.words
    assert "is not told" in test.mend
    case = study.store.case("tide")
    study.store.save_case(replace(case, sessions=tuple(replace(s, post_consent=True) for s in case.sessions)))
    test = one(assessing.assess(study, "tide"), "posts")
    assert (test.verdict, "int-1" in test.words) == ("passed", False)


def test_masks_that_tell_a_small_group_fail_for_the_team_and_not_for_the_public(study: Study) -> None:
    data = study.store.load_case("tide")
    who = next(p.id for p in data.participants if "int-1" in p.sessions)
    assert cells.cells(data, Tier.CODER).n_naming_masks == 0  # the door names no small group in a mask

    def labelled(group: str) -> int:
        words = f"[Participant 3, {group}]"
        people = tuple(replace(p, group=group) if p.id == who else p for p in data.participants)
        sources = tuple(
            replace(
                s,
                replacements=tuple(replace(r, coder=words) if r.entity == who else r for r in s.replacements),
            )
            for s in data.sources
        )
        made = replace(data, participants=people, sources=sources)
        assert cells.cells(made, Tier.PUBLIC).n_naming_masks == 0
        return cells.cells(made, Tier.CODER).n_naming_masks

    n = sum(r.entity == who for s in data.sources for r in s.replacements)
    assert labelled("commissioner") == n > 0
    assert labelled("provider") == 0  # seven of them took part, as the case file says


def test_a_combination_that_one_person_holds_is_counted(study: Study) -> None:
    data = study.store.load_case("tide")
    people = data.participants
    assert len(people) == 3
    found = cells.cells(data, Tier.CODER)
    # Two directors of one provider in one focus group are told apart by their posts only in the key.
    assert found.n_unique == found.n_unique_team
    alike = replace(
        data, participants=tuple(replace(p, group="", organisation="", unique_post=False) for p in people)
    )
    kinds = {s.id: s.kind for s in data.case.sessions}
    n_alone = sum(
        1
        for p in people
        if sum({kinds[s] for s in p.sessions} == {kinds[s] for s in q.sessions} for q in people) == 1
    )
    assert cells.cells(alike, Tier.CODER).n_unique == n_alone
    roles = {p.id: f"role {p.id}" for p in people}
    assert cells.cells(alike, Tier.CODER, roles).n_unique == 3


def test_roles_are_counted_where_the_key_is_opened(study: Study) -> None:
    without = risk_acts.report(study, "tide")
    assert any("roles are not counted" in w for w in without.warnings)
    opened = risk_acts.report(study, "tide", passphrase=PASSPHRASE)
    attributes = opened.figures["cases"]["tide"]["combinations"]["attributes_of_the_team"]
    assert "role" in attributes
    assert "Director" not in json.dumps(opened.as_json())


# ------------------------------------------------------------------ quotations


def test_a_run_of_words_in_a_public_document_finds_its_author(tmp_path: Path) -> None:
    page_ = tmp_path / "report.html"
    page_.write_text(
        "<html><head><title>x</title></head><body><script>trust was broken</script><p>Trust between the teams was strong "
        "from the very <b>start</b>, the board was told.</p></body></html>"
    )
    texts = published.read([page_])
    never = lambda _: False  # noqa: E731
    assert texts.longest("We were always last to hear", never) is None
    assert texts.longest("trust was broken by them all", never) is None
    hit = texts.longest("Honestly: trust between the teams was strong from the very start", never)
    assert hit is not None
    assert hit.n_words == 10
    # four words in a row say nothing, unless one of them is rare
    assert texts.longest("the teams was strong", never) is None
    assert texts.longest("the teams was strong", lambda w: w == "teams") is not None
    # a mask parts the words: nobody said them in a row
    assert texts.longest("trust between the [Person 3] was strong from the", never) is None


def test_a_public_document_that_cannot_be_read_is_told_and_the_rest_goes_on(
    tmp_path: Path, study: Study
) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "b.exe"
    good.write_text("The contract was let before the outcomes had been agreed, said the auditor.")
    bad.write_bytes(b"\x7fELF")
    report = risk_acts.report(study, public=[good, bad])
    assert any("b.exe" in line for line in report.left_out)
    assert report.figures["cases"]["tide"]["quotations"]["compared_with_public_documents"]
    with pytest.raises(Exception, match=r"b\.exe"):
        risk_acts.report(study, public=[bad])


def verbatim(study: Study) -> None:
    """All speech of the small study is verbatim, and everything suggested confirmed."""
    from qualitative.model import Voice

    for source in study.store.sources():
        parts = tuple(replace(p, voice=Voice.VERBATIM) for p in source.parts)
        study.store.save_source(replace(source, parts=parts))
    confirm_all(study)


def test_a_passage_that_may_be_quoted_and_stands_in_public_fails(study: Study, tmp_path: Path) -> None:
    verbatim(study)
    clean = assessing.assess(study, "tide", tier=Tier.REVIEWER)
    assert clean.quotations.n_quotable + clean.quotations.n_too_long > 0
    words = next(iter(study.store.codings("tide"))).selection.quote
    every = tmp_path / "leak.txt"
    every.write_text("\n".join(c.selection.quote for c in study.store.codings("tide")) + words)
    found = assessing.assess(study, "tide", tier=Tier.REVIEWER, published=published.read([every]))
    assert verdicts(found)["published"] == "failed"
    first = found.quotations.at_risk[0]
    assert first.published
    assert "a search finds its author" in first.reasons[0]
    source, _, span = first.id.rpartition(":")
    start, end = map(int, span.split("-"))
    stored = next(s for s in study.store.sources() if s.id == source)
    assert stored.text[start:end] in {c.selection.quote for c in study.store.codings("tide")}


def test_every_day_words_are_not_rare_and_outlandish_ones_are() -> None:
    assert not any(map(quotations.is_rare, ("trust", "decisions", "teams", "agreed", "quickly", "owt")))
    assert all(map(quotations.is_rare, ("gobsmacked", "flibbertigibbet", "zythum's")))


def test_a_rare_word_heard_in_two_sessions_is_nobody_s_mark(study: Study) -> None:
    first, second = study.store.sources()
    study.store.save_source(replace(first, text=first.text + " gobsmacked"))
    heard = quotations._sessions_of_words(study.store.sources())
    assert heard["gobsmacked"] == 1
    study.store.save_source(replace(second, text=second.text + " Gobsmacked"))
    assert quotations._sessions_of_words(study.store.sources())["gobsmacked"] == 2


# ------------------------------------------------------------------ through the page's door


def test_a_coder_answers_and_changes_an_answer_and_only_a_custodian_masks(missed: Study) -> None:
    coder = Access(missed.folder, "Bea", Tier.CODER, Tier.CODER)
    page.draw(coder, "tide", 500)
    there = page.sample_read(coder, "tide")
    assert there is not None
    named = next(s for s in there.sentences if "Petherwick" in s.text)
    word = next(w for w in named.words if named.said(w) == "Petherwick")
    page.answer(coder, "tide", there.sample, named.drawn.number, "something", "direct", (word,))
    assert sample(missed).sentence(named.drawn.number).found
    assert len(page.told_standing(coder, "tide")) == 1
    page.answer(coder, "tide", there.sample, named.drawn.number, "nothing", "", ())
    assert not sample(missed).sentence(named.drawn.number).found
    page.answer(coder, "tide", there.sample, named.drawn.number, "", "", ())
    assert sample(missed).sentence(named.drawn.number).answer is None
    with pytest.raises(Forbidden):
        page.mask_found(coder, "tide", PASSPHRASE, "PERSON")
    with pytest.raises(Forbidden):
        page.sample_read(coder.lowered(Tier.REVIEWER), "tide")


def test_words_outside_the_sentence_or_of_an_older_sample_are_refused(missed: Study) -> None:
    coder = Access(missed.folder, "Bea", Tier.CODER, Tier.CODER)
    page.draw(coder, "tide", 20)
    there = page.sample_read(coder, "tide")
    assert there is not None
    first = there.sentences[0].drawn
    with pytest.raises(StudyTrouble, match="do not stand in this sentence"):
        page.answer(
            coder, "tide", there.sample, 1, "something", "direct", ((first.end_char, first.end_char + 3),)
        )
    with pytest.raises(StudyTrouble, match="which words"):
        page.answer(coder, "tide", there.sample, 1, "something", "direct", ())
    with pytest.raises(StudyTrouble, match="another sample"):
        page.answer(coder, "tide", "00000000", 1, "nothing", "", ())
