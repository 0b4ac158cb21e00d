"""A directive read: the job that it asks for, and what the page makes of the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ..results.job import Flaw, Job
from ..results.sweeps import Sweeps, too_many
from ..suggest import did_you_mean
from ..text import grammar
from ..text.grammar import written
from ..text.swept import Swept
from .option import Options

SWEPT_KIND, SWEEP = "figure", "sweep"
"""What can be swept, and what it is then."""


class Registered(NamedTuple):
    """A function that directives can name."""

    kind: str
    path: str
    """Dotted path of the function."""


class Usage(NamedTuple):
    """A directive in a page."""

    text: str
    """As its author wrote it."""
    job: Job
    claim: bool
    options: Mapping[str, Any]
    """Those that the kind of result takes, as far as they fit."""
    offsets: Mapping[str, int]
    """Where in the directive each option stands."""
    flaws: tuple[Flaw, ...] = ()
    """What is wrong with the options of the kind; the job knows those of the function."""


class UsageError(ValueError):
    """A directive that cannot be used: what is wrong, and at which offsets in its text."""

    def __init__(self, *problems: tuple[str, int]) -> None:
        super().__init__("; ".join(message for message, _ in problems))
        self.problems = problems


def read(
    text: str,
    registered: Mapping[str, Registered],
    options: Mapping[str, Options],
    lang: str,
    *,
    block: bool,
) -> Usage:
    """The usage that a directive describes. Raises UsageError.

    ``options`` gives those of each kind of result.
    """
    directive = grammar.parse(text)
    name = directive.name
    if name not in registered:
        raise UsageError((_unknown(name, registered), 0))
    if directive.errors:
        raise UsageError(*((f"{name}: {each.message}", each.offset) for each in directive.errors))
    kind, path = registered[name]
    if directive.claim and "expect" not in options[kind]:
        raise UsageError((f"a claim is made of a value, and {name} is a {kind}", 0))
    known = options[kind]
    swept = tuple(
        (each.name, each.value)
        for each in directive.options
        if isinstance(each.value, Swept) and each.name not in known
    )
    flaws = (*_flaws(directive.options, known, block=block), *_sweep_flaws(kind, swept, block))
    wrong = {flaw.option for flaw in flaws}
    page = {
        each.name: each.text if known[each.name].as_written else each.value
        for each in directive.options
        if each.name in known and each.name not in wrong
    }
    own = sorted(
        (each.name, each.value)
        for each in directive.options
        if each.name not in known and not isinstance(each.value, Swept)
    )
    offsets = {each.name: each.offset for each in directive.options}
    job = Job(kind, path, tuple(own), lang)
    if not swept:
        flaws += tuple(_idle(page))
    elif not flaws:
        start: Any = page.get("start", ())
        start = start if isinstance(start, tuple) else (start,)
        job = replace(job, kind=SWEEP, swept=swept, start=start)
    return Usage(text, job, directive.claim, page, offsets, flaws)


def _sweep_flaws(kind: str, swept: Sweeps, block: bool) -> Iterator[Flaw]:
    if not swept:
        return
    name, first = swept[0]
    if kind != SWEPT_KIND:
        yield Flaw(f"{name}={first.text} is a sweep, and a {kind} cannot be swept", name)
    elif not block:
        yield Flaw("a sweep needs the directive in a block of its own", name)
    yield from too_many(swept)


def _idle(page: Mapping[str, Any]) -> Iterator[Flaw]:
    """What would say something of a sweep, where there is none."""
    for name in ("start", "play"):
        if name in page:
            yield Flaw(f"{name} needs a sweep: give an option a range, as in epoch=0..300/61", name)


def _unknown(name: str, registered: Mapping[str, Registered]) -> str:
    if name == "claim":
        return "a claim names a value: << claim NAME … expect=… >>"
    known = ", ".join(sorted(registered)) or "none (see the setting LIVE_FIGURES)"
    hint = did_you_mean(name, registered) or "."
    return f"nothing is called {name}; known: {known}{hint} For a literal << write \\<<"


def _flaws(given: tuple[grammar.Option, ...], known: Options, *, block: bool) -> list[Flaw]:
    flaws = [
        Flaw(f"{each.name}={written(each.value)} is not {wanted.wanted}", each.name)
        for each in given
        if (wanted := known.get(each.name)) and not wanted.fits(each.value)
    ]
    if not block and any(each.name == "caption" for each in given if each.name in known):
        message = "a caption needs the directive in a block of its own, not inside a line of text"
        flaws.append(Flaw(message, "caption"))
    return flaws
