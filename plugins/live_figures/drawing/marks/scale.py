"""How the values of an axis are said and written: as numbers, as dates, or as words."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib import dates, units
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryLocator
from matplotlib.ticker import (
    EngFormatter,
    FixedLocator,
    FormatStrFormatter,
    LogFormatter,
    NullFormatter,
    ScalarFormatter,
)

from ...languages import localised
from ..mathtext import plain

_DIGITS = 4  # as many as a person says
_NEAR, _NOISE = 1e-6, 1e-9
_WHOLE_MINUTE = re.compile(r"T(\d\d:\d\d)(:00)?")
_NUMBER = re.compile(r"[-+−]?[\d.,\s]*(e[-+−]?\d+)?")
_ISO = re.compile(r"\d{4}(-\d\d){0,2}")
_PLAIN = (ScalarFormatter, LogFormatter, NullFormatter, FormatStrFormatter)
_DATES = (dates.DateFormatter, dates.AutoDateFormatter, dates.ConciseDateFormatter)


def number(value: float, span: float = 0.0) -> str:
    """A number to the digits that matter among numbers that span so much: 2.346 of 0 to 10.

    Without a span, as on logarithmic axes, to four significant digits.
    """
    if not math.isfinite(value):
        return str(value)
    size = span or abs(value) or 1.0
    places = _DIGITS - 1 - math.floor(math.log10(size))
    if abs(value) > size * _NOISE:
        places = max(places, 1 - math.floor(math.log10(abs(value))))
    rounded = round(float(value), places) + 0.0  # no −0
    if rounded and not 1e-4 <= abs(rounded) < 1e10:
        mantissa, _, power = f"{rounded:.{_DIGITS - 1}e}".partition("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}e{power}"
    else:
        group = "," if abs(rounded) >= 1e4 else ""  # no comma in a year
        text = f"{rounded:{group}.{max(places, 0)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return localised(text, "en")


class Scale:
    """The values along one axis, given as matplotlib draws them: as floats."""

    def __init__(self, axis: Axis) -> None:
        self._axis = axis
        self._formatter: Any = axis.get_major_formatter()
        self.label = plain(axis.get_label_text())

    @property
    def is_logarithmic(self) -> bool:
        return self._axis.get_scale() == "log"

    @property
    def is_of_names(self) -> bool:
        return isinstance(self._axis.get_major_locator(), StrCategoryLocator)

    def text(self, value: float) -> str:
        """A value as a person would read it off the axis."""
        if not math.isfinite(value):
            return number(value)
        if self._is_of_dates:
            return _WHOLE_MINUTE.sub(r" \1", self._moment(value))
        return self._place(value, _NEAR) or self._ticked(value) or number(value, self._span)

    def size(self, value: float) -> str:
        """A difference of values, such as an error."""
        return number(value, self._span)

    def place(self, value: float) -> str:
        """The word at the place nearest to a value, or ""."""
        return "" if self._is_of_dates else self._place(value, 0.5)

    def cells(self, values: Iterable[float]) -> list[str]:
        """Values for a CSV file: dates in ISO 8601, words if all have some, else ten digits."""
        every = [float(value) for value in values]
        if self._is_of_dates:
            return [self._moment(value) if math.isfinite(value) else "" for value in every]
        if self._places and all(words := [self._place(value, _NEAR) for value in every]):
            return words
        return numbers(every)

    @cached_property
    def _span(self) -> float:
        low, high = self._axis.get_view_interval()
        return 0.0 if self.is_logarithmic else float(abs(high - low))

    @cached_property
    def _is_of_dates(self) -> bool:
        converter = self._axis.get_converter()
        return (
            isinstance(self._formatter, _DATES)
            or isinstance(converter, dates.DateConverter)  # pandas has its own
            or (converter is not None and converter is units.registry.get(date))
        )

    @cached_property
    def _places(self) -> list[tuple[float, str]]:
        """The words along the axis, with where they stand; none where its labels are numbers."""
        if not isinstance(self._axis.get_major_locator(), FixedLocator | StrCategoryLocator):
            return []
        if isinstance(self._formatter, _PLAIN):
            return []
        ticks = self._axis.get_majorticklocs()
        words = (plain(str(text)) for text in self._formatter.format_ticks(ticks))
        return [(float(tick), word) for tick, word in zip(ticks, words, strict=True) if word]

    def _place(self, value: float, reach: float) -> str:
        """The word within reach of a value; 1 reaches as far as the next word."""
        if not self._places:
            return ""
        at = np.array([tick for tick, _ in self._places])
        nearest = int(np.abs(at - value).argmin())
        gap = float(np.diff(np.sort(at)).min()) if len(at) > 1 else 1.0
        return self._places[nearest][1] if abs(at[nearest] - value) <= reach * gap else ""

    def _ticked(self, value: float) -> str:
        """A value as the axis' own formatter writes it, if that tells more than the number."""
        formatter = self._formatter
        if isinstance(formatter, _PLAIN) and not isinstance(formatter, EngFormatter):
            return ""
        try:
            text = plain(str(formatter(value)))
        except Exception:  # an author's function may know the ticks alone
            return ""
        return "" if _NUMBER.fullmatch(text) else text

    def _moment(self, value: float) -> str:
        """A date in ISO 8601, with a time where it is not midnight; of pandas' months the month."""
        frequency = getattr(self._formatter, "freq", None)
        if frequency is not None:  # pandas counts the periods of regular series
            period = sys.modules["pandas"].Period(ordinal=int(value), freq=frequency)
            return str(period) if _ISO.fullmatch(str(period)) else _iso(period.start_time)
        zone = self._axis.get_units()  # type: ignore[no-untyped-call]
        moment: Any = dates.num2date(value, zone)  # type: ignore[no-untyped-call]
        return _iso(moment if zone else moment.replace(tzinfo=None))


def numbers(values: Iterable[float]) -> list[str]:
    """Numbers to ten digits; nothing for what is none."""
    return [f"{value:.10g}" if math.isfinite(value) else "" for value in values]


def _iso(moment: Any) -> str:
    text: str = moment.isoformat()
    return text.removesuffix("T00:00:00")
