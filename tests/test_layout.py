"""Authors who lay out figures themselves, as they are used to, beside our own layout."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from pelican.plugins.live_figures.drawing.files import draw
from pelican.plugins.live_figures.drawing.style import style

IMAGE = np.eye(3)


def places(figure: Figure) -> list[list[float]]:
    with style():
        draw(figure, png=False)
    return [[round(float(x), 3) for x in axes.get_position().extents] for axes in figure.axes]


def barred() -> Figure:
    figure = Figure()
    axes = figure.add_subplot()
    figure.colorbar(axes.imshow(IMAGE, aspect="auto"), ax=axes, label="height")
    return figure


def test_tight_layout_may_follow_a_colour_bar() -> None:
    with style():
        plain, tight = barred(), barred()
        tight.tight_layout()
    assert places(tight) == places(plain)


def test_tight_layout_leaves_the_room_that_it_is_told_to_leave() -> None:
    with style():
        figure = barred()
        figure.tight_layout(rect=(0, 0, 0.7, 1))
    axes, bar = places(figure)
    assert axes[2] < bar[0]
    assert bar[2] < 0.7


def test_tight_layout_lays_out_what_ours_cannot() -> None:
    """As seaborn's clustermap does: its grid knows no figure, its bar has a place of its own."""
    with style():
        figure = Figure()
        grid = GridSpec(2, 2, width_ratios=(1, 4), height_ratios=(1, 4))
        axes, beside = figure.add_subplot(grid[1, 1]), figure.add_subplot(grid[0, 0])
        figure.colorbar(axes.imshow(IMAGE, aspect="auto"), cax=beside)
        axes.yaxis.tick_right()
        figure.tight_layout(h_pad=0.1)
        beside.set_position((0.02, 0.8, 0.05, 0.18))
    large, bar = places(figure)
    assert large[2] < 0.97
    assert bar == [0.02, 0.8, 0.07, 0.98]


def test_subplots_are_adjusted_as_the_author_says() -> None:
    with style():
        figure = Figure()
        figure.subplots(1, 2, sharey=True)
        figure.subplots_adjust(wspace=0, right=0.8)
    left, right = places(figure)
    assert left[2] == right[0]
    assert right[2] == 0.8


def test_a_colour_bar_is_not_left_behind() -> None:
    with style():
        figure = barred()
        with pytest.warns(UserWarning, match="subplots_adjust would not move the colour bar"):
            figure.subplots_adjust(left=0.4)
        plain = barred()
    assert places(figure) == places(plain)


def test_matplotlib_is_as_it_was() -> None:
    own = Figure.subplots_adjust, Figure.tight_layout
    with style(), style(whole=True):
        assert Figure.tight_layout is not own[1]
    assert (Figure.subplots_adjust, Figure.tight_layout) == own
