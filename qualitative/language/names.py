"""Spans that name a person, an organisation or a place (MiniLM tagger; see models/names-tagger/card.md).

The danger: a name left standing identifies somebody; a word masked for nothing takes meaning from the analysis.
A tagger finds, it does not decide: whether a span needs masking is `anonymise`'s business. The rule: one sentence
at a time, so that a sentence has one masking whatever it is batched with; whole words only, so that no half of a
name is left; and a dial, because what a miss costs differs from room to room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from qualitative.language import loading
from qualitative.language.features import words_with_features
from qualitative.language.segmentation import sentences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL = "names-tagger"
LABELS = ("O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
DEFAULT_RECALL = 2.0
WINDOW_PIECES = 200
STRIDE_PIECES = 120
NEW_NAME_LOGIT = 2.0
"""By how much "a name begins" must beat "a name goes on" to part two neighbouring words."""
_JOINS = frozenset(" \t-–'’.\u00a0")
"""What may stand inside one name: "Mary-Jane", "J. Smith"."""


@dataclass(frozen=True)
class NameSpan:
    """text[start_char:end_char] seems to name a `label`: PERSON, ORG or LOC. score: 0–1, before the recall dial."""

    start_char: int
    end_char: int
    label: str
    score: float


def tag_names(
    texts: Sequence[str], recall: float = DEFAULT_RECALL, executor: Executor | None = None
) -> list[list[NameSpan]]:
    """Names in each text, in order, never overlapping; one list per text.

    recall: how much the logit of "no name" is lowered. 0 as trained; 2 finds more and masks more words for
    nothing; figures by dial in models/names-tagger/card.md.
    executor: threads, processes or a cluster; without one, this thread.
    Offsets are code points into each text. A text is read sentence by sentence; the same sentence has the same
    spans wherever it stands. Raises loading.ModelError when the model's files are missing or damaged.
    """
    bounds = [sentences(text) for text in texts]
    distinct = dict.fromkeys(
        text[start:end] for text, found in zip(texts, bounds, strict=True) for start, end in found
    )
    tagged = loading.spread(partial(tag_one_by_one, recall=recall), list(distinct), executor)
    spans_of = dict(zip(distinct, tagged, strict=True))
    return [
        [
            NameSpan(start + span.start_char, start + span.end_char, span.label, span.score)
            for start, end in found
            for span in spans_of[text[start:end]]
        ]
        for text, found in zip(texts, bounds, strict=True)
    ]


def tag_one_by_one(texts: list[str], recall: float) -> list[list[NameSpan]]:
    """Names in each sentence, each run alone, on this thread."""
    return [_tag_sentence(text, recall) for text in texts]


def _tag_sentence(sentence: str, recall: float) -> list[NameSpan]:
    import numpy as np

    words, shapes, flags = words_with_features(sentence)
    if not words:
        return []
    logits = word_logits(sentence, words, shapes, flags)
    dialled = logits.copy()
    dialled[:, 0] -= recall
    chosen = dialled.argmax(axis=1)
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    is_name = 1 - exponents[:, 0] / exponents.sum(axis=1)
    spans: list[NameSpan] = []
    run: list[int] = []
    kind = ""
    for index in range(len(words) + 1):
        label = LABELS[chosen[index]] if index < len(words) else "O"
        if run and not (
            label[2:] == kind
            and _joined(sentence, words[run[-1]][1], words[index][0])
            and (_is_initial(sentence, words, run[-1]) or not _begins_anew(logits[index]))
        ):
            score = float(np.mean([is_name[w] for w in run if chosen[w]]))
            spans.append(NameSpan(words[run[0]][0], words[run[-1]][1], kind, round(score, 4)))
            run = []
        if label != "O":
            if not run and label.endswith("PERSON"):
                run = _initials_before(sentence, words, index, spans)
            run.append(index)
            kind = label[2:]
    return spans


def _initials_before(
    sentence: str, words: list[tuple[int, int]], index: int, spans: list[NameSpan]
) -> list[int]:
    # "P. Sahota", "R.K. Patel": initials with their stops belong to the name that follows them.
    first = index
    while (
        first > 0
        and _is_initial(sentence, words, first - 1)
        and (not spans or spans[-1].end_char <= words[first - 1][0])
    ):
        first -= 1
    return list(range(first, index))


def _is_initial(sentence: str, words: list[tuple[int, int]], index: int) -> bool:
    start, end = words[index]
    between = sentence[end : words[index + 1][0]]
    return end - start == 1 and sentence[start].isalpha() and between in {".", ". "}


def _begins_anew(logits: NDArray[np.float32]) -> bool:
    # "Beverley Aske" read as two people would get two pseudonyms: a new name must be plainly new.
    inside = int(logits[1:].argmax()) | 1
    return bool(logits[inside] - logits[inside + 1] > NEW_NAME_LOGIT)


def _joined(sentence: str, end: int, start: int) -> bool:
    return all(character in _JOINS for character in sentence[end:start])


def word_logits(
    sentence: str, words: list[tuple[int, int]], shapes: list[int], flags: list[int]
) -> NDArray[np.float32]:
    """Mean logit of each word's pieces: shape (words, labels), float32. A word with no piece is "no name"."""
    import numpy as np

    encoding = loading.tokenizer(MODEL).encode(sentence)
    session = loading.session(MODEL)
    ids = np.array(encoding.ids, dtype=np.int64)
    owner = piece_words([offset[0] for offset in encoding.offsets], encoding.special_tokens_mask, words)
    shape_of = np.array([shapes[w] if w >= 0 else 0 for w in owner], dtype=np.int64)
    flag_of = np.array([flags[w] if w >= 0 else 0 for w in owner], dtype=np.int64)
    pieces = np.zeros((len(ids), len(LABELS)), dtype=np.float32)
    for first, last, keep_first, keep_last in _windows(len(ids) - 2):
        inner = slice(first + 1, last + 1)
        pad = np.zeros(1, dtype=np.int64)
        feed = {
            "input_ids": np.concatenate([ids[:1], ids[inner], ids[-1:]])[None],
            "shapes": np.concatenate([pad, shape_of[inner], pad])[None],
            "listed": np.concatenate([pad, flag_of[inner], pad])[None],
        }
        logits = session.run(None, feed)[0].reshape(-1, len(LABELS))[1:-1]
        pieces[keep_first + 1 : keep_last + 1] = logits[keep_first - first : keep_last - first]
    result = np.zeros((len(words), len(LABELS)), dtype=np.float32)
    counts = np.zeros(len(words), dtype=np.int64)
    for position, word in enumerate(owner):
        if word >= 0:
            result[word] += pieces[position]
            counts[word] += 1
    result[counts > 0] /= counts[counts > 0][:, None]
    result[counts == 0, 0] = 100.0
    return result


def piece_words(starts: list[int], special: list[int], words: list[tuple[int, int]]) -> list[int]:
    """For each piece, the index of the word it begins in; -1 for punctuation and special pieces."""
    owner, word = [], 0
    for start, is_special in zip(starts, special, strict=True):
        if is_special:
            owner.append(-1)
            continue
        while word < len(words) and words[word][1] <= start:
            word += 1
        owner.append(word if word < len(words) and words[word][0] <= start else -1)
    return owner


def _windows(n_pieces: int) -> Iterator[tuple[int, int, int, int]]:
    """(first, last, keep_first, keep_last): overlapping windows, and the middle of each whose answer counts."""
    if n_pieces <= WINDOW_PIECES:
        yield 0, n_pieces, 0, n_pieces
        return
    starts = [*range(0, n_pieces - WINDOW_PIECES, STRIDE_PIECES), n_pieces - WINDOW_PIECES]
    edges = [0, *((a + WINDOW_PIECES + b) // 2 for a, b in pairwise(starts)), n_pieces]
    for start, (keep_first, keep_last) in zip(starts, pairwise(edges), strict=True):
        yield start, start + WINDOW_PIECES, keep_first, keep_last
