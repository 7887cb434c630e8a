"""What the anonymiser's tests share: an invented roster, a tagger that sees nobody, one that sees what it is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qualitative.anonymise import anonymise_texts
from qualitative.language import NameSpan
from qualitative.model import Part, PartKind, RawNote, RosterEntry, Tier, Voice

ROSTER = (
    RosterEntry("Beverley Aske", "Director", "Calder Lights", "Providers", "bev.aske@calderlights.example"),
    RosterEntry("Ranjit Sohal", "Support worker", "Calder Lights", "Providers", also_known_as=("Ranj",)),
    RosterEntry("Will Ansty", "Head of services", "Tarn House", "Providers"),
    RosterEntry("James Obi", "Support worker", "Tarn House", "Providers"),
    RosterEntry("James Carter", "Commissioning lead", "Ibsley Council", "Commissioners"),
    RosterEntry("Zofia Wójcik", "Commissioning officer", "Ibsley Council", "Commissioners"),
)


def untagged(texts: Sequence[str]) -> list[list[NameSpan]]:
    return [[] for _ in texts]


def masked(
    text: str, roster: Sequence[RosterEntry] = (), tier: Tier = Tier.REVIEWER, allow: Sequence[str] = ()
) -> str:
    return anonymise_texts({"a.txt": text}, roster, allow, tier, tagger=untagged)["a.txt"][0]


def strings(texts: dict[str, str], roster: Sequence[RosterEntry] = ROSTER) -> dict[str, dict[str, set[str]]]:
    """file → masked words → the strings they got."""
    out: dict[str, dict[str, set[str]]] = {}
    for name, (_, spans) in anonymise_texts(texts, roster, tagger=untagged).items():
        for span in spans:
            words = texts[name][span["start"] : span["end"]]
            out.setdefault(name, {}).setdefault(words, set()).add(span["replacement"])
    return out


def tagged_as(label: str, *names: str, score: float = 0.9) -> Callable[[Sequence[str]], list[list[NameSpan]]]:
    """A tagger that takes each of these words for a `label`, wherever it stands."""

    def tag(texts: Sequence[str]) -> list[list[NameSpan]]:
        return [
            [
                NameSpan(match.start(), match.end(), label, score)
                for name in names
                for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
            ]
            for text in texts
        ]

    return tag


def note(*turns: tuple[str, str]) -> RawNote:
    text, parts = "", []
    for speaker, words in turns:
        start = len(text)
        label = f"{speaker}: " if speaker else ""
        text += label + words
        parts.append(
            Part(
                start,
                len(text),
                PartKind.SPEECH,
                Voice.VERBATIM,
                speaker or None,
                body_char=start + len(label) if label else None,
            )
        )
        text += "\n"
    return RawNote("notes of Beverley.txt", text, tuple(parts))
