"""``@simulation``: a long computation that is kept in the store, under a trace of its own.

A changed colour or language then draws again without computing again, and figures share a run.
Outside of a figure worker the decorator does nothing: a simulation stays a plain function.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from .keeper import Keeper

P = ParamSpec("P")
R = TypeVar("R")

_keeper: Keeper | None = None  # of the figure that this process computes


def keep_in(keeper: Keeper) -> None:
    """From now on, keep this process's simulations."""
    global _keeper
    _keeper = keeper


def simulation(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function whose result is worth keeping.

    It must be a function of its arguments and of files that it reads. Both its arguments and its
    result must be data: numbers, text, lists, mappings, arrays, and dataclasses, whose class its
    return annotation names. Other calls raise ValueError where figures are computed.
    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        if _keeper is None:
            return function(*args, **kwargs)
        arguments = signature.bind(*args, **kwargs)
        arguments.apply_defaults()
        return _keeper.run(function, arguments)

    return kept
