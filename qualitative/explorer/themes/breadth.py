"""Where each code was heard: the matrix of the Themes page, counted by `comparison` and by nothing else.

The danger: a grid that counts differently from the export, and a gap read as "no problem". So every cell is one session,
its state comes from `comparison.coverage` (and `themes_by_group` where columns are groups), "not asked" and "not known"
look different from "not raised", and kinds of session stand in blocks of their own, each with its denominator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qualitative.comparison import KINDS, NOT_ASKED, NOT_KNOWN, asked, confirmed, coverage, group_coverage
from qualitative.disclosure import STAKEHOLDER, View, count_word, number_word, session_noun
from qualitative.model import Session, SessionKind, Status, Table, Theme
from qualitative.study.access.passages import Book

EVERY_KIND = KINDS
SHORT = {
    SessionKind.INTERVIEW: "I",
    SessionKind.FOCUS_GROUP: "F",
    SessionKind.WORKSHOP: "W",
    SessionKind.UNKNOWN: "S",
}
HEARD, UNPROMPTED, SUGGESTED, SILENT = "heard", "unprompted", "suggested", "silent"
UNASKED, UNKNOWN, PLACED, ABSENT = "unasked", "unknown", "placed", "absent"
STATES = {
    HEARD: "heard",
    UNPROMPTED: "heard although not asked",
    SUGGESTED: "only suggested by the machine",
    SILENT: "asked, not raised",
    UNASKED: "not asked",
    UNKNOWN: "not raised; not known whether asked",
    PLACED: "a passage the machine placed here",
    ABSENT: "none placed here",
}
"""What a cell says → in words, for the legend, the table and a screen reader."""


def nouns(kind: SessionKind, n: int) -> str:
    if kind is SessionKind.UNKNOWN:
        return "session of a kind nobody stated" if n == 1 else "sessions of a kind nobody stated"
    return session_noun(kind, n)


@dataclass(frozen=True)
class Column:
    """One session with notes. at: how an address names it; short: "I3"; who: its group at this tier, or ""."""

    session: str
    at: str
    short: str
    title: str
    who: str


@dataclass(frozen=True)
class Block:
    """Sessions of one kind (and of one group, where columns are groups). never added to another block's."""

    kind: SessionKind
    columns: tuple[Column, ...]
    group: str = ""

    @property
    def head(self) -> str:
        words = nouns(self.kind, len(self.columns))
        return f"{len(self.columns)} {words}" if self.group else words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Row:
    """A code or an emergent theme. cells: per block, per column a key of STATES; words: per block the coverage."""

    id: str
    name: str
    color: str
    cells: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    note: str = ""
    theme: bool = False


@dataclass(frozen=True)
class Grid:
    blocks: tuple[Block, ...]
    codes: tuple[Row, ...]
    themes: tuple[Row, ...]
    unnamed: int = 0  # sessions left out, because their group may not be named or there were several

    def states(self) -> set[str]:
        return {cell for row in (*self.codes, *self.themes) for block in row.cells for cell in block}

    def table(self, title: str) -> Table:
        """The same in words: one row per code or theme, one column per block."""
        headers = ("", *(f"{b.group}: {b.head}" if b.group else b.head for b in self.blocks))
        rows = tuple(
            (row.name, *(self._cell(row, at) for at in range(len(self.blocks))))
            for row in (*self.codes, *self.themes)
        )
        return Table(title, headers, rows)

    def _cell(self, row: Row, at: int) -> str:
        said: dict[str, list[str]] = {}
        for column, state in zip(self.blocks[at].columns, row.cells[at], strict=True):
            said.setdefault(state, []).append(column.short)
        told = [
            f"{words}: {', '.join(said[s])}"
            for s, words in STATES.items()
            if s in said and words != row.words[at]
        ]
        return "\n".join([row.words[at], *told])


def by_session(book: Book, *, suggestions: bool = False) -> Grid:
    """Columns: the sessions with notes, in a block per kind. Codes in codebook order, then emergent themes."""
    view = book.view
    blocks = tuple(
        Block(kind, columns)
        for kind in EVERY_KIND
        if (columns := _columns(book, view.sessions_with_notes(), kind))
    )
    return _grid(view, blocks, suggestions)


def by_group(book: Book, *, suggestions: bool = False) -> Grid:
    """Columns: the groups that may be named, by the sessions in which each took part alone, a block per kind."""
    view = book.view
    sessions: dict[tuple[str, SessionKind], list[Session]] = {}
    unnamed = 0
    for session in view.sessions_with_notes():
        group = group_alone(session)
        if not group:
            unnamed += 1
            continue
        sessions.setdefault((group, session.kind), []).append(session)
    blocks = tuple(
        Block(
            kind,
            _columns(book, view.sessions_with_notes(), kind, sessions[group, kind]),
            book.group_names.get(group, group),
        )
        for group in dict.fromkeys(g for g, _ in sessions)
        for kind in EVERY_KIND
        if (group, kind) in sessions
    )
    return _grid(view, blocks, suggestions, unnamed)


def group_alone(session: Session) -> str:
    """The group a session was held with, as the View calls it; "" where several came, or it may not be named."""
    if len(session.groups) != 1 or session.groups[0] in (STAKEHOLDER, "mixed"):
        return ""
    return session.groups[0]


def _columns(
    book: Book, sessions: Iterable[Session], kind: SessionKind, only: Iterable[Session] | None = None
) -> tuple[Column, ...]:
    alike = [s for s in sessions if s.kind is kind]
    titles = {s.id: s.title or book.view.source(book.first_note[s.id]).title for s in alike}
    # "Interview 5" is I5 even where the fourth has no notes yet; other titles are numbered as they come.
    last = [re.search(r"(?<= )[0-9]{1,3}$", title) for title in titles.values()]
    numbers = [m.group() for m in last if m]
    if len(set(numbers)) < len(alike):
        numbers = [str(n) for n in range(1, len(alike) + 1)]
    shown = None if only is None else {s.id for s in only}
    return tuple(
        Column(s.id, book.first_note[s.id], f"{SHORT[kind]}{number}", titles[s.id], book.groups_of(s.id))
        for s, number in zip(alike, numbers, strict=True)
        if shown is None or s.id in shown
    )


def _grid(view: View, blocks: tuple[Block, ...], suggestions: bool, unnamed: int = 0) -> Grid:
    counted = confirmed(view)
    hinted: dict[str, set[str]] = {}
    for coding in view.codings if suggestions else ():
        if coding.status is Status.SUGGESTED and view.source(coding.selection.source).kind.counts:
            hinted.setdefault(coding.code, set()).add(view.session_of(coding.selection.source))
    heard: dict[str, set[str]] = {}
    for coding in counted:
        heard.setdefault(coding.code, set()).add(view.session_of(coding.selection.source))
    codes = []
    for code in view.codebook.every_code():
        raised, maybe = heard.get(code.id, set()), hinted.get(code.id, set())
        cells = tuple(
            tuple(_state(view, code.id, c.session, raised, maybe) for c in block.columns) for block in blocks
        )
        codes.append(
            Row(
                code.id, code.name, code.color, cells, tuple(_words(view, code.id, b, raised) for b in blocks)
            )
        )
    return Grid(blocks, tuple(codes), tuple(_theme_row(view, t, blocks) for t in view.themes), unnamed)


def _state(view: View, code: str, session: str, raised: set[str], maybe: set[str]) -> str:
    answer = asked(view, code, session)
    if session in raised:
        return UNPROMPTED if answer == NOT_ASKED else HEARD
    if session in maybe:
        return SUGGESTED
    return {NOT_ASKED: UNASKED, NOT_KNOWN: UNKNOWN}.get(answer, SILENT)


def _words(view: View, code: str, block: Block, raised: set[str]) -> str:
    """The coverage as `comparison` words it; a group's: of its own sessions."""
    if block.group:
        return group_coverage(view, code, block.kind, [c.session for c in block.columns], raised)
    return kind_words(view, code, block.kind)


def kind_words(view: View, code: str, kind: SessionKind) -> str:
    """ "five of the six interviews asked; unprompted in one more", as the export says it; "0 of 6" as words."""
    found = coverage(view, code, kind)
    if kind is SessionKind.UNKNOWN:
        return f"{len(found.raised)} of {len(found.asked + found.unknown + found.not_asked)} {nouns(kind, 2)}"
    words = found.words(view.tier)
    if words.startswith("0 of "):
        n = len(found.denominator)
        which = (
            f"none of the {number_word(n)} {session_noun(kind, n)}"
            if n > 1
            else f"not raised in the one {session_noun(kind, 1)}"
        )
        return which + (" asked" if found.not_asked else "")
    return words


def _count(n_with: int, n: int, view: View, kind: SessionKind) -> str:
    if kind is SessionKind.UNKNOWN:
        return f"{n_with} of {n} {nouns(kind, 2)}"
    return count_word(n_with, n, view.tier, kind)


def _theme_row(view: View, theme: Theme, blocks: tuple[Block, ...]) -> Row:
    where = {view.session_of(selection.source) for selection, _ in theme.members}
    cells = tuple(tuple(PLACED if c.session in where else ABSENT for c in block.columns) for block in blocks)
    words = tuple(
        _count(n, len(block.columns), view, block.kind) if (n := row.count(PLACED)) else "none placed here"
        for block, row in zip(blocks, cells, strict=True)
    )
    return Row(
        theme.id, theme.label, "", cells, words, theme.subtitle or ", ".join(theme.words[:5]), theme=True
    )
