"""The few shapes every page is made of: a heading, a quotation, a figure, a table, an empty state, a place to look.

The danger: words of a note taken for markup. So everything goes through `html.escape` here, and pages write no tags.
Colours and sizes stand in look.css; a page gives words and meanings, never a colour of its own (but a code's).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from qualitative.explorer import sitting
from qualitative.explorer.places import BY_ID
from qualitative.model import Table, Tier


def heading(title: str, lead: str = "") -> None:
    """A page's title and one sentence saying what it is for."""
    st.html(
        f'<header class="q-head"><h1>{escape(title)}</h1>'
        + (f"<p>{escape(lead)}</p>" if lead else "")
        + "</header>"
    )


def subheading(title: str, note: str = "") -> None:
    st.html(
        f'<div class="q-sub"><h2>{escape(title)}</h2>' + (f"<p>{escape(note)}</p>" if note else "") + "</div>"
    )


def note(words: str) -> None:
    """A line in small print: a denominator, a unit, where something was left out."""
    st.html(f'<p class="q-note">{escape(words)}</p>')


def empty(words: str, place: str = "", label: str = "", command: str = "") -> None:
    """An empty state that names the next step. place: the id of the page where it is done; command: or at a terminal.

    Where the reader's tier has no use for that page, it says whose it is instead of leading to a closed door.
    """
    with st.container(border=True):
        st.html(f'<p class="q-empty">{escape(words)}</p>')
        if command:
            st.code(command, language=None, wrap_lines=True)
        if place and not reachable(place):
            if BY_ID[place].whose.casefold() not in words.casefold():
                note(f"That is for the {BY_ID[place].whose.casefold()}.")
        elif place:
            link(place, label or f"Go to {BY_ID[place].title}")


def link(place: str, label: str, **ids: str) -> None:
    """A way to another page, carrying ids in the address."""
    pages: Mapping[str, Any] = st.session_state.get(sitting.PAGES, {})
    if place in pages:
        ids = {name: value for name, value in ids.items() if value}
        st.page_link(pages[place], label=plain(label), query_params=ids or None)
    else:
        note(f"{label}: page {BY_ID[place].title}")


def reachable(place: str) -> bool:
    """Whether this reader's tier has a use for the page; what a page then shows is decided by `study.access`, not here."""
    return bool(BY_ID[place].tier <= st.session_state.get(sitting.TIER, Tier.CUSTODIAN))


def sentence(words: str) -> str:
    """An act's or a trouble's words as a sentence: a capital at its head, a stop at its end where it has none."""
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")


def plain(words: str) -> str:
    """Words for a label that Streamlit reads as Markdown (a link, a button, a tab, a row of choices): read as they stand.

    A name in square brackets is no link, and one with an address in it fetches nothing.
    """
    safe = re.sub(r"([\\`*_\[\]<>#!|~$:@&^=+{}])", r"\\\1", " ".join(words.split()))
    safe = re.sub(r"(?i)\b(www)\.", r"\1\\.", safe)
    return re.sub(r"^(\d+)([.)])|^(?=-)", lambda m: f"{m[1]}\\{m[2]}" if m[1] else "\\", safe)


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """A row of figures: (what, how many). Each a word and a number, no judgement."""
    cells = "".join(f"<div><dt>{escape(what)}</dt><dd>{escape(str(n))}</dd></div>" for what, n in pairs)
    st.html(f'<dl class="q-facts">{cells}</dl>')


def code_word(name: str, color: str) -> str:
    """A code's name with its swatch, as markup for other shapes of this file. color: the codebook's."""
    safe = color if re.fullmatch(r"#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}", color) else "#777777"
    return f'<span class="q-code"><i style="background:{safe}"></i>{escape(name)}</span>'


def chips(words: Sequence[tuple[str, str]]) -> None:
    """(code's name, its colour) …"""
    st.html('<p class="q-chips">' + " ".join(code_word(name, color) for name, color in words) + "</p>")


def quotation(
    words: str, where: str, *, verbatim: bool, before: str = "", after: str = "", tags: str = ""
) -> None:
    """A passage in its context. verbatim False: a note-taker's report, set without quotation marks.

    tags: markup made with `code_word`.
    """
    kind = "verbatim" if verbatim else "reported"
    context = [
        f'<span class="q-context">{escape(piece)}</span>' if piece else "" for piece in (before, after)
    ]
    st.html(
        f'<figure class="q-quote {kind}"><blockquote>{context[0]} <b>{escape(words)}</b> {context[1]}</blockquote>'
        f"<figcaption>{escape(where)}{' · ' + tags if tags else ''}</figcaption></figure>"
    )


def figure(
    title: str,
    draw: Callable[[], object],
    *,
    unit: str,
    caption: str = "",
    table: Table | None = None,
    key: str = "",
) -> None:
    """A picture with its title, unit and caption, and the table it was made of."""
    with st.container(key=f"q-figure-{key or abs(hash(title))}"):
        st.html(f'<div class="q-figtitle"><b>{escape(title)}</b><span>{escape(unit)}</span></div>')
        draw()
        if caption:
            note(caption)
        if table is not None:
            with st.expander("The same as a table"):
                st.html(table_markup(table))


def table(content: Table) -> None:
    """A table of words, whole, that wraps on a narrow screen and can be read by a screen reader."""
    st.html(table_markup(content))


def table_markup(content: Table) -> str:
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in content.headers)
    rows = "".join(
        "<tr>" + "".join(
            (f'<th scope="row">{_lines(cell)}</th>' if at == 0 else f"<td>{_lines(cell)}</td>")
            for at, cell in enumerate(row)
        ) + "</tr>"
        for row in content.rows
    )  # fmt: skip
    caption = f"<caption>{escape(content.title)}</caption>" if content.title else ""
    foot = f'<p class="q-note">{escape(content.note)}</p>' if content.note else ""
    body = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    # Reached by Tab, because it scrolls sideways on a narrow screen.
    label = f' role="region" aria-label="{escape(content.title)}"' if content.title else ""
    return f'<div class="q-table" tabindex="0"{label}>{body}</div>{foot}'


def _lines(cell: str) -> str:
    return "<br>".join(escape(line) for line in str(cell).split("\n"))
