"""Live figures: a Pelican plugin whose figures are computed when the site is built.

Only ``register`` meets Pelican, and imports it only then: figure workers import this package too.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from .running.simulation import simulation
from .sweeping.vectorized import vectorized

__all__ = ["register", "simulation", "vectorized"]

NAME = "pelican.plugins.live_figures"


def register() -> None:
    """Pelican calls this when it loads the plugin.

    By the bare name, ``PLUGINS = ["live_figures"]``, Pelican loads it as a module of that name; but
    the processes that compute, and figures that import ``simulation``, know it by its full name.
    """
    if __name__ == NAME:
        from .blog.site import connect

        connect()
    else:
        sys.modules["pelican.plugins"].__path__.append(str(Path(__file__).parents[1]))
        import_module(NAME).register()
