"""Import the project's modules from their sources alone.

Bytecode is matched with its source by size and by a time in whole seconds: a module that was edited
twice within one could run as it was before. What has been compiled is kept in memory, by its text.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Sequence
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
)
from pathlib import Path
from types import CodeType
from typing import Any

from ..results.trace import PLUGIN
from .notes import is_installed
from .teller import may_tell, with_looks

_compiled: dict[tuple[str, bytes], CodeType] = {}


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType | None:
        path = self.get_filename(fullname)
        return compiled(path, self.get_data(path))


def compiled(path: str, text: bytes) -> CodeType:
    """The code of a source file. Raises SyntaxError and ValueError."""
    if (path, text) not in _compiled:
        code: Any = text
        if may_tell(text) and not path.startswith(f"{PLUGIN}{os.sep}"):
            code = with_looks(ast.parse(text, path))
        code = compile(code, path, "exec", dont_inherit=True)
        _compiled[path, text] = code
    return _compiled[path, text]


def import_from_sources(folders: Sequence[Path]) -> None:
    """From now on, have what lies in these folders imported so."""
    below = tuple(f"{folder}/" for folder in folders)
    details = (ExtensionFileLoader, EXTENSION_SUFFIXES), (_Loader, [".py"])

    def finder(path: str) -> FileFinder:
        whole = os.path.abspath(path)
        is_below = f"{whole}/".startswith(below) and not is_installed(f"{whole}/")
        if not is_below or os.path.isfile(whole):  # a file may be an archive of modules
            raise ImportError(f"{path} is no folder of the project's")
        return FileFinder(whole, *details)

    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.clear()
