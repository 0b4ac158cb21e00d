"""How a matplotlib Figure becomes the files of a page. Runs in worker processes only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from . import PNG_SCALE, inks, layout, legends, legible, ticks
from .data import without_grids
from .style import FONTS, PAGE, style
from .svg import measured, render
from .table import table

Made = TypeVar("Made")


@dataclass(frozen=True)
class Drawing:
    """The files of one figure.

    svg: for pages, light and dark
    png: for feeds and previews: light, on white, twice the size; None if not asked for
    csv: the plotted data, "" without any
    width, height: the natural size, CSS px
    missing: the characters that no font of the PNG has, if there is one; the SVG shows them
    """

    svg: bytes
    png: bytes | None
    csv: str
    width: int
    height: int
    missing: str


def draw(figure: Figure, *, png: bool, lang: str = "", whole: bool = False) -> Drawing:
    """The figure's files, always the same bytes for the same figure and library versions.

    `lang`, the language of the post, lets a browser choose the shapes of Han characters. A figure
    that was made in the style of `whole` is drawn in it too.
    """
    with _prepared(figure, whole):
        return _legible(figure, lambda sizes: _drawn(figure, sizes, png, lang, whole))


def lay_out(figure: Figure) -> None:
    """Put the axes of one of a whole where they are when it is drawn."""
    if not layout.is_automatic(figure):
        return
    with _prepared(figure, whole=True), measured(figure):
        engine = figure.get_layout_engine()
        assert engine
        if figure.axes:
            _legible(figure, lambda _: engine.execute(figure))


def share_legends(figures: Sequence[Figure]) -> bool:
    """Give legends that matplotlib may place one place; whether there are any beside the axes."""
    if not any(map(legends.have_free, figures)):
        return False
    with ExitStack() as stack:
        for figure in figures:
            stack.enter_context(_prepared(figure, whole=True))
            stack.enter_context(measured(figure))
            stack.enter_context(legible.enlarged(figure))
        return legends.share(figures, beside=all(map(layout.is_automatic, figures)))


@contextmanager
def _prepared(figure: Figure, whole: bool) -> Iterator[None]:
    with style(whole=whole), ticks.copied(figure):
        without_grids(figure)
        layout.choose(figure)
        if whole:
            legends.give_grounds(figure)
        yield


def _legible(figure: Figure, make: Callable[[legible.Sizes], Made]) -> Made:
    """Make something of a figure in legible type, or in its own where that leaves no room."""
    try:
        with legible.enlarged(figure) as sizes:
            return make(sizes)
    except UserWarning:
        return make({})


def _drawn(figure: Figure, sizes: legible.Sizes, png: bool, lang: str, whole: bool) -> Drawing:
    width, height = (round(side * 96) for side in figure.get_size_inches())
    with ticks.kept(figure):
        if sizes and not whole:
            with measured(figure):
                layout.fit(figure)
        with inks.readable(figure):
            with measured(figure):
                svg = render(figure, lang, sizes)
                if not whole and legends.cleared(figure):  # seen only now that all has its place
                    svg = render(figure, lang, sizes)
            return Drawing(
                svg=svg,
                png=_png(figure) if png else None,
                csv=table(figure),
                width=width,
                height=height,
                missing=_missing(figure) if png else "",
            )


def _png(figure: Figure) -> bytes:
    file = io.BytesIO()
    canvas = FigureCanvasAgg(figure)
    canvas.print_figure(
        file, format="png", dpi=96 * PNG_SCALE, facecolor=PAGE[0], metadata={"Software": None}
    )
    return file.getvalue()


def _missing(figure: Figure) -> str:
    drawn = {c for text in figure.findobj(Text) for c in str(text.get_text()) if c.isprintable()}
    return "".join(sorted(drawn - _characters()))


@cache
def _characters() -> frozenset[str]:
    """What the fonts of the PNG can draw."""
    files = (font_manager.findfont(family, fallback_to_default=False) for family in FONTS)
    fonts = map(font_manager.get_font, files)
    return frozenset(chr(code) for font in fonts for code in font.get_charmap())
