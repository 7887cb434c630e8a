"""find_themes: what emerges from the passages of a study, whatever the codebook says.

The danger: a cluster read as a finding. A theme here is a proposal: who belongs to it, how surely, its words and
its two most central passages; a person names it, merges it, or throws it away.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qualitative.model import Passage
from qualitative.themes.lines import LEFT_OUT
from qualitative.themes.naming import central, names
from qualitative.themes.views import LEXICAL_WIDTH, joined, lexical_view, without_replacements

if TYPE_CHECKING:
    import numpy as np

    from qualitative.themes.clusterer import GraphClusterer

log = logging.getLogger("qualitative.themes")


@dataclass(frozen=True)
class FoundTheme:
    """One emergent theme. central: ids of its (at most) two most central passages; size: passages in it."""

    id: str
    label: str
    subtitle: str
    words: tuple[str, ...]
    central: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class ThemesFound:
    """assignments: passage id → (theme id, probability 0-1); theme "-1" = left out. themes: largest first."""

    assignments: Mapping[str, tuple[str, float]] = field(repr=False)
    themes: tuple[FoundTheme, ...]

    def labels(self) -> dict[str, str]:
        return {theme.id: theme.label for theme in self.themes}


def find_themes(
    passages: Sequence[Passage],
    embeddings: np.ndarray | None = None,
    *,
    n_themes: int | None = None,
    seed: int = 0,
    previous: Mapping[str, str] | None = None,
    previous_labels: Mapping[str, str] | None = None,
    cache: MutableMapping[str, Any] | None = None,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> ThemesFound:
    """The themes of the passages.

    embeddings: (n, width) rows of length 1 for the passages with replacements taken out; None = language.embed.
    n_themes: how many; None = as many as the texts hold, also none. seed: another throw of the dice.
    previous: passage id → theme id of an earlier run: those passages keep it, "-1" too, whatever else is given, and
    newcomers are placed by a vote of their neighbours; five or more that lie far from all
    and near each other open a theme of their own. Under 400 passages a newcomer that no theme is near to stays out.
    previous_labels: theme id → label of that run: a theme that stays keeps its name.
    Under 400 passages, without n_themes or previous, only themes that stand out and have a word to be named by are shown.
    progress: called with ("clustering", runs done, runs in all). Raises ValueError where ids repeat or shapes differ.
    """
    import numpy as np

    ids = [passage.id for passage in passages]
    if len(set(ids)) != len(ids):
        raise ValueError("two passages bear the same id; give each its own")
    if n_themes is not None and n_themes < 1:
        raise ValueError(f"{n_themes} themes were asked for; give a whole number from 1, or leave it out")
    texts = [without_replacements(passage.text) for passage in passages]
    # A passage without a word (only a replacement, a dash) can belong nowhere.
    worded = [i for i, text in enumerate(texts) if any(c.isalpha() for c in text)]
    if not worded:
        return ThemesFound(dict.fromkeys(ids, (LEFT_OUT, 0.0)), ())
    if embeddings is None:
        from qualitative.language import embed

        vectors = np.asarray(embed([texts[i] for i in worded], cache=cache, executor=executor))
    else:
        if len(embeddings) != len(passages):
            raise ValueError(f"{len(passages)} passages but {len(embeddings)} embeddings; give one row each")
        vectors = np.asarray(embeddings)[worded]
    held = [texts[i] for i in worded]
    kept = {i: previous[ids[i]] for i in worded if previous and ids[i] in previous}
    if any(theme != LEFT_OUT for theme in kept.values()):
        theme_of, sure = _placed_beside(held, vectors, [kept.get(i) for i in worded])
    else:
        # An earlier run that found no theme leaves its passages out; the others are looked at afresh.
        free = [p for p, i in enumerate(worded) if i not in kept]
        theme_of, sure = [LEFT_OUT] * len(held), np.zeros(len(held))
        if free:
            clusterer = fitted_clusterer(
                [held[p] for p in free],
                vectors[free],
                n_themes=n_themes,
                seed=seed,
                executor=executor,
                progress=progress,
            )
            labels, sure[free] = clusterer.labels_, clusterer.probabilities_
            for p, theme in zip(free, _numbered_by_size(labels), strict=True):
                theme_of[p] = theme
    themes = _described(worded, ids, held, vectors, theme_of, previous_labels or {})
    assignments = dict.fromkeys(ids, (LEFT_OUT, 0.0))
    for passage_id, theme in (previous or {}).items():
        if passage_id in assignments:
            assignments[passage_id] = (theme, 0.0)
    for i, theme, probability in zip(worded, theme_of, sure, strict=True):
        assignments[ids[i]] = (theme, float(probability))
    log.info(
        "themes found: passages=%d themes=%d left_out=%d", len(ids), len(themes), theme_of.count(LEFT_OUT)
    )
    return ThemesFound(assignments, themes)


def fitted_clusterer(
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    n_themes: int | None = None,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> GraphClusterer:
    """The clusterer fitted on both views, what the words do not bear out left out (-1) of its labels_.

    texts: without replacements; vectors: one row each.
    """
    import numpy as np

    from qualitative.themes.clusterer import GraphClusterer, only
    from qualitative.themes.judging import SMALL
    from qualitative.themes.structure import words_belong_together

    clusterer = GraphClusterer(
        n_themes, lexical_columns=LEXICAL_WIDTH, random_state=seed, test_structure=n_themes is None
    )
    clusterer.fit(joined(vectors, lexical_view(texts)), executor=executor, progress=progress)
    if n_themes is not None:
        return clusterer
    labels = clusterer.labels_
    if len(texts) >= SMALL:
        borne_out = (
            np.arange(labels.max() + 1) if words_belong_together(texts, seed=seed) else np.array([], int)
        )
    else:
        by_label = {
            str(c): [texts[i] for i in np.flatnonzero(labels == c).tolist()]
            for c in range(int(labels.max()) + 1)
        }
        borne_out = np.array([int(c) for c, name in names(by_label).items() if name.words_of_its_own], int)
    clusterer.keep_only(only(labels, borne_out))
    return clusterer


def _numbered_by_size(labels: np.ndarray) -> list[str]:
    """Labels → theme ids "0", "1", …, the largest theme first; -1 stays."""
    import numpy as np

    sizes = np.bincount(labels[labels >= 0]) if (labels >= 0).any() else np.array([], dtype=int)
    first = {c: int(np.flatnonzero(labels == c)[0]) for c in range(len(sizes)) if sizes[c]}
    rank = {c: str(n) for n, c in enumerate(sorted(first, key=lambda c: (-sizes[c], c)))}
    return [rank.get(int(label), LEFT_OUT) for label in labels]


def _placed_beside(
    texts: Sequence[str], vectors: np.ndarray, earlier: Sequence[str | None]
) -> tuple[list[str], np.ndarray]:
    """Themes of an earlier run stand; newcomers (None) are placed, or open a theme when several lie far off."""
    import numpy as np

    from qualitative.themes.clusterer import nearness
    from qualitative.themes.judging import BARS, SMALL, standing_out
    from qualitative.themes.placing import far_from_all, groups_apart, near_enough, vote

    known = sorted({t for t in earlier if t is not None and t != LEFT_OUT})
    number = {theme: i for i, theme in enumerate(known)}
    lexical = lexical_view(texts)
    view = joined(vectors, 0.5 * lexical)
    view /= np.maximum(np.linalg.norm(view, axis=1, keepdims=True), 1e-9)
    labels = np.array([number.get(t, -1) if t is not None else -1 for t in earlier], dtype=np.int64)
    placed = np.flatnonzero(labels >= 0)
    new = np.array([i for i, t in enumerate(earlier) if t is None], dtype=np.int64)
    names_of = list(known)
    far = new
    if len(placed) and len(new):
        far = new[far_from_all(view, placed, new)]
        labels[new] = vote(view, labels)[new]
        if len(texts) < SMALL:
            labels[new] = np.where(near_enough(view, labels, placed, new), labels[new], -1)
            far = far[labels[far] < 0]
    fresh = max((int(t) for t in known if t.isdecimal()), default=-1) + 1
    for group in groups_apart(view, placed, far):
        trial = np.where(np.isin(np.arange(len(texts)), group), 0, -1)
        together = np.ones((len(texts), len(texts)), dtype=np.float32)
        if len(texts) < SMALL and standing_out(vectors, lexical, together, trial)[0] < BARS[0]:
            continue
        labels[group] = len(names_of)
        names_of.append(str(fresh))
        fresh += 1
    sure = np.zeros(len(texts))
    members = np.flatnonzero(labels >= 0)
    if len(members):
        compact = np.unique(labels[members], return_inverse=True)[1]
        sure[members] = nearness(view[members], compact, np.arange(len(members)))
    return [names_of[label] if label >= 0 else LEFT_OUT for label in labels], sure


def _described(
    worded: Sequence[int],
    ids: Sequence[str],
    texts: Sequence[str],
    vectors: np.ndarray,
    theme_of: Sequence[str],
    earlier_labels: Mapping[str, str],
) -> tuple[FoundTheme, ...]:
    members: dict[str, list[int]] = {}
    for position, theme in enumerate(theme_of):
        if theme != LEFT_OUT:
            members.setdefault(theme, []).append(position)
    order = sorted(members, key=lambda t: (-len(members[t]), t))
    named = names({theme: [texts[p] for p in members[theme]] for theme in order}, kept=earlier_labels)
    return tuple(
        FoundTheme(
            id=theme,
            label=named[theme].label,
            subtitle=named[theme].subtitle,
            words=named[theme].words,
            central=tuple(ids[worded[p]] for p in central(vectors, members[theme])),
            size=len(members[theme]),
        )
        for theme in order
    )
