"""Drawing a sample, taking in what a person found in it, and masking that at once.

The danger: a person's finding that is lost, or known and left standing. So every answer is recorded with what it was
before, a sheet is taken in whole or not at all, and what was found is masked by the same act as on the Review page.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from qualitative import interchange
from qualitative.disclosure import counted
from qualitative.model import Source, User, short_hash
from qualitative.store import now
from qualitative.study import settling
from qualitative.study.alone import one_at_a_time
from qualitative.study.risk import drawing, samples
from qualitative.study.risk.samples import Answer, Sample, Sampled
from qualitative.study.settling import Place
from qualitative.study.workspace import Report, Study, StudyTrouble, must_be_writable

KINDS = {"PERSON": "a person", "ORG": "an organisation", "PLACE": "a place"}


@one_at_a_time
def draw(
    study: Study,
    case: str,
    n: int,
    *,
    seed: int | None = None,
    by_source: bool = False,
    by: str | None = None,
) -> Sample:
    """A new sample of n sentences, kept in the study; seed None: drawn by chance. One that waits to be read is taken up again
    where it is asked for without a seed, and still is of the texts as they are."""
    study.cases(case)
    person = study.person(by)
    sources = study.store.sources(case)
    every = drawing.frame(sources)
    there = samples.load(study, case)
    if there and seed is None:
        last = there[-1]
        same = (last.by_source, len(last.sentences)) == (by_source, min(n, len(every)))
        if same and not last.complete and not samples.drift(last, sources).any:
            return last
    chosen_seed = secrets.randbelow(2**31) if seed is None else seed
    drawn = drawing.draw(every, n, chosen_seed, by_source=by_source)
    at = now().isoformat(timespec="seconds")
    texts = {s.id: s.sha256 for s in sources}
    sizes = {s.id: sum(one.source == s.id for one in every) for s in sources}
    sample = Sample(
        id=short_hash(study.id, case, str(chosen_seed), at, str(len(there)), *texts.values(), length=8),
        case=case,
        seed=chosen_seed,
        drawn_by=person.id,
        at=at,
        by_source=by_source,
        n_words=sum(one.n_words for one in every),
        sizes={source: size for source, size in sizes.items() if size},
        texts=texts,
        sentences=tuple(
            Sampled(i, one.source, one.start_char, one.end_char) for i, one in enumerate(drawn, start=1)
        ),
    )
    with study.store.transaction():
        samples.save(study, case, [*there, sample])
        study.record(person, "drew a sample", f"{case}/{sample.id}", now_is=f"{len(drawn)} of {len(every)}")
    return sample


def newest(study: Study, case: str) -> Sample:
    """Raises StudyTrouble where none was drawn."""
    study.cases(case)
    there = samples.load(study, case)
    if not there:
        raise StudyTrouble(
            f"no sample of {case} was drawn yet: qualitative risk {study.folder} {case} --sample 60 --out sheet.xlsx"
        )
    return there[-1]


def write_sheet(study: Study, sample: Sample, file: Path) -> Report:
    """The sample as a sheet to fill in, with what was answered already."""
    must_be_writable(file)
    interchange.write_sample(list(_to_read(study, sample).values()), file)
    report = Report("risk", figures={"sample": sample.id, "seed": sample.seed, "file": str(file)})
    report.figures |= {"sentences": len(sample.sentences), "of": sample.n_all, "read": len(sample.read)}
    how = "of each source its share" if sample.by_source else "by chance over all of them"
    report.lines += [
        f"{file.name}: {len(sample.sentences)} of the {sample.n_all} sentences of {sample.case}, drawn {how} "
        f"(sample {sample.id}, seed {sample.seed})",
        f"Fill in the column “found”, then: qualitative risk {study.folder} {sample.case} --checked {file} --by NAME",
    ]
    report.warnings.append(
        f"{file.name} holds the notes' words: it is for the review team only; delete it when done"
    )
    return report


def _to_read(study: Study, sample: Sample) -> dict[str, interchange.ToRead]:
    sources = study.store.sources(sample.case)
    titles = {s.id: s.title for s in sources}
    words = samples.words_at(sample, sources)
    made = {}
    for s in sample.sentences:
        text, a = words(s), s.answer
        row_id = f"{sample.id}/{s.number}"
        left = []
        if a is not None and text is not None:
            left = [text[max(0, x - s.start_char) : y - s.start_char] for x, y in a.spans]
        made[row_id] = interchange.ToRead(
            id=row_id,
            where=f"{titles.get(s.source, 'gone')} ({s.source})",
            words=text,
            changed=s.changed,
            found="" if a is None else samples.SOMETHING if a.left else samples.NOTHING,
            left="; ".join(dict.fromkeys(left)),
            how=a.how if a is not None else "",
        )
    return made


@one_at_a_time
def take_in(study: Study, case: str, file: Path, *, by: str | None = None) -> Report:
    """What a person filled in, of the newest sample; all of the sheet or, with one fault in it, nothing."""
    sample, person = newest(study, case), study.person(by)
    filled = interchange.read_sample(interchange.read_sheets(file), _to_read(study, sample))
    at = now().isoformat(timespec="seconds")
    answers = {}
    for row in filled.rows:
        number = int(row.id.rpartition("/")[2])
        first = sample.sentence(number).start_char
        spans = tuple((first + a, first + b) for a, b in row.spans)
        answers[number] = Answer(row.left, person.id, at, row.how, spans)
    n_new, n_other = _keep(study, sample, answers, person)
    after = newest(study, case)
    report = Report("risk", figures={"sample": sample.id, "answered": n_new, "replaced": n_other})
    report.lines.append(
        f"{person.name} read {counted(len(answers), 'sentence')}: {len(after.read)} of {len(after.sentences)} are read, "
        f"in {sum(s.found for s in after.sentences)} something was left"
    )
    if filled.n_empty:
        report.warnings.append(f"{counted(filled.n_empty, 'row')} left empty: not read")
    if filled.n_changed:
        report.warnings.append(
            f"{counted(filled.n_changed, 'sentence')} masked or changed since the sheet was written: passed over; the "
            "sample is of earlier texts, draw a new one"
        )
    if n_other:
        report.warnings.append(
            f"{counted(n_other, 'answer')} of somebody read otherwise now; both stand in the record"
        )
    report.questions += told_left(study, case, after)
    return report


@one_at_a_time
def answer(study: Study, case: str, sample_id: str, number: int, given: Answer | None, *, by: str) -> Sample:
    """One sentence answered, or (None) its answer taken back. Raises StudyTrouble where the sample or the text is another."""
    sample, person = newest(study, case), study.person(by)
    if sample.id != sample_id or number not in {s.number for s in sample.sentences}:
        raise StudyTrouble("another sample was drawn meanwhile; go on with that one")
    sentence = sample.sentence(number)
    if samples.words_at(sample, study.store.sources(case))(sentence) is None:
        raise StudyTrouble(
            "the text was changed meanwhile, and this sentence cannot be found; draw a new sample"
        )
    if given is not None and any(
        not sentence.start_char <= a < b <= sentence.end_char for a, b in given.spans
    ):
        raise StudyTrouble("the words chosen do not stand in this sentence; choose them again")
    if given is not None and given.left and not given.spans and given.how != "indirect":
        raise StudyTrouble("say which words identify directly")
    if given is None:
        with study.store.transaction():
            there = samples.load(study, case)
            emptied = [replace(s, answer=None) if s.number == number else s for s in sample.sentences]
            samples.save(study, case, [*there[:-1], replace(sample, sentences=tuple(emptied))])
            study.record(
                person, "took back a checked sentence", _about(sample, number), was=_said(sentence.answer)
            )
    else:
        _keep(study, sample, {number: given}, person)
    return newest(study, case)


def _keep(study: Study, sample: Sample, answers: Mapping[int, Answer], person: User) -> tuple[int, int]:
    """Saves the answers that say something new. Returns how many, and how many of them another person had answered."""
    before = {number: sample.sentence(number).answer for number in answers}
    new = {n: a for n, a in answers.items() if _said(before[n]) != _said(a)}
    with study.store.transaction():
        there = samples.load(study, sample.case)
        samples.save(study, sample.case, [*there[:-1], sample.answered(new)])
        for n, a in new.items():
            study.record(
                person, "checked a sentence", _about(sample, n), was=_said(before[n]), now_is=_said(a)
            )
    earlier = [before[n] for n in new]
    return len(new), sum(a is not None and a.by != person.id for a in earlier)


def _about(sample: Sample, number: int) -> str:
    return f"{sample.case}/{sample.id}/{number}"


def _said(a: Answer | None) -> str:
    """An answer as the record keeps it: ids and spans, no words."""
    if a is None:
        return ""
    if not a.left:
        return samples.NOTHING
    return " ".join([samples.SOMETHING, a.how, *(f"{x}-{y}" for x, y in a.spans)])


def told_left(study: Study, case: str, sample: Sample, *, mend: bool = True) -> list[str]:
    """Where what was found still stands, and how it is masked: ids and places, no words."""
    sources = study.store.sources(case)
    told = [
        f"{s.source}, sentence {s.number} of the sample (letters {a}–{b}): identifies {s.answer.how if s.answer else ''}ly "
        "and still stands"
        for s, (a, b) in samples.standing(sample, sources)
    ]
    whole = [s for s in sample.sentences if s.answer is not None and s.found and not s.answer.spans]
    told += [
        f"{s.source}, sentence {s.number} of the sample: identifies as a whole; a person decides"
        for s in whole
    ]
    if mend and any(
        s.answer is not None and s.answer.how == "direct" for s, _ in samples.standing(sample, sources)
    ):
        told.append(
            f"mask what identifies directly, wherever it stands: qualitative risk {study.folder} {case} --mask"
        )
    return told


def mask_found(
    study: Study, case: str, *, passphrase: str | None, kind: str = "PERSON", by: str | None = None
) -> Report:
    """Masks every direct finding of the newest sample that still stands, wherever its words stand in the case.

    The sources wait for sign-off again. Raises StudyTrouble where nothing is left to mask, VaultError for the passphrase.
    """
    person = study.person(by)
    report = Report("risk", figures={"masked": 0, "sources": []})
    touched: set[str] = set()
    for _ in range(10_000):  # each act moves the others' places: looked up anew
        direct = _direct(study, case)
        if not direct:
            break
        source, (start, end) = direct[0]
        done = settling.mask_more(
            study,
            Place(case, source.id, start, end, source.sha256),
            passphrase=passphrase,
            kind=kind,
            everywhere=True,
            by=person.name,
        )
        if not done.figures["spans"] or len(_direct(study, case)) >= len(direct):
            raise StudyTrouble(
                f"{source.id}: words at {start}–{end} could not be masked; do it on the Review page"
            )
        report.figures["masked"] += done.figures["spans"]
        touched |= set(done.figures["sources"])
    report.figures["sources"] = sorted(touched)
    if not touched:
        raise StudyTrouble(f"nothing that the last sample of {case} found directly still stands")
    report.lines.append(
        f"{counted(report.figures['masked'], 'mention')} masked in {', '.join(sorted(touched))}: sign off again what was signed. "
        "The sample is of the earlier texts: draw a new one to know what is left"
    )
    return report


def _direct(study: Study, case: str) -> list[tuple[Source, tuple[int, int]]]:
    sources = {s.id: s for s in study.store.sources(case)}
    found = samples.standing(newest(study, case), list(sources.values()))
    return [(sources[s.source], span) for s, span in found if s.answer and s.answer.how == "direct"]
