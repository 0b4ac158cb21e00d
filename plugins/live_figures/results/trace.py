"""Verifying traces: the inputs that a computation had, each with a digest.

A stored result is used only while every input of its trace still has the recorded digest (Mokhov,
Mitchell, Peyton Jones, *Build Systems à la Carte*, section 4.2.2).
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import Literal, NamedTuple

from .installed import has_module, version

Kind = Literal[
    "file",
    "folder",
    "listing",
    "path",
    "link",
    "variable",
    "search",
    "place",
    "distribution",
    "module",
    "python",
]
"""A file's bytes, a folder's names, these as another process was told them, what a path is, where a
link leads; a variable's value, where the project's modules are looked for, where the project lies;
a distribution's version, whether a module is installed."""

_INSTALLED = ("distribution", "module")

PLUGIN = Path(__file__).resolve().parents[1]

# The environment that figures run in, beside that of the build. One thread for each worker: they
# share the cores already. The rest keeps out what is no input: pydantic's plugins, hash order, time
# zone, locale.
ENVIRONMENT = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MPLBACKEND": "agg",
    "PYDANTIC_DISABLE_PLUGINS": "true",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
}

PYTHON = sys.version.split()[0]
"""Python's version."""


class Input(NamedTuple):
    """One input; ``digest`` is None for what was not there."""

    kind: Kind
    name: str
    digest: str | None


Trace = tuple[Input, ...]


class Roots:
    """Names of files that do not depend on where the checkout lies.

    ``plugin:drawing.py``, ``project:plugins/neuron/model.py``, or an absolute path elsewhere.
    ``search`` are the folders that the project's modules are imported from.
    """

    def __init__(self, project: Path, search: Sequence[Path] = ()) -> None:
        self.project = project.resolve()
        self._roots = {"plugin": PLUGIN, "project": self.project}
        self._top = str(self.project).split(os.sep)[1]
        self._search = tuple(f"{os.path.realpath(folder)}{os.sep}" for folder in search)
        # At once: where a figure is computed, each look at a path would be heard.
        self.searched = {
            "PLUGIN_PATHS": self._names(search),
            "PYTHONPATH": self._names(pythonpath()),
        }
        """The folders where modules are looked for."""

    def name(self, path: str | os.PathLike[str]) -> str:
        """The name of what a path leads to, links followed."""
        return self.name_of(os.path.realpath(path))

    def name_of(self, path: str) -> str:
        """The name of an absolute path, as it stands."""
        for root, folder in self._roots.items():
            if path == str(folder) or path.startswith(f"{folder}{os.sep}"):
                return f"{root}:{path[len(str(folder)) + 1 :]}"
        return path

    def _names(self, folders: Iterable[str | os.PathLike[str]]) -> str:
        return " ".join(map(self.name, folders))

    def place(self, frame: FrameType) -> str:
        """The line of code that is at work, as authors are told of it."""
        return f"{self.name(frame.f_code.co_filename).removeprefix('project:')}:{frame.f_lineno}"

    def is_below_project(self, path: str) -> bool:
        """Whether an absolute path lies in the project or in the plugin."""
        return self.name_of(path) != path

    def is_searched(self, path: str) -> bool:
        """Whether an absolute path lies where the project's modules are imported from."""
        return path.startswith(self._search)

    def is_near(self, name: str) -> bool:
        """Whether a name is that of a file beside the project: a copy may have one of its own.

        It is told where it lies, and may have been found from where the project does.
        """
        return name.startswith(os.sep) and name.split(os.sep)[1] == self._top

    @property
    def place_of_project(self) -> str:
        """SHA-256 of the path where the project lies."""
        return hashlib.sha256(os.fsencode(self.project)).hexdigest()

    @property
    def parent(self) -> str:
        """The project's folder, ending in a slash."""
        return f"{self.project}{os.sep}"

    def path(self, name: str) -> Path:
        root, colon, rest = name.partition(":")
        return self._roots[root] / rest if colon and root in self._roots else Path(name)


class Checker:
    """Says whether traces hold now; looks at every input once."""

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._digests: dict[tuple[Kind, str], str | None] = {}
        self._verdicts: dict[str, bool] = {}
        self._changes: dict[str, tuple[tuple[Input, str | None], ...]] = {}

    def holds(self, text: str) -> bool:
        """Whether a trace still holds, given as its JSON, which results of one figure share."""
        if text not in self._verdicts:
            self._verdicts[text] = not any(self.changes(loads(text)))
        return self._verdicts[text]

    def changes_of(self, text: str) -> tuple[tuple[Input, str | None], ...]:
        """What ``changes`` gives for a trace that is given as its JSON, found once for each."""
        if text not in self._changes:
            self._changes[text] = tuple(self.changes(loads(text)))
        return self._changes[text]

    def changes(self, trace: Iterable[Input]) -> Iterable[tuple[Input, str | None]]:
        """The inputs that differ now, each with the digest that it has now."""
        for recorded in trace:
            now = self.digest(recorded.kind, recorded.name)
            # What is not installed cannot have computed anything else: a machine without numpy
            # and matplotlib builds the site from a full store.
            if now != recorded.digest and not (recorded.kind in _INSTALLED and now is None):
                yield recorded, now

    def digest(self, kind: Kind, name: str) -> str | None:
        """The digest of an input as it is now."""
        if (kind, name) not in self._digests:
            self._digests[kind, name] = self._digest(kind, name)
        return self._digests[kind, name]

    def _digest(self, kind: Kind, name: str) -> str | None:
        match kind:
            case "distribution":
                return version(name)
            case "module":
                return module_digest(name)
            case "python":
                return PYTHON
            case "variable":
                return variable_digest(name)
            case "search":
                return self._roots.searched.get(name)
            case "place":
                return self._roots.place_of_project
            case _:
                return digest_of(kind, str(self._roots.path(name)))


def digest_of(kind: Kind, path: str) -> str | None:
    """The digest of something in the file system; None if it is not there, or not that."""
    try:
        match kind:
            case "file":
                return file_digest(path)
            case "folder" | "listing":
                return folder_digest(path)
            case "link":
                return os.readlink(path)
            case _:
                return _what(path)
    except (OSError, ValueError):
        return None


def file_digest(path: str | os.PathLike[str]) -> str:
    """SHA-256 of a file's bytes. Raises OSError; anything but a plain file is not read."""
    with open(path, "rb", opener=_plain_file) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain_file(path: str, flags: int) -> int:
    """Open without waiting: a pipe has nobody at its other end. Raises OSError."""
    number = os.open(path, flags | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise IsADirectoryError(path)
    return number


def folder_digest(path: str | os.PathLike[str]) -> str:
    """SHA-256 of the sorted names in a folder, and which are folders. Raises OSError."""
    with os.scandir(path) as found:
        names = sorted(
            f"{each.name}/" if each.is_dir(follow_symlinks=False) else each.name
            for each in found
            if each.name != "__pycache__"
        )
    return hashlib.sha256("\0".join(names).encode(errors="surrogateescape")).hexdigest()


def _what(path: str) -> str:
    """What a path is: ``folder``, or ``file 123`` with its size. Raises OSError."""
    found = os.lstat(path)
    if stat.S_ISREG(found.st_mode):
        return f"file {found.st_size}"
    return {stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}.get(stat.S_IFMT(found.st_mode), "other")


def pythonpath() -> list[str]:
    """The folders in which Python looks for modules since the environment says so."""
    return [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]


def module_digest(name: str) -> str | None:
    """Whether a module is installed."""
    return "installed" if has_module(name) else None


def variable_digest(name: str) -> str | None:
    """SHA-256 of an environment variable as figures see it; its value is nobody's business."""
    value = ENVIRONMENT.get(name, os.environ.get(name))
    return None if value is None else hashlib.sha256(os.fsencode(value)).hexdigest()


def dumps(trace: Trace) -> str:
    """A trace as one line of JSON, in ASCII: names of files need not be Unicode."""
    return json.dumps(trace, separators=(",", ":"))


def loads(text: str) -> Trace:
    """The trace that ``dumps`` wrote."""
    return tuple(Input(*entry) for entry in json.loads(text))
