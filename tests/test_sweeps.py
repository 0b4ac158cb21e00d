"""Sweeps: directives with ranges, the frames that pages get for them, and what readers do there."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring, tostring

import numpy as np
import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from neuron.losscurve import losscurve
from pelican.plugins.live_figures.drawing.files import draw
from pelican.plugins.live_figures.drawing.style import style
from pelican.plugins.live_figures.sweeping.frames import FrameError
from pelican.plugins.live_figures.sweeping.pack import pack
from pelican.plugins.live_figures.sweeping.together import join
from pelican.plugins.live_figures.sweeping.unpack import Packed, unpack
from pelican.plugins.live_figures.text.grammar import parse
from PIL import Image
from playwright.sync_api import Browser, Page
from serving import serving

WAVE = """
import numpy as np
from matplotlib.figure import Figure

def wave(k: float = 2.0, n: int = 3, shape: str = "sin") -> tuple[Figure, str]:
    \"\"\"A wave.\"\"\"
    figure = Figure()
    axes = figure.add_subplot()
    x = np.linspace(0, 6, 200)
    axes.plot(x, n * getattr(np, shape)(k * x))
    axes.set_title(rf"$k = {k:.4f}$")
    axes.text(1, 0, f"at 0.{n}048", color="red", size=14)
    return figure, f"A {shape} wave of {n} times {k:g}."
"""


TINY = """
from matplotlib.figure import Figure

def wave(k: int = 0) -> Figure:
    \"\"\"A line.\"\"\"
    figure = Figure()
    figure.add_subplot().plot([0, 2 * 10.0**-k])
    return figure
"""


@pytest.fixture
def waves(site: Site) -> Site:
    site.configure(LIVE_FIGURES=["waves.wave"])
    site.write("plugins/waves.py", WAVE)
    return site


def texts(root: Element) -> list[str]:
    return [
        element.text for element in root.iter() if element.tag.endswith("}text") and element.text
    ]


def waving(k: float, height: float = 1.0, title: str = "") -> Figure:
    figure = Figure(figsize=(4, 3))
    axes = figure.add_subplot()
    x = np.linspace(0, 6, 200)
    axes.plot(x, height * np.sin(k * x))
    axes.scatter([k], [0])
    axes.set_title(title or rf"$k={k:.2f}$, 0.2048")
    return figure


def packed(figures: list[Figure], start: int) -> tuple[Packed, list[bytes]]:
    with style(whole=True):
        join(figures)
        svgs = [draw(each, png=False, lang="en", whole=True).svg for each in figures]
    return pack(svgs, {}, start), svgs


@pytest.mark.parametrize(
    ("text", "values", "texts"),
    [
        ("0.60..0.70/3", (0.6, 0.65, 0.7), ("0.60", "0.65", "0.70")),
        ("0..300/4", (0, 100, 200, 300), ("0", "100", "200", "300")),
        ("0..1/4", (0.0, 0.3333, 0.6667, 1.0), ("0.0000", "0.3333", "0.6667", "1.0000")),
        ("1..-1/3", (1, 0, -1), ("1", "0", "-1")),
        ("0..2001/3", (0.0, 1000.5, 2001.0), ("0.0", "1000.5", "2001.0")),
        ("1e-3..3e-3/3", (0.001, 0.002, 0.003), ("0.001", "0.002", "0.003")),
        ("1e-6..10/3", (1e-6, 5.000000, 10.0), ("0.000001", "5.000000", "10.000000")),
        (
            "1.005..1000/4",
            (1.005, 334.003, 667.002, 1000.0),
            ("1.005", "334.003", "667.002", "1000.000"),
        ),
        ("a,b/", ("a", "b"), ("a", "b")),
        ("true,false/", (True, False), ("true", "false")),
        ('"x y","z"/', ("x y", "z"), ("x y", "z")),
    ],
)
def test_values_of_a_sweep(text: str, values: tuple[object, ...], texts: tuple[str, ...]) -> None:
    (option,) = parse(f"<< wave k={text} >>").options
    assert option.value[:2] == (values, texts)  # type: ignore[index]


@pytest.mark.parametrize("text", ['"0..1/3"', "a..b/3", "1,2", "x/y", "..", "1/2"])
def test_what_is_no_sweep(text: str) -> None:
    (option,) = parse(f"<< wave k={text} >>").options
    assert not hasattr(option.value, "texts")


@given(st.decimals(-1000, 1000, places=3), st.integers(1, 10**6), st.integers(2, 400))
def test_what_is_shown_of_a_range_is_what_is_computed(first: object, step: int, count: int) -> None:
    (option,) = parse(f"<< f a={first}..{step + 2000}/{count} >>").options
    values, shown, _ = option.value  # type: ignore[misc]
    assert len(values) == len(set(shown)) == count
    assert [float(text) for text in shown] == [float(value) for value in values]
    assert len({len(text.partition(".")[2]) for text in shown}) == 1
    exact = np.linspace(float(str(first)), step + 2000, count)
    assert np.allclose(values, exact, atol=(exact[1] - exact[0]) / 1000)


def test_every_mistake_is_told_at_its_place(waves: Site) -> None:
    waves.post(
        "<< wave k=0..1 >>\n\n<< wave k=0..1/1 >>\n\n<< wave k=0..9/100 n=1..5/5 >>\n\n"
        "<< wave k=1..2/3 start=5 >>\n\n<< wave play=3s >>\n\na << wave k=1..2/3 >> b\n\n"
        "<< wave k=1..2/3 play=3 >>\n\n<< wave n=0..1/3 >>\n\n<< wave k=1..1/4 >>\n"
    )
    said = waves.fail()
    for message in [
        "6:11: wave: k=0..1 does not say how many values: write 0..1/20",
        "8:11: wave: k=0..1/1 has 1 value: a range has 2 or more",
        "10:20: wave: 100 × 5 are 500 frames: a sweep has 400 at most",
        "12:18: wave: start=5 is none of the values of k: 1.0, 1.5, 2.0",
        "14:9: wave: play needs a sweep: give an option a range, as in epoch=0..300/61",
        "16:11: wave: a sweep needs the directive in a block of its own",
        "18:18: wave: play=3 is not a time in seconds, as in 6s",
        "20:9: wave: n=0.5 is not a whole number",
        "22:11: wave: k=1..1/4 ends where it begins",
    ]:
        assert message in said
    assert "9 problems" in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0...10/11", "0...10/11 has too many dots: write 0..10/20, or 0..0.10/20"),
        ("0..10/-3", "0..10/-3 says -3 where it says how many values: write 0..10/20"),
        ("0..1/six", "0..1/six says six where it says how many values: write 0..1/20"),
    ],
)
def test_what_is_almost_a_range_is_told(waves: Site, text: str, message: str) -> None:
    waves.post(f"<< wave k={text} >>")
    assert f"6:11: wave: {message}" in waves.fail() or f"6:11: wave: k={message}" in waves.fail()


DOOMED = """
import os, time
from matplotlib.figure import Figure

def wave(k: int = 2, how: str = "leaves") -> Figure:
    \"\"\"Doomed at 3.\"\"\"
    if k == 3:
        os._exit(3) if how == "leaves" else time.sleep(600)
    figure = Figure()
    figure.add_subplot().plot([0, k])
    return figure
"""


@pytest.mark.parametrize(
    ("how", "told"),
    [("leaves", "ended its process, with exit code 3"), ("waits", "took longer than 5 s")],
)
@pytest.mark.parametrize("values", ["1..4/4", "1,3/"])
def test_the_frame_that_ends_a_process_is_named(
    waves: Site, values: str, how: str, told: str
) -> None:
    waves.write("plugins/waves.py", DOOMED)
    waves.post(f"<< wave k={values} how={how} timeout=5 >>")
    assert f"wave: k=3: {told}" in waves.fail()


def test_values_cannot_be_swept(site: Site) -> None:
    site.configure(LIVE_VALUES=["numbers_here.two"], LIVE_FIGURES=[])
    site.write("plugins/numbers_here.py", "def two(x: int = 1) -> int:\n    return x\n")
    site.post("<< two x=1..3/3 >>")
    assert "two: x=1..3/3 is a sweep, and a value cannot be swept" in site.fail()


def test_a_page_has_the_still_the_words_and_the_script(waves: Site) -> None:
    waves.post("<< wave >>", name="plain")
    html = waves.page("<< wave k=1..2/3 n=1,3/ id=w caption=c >>")
    whole = waves.read("post.html")
    assert '<script type="module" src="/figures/sweep.js?v=' in whole
    assert "sweep.js" not in waves.read("plain.html")
    assert "<p>k = 2.0 (1.0 to 2.0, 3 values)</p><p>n = 3 (1, 3)</p>" in html  # the defaults
    assert 'alt="A sin wave of 3 times 2."' in html
    assert "&lt;&lt; wave k=1..2/3 n=1,3/ &gt;&gt;" in html
    told = json.loads(waves.read("figures/w.sweep.json"))
    assert told["names"] == ["k", "n"]
    assert told["first"] == 5
    assert told["alts"][1] == "A sin wave of 3 times 1."
    rows = waves.read("figures/w.csv").splitlines()
    assert rows[0].startswith("k,n,")
    assert rows[1].startswith("1.0,1,")
    assert len(rows) == 1 + 6 * 200


def test_a_feed_has_the_still(waves: Site) -> None:
    waves.configure(
        LIVE_FIGURES=["waves.wave"], FEED_ALL_ATOM="all.xml", SITEURL="https://b.example"
    )
    waves.page("<< wave k=1..3/3 >>")
    feed = waves.read("all.xml")
    assert ".png" in feed
    assert "k = 2 (1 to 3, 3 values)" in feed
    assert "data-sweep" not in feed


def test_a_feed_has_nothing_for_scripts(waves: Site) -> None:
    waves.configure(
        LIVE_FIGURES=["waves.wave"], FEED_ALL_ATOM="all.xml", SITEURL="https://b.example"
    )
    waves.page("<< wave k=1..3/3 play=2s >>\n<< wave k=1..3/3 n=4 >>")
    feed = waves.read("all.xml")
    assert "k = 2 (1 to 3, 3 values)" in feed
    for told in ("live-file:", "data-sweep", "data-play"):
        assert told not in feed


def test_the_data_of_all_frames_are_in_one_table(site: Site) -> None:
    site.configure(LIVE_FIGURES=["named.named"])
    site.write(
        "plugins/named.py",
        "from matplotlib.figure import Figure\n"
        "def named(k: int = 1) -> Figure:\n"
        "    figure = Figure()\n"
        "    axes = figure.add_subplot(xlabel='x')\n"
        "    if k != 2:\n"
        "        axes.plot([0, 1], [0, k], label=f'times {k}')\n"
        "    return figure\n",
    )
    site.page("<< named k=1..3/3 id=n >>")
    assert site.read("figures/n.csv").splitlines() == [
        "k,x,times 1,times 3",
        "1,0,0,",
        "1,1,1,",
        "3,0,,0",
        "3,1,,3",
    ]


def test_a_sweep_is_kept_under_its_own_key(waves: Site) -> None:
    waves.post("<< wave k=1..2/3 id=a >>\n\n<< wave k=1,1.5,2 id=b >>")
    assert "k=1,1.5,2 is not a number" in waves.fail()
    waves.post("<< wave k=1..2/3 id=a >>\n\n<< wave k=1..2/3 start=1 id=b >>")
    waves.build()
    assert waves.read("figures/a.svg") != waves.read("figures/b.svg")
    kept = sorted((waves.folder / "cache/figures/wave").glob("*.json"))
    times = [path.stat().st_mtime_ns for path in kept]
    waves.build()
    assert [path.stat().st_mtime_ns for path in kept] == times


def test_frames_come_out_as_they_went_in() -> None:
    figures = [waving(k, height=k) for k in np.linspace(1, 3, 7)]
    sweep, svgs = packed(figures, 3)
    limits = {axes.get_ylim() for figure in figures for axes in figure.axes}
    places = {axes.get_position().bounds for figure in figures for axes in figure.axes}
    assert len(limits) == len(places) == 1
    for frame, svg in zip(unpack(sweep), svgs, strict=True):
        assert texts(frame) == texts(fromstring(svg))


@pytest.mark.parametrize("start", [0, 3, 6])
def test_any_frame_may_be_the_still(start: int) -> None:
    sweep, svgs = packed([waving(k) for k in np.linspace(1, 3, 7)], start)
    assert json.loads(sweep.data)["first"] == start
    assert list(map(texts, unpack(sweep))) == [texts(fromstring(svg)) for svg in svgs]


def test_frames_that_are_not_alike_are_refused() -> None:
    one, other = waving(1), Figure()
    other.subplots(1, 2)
    with pytest.raises(FrameError, match="different axes"):
        packed([one, other], 0)
    with pytest.raises(FrameError, match="different sizes"):
        packed([waving(1), sized()], 0)


def sized() -> Figure:
    figure = Figure(figsize=(5, 5))
    figure.add_subplot().plot([1])
    figure.axes[0].scatter([1], [0])
    return figure


def test_twenty_frames_take_the_bytes_of_three() -> None:
    with style(whole=True):
        figures = [losscurve(init=init)[0] for init in np.linspace(0.6, 0.98, 20)]
    sweep, _ = packed(figures, 10)
    with style():
        alone = draw(losscurve(init=0.8)[0], png=False).svg
    assert sum(map(size, sweep)) <= 3 * size(alone)


def test_insets_have_their_limits_in_common() -> None:
    figures = []
    for k in (1, 5):
        figure = waving(k)
        inset = figure.axes[0].inset_axes((0.1, 0.1, 0.3, 0.3))
        inset.plot([0, k])
        inset.scatter([0, 1], [0, 1], c=[0, k])
        figures.append(figure)
    packed(figures, 0)
    insets = [figure.axes[0].child_axes[0] for figure in figures]
    assert len({inset.get_ylim() for inset in insets}) == 1
    assert [inset.collections[0].get_clim() for inset in insets] == [(0, 5)] * 2


def bumping(place: float, **legend: str) -> Figure:
    """A curve that is high in one place."""
    with style(whole=True):
        figure = Figure(figsize=(4, 3))
        axes = figure.add_subplot()
        x = np.linspace(0, 1, 200)
        axes.plot(x, np.exp(-(((x - place) / 0.2) ** 2)), label="bump")
        axes.legend(**legend)
        return figure


def place_of_legend(figure: Figure) -> tuple[float, float]:
    """Of its centre, in parts of the axes."""
    axes = figure.axes[0]
    box = axes.get_legend().get_window_extent()  # type: ignore[union-attr]
    x, y = axes.transAxes.inverted().transform(((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2))
    return round(float(x), 1), round(float(y), 1)


def test_a_legend_keeps_its_place_and_is_off_the_data_in_all_frames() -> None:
    figures = [bumping(1.0), bumping(0.0)]
    with style(whole=True):
        for figure in figures:
            draw(figure, png=False, whole=True)
    assert [place_of_legend(figure)[0] for figure in figures] == [0.2, 0.8]
    figures = [bumping(1.0), bumping(0.0)]
    packed(figures, 0)
    assert [place_of_legend(figure) for figure in figures] == [(0.5, 0.9)] * 2


def test_a_legend_that_its_author_has_placed_stays_there() -> None:
    figures = [bumping(1.0, loc="upper right"), bumping(0.5, loc="upper right")]
    packed(figures, 0)
    assert [place_of_legend(figure) for figure in figures] == [(0.8, 0.9)] * 2


def heat(a: float) -> Figure:
    figure = Figure(figsize=(4, 3))
    y, x = np.mgrid[-2:2:40j, -2:2:40j]  # type: ignore[misc]
    figure.add_subplot().imshow(np.sin(a * x * y), interpolation="none")
    return figure


def test_images_keep_their_pixels_in_fewer_bytes() -> None:
    with style(whole=True):
        figures = [heat(a) for a in np.linspace(0.5, 3, 20)]
    sweep, svgs = packed(figures, 10)
    assert sum(map(size, sweep)) <= 8 * size(svgs[10])
    for frame, svg in zip(unpack(sweep), svgs, strict=True):
        one, other = (pixels(root) for root in (frame, fromstring(svg)))
        assert (one == other).all()


def pixels(root: Element) -> np.ndarray:
    (address,) = (each.get("href", "") for each in root.iter() if each.tag.endswith("}image"))
    image = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    return np.asarray(image.convert("RGBA"))


def size(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


@pytest.fixture
def open_page(waves: Site, browser: Browser) -> Iterator[Page]:
    waves.page("<< wave k=1..3/5 n=1..2/2 id=w play=1s >>\n\nafter")
    with serving(waves.folder / "output") as address:
        page = browser.new_page(viewport={"width": 700, "height": 900})
        page.goto(f"{address}/post.html")
        page.wait_for_selector(".live-controls form")
        yield page
        page.close()


def test_a_reader_chooses_by_keyboard(open_page: Page) -> None:
    page = open_page
    image, slider = page.locator(".live-sweep [role=img]"), page.locator("input[type=range]").first
    assert image.get_attribute("aria-label") == "A sin wave of 2 times 2."
    assert slider.get_attribute("aria-valuetext") == "2.0"
    slider.focus()
    page.keyboard.press("End")
    assert image.get_attribute("aria-label") == "A sin wave of 2 times 3."
    assert slider.get_attribute("aria-valuetext") == "3.0"
    assert page.get_by_role("slider", name="k").count() == 1
    page.get_by_role("slider", name="n").focus()
    page.keyboard.press("ArrowLeft")
    assert image.get_attribute("aria-label") == "A sin wave of 1 times 3."


def test_what_stands_around_is_left_in_peace_while_a_figure_moves(open_page: Page) -> None:
    """Painted anew, a long post of formulas takes longer than the figure does."""
    around = "getComputedStyle(document.querySelector('.live-sweep + p')).isolation"
    assert open_page.evaluate(around) == "auto"
    slider = open_page.get_by_role("slider", name="k")
    slider.focus()
    assert open_page.evaluate(around) == "isolate"
    slider.blur()
    assert open_page.evaluate(around) == "auto"


def test_a_replay_runs_to_its_end_and_stops(open_page: Page) -> None:
    open_page.get_by_role("button", name="Play").click()
    open_page.wait_for_selector("button:text('Play')")
    assert open_page.get_by_role("slider", name="n").input_value() == "1"


def test_reduced_motion_steps(open_page: Page) -> None:
    open_page.emulate_media(reduced_motion="reduce")
    open_page.get_by_role("button", name="Play").click()
    assert open_page.get_by_role("slider", name="n").input_value() == "0"
    assert open_page.get_by_role("button", name="Play").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_frame_shows_what_the_figure_alone_shows(
    waves: Site, browser: Browser, scheme: str
) -> None:
    """Pixels of the frame in the page, against those of an image of the frame."""
    waves.page("<< wave k=1..3/5 id=w >>")
    output = waves.folder / "output"
    sweep = Packed(
        (output / "figures/w.svg").read_bytes(), (output / "figures/w.sweep.json").read_bytes()
    )
    (output / "frame.svg").write_bytes(tostring(list(unpack(sweep))[4]))
    (output / "alone.html").write_text(
        f'<meta name="color-scheme" content="{scheme}"><body style="margin:0">'
        '<img src="frame.svg" width="512" height="320" style="display:block">',
        encoding="utf-8",
    )
    with serving(output) as address:
        page = browser.new_page(viewport={"width": 700, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(f"{address}/post.html")
        page.wait_for_selector(".live-controls form")
        page.locator("input[type=range]").focus()
        page.keyboard.press("End")
        shown = page.locator("[role=img]")
        box = shown.bounding_box()
        assert box
        assert (box["width"], box["height"]) == (512, 320)
        # Alone, and on whole pixels: what lies between two is smoothed differently.
        page.add_style_tag(
            content=f":root{{color-scheme:{scheme} !important;background:Canvas}}"
            "body *{visibility:hidden}"
            "[role=img]{visibility:visible;position:fixed;inset:0 auto auto 0;margin:0}"
        )
        here = page.screenshot(clip={"x": 0, "y": 0, "width": 512, "height": 320})
        page.goto(f"{address}/alone.html")
        there = page.screenshot(clip={"x": 0, "y": 0, "width": 512, "height": 320})
        page.close()
    one, other = (
        np.asarray(Image.open(io.BytesIO(each)).convert("RGB"), int) for each in (here, there)
    )
    assert one.std() > 1
    assert (abs(one - other).max(axis=2) > 48).mean() <= 0.0001


def test_without_a_script_the_words_stay(waves: Site, browser: Browser) -> None:
    waves.page("<< wave k=1..3/5 id=w >>")
    with serving(waves.folder / "output") as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{address}/post.html")
        assert page.locator(".live-controls").inner_text() == "k = 2.0 (1.0 to 3.0, 5 values)"
        assert page.locator("input").count() == 0
        context.close()


def test_the_controls_keep_the_place_of_the_words(waves: Site, browser: Browser) -> None:
    waves.page("<< wave k=1..3/5 n=1..4/4 play=2s >>\n\n[after](#)")
    with serving(waves.folder / "output") as address:
        places = []
        for comes in (True, False):
            page = browser.new_page()
            if not comes:
                page.route("**/sweep.js*", lambda route: route.abort())
            page.goto(f"{address}/post.html")
            if comes:
                page.wait_for_selector(".live-controls form")
            page.wait_for_function("document.images.length == 0 || document.images[0].complete")
            places.append(page.get_by_role("link", name="after").bounding_box())
            page.close()
    assert places[0] == places[1]


def test_figures_on_lines_of_one_block_stand_in_a_row(waves: Site) -> None:
    html = waves.page(
        "Before\n<< wave k=2 caption='the $x$ one' >>\n<< wave k=3 id=b >>\nafter\n\n"
        "<< wave >>\n\n<< wave n=2 >>\n\n> << wave n=3 >>\n> << wave n=4 >>\n"
    )
    rows = re.findall(r'<div class="live-row">(.*?)</div>\n', html, re.DOTALL)
    assert [row.count("<figure") for row in rows] == [2, 2]
    assert html.count("<figure") == 6
    assert [*re.findall(r"Figure \d", html)] == [f"Figure {n}" for n in range(1, 7)]
    assert "the <math" in rows[0]
    assert '<p>Before</p><div class="live-row">' in html
    assert "<p>\nafter</p>" in html
    assert html.count("<math") == 1


def test_what_is_wrong_in_a_row_is_told_at_its_place(waves: Site) -> None:
    waves.post("<< wave k=2 >>\n<< wave kk=3 >>\n  << wive >>\n")
    said = waves.fail()
    assert "7:9: wave: kk is not an option of wave" in said
    assert "8:3: nothing is called wive" in said


def test_a_row_in_code_stays_code(waves: Site) -> None:
    html = waves.page("```text\n<< wave k=2 >>\n<< wave k=3 >>\n```\n")
    assert "&lt;&lt; wave k=2 &gt;&gt;\n&lt;&lt; wave k=3 &gt;&gt;" in html
    assert "live-row" not in html


def test_a_row_that_is_swept_alike_has_one_set_of_controls(waves: Site) -> None:
    html = waves.page(
        "<< wave k=1..3/5 n=1 >>\n<< wave k=1..3/5 n=2 play=2s >>\n\n"
        "<< wave k=1..3/5 n=3 >>\n<< wave k=1..3/4 n=3 >>\n"
    )
    assert html.count('class="live-controls"') == 1 + 2
    alike, other = html.split("</figure>", 2)[-1].split('<div class="live-row">')
    assert alike.count("data-play") == 1
    assert "data-play" not in other


def test_a_row_that_starts_apart_is_told_why_it_has_two_sets_of_controls(waves: Site) -> None:
    waves.post("<< wave k=1..3/5 n=1 >>\n<< wave k=1..3/5 n=2 start=3 >>\n")
    told = " ".join(waves.run().stdout.split())
    assert "post.en.md:6:" in told
    assert "say start=…" in told
    assert waves.read("post.html").count('class="live-controls"') == 2


def test_what_a_frame_shows_is_told_by_its_own_scale(waves: Site) -> None:
    waves.write("plugins/waves.py", TINY)
    waves.page("<< wave k=0,20/ id=w >>")
    big, small = json.loads(waves.read("figures/w.sweep.json"))["alts"]
    assert big.endswith("from 0 at 0 to 2 at 1.")
    assert small.endswith("from 0 at 0 to 2×10⁻²⁰ at 1.")


def test_one_slider_moves_a_row(waves: Site, browser: Browser) -> None:
    waves.page("<< wave k=1..3/5 n=1 >>\n<< wave k=1..3/5 n=4 >>\n")
    with serving(waves.folder / "output") as address:
        page = browser.new_page(viewport={"width": 1000, "height": 800})
        page.goto(f"{address}/post.html")
        slider = page.get_by_role("slider")
        slider.focus()
        page.keyboard.press("End")
        assert slider.count() == 1
        images = page.locator("[role=img]")
        said = [images.nth(n).get_attribute("aria-label") for n in range(2)]
        assert said == ["A sin wave of 1 times 3.", "A sin wave of 4 times 3."]
        left, right = (images.nth(n).bounding_box() for n in range(2))
        assert left
        assert right
        assert left["y"] == right["y"]
        assert left["x"] + left["width"] <= right["x"]
        page.close()


@pytest.mark.parametrize(("speed", "frame"), [("0.5", "2"), ("1", "5"), ("2", "10")])
def test_a_replay_keeps_the_time_of_its_speed(
    waves: Site, browser: Browser, speed: str, frame: str
) -> None:
    """By a clock that the test moves, whatever the rate of the screen."""
    waves.page("<< wave n=1..11/11 start=1 play=10s >>")
    with serving(waves.folder / "output") as address:
        page = browser.new_page()
        page.clock.install(time=0)
        page.goto(f"{address}/post.html")
        page.get_by_role("combobox", name="Speed").select_option(speed)
        page.get_by_role("button", name="Play").click()
        page.clock.run_for(5100)  # of which the first frame begins the count
        assert page.get_by_role("slider", name="n").input_value() == frame
        page.close()


def test_the_script_is_small(waves: Site) -> None:
    waves.page("<< wave k=1..3/5 >>")
    script = waves.folder / "output/figures/sweep.js"
    assert size(script.read_bytes()) <= 2500


FRAMES = """
from matplotlib.figure import Figure

def odd(k: int = 2, what: str = "") -> Figure:
    figure = Figure(figsize=(4, 5 if (k, what) == (5, "size") else 3))
    figure.subplots(1, 2 if (k, what) == (5, "axes") else 1)
    if k == 5 and what == "raises":
        raise ValueError("never five")
    if k == 5 and what == "text":
        figure.axes[0].set_title("$\\\\nosuch$")
    return None if (k, what) == (5, "nothing") else figure
"""


def test_what_is_wrong_in_a_frame_is_told_with_its_value(site: Site) -> None:
    site.configure(LIVE_FIGURES=["frames.odd"])
    site.write("plugins/frames.py", FRAMES)
    site.post(
        "<< odd what=raises k=1..9/9 >>\n\n<< odd what=nothing k=1..9/9 >>\n\n"
        "<< odd what=a,size/ k=1..9/9 >>\n\n<< odd k=1..9/9 what=a,axes/ >>\n\n"
        "<< odd what=text k=1..9/9 >>\n"
    )
    said = site.fail()
    for message in [
        "6:20: odd: k=5: never five",
        "8:21: odd: k=5: odd returned NoneType, not a matplotlib Figure",
        "10:8: odd: what=size k=5: odd returned figures that make no sweep: frames of different si",
        "12:8: odd: k=5 what=axes: odd returned figures that make no sweep: frames with different",
        "14:18: odd: k=5: \\nosuch",
    ]:
        assert message in said
    assert 'plugins/frames.py:8: raise ValueError("never five")' in said


def test_of_a_range_one_wrong_value_is_told_and_of_choices_all(waves: Site) -> None:
    waves.post("<< wave n=0..1/400 >>\n\n<< wave n=a,1,b/ >>\n")
    said = waves.fail()
    assert "n=0.002506 is not a whole number" in said
    assert "n=a is not" in said
    assert "n=b is not" in said
    assert "3 problems" in said


@pytest.mark.parametrize("text", ["1e30..2e30/3", "1e999999..2/3", "0..1e400/3", "0..1e-340/3"])
def test_numbers_beyond_floating_point_are_an_error(text: str) -> None:
    directive = parse(f"<< wave k={text} >>")
    assert [error.message for error in directive.errors] == [
        f"k={text} has values that floating point cannot hold or tell apart"
    ]


def test_no_value_is_minus_zero() -> None:
    (option,) = parse("<< wave k=-1..0.9999999/11 >>").options
    assert option.value[1][5] == "0.0000000"  # type: ignore[index]


def ellipse(k: float, adjustable: str) -> Figure:
    figure = Figure(figsize=(4, 3))
    axes = figure.add_subplot()
    axes.set_aspect("equal", adjustable=adjustable)  # type: ignore[arg-type]
    angle = np.linspace(0, 2 * np.pi, 50)
    axes.plot(k * np.cos(angle), np.sin(angle) / k)
    return figure


@pytest.mark.parametrize("adjustable", ["box", "datalim"])
def test_axes_of_equal_units_have_their_limits_in_common(adjustable: str) -> None:
    figures = [ellipse(k, adjustable) for k in (0.3, 1, 3)]
    packed(figures, 0)
    drawn = [figure.axes[0] for figure in figures]
    assert len({(*axes.get_xlim(), *axes.get_ylim()) for axes in drawn}) == 1
    assert len({axes.get_position().bounds for axes in drawn}) == 1
    low, high = drawn[0].get_ylim()
    assert low < -1 / 0.3 < 1 / 0.3 < high


def test_axes_of_different_scales_have_their_own_limits() -> None:
    figures = []
    for scale in ("linear", "log", "log"):
        figure = Figure(figsize=(4, 3))
        axes = figure.add_subplot(yscale=scale)
        axes.plot([1, 10, 1000 if figures else 100])
        figures.append(figure)
    packed(figures, 0)
    linear, *others = (figure.axes[0].get_ylim() for figure in figures)
    assert linear[0] < 0
    assert linear[1] < 200
    assert others[0] == others[1]
    assert 0 < others[0][0] < 1


@pytest.mark.parametrize(
    "choices",
    [
        '"交叉熵（对数损失）",二次',
        '"a cost with a long name, and more of it",b',
        f'b,"a cost whose name is {"very " * 12}long"',
    ],
)
@pytest.mark.parametrize("width", [700, 360])
def test_a_slider_keeps_its_place_whatever_is_chosen(
    waves: Site, browser: Browser, choices: str, width: int
) -> None:
    waves.write("plugins/waves.py", WAVE.replace("getattr(np, shape)", "np.sin"))
    waves.page(f"<< wave shape={choices}/ >>")
    with serving(waves.folder / "output") as address:
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(f"{address}/post.html")
        slider = page.get_by_role("slider")
        slider.focus()
        places = []
        for key in ("Home", "End"):
            page.keyboard.press(key)
            places.append((slider.bounding_box(), page.evaluate("document.body.scrollHeight")))
        assert places[0] == places[1]
        box = places[0][0]
        assert box
        assert box["x"] >= 0
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.close()


CHOICES = """
from enum import Enum
from typing import Literal
from matplotlib.figure import Figure

class Rate(Enum):
    SLOW = "slow"
    FAST = "fast"
    FASTER = "faster"

def learned(
    cost: Literal["quadratic", "cross-entropy"] = "cross-entropy",
    rate: Rate = Rate.SLOW,
    log: bool = True,
    marks: list[Literal[3, 1, 2]] | None = None,
    name: str = "",
    k: int = 1,
) -> tuple[Figure, str]:
    figure = Figure(figsize=(4, 3))
    figure.add_subplot().plot([1, k])
    return figure, f"{cost} {rate.value} {log} {marks} {name}"
"""


@pytest.fixture
def choosing(site: Site) -> Site:
    site.configure(LIVE_FIGURES=["choosing.learned"])
    site.write("plugins/choosing.py", CHOICES)
    return site


def test_a_star_is_all_the_choices_of_a_parameter_as_declared(choosing: Site) -> None:
    html = choosing.page(
        "<< learned cost=* rate=* start=quadratic,fast id=a >>\n\n<< learned log=* marks=* id=b >>"
        '\n\n<< learned name="*" >>\n'
    )
    assert "<p>cost = quadratic (quadratic, cross-entropy)</p>" in html
    assert "<p>rate = fast (slow, fast, faster)</p>" in html
    assert "<p>log = true (false, true)</p><p>marks = 1 (3, 1, 2)</p>" in html
    assert "&lt;&lt; learned cost=* rate=* &gt;&gt;" in html
    assert 'alt="cross-entropy slow True None *"' in html
    told = json.loads(choosing.read("figures/a.sweep.json"))
    assert told["values"] == [["quadratic", "cross-entropy"], ["slow", "fast", "faster"]]
    assert told["alts"][-1] == "cross-entropy faster True None "


def test_a_sweep_shows_the_default_first_of_an_enum_too(choosing: Site) -> None:
    assert "rate = slow (slow, fast, faster)" in choosing.page("<< learned rate=* >>")


def test_a_star_is_nothing_without_choices(choosing: Site) -> None:
    choosing.post(
        "<< learned k=* >>\n\n<< learned name=* >>\n\n<< learned coast=* >>\n\n"
        "<< learned cost=* start=linear >>\n\n<< learned rate=* k=1..200/200 >>\n\n"
        "<< learned caption=* >>\n"
    )
    said = choosing.fail()
    for message in [
        "6:12: learned: k=* are all choices, and k has none: it is a whole number",
        "8:12: learned: name=* are all choices, and name has none: it is text",
        "10:12: learned: coast is not an option of learned",
        "12:19: learned: start=linear is none of the values of cost: quadratic, cross-entropy",
        "14:19: learned: 3 × 200 are 600 frames: a sweep has 400 at most",
        "16:12: learned: caption=* is not text: quote it",
    ]:
        assert message in said
    assert "6 problems" in said
