"""An act that reached the vault and never the store did not happen: the key is read as it was before it.

The danger: the vault is saved inside the store's transaction, and a kill between the two leaves two people one in the key
and two in the notes, with no act that mends it. So an act leaves in the vault what the key was before it, under a mark
that the store's transaction writes too. A mark that the store does not know is of an act that never landed.
"""

from __future__ import annotations

import copy
import uuid
from typing import Any

from qualitative.anonymise import Vault
from qualitative.store import Store

_PARTS = ("key", "kept", "organisations", "undo")
_MARKS = 50  # so many acts back an older vault still finds its own


def before(vault: Vault, case_id: str) -> dict[str, Any]:
    """What an act may change in the vault of a case, copied: taken before it begins."""
    return {
        part: copy.deepcopy(vault.data[part][case_id])
        for part in _PARTS
        if case_id in vault.data.get(part, {})
    }


def mark(vault: Vault, store: Store, case_id: str, was: dict[str, Any]) -> None:
    """Inside the store's transaction, before the vault is saved."""
    this = uuid.uuid4().hex[:12]
    vault.data.setdefault("landing", {})[case_id] = {"mark": this, "before": was}
    store.set_setting(_setting(case_id), " ".join([*_landed(store, case_id), this][-_MARKS:]))


def as_landed(vault: Vault, store: Store) -> None:
    """On opening: what never landed is taken out of the key. Saved by whatever act comes next."""
    for case_id, left in vault.data.pop("landing", {}).items():
        if left["mark"] in _landed(store, case_id):
            continue
        for part in _PARTS:
            if part in left["before"]:
                vault.data.setdefault(part, {})[case_id] = left["before"][part]
            else:
                vault.data.get(part, {}).pop(case_id, None)


def _landed(store: Store, case_id: str) -> list[str]:
    return store.setting(_setting(case_id)).split()


def _setting(case_id: str) -> str:
    return f"landed {case_id}"
