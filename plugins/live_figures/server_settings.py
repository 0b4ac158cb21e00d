"""How results are computed: what the build, the figure server and workers elsewhere agree on."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

UNCOUNTED = sys.maxsize
"""The workers of those who compute for an executor: that knows how many are at work at once."""


class ServerSettings(NamedTuple):
    """How results are computed."""

    project: Path
    """The folder that figure code runs in, and that names of its files are relative to."""
    search: tuple[Path, ...]
    """Where modules with figures are imported from, before all others."""
    store: Path
    """LIVE_FIGURES_STORE: the folder of the store."""
    workers: int
    memory: int
    """The most memory that one figure may take, bytes; 0: no limit."""
    pickles: bool = False
    """Whether simulations may be kept with pickle."""
    executor: str | None = None
    """LIVE_FIGURES_EXECUTOR: what computes instead of this machine's figure server."""
    remote: str | None = None
    """LIVE_FIGURES_STORE_REMOTE: the address of the store that machines share."""
    writes: bool = False
    """Whether what is computed here is put there."""
    alone: bool = False
    """Whether each result has a process of its own, as those that are compared must have."""

    def to_json(self) -> str:
        """What a figure server needs to know of them."""
        return json.dumps(
            {
                "project": str(self.project),
                "search": [str(path) for path in self.search],
                "store": str(self.store),
                "workers": self.workers,
                "memory": self.memory,
                "pickles": self.pickles,
                "alone": self.alone,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> ServerSettings:
        data = json.loads(text)
        search = tuple(Path(path) for path in data["search"])
        paths = {name: Path(data[name]) for name in ("project", "store")}
        return cls(**{**data, **paths, "search": search})
