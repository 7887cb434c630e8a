"""Links inside the page's own markup, followed without loading the whole page anew.

The danger: a plain link starts a new sitting, in which the tier somebody lowered is back at its ceiling. So a click on
a link of the matrix comes here as ids, and the page shows them; an id that is none is passed over like any wish.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

NAMES = ("code", "theme", "from")
_KEY = "themes links"
_JS = """
export default function (component) {
  const follow = (event) => {
    const link = event.target.closest && event.target.closest("a.q-themes-open");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    component.setTriggerValue("opened", { ...link.dataset });
    // From the matrix to another page: it begins at its top, not where the matrix was left.
    if (link.closest(".q-themes-grid")) document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 });
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""


def listen() -> None:
    """Follow the links of this page. It takes no room; call it last."""
    followed = st.components.v2.component("qualitative_themes_links", js=_JS)
    followed(key=_KEY, on_opened_change=_follow)


def _follow() -> None:
    result: Any = st.session_state.get(_KEY)
    opened = result.get("opened") if isinstance(result, Mapping) else None
    if isinstance(opened, Mapping):
        go(**{name: str(opened.get(name, "")) for name in NAMES})


def go(**ids: str) -> None:
    """The same case at another place: what `ids` does not name is taken out of the address, in one step."""
    case = str(st.query_params.get("case", ""))
    by = str(st.query_params.get("by", ""))
    wanted = {"case": case, "by": by, **ids}
    st.query_params.from_dict({name: value for name, value in wanted.items() if value})
