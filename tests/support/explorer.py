"""Pages of the explorer in tests: `shown("themes", folder, "reviewer")` runs the whole frame with that page first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from qualitative.explorer import sitting


def script(first: str) -> None:
    from qualitative.explorer.main import run

    run(first)


def shown(
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    folder: Path,
    tier: str,
    person: str = "Ada Invented",
    **address: str,
) -> AppTest:
    """The page after its first run. address: what stands behind the "?"."""
    monkeypatch.setenv("QUALITATIVE_STUDY", str(folder))
    monkeypatch.setenv("QUALITATIVE_AS", person)
    monkeypatch.setenv("QUALITATIVE_TIER", tier)
    at = AppTest.from_function(script, kwargs={"first": page}, default_timeout=60)
    for name, value in address.items():
        at.query_params[name] = value
    return at.run()


def work_ended(at: AppTest, key: str) -> AppTest:
    """The page after the long work `key` has ended, which it may have done before the page was drawn again."""
    if sitting.job(key) in at.session_state:
        at.session_state[sitting.job(key)].wait(60)
        return at.run()
    return at


def component(at: AppTest, name: str) -> dict[str, Any]:
    """What the page hands to its component of this name; {} where there is none."""
    here = [c.proto for c in at.get("bidi_component") if name in c.proto.component_name]
    return dict(json.loads(here[0].json)) if here else {}


def words(at: AppTest) -> str:
    """Everything a reader can read on the page, as one string (markup included)."""
    said: list[str] = []
    for block in (at.main, at.sidebar):
        for element in every_element(block):
            proto = getattr(element, "proto", None)
            for field in ("body", "label", "text", "options", "placeholder"):
                value = getattr(proto, field, "") if proto is not None else ""
                if value:
                    said.append(value if isinstance(value, str) else " | ".join(map(str, value)))
    return "\n".join(said)


def every_element(block: object) -> list[object]:
    found: list[object] = []
    for child in getattr(block, "children", {}).values():
        found.append(child)
        found += every_element(child)
    return found
