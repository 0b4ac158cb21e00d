"""Which of the project's modules a module depends on, read from their code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from modulefinder import ModuleFinder
from pathlib import Path
from typing import Any


def closure(module: str, search: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Source files of a module and all that it imports, however deep, also inside functions.

    Only modules below ``search`` are followed; second come the names of the others, top level.
    """
    finder = ModuleFinder([str(folder) for folder in search])
    finder.import_hook(module)
    modules: list[Any] = list(finder.modules.values())  # typeshed lacks their __file__
    files = [found.__file__ for found in modules if found.__file__]
    others = {name.partition(".")[0] for name in finder.badmodules}
    return sorted(files), sorted(others - set(sys.stdlib_module_names))
