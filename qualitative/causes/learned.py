"""The learned parts: does this cue claim a cause here, and where do its ends stop?

The danger: a confidence nobody can check. So the models are plain: one logistic regression over cues, and one
softmax over the places where an end may stop, both with readable features (features.py), trained by
training/causes.py; a confidence is the first one's probability.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Sequence
from functools import lru_cache

from qualitative.causes.clauses import Token
from qualitative.causes.features import MAX_TOKENS, boundary_features, cue_features
from qualitative.language.loading import checked_bytes

MODEL = "cause-ends"
Weights = dict[str, float]


@lru_cache(maxsize=1)
def _weights() -> tuple[Weights, Weights]:
    """(cue weights, boundary weights). Raises ModelError when the model's files are missing or damaged."""
    content = json.loads(gzip.decompress(checked_bytes(MODEL, "weights.json.gz")))
    return content["cue"], content["boundary"]


def probability(
    left: Sequence[Token], right: Sequence[Token], cue_words: str, name: str, shape: str
) -> float:
    """How likely it is that the cue claims a cause between what stands left and right of it (0-1)."""
    weights = _weights()[0]
    score = sum(weights.get(f, 0.0) for f in cue_features(left, right, cue_words, name, shape))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def start_of(left: list[Token], shape: str, name: str) -> list[Token]:
    """The end that stops just before the cue: from its likeliest first word on."""
    near = left[-MAX_TOKENS:]
    return near[_likeliest(near, "left", shape, name) :] if near else []


def stop_of(right: list[Token], shape: str, name: str) -> tuple[list[Token], list[Token]]:
    """The end that starts just after the cue, up to its likeliest last word; and the tokens after that."""
    near = right[:MAX_TOKENS]
    if not near:
        return [], []
    stop = _likeliest(near, "right", shape, name) + 1
    return right[:stop], right[stop:]


def _likeliest(words: Sequence[Token], side: str, shape: str, name: str) -> int:
    weights = _weights()[1]
    scores = [
        sum(weights.get(f, 0.0) for f in place) for place in boundary_features(words, side, shape, name)
    ]
    return max(range(len(scores)), key=scores.__getitem__)
