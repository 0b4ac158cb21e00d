"""Begin a figure as a process would begin it, though others have been made in it before."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from typing import Any

import matplotlib
import numpy as np

Numbers = tuple[Any, Any]
"""Where the random numbers are that all share: Python's and numpy's."""


def from_here() -> Callable[[], None]:
    """What has figures begin as one would that began now: with nothing in pyplot."""
    where, settings = numbers(), dict(matplotlib.rcParams)

    def begin() -> None:
        restore(where)
        dict.update(matplotlib.rcParams, settings)  # they have been validated
        empty_pyplot()

    return begin


def numbers() -> Numbers:
    return random.getstate(), np.random.get_state()


def restore(where: Numbers) -> None:
    """Go on with these random numbers."""
    own, shared = where
    random.setstate(own)
    np.random.set_state(shared)


def empty_pyplot() -> None:
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
