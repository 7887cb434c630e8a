"""The review queue of a study, as the command line shows it: which masks wait for a person, why, and the wishes about use.

The danger: originals in a terminal's history, and an order unlike the page's. So original words are told only with the
passphrase; the order is `ordering`'s, as on the page; ids are a source and a span, and an act on an id whose text was changed
since it was listed is refused by its mask, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualitative import anonymise
from qualitative.model import Source
from qualitative.study import keys, reading, settling, wishes
from qualitative.study.alone import one_at_a_time
from qualitative.study.desk import Place
from qualitative.study.ordering import place_in_queue, risk, uncertainty, urgency
from qualitative.study.originals import Originals
from qualitative.study.reading import Span
from qualitative.study.workspace import Report, Study, StudyTrouble

CONTEXT_WORDS = 6


@dataclass(frozen=True)
class Entry:
    """A mask that waits. id: "tide-01:120-140". before, after: anonymised words round it."""

    id: str
    case: str
    source: Source = field(repr=False)
    span: Span = field(repr=False)
    before: str = field(repr=False)
    after: str = field(repr=False)

    @property
    def place(self) -> Place:
        return Place(self.case, self.source.id, self.span.start_char, self.span.end_char, self.source.sha256)


def entries(
    study: Study, case: str | None = None, source: str | None = None, *, passphrase: str | None = None
) -> list[Entry]:
    """Every mask a person is asked about, what is to be asked first first. With the passphrase, originals too."""
    vault = study.vault(passphrase) if passphrase and study.keeps_key else None
    found: list[Entry] = []
    ids = {s.id for s in study.store.sources(case)}
    if source is not None and source not in ids:
        raise StudyTrouble(
            f"no source {source} here; this study holds: {', '.join(sorted(ids)) or 'none yet'}"
        )
    for case_id in study.cases(case):
        every = study.store.sources(case_id)
        key = keys.pseudonyms_of(vault, case_id) if vault else anonymise.Pseudonyms()
        originals = Originals(vault, every)
        for one in every:
            if (source is not None and one.id != source) or not one.to_settle():
                continue
            found += [
                Entry(f"{one.id}:{s.id}", case_id, one, s, *_round(one, s))
                for s in reading.spans(one, every, originals, key)
                if s.asked
            ]
    return sorted(found, key=lambda e: place_in_queue(e.span.stakes, e.source.id, e.span.start_char))


def _round(source: Source, span: Span) -> tuple[str, str]:
    before = source.text[max(0, span.start_char - 120) : span.start_char].split()[-CONTEXT_WORDS:]
    after = source.text[span.end_char : span.end_char + 120].split()[:CONTEXT_WORDS]
    return " ".join(before), " ".join(after)


def listed(
    study: Study, case: str | None = None, source: str | None = None, *, passphrase: str | None = None
) -> Report:
    """The queue and the wishes in force, told."""
    report = Report("review")
    waiting = entries(study, case, source, passphrase=passphrase)
    rows = []
    for e in waiting:
        words = f"“{e.span.original}” → " if e.span.original else ""
        shown = e.span.public if e.span.only_public else e.span.shown
        report.lines.append(f"{e.id}  {words}{shown}  ({e.span.why})")
        report.lines.append(f"    … {e.before} {shown} {e.after} …")
        rows.append(
            {
                "id": e.id,
                "type": e.span.type,
                "coder": e.span.shown,
                "reviewer": e.span.reviewer,
                "public": e.span.public,
                "why": e.span.why,
                "confidence": round(e.span.confidence, 2),
                "risk": round(risk(e.span.stakes), 3),
                "uncertainty": round(uncertainty(e.span.stakes), 3),
                "urgency": urgency(e.span.stakes),
                "places": e.span.places,
                "may_be": list(e.span.meant),
                **({"original": e.span.original} if e.span.original else {}),
            }
        )
    report.figures = {"queue": rows, "wishes": _wishes(study, case, source, report)}
    n = len(waiting)
    report.lines.append(
        f"{n} masks wait for a person; all stay masked meanwhile"
        if n != 1
        else "1 mask waits for a person; it stays masked meanwhile"
    )
    if waiting:
        report.lines.append(
            f"settle: qualitative review {study.folder} accept|change|keep {waiting[0].id} [--to …] [--reason …] [--alike]"
        )
    return report


def _wishes(study: Study, case: str | None, source: str | None, report: Report) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for one in study.store.sources(case):
        if source is not None and one.id != source:
            continue
        for w in sorted(study.store.restrictions([one.id]), key=lambda w: (w.start_char, w.id)):
            state = "in force" if w.in_force else "lifted"
            rows.append(
                {
                    "id": w.id,
                    "source": one.id,
                    "wish": w.wish,
                    "covers": w.scope,
                    "span": f"{w.start_char}-{w.end_char}",
                    "state": state,
                    "by": w.by,
                }
            )
            words = " ".join(one.text[w.start_char : w.end_char].split())
            told = words if len(words) < 90 else f"{words[:90]} …"
            heard = f"marked by {w.by}" if w.by else "heard"
            report.lines.append(
                f"wish {w.id}  {w.wish}, {state}, {heard}; {one.id}:{w.start_char}-{w.end_char} ({w.scope}): {told}"
            )
    return rows


# ------------------------------------------------------------------ acts, by ids


def place_of(study: Study, span_id: str) -> Place:
    """ "tide-01:120-140" → the place, of the text as it stands now. Raises StudyTrouble for an id of nothing."""
    match = re.fullmatch(r"(.+):(\d+)-(\d+)", span_id)
    if match is None:
        raise StudyTrouble(f"{span_id} is no id of a mask; `qualitative review {study.folder}` lists them")
    there = {s.id: s for s in study.store.sources()}
    source = there.get(match[1])
    if source is None:
        raise StudyTrouble(f"no source {match[1]} here")
    return Place(source.case, source.id, int(match[2]), int(match[3]), source.sha256)


@one_at_a_time
def settle(
    study: Study,
    act: str,
    ids: Sequence[str],
    *,
    to: str = "",
    own_wording: str = "",
    reason: str = "",
    alike: bool = False,
    still_public: bool = False,
    passphrase: str | None,
    by: str,
) -> Report:
    """accept, change or keep the masks of these ids. Every id is checked before the first is carried out.

    Ids are of the text as it is listed: the masks of one source are settled from its end, so that none moves another.
    """
    if not ids:
        raise StudyTrouble(f"name the masks to {act}; `qualitative review {study.folder}` lists them")
    places = [place_of(study, i) for i in dict.fromkeys(ids)]
    masks = {(s.id, r.start_char, r.end_char) for s in study.store.sources() for r in s.replacements}
    gone = [
        f"{p.source}:{p.start_char}-{p.end_char}"
        for p in places
        if (p.source, p.start_char, p.end_char) not in masks
    ]
    if gone:
        raise StudyTrouble(
            f"nothing is masked at {', '.join(gone)} any more; `qualitative review {study.folder}` lists what waits. "
            "Nothing was done"
        )
    if act == "change" and not to:
        raise StudyTrouble(
            "say what it is with --to: an id of the key (P7), new PERSON, or a type such as ORG"
        )
    if alike and len(places) > 1 and act != "accept":
        raise StudyTrouble("with --alike, name one mask at a time: settling it moves the others")
    if act == "keep" and not reason.strip():
        raise StudyTrouble(
            "say why it identifies nobody, with --reason: words stand again only with a reason"
        )
    n, sources = 0, set()
    for place in sorted(places, key=lambda p: (p.source, -p.start_char)):
        now = place_of(study, f"{place.source}:{place.start_char}-{place.end_char}")
        if act == "accept":
            one = settling.accept(study, now, passphrase=passphrase, everywhere=alike, by=by)
        elif act == "change":
            one = settling.change(
                study, now, to, passphrase=passphrase, everywhere=alike, own_wording=own_wording, by=by
            )
        else:
            one = settling.keep(
                study,
                now,
                reason,
                passphrase=passphrase,
                everywhere=alike,
                still_public=still_public,
                by=by,
            )
        n += int(one.figures["spans"])
        sources |= set(one.figures["sources"])
    done = {"accept": "accepted", "change": "changed", "keep": "kept as said"}[act]
    what = "1 mask" if n == 1 else f"{n} masks"
    return Report(
        "review", [f"{what} {done}; `undo` takes it back"], figures={"spans": n, "sources": sorted(sources)}
    )


def undo(study: Study, case: str | None, *, passphrase: str | None, by: str) -> Report:
    """The last act on a case's masks or wishes is taken back. Without a case: the study's only one."""
    cases = study.cases(case)
    if len(cases) > 1:
        raise StudyTrouble(f"of which case? This study holds: {', '.join(cases)}")
    report = settling.undo(study, cases[0], passphrase=passphrase, by=by)
    report.lines.append(f"taken back: {report.figures['undone']}")
    return report


def case_of_wish(study: Study, wish_id: str) -> str:
    for source in study.store.sources():
        if any(w.id == wish_id for w in study.store.restrictions([source.id])):
            return source.case
    raise StudyTrouble(f"no wish {wish_id} here; `qualitative review {study.folder}` lists them")


__all__ = ["Entry", "case_of_wish", "entries", "listed", "place_of", "settle", "undo", "wishes"]
