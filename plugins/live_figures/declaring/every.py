"""Sweeps through all the choices of a parameter, ``cost=*``: only its declaration says which."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..results.job import Flaw, Job
from ..results.sweeps import frame_of, too_many
from ..text.swept import Swept
from .registry import FigureFunction, all_choices


def unfolded(
    job: Job, function: FigureFunction, taken: Collection[str]
) -> tuple[Job, tuple[Flaw, ...]]:
    """The job with all its values, or what is wrong with its sweep.

    ``taken`` are the options that every result of its kind has.
    """
    found = [
        (name, all_choices(function, name, taken) if each.is_all else each)
        for name, each in job.swept
    ]
    swept = tuple((name, each) for name, each in found if isinstance(each, Swept))
    flaws = [each for _, each in found if isinstance(each, Flaw)] or too_many(swept)
    if job.start and not flaws and isinstance(first := frame_of(job.start, swept), Flaw):
        flaws = [first]
    return replace(job, swept=swept), tuple(flaws)
