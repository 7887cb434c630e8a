"""What supplied documents say: records, kept apart from what people said, and the dates they hold.

The danger: a commissioner's annual report woven into the findings as if somebody in a session had said it. So a record
names its document, and a date stands in the timeline with where it was read and whether it was a plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qualitative.disclosure import View
from qualitative.model import Code, PartKind, Selection, Sentence, SentenceKind, Source, Table
from qualitative.review.clauses import small_first
from qualitative.review.evidence import counted
from qualitative.review.points import Similar
from qualitative.review.sentences import Writer

ABOUT_THE_CODE = (
    0.45  # cosine of a document's sentence with a code's definition from which it is offered as a record
)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({'|'.join(_MONTHS)})\s+((?:19|20)\d\d)\b|\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?\b|\b(?:in|by|since|until|from|during|to)\s+((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:plan(?:ned|s)?|due|expected|intended|will|would|is to|are to|was to|were to|target|should|forecast|scheduled|by)\b",
    re.I,
)


@dataclass(frozen=True)
class Dated:
    when: str  # ISO, as far as known: "2021", "2021-03", "2021-03-04"
    words: str  # the date as written
    event: str
    where: str
    planned: bool


def document_sentences(source: Source) -> list[Selection]:
    """The sentences of a document's paragraphs, headings left out."""
    found = []
    for part in source.parts:
        if part.kind in (PartKind.HEADING, PartKind.META):
            continue
        for gap in re.finditer(
            r"[^\n.!?]+(?:[.!?](?=\S)[^\n.!?]*)*[.!?]?", source.text[part.body_start_char : part.end_char]
        ):
            words = gap.group(0)
            start = part.body_start_char + gap.start() + len(words) - len(words.lstrip())
            words = words.strip()
            if len(words.split()) >= 4:
                found.append(Selection(source.id, start, start + len(words), words))
    return found


def records_for(
    view: View, code: Code, similar: Similar, writer: Writer, *, preview: bool, used: set[str]
) -> list[Sentence]:
    """Two records at most for one theme: sentences coded in a document, else those nearest to the code's definition."""
    chosen: list[Selection] = []
    coded = [
        c.selection
        for c in view.codings
        if c.code == code.id
        and counted(c.status, preview)
        and not view.source(c.selection.source).kind.counts
    ]
    sentences = [s for d in view.documents() for s in document_sentences(d)]
    for selection in coded:
        chosen += [
            s for s in sentences
            if s.source == selection.source and s.start_char < selection.end_char and selection.start_char < s.end_char
        ]  # fmt: skip
    if not chosen and sentences:
        about = f"{code.name}. {code.definition}"
        ranked = sorted(sentences, key=lambda s: (-similar.cosine(about, s.quote), s.id))
        chosen = [s for s in ranked if similar.cosine(about, s.quote) >= ABOUT_THE_CODE]
    made: list[Sentence] = []
    for selection in chosen:
        if selection.id in used or len(made) == 2 or not _fit_to_cite(selection.quote):
            continue
        used.add(selection.id)
        title = view.source(selection.source).title
        again = bool(made) and made[-1].supports[0].rpartition(":")[0] == selection.source
        text = f"{'The same document' if again else f'On record ({title})'}: {small_first(selection.quote.rstrip(' .;'))}."
        writer.excerpts.number(selection.id, selection)
        made.append(writer.sentence(SentenceKind.RECORD, text, (selection.id,)))
    return made


def _fit_to_cite(words: str) -> bool:
    return (
        5 <= len(words.split()) <= 45
        and not re.search(r"[|%]|per cent", words)
        and "[" not in words
        and "@" not in words
        and not words.endswith(":")
    )


def timeline(view: View) -> list[Dated]:
    """Dates from the profile and the documents, in order; what was planned apart from what happened."""
    found: list[Dated] = []
    for name, fact in view.case.profile.items():
        if fact.stated and name in ("dates_planned", "dates_actual"):
            for match in _DATE.finditer(fact.value):
                found.append(
                    Dated(
                        _iso(match),
                        match.group(0),
                        f"{name.replace('_', ' ')}: {fact.value}",
                        fact.source or "profile",
                        name == "dates_planned",
                    )
                )
    for document in view.documents():
        for selection in document_sentences(document):
            dates = list(_DATE.finditer(selection.quote))
            for match in dates if "|" in selection.quote else dates[:1]:
                before = (
                    _heading_of_cell(document, selection, match.start())
                    or selection.quote[max(0, match.start() - 60) : match.start()]
                )
                found.append(
                    Dated(
                        _iso(match),
                        match.group(0),
                        selection.quote,
                        document.title,
                        bool(_PLANNED.search(before)),
                    )
                )
    unique = {(d.when, d.event): d for d in sorted(found, key=lambda d: (d.when, d.where, d.event))}
    return list(unique.values())


def _heading_of_cell(document: Source, row: Selection, at: int) -> str:
    """In a table row, the heading of the date's column ("planned", "actual"), from the row above that has such words."""
    if "|" not in row.quote:
        return ""
    column = row.quote[:at].count("|")
    for part in document.parts:
        cells = document.text[part.start_char : part.end_char].split("|")
        if (
            len(cells) > column
            and re.search(r"\bplan", " ".join(cells), re.I)
            and not _DATE.search(" ".join(cells))
        ):
            return cells[column] if re.search(r"\bplan", cells[column], re.I) else "as it happened"
    return ""


def timeline_table(view: View) -> Table:
    rows = tuple(
        (d.words[0].upper() + d.words[1:], "planned" if d.planned else "as recorded", d.event, d.where)
        for d in timeline(view)
    )
    note = "From the profile and the supplied documents only; what counts as planned is read from the wording and is to be checked."
    return Table("Timeline", ("date", "planned or recorded", "what", "source"), rows, note)


def _iso(match: re.Match[str]) -> str:
    day, month, year, iso_year, iso_month, iso_day, lone_year = match.groups()
    if month:
        return f"{year}-{_MONTHS.index(month.lower()) + 1:02d}" + (f"-{int(day):02d}" if day else "")
    return "-".join(p for p in (iso_year, iso_month, iso_day) if p) if iso_year else lone_year
