"""The store: results with their traces, one small group of files for each key.

    cache/figures/losscurve/3f2a9c1b7e60d4f1.json   digest; key, what it is, digests of parts, trace
    cache/figures/losscurve/3f2a9c1b7e60d4f1.svg    …and .png, .csv: its parts
    cache/figures/traces/acd8a83d9ba4….trace        a trace, which many results share,
    cache/figures/sources/70b2c9e1f3aa….py          as they do the code of their function

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
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from .job import About, about_of, with_shared_keys

log = logging.getLogger(__name__)

FORMAT = 3
"""Of the files: what another version has written is computed again."""

_TRACES = "traces"
_SHARED = {"trace": _TRACES, "py": "sources"}
"""Where lies, under its digest, what many results have in common."""
_ABANDONED = 3600.0
"""Seconds after which nobody is still writing a temporary file."""


class StoreError(OSError):
    """A result that could not be kept, or is not there any more."""


class Entry(NamedTuple):
    """What a store knows of a result without opening its parts."""

    about: About
    digests: Mapping[str, str]
    """SHA-256 of each part, by suffix."""
    trace: str
    """The trace's JSON, see trace.loads."""


class Store(Protocol):
    """Where results lie. A key is a name and a digest, ``losscurve-3f2a9c1b7e60d4f1``."""

    def get(self, key: str) -> Entry | None:
        """The entry for a key, or None if there is none or it is damaged."""

    def read(self, key: str, part: str, entry: Entry) -> bytes | None:
        """One of an entry's parts, or None if it is not what was kept."""

    def put(self, key: str, entry: Entry, parts: Mapping[str, bytes]) -> None:
        """Keep a result under its key. Raises StoreError when it cannot be written."""


class FolderStore:
    """A store in a folder; ``tells`` says whether it tells that another version has written it."""

    def __init__(self, folder: Path, *, tells: bool = True) -> None:
        self.folder, self._tells = folder, tells
        self._traces: dict[str, str | None] = {}
        self._shared: set[str] = set()
        """The digests of what is known to be there."""

    def path(self, key: str, suffix: str) -> Path:
        """Where a key's file with this suffix lies."""
        return Path(self._name(key, suffix))

    def _name(self, key: str, suffix: str) -> str:
        name, _, digest = key.rpartition("-")
        return f"{self.folder}/{name}/{digest}.{suffix}"

    def __iter__(self) -> Iterator[str]:
        """The keys of all entries, damaged ones too."""
        for folder, name in self._files():
            digest, _, suffix = name.partition(".")  # a part may be JSON too
            if digest and suffix == "json":
                yield f"{folder}-{digest}"

    def _files(self) -> Iterator[tuple[str, str]]:
        """All files, with their folders, sorted."""
        with suppress(FileNotFoundError), os.scandir(self.folder) as found:
            folders = sorted(each.name for each in found if each.is_dir())
            for folder in folders:
                yield from ((folder, name) for name in sorted(os.listdir(self.folder / folder)))

    def written(self) -> float:
        """When something was last put there, seconds since the epoch; 0 if nothing was."""
        with suppress(FileNotFoundError), os.scandir(self.folder) as found:
            return max((each.stat().st_mtime for each in found), default=0.0)
        return 0.0

    def get(self, key: str) -> Entry | None:
        try:
            with open(self._name(key, "json"), "rb", buffering=0) as file:
                head, _, body = file.readall().partition(b"\n")
        except FileNotFoundError:
            return None
        except OSError as error:
            self._damaged(key, str(error))
            return None
        version, _, digest = head.rpartition(b" ")
        if version != b"%d" % FORMAT and len(digest) == len(_digest(b"")):
            self._other_format()
            return None
        if digest != _digest(body).encode():
            self._damaged(key, "its digest does not match")
            return None
        try:
            return self._entry(key, json.loads(body))
        except (ValueError, LookupError, TypeError, AttributeError):
            self._damaged(key, "it has another form")
            return None

    def _entry(self, key: str, data: Mapping[str, Any]) -> Entry | None:
        """The entry that a file holds: it has its digest, and may be forged all the same."""
        if data["key"] != key:
            self._damaged(key, f"it is that of {data['key']}")
            return None
        trace = self._trace(data["trace"])
        if trace is None:
            self._damaged(key, "its trace is not there")
            return None
        return Entry(about_of(data["about"]), with_shared_keys(data["digests"]), trace)

    def read(self, key: str, part: str, entry: Entry) -> bytes | None:
        digest = entry.digests[part]
        try:
            path = self._common(part, digest) if part in _SHARED else self._name(key, part)
            with open(path, "rb") as file:
                content = file.read()
        except OSError as error:
            self._damaged(key, str(error))
        else:
            if _digest(content) == digest:
                return content
            self._damaged(key, f"the digest of its .{part} does not match")
        self._shared.discard(digest)
        return None

    def put(self, key: str, entry: Entry, parts: Mapping[str, bytes]) -> None:
        try:
            self.path(key, "json").parent.mkdir(parents=True, exist_ok=True)
            trace = self._share("trace", entry.trace.encode())
            self._traces[trace] = entry.trace
            for suffix, content in parts.items():
                if suffix in _SHARED:
                    self._share(suffix, content)
                else:
                    _write(self.path(key, suffix), content)
            _write(self.path(key, "json"), _dumps(key, entry, trace))
        except OSError as error:
            raise StoreError(f"cannot keep {key} in {self.folder}: {error}") from error

    def remove(self, key: str) -> None:
        """Forget a key and its files."""
        for path in self.path(key, "json").parent.glob(f"{key.rpartition('-')[2]}.*"):
            path.unlink(missing_ok=True)

    def sweep(self, known: Mapping[str, Entry | None]) -> None:
        """Remove what is shared and no entry has, and what builds that were killed have left.

        What somebody may still be writing stays. ``known`` are entries that were read just now.
        """
        entries = (known[key] if key in known else self.get(key) for key in self)
        traces: set[str] = set()
        used: set[str] = set()
        for entry in filter(None, entries):
            traces.add(entry.trace)
            used.update(entry.digests[each] for each in _SHARED.keys() & entry.digests)
        used.update(_digest(trace.encode()) for trace in traces)
        for folder, name in self._files():
            stem, _, suffix = name.rpartition(".")
            is_unused = _SHARED.get(suffix) == folder and stem not in used
            if is_unused or suffix == "lock" or (suffix == "tmp" and stem.startswith(".")):
                path = self.folder / folder / name
                with suppress(FileNotFoundError):
                    if time.time() - path.stat().st_mtime > _ABANDONED:
                        path.unlink()

    def mark(self, name: str) -> Path:
        """A file by which others know this store again; ``sweep`` removes what is left of them."""
        return self.folder / _TRACES / f".{name}.tmp"

    def _common(self, suffix: str, digest: str) -> str:
        """Where lies what many results share."""
        return f"{self.folder}/{_SHARED[suffix]}/{digest}.{suffix}"

    def _trace(self, digest: str) -> str | None:
        if digest not in self._traces:
            try:
                text = Path(self._common("trace", digest)).read_bytes().decode()
            except (OSError, UnicodeDecodeError):
                return None
            self._traces[digest] = text if _digest(text.encode()) == digest else None
        return self._traces[digest]

    def _share(self, suffix: str, content: bytes) -> str:
        """Have this kept once; its digest."""
        digest = _digest(content)
        if digest not in self._shared:
            path = Path(self._common(suffix, digest))
            if not (path.is_file() and path.read_bytes() == content):
                path.parent.mkdir(exist_ok=True)
                _write(path, content)
            self._shared.add(digest)
        return digest

    def _other_format(self) -> None:
        if self._tells:
            self._tells = False
            log.warning(
                "Live figures: another version of the plugin has written the store"
                " %s: its results are computed again, once",
                self.folder,
            )

    def _damaged(self, key: str, reason: str) -> None:
        log.warning("Live figures: %s is damaged in the store (%s): taken as missing", key, reason)


def make_entry(about: About, parts: Mapping[str, bytes], trace: str) -> Entry:
    """The entry for parts that are about to be kept."""
    return Entry(about, {suffix: _digest(content) for suffix, content in parts.items()}, trace)


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


def _dumps(key: str, entry: Entry, trace: str) -> bytes:
    data = {"key": key, "about": entry.about, "digests": entry.digests, "trace": trace}
    body = json.dumps(data, ensure_ascii=True) + "\n"
    return f"{FORMAT} {_digest(body.encode())}\n{body}".encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
