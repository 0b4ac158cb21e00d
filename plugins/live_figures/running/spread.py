"""The pool that spreads over the workers of an executor, which may be other machines."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from queue import SimpleQueue

from ..results.job import Answer, Failure, Flaw, Outcome, Request
from ..results.shelf import Shelf
from ..results.store import FolderStore
from ..results.trace import Checker, Roots, Trace, dumps
from ..results.whole import Whole, whole
from ..server_settings import ServerSettings
from .executor import executor
from .imports import code_of
from .remote import Delivery, Lack, Task, refusal, work

_GIVEN_UP = "it has given this up, as when a scheduler is lost"


class ExecutorPool:
    """What one build asks of an executor: a pool like that of a figure server (see pool.Pool).

    What cannot be computed there is a failure of its request: nothing is computed here instead.
    """

    def __init__(self, settings: ServerSettings, checker: Checker, shelf: Shelf) -> None:
        self._settings, self._checker, self._shelf = settings, checker, shelf
        self._roots = Roots(settings.project, settings.search)
        self._build = uuid.uuid4().hex
        self._store = FolderStore(settings.store)
        self._mark = self._store.mark(self._build)
        with suppress(OSError):  # a store that is read only
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            self._mark.touch()
        self._sent: dict[Future[Delivery | Lack], Task] = {}
        self._done: SimpleQueue[Future[Delivery | Lack]] = SimpleQueue()
        self._codes: dict[str, Trace] = {}
        self._simulating: set[str] = set()
        """The simulations that run on a worker by now."""
        self._waiting: dict[Request, tuple[Task, frozenset[str]]] = {}
        """What needs some of them, whoever runs them."""
        self._scouts: set[Future[Delivery | Lack]] = set()
        """What runs one of several for a task that waits for them all."""
        self._needed: dict[Request, set[str]] = {}
        """What each has been given, or been without once."""
        self._executor = executor(settings)

    @property
    def open(self) -> list[Request]:
        return list(
            dict.fromkeys([*(task.request for task in self._sent.values()), *self._waiting])
        )

    def submit(self, request: Request) -> None:
        before = self._store.get(request.job.key)
        held = self._held(before.about.simulations if before else ())
        self._needed[request] = set(held)
        code = self._code(request.job.function.rpartition(".")[0])
        self._send(Task(self._build, self._settings.to_json(), request, code, held))

    def answers(self) -> Iterator[Answer]:
        while not self._done.empty():
            yield from self._receive()

    def drain(self) -> Iterator[Answer]:
        while self._sent:
            yield from self._receive()

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

    def _send(self, task: Task) -> Future[Delivery | Lack]:
        future: Future[Delivery | Lack]
        try:
            future = self._executor.submit(work, task)
        except Exception as error:
            future = Future()
            future.set_exception(error)
        self._sent[future] = task
        future.add_done_callback(self._done.put)
        return future

    def _receive(self) -> Iterator[Answer]:
        future = self._done.get()
        task, is_scout = self._sent.pop(future), future in self._scouts
        self._scouts.discard(future)
        try:
            given = future.result()
        except Exception as error:
            given = Delivery("", self._failure(error))
        if isinstance(given, Lack):
            there = (whole(self._store, key) for key in given.keys)
            again = self._send(task._replace(held=(), given=tuple(filter(None, there))))
            self._scouts.update({again} if is_scout else ())
            return
        self._keep(given.simulations)
        self._simulating -= task.simulates or frozenset()
        if isinstance(given.outcome, Failure) and given.outcome.postponed:
            if not is_scout:
                self._postpone(task, frozenset(given.outcome.postponed))
        elif not is_scout or task.request in self._waiting:
            self._waiting.pop(task.request, None)
            yield Answer(task.request, self._proven(given), given.worker)
        self._go_on()

    def _postpone(self, task: Task, keys: frozenset[str]) -> None:
        """Have the simulations that a task needs run once, whoever needs them too."""
        known = self._needed[task.request]
        if keys <= known:  # it did not help, as when what was read differs from machine to machine
            self._send(task._replace(simulates=None))
            return
        new = keys - self._simulating - {*self._held(keys)}
        known |= keys
        self._simulating |= new
        if len(keys) == 1 and new:
            self._send(task._replace(simulates=keys))
            return
        self._waiting[task.request] = task, keys
        for key in sorted(new):
            self._scouts.add(self._send(task._replace(simulates=frozenset({key}))))

    def _go_on(self) -> None:
        """Send what waits for nothing any more."""
        for request, (task, keys) in list(self._waiting.items()):
            if not keys & self._simulating:
                del self._waiting[request]
                held = self._held(self._needed[request])
                self._send(task._replace(held=held, given=(), simulates=frozenset()))

    def _held(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Those of some simulations that the build has."""
        return tuple(key for key in sorted(keys) if self._shelf.find(key))

    def _failure(self, error: Exception) -> Failure:
        said = str(error) or (_GIVEN_UP if isinstance(error, CancelledError) else "")
        reason = ": ".join(filter(None, (type(error).__name__, said)))
        first, _, more = reason.partition("\n")
        message = f"LIVE_FIGURES_EXECUTOR, {self._settings.executor}, has failed: {first}"
        return Failure((Flaw(message, detail=more),))

    def _proven(self, delivery: Delivery) -> Outcome:
        """The outcome, unless its inputs are others here: a failure may come of that."""
        outcome = delivery.outcome
        if self._checker.holds(dumps(outcome.trace)):
            return outcome
        changes = Checker(self._roots).changes(outcome.trace)  # as of now: it may be an edit
        differing = [(each._replace(digest=here), each.digest) for each, here in changes]
        failure = outcome if isinstance(outcome, Failure) else None
        return refusal(delivery.worker, differing, failure) if differing else outcome

    def _keep(self, simulations: Iterable[Whole]) -> None:
        """Keep those that hold here and that the store lacks."""
        for key, entry, parts in simulations:
            if self._checker.holds(entry.trace) and self._shelf.find(key) is None:
                self._shelf.keep(key, entry.about, parts, entry.trace)
