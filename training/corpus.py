"""Build corpus/: marked-up notes -> the files a note-taker leaves, and gold with offsets into what is read.

Danger: gold whose offsets were counted in the author's source, or written by hand, tests the author and not
the reader. Rule: every offset is found in the text that `qualitative.notes.read_note` returns for the written
file; a block or an identifier that cannot be found there, and a letter there that no block holds, stops the
build. The markup is described in corpus/README.md.

    python -m training.corpus [CASE...] [--root corpus]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.corpus_files import WRITERS

CASES = ("river", "harbour")
KINDS = ("heading", "question", "speech", "bullet", "row", "meta")
VOICES = ("verbatim", "reported", "comment")
STANCES = {"+": "+", "-": "-", "~": "~", "0": "", "": ""}
CONTACTS = ("EMAIL", "PHONE", "POSTCODE", "ADDRESS", "URL", "HANDLE", "VEHICLE")
TYPES = frozenset(
    {"PERSON", "ORG", "PLACE", "POST", "NHS", "NINO", "DOB", "DATE", "CASE_REF", "OTHER", *CONTACTS}
)
IDENTIFIER_KINDS = frozenset(
    ["name", "nickname", "initials", "typo", "contact", "post", "org", "place", "other"]
)
SCOPES = frozenset(["turn", "previous", "source", "post"])
SUBSTANTIVE = ("speech", "bullet", "row")
MARK = re.compile(
    r"\{\{|\|(?P<spec>[A-Z_]+ [\w.\-]+ [a-z]+(?: optional)?)\}\}"
    r"|<(?P<close>/?)(?:(?P<number>\d+)(?P<role>[ceq])(?P<flags>(?: neg| hyp)*)|r(?: (?P<scope>\w+))?)>"
)
LABEL = re.compile(r"[^:\n]{1,60}:\s")


class CorpusError(ValueError):
    """A marked note that cannot be built; the message says where and how to mend it."""


@dataclass(frozen=True)
class Span:
    """A marked stretch of a block; offsets are code points into the block's own text."""

    start: int
    end: int
    what: dict[str, Any]


@dataclass
class Block:
    """One Part as the author wrote it."""

    kind: str
    voice: str
    codes: list[str]
    stance: str
    text: str
    label_chars: int
    line: int
    identifiers: list[Span] = field(default_factory=list)
    restrictions: list[Span] = field(default_factory=list)
    claims: list[Span] = field(default_factory=list)


@dataclass
class Marked:
    """A marked note: its header and its blocks."""

    path: Path
    header: dict[str, str]
    blocks: list[Block]

    def where(self, line: int) -> str:
        return f"{self.path.parent.parent.name}/marked/{self.path.name}, line {line}"


def parse(path: Path) -> Marked:
    """The note at `path`; raises CorpusError with the line of the first fault."""
    header: dict[str, str] = {}
    note = Marked(path, header, [])
    paragraph: list[str] = []
    start = 0
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        if line.startswith("% ") and not paragraph:
            key, _, value = line[2:].partition(":")
            header[key.strip()] = value.strip()
        elif line.strip():
            start = start if paragraph else number
            paragraph.append(line.strip())
        elif paragraph:
            note.blocks.append(_block(note, paragraph, start))
            paragraph = []
    for needed in ("file", "session"):
        if needed not in header:
            raise CorpusError(f"{note.where(1)}: no '% {needed}:' line. Add one at the top.")
    if Path(header["file"]).suffix not in WRITERS:
        raise CorpusError(f"{note.where(1)}: {header['file']} is none of {', '.join(WRITERS)}.")
    return note


def _block(note: Marked, lines: list[str], number: int) -> Block:
    where = note.where(number)
    tag = lines[0]
    if not tag.startswith("@ ") or len(lines) < 2:
        raise CorpusError(
            f"{where}: a block needs a tag line ('@ speech verbatim | - | 0') and text under it."
        )
    fields = [part.strip() for part in tag[2:].split("|")]
    fields += [""] * (3 - len(fields))
    kind, _, voice = fields[0].partition(" ")
    voice = voice.strip()
    codes = [] if fields[1] in ("-", "") else [code.strip() for code in fields[1].split(",")]
    if kind not in KINDS or voice not in VOICES or fields[2] not in STANCES:
        raise CorpusError(f"{where}: '{tag}' is not '@ KIND VOICE | codes | stance'.")
    if codes and (kind not in SUBSTANTIVE or voice == "comment"):
        raise CorpusError(f"{where}: a {kind} of voice {voice} carries no codes.")
    block = Block(kind, voice, codes, STANCES[fields[2]], "", 0, number)
    _unmark(block, re.sub(r"\s+", " ", " ".join(lines[1:])).strip(), where)
    label = LABEL.match(block.text)
    if label and kind in ("speech", "question"):
        block.label_chars = label.end()
    return block


def _unmark(block: Block, marked: str, where: str) -> None:
    """Fill the block's text and spans from the marked text."""
    out: list[str] = []
    length = 0
    last = 0
    names: list[int] = []
    wish: list[tuple[int, str]] = []
    claims: dict[tuple[int, str], tuple[int, str]] = {}
    for match in MARK.finditer(marked):
        out.append(marked[last : match.start()])
        length += match.start() - last
        last = match.end()
        if match[0] == "{{":
            names.append(length)
        elif match["spec"]:
            if not names:
                raise CorpusError(f"{where}: '{match[0]}' closes no '{{{{'.")
            block.identifiers.append(Span(names.pop(), length, _identifier(match["spec"], where)))
        elif match["role"]:
            key = (int(match["number"]), match["role"])
            if not match["close"]:
                claims[key] = (length, match["flags"] or "")
            elif key in claims:
                begin, flags = claims.pop(key)
                what = {"number": key[0], "role": key[1], "neg": "neg" in flags, "hyp": "hyp" in flags}
                block.claims.append(Span(begin, length, what))
            else:
                raise CorpusError(f"{where}: '{match[0]}' closes nothing.")
        elif not match["close"]:
            if match["scope"] not in SCOPES:
                raise CorpusError(f"{where}: '{match[0]}' needs a scope: {', '.join(sorted(SCOPES))}.")
            wish.append((length, match["scope"]))
        elif wish:
            begin, scope = wish.pop()
            block.restrictions.append(Span(begin, length, {"scope": scope}))
    out.append(marked[last:])
    block.text = "".join(out)
    if names or wish or claims:
        raise CorpusError(
            f"{where}: a mark is left open ({len(names)} names, {len(wish)} <r>, {sorted(claims)})."
        )
    if re.search(r"\{\{|\}\}|</?\d|</?r\b", block.text):
        raise CorpusError(f"{where}: a mark could not be read in '{block.text[:60]}…'. See corpus/README.md.")


def _identifier(spec: str, where: str) -> dict[str, Any]:
    kind_of, entity, kind, *rest = spec.split()
    if kind_of not in TYPES or kind not in IDENTIFIER_KINDS:
        raise CorpusError(f"{where}: '{spec}' is not 'TYPE entity kind'.")
    return {"type": kind_of, "entity": entity, "kind": kind, "optional": bool(rest)}


def claims_of(note: Marked) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Each claimed cause with its block: {"cause": Span, "effect": Span, "cue": Span | None, flags}."""
    seen: set[int] = set()
    for block in note.blocks:
        numbers = sorted({span.what["number"] for span in block.claims})
        for number in numbers:
            mine = {span.what["role"]: span for span in block.claims if span.what["number"] == number}
            if number in seen or not {"c", "e"} <= mine.keys():
                raise CorpusError(
                    f"{note.where(block.line)}: claim {number} needs one cause and one effect in one block."
                )
            seen.add(number)
            flags = {"negated": any(s.what["neg"] for s in mine.values())}
            flags["hypothetical"] = any(s.what["hyp"] for s in mine.values())
            yield block, {"cause": mine["c"], "effect": mine["e"], "cue": mine.get("q"), **flags}


# Space, the bar between cells and what is invisible are the reader's business, never the author's.
def _squeezed(text: str) -> tuple[str, list[int]]:
    kept = [
        (char, at) for at, char in enumerate(text) if not (char.isspace() or char in "|\u00ad\u200b\ufeff")
    ]
    return "".join(char for char, _ in kept), [at for _, at in kept]


@dataclass(frozen=True)
class Placed:
    """A block found in the text that was read: maps the block's code points onto it.

    from_char: where the found text begins in the block's own; the label's end if the reader joined two turns.
    """

    block: Block
    at: list[int]
    from_char: int = 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the text read of block text [start, end)."""
        squeezed_before = len(_squeezed(self.block.text[self.from_char : start])[0])
        squeezed_until = len(_squeezed(self.block.text[self.from_char : end])[0])
        return self.at[squeezed_before], self.at[squeezed_until - 1] + 1


def _continues(note: Marked, before: Block, block: Block) -> bool:
    captions = note.header["file"].endswith((".vtt", ".srt"))
    label = block.text[: block.label_chars]
    return captions and bool(label) and label == before.text[: before.label_chars]


def align(note: Marked, text: str) -> list[Placed]:
    """Find every block in the text read, in order, white space aside; nothing lettered may be left over."""
    squeezed, at = _squeezed(text)
    cursor = 0
    placed: list[Placed] = []
    for block in note.blocks:
        wanted, from_char = _squeezed(block.text)[0], 0
        if placed and _continues(note, placed[-1].block, block) and not squeezed.startswith(wanted, cursor):
            # Two turns of one speaker: captions give no label to the second, or the reader joins them.
            wanted, from_char = _squeezed(block.text[block.label_chars :])[0], block.label_chars
        found = squeezed.find(wanted, cursor)
        if found < 0:
            near = squeezed[cursor : cursor + 90]
            raise CorpusError(
                f"{note.where(block.line)}: '{block.text[:70]}…' is not in what was read of {note.header['file']} "
                f"(there: '{near}…'). Mend the reader, the writer or the note."
            )
        if any(char.isalpha() for char in squeezed[cursor:found]):
            raise CorpusError(
                f"{note.header['file']}: '{squeezed[cursor:found][:80]}' was read but stands in no block "
                f"(before {note.where(block.line)})."
            )
        placed.append(Placed(block, at[found : found + len(wanted)], from_char))
        cursor = found + len(wanted)
    if any(char.isalpha() for char in squeezed[cursor:]):
        raise CorpusError(f"{note.header['file']}: '{squeezed[cursor:][:80]}' was read after the last block.")
    return placed


def words_of(notes: Sequence[Marked]) -> set[str]:
    """Names that are also words of the language (Will, Grace), as the case's notes list them."""
    listed = ",".join(note.header.get("words", "") for note in notes)
    return {word.strip() for word in listed.split(",") if word.strip()}


def gold_of(note: Marked, text: str, file: str, words: set[str]) -> dict[str, Any]:
    """Gold of one note; every offset a code point into `text`, end exclusive."""
    placed = align(note, text)
    place_of = {id(one.block): one for one in placed}
    gold: dict[str, Any] = {"file": file, "session": note.header["session"]}
    gold["text_sha256"] = hashlib.sha256(text.encode("utf-8")).hexdigest()
    gold["identifiers"], gold["parts"], gold["causes"], gold["restrictions"] = [], [], [], []
    for one in placed:
        block = one.block
        start, end = one.at[0], one.at[-1] + 1
        gold["parts"].append(
            {"start_char": start, "end_char": end, "kind": block.kind, "voice": block.voice}
            | {"codes": block.codes, "stance": block.stance}
        )
        for name, spans in (("identifiers", block.identifiers), ("restrictions", block.restrictions)):
            for span in spans:
                if span.start < one.from_char:
                    continue
                start, end = one.span(span.start, span.end)
                _same(note, block, span, text[start:end])
                row = {"start_char": start, "end_char": end, "quote": text[start:end]} | span.what
                if name == "identifiers":
                    row["also_a_word"] = text[start:end] in words
                gold[name].append(row)
    for block, claim in claims_of(note):
        one = place_of[id(block)]
        for role in ("cause", "effect", "cue"):
            span = claim[role]
            claim[role] = list(one.span(span.start, span.end)) if span else None
        gold["causes"].append(claim)
    for name in ("identifiers", "parts", "restrictions"):
        gold[name].sort(key=lambda row: (row["start_char"], row["end_char"]))
    gold["causes"].sort(key=lambda row: (row["cause"], row["effect"]))
    return gold


def _same(note: Marked, block: Block, span: Span, quote: str) -> None:
    meant = block.text[span.start : span.end]
    if _squeezed(quote)[0] != _squeezed(meant)[0] or quote != quote.strip():
        raise CorpusError(f"{note.where(block.line)}: '{meant}' was found as '{quote}'.")


def check_marked(notes: Sequence[Marked]) -> None:
    """A name marked once must be marked everywhere in its case, but where '% words:' says it is a word."""
    forms: dict[str, str] = {}
    for note in notes:
        for block in note.blocks:
            for span in block.identifiers:
                quote = block.text[span.start : span.end]
                quote = quote.removeprefix("the ")
                named = quote[:1].isupper() or span.what["type"] == "POST"
                if span.what["optional"] or len(quote) < 3 or not named:
                    continue
                forms[quote] = span.what["entity"]
                if span.what["type"] == "PERSON" and span.what["kind"] in ("name", "nickname", "typo"):
                    single = (part for part in quote.split() if len(part) > 2 and part[0].isupper())
                    forms.update(dict.fromkeys(single, span.what["entity"]))
    faults: list[str] = []
    for note in notes:
        words = {word.strip() for word in note.header.get("words", "").split(",")}
        for block in note.blocks:
            masked = "".join(
                "\0" if any(s.start <= i < s.end for s in block.identifiers) else c
                for i, c in enumerate(block.text)
            )
            for form in sorted(forms.keys() - words):
                if re.search(rf"(?<!\w){re.escape(form)}(?!\w)", masked):
                    faults.append(f"{note.where(block.line)}: '{form}' ({forms[form]}) stands here unmarked.")
    if faults:
        mend = "Mark each, or list it under '% words:' if it is only a word."
        raise CorpusError("\n".join([*faults, mend]))


def build(case: Path) -> dict[str, int]:
    """Write every file and every gold of one case; returns what was counted. Unchanged bytes are not rewritten."""
    from qualitative.notes import read_note

    marked = sorted((case / "marked").glob("*.note"))
    if not marked:
        raise CorpusError(f"{case.name}: no marked/*.note to build.")
    notes = [parse(path) for path in marked]
    check_marked(notes)
    counts = dict.fromkeys(
        ("files", "words", "identifiers", "parts", "coded", "uncoded", "causes", "wishes"), 0
    )
    for note in notes:
        name = note.header["file"]
        file = name if "/" in name else f"notes/{name}"
        target = case / file
        _save(target, WRITERS[target.suffix](note.header, note.blocks))
        gold = gold_of(note, read_note(target).text, file, words_of(notes))
        out = json.dumps(gold, indent=1, ensure_ascii=False) + "\n"
        _save(case / "gold" / f"{note.path.stem}.json", out.encode("utf-8"))
        _count(counts, note, gold)
    return counts


def _save(target: Path, content: bytes) -> None:
    if not target.exists() or target.read_bytes() != content:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _count(counts: dict[str, int], note: Marked, gold: dict[str, Any]) -> None:
    views = [p for p in gold["parts"] if p["kind"] in SUBSTANTIVE and p["voice"] != "comment"]
    counts["files"] += 1
    counts["words"] += sum(len(block.text.split()) for block in note.blocks)
    counts["parts"] += len(gold["parts"])
    counts["coded"] += sum(bool(part["codes"]) for part in views)
    counts["uncoded"] += sum(not part["codes"] for part in views)
    for name, rows in (("identifiers", "identifiers"), ("causes", "causes"), ("wishes", "restrictions")):
        counts[name] += len(gold[rows])


def main(arguments: list[str] | None = None) -> int:
    """Build the cases named, or all; 2 when one cannot be built."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; all without one")
    options.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1] / "corpus")
    chosen = options.parse_args(arguments)
    failed = 0
    for case in chosen.cases or CASES:
        try:
            print(case, json.dumps(build(chosen.root / case)))
        except ValueError as error:
            print(f"{case}: {error}", file=sys.stderr)
            failed = 2
    return failed


if __name__ == "__main__":
    sys.exit(main())
