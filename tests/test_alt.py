"""Any figure in words and in CSV, as other people draw it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter
from pelican.plugins.live_figures.drawing.describe import describe
from pelican.plugins.live_figures.drawing.files import draw
from pelican.plugins.live_figures.drawing.marks.scale import number
from pelican.plugins.live_figures.drawing.mathtext import plain
from pelican.plugins.live_figures.drawing.phrases import PHRASES
from pelican.plugins.live_figures.drawing.style import style
from pelican.plugins.live_figures.drawing.table import table

Paint = Callable[[Any], object]
DAYS = np.array(["2020-01-01", "2020-02-01"], "datetime64[D]")
HILL = [[0, 1, 0], [1, 5, 1], [0, 1, 0]]
WIDE = np.arange(24.0).reshape(4, 6)
MONTHS = pd.Series([1.0, 4, 2], pd.date_range("2020-01-31", periods=3, freq="ME"), name="sales")
FRAME = pd.DataFrame({"u": [1, 2], "v": [3, 4]}, index=["x", "y"])


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (r"$\alpha_1 x^{2}$ in $\mathrm{km}\,\mathbf{s}^{-1}$", "α₁ x² in km s⁻¹"),
        (
            r"$\frac{1}{2k}$, $\sqrt{x+1}$, $\sqrt[3]{8}$",
            "1/(2k), √(x+1), ∛8",
        ),
        (r"$\hat{y}(1-\hat y)$ $\leq \mathdefault{10^{-3}}$", "ŷ(1-ŷ) ≤ 10⁻³"),
        (r"$x_{i,j}$, $\log_{10}\left(a^n\right)$", "x_(i,j), log₁₀(a^n)"),
        (r"\$5 to \$7", "$5 to $7"),
        ("5 $ {a}\\b", "5 $ {a}\\b"),
    ],
)
def test_mathematics_in_labels_is_said_in_characters(label: str, said: str) -> None:
    assert plain(label) == said


@given(st.text(r"\$^_{}[]asqrtfc1 ", max_size=30))
def test_any_label_can_be_said(label: str) -> None:
    assert plain(label) == plain(label).strip()


def figure(paint: Paint, projection: str | None = None) -> Figure:
    with style():
        drawn = Figure()
        paint(drawn.add_subplot(projection=projection))
    return drawn


def halves(axes: Any) -> None:
    axes.plot(["a", "b"], [np.nan, np.nan])
    for side, colour, name in ((-1, "C0", "one"), (1, "C1", "two")):
        width = np.array([0.1, 0.3, 0.1]) * (side if side < 0 else 2)
        axes.fill_betweenx([0, 1, 2], 0, width, color=colour, label=name)


def grouped(axes: Any) -> None:
    for i, name in enumerate("uv"):
        axes.bar(np.arange(2) + 0.4 * i, [1 + i, 2], 0.4, label=name)
    axes.set_xticks(np.arange(2) + 0.2, ["Mon", "Tue"])


def stacked(axes: Any) -> None:
    axes.bar(["a", "b"], [1, 2], label="u")
    axes.bar(["a", "b"], [3, 4], bottom=[1, 2], label="v")


def twins(axes: Any) -> None:
    axes.plot([1, 2], [20, 25])
    axes.set(xlabel="month", ylabel="heat")
    axes.twinx().plot([1, 2], [7, 5])
    axes.figure.axes[1].set_ylabel("rain")


def percent(axes: Any) -> None:
    axes.plot([2000, 2010], [0.123, 0.2])
    axes.yaxis.set_major_formatter(PercentFormatter(1))


def picky(axes: Any) -> None:
    axes.plot([0, 1], [2.5, 3])
    axes.set_yticks([2, 3])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: {2: "2 m", 3: "3 m"}[value]))


def coloured(axes: Any) -> None:
    points = axes.scatter(range(6), range(6), c=range(6))
    axes.figure.colorbar(points, label="age")


def confusion(axes: Any) -> None:
    axes.matshow([[5, 1], [0, 7]])
    axes.set_xticks([0, 1], ["cat", "dog"])
    axes.set_yticks([0, 1], ["cat", "dog"])
    axes.text(0, 0, "5")


def band(axes: Any) -> None:
    axes.plot([0, 1], [1, 2], label="mean")
    axes.fill_between([0, 1], [0, 1], [2, 3], label="range")


def noted(axes: Any) -> None:
    axes.plot([0, 1])
    axes.annotate("the start", (0, 0))


def only_in_legend(axes: Any) -> None:
    (line,) = axes.plot([0, 1])
    axes.legend([line], ["cost"])


def coloured_bars(axes: Any) -> None:
    bars = axes.bar(["a", "b"], [1, 2], color=["red", "blue"])
    axes.legend(bars.patches[:1], ["one"])


# What is drawn, its words, and the first two rows of its CSV: (paint, words, rows).
FIGURES: dict[str, tuple[Paint, str, list[str]]] = {
    "points on a line": (
        lambda axes: (axes.plot([0, 1, 2], [3, 1, 2]), axes.scatter([0, 2], [3, 2], s=64)),
        "Line chart: the line goes from 3 at 0 to 2 at 2, lowest 1 at 1.",
        ["x,y", "0,3"],
    ),
    "step": (
        lambda axes: axes.step([0, 1, 2], [1, 3, 2], label="s"),
        "Line chart: s goes from 1 at 0 to 2 at 2, highest 3 at 1.",
        ["x,s", "0,1"],
    ),
    "a constant": (
        lambda axes: axes.plot([0, 5], [3, 3]),
        "Line chart: the line stays at 3 from 0 to 5.",
        ["x,y", "0,3"],
    ),
    "error bars": (
        lambda axes: axes.errorbar([1, 2], [3, 4], [0.1, 0.2], capsize=3, label="m"),
        "Line chart: m goes from 3 at 1 to 4 at 2, ± 0.1 to 0.2.",
        ["x,m,m error", "1,3,0.1"],
    ),
    "error bars here and there": (
        lambda axes: axes.errorbar([1, 2], [3, 4], [np.nan, 0.2]),
        "Line chart: the line goes from 3 at 1 to 4 at 2.",
        ["x,y", "1,3"],
    ),
    "levels": (
        lambda axes: axes.plot([0, 5], [[3, 4], [3, 4]]),
        "Line chart: the line stays at 3 from 0 to 5; the line stays at 4 from 0 to 5.",
        ["x,y,y", "0,3,4"],
    ),
    "strokes that another library draws as error bars": (
        lambda axes: axes.plot([0, 1], [1, 2], [0, 0], [0.5, 1.5], [1, 1], [1.5, 2.5]),
        "Line chart: the line goes from 1 at 0 to 2 at 1.",
        ["x,y", "0,1"],
    ),
    "a band": (
        band,
        "Line chart: mean goes from 1 at 0 to 2 at 1; "
        "range runs from 0 to 2 at 0 and from 1 to 3 at 1.",
        ["x,mean,range low,range high", "0,1,0,2"],
    ),
    "a lying band": (
        lambda axes: (
            axes.fill_betweenx([0, 1, 2], [0, 1, 1], [2, 3, 4], label="range")
            and axes.set(xlabel="speed", ylabel="depth")
        ),
        "Chart: speed against depth; range runs from 0 to 2 at 0 and from 1 to 4 at 2.",
        ["depth,range low,range high", "0,0,2"],
    ),
    "a lying area beside its edge": (
        lambda axes: (
            axes.fill_betweenx([0, 1, 3], [2, 3, 5], label="profile")
            and axes.plot([2, 3, 5], [0, 1, 3])
        ),
        "Area chart: profile goes from 2 at 0 to 5 at 3.",
        ["y,profile", "0,2"],
    ),
    "a profile with its range": (
        lambda axes: (
            axes.plot([2, 3], [0, 1], label="profile")
            and axes.fill_betweenx([0, 1], [1, 2], [3, 4], label="range")
            and axes.set(xlabel="speed", ylabel="depth")
        ),
        "Line chart: depth against speed; profile goes from 0 at 2 to 1 at 3; "
        "range runs from 1 to 3 at 0 and from 2 to 4 at 1.",
        ["speed,profile,depth,range low,range high", "2,0,0,1,3"],
    ),
    "a band above a level": (
        lambda axes: axes.fill_between([0, 1], 2, [3, 5]),
        "Chart: a band runs from 2 to 3 at 0 and from 2 to 5 at 1.",
        ["x,y low,y high", "0,2,3"],
    ),
    "a fan of bands": (
        lambda axes: (
            axes.fill_between([0, 1], [1, 2], [3, 5], label="p")
            and axes.fill_between([0, 1], [3, 5], [4, 7], label="q")
        ),
        "Chart: p runs from 1 to 3 at 0 and from 2 to 5 at 1; "
        "q runs from 3 to 4 at 0 and from 5 to 7 at 1.",
        ["x,p low,p high,q low,q high", "0,1,3,3,4"],
    ),
    "an area and a lying band": (
        lambda axes: (
            axes.fill_between([0, 1], [3, 5], label="p")
            and axes.fill_betweenx([0, 1], [3, 5], [4, 6], label="q")
        ),
        "Area chart: p goes from 3 at 0 to 5 at 1; q runs from 3 to 4 at 0 and from 5 to 6 at 1.",
        ["x,p,y,q low,q high", "0,3,0,3,4"],
    ),
    "a profile that turns back": (
        lambda axes: (
            axes.plot([2, 3, 4, 3, 2], range(5))
            and axes.fill_betweenx(range(5), [1, 2, 3, 2, 1], [3, 4, 5, 4, 3])
        ),
        "Line chart: the line goes from 0 at 2 to 4 at 2; "
        "a band runs from 1 to 3 at 0 and from 1 to 3 at 4.",
        ["x,y,y,x low,x high", "2,0,0,1,3"],
    ),
    "areas": (
        lambda axes: axes.stackplot([0, 1], [1, 2], [3, 5], labels=["p", "q"]),
        "Area chart: p goes from 1 at 0 to 2 at 1; q goes from 3 at 0 to 5 at 1.",
        ["x,p,q", "0,1,3"],
    ),
    "bars": (
        lambda axes: axes.bar_label(axes.bar(["plums", "pears"], [3, -2.5], yerr=[1, 0.5])),
        "Bar chart: plums 3 ± 1, pears −2.5 ± 0.5.",
        ["x,y,y error", "plums,3,1"],
    ),
    "horizontal bars": (
        lambda axes: (axes.barh(["a", "b"], [1e6, 2]), axes.set(xlabel="people", ylabel="city")),
        "Bar chart: people against city; a 1,000,000, b 2.",
        ["city,people", "a,1000000"],
    ),
    "grouped bars": (
        grouped,
        "Bar chart: u: Mon 1, Tue 2; v: Mon 2, Tue 2.",
        ["x,u,v", "Mon,1,2"],
    ),
    "stacked bars": (
        stacked,
        "Stacked bar chart: u: a 1, b 2; v: a 3, b 4.",
        ["x,u,v", "a,1,3"],
    ),
    "many bars": (
        lambda axes: axes.bar(range(30), np.arange(30) - 5, 0.8),
        "Bar chart: bars: 30 from 0 to 29, highest 24 at 29, lowest −5 at 0.",
        ["x,y", "0,-5"],
    ),
    "spans of time": (
        lambda axes: axes.barh(["plan"], np.diff(DAYS), left=DAYS[:1]),
        "Chart of spans: plan 2020-01-01 to 2020-02-01.",
        ["y,x from,x to", "plan,2020-01-01,2020-02-01"],
    ),
    "a histogram": (
        lambda axes: axes.hist([0, 1, 1, 2, 4], 4),
        "Histogram: values in 4 bins from 0 to 4, most 2 from 1 to 2, 5 in all.",
        ["x from,x to,y", "0,1,1"],
    ),
    "the outline of a histogram": (
        lambda axes: axes.hist([0, 1, 1, 2, 4], 4, histtype="step", label="h"),
        "Histogram: h in 4 bins from 0 to 4, most 2 from 1 to 2, 5 in all.",
        ["x from,x to,h", "0,1,1"],
    ),
    "stems": (
        lambda axes: axes.stem([1, 2], [3, -4], label="s"),
        "Stem plot: s: 3 at 1, −4 at 2.",
        ["x,s", "1,3"],
    ),
    "a pie": (
        lambda axes: axes.pie([1, 3], labels=["no", "yes"], autopct="%d%%"),
        "Pie chart: no 25%, yes 75%.",
        ["part,share", "no,0.25"],
    ),
    "few points": (
        lambda axes: axes.plot([1, 2], [3, 4], "o"),
        "Scatter plot: points: (1, 3), (2, 4).",
        ["x,y", "1,3"],
    ),
    "points": (
        coloured,
        "Scatter plot: points: 6, x from 0 to 5, y from 0 to 5, correlation 1, "
        "coloured by age from 0 to 5.",
        ["x,y,age", "0,0,0"],
    ),
    "boxes": (
        lambda axes: axes.boxplot([[1, 2, 3, 9], [2, 3, 4]], tick_labels=["a", "b"]),
        "Box plot: a: median 2.5, middle half 1.75 to 4.5, whiskers 1 to 4.5, 1 outlier; "
        "b: median 3, middle half 2.5 to 3.5, whiskers 2 to 4.",
        [",a,a outliers,b", "whisker,1,9,2"],
    ),
    "lying boxes": (
        lambda axes: axes.boxplot(
            [[2, 3, 4]], orientation="horizontal", patch_artist=True, notch=True
        ),
        "Box plot: 1: median 3, middle half 2.094 to 3.906, whiskers 2 to 4.",
        [",1", "whisker,2"],
    ),
    "violins": (
        lambda axes: axes.violinplot([[1, 2, 2, 2, 3]]),
        "Violin plot: 1: 1 to 3, most around 1.99.",
        ["1,1 width"],
    ),
    "halves of violins": (
        halves,
        "Violin plot: a one: 0 to 2, most around 1; a two: 0 to 2, most around 1.",
        ["a one,a one width,a two,a two width", "0,0.1,0,0.2"],
    ),
    "a table": (
        lambda axes: axes.table([["1", "2"], ["3", "4"]], colLabels="ab", rowLabels="uv"),
        "Table: a, b; u, 1, 2; v, 3, 4.",
        [],
    ),
    "an image": (
        lambda axes: axes.imshow(WIDE),
        "Heat map: 4 × 6 cells, values from 0 at (0, 0) to 23 at (5, 3).",
        ["y,0,1,2,3,4,5", "0,0,1,2,3,4,5"],
    ),
    "a confusion matrix": (
        confusion,
        "Heat map: cat: 5 at cat, 1 at dog; dog: 0 at cat, 7 at dog.",
        ["y,cat,dog", "cat,5,1"],
    ),
    "a photograph": (
        lambda axes: axes.imshow(np.zeros((2, 3, 3))),
        "Image: 3 × 2 pixels.",
        [],
    ),
    "a photograph as a mesh": (
        lambda axes: axes.pcolormesh(np.zeros((2, 3, 3))),
        "Image: 3 × 2 pixels.",
        [],
    ),
    "a mesh of polygons": (
        lambda axes: axes.pcolor([[1, 2]]),
        "Heat map: 1 × 2 cells, values from 1 at (0.5, 0.5) to 2 at (1.5, 0.5).",
        ["y,0.5,1.5", "0.5,1,2"],
    ),
    "a mesh": (
        lambda axes: axes.pcolormesh(WIDE),
        "Heat map: 4 × 6 cells, values from 0 at (0.5, 0.5) to 23 at (5.5, 3.5).",
        ["y,0.5,1.5,2.5,3.5,4.5,5.5", "0.5,0,1,2,3,4,5"],
    ),
    "contours": (
        lambda axes: axes.contour(HILL, levels=[0.5, 4]),
        "Contour plot: values at levels from 0.5 to 4, highest around (1, 1).",
        ["level,x,y"],
    ),
    "arrows": (
        lambda axes: axes.quiver([0, 1], [0, 1], [3, 0], [4, 1]),
        "Vector field: 2 arrows, lengths from 1 to 5, longest at (0, 0).",
        ["x,y,u,v", "0,0,3,4"],
    ),
    "strokes": (
        lambda axes: axes.hlines([1, 2], 0, [3, 4], label="runs"),
        "Chart: runs: 2 line segments, x from 0 to 4, y from 1 to 2.",
        [],
    ),
    "hexagons": (
        lambda axes: axes.hexbin([0, 0, 1], [0, 0, 1], gridsize=2, mincnt=1),
        "Density plot: 2 hexagons, values from 1 to 2, highest at (0, 0).",
        ["x,y,value"],
    ),
    "logarithms": (
        lambda axes: axes.loglog([1, 10], [1e-5, 0.1], label="e"),
        "Line chart: y (logarithmic) against x (logarithmic); "
        "e goes from 1×10⁻⁵ at 1 to 0.1 at 10.",
        ["x,e", "1,1e-05"],
    ),
    "per cent": (
        percent,
        "Line chart: the line goes from 12.3% at 2000 to 20.0% at 2010.",
        ["x,y", "2000,0.123"],
    ),
    "a formatter that knows its ticks alone": (
        picky,
        "Line chart: the line goes from 2.5 at 0 to 3 m at 1.",
        ["x,y", "0,2.5"],
    ),
    "rounding errors": (
        lambda axes: axes.plot([0, 1e-17, -1]),
        "Line chart: the line goes from 0 at 0 to −1 at 2, highest 0 at 1.",
        ["x,y", "0,0"],
    ),
    "twins": (
        twins,
        "Line chart: heat against month; the line goes from 20 at 1 to 25 at 2. "
        "Line chart: rain against month; the line goes from 7 at 1 to 5 at 2.",
        ["month,heat,month,rain", "1,20,1,7"],
    ),
    "many lines": (
        lambda axes: axes.plot(np.arange(14.0).reshape(2, 7)),
        "Line chart: 7 lines between 0 and 13.",
        ["x,y,y,y,y,y,y,y", "0,0,1,2,3,4,5,6"],
    ),
    "what is written": (
        noted,
        "Line chart: the line goes from 0 at 0 to 1 at 1; written there: “the start”.",
        ["x,y", "0,0"],
    ),
    "text alone": (
        lambda axes: axes.text(0, 0, "no data"),
        "Chart: written there: “no data”.",
        [],
    ),
    "a legend of colours": (
        coloured_bars,
        "Bar chart: a 1, b 2; legend: “one”.",
        ["x,y", "a,1"],
    ),
    "a name in the legend": (
        only_in_legend,
        "Line chart: cost goes from 0 at 0 to 1 at 1.",
        ["x,cost", "0,0"],
    ),
    "bars at dates": (
        lambda axes: axes.bar(DAYS, [1, 2], 10),
        "Bar chart: 1 at 2020-01-01, 2 at 2020-02-01.",
        ["x,y", "2020-01-01,1"],
    ),
    "moments with a zone": (
        lambda axes: axes.plot(pd.date_range(DAYS[0], periods=2, tz="Asia/Shanghai"), [1, 2]),
        "Line chart: the line goes from 1 at 2020-01-01 00:00+08:00 "
        "to 2 at 2020-01-02 00:00+08:00.",
        ["x,y", "2020-01-01T00:00:00+08:00,1"],
    ),
    "months of pandas": (
        lambda axes: MONTHS.plot(ax=axes),
        "Line chart: sales goes from 1 at 2020-01 to 2 at 2020-03, highest 4 at 2020-02.",
        ["x,sales", "2020-01,1"],
    ),
    "moments of pandas": (
        lambda axes: pd.Series([1, 2], pd.to_datetime(DAYS) + pd.to_timedelta([0, 90], "m")).plot(
            ax=axes
        ),
        "Line chart: the line goes from 1 at 2020-01-01 to 2 at 2020-02-01 01:30.",
        ["x,y", "2020-01-01,1"],
    ),
    "bars of pandas": (
        lambda axes: FRAME.plot.bar(ax=axes),
        "Bar chart: u: x 1, y 2; v: x 3, y 4.",
        ["x,u,v", "x,1,3"],
    ),
    "areas of pandas": (
        lambda axes: FRAME.reset_index(drop=True).plot.area(ax=axes),
        "Area chart: u goes from 1 at 0 to 2 at 1; v goes from 3 at 0 to 4 at 1.",
        ["x,u,v", "0,1,3"],
    ),
    "boxes of pandas": (
        lambda axes: pd.DataFrame({"u": [2, 3, 4]}).boxplot(ax=axes),
        "Box plot: u: median 3, middle half 2.5 to 3.5, whiskers 2 to 4.",
        [",u", "whisker,2"],
    ),
}


@pytest.mark.parametrize(("paint", "words", "rows"), FIGURES.values(), ids=FIGURES)
def test_figures_are_told(paint: Paint, words: str, rows: list[str]) -> None:
    drawn = figure(paint)
    assert describe(drawn, "en") == words
    assert table(drawn).splitlines()[: len(rows) or None] == rows


@pytest.mark.parametrize("paint", [paint for paint, _, _ in FIGURES.values()], ids=FIGURES)
def test_figures_are_told_in_chinese_and_briefly(paint: Paint) -> None:
    words = describe(figure(paint), "zh-Hans")
    assert words.endswith("。")
    assert len(words) < 300
    assert "the line" not in words
    assert describe(figure(paint), "de") == describe(figure(paint), "en")


def test_languages_have_the_same_phrases_with_the_same_places() -> None:
    for key, phrase in PHRASES["en"].items():
        assert sorted(places(phrase)) == sorted(places(PHRASES["zh"][key])), key
    assert PHRASES["en"].keys() == PHRASES["zh"].keys()


def places(phrase: str) -> list[str]:
    return [part.partition("}")[0] for part in phrase.split("{")[1:]]


def test_a_polar_chart_has_degrees() -> None:
    drawn = figure(lambda axes: axes.plot([0, np.pi], [1, 2]), "polar")
    assert "from 1 at 0° to 2 at 180°" in describe(drawn, "en")


def test_what_is_in_space_is_told_by_its_ranges() -> None:
    rows, columns = np.mgrid[0:3, 0:4]

    def surface(axes: Any) -> None:
        axes.plot_surface(columns, rows, 1.0 * rows)
        axes.set_zlabel("height")

    drawn = figure(surface, "3d")
    assert describe(drawn, "en") == (
        "3-D plot: a surface: x from 0 to 3, y from 0 to 2, height from 0 to 2."
    )
    curve = figure(lambda axes: axes.plot([0, 1], [2, 3], [4, 5], label="c"), "3d")
    assert table(curve).splitlines() == ["c x,c y,c z", "0,2,4", "1,3,5"]


ROWS, COLUMNS = np.mgrid[0:2, 0:3].astype(float)
CUBE = ["0,0,0", "0,0,1", "0,1,0", "0,1,1", "1,0,0", "1,0,1", "1,1,0", "1,1,1"]
PLANE = ["0,0,0", "0,1,1", "1,0,1", "1,1,2", "2,0,2", "2,1,3"]


@pytest.mark.parametrize(
    ("paint", "head", "rows"),
    [
        (
            lambda axes: axes.scatter([1, np.nan, 3], [4, 5, 6], [7, 8, 9], c=[2, 5, 3]),
            "x,y,z,colour",
            ["1,4,7,2", "3,6,9,3"],
        ),
        (
            lambda axes: axes.scatter([1, 2], [4, 5], [7, 8], label="p"),
            "p x,p y,p z",
            ["1,4,7", "2,5,8"],
        ),
        (lambda axes: axes.plot_surface(COLUMNS, ROWS, ROWS + COLUMNS), "x,y,z", PLANE),
        (lambda axes: axes.plot_wireframe(COLUMNS, ROWS, ROWS + COLUMNS), "x,y,z", PLANE),
        (
            lambda axes: axes.plot_trisurf([0, 1, 0], [0, 0, 1], [1, 2, 3]),
            "x,y,z",
            ["0,0,1", "0,1,3", "1,0,2"],
        ),
        (lambda axes: axes.bar3d([0], [0], [0], 1, 1, 1), "x,y,z", CUBE),
        (
            lambda axes: axes.contour(COLUMNS, ROWS, ROWS + COLUMNS, levels=[1]),
            "x,y,z",
            ["0,1,1", "1,0,1"],
        ),
        (
            lambda axes: axes.bar([1], [3], zs=2, zdir="y", width=1),
            "x,y,z",
            ["0.5,2,0", "0.5,2,3", "1.5,2,0", "1.5,2,3"],
        ),
    ],
    ids=["points", "named", "surface", "wires", "triangles", "blocks", "contours", "bars"],
)
def test_what_is_in_space_has_its_data(paint: Paint, head: str, rows: list[str]) -> None:
    drawn = draw(figure(paint, "3d"), png=False).csv.splitlines()
    assert drawn[0] == head
    assert sorted(set(drawn[1:])) == rows
    assert describe(figure(paint, "3d"), "en").startswith("3-D plot: ")


def test_several_axes_are_told_by_their_titles() -> None:
    drawn = Figure()
    for i, axes in enumerate(drawn.subplots(1, 2, sharey=True)):
        axes.plot([i, 1 - i])
        axes.set_title(f"run {i}")
    drawn.suptitle("Runs")
    assert describe(drawn, "en") == (
        "Runs. 2 charts. Line chart: run 0; the line goes from 0 at 0 to 1 at 1. "
        "Line chart: run 1; the line goes from 1 at 0 to 0 at 1."
    )


def test_many_axes_are_told_by_their_titles_alone() -> None:
    drawn = Figure()
    for i, axes in enumerate(drawn.subplots(4, 4).flat):
        axes.plot([0, 1])
        axes.set_title(f"run {i}")
    words = describe(drawn, "en")
    assert words.startswith("16 charts. Line chart: run 0. Line chart: run 1.")
    assert words.endswith("and 7 more.")


@pytest.mark.parametrize(
    "paint", [lambda axes: axes.plot([]), lambda axes: axes.scatter([], []), lambda axes: None]
)
def test_without_data_there_is_no_file(paint: Paint) -> None:
    drawn = figure(paint)
    assert draw(drawn, png=False).csv == ""
    assert describe(drawn, "en") == "Figure."


@given(st.floats(-1e12, 1e12), st.sampled_from([0.0, 1e-3, 1.0, 50.0, 1e6]))
def test_numbers_are_near_what_they_tell(value: float, span: float) -> None:
    text = number(value, span)
    assert "-" not in text
    assert "e" not in text
    if "×" not in text:
        told = float(text.replace(",", "").replace("−", "-"))
        assert told == pytest.approx(value, rel=1e-3, abs=1e-3 * span)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))
def test_dates_are_written_in_iso_8601(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    drawn = Figure()
    drawn.add_axes((0, 0, 1, 1)).plot([moment], [1])
    ((text, _),) = list(csv.reader(io.StringIO(table(drawn))))[1:]
    assert datetime.fromisoformat(text) == moment
