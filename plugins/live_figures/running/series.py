"""Several computations of one function, one after another in the process of the first.

Most of what a light figure takes is its process. The first comes out as it would alone, since
nothing was there before it. Those behind it are held until the process is found as it was before
the first (state.py), and the first comes out the same once more. Each imports the author's modules
for itself; and what any of them has read counts as read by all that follow. So nothing is taken on
trust but what is undone before anybody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import NamedTuple

from ..results.job import Failure, Outcome, Request, Result
from .recorder import Recorder
from .state import State

LEAST = 10
"""So many have to wait: a look takes about as long as two figures save."""
LEAST_OF_FORKS = 40
"""Of those that begin with a large library: there is more to look at."""
OFTEN = 64
"""After so many it has to say so again."""


class Terms(NamedTuple):
    """On which a process computes a request."""

    processes: int = 1
    """How many it may have."""
    goes_on: bool = False
    """Whether others may come behind."""


class Going(NamedTuple):
    """What a process says that can go on."""

    outcome: Outcome | None
    """What has come of its request; None: all that has come behind the first is proven."""


def may_be_followed(outcome: Outcome) -> bool:
    """Whether something may come behind that has read nothing which only it would have read."""
    return isinstance(outcome, Result) and not (outcome.about.unseen or outcome.about.simulations)


def compute_in_turn(
    first: Request, compute: Callable[[Request], Outcome], recorder: Recorder, link: Connection
) -> Outcome:
    """Compute a request, and those that come behind it; for each None, prove what has come of them.

    Gives what is to be said last: the outcome of the first, if nothing can come behind it, or a
    failure, if what has come is not to be believed.
    """
    state = State(recorder.libraries())

    def begin_anew() -> None:
        recorder.forget_modules()
        state.begin_anew()

    def is_kept() -> bool:
        begin_anew()
        return state.is_kept(recorder.libraries())

    outcome = compute(first)
    if not (may_be_followed(outcome) and is_kept()):
        return outcome
    said = Going(outcome)
    while True:
        link.send(said)
        request: Request | None = link.recv()
        if request:
            said = Going(compute(request))
            begin_anew()
        elif _shown(compute(first)) == _shown(outcome) and is_kept():
            said = Going(None)
        else:
            return Failure(())


def _shown(outcome: Outcome) -> object:
    if isinstance(outcome, Failure):
        return outcome
    return outcome.parts, outcome.about._replace(seconds=0)
