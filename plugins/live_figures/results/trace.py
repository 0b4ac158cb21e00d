"""Verifying traces: the inputs that a computation had, each with a digest.

A stored result is used only while every input of its trace still has the recorded digest (Mokhov,
Mitchell, Peyton Jones, *Build Systems à la Carte*, section 4.2.2).
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

Kind = Literal["file", "folder", "distribution", "python"]

PLUGIN = Path(__file__).resolve().parents[1]


class Input(NamedTuple):
    """One input; ``digest`` is None for a file, folder or distribution that was not there."""

    kind: Kind
    name: str
    digest: str | None


Trace = tuple[Input, ...]


class Roots:
    """Names of files that do not depend on where the checkout lies.

    ``plugin:drawing.py``, ``project:plugins/neuron/model.py``, or an absolute path elsewhere.
    """

    def __init__(self, project: Path) -> None:
        self.project = project.resolve()
        self._roots = {"plugin": PLUGIN, "project": self.project}

    def name(self, path: str | os.PathLike[str]) -> str:
        absolute = Path(path).resolve()
        for root, folder in self._roots.items():
            if absolute.is_relative_to(folder):
                return f"{root}:{absolute.relative_to(folder).as_posix()}"
        return str(absolute)

    def path(self, name: str) -> Path:
        root, colon, rest = name.partition(":")
        return self._roots[root] / rest if colon and root in self._roots else Path(name)


class Checker:
    """Says whether traces hold now; looks at every input once."""

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._digests: dict[tuple[Kind, str], str | None] = {}
        self._verdicts: dict[str, bool] = {}

    def holds(self, text: str) -> bool:
        """Whether a trace still holds, given as its JSON, which results of one figure share."""
        if text not in self._verdicts:
            self._verdicts[text] = not any(self.changes(loads(text)))
        return self._verdicts[text]

    def changes(self, trace: Iterable[Input]) -> Iterable[tuple[Input, str | None]]:
        """The inputs that differ now, each with the digest that it has now."""
        for recorded in trace:
            now = self.digest(recorded.kind, recorded.name)
            # What is not installed cannot have computed anything else: a machine without numpy
            # and matplotlib builds the site from a full store.
            if now != recorded.digest and not (recorded.kind == "distribution" and now is None):
                yield recorded, now

    def digest(self, kind: Kind, name: str) -> str | None:
        """The digest of an input as it is now."""
        if (kind, name) not in self._digests:
            self._digests[kind, name] = self._digest(kind, name)
        return self._digests[kind, name]

    def _digest(self, kind: Kind, name: str) -> str | None:
        match kind:
            case "file":
                return file_digest(self._roots.path(name))
            case "folder":
                return folder_digest(self._roots.path(name))
            case "distribution":
                return version(name)
            case "python":
                return platform.python_version()


def file_digest(path: Path) -> str | None:
    """SHA-256 of a file's bytes; None if there is no such file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def folder_digest(path: Path) -> str | None:
    """SHA-256 of the sorted names in a folder; None if there is no such folder."""
    try:
        names = sorted(name for name in os.listdir(path) if name != "__pycache__")
    except (FileNotFoundError, NotADirectoryError):
        return None
    return hashlib.sha256("\0".join(names).encode(errors="surrogateescape")).hexdigest()


def version(distribution: str) -> str | None:
    """The installed version of a distribution, if it is installed."""
    return _versions(tuple(sys.path)).get(_normal(distribution))


@cache
def _versions(search: tuple[str, ...]) -> dict[str, str]:
    """Versions of all distributions, from the names of their folders.

    ``importlib.metadata`` would parse the metadata of each, and take ten times as long.
    """
    found: dict[str, str] = {}
    for folder in search:
        with suppress(OSError):
            for name in os.listdir(folder or "."):
                if name.endswith(".dist-info"):
                    distribution, _, version = name.removesuffix(".dist-info").rpartition("-")
                    found.setdefault(_normal(distribution), version)
    return found


def _normal(name: str) -> str:
    """A distribution's name as the packaging standards compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def dumps(trace: Trace) -> str:
    """A trace as one line of JSON."""
    return json.dumps(trace, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Trace:
    """The trace that ``dumps`` wrote."""
    return tuple(Input(*entry) for entry in json.loads(text))
