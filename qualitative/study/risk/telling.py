"""An assessment as lines at a terminal and as figures for a program: ids, counts and reasons, no words.

The danger: a report on what identifies that identifies somebody itself. So it holds no words of the notes, and each
verdict stands with what it rests on; there is no total.
"""

from __future__ import annotations

from typing import Any

from qualitative.disclosure import counted
from qualitative.model import Source, Table
from qualitative.study.risk import means
from qualitative.study.risk.assessing import Assessment
from qualitative.study.risk.intervals import Estimate, rule_of_three
from qualitative.study.risk.measuring import Measured, percent, stale_words
from qualitative.study.risk.quotations import RARE_IN

PSEUDONYMISED = (
    "These notes are pseudonymised, not anonymous.",
    "The key that says who is who exists, so in the hands of the team that holds it, or could get it, every text here is "
    "personal data under the UK GDPR (Article 4(5), recital 26), and so is what is made of it until a person has judged it.",
    "The ICO asks three things of anonymous information: that nobody can be singled out in it, that no two records of a "
    "person can be linked, and that nothing about a person can be inferred. Here a person carries one string through a "
    "case, so records can be linked; the tests below say how many can be singled out; what colleagues infer no test "
    "measures.",
    "The ICO's motivated intruder is somebody without prior knowledge who wants to know. Here the likelier one was "
    "in the room: a colleague who knows the story. Name a person to try as such a colleague would, and keep what they found.",
)
NO_TOTAL = "No total is shown: a total becomes a badge. Not measured is not passed."
SIGNS = {"passed": "passed", "failed": "FAILED", "not measured": "not measured"}
MOST_LINES = 12


def lines(a: Assessment) -> list[str]:
    """For a terminal: the tests first, then what they rest on."""
    told = [f"{a.name} ({a.case}), for {a.tier.word} readers"]
    for t in a.tests:
        told.append(f"  {SIGNS[t.verdict]:<12}  {t.title}: {t.words}")
        if t.mend:
            told.append(f"  {'':<12}  → {t.mend}")
    told += ["", *(f"  {line}" for line in sample_lines(a.measured, a.n_drawn, a.n_finished))]
    told += ["", f"  {a.by_type.title} (masks, not people; in brackets: unsettled)", *_columns(a.by_type)]
    told += ["", f"  {a.by_source.title}", *_columns(a.by_source)]
    told += ["", "  Groups", *_columns(groups_table(a))]
    told += ["", f"  {who_spoke(a)}"]
    told += [
        "",
        f"  Quotations at risk, those first that give most away (rare: {RARE_IN})",
        *quotation_lines(a),
    ]
    return told


def sample_lines(m: Measured | None, n_drawn: int, n_finished: int) -> list[str]:
    """What a person's sample says, in sentences."""
    if m is None:
        return ["Miss rate: not measured. No sample was drawn."]
    s = m.sample
    head = (
        f"Sample {s.id}: {len(s.sentences)} of {s.n_all} sentences, "
        f"{'by source' if s.by_source else 'simple random'}, seed {s.seed}, drawn by {s.drawn_by} on {s.at[:10]}"
    )
    told = [head]
    if n_drawn > 1:
        told.append(f"It is the newest of {n_drawn} samples; {n_finished} of them were read to the end.")
    if m.estimate is None:
        told.append(f"Miss rate: not measured. {len(s.read)} of {len(s.sentences)} sentences are read.")
        return told
    e = m.estimate
    readers = ", ".join(sorted({x.answer.by for x in s.sentences if x.answer is not None}))
    told += estimate_lines(e, m.n_direct)
    told.append(f"Read by {readers}. What a reader does not know to be telling, no sample counts.")
    if m.drift.any:
        told.append(f"That is of the texts as they were: {stale_words(m.drift)}. Draw a new sample.")
    elif m.n_standing:
        told.append(f"{counted(m.n_standing, 'finding')} still standing in the text.")
    return told


def estimate_lines(e: Estimate, n_direct: int) -> list[str]:
    told = [f"{e.n_found} of {e.n_read} sentences still held something"]
    if e.n_found:
        told[0] += f" ({n_direct} a direct identifier, {e.n_found - n_direct} indirectly)"
        told.append(
            f"Miss rate per sentence: {percent(e.share)}, 95 % interval {percent(e.low)} to {percent(e.high)}; of all "
            f"{e.n_all} sentences {e.low_n} to {e.high_n} ({e.method})."
        )
        told.append(
            f"Per 1,000 unmasked words: {e.per_1000_words(e.share * e.n_all):.1f} such sentences, "
            f"{e.per_1000_words(e.low_n):.1f} to {e.per_1000_words(e.high_n):.1f}."
        )
    else:
        told.append(
            f"That is not zero: by the rule of three up to {percent(rule_of_three(e.n_read))} of sentences may (3/{e.n_read}; "
            f"Hanley & Lippman-Hand 1983); exactly, up to {round(e.bound * e.n_all)} of all {e.n_all} "
            f"({percent(e.bound)}; one-sided 95 %, hypergeometric). Two-sided: 0 to {percent(e.high)} (Clopper–Pearson)."
        )
        told.append(
            f"Per 1,000 unmasked words: up to {e.per_1000_words(e.bound * e.n_all):.1f} such sentences."
        )
    return told


def groups_table(a: Assessment) -> Table:
    rows = tuple(
        (
            g.name,
            "not known" if g.n_people is None else str(g.n_people),
            g.called,
            g.why or "passes by itself",
        )
        for g in a.cells.groups
    )
    return Table(
        "Groups",
        ("group", "took part", f"a {a.tier.word} reads", "why"),
        rows,
        "Named are groups of five and more, not all of one organisation unless that agreed before fieldwork.",
    )


def who_spoke(a: Assessment) -> str:
    c = a.cells
    if not c.unattributed:
        return f"The notes of all {c.n_sessions} sessions say who spoke."
    return (
        f"{len(c.unattributed)} of {c.n_sessions} sessions do not say who spoke ({', '.join(c.unattributed)}): there one "
        "“no quotation” holds for everybody, and nobody's words can be taken out again by themselves."
    )


def quotation_lines(a: Assessment, most: int = MOST_LINES) -> list[str]:
    q = a.quotations
    if not q.at_risk:
        return [
            "  none with a reason to look"
            if q.n_quotable + q.n_too_long
            else "  no confirmed passage may be quoted"
        ]
    told = [f"  {one.id} ({one.where}): {'; '.join(one.reasons)}" for one in q.at_risk[:most]]
    if len(q.at_risk) > most:
        told.append(f"  … and {len(q.at_risk) - most} more; --out report.docx or --json lists all")
    return told


def _columns(table: Table) -> list[str]:
    widths = [max(len(row[i]) for row in (table.headers, *table.rows)) for i in range(len(table.headers))]
    return [
        "  " + "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in (table.headers, *table.rows)
    ]


def figures(a: Assessment) -> dict[str, Any]:
    """The same for a program: ids and numbers."""
    m, c, q = a.measured, a.cells, a.quotations
    made: dict[str, Any] = {
        "tier": a.tier.word,
        "tests": [
            {"id": t.id, "title": t.title, "verdict": t.verdict, "words": t.words, "mend": t.mend}
            for t in a.tests
        ],
        "masks": [
            {"source": s.id, "type": kind, "means": means, "settled": settled, "n": n}
            for s in a.sources
            for (kind, means, settled), n in sorted(_counts(s).items())
        ],
        "sample": None,
        "samples_drawn": a.n_drawn,
        "samples_finished": a.n_finished,
        "tagger": [vars(w) for w in a.communities],
        "groups": [
            {"group": g.name, "n_people": g.n_people, "called": g.called, "why": g.why} for g in c.groups
        ],
        "posts": {
            "masked": c.n_posts,
            "holders": c.n_holders,
            "sessions_without_consent": list(c.alone_in_sessions),
        },
        "combinations": {
            "people": c.n_people,
            "unique": c.n_unique,
            "attributes": list(c.attributes),
            "unique_for_the_team": c.n_unique_team,
            "attributes_of_the_team": list(c.attributes_team),
        },
        "unattributed_sessions": list(c.unattributed),
        "quotations": {
            "quotable": q.n_quotable,
            "quotable_in_part": q.n_too_long,
            "compared_with_public_documents": q.compared,
            "at_risk": [
                {"id": one.id, "where": one.where, "reasons": list(one.reasons)} for one in q.at_risk
            ],
        },
    }
    if m is not None:
        made["sample"] = _sample_figures(m)
    return made


def _counts(source: Source) -> dict[tuple[str, str, bool], int]:
    return dict(means.counts([source]))


def _sample_figures(m: Measured) -> dict[str, Any]:
    s, e = m.sample, m.estimate
    told: dict[str, Any] = {
        "id": s.id,
        "seed": s.seed,
        "by_source": s.by_source,
        "sentences": len(s.sentences),
        "read": len(s.read),
        "of": s.n_all,
        "stale": m.drift.any,
        "sentences_changed_since": m.drift.n_changed + m.drift.n_lost,
        "still_standing": m.n_standing,
        "miss_rate": None,
    }
    if e is not None:
        told["miss_rate"] = {
            "found": e.n_found, "read": e.n_read, "share": e.share, "low": e.low, "high": e.high,
            "of_all_low": e.low_n, "of_all_high": e.high_n, "upper_bound": e.bound, "method": e.method,
            "per_1000_words": e.per_1000_words(e.share * e.n_all),
        }  # fmt: skip
    return told
