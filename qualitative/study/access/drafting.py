"""Reading a draft, seeing what each sentence rests on, taking it away as a file: each at its tier or not at all.

The danger: a file, a link or a click that gives more than the page. So everything here starts from an Access, words for
readers at a tier above it are refused, and a download is made from the draft as it was just checked, never read from a
folder where another tier's file may lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qualitative import documents, review
from qualitative.comparison import KINDS, coverage
from qualitative.disclosure import View
from qualitative.model import (
    Review,
    Selection,
    Sentence,
    SentenceKind,
    Status,
    Table,
    Tier,
)
from qualitative.study import reviewer
from qualitative.study.access import Access, Forbidden
from qualitative.study.access.passages import VOICES, Book
from qualitative.study.reviewer import Drafted
from qualitative.study.workspace import Progress, Report, StudyTrouble, no_progress

WORDINGS = (Tier.REVIEWER, Tier.PUBLIC)
FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "md": "text/markdown",
}


@dataclass(frozen=True)
class Basis:
    """What there is to draft from: sources signed off, and codings by what became of them."""

    signed: int
    confirmed: int
    suggested: int


@dataclass(frozen=True)
class Reading:
    """A draft as it may be read now. preview: made of suggestions, kept nowhere; key: what it was made of."""

    case: str
    wording: Tier
    drafted: Drafted
    preview: bool = False
    key: str = ""

    @property
    def review(self) -> Review | None:
        return self.drafted.review


@dataclass(frozen=True)
class Excerpt:
    """One passage in its context. where: session, group, how it was noted; caution: what a reader must bear in mind.

    number: its number in the draft, 0 where it has none.
    """

    words: str
    where: str
    before: str = ""
    after: str = ""
    caution: str = ""
    number: int = 0


@dataclass(frozen=True)
class Support:
    """What one sentence rests on. query and counts: for what was computed; draws_on, by: for an inference."""

    sentence: Sentence
    excerpts: tuple[Excerpt, ...] = ()
    gone: int = 0
    query: str = ""
    counts: Table | None = None
    draws_on: tuple[Sentence, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class File:
    """Something to take away. The name holds the case's id and the tier's word, no person."""

    name: str
    kind: str
    content: bytes = field(repr=False)


def wordings(access: Access) -> tuple[Tier, ...]:
    """For whom a draft can be worded that this Access may read."""
    return tuple(tier for tier in WORDINGS if tier <= access.tier)


def basis(access: Access, case: str) -> Basis:
    """Raises NoRelease for the public, StudyTrouble for an unknown case."""
    view = access.view(case)
    n = [sum(c.status is status for c in view.codings) for status in (Status.CONFIRMED, Status.SUGGESTED)]
    return Basis(len(view.sources), *n)


def reading(access: Access, case: str, wording: Tier) -> Reading:
    """The kept draft, checked again. Raises Forbidden where `wording` is not for this Access."""
    _allowed(access, wording)
    with access.study(Tier.REVIEWER) as study:
        return Reading(case, wording, reviewer.stored(study, case, wording))


def write(access: Access, case: str, wording: Tier, progress: Progress = no_progress) -> Report:
    """Drafts anew and keeps it, as `qualitative draft` does. Raises Forbidden, StudyTrouble."""
    _allowed(access, wording)
    with access.study(Tier.REVIEWER) as study:
        return reviewer.draft(study, case, tier=wording, progress=progress)


def preview(access: Access, case: str, wording: Tier, progress: Progress = no_progress) -> Reading:
    """What the suggestions alone would give: watermarked, in memory. Raises Forbidden, StudyTrouble."""
    _allowed(access, wording)
    with access.study(Tier.REVIEWER) as study:
        key = reviewer.case_key(study, case, wording)
        made, view = reviewer.preview(study, case, wording, progress=progress)
        return Reading(case, wording, Drafted("current", view, made), True, key)


def still_true(access: Access, shown: Reading) -> bool:
    """Whether a preview made earlier is what would be made now, and for this Access."""
    if shown.wording not in wordings(access):
        return False
    with access.study(Tier.REVIEWER) as study:
        return shown.key == reviewer.case_key(study, shown.case, shown.wording)


def download(access: Access, shown: Reading, format: str) -> File:
    """The draft that is shown, as .docx, .html or .md. Raises Forbidden, StudyTrouble."""
    _allowed(access, shown.wording)
    if format not in FORMATS:
        raise StudyTrouble(f'a draft is written as {", ".join(FORMATS)}, not as "{format}"')
    # Asked again at the moment of taking it away: a page may have stood open for a day.
    now = shown if shown.preview and still_true(access, shown) else reading(access, shown.case, shown.wording)
    if now.review is None:
        raise StudyTrouble("this draft may no longer be read as it stands; draft anew")
    document = review.document(now.review, now.drafted.view)
    content = {
        "docx": lambda: documents.docx_bytes(document),
        "html": lambda: documents.html_text(document).encode("utf-8"),
        "md": lambda: documents.markdown_text(document).encode("utf-8"),
    }[format]()
    return File(file_name(now, format), FORMATS[format], content)


def file_name(shown: Reading, format: str) -> str:
    """ "river-reviewer-draft.docx": the case's id, for whom, what."""
    return f"{shown.case}-{shown.wording.word}-{'preview' if shown.preview else 'draft'}.{format}"


def supports(access: Access, shown: Reading, sentences: Sequence[Sentence]) -> dict[str, Support]:
    """Sentence id → what it rests on, in the words this Access may read.

    Under a draft worded for the public the passages are still the review team's: this Access's own tier.
    """
    _allowed(access, shown.wording)
    if shown.review is None:
        return {}
    own = shown.drafted.view
    view = own if own.tier is access.tier else access.view(shown.case)
    every = {s.id: s for s in reviewer.sentences_of(shown.review)}
    numbers = {about: number for number, about, _, _ in shown.review.excerpts}
    known = {c.id: c.selection for c in view.codings} | {k.id: k.selection for k in view.links}
    book, cited = Book(view), Book(own)
    made = {}
    for sentence in sentences:
        if sentence.kind is SentenceKind.INFERENCE:
            drawn = tuple(every[s] for s in sentence.draws_on if s in every)
            made[sentence.id] = Support(sentence, draws_on=drawn, by=sentence.by)
            continue
        found: list[Excerpt | None] = []
        if sentence.kind is SentenceKind.RECORD:
            found += [_cited(cited, s) for s in sentence.supports]
        else:
            first: dict[str, str] = {}  # a passage two people coded alike is one passage
            for s in sentence.supports:
                if s in known:
                    first.setdefault(known[s].id, s)
            found += [excerpt(book, known[s], numbers.get(s, 0)) for s in first.values()]
            found += [None for s in sentence.supports if s not in known]
        passages = tuple(h for h in found if h is not None)
        counts = None if shown.preview else _counts(view, sentence)
        made[sentence.id] = Support(sentence, passages, len(found) - len(passages), sentence.query, counts)
    return made


def excerpt(book: Book, selection: Selection, number: int = 0) -> Excerpt:
    """A passage with what stands round it in the notes, and where it was heard, as the Book's tier reads it."""
    found = book.heard(selection)
    parts = book.view.source(selection.source).parts
    place = next((p.place for p in parts if p.start_char <= selection.start_char < p.end_char), None)
    barred = book.barred(selection)
    return Excerpt(
        found.words,
        " · ".join(words for words in (found.title, found.group, place, VOICES[found.voice]) if words),
        found.before,
        found.after,
        f"{barred[:1].upper()}{barred[1:]}." if barred else "",
        number,
    )


def _allowed(access: Access, wording: Tier) -> None:
    access.need(Tier.REVIEWER)
    if wording not in WORDINGS or wording > access.tier:
        raise Forbidden(wording, access.tier)


def _cited(book: Book, support: str) -> Excerpt | None:
    """A place in a supplied document, as the draft cites it."""
    source_id, _, span = support.rpartition(":")
    start, _, end = span.partition("-")
    try:
        source = book.view.source(source_id)
    except KeyError:
        return None
    at = Selection(source_id, int(start), int(end), source.text[int(start) : int(end)])
    return excerpt(book, at) if at.quote else None


def _counts(view: View, sentence: Sentence) -> Table | None:
    """For a sentence under a code that counted sessions: what the study says of it now, by kind of session."""
    code = next((c for c in view.codebook.every_code() if sentence.id.startswith(f"{c.id}-")), None)
    if code is None or not sentence.query or sentence.kind is SentenceKind.METHOD:
        return None
    rows = []
    for kind in KINDS:
        found = coverage(view, code.id, kind)
        if found.denominator or found.not_asked:
            n = [len(found.raised), len(found.asked), len(found.unknown), len(found.not_asked)]
            rows.append((f"{kind.value}s", *map(str, n)))
    headers = ("sessions", "raised", "asked", "not known", "not asked")
    note = "Sessions with notes, by kind; confirmed codings. Not known: whether it was asked."
    return Table("", headers, tuple(rows), note)
