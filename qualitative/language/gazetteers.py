"""Forenames and place names of the United Kingdom, as sets of lower-cased names.

The danger: a gazetteer taken for a verdict ("Grace" is in the list, so is "will"). The rule: these sets are
evidence for a tagger or a person, never a reason to mask or to keep on their own.

Forenames: Office for National Statistics, baby names, England and Wales. Places: Ordnance Survey, OS Open Names.
Both contain public sector information licensed under the Open Government Licence v3.0; see
models/gazetteers/card.md for the attribution.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from qualitative.language import loading

MODEL = "gazetteers"


def _read(file: str) -> frozenset[str]:
    return frozenset(gzip.decompress(loading.checked_bytes(MODEL, file)).decode("utf-8").splitlines())


@lru_cache(maxsize=1)
def forenames() -> frozenset[str]:
    """Forenames given in England and Wales, lower-cased, as written ("o'shea", "mary-jane")."""
    return _read("forenames.txt.gz")


@lru_cache(maxsize=1)
def uk_places() -> frozenset[str]:
    """Names of places in Great Britain, lower-cased, most of several words ("stoke-on-trent", "abbey hulton")."""
    return _read("uk_places.txt.gz")
