"""The results that a site wants: on the shelf, in a bucket, or else computed; and kept in both."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..results.address import SECRET
from ..results.files import Files
from ..results.job import Answer, Failure, Job, Report, Request, Result
from ..results.shelf import Shelf
from ..results.store import Entry, FolderStore, StoreError
from ..results.trace import Checker, Input, Roots, dumps, loads
from ..server_settings import ServerSettings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from ..results.bucket import Bucket, Found
    from .lookups import Lookups
    from .pool import Pool


def _nobody(answer: Answer) -> None:
    """Hears of an answer where nobody wants to."""


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
        self._roots = Roots(settings.project, settings.search)
        self.checker = Checker(self._roots)
        self.shelf = Shelf(self.store, self.checker)
        self._link = link
        self._pool: Pool | None = None
        self._lookups = self._new_lookups() if settings.remote else None
        self._wanted: dict[str, Request] = {}
        self._outcomes: dict[str, Entry | Failure] = {}
        self.files = Files()

    def expect(self, job: Job) -> None:
        """Start the figure server, which takes a while, if it is likely to be needed for a job."""
        is_its_work = self._pool is None and not (self._lookups or self._settings.executor)
        if is_its_work and not self.store.path(job.key, "json").exists():
            self._pool = self._new_pool()

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
            elif self._lookups:
                self._lookups.ask(request)
            else:
                self._submit(request)
        self._settle(waits=False)
        self._take_all(self._pool.answers() if self._pool else ())

    def pending(self) -> dict[Request, float | None]:
        """What is still computed, with the seconds that it took last time."""
        self._settle(waits=True)
        if self._pool is None:
            return {}
        entries = ((request, self.store.get(request.job.key)) for request in self._pool.open)
        return {request: entry.about.seconds if entry else None for request, entry in entries}

    def finish(self, report: Report = _nobody, meanwhile: Iterable[None] = ()) -> None:
        """Wait for all results; ``report`` hears of each. ``meanwhile`` does what can be done."""
        self._settle(waits=True)
        try:
            if self._pool:
                for _ in meanwhile:
                    self._take_all(self._pool.answers(), report)
                    if not self._pool.open:
                        break
                self._take_all(self._pool.drain(), report)
        finally:
            if self._pool:
                self._pool.close()
            self._pool = None
        if self._lookups:
            self._lookups.finish()

    def bucket(self) -> Bucket:
        """The store that machines share, if there is one. Raises BucketError."""
        from ..results.bucket import Bucket, BucketError  # few builds need it

        assert self._settings.remote
        if not (secret := os.environ.get(SECRET)):  # as in the clones of others
            raise BucketError(f"{self._settings.remote} needs {SECRET}, which is not set")
        return Bucket(self._settings.remote, secret)

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
        files = (each.name for each in inputs if _is_watched(each))
        return {str(self._roots.path(name)) for name in files}

    def write(self, key: str, part: str, path: str) -> None:
        """Write one of the parts of a result, unless it is there already.

        Raises StoreError if it cannot be had any more.
        """
        entry = self._outcomes[key]
        if isinstance(entry, Entry) and self.files.hold(path, entry.digests[part]):
            return
        content = self._content(key, part)
        if content is None:  # damaged, or someone has changed the store meanwhile
            self._submit(self._wanted[key])
            self.finish()
            content = self._content(key, part)
        if content is None:
            raise StoreError(f"{key}.{part} is damaged, and cannot be computed again")
        with open(path, "wb") as file:
            file.write(content)

    def _content(self, key: str, part: str) -> bytes | None:
        entry = self._outcomes[key]
        return self.shelf.read(key, part, entry) if isinstance(entry, Entry) else None

    def _new_lookups(self) -> Lookups:
        from .lookups import Lookups  # with threads, which few builds need

        return Lookups(self.bucket, writes=self._settings.writes)

    def _settle(self, *, waits: bool) -> None:
        """Take what lookups have found, and have computed what they have not."""
        if self._lookups is None:
            return
        for request, found in self._lookups.answers(self._is_good, waits=waits):
            key = request.job.key
            if request != self._wanted[key]:
                continue  # meanwhile more was wanted of it: another lookup is under way
            if found:
                about, trace, parts = found
                self._outcomes[key] = self.shelf.keep(key, about, parts, trace)
            else:
                self._submit(request)

    def _is_good(self, request: Request, found: Found) -> bool:
        return found.parts.keys() >= request.parts and self.checker.holds(found.trace)

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

    def _take_all(self, answers: Iterable[Answer], report: Report = _nobody) -> None:
        for answer in answers:
            self._take(answer)
            report(answer)

    def _take(self, answer: Answer) -> None:
        request, outcome, _ = answer
        key = request.job.key
        self.failed.pop(request, None)
        if isinstance(outcome, Failure) and outcome.trace:
            self.failed[request] = outcome
        if request == self._wanted[key]:  # or else more was wanted of it: another answer comes
            self._outcomes[key] = (
                outcome if isinstance(outcome, Failure) else self._keep(outcome, key)
            )

    def _holds(self, failure: Failure) -> bool:
        return self.checker.holds(dumps(failure.trace))

    def _keep(self, result: Result, key: str) -> Entry:
        trace = dumps(result.trace)
        if self._lookups:
            self._lookups.keep(key, result, trace)
        return self.shelf.keep(key, result.about, result.parts, trace)


def _is_watched(each: Input) -> bool:
    """Of what is only looked at, that which is not there: folders change with what is put there."""
    return each.kind in ("file", "folder", "listing") or (each.kind == "path" and not each.digest)
