"""A directive read: the job that it asks for, and what the page makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from .results.job import PAGE_OPTIONS, Flaw, Job
from .settings import LONGEST
from .suggest import did_you_mean
from .text import grammar
from .text.placeholder import FigurePlaceholder

_ID = re.compile(r"[^\W_][\w.-]*")


def _is_id(value: grammar.Value) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value))


def _is_text(value: grammar.Value) -> bool:
    return isinstance(value, str)


def _is_width(value: grammar.Value) -> bool:
    return type(value) is int and value > 0


def _is_timeout(value: grammar.Value) -> bool:
    return type(value) in (int, float) and 0 < value <= LONGEST  # type: ignore[operator]


# What every figure takes (see PAGE_OPTIONS): what it must be, in words and as a test.
_WANTED: dict[str, tuple[str, Callable[[grammar.Value], bool]]] = {
    "id": ("a name of letters, digits, - . _ (one that is a number in quotes)", _is_id),
    "caption": ("text: quote it", _is_text),
    "alt": ("text: quote it", _is_text),
    "width": ("a whole number of pixels above 0", _is_width),
    "timeout": (f"a number of seconds above 0, at most {LONGEST}", _is_timeout),
}


class Usage(NamedTuple):
    """A figure in a page: a job, and the options that every figure takes."""

    job: Job
    offsets: Mapping[str, int]
    """Where in the directive each option stands."""
    flaws: tuple[Flaw, ...] = ()
    """What is wrong with the options that every figure takes; the job knows what it takes."""
    id: str | None = None
    alt: str | None = None
    width: int | None = None
    timeout: float | None = None


class UsageError(ValueError):
    """A directive that cannot be used: what is wrong, and at which offsets in its text."""

    def __init__(self, *problems: tuple[str, int]) -> None:
        super().__init__("; ".join(message for message, _ in problems))
        self.problems = problems


def read(placeholder: FigurePlaceholder, figures: Mapping[str, str], lang: str) -> Usage:
    """The usage that a placeholder's directive describes. Raises UsageError.

    ``figures`` gives the dotted paths of the known figures by name.
    """
    directive = grammar.parse(placeholder.text)
    name = directive.name
    if name not in figures:
        raise UsageError((_unknown(name, figures), 0))
    if directive.errors:
        raise UsageError(*((f"{name}: {each.message}", each.offset) for each in directive.errors))
    values = {option.name: option.value for option in directive.options}
    flaws = tuple(_flaws(values, block=placeholder.block))
    wrong = {"caption", *(flaw.option for flaw in flaws)}
    page = {key: values[key] for key in PAGE_OPTIONS if key in values and key not in wrong}
    own = sorted((key, value) for key, value in values.items() if key not in PAGE_OPTIONS)
    offsets = {option.name: option.offset for option in directive.options}
    return Usage(Job(figures[name], tuple(own), lang), offsets, flaws, **page)  # type: ignore[arg-type]


def _unknown(name: str, figures: Mapping[str, str]) -> str:
    known = ", ".join(sorted(figures)) or "none (see the setting LIVE_FIGURES)"
    hint = did_you_mean(name, figures) or "."
    return f"no figure is called {name}; known: {known}{hint} For a literal << write \\<<"


def _flaws(values: Mapping[str, grammar.Value], *, block: bool) -> list[Flaw]:
    """What is wrong with the options that every figure takes."""
    flaws = [
        Flaw(f"{name}={grammar.written(values[name])} is not {wanted}", name)
        for name, (wanted, fits) in _WANTED.items()
        if name in values and not fits(values[name])
    ]
    if "caption" in values and not block:
        message = "a caption needs the directive in a block of its own, not inside a line of text"
        flaws.append(Flaw(message, "caption"))
    return flaws
