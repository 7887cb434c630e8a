"""Going through a sample: one sentence in hand, a person says by key whether its words still tell who is who.

The danger: sixty sentences waved through. So one stands alone with what is said round it, each answer is a press of its
own, nothing answers all the rest, and any answer can be looked at again and changed. It is kept at once: one may stop.
"""

from __future__ import annotations

from html import escape
from itertools import groupby

import streamlit as st

from qualitative.explorer import sitting, ui
from qualitative.explorer.guard import told
from qualitative.study import TROUBLES
from qualitative.study.access import Access, risk
from qualitative.study.access.risk import Reading, Sentence

HOW = {"direct": "directly: a name, an address, a number", "indirect": "to somebody who knows the alliance"}


def in_hand(reading: Reading) -> Sentence | None:
    """The one chosen, else the next unread; None where all are read."""
    number = int(st.session_state.get(sitting.RISK_NOW, 0))
    chosen = next((s for s in reading.sentences if s.drawn.number == number), None)
    return chosen or next(iter(reading.unread), None)


def bench(access: Access, case: str, reading: Reading) -> None:
    """The sentence in hand, and what a person can say of it."""
    _said()
    sentence = in_hand(reading)
    n_read = len(reading.sentences) - len(reading.unread)
    if sentence is None:
        return
    with st.container(border=True, key="q-risk-bench"):
        ui.note(
            f"Sentence {sentence.drawn.number} of {len(reading.sentences)} · {n_read} read · {sentence.title} "
            f"({sentence.drawn.source}){_answered(sentence)}"
        )
        if not sentence.text:
            ui.empty(
                "The text changed, and this sentence cannot be found any more. Next step: draw a new sample."
            )
        else:
            st.html(
                f'<p class="q-risk-sentence"><span class="q-context">{escape(sentence.before)}</span>'
                f'<b>{escape(sentence.text)}</b><span class="q-context">{escape(sentence.after)}</span></p>'
            )
        _buttons(access, case, reading, sentence)
        if st.session_state.get(sitting.RISK_PANEL) and sentence.text:
            _panel(access, case, reading, sentence)


def _answered(sentence: Sentence) -> str:
    given = sentence.drawn.answer
    if given is None:
        return ""
    what = f"something left, {given.how}" if given.left else "nothing left"
    return f" · answered by {given.by}: {what}"


def _buttons(access: Access, case: str, reading: Reading, sentence: Sentence) -> None:
    gone = not sentence.text
    numbers = [s.drawn.number for s in reading.sentences]
    at = numbers.index(sentence.drawn.number)
    with st.container(horizontal=True):
        st.button(
            "Nothing left", key="risk nothing", type="primary", shortcut="N", disabled=gone,
            on_click=give, args=(access, case, reading, sentence, "nothing", "", ()),
            help="Nobody can be identified by the words of this sentence that stand unmasked.",
        )  # fmt: skip
        st.button(
            "Something left", key="risk something", shortcut="S", disabled=gone, on_click=_open,
            help="Words of it, or the sentence as a whole, still tell who is meant.",
        )  # fmt: skip
        st.button(
            "Before", key="risk before", shortcut="B", disabled=at == 0, on_click=_go, args=(numbers[at - 1],)
        )
        later = next((s.drawn.number for s in reading.unread if s.drawn.number > sentence.drawn.number), 0)
        st.button("Next unread", key="risk next", shortcut="J", on_click=_go, args=(later,))


def _panel(access: Access, case: str, reading: Reading, sentence: Sentence) -> None:
    given = sentence.drawn.answer
    before = [
        i
        for i, w in enumerate(sentence.words)
        if given and any(a <= w[0] and w[1] <= b for a, b in given.spans)
    ]
    with st.form(f"risk form {sentence.drawn.number}", border=False):
        st.pills(
            "Which words", range(len(sentence.words)), selection_mode="multi", default=before,
            format_func=lambda i: ui.plain(sentence.said(sentence.words[i])), key=f"risk words {sentence.drawn.number}",
        )  # fmt: skip
        st.radio(
            "They identify", list(HOW), format_func=HOW.__getitem__, horizontal=True,
            index=1 if given is not None and given.how == "indirect" else 0, key=f"risk how {sentence.drawn.number}",
        )  # fmt: skip
        ui.note("No word chosen means the sentence as a whole: then only to somebody who knows the alliance.")
        st.form_submit_button(
            "Keep this answer", type="primary", on_click=_keep, args=(access, case, reading, sentence)
        )


def _keep(access: Access, case: str, reading: Reading, sentence: Sentence) -> None:
    number = sentence.drawn.number
    chosen = st.session_state.get(f"risk words {number}") or ()
    how = str(st.session_state.get(f"risk how {number}", "direct"))
    give(access, case, reading, sentence, "something", how, runs(sentence, sorted(chosen)))


def runs(sentence: Sentence, chosen: list[int]) -> tuple[tuple[int, int], ...]:
    """Chosen words that follow each other are one span."""
    found = []
    for _, group in groupby(enumerate(chosen), key=lambda pair: pair[1] - pair[0]):
        here = [i for _, i in group]
        found.append((sentence.words[here[0]][0], sentence.words[here[-1]][1]))
    return tuple(found)


def give(
    access: Access,
    case: str,
    reading: Reading,
    sentence: Sentence,
    found: str,
    how: str,
    spans: tuple[tuple[int, int], ...],
) -> None:
    """Kept at once; then the next unread one is in hand."""
    try:
        risk.answer(access, case, reading.sample, sentence.drawn.number, found, how, spans)
    except TROUBLES as trouble:
        st.session_state[sitting.RISK_SAID] = ("trouble", told(trouble))
        return
    later = next((s.drawn.number for s in reading.unread if s.drawn.number > sentence.drawn.number), 0)
    _go(later)
    said = "something left" if found == "something" else "nothing left"
    st.session_state[sitting.RISK_SAID] = ("done", f"Sentence {sentence.drawn.number}: {said}.")


def _go(number: int) -> None:
    st.session_state[sitting.RISK_NOW], st.session_state[sitting.RISK_PANEL] = number, False


def _open() -> None:
    st.session_state[sitting.RISK_PANEL] = True


def _said() -> None:
    kind, words = st.session_state.pop(sitting.RISK_SAID, ("", ""))
    if kind == "trouble":
        st.error(ui.plain(words), icon=":material/error:")
    elif words:
        ui.note(words)
