"""Which pages there are, what each is for, and the least tier that has a use for it.

The tier here only keeps a page out of the menu. What a page may do is decided by `study.access`, whatever the menu shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from qualitative.model import Tier


@dataclass(frozen=True)
class Place:
    """id: its address and its file in `pages/`. lead: what it is for. whose: the heading it stands under in the menu."""

    id: str
    title: str
    icon: str
    tier: Tier
    whose: str
    lead: str

    def show(self, access: Any) -> None:
        import_module(f"qualitative.explorer.pages.{self.id}").page(access)


PLACES = (
    Place(
        "home",
        "Home",
        ":material/home:",
        Tier.REVIEWER,
        "",
        "Where the study stands, and what waits for whom.",
    ),
    Place(
        "bring_in",
        "Import",
        ":material/upload_file:",
        Tier.CUSTODIAN,
        "Custodian",
        "Bring notes in: they are anonymised on this machine, and wait for you to read what was masked.",
    ),
    Place(
        "review",
        "Review",
        ":material/visibility_lock:",
        Tier.CUSTODIAN,
        "Custodian",
        "The original beside what the team will read. Settle what is uncertain, then sign the source off.",
    ),
    Place(
        "consent",
        "Consent",
        ":material/how_to_reg:",
        Tier.CUSTODIAN,
        "Custodian",
        "What each person agreed to, by when the notes are destroyed, and what a named contact must read.",
    ),
    Place(
        "code",
        "Code",
        ":material/label:",
        Tier.CODER,
        "Evaluator",
        "Suggested codings beside the text they come from. A suggestion counts for nothing until you decide.",
    ),
    Place(
        "risk",
        "Risk",
        ":material/shield_question:",
        Tier.CODER,
        "Evaluator",
        "What is left that may tell who is who: each test passed, failed or not measured. There is no total.",
    ),
    Place(
        "themes",
        "Themes",
        ":material/topic:",
        Tier.REVIEWER,
        "Reviewer",
        "What was said under each code and beside the codebook: how widely, by whom, in which words.",
    ),
    Place(
        "causes",
        "Causes",
        ":material/account_tree:",
        Tier.REVIEWER,
        "Reviewer",
        "What people said led to what. An arrow is a claim somebody made, never two themes that met.",
    ),
    Place(
        "draft",
        "Draft",
        ":material/article:",
        Tier.REVIEWER,
        "Reviewer",
        "The review as it can be written today; each sentence opens what it rests on.",
    ),
    Place(
        "compare",
        "Compare",
        ":material/table_chart:",
        Tier.REVIEWER,
        "Commissioner",
        "The alliances side by side, each figure with its denominator.",
    ),
)
BY_ID = {place.id: place for place in PLACES}
