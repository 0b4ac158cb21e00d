"""Record what a computation reads, in the process that runs it.

Every figure is computed in a fresh fork, so what is imported and opened there belongs to it alone.
The interpreter's audit events tell which files are opened and which folders listed, before it is
done: their digests are taken there and then, so that an edit during a build is not lost. Wrapping
``os.stat`` tells which files are looked for in vain; a finder that finds nothing, which modules.
What C code opens by itself goes unseen.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import metadata
from importlib.machinery import ModuleSpec
from importlib.util import source_from_cache
from pathlib import Path
from types import FrameType
from typing import Any

from ..results.trace import Input, Roots, Trace, file_digest, folder_digest, version
from .imports import closure

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_SYSTEM = ("/dev/", "/proc/", "/sys/", "/etc/")
_PYTHON = tuple(
    os.path.realpath(path) + os.sep
    for path in {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    if path
)

Digests = dict[str, str | None]
"""Digests of files, by their names (see trace.Roots)."""


class Recorder:
    """Records from its making on.

    ``search``: the folders that project modules are imported from. ``distributions``: those that
    provide a top-level module, by its name. ``loaded``: files that were read before the fork.
    """

    def __init__(
        self,
        roots: Roots,
        search: Sequence[Path],
        distributions: Mapping[str, Sequence[str]],
        loaded: Digests,
    ) -> None:
        self._roots, self._search, self._distributions = roots, search, distributions
        self._installed = _Installed(roots)
        self._files: Digests = dict(loaded)
        self._folders: Digests = {}
        self._written: set[str] = set()
        self._looked_for: set[str] = set()
        self._adopted: set[Input] = set()
        self._deaf = False
        self._listen()

    def trace(self) -> Trace:
        """All inputs so far."""
        imported = {name.partition(".")[0] for name in sys.modules}
        with self.pause():
            return self._trace(self._files, self._providing(imported))

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Record nothing meanwhile: what is read here is not read by the computation."""
        deaf, self._deaf = self._deaf, True
        try:
            yield
        finally:
            self._deaf = deaf

    def adopt(self, trace: Trace) -> None:
        """Count the inputs of a result that was found as inputs of this computation."""
        self._adopted.update(trace)

    def watch(self, module: str) -> Callable[[], Trace]:
        """Record a call into a module from now on: the function returned tells its inputs.

        These are the module and all that it imports, what is imported during the call, and every
        data file read so far, since a module may read one when it is imported.
        """
        before = set(sys.modules)

        def inputs() -> Trace:
            with self.pause():
                return self._inputs_of_call(module, set(sys.modules) - before)

        return inputs

    def _inputs_of_call(self, module: str, new: set[str]) -> Trace:
        files, others = closure(module, self._search)
        code = {self._roots.name(path) for path in files} | self._module_files(new)
        modules = self._module_files(sys.modules)
        data = {name for name in self._files.keys() - modules if not name.startswith("plugin:")}
        digests = {name: self._digest_of(name) for name in code | data}
        direct = self._providing({*others, *(name.partition(".")[0] for name in new)})
        return self._trace(digests, _with_requirements(direct))

    def _trace(self, files: Digests, distributions: Iterable[str]) -> Trace:
        files = {**dict.fromkeys(self._missed_modules()), **files}
        inputs = {
            *(Input("file", name, digest) for name, digest in files.items()),
            *(Input("folder", name, digest) for name, digest in self._folders.items()),
            *(Input("distribution", name, version(name)) for name in distributions),
            Input("python", "python", platform.python_version()),
            *self._adopted,
        }
        read = (each for each in inputs if each.name not in self._written)
        return tuple(sorted(read, key=lambda each: each[:2]))

    def _digest_of(self, name: str) -> str | None:
        return self._files[name] if name in self._files else file_digest(self._roots.path(name))

    def _listen(self) -> None:
        sys.addaudithook(self._hear)
        sys.meta_path.insert(0, _Looker(self._looked_for))
        stat = os.stat

        def watched(path: Any, *args: Any, **kwargs: Any) -> os.stat_result:
            try:
                return stat(path, *args, **kwargs)
            except FileNotFoundError:
                self._note(self._files, path, lambda _: None)
                raise

        os.stat = watched

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            if isinstance(flags, int) and flags & _WRITING:
                self._note_written(path)
            else:
                self._note(self._files, path, file_digest)
        elif event in ("os.listdir", "os.scandir") and not _is_import(sys._getframe(1)):
            self._note(self._folders, args[0] if args[0] is not None else ".", folder_digest)

    def _note(self, digests: Digests, path: object, digest: Callable[[Path], str | None]) -> None:
        if self._deaf or not isinstance(path, str | bytes | os.PathLike):
            return
        with self.pause():  # taking the digest opens the file
            source = _source(os.path.abspath(os.fsdecode(path)))
            if not self._installed.covers(source):
                name = self._roots.name(source)
                if name not in digests:
                    digests[name] = digest(Path(source))

    def _note_written(self, path: object) -> None:
        if not self._deaf and isinstance(path, str | bytes | os.PathLike):
            self._written.add(self._roots.name(os.fsdecode(path)))

    def _module_files(self, names: Iterable[str]) -> set[str]:
        """The source files of those of the modules that are the project's or the plugin's."""
        files = (getattr(sys.modules.get(name), "__file__", None) for name in names)
        paths = (path for path in files if path and not self._installed.covers(path))
        return {self._roots.name(path) for path in paths}

    def _missed_modules(self) -> Iterator[str]:
        """Files that would change what an import finds, if they appeared in the project."""
        for name in self._looked_for:
            parent, _, last = name.rpartition(".")
            for folder in self._folders_of(parent):
                for candidate in (folder / f"{last}.py", folder / last / "__init__.py"):
                    if not candidate.exists():
                        yield self._roots.name(candidate)

    def _folders_of(self, package: str) -> Sequence[Path]:
        if not package:
            return self._search
        paths = [Path(path) for path in getattr(sys.modules.get(package), "__path__", ())]
        return [path for path in paths if not self._installed.covers(str(path / "__init__.py"))]

    def _providing(self, modules: Iterable[str]) -> set[str]:
        return {each for name in modules for each in self._distributions.get(name, ())}


class _Looker:
    """Heads the finders: takes down which modules are looked for, and finds none."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        self._names.add(name)
        return None


class _Installed:
    """Files that are no inputs of their own: a distribution's, Python's, or the system's."""

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._below = tuple(path for path in _PYTHON if path.startswith(f"{roots.project}{os.sep}"))

    def covers(self, path: str) -> bool:
        name = self._roots.name(path)
        if name.startswith("plugin:"):
            return False
        real = os.path.realpath(path)
        if name.startswith("project:"):  # the project may lie below Python's prefix
            return real.startswith(self._below)
        return real.startswith((*_SYSTEM, *_PYTHON))


def _is_import(frame: FrameType) -> bool:
    """Whether the code that runs is the import system's, which lists all folders it searches."""
    return str(frame.f_globals.get("__name__")).startswith("importlib.")


def _source(path: str) -> str:
    """The source of a compiled module; any other path as it is."""
    if path.endswith(".pyc"):
        with suppress(ValueError):
            return source_from_cache(path)
    return path


def _with_requirements(distributions: set[str]) -> set[str]:
    """Distributions with all that they require and that is installed."""
    found: set[str] = set()
    waiting = list(distributions)
    while waiting:
        name = waiting.pop()
        if name not in found and version(name) is not None:
            found.add(name)
            requirements = metadata.requires(name) or ()
            waiting += [re.split(r"[^\w.-]", each, maxsplit=1)[0] for each in requirements]
    return found
