"""A store that machines share: each result in one object of a bucket, signed.

    losscurve/3f2a9c1b7e60d4f1/acd8a83d9ba4….result     name, digest of the key, digest of the trace

The trace is in the name so that what branches compute lies side by side. An object is a signature
(HMAC-SHA256, RFC 2104) and, compressed, what it signs: a line of JSON that says what it is, and the
parts. Nothing else is read of an object before its signature has been found right: who can write to
the bucket without the secret can take results away, and can put none there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from .job import About, about_of

FORMAT = 1
"""Of the objects: what another version has written is passed over."""

_DIGEST = hashlib.sha256
_NAME = re.compile(r"[^/]+/[0-9a-f]{16}/[0-9a-f]{64}\.result")
_MOST = 8
"""Of a result, so many are looked at, the newest first: more branches are seldom at work."""
_CLIENT = {"connect_timeout": "5s", "timeout": "30s"}
_RETRIES = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}


class BucketError(OSError):
    """A bucket that cannot be reached, or does not let us; the message is one line."""


class UnsignedError(ValueError):
    """An object that nobody who has the secret has written."""


class Found(NamedTuple):
    """A result as it lies in a bucket."""

    about: About
    trace: str
    parts: Mapping[str, bytes]


class Bucket:
    """Results at an address that obstore knows: ``s3://…``, ``gs://…``, ``az://…``, ``file://…``.

    Who may do what there is said by the environment or the machine, as the provider has it. Any
    method raises BucketError; threads may share a bucket.
    """

    def __init__(self, address: str, secret: str) -> None:
        import obstore  # a build without a bucket needs none
        from obstore.exceptions import BaseError
        from obstore.store import from_url

        self.address = address
        self._secret, self._obstore = secret.encode(), obstore
        self._errors = (BaseError, OSError, ValueError)
        plain = os.environ.get("AWS_ALLOW_HTTP") == "true"  # for servers of one's own
        client = {**_CLIENT, "allow_http": plain}
        options: dict[str, Any] = {"client_options": client, "retry_config": _RETRIES}
        try:
            self._store = from_url(address, **({} if address.startswith("file:") else options))
        except self._errors as error:
            raise self._error(error) from error

    def names(self, key: str) -> list[str]:
        """The objects that hold results for a key, the newest first."""
        found = sorted(self._list(_folder(key)), key=lambda each: each["last_modified"])
        return [each["path"] for each in found[: -_MOST - 1 : -1]]

    def names_of_all(self) -> set[str]:
        """All objects that hold results."""
        return {each["path"] for each in self._list("")}

    def get(self, key: str, name: str) -> Found | None:
        """What an object holds; None if it is for another key. Raises UnsignedError."""
        try:
            content = bytes(self._obstore.get(self._store, name).bytes())
        except FileNotFoundError:
            return None  # somebody has removed it
        except self._errors as error:
            raise self._error(error) from error
        signature, body = content[: _DIGEST().digest_size], content[_DIGEST().digest_size :]
        if not hmac.compare_digest(signature, self._sign(body)):
            raise UnsignedError(name)
        head, _, rest = zlib.decompress(body).partition(b"\n")
        told = json.loads(head)
        if (told["format"], told["key"]) != (FORMAT, key):
            return None
        return Found(about_of(told["about"]), told["trace"], dict(_cut(rest, told["parts"])))

    def put(self, key: str, found: Found) -> None:
        """Keep a result for others."""
        lengths = {suffix: len(content) for suffix, content in found.parts.items()}
        told = {"format": FORMAT, "key": key, "about": found.about, "trace": found.trace}
        head = json.dumps({**told, "parts": lengths}).encode()
        body = zlib.compress(b"\n".join([head, b"".join(found.parts.values())]))
        try:
            self._obstore.put(self._store, name_of(key, found.trace), self._sign(body) + body)
        except self._errors as error:
            raise self._error(error) from error

    def prune(self, days: float) -> tuple[int, int]:
        """Remove what has been there for so many days; how many went, and how many stay."""
        last = datetime.now(UTC) - timedelta(days=days)
        objects = list(self._list(""))
        old = [each["path"] for each in objects if each["last_modified"] < last]
        try:
            if old:
                self._obstore.delete(self._store, old)
        except self._errors as error:
            raise self._error(error) from error
        return len(old), len(objects) - len(old)

    def _list(self, folder: str) -> Iterator[Mapping[str, Any]]:
        try:
            # Obstore fails at empty names, which S3 may have: they come before 0, ours behind it.
            for some in self._obstore.list(self._store, folder or None, offset=f"{folder}/0"):
                yield from (each for each in some if _NAME.fullmatch(each["path"]))
        except self._errors as error:
            raise self._error(error) from error

    def _error(self, error: Exception) -> BucketError:
        return BucketError(f"{self.address}: {_reason(error)}")

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._secret, body, _DIGEST)


def name_of(key: str, trace: str) -> str:
    """The object for a result."""
    return f"{_folder(key)}/{_DIGEST(trace.encode()).hexdigest()}.result"


def _reason(error: Exception) -> str:
    """In one line: what obstore says goes on with how it is made, and servers' answers are XML."""
    told = " ".join(str(error).partition("\n\n")[0].split())
    answer = re.search(r"(\d{3} [\w ]+: )<.*<Message>(.+?)</Message>", told)
    return f"{answer[1]}{answer[2]}" if answer else told


def _folder(key: str) -> str:
    name, _, digest = key.rpartition("-")
    return f"{name}/{digest}"


def _cut(content: bytes, lengths: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    at = 0
    for suffix, length in lengths.items():
        yield suffix, content[at : at + length]
        at += length
