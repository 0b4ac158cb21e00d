"""All that a figure consists of, without asking its axes which ticks they need.

matplotlib's own ``findobj`` has each axis make out its ticks to tell of them, and a drawing begins
with that again. Those that are there already are what their author can have changed; those to come
are made like them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axis import XAxis, YAxis
from matplotlib.figure import Figure
from matplotlib.text import Text


def artists(artist: Artist) -> Iterator[Artist]:
    """It, and all below it."""
    yield artist
    for child in _parts(artist):
        yield from artists(child)


def texts(figure: Figure) -> Iterator[Text]:
    """All that is written in a figure, or may be."""
    return (each for each in artists(figure) if isinstance(each, Text))


def _parts(artist: Any) -> list[Any]:
    if type(artist) in (XAxis, YAxis):
        artist.get_view_interval()  # has limits made out, on which it hangs what lies where
        return [artist.label, artist.offsetText, *artist.majorTicks, *artist.minorTicks]
    return artist.get_children()  # type: ignore[no-any-return]
