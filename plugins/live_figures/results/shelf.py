"""The proven hit: a result is taken from the store only while its trace holds."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping

from .job import About
from .store import Entry, Store, StoreError, make_entry
from .trace import Checker

log = logging.getLogger(__name__)


class Shelf:
    """A store with a checker of traces before it.

    Where the store cannot be written to, results are held in memory until the process ends.
    """

    def __init__(self, store: Store, checker: Checker) -> None:
        self._store, self._checker = store, checker
        self._unkept: dict[str, Mapping[str, bytes]] = {}

    def find(self, key: str, parts: Collection[str] = ()) -> Entry | None:
        """The entry for a key, if it holds now and has these parts."""
        entry = self._store.get(key)
        if entry is None or not entry.digests.keys() >= set(parts):
            return None
        return entry if self._checker.holds(entry.trace) else None

    def read(self, key: str, part: str, entry: Entry) -> bytes | None:
        """One of the parts of an entry that was found or kept; None if it is damaged."""
        held = self._unkept.get(key, {}).get(part)
        return self._store.read(key, part, entry) if held is None else held

    def keep(self, key: str, about: About, parts: Mapping[str, bytes], trace: str) -> Entry:
        """Keep a result; the entry that it has from now on."""
        entry = make_entry(about, parts, trace)
        try:
            self._store.put(key, entry, parts)
        except StoreError as error:
            log.warning("Live figures: %s", error)
            self._unkept[key] = parts
        return entry
