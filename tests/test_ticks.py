"""Ticks that are copied and kept show what matplotlib shows, byte for byte."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.axis import XAxis
from matplotlib.dates import AutoDateFormatter, AutoDateLocator
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import Locator, MultipleLocator, ScalarFormatter
from pelican.plugins.live_figures.drawing import ticks
from pelican.plugins.live_figures.drawing.describe import describe
from pelican.plugins.live_figures.drawing.files import Drawing, draw, lay_out
from pelican.plugins.live_figures.drawing.style import style

X = np.linspace(0, 30, 200)


def log(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.loglog(X[1:], X[1:] ** 3)
    axes.grid(which="both")


def minor(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.plot(X, np.sin(X))
    axes.minorticks_on()
    axes.xaxis.set_minor_locator(MultipleLocator(0.5))
    axes.tick_params(which="minor", direction="inout", color="red", length=7)


def offset(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.plot(X, 1e9 + np.sin(X))
    axes.yaxis.set_major_formatter(ScalarFormatter(useOffset=True))


def shared(figure: Figure) -> None:
    left, right = figure.subplots(1, 2, sharex=True, sharey=True, width_ratios=(1, 3))
    left.plot(X * 1e6, np.sin(X))
    right.plot(X * 1e6, 3e7 * np.cos(X))


def twins(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.plot(X, np.sin(X))
    axes.twinx().semilogy(X, np.exp(X))
    axes.twiny().set_xlim(5, -5)


def aligned(figure: Figure) -> None:
    upper, lower = figure.subplots(2, 1)
    upper.plot(X, 1e5 * np.sin(X))
    lower.plot(X, np.sin(X))
    for axes in (upper, lower):
        axes.set(xlabel="t", ylabel="y")
    figure.align_ylabels()


def named(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.bar(range(5), range(5))
    axes.set_xticks(
        range(5), ["one", "two\nlines", "three", "four", "five"], rotation=30, ha="right"
    )


def times(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.plot([datetime.datetime(2024, 1, 1 + day, 9) for day in range(25)], range(25))


def equal(figure: Figure) -> None:
    axes = figure.add_subplot(aspect="equal")
    axes.plot(X, 2 * X)
    axes.inset_axes((0.1, 0.6, 0.3, 0.3)).plot(X, X**2)


def polar(figure: Figure) -> None:
    figure.add_subplot(projection="polar").plot(X, X)


def space(figure: Figure) -> None:
    figure.add_subplot(projection="3d").plot(X, np.sin(X), np.cos(X))


def tight(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.plot(X, np.sin(X), label="a")
    axes.plot(X, np.cos(X), label="b")
    axes.legend()
    figure.set_layout_engine("tight")


def coloured(figure: Figure) -> None:
    axes = figure.add_subplot()
    figure.colorbar(axes.imshow(np.add.outer(X, X) * 1e4), ax=axes)


def symlog(figure: Figure) -> None:
    axes = figure.add_subplot(xscale="symlog", yscale="logit")
    axes.plot(X - 15, 1 / (1 + np.exp(-X / 4)))


def nested(figure: Figure) -> None:
    left, right = figure.subfigures(1, 2)
    left.subplots(2, 1)[0].plot(X, X)
    right.add_subplot().plot(X, -X)


FIGURES = [
    log, minor, offset, shared, twins, aligned, named, times, equal, polar, space, tight, coloured,
    symlog, nested,
]  # fmt: skip


def first_tick(change: Callable[[Any], object]) -> Callable[[Figure], None]:
    """A figure in which the author has changed the first tick, and that alone."""

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        axes.plot(X, np.sin(X))
        change(axes.xaxis.get_major_ticks()[0])

    return paint


CHANGES: list[Callable[[Any], object]] = [
    lambda tick: tick.label1.set_bbox({"facecolor": "yellow"}),
    lambda tick: tick.label1.set_in_layout(False),
    lambda tick: tick.label1.set_gid("first"),
    lambda tick: tick.label1.set_url("https://example.org"),
    lambda tick: tick.label1.set_color("red"),
    lambda tick: tick.label1.set_fontsize(5),
    lambda tick: tick.label1.set_rotation(45),
    lambda tick: tick.label1.set_visible(False),
    lambda tick: tick.label2.set_visible(True),
    lambda tick: tick.tick1line.set_markersize(20),
    lambda tick: tick.tick1line.set_rasterized(True),
    lambda tick: tick.gridline.set_linestyle(":"),
    lambda tick: tick.gridline.set_visible(True),
]


def drawn(paint: Callable[[Figure], object]) -> tuple[Drawing, str]:
    with style():
        figure = Figure()
        paint(figure)
    return draw(figure, png=True), describe(figure, "en")


def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, matplotlib is a version that nobody knows."""
    monkeypatch.setattr(ticks, "_KNOWN", set())


def assert_same(paint: Callable[[Figure], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and words are those of the plain way, byte for byte."""
    ours = drawn(paint)
    plainly(monkeypatch)
    assert ours == drawn(paint)


@pytest.mark.parametrize("paint", FIGURES, ids=lambda paint: paint.__name__)
def test_a_figure_is_the_same(
    paint: Callable[[Figure], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_same(paint, monkeypatch)


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_a_first_tick_of_its_own_is_not_handed_on(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_same(first_tick(CHANGES[number]), monkeypatch)


def test_ticks_are_copied_where_the_version_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    make = XAxis._get_tick  # type: ignore[attr-defined]
    monkeypatch.setattr(XAxis, "_get_tick", lambda *args, **kw: made.append(1) or make(*args, **kw))
    drawn(log)
    few = len(made)
    plainly(monkeypatch)
    drawn(log)
    assert few <= 4 < 20 < len(made) - few


@pytest.mark.parametrize("paint", [twins, equal, coloured, tight], ids=lambda paint: paint.__name__)
def test_one_of_a_whole_is_laid_out_as_it_is_drawn(paint: Callable[[Figure], None]) -> None:
    with style(whole=True):
        figure, other = Figure(), Figure()
        paint(figure)
        paint(other)
    lay_out(figure)
    draw(other, png=False, whole=True)
    for ours, theirs in zip(figure.axes, other.axes, strict=True):
        places = (axes.get_position(original=True).bounds for axes in (ours, theirs))
        assert np.allclose(*places)


def several_with_one(formatter: Any, locator: Any = None) -> Callable[[Figure], None]:
    """A figure whose axes have one formatter, as loops over axes give them."""

    def paint(figure: Figure) -> None:
        for axes, scale in zip(figure.subplots(2, 2).flat, (1, 1e3, 1e6, 1e9), strict=True):
            axes.plot(scale * X, 3 * scale * np.sin(X))
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_formatter(formatter)
                if locator:
                    axis.set_major_locator(locator)

    return paint


def test_axes_may_share_a_formatter(monkeypatch: pytest.MonkeyPatch) -> None:
    def paint(figure: Figure) -> None:
        formatter = ScalarFormatter(useOffset=True)
        formatter.set_powerlimits((-2, 2))
        several_with_one(formatter)(figure)

    assert_same(paint, monkeypatch)


def test_axes_may_share_a_locator(monkeypatch: pytest.MonkeyPatch) -> None:
    def paint(figure: Figure) -> None:
        locator = AutoDateLocator()
        formatter = AutoDateFormatter(locator)
        for axes, scale in zip(figure.subplots(2, 1), (1, 100), strict=True):
            axes.plot(scale * X, X)
            axes.xaxis.set_major_locator(locator)
            axes.xaxis.set_major_formatter(formatter)

    assert_same(paint, monkeypatch)


class Turned(Locator):
    """Ticks that depend on how often it was asked."""

    count = 0

    def __call__(self) -> Any:
        self.count += 1
        return [self.count % 20]


def counting(figure: Figure) -> None:
    numbers = iter(range(10_000))
    axes = figure.add_subplot()
    axes.plot(X, X)
    axes.yaxis.set_major_formatter(lambda x, at: f"{next(numbers)}")


def located(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.plot(X, X)
    axes.yaxis.set_major_locator(Turned())


def heard(figure: Figure) -> None:
    axes = figure.add_subplot(xlabel="x")
    axes.plot(X, X)

    def turn(event: object) -> None:
        axes.tick_params("x", labelrotation=45, labelsize=30)
        axes.xaxis.set_major_locator(MultipleLocator(3))

    figure.canvas.mpl_connect("draw_event", turn)


class Turning(Line2D):
    def draw(self, renderer: Any) -> None:
        assert isinstance(self.axes, Axes)
        self.axes.tick_params("y", labelrotation=45, labelsize=30)
        super().draw(renderer)


def turned(figure: Figure) -> None:
    axes = figure.add_subplot(ylabel="y")
    axes.plot(X, X)
    axes.add_line(Turning([0, 1], [0, 1], zorder=0.1))


def crossing(figure: Figure) -> None:
    upper, lower = figure.subplots(2, 1)
    for axes in (upper, lower):
        axes.plot(X, np.sin(X) * 20)
        axes.set(ylabel="y", aspect="equal", adjustable="datalim")
        axes.spines["left"].set_position(("data", 0))
    figure.align_ylabels()
    figure.set_layout_engine("none")


def own_ticks(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.plot(X, X)
    plain = axes.xaxis.get_major_ticks
    axes.xaxis.get_major_ticks = lambda number=None: plain(number)[::2]  # type: ignore


AUTHORS = [counting, located, heard, turned, crossing, own_ticks]


@pytest.mark.parametrize("paint", AUTHORS, ids=lambda paint: paint.__name__)
def test_whatever_an_author_does_about_ticks_is_done(
    paint: Callable[[Figure], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_same(paint, monkeypatch)
