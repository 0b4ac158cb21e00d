"""What a figure's computation is asked for, and what it gives: plain data between the processes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from ..text.grammar import Value
from .trace import Trace


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


@dataclass(frozen=True)
class Request:
    """A job as it goes to a worker; ``timeout`` in seconds."""

    job: Job
    png: bool
    timeout: float

    @property
    def key(self) -> tuple[str, bool]:
        """The same job may be wanted with a PNG and, earlier, without."""
        return self.job.key, self.png


@dataclass(frozen=True)
class Result:
    """What a computation gave; ``png`` only if it was asked for; sizes in CSS pixels."""

    svg: bytes
    png: bytes | None
    csv: str
    alt: str
    width: int
    height: int
    seconds: float
    trace: Trace

    def files(self) -> dict[str, bytes]:
        """The contents of the figure's files, by suffix."""
        files = {"svg": self.svg, "png": self.png, "csv": self.csv.encode()}
        return {suffix: content for suffix, content in files.items() if content is not None}


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with a job; ``option`` names the option that it is about, if one."""

    message: str
    option: str | None = None
    detail: str = ""
    """More lines, such as the frames of a traceback."""


Outcome = Result | list[Flaw]
