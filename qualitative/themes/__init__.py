"""themes: what emerges from the passages, whatever the codebook says (Selections → Themes).

    found = find_themes(passages)            # assignments, names, central passages
    model = bertopic_model(passages)         # the same, as a fitted BERTopic

GraphClusterer is the scikit-learn estimator behind both. Nothing heavy is imported until it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qualitative.themes.find import FoundTheme, ThemesFound, find_themes
from qualitative.themes.lines import (
    BadInput,
    read_previous,
    read_previous_labels,
    write_clusters,
)

if TYPE_CHECKING:
    from qualitative.themes.clusterer import GraphClusterer
    from qualitative.themes.frame import bertopic_model

__all__ = [
    "BadInput",
    "FoundTheme",
    "GraphClusterer",
    "ThemesFound",
    "bertopic_model",
    "find_themes",
    "read_previous",
    "read_previous_labels",
    "write_clusters",
]


def __getattr__(name: str) -> Any:
    if name == "GraphClusterer":
        from qualitative.themes.clusterer import GraphClusterer

        return GraphClusterer
    if name == "bertopic_model":
        from qualitative.themes.frame import bertopic_model

        return bertopic_model
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
