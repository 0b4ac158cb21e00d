"""Random numbers that libraries draw without a seed, whichever function of theirs does so.

Two things show it: numpy asks the system for a seed when a generator is made without one, and the
generator that all share goes on from where it was. Python's own is left alone: libraries take names
and ids from it that no reader sees.
"""

from __future__ import annotations

import linecache
import secrets
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from .hooks import is_import

_ROUND = 4 * 624
"""Bytes that the shared generator gives before it makes new ones (MT19937)."""
_MOST_ROUNDS = 500

State = Any
"""What ``numpy.random.get_state`` gives."""


def hear_of_seeds(tell: Callable[[FrameType], None]) -> None:
    """From now on, tell of each seed that numpy takes from the system, and where it is asked to."""

    def randbits(bits: int) -> int:
        caller = sys._getframe(1)
        line = linecache.getline(caller.f_code.co_filename, caller.f_lineno)
        if "RandomState(" not in line:  # it asks also when it is given a seed
            tell(caller)
        return secrets.randbits(bits)

    module: Any = np.random.bit_generator
    module.randbits = randbits


def authors_call(
    frame: FrameType, is_authors: Callable[[str], bool]
) -> tuple[FrameType, str] | None:
    """The author's line that has led here, and what it calls.

    None for what a library does while it is imported: it may never draw from that.
    """
    called, here = frame.f_code.co_name, frame
    while not is_authors(here.f_code.co_filename):
        if is_import(here):
            return None
        called = here.f_code.co_name
        if here.f_back is None:  # a thread of the library's
            return frame, called
        here = here.f_back
    return here, called


def shared_state() -> State:
    """That of the generator of numpy which all share."""
    return np.random.get_state()


def has_only_drawn(first: State) -> bool:
    """Whether the shared generator has come from its first state by drawing: nobody seeded it."""
    now: State = np.random.get_state()
    if (now[1] == first[1]).all():
        return bool(now[2] != first[2])
    again: Any = np.random.RandomState(np.random.MT19937(0))
    again.set_state(first)
    for _ in range(_MOST_ROUNDS):
        again.bytes(_ROUND)
        if (again.get_state()[1] == now[1]).all():
            return True
    return False
