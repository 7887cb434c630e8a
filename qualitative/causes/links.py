"""find_links: the causes people claim, as they claim them.

The danger: a machine's guess drawn as an arrow. So a link needs a cue (cues.py), is never read out of co-occurrence,
and what is denied ("it wasn't because"), possible ("might lead to") or only meant ("in order to") is marked, not
counted as claimed. Every link is a suggestion until a person accepts it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial

from qualitative.causes.clauses import sentences, tokens
from qualitative.causes.cues import Shape, cues_in
from qualitative.causes.ends import Ends, ends_of
from qualitative.causes.learned import probability
from qualitative.model import ClaimedLink, Passage

log = logging.getLogger("qualitative.causes")

LEAST_SURE = 0.35
# Right before "because" only ("not because"), up to two words before a verb ("didn't really lead to"), never before "so".
_NOT = r"(?:\bnot|n't|\bnever|\bno longer|\bhardly|\brather than)"
_NOT_BEFORE_VERB = re.compile(_NOT + r"(?:\s+\w+){0,2}\s*$", re.IGNORECASE)
_NOT_BEFORE_LINK = re.compile(_NOT + r"(?:\s+(?:just|really|only|so much|simply))?\s*$", re.IGNORECASE)
_NOT_INSIDE = re.compile(r"n't\b|\bnot\b", re.IGNORECASE)
_STRONG_WOULD = re.compile(
    r"\b(?:would|could|might|may|should|whether|potentially|'d)\b(?:\s+\w+){0,3}\s*$", re.IGNORECASE
)


def find_links(
    passages: Sequence[Passage],
    *,
    wide: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
    executor: Executor | None = None,
) -> list[ClaimedLink]:
    """The claimed links of each passage, in the passages' order; offsets are code points into passage.text.

    hypothetical: possible, conditional or meant (an aim and what was done for it), not claimed to have happened.
    wide: look also for "to", "for", "over", "with", "after", "when": what news and hearings claim causes by, and notes seldom.
    negated: the link itself is denied. progress: called with ("finding causes", passages done, passages in all).
    """
    run = executor.map if executor is not None else map
    out: list[ClaimedLink] = []
    for done, found in enumerate(run(partial(links_in, wide=wide), passages), 1):
        out.extend(found)
        if progress is not None:
            progress("finding causes", done, len(passages))
    log.info("claimed links found: passages=%d links=%d", len(passages), len(out))
    return out


def links_in(passage: Passage, *, wide: bool = False) -> list[ClaimedLink]:
    """The claimed links of one passage, ordered by where they start."""
    text = passage.text
    spans = sentences(text)
    out: list[ClaimedLink] = []
    for start, end, cue in cues_in(text, wide=wide):
        sentence = next((s for s in spans if s[0] <= start < s[1]), None)
        if sentence is None:
            continue
        left, right = tokens(text, sentence[0], start), tokens(text, end, sentence[1])
        sure = probability(left, right, text[start:end].lower(), cue.name, cue.shape)
        if sure < LEAST_SURE:
            continue
        ends = ends_of(text, start, end, cue, spans)
        if ends is None:
            continue
        before = text[sentence[0] : start].replace("’", "'")
        out.append(
            ClaimedLink(
                passage=passage.id,
                cause=ends.cause,
                effect=ends.effect,
                cue=(start, end),
                confidence=round(sure, 2),
                negated=denied(before, text[start:end], cue.shape),
                hypothetical=cue.shape.supposed or supposed(text, ends, before, cue.shape),
            )
        )
    return sorted(out, key=lambda link: (min(link.cause[0], link.effect[0]), link.cue or (0, 0)))


def denied(before: str, cue: str, shape: Shape) -> bool:
    """Whether the link itself is denied, by what stands before the cue or inside it."""
    if shape is Shape.CONNECT:
        return False
    if shape in (Shape.VERB, Shape.PASSIVE):
        return bool(_NOT_BEFORE_VERB.search(before) or _NOT_INSIDE.search(cue))
    return bool(_NOT_BEFORE_LINK.search(before))


def supposed(text: str, ends: Ends, before: str, shape: Shape) -> bool:
    """Whether the claim is about what might be: "would have", "might lead to", "if … could"."""
    if shape in (Shape.VERB, Shape.PARTICIPLE, Shape.PASSIVE):
        return bool(_STRONG_WOULD.search(before)) or bool(
            re.search(r"\b(?:if|unless)\b", text[ends.cause[0] : ends.cause[1]], re.I)
        )
    effect = text[ends.effect[0] : ends.effect[1]].replace("’", "'")
    return bool(
        re.search(r"\b(?:would|could|might|may)\b(?!\s*n't)\s", effect + " ", re.I)
    ) and not re.search(
        r"\b(?:would|could) (?:always|often|never|not)\b|\bcouldn't\b|\bwouldn't\b", effect, re.I
    )
