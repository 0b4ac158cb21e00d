"""A directive read: the job that it asks for, and what the page makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from .compute.job import Job
from .suggest import nearest
from .text import grammar
from .text.placeholder import FigurePlaceholder

_ID = re.compile(r"[^\W_][\w.-]*")


def _is_positive(value: grammar.Value) -> bool:
    return isinstance(value, int | float) and value > 0


_PAGE_OPTIONS: dict[str, tuple[str, Callable[[grammar.Value], bool]]] = {
    "id": ("letters, digits, - . _", lambda value: bool(_ID.fullmatch(str(value)))),
    "caption": ("text: quote it", lambda value: isinstance(value, str)),
    "alt": ("text: quote it", lambda value: isinstance(value, str)),
    "width": ("whole pixels above 0", lambda value: type(value) is int and value > 0),
    "timeout": ("seconds above 0", _is_positive),
}


class Usage(NamedTuple):
    """A figure in a page: a job, and the options that every figure takes."""

    job: Job
    offsets: Mapping[str, int]
    """Where in the directive each option stands."""
    id: str | None = None
    alt: str | None = None
    width: int | None = None
    timeout: float | None = None


class UsageError(ValueError):
    """A directive that cannot be used; ``offset`` in its text says where."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message, self.offset = message, offset


def read(placeholder: FigurePlaceholder, figures: Mapping[str, str], lang: str) -> Usage:
    """The usage that a placeholder's directive describes. Raises UsageError.

    ``figures`` gives the dotted paths of the known figures by name.
    """
    opening = grammar.OPENING.match(placeholder.text)
    name = opening[2] if opening else ""
    if name not in figures:
        raise UsageError(_unknown(name, figures))
    try:
        directive = grammar.parse(placeholder.text)
    except grammar.GrammarError as error:
        raise UsageError(f"{name}: {error.message}", error.offset) from error
    options = {option.name: option for option in directive.options}
    offsets = {option.name: option.offset for option in directive.options}
    page = {key: _page_option(name, options[key]) for key in _PAGE_OPTIONS if key in options}
    if "caption" in page and not placeholder.block:
        message = "a caption needs the directive in a block of its own, not inside a line of text"
        raise UsageError(f"{name}: {message}", offsets["caption"])
    page.pop("caption", None)
    own = sorted((key, option.value) for key, option in options.items() if key not in _PAGE_OPTIONS)
    return Usage(Job(figures[name], tuple(own), lang), offsets, **page)  # type: ignore[arg-type]


def _unknown(name: str, figures: Mapping[str, str]) -> str:
    close = nearest(name, figures)
    hint = f"did you mean {close}? " if close else ""
    known = ", ".join(sorted(figures)) or "none (see the setting LIVE_FIGURES)"
    return f"no figure is called {name}; {hint}known: {known}. For a literal << write \\<<"


def _page_option(figure: str, option: grammar.Option) -> grammar.Value:
    wanted, fits = _PAGE_OPTIONS[option.name]
    if not fits(option.value):
        message = f"{figure}: {option.name}={option.value} is not {wanted}"
        raise UsageError(message, option.offset)
    return option.value
