"""Colours that are data: they have no counterpart on a dark page, nor has the text upon them.

Ink is what stands for nothing: axes, labels, grids, and the colours of the cycle. What is coloured
by a colour map is data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.text import Text

from .colour import contrast, on_dark

_MARK = "live-figures-data"
_SHAPES = {"path", "use", "rect", "circle", "ellipse", "polygon", "text"}
_OPAQUE = 0.5
_PAINTS = ("fill", "stroke", "stop-color")
_AREAS = {"QuadMesh", "PolyCollection", "QuadContourSet", "PolyQuadMesh", "TriContourSet"}
_HEX = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})")


@contextmanager
def marked(figure: Figure) -> Iterator[None]:
    """Meanwhile, what is data is drawn in groups that say so."""
    artists = [*_mapped(figure), *_texts_on_fills(figure)]
    known = [(artist, artist.get_gid()) for artist in artists]
    for artist in artists:
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
    for name in _PAINTS:
        found = _HEX.fullmatch(element.get(name, ""))
        if found and on_dark(found[0]) != found[0]:
            red, green, blue = (int(part, 16) for part in found.groups())
            element.set(name, f"rgb({red},{green},{blue})")
    fill = element.get("fill", fill)
    if not fill and element.tag.rpartition("}")[2] in _SHAPES:
        element.set("fill", "rgb(0,0,0)")  # what says nothing is drawn in ink
    for child in element:
        if not child.tag.endswith("}defs"):  # what is used has the fill of its use
            _settle(child, fill)


def _mapped(figure: Figure) -> Iterator[Artist]:
    """What is coloured by a colour map; images are pixels, and never repainted."""
    for artist in figure.findobj(lambda each: isinstance(each, ScalarMappable)):
        if isinstance(artist, Artist) and artist.get_array() is not None:  # type: ignore[attr-defined]
            yield artist


def _texts_on_fills(figure: Figure) -> Iterator[Text]:
    """Texts that are read best as they are: what they lie on stays, or changes the wrong way."""
    texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    for text in texts:
        box = text.get_bbox_patch()
        if _lies_on_fill(text) if box is None else _keeps(text, box):
            yield text


def _lies_on_fill(text: Text) -> bool:
    axes: Any = text.axes
    if axes is None or not (axes.images or axes.collections or axes.patches):
        return False
    extent = text.get_window_extent()
    middle = (extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2
    for patch in axes.patches:
        if patch.get_visible() and patch.contains_point(middle):
            return _keeps(text, patch)
    areas = [*axes.images, *filter(_is_area, axes.collections)]
    return any(_holds(area, middle) for area in areas if area.get_visible())


def _keeps(text: Text, patch: Patch) -> bool:
    """Whether a text on a patch reads better in its own colour on a dark page too."""
    face = to_rgba(patch.get_facecolor())
    if not patch.get_fill() or face[3] < _OPAQUE:
        return False
    ink, ground = to_hex(text.get_color()), on_dark(to_hex(face))
    return contrast(ink, ground) >= contrast(on_dark(ink), ground)


def _is_area(collection: Any) -> bool:
    """Whether a collection colours areas by a map: meshes and contours do, markers do not."""
    return type(collection).__name__ in _AREAS and collection.get_array() is not None


def _holds(area: Any, point: tuple[float, float]) -> bool:
    box = area.get_window_extent()
    if not np.isfinite(box.extents).all() or not box.width:
        box = area.axes.get_window_extent()
    within: bool = box.contains(*point)
    return within


def without_grids(figure: Figure) -> None:
    """Take the grid off axes that hold an image or the like, and off the second of twins."""
    seen: set[tuple[float, ...]] = set()
    for axes in figure.axes:
        place = tuple(axes.get_position().bounds)
        if place in seen or axes.images or any(map(_is_area, axes.collections)):
            axes.grid(False)
        seen.add(place)
