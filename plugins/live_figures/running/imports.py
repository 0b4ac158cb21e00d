"""Which of the project's modules a module depends on, read from their code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from modulefinder import ModuleFinder
from pathlib import Path
from typing import Any

from ..results.trace import Checker, Input, Kind, Roots, Trace


class _Finder(ModuleFinder):
    """Python's own stumbles over packages without an ``__init__.py``."""

    def find_module(self, name: str, path: Any, parent: Any = None) -> tuple[Any, Any, Any]:
        found = PathFinder.find_spec(name, self.path if path is None else path)
        if found and found.loader is None:
            return None, list(found.submodule_search_locations or ()), None
        whole: tuple[Any, Any, Any] = super().find_module(name, path, parent)
        return whole

    def load_module(self, fqname: str, fp: Any, pathname: Any, file_info: Any) -> Any:
        if file_info is not None:
            return super().load_module(fqname, fp, pathname, file_info)
        package: Any = self.add_module(fqname)
        package.__path__ = pathname
        return package


def closure(module: str, search: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Source files of a module and all that it imports, however deep, also inside functions.

    Only modules below ``search`` are followed; second come the names of the others, top level.
    """
    finder = _Finder([str(folder) for folder in search])
    finder.import_hook(module)
    modules: list[Any] = list(finder.modules.values())  # typeshed lacks their __file__
    files = [found.__file__ for found in modules if found.__file__]
    others = {name.partition(".")[0] for name in finder.badmodules}
    return sorted(files), sorted(others - set(sys.stdlib_module_names))


def code_of(module: str, search: Sequence[Path], roots: Roots, checker: Checker) -> Trace:
    """The inputs that a module is known to have before it is imported: all that it imports, now.

    None of a module that cannot be read: importing it will tell why.
    """
    try:
        files, others = closure(module, search)
    except (ImportError, SyntaxError, ValueError):
        return ()
    named: list[tuple[Kind, str]] = [("python", "python")]
    named += [("file", roots.name(path)) for path in files]
    named += [("distribution", name) for name in others]  # most bear their module's name
    digests = ((kind, name, checker.digest(kind, name)) for kind, name in named)
    return tuple(Input(*each) for each in digests if each[-1])
