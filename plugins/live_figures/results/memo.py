"""What code of the plugin's own made of something, kept as long as that code is what it was.

Such code reads nothing but what it is given, so its trace is that of a process: the files of the
code, and the versions of what it uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .job import About
from .store import FolderStore, StoreError, make_entry
from .trace import Input, Trace, dumps, file_digest

Facts = Mapping[str, Any]


class Memo:
    """What is known of one kind of thing; what is new is written by ``write``."""

    def __init__(self, store: FolderStore, trace: Trace) -> None:
        self._store, self.trace = store, dumps(trace)
        self.new: dict[str, Facts] = {}

    def get(self, key: str) -> Facts | None:
        """What was kept under a key, if it holds now. Anybody may have written it."""
        entry = self._store.get(key)
        return entry.about.facts if entry and entry.trace == self.trace else None

    def write(self) -> None:
        """Keep what is new. A store that is read only costs time, and nothing else."""
        new, self.new = self.new, {}
        with suppress(StoreError):
            for key, facts in new.items():
                self._store.put(key, make_entry(About(0.0, facts=facts), {}, self.trace), {})


def code(name: str, folder: Path) -> Iterator[Input]:
    """Digests of a package's files, by names that do not depend on where it is installed."""
    for path in sorted(folder.rglob("*.py")):
        yield Input("file", f"{name}{path.relative_to(folder).as_posix()}", file_digest(path))
