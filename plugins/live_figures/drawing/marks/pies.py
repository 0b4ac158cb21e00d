"""Pies and rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from matplotlib.patches import Wedge

from .frame import Array, Frame
from .mark import ITEMS, Column, Mark, Phrases
from .scale import number, numbers


@dataclass(frozen=True, eq=False)
class Pie(Mark):
    """Slices by name, and their shares of a full turn."""

    kind = "pie"
    names: list[str]
    shares: Array

    def words(self, say: Phrases) -> str:
        """Each slice, or how many there are, and the largest and smallest."""
        order = range(len(self.names))
        text = say["comma"].join(self._slice(i, say) for i in order)
        if len(self.names) <= ITEMS:
            return text
        high, low = (self._slice(int(i), say) for i in (self.shares.argmax(), self.shares.argmin()))
        return say["pie"].format(count=len(self.names), high=high, low=low)

    def values(self) -> Array:
        return self.shares

    def columns(self) -> Iterator[Column]:
        yield "part", self.names
        yield "share", numbers(np.round(self.shares, 6))  # matplotlib keeps no more of them

    def _slice(self, i: int, say: Phrases) -> str:
        return say["item"].format(at=self.names[i], value=f"{number(100 * self.shares[i], 100)}%")


def read(frame: Frame) -> Iterator[Mark]:
    """One mark for each ring."""
    wedges = [patch for patch in frame.rest(frame.axes.patches) if isinstance(patch, Wedge)]
    frame.taken.update(wedges)
    for _, ring in groupby(wedges, key=lambda wedge: (wedge.r, wedge.width)):
        slices = list(ring)
        names = [frame.name(each, each.get_facecolor()) for each in slices]
        shares = np.array([(each.theta2 - each.theta1) / 360 for each in slices])
        yield Pie(frame, "", [name or str(i) for i, name in enumerate(names, 1)], shares)
