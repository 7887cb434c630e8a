"""The report on residual risk as a document, for the review team: ids, counts and reasons, no words of the notes.

The danger: a report on what identifies that identifies somebody itself, and is passed on. So it is made of the same
figures as the terminal's lines, and says on its first page what these texts are and whom it is for.
"""

from __future__ import annotations

from collections.abc import Sequence

from qualitative.documents import Block, Box, Document, Heading, Paragraph, Run, paragraph
from qualitative.model import Table
from qualitative.study.risk.assessing import Assessment
from qualitative.study.risk.measuring import percent
from qualitative.study.risk.quotations import RARE_IN
from qualitative.study.risk.telling import (
    NO_TOTAL,
    PSEUDONYMISED,
    groups_table,
    quotation_lines,
    sample_lines,
    who_spoke,
)


def document(assessments: Sequence[Assessment]) -> Document:
    """The whole report, for the review team: made anew at each run, dated by nobody."""
    blocks: list[Block] = [Box(PSEUDONYMISED[0], tuple(paragraph(words) for words in PSEUDONYMISED[1:]))]
    blocks.append(paragraph(NO_TOTAL, "note"))
    for a in assessments:
        blocks += _blocks(a)
    tiers = assessments[0].tier.word if assessments else ""
    subtitle = f"Measured for {tiers} readers. For the review team; not for publication."
    return Document("What is left that may tell who is who", tuple(blocks), subtitle)


def _blocks(a: Assessment) -> list[Block]:
    rows = tuple((t.title[:1].upper() + t.title[1:], t.verdict, t.words) for t in a.tests)
    made: list[Block] = [Heading(1, a.name), Table("Tests", ("test", "verdict", "what was seen"), rows)]
    mends = [t for t in a.tests if t.mend]
    if mends:
        made.append(Heading(2, "What can be done"))
        made += [
            Paragraph((Run(f"{t.title[:1].upper()}{t.title[1:]}: ", bold=True), Run(t.mend)), "bullet")
            for t in mends
        ]
    made.append(Heading(2, "What a person's sample says"))
    made += [paragraph(line) for line in sample_lines(a.measured, a.n_drawn, a.n_finished)]
    made.append(Heading(2, "What the machine found"))
    made.append(_turned(a.by_type))
    made.append(a.by_source)
    made.append(Heading(2, "What the tagger is known to miss"))
    made.append(_communities(a))
    made.append(Heading(2, "Posts, groups, combinations"))
    made += [groups_table(a), paragraph(who_spoke(a))]
    made.append(Heading(2, "Quotations at risk"))
    made += _quotations(a)
    return made


def _turned(table: Table) -> Table:
    """The types × means table as one row a pair that occurs: it fits a page whatever the means."""
    found = [
        (row[0], header, row[i])
        for row in table.rows
        for i, header in enumerate(table.headers[1:-1], start=1)
        if row[i] != "0"
    ]
    return Table(table.title, ("type", "means", "masks (unsettled)"), tuple(found), table.note)


def _communities(a: Assessment) -> Table:
    rows = tuple(
        (
            w.measure,
            percent(w.recall),
            f"{w.community}: {percent(w.community_recall)}",
            f"{w.cell_community}, {w.cell_typing}: {percent(w.cell_recall)}",
        )
        for w in a.communities
    )
    model = a.communities[0] if a.communities else None
    note = (
        f"From the manifest of {model.model}, at recall dial {model.dial:g}; of names found. Not of these notes."
        if model
        else ""
    )
    return Table(
        "Names found by the tagger alone",
        ("invented lines", "all", "worst community", "worst cell"),
        rows,
        note,
    )


def _quotations(a: Assessment) -> list[Block]:
    q = a.quotations
    if not q.at_risk:
        return [paragraph(words.strip().capitalize() + ".") for words in quotation_lines(a)]
    rows = tuple((one.where, one.id.replace(":", " "), "; ".join(one.reasons)) for one in q.at_risk)
    compared = (
        "Compared with the public documents given."
        if q.compared
        else "Not compared with any public document."
    )
    note = f"Those first that give most away. Rare: {RARE_IN}. {compared}"
    return [Table("Passages with a reason to look", ("where", "passage", "reason"), rows, note)]
