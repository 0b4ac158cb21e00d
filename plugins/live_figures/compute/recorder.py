"""Record what a computation reads, in the process that runs it.

Every figure is computed in a fresh fork, so what is imported and opened there belongs to it alone.
The interpreter's audit events tell which files and folders are opened; wrapping ``os.stat`` tells
which are looked for in vain; a finder that finds nothing tells which modules are looked for. What
C code opens by itself goes unseen (documented in the README).
"""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from .trace import Input, Roots, Trace, file_digest, folder_digest, version

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_SYSTEM = ("/dev/", "/proc/", "/sys/", "/etc/")


class Recorder:
    """Records from its making on; ``trace`` gives the inputs so far.

    ``search`` are the folders that project modules are imported from. ``distributions`` gives, for
    a top-level module, the distributions that provide it.
    """

    def __init__(
        self, roots: Roots, search: Sequence[Path], distributions: Mapping[str, Sequence[str]]
    ) -> None:
        self._roots, self._search, self._distributions = roots, search, distributions
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._written: set[str] = set()
        self._modules: set[str] = set()
        self._installed = _installed_folders()
        self._project = str(roots.project) + os.sep
        self._active = True
        self._listen()

    def trace(self) -> Trace:
        """The inputs: files read or missed, folders listed, distributions, Python."""
        self._active = False
        files = {*self._files, *self._module_files(), *self._missed_modules()} - self._written
        return (
            *(self._file(path) for path in sorted(self._names(files))),
            *(self._folder(path) for path in sorted(self._names(self._folders))),
            *(Input("distribution", name, version(name)) for name in self._imported()),
            Input("python", "python", platform.python_version()),
        )

    def _file(self, name: str) -> Input:
        return Input("file", name, file_digest(self._roots.path(name)))

    def _folder(self, name: str) -> Input:
        return Input("folder", name, folder_digest(self._roots.path(name)))

    def _names(self, paths: set[str]) -> set[str]:
        return {self._roots.name(path) for path in paths if not self._is_installed(path)}

    def _is_installed(self, path: str) -> bool:
        """Whether a path is no input of its own: covered by a version, or of the system."""
        name = self._roots.name(path)
        if name.startswith("plugin:"):
            return path.endswith(".pyc")
        inside = name.startswith("project:")
        real = os.path.realpath(path)
        return path.endswith(".pyc") or any(
            # A project may lie below the interpreter's prefix, or a .venv inside the project.
            real.startswith(folder) and (not inside or folder.startswith(self._project))
            for folder in self._installed
        )

    def _listen(self) -> None:
        sys.addaudithook(self._hear)
        sys.meta_path.insert(0, _Looker(self._modules))
        stat = os.stat

        def watched(path: Any, *args: Any, **kwargs: Any) -> os.stat_result:
            try:
                return stat(path, *args, **kwargs)
            except FileNotFoundError:
                self._note(self._files, path)
                raise

        os.stat = watched

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            writes = isinstance(flags, int) and flags & _WRITING
            self._note(self._written if writes else self._files, path)
        elif event in ("os.listdir", "os.scandir"):
            self._note(self._folders, args[0] if args[0] is not None else ".")

    def _note(self, where: set[str], path: object) -> None:
        if self._active and isinstance(path, str | bytes | os.PathLike):
            where.add(os.path.abspath(os.fsdecode(path)))

    def _module_files(self) -> Iterator[str]:
        """The source files of the project's modules, and of the plugin's own."""
        for module in list(sys.modules.values()):
            path = getattr(module, "__file__", None)
            if path and path.endswith(".py"):
                yield os.path.abspath(path)

    def _missed_modules(self) -> Iterator[str]:
        """Where a project module could appear that would change what an import finds."""
        for name in self._modules:
            parent, _, last = name.rpartition(".")
            for folder in self._folders_of(parent):
                for candidate in (folder / f"{last}.py", folder / last / "__init__.py"):
                    if not candidate.exists():
                        yield str(candidate)

    def _folders_of(self, package: str) -> Sequence[Path]:
        if not package:
            return self._search
        paths = [Path(path) for path in getattr(sys.modules.get(package), "__path__", ())]
        return [path for path in paths if not self._is_installed(str(path / "__init__.py"))]

    def _imported(self) -> list[str]:
        names: set[str] = set()
        for name, module in list(sys.modules.items()):
            if "." not in name and isinstance(module, ModuleType):
                names.update(self._distributions.get(name, ()))
        return sorted(names)


class _Looker:
    """Heads the finders: takes down which modules are looked for, and finds none."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        self._names.add(name)
        return None


def _installed_folders() -> tuple[str, ...]:
    paths = {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    return (*_SYSTEM, *(os.path.realpath(path) + os.sep for path in paths if path))
