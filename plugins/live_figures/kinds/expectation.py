"""What an author expects of a value: ``0.20`` to the places written, ``<0.5``, or a word."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from ..text.grammar import written

_COMPARISON = re.compile(r"\s*(<=|>=|<|>|≤|≥)\s*(\S.*?)\s*")
_IN_QUOTES = re.compile(r"""\s*[^\s"'\\<>][^"'\\<>]*""")
_OPERATORS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "≤": operator.le,
    "≥": operator.ge,
}


class Expectation:
    """``text`` is what stands behind ``expect=``."""

    def __init__(self, text: str) -> None:
        self.text = text
        comparison = _COMPARISON.fullmatch(text)
        self._compare = _OPERATORS[comparison[1]] if comparison else None
        self._number = _decimal(comparison[2] if comparison else text)

    @property
    def is_number(self) -> bool:
        """Whether the value is told by it, to the places that it has."""
        return self._number is not None and self._compare is None

    def holds(self, value: int | float | str) -> bool:
        """Whether the value is so. A number is rounded to the places that are written."""
        if isinstance(value, str) or self._number is None:
            return str(value) == self.text
        if self._compare:  # 0.1 is not above 0.1, though the float is
            return self._compare(Decimal(repr(value)), self._number)
        return self._rounded(Decimal(value)) == self._number

    def told(self, value: int | float | str) -> str:
        """The value in words for who expected another: ``0.25 (0.2512345)``."""
        mended = self.mended(value)
        rounded = mended is not None and not isinstance(value, str) and mended != repr(value)
        return f"{mended} ({value!r})" if rounded else repr(value)

    def mended(self, value: int | float | str) -> str | None:
        """What would hold, written as this is; None for a comparison, and where it needs quotes."""
        if self._compare:
            return None
        if isinstance(value, str):
            return value if self._has_quotes_for(value) else None
        if self._number is None:
            return str(value)
        if "e" in self.text.lower():
            digits = len(self._number.as_tuple().digits) - 1
            return f"{value if isinstance(value, float) else Decimal(value):.{digits}e}"
        return f"{self._rounded(Decimal(value)):f}"

    def _has_quotes_for(self, word: str) -> bool:
        """Whether a word can stand where this one does, which has quotes if it has spaces."""
        return written(word) == word or (" " in self.text and bool(_IN_QUOTES.fullmatch(word)))

    def _rounded(self, exact: Decimal) -> Decimal:
        assert self._number is not None
        exponent = int(self._number.as_tuple().exponent)
        try:
            return exact.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_EVEN)
        except InvalidOperation:  # more digits than can be told apart
            return exact


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace("−", "-"))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
