"""The look: one typographic scale, one palette, light and dark, kept in look.css and in the settings of the server."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st


@cache
def _css() -> str:
    return (Path(__file__).parent / "look.css").read_text("utf-8")


def apply() -> None:
    st.html(f"<style>{_css()}</style>")
