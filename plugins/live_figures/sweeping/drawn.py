"""The frames of a sweep, drawn as one figure that changes, and proven to be what each is alone.

The first and the middle one are made again when all others have been, and the middle one also in a
process of its own, which has made no other: they must show what they showed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from math import isclose
from typing import NamedTuple

from matplotlib.figure import Figure

from ..drawing.anew import numbers
from ..drawing.artists import texts
from ..drawing.describe import describe
from ..drawing.files import Drawing, draw
from ..drawing.style import style
from ..drawing.table import table
from .frames import FrameError, at_frame
from .making import Frame, Maker, made, made_alone, restore
from .spread import apart, begin, spread
from .together import join

_NOT_ALONE = (
    "called again, it gives another figure: what shows is chance, time, what it has kept from"
    " earlier calls, or a run that hangs on those beside it"
)


class Drawn(NamedTuple):
    """A frame, and what it shows in words."""

    drawing: Drawing
    alt: str

    def shown(self) -> Sequence[str]:
        return [self.drawing.csv, self.alt, self.drawing.svg.decode()]


def drawn(
    makers: Sequence[Maker], settings: Sequence[str], lang: str, png: int | None
) -> list[Drawn]:
    """All frames, one of them also as PNG; ``settings`` tell what is set in each.

    Raises FrameError, also for a frame that has become another when it is made again.
    """
    count, middle = len(makers), len(makers) // 2
    order = [*range(count), 0, middle]
    first = numbers()
    try:
        with apart(lambda: _told(made_alone(makers[middle], first), lang)) as alone:
            frames = made([partial(_made, makers[n], settings[n]) for n in order], single=count)
            told = _told(frames[middle], lang)
            every = _drawn(frames, lang, png)
            expected = alone() or told
        for place in range(count, len(order)):
            with at_frame(place):
                _require_alike(every[place].shown(), every[order[place]].shown())
        with at_frame(middle):
            _require_alike(told, expected)
    except FrameError as error:
        if error.frame is not None:
            error.frame = order[error.frame]
        raise
    return every[:count]


def _made(maker: Maker, setting: str) -> tuple[Figure, str]:
    begin(setting)
    return maker()


def _drawn(frames: Sequence[Frame], lang: str, png: int | None) -> list[Drawn]:
    # Before they are joined: what matters in one may be nothing on the scale of all.
    alts = [_alt(frame, lang) for frame in frames]
    with style(whole=True):
        join([frame.figure for frame in frames])

    def draw_one(place: int) -> Drawn:
        with at_frame(place):
            restore(frames[place].numbers)
            drawing = draw(frames[place].figure, png=place == png, lang=lang, whole=True)
            return Drawn(drawing, alts[place])

    return spread(draw_one, len(frames))


def _told(frame: Frame, lang: str) -> Sequence[str]:
    """What a figure tells before it is drawn with others."""
    written = (str(text.get_text()) for text in texts(frame.figure))
    return [table(frame.figure), _alt(frame, lang), *written]


def _alt(frame: Frame, lang: str) -> str:
    return frame.alt or describe(frame.figure, lang)


def _require_alike(one: Sequence[str], other: Sequence[str]) -> None:
    """Raise ValueError unless they are the same, data but for what the order of a sum makes."""
    if one[1:] != other[1:] or not _are_near(one[0], other[0]):
        raise ValueError(_NOT_ALONE)


def _are_near(one: str, other: str) -> bool:
    cells, others = (re.split(r"[,\n]", each) for each in (one, other))
    return len(cells) == len(others) and all(
        cell == each or _is_near(cell, each) for cell, each in zip(cells, others, strict=True)
    )


def _is_near(cell: str, other: str) -> bool:
    try:
        # Tables have ten digits, and the last of them may differ.
        return isclose(float(cell), float(other), rel_tol=2e-9, abs_tol=1e-12)
    except ValueError:
        return False
