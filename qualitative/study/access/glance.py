"""The study at a glance, for whoever may read it at all."""

from __future__ import annotations

from qualitative.model import Tier
from qualitative.study import glance
from qualitative.study.access import Access
from qualitative.study.glance import CaseGlance, Glance
from qualitative.study.steps import Step, next_steps

__all__ = ["CaseGlance", "Glance", "Step", "at_a_glance", "next_steps"]


def at_a_glance(access: Access) -> Glance:
    """Where the study stands, as this reader's tier may see it. Raises NoRelease for the public."""
    with access.study(Tier.REVIEWER) as study:
        return glance.glance(study, access.tier)
