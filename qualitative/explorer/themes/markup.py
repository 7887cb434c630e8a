"""Markup of the Themes page: the matrix, the strip of one row, and passages in their context.

The danger: words of a note taken for markup, a note-taker's words in quotation marks, and an address that carries more
than ids. So everything passes `escape` here, only what `Heard.in_marks` allows is set as speech, and a link holds ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

from qualitative.explorer.themes.breadth import (
    HEARD,
    PLACED,
    STATES,
    SUGGESTED,
    UNPROMPTED,
    Block,
    Column,
    Grid,
    Row,
)
from qualitative.explorer.ui import code_word
from qualitative.study.access.passages import VOICES, Heard

_MARKS = ('"', "“", "”")
OPENS = {HEARD, UNPROMPTED, SUGGESTED, PLACED}  # states whose cell has passages to open


@cache
def style() -> str:
    return f"<style>{(Path(__file__).parent / 'page.css').read_text('utf-8')}</style>"


# --------------------------------------------------------------------------- the matrix


def link(inner: str, label: str, ids: Mapping[str, str]) -> str:
    """An anchor the page follows without loading anew (themes_links); opened in a tab of its own it works too."""
    kept = {name: value for name, value in ids.items() if value}
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in kept.items() if name != "case")
    said = f' aria-label="{escape(label)}" title="{escape(label)}"' if label else ""
    return f'<a class="q-themes-open" href="?{escape(urlencode(kept))}"{data}{said}>{inner}</a>'


def matrix(grid: Grid, case: str) -> str:
    head = _head(grid)
    body = "".join(_row(grid, row, case) for row in grid.codes)
    if grid.themes:
        n_columns = 1 + sum(_width(b) for b in grid.blocks)
        body += (
            f'<tr class="q-themes-divide"><th colspan="{n_columns}" scope="rowgroup">Beside the codebook '
            "<span>emergent themes: grouped and labelled by the machine, confirmed by nobody</span></th></tr>"
        )
        body += "".join(_row(grid, row, case) for row in grid.themes)
    table = f'<table class="q-themes-grid">{head}<tbody>{body}</tbody></table>'
    return f'{legend(grid)}<div class="q-themes-box" tabindex="0">{table}</div>'


def _head(grid: Grid) -> str:
    groups = "".join(
        f'<th scope="colgroup" colspan="{_width(b)}">{escape(b.group or b.head)}<span>{escape(_under(b))}</span></th>'
        for b in grid.blocks
    )
    shorts = "".join(
        "".join(
            f'<th scope="col"><abbr title="{escape(_who(c))}">{escape(c.short)}</abbr></th>'
            for c in b.columns
        )
        + (_WORDS_HEAD if _worded(b) else "")
        for b in grid.blocks
    )
    return f'<thead><tr><th rowspan="2" scope="col">Code</th>{groups}</tr><tr>{shorts}</tr></thead>'


_WORDS_HEAD = '<th scope="col" class="words"><span class="q-themes-unseen">how widely</span></th>'


def _worded(block: Block) -> bool:
    """A block of one session needs no words: its mark says it all."""
    return len(block.columns) > 1


def _width(block: Block) -> int:
    return len(block.columns) + _worded(block)


def _under(block: Block) -> str:
    return block.head if block.group else f"{len(block.columns)} with notes"


def _who(column: Column) -> str:
    return f"{column.title}, {column.who}" if column.who else column.title


def _ids(row: Row, case: str, at: str = "") -> dict[str, str]:
    return {"case": case, "theme" if row.theme else "code": row.id, "from": at}


def _row(grid: Grid, row: Row, case: str) -> str:
    name = escape(row.name) if row.theme else code_word(row.name, row.color)
    note = f"<small>{escape(row.note)}</small>" if row.note else ""
    head = f'<th scope="row">{link(name, "", _ids(row, case))}{note}</th>'
    cells = "".join(
        cells_of(row, block, states, case)
        + (f'<td class="words">{escape(_short(words))}</td>' if _worded(block) else "")
        for block, states, words in zip(grid.blocks, row.cells, row.words, strict=True)
    )
    return f"<tr>{head}{cells}</tr>"


def _short(words: str) -> str:
    """The coverage under a head that names the kind already: "five of the six interviews" → "five of the six"."""
    for noun in ("interviews", "focus groups", "workshops", "interview", "focus group", "workshop"):
        words = words.replace(f" {noun}", "")
    return words


def cells_of(row: Row, block: Block, states: Sequence[str], case: str) -> str:
    made: list[str] = []
    for column, state in zip(block.columns, states, strict=True):
        label = f"{row.name}, {column.title}: {STATES[state]}"
        mark = f'<i class="{state}"></i>'
        inner = (
            link(mark, label, _ids(row, case, column.at))
            if state in OPENS
            else f'<span title="{escape(label)}">{mark}<span class="q-themes-unseen">{escape(STATES[state])}</span></span>'
        )
        first = "" if made else " first"
        made.append(f'<td class="cell{first}" data-n="{escape(column.short)}">{inner}</td>')
    return "".join(made)


def legend(grid: Grid) -> str:
    seen = grid.states()
    items = "".join(
        f'<li><i class="{state}"></i>{escape(words)}</li>' for state, words in STATES.items() if state in seen
    )
    return f'<ul class="q-themes-legend" aria-label="What the marks say">{items}</ul>'


def sessions_key(grid: Grid) -> str:
    """Which session each column is: "F1 Focus group 1, Leadership team"."""
    items = "".join(
        f"<li><b>{escape(c.short)}</b> {escape(_who(c))}</li>" for b in grid.blocks for c in b.columns
    )
    return f'<ul class="q-themes-key">{items}</ul>'


def strip(grid: Grid, row: Row, case: str, chosen: str = "") -> str:
    """One row of the matrix as a list by kind: marks, and the coverage in words. chosen: the session in the address."""
    lines = []
    for block, states, words in zip(grid.blocks, row.cells, row.words, strict=True):
        marks = "".join(
            f'<span class="cell{" now" if column.at == chosen else ""}" data-n="{escape(column.short)}">'
            + (
                link(
                    f'<i class="{state}"></i>', f"{column.title}: {STATES[state]}", _ids(row, case, column.at)
                )
                if state in OPENS
                else f'<span title="{escape(f"{column.title}: {STATES[state]}")}"><i class="{state}"></i></span>'
            )
            + "</span>"
            for column, state in zip(block.columns, states, strict=True)
        )
        lines.append(
            f"<div><small>{escape(block.head)}</small><p>{escape(words)}</p><p class='q-themes-marks'>{marks}</p></div>"
        )
    return f'<div class="q-themes-strip">{"".join(lines)}</div>'


# --------------------------------------------------------------------------- passages


def passages(
    found: Iterable[Heard],
    codes: Mapping[str, tuple[str, str]],
    *,
    by_session: bool = True,
    head_level: int = 3,
    asked_of: Mapping[str, str] | None = None,
) -> str:
    """Passages in their context. codes: code id → (name, colour). by_session: under a heading per session.

    asked_of: session → a word on whether it was asked, for the heading.
    """
    if not by_session:
        return "".join(_passage(h, codes, where=True) for h in found)
    made = []
    for _, group in groupby(found, key=lambda h: h.session):
        here = list(group)
        first = here[0]
        facts = [first.title, *([first.group] if len({h.group for h in here}) == 1 and first.group else [])]
        extra = (asked_of or {}).get(first.session, "")
        made.append(
            f'<section class="q-themes-session"><h{head_level}>{escape(", ".join(facts))}'
            + (f"<span>{escape(extra)}</span>" if extra else "")
            + f"</h{head_level}>"
            + "".join(
                _passage(h, codes, before=here[at - 1] if at else None, headed=first.group)
                for at, h in enumerate(here)
            )
            + "</section>"
        )
    return "".join(made)


def _passage(
    heard: Heard,
    codes: Mapping[str, tuple[str, str]],
    *,
    where: bool = False,
    before: Heard | None = None,
    headed: str = "",
) -> str:
    own = heard.words.startswith(_MARKS) or heard.words.endswith(_MARKS)  # they bring a pair of their own
    look = (
        f"verbatim{' own' * own}"
        if heard.in_marks
        else "reported"
        if heard.voice != "verbatim"
        else "unmarked"
    )
    asked = heard.asked if before is None or before.asked != heard.asked else ""
    lead = f'<p class="q-themes-asked">{escape(asked)}</p>' if asked else ""
    context = [
        f'<span class="q-context">{escape(t)}</span>' if t else "" for t in (heard.before, heard.after)
    ]
    return (
        f'<figure class="q-quote q-themes-quote {look}">{lead}<blockquote>{context[0]} <b>{marked(heard)}</b> '
        f"{context[1]}</blockquote><figcaption>{_caption(heard, codes, where, headed)}</figcaption></figure>"
    )


def marked(heard: Heard) -> str:
    pieces, at = [], 0
    for start, end in heard.hits:
        pieces += [escape(heard.words[at:start]), f"<mark>{escape(heard.words[start:end])}</mark>"]
        at = end
    return "".join([*pieces, escape(heard.words[at:])])


def _caption(heard: Heard, codes: Mapping[str, tuple[str, str]], where: bool, headed: str) -> str:
    bits: list[str] = []
    if where:
        bits.append(f"<b>{escape(heard.title)}</b>")
    if heard.group and (where or heard.group != headed):
        bits.append(escape(heard.group))
    if heard.suggested:
        bits.append('<em class="q-themes-flag">suggested by the machine, not decided</em>')
    if heard.membership is not None:
        bits.append(("most central, " if heard.central else "") + f"membership {heard.membership:.2f}")
    bits += [f'<span class="q-themes-stance">{escape(s)}</span>' for s in heard.stances]
    bits.append(escape(VOICES[heard.voice]))
    if heard.quoting:
        plain = heard.quoting.startswith("may be")
        bits.append(
            escape(heard.quoting) if plain else f'<em class="q-themes-flag">{escape(heard.quoting)}</em>'
        )
    if heard.by:
        bits.append(f"confirmed by {escape(heard.by)}")
    tags = "".join(code_word(*codes[c]) for c in heard.codes if c in codes)
    said = "".join(f"<span>{bit}</span>" for bit in bits)
    return said + (f'<span class="q-themes-codes">{tags}</span>' if tags else "")
