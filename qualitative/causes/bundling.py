"""Claimed ends that say nearly the same, bundled into the factors of a cause map.

The danger: a map nobody can read, or one whose nodes say what no participant said. So there are at most some
fifteen nodes, each named by words a participant used, and a person may split, merge and rename them. Only ends of
claimed links are bundled: no arrow comes from what merely stands together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import MutableMapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qualitative.causes.clauses import tokens
from qualitative.causes.ends import trimmed
from qualitative.model import CauseLink, Factor, short_hash

if TYPE_CHECKING:
    import numpy as np

MAX_NODES = 15
LABEL_WORDS = 8
NEAR = 0.62  # cosine of two ends' embeddings from which they are taken to mean the same
_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "so",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "there",
        "they",
        "we",
        "you",
        "i",
        "he",
        "she",
        "them",
        "us",
        "our",
        "their",
        "your",
        "my",
        "who",
        "which",
        "what",
        "how",
        "why",
        "when",
        "where",
        "not",
        "no",
        "very",
        "really",
        "just",
        "some",
        "any",
        "all",
        "had",
        "has",
        "have",
        "did",
        "do",
        "does",
        "would",
        "could",
        "should",
        "can",
        "will",
        "may",
        "might",
    ]
)


def bundle(
    links: Sequence[CauseLink],
    embeddings: np.ndarray | None = None,
    *,
    max_nodes: int = MAX_NODES,
    near: float = NEAR,
    cache: MutableMapping[str, Any] | None = None,
    executor: Executor | None = None,
) -> tuple[tuple[Factor, ...], tuple[CauseLink, ...]]:
    """The factors and the same links with cause_factor and effect_factor filled where the end found a place.

    Denied and hypothetical links are not bundled and come back with empty factors, as do links whose end is a bare
    pronoun ("that", "it") or falls outside the `max_nodes` factors that most links touch. A link whose two ends fall
    together keeps its cause_factor only if they can be told apart; else it comes back unbundled.

    embeddings: (2 × len(links), width) rows of length 1: all cause quotes, then all effect quotes, replacements
    taken out; None = language.embed. Deterministic, whatever the order of the links.
    """
    import numpy as np

    n = len(links)
    if embeddings is not None and len(embeddings) != 2 * n:
        raise ValueError(
            f"{n} links have {2 * n} ends, but {len(embeddings)} embeddings were given; give one row an end"
        )
    usable = [
        (side, i)
        for side in (0, 1)
        for i, link in enumerate(links)
        if not link.negated and not link.hypothetical and meaningful(_quote(link, side))
    ]
    cleared = [replace(link, cause_factor="", effect_factor="") for link in links]
    both = {i for side, i in usable if side == 0} & {i for side, i in usable if side == 1}
    usable = sorted(
        (e for e in usable if e[1] in both), key=lambda e: (_quote(links[e[1]], e[0]), links[e[1]].id, e[0])
    )
    if not usable:
        return (), tuple(cleared)
    quotes = [_quote(links[i], side) for side, i in usable]
    if embeddings is None:
        from qualitative.language import embed

        vectors = np.asarray(embed([readable(q) for q in quotes], cache=cache, executor=executor))
    else:
        vectors = np.asarray(embeddings)[[side * n + i for side, i in usable]]
    groups = _grouped(vectors, near)
    cases = [links[i].case for _, i in usable]
    end_group = {end: (case, int(g)) for end, case, g in zip(usable, cases, groups, strict=True)}
    weight: Counter[tuple[str, int]] = Counter()
    for i in sorted(both):
        cause, effect = end_group[0, i], end_group[1, i]
        if cause != effect:
            weight[cause] += 1
            weight[effect] += 1
    kept = _most_linked(weight, end_group, both, max_nodes)
    factors: dict[tuple[str, int], Factor] = {}
    for group in sorted(kept):
        members = [p for p, end in enumerate(usable) if end_group[end] == group]
        centre = vectors[members].mean(axis=0)
        label = label_of([quotes[p] for p in members], (vectors[members] @ centre).tolist())
        factors[group] = Factor(
            id="F" + short_hash(group[0], label, *sorted(quotes[p] for p in members)),
            case=group[0],
            label=label,
        )
    for i in both:
        cause, effect = end_group[0, i], end_group[1, i]
        if cause in factors and effect in factors and cause != effect:
            cleared[i] = replace(cleared[i], cause_factor=factors[cause].id, effect_factor=factors[effect].id)
    used = {f for link in cleared for f in (link.cause_factor, link.effect_factor) if f}
    ordered = sorted((f for g, f in factors.items() if f.id in used), key=lambda f: (f.label, f.id))
    return tuple(ordered), tuple(cleared)


def _quote(link: CauseLink, side: int) -> str:
    return (link.effect if side else link.cause).quote


def readable(quote: str) -> str:
    """The quote in one line, bracketed replacements taken out."""
    return (
        " ".join(t for t in quote.split() if t)
        if "[" not in quote
        else " ".join(quote[t.start : t.end] for t in tokens(quote) if not t.word.startswith("["))
    )


def meaningful(quote: str) -> bool:
    """Whether an end says what it is about: not just "that", "it" or "they did"."""
    return any(t.is_word and t.word not in _EMPTY and not t.word.startswith("[") for t in tokens(quote))


def _grouped(vectors: np.ndarray, near: float) -> np.ndarray:
    """(n,) group of each end: average linkage by cosine, cut where two groups are no longer near."""
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(vectors) < 2:
        return np.ones(len(vectors), dtype=np.int64)
    # Cosine distance written out, so that a zero row (an end without words) is far from all, not NaN.
    distance = np.clip(1 - vectors @ vectors.T, 0, 2)
    upper = np.triu_indices(len(vectors), 1)
    return np.asarray(fcluster(linkage(distance[upper], "average"), 1 - near, "distance"))


def _most_linked(
    weight: Counter[tuple[str, int]],
    end_group: dict[tuple[int, int], tuple[str, int]],
    both: set[int],
    max_nodes: int,
) -> set[tuple[str, int]]:
    """At most max_nodes groups per case: the strongest first, and then those linked to what is already there."""
    kept: set[tuple[str, int]] = set()
    pairs = sorted({(end_group[0, i], end_group[1, i]) for i in both if end_group[0, i] != end_group[1, i]})
    for case in sorted({group[0] for group in weight}):
        mine: set[tuple[str, int]] = set()
        while True:
            # An arrow is worth the links on it and the weight of its ends; one that hangs on the map comes first.
            options = [
                (bool(set(p) & mine), weight[p[0]] + weight[p[1]], p)
                for p in pairs
                if p[0][0] == case and not set(p) <= mine and len(mine | set(p)) <= max_nodes
            ]
            if not options:
                break
            mine |= set(max(options, key=lambda o: (o[1] + (2 if o[0] else 0), [(-g[1]) for g in o[2]]))[2])
        kept |= mine
    return kept


def label_of(quotes: Sequence[str], nearness: Sequence[float]) -> str:
    """A short phrase from the participants' own words: of the quotes near the middle, the one that needs least cutting."""
    best = max(
        range(len(quotes)),
        key=lambda i: (
            nearness[i]
            - 0.02 * max(0, len(quotes[i].split()) - LABEL_WORDS)
            - (0.1 if len(quotes[i].split()) < 2 else 0),
            quotes[i],
        ),
    )
    return shortened(quotes[best])


def shortened(quote: str, n_words: int = LABEL_WORDS) -> str:
    """The quote's first n_words, cut where a phrase ends if one does, with … where words were left out."""
    words = trimmed(tokens(quote))
    if not words:
        return quote.strip()
    kept = words[:n_words] if sum(t.is_word for t in words) > n_words else words
    cut = len(kept) < len(words)
    if cut:
        breaks = [
            i
            for i, t in enumerate(kept)
            if i >= 3 and t.word in {",", "and", "but", "which", "because", ";", "-", "–", "so"}
        ]
        kept = kept[: breaks[-1]] if breaks else kept
        while len(kept) > 2 and (kept[-1].word in _EMPTY or not kept[-1].is_word):
            kept = kept[:-1]
    text = " ".join(quote[kept[0].start : kept[-1].end].split())
    return (text[0].upper() + text[1:]) + ("…" if cut else "")
