"""Several computations of one function, one after another in the process of the first.

Most of what a light figure takes is its process. The first comes out as it would alone, since
nothing was there before it. Those behind it are believed only when the process says at its end that
it is as it was before the first (state.py), and that the first comes out the same once more. Each
imports the author's modules for itself; and what any of them has read counts as read by all that
follow. So nothing is taken on trust but what libraries undo before anybody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import NamedTuple

from ..results.job import Outcome, Request, Result
from .recorder import Recorder
from .state import State

LEAST = 10
"""So many have to wait: a look takes about as long as two figures save."""
OFTEN = 64
"""After so many it has to say so again."""


class Terms(NamedTuple):
    """On which a process computes a request."""

    processes: int = 1
    """How many it may have."""
    goes_on: bool = False
    """Whether others may come behind."""


class Going(NamedTuple):
    """What has come of a request in a process that can go on."""

    outcome: Outcome


class Proof(NamedTuple):
    """What a process says of all that it has computed behind its first, since it said so last."""

    holds: bool


def may_be_followed(outcome: Outcome) -> bool:
    """Whether something may come behind that has read nothing which only it would have read."""
    return isinstance(outcome, Result) and not (outcome.about.unseen or outcome.about.simulations)


def compute_in_turn(
    first: Request, compute: Callable[[Request], Outcome], recorder: Recorder, link: Connection
) -> Outcome | Proof:
    """Compute a request, and those that come behind it; for each None, tell what they are worth.

    Gives what is to be said last: the outcome of the first, if nothing can come behind it.
    """
    state = State(recorder.libraries())

    def is_kept() -> bool:
        recorder.forget_modules()
        state.restore()
        return state.is_kept(recorder.libraries())

    outcome = compute(first)
    if not (may_be_followed(outcome) and is_kept()):
        return outcome
    said: Going | Proof = Going(outcome)
    while said != Proof(False):
        link.send(said)
        request: Request | None = link.recv()
        if request:
            said = Going(compute(request))
            recorder.forget_modules()
            state.restore()
        else:
            said = Proof(_shown(compute(first)) == _shown(outcome) and is_kept())
    return Proof(False)


def _shown(outcome: Outcome) -> object:
    if not isinstance(outcome, Result):
        return outcome
    return outcome.parts, outcome.about._replace(seconds=0)
