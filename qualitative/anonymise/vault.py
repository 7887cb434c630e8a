"""The vault: the one encrypted file, outside the study, where original words live.

The danger: a key lying beside the text it unlocks, a passphrase mistaken for damage, a half-written file after a power
cut. So: scrypt from the passphrase, AES-256-GCM over everything (the header is authenticated too), a check value that tells a
wrong passphrase from a damaged file, and every write beside the old file and then in its place. The last good file stays
beside it, encrypted too, until something is to be forgotten; and a file another machine changed since is never overwritten.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qualitative.files import atomic_write

MAGIC = b"QVAULT"
VERSION = 2  # 2: `acts`, what was done to the key, apart from what was decided on masks
_LOG2_N, _R, _P = 15, 8, 1
_SALT, _NONCE, _CHECK, _SEAL = 16, 12, 16, 32
_HEAD = struct.Struct(">6sHBBB")


class VaultError(Exception):
    """The vault cannot be used; the message says what is wrong and the mend."""


class WrongPassphrase(VaultError):
    pass


class VaultDamaged(VaultError):
    pass


class VaultMissing(VaultError):
    pass


class VaultChanged(VaultError):
    """Another program, or another machine on a shared drive, has saved the vault since it was opened."""


MEND = "bring back the last good one beside it: qualitative key STUDY restore"


SECTIONS: dict[str, Any] = {
    "key": {},  # case id → Pseudonyms.to_dict()
    "pending": {},  # source id → raw note waiting for sign-off
    "maps": {},  # source id → offset map raw ↔ anonymised
    "consent": [],  # the register: one dict a person
    "decisions": [],  # the log of decisions whose record holds original words
    "questions": {},  # source id → what is unsettled, in original words
    "acts": [],  # what was done to the key itself: joined, split, forgotten, looked into
    "fingerprints": {},  # keyed hash of a file's bytes → source id
}


def _keys(passphrase: str, salt: bytes, log2_n: int, r: int, p: int) -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    derived = Scrypt(salt=salt, length=64, n=2**log2_n, r=r, p=p).derive(passphrase.encode("utf-8"))
    return derived[:32], derived[32:]


@dataclass
class Vault:
    """An open vault. Change `data`, then `save()`. Never repr()ed with its content."""

    path: Path
    data: dict[str, Any] = field(repr=False)
    _cipher_key: bytes = field(repr=False)
    _check: bytes = field(repr=False)
    _salt: bytes = field(repr=False)
    _cost: tuple[int, int, int] = (_LOG2_N, _R, _P)
    _seen: str = ""  # hash of the file as this vault knows it; "" before the first save

    @classmethod
    def create(cls, path: Path | str, passphrase: str) -> Vault:
        """A new, empty vault, written at once. Raises VaultError if something lies there or the passphrase is empty."""
        path = Path(path)
        if path.exists():
            raise VaultError("a vault lies there already; open it, or choose another place")
        if not passphrase:
            raise VaultError("the vault needs a passphrase; an empty one protects nothing")
        salt = secrets.token_bytes(_SALT)
        cipher_key, check = _keys(passphrase, salt, _LOG2_N, _R, _P)
        data = json.loads(json.dumps(SECTIONS))
        data["secret"] = secrets.token_hex(32)
        vault = cls(path, data, cipher_key, check, salt)
        path.parent.mkdir(parents=True, exist_ok=True)
        vault.save()
        return vault

    @classmethod
    def open(cls, path: Path | str, passphrase: str) -> Vault:
        """The vault as last saved. Raises VaultMissing, WrongPassphrase or VaultDamaged, each with the mend."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        path = Path(path)
        try:
            blob = path.read_bytes()
        except FileNotFoundError:
            raise VaultMissing(
                "the vault is not where this study expects it; if it was lost, bring back its backup: qualitative key STUDY restore"
            ) from None
        except OSError as fault:
            raise VaultError(
                f"the vault cannot be read: {fault.strerror}; check the folder's permissions"
            ) from None
        if len(blob) < 32 or hashlib.sha256(blob[:-32]).digest() != blob[-32:]:
            raise VaultDamaged("the vault file is damaged: it is cut short or was overwritten; " + MEND)
        seen = hashlib.sha256(blob).hexdigest()
        blob = blob[:-32]
        head = blob[: _HEAD.size + _SALT + _CHECK + _NONCE]
        if (
            len(blob) < len(head) + 16
            or not blob.startswith(MAGIC)
            or len(head) < _HEAD.size + _SALT + _CHECK + _NONCE
        ):
            raise VaultDamaged("the vault file is damaged: it is cut short or was overwritten; " + MEND)
        _, version, log2_n, r, p = _HEAD.unpack_from(blob)
        if version > VERSION:
            raise VaultError(
                f"the vault has version {version}, this program reads {VERSION}; update the program"
            )
        if not (10 <= log2_n <= 20 and 1 <= r <= 32 and 1 <= p <= 16):
            raise VaultDamaged("the vault file is damaged: its header makes no sense; " + MEND)
        salt = blob[_HEAD.size : _HEAD.size + _SALT]
        stored = blob[_HEAD.size + _SALT : _HEAD.size + _SALT + _CHECK]
        nonce = blob[_HEAD.size + _SALT + _CHECK : len(head)]
        cipher_key, check = _keys(passphrase, salt, log2_n, r, p)
        if not hmac.compare_digest(stored, _check_value(check)):
            raise WrongPassphrase("the passphrase does not open this vault; try again (nothing was changed)")
        try:
            plain = AESGCM(cipher_key).decrypt(nonce, blob[len(head) :], head[: _HEAD.size + _SALT + _CHECK])
        except InvalidTag:
            raise VaultDamaged(
                "the vault file is damaged: the passphrase is right but its content was changed; " + MEND
            ) from None
        # Version 1 knew no `acts`: an empty one is all it lacks; it is written as the newest at the next save.
        data = {**json.loads(json.dumps(SECTIONS)), **json.loads(plain)}
        return cls(path, data, cipher_key, check, salt, (log2_n, r, p), seen)

    @classmethod
    def restore(cls, path: Path | str, passphrase: str) -> Vault:
        """The last good file beside a damaged or lost one takes its place. Raises VaultError, and then changes nothing."""
        path = Path(path)
        beside = backup_of(path)
        if not beside.exists():
            raise VaultMissing(
                "no last good vault lies beside it; bring the file back from a copy of your own"
            )
        cls.open(beside, passphrase)  # a damaged one, or one this passphrase does not open, replaces nothing
        atomic_write(path, beside.read_bytes(), mode=0o600)
        return cls.open(path, passphrase)

    def save(self, forgetting: bool = False) -> None:
        """Writes everything, beside the old file and then in its place: whole, or not at all.

        forgetting: what left the vault must not live on in the last good file beside it. Raises VaultChanged where
        another program saved the vault since it was opened.
        """
        before = self.path.read_bytes() if self.path.exists() else b""
        if before and self._seen != hashlib.sha256(before).hexdigest():
            raise VaultChanged(
                "the vault was changed by another program or machine since it was opened; nothing was overwritten. "
                "Do it again, one custodian at a time"
            )
        beside = backup_of(self.path)
        if forgetting:
            beside.unlink(missing_ok=True)
        elif before:
            atomic_write(beside, before, mode=0o600)
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        head = _HEAD.pack(MAGIC, VERSION, *self._cost) + self._salt + _check_value(self._check)
        nonce = secrets.token_bytes(_NONCE)
        plain = json.dumps(self.data, ensure_ascii=False, sort_keys=True).encode("utf-8")
        blob = head + nonce + AESGCM(self._cipher_key).encrypt(nonce, plain, head)
        blob += hashlib.sha256(blob).digest()
        atomic_write(self.path, blob, mode=0o600)
        self._seen = hashlib.sha256(blob).hexdigest()

    def change_passphrase(self, passphrase: str) -> None:
        """A new passphrase and salt; written at once, and nothing is left that the old one opens."""
        if not passphrase:
            raise VaultError("the vault needs a passphrase; an empty one protects nothing")
        self._salt = secrets.token_bytes(_SALT)
        self._cost = (_LOG2_N, _R, _P)
        self._cipher_key, self._check = _keys(passphrase, self._salt, *self._cost)
        self.save(forgetting=True)

    def fingerprint(self, content: bytes) -> str:
        """A keyed hash of a file's bytes: the same file is known again, and nobody without the vault can tell which."""
        return hmac.new(bytes.fromhex(self.data["secret"]), content, hashlib.sha256).hexdigest()[:32]

    def hold_raw(self, source_id: str, text: str, **more: Any) -> None:
        """Raw text waiting for sign-off, with whatever belongs to it (file name, format, …)."""
        self.data["pending"][source_id] = {"text": text, **more}

    def drop_raw(self, source_id: str) -> bool:
        """At sign-off the raw text leaves the vault. True if there was one. Call `save()` after."""
        self.data["questions"].pop(source_id, None)
        return self.data["pending"].pop(source_id, None) is not None

    def log_act(self, user: str, act: str, about: str, reason: str = "") -> None:
        """What was done to the key itself, by whom, to which ids and why. Call `save()` after."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.data["acts"].append({"at": now, "user": user, "act": act, "about": about, "reason": reason})

    def log(self, user: str, act: str, about: str, **words: str) -> None:
        """A decision whose record holds original words: it is kept here and nowhere else."""
        self.data["decisions"].append(
            {
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "user": user,
                "act": act,
                "about": about,
                **words,
            }
        )


def backup_of(path: Path) -> Path:
    """Where the last good vault lies: beside it, encrypted with the same passphrase."""
    return path.with_name(f"{path.name}.backup")


def _check_value(check: bytes) -> bytes:
    return hmac.new(check, b"qualitative vault passphrase check", hashlib.sha256).digest()[:_CHECK]
