"""Reading the causes: the map, the excerpts of the arrow in hand, the same in words, and the claims that stand on no arrow.

The danger: a diagram believed before it is read. So an arrow is an accepted claim and opens the words it rests on; every
arrow can be reached without the picture; what was denied or supposed is listed apart; the filter in force is always shown.
"""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from qualitative.disclosure import View, counted
from qualitative.explorer import address, ui
from qualitative.explorer.address import given
from qualitative.explorer.causes import diagram, queue
from qualitative.explorer.causes.arrows import Picture, codes_of, heard_for, picture
from qualitative.explorer.causes.excerpt import excerpt
from qualitative.figures import Claimed
from qualitative.model import CauseLink, Status, Tier
from qualitative.review.evidence import usable_links
from qualitative.study.access import Access
from qualitative.study.access import causes as acts

EVERY = "all"


def show(access: Access, view: View, bar: DeltaGenerator) -> None:
    """bar: the row of controls at the page's top; the filters join it."""
    with bar:
        whole, around, code = _filtered(view)
    drawn = whole.around(around) if around else whole
    if not drawn.arrows:
        ui.empty(_no_arrow(whole, code))
        _others(view, drawn)
        return
    _in_force(view, drawn, around, code)
    maps = diagram.maps_of(drawn)
    arrow = drawn.arrow(given("cause"), given("effect"))
    node = given("factor") if given("factor") in drawn.labels else ""
    # Where it was opened from the list, the excerpts stand in the list: nobody is sent to look for them further up.
    in_list = arrow is not None and diagram.opened_in_words()
    if diagram.leaves_room(maps):
        left, right = st.columns([1, 1], gap="large")
        with left:
            diagram.show(drawn, maps, arrow.id if arrow else "", node)
        with right, st.container(key="causes-side"):
            if not in_list:
                _in_hand(access, view, drawn, arrow, node)
    else:
        if not arrow and not node:
            _nothing_in_hand()
        diagram.show(drawn, maps, arrow.id if arrow else "", node)
        if (arrow or node) and not in_list:
            _in_hand(access, view, drawn, arrow, node)
    _in_words(access, view, drawn, arrow if in_list else None)
    _others(view, drawn)


def _no_arrow(whole: Picture, code: str) -> str:
    if code:
        return "No claim said under this theme stands on the map. Choose another theme, or all of them."
    if not whole.n_usable:
        return "Every claim accepted so far was denied or only supposed, so no arrow stands. They are listed below."
    return (
        f"{counted(whole.n_usable, 'claim')} accepted, and none reads by itself, so no arrow stands yet. "
        "They are listed below, in their passages."
    )


def _filtered(view: View) -> tuple[Picture, str, str]:
    """The two filters, both in the address. Returns the map under the theme, the box it is kept around, the theme."""
    present = {code for link in usable_links(view) for code in codes_of(view, link)}
    themes = {EVERY: "All themes"}
    themes |= {c.id: c.name for c in view.codebook.every_code() if c.id in present}
    code = address.choose("Said under", themes, "theme", default=EVERY) if len(themes) > 1 else EVERY
    whole = picture(view, "" if code == EVERY else code)
    boxes = {EVERY: "The whole map"}
    boxes |= dict(sorted(whole.labels.items(), key=lambda box: box[1].casefold()))
    around = address.choose("Around", boxes, "around", default=EVERY) if whole.arrows else EVERY
    return whole, "" if around == EVERY else around, "" if code == EVERY else code


def _in_force(view: View, drawn: Picture, around: str, code: str) -> None:
    """How much is drawn of how much, under which filter, and where no map leads."""
    n_claims = sum(len(links) for links in drawn.links.values())
    words = (
        f"{counted(len(drawn.arrows), 'arrow')} from {counted(n_claims, 'claim')}, of {drawn.n_usable} that were "
        "accepted as claims of something that happened"
    )
    limits = []
    if code:
        limits.append(f"only claims said under “{view.codebook.names().get(code, code)}”")
    if around:
        limits.append(f"only what leads to or from “{drawn.labels[around]}”")
    words += f". Filter in force: {' and '.join(limits)}." if limits else ". No filter is in force."
    if drawn.n_further:
        words += (
            f" {counted(drawn.n_further, 'further arrow')} would take the map over fifteen boxes; choose a theme to see"
            " fewer claims at a time."
        )
    if drawn.end and not limits and drawn.end not in drawn.labels:
        words += (
            f" The profile says: {view.case.name} {view.case.profile['stage'].value}; no accepted claim leads to that end in"
            " so many words, so no map leads there."
        )
    ui.note(words)


# --------------------------------------------------------------------------- what is in hand


def _in_hand(access: Access, view: View, drawn: Picture, arrow: Claimed | None, node: str) -> None:
    """The excerpts of the arrow in hand, or what leads to and from the box in hand."""
    with st.container(key="causes-hand"):
        if arrow is not None:
            st.html(
                f'<h2 class="q-causes-pair">{escape(drawn.labels[arrow.cause])}<span>was claimed to contribute to</span>'
                f"{escape(drawn.labels[arrow.effect])}</h2>"
            )
            ui.note(_claimed(view, drawn.links[arrow.id]) + ".")
            _excerpts(access, view, drawn.links[arrow.id])
        elif node:
            _box_in_hand(view, drawn, node)
        else:
            _nothing_in_hand()


def _nothing_in_hand() -> None:
    if given("cause") or given("factor"):
        ui.note(
            "What this address names is not on the map as it is now: the claims behind it were decided on or bundled anew, "
            "or a filter hides it."
        )
    else:
        ui.note(
            "Choose an arrow to read the words it rests on, or a box to see what leads to it and from it."
        )


def _excerpts(access: Access, view: View, links: tuple[CauseLink, ...]) -> None:
    for link in links:
        st.html(excerpt(view, link))
        if access.tier >= Tier.CODER and st.button(
            "Reject this claim", key=f"causes reject {link.id}", type="tertiary", icon=":material/close:"
        ):
            queue.attempt(
                partial(acts.decide, access, view.case.id, link.id, accept=False, was=Status.CONFIRMED),
                "Rejected: the claim stands on no arrow any more. Undo, under Decide, takes it back.",
            )
    st.button("Close", key="causes close", on_click=diagram.choose_nothing)


def _box_in_hand(view: View, drawn: Picture, node: str) -> None:
    ui.subheading(drawn.labels[node])
    for title, rows in (
        ("Claimed to contribute to it", [a for a in drawn.arrows if a.effect == node]),
        ("It was claimed to contribute to", [a for a in drawn.arrows if a.cause == node]),
    ):
        ui.note(title if rows else f"{title}: nothing on this map.")
        for a in rows:
            other = a.cause if a.effect == node else a.effect
            _row(view, drawn, a.cause, a.effect, ui.plain(drawn.labels[other]), in_words=False)
    with st.container(horizontal=True):
        if given("around") != node:
            keep = partial(address.put, around=node)
            st.button("Show only what is around it", key="causes around", on_click=keep)
        st.button("Close", key="causes close", on_click=diagram.choose_nothing)


# --------------------------------------------------------------------------- the same in words, and the rest


def _in_words(access: Access, view: View, drawn: Picture, opened: Claimed | None) -> None:
    """The text alternative: a line for each row of the table behind the map, most widely claimed first."""
    ui.subheading(
        "The map in words", "Each line is an arrow, most widely claimed first, and opens its excerpts."
    )
    with st.container(key="causes-words", gap="small"):
        for row in drawn.table.itertuples(index=False):
            cause, effect = str(row.cause_factor), str(row.effect_factor)
            words = f"{ui.plain(str(row.cause))} → {ui.plain(str(row.effect))}"
            _row(view, drawn, cause, effect, words, in_words=True)
            if opened is not None and (opened.cause, opened.effect) == (cause, effect):
                with st.container(key="causes-hand"):
                    _excerpts(access, view, drawn.links[opened.id])


def _row(view: View, drawn: Picture, cause: str, effect: str, words: str, *, in_words: bool) -> None:
    key = f"{'row' if in_words else 'box'}-{cause}-{effect}"
    choose = partial(diagram.choose_arrow, cause, effect, in_words=in_words)
    with st.container(key=f"causes-row-{key}", gap=None):
        st.button(words, key=f"causes open {key}", type="tertiary", on_click=choose)
        ui.note(_claimed(view, drawn.links[f"{cause}-{effect}"]))


def _claimed(view: View, links: tuple[CauseLink, ...]) -> str:
    return f"{counted(len(links), 'claim')}, {heard_for(view, links)}"


def _others(view: View, drawn: Picture) -> None:
    """Accepted claims that stand on no arrow, and those denied or supposed: never mixed with what is drawn."""
    if drawn.unplaced:
        with st.expander(f"Accepted, but on no arrow ({len(drawn.unplaced)})"):
            ui.note("Their words need the passage to be understood, so they name no box of their own.")
            for link in drawn.unplaced:
                st.html(excerpt(view, link))
    if drawn.apart:
        with st.expander(f"Denied, or only supposed ({len(drawn.apart)})"):
            ui.note(
                "Somebody denied the link, or spoke of what might be or was meant. None of these stands on a map."
            )
            for link in drawn.apart:
                st.html(excerpt(view, link, "denied" if link.negated else "supposed"))
