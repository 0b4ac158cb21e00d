"""The script that pool.py runs: it becomes the figure server."""

from __future__ import annotations

import gc
import sys
import types
from pathlib import Path


def name_package() -> None:
    """Let the plugin be imported under its own name without importing Pelican.

    That would take as long as importing numpy, and figure code has no business with Pelican.
    """
    for name in ("pelican", "pelican.plugins"):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = []
    sys.modules["pelican.plugins"].__path__ = [str(Path(__file__).resolve().parents[2])]


if __name__ == "__main__":
    name_package()
    gc.disable()  # little of what is imported is garbage; main enables it
    from pelican.plugins.live_figures.running.guard import guard

    guard(int(sys.argv[1]))
    from pelican.plugins.live_figures.drawing.docstrings import each_read_once

    with each_read_once():
        from pelican.plugins.live_figures.running.server import main
    main()
