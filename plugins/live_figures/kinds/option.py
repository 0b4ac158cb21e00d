"""Options that a kind of result takes, whatever its function takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ..text.grammar import Value
from ..text.swept import Swept

LONGEST = 86_400
"""The most seconds that a computation may be given."""

_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no XML has these
_ID = re.compile(r"[^\W_][\w.-]*")


class Option(NamedTuple):
    """One option: what it must be."""

    wanted: str
    """In words."""
    fits: Callable[[Value | Swept], bool]
    as_written: bool = False
    """Whether it is kept as it stands in the directive: ``0.20`` has two decimals."""


Options = Mapping[str, Option]


class OptionError(ValueError):
    """A result that cannot be shown as its directive says; ``option`` is to blame, if one is."""

    def __init__(self, message: str, option: str | None = None, detail: str = "") -> None:
        super().__init__(message)
        self.message, self.option, self.detail = message, option, detail


class FailedFrameError(Exception):
    """What went wrong in one frame of a sweep, its cause; the message is what is set there."""

    def __init__(self, message: str, option: str) -> None:
        super().__init__(message)
        self.option = option


class WrongResultError(TypeError):
    """What a function returned is not of its kind; the message says what it is and is not."""


def require_unicode(text: str) -> str:
    """The text. Raises WrongResultError for what no page can hold."""
    if control := _CONTROL.search(text):
        raise WrongResultError(f"text with {control[0]!a}, which no page can hold")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        wrong = error.object[error.start : error.end]
        raise WrongResultError(f"text with {wrong!a}, which is no character of Unicode") from error
    return text


def _is_text(value: Value | Swept) -> bool:
    return isinstance(value, str)


def _is_id(value: Value | Swept) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value))


def _is_timeout(value: Value | Swept) -> bool:
    return type(value) in (int, float) and 0 < value <= LONGEST  # type: ignore[operator]


def _is_width(value: Value | Swept) -> bool:
    return type(value) is int and value > 0


def _is_start(value: Value | Swept) -> bool:
    return not isinstance(value, Swept)


def _is_play(value: Value | Swept) -> bool:
    return isinstance(value, str) and bool(_SECONDS.fullmatch(value)) and seconds(value) > 0


def seconds(value: str) -> float:
    """Of ``6s``."""
    return float(value.removesuffix("s"))


EVIDENCE = Option("true or false", lambda value: isinstance(value, bool))
ID = Option("a name of letters, digits, - . _ (one that is a number in quotes)", _is_id)
TEXT = Option("text: quote it", _is_text)
WIDTH = Option("a whole number of pixels above 0", _is_width)
TIMEOUT = Option(f"a number of seconds above 0, at most {LONGEST}", _is_timeout)
START = Option("one of the values of the range, or one of each", _is_start)
PLAY = Option("a time in seconds, as in 6s", _is_play)
