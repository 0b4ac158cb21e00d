"""Make the figures of a sweep's frames, each as it would be made in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from ..drawing import anew
from ..drawing.anew import Numbers, empty_pyplot, numbers
from ..drawing.style import style
from ..results.job import PostponedError
from .frames import at_frame
from .spread import look
from .vectorized import Runs, asked


class Frame(NamedTuple):
    """A figure that has been made, and what it has to do with the world."""

    figure: Figure
    alt: str
    numbers: Numbers
    """With which it is drawn."""


Maker = Callable[[], tuple[Figure, str]]


def made(makers: Sequence[Maker], single: int) -> list[Frame]:
    """What all of them make; who needs runs that others need too begins again when all are there.

    Those from ``single`` on have their runs for themselves. Raises FrameError, and PostponedError
    when all simulations that have to wait are known.
    """
    found: dict[int, Frame] = {}
    first, runs = numbers(), Runs()
    waiting, postponed = list(range(len(makers))), None
    while waiting:
        again = []
        for number in waiting:
            refused = runs.refused
            try:
                with at_frame(number), style(whole=True), asked(runs if number < single else None):
                    restore(first)
                    empty_pyplot()
                    found[number] = Frame(*makers[number](), numbers())
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


def made_alone(maker: Maker, first: Numbers) -> Frame:
    """What one of them makes where no other has been made, with these random numbers."""
    with style(whole=True), asked(None):
        restore(first)
        return Frame(*maker(), numbers())


def restore(where: Numbers) -> None:
    """Go on with these random numbers."""
    look()
    anew.restore(where)


def _require_new(number: int, found: dict[int, Frame]) -> None:
    if any(found[number].figure is each.figure for key, each in found.items() if key != number):
        raise ValueError("the figure of an earlier frame: make a new one for each")
