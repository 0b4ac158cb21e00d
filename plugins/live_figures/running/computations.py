"""The figures that a site wants: looked up in the store, or computed and kept there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from ..results.job import Flaw, Job, Key, Outcome, Request, Result
from ..results.store import Entry, Store, StoreError, make_entry
from ..results.trace import Checker, Roots, dumps, loads
from ..settings import Settings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from .pool import FigureServer, Workers

log = logging.getLogger(__name__)


class Computations:
    """Wanted jobs, with what is known of each.

    ``link`` leads to a figure server that others look after; without, one is started if needed.
    """

    def __init__(self, settings: Settings, link: Connection | None = None) -> None:
        self._settings = settings
        self.store = Store(settings.server.store)
        self._roots = Roots(settings.server.project)
        self.checker = Checker(self._roots)
        self._link = link
        self._server: FigureServer | None = None
        self._workers: Workers | None = None
        self._asked: dict[Key, Request] = {}
        self._outcomes: dict[str, Entry | list[Flaw]] = {}
        self._unkept: dict[str, dict[str, bytes]] = {}
        """Files of results that the store could not keep."""

    def want(self, job: Job, *, png: bool, timeout: float | None = None) -> None:
        """Have a job's result ready by ``finish``; it is computed only if the store has none."""
        request = Request(job, png, timeout or self._settings.timeout)
        if request.key not in self._asked and (job.key, True) not in self._asked:
            self._asked[request.key] = request
            if entry := self._find(request):
                self._outcomes[job.key] = entry
            else:
                self._submit(request)
        if self._workers:
            self._take(self._workers.answers())

    def pending(self) -> dict[Key, float | None]:
        """What is still computed, with the seconds that it took last time."""
        if self._workers is None:
            return {}
        entries = ((key, self.store.get(key[0])) for key in self._workers.open)
        return {key: entry.about["seconds"] if entry else None for key, entry in entries}

    def finish(self, report: Callable[[Key, float], None] = lambda *_: None) -> None:
        """Wait for all results; ``report`` hears of each, and of the seconds that it took."""
        if self._workers:
            for key, outcome in self._workers.drain():
                self._take([(key, outcome)])
                report(key, outcome.about["seconds"] if isinstance(outcome, Result) else 0.0)
            self._workers = None
        if self._server:
            self._server.stop()
            self._server = None

    def outcome(self, job: Job) -> Entry | list[Flaw]:
        """What became of a job that was wanted."""
        return self._outcomes[job.key]

    def inputs(self) -> set[str]:
        """Paths of the files and folders that all results so far depend on, there or not."""
        traces = {entry.trace for entry in self._outcomes.values() if isinstance(entry, Entry)}
        inputs = {each for trace in traces for each in loads(trace)}
        files = (each.name for each in inputs if each.kind in ("file", "folder"))
        return {str(self._roots.path(name)) for name in files}

    def write(self, key: str, suffix: str, path: str) -> None:
        """Write one of the files of a result. Raises StoreError if it cannot be had any more."""
        content = self._content(key, suffix)
        if content is None:  # damaged, or someone has changed the store meanwhile
            self._submit(self._asked.get((key, True)) or self._asked[key, False])
            self.finish()
            content = self._content(key, suffix)
        if content is None:
            raise StoreError(f"{key}.{suffix} is damaged, and cannot be computed again")
        _write(path, content)

    def _content(self, key: str, suffix: str) -> bytes | None:
        entry = self._outcomes[key]
        if not isinstance(entry, Entry):
            return None
        return self._unkept.get(key, {}).get(suffix) or self.store.read(key, suffix, entry)

    def _find(self, request: Request) -> Entry | None:
        """The entry for a request, if it is fresh. Its files are looked at when they are used."""
        entry = self.store.get(request.job.key)
        if entry is None or (request.png and "png" not in entry.digests):
            return None
        return entry if self.checker.holds(entry.trace) else None

    def _submit(self, request: Request) -> None:
        if self._workers is None:
            from .pool import FigureServer, Workers  # not for a warm build

            link, settings = self._link, self._settings.server
            if link is None:
                self._server = FigureServer(settings)
                link = self._server.link
            self._workers = Workers(link, settings.workers)
        self._workers.submit(request)

    def _take(self, answers: Iterable[tuple[Key, Outcome]]) -> None:
        for (key, png), outcome in answers:
            if not png and (key, True) in self._asked and key in self._outcomes:
                continue  # the same with its PNG is there already
            self._outcomes[key] = (
                self._keep(key, outcome) if isinstance(outcome, Result) else outcome
            )

    def _keep(self, key: str, result: Result) -> Entry:
        entry = make_entry(result.about, result.files, dumps(result.trace))
        try:
            self.store.put(key, entry, result.files)
        except StoreError as error:
            log.warning("Live figures: %s", error)
            self._unkept[key] = result.files
        return entry


def _write(path: str, content: bytes) -> None:
    """Write a file unless it is there already: reading takes a fifth of the time."""
    with suppress(FileNotFoundError), open(path, "rb") as file:
        if file.read() == content:
            return
    with open(path, "wb") as file:
        file.write(content)
