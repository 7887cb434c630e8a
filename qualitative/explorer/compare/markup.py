"""The tables of a comparison as markup: cells that open, and that stand one under another on a narrow screen.

The danger: a figure without its denominator, a colour read as a verdict. So every cell prints the words that
`comparison.comparison_tables` made (the same as the files), and nothing is coloured, added up or put in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from qualitative.comparison import Comparability, themes_by_group
from qualitative.disclosure import View, session_noun
from qualitative.model import SessionKind, Table

STRIP = {"tier": "Read as"}  # the tables' own word, in the reader's
NO_FIGURES = "Figures are hidden."
NONE_STATED = "<div>None stated in so many words.</div>"


def named(tables: Sequence[Table], title: str) -> Table | None:
    return next((t for t in tables if t.title == title), None)


def cautions_markup(compared: Comparability, cannot: Sequence[str]) -> str:
    """What does not match, what to bear in mind, and the fixed box."""
    told = ""
    for title, lines in (("Does not match", compared.mismatches), ("Bear in mind", compared.warnings)):
        if lines:
            told += f'<div class="q-compare-warn"><b>{title}</b>{"".join(f"<p>{escape(w)}</p>" for w in lines)}</div>'
    box = "".join(f"<li>{escape(line)}</li>" for line in cannot)
    return (
        f'{told}<aside class="q-compare-box" aria-label="What this cannot tell you"><b>What this cannot tell you</b>'
        f"<ul>{box}</ul></aside>"
    )


def strip_markup(table: Table) -> str:
    """What the reviews rest on, and, where there are several, whether they agree in it."""
    several = len(table.headers) > 2
    rows = []
    for field, *words in table.rows:
        same = several and len(set(words)) == 1
        alike = [_lines("same" if same else "differs")] if several else []
        rows.append(
            (
                STRIP.get(field.casefold(), field.capitalize()),
                [*alike, *map(_lines, words)],
                "same" if same else "",
            )
        )
    headers = ("What they rest on", *(("Alike",) if several else ()), *table.headers[1:])
    return _stacked(headers, rows, "", kind="strip")


def matrix_markup(table: Table | None, views: Sequence[View]) -> str:
    """Themes × reviews. table: "Themes and cases", or None where figures are hidden; then the cells still open."""
    codes = {c.id: c.name for v in views for c in v.codebook.every_code()}
    names = table.headers[1:] if table else tuple(v.case.name for v in views)
    words = {code: row[1:] for code, row in zip(codes, table.rows, strict=True)} if table else {}
    rows = []
    for code, name in codes.items():
        cells = []
        for at, view in enumerate(views):
            button = (
                '<button type="button" class="q-compare-open" aria-expanded="false" '
                f'data-pick="cell:{escape(code)}/{escape(view.case.id)}" '
                f'aria-label="Passages on {escape(name)} in {escape(names[at])}">Passages</button>'
            )
            cells.append(_lines(words[code][at] if code in words else NO_FIGURES) + button)
        rows.append((name, cells, ""))
    return _stacked(("Theme", *names), rows, table.note if table else "")


def stacked_markup(table: Table, *, kind: str = "") -> str:
    """Any table of a comparison: on a narrow screen each row's cells stand under its head, each with its column's."""
    return _stacked(
        table.headers, [(row[0], [_lines(c) for c in row[1:]], "") for row in table.rows], table.note, kind
    )


def _stacked(
    headers: Sequence[str], rows: Sequence[tuple[str, Sequence[str], str]], note: str, kind: str = "even"
) -> str:
    """rows: head in words, cells as markup, a class. kind: "even" = columns of one width."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in headers)
    body = "".join(
        f'<tr class="{of}"><th scope="row">{"<br>".join(map(escape, name.split(chr(10))))}</th>'
        + "".join(
            f'<td data-label="{escape(h)}">{cell}</td>' for h, cell in zip(headers[1:], cells, strict=True)
        )
        + "</tr>"
        for name, cells, of in rows
    )
    foot = f'<p class="q-note">{escape(note)}</p>' if note else ""
    return (
        f'<div class="q-table q-compare {kind}" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{foot}"
    )


def _lines(words: str) -> str:
    return "".join(
        f"<div{' class=tag' if line.startswith('Tagged') else ''}>{escape(line)}</div>"
        for line in words.split("\n")
    )


def groups_table(table: Table, view: View) -> Table:
    """Themes × groups of one review, the denominators in the headers."""
    frame = themes_by_group(view)
    headers = [table.headers[0].capitalize()]
    for group in table.headers[1:]:
        here = frame[frame["group"] == group].drop_duplicates("kind")
        pairs = zip(here["kind"].tolist(), here["sessions"].tolist(), strict=True)
        held = [f"{n} {session_noun(SessionKind(kind), n)}" for kind, n in pairs if isinstance(n, int)]
        headers.append(f"{group[:1].upper()}{group[1:]} ({', '.join(held)})" if held else group)
    return Table("", tuple(headers), table.rows, table.note)


def lessons_markup(lessons: Mapping[str, Table], views: Sequence[View]) -> str:
    """Theme by theme, what each draft holds: cause → effect as claimed, and what participants proposed. "" for none."""
    themes: dict[str, dict[str, list[str]]] = {c.name: {} for v in views for c in v.codebook.every_code()}
    for case, table in lessons.items():
        for theme, cause, effect, proposed, *_ in table.rows:
            told = [f"{cause} → {effect}"] if cause or effect else []
            if proposed and not proposed.startswith("none heard"):
                told.append(f"Participants proposed: {proposed}")
            lines = "".join(f"<p>{escape(line)}</p>" for line in told)
            themes.setdefault(theme, {}).setdefault(case, []).append(f'<div class="lesson">{lines}</div>')
    rows = [
        (theme, ["".join(cells.get(v.case.id, [])) or NONE_STATED for v in views], "")
        for theme, cells in themes.items()
        if cells
    ]
    note = (
        "From the reviewers' drafts: cause → effect as people claimed them, and beside it what participants proposed under "
        "the same theme. No lesson stated in so many words is not the same as none learned."
    )
    return _stacked(("Theme", *(v.case.name for v in views)), rows, note) if rows else ""


def emergent_table(table: Table, views: Sequence[View]) -> Table:
    """One row an emergent theme: where it was heard in each review, and whether it is shared or stands alone."""
    where: dict[str, dict[str, str]] = {}
    for case, label, subtitle, heard in table.rows:
        where.setdefault(f"{label}\n{subtitle}".strip(), {})[case] = heard
    names = [v.case.name for v in views]
    rows = tuple(
        (theme, "shared" if len(cells) > 1 else "alone", *(cells.get(n, "not found") for n in names))
        for theme, cells in where.items()
    )
    note = f"{table.note} Shared: under the same label in two or more reviews; similar ones are for a person to see."
    return Table("", ("Theme", "Shared or alone", *names), rows, note)
