"""What a module imports of installed packages before it does anything else."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.machinery import PathFinder
from pathlib import Path


def beginning(module: str, search: Sequence[Path]) -> tuple[str, ...]:
    """Its first statements, as text: those that import more than the standard library.

    They end with the first that is no import, or that imports from the folders of ``search``.
    """
    folders = [str(folder) for folder in search]
    # Whatever is wrong with the code, those who import it tell: too deep for the parser, for one.
    with suppress(Exception), warnings.catch_warnings(action="ignore"):
        return tuple(dict.fromkeys(_imports(_sources(module, folders), folders)))
    return ()


def _sources(module: str, folders: Sequence[str]) -> Iterator[bytes]:
    """The code that importing the module runs: of the packages around it, and its own."""
    path: Sequence[str] | None = folders
    name = ""
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        spec = PathFinder.find_spec(name, path)
        if spec is None:
            return
        if spec.has_location and spec.origin:
            yield Path(spec.origin).read_bytes()
        path = spec.submodule_search_locations


def _imports(sources: Iterable[bytes], folders: Sequence[str]) -> Iterator[str]:
    for source in sources:
        for node in _leading(source):
            if node is None:
                return
            tops = {name.partition(".")[0] for name in _modules(node)}
            if any(not top or PathFinder.find_spec(top, folders) for top in tops):
                return
            if not tops <= sys.stdlib_module_names:
                yield ast.unparse(node)


@lru_cache(maxsize=64)  # asked of each figure, and many are of one module
def _leading(source: bytes) -> tuple[ast.Import | ast.ImportFrom | None, ...]:
    """Its statements up to the first that is no import, for which None stands."""
    found: list[ast.Import | ast.ImportFrom | None] = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(node)
        elif not (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):  # a docstring
            return (*found, None)
    return tuple(found)


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules that are named; "" where they are named from where the code stands."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return ["" if node.level else str(node.module)]


def lacking(statements: Iterable[str]) -> tuple[str, ...]:
    """Those that import what this process has not imported yet."""
    return tuple(each for each in statements if not _is_loaded(ast.parse(each).body[0]))


def _is_loaded(node: ast.stmt) -> bool:
    assert isinstance(node, ast.Import | ast.ImportFrom)
    if isinstance(node, ast.Import):
        return all(alias.name in sys.modules for alias in node.names)
    module = sys.modules.get(str(node.module))
    if module is None:
        return False
    # hasattr would have a module import what it gives only when asked for it, as numpy does.
    return all(alias.name in vars(module) for alias in node.names)
