"""The store: tables, migrations, load and save. Holds anonymised text only; `anonymise`'s vault holds the rest."""

from qualitative.store.database import StoreTrouble, now
from qualitative.store.records import from_record, to_record
from qualitative.store.store import Store
from qualitative.store.vectors import VectorCache

__all__ = ["Store", "StoreTrouble", "VectorCache", "from_record", "now", "to_record"]
