"""What the names tagger learns from: sentences with labelled words, and the swaps that make them fair.

The danger: public corpora name few of the people a UK service works with, and always in tidy capitals; a tagger
trained on them alone finds "Alan" and misses "ngozi". The rules: in two of five sentences that name somebody the
names are swapped for others from eight UK communities and the ONS list; sentences are also retyped (lower case,
capitals, names alone in lower case); features are dropped at random, so that no name hangs on a gazetteer.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qualitative.language.features import listed, shapes
from qualitative.language.gazetteers import forenames
from qualitative.language.names import LABELS
from qualitative.language.segmentation import sentences, word_tokens

HERE = Path(__file__).resolve().parent


def wordlist(listed: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(listed.split())


TITLES = wordlist(
    """mr mrs ms miss mx dr prof professor cllr councillor rev reverend sir dame lord lady pc sgt sister father saint
    prince princess pope aunt auntie uncle"""
)
UNSUITED = frozenset({"re3d_ukgov"})
"""Sources left out: it labels "I", "we" and offices as people and organisations."""
NOT_NAMES = wordlist(
    """president secretary petitioner petitioners respondent respondents lords americans american scientology
    candidates general governor governors king queen minister chairman mayor captain colonel judge justice senator
    congressman doctor professor chief commissioner director founder prime vice united states the god lord"""
)
"""Offices, peoples and parties that some corpora label PERSON: taken as no name."""
_MARKED = re.compile(r"\[([^\[\]|]+)\|(PERSON|ORG|LOC)\]")


@dataclass(frozen=True)
class Labelled:
    """One sentence and its name spans (start_char, end_char, PERSON | ORG | LOC)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    source: str = ""


def read_units(path: Path) -> list[Labelled]:
    """Units of a .jsonl.gz ({"src", "text", "spans"} a line), cut into sentences by the shipped splitter."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            unit = json.loads(line)
            if unit["src"] in UNSUITED:
                continue
            bare = (without_title(unit["text"], *span, TITLES | NOT_NAMES) for span in unit["spans"])
            unit["spans"] = [span for span in bare if span is not None]
            for start, end in sentences(unit["text"]):
                spans = tuple(
                    (max(a, start) - start, min(b, end) - start, label)
                    for a, b, label in unit["spans"]
                    if a < end and b > start
                )
                found.append(Labelled(unit["text"][start:end], spans, unit["src"]))
    return found


def without_title(
    text: str, start: int, end: int, label: str, titles: frozenset[str] = TITLES
) -> tuple[int, int, str] | None:
    """A person's span without the titles before it ("Mrs", "President"), so that a name has one beginning.

    None if nothing but titles and offices is in it.
    """
    if label != "PERSON":
        return start, end, label
    for a, b in word_tokens(text[start:end]):
        if text[start + a : start + b].lower() not in titles:
            return start + a, end, label
    return None


def parse_marked(line: str, source: str = "notes") -> Labelled:
    """'spoke to [bev|PERSON]' → the plain sentence and its spans."""
    text, spans, at = "", [], 0
    for match in _MARKED.finditer(line):
        text += line[at : match.start()]
        spans.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        at = match.end()
    text += line[at:]
    bare = (without_title(text, *span) for span in spans)
    return Labelled(text, tuple(span for span in bare if span is not None), source)


NOTES = (
    "notes_sentences.txt",
    "notes_people.txt",
    "notes_people2.txt",
    "notes_lookalikes.txt",
    "notes_lookalikes2.txt",
)
"""Our own lines of notes: all kinds; frames in which a name may be a word; words and capitals that are no names."""


NOTES_REPEATED = 5
"""How often each of our own lines stands in an epoch."""


def read_notes(folder: Path = HERE) -> list[Labelled]:
    """Our own labelled sentences; empty lines and lines that begin with # are left out."""
    lines = [line for name in NOTES for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    found = []
    for line in lines:
        if line.strip() and not line.startswith("#"):
            whole = parse_marked(line.strip())
            for start, end in sentences(whole.text):
                spans = tuple((a - start, b - start, k) for a, b, k in whole.spans if a >= start and b <= end)
                found.append(Labelled(whole.text[start:end], spans, whole.source))
    return found


def community_names(held_out: bool) -> dict[str, dict[str, list[str]]]:
    """{community: {"forenames": […], "surnames": […]}}: those for training, or those held out to measure.

    Of community_names.txt each half; all of community_names_more.txt is for training, less what is held out.
    """
    found = _names_in("community_names.txt")
    kept = {name for kinds in found.values() for names in kinds.values() for name in names[1::2]}
    halves = {c: {k: names[int(held_out) :: 2] for k, names in kinds.items()} for c, kinds in found.items()}
    if not held_out:
        for community, kinds in _names_in("community_names_more.txt").items():
            for kind, names in kinds.items():
                mine = halves.setdefault(community, {}).setdefault(kind, [])
                mine += [name for name in names if name not in kept]
    return halves


def _names_in(file: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for line in (HERE / file).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            head, names = line.split(":")
            community, kind = head.split()
            found.setdefault(community, {})[kind] = names.split()
    return found


def replace_spans(item: Labelled, wordings: list[str | None]) -> Labelled:
    """The sentence with span i worded anew where wordings[i] is not None; spans moved along."""
    text, spans, at = "", [], 0
    for (start, end, label), wording in zip(item.spans, wordings, strict=True):
        text += item.text[at:start]
        new = item.text[start:end] if wording is None else wording
        spans.append((len(text), len(text) + len(new), label))
        text += new
        at = end
    return Labelled(text + item.text[at:], tuple(spans), item.source)


WORDS_IN_NOTES = 0.25
"""In this share of our own lines that are swapped, the new names are words of the language: Grace, Marsh, Sunday."""


class Swapper:
    """Swaps people's names: the first word of a name for a forename, the others for surnames; titles stay."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.communities = community_names(held_out=False)
        measured = {n.lower() for c in community_names(held_out=True).values() for n in c["forenames"]}
        self.ons = sorted(n for n in forenames() if n not in measured)

    def name(self, word: str, is_first: bool, community: str) -> str:
        """One word in place of `word`, typed as it is (lower stays lower)."""
        names = self.communities[community]
        if is_first and self.rng.random() < 0.5:
            new = self.rng.choice(self.ons).title()
        else:
            new = self.rng.choice(names["forenames" if is_first else "surnames"])
        return new.lower() if word.islower() else new.upper() if word.isupper() and len(word) > 3 else new

    def person(self, text: str, community: str) -> str | None:
        """A whole name of the same form; None for initials and handles, which are left alone."""
        words = word_tokens(text)
        if not words or len(words) > 4 or any(c in text for c in "@_0123456789"):
            return None
        wording, at, first = "", 0, True
        for start, end in words:
            word = text[start:end]
            wording += text[at:start]
            at = end
            if word.lower() in TITLES:
                wording, first = wording + word, False
            elif len(word) == 1:
                wording, first = wording + self.rng.choice("ABCDEFGHIJKLMNOPRSTW"), False
            else:
                single = len(words) == 1
                wording += self.name(word, first and not (single and self.rng.random() < 0.25), community)
                first = False
        return wording + text[at:]

    def swap(self, item: Labelled) -> Labelled:
        """All people of one sentence, mostly from one community."""
        community = self.rng.choice(list(self.communities))
        if item.source == "notes" and self.rng.random() < WORDS_IN_NOTES:
            community = "words"
        known: dict[str, str | None] = {}
        wordings: list[str | None] = []
        for start, end, label in item.spans:
            old = item.text[start:end]
            if label == "PERSON" and old not in known:
                here = community if self.rng.random() < 0.8 else self.rng.choice(list(self.communities))
                new = self.person(old, here)
                if new and _of_a_family(item.text, start, old):
                    new += "S" if new.isupper() else "s"
                known[old] = new
            wordings.append(known.get(old) if label == "PERSON" else None)
        return replace_spans(item, wordings)


def _of_a_family(text: str, start: int, name: str) -> bool:
    """`the Okafors`: a family in the plural, which its new name keeps."""
    return text[:start].lower().endswith("the ") and name.lower().endswith("s") and " " not in name


def misspelt(name: str, rng: random.Random) -> str:
    """One letter lost, doubled or changed places with the next, never the first, in names of five letters or more."""
    if len(name) < 5:
        return name
    at = rng.randrange(1, len(name) - 1)
    if not name[at - 1 : at + 2].isalpha():
        return name
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return rng.choice([name[:at] + name[at + 1 :], name[: at + 1] + name[at:], swapped])


def slipped(item: Labelled, rng: random.Random) -> Labelled:
    """The sentence with people's names misspelt, one in three."""
    wordings = [
        misspelt(item.text[a:b], rng) if kind == "PERSON" and rng.random() < 1 / 3 else None
        for a, b, kind in item.spans
    ]
    return replace_spans(item, wordings)


def unstopped(item: Labelled) -> Labelled:
    """The sentence in small letters without commas and stops, as typed while somebody speaks."""
    text, spans, at = "", [], 0
    edges = sorted({0, len(item.text), *(edge for a, b, _ in item.spans for edge in (a, b))})
    moved = {}
    for edge in edges:
        text += re.sub(r"[,.](?!\w)", "", same_length(item.text[at:edge], str.lower))
        moved[edge], at = len(text), edge
    spans = [(moved[a], moved[b], kind) for a, b, kind in item.spans if moved[a] < moved[b]]
    return Labelled(text, tuple(spans), item.source)


def retype(item: Labelled, rng: random.Random) -> Labelled:
    """The sentence typed otherwise: all lower, all capitals, without stops, or only its names in lower case."""
    dice = rng.random()
    if dice < 0.18:
        text = same_length(item.text, str.lower)
    elif dice < 0.28:
        text = same_length(item.text, str.upper)
    elif dice < 0.36:
        return unstopped(item)
    elif dice < 0.46 and item.spans:
        text = item.text
        for start, end, _ in item.spans:
            text = text[:start] + same_length(text[start:end], str.lower) + text[end:]
    else:
        return item
    return Labelled(text, item.spans, item.source)


def clipped(item: Labelled, rng: random.Random) -> Labelled:
    """One name of the sentence with up to three words on either side: as short as a note-taker's line."""
    start, end, _ = rng.choice(item.spans)
    words = word_tokens(item.text)
    before = [w for w in words if w[1] <= start][-rng.randint(1, 3) :] if rng.random() < 0.7 else []
    after = [w for w in words if w[0] >= end][: rng.randint(0, 3)]
    first, last = before[0][0] if before else start, after[-1][1] if after else end
    spans = tuple(
        (max(a, first) - first, min(b, last) - first, k) for a, b, k in item.spans if a < last and b > first
    )
    return Labelled(item.text[first:last], spans, item.source)


def same_length(text: str, change: object) -> str:
    """Letter by letter, leaving letters whose other case is longer (ß)."""
    assert callable(change)
    return "".join(new if len(new := change(c)) == 1 else c for c in text)


def word_labels(item: Labelled, words: list[tuple[int, int]]) -> list[int]:
    """Index into LABELS of each word: B- where a span begins, I- inside it, O elsewhere."""
    labels, previous = [], None
    for start, end in words:
        span = next((s for s in item.spans if s[0] < end and s[1] > start), None)
        if span is None:
            labels.append(0)
        else:
            labels.append(LABELS.index(("I-" if span is previous else "B-") + span[2]))
        previous = span
    return labels


def features(
    item: Labelled, rng: random.Random | None
) -> tuple[list[tuple[int, int]], list[int], list[int], list[int]]:
    """words, shapes, gazetteer flags and labels; with `rng`, shapes and flags are dropped at random."""
    words = word_tokens(item.text)
    shape, flag = shapes(item.text, words), listed(item.text, words)
    if rng is not None:
        if rng.random() < 0.15:
            shape = [0] * len(words)
        keep = 0.0 if rng.random() < 0.2 else 0.85
        flag = [f if rng.random() < keep else 0 for f in flag]
    return words, shape, flag, word_labels(item, words)


def epoch(items: list[Labelled], rng: random.Random) -> Iterator[Labelled]:
    """Each sentence once, some swapped, some retyped, some clipped."""
    swapper = Swapper(rng)
    for item in items:
        swap = any(s[2] == "PERSON" for s in item.spans) and rng.random() < (
            0.8 if item.source == "notes" else 0.4
        )
        made = swapper.swap(item) if swap else item
        if rng.random() < 0.08:
            made = slipped(made, rng)
        made = retype(made, rng)
        yield clipped(made, rng) if made.spans and item.source != "notes" and rng.random() < 0.1 else made
