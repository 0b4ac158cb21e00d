"""Put into a bucket what a store holds and the bucket lacks: what was computed before there was
one, or while it could not be reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from .bucket import Bucket, Found, name_of
from .store import Entry, Store
from .whole import whole

_THREADS = 16


def put_lacking(
    bucket: Bucket, store: Store, entries: Iterable[tuple[str, Entry]]
) -> tuple[int, int]:
    """Put there what a store has under these keys; how many went, and how many were there.

    Raises BucketError.
    """
    there, known = bucket.names_of_all(), list(entries)
    lacking = [key for key, entry in known if name_of(key, entry.trace) not in there]

    def put(key: str) -> bool:
        if found := whole(store, key):
            bucket.put(key, Found(found.entry.about, found.entry.trace, found.parts))
        return found is not None

    threads = ThreadPoolExecutor(_THREADS)
    try:
        return sum(threads.map(put, lacking)), len(known) - len(lacking)
    finally:
        threads.shutdown(cancel_futures=True)  # after a failure, the others would fail as slowly
