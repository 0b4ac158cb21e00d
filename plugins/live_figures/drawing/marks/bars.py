"""Bars of any kind, histograms and stems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.container import BarContainer, StemContainer
from matplotlib.patches import Patch, Polygon, StepPatch

from .curves import error_columns, errors, give_or_take
from .frame import Array, Frame, data, label, points_of
from .mark import ITEMS, Column, Mark, Phrases
from .scale import number


@dataclass(frozen=True, eq=False)
class Bars(Mark):
    """Bars at places, from a base and so long, all of shape (n,)."""

    kind = "bars"
    at: Array
    base: Array
    length: Array
    error: tuple[Array, Array] | None = None
    chart_kind: str = "bars"

    @property
    def chart(self) -> str:
        return self.chart_kind

    def words(self, say: Phrases) -> str:
        """Each bar, or how many there are, and the highest and lowest of them."""
        finite = np.flatnonzero(np.isfinite(self.length))
        if not len(finite):
            return ""
        if len(self.at) <= ITEMS:
            text = say["comma"].join(self._item(int(i), say) for i in finite)
            return say["named"].format(name=self.name, what=text) if self.name else text
        values = self.length[finite]
        low, high = finite[values.argmin()], finite[values.argmax()]
        return say["bars"].format(
            name=self.name or say["bars.one"], count=len(self.at),
            start=self._place(0), end=self._place(-1),
            low=self._value(low), low_at=self._place(low),
            high=self._value(high), high_at=self._place(high),
        ) + give_or_take(self, say)  # fmt: skip

    def values(self) -> Array:
        return self.length

    def columns(self) -> Iterator[Column]:
        places, values = self.ways
        name = self.name or self.frame.column(values)
        words = [self.along.place(value) for value in self.at]
        yield self.frame.column(places), words if all(words) else self.along.cells(self.at)
        if self.chart_kind == "spans":
            yield f"{name} from", self.scale.cells(self.base)
            yield f"{name} to", self.scale.cells(self.base + self.length)
        else:
            yield name, self.scale.cells(self.length)
        if self.error:
            yield from error_columns(name, self.error)

    def _place(self, i: int) -> str:
        return self.along.place(self.at[i]) or self.along.text(self.at[i])

    def _value(self, i: int) -> str:
        text, base = self.scale.text, self.base[i]
        return text(self.length[i]) if self.chart_kind != "spans" else text(base + self.length[i])

    def _item(self, i: int, say: Phrases) -> str:
        """One bar: "A 3 ± 0.1"; "3 at 1.5", for two numbers would run into one."""
        value = self._value(i)
        if self.chart_kind == "spans":
            value = say["span"].format(low=self.scale.text(self.base[i]), high=value)
        if self.error:
            above = max(side[i] for side in self.error)
            value += f" ± {self.scale.size(above)}" if np.isfinite(above) else ""
        key = "item" if self.along.place(self.at[i]) else "item.at"
        return say[key].format(value=value, at=self._place(i))


@dataclass(frozen=True, eq=False)
class Histogram(Mark):
    """How many lie between edges, of shape (n + 1,)."""

    kind = "histogram"
    edges: Array
    counts: Array

    def words(self, say: Phrases) -> str:
        """How many bins there are, from where to where, and the fullest."""
        along, most = self.along.text, int(np.nan_to_num(self.counts).argmax())
        text = say["histogram"].format(
            name=self.name or say["histogram.one"], count=len(self.counts),
            start=along(self.edges[0]), end=along(self.edges[-1]),
            most=self.scale.text(self.counts[most]),
            low=along(self.edges[most]), high=along(self.edges[most + 1]),
        )  # fmt: skip
        if np.array_equal(self.counts, np.round(self.counts)):  # and no densities
            text += say["total"].format(total=number(self.counts.sum()))
        return text

    def values(self) -> Array:
        return self.counts

    def columns(self) -> Iterator[Column]:
        places, values = self.ways
        name = self.frame.column(places)
        yield f"{name} from", self.along.cells(self.edges[:-1])
        yield f"{name} to", self.along.cells(self.edges[1:])
        yield self.name or self.frame.column(values), self.scale.cells(self.counts)


def read(frame: Frame) -> Iterator[Mark]:
    """Bars, histograms and stems of one pair of axes."""
    groups = [each for each in frame.axes.containers if isinstance(each, BarContainer)]
    is_stacked = len(groups) > 1
    for bars in groups:
        frame.taken.update(bars.get_children())
        if bars.errorbar:
            frame.taken.update(bars.errorbar.get_children())
        if len(bars.patches):
            yield _bars(frame, bars, is_stacked)
    for stems in frame.axes.containers:
        if isinstance(stems, StemContainer):
            frame.taken.update(stems.get_children())
            yield _stems(frame, stems)
    for patch in frame.rest(frame.axes.patches):
        steps = _steps(patch)
        if steps and patch.get_transform().contains_branch(frame.axes.transData):
            frame.taken.add(patch)
            yield Histogram(frame, frame.name(patch, patch.get_edgecolor()), *steps)


def _bars(frame: Frame, bars: BarContainer, is_stacked: bool) -> Mark:
    boxes = np.array([(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in bars.patches])
    is_horizontal = bars.orientation == "horizontal"
    start, base, width, length = (
        boxes[:, i] for i in ((1, 0, 3, 2) if is_horizontal else range(4))
    )
    colours = {patch.get_facecolor() for patch in bars.patches}
    name = label(bars) or frame.name(bars, *(colours if len(colours) == 1 else ()))
    ends = start + width
    is_histogram = len(start) > 1 and np.allclose(start[1:], ends[:-1], rtol=1e-6, atol=0)
    along = frame.y if is_horizontal else frame.x
    if is_histogram and not along.place(start[0] + width[0] / 2):
        every = np.append(start, ends[-1])
        return Histogram(frame, name, every, length, is_horizontal=is_horizontal)
    error = bars.errorbar and errors(bars.errorbar, base + length, along=int(not is_horizontal))
    kind = ("stacked" if is_stacked else "spans") if np.any(base) else "bars"
    at = start + width / 2
    return Bars(frame, name, at, base, length, error or None, kind, is_horizontal=is_horizontal)


def _stems(frame: Frame, stems: StemContainer) -> Bars:
    x, y = points_of(stems.markerline)
    return Bars(frame, label(stems), x, np.zeros(len(x)), y, chart_kind="stems")


def _steps(patch: Patch) -> tuple[Array, Array] | None:
    """The edges and counts of a histogram drawn as one outline, or None."""
    if isinstance(patch, StepPatch):
        steps: Any = patch.get_data()
        return data(steps.edges), data(steps.values)
    if not isinstance(patch, Polygon):
        return None
    corners = patch.get_xy()
    found = np.unique(corners[:, 0])
    outline = corners[: 2 * len(found)]  # what follows is the way back, if it is filled
    if len(found) < 2 or not np.array_equal(outline[:, 0], np.repeat(found, 2)):
        return None
    return found, outline[1:-1:2, 1]
