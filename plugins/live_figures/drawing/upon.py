"""What a text lies on: a bar, a wedge, the box around it, an image or a mesh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import MouseEvent
from matplotlib.colors import to_hex, to_rgba
from matplotlib.patches import Patch
from matplotlib.text import Text

_OPAQUE = 0.5
_AREAS = {"QuadMesh", "PolyCollection", "QuadContourSet", "PolyQuadMesh", "TriContourSet"}


def texts(artists: Iterable[Artist]) -> Iterator[Text]:
    """All of them that is written."""
    for text in artists:
        if isinstance(text, Text) and text.get_text() and text.get_visible():
            yield text


def patch_below(text: Text) -> Patch | None:
    """The patch that a text lies on: its own box, or a bar or a wedge of its axes."""
    axes: Any = text.axes
    if (box := text.get_bbox_patch()) is not None or axes is None or not axes.patches:
        return box
    middle = _middle(text)
    visible = (patch for patch in axes.patches if patch.get_visible())
    return next((patch for patch in visible if patch.contains_point(middle)), None)


def area_below(text: Text) -> Any:
    """The image, the mesh or the contours that a text lies on, or None."""
    axes: Any = text.axes
    if axes is None or not (axes.images or axes.collections):
        return None
    middle = _middle(text)
    areas = [*axes.images, *filter(is_area, axes.collections)]
    return next((area for area in areas if area.get_visible() and _holds(area, middle)), None)


def colour_below(text: Text) -> str | None:
    """The colour that a text lies on, where that is known: neither of contours nor of the page."""
    if (patch := patch_below(text)) is not None:
        return face_of(patch)
    area, canvas = area_below(text), text.get_figure(root=True).canvas  # type: ignore[union-attr]
    if area is None:
        return None
    x, y = map(round, _middle(text))
    event = MouseEvent("motion_notify_event", canvas, x, y)
    value = area.get_cursor_data(event)
    if value is None or np.size(value) != 1 or np.ma.is_masked(value):
        return None
    return to_hex(area.to_rgba(np.ravel(value))[0])


def face_of(patch: Patch) -> str | None:
    """What a patch is filled with, if nothing shines through."""
    face = to_rgba(patch.get_facecolor())
    return to_hex(face) if patch.get_fill() and face[3] >= _OPAQUE else None


def is_area(collection: Any) -> bool:
    """Whether a collection colours areas by a map: meshes and contours do, markers do not."""
    return type(collection).__name__ in _AREAS and collection.get_array() is not None


def _middle(text: Text) -> tuple[float, float]:
    extent = text.get_window_extent()
    return (extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2


def _holds(area: Any, point: tuple[float, float]) -> bool:
    box = area.get_window_extent()
    if not np.isfinite(box.extents).all() or not box.width:
        box = area.axes.get_window_extent()
    within: bool = box.contains(*point)
    return within
