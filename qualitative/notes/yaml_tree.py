"""YAML → a tree of words with their lines, so that a fault can say where it stands.

The danger: YAML that builds objects, repeats itself a billion times through anchors, or turns "no" into false and a
date into a number. The rule: ruamel's safe composer only parses; every scalar stays the words it was written as;
anchors are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qualitative.files import MIB, AnyFile, FileTrouble, name_of, read_bytes
from qualitative.notes.decoding import NotText, decode

MAX_YAML_BYTES = 2 * MIB
MAX_DEPTH = 12


@dataclass(frozen=True)
class Entry:
    """A value and its line (from 1). Exactly one of scalar, sequence, mapping is set; empty: nothing stands there."""

    line: int
    scalar: str | None = field(default=None, repr=False)
    sequence: tuple[Entry, ...] | None = field(default=None, repr=False)
    mapping: dict[str, Entry] | None = field(default=None, repr=False)
    empty: bool = False


@dataclass(frozen=True)
class Tree:
    root: Entry
    faults: tuple[tuple[int, str], ...] = ()


def load_tree(file: AnyFile) -> Tree:
    """Raises FileTrouble when it cannot be read, is empty, or is no YAML (with the line)."""
    path = name_of(file)
    data = read_bytes(file, MAX_YAML_BYTES)
    try:
        text = decode(data)[0]
    except NotText:
        raise FileTrouble(path, "it is no text (binary)", "Save it as plain text.") from None
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark is not None else ""
        mend = (
            "Look for a missing space after a colon, a tab, or a value with a colon in it that needs quotes."
        )
        raise FileTrouble(path, f"{where}this is no YAML", mend) from None
    except (YAMLError, ValueError, RecursionError):
        raise FileTrouble(
            path, "it is no YAML", "Compare it with the example in the documentation."
        ) from None
    if node is None:
        raise FileTrouble(path, "it is empty", 'Begin with "id:" and "name:".')
    walk = _Walk()
    return Tree(walk.entry(node, 0), tuple(walk.faults))


class _Walk:
    def __init__(self) -> None:
        self.faults: list[tuple[int, str]] = []
        self._seen: set[int] = set()

    def entry(self, node: Any, depth: int) -> Entry:
        line = node.start_mark.line + 1
        if id(node) in self._seen or depth > MAX_DEPTH:
            self.faults.append(
                (line, "anchors (& and *) and very deep nesting are not read; write the value out")
            )
            return Entry(line, empty=True)
        self._seen.add(id(node))
        if isinstance(node.value, str):
            empty = str(node.tag).endswith(":null") or not node.value.strip()
            return Entry(line, scalar="" if empty else node.value, empty=empty)
        if (node.value and isinstance(node.value[0], tuple)) or str(node.tag).endswith(":map"):
            mapping: dict[str, Entry] = {}
            for key, value in node.value:
                if not isinstance(key.value, str):
                    self.faults.append((key.start_mark.line + 1, "a key must be one word or phrase"))
                elif key.value in mapping:
                    self.faults.append((key.start_mark.line + 1, "a key stands here twice; keep one"))
                else:
                    mapping[key.value] = self.entry(value, depth + 1)
            return Entry(line, mapping=mapping)
        return Entry(line, sequence=tuple(self.entry(item, depth + 1) for item in node.value))


def faults_in_order(faults: list[tuple[int, str]]) -> str:
    """'line 3: …; line 9: …': every fault once, top to bottom."""
    return "; ".join(f"line {line}: {what}" for line, what in sorted(dict.fromkeys(faults)))
