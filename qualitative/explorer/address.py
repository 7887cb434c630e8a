"""Choices that stand in the address: a page can be bookmarked, sent to a colleague, and gone back from.

The danger: an address is kept by browsers, chats and proxies. So only ids stand in it, never words of a note, a name or
a search; and what it asks for is checked like any wish: an id that is not among the choices is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from qualitative.explorer import sitting, ui


def given(name: str) -> str:
    """What the address says of `name`, or ""."""
    return str(st.query_params.get(name, ""))


def put(**ids: str) -> None:
    """Write ids into the address; "" takes one out. All at once: each writing is a step of the back button."""
    before = {name: str(st.query_params[name]) for name in st.query_params}
    after = {name: value for name, value in {**before, **ids}.items() if value}
    if after != before:
        st.query_params.from_dict(after)


def choose(
    label: str,
    options: Mapping[str, str],
    name: str,
    *,
    default: str = "",
    kind: str = "list",
    help: str | None = None,
    remembered: bool = False,
) -> str:
    """A choice bound to the address. options: id (never "") → words. Returns the id chosen ("" where there is nothing to choose).

    default: the id that stands where the address says nothing, and that the address leaves out. remembered: carried to
    other pages with the same choice. kind: "list" (a select box), "row" (segmented buttons).
    """
    if not options:
        return ""
    ids = list(options)
    memory = sitting.chosen(name)
    kept = str(st.session_state.get(memory, "")) if remembered else ""
    first = next((i for i in (kept, default) if i in options), ids[0])
    asked = given(name)
    wanted = asked if asked in options else first
    if asked and asked not in options:
        put(**{name: ""})
    key = f"widget {name}"
    # Said at every run: after going back, the box of another page would lend its value, and this one its default.
    st.session_state[key] = wanted

    def changed() -> None:
        # A row of buttons can be un-pressed: then what stood before stays.
        new = st.session_state.get(key) or wanted
        if remembered:
            st.session_state[memory] = new
        put(**{name: "" if new == first and not remembered else new})

    def words(i: str) -> str:
        return options.get(i, i)

    if kind == "row":
        # A row's words are read as Markdown, a list's are not.
        picked = st.segmented_control(
            label, ids, key=key, format_func=lambda i: ui.plain(words(i)), on_change=changed, help=help
        )
    else:
        picked = st.selectbox(label, ids, key=key, format_func=words, on_change=changed, help=help)
    chosen = picked or wanted
    if remembered:
        st.session_state[memory] = chosen
        put(**{name: chosen})
    return chosen
