"""Whether words of a passage stand in documents anybody can read: then a search finds who wrote or said them.

The danger: a quotation checked for names, and typed into a search engine by its first reader. So a run of words shared
with a document the team supplies counts when it holds five words that carry meaning, or four in a row with a rare one.
The documents are read for the one run and not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualitative import files, notes
from qualitative.anonymise.words import word_set

CONTENT_WORDS, GRAM = 5, 4
EMPTY = word_set(
    """a about after again all also am an and any are as at be because been before being both but by can
    could did do does doing don down each even ever for from get go going got had has have having he her
    here him his how i if in into is it its just like me more most my no nor not now of off on once one
    only or other our out over own re really said same say she should so some such than that the their
    them then there these they thing things this those through to too under until up us very was way we
    well went were what when where which while who why will with would you your yours ive youve weve
    theyve im youre theyre dont didnt doesnt isnt wasnt werent cant couldnt wont wouldnt thats"""
)
"""Words that stand in any text: a run of them is nobody's."""


@dataclass(frozen=True)
class Shared:
    """The longest run a passage shares with a document. n_words in a row, n_content of them carrying meaning."""

    document: str
    n_words: int
    n_content: int
    rare: bool

    def told(self) -> str:
        run = f"{self.n_words} words in a row stand in {self.document}"
        return f"{run}{', a rare one among them' if self.rare else ''}: a search finds its author"


@dataclass(frozen=True)
class Published:
    """Public documents, as words. names: as the report calls them ("public document 1"), never a file's name."""

    texts: dict[str, list[str]] = field(default_factory=dict, repr=False)
    left_out: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.texts)

    def longest(self, words: str, is_rare: Callable[[str], bool]) -> Shared | None:
        """What a passage shares with them, the strongest; None below both bars. Masks part the words."""
        best: Shared | None = None
        for piece in re.split(r"\[[^\[\]]*\]", words):
            said = _words(piece)
            if len(said) < GRAM:
                continue
            for name, text in self.texts.items():
                for run in _runs(said, text):
                    n_content = sum(w not in EMPTY and len(w) > 2 for w in run)
                    rare = any(is_rare(w) for w in run)
                    enough = n_content >= CONTENT_WORDS or (len(run) >= GRAM and rare)
                    if enough and (best is None or (n_content, len(run)) > (best.n_content, best.n_words)):
                        best = Shared(name, len(run), n_content, rare)
        return best


def read(paths: Sequence[Path]) -> Published:
    """Reads .pdf .docx .txt .md .rtf .html. What cannot be read is told and the rest goes on; raises FileTrouble if none can."""
    texts: dict[str, list[str]] = {}
    troubles: list[files.FileTrouble] = []
    for n, path in enumerate(paths, start=1):
        try:
            text = (
                _html_text(path) if path.suffix.lower() in (".html", ".htm") else notes.read_note(path).text
            )
            texts[f"public document {n}"] = _words(text)
        except files.FileTrouble as trouble:
            troubles.append(trouble)
    if troubles and not texts:
        raise troubles[0]
    return Published(texts, tuple(str(t) for t in troubles))


def _html_text(path: Path) -> str:
    from lxml import html
    from lxml.etree import LxmlError

    data = files.read_bytes(path)
    try:
        root = html.fromstring(data)
    except (LxmlError, ValueError):
        raise files.FileTrouble(path, "it holds no words", "Save the page again, or as .txt.") from None
    for dead in root.xpath("//script|//style|//head"):
        dead.drop_tree()
    return " ".join(root.itertext())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"['’ʼ]", "", text.casefold()))


def _runs(said: Sequence[str], text: Sequence[str]) -> list[Sequence[str]]:
    """Every longest run of GRAM words or more that both hold."""
    at: dict[tuple[str, ...], list[int]] = {}
    wanted = {tuple(said[i : i + GRAM]) for i in range(len(said) - GRAM + 1)}
    for j in range(len(text) - GRAM + 1):
        gram = tuple(text[j : j + GRAM])
        if gram in wanted:
            at.setdefault(gram, []).append(j)
    found: list[Sequence[str]] = []
    reached = 0
    for i in range(len(said) - GRAM + 1):
        longest = 0
        for j in at.get(tuple(said[i : i + GRAM]), ()):
            n = GRAM
            while i + n < len(said) and j + n < len(text) and said[i + n] == text[j + n]:
                n += 1
            longest = max(longest, n)
        if longest and i + longest > reached:
            found.append(said[i : i + longest])
            reached = i + longest
    return found
