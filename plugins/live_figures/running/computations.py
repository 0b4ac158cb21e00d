"""The results that a site wants: found on the shelf, or computed and kept there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from ..results.job import Answer, Failure, Job, Request, Result
from ..results.shelf import Shelf
from ..results.store import Entry, FolderStore, StoreError
from ..results.trace import Checker, Roots, dumps, loads
from ..settings import ServerSettings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from .pool import Pool


class Computations:
    """Wanted jobs, with what is known of each.

    They are computed by the executor that the settings name, or else by a figure server: that at
    the end of ``link``, which others look after; without, one is started if needed.
    """

    def __init__(
        self,
        settings: ServerSettings,
        link: Connection | None = None,
        failed: dict[Request, Failure] | None = None,
    ) -> None:
        self._settings = settings
        self.failed = {} if failed is None else failed
        """What has failed here or in an earlier build, and will again with the same inputs."""
        self.store = FolderStore(settings.store)
        self._roots = Roots(settings.project)
        self.checker = Checker(self._roots)
        self.shelf = Shelf(self.store, self.checker)
        self._link = link
        self._pool: Pool | None = None
        self._wanted: dict[str, Request] = {}
        self._outcomes: dict[str, Entry | Failure] = {}

    def want(self, request: Request) -> None:
        """Have a job's result ready by ``finish``; it is computed only if the shelf has none."""
        key = request.job.key
        known = self._wanted.get(key)
        if known is not None:
            request = known.with_(request)
        if request != known:
            self._wanted[key] = request
            if entry := self.shelf.find(key, request.parts):
                self._outcomes[key] = entry
            elif (failure := self.failed.get(request)) and self._holds(failure):
                self._outcomes[key] = failure
            else:
                self._submit(request)
        if self._pool:
            self._take(self._pool.answers())

    def pending(self) -> dict[Request, float | None]:
        """What is still computed, with the seconds that it took last time."""
        if self._pool is None:
            return {}
        entries = ((request, self.store.get(request.job.key)) for request in self._pool.open)
        return {request: entry.about.seconds if entry else None for request, entry in entries}

    def finish(self, report: Callable[[Answer], None] = lambda _: None) -> None:
        """Wait for all results; ``report`` hears of each."""
        if self._pool is None:
            return
        try:
            for answer in self._pool.drain():
                self._take([answer])
                report(answer)
        finally:
            self._pool.close()
            self._pool = None

    def outcome(self, job: Job) -> Entry | Failure:
        """What became of a job that was wanted."""
        return self._outcomes[job.key]

    def inputs(self) -> set[str]:
        """Paths of the files and folders that all results so far depend on, there or not."""
        traces = {
            each.trace if isinstance(each, Entry) else dumps(each.trace)
            for each in self._outcomes.values()
        }
        inputs = {each for trace in traces for each in loads(trace)}
        files = (each.name for each in inputs if each.kind in ("file", "folder"))
        return {str(self._roots.path(name)) for name in files}

    def write(self, key: str, part: str, path: str) -> None:
        """Write one of the parts of a result. Raises StoreError if it cannot be had any more."""
        content = self._content(key, part)
        if content is None:  # damaged, or someone has changed the store meanwhile
            self._submit(self._wanted[key])
            self.finish()
            content = self._content(key, part)
        if content is None:
            raise StoreError(f"{key}.{part} is damaged, and cannot be computed again")
        _write(path, content)

    def _content(self, key: str, part: str) -> bytes | None:
        entry = self._outcomes[key]
        return self.shelf.read(key, part, entry) if isinstance(entry, Entry) else None

    def _submit(self, request: Request) -> None:
        if self._pool is None:
            self._pool = self._new_pool()
        self._pool.submit(request)

    def _new_pool(self) -> Pool:
        """What computes; a warm build needs none, and imports none."""
        if self._settings.executor:
            from .spread import ExecutorPool

            return ExecutorPool(self._settings, self.checker, self.shelf)
        from .pool import ServerPool

        return ServerPool(self._settings, self._link)

    def _take(self, answers: Iterable[Answer]) -> None:
        for request, outcome, _ in answers:
            key = request.job.key
            self.failed.pop(request, None)
            if isinstance(outcome, Failure) and outcome.trace:
                self.failed[request] = outcome
            if request != self._wanted[key]:
                continue  # meanwhile more was wanted of it: another answer comes
            self._outcomes[key] = (
                outcome if isinstance(outcome, Failure) else self._keep(outcome, key)
            )

    def _holds(self, failure: Failure) -> bool:
        return self.checker.holds(dumps(failure.trace))

    def _keep(self, result: Result, key: str) -> Entry:
        return self.shelf.keep(key, result.about, result.parts, dumps(result.trace))


def _write(path: str, content: bytes) -> None:
    """Write a file unless it is there already: reading takes a fifth of the time."""
    with suppress(FileNotFoundError), open(path, "rb") as file:
        if file.read() == content:
            return
    with open(path, "wb") as file:
        file.write(content)
