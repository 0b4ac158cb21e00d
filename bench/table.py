"""The table that the benchmark prints, in Markdown, and the machine that it was made on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from .measure import Pairs

HEAD = "| case | reference | ours | ratio | of processor time | goal | met |"
VERSIONS = (
    "pelican",
    "matplotlib",
    "numpy",
    "pelican-render-math",
    "mkdocs",
    "markdown-exec",
    "sphinx",
    "myst-nb",
)


class Row(NamedTuple):
    """One line: medians, and the median of the ratios within the pairs."""

    case: str
    reference: str
    ours: str
    ratio: float
    cpu: float | None
    goal: float

    def line(self) -> str:
        cpu = "" if self.cpu is None else f"{self.cpu:.2f}"
        met = "yes" if self.ratio <= self.goal else "no"
        cells = (self.case, self.reference, self.ours, f"{self.ratio:.2f}", cpu)
        return f"| {' | '.join(cells)} | ≤ {self.goal:.2f} | {met} |"


def time_row(case: str, pairs: Pairs, goal: float) -> Row:
    """Wall time against the goal, processor time beside it."""
    reference, ours, ratio = pairs.median(lambda cost: cost.wall)
    cpu = pairs.median(lambda cost: cost.cpu)[2]
    return Row(case, f"{reference:.2f} s", f"{ours:.2f} s", ratio, cpu, goal)


def memory_row(case: str, pairs: Pairs, goal: float) -> Row:
    """The memory of the largest process."""
    reference, ours, ratio = pairs.median(lambda cost: cost.memory)
    return Row(case, f"{reference / 2**20:.0f} MB", f"{ours / 2**20:.0f} MB", ratio, None, goal)


def table(rows: Iterable[Row]) -> str:
    """The whole table."""
    return "\n".join([HEAD, "|---|--:|--:|--:|--:|--:|---|", *(row.line() for row in rows)])


def machine() -> str:
    """When, on what, and with which versions."""
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return (
        f"{date.today()}, {os.cpu_count()} cores of {_processor()}, "
        f"Python {platform.python_version()}, {versions}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(": ")[2] for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
