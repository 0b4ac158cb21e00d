"""Show how far the computation of figures is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import fmean

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from .results.job import Answer, Report, Request


class Estimate:
    """How long the figures that are still to come will take."""

    def __init__(self, recorded: Mapping[Request, float | None], workers: int) -> None:
        self._open = dict(recorded)
        self._known = [seconds for seconds in recorded.values() if seconds is not None]
        self._workers = workers
        self.seen: set[str] = set()
        """The workers of an executor that have answered."""

    def done(self, answer: Answer) -> None:
        self._open.pop(answer.request, None)
        if answer.seconds is not None:
            self._known.append(answer.seconds)
        if answer.worker:
            self.seen.add(answer.worker)

    def seconds_left(self) -> float:
        """From the times recorded when they were computed last, or else the mean of all known."""
        mean = fmean(self._known) if self._known else 0.0
        left = (mean if seconds is None else seconds for seconds in self._open.values())
        return sum(left) / min(len(self.seen) or self._workers, max(1, len(self._open)))

    def told(self) -> str:
        """In words, how much longer it takes, and how many workers are at it."""
        number = len(self.seen)
        workers = f", {number} worker{'s'[: number > 1]}" if number else ""
        return f"about {self.seconds_left():.0f} s left{workers}"


@contextmanager
def progress(
    console: Console, recorded: Mapping[Request, float | None], workers: int
) -> Iterator[Report]:
    """Show progress on the figures of ``recorded``: their keys, and seconds taken last time."""
    estimate = Estimate(recorded, workers)
    if console.is_terminal:
        yield from _bar(console, estimate, len(recorded))
    else:
        yield from _lines(console, estimate, len(recorded))


def _bar(console: Console, estimate: Estimate, total: int) -> Iterator[Report]:
    left = TextColumn("{task.fields[left]}")
    columns = (TextColumn("Figures"), BarColumn(), MofNCompleteColumn(), left)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, left=estimate.told())

        def report(answer: Answer) -> None:
            estimate.done(answer)
            bar.update(task, advance=1, left=estimate.told())

        yield report


def _lines(console: Console, estimate: Estimate, total: int) -> Iterator[Report]:
    done = 0

    def report(answer: Answer) -> None:
        nonlocal done
        done += 1
        estimate.done(answer)
        how = "failed" if answer.seconds is None else f"{answer.seconds:.2f} s"
        where = f" on {answer.worker}" if answer.worker else ""
        what = f"{answer.request.job.key}, {how}{where}"
        console.print(f"Figure {done} of {total}: {what}", soft_wrap=True)

    yield report
