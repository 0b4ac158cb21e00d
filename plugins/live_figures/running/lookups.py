"""Results looked for in a bucket, and put there, many at a time: each takes a journey or two."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple, TypeVar

from ..results.bucket import Bucket, BucketError, Found, UnsignedError
from ..results.job import Request, Result

log = logging.getLogger(__name__)

T = TypeVar("T")

_THREADS = 16


class Lookup(NamedTuple):
    """What has come of a request so far."""

    found: Found | None
    others: list[str]
    """The objects that have not been looked at yet."""
    refused: bool = False
    """Whether the one that was looked at has no right signature."""


class Lookups:
    """What one build asks of a bucket. After a first failure it asks no more."""

    def __init__(self, open_bucket: Callable[[], Bucket], *, writes: bool) -> None:
        self._open_bucket, self._writes = open_bucket, writes
        self._is_lost = self._is_told = False
        self._refused = 0
        self._threads = ThreadPoolExecutor(_THREADS)
        self._asked: dict[Future[Lookup], Request] = {}
        self._kept: list[Future[None]] = []

    def ask(self, request: Request) -> None:
        """Have a result looked for; what comes of it comes out of ``answers``."""
        self._ask(request, lambda bucket: bucket.names(request.job.key))

    def answers(
        self, is_good: Callable[[Request, Found], bool], *, waits: bool
    ) -> Iterator[tuple[Request, Found | None]]:
        """Requests, with what was found for them, if it is good; ``waits`` gives all of them."""
        while done := self._done(waits=waits):
            for future in done:
                request, lookup = self._asked.pop(future), self._result(future)
                self._refused += bool(lookup and lookup.refused)
                if lookup is None or (lookup.found is None and not lookup.others):
                    yield request, None
                elif lookup.found and is_good(request, lookup.found):
                    yield request, lookup.found
                else:
                    self._ask(request, lambda _, others=lookup.others: others)  # type: ignore[misc]

    def keep(self, key: str, result: Result, trace: str) -> None:
        """Put a result there, if this build is one that does."""
        if self._writes and not self._is_lost:
            found = Found(result.about, trace, result.parts)
            self._kept.append(self._threads.submit(self._put, self._opening, key, found))

    def finish(self) -> None:
        """Wait until all is kept."""
        for future in self._kept:
            self._result(future)
        self._kept.clear()
        if self._refused:
            log.warning(
                "Live figures: %s results in %s are not signed with this build's key: not used",
                self._refused,
                self._opening.result().address,
            )
            self._refused = 0

    @cached_property
    def _opening(self) -> Future[Bucket]:
        """The bucket, opened once and by one thread, when something is first asked."""
        return self._threads.submit(self._open_bucket)

    def _ask(self, request: Request, names: Callable[[Bucket], list[str]]) -> None:
        future = self._threads.submit(self._look, self._opening, request.job.key, names)
        self._asked[future] = request

    def _look(
        self, opening: Future[Bucket], key: str, names: Callable[[Bucket], list[str]]
    ) -> Lookup:
        if self._is_lost:
            return Lookup(None, [])
        with self._losing():
            bucket = opening.result()
            first, *others = names(bucket) or [""]
            try:
                return Lookup(bucket.get(key, first) if first else None, others)
            except UnsignedError:
                return Lookup(None, others, refused=True)

    def _put(self, opening: Future[Bucket], key: str, found: Found) -> None:
        if not self._is_lost:
            with self._losing():
                opening.result().put(key, found)

    @contextmanager
    def _losing(self) -> Iterator[None]:
        """After an error, which may have come late, no thread asks more."""
        try:
            yield
        except BucketError:
            self._is_lost = True
            raise

    def _done(self, *, waits: bool) -> list[Future[Lookup]]:
        if waits and self._asked:
            return list(wait(self._asked, return_when=FIRST_COMPLETED).done)
        return [future for future in self._asked if future.done()]

    def _result(self, future: Future[T]) -> T | None:
        try:
            return future.result()
        except BucketError as error:
            if not self._is_told:
                self._is_told = True
                log.warning("Live figures: this build goes on without its shared store: %s", error)
            return None
