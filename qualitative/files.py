"""Files as they come from strangers: read, checked, unpacked, written.

The danger: a file that is far larger than it looks (a zip of zeros), reaches outside itself (an XML entity,
a path with ".."), or is half-written when the machine is switched off. The rule: every room opens files
through here. Sizes are looked at before bytes are read; zips are judged by their directory before a member
is unpacked; XML knows no DTD, no entity and no network; a file is written beside its place and moved there whole.

Standard library, and lxml where XML is parsed (imported only then).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

MIB = 2**20
MAX_FILE_BYTES = 20 * MIB
MAX_ZIP_MEMBERS = 4_000
MAX_ZIP_BYTES = 200 * MIB  # all members together, unpacked
MAX_ZIP_RATIO = 200  # unpacked ÷ packed, for members over SMALL_MEMBER_BYTES
SMALL_MEMBER_BYTES = 4 * MIB  # a small member may compress as well as it likes


@dataclass(frozen=True)
class HeldFile:
    """A file held in memory, as a browser hands it over: read wherever one on disk is, and never written to disk.

    name: as its owner called it; of a path only the last part is kept.
    """

    name: str
    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        last = re.split(r"[/\\]", self.name.replace("\x00", ""))[-1].strip()
        object.__setattr__(self, "name", last if last not in ("", ".", "..") else "unnamed")


AnyFile = str | Path | HeldFile
"""A file to read: where it lies, or what it holds."""


def name_of(file: AnyFile) -> Path:
    """What a file is called, for messages and its ending. A held one lies nowhere: this path leads to no file of it."""
    return Path(file.name) if isinstance(file, HeldFile) else Path(file)


class FileTrouble(Exception):
    """A file that cannot be used: which, why, and what to do. The message holds no word from inside the file."""

    def __init__(self, path: AnyFile, reason: str, mend: str = "") -> None:
        self.path = name_of(path)
        self.reason = reason
        self.mend = mend
        super().__init__(" ".join(piece for piece in (f"{self.path.name}: {reason}.", mend) if piece))

    def __reduce__(self) -> tuple[type, tuple[Path, str, str]]:
        return type(self), (self.path, self.reason, self.mend)  # so that it survives a process pool


def in_words(n_bytes: int) -> str:
    """52428800 → '50 MB' (1 MB = 2**20 bytes here, as file managers show it)."""
    if n_bytes < MIB:
        return f"{max(1, round(n_bytes / 1024))} KB"
    return f"{n_bytes / MIB:.0f} MB" if n_bytes >= 10 * MIB else f"{n_bytes / MIB:.1f} MB"


# --------------------------------------------------------------------------- reading


def read_bytes(file: AnyFile, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """The file's bytes. Raises FileTrouble if it is missing, not a plain file, not ours to read, or over max_bytes.

    The size is asked first, so a huge file is refused at once; the read itself is capped too, for a file that grows.
    """
    path = name_of(file)
    if isinstance(file, HeldFile):
        if len(file.data) > max_bytes:
            raise _too_large(path, len(file.data), max_bytes)
        return file.data
    try:
        found = path.stat()
    except FileNotFoundError:
        raise FileTrouble(path, "there is no such file", "Check the spelling and the folder.") from None
    except (OSError, ValueError) as error:
        raise FileTrouble(
            path, f"it cannot be reached ({_why(error)})", "Check the path and try again."
        ) from None
    if stat.S_ISDIR(found.st_mode):
        raise FileTrouble(path, "it is a folder, not a file", "Name the files inside it.")
    if not stat.S_ISREG(found.st_mode):
        raise FileTrouble(path, "it is a device or a pipe, not a file", "Save it as a file first.")
    if found.st_size > max_bytes:
        raise _too_large(path, found.st_size, max_bytes)
    try:
        with path.open("rb") as opened:
            data = opened.read(max_bytes + 1)
    except OSError as error:
        mend = "Close it elsewhere, or ask for leave to read it."
        raise FileTrouble(path, f"it cannot be read ({_why(error)})", mend) from None
    if len(data) > max_bytes:
        raise _too_large(path, len(data), max_bytes)
    return data


def _too_large(path: Path, n_bytes: int, max_bytes: int) -> FileTrouble:
    return FileTrouble(
        path,
        f"it is {in_words(n_bytes)}; at most {in_words(max_bytes)} is read",
        "Split it, or save it without pictures and recordings.",
    )


def _why(error: Exception) -> str:
    # Never str(error): it repeats the full path, which may name a person's folder.
    return (getattr(error, "strerror", None) or type(error).__name__).lower()


def sha256_of(content: str | Path | bytes) -> str:
    """SHA-256, in hexadecimal, of bytes or of a file's content (read piecewise). Raises FileTrouble."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    digest = hashlib.sha256()
    try:
        with Path(content).open("rb") as file:
            while chunk := file.read(MIB):
                digest.update(chunk)
    except OSError as error:
        raise FileTrouble(
            content, f"it cannot be read ({_why(error)})", "Check the path and try again."
        ) from None
    return digest.hexdigest()


# --------------------------------------------------------------------------- writing


def atomic_write(path: str | Path, data: bytes | str, mode: int | None = None) -> None:
    """Write the whole file or leave what was there: killed at any moment, no half file stands under `path`.

    Text is written as UTF-8 with its newlines as they are. mode: permission bits (0o600 for what must stay private,
    set before a byte is written); None keeps those of a file being replaced, else the user's umask decides.
    """
    path = Path(path)
    content = data.encode("utf-8") if isinstance(data, str) else data
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            temporary.chmod(_mode_for(path) if mode is None else mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def _mode_for(path: Path) -> int:
    with contextlib.suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _sync_folder(folder: Path) -> None:
    # The new name itself must reach the disk; Windows has no folder descriptor, and needs none.
    with contextlib.suppress(OSError, AttributeError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# --------------------------------------------------------------------------- zips


class SafeZip:
    """A zip whose directory has been judged: plain names inside the archive, sizes within the caps."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        self._path = path
        self.names: tuple[str, ...] = tuple(i.filename for i in archive.infolist() if not i.is_dir())

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """One member's bytes. Raises KeyError if it is not there, FileTrouble if it is damaged."""
        if name not in self.names:
            raise KeyError(name)
        try:
            # zipfile stops at the size the directory declares, and that was capped.
            return self._archive.read(name)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
            raise _damaged_zip(self._path) from None
        except Exception as error:  # zlib.error, LZMAError: they share no base
            if type(error).__module__ in ("zlib", "_lzma", "lzma"):
                raise _damaged_zip(self._path) from None
            raise


@contextlib.contextmanager
def open_zip(
    path: str | Path,
    data: bytes | None = None,
    max_file_bytes: int = MAX_FILE_BYTES,
    max_members: int = MAX_ZIP_MEMBERS,
    max_total_bytes: int = MAX_ZIP_BYTES,
    max_ratio: int = MAX_ZIP_RATIO,
) -> Iterator[SafeZip]:
    """A zip opened with care. data: its bytes, if already read (then `path` only names it). Raises FileTrouble."""
    path = Path(path)
    content = read_bytes(path, max_file_bytes) if data is None else data
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        raise _damaged_zip(path) from None
    with archive:
        _judge(archive.infolist(), path, max_members, max_total_bytes, max_ratio)
        yield SafeZip(archive, path)


def _judge(
    members: list[zipfile.ZipInfo], path: Path, max_members: int, max_total: int, max_ratio: int
) -> None:
    mend = "Ask its sender for a fresh copy; do not unpack it by hand."
    if len(members) > max_members:
        raise FileTrouble(path, f"it packs {len(members)} files; at most {max_members} are unpacked", mend)
    total = sum(member.file_size for member in members)
    if total > max_total:
        raise FileTrouble(
            path, f"it unpacks to {in_words(total)}; at most {in_words(max_total)} is unpacked", mend
        )
    seen: set[str] = set()
    for member in members:
        if not _stays_inside(member.filename):
            raise FileTrouble(path, "it packs a file whose path leads outside the archive", mend)
        if member.filename in seen:
            raise FileTrouble(path, "it packs two files under one name", mend)
        seen.add(member.filename)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise FileTrouble(path, "it packs a link instead of a file", mend)
        if member.flag_bits & 0x1:
            raise FileTrouble(path, "it is protected by a password", "Save it without one.")
        if member.file_size > SMALL_MEMBER_BYTES and member.file_size > max_ratio * max(
            1, member.compress_size
        ):
            raise FileTrouble(path, "it unpacks to far more than it should", mend)


def _stays_inside(name: str) -> bool:
    if not name or "\x00" in name or "\\" in name or re.match(r"[A-Za-z]:", name):
        return False
    inside = PurePosixPath(name)
    return not inside.is_absolute() and ".." not in inside.parts


def _damaged_zip(path: Path) -> FileTrouble:
    return FileTrouble(path, "it is damaged: its packing cannot be opened", "Ask for a fresh copy.")


# --------------------------------------------------------------------------- XML

_PROLOG = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)


def parse_xml(data: bytes, path: str | Path = "XML") -> _Element:
    """The root element. path: only for the message. Raises FileTrouble when it is not XML or carries a DTD.

    A DTD is refused whole, before parsing: entities are its only use to an attacker, and none of our formats needs one.
    """
    from lxml import etree

    refused = FileTrouble(
        path, "its XML carries a DTD, which is never read", "Export it again from its own program."
    )
    start = _PROLOG.match(opening := _opening(data))
    if start and opening[start.end() : start.end() + 9] == "<!DOCTYPE":
        raise refused
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        # lxml's own message repeats words of the file, so it is not passed on.
        mend = "Export it again from its own program."
        raise FileTrouble(path, "its XML is damaged and cannot be parsed", mend) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused
    return root


def _opening(data: bytes, n_bytes: int = 65_536) -> str:
    head = data[:n_bytes]
    for mark, encoding in (
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xef\xbb\xbf", "utf-8"),
    ):
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    if head[:2] == b"<\x00":
        return head.decode("utf-16-le", "replace")
    if head[:2] == b"\x00<":
        return head.decode("utf-16-be", "replace")
    return head.decode("latin-1")
