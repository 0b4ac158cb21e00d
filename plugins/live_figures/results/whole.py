"""A result with all its parts, as it goes from one store to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .store import Entry, Store


class Whole(NamedTuple):
    """What a store holds under a key."""

    key: str
    entry: Entry
    parts: Mapping[str, bytes]


def whole(store: Store, key: str) -> Whole | None:
    """What a store holds under a key, if all of it is there."""
    entry = store.get(key)
    if entry is None:
        return None
    parts = {suffix: store.read(key, suffix, entry) for suffix in entry.digests}
    there = {suffix: part for suffix, part in parts.items() if part is not None}
    return Whole(key, entry, there) if len(there) == len(parts) else None
