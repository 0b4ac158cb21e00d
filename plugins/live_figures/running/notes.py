"""What a computation touches in the file system, noted before it does, by whichever recorder hears.

A file that is opened is noted with its digest, a folder with its names, whatever is only looked at
with what it is; and every symbolic link on the way with where it leads. What the computation has
written itself is no input.
"""

from __future__ import annotations

import os
import stat
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cache
from pathlib import Path

from ..results.trace import PLUGIN, Input, Kind, Roots, digest_of

_SYSTEM = ("/dev/", "/proc/", "/sys/", "/etc/", "/run/", "/lib/", "/lib64/", "/usr/lib/")
_DATA = ("/dev/shm/",)
_OF_PREFIX = ("bin", "include", "lib", "lib32", "lib64", "libexec", "pyvenv.cfg")
"""What is Python's own below its prefix: there may be much else, as below /usr."""


def _pythons() -> Iterator[str]:
    for prefix in (sys.prefix, sys.base_prefix):
        yield from (os.path.join(prefix, name) for name in _OF_PREFIX)
    yield from (path for name, path in sysconfig.get_paths().items() if name != "data")


_PYTHON = tuple(sorted({os.path.realpath(path) + os.sep for path in _pythons()}))
AS_SEARCHED = "/./."
"""Behind the path of a folder that is asked for: the import system lists it next, for itself."""
_MOST_LINKS = 40  # as many as the kernel follows


class Notes:
    """``ignored`` are folders whose files are nobody's inputs: the store's."""

    def __init__(self, roots: Roots, ignored: tuple[Path, ...] = ()) -> None:
        self._roots = roots
        self._ignored = tuple(f"{os.path.realpath(path)}{os.sep}" for path in ignored)
        self._below = tuple(path for path in _PYTHON if path.startswith(f"{roots.project}{os.sep}"))
        self._inputs: dict[tuple[Kind, str], Input] = {}
        self._written: set[str] = set()
        self._seen: set[tuple[Kind, str]] = set()
        self._noted: set[tuple[Kind, str]] = set()
        self._names: dict[str, str] = {}
        self._folders: dict[str, tuple[list[str], str]] = {}
        """The links that lead to a folder, and where it is: thousands of files may lie there."""
        self._searched: set[str] = set()
        """The folders that are about to be listed by the import system."""
        self.strange: set[str] = set()
        """What was read and cannot be proven, with the reason."""
        self.has_run = False
        """Whether it has run another program."""
        self.has_moved = False
        """Whether something is another thing now than it was for an earlier computation."""

    def copy(self) -> Notes:
        """Notes that go on from here on their own."""
        other = copy(self)
        other._inputs, other._written = dict(self._inputs), set(self._written)
        other._seen, other._noted = set(self._seen), set(self._noted)
        other.strange = set(self.strange)
        other._folders, other._searched = {}, set()
        return other

    def begin_again(self) -> None:
        """Another computation begins, whose inputs are those so far and what it touches itself."""
        for each in (self._seen, self._noted, self._written):
            each.clear()

    def inputs(self, missed: Sequence[str] = ()) -> set[Input]:
        """All inputs so far; and those of the paths that are not there."""
        for path in missed:
            if path not in self._names:
                self._names[path] = self._roots.name(path)
        absent = (self._names[path] for path in missed if not os.path.lexists(path))
        return {*self._inputs.values(), *(Input("path", name, None) for name in absent)}

    def opened(self, path: str, flags: int) -> None:
        """A file is about to be opened, with flags as of ``os.open``."""
        if self._searched and (folder := os.path.normpath(path)) in self._searched:
            self._searched.discard(folder)
            return
        is_there = os.path.lexists(path)
        if flags & os.O_TRUNC or (flags & os.O_CREAT and not is_there):
            if flags & (os.O_TRUNC | os.O_EXCL | os.O_ACCMODE) == os.O_RDWR:
                self.looked_at(path)  # it would have been read
            self.written(path)
        elif flags & os.O_CREAT and flags & os.O_EXCL:
            self.looked_at(path)  # in vain, since it is there
        elif flags & os.O_ACCMODE != os.O_WRONLY:  # what is written to may be read afterwards
            self._note(_kind_of(path), path)

    def listed(self, path: str) -> None:
        """A folder is about to be listed."""
        self._note("folder", path)

    def listed_elsewhere(self, path: str) -> None:
        """A folder is about to be listed, and not by the process that computes."""
        self._note("listing", path)

    def run(self, path: str) -> None:
        """A program is about to be run."""
        self.has_run = True
        self.opened(path, os.O_RDONLY)

    def hidden(self, process: str) -> None:
        """Something is touched by a process that does not show what."""
        self.strange.add(
            f"files in a process that nobody may look into, {process}:"
            " LIVE_FIGURES_RECORDER=hooks makes a warning of this"
        )

    def looked_at(self, path: str, *, follow: bool = True) -> None:
        """Somebody asks whether something is there, and what."""
        if path.endswith(AS_SEARCHED):
            self._searched.add(path.removesuffix(AS_SEARCHED))
        else:
            self._note("path", path, follow=follow)

    def written(self, path: str) -> None:
        """A file is about to be written, with nothing read from it."""
        real = os.path.realpath(path)
        if not {("file", real), ("path", real)} & self._seen or not os.path.exists(real):
            self._written.add(real)

    def _note(self, kind: Kind, path: str, *, follow: bool = True) -> None:
        path = os.path.abspath(path) if not path.startswith("/") else path
        if (kind, path) in self._seen:
            return
        self._seen.add((kind, path))
        steps, real = self._walk(path, follow)
        for link in steps:
            if not self._covers(link):
                self._add("link", link)
        self._seen.add((kind, real))
        if real in self._written or self._covers(real, is_listed=kind in ("folder", "listing")):
            return
        if "__pycache__" in real.split(os.sep):
            kind, real = "file", source_of(real)
            if "__pycache__" in real.split(os.sep):
                return
        if kind == "file" and not _is_provable(real):
            self.strange.add(f"{real}, which is not a plain file: nobody can read it again")
            return
        if kind == "path" and os.path.islink(real):
            kind = "link"  # asked about itself, not about what it leads to
        self._add(kind, source_of(real) if kind == "file" else real)

    def _walk(self, path: str, follow: bool) -> tuple[list[str], str]:
        """The symbolic links that a path leads through, and where it ends."""
        folder, name = os.path.split(path)
        if name in ("", ".", ".."):
            return _walk(path, follow)
        if folder not in self._folders:
            self._folders[folder] = _walk(folder, follow=True)
        links, real = self._folders[folder]
        step = os.path.join(real, name)
        if not follow or _target(step) is None:
            return links, step
        return _walk(path, follow)

    def _add(self, kind: Kind, path: str) -> None:
        name = self._roots.name_of(path)
        if (kind, name) not in self._noted:
            self._noted.add((kind, name))
            found = Input(kind, name, digest_of(kind, path))
            self.has_moved |= self._inputs.setdefault((kind, name), found) != found

    def _covers(self, path: str, *, is_listed: bool = False) -> bool:
        """Whether a file is no input of its own: a distribution's, Python's, the system's.

        Nor are the folders above these, and above the project, that are only looked at.
        """
        if path.startswith(self._ignored) or f"{path}{os.sep}" in self._ignored:
            return True
        if self._roots.is_below_project(path):
            return path.startswith(self._below)  # the project may hold Python's prefix
        if path.startswith(_DATA):
            return False
        if self._roots.is_searched(path) and not is_installed(path):
            return False
        outer = f"{path}{os.sep}"  # as of a folder; pyvenv.cfg is none
        if outer in _PYTHON:
            return True
        if is_listed and self._roots.parent.startswith(outer):
            return False
        return path.startswith((*_SYSTEM, *_PYTHON)) or any(
            each.startswith(outer) for each in (*_PYTHON, *_SYSTEM, self._roots.parent)
        )

    @cache  # noqa: B019 (it lives as long as its process)
    def covers(self, path: str) -> bool:
        """Whether a file of code is a distribution's or Python's; links are not looked at."""
        return self._covers(os.path.abspath(path))

    def is_authors(self, path: str) -> bool:
        """Whether a file of code is the author's: not the plugin's, nor what is installed."""
        if path.startswith(("<", f"{PLUGIN}{os.sep}")) or is_installed(path):
            return False
        return not self.covers(path)


def _kind_of(path: str) -> Kind:
    """As what a path is opened; of what is not there, that it is not."""
    if os.path.isdir(path):
        return "folder"
    return "file" if os.path.exists(path) else "path"


def source_of(path: str) -> str:
    """The source of a compiled module; any other path as it is."""
    folder, name = os.path.split(path)
    if name.endswith(".pyc") and os.path.basename(folder) == "__pycache__":
        return os.path.join(os.path.dirname(folder), f"{name.partition('.')[0]}.py")
    return path


def is_installed(path: str) -> bool:
    """Whether code lies where distributions are installed, in the project or elsewhere."""
    return any(f"{os.sep}{name}{os.sep}" in path for name in ("site-packages", "dist-packages"))


def _is_provable(path: str) -> bool:
    """Whether what is read there can be read again: a plain file, or nothing."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return True


def _walk(path: str, follow: bool) -> tuple[list[str], str]:
    """The symbolic links that a path leads through, and where it ends."""
    links: list[str] = []
    done, rest = "/", list(_parts(path))
    while rest:
        part = rest.pop()
        if part == "..":
            done = os.path.dirname(done)
            continue
        step = os.path.join(done, part)
        target = _target(step) if rest or follow or len(links) > _MOST_LINKS else None
        if target is None or len(links) >= _MOST_LINKS:
            done = step
            continue
        links.append(step)
        done = "/" if target.startswith("/") else done
        rest += _parts(target)
    return links, done


def _parts(path: str) -> Iterator[str]:
    return (part for part in reversed(path.split("/")) if part not in ("", "."))


def _target(path: str) -> str | None:
    try:
        return os.readlink(path)
    except OSError:
        return None
