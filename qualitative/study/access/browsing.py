"""What the Themes page may do: read at the coder tier at most, and have emergent themes looked for.

The danger: originals, or notes nobody signed, that slip on to a page for reading. So a custodian browses as a coder.
"""

from __future__ import annotations

from qualitative.model import Tier
from qualitative.study import Report, evaluator
from qualitative.study.access import Access
from qualitative.study.workspace import Progress, no_progress


def reading(access: Access) -> Access:
    """This reader at the coder tier at most: no original and nothing unsigned is browsed."""
    return access.lowered(min(access.tier, Tier.CODER))


def find_themes(
    access: Access, case: str, *, everything: bool = False, progress: Progress = no_progress
) -> Report:
    """Clusters what lies beside the codebook (everything: coded or not). Raises Forbidden below the coder tier."""
    with access.study(Tier.CODER) as study:
        return evaluator.cluster_themes(study, case, everything=everything, progress=progress)
