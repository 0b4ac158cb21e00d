"""A matplotlib Figure as one small, self-contained SVG for light and dark pages.

The body is plain light SVG that any reader can draw; a style sheet of one rule per colour
repaints it where the reader prefers dark. Ordinary text stays text, in the reader's own
sans-serif, so that any script comes out right without a font here; mathematics is drawn as
paths, because its accents and italics would not survive a change of font.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import matplotlib
from matplotlib.backend_bases import FigureCanvasBase, GraphicsContextBase, RendererBase
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from . import DARK, data, legible, metrics
from .colour import LEAST_OF_TEXT, on_dark

SVG = "http://www.w3.org/2000/svg"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
RASTER_DPI = 192  # of what cannot be drawn as vectors
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))

# The generic family alone: browsers choose its font by the reader's system and by the script
# of each character, which no list of names does better.
FAMILY = "sans-serif"

_NUMBER = re.compile(r"-?\d+\.\d+")
_REFERENCE = re.compile(r"url\(#(.+?)\)")


class _Renderer(RendererSVG):
    """matplotlib's SVG renderer, which has no types, with text as text and mathematics as paths.

    Text whose size is among ``sizes`` stands in a group that can be shrunk (see legible.py).
    """

    sizes: legible.Sizes
    writer: Any

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: bool | str = False,
        mtext: Text | None = None,
    ) -> None:
        matplotlib.rcParams["svg.fonttype"] = "path" if ismath else "none"
        size = prop.get_size_in_points()
        if size not in self.sizes:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
            return
        across, down = x, y  # a line of several stays where it begins
        if mtext is not None:
            across, up = mtext.get_transform().transform(mtext.get_unitless_position())
            down = self.height - up
        origin = f"{_short(across)} {_short(down)}"
        self.writer.start("g", {"font-size": f"{size:g}px", "transform-origin": origin})
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
        self.writer.end("g")

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: metrics.Math
    ) -> tuple[float, float, float]:
        return metrics.extent(s, prop.copy(), ismath)

    def _get_font_height_metrics(
        self, prop: FontProperties
    ) -> tuple[float, float, float] | tuple[None, None, None]:
        """matplotlib calls this where a renderer has it, and else searches fonts every time."""
        return metrics.line(prop.copy())


class _Canvas(FigureCanvasBase):
    """Lets a figure be laid out by the measures of the renderer that draws it."""

    def __init__(self, figure: Figure, renderer: RendererBase) -> None:
        super().__init__(figure)
        self._renderer = renderer

    def get_renderer(self) -> RendererBase:
        return self._renderer


def render(figure: Figure, lang: str, sizes: legible.Sizes) -> bytes:
    """The figure, which is ``measured``, as SVG: the same bytes whenever and wherever.

    `sizes` are those that have been enlarged for small screens.
    """
    root = ElementTree.fromstring(_draw(figure, sizes))
    _drop_layout_whitespace(root)
    for element in root.iter():
        _spread_style(element)
        _round_numbers(element)
    for group in root.iterfind(".//*[@transform-origin]"):
        for text in group.iter(f"{{{SVG}}}text"):
            text.attrib.pop("font-size", None)  # the group's
    data.settle(root)
    _rename_ids(root)
    _unwrap_groups(root)
    _frame(root, figure, lang)
    _style(root, figure, sizes)
    ElementTree.register_namespace("", SVG)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=False))


@cache
def _text_to_path(process: int) -> TextToPath:
    """Keeps the formulas that it has read, with fonts that a process shares with no other."""
    return TextToPath()


@contextmanager
def measured(figure: Figure) -> Iterator[None]:
    """Meanwhile, a figure is laid out in points, by the measures of text in its SVG."""
    dpi, canvas = figure.dpi, figure.canvas
    figure.dpi = 72
    _Canvas(figure, _renderer(figure, io.StringIO(), {}))
    try:
        yield
    finally:
        figure.set_canvas(canvas)
        figure.dpi = dpi


def _renderer(figure: Figure, file: io.StringIO, sizes: legible.Sizes) -> _Renderer:
    width, height = figure.get_size_inches() * 72
    renderer = _Renderer(  # type: ignore[no-untyped-call]
        width, height, file, image_dpi=RASTER_DPI, metadata=dict(NO_METADATA)
    )
    renderer.sizes = sizes
    renderer._text2path = _text_to_path(os.getpid())
    return renderer


def _draw(figure: Figure, sizes: legible.Sizes) -> str:
    """What matplotlib draws, in points, on a transparent ground."""
    file = io.StringIO()
    ground = figure.patch.get_visible()
    figure.patch.set_visible(False)
    try:
        renderer: Any = MixedModeRenderer(  # type: ignore[no-untyped-call, call-arg]
            figure, *figure.get_size_inches(), RASTER_DPI, _renderer(figure, file, sizes)
        )
        with data.marked(figure):
            figure.draw(renderer)
        renderer.finalize()
    finally:
        figure.patch.set_visible(ground)
    return file.getvalue()


def _drop_layout_whitespace(root: Element) -> None:
    for element in root.iter():
        if len(element):
            element.text = None
        element.tail = None


def _spread_style(element: Element) -> None:
    """Declarations become attributes, which are shorter, and which the dark rules override."""
    style = element.attrib.pop("style", "")
    for declaration in filter(None, style.split(";")):
        name, value = declaration.split(":", 1)
        element.set(name.strip(), value.strip())
    if "font-family" in element.attrib:
        del element.attrib["font-family"]  # the root's


def _round_numbers(element: Element) -> None:
    """A hundredth of a point is finer than any screen; outlines of glyphs are larger still."""
    for name in ("d", "x", "y", "width", "height"):
        if name in element.attrib:
            value = _NUMBER.sub(_hundredths, element.attrib[name])
            element.set(name, " ".join(value.split()))
    transform = element.get("transform", "")
    if transform.startswith(("rotate(0 ", "rotate(-0 ")):
        del element.attrib["transform"]
    elif transform.startswith("translate("):
        place, end, rest = transform.partition(")")
        element.set("transform", f"{_NUMBER.sub(_hundredths, place)}{end}{rest}")


def _hundredths(number: re.Match[str]) -> str:
    return _short(float(number[0]))


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _rename_ids(root: Element) -> None:
    """Short ids in order of appearance, for what something refers to, and none for the rest."""
    used = dict.fromkeys(reference for element in root.iter() for reference in _references(element))
    short = {long: f"i{number}" for number, long in enumerate(used)}
    for element in root.iter():
        if (own := element.attrib.pop("id", None)) in short:
            element.set("id", short[own])
        if XLINK_HREF in element.attrib:
            href = element.attrib.pop(XLINK_HREF)
            element.set("href", f"#{short[href[1:]]}" if href.startswith("#") else href)
        for name, value in element.items():
            element.set(name, _REFERENCE.sub(lambda m: f"url(#{short[m[1]]})", value))


def _references(element: Element) -> Iterator[str]:
    if (href := element.get(XLINK_HREF, "")).startswith("#"):
        yield href[1:]
    for value in element.attrib.values():
        yield from _REFERENCE.findall(value)


def _unwrap_groups(parent: Element) -> None:
    """A group that says nothing gives way to its children."""
    children: list[Element] = []
    for child in parent:
        _unwrap_groups(child)
        children.extend(child if child.tag == f"{{{SVG}}}g" and not child.attrib else [child])
    parent[:] = children


def _frame(root: Element, figure: Figure, lang: str) -> None:
    """The root's own attributes."""
    width, height = (round(side * 96) for side in figure.get_size_inches())
    view_box = root.attrib["viewBox"]
    root.attrib.clear()
    root.attrib |= {"id": DARK, "width": f"{width}", "height": f"{height}", "viewBox": view_box}
    root.attrib |= {"font-family": FAMILY, "stroke-linejoin": "round"}
    if lang:
        root.set(XML_LANG, lang)


def _style(root: Element, figure: Figure, sizes: legible.Sizes) -> None:
    """Our style sheet in place of matplotlib's."""
    style = next(root.iter(f"{{{SVG}}}style"))
    style.attrib.clear()
    style.text = _dark_rules(root) + legible.rules(figure, sizes)


def _dark_rules(root: Element) -> str:
    """The rules for dark pages, twice: an image follows the page's scheme, but in WebKit never.

    There the page asks for the image by the address ``…#dark`` (see kinds/figure.py); only there,
    since elsewhere the page's scheme is what counts. Nothing but WebKit knows the property named.
    """
    paints = {
        (name, e.attrib[name]) for e in root.iter() for name in data.PAINTS if name in e.attrib
    }
    rules = [
        (f'[{name}="{light}"]', f"{{{name}:{dark}}}")
        for name, light in sorted(paints)
        if light.startswith("#") and (dark := on_dark(light)) != light
    ]
    rules += [  # what is written in a colour has to be lighter than what is drawn
        (f'{tag}[fill="{light}"]', f"{{fill:{dark}}}")
        for tag, light in sorted(_writings(root))
        if (dark := on_dark(light, LEAST_OF_TEXT)) != on_dark(light)
    ]
    # What names no fill inherits the root's: black in a light page, without saying so.
    ground = f"{{fill:{on_dark('#000000')}}}"
    follows = "".join(f"{where}{what}" for where, what in [("svg", ground), *rules])
    asked = "".join(f":target {where}{what}" for where, what in rules)
    return (
        f"@media(prefers-color-scheme:dark){{{follows}}}"
        f"@supports(-webkit-nbsp-mode:space){{:target{ground}{asked}}}"
    )


def _writings(root: Element) -> set[tuple[str, str]]:
    """The tags and colours of texts; those that are drawn glyph by glyph are groups."""
    return {
        (tag, fill)
        for element in root.iter()
        if (tag := element.tag.rpartition("}")[2]) in ("text", "g")
        and (fill := element.get("fill", "")).startswith("#")
    }
