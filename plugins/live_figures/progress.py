"""Show how far the computation of figures is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import fmean

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from .results.job import Request

Report = Callable[[Request, float], None]
"""To be called with a request that is done, and the seconds that it took."""


class Expectation:
    """How long the figures that are still to come will take."""

    def __init__(self, recorded: Mapping[Request, float | None], workers: int) -> None:
        self._open = dict(recorded)
        self._known = [seconds for seconds in recorded.values() if seconds is not None]
        self._workers = workers

    def done(self, request: Request, seconds: float) -> None:
        self._open.pop(request, None)
        self._known.append(seconds)

    def seconds_left(self) -> float:
        """From the times recorded when they were computed last, or else the mean of all known."""
        mean = fmean(self._known) if self._known else 0.0
        left = (mean if seconds is None else seconds for seconds in self._open.values())
        return sum(left) / min(self._workers, max(1, len(self._open)))


@contextmanager
def progress(
    console: Console, recorded: Mapping[Request, float | None], workers: int
) -> Iterator[Report]:
    """Show progress on the figures of ``recorded``: their keys, and seconds taken last time."""
    expectation = Expectation(recorded, workers)
    if console.is_terminal:
        yield from _bar(console, expectation, len(recorded))
    else:
        yield from _lines(console, expectation, len(recorded))


def _bar(console: Console, expectation: Expectation, total: int) -> Iterator[Report]:
    left = TextColumn("about {task.fields[left]:.0f} s left")
    columns = (TextColumn("Figures"), BarColumn(), MofNCompleteColumn(), left)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, left=expectation.seconds_left())

        def report(request: Request, seconds: float) -> None:
            expectation.done(request, seconds)
            bar.update(task, advance=1, left=expectation.seconds_left())

        yield report


def _lines(console: Console, expectation: Expectation, total: int) -> Iterator[Report]:
    done = 0

    def report(request: Request, seconds: float) -> None:
        nonlocal done
        done += 1
        expectation.done(request, seconds)
        console.print(
            f"Figure {done} of {total}: {request.job.key}, {seconds:.2f} s", soft_wrap=True
        )

    yield report
