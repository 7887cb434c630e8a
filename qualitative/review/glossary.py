"""Acronyms used twice or more, expanded only where a source expands them.

The danger: an expansion that is guessed is believed. So one that no source gives reads "not expanded in the sources".
"""

from __future__ import annotations

import re
from collections import Counter

from qualitative.disclosure import View
from qualitative.model import Table, Tier

NOT_EXPANDED = "not expanded in the sources"
_ACRONYM = re.compile(r"(?<![\w\[])([A-Z][A-Z&]{1,6})(?:s)?(?![\w\]])")
_ORDINARY = frozenset("OK TV UK I A AM PM NB FG TBC TBD NA PS CV ID MR MRS DR AOB".split())  # noqa: SIM905


def glossary(view: View) -> dict[str, str]:
    """Acronym → expansion, in alphabetical order. Bodies, roles and former names are for a person to add."""
    text = "\n".join(s.text for s in view.sources)
    unmasked = re.sub(r"\[[^\[\]]*\]", " ", text)
    counts = Counter(m.group(1) for m in _ACRONYM.finditer(unmasked))
    shouted = _shouted(unmasked)
    found = {}
    for acronym, n in counts.items():
        given = view.case.glossary.get(acronym, "")
        if (n >= 2 and acronym not in _ORDINARY and acronym not in shouted) or given:
            found[acronym] = given or _expansion(acronym, unmasked) or NOT_EXPANDED
    return dict(sorted((found | {a: e for a, e in view.case.glossary.items() if a in unmasked}).items()))


def glossary_table(view: View, printed: str) -> Table:
    """printed: the rest of the draft. In public only what stands there: an abbreviation nobody meets tells who spoke."""
    rows = tuple(
        (acronym, meaning)
        for acronym, meaning in glossary(view).items()
        if view.tier > Tier.PUBLIC or re.search(rf"(?<!\w){re.escape(acronym)}s?(?!\w)", printed)
    )
    note = "Abbreviations used twice or more in the sources."
    if view.tier is Tier.PUBLIC:
        note = "Abbreviations that stand above."
    return Table("Glossary", ("abbreviation", "meaning"), rows, note)


def _shouted(text: str) -> set[str]:
    """Words of lines typed wholly in capitals: headings, not acronyms."""
    lines = [
        line for line in text.splitlines() if len(re.findall(r"[A-Za-z]+", line)) > 2 and line == line.upper()
    ]
    return {word for line in lines for word in re.findall(r"[A-Z]+", line)}


def _expansion(acronym: str, text: str) -> str:
    letters = acronym.replace("&", "")
    for before in re.finditer(rf"((?:[A-Za-z'’-]+\s+){{1,10}})\({re.escape(acronym)}s?\)", text):
        words = before.group(1).split()
        for start in (
            n for n, word in enumerate(words) if word.lower() not in ("of", "and", "the", "a", "an")
        ):
            pieces = [piece for word in words[start:] for piece in word.split("-") if piece]
            initials = "".join(
                p[0] for p in pieces if p.lower() not in ("of", "and", "the", "for", "in", "to")
            )
            every = "".join(p[0] for p in pieces)
            if letters.lower() in (initials.lower(), every.lower()):
                return " ".join(words[start:])
    after = re.search(rf"\b{re.escape(acronym)}s?\s+\(([A-Za-z][A-Za-z '’-]{{4,80}})\)", text)
    if (
        after
        and "".join(
            w[0] for w in after.group(1).split() if w.lower() not in ("of", "and", "the", "for")
        ).lower()
        == letters.lower()
    ):
        return after.group(1)
    return ""
