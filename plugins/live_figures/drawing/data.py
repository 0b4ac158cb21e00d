"""Colours that are data: they have no counterpart on a dark page, nor has the text upon them.

Ink is what stands for nothing: axes, labels, grids, and the colours of the cycle. What is coloured
by a colour map is data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from . import upon
from .artists import artists
from .colour import contrast, on_dark

_MARK = "live-figures-data"
_SHAPES = {"path", "use", "rect", "circle", "ellipse", "polygon", "text"}
_NEAR = 2 / 255  # the colours of a map are not numbered
PAINTS = ("fill", "stroke", "stop-color")
_HEX = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})")


@contextmanager
def marked(figure: Figure) -> Iterator[None]:
    """Meanwhile, what is data is drawn in groups that say so."""
    every = list(artists(figure))
    marked = [*_mapped(every), *keys(figure), *_texts_on_fills(every)]
    known = [(artist, artist.get_gid()) for artist in marked]
    for artist in marked:
        artist.set_gid(_MARK)
    try:
        yield
    finally:
        for artist, gid in known:
            artist.set_gid(gid)


def settle(root: Element) -> None:
    """Write the colours of data in a form that no rule for dark pages is about."""
    for group in root.iter():
        if group.get("id") == _MARK:
            del group.attrib["id"]
            _settle(group, "")


def _settle(element: Element, fill: str) -> None:
    """Settle an element and what it holds; ``fill`` is what it inherits in its group."""
    _settle_paints(element)
    fill = element.get("fill", fill)
    if not fill and element.tag.rpartition("}")[2] in _SHAPES:
        element.set("fill", "rgb(0,0,0)")  # what says nothing is drawn in ink
    for child in element:
        if child.tag.endswith("}defs"):  # what is used has the fill of its use
            for each in child.iter():
                _settle_paints(each)
        else:
            _settle(child, fill)


def _settle_paints(element: Element) -> None:
    for name in PAINTS:
        found = _HEX.fullmatch(element.get(name, ""))
        if found and on_dark(found[0]) != found[0]:
            red, green, blue = (int(part, 16) for part in found.groups())
            element.set(name, f"rgb({red},{green},{blue})")


def _mapped(artists: Iterable[Artist]) -> Iterator[Artist]:
    """What is coloured by a colour map; images are pixels, and never repainted."""
    for artist in artists:
        if isinstance(artist, ScalarMappable) and artist.get_array() is not None:
            yield artist


def keys(figure: Figure) -> Iterator[Artist]:
    """What stands in legends for what is coloured by a colour map."""
    for axes in figure.axes:
        legend = axes.get_legend()
        mapped = [each for each in axes.collections if each.get_array() is not None]
        tables = [each.cmap(np.arange(each.cmap.N))[:, :3] for each in mapped]
        for handle in filter(None, legend.legend_handles if legend and tables else ()):
            colour = np.array(_colour_of(handle))
            if any(np.abs(table - colour).max(axis=1).min() < _NEAR for table in tables):
                yield handle


def _colour_of(handle: Any) -> tuple[float, float, float]:
    is_line = isinstance(handle, Line2D)
    colour = handle.get_markerfacecolor() if is_line else handle.get_facecolor()
    return to_rgb(colour if is_line or np.ndim(colour) < 2 else colour[0])


def _texts_on_fills(artists: Iterable[Artist]) -> Iterator[Text]:
    """Texts that are read best as they are: what they lie on stays, or changes the wrong way."""
    for text in upon.texts(artists):
        patch = upon.patch_below(text)
        if (upon.area_below(text) is not None) if patch is None else _keeps(text, patch):
            yield text


def _keeps(text: Text, patch: Patch) -> bool:
    """Whether a text on a patch reads better in its own colour on a dark page too."""
    face = upon.face_of(patch)
    if face is None:
        return False
    ink, ground = to_hex(text.get_color()), on_dark(face)
    return contrast(ink, ground) >= contrast(on_dark(ink), ground)


def without_grids(figure: Figure) -> None:
    """Take the grid off axes that hold an image or the like, and off the second of twins."""
    seen: set[tuple[float, ...]] = set()
    for axes in figure.axes:
        place = tuple(axes.get_position().bounds)
        if place in seen or axes.images or any(map(upon.is_area, axes.collections)):
            axes.grid(False)
        seen.add(place)
