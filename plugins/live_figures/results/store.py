"""The store: results with their traces, one small group of files for each key.

    cache/figures/losscurve/3f2a9c1b7e60d4f1.json   digest, result, trace: a line each
    cache/figures/losscurve/3f2a9c1b7e60d4f1.svg    …and .png, .csv

The ``.json`` is written last and holds the digests of the others, and each file appears by rename:
a build that dies, or two builds at once, leave at worst an entry whose digests do not match. Such
an entry counts as missing.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

log = logging.getLogger(__name__)

_ABANDONED = 3600.0
"""Seconds after which nobody is still writing a temporary file."""


class StoreError(OSError):
    """A result that could not be kept, or is not there any more."""


class Entry(NamedTuple):
    """What the store knows of a result without opening its files."""

    about: Mapping[str, Any]
    """What is to be known of the result beside its files."""
    digests: Mapping[str, str]
    """SHA-256 of each file, by suffix."""
    trace: str
    """The trace's JSON, see trace.loads."""


class Store:
    """The results in a folder. A key is a name and a digest, ``losscurve-3f2a9c1b7e60d4f1``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str, suffix: str) -> Path:
        """Where a key's file with this suffix lies."""
        return Path(self._name(key, suffix))

    def _name(self, key: str, suffix: str) -> str:
        name, _, digest = key.rpartition("-")
        return f"{self.folder}/{name}/{digest}.{suffix}"

    def __iter__(self) -> Iterator[str]:
        """The keys of all entries, damaged ones too."""
        for path in sorted(self.folder.glob("*/*.json")):
            yield f"{path.parent.name}-{path.stem}"

    def get(self, key: str) -> Entry | None:
        """The entry for a key, or None if there is none or it is damaged."""
        try:
            with open(self._name(key, "json"), encoding="utf-8") as file:
                text = file.read()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            self._damaged(key, str(error))
            return None
        digest, _, body = text.partition("\n")
        if _digest(body.encode()) != digest:
            self._damaged(key, "its digest does not match")
            return None
        result, trace = body.splitlines()
        try:
            # Many results share a trace: keep it once.
            return Entry(**json.loads(result), trace=sys.intern(trace))
        except TypeError:  # written by a version of the plugin that kept other things
            return None

    def read(self, key: str, suffix: str, entry: Entry) -> bytes | None:
        """The bytes of one of an entry's files, or None if they are not those that were kept."""
        try:
            with open(self._name(key, suffix), "rb") as file:
                content = file.read()
        except OSError as error:
            self._damaged(key, str(error))
            return None
        if _digest(content) != entry.digests[suffix]:
            self._damaged(key, f"the digest of its .{suffix} does not match")
            return None
        return content

    def put(self, key: str, entry: Entry, files: Mapping[str, bytes]) -> None:
        """Keep a result under its key. Raises StoreError when it cannot be written."""
        try:
            self.path(key, "json").parent.mkdir(parents=True, exist_ok=True)
            for suffix, content in files.items():
                _write(self.path(key, suffix), content)
            _write(self.path(key, "json"), _dumps(entry))
        except OSError as error:
            raise StoreError(f"cannot keep {key} in {self.folder}: {error}") from error

    def remove(self, key: str) -> None:
        """Forget a key and its files."""
        for path in self.path(key, "json").parent.glob(f"{key.rpartition('-')[2]}.*"):
            path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what builds that were killed have left, except what may still be at work."""
        for path in [*self.folder.glob("*/.*.tmp"), *self.folder.glob("*/*.lock")]:
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _ABANDONED:
                    path.unlink()

    def _damaged(self, key: str, reason: str) -> None:
        log.warning("Live figures: %s is damaged in the store (%s): taken as missing", key, reason)


def make_entry(about: Mapping[str, Any], files: Mapping[str, bytes], trace: str) -> Entry:
    """The entry for files that are about to be kept."""
    return Entry(about, {suffix: _digest(content) for suffix, content in files.items()}, trace)


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _dumps(entry: Entry) -> bytes:
    result = json.dumps({"about": entry.about, "digests": entry.digests}, ensure_ascii=False)
    body = f"{result}\n{entry.trace}\n"
    return f"{_digest(body.encode())}\n{body}".encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
