"""Ink that cannot be read on what it lies on: numbers in a heat map, shares in a pie.

Libraries write in black, or choose badly between black and white. What is written in a colour of
its own is the author's, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from . import artists, upon
from .colour import LEAST_OF_TEXT, NEUTRAL, contrast, oklab
from .style import PAGE
from .svg import measured

_INKS = ("#000000", PAGE[0])
"""One of them has that contrast with any colour."""


@contextmanager
def readable(figure: Figure) -> Iterator[None]:
    """Meanwhile, texts on fills can be read."""
    with measured(figure):
        known = [(text, text.get_color(), ground) for text, ground in _unreadable(figure)]
    for text, _, ground in known:
        text.set_color(max(_INKS, key=lambda ink: contrast(ink, ground)))
    try:
        yield
    finally:
        for text, colour, _ in known:
            text.set_color(colour)


def _unreadable(figure: Figure) -> Iterator[tuple[Text, str]]:
    """Texts, each with the colour below it."""
    for text in upon.texts(artists.texts(figure)):
        ink = to_hex(text.get_color())
        if text.get_path_effects() or np.hypot(*oklab(ink)[1:]) >= NEUTRAL:  # outlined, or a colour
            continue
        if (ground := upon.colour_below(text)) and contrast(ink, ground) < LEAST_OF_TEXT:
            yield text, ground
