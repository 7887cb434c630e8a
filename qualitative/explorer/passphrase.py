"""The custodian's passphrase: asked for on the page, kept for this sitting only, forgotten when nobody works.

The danger: a screen left open with the originals on it, and a passphrase that stays somewhere. So it is kept in this
sitting's memory, never in an address, a widget or a file; a clock of its own forgets it after 15 idle minutes, whether
or not anybody looks at the page, and the page then draws itself again without the originals.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from qualitative.explorer import sitting, ui, uploads
from qualitative.explorer.guard import told
from qualitative.study import TROUBLES
from qualitative.study.access import Access, custody
from qualitative.study.access.custody import Key

IDLE_SECONDS = 15 * 60
NO_KEY = ""


@dataclass
class _Kept:
    """The words, until the clock or a person takes them away. proven: they have opened the vault.

    also_forget: takes what this sitting has uploaded out of the server's memory.
    """

    study: Path
    also_forget: Callable[[], None] = field(repr=False)
    words: str | None = field(default=None, repr=False)
    proven: bool = False
    _clock: threading.Timer | None = field(default=None, repr=False)

    def keep(self, words: str, *, proven: bool) -> None:
        self.words, self.proven = words, proven
        self.touch()

    def touch(self) -> None:
        """Somebody works: the 15 minutes begin again."""
        if self._clock is not None:
            self._clock.cancel()
        self._clock = threading.Timer(IDLE_SECONDS, self.forget)
        self._clock.daemon = True
        self._clock.start()

    def forget(self) -> None:
        """May be called by the clock's own thread."""
        self.words, self.proven = None, False
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        self.also_forget()


def asked(access: Access) -> str | None:
    """The passphrase once it has opened the vault; until then draws the form that asks for it and returns None.

    Returns "" for a study that keeps no key (an empty passphrase opens nothing, so it is never one): pass
    `asked(…) or None` to acts. For a study without notes a passphrase may be chosen, which the first import then uses.
    Call it at the top of a page that shows originals, and draw none of them while it returns None.
    Raises Forbidden below the custodian tier, StudyTrouble, StoreTrouble.
    """
    key = custody.key_of(access)
    kept = _kept(access)
    if key is Key.NONE:
        return NO_KEY
    if key is Key.ELSEWHERE:
        custody.open_key(access, "-")  # says where it was looked for, and the mend
    if key is Key.KEPT and kept.words is not None and not kept.proven:
        _prove(
            access, kept
        )  # chosen for a new study, whose vault has been made since, perhaps in another tab
    if kept.words is None:
        _choose(kept) if key is Key.NEW else _ask(access, kept)
        return None
    kept.touch()
    _open_bar(kept)
    return kept.words


def forget() -> None:
    """Locks: the passphrase of this sitting is gone."""
    kept = st.session_state.pop(sitting.PASSPHRASE, None)
    if isinstance(kept, _Kept):
        kept.forget()


def _kept(access: Access) -> _Kept:
    kept = st.session_state.get(sitting.PASSPHRASE)
    if not isinstance(kept, _Kept) or kept.study != access.folder:
        forget()
        kept = st.session_state[sitting.PASSPHRASE] = _Kept(access.folder, uploads.forgetter())
    return kept


def _prove(access: Access, kept: _Kept) -> None:
    try:
        custody.open_key(access, kept.words or "")
    except TROUBLES:
        kept.forget()
        st.info(
            "A key was made for this study meanwhile. Open it with its passphrase.", icon=":material/key:"
        )
    else:
        kept.proven = True


def _ask(access: Access, kept: _Kept) -> None:
    with st.form("open the key", clear_on_submit=True, width=480):
        st.html('<p class="q-key">The originals are in this study’s vault. Open it with its passphrase.</p>')
        words = st.text_input("Passphrase", type="password", autocomplete="off", key="open passphrase")
        pressed = st.form_submit_button("Open the vault", type="primary", icon=":material/lock_open:")
        ui.note("It is kept in this tab’s memory only, and forgotten after 15 idle minutes.")
        if not pressed:
            return
        if not words:
            st.error("Type the passphrase first.", icon=":material/error:")
            return
        try:
            custody.open_key(access, words)
        except TROUBLES as trouble:
            st.error(ui.plain(told(trouble)), icon=":material/error:")
            return
    kept.keep(words, proven=True)
    st.rerun()


def _choose(kept: _Kept) -> None:
    """A study without notes: a passphrase is chosen, or none. The vault is made by the first import, not here."""
    with st.form("choose a key", clear_on_submit=True, width=480):
        st.html(
            '<p class="q-key">This study has no notes yet. Choose a passphrase: it locks the vault that holds who '
            "stands behind each pseudonym. Nobody can recover it for you.</p>"
        )
        words = st.text_input("Passphrase", type="password", autocomplete="off", key="new passphrase")
        again = st.text_input(
            "The same again", type="password", autocomplete="off", key="new passphrase again"
        )
        chosen = st.form_submit_button("Use this passphrase", type="primary", icon=":material/key:")
        ui.note(
            "Or keep no key: nobody can then be looked up, the originals cannot be read beside the anonymised text, and "
            "later notes of the same alliance cannot be added."
        )
        without = st.form_submit_button("Keep no key")
        if chosen:
            try:
                custody.check_new(words, again)
            except TROUBLES as trouble:
                st.error(ui.plain(told(trouble)), icon=":material/error:")
                return
    if chosen or without:
        kept.keep(words if chosen else NO_KEY, proven=False)
        st.rerun()


def _open_bar(kept: _Kept) -> None:
    """Says that the vault is open, and offers to lock it."""
    words = (
        "The vault is open in this tab."
        if kept.proven
        else "A passphrase is chosen; the first import makes the vault."
        if kept.words
        else "No key will be kept."
    )
    with st.container(horizontal=True, vertical_alignment="center", key="q-passphrase"):
        ui.note(words)
        label = "Lock" if kept.words else "Choose again"
        if st.button(label, key="lock the key", icon=":material/lock:", type="tertiary"):
            forget()
            st.rerun()
    _watch()


@st.fragment(run_every=20)
def _watch() -> None:
    """Takes the originals off the screen once the clock has taken the passphrase away."""
    kept = st.session_state.get(sitting.PASSPHRASE)
    if not isinstance(kept, _Kept) or kept.words is None:
        st.rerun()
