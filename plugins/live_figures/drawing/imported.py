"""Have matplotlib imported in three quarters of the time that it takes."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib.artist import ArtistInspector

_GetValues = Callable[[Any, str], str | None]

_FOR_TEX = "fontTools.agl"
"""The names of glyphs in the fonts of TeX: long tables, which figures here have no use for."""


@contextmanager
def quickly() -> Iterator[None]:
    """Import matplotlib within this: it comes out the same."""
    _load_when_used(_FOR_TEX)
    inspector: Any = ArtistInspector
    plain = inspector.get_valid_values
    inspector.get_valid_values = _read_once(plain)
    try:
        yield
    finally:
        inspector.get_valid_values = plain


def _load_when_used(name: str) -> None:
    """Have a module run only when it is asked for anything, if it can be found."""
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:  # its package cannot be found either
        return
    if name in sys.modules or spec is None or spec.loader is None:
        return
    run = spec.loader.exec_module
    sys.modules[name] = module = importlib.util.module_from_spec(spec)

    def load(attribute: str) -> Any:
        if attribute == "__path__":  # which is asked of many a module, and this is no package
            raise AttributeError(attribute)
        del module.__getattr__
        run(module)
        return getattr(module, attribute)

    module.__getattr__ = load  # type: ignore[method-assign]  # as PEP 562 has it
    package, _, last = name.rpartition(".")
    setattr(sys.modules[package], last, module)


def _read_once(plain: _GetValues) -> _GetValues:
    """Have each docstring of a setter read once, and not for each class that inherits it.

    For its documentation matplotlib writes down for each class what its properties may be.
    """
    known: dict[tuple[object, str], str | None] = {}

    def get_valid_values(inspector: Any, name: str) -> str | None:
        setter = getattr(inspector.o, f"set_{name}", None)
        text = getattr(setter, "__doc__", None)
        if text is None:  # some are given theirs later, or inherit it once their class is there
            return plain(inspector, name)
        if (setter, text) not in known:
            known[setter, text] = plain(inspector, name)
        return known[setter, text]

    return get_valid_values
