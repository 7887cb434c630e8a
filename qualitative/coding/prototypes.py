"""What a codebook says of each code, taken apart into single statements a passage can be held against.

The danger: a definition read as one lump. Codebooks pack ten quoted answers into one "example", name in an
exclusion what belongs elsewhere, and put the telling phrase in the third sentence. The rule: every statement stands
alone; a list of quotations is split; an exclusion that says where its matter goes counts as an inclusion there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualitative.language import sentences
from qualitative.model import Code

MAX_STATEMENTS = 60  # of one kind, of one code: more adds time and no meaning
_QUOTE = "['‘’\"“”]"
_BETWEEN = re.compile(rf"{_QUOTE}\s*[,;]\s*{_QUOTE}|{_QUOTE}\s+{_QUOTE}(?=\w)")
_LABEL = re.compile(
    r"(?:^|(?<=\s))(?:positive|negative|neutral|mixed|wishlist)[\w/ ]{0,20}:\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class Statements:
    """One code's statements. definition: its sentences; all strings are non-empty."""

    code: str
    name: str
    whole: str  # name and definition together
    definition: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    cues: tuple[str, ...] = field(default=())

    @property
    def positive(self) -> tuple[str, ...]:
        """All that belongs to the code, each string once: the whole, examples, inclusions, the cues as one line."""
        line = ", ".join(self.cues[:40])
        return tuple(dict.fromkeys(t for t in (self.whole, *self.examples, *self.include, line) if t))


def statements(codes: Sequence[Code]) -> list[Statements]:
    """The statements of each code, in order. Matter that an exclusion sends to a code is included there."""
    sent_here: dict[str, list[str]] = {code.id: [] for code in codes}
    kept_out: dict[str, list[str]] = {code.id: [] for code in codes}
    for code in codes:
        for entry in code.exclude:
            text, target = _destination(entry, codes)
            if text:
                kept_out[code.id].append(text)
                if target and target != code.id:
                    sent_here[target].append(text)
    return [
        Statements(
            code=code.id,
            name=code.name,
            whole=f"{code.name}. {code.definition}",
            definition=_sentences(code.definition),
            include=tuple(dict.fromkeys((*code.include, *sent_here[code.id])))[:MAX_STATEMENTS],
            exclude=tuple(kept_out[code.id])[:MAX_STATEMENTS],
            examples=tuple(dict.fromkeys(e for x in code.examples for e in split_quotations(x)))[
                :MAX_STATEMENTS
            ],
            cues=code.cues,
        )
        for code in codes
    ]


def split_quotations(entry: str) -> list[str]:
    """One example that is a run of quoted answers → the answers; any other → itself without outer quotation marks."""
    pieces = _BETWEEN.split(_LABEL.sub("', '", entry)) if _BETWEEN.search(entry) else [entry]
    bare = [piece.strip(" '‘’\"“”,;") for piece in pieces]
    return [piece for piece in bare if len(piece) > 1]


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in sentences(text)) or ((text,) if text else ())


def _destination(entry: str, codes: Sequence[Code]) -> tuple[str, str]:
    """An exclusion → its matter without the pointer, and the code it points to ("" when it names none)."""
    tail = re.search(r"\s*(?:\(([^()]+)\)|(?:→|->|=>|:|see|goes to|code as)\s*([^()]+))\.?$", entry)
    if tail:
        words = (tail.group(1) or tail.group(2) or "").lower().strip(" .\"'")
        for code in codes:
            if words.removeprefix("see ").removeprefix("goes to ") in (code.id.lower(), code.name.lower()):
                return entry[: tail.start()].strip(), code.id
    return entry.strip(), ""
