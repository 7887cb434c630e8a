"""The mask in hand: what stands under it, why it is asked about, and what a custodian can decide, by key and by button.

The danger: a decision for more places than the reader thinks. So the button says how many, and one place is the rule.
"""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from qualitative.explorer import sitting, ui
from qualitative.explorer.review import panels, wishes
from qualitative.explorer.review.acts import settled, want
from qualitative.model import Table
from qualitative.study.access import settling
from qualitative.study.access.settling import Place, Reading, Span

SAID = {
    "PERSON": "Person",
    "ORG": "Organisation",
    "PLACE": "Place",
    "POST": "Post",
    "DATE": "Date",
    "AGE": "Age",
}


def show(reading: Reading, now: str) -> None:
    with st.container(border=True, key="q-review-desk"):
        span = reading.spans.get(now)
        if span is None:
            _nothing_left(reading)
        else:
            _in_hand(reading, span)
        _buttons(reading, span)
        panel = st.session_state.get(sitting.REVIEW_PANEL, "")
        if panel == "mask":
            panels.mask_panel(reading)
        elif panel == "wish":
            wishes.panel(reading)
        elif span is not None and panel == "change":
            panels.change_panel(reading, span)
        elif span is not None and panel == "keep":
            panels.keep_panel(reading, span)


def _nothing_left(reading: Reading) -> None:
    n = len(reading.spans)
    masks = "1 mask stands" if n == 1 else f"{n} masks stand"
    words = f"Nothing is left to settle here; {masks}." if n else "Nothing is masked in this source."
    if reading.state.startswith("waiting"):
        words += " Read it through once more, then sign off below."
    st.html(f'<p class="q-review-why">{escape(words)}</p>')


def _in_hand(reading: Reading, span: Span) -> None:
    place = (
        f"{reading.queue.index(span.id) + 1} of {len(reading.queue)} to settle"
        if span.id in reading.queue
        else "Settled"
    )
    original = escape(span.original) if span.original else "<i>not kept</i>"
    shown = "stands as it was said; the public reads " + span.public if span.only_public else span.shown
    who = reading.who.get(span.entity, "")
    known = f" · known as {escape(who.partition(' · ')[2])}" if " · " in who else ""
    may_be = "".join(f"<li>{escape(reading.who[i])}</li>" for i in span.meant[:4] if len(span.meant) > 1)
    st.html(
        f'<div class="q-review-hand"><p class="q-review-count">{escape(place)} · {escape(_type(span))}</p>'
        f'<p class="q-review-words"><span>{original}</span> <span aria-hidden="true">→</span>'
        f'<span class="q-unseen">is read as</span> <b>{escape(shown)}</b></p>'
        f'<p class="q-review-why">{escape(span.why[:1].upper() + span.why[1:])}.{known}</p>'
        f'<ul class="q-review-may">{may_be}</ul></div>'
    )
    if span.places > 1:
        st.toggle(
            f"For all {span.places} places of these words in the sources that wait, taken for the same",
            key=panels.WIDE,
            value=False,
        )


def _type(span: Span) -> str:
    return (
        SAID.get(span.type)
        or panels.TYPE_WORDS.get(span.type, span.type.lower())
        .removeprefix("a ")
        .removeprefix("an ")
        .capitalize()
    )


def _buttons(reading: Reading, span: Span | None) -> None:
    with st.container(horizontal=True, key="q-review-keys"):
        off = span is None
        st.button(
            "Accept",
            key="review accept",
            shortcut="A",
            type="primary",
            disabled=off or (span is not None and not span.asked),
            on_click=_accept,
            args=(_place(reading, span), span is not None and panels.wide(span)),
            help="The mask is right.",
        )
        st.button(
            "Change",
            key="review change",
            shortcut="H",
            disabled=off or not reading.keeps_key,
            on_click=_open,
            args=("change",),
            help="It stays masked, as somebody or something else.",
        )
        st.button(
            "Keep the words",
            key="review keep",
            shortcut="K",
            disabled=off or not reading.has_original or not (span and span.original),
            on_click=_open,
            args=("keep",),
            help="They identify nobody: they stand again, with a reason.",
        )
        st.button(
            "Previous",
            key="review previous",
            shortcut="P",
            type="tertiary",
            disabled=not reading.queue,
            on_click=_step,
            args=(_at(reading, span, -1), len(reading.queue)),
        )
        st.button(
            "Next",
            key="review next",
            shortcut="N",
            type="tertiary",
            disabled=not reading.queue,
            on_click=_step,
            args=(_at(reading, span, 1), len(reading.queue)),
        )
        st.button(
            "Mask more",
            key="review more",
            shortcut="M",
            disabled=not reading.keeps_key,
            on_click=_open,
            args=("mask",),
            help="Words were left standing that identify somebody.",
        )
        st.button(
            "Mark a wish",
            key="review wish",
            shortcut="W",
            on_click=_open,
            args=("wish",),
            help="Somebody asked that a passage not be used, or not be quoted.",
        )
        st.button(
            "Undo",
            key="review undo",
            shortcut="U",
            disabled=not reading.undoable,
            on_click=_undo,
            args=(reading.case,),
            help=ui.plain(f"Takes back the last: {reading.undoable}.")
            if reading.undoable
            else "Nothing to take back.",
        )


def _place(reading: Reading, span: Span | None) -> Place | None:
    return None if span is None else reading.place(span.start_char, span.end_char)


def _accept(place: Place, wide: bool) -> None:
    want("accept", lambda a, p: settling.accept(a, place, p, everywhere=wide), place, settled("Accepted"))


def _undo(case: str) -> None:
    want(
        "undo",
        lambda a, p: settling.undo(a, case, p),
        None,
        lambda r: f"Taken back: {r.figures.get('undone', '')}.",
    )


def _open(panel: str) -> None:
    st.session_state[sitting.REVIEW_PANEL] = (
        "" if st.session_state.get(sitting.REVIEW_PANEL) == panel else panel
    )
    if panel not in ("mask", "wish"):
        st.session_state[sitting.REVIEW_POINTED] = ""


def _at(reading: Reading, span: Span | None, by: int) -> int:
    """Where in the queue the next or the one before is; from a settled mask, where the queue was left."""
    if span is not None and span.id in reading.queue:
        return reading.queue.index(span.id) + by
    return int(st.session_state.get(sitting.REVIEW_STEP, 0)) - (by < 0)


def _step(at: int, of: int) -> None:
    """Round and round."""
    st.session_state[sitting.REVIEW_STEP] = at % of
    st.session_state[sitting.REVIEW_NOW] = st.session_state[sitting.REVIEW_PANEL] = ""


def lists(reading: Reading, now: str) -> None:
    """Every mask, to be picked without a mouse; and the queue, with why each is asked."""
    if not reading.spans:
        return
    ids = ["", *sorted(reading.spans, key=lambda i: reading.spans[i].start_char)]

    # A browser sends back what it shows: two places that read alike would be one, so each tells which it is.
    told: dict[str, str] = {"": f"Pick any of the {len(reading.spans)} masks"}
    met: Counter[str] = Counter()
    for i in ids[1:]:
        span = reading.spans[i]
        base = f"{span.original or '…'} → {span.public if span.only_public else span.shown}"
        met[base] += 1
        nth = f" ({met[base]})" if met[base] > 1 else ""
        told[i] = base + nth + (" ?" if span.asked else "")

    def picked() -> None:
        st.session_state[sitting.REVIEW_NOW] = st.session_state.get("review list") or ""
        st.session_state[sitting.REVIEW_PANEL] = ""

    st.session_state["review list"] = now if now in ids else ""
    st.selectbox(
        "Masks in the order of the text",
        ids,
        format_func=lambda i: told.get(i, i),
        key="review list",
        on_change=picked,
        label_visibility="collapsed",
    )
    if len(reading.queue) > 1:
        with st.expander(f"All {len(reading.queue)} to settle, the riskiest first"):
            ui.note(
                "Risk × uncertainty: first what would cost most if it were wrong (a person, one who took no part, a small post, somebody’s health or offence) and of which the machine is least sure; of equals, what stands rarest. All stay masked until you decide."
            )
            rows = tuple(
                (s.original or "…", s.public if s.only_public else s.shown, _type(s), s.why, str(s.places))
                for s in (reading.spans[i] for i in reading.queue)
            )
            ui.table(Table("", ("Words", "Read as", "Taken for", "Why it is asked", "Places"), rows))
