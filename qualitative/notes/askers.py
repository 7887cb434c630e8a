"""Which speaker asks the questions.

The danger: an interviewer's "so nobody told you?" counted as a view; or a participant who wonders aloud taken for
the interviewer, so that her views are lost. The rule: whoever is called an interviewer is one; without such a
label, somebody most of whose turns end in a question, who says less than the others together, and speaks often.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

MIN_TURNS = 3
MIN_SHARE_ASKED = 0.45  # of turns that end in a question; on transcripts read, askers had 0.48 and more, others 0.33 at most
MAX_SHARE_OF_WORDS = 0.5
# Captions without any question mark: the words must ask, and more of the turns, by somebody who says little.
MIN_SHARE_UNMARKED = 0.8
MAX_SHARE_UNMARKED = 0.25
_ASKING_WORDS = re.compile(
    r"\b(?:what|how|why|who|where|which|(?:do|does|did|can|could|would|have|has|is|are|was|were) (?:you|any|it|there|that)"
    r"|if you could|tell (?:me|us))\b",
    re.IGNORECASE,
)


def asking_speakers(turns: Sequence[tuple[str, bool, str]]) -> frozenset[str]:
    """turns: (speaker's key, whether the label names an interviewer, the words). Returns the keys of those who ask."""
    unmarked = not any("?" in said for _, _, said in turns)
    named = {key for key, asks, _ in turns if asks}
    words: dict[str, int] = defaultdict(int)
    n_turns: dict[str, int] = defaultdict(int)
    n_asked: dict[str, int] = defaultdict(int)
    for key, _, said in turns:
        words[key] += len(said.split())
        n_turns[key] += 1
        n_asked[key] += _asks(said, unmarked)
    total = sum(words.values()) or 1
    least = MIN_SHARE_UNMARKED if unmarked else MIN_SHARE_ASKED
    most = MAX_SHARE_UNMARKED if unmarked else MAX_SHARE_OF_WORDS
    found = {
        key
        for key in n_turns
        if n_turns[key] >= MIN_TURNS and n_asked[key] >= least * n_turns[key] and words[key] <= most * total
    }
    if "i" in n_turns and {"r", "p"} & n_turns.keys():  # interviewer and respondent
        named.add("i")
    if len(found) == len(n_turns):  # somebody must have answered
        return frozenset(named)
    return frozenset(named | found)


def _asks(said: str, unmarked: bool) -> bool:
    if unmarked:
        return bool(_ASKING_WORDS.search(said[-160:]))
    return said.rstrip(" \"”’')]*_\n").endswith("?")
