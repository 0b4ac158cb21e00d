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
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import trace
from .job import Result

log = logging.getLogger(__name__)


class StoreError(OSError):
    """A result that could not be kept; the build goes on without it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the store knows of a result without opening its files."""

    alt: str
    width: int
    height: int
    seconds: float
    digests: Mapping[str, str]
    """SHA-256 of each file, by suffix: ``svg``, ``csv`` and, if it was drawn, ``png``."""
    trace: str
    """The trace's JSON, see trace.loads."""


class Store:
    """The results in a folder, by key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str, suffix: str) -> Path:
        name, _, digest = key.rpartition("-")
        return self.folder / name / f"{digest}.{suffix}"

    def get(self, key: str) -> Entry | None:
        """The entry for a key, or None if there is none or it is damaged."""
        try:
            text = self.path(key, "json").read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            self._damaged(key, str(error))
            return None
        digest, _, body = text.partition("\n")
        if _digest(body.encode()) != digest:
            self._damaged(key, "its digest does not match")
            return None
        result, inputs = body.splitlines()
        return Entry(**json.loads(result), trace=inputs)

    def read(self, key: str, suffix: str, entry: Entry) -> bytes | None:
        """The bytes of one of an entry's files, or None if they are not those that were kept."""
        try:
            content = self.path(key, suffix).read_bytes()
        except OSError as error:
            self._damaged(key, str(error))
            return None
        if _digest(content) != entry.digests[suffix]:
            self._damaged(key, f"the digest of its .{suffix} does not match")
            return None
        return content

    def put(self, key: str, result: Result) -> Entry:
        """Keep a result under its key. Raises StoreError when it cannot be written."""
        files = result.files()
        entry = Entry(
            alt=result.alt,
            width=result.width,
            height=result.height,
            seconds=result.seconds,
            digests={suffix: _digest(content) for suffix, content in files.items()},
            trace=trace.dumps(result.trace),
        )
        try:
            self.path(key, "json").parent.mkdir(parents=True, exist_ok=True)
            for suffix, content in files.items():
                write(self.path(key, suffix), content)
            write(self.path(key, "json"), _dumps(entry))
        except OSError as error:
            raise StoreError(f"cannot keep {key} in {self.folder}: {error}") from error
        return entry

    def _damaged(self, key: str, reason: str) -> None:
        log.warning(
            "Live figures: %s in the store is damaged (%s) and is computed again", key, reason
        )


def write(path: Path, content: bytes) -> None:
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
    result = {
        "alt": entry.alt,
        "width": entry.width,
        "height": entry.height,
        "seconds": round(entry.seconds, 4),
        "digests": entry.digests,
    }
    body = f"{json.dumps(result, ensure_ascii=False)}\n{entry.trace}\n"
    return f"{_digest(body.encode())}\n{body}".encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
