"""Which sentences a person reads: drawn by chance from all of a case, so that what they find speaks for the rest.

The danger: reading where one expects to find something, and a sample drawn again until it looks well. So every sentence
with a word that stands unmasked has the same chance (or, by source, a known one), the seed is kept, and a second draw
does not wipe out the first.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from qualitative.language.segmentation import sentences, word_tokens
from qualitative.model import Source
from qualitative.study.workspace import StudyTrouble


@dataclass(frozen=True)
class Framed:
    """A sentence that could be drawn: code points in its source's stored text. n_words: those that stand unmasked."""

    source: str
    start_char: int
    end_char: int
    n_words: int


def open_words(source: Source) -> list[tuple[int, int]]:
    """The words of a text that no mask covers, as code points; a date that stands for the team is such a word."""
    masked = [(r.start_char, r.end_char) for r in source.replacements if r.coder.startswith("[")]
    return [
        (start, end)
        for start, end in word_tokens(source.text)
        if not any(a < end and start < b for a, b in masked)
    ]


def frame(sources: Sequence[Source]) -> list[Framed]:
    """Every sentence of the sources in order, but those that are nothing besides masks."""
    found = []
    for source in sources:
        words = open_words(source)
        for start, end in sentences(source.text):
            n = sum(start <= at < end for at, _ in words)
            if n:
                found.append(Framed(source.id, start, end, n))
    return found


def draw(all_of_them: Sequence[Framed], n: int, seed: int, *, by_source: bool = False) -> list[Framed]:
    """n sentences in the order of the notes; all, where there are no more. The same seed draws the same ones.

    by_source: of each source its share, one at least; else simple random over all of them.
    Raises StudyTrouble where there is nothing to draw, or fewer are asked for than there are sources to draw from.
    """
    if not all_of_them:
        raise StudyTrouble("there is no sentence to draw: the case holds no notes yet")
    chance = random.Random(seed)
    if not by_source:
        drawn = chance.sample(range(len(all_of_them)), min(n, len(all_of_them)))
        return [all_of_them[i] for i in sorted(drawn)]
    at: dict[str, list[int]] = {}
    for i, one in enumerate(all_of_them):
        at.setdefault(one.source, []).append(i)
    if n < len(at):
        raise StudyTrouble(
            f"{n} sentences cannot be drawn from {len(at)} sources; ask for {len(at)} at least, or leave out --by-source"
        )
    shares = shared_out(n, {source: len(here) for source, here in at.items()})
    chosen = [i for source, here in at.items() for i in chance.sample(here, shares[source])]
    return [all_of_them[i] for i in sorted(chosen)]


def shared_out(n: int, sizes: dict[str, int]) -> dict[str, int]:
    """n shared out by size, one at least and never more than there are; what is left over to the largest remainders."""
    total = sum(sizes.values())
    n = min(n, total)
    wanted = {name: n * size / total for name, size in sizes.items()}
    given = {name: min(sizes[name], max(1, int(wanted[name]))) for name in sizes}
    while sum(given.values()) < n:
        name = max((x for x in sizes if given[x] < sizes[x]), key=lambda x: (wanted[x] - given[x], x))
        given[name] += 1
    while sum(given.values()) > n:
        name = min((x for x in sizes if given[x] > 1), key=lambda x: (wanted[x] - given[x], x))
        given[name] -= 1
    return given
