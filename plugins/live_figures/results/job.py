"""What a figure's computation is asked for, and what it gives: plain data between the processes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ..text.grammar import Value
from .trace import Trace

PAGE_OPTIONS = ("id", "caption", "alt", "width", "timeout")
"""What every figure takes beside its own parameters: they are no part of its job."""


@dataclass(frozen=True)
class Job:
    """One figure to compute: which function, with which options, for a post in which language."""

    figure: str
    """Dotted path of the figure's function, ``neuron.figures.losscurve``."""
    options: tuple[tuple[str, Value], ...]
    """Sorted by name, as written in the directive: checked when they are computed with."""
    lang: str

    @property
    def name(self) -> str:
        return self.figure.rpartition(".")[2]

    @cached_property
    def key(self) -> str:
        """Identifies the job, and names its files where the author gave no id."""
        text = json.dumps([self.figure, self.options, self.lang], ensure_ascii=False)
        return f"{self.name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


Key = tuple[str, bool]
"""A job's key, and whether its PNG is wanted."""


class Request(NamedTuple):
    """A job as it goes to a worker; ``timeout`` in seconds."""

    job: Job
    png: bool
    timeout: float

    @property
    def key(self) -> Key:
        """The same job may be wanted with a PNG and, earlier, without."""
        return self.job.key, self.png


class Result(NamedTuple):
    """What a computation gave.

    ``files``: the contents, by suffix: ``svg``, ``csv`` and, if it was asked for, ``png``.
    ``about``: ``alt``, the text for those who cannot see the figure; ``width`` and ``height`` in
    CSS pixels; ``seconds`` that it took; ``missing``, characters that the PNG's fonts lack;
    ``simulations``, the keys of those that it used.
    """

    files: dict[str, bytes]
    about: dict[str, Any]
    trace: Trace


class Flaw(NamedTuple):
    """One thing that is wrong with a job; ``option`` names the option that it is about, if one."""

    message: str
    option: str | None = None
    detail: str = ""
    """More lines, such as the frames of a traceback."""


Outcome = Result | list[Flaw]
