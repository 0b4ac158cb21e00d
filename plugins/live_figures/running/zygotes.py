"""The zygotes of a server: for which figures, and for how long."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from ..printed import show
from ..results.job import Request
from ..results.trace import Checker, Roots, dumps
from .beginning import beginning
from .child import Child, Imports
from .zygote import Ready

_SPARE = 8
"""So many are kept beside those whose forks can be at work."""


class Zygotes:
    """Zygotes by what they have imported."""

    def __init__(self, search: Sequence[Path], roots: Roots, workers: int) -> None:
        self._search, self._roots, self._most = search, roots, workers + _SPARE
        self.ready: dict[Imports, Child] = {}
        self._traces: dict[Imports, str] = {}
        self._unfit: set[Imports] = set()

    def beginning_of(self, request: Request) -> Imports:
        """What a zygote for the request would import; () where there can be none."""
        if sys.platform != "linux":  # elsewhere no process adopts what others leave
            return ()
        return beginning(request.job.function.rpartition(".")[0], self._search)

    def may_be(self, imports: Imports) -> bool:
        """Whether there can be a zygote that has imported this."""
        return bool(imports) and imports not in self._unfit

    def is_passed(self, child: Child) -> bool:
        """Whether a fork has begun with what its module does not begin with any more.

        Who edits it while others wait has them computed with what it was, and imported as it is.
        """
        return child.zygote is not None and self.beginning_of(child.request) != child.beginning

    def take(self, child: Child) -> bool:
        """Keep a child that was to be a zygote; False if it cannot be one."""
        printed = child.printed()
        if not isinstance(child.outcome, Ready):
            self._unfit.add(child.imports)
            return False
        show(printed)  # now: it may go on for as long as the dev server does
        self._traces[child.imports] = dumps(child.outcome.trace)
        child.outcome = None
        self.ready[child.imports] = child
        return True

    def clear(self, children: Collection[Child], *, is_idle: bool) -> None:
        """End those that have no forks at work, and are of no use.

        When there was nothing to do, a build may have ended and files may have changed.
        """
        at_work = [child.zygote for child in children]
        checker = Checker(self._roots) if is_idle else None
        for imports, zygote in list(self.ready.items()):
            if zygote in at_work:
                continue
            is_old = checker and not checker.holds(self._traces[imports])
            if zygote.outcome is not None or is_old or len(self.ready) > self._most:
                self._end(imports)

    def end(self) -> None:
        """End all."""
        for imports in list(self.ready):
            self._end(imports)

    def _end(self, imports: Imports) -> None:
        show(self.ready.pop(imports).stop())
