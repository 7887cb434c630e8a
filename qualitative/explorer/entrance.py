"""What stands before the pages: is this server safe, who is there, and may they in? Nothing of the study is shown here.

The danger: a study served by a server somebody started by hand with other settings, or to whoever holds an old cookie.
So every run of every page comes through `entered`, and no page is made before it has given an Access.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.config import get_option

from qualitative.explorer import settings, signing_in, ui
from qualitative.explorer.guard import told
from qualitative.model import Tier
from qualitative.study import TROUBLES, StudyTrouble
from qualitative.study.access import Access, enter, without_place

COMMAND = 'qualitative explore STUDY --as "Your name" --tier reviewer'


def entered() -> Access | None:
    """The way in for whoever looks at this page, or None after a page that says what to do."""
    secrets = _secrets()
    if secrets is None:
        _refused(
            "secrets.toml cannot be read, so nobody can be told apart. Mend it, then start the explorer again."
        )
        return None
    signs_in = signing_in.is_set_up(secrets)
    if wrong := unsafe_here(secrets):
        _refused(
            "This server would endanger a study: " + "; ".join(wrong) + ". "
            "Stop it, and start the explorer with its own command, which sets all of this.",
            COMMAND,
        )
        return None
    folder = os.environ.get("QUALITATIVE_STUDY", "")
    if not folder:
        _how_to_start()
        return None
    try:
        person: str | None = os.environ.get("QUALITATIVE_AS") or None
        ceiling = Tier.parse(os.environ.get("QUALITATIVE_TIER") or "public")
        if signs_in:
            reader = _signed_in(secrets, ceiling)
            if reader is None:
                return None
            person, ceiling = reader.person, reader.tier
        if not (Path(folder) / "study.db").is_file():
            ui.heading("The study is not there")
            ui.empty(
                "The folder this explorer was started for holds no study, or no longer: it may have been moved, renamed "
                "or deleted. Put it back and load this page again, or stop the explorer and start it on the new place.",
                command=COMMAND,
            )
            return None
        try:
            return enter(Path(folder), person, ceiling)
        except StudyTrouble as trouble:
            raise without_place(trouble, Path(folder)) from None
    except (ValueError, *TROUBLES) as trouble:
        ui.heading("The study could not be opened")
        ui.empty(told(trouble))
        return None


def sign_out() -> None:
    """A button in the sidebar, where readers sign in."""
    if signing_in.is_set_up(_secrets() or {}):
        with st.sidebar:
            st.button("Sign out", key="sign out", on_click=st.logout, icon=":material/logout:")


def unsafe_here(secrets: Mapping[str, Any]) -> list[str]:
    """What is wrong with the server that shows this page; nothing where no server runs (a test of a page)."""
    signs_in = signing_in.is_set_up(secrets)
    found = []
    if signs_in:
        found += signing_in.faults(secrets)
    elif os.environ.get("QUALITATIVE_SIGNS_IN"):
        found.append("it was started for readers who sign in, and sign-in is no longer set up (secrets.toml)")
    if not runtime.exists() or type(runtime.get_instance()) is not runtime.Runtime:
        return found
    found += settings.unsafe(get_option, signs_in=signs_in)
    here_alone = settings.is_loopback(get_option("server.address") or "") and (
        not signs_in or settings.is_loopback(signing_in.host_of(secrets))
    )
    if not here_alone and os.environ.get("QUALITATIVE_TIER", "").strip().lower() == Tier.CUSTODIAN.word:
        found.append("it would serve the custodian's pages, with originals, beyond this machine")
    return found


def _signed_in(secrets: Mapping[str, Any], ceiling: Tier) -> signing_in.Reader | None:
    claims = dict(st.user.to_dict())
    if claims.get("is_logged_in") is True and not signing_in.is_stale(claims, time.time()):
        return signing_in.reader(claims, signing_in.rules_of(secrets), ceiling)
    ui.heading(
        "Sign in",
        "This explorer is for people its keeper has let in. Sign in with your organisation's account.",
    )
    st.button("Sign in", key="sign in", type="primary", on_click=st.login)
    ui.note(
        "Your account's name and e-mail address are kept in a cookie for this site alone, until you sign out."
    )
    return None


def _secrets() -> dict[str, Any] | None:
    """secrets.toml; {} where there is none, None where it cannot be read."""
    from streamlit.errors import StreamlitSecretNotFoundError

    try:
        return dict(st.secrets.to_dict())
    except StreamlitSecretNotFoundError as trouble:
        return {} if trouble.error_id == "no-secrets-found" else None
    except Exception:
        return None


def _refused(words: str, command: str = "") -> None:
    ui.heading("This server is not safe for a study")
    ui.empty(words, command=command)


def _how_to_start() -> None:
    ui.heading("No study is open", "The explorer is started for one study, one person and a highest tier.")
    ui.empty(
        "Start it from a terminal. STUDY is the study's folder; the tier is public unless you say otherwise: public, "
        "reviewer, coder or custodian.",
        command=COMMAND,
    )
    ui.empty(
        "No study yet? See one on invented notes, or make your own.",
        command="qualitative demo\nqualitative init my-study",
    )
