"""Where the sources contradict each other: for the reviewer to settle, never settled by the machine.

The danger: "seven partners" in one paper and eight names in the next, both copied into the report. The rule: numbers of
the same thing, amounts under the same word, "unanimous" beside "consensus", and a list longer than its own number are
put side by side with their sources. What is not listed may still contradict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualitative.disclosure import View
from qualitative.model import Tier

_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()  # noqa: SIM905
_VALUES = {w: n for n, w in enumerate(_WORDS, 1)}
_COUNTED = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_WORDS)})\s+(?:[a-z]+\s+)?(partners?|members?|organisations?|charities|charity|providers?|signatories|agencies|sites?|boroughs?|districts?|hubs?)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"£\s?(\d[\d,]*(?:\.\d+)?)\s?(m(?:illion)?\b|bn|billion|k\b|thousand)?", re.IGNORECASE)
_ABOUT_MONEY = ("savings", "value", "budget", "contract", "fund", "grant", "cost", "price", "envelope")
_DECIDING = {"unanimity": re.compile(r"\bunanim\w+", re.I), "consensus": re.compile(r"\bconsensus\b", re.I),
             "majority": re.compile(r"\bmajority (?:vote|decision)|\bby (?:a )?majority\b", re.I)}  # fmt: skip


def contradictions(view: View) -> list[str]:
    """A line per contradiction, with the sources that hold each reading."""
    texts = _texts(view)
    return [*_numbers(texts), *_amounts(texts), *_deciding(texts), *_dates(texts), *_lists(texts)]


def _texts(view: View) -> list[tuple[str, str]]:
    """(where, text) of the profile, the documents and, for the review team, the notes."""
    found = [
        (f"profile, {name.replace('_', ' ')}" + (f" ({fact.source})" if fact.source else ""), fact.value)
        for name, fact in view.case.profile.items()
        if fact.stated
    ]
    found += [(d.title, d.text) for d in view.documents()]
    if view.tier > Tier.PUBLIC:
        found += [(s.title, s.text) for s in view.sources if s.kind.counts]
    return found


def _numbers(texts: list[tuple[str, str]]) -> Iterator[str]:
    said: dict[str, dict[int, list[str]]] = {}
    for place, text in texts:
        for match in _COUNTED.finditer(text):
            n, noun = _value(match.group(1)), _singular(match.group(2).lower())
            if n > 1 and not re.search(
                r"(?:of the|of|other|first|last|another|about|these|those)\s+$", text[: match.start()], re.I
            ):
                said.setdefault(noun, {}).setdefault(n, []).append(place)
    for noun, readings in sorted(said.items()):
        places = {p for where in readings.values() for p in where}
        if len(readings) > 1 and len(places) > 1:
            yield f"How many {_PLURALS.get(noun, noun + 's')}? " + _side_by_side(
                {str(n): where for n, where in sorted(readings.items())}
            )


def _amounts(texts: list[tuple[str, str]]) -> Iterator[str]:
    said: dict[str, dict[str, list[str]]] = {}
    for place, text in texts:
        for line in re.split(r"(?<=[.!?])\s+|\n", text):
            for match in _MONEY.finditer(line):
                before = line[max(0, match.start() - 45) : match.start()].lower()
                after = line[match.end() : match.end() + 30].lower()
                named = [word for word in _ABOUT_MONEY if word in before or word in place] or [
                    word for word in _ABOUT_MONEY if word in after
                ]
                for about in (
                    named if match.group(2) else ()
                ):  # small sums differ because they are different sums
                    said.setdefault(about, {}).setdefault(_amount(match), []).append(place)
    for about, readings in sorted(said.items()):
        places = {p for where in readings.values() for p in where}
        if len(readings) > 1 and len(places) > 1:
            yield f"Amounts spoken of with the word {about} differ: " + _side_by_side(readings)


def _deciding(texts: list[tuple[str, str]]) -> Iterator[str]:
    readings = {
        word: [place for place, text in texts if pattern.search(text)] for word, pattern in _DECIDING.items()
    }
    readings = {word: where for word, where in readings.items() if where}
    if len(readings) > 1:
        yield "How decisions are taken is put differently: " + _side_by_side(readings)


def _lists(texts: list[tuple[str, str]]) -> Iterator[str]:
    for place, text in texts:
        for match in re.finditer(
            rf"\b(\d{{1,2}}|{'|'.join(_WORDS)})\s+(?:[a-z]+\s+)?(\w+)\s*(?::|,? namely|\()\s*([^.;\n)]+)",
            text,
            re.I,
        ):
            names = [
                n for n in re.split(r",\s*(?:and\s+)?|\s+and\s+|\s+&\s+", match.group(3).strip()) if n.strip()
            ]
            n = _value(match.group(1))
            if (
                len(names) >= 3
                and n != len(names)
                and 2 <= n <= 20
                and all(len(x.split()) <= 6 for x in names)
            ):
                yield f"{place} says {match.group(1).lower()} {match.group(2)} and lists {len(names)}."


def _side_by_side(readings: dict[str, list[str]]) -> str:
    return (
        "; ".join(f"{value} in {', '.join(dict.fromkeys(where))}" for value, where in readings.items()) + "."
    )


_PLURALS = {"charity": "charities", "signatory": "signatories", "agency": "agencies"}
_EVENTS = {"signed": r"\bsign(?:ed|ing|ature)\b", "opened": r"\bopen(?:s|ed|ing)?\b", "started": r"\b(?:start(?:s|ed)?|began|launch(?:ed)?)\b",
           "ended": r"\b(?:end(?:s|ed)?|closed?|closure)\b"}  # fmt: skip


def _dates(texts: list[tuple[str, str]]) -> Iterator[str]:
    """Days given for the same kind of event; plans differ from what happened, so a person reads them."""
    for event, pattern in _EVENTS.items():
        readings: dict[str, list[str]] = {}
        for place, text in texts:
            for line in re.split(r"(?<=[.!?;])\s+|\n", text):
                for match in re.finditer(rf"\b\d{{1,2}} (?:{_MONTH}) \d{{4}}\b", line):
                    if re.search(pattern, line[max(0, match.start() - 40) : match.start()], re.I):
                        readings.setdefault(match.group(0), []).append(place)
        if len(readings) > 1:
            yield f"Days given near the word {event} differ: " + _side_by_side(readings)


_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _VALUES[word.lower()]


def _singular(noun: str) -> str:
    return {"charities": "charity", "signatories": "signatory", "agencies": "agency"}.get(
        noun, noun.rstrip("s")
    )


def _amount(match: re.Match[str]) -> str:
    unit = (match.group(2) or "").lower()
    return f"£{match.group(1).rstrip(',')}" + (
        "m" if unit.startswith("m") else "bn" if unit.startswith("b") else "k" if unit else ""
    )
