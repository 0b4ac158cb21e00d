"""Keep the simulations of a figure's computation in the store, under traces of their own."""

from __future__ import annotations

import fcntl
import hashlib
import inspect
import os
import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO, TypeVar

from ..results import trace
from ..results.codec import classes_of, decode, encode
from ..results.job import About, PostponedError
from ..results.shelf import Shelf
from ..results.store import FolderStore
from ..sweeping.vectorized import alone
from .draws import has_only_drawn, shared_state
from .recorder import Recorder

R = TypeVar("R")


class Keeper:
    """Keeps the simulations of a process that computes figures.

    ``pickles``: whether what has no form that runs no code may be kept with pickle.
    """

    def __init__(
        self, store: FolderStore, checker: trace.Checker, recorder: Recorder, *, pickles: bool
    ) -> None:
        self._store, self._recorder, self._pickles = store, recorder, pickles
        self._shelf = Shelf(store, checker)
        self.begin(None)

    def begin(self, may_run: frozenset[str] | None) -> None:
        """Another computation begins, for which these may run; None if all may."""
        self._may_run = may_run
        self.keys: list[str] = []
        """The simulations that it has asked for."""
        self.postponed: list[str] = []
        """Those that it needs and that may not run."""

    def run(self, function: Callable[..., R], arguments: inspect.BoundArguments) -> R:
        """What the store gives for the function and the arguments, computed if it must be.

        Raises ValueError for a call that cannot be told from others, PostponedError for one that
        may not run here.
        """
        key = self._key(function, arguments)
        self.keys.append(key)
        # Another figure may be at it already: then wait for its result.
        with self._lock(key):
            found = self._find(key, function)
            if found:
                kept: R = found[0]
                return kept
            if self._may_run is not None and key not in self._may_run:
                self.postponed.append(key)
                raise PostponedError(key)
            return self._compute(key, function, arguments)

    def _find(self, key: str, function: Callable[..., Any]) -> tuple[Any] | None:
        entry = self._shelf.find(key)
        part = "pickle" if entry and "pickle" in entry.digests else "data"
        if entry is None or (part == "pickle" and not self._pickles):
            return None
        content = self._shelf.read(key, part, entry)
        if content is None:
            return None
        self._recorder.adopt(trace.loads(entry.trace))
        self._recorder.unseen.update(entry.about.unseen)
        return (self._decode(content, part, function),)

    def _compute(
        self, key: str, function: Callable[..., R], arguments: inspect.BoundArguments
    ) -> R:
        started = time.perf_counter()
        inputs = self._recorder.watch(function, arguments.args + tuple(arguments.kwargs.values()))
        before = set(self._recorder.unseen)
        shared = shared_state()
        with alone():  # what is read for several would be the input of one
            result = function(*arguments.args, **arguments.kwargs)
        if has_only_drawn(shared):
            self._recorder.unseen.add(
                f"draws from np.random in {function.__qualname__}, a simulation that cannot know"
                " how that was seeded: give it a seed"
            )
        unseen = tuple(sorted(self._recorder.unseen - before))
        about = About(round(time.perf_counter() - started, 4), unseen=unseen)
        content, part = self._encode(result, f"{function.__qualname__} returned")
        # What is given now is what the store will give later.
        given: R = self._decode(content, part, function)
        self._shelf.keep(key, about, {part: content}, trace.dumps(inputs()))
        return given

    def _key(self, function: Callable[..., Any], arguments: inspect.BoundArguments) -> str:
        name = f"{function.__module__}.{function.__qualname__}"
        if "<" in name:
            raise ValueError(f"{name} cannot be a simulation: another may have the same name")
        data, _ = self._encode(tuple(arguments.arguments.items()), f"{name} was given")
        if (here := Path.cwd()) != self._recorder.project:  # where relative paths begin
            data += os.path.relpath(here, self._recorder.project).encode(errors="surrogateescape")
        return f"{name}-{hashlib.sha256(data).hexdigest()[:16]}"

    def _encode(self, value: object, context: str) -> tuple[bytes, str]:
        try:
            return encode(value), "data"
        except ValueError as error:
            if self._pickles:
                return pickle.dumps(value, protocol=5), "pickle"
            hint = "LIVE_FIGURES_PICKLE = True allows pickle, which runs code of whoever wrote it"
            raise ValueError(f"{context} {error}; {hint}") from error

    def _decode(self, content: bytes, part: str, function: Callable[..., Any]) -> Any:
        return pickle.loads(content) if part == "pickle" else decode(content, classes_of(function))

    @contextmanager
    def _lock(self, key: str) -> Iterator[None]:
        """Hold a key's lock; the end of the process that holds it ends it too."""
        path = self._store.path(key, "lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = _locked(path)
        except OSError:  # a store that is read only: nothing to wait for
            yield
            return
        with file:
            try:
                yield
            finally:
                with suppress(OSError):
                    path.unlink()


def _locked(path: Path) -> TextIO:
    """Open a file and wait for its lock. Raises OSError.

    Who had the lock has removed the file meanwhile, and another may lock a new one: so do we.
    """
    while True:
        file = path.open("w")
        fcntl.flock(file, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()
