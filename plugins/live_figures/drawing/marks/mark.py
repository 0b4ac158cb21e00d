"""What a mark is: something drawn that holds data, which can be said in words and written down."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from .frame import Array, Frame, Way
from .scale import Scale

Column = tuple[str, list[str]]
"""The name and the cells of a column of CSV."""
Phrases = Mapping[str, str]
"""Phrases of one language."""

ITEMS = 12
"""So many values are told one by one."""


@dataclass(frozen=True, eq=False)
class Mark(ABC):
    """Something that holds data."""

    frame: Frame
    name: str
    is_horizontal: bool = field(default=False, kw_only=True)
    """Whether its values lie along x, as those of lying bars do."""
    kind: ClassVar[str]
    """Its key among the phrases."""
    few: ClassVar[int] = 6
    """So many marks of the kind are told one by one, more are summed up."""

    @property
    def chart(self) -> str:
        """The key of what a chart of such marks is called."""
        return self.kind

    @property
    def ways(self) -> tuple[Way, Way]:
        """Along which axis its places lie, and along which its values."""
        return ("y", "x") if self.is_horizontal else ("x", "y")

    @property
    def scale(self) -> Scale:
        """The scale of the values."""
        return self.frame.x if self.is_horizontal else self.frame.y

    @property
    def along(self) -> Scale:
        """The scale of the places."""
        return self.frame.y if self.is_horizontal else self.frame.x

    @abstractmethod
    def words(self, say: Phrases) -> str:
        """What it shows, as part of a sentence."""

    @abstractmethod
    def values(self) -> Array:
        """What it shows, as floats of any shape."""

    def columns(self) -> Iterator[Column]:
        """Its columns in CSV; none for what would be of no use there."""
        yield from ()


def summary(marks: list[Mark], say: Phrases) -> str:
    """Many marks of a kind in one phrase: how many, and between what."""
    every = np.concatenate([mark.values().ravel() for mark in marks])
    text, finite = marks[0].scale.text, every[np.isfinite(every)]
    if not len(finite):
        return ""
    low, high = text(finite.min()), text(finite.max())
    what = say[f"{marks[0].kind}.many"].format(count=len(marks))
    return say["between"].format(what=what, low=low, high=high)
