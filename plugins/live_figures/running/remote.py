"""What runs on an executor's workers: their figure servers compute, as they would for a build.

No code is sent there: the same checkout must be there already, and it is compared before anything
is computed.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ..results.changes import change
from ..results.job import Failure, Flaw, Outcome, Request
from ..results.store import Entry, FolderStore
from ..results.trace import Checker, Input, Roots, Trace
from ..settings import ServerSettings
from .shared import SharedServer

PROJECT = "LIVE_FIGURES_PROJECT"
"""The variable that tells where the checkout lies on a worker, if it is another place there."""


class Task(NamedTuple):
    """What a build asks of a worker."""

    build: str
    """Tells builds apart; the build's store is marked with it."""
    settings: str
    """The JSON of ServerSettings."""
    request: Request
    code: Trace
    """What the build knows by now of what the request is computed with."""


class Simulation(NamedTuple):
    """A result that a worker's store holds, whole."""

    key: str
    entry: Entry
    parts: Mapping[str, bytes]


class Delivery(NamedTuple):
    """What a worker gives back."""

    worker: str
    """Its name, ``host:1234``."""
    outcome: Outcome
    simulations: tuple[Simulation, ...] = ()
    """Those that the outcome used and that the build has not from this worker already."""


def work(task: Task) -> Delivery:
    """Compute on this worker. Raises ConnectionError if its figure server ends meanwhile."""
    worker = f"{socket.gethostname()}:{os.getpid()}"
    settings = _here(ServerSettings.from_json(task.settings))
    differing = list(Checker(Roots(settings.project)).changes(task.code))
    if differing:
        return Delivery(worker, refusal(worker, differing))
    outcome = _server(settings).compute(task.request)
    return Delivery(worker, outcome, tuple(_simulations(task.build, outcome, settings.store)))


def refusal(worker: str, differing: list[tuple[Input, str | None]]) -> Failure:
    """Why nothing of a worker is taken: inputs that differ there, with their digests there."""
    lines = [change(recorded, recorded.digest, there) for recorded, there in differing]
    first = differing[0][0].name.removeprefix("project:")
    message = f"{first} is another on the worker {worker} than here"
    return Failure((Flaw(message, detail="\n".join(lines)),))


def _here(settings: ServerSettings) -> ServerSettings:
    """The settings with the paths of this machine; how many work at once, the executor knows."""
    there, here = settings.project, Path(os.environ.get(PROJECT, settings.project))

    def moved(path: Path) -> Path:
        return here / path.relative_to(there) if path.is_relative_to(there) else path

    return settings._replace(
        project=here,
        search=tuple(map(moved, settings.search)),
        store=moved(settings.store),
        workers=sys.maxsize,
    )


_servers: dict[ServerSettings, SharedServer] = {}
_starting = threading.Lock()


def _server(settings: ServerSettings) -> SharedServer:
    """This process's figure server with these settings."""
    with _starting:
        server = _servers.get(settings)
        if server is None or not server.is_alive():
            server = _servers[settings] = SharedServer(settings)
        return server


_given: set[tuple[str, str]] = set()
"""Builds and keys of simulations."""


def _simulations(build: str, outcome: Outcome, folder: Path) -> Iterator[Simulation]:
    store = FolderStore(folder)
    if store.mark(build).exists():  # it is the build's own
        return
    used = outcome if isinstance(outcome, Failure) else outcome.about
    for key in used.simulations:
        entry = None if (build, key) in _given else store.get(key)
        if entry is None:
            continue
        parts = {suffix: store.read(key, suffix, entry) for suffix in entry.digests}
        whole = {suffix: part for suffix, part in parts.items() if part is not None}
        if len(whole) == len(parts):
            _given.add((build, key))
            yield Simulation(key, entry, whole)
