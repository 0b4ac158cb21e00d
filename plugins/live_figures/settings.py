"""The plugin's settings, with their defaults, read from Pelican's."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class ServerSettings(NamedTuple):
    """What the figure server needs to know."""

    project: Path
    """The folder that figure code runs in, and that names of its files are relative to."""
    search: tuple[Path, ...]
    """Where modules with figures are imported from, before all others."""
    store: Path
    """LIVE_FIGURES_STORE: the folder of the store."""
    workers: int
    memory: int
    """The most memory that one figure may take, bytes; 0: no limit."""

    def to_json(self) -> str:
        return json.dumps(
            {
                "project": str(self.project),
                "search": [str(path) for path in self.search],
                "store": str(self.store),
                "workers": self.workers,
                "memory": self.memory,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> ServerSettings:
        data = json.loads(text)
        search = tuple(Path(path) for path in data["search"])
        project, store = Path(data["project"]), Path(data["store"])
        return cls(project, search, store, data["workers"], data["memory"])


class Settings(NamedTuple):
    """All settings; each is Pelican's ``LIVE_FIGURES_…`` of the same name."""

    figures: Mapping[str, str]
    """LIVE_FIGURES: dotted paths of the figures' functions, here by name."""
    timeout: float
    """LIVE_FIGURES_TIMEOUT: the seconds that a figure may take."""
    show_errors: bool
    """LIVE_FIGURES_SHOW_ERRORS: put errors into the pages instead of failing the build."""
    server: ServerSettings

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Settings:
        """From Pelican's settings, in which paths are absolute already or relative to the project.

        The project is the folder that holds ``PATH``.
        """
        project = Path(settings["PATH"]).resolve().parent
        gigabytes = settings.get("LIVE_FIGURES_MEMORY", 4)
        return cls(
            figures={path.rpartition(".")[2]: path for path in settings.get("LIVE_FIGURES", ())},
            timeout=settings.get("LIVE_FIGURES_TIMEOUT", 60),
            show_errors=settings.get("LIVE_FIGURES_SHOW_ERRORS", False),
            server=ServerSettings(
                project=project,
                search=tuple(project / path for path in settings["PLUGIN_PATHS"]),
                store=project / settings.get("LIVE_FIGURES_STORE", "cache/figures"),
                workers=settings.get("LIVE_FIGURES_WORKERS") or os.cpu_count() or 1,
                memory=int(gigabytes * 2**30),
            ),
        )
