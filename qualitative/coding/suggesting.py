"""The machine's proposals for passages, with a confidence and a rationale that a person can check.

The danger: a suggestion believed because it is there. The rule: each says which words carried it, which sentence of
the codebook it stands nearest to and which other code came next, so that a wrong one shows; where nothing fits there
is none. Which passages may be coded at all (never comments, questions, headings) is the caller's: see passages_of.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from qualitative.coding.coder import CodebookCoder
from qualitative.coding.decided import Decided
from qualitative.coding.rationale import Explainer
from qualitative.model import Codebook, Passage, Suggestion

AT_ONCE = 256  # passages between two calls of progress


@dataclass(frozen=True)
class PassageSuggestions:
    """The answer for one passage. codes: those suggested, best first; ranked: every code id, best first."""

    passage: str
    codes: tuple[Suggestion, ...]
    ranked: tuple[str, ...]


def prepare(
    codebook: Codebook,
    examples: Sequence[tuple[Passage, Decided]] = (),
    *,
    cache: MutableMapping[str, Any] | None = None,
    executor: Executor | None = None,
) -> CodebookCoder:
    """A fitted coder, for a caller who asks about several sources with the same codebook and examples."""
    return CodebookCoder(codebook, cache=cache, executor=executor).fit(
        [passage for passage, _ in examples], [codes for _, codes in examples]
    )


def warnings_of(coder: CodebookCoder) -> list[str]:
    """What a person should know of a fitted coder before reading its suggestions, in sentences."""
    if not coder.unknown_codes_:
        return []
    names = ", ".join(coder.unknown_codes_[:5]) + (", …" if len(coder.unknown_codes_) > 5 else "")
    return [
        f"people gave codes that the codebook does not hold, so nothing is learnt from those: {names}. "
        "Put them back into the codebook, or code the passages again"
    ]


def suggest(
    passages: Sequence[Passage],
    codebook: Codebook,
    examples: Sequence[tuple[Passage, Decided]] = (),
    *,
    cache: MutableMapping[str, Any] | None = None,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    coder: CodebookCoder | None = None,
) -> list[PassageSuggestions]:
    """Suggested codes for each passage, in order.

    examples: passages with the codes people gave them, () saying that none fits, or a Partly; ids unknown to the codebook are
    ignored (a caller who must say so asks `prepare(…).unknown_codes_`). cache: vectors by text; executor: for making them. progress(stage, done, total).
    coder: from `prepare`, and then codebook and examples are its own.
    An answer depends on its passage, the codebook and the examples, never on the passages beside it.
    """
    import numpy as np

    if not passages:
        return []
    coder = coder or prepare(codebook, examples, cache=cache, executor=executor)
    explainer = Explainer(coder)
    answers: list[PassageSuggestions] = []
    for start in range(0, len(passages), AT_ONCE):
        some = list(passages[start : start + AT_ONCE])
        evidence = coder.views_.evidence(some)
        confidence = coder.confidence_of(some, evidence)
        for i, passage in enumerate(some):
            order = np.argsort(-confidence[i], kind="stable")
            chosen = [k for k in order if confidence[i, k] >= coder.cut_]
            answers.append(
                PassageSuggestions(
                    passage=passage.id,
                    codes=tuple(
                        Suggestion(
                            passage=passage.id,
                            code=str(coder.classes_[k]),
                            confidence=round(float(confidence[i, k]), 4),
                            rationale=explainer.explain(passage, evidence.vectors[i], int(k), confidence[i]),
                        )
                        for k in chosen
                    ),
                    ranked=tuple(str(coder.classes_[k]) for k in order),
                )
            )
        if progress is not None:
            progress("suggesting", len(answers), len(passages))
    return answers
