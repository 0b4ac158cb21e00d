"""The executor that the settings name."""

from __future__ import annotations

import pkgutil
import sys
from concurrent.futures import Executor
from typing import NoReturn

from ..server_settings import ServerSettings


def executor(settings: ServerSettings) -> Executor:
    """What the function that the settings name returns.

    If there is none, an executor to which nothing can be submitted: it raises the reason.
    """
    try:
        return _made(settings)
    except Exception as error:
        return _Missing(error)


def _made(settings: ServerSettings) -> Executor:
    """Call the function, with figure code at hand. Raises whatever it does, and TypeError."""
    path, before = str(settings.executor), sys.path[:]
    sys.path[:0] = map(str, (*settings.search, settings.project))
    try:
        made = pkgutil.resolve_name(path)()
    finally:
        sys.path[:] = before
    if not isinstance(made, Executor):
        raise TypeError(f"{made!r} is not a concurrent.futures.Executor")
    return made


class _Missing(Executor):
    def __init__(self, error: Exception) -> None:
        self._error = error

    def submit(self, *_: object, **__: object) -> NoReturn:
        raise self._error
