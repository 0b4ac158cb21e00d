"""Keep the simulations of a figure's computation in the store, under traces of their own."""

from __future__ import annotations

import fcntl
import hashlib
import inspect
import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from ..results import trace
from ..results.job import About
from ..results.shelf import Shelf
from ..results.store import FolderStore
from .recorder import Recorder

R = TypeVar("R")


class Keeper:
    """Keeps the simulations of one figure's computation."""

    def __init__(self, store: FolderStore, checker: trace.Checker, recorder: Recorder) -> None:
        self._store, self._recorder = store, recorder
        self._shelf = Shelf(store, checker)
        self.keys: list[str] = []
        """The simulations that were asked for."""

    def run(self, function: Callable[..., R], arguments: inspect.BoundArguments) -> R:
        """What the function returns for the arguments, from the store if that is proven."""
        key = _key(function, arguments)
        self.keys.append(key)
        # Another figure may be at it already: then wait for its result.
        with self._lock(key):
            with self._recorder.pause():
                found = self._find(key)
            return found[0] if found else self._compute(key, function, arguments)

    def _find(self, key: str) -> tuple[Any] | None:
        entry = self._shelf.find(key)
        content = entry and self._shelf.read(key, "pickle", entry)
        if entry is None or content is None:
            return None
        self._recorder.adopt(trace.loads(entry.trace))
        return (pickle.loads(content),)

    def _compute(
        self, key: str, function: Callable[..., R], arguments: inspect.BoundArguments
    ) -> R:
        started = time.perf_counter()
        inputs = self._recorder.watch(function.__module__)
        result = function(*arguments.args, **arguments.kwargs)
        about = About(round(time.perf_counter() - started, 4))
        parts = {"pickle": pickle.dumps(result, protocol=5)}
        with self._recorder.pause():
            self._shelf.keep(key, about, parts, trace.dumps(inputs()))
        return result

    @contextmanager
    def _lock(self, key: str) -> Iterator[None]:
        path = self._store.path(key, "lock")
        try:
            with self._recorder.pause():
                path.parent.mkdir(parents=True, exist_ok=True)
                file = path.open("w")
        except OSError:  # a store that is read only: nothing to wait for
            yield
            return
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                with suppress(OSError):
                    path.unlink()


def _key(function: Callable[..., Any], arguments: inspect.BoundArguments) -> str:
    data = pickle.dumps(tuple(arguments.arguments.items()), protocol=5)
    name = f"{function.__module__}.{function.__qualname__}"
    return f"{name}-{hashlib.sha256(data).hexdigest()[:16]}"
