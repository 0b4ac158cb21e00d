"""What a computation is asked for, and what it gives: plain data between the processes."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, NamedTuple

from ..text.grammar import Value
from ..text.swept import MOST, Scalar, Swept
from .trace import Trace


@dataclass(frozen=True, eq=False)
class Job:
    """One result to compute: what a function gives for some options, in one language.

    Jobs are equal if their keys are: 1, 1.0 and true, which Python takes for equal, are not.
    """

    kind: str
    """What it is to be: see kinds."""
    function: str
    """Dotted path, ``neuron.losscurve.losscurve``."""
    options: tuple[tuple[str, Value], ...]
    """Sorted by name, as written in the directive: checked when they are computed with."""
    lang: str
    swept: tuple[tuple[str, Swept], ...] = ()
    """Options that take several values in turn; the last changes first."""
    start: tuple[Scalar, ...] = ()
    """What the frame shows that is shown first, where its author says."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Job) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def name(self) -> str:
        return self.function.rpartition(".")[2]

    @property
    def count(self) -> int:
        """Of its frames; the most, where only the function knows."""
        if any(swept.is_all for _, swept in self.swept):
            return MOST
        return prod(len(swept.values) for _, swept in self.swept)

    def frames(self) -> list[dict[str, Value]]:
        """The options of each frame; of what is no sweep there is one."""
        names = [name for name, _ in self.swept]
        combinations = product(*(swept.values for _, swept in self.swept))
        return [
            {**dict(self.options), **dict(zip(names, each, strict=True))} for each in combinations
        ]

    @cached_property
    def key(self) -> str:
        """Identifies the job, and names its files where the author gave no id."""
        told: list[object] = [self.kind, self.function, self.options, self.lang]
        if self.swept:
            told += [self.swept, self.start]
        text = json.dumps(told, ensure_ascii=False)
        return f"{self.name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


class Request(NamedTuple):
    """A job as it goes to a worker."""

    job: Job
    parts: frozenset[str]
    """What is wanted beside the parts that every result of the kind has."""
    timeout: float
    """Seconds."""
    simulates: frozenset[str] | None = None
    """The keys of the simulations that may run for it; None if all may."""

    def with_(self, other: Request) -> Request:
        """What serves both of two requests for the same job."""
        return Request(self.job, self.parts | other.parts, max(self.timeout, other.timeout))


class About(NamedTuple):
    """What is to be known of a result without opening its parts."""

    seconds: float
    """That it took."""
    simulations: tuple[str, ...] = ()
    """The keys of those that it used."""
    facts: Mapping[str, Any] = {}
    """What its kind says of it: data that JSON can hold."""
    recorder: str = ""
    """What has heard of the files that it read: ``kernel`` or ``hooks``."""
    unseen: tuple[str, ...] = ()
    """What it has read that no trace can see."""


def about_of(data: Sequence[Any]) -> About:
    """From what JSON has made of one."""
    about = About(*data)
    return about._replace(
        simulations=tuple(about.simulations),
        facts=with_shared_keys(about.facts),
        unseen=tuple(about.unseen),
    )


def with_shared_keys(data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy whose keys are the same objects in all of a thousand results."""
    return {sys.intern(key): value for key, value in data.items()}


class Result(NamedTuple):
    """What a computation gave."""

    parts: Mapping[str, bytes]
    """The contents of its files, by suffix: ``svg``, ``csv``."""
    about: About
    trace: Trace


class Flaw(NamedTuple):
    """One thing that is wrong with a job; ``option`` names the option that it is about, if one."""

    message: str
    option: str | None = None
    detail: str = ""
    """More lines, such as the frames of a traceback."""


class Failure(NamedTuple):
    """Why there is no result."""

    flaws: tuple[Flaw, ...]
    simulations: tuple[str, ...] = ()
    """The keys of those that it used before, as far as is known."""
    trace: Trace = ()
    """The inputs that it had by then, if all are known: with the same ones it fails again."""
    postponed: tuple[str, ...] = ()
    """The keys of those that it needs and that may not run for it: else nothing was wrong."""


class PostponedError(BaseException):
    """A simulation that may not run for this request; no figure is to catch it."""


Outcome = Result | Failure


class Answer(NamedTuple):
    """What came of a request."""

    request: Request
    outcome: Outcome
    worker: str = ""
    """Which of an executor's workers has computed it, ``host:1234``."""

    @property
    def seconds(self) -> float | None:
        """That it took; None if there is no result."""
        return self.outcome.about.seconds if isinstance(self.outcome, Result) else None


Report = Callable[[Answer], None]
"""To be called with each answer."""
