"""YAML → Codebook, with every fault reported at once.

The danger: a codebook that loads with a hole in it. A code without a definition, or two codes under one id, and
people and machine apply different things under one name; nobody sees it until the tables disagree. The rule: a
faulty codebook is refused whole, with all its faults together, each with its line and the mend. A mere oddity (a key
nobody reads) is a warning and does not stop the work.

Unit of every line number: 1 for the first line of the file. Files are UTF-8.
"""

from __future__ import annotations

import difflib
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualitative.model import Code, Codebook, short_hash

log = logging.getLogger("qualitative.codebook")

# Codes without a colour get these in turn. Chosen by search: luminance .14–.30, so each keeps a contrast of 3:1 on
# white and on near-black (#1e1e1e); least OKLab distance .10 between any two in normal sight and in simulated
# protanopia and deuteranopia (.08 in tritanopia; Machado et al. 2009). Past eight they repeat: names tell codes apart.
PALETTE = ("#3c96ff", "#c33c0f", "#5a9678", "#b41eb4", "#783cff", "#ff3cc3", "#007869", "#a5961e")

BOOK_KEYS = ("name", "version", "source", "codes")
CODE_KEYS = ("id", "name", "definition", "include", "exclude", "examples", "cues", "color", "children")
LIST_KEYS = ("include", "exclude", "examples", "cues")
WHY_NEEDED = {
    "id": "Codings could not be kept under it",
    "name": "People could not pick it",
    "definition": "Coders cannot apply it",
}
OTHER_SPELLINGS = {
    "colour": "color",
    "title": "name",
    "label": "name",
    "description": "definition",
    "keywords": "cues",
    "subcodes": "children",
    "codes": "children",
    "example": "examples",
    "includes": "include",
    "excludes": "exclude",
    "inclusion": "include",
    "exclusion": "exclude",
}
MAX_BYTES = 5_000_000


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a codebook file. line: 1-based, None when it concerns the file as a whole."""

    file: str
    line: int | None
    message: str  # what and the mend
    warning: bool = False

    def __str__(self) -> str:
        where = f", line {self.line}" if self.line else ""
        return f"codebook {self.file}{where}: {self.message}"


class CodebookFault(ValueError):
    """A codebook that cannot be used; `faults` holds all of them, warnings after faults, in the file's order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


# --------------------------------------------------------------------------- reading


def load_codebook(path: str | Path) -> Codebook:
    """The codebook in a YAML file. Raises CodebookFault with every fault; warnings alone do not stop it.

    `check_codebook` gives the warnings of a file that loads.
    """
    codebook, faults = _read(Path(path))
    if codebook is None:
        raise CodebookFault(faults)
    if faults:
        log.warning("codebook read with warnings: %d", len(faults))
    return codebook


def check_codebook(path: str | Path) -> tuple[Fault, ...]:
    """Faults and warnings of a codebook file, without raising; empty when there is nothing to mend."""
    return _read(Path(path))[1]


def _read(path: Path) -> tuple[Codebook | None, tuple[Fault, ...]]:
    reader = _Reader(path.name)
    text = reader.text_of(path)
    codebook = reader.book(text) if text is not None else None
    faults = sorted(reader.faults, key=lambda fault: (fault.warning, fault.line or 0))
    return (None if any(not fault.warning for fault in faults) else codebook), tuple(faults)


class _Reader:
    """Walks the YAML node tree, which still knows its lines, and gathers faults as it goes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.ids: dict[str, int] = {}  # code id → the line where it first stands
        self.names: dict[str, int] = {}
        self.n_codes = 0
        self.entered: set[int] = set()  # code lists already walked: an anchor may point back at one

    def fault(self, line: int | None, message: str, warning: bool = False) -> None:
        self.faults.append(Fault(self.file, line, message, warning))

    def text_of(self, path: Path) -> str | None:
        try:
            data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
        except FileNotFoundError:
            self.fault(None, "there is no such file. Check the path, or name one that is shipped.")
            return None
        except OSError as error:
            self.fault(None, f"cannot be read ({error.strerror}). Give a file that you may open.")
            return None
        if data is None:
            self.fault(None, f"is over {MAX_BYTES // 1_000_000} MB. That is no codebook; give the YAML file.")
            return None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
                line = 1
            self.fault(
                line, f"byte 0x{data[error.start]:02x} is not UTF-8. Save the file with the encoding UTF-8."
            )
            return None

    def book(self, text: str) -> Codebook | None:
        root = self.tree(text)
        if root is None:
            return None
        if root.id != "mapping":
            self.fault(_line(root), 'does not start with keys. Begin with "name:", "version:" and "codes:".')
            return None
        found = self.keys(root, BOOK_KEYS, "the codebook")
        name = self.word(found.get("name"), "name", "the codebook")
        version = self.word(found.get("version"), "version", "the codebook")
        source = self.word(found.get("source"), "source", "the codebook")
        if not name:
            self.fault(
                _line(root), 'the codebook has no name. A draft could not say what was applied; add "name:".'
            )
        node = found.get("codes")
        if node is None or _empty(node):
            self.fault(
                _line(node or root),
                'the codebook has no codes. Add "codes:" with at least one code under it.',
            )
            return None
        codes = self.codes(node)
        return Codebook(name=name, version=version or "1", codes=codes, source=source)

    def tree(self, text: str) -> Any:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError
        from ruamel.yaml.reader import ReaderError

        try:
            root = YAML(typ="safe", pure=True).compose(io.StringIO(text))
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else None
            problem = re.sub(r"\s+", " ", str(error.problem or error.context or "unreadable"))
            self.fault(line, f"YAML cannot be read here: {problem}. {_yaml_mend(problem)}")
            return None
        except ReaderError as error:
            line = text[: error.position].count("\n") + 1 if isinstance(error.position, int) else None
            self.fault(line, "holds a control character. Delete it, or retype the line.")
            return None
        except (YAMLError, RecursionError) as error:
            self.fault(None, f"YAML cannot be read ({type(error).__name__}). Check the indentation.")
            return None
        if root is None:
            self.fault(None, 'the file is empty. Add "name:", "version:" and "codes:".')
        return root

    def keys(self, node: Any, known: tuple[str, ...], what: str) -> dict[str, Any]:
        """The known keys of a mapping → their nodes. A key given twice is a fault, an unknown one a warning."""
        found: dict[str, Any] = {}
        for key_node, value in node.value:
            key, line = str(key_node.value), _line(key_node)
            if key not in known:
                meant = OTHER_SPELLINGS.get(key.lower(), "")
                if meant not in known:
                    meant = next(iter(difflib.get_close_matches(key.lower(), known, n=1)), "")
                mend = f'did you mean "{meant}"?' if meant else f"known here: {', '.join(known)}."
                self.fault(line, f'{what} has a key "{key}" that nothing reads; {mend}', warning=True)
            elif key in found:
                self.fault(line, f'{what} has "{key}" twice. Keep one of the two.')
            else:
                if value.id == "scalar" and not value.value:
                    value.start_mark = (
                        key_node.start_mark
                    )  # an empty value is placed on the line below its key
                found[key] = value
        return found

    def codes(self, node: Any) -> tuple[Code, ...]:
        if node.id != "sequence":
            self.fault(_line(node), 'codes must be a list. Put "- " before the first key of each code.')
            return ()
        if id(node) in self.entered:
            self.fault(
                _line(node), "a code holds itself, or the same children stand twice. Write them out once."
            )
            return ()
        self.entered.add(id(node))
        return tuple(code for item in node.value if (code := self.code(item)) is not None)

    def code(self, node: Any) -> Code | None:
        line = _line(node)
        if node.id != "mapping":
            self.fault(
                line,
                'a code must have keys of its own. Write "- id: …", with "name:" and "definition:" below.',
            )
            return None
        place = self.n_codes
        self.n_codes += 1
        label = next(
            (str(v.value) for k, v in node.value if k.value in ("id", "name") and v.id == "scalar"), ""
        )
        what = f'code "{label}"' if label else f"code number {place + 1}"
        found = self.keys(node, CODE_KEYS, what)
        words = {key: self.word(found.get(key), key, what) for key in ("id", "name", "definition", "color")}
        for key, why in WHY_NEEDED.items():
            if not words[key] and (key not in found or found[key].id == "scalar"):
                self.fault(_line(found.get(key, node)), f'{what} has no {key}. {why}; add "{key}:".')
        self.once(words["id"], self.ids, line, "id", "Give every code an id of its own.")
        self.once(
            words["name"].lower(), self.names, line, "name", "Tell the two apart by name.", warning=True
        )
        color = words["color"]
        if color and not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
            self.fault(
                _line(found["color"]), f'{what} has the colour "{color}". Write it as "#1b6ca8", in quotes.'
            )
        elif "color" in found and not color and found["color"].id == "scalar":
            self.fault(_line(found["color"]), f'{what} has an empty colour. Put it in quotes: "#1b6ca8".')
        lists = {key: self.lines(found.get(key), key, what) for key in LIST_KEYS}
        children = (
            self.codes(found["children"]) if "children" in found and not _empty(found["children"]) else ()
        )
        return Code(
            id=words["id"],
            name=words["name"],
            definition=words["definition"],
            color=color.lower() or PALETTE[place % len(PALETTE)],
            children=children,
            **lists,
        )

    def once(
        self, value: str, seen: dict[str, int], line: int, key: str, mend: str, warning: bool = False
    ) -> None:
        if value and value in seen:
            self.fault(line, f'the {key} "{value}" stands already at line {seen[value]}. {mend}', warning)
        elif value:
            seen[value] = line

    def word(self, node: Any, key: str, what: str) -> str:
        """A scalar's text with its white space made single; "" when absent, empty or null."""
        if node is None or _empty(node):
            return ""
        if node.id != "scalar":
            self.fault(
                _line(node),
                f'{what}: "{key}" must be one text. Put it on one line, in quotes if it holds ": ".',
            )
            return ""
        return " ".join(str(node.value).split())

    def lines(self, node: Any, key: str, what: str) -> tuple[str, ...]:
        """A list of texts. A lone text is refused rather than guessed at: it may have been meant as several."""
        if node is None or _empty(node):
            return ()
        if node.id != "sequence":
            self.fault(
                _line(node),
                f'{what}: "{key}" must be a list. Put "- " before each entry, each on its own line.',
            )
            return ()
        found = []
        for item in node.value:
            if item.id == "scalar":
                found.append(" ".join(str(item.value).split()))
            else:
                mend = 'Put the entry in quotes: a ": ", "[" or "{" in it was read as YAML.'
                self.fault(_line(item), f'{what}: an entry of "{key}" is not one text. {mend}')
        return tuple(entry for entry in found if entry)


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _empty(node: Any) -> bool:
    if node.id == "scalar":
        return not str(node.value).strip() or (
            node.style is None and node.value in ("~", "null", "Null", "NULL")
        )
    return not node.value


def _yaml_mend(problem: str) -> str:
    if "tab" in problem or "\\t" in problem:
        return "Indent with spaces, never with tabs."
    if "mapping values" in problem or "expected <block end>" in problem:
        return 'Check the indentation, and put texts that hold ": " in quotes.'
    if "quoted scalar" in problem or "unexpected end of stream" in problem:
        return "Close the quotation mark that was opened."
    return "Check the indentation, quotation marks and brackets of this line and the one before."


# --------------------------------------------------------------------------- writing, finding, comparing


def dump_codebook(codebook: Codebook) -> str:
    """The codebook as YAML text: `load_codebook` of it gives an equal Codebook. Empty keys are left out."""
    from ruamel.yaml import YAML

    def plain(code: Code) -> dict[str, Any]:
        found: dict[str, Any] = {"id": code.id, "name": code.name, "definition": code.definition}
        found |= {key: list(getattr(code, key)) for key in LIST_KEYS if getattr(code, key)}
        found["color"] = code.color
        if code.children:
            found["children"] = [plain(child) for child in code.children]
        return found

    book: dict[str, Any] = {"name": codebook.name, "version": codebook.version}
    if codebook.source:
        book["source"] = codebook.source
    book["codes"] = [plain(code) for code in codebook.codes]
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 110
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # our order, not the alphabet
    stream = io.StringIO()
    yaml.dump(book, stream)
    return stream.getvalue()


def data_path(kind: str, name: str = "") -> Path:
    """Where shipped data lies: in an installed wheel under `qualitative/_data`, in a checkout beside `qualitative`.

    kind: "codebooks" or "corpus"; name: a path under it. Raises FileNotFoundError naming what is shipped.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "_data" / kind, package.parent / kind):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(
        f'"{name or kind}" is not among the shipped {kind}; there is: {_listing(package, kind)}.'
    )


def _listing(package: Path, kind: str) -> str:
    names = {
        entry.stem
        for folder in (package / "_data" / kind, package.parent / kind)
        for entry in _entries(folder)
    }
    return ", ".join(sorted(names)) or "nothing (a broken installation: install again)"


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (entry for entry in folder.iterdir() if not entry.name.startswith((".", "_", "README")))


def shipped(name: str) -> Path:
    """The file of a shipped codebook by name, with or without ".yaml": learning-themes, alliance-principles,
    commissioning-cycle, trauma-informed. Raises FileNotFoundError naming them."""
    file = name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"
    if Path(file).name != file:
        raise FileNotFoundError(
            f'"{name}" is a path, not the name of a shipped codebook; load it with load_codebook.'
        )
    return data_path("codebooks", file)


def find_codebook(name_or_path: str | Path) -> Path:
    """What a user gave as a codebook: a file if there is one, else a shipped codebook of that name."""
    path = Path(name_or_path)
    return path if path.is_file() or path.suffix or len(path.parts) > 1 else shipped(str(name_or_path))


def version_hash(codebook: Codebook) -> str:
    """Twelve hex digits over all that guides a coder: ids, names, definitions, lists and nesting, in order.

    Colours, the codebook's name, version word and source do not count: recolouring is no codebook drift.
    """

    def pieces(codes: tuple[Code, ...], depth: int) -> Iterator[str]:
        for code in codes:
            yield f"{depth}"
            yield from (code.id, code.name, code.definition)
            for key in LIST_KEYS:
                yield key
                yield from getattr(code, key)
            yield from pieces(code.children, depth + 1)

    return short_hash(*pieces(codebook.codes, 0))
