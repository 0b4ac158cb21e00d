"""Values of which a sweep takes each in turn: ``0.60..0.98/20``, or ``quadratic,cross-entropy/``.

    range   = number ".." number "/" count
    choices = scalar { "," scalar } "/"
    all     = "*"                                  all choices that the parameter has

What a reader is shown is what is computed with: the numbers of a range are decimal, all with as
many places, as few as tell them apart to a thousandth of a step, and both ends exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, DecimalException
from math import isfinite
from typing import NamedTuple

Scalar = bool | int | float | str

MOST = 400
"""Frames of a sweep."""

_FEW = 3  # decimal places that nobody minds
# The dots that part two numbers are no decimal point: "0..1" is from 0 to 1.
_FIRST = r"(?P<first>[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)"
_LAST = r"(?P<last>[+-]?\d+\.?\d*(?:[eE][+-]?\d+)?)"
_RANGE = re.compile(rf"{_FIRST}\.\.{_LAST}(?:/(?P<count>\d*))?", re.ASCII)
_ALMOST = re.compile(rf"{_FIRST}\.\.(?P<dots>\.*){_LAST}(?:/(?P<count>.*))?", re.ASCII)


ALL = "*"


class Swept(NamedTuple):
    """The values of one parameter, and how each is written."""

    values: tuple[Scalar, ...]
    texts: tuple[str, ...]
    text: str
    """As it stands in the directive."""

    @property
    def is_choice(self) -> bool:
        """Whether the values are a list, and no range."""
        return self.is_all or self.text.endswith("/")

    @property
    def is_all(self) -> bool:
        """Whether the values are all that the parameter takes."""
        return self.text == ALL


class SweptError(ValueError):
    """A range that is none; the message says what is wrong."""


def chosen(items: Sequence[Scalar], text: str) -> Swept:
    """Choices, which stand so in a directive."""
    texts = (str(item).lower() if isinstance(item, bool) else str(item) for item in items)
    return Swept(tuple(items), tuple(texts), text)


def swept_of(word: str) -> Swept | None:
    """The values of a range, or all, not known yet; None for another word. Raises SweptError."""
    if word == ALL:
        return chosen((), ALL)
    if ".." not in word:
        return None
    found = _RANGE.fullmatch(word)
    if not found:
        if almost := _ALMOST.fullmatch(word):
            raise SweptError(_meant(word, **almost.groupdict()))
        return None
    if not found["count"]:
        raise SweptError(f"{word} does not say how many values: write {word.rstrip('/')}/20")
    first, last, count = Decimal(found["first"]), Decimal(found["last"]), int(found["count"])
    if count < 2:
        raise SweptError(
            f"{word} has {count or 'no'} value{'s'[: not count]}: a range has 2 or more"
        )
    if count > MOST:
        raise SweptError(f"{word} has {count} values: a sweep has {MOST} frames at most")
    if first == last:
        raise SweptError(f"{word} ends where it begins")
    try:
        values, texts = _spaced(first, last, count)
    except DecimalException:
        values, texts = (), ()
    if len(set(values)) < count or not all(map(isfinite, values)):
        raise SweptError(f"{word} has values that floating point cannot hold or tell apart")
    return Swept(values, texts, word)


def _meant(word: str, first: str, last: str, dots: str, count: str | None) -> str:
    if dots:
        return f"{word} has too many dots: write {first}..{last}/20, or {first}..0.{last}/20"
    return f"{word} says {count} where it says how many values: write {first}..{last}/20"


def _spaced(
    first: Decimal, last: Decimal, count: int
) -> tuple[tuple[int | float, ...], tuple[str, ...]]:
    numbers = [first + (last - first) * k / (count - 1) for k in range(count)]
    unit = Decimal(1).scaleb(-_places(numbers, abs(last - first) / (count - 1)))
    texts = tuple(f"{number.quantize(unit) + 0:f}" for number in numbers)  # 0 is not −0
    return tuple(int(text) if unit == 1 else float(text) for text in texts), texts


def _places(numbers: list[Decimal], step: Decimal) -> int:
    """Decimal places that tell all numbers exactly, or else both ends, and to a part of a step."""
    ends = (-int(number.normalize().as_tuple().exponent) for number in (numbers[0], numbers[-1]))
    enough = max(0, 3 - step.adjusted(), *ends)
    for places in range(max(enough, _FEW) + 1):
        unit = Decimal(1).scaleb(-places)
        if all(number == number.quantize(unit) for number in numbers):
            return places
    return enough
