"""What supplied documents say: records, kept apart from what people said, and the dates they hold.

The danger: a commissioner's annual report woven into the findings as if somebody in a session had said it. So a record
names its document, and a date stands in the timeline with where it was read and whether it was a plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qualitative.disclosure import View
from qualitative.model import Code, Fact, PartKind, Selection, Sentence, SentenceKind, Source, Table
from qualitative.review.clauses import capital_first, small_first
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
    """Dates from the profile and the documents, in order; what was planned apart from what happened. A row of a table
    is its first cell once per date; an event told again at the same date is told once."""
    found: list[Dated] = []
    for name, fact in view.case.profile.items():
        if fact.stated and name in ("dates_planned", "dates_actual"):
            found += _of_fact(name, fact)
    for document in view.documents():
        headings = _column_headings(document)
        for selection in document_sentences(document):
            if "|" in selection.quote:
                found += _of_row(document, selection.quote, headings)
                continue
            dates = list(_DATE.finditer(selection.quote))
            event = selection.quote.rstrip(" .")
            if dates and not _only_dates(event):
                before = event[max(0, dates[0].start() - 60) : dates[0].start()]
                found.append(
                    Dated(
                        _iso(dates[0]),
                        dates[0].group(0),
                        event,
                        document.title,
                        bool(_PLANNED.search(before)),
                    )
                )
    unique: dict[tuple[str, str, bool], Dated] = {}
    for dated in sorted(found, key=lambda d: (d.when, d.where, d.event)):
        key = (dated.when, _event_words(dated.event), dated.planned)
        if key in unique and dated.where not in unique[key].where:
            unique[key] = replace(unique[key], where=f"{unique[key].where}; {dated.where}")
        unique.setdefault(key, dated)
    return list(unique.values())


def _of_fact(name: str, fact: Fact) -> list[Dated]:
    """ "agreement signed September 2023; front door open January 2024" → a row each; a bare span is start and end."""
    found = []
    for clause in re.split(r";\s*", fact.value):
        dates = list(_DATE.finditer(clause))
        for at, match in enumerate(dates):
            event = clause[dates[at - 1].end() if at else 0 : match.start()].strip(" ,–-:")
            event = re.sub(
                r"\b(?:from|to|until|in|on|by|and)$", "", re.sub(r"^(?:to|until|and)\b", "", event)
            ).strip()
            if not event:
                event = "start" if len(dates) > 1 and at == 0 else "end" if len(dates) > 1 else "date given"
            found.append(
                Dated(
                    _iso(match),
                    match.group(0),
                    capital_first(event),
                    fact.source or "profile",
                    name == "dates_planned",
                )
            )
    return found


def _of_row(document: Source, row: str, headings: list[str]) -> list[Dated]:
    cells = [c.strip() for c in row.strip("| ").split("|")]
    event = next((c for c in cells if c and not _only_dates(c)), "")
    found = []
    for at, cell in enumerate(cells):
        for match in list(_DATE.finditer(cell)) if event and cell != event else ():
            heading = headings[at] if at < len(headings) else ""
            rest = cell[match.end() :].strip(" ;,")
            more = f" ({cell.strip(' ;')})" if rest or cell[: match.start()].strip() else ""
            found.append(
                Dated(
                    _iso(match),
                    match.group(0),
                    event + more,
                    document.title,
                    bool(re.search(r"\bplan", heading, re.I)),
                )
            )
    return found


def _column_headings(document: Source) -> list[str]:
    """The cells of the first table row that names a column "planned" and holds no date; [] where there is none."""
    for part in document.parts:
        cells = document.text[part.start_char : part.end_char].strip("| \n").split("|")
        whole = " ".join(cells)
        if len(cells) > 1 and re.search(r"\bplan", whole, re.I) and not _DATE.search(whole):
            return [c.strip() for c in cells]
    return []


def _only_dates(words: str) -> bool:
    rest = re.sub(
        r"\b(?:in|on|by|since|until|from|to|during|date|dates|planned|actual|and)\b",
        " ",
        _DATE.sub(" ", words),
        flags=re.I,
    )
    return not re.search(r"[A-Za-z]{3,}", rest)


def _event_words(event: str) -> str:
    return " ".join(sorted(set(re.findall(r"[a-z]{4,}", _DATE.sub(" ", event).lower()))))


def timeline_table(view: View) -> Table:
    rows = tuple(
        (capital_first(re.sub(r"^(?:in|by|since|until|from|during|to) (?=\d)", "", d.words, flags=re.I)),
         "planned" if d.planned else "as recorded", d.event, d.where)
        for d in timeline(view)
    )  # fmt: skip
    note = "From the profile and the supplied documents only; what counts as planned is read from the wording and is to be checked."
    return Table("", ("date", "planned or recorded", "what", "source"), rows, note)


def _iso(match: re.Match[str]) -> str:
    day, month, year, iso_year, iso_month, iso_day, lone_year = match.groups()
    if month:
        return f"{year}-{_MONTHS.index(month.lower()) + 1:02d}" + (f"-{int(day):02d}" if day else "")
    return "-".join(p for p in (iso_year, iso_month, iso_day) if p) if iso_year else lone_year
