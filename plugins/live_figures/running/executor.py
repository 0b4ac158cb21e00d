"""The pool that spreads over the workers of an executor, which may be other machines."""

from __future__ import annotations

import pkgutil
import sys
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import suppress
from queue import SimpleQueue
from typing import NoReturn

from ..results.job import Answer, Failure, Flaw, Outcome, Request
from ..results.shelf import Shelf
from ..results.store import FolderStore
from ..results.trace import Checker, Roots, Trace, dumps
from ..settings import ServerSettings
from .imports import code_of
from .remote import Delivery, Simulation, Task, refusal, work


class ExecutorPool:
    """What one build asks of an executor: a pool like that of a figure server (see pool.Pool).

    What cannot be computed there is a failure of its request: nothing is computed here instead.
    """

    def __init__(self, settings: ServerSettings, checker: Checker, shelf: Shelf) -> None:
        self._settings, self._checker, self._shelf = settings, checker, shelf
        self._roots = Roots(settings.project)
        self._build = uuid.uuid4().hex
        self._mark = FolderStore(settings.store).mark(self._build)
        with suppress(OSError):  # a store that is read only
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            self._mark.touch()
        self._sent: dict[Future[Delivery], Request] = {}
        self._done: SimpleQueue[Future[Delivery]] = SimpleQueue()
        self._codes: dict[str, Trace] = {}
        try:
            self._executor = _executor(settings)
        except Exception as error:
            self._executor = _Missing(error)

    @property
    def open(self) -> list[Request]:
        return list(self._sent.values())

    def submit(self, request: Request) -> None:
        code = self._code(request.job.function.rpartition(".")[0])
        task = Task(self._build, self._settings.to_json(), request, code)
        future: Future[Delivery]
        try:
            future = self._executor.submit(work, task)
        except Exception as error:
            future = Future()
            future.set_exception(error)
        self._sent[future] = request
        future.add_done_callback(self._done.put)

    def answers(self) -> Iterator[Answer]:
        while not self._done.empty():
            yield self._answer(self._done.get())

    def drain(self) -> Iterator[Answer]:
        while self._sent:
            yield self._answer(self._done.get())

    def close(self) -> None:
        for future in list(self._sent):  # their callbacks may come at once
            future.cancel()
        self._executor.shutdown()
        with suppress(OSError):
            self._mark.unlink()

    def _code(self, module: str) -> Trace:
        if module not in self._codes:
            search = [*self._settings.search, self._settings.project]
            self._codes[module] = code_of(module, search, self._roots, self._checker)
        return self._codes[module]

    def _answer(self, future: Future[Delivery]) -> Answer:
        request = self._sent.pop(future)
        try:
            delivery = future.result()
        except Exception as error:
            reason = ": ".join(filter(None, (type(error).__name__, str(error))))
            first, _, more = reason.partition("\n")
            message = f"LIVE_FIGURES_EXECUTOR, {self._settings.executor}, has failed: {first}"
            return Answer(request, Failure((Flaw(message, detail=more),)))
        self._keep(delivery.simulations)
        return Answer(request, self._proven(delivery), delivery.worker)

    def _proven(self, delivery: Delivery) -> Outcome:
        """The outcome, unless its inputs are others here."""
        outcome = delivery.outcome
        if isinstance(outcome, Failure) or self._checker.holds(dumps(outcome.trace)):
            return outcome
        changes = Checker(self._roots).changes(outcome.trace)  # as of now: it may be an edit
        differing = [(each._replace(digest=here), each.digest) for each, here in changes]
        return refusal(delivery.worker, differing) if differing else outcome

    def _keep(self, simulations: Iterable[Simulation]) -> None:
        """Keep those that hold here and that the store lacks."""
        for key, entry, parts in simulations:
            if self._checker.holds(entry.trace) and self._shelf.find(key) is None:
                self._shelf.keep(key, entry.about, parts, entry.trace)


def _executor(settings: ServerSettings) -> Executor:
    """Call the function that the settings name. Raises whatever it does."""
    path, before = str(settings.executor), sys.path[:]
    sys.path[:0] = map(str, (*settings.search, settings.project))
    try:
        executor = pkgutil.resolve_name(path)()
    finally:
        sys.path[:] = before
    if not isinstance(executor, Executor):
        raise TypeError(f"{executor!r} is not a concurrent.futures.Executor")
    return executor


class _Missing(Executor):
    """Stands for an executor that cannot be had: nothing can be submitted to it."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def submit(self, *_: object, **__: object) -> NoReturn:
        raise self._error
