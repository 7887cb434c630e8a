"""Why a code was suggested, in words that a person can hold against the passage and the codebook.

The danger: a rationale made up after the fact, smoother than the reason. The rule: it is put together only from what
was measured: words of the passage itself (a mask's wording is nobody's word), a sentence of the codebook, a count among people's own codings, the next
code with its confidence. It never quotes another passage: a passage withdrawn must not live on in the rationale of
another.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qualitative.coding.words import WORD, is_content, looks_english, stem
from qualitative.model import Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qualitative.coding.coder import CodebookCoder

MAX_WORDS = 4
MAX_CHARS = 120
NEIGHBOURS = 5
_MASK = re.compile(r"\[[^\[\]\n]*\]")


class Explainer:
    """Explains one coder's suggestions. The statements shown are the codebook's own, sentence by sentence."""

    def __init__(self, coder: CodebookCoder) -> None:
        import numpy as np

        self.coder = coder
        views = coder.views_
        shown = [
            (k, kind, text)
            for k, one in enumerate(views.statements)
            for kind, texts in (
                ("definition", one.definition),
                ("inclusion", one.include),
                ("example", one.examples),
            )
            for text in texts
        ]
        self.kinds = [kind for _, kind, _ in shown]
        self.texts = [text for _, _, text in shown]
        self.owner = np.array([k for k, _, _ in shown], dtype=int)
        self.vectors = views.vectors(self.texts)
        terms = views.lexical["words"].get_feature_names_out()
        self.term_weights: list[dict[str, float]] = [
            {str(terms[place]): float(weight) for place, weight in zip(row.indices, row.data, strict=True)}
            for row in views.documents["words"]
        ]

    def explain(self, passage: Passage, vector: Any, k: int, confidence: NDArray[np.float64]) -> str:
        """The rationale for code number k. vector: the passage's, (384,); confidence: of every code, (k,)."""
        pieces = [
            self._words(passage, k),
            self._nearest(vector, k),
            self._people(vector, k),
            self._next(k, confidence),
        ]
        if not looks_english(passage.text):
            pieces.append(
                "The passage does not look English, which is all this machine reads: treat as a guess"
            )
        return ". ".join(piece for piece in pieces if piece) + "."

    def _words(self, passage: Passage, k: int) -> str:
        code = str(self.coder.classes_[k])
        for whole, where in ((passage.text, "Words"), (passage.heading, "Words of the heading")):
            text = _MASK.sub(lambda mask: " " * len(mask.group()), whole)
            cues = [found for found in self.coder.views_.matcher.find(text) if found.code == code]
            cues.sort(key=lambda found: -found.weight)
            said = [text[found.start_char : found.end_char] for found in cues]
            if not said:
                weights = self.term_weights[k]
                mine = {
                    m.group().lower(): weights.get(stem(m.group()), 0.0)
                    for m in WORD.finditer(text)
                    if is_content(m.group())
                }
                least = max(0.0, *mine.values(), 0.0) / 2  # half as telling as the most telling, or more
                said = [word for word, weight in sorted(mine.items(), key=lambda w: -w[1]) if weight > least]
            distinct = list({" ".join(one.lower().split()): one for one in reversed(said)}.values())[::-1]
            if distinct:
                return f"{where}: " + ", ".join(f"“{one}”" for one in distinct[:MAX_WORDS])
        return "No word in common with the code; near in meaning only"

    def _nearest(self, vector: Any, k: int) -> str:
        import numpy as np

        mine = np.flatnonzero(self.owner == k)
        if not mine.size:
            return ""
        best = int(mine[int(np.argmax(self.vectors[mine] @ vector))])
        text = self.texts[best].rstrip(" .")
        if len(text) > MAX_CHARS:
            text = text[: text.rfind(" ", 0, MAX_CHARS)] + " …"
        return f"Nearest in the codebook, {self.kinds[best]}: “{text}”"

    def _people(self, vector: Any, k: int) -> str:
        """How many of the most similar coded passages carry the code, where people have coded enough to say."""
        import numpy as np

        learner = self.coder.learner_
        if learner is None or self.coder.n_examples_ < 2 * NEIGHBOURS:
            return ""
        nearest = np.argsort(-(learner.vectors[: self.coder.n_examples_] @ vector))[:NEIGHBOURS]
        n_with = int((self.coder.truth_[nearest, k] >= 0.5).sum())
        return f"People gave it to {n_with} of the {NEIGHBOURS} coded passages most like this one"

    def _next(self, k: int, confidence: NDArray[np.float64]) -> str:
        import numpy as np

        others = [j for j in np.argsort(-confidence, kind="stable") if j != k]
        if not others:
            return ""
        return f"Next: {self.coder.views_.codes[others[0]].name} ({confidence[others[0]]:.2f})"
