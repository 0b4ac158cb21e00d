"""Make the figures of a sweep's frames, each as it would be made in a process of its own."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..drawing.style import style
from ..results.job import PostponedError
from .frames import at_frame
from .vectorized import Runs, asked

Made = tuple[Figure, str]
"""A figure, and its alternative text."""


def made(makers: Sequence[Callable[[], Made]]) -> list[Made]:
    """What all of them make; who needs runs that others need too begins again when all are there.

    Raises FrameError, and PostponedError when all simulations that have to wait are known.
    """
    found: dict[int, Made] = {}
    begin, runs = _beginning(), Runs()
    waiting, postponed = list(range(len(makers))), None
    while waiting:
        again = []
        for number in waiting:
            refused = runs.refused
            try:
                with at_frame(number), begin(), asked(runs):
                    found[number] = makers[number]()
                    _require_new(number, found)
            except PostponedError as error:
                postponed = error
            except BaseException:
                if runs.refused == refused:
                    raise
            if runs.refused > refused:  # whatever has been made of that
                again.append(number)
        runs.compute()
        waiting = again
    if postponed:
        raise postponed
    return [found[number] for number in range(len(makers))]


def _beginning() -> Callable[[], Any]:
    """What restores what is shared: random numbers as they are now, our style, an empty pyplot."""
    own, shared = random.getstate(), np.random.get_state()

    @contextmanager
    def begin() -> Iterator[None]:
        random.setstate(own)
        np.random.set_state(shared)
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            pyplot.close("all")
        with style(whole=True):
            yield

    return begin


def _require_new(number: int, found: dict[int, Made]) -> None:
    if any(found[number][0] is each for other, (each, _) in found.items() if other != number):
        raise ValueError("the figure of an earlier frame: make a new one for each")
