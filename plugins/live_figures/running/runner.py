"""What a child of the figure server does: it computes a request, or becomes a zygote."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from ..printed import flush
from ..results.job import Outcome, Request
from ..results.store import FolderStore
from ..results.trace import Checker, Roots
from ..server_settings import ServerSettings
from ..sweeping.spread import Crew, have
from . import kernel
from .asker import Asker
from .child import Imports
from .hooks import Hooks
from .keeper import Keeper
from .notes import Notes
from .recorder import Digests, Ears, Recorder
from .series import Terms, compute_in_turn
from .simulation import keep_in
from .worker import compute
from .zygote import become_zygote


@dataclass(frozen=True)
class Runner:
    """What all children of a server have in common, made before they are forked."""

    settings: ServerSettings
    roots: Roots
    search: Sequence[Path]
    distributions: dict[str, list[str]]
    loaded: Digests

    def run(
        self, request: Request, imports: Imports, notes: Notes, terms: Terms, link: Connection
    ) -> Outcome | None:
        """Compute the request; or import what a zygote begins with, and fork until none can."""
        ears: Ears = Asker(link) if kernel.is_available() else Hooks(notes)
        recorder = Recorder(ears, self.roots, self.search, self.distributions, self.loaded)
        store = FolderStore(self.settings.store, tells=False)  # the build does
        keeper = Keeper(store, Checker(self.roots), recorder, pickles=self.settings.pickles)
        keep_in(keeper)
        if not imports:
            return self._compute(request, recorder, keeper, terms, link)

        def work(request: Request, terms: Terms, link: Connection) -> Outcome:
            if kernel.is_available():
                recorder.hear_by(Asker(link))
            importlib.invalidate_caches()
            return self._compute(request, recorder, keeper, terms, link)

        # Forks take over nothing that is looked up for this trace; see also Child.
        trace = partial(ears.unheard, recorder.trace) if isinstance(ears, Hooks) else recorder.trace
        become_zygote(link, imports, trace, work, terms)
        return None

    def _compute(
        self,
        request: Request,
        recorder: Recorder,
        keeper: Keeper,
        terms: Terms,
        link: Connection,
    ) -> Outcome:
        # Hooks hear of nothing that forks read.
        processes = terms.processes if kernel.is_available() else 1
        have(Crew(processes, recorder.noted, recorder.look_back, recorder.begin))

        def work(request: Request) -> Outcome:
            outcome = compute(request, self.roots, recorder, keeper)
            flush()
            return outcome

        if terms.goes_on:
            return compute_in_turn(request, work, recorder, link)
        return work(request)
