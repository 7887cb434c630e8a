"""Code: suggestions beside the text they come from, confirmed or rejected one by one, by key.

The danger: a machine's guess waved through. So there is no accept-all, the passage and the code's definition are in
view whenever a key is pressed, and what counts as acceptance is never shown as accuracy (PRACTICE section 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from qualitative.disclosure import NOT_USED, UNSIGNED, View, counted, spans_not_for_machines, spans_not_used
from qualitative.explorer import address, frame, jobs, sitting, ui
from qualitative.explorer.code import acts, card, choices, reading
from qualitative.explorer.code.queue import ALL, Wanted, after, beside, waiting
from qualitative.explorer.guard import guarded
from qualitative.model import Coding, Source, Status, Tier
from qualitative.study.access import Access, coding

LEGEND = (("suggested", "waits"), ("confirmed", "confirmed"), ("rejected", "rejected"))


def page(access: Access) -> None:
    top = st.container()
    _bench(access)
    # Drawn once a visit, not with every decision; and a job's progress does not tick inside another fragment.
    if case := str(st.session_state.get(sitting.CODE_FOOT, "")):
        guarded(partial(_round, access, case, top))


@st.fragment
def _bench(access: Access) -> None:
    """What a decision draws again: all but the frame and the foot."""
    guarded(partial(_work, access))


def _work(access: Access) -> None:
    cases = access.cases()
    if not cases:
        st.session_state[sitting.CODE_FOOT] = ""
        ui.empty(
            "This study holds no notes yet. The custodian brings them in and signs them off; then codings can be "
            "suggested.",
            place="bring_in" if access.tier >= Tier.CUSTODIAN else "",
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="q-code-choices"):
        case = frame.case_chooser(access)
        before, st.session_state[sitting.CODE_DRAWN] = st.session_state.get(sitting.CODE_DRAWN, case), case
        if before != case:
            st.rerun()  # the menu carries the alliance, and the foot tells of it
        view = acts.read(access, case).view
        notes = _notes(view)
        st.session_state[sitting.CODE_FOOT] = case if notes else ""
        if view.codings:
            by_source = {s.id: [c for c in view.codings if c.selection.source == s.id] for s in notes}
            choices.arrive(view, by_source)
            source = view.source(choices.choose_source(case, notes, by_source))
            wanted = choices.choose_wanted(view, by_source[source.id])
    if not notes:
        _nothing_signed(access, view)
    elif not view.codings:
        ui.empty(
            f"Nothing is suggested in {view.case.name} yet. The machine reads the {counted(len(notes), 'source')} signed "
            "off and suggests codes from your codebook; what it suggests counts for nothing until you decide."
        )
    else:
        _draw(access, view, notes, by_source, source, wanted)


def _notes(view: View) -> list[Source]:
    """Sources somebody spoke in: documents are records, never coded as views."""
    return [source for source in view.sources if source.kind.counts]


def _nothing_signed(access: Access, view: View) -> None:
    waits = view.left_out.get(UNSIGNED, 0)
    if not waits:
        ui.empty(
            f"{view.case.name} holds no notes of interviews or groups yet. The custodian brings them in."
        )
        return
    who = (
        "Read what was masked and sign them off under Review."
        if access.tier >= Tier.CUSTODIAN
        else "The custodian does that, with the passphrase of the key: ask whoever keeps it."
    )
    ui.empty(
        f"Nothing of {view.case.name} is signed off yet: {counted(waits, 'source')} wait{'s' if waits == 1 else ''}. "
        f"Until then nobody codes them. {who}",
        place="review" if access.tier >= Tier.CUSTODIAN else "",
    )


def _suggest(access: Access, case: str, label: str, *, primary: bool = True) -> None:
    report = jobs.offer(
        f"suggest {case}",
        label,
        partial(coding.suggest, access, case),
        title="Suggesting codings",
        primary=primary,
    )
    if report is None:
        return
    if not report.figures.get("suggested"):
        jobs.tell(report)
        return
    acts.say("done", ". ".join((*report.lines, *report.warnings)) + ".")
    st.rerun()


# ------------------------------------------------------------------ the workbench


def _draw(
    access: Access,
    view: View,
    notes: Sequence[Source],
    by_source: dict[str, list[Coding]],
    source: Source,
    wanted: Wanted,
) -> None:
    here = by_source[source.id]
    queue = wanted.of(here)
    _counts(view, source, here)
    now = choices.take_up(here, queue, wanted)
    with st.container(key="q-code-bench"):
        left, right = st.columns([5, 8], gap="medium")
        with left:
            if now is None:
                _nothing_in_hand(access, view, source, notes, by_source)
            else:
                onward = {"then": after(queue, now.id), "next": beside(queue, now, 1)}
                warned = dict(acts.read(access, view.case.id).measured.warned)
                previous, warning = beside(queue, now, -1), warned.get(now.code, "")
                card.card(
                    card.InHand(access, view, source, now, previous=previous, warning=warning, **onward)
                )
        with right:
            reading.pane(
                source,
                _marks(view, here, wanted, now),
                now.id if now else "",
                key="q-code-pane",
                restrictions=view.restrictions,
                legend=LEGEND,
                on_pick=acts.take,
            )


def _counts(view: View, source: Source, here: Sequence[Coding]) -> None:
    """What the last press did, and what is left: one line that keeps its place, so that nothing jumps."""
    kind, said = acts.said()
    if kind == "told":
        st.warning(ui.plain(said), icon=":material/info:")
    machine = [c for c in view.codings if coding.by_machine(c)]
    mine = [c for c in here if coding.by_machine(c)]
    words = (
        f"{waiting(mine)} of {counted(len(mine), 'suggestion')} wait in {source.title}; "
        f"{waiting(machine)} of {len(machine)} in {view.case.name}."
    )
    if decided := len(machine) - waiting(machine):
        yes = sum(c.status is Status.CONFIRMED for c in machine)
        words += f" Decided: {yes} confirmed, {decided - yes} rejected; acceptance is not accuracy."
    done = f"<b>{escape(said)}</b> " if kind == "done" else ""
    st.html(f'<p class="q-note q-code-counts" role="status">{done}{escape(words)}</p>')


def _marks(view: View, here: Sequence[Coding], wanted: Wanted, now: Coding | None) -> list[reading.Mark]:
    """Rejected ones stand in the margin only where they are asked for."""
    shown = [
        c
        for c in here
        if c.status is not Status.REJECTED
        or wanted.state in ("rejected", ALL)
        or c.id == (now.id if now else "")
    ]
    codes = {c.code: card.code_of(view.codebook, c.code) for c in shown}
    return [
        reading.Mark(
            c.id,
            c.selection.start_char,
            c.selection.end_char,
            codes[c.code].name,
            codes[c.code].color,
            c.status.value,
            card.state_words(c, view),
        )
        for c in sorted(shown, key=lambda c: (c.selection.start_char, -(c.confidence or 0.0), c.code))
    ]


def _nothing_in_hand(
    access: Access,
    view: View,
    source: Source,
    notes: Sequence[Source],
    by_source: dict[str, list[Coding]],
) -> None:
    here = by_source[source.id]
    onward = [s for s in notes if waiting(by_source[s.id])]
    hidden = waiting(here)
    with st.container(key="q-code-card", gap="small"):
        if hidden:
            st.html(
                f'<p class="q-empty">Nothing in {escape(source.title)} is under this filter; {hidden} '
                f"wait{'s' if hidden == 1 else ''} outside it.</p>"
            )
            st.button("Show all that waits", key="show all", type="primary", on_click=_unfiltered)
        elif onward:
            later = [s for s in onward if notes.index(s) > notes.index(source)]
            to = (later or onward)[0]
            done = "is decided" if here else "has nothing to decide"
            st.html(f'<p class="q-empty">Everything in {escape(source.title)} {done}.</p>')
            st.button(
                ui.plain(f"Go on to {to.title} · {waiting(by_source[to.id])} wait"), key="next source", type="primary",
                shortcut="J", on_click=_go_to, args=(to.id,),
            )  # fmt: skip
        else:
            st.html(
                f'<p class="q-empty">Every suggestion in {escape(view.case.name)} is decided. What you confirmed now stands '
                "under Themes, and the review can be drafted from it.</p>"
            )
            ui.link("themes", "See what was confirmed, under Themes", case=view.case.id)
            ui.link("draft", "Draft the review", case=view.case.id)
        card.undo_button(access, view)


def _unfiltered() -> None:
    address.put(code="", state="")


def _go_to(source: str) -> None:
    address.put(source=source)
    acts.take("")


def _round(access: Access, case: str, top: DeltaGenerator) -> None:
    """What stands round the bench: the button for suggestions (at the top where notes wait for them), what is left out."""
    kept = acts.read(access, case)
    view = kept.view
    if not view.codings:
        _suggest(access, case, "Suggest codings")
        return
    never, changed = coding.n_sources_due(access, case)
    if never:
        with top:
            ui.note(
                f"The machine has not read {counted(never, 'source')} of {view.case.name} yet: nothing is suggested there."
            )
            _suggest(access, case, f"Suggest codings for {'it' if never == 1 else 'them'}")
    with st.container(key="q-code-foot", gap="xsmall"):
        _foot(view, kept.measured)
        if changed and not never:
            ui.note(
                f"Codebook or decisions changed since the last suggestions, or the notes of {counted(changed, 'source')}. "
                "Suggesting again learns from what people decided, and replaces only what nobody has decided."
            )
        if not never:
            _suggest(access, case, "Suggest again", primary=False)


def _foot(view: View, measured: coding.Measured) -> None:
    asked = sum(len(spans_not_used(source, view.restrictions)) for source in _notes(view))
    if asked:
        ui.note(
            f"Nothing is suggested on what people asked not to be used ({counted(asked, 'place')}). In the notes, “asked” "
            "stands beside it."
        )
    if n := view.left_out.get(NOT_USED):
        ui.note(f"Not shown: {counted(n, 'coding')} made there before.")
    if any(spans_not_for_machines(source, view.restrictions) for source in _notes(view)):
        ui.note(
            "Nothing is suggested on what was said without a recorded agreement to machine-assisted analysis."
        )
    if n := view.left_out.get(UNSIGNED):
        ui.note(f"Not shown: {counted(n, 'source')} of {view.case.name} not signed off yet.")
    if measured.lines and measured.at:
        ui.note(f"How often the machine is right, as measured on {measured.at.astimezone():%-d %B}:")
        for line in measured.lines:
            ui.note(line)
        return
    ui.note(
        "How often the machine is right, and what it misses, is not measured here: that takes a random sample coded "
        "blind, before anybody sees a suggestion (a blank sheet: qualitative export STUDY passages.xlsx --blank --sample "
        "100; then qualitative measure STUDY)."
    )
