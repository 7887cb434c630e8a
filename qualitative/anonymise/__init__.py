"""The door between what people said and what anybody else may read: find, replace, and the vault.

The danger: one name left standing, or one person given two strings, and the whole review can be undone by a colleague.
The stages are find (each method its own file) → decide → resolve → replace; the vault alone keeps original words.
"""

from qualitative.anonymise.door import Anonymised, anonymise_notes, anonymise_texts, find
from qualitative.anonymise.finds import Find
from qualitative.anonymise.harm import NOT_COMPLETE, Harm, find_harm
from qualitative.anonymise.later import Edit, later_find, learn_roster
from qualitative.anonymise.pseudonyms import Entity, Pseudonyms
from qualitative.anonymise.replace import OffsetMap, new_offset, raw_offset
from qualitative.anonymise.restrictions import find_restrictions
from qualitative.anonymise.stories import Story, find_stories
from qualitative.anonymise.vault import Vault, VaultDamaged, VaultError, VaultMissing, WrongPassphrase

__all__ = [
    "NOT_COMPLETE",
    "Anonymised",
    "Edit",
    "Entity",
    "Find",
    "Harm",
    "OffsetMap",
    "Pseudonyms",
    "Story",
    "Vault",
    "VaultDamaged",
    "VaultError",
    "VaultMissing",
    "WrongPassphrase",
    "anonymise_notes",
    "anonymise_texts",
    "find",
    "find_harm",
    "find_restrictions",
    "find_stories",
    "later_find",
    "learn_roster",
    "new_offset",
    "raw_offset",
]
