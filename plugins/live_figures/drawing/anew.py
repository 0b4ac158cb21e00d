"""Begin a figure as a process would begin it, though others have been made in it before."""

from __future__ import annotations

import random
import sys
from typing import Any, NamedTuple

import matplotlib
import numpy as np

Numbers = tuple[Any, Any]
"""Where the random numbers are that all share: Python's and numpy's."""


class Beginning(NamedTuple):
    """What figures find that begin one after another."""

    numbers: Numbers
    settings: dict[Any, Any]
    """matplotlib's."""

    @classmethod
    def now(cls) -> Beginning:
        return cls(numbers(), dict(matplotlib.rcParams))

    def again(self) -> None:
        """Have the next figure find the same, and nothing in pyplot."""
        restore(self.numbers)
        dict.update(matplotlib.rcParams, self.settings)  # they have been validated
        empty_pyplot()


def numbers() -> Numbers:
    return random.getstate(), np.random.get_state()


def restore(numbers: Numbers) -> None:
    """Go on with these random numbers."""
    own, shared = numbers
    random.setstate(own)
    np.random.set_state(shared)


def empty_pyplot() -> None:
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
