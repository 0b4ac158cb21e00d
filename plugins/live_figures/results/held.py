"""Which inputs each claim had when it held last, so that one that fails can say what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from .changes import changes
from .trace import loads

_FILE = "claims.json"


class _Record(NamedTuple):
    """``claims``: digests of traces, by claim; ``traces``: these by their digests."""

    claims: dict[str, str]
    traces: dict[str, str]


class Held:
    """A small file in the store's folder: what it says is told to authors, and proves nothing."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._before: _Record | None = None
        self._now = _Record({}, {})

    def holds(self, claim: str, trace: str) -> None:
        """Remember that a claim holds for a result with this trace."""
        digest = hashlib.sha256(trace.encode()).hexdigest()
        self._now.claims[claim] = digest
        self._now.traces[digest] = trace

    def changes(self, claim: str, trace: str) -> Iterator[str]:
        """What has changed since the claim held, a line each; nothing if it never did."""
        then = self._then(claim)
        if then is None:
            return
        self.holds(claim, then)  # it did, and that is still what there is to know
        yield from changes(loads(then), loads(trace))

    def keep(self) -> None:
        """Write down what is known now, if that is something new."""
        if self._now.claims and self._now != self._read():
            with suppress(OSError):  # a store that is read only
                self._path.parent.mkdir(parents=True, exist_ok=True)
                temporary = self._path.with_suffix(".tmp")
                temporary.write_text(json.dumps(self._now), encoding="utf-8")
                temporary.replace(self._path)

    def _then(self, claim: str) -> str | None:
        before = self._read()
        return before.traces.get(before.claims.get(claim, ""))

    def _read(self) -> _Record:
        if self._before is None:
            try:
                self._before = _Record(*json.loads(self._path.read_text("utf-8")))
            except (OSError, ValueError, TypeError):
                self._before = _Record({}, {})
        return self._before
