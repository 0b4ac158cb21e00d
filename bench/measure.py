"""What a process costs: wall time, processor time, memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """Of a process and all of its descendants that were waited for.

    wall: seconds from its start to its end
    cpu: seconds in user and system mode, summed over the processes
    memory: the largest resident set that any one of the processes reached, bytes
    """

    wall: float
    cpu: float
    memory: int

    def plus(self, other: Cost, times: float = 1) -> Cost:
        """This cost, and another one as many times; the memory of this one."""
        return Cost(self.wall + times * other.wall, self.cpu + times * other.cpu, self.memory)


# As in most people's shells: without bytecode each build would compile what is not installed.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


class BuildError(Exception):
    """A measured command that failed."""


def run(command: Sequence[str | Path], folder: Path) -> Cost:
    """Run a command in a folder, its output into ``log`` there. Raises BuildError if it fails."""
    log = folder / "log"
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)  # it has been waited for
    if process.returncode:
        raise BuildError(f"{' '.join(map(str, command))} failed:\n{log.read_text()[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def typical(command: Sequence[str | Path], folder: Path, times: int) -> Cost:
    """The medians of several runs."""
    costs = [run(command, folder) for _ in range(times)]
    wall, cpu = median(cost.wall for cost in costs), median(cost.cpu for cost in costs)
    return Cost(wall, cpu, max(cost.memory for cost in costs))


@dataclass(frozen=True)
class Pairs:
    """Costs of two things that were run in turns, A B A B …: a machine's moods hit both."""

    reference: Sequence[Cost]
    ours: Sequence[Cost]

    def median(self, of: Callable[[Cost], float]) -> tuple[float, float, float]:
        """The medians of the reference, of ours, and of the ratios within each pair."""
        reference, ours = map(of, self.reference), map(of, self.ours)
        pairs = list(zip(reference, ours, strict=True))
        ratios = [b / a for a, b in pairs]
        return median(a for a, _ in pairs), median(b for _, b in pairs), median(ratios)


def in_turns(reference: Callable[[], Cost], ours: Callable[[], Cost], times: int) -> Pairs:
    """Run both ``times`` times, in turns."""
    pairs = [(reference(), ours()) for _ in range(times)]
    return Pairs([a for a, _ in pairs], [b for _, b in pairs])
