"""What draw() makes of a Figure: SVG, PNG, CSV and words."""

from __future__ import annotations

import csv
import io
import os
import re
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath
from pelican.plugins.live_figures.drawing import metrics
from pelican.plugins.live_figures.drawing.colour import contrast, on_dark
from pelican.plugins.live_figures.drawing.describe import describe
from pelican.plugins.live_figures.drawing.files import Drawing, draw
from pelican.plugins.live_figures.drawing.legible import enlarged
from pelican.plugins.live_figures.drawing.style import GRID, INK, PAGE, PALETTE, SOFT, style
from pelican.plugins.live_figures.drawing.table import table

PLUGINS = Path(__file__).parents[1] / "plugins"
SVG = "{http://www.w3.org/2000/svg}"
GREYS = st.integers(0, 255).map(lambda level: f"#{level:02x}{level:02x}{level:02x}")


def simple(label: str = "label") -> Figure:
    """What an author writes: no colours, no sizes, no fonts."""
    with style():
        figure = Figure()
        axes = figure.subplots()
        axes.plot([0, 1, 2], [1.0, 0.25, 0.5], label="height")
        axes.set_xlabel(label)
        axes.set_ylabel(r"$\hat y$")
    return figure


def texts(drawing: Drawing) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text")]


def rows(drawing: Drawing) -> list[list[str]]:
    return list(csv.reader(io.StringIO(drawing.csv)))


def test_size_is_css_pixels() -> None:
    drawing = draw(simple(), png=True)
    root = ElementTree.fromstring(drawing.svg)
    assert (drawing.width, drawing.height) == (512, 320)
    assert (root.get("width"), root.get("height")) == ("512", "320")
    assert drawing.png is not None
    assert struct.unpack(">II", drawing.png[16:24]) == (1024, 640)


def test_drawing_again_gives_the_same_bytes() -> None:
    figure = simple()
    assert draw(figure, png=True) == draw(figure, png=True) == draw(simple(), png=True)


def test_machines_give_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the hash seed, the time, and the look that a machine's matplotlib is set to."""
    loud = tmp_path / "matplotlibrc"
    loud.write_text("font.size: 30\nxtick.direction: in\naxes.xmargin: 0.4\n")
    program = f"""
import sys
sys.path.insert(0, {str(PLUGINS)!r})
import pelican.plugins
pelican.plugins.__path__.append({str(PLUGINS)!r})
from live_figures.drawing.files import draw
from live_figures.drawing.style import style
from neuron.losscurve import losscurve
with style():
    figure, _ = losscurve(init=0.98, epochs=20, lang="zh")
drawing = draw(figure, png=True)
sys.stdout.buffer.write(drawing.svg + drawing.png)
"""

    def run(**changes: str) -> bytes:
        command = [sys.executable, "-c", program]
        return subprocess.run(
            command, env=os.environ | changes, stdout=subprocess.PIPE, check=True
        ).stdout

    assert run(PYTHONHASHSEED="1") == run(
        PYTHONHASHSEED="2", SOURCE_DATE_EPOCH="1", MATPLOTLIBRC=str(loud)
    )


def test_drawing_without_png() -> None:
    assert draw(simple(), png=False).png is None


def test_text_stays_text_and_mathematics_becomes_paths() -> None:
    drawing = draw(simple("损失 & <cost>"), png=False)
    assert "损失 & <cost>" in texts(drawing)
    assert b"tspan" not in drawing.svg  # what matplotlib would set in a font by name
    assert not any("y" in text for text in texts(drawing))
    assert b"Live Figures Sans" not in drawing.svg
    assert b'font-family="sans-serif"' in drawing.svg


def test_svg_needs_nothing_from_outside() -> None:
    svg = draw(simple(), png=False).svg.decode()
    assert "<!DOCTYPE" not in svg
    assert "<metadata" not in svg
    assert not re.search(r"(href|url\()=?[\"']?(?!#)https?:", svg)
    ids = re.findall(r' id="(\w+)"', svg)
    references = set(re.findall(r'(?:href="#|url\(#)(\w+)', svg))
    assert len(ids) == len(set(ids))
    assert references == set(ids) - {"dark"}


def test_language_is_the_posts() -> None:
    assert b'xml:lang="zh"' in draw(simple(), png=False, lang="zh").svg
    assert b"lang" not in draw(simple(), png=False).svg


def test_figure_is_left_as_it_was() -> None:
    figure = simple()
    draw(figure, png=True)
    assert figure.dpi == 96
    assert figure.patch.get_visible()


def test_every_kind_of_mark_survives() -> None:
    """Bars, hatches, images, colour meshes, collections and clips: all references hold."""
    with style():
        figure = Figure()
        one, two, three, four = figure.subplots(2, 2).flat
        one.bar(["a", "b"], [1, 2], hatch="//")
        two.imshow(np.eye(3), interpolation="none")
        three.scatter(range(30), range(30), c=range(30))
        three.fill_between(range(30), 3, alpha=0.3)
        four.tripcolor([0, 1, 0], [0, 0, 1], [1, 2, 3], shading="gouraud")
        one.set_title("rotated", rotation=30)
    svg = draw(figure, png=True).svg.decode()
    ids = set(re.findall(r' id="(\w+)"', svg))
    assert set(re.findall(r'(?:href="#|url\(#)(\w+)', svg)) <= ids
    assert "data:image/png" in svg


# Layout


def written(**texts: str) -> Figure:
    """One pair of axes, with texts beside it that take room on all sides."""
    with style():
        figure = Figure()
        axes = figure.add_subplot()
        axes.plot([0, 1e5], [-1, 1], label="line")
        axes.set(**texts)
        axes.legend()
    return figure


def outermost(figure: Figure) -> list[float]:
    """How far the axes' own writing stays from the edges: left, bottom, right, top, in points."""
    with style(), enlarged(figure):
        box = figure.axes[0].get_tightbbox(FigureCanvasAgg(figure).get_renderer())
    assert box is not None
    width, height = figure.get_size_inches() * figure.dpi
    edges = (box.x0, box.y0, width - box.x1, height - box.y1)
    return [edge * 72 / figure.dpi for edge in edges]


@settings(max_examples=20)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(
    ("title", "xlabel", "ylabel"), st.sampled_from(["time", r"$\hat y$", "two\nlines", "训练轮次"])
)))  # fmt: skip
def test_margins_are_what_constrained_layout_gives(texts: dict[str, str]) -> None:
    ours, theirs = written(**texts), written(**texts)
    draw(ours, png=False)
    with style(), enlarged(theirs):
        theirs.draw_without_rendering()
    assert ours.axes[0].get_position().bounds == pytest.approx(
        theirs.axes[0].get_position().bounds, abs=0.02
    )
    assert outermost(ours) == pytest.approx([6, 4.5, 6, 4.5], abs=2.2)


def test_margins_leave_room_when_labels_come_and_go_with_the_size() -> None:
    figure = written(ylabel="y")
    figure.set_size_inches(3, 1.3)
    draw(figure, png=False)
    assert min(outermost(figure)) >= 3


def test_margins_are_found_around_axes_that_are_laid_out_in_no_other_way() -> None:
    from mpl_toolkits.axes_grid1.parasite_axes import HostAxes

    with style():
        figure = Figure()
        figure.add_subplot(axes_class=HostAxes, xlabel="x")
    draw(figure, png=False)
    assert min(outermost(figure)) >= 3


@given(st.text("AVTo.−1 训练η龘", min_size=1), st.floats(5, 40))
def test_text_is_measured_as_matplotlib_does(text: str, size: float) -> None:
    with style():
        font = FontProperties(size=size)
        theirs = TextToPath().get_text_width_height_descent(text, font, False)
        assert metrics.extent(text, font, False) == pytest.approx(theirs)


def test_writing_that_leaves_no_room_is_drawn_all_the_same() -> None:
    figure = written(ylabel="y", xlabel="x")
    figure.set_size_inches(0.5, 0.4)
    assert "y" in texts(draw(figure, png=False))


# Light and dark


def test_dark_rules_cover_every_neutral_and_palette_colour() -> None:
    svg = draw(simple(), png=False).svg.decode()
    body, rules = svg.split("</style>")[1], svg.split("</style>")[0]
    for name, colour in set(re.findall(r'(fill|stroke)="(#\w+)"', body)):
        assert f'[{name}="{colour}"]{{{name}:{on_dark(colour)}}}' in rules
    assert "svg{fill:" in rules  # black, which SVG does not write down


@pytest.mark.parametrize(("light", "dark"), [*PALETTE, INK])
def test_palette_is_readable_as_text_on_both_pages(light: str, dark: str) -> None:
    assert on_dark(light) == dark
    assert min(contrast(light, page) for page in ("#ffffff", "#fcfcfa")) >= 4.5
    assert contrast(dark, PAGE[1]) >= 4.5


def test_axes_are_readable_and_the_grid_is_faint_on_both_pages() -> None:
    assert contrast(SOFT, "#fcfcfa") >= 4.5
    assert contrast(on_dark(SOFT), PAGE[1]) >= 4.5
    assert contrast(GRID, "#ffffff") < 1.5
    assert contrast(on_dark(GRID), PAGE[1]) < 1.5


@given(GREYS)
def test_neutrals_keep_their_contrast_as_far_as_ink_goes(grey: str) -> None:
    wanted = min(contrast(grey, PAGE[0]), contrast(INK[1], PAGE[1]))
    assert contrast(on_dark(grey), PAGE[1]) == pytest.approx(wanted, rel=0.05)


@pytest.mark.parametrize("colour", ["#ff0000", "#1f77b4", "#2ca02c"])
def test_other_colours_stay(colour: str) -> None:
    assert on_dark(colour) == colour


# The PNG's font


def test_chinese_needs_no_font_of_the_machine() -> None:
    assert draw(simple("交叉熵损失函数的阈值,训练轮次(η = 0.15)"), png=True).missing == ""


def test_characters_without_a_glyph_are_told_and_nothing_warns() -> None:
    drawing = draw(simple("龘 and 𠮷"), png=True)
    assert drawing.missing == "龘𠮷"
    assert "龘 and 𠮷" in texts(drawing)


# CSV


def test_csv_has_the_plotted_numbers() -> None:
    assert rows(draw(simple("time"), png=False)) == [
        ["time", "height"], ["0", "1"], ["1", "0.25"], ["2", "0.5"],
    ]  # fmt: skip


def test_csv_shares_an_abscissa_and_pads_what_is_shorter() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], [2, 3], label=r"a, $\beta$")
    axes.plot([0, 1], [4, 5])
    axes.plot([7], [8], gid="third")
    axes.axhline(1)
    axes.add_collection(LineCollection([[(0, 0), (1, 1)]]))
    assert rows(draw(figure, png=False)) == [
        ["x", "a, β", "y", "x", "third"], ["0", "2", "4", "7", "8"], ["1", "3", "5", "", ""],
    ]  # fmt: skip


def test_csv_of_dates_and_of_nothing() -> None:
    figure = Figure()
    figure.subplots().plot(np.array(["2019-01-20"], "datetime64[D]"), [1])
    assert rows(draw(figure, png=False))[1] == ["2019-01-20", "1"]
    assert draw(Figure(), png=False).csv == ""


@given(st.lists(st.floats(-1e30, 1e30), min_size=1, max_size=20))
def test_csv_keeps_ten_digits(values: list[float]) -> None:
    figure = Figure()
    figure.add_axes((0, 0, 1, 1)).plot(values)
    read = [float(y) for _, y in list(csv.reader(io.StringIO(table(figure))))[1:]]
    assert read == pytest.approx(values, rel=1e-9)


# Words


def test_description_tells_ends_and_extremes() -> None:
    words = describe(simple("time"), "en")
    assert "ŷ against time" in words
    assert "height goes from 1 at 0 to 0.5 at 2, lowest 0.25 at 1" in words
    assert "highest" not in words
    assert "从 0 处的 1 到 2 处的 0.5,最低 0.25" in describe(simple("时间"), "zh")


def test_description_of_gaps_dates_and_nothing() -> None:
    figure = Figure()
    figure.subplots().plot([0, 1, 2], [np.nan, 3, np.nan])
    assert "3 at 1" in describe(figure, "en")
    assert describe(Figure(), "en")
    figure = Figure()
    figure.subplots().plot(np.array(["2019-01-20", "2019-02-20"], "datetime64[D]"), [1, 2])
    assert "from 1 at 2019-01-20 to 2 at 2019-02-20" in describe(figure, "en")
