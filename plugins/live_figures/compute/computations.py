"""The figures that a site wants: looked up in the store, or computed and kept there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from ..settings import Settings
from .job import Flaw, Job, Outcome, Request, Result
from .store import Entry, Store, StoreError, make_entry
from .trace import Checker, Roots, dumps
from .workers import Key, Workers

log = logging.getLogger(__name__)


class Computations:
    """Wanted jobs, by key, with what is known of each."""

    def __init__(self, settings: Settings) -> None:
        self._timeout = settings.timeout
        self._store = Store(settings.server.store)
        self._checker = Checker(Roots(settings.server.project))
        self._workers = Workers(settings.server)
        self._asked: set[Key] = set()
        self._outcomes: dict[str, Entry | list[Flaw]] = {}
        self._unkept: dict[str, dict[str, bytes]] = {}
        """Files of results that the store could not keep."""

    def want(self, job: Job, *, png: bool, timeout: float | None = None) -> None:
        """Have a job's result ready by ``finish``; it is computed only if the store has none."""
        request = Request(job, png, timeout or self._timeout)
        if request.key not in self._asked and (job.key, True) not in self._asked:
            self._asked.add(request.key)
            if entry := self._find(request):
                self._outcomes[job.key] = entry
            else:
                self._workers.submit(request)
        for key, outcome in self._workers.answers():
            self._take(key, outcome)

    def pending(self) -> dict[str, float | None]:
        """The keys that are still computed, each with the seconds that it took last time."""
        keys = [key for key, _ in self._asked if key not in self._outcomes]
        entries = ((key, self._store.get(key)) for key in keys)
        return {key: entry.about["seconds"] if entry else None for key, entry in entries}

    def finish(self, report: Callable[[str, float], None]) -> None:
        """Wait for all results; ``report`` hears of each, and of the seconds that it took."""
        for key, outcome in self._workers.drain():
            self._take(key, outcome)
            report(key[0], outcome.about["seconds"] if isinstance(outcome, Result) else 0.0)
        self._workers.stop()

    def outcome(self, job: Job) -> Entry | list[Flaw]:
        """What became of a job that was wanted."""
        return self._outcomes[job.key]

    def write(self, key: str, suffix: str, path: Path) -> None:
        """Write one of the files of a result. Raises StoreError if it is gone from the store."""
        entry = self._outcomes[key]
        assert isinstance(entry, Entry)
        content = self._unkept.get(key, {}).get(suffix) or self._store.read(key, suffix, entry)
        if content is None:
            raise StoreError(f"{key} was changed in the store by someone else: build again")
        path.write_bytes(content)

    def _find(self, request: Request) -> Entry | None:
        entry = self._store.get(request.job.key)
        if entry is None or (request.png and "png" not in entry.digests):
            return None
        if not self._checker.holds(entry.trace):
            return None
        for suffix in entry.digests:
            if self._store.read(request.job.key, suffix, entry) is None:
                return None
        return entry

    def _take(self, key: Key, outcome: Outcome) -> None:
        job_key, png = key
        if not png and (job_key, True) in self._asked and job_key in self._outcomes:
            return  # the same with its PNG is there already
        if isinstance(outcome, Result):
            self._outcomes[job_key] = self._keep(job_key, outcome)
        else:
            self._outcomes[job_key] = outcome

    def _keep(self, key: str, result: Result) -> Entry:
        entry = make_entry(result.about, result.files, dumps(result.trace))
        try:
            self._store.put(key, entry, result.files)
        except StoreError as error:
            log.warning("Live figures: %s", error)
            self._unkept[key] = result.files
        return entry
