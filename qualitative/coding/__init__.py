"""Coding: passages in, suggested codes out, and codings that follow their words when a text is edited.

What it is for: to propose, with a confidence and a rationale, which codes of any codebook a passage carries; to learn
from what people decided. What it must not do: decide. How it is tested: tests/test_coding.py; how it is measured:
benchmarks/coding.py. It reads English only, and does not weigh who speaks.

    CodebookCoder   a scikit-learn estimator: fit / predict_proba / predict
    suggest         the same with rationales, for passages of a study or a file
    passages_of     the segments of a Source that may be coded
    reanchor        codings carried over an edit
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualitative.coding.coder import CodebookCoder
    from qualitative.coding.decided import Decided, Partly
    from qualitative.coding.lines import BadInput, read_examples, read_passages, write_suggestions
    from qualitative.coding.order import that_matters, to_teach
    from qualitative.coding.reanchor import Lost, Reanchored, edits_between, move_span, reanchor
    from qualitative.coding.segments import passages_of
    from qualitative.coding.suggesting import PassageSuggestions, prepare, suggest, warnings_of

_HOME = {
    "CodebookCoder": "coder",
    "Decided": "decided",
    "Partly": "decided",
    "BadInput": "lines",
    "read_examples": "lines",
    "read_passages": "lines",
    "write_suggestions": "lines",
    "that_matters": "order",
    "to_teach": "order",
    "Lost": "reanchor",
    "Reanchored": "reanchor",
    "edits_between": "reanchor",
    "move_span": "reanchor",
    "reanchor": "reanchor",
    "passages_of": "segments",
    "PassageSuggestions": "suggesting",
    "prepare": "suggesting",
    "suggest": "suggesting",
    "warnings_of": "suggesting",
}

__all__ = [
    "BadInput",
    "CodebookCoder",
    "Decided",
    "Lost",
    "Partly",
    "PassageSuggestions",
    "Reanchored",
    "edits_between",
    "move_span",
    "passages_of",
    "prepare",
    "read_examples",
    "read_passages",
    "reanchor",
    "suggest",
    "that_matters",
    "to_teach",
    "warnings_of",
    "write_suggestions",
]


def __getattr__(name: str) -> Any:
    """Each name loads its file when it is first used: the coder brings scikit-learn, which `--help` must not wait for."""
    import importlib

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found
