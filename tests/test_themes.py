"""Themes: found rather than made, the same whatever the order, kept when more is added, and named by their own words."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score

from qualitative.model import Passage
from qualitative.themes import (
    BadInput,
    GraphClusterer,
    ThemesFound,
    find_themes,
    read_previous,
    read_previous_labels,
    write_clusters,
)
from qualitative.themes.naming import names, phrases
from qualitative.themes.structure import deviations_over_shuffled, has_structure
from qualitative.themes.views import lexical_view, without_replacements

TOPICS = {
    "parking": "the car park at the hub is full and visitors circle for a parking space near the bus stop",
    "pensions": "the pension liability moved with transferred staff and actuaries disputed the deficit figures",
    "software": "our database crashed and caseworkers typed each referral twice into the old software",
    "catering": "the canteen kitchen served cold soup and the lunch menu never had vegetarian food",
    "heating": "the boiler broke every winter and radiators in the hostel bedrooms stayed cold",
    "training": "new recruits waited for induction training and the trauma course was cancelled",
}
FILLER = [
    "honestly",
    "nobody",
    "really",
    "expected",
    "that",
    "outcome",
    "since",
    "everyone",
    "hoped",
    "otherwise",
    "from",
    "beginning",
    "until",
    "finish",
]


def passages_on_topics(per_topic: int = 12) -> tuple[list[Passage], np.ndarray, list[str]]:
    """Passages of six topics, each with some of the topic's words, and vectors that scatter round the topic's own."""
    rng = random.Random(4)
    noise = np.random.default_rng(4)
    made, vectors, labels = [], [], []
    centres = noise.standard_normal((len(TOPICS), 64))
    for t, (topic, text) in enumerate(TOPICS.items()):
        for n in range(per_topic):
            words = rng.sample(text.split(), 9) + rng.sample(FILLER, 3)
            made.append(Passage(f"{topic}-{n}", " ".join(words)))
            vectors.append(centres[t] + 0.7 * noise.standard_normal(64))
            labels.append(topic)
    rows = np.array(vectors, dtype=np.float32)
    return made, rows / np.linalg.norm(rows, axis=1, keepdims=True), labels


@pytest.fixture(scope="module")
def six() -> tuple[list[Passage], np.ndarray, list[str]]:
    return passages_on_topics()


@pytest.fixture(scope="module")
def found(six: tuple[list[Passage], np.ndarray, list[str]]) -> ThemesFound:
    return find_themes(six[0], six[1])


def partition(found: ThemesFound) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for passage, (theme, _) in found.assignments.items():
        groups.setdefault(theme, set()).add(passage)
    return {frozenset(g) for g in groups.values()}


def test_topics_nobody_counted_are_found(
    six: tuple[list[Passage], np.ndarray, list[str]], found: ThemesFound
) -> None:
    themes = [found.assignments[p.id][0] for p in six[0]]
    assert adjusted_rand_score(six[2], themes) > 0.95
    assert all(0 <= sure <= 1 for _, sure in found.assignments.values())
    assert sum(t.size for t in found.themes) == len(six[0])
    assert [t.size for t in found.themes] == sorted((t.size for t in found.themes), reverse=True)


@settings(max_examples=3, deadline=None)
@given(order=st.permutations(range(72)))
@pytest.mark.slow
def test_the_order_of_the_passages_changes_nothing(order: list[int]) -> None:
    passages, vectors, _ = passages_on_topics()
    turned = find_themes([passages[i] for i in order], vectors[order])
    assert partition(turned) == partition(find_themes(passages, vectors))


def test_as_many_themes_as_asked_for(six: tuple[list[Passage], np.ndarray, list[str]]) -> None:
    assert len(find_themes(six[0], six[1], n_themes=3).themes) == 3


def test_one_cloud_of_passages_holds_no_theme() -> None:
    rng = np.random.default_rng(1)
    cloud = rng.standard_normal(64) * 2 + rng.standard_normal((120, 64))
    cloud /= np.linalg.norm(cloud, axis=1, keepdims=True)
    assert not has_structure(cloud.astype(np.float32))
    assert (GraphClusterer().fit_predict(cloud) == -1).all()


def test_words_dealt_out_at_random_hold_no_theme(six: tuple[list[Passage], np.ndarray, list[str]]) -> None:
    words = [w for p in six[0] for w in p.text.split()]
    random.Random(2).shuffle(words)
    dealt = [Passage(p.id, " ".join(words[12 * i : 12 * i + 12])) for i, p in enumerate(six[0])]
    assert (
        (deviations_over_shuffled([p.text for p in dealt]) or 0)
        < 3
        < (deviations_over_shuffled([p.text for p in six[0]]) or 0)
    )
    # Even with vectors that fall apart neatly: the words do not bear it out.
    assert find_themes(dealt, six[1]).themes == ()


def test_earlier_themes_stay_whole_and_newcomers_are_placed(
    six: tuple[list[Passage], np.ndarray, list[str]],
) -> None:
    passages, vectors, labels = six
    old = [i for i in range(len(passages)) if i % 10]
    before = find_themes([passages[i] for i in old], vectors[old])
    kept = {p: theme for p, (theme, _) in before.assignments.items()}
    after = find_themes(passages, vectors, previous=kept)
    assert all(after.assignments[p][0] == theme for p, theme in kept.items())
    assert adjusted_rand_score(labels, [after.assignments[p.id][0] for p in passages]) > 0.95


def test_newcomers_far_from_every_theme_may_open_one_of_their_own(
    six: tuple[list[Passage], np.ndarray, list[str]],
) -> None:
    passages, vectors, labels = six
    known = [i for i, label in enumerate(labels) if label not in ("heating", "training")]
    kept = {passages[i].id: labels[i] for i in known}
    after = find_themes(passages, vectors, previous=kept)
    assert all(after.assignments[p][0] == theme for p, theme in kept.items())
    strangers = {
        after.assignments[p.id][0]
        for p, label in zip(passages, labels, strict=True)
        if label in ("heating", "training")
    }
    assert strangers.isdisjoint(kept.values())


def test_a_theme_bears_its_own_words_and_two_central_passages(found: ThemesFound) -> None:
    by_topic = {t.central[0].split("-")[0]: t for t in found.themes}
    assert set(by_topic) == set(TOPICS)
    for topic, theme in by_topic.items():
        named = set(theme.label.lower().replace("/", " ").split())
        assert named <= set(TOPICS[topic].split())
        assert len(theme.central) == 2
    assert len({t.label for t in found.themes}) == len(found.themes)


def test_no_theme_is_named_after_a_mask_or_a_filler() -> None:
    texts = [
        "[Participant 7, provider] said the pension figures, you know, the pension figures were late"
    ] * 3
    (name,) = names({"0": texts}).values()
    said = f"{name.label} {name.subtitle} {' '.join(name.words)}".lower()
    assert "pension figures" in said
    for word in ("participant", "provider", "said", "the", "know"):
        assert word not in said.split()
    assert without_replacements("the [Organisation 2] board") == "the board"


def test_a_phrase_never_crosses_a_comma() -> None:
    assert "trust money" not in phrases("low trust, money late")
    assert "money late" in phrases("low trust, money late")


def test_a_passage_without_words_belongs_nowhere(six: tuple[list[Passage], np.ndarray, list[str]]) -> None:
    passages = [*six[0], Passage("mask", "[Participant 3]"), Passage("dash", "–")]
    vectors = np.vstack([six[1], six[1][:2]])
    found = find_themes(passages, vectors)
    assert found.assignments["mask"] == found.assignments["dash"] == ("-1", 0.0)


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_a_handful_of_passages_is_no_theme(n: int) -> None:
    passages, vectors, _ = passages_on_topics()
    assert find_themes(passages[:n], vectors[:n]).themes == ()


def test_the_clusterer_is_a_scikit_learn_estimator(six: tuple[list[Passage], np.ndarray, list[str]]) -> None:
    fresh = clone(GraphClusterer(6, random_state=3))
    assert fresh.get_params()["n_clusters"] == 6
    labels = fresh.fit_predict(six[1])
    assert (fresh.predict(six[1]) == labels).mean() > 0.95
    with pytest.raises(ValueError, match="n_clusters is 0"):
        GraphClusterer(0).fit(six[1])
    with pytest.raises(ValueError, match="NaN"):
        GraphClusterer().fit(np.full((20, 4), np.nan))


def test_beyond_the_most_rows_the_rest_is_placed_by_vote(
    six: tuple[list[Passage], np.ndarray, list[str]],
) -> None:
    clusterer = GraphClusterer(max_rows=60).fit(six[1])
    assert adjusted_rand_score(six[2], clusterer.labels_) > 0.9
    assert ((clusterer.probabilities_ >= 0) & (clusterer.probabilities_ <= 1)).all()


def test_the_lexical_view_does_not_depend_on_the_order() -> None:
    texts = [p.text for p in passages_on_topics(4)[0]]
    assert np.allclose(lexical_view(texts)[::-1], lexical_view(texts[::-1]), atol=1e-5)


@pytest.mark.slow
def test_bertopic_is_handed_the_same_themes(
    six: tuple[list[Passage], np.ndarray, list[str]], found: ThemesFound
) -> None:
    from qualitative.themes import bertopic_model

    model = bertopic_model(six[0], six[1])
    themes = [found.assignments[p.id][0] for p in six[0]]
    assert adjusted_rand_score(themes, model.topics_) == 1.0


# --------------------------------------------------------------------------- files


def test_a_file_of_passages_comes_back_as_a_file_of_themes(
    tmp_path: Path, six: tuple[list[Passage], np.ndarray, list[str]], found: ThemesFound
) -> None:
    out = tmp_path / "out.csv"
    write_clusters(out, six[0], found)
    with out.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert list(rows[0]) == ["id", "theme", "label", "probability"]
    assert [row["id"] for row in rows] == [p.id for p in six[0]]
    assert read_previous(out) == {p: theme for p, (theme, _) in found.assignments.items()}
    assert read_previous_labels(out) == found.labels()


def test_an_earlier_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("passage,cluster\na,1\n", "utf-8")
    with pytest.raises(BadInput, match="no columns id and theme"):
        read_previous(tmp_path / "old.csv")
    (tmp_path / "old.csv").write_text("id,theme\na,1\nb,\n", "utf-8")
    with pytest.raises(BadInput, match="line 3"):
        read_previous(tmp_path / "old.csv")


def test_passages_left_out_before_stay_left_out(six: tuple[list[Passage], np.ndarray, list[str]]) -> None:
    passages, vectors, labels = six
    before = {p.id: "-1" for p in passages[:12]}
    after = find_themes(passages, vectors, previous=before)
    assert all(after.assignments[p] == ("-1", 0.0) for p in before)
    assert adjusted_rand_score(labels[12:], [after.assignments[p.id][0] for p in passages[12:]]) > 0.95


# --------------------------------------------------------------------------- a real review's size


def test_few_themes_among_strangers_are_shown_and_the_strangers_left_out() -> None:
    passages, vectors, labels = passages_on_topics(6)
    rng = np.random.default_rng(9)
    lone = rng.standard_normal((14, 64)).astype(np.float32)
    lone /= np.linalg.norm(lone, axis=1, keepdims=True)
    strangers = [
        Passage(f"lone-{i}", f"matter{chr(97 + i)} concern{chr(97 + i)} affair{chr(97 + i)}")
        for i in range(14)
    ]
    found = find_themes([*passages, *strangers], np.vstack([vectors, lone]))
    assert len(found.themes) >= 4
    placed = [
        (label, found.assignments[p.id][0])
        for p, label in zip(passages, labels, strict=True)
        if found.assignments[p.id][0] != "-1"
    ]
    assert adjusted_rand_score([a for a, _ in placed], [b for _, b in placed]) > 0.9
    assert sum(found.assignments[p.id][0] == "-1" for p in strangers) >= 7


def test_earlier_labels_are_kept(six: tuple[list[Passage], np.ndarray, list[str]]) -> None:
    passages, vectors, labels = six
    kept = {p.id: label for p, label in zip(passages[:-3], labels[:-3], strict=True)}
    after = find_themes(passages, vectors, previous=kept, previous_labels={"heating": "Cold rooms"})
    assert after.labels()["heating"] == "Cold rooms"


def test_no_theme_is_named_by_a_contraction_or_one_passage_alone() -> None:
    texts = ["who'd rang mum about the oversight group", "sorry, the oversight groups met", "tired of zebras"]
    (name,) = names({"0": texts}).values()
    assert name.label.lower() in ("oversight group", "oversight groups")
    assert names({"0": ["mum rang", "sorry about otters"]})["0"].label == "Unnamed theme"
