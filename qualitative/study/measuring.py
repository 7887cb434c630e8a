"""How often the machine is right in this study: against passages drawn at random and coded before seeing suggestions.

The danger: a measure on what somebody chose to look at, on what the machine had learnt from, or on half a sheet whose
easy half was filled in. So a draw is recorded when its sheet is written; it counts only when one person read all of it
blind; and the machine that is measured has been taught by every decision but those on the sample. Otherwise the answer
is "not measured", with what is lacking.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qualitative import coding
from qualitative.coding import measuring
from qualitative.disclosure import counted
from qualitative.model import Codebook, Coding, Status, Table, short_hash
from qualitative.store import now, to_record
from qualitative.study import blind, imports
from qualitative.study.draws import draws_of
from qualitative.study.examples import examples_of
from qualitative.study.stages import signed_sources, speaking
from qualitative.study.workspace import Report, Study

STAGE = "measure"
HEADERS = ("Code", "Precision", "Recall", "Confidence", "Use")
NOTE = (
    "Unit: passage × code. Precision: of what it suggested, what the person gave too; recall: of what the person gave, "
    "what it suggested; in brackets 95 % intervals. Under ten cases counts alone. Another person would differ too: see "
    "`qualitative agreement`."
)


@dataclass(frozen=True)
class Sample:
    """Passages of a case that `by` read blind, all of a random draw. n_all: passages the case holds."""

    case: str
    by: str
    ids: frozenset[str]
    n_all: int


def sample_of(study: Study, case: str, by: str | None = None) -> Sample | str:
    """The sample to measure by, or what is lacking, in words. by: whose coding; without it, who read most."""
    there = {selection.id for selection, _, _ in blind.passages_to_code(study, case)}
    draws = [draw & there for draw in draws_of(study, case)]
    read = {user: ids & there for user, ids in imports.read_blind(study).items() if by is None or user == by}
    whole = {
        user: frozenset(i for draw in draws if draw and draw <= ids for i in draw)
        for user, ids in read.items()
    }
    user = max(sorted(whole), key=lambda u: len(whole[u]), default="")
    if user and whole[user]:
        return Sample(case, user, whole[user], len(there))
    sheet = f"`qualitative export {study.folder} passages.xlsx --blank --sample 100 --case {case}`"
    if not any(draws):
        return f"no random sample was drawn: {sheet} writes one; fill it in before looking at suggestions"
    most = max((len(draw & ids) for ids in read.values() for draw in draws), default=0)
    of = max(len(draw) for draw in draws)
    if most:
        return (
            f"nobody has read a whole sample blind ({most} of {of} passages so far): a part of it is no random sample. "
            "Fill in the rest; passages on whose suggestions somebody had decided are never blind"
        )
    return f"the sample of {counted(of, 'passage')} has not come back: `qualitative import {study.folder} FILE --by NAME`"


def measure(study: Study, case: str | None = None, *, by: str | None = None) -> Report:
    """Precision, recall and calibration per code, case by case; "not measured" where there is no honest sample.

    by: whose blind coding to measure against. What was found is kept for the Code page until something changes.
    """
    report = Report("measure", figures={"cases": []})
    codebook = study.store.codebook()
    user = study.person(by).id if by else None
    for case_id in study.cases(case):
        sample = sample_of(study, case_id, user)
        if isinstance(sample, str):
            report.lines.append(f"{case_id}: not measured. {sample[0].upper()}{sample[1:]}")
            report.figures["cases"].append({"case": case_id, "measured": False, "lacking": sample})
            continue
        found = _measured(study, sample, codebook)
        table = table_of(found, codebook, sample)
        report.lines += _lines(table)
        report.lines += _summary(found, codebook)
        study.store.set_stage_key(STAGE, case_id, json.dumps(_kept(study, found, codebook, sample)))
        report.figures["cases"].append(_figures(found, sample))
    return report


def _measured(study: Study, sample: Sample, codebook: Codebook) -> measuring.Measured:
    import numpy as np

    every = study.store.codings(sample.case)
    sources = speaking(signed_sources(study, sample.case))
    passages = {s.id: p for s, p, _ in blind.passages_to_code(study, sample.case) if s.id in sample.ids}
    same_words = {" ".join(p.text.lower().split()) for p in passages.values()}
    examples = [
        (passage, given)
        for passage, given in examples_of(study, sources, every, codebook, without=sample.ids)
        if " ".join(passage.text.lower().split()) not in same_words
    ]
    cache = study.store.vectors()
    coder = coding.prepare(codebook, examples, cache=cache)
    confidence = coder.predict_proba(list(passages.values()))
    cache.save()
    given = _given(every, sample)
    truth = np.array([[(i, str(code)) in given for code in coder.classes_] for i in passages], dtype=bool)
    return measuring.measure([str(code) for code in coder.classes_], confidence, truth, coder.cut_)


def _given(every: Sequence[Coding], sample: Sample) -> set[tuple[str, str]]:
    return {
        (c.selection.id, c.code)
        for c in every
        if c.blind and c.user == sample.by and c.status is Status.CONFIRMED and c.selection.id in sample.ids
    }


def table_of(found: measuring.Measured, codebook: Codebook, sample: Sample) -> Table:
    """One row a code that was given or suggested in the sample, in the codebook's order."""
    names = codebook.names()
    rows = tuple(
        (
            names.get(one.code, one.code),
            str(one.precision) if one.precision.n else "none suggested",
            str(one.recall) if one.recall.n else "none given",
            one.calibration or "–",
            f"do not use: {one.warning}" if one.warning else "" if one.measured else "too few to say",
        )
        for one in found.codes
        if one.precision.n or one.recall.n
    )
    title = (
        f"{sample.case}: {counted(found.n_passages, 'passage')} of {sample.n_all}, drawn at random and coded by "
        f"{sample.by} without suggestions"
    )
    return Table(title, HEADERS, rows, NOTE)


def _lines(table: Table) -> list[str]:
    return [table.title, " | ".join(table.headers), *(" | ".join(row) for row in table.rows), table.note]


def _summary(found: measuring.Measured, codebook: Codebook) -> list[str]:
    names = codebook.names()
    told = [f"All codes together: precision {found.precision}, recall {found.recall}."]
    if found.bands:
        told.append(
            "Of what it suggested with a confidence of "
            + "; ".join(
                f"{least:.2f} to {below:.2f}, {share.n_right} of {share.n} were right"
                for least, below, _, share in found.bands
            )
            + "."
        )
    if warned := [f"{names.get(c.code, c.code)} ({c.warning})" for c in found.codes if c.warning]:
        told.append("Do not use the machine's suggestions for: " + "; ".join(warned) + ".")
    unsaid = [names.get(c.code, c.code) for c in found.codes if not c.measured]
    if unsaid:
        told.append(f"Too few cases to say, so not measured: {', '.join(unsaid)}.")
    return told


def _figures(found: measuring.Measured, sample: Sample) -> dict[str, object]:
    def share(one: measuring.Share) -> dict[str, object]:
        return {"right": one.n_right, "of": one.n, "value": one.value, "interval": list(one.interval)}

    return {
        "case": sample.case,
        "measured": True,
        "by": sample.by,
        "passages": found.n_passages,
        "of": sample.n_all,
        "codes": {
            c.code: {
                "precision": share(c.precision),
                "recall": share(c.recall),
                "stated": c.stated,
                "warning": c.warning,
            }
            for c in found.codes
        },
        "bands": [{"from": a, "to": b, "stated": m, "right": share(s)} for a, b, m, s in found.bands],
    }


# ------------------------------------------------------------------ kept for the page


@dataclass(frozen=True)
class Kept:
    """What was last measured in a case, as sentences; warned: code id → why not to use it. Empty: not measured."""

    lines: tuple[str, ...] = ()
    warned: tuple[tuple[str, str], ...] = ()
    measured: tuple[str, ...] = ()  # code ids with a figure
    at: datetime | None = None


def _kept(study: Study, found: measuring.Measured, codebook: Codebook, sample: Sample) -> dict[str, object]:
    return {
        "of": _settings(study, codebook),
        "at": now().isoformat(),
        "lines": [table_of(found, codebook, sample).title + ".", *_summary(found, codebook)],
        "warned": [(c.code, c.warning) for c in found.codes if c.warning],
        "measured": [c.code for c in found.codes if c.measured],
    }


def _settings(study: Study, codebook: Codebook) -> str:
    """What makes a measurement out of date: another codebook, other models. Later decisions only teach more."""
    from qualitative import language

    return short_hash(repr(to_record(codebook)), repr(language.model_versions()))


def kept(study: Study, case: str) -> Kept:
    """The last measurement of a case that still holds for its codebook and the models in use."""
    held = study.store.stage_key(STAGE, case)
    if not held:
        return Kept()
    was = json.loads(held)
    if was["of"] != _settings(study, study.store.codebook()):
        return Kept()
    return Kept(
        tuple(was["lines"]),
        tuple((code, why) for code, why in was["warned"]),
        tuple(was["measured"]),
        datetime.fromisoformat(was["at"]),
    )
