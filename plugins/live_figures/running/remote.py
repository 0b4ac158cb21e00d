"""What runs on an executor's workers: their figure servers compute, as they would for a build.

No code is sent there: the same checkout must be there already, and it is compared before anything
is computed.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..results.changes import change
from ..results.job import Failure, Flaw, Outcome, Request
from ..results.shelf import Shelf
from ..results.store import FolderStore
from ..results.trace import Checker, Input, Roots, Trace
from ..results.whole import Whole, whole
from ..server_settings import UNCOUNTED, ServerSettings
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
    held: tuple[str, ...] = ()
    """The keys of simulations that the build has, and that are likely to be asked for."""
    given: tuple[Whole, ...] = ()
    """Those of them that a worker lacked."""
    simulates: frozenset[str] | None = frozenset()
    """The new ones that it may run; None if all: others may run for another task by now."""


class Delivery(NamedTuple):
    """What a worker gives back."""

    worker: str
    """Its name, ``host:1234``."""
    outcome: Outcome
    simulations: tuple[Whole, ...] = ()
    """Those that the outcome used and that the build has not from this worker already."""


class Lack(NamedTuple):
    """Nothing was computed: the build had better give these simulations first."""

    keys: tuple[str, ...]


def work(task: Task) -> Delivery | Lack:
    """Compute on this worker. Raises ConnectionError if its figure server ends meanwhile."""
    worker = f"{socket.gethostname()}:{os.getpid()}"
    settings = _here(ServerSettings.from_json(task.settings))
    checker, store = Checker(Roots(settings.project, settings.search)), FolderStore(settings.store)
    if differing := list(checker.changes(task.code)):
        return Delivery(worker, refusal(worker, differing))
    shelf = Shelf(store, checker)
    if lacking := tuple(key for key in task.held if shelf.find(key) is None):
        return Lack(lacking)
    for key, entry, parts in task.given:
        shelf.keep(key, entry.about, parts, entry.trace)
    # In a common store, who needs what runs already waits for it.
    simulates = None if store.mark(task.build).exists() else task.simulates
    outcome = _server(settings).compute(task.request._replace(simulates=simulates))
    return Delivery(worker, outcome, tuple(_simulations(task.build, outcome, store)))


def refusal(
    worker: str, differing: list[tuple[Input, str | None]], failure: Failure | None = None
) -> Failure:
    """Why nothing of a worker is taken: inputs that differ there, with their digests there.

    Behind them is told what has failed there, which may come of that.
    """
    lines = [change(recorded, recorded.digest, there) for recorded, there in differing]
    lines += [flaw.message for flaw in failure.flaws] if failure else []
    first = differing[0][0].name.removeprefix("project:")
    message = f"{first} is another on the worker {worker} than here"
    return Failure((Flaw(message, detail="\n".join(lines)),))


def _here(settings: ServerSettings) -> ServerSettings:
    """The settings with the paths of this machine; how many work at once, the executor knows."""
    there, here = settings.project, Path(os.environ.get(PROJECT, settings.project)).resolve()

    def moved(path: Path) -> Path:
        return here / path.relative_to(there) if path.is_relative_to(there) else path

    return settings._replace(
        project=here,
        search=tuple(map(moved, settings.search)),
        store=moved(settings.store),
        workers=UNCOUNTED,
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


def _simulations(build: str, outcome: Outcome, store: FolderStore) -> Iterator[Whole]:
    if store.mark(build).exists():  # it is the build's own
        return
    used = outcome if isinstance(outcome, Failure) else outcome.about
    for key in used.simulations:
        if (build, key) not in _given and (found := whole(store, key)):
            _given.add((build, key))
            yield found
