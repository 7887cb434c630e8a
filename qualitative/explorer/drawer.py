"""On a telephone the menu lies over the page: it closes when something in it was chosen, so that the page can be seen."""

from __future__ import annotations

import streamlit as st

_JS = """
export default function () {
  const chosen = (event) => {
    const link = event.target.closest?.("[data-testid=stSidebar] [data-testid=stPageLink-NavLink]");
    if (!link || window.innerWidth > 768) return;
    setTimeout(() => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click(), 0);
  };
  document.addEventListener("click", chosen);
  return () => document.removeEventListener("click", chosen);
}
"""


def closes_itself() -> None:
    """It takes no room; call it where the menu is made."""
    st.components.v2.component("qualitative_drawer", js=_JS)(key="drawer")
