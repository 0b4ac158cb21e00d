"""What can be wrong with a sweep as a whole: too many frames, or none that is to be the first."""

from __future__ import annotations

from math import prod

from ..text.grammar import written
from ..text.swept import MOST, Scalar, Swept
from .job import Flaw

Sweeps = tuple[tuple[str, Swept], ...]


def too_many(swept: Sweeps) -> list[Flaw]:
    """What is to be said of the number of frames, as far as it is known."""
    counts = [len(each.values) for _, each in swept if each.values]
    if (frames := prod(counts)) <= MOST:
        return []
    product = " × ".join(map(str, counts))
    return [Flaw(f"{product} are {frames} frames: a sweep has {MOST} at most", swept[-1][0])]


def frame_of(start: tuple[Scalar, ...], swept: Sweeps) -> int | Flaw:
    """The number of the frame that shows these values."""
    names = " and ".join(name for name, _ in swept)
    if len(start) != len(swept):
        return Flaw(f"start gives {len(start)} of {len(swept)} values, those of {names}", "start")
    frame = 0
    for value, (name, each) in zip(start, swept, strict=True):
        if value not in each.values:
            few = ", ".join(each.texts[:5]) + (" …" if len(each.texts) > 5 else "")
            return Flaw(f"start={written(value)} is none of the values of {name}: {few}", "start")
        frame = frame * len(each.values) + each.values.index(value)
    return frame
