"""What was masked by which means, and how much of it nobody settled. Counts of masks, not of people.

The danger: a tall column read as safety. What was found says nothing of what was not: only a sample does (`drawing`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qualitative.model import Source, Table

NAMED = {
    "PERSON": "people", "ORG": "organisations", "PLACE": "places", "POST": "posts", "DATE": "dates", "AGE": "ages",
    "QUANTITY": "quantities", "DEM": "marks of a person", "EMAIL": "e-mail addresses", "PHONE": "telephone numbers",
    "ADDRESS": "addresses", "POSTCODE": "postcodes", "CASE_REF": "case references", "NHS": "NHS numbers",
    "NINO": "National Insurance numbers", "DOB": "dates of birth", "VEHICLE": "number plates", "URL": "links",
    "HANDLE": "user names", "BANK": "bank details", "PASSPORT": "passport numbers", "LICENCE": "driving licences",
    "IP": "network addresses", "OTHER": "other",
}  # fmt: skip
BY = {
    "roster": "the roster", "pattern": "its form", "title": "a title", "label": "a speaker label", "list": "a list of names",
    "family": "a family word", "clipped": "a clipped line", "context": "the words round it", "gazetteer": "forename and place lists",
    "tagger": "the tagger", "propagation": "found elsewhere", "initials": "initials", "misspelling": "a misspelling",
    "person": "a person", "": "not recorded",
}  # fmt: skip

Counts = Counter[tuple[str, str, bool]]


def counts(sources: Sequence[Source]) -> Counts:
    """(type, means, settled) → how many masks."""
    return Counter((r.type, r.means, r.settled) for s in sources for r in s.replacements)


def by_type(sources: Sequence[Source]) -> Table:
    """A row a type, a column a means: masks, and of them those nobody settled, as "12 (3)"."""
    found = counts(sources)
    totals: Counter[str] = Counter()
    for (kind, _, _), n in found.items():
        totals[kind] += n
    means = [m for m in BY if any(x == m for _, x, _ in found)]
    means += sorted({x for _, x, _ in found} - set(means))
    rows = []
    for kind, _ in totals.most_common():
        cells = [_cell(found[kind, m, True], found[kind, m, False]) for m in means]
        every = [(n, settled) for (k, _, settled), n in found.items() if k == kind]
        total = _cell(sum(n for n, s in every if s), sum(n for n, s in every if not s))
        rows.append((NAMED.get(kind, kind.lower()), *cells, total))
    note = (
        "Masks, not people: one person may be masked many times. In brackets: of them unsettled, that is masked while "
        "nobody has decided. Dates and quantities stand for the team and are masked for the public alone."
    )
    return Table(
        "What was masked, by which means", ("type", *(BY.get(m, m) for m in means), "all"), tuple(rows), note
    )


def by_source(sources: Sequence[Source]) -> Table:
    """A row a source: masks, unsettled ones, by whom signed and whether read."""
    rows = []
    for s in sources:
        unsettled = sum(not r.settled for r in s.replacements)
        state = "waits" if not s.signed_off else "signed unread" if s.signed_unread else "signed as read"
        rows.append((f"{s.id} {s.title}", str(len(s.replacements)), str(unsettled), state))
    return Table("By source", ("source", "masks", "unsettled", "sign-off"), tuple(rows))


def _cell(settled: int, unsettled: int) -> str:
    if not settled + unsettled:
        return "0"
    return f"{settled + unsettled} ({unsettled})" if unsettled else str(settled)
