"""The twenty-eight points a draft is good by (PRACTICE section 2): met, not met, or needs a person. Never a total.

The danger: a badge. So each point says in words what was looked at, what only a person can judge says so always, and
nothing is added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualitative.comparison import KINDS
from qualitative.disclosure import ALL, UNKNOWN, View, check_text
from qualitative.model import Review, Section, SentenceKind, Table, Tier
from qualitative.review.contradictions import contradictions
from qualitative.review.glossary import glossary
from qualitative.review.passages import TITLE as PASSAGES
from qualitative.review.records import timeline
from qualitative.review.synthesis import CLAIMS

MET, NOT_MET, PERSON = "met", "not met", "needs a person"
Check = tuple[int, str, str]


def every_section(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from every_section(section.sections)


def printed_text(sections: Sequence[Section]) -> str:
    """Everything of a draft that a reader meets as words: titles, sentences, tables."""
    lines = []
    for section in every_section(sections):
        lines.append(section.title)
        lines += [" ".join(s.text for s in paragraph) for paragraph in section.paragraphs]
        for table in section.tables:
            if table.title in (PASSAGES, CLAIMS):
                continue  # the notes' own words, printed as such: not the draft's
            lines += [" | ".join(row) for row in (table.headers, *table.rows)]
    return "\n".join(lines)


def checks(review: Review, view: View) -> tuple[Check, ...]:
    """The verdicts, 1 to 28, in order."""
    text = printed_text(review.sections)
    sections = {s.id: s for s in every_section(review.sections)}
    exposed = check_text(view, text)

    def found(*rules: str) -> list[str]:
        return sorted({e.why for e in exposed if e.rule in rules})

    def verdict(number: int, good: bool, words: str) -> Check:
        return number, MET if good else NOT_MET, words

    def person(number: int, words: str) -> Check:
        return number, PERSON, words

    reconciled, people = _people(view)
    sentences = [s for section in every_section(review.sections) for p in section.paragraphs for s in p]
    kinds = {k: sum(1 for s in sentences if s.kind is k) for k in SentenceKind}
    codes = [c.id for c in view.codebook.every_code()]
    drawn = [s.id for s in review.sections if s.id in codes]
    themes = [t for s in review.sections if s.id == "findings" for t in s.sections]
    order = [t.id for t in themes] or drawn
    differing = sum(1 for s in sentences if s.id.endswith("-differ"))
    clashes = contradictions(view)
    facts = [f for f in view.case.profile.values() if f.stated]
    causes = sections.get("causes")
    return (
        verdict(1, reconciled, people),
        verdict(2, bool(view.case.groups) and not found("3"), "groups listed; numbers suppressed where section 3 asks" if view.case.groups else "no group may be named, or none is listed"),
        verdict(3, "method" in sections and "suggested codings" in text, "notes, coders, and the machine's suggestions by what became of them"),
        verdict(4, "perceptions, not established facts" in text, "the perspective caveat stands in the method"),
        (5, PERSON if not found("10") else NOT_MET, "no masked name was found in the text; whether blame is worded is for a person" if not found("10") else "; ".join(found("10"))),
        (6, PERSON, f"{len(glossary(view))} abbreviations listed; bodies, roles, reporting lines and former names are for a person"),
        verdict(7, bool(timeline(view)), "dated from profile and documents, planned apart" if timeline(view) else "no dated fact in profile or documents"),
        verdict(8, "contradictions" in sections or view.tier is Tier.PUBLIC, f"{len(clashes)} listed for the reviewer" if view.tier > Tier.PUBLIC else "listed in the reviewer's draft"),
        verdict(9, order == codes, f"{len(order)} of {len(codes)} themes stand, in codebook order"),
        verdict(10, bool(facts) and all(f.source for f in facts), "every stated field has a source" if facts and all(f.source for f in facts) else "a stated field has no source, or nothing is stated"),
        verdict(11, bool(sentences), "every sentence has the support its kind needs: " + ", ".join(f"{n} {k.value}" for k, n in kinds.items() if n)),
        person(12, "whether each finding says who, what, and why or with what consequence"),
        verdict(13, not found("6"), "; ".join(found("6")) or "every quotation is verbatim, cleared, and twelve words at most"),
        verdict(14, not found("5"), "no quotation is given to anything below a group" if not found("5") else "; ".join(found("5"))),
        person(15, "the words for how widely something was heard are proposed; sessions by kind stand beside them"),
        verdict(16, not found("16"), "; ".join(found("16")) or "no shares, and no count of people out of people"),
        person(17, f"{differing} {'difference' if differing == 1 else 'differences'} shown with both positions; views heard once are listed under each theme"),
        person(18, f"{kinds[SentenceKind.RECORD]} records stand apart from findings; whether perception reads as record is for a person"),
        verdict(19, all(s.by for s in sentences if s.kind is SentenceKind.INFERENCE), "every inference says who drew it" if kinds[SentenceKind.INFERENCE] else "the draft draws no inference"),
        verdict(20, True, f"{kinds[SentenceKind.ABSENCE]} statements of what was not raised or not asked"),
        person(21, "cross-references are proposed where themes share passages"),
        person(22, "emergent themes beside the codebook are proposed" if "emergent" in sections else "no emergent themes were found"),
        person(23, "the table of lessons gives the structure; the reviewer's column is empty" if sections.get("lessons") and sections["lessons"].tables else "no confirmed claim to build a lesson on"),
        verdict(24, causes is not None and (not causes.figures or bool(causes.tables)), "text alternative beside the diagram, excerpts per arrow" if causes and causes.figures else "no diagram: no confirmed claims"),
        verdict(25, True, "what helped passes the same rules as what held back"),
        person(26, "literature is for the reviewer to add, numbered and apart"),
        verdict(27, True, "the draft has no summary of its own, so nothing in one is absent from the themes"),
        (28, PERSON if not exposed else NOT_MET, "watermarked until a named person signs off" + ("" if not exposed else f"; {len(exposed)} places this tier must not show")),
    )  # fmt: skip


def _people(view: View) -> tuple[bool, str]:
    """Whether the people of the sessions add up to a number in all, and the words for it at this tier."""
    everybody = view.people_told.get(ALL, UNKNOWN)
    if everybody == UNKNOWN:
        return False, "people in some session are not known"
    if view.tier is Tier.PUBLIC:
        return True, "sessions and people reconcile"
    by_kind = [f"{view.people_told[k.value]} in {k.value}s" for k in KINDS if k.value in view.people_told]
    return True, f"{', '.join(by_kind)}; {everybody} in all, each person once"


def checks_table(found: Sequence[Check]) -> Table:
    return Table(
        "",
        ("point", "verdict", "what was looked at"),
        tuple((str(n), v, w) for n, v, w in found),
        "No total is shown, for a total becomes a badge.",
    )
