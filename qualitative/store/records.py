"""Nouns to JSON and back.

The danger: a field added to a noun and silently lost on its way through the store. So nothing is listed by
hand here: every dataclass field travels by its declared type, and an unknown type is an error, not a string.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_record(value: Any) -> Any:
    """A noun (or tuple, mapping, enum, time) → what json can write. Raises TypeError for anything else."""
    if value is None or isinstance(value, (str, bool, float)):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return utc_text(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_record(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): to_record(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_record(v) for v in value]
    raise TypeError(f"a {type(value).__name__} cannot be stored")


@cache
def _hints(noun: Any) -> dict[str, Any]:
    import qualitative.model

    return get_type_hints(noun, vars(qualitative.model))


def from_record(noun: type[T], record: Mapping[str, Any]) -> T:
    """The noun that `to_record` wrote. Fields the noun no longer has are dropped; missing ones take their default."""
    hints: dict[str, Any] = _hints(noun)  # type: ignore[arg-type]
    known = {f.name for f in dataclasses.fields(noun)}  # type: ignore[arg-type]
    return noun(**{name: _read(hints[name], value) for name, value in record.items() if name in known})


def _read(hint: Any, value: Any) -> Any:
    if value is None or hint is Any:
        return value
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _read(next(a for a in args if a is not type(None)), value)
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_read(args[0], v) for v in value)
        return tuple(_read(a, v) for a, v in zip(args, value, strict=True))
    if origin in (Mapping, dict):
        return {k: _read(args[1], v) for k, v in value.items()}
    if origin in (Sequence, list):
        return [_read(args[0], v) for v in value]
    if isinstance(hint, type):
        if dataclasses.is_dataclass(hint):
            return from_record(hint, value)
        if issubclass(hint, Enum):
            return hint(value)
        if issubclass(hint, datetime):
            return utc_time(value)
    return value


def utc_text(at: datetime) -> str:
    """ISO 8601 in UTC. A naive time is refused: SQLite would give it back as somebody else's hour."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored; use datetime.now(UTC)")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def utc_time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
