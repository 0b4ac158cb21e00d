"""One choice of vertices for a line in all frames of a sweep (Douglas and Peucker 1973)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 0.06
"""Points: how far a vertex that is left out may be from the line, in any frame."""


def kept(lines: NDArray[np.float64]) -> NDArray[np.intp]:
    """The vertices to keep, for lines of shape (frames, vertices, 2) in points."""
    keep = {0, lines.shape[1] - 1}
    waiting = [(0, lines.shape[1] - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        distances = _distances(lines[:, first : last + 1]).max(axis=0)
        farthest = int(distances.argmax())
        if distances[farthest] > TOLERANCE:
            keep.add(first + farthest)
            waiting += [(first, first + farthest), (first + farthest, last)]
    return np.array(sorted(keep))


def _distances(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of all vertices from the segment between the first and the last, (frames, vertices)."""
    start, along = lines[:, :1], lines[:, -1:] - lines[:, :1]
    length = (along**2).sum(axis=2)
    offsets = lines - start
    with np.errstate(invalid="ignore", divide="ignore"):
        place = np.nan_to_num((offsets * along).sum(axis=2) / length).clip(0, 1)
    distances: NDArray[np.float64] = np.hypot(
        *np.moveaxis(offsets - place[..., None] * along, 2, 0)
    )
    return distances
