"""``@vectorized``: a function that computes many runs for little more than the time of one.

The frames of a sweep differ in a value or two, and each asks for a run of its own. What they ask
for is noted first, then computed at once, and given to the frames when they are made again.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from inspect import BoundArguments
from typing import Any, Generic, TypeVar

R = TypeVar("R")

_VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)

_runs: Runs | None = None  # a worker computes one sweep, and ends


class WantedError(BaseException):
    """A run that is to be computed with others; no figure is to catch it."""


@dataclass(frozen=True, eq=False)
class Function(Generic[R]):
    """What has been marked, and the names of the arguments that it takes as lists."""

    plain: Callable[..., Sequence[R]]
    many: tuple[str, ...]

    def common(self, call: BoundArguments) -> Mapping[str, Any]:
        """The arguments that must be the same in all calls that are one."""
        return {name: each for name, each in call.arguments.items() if name not in self.many}

    def together(self, calls: Sequence[BoundArguments]) -> list[R]:
        """The results of calls, in one run. Raises what the function raises, and ValueError."""
        lists = {name: [call.arguments[name] for call in calls] for name in self.many}
        # The order is that of the signature, as BoundArguments have it.
        arguments = {name: lists.get(name, each) for name, each in calls[0].arguments.items()}
        bound = BoundArguments(calls[0].signature, arguments)
        with alone():
            results = list(self.plain(*bound.args, **bound.kwargs))
        if len(results) != len(calls):
            name, runs = self.plain.__qualname__, len(calls)
            raise ValueError(f"{name} gave {len(results)} results for {runs} runs")
        return results

    def one(self, call: BoundArguments) -> R:
        """The result of a call that is a run of its own."""
        return self.together([call])[0]


class Runs:
    """What the frames of a sweep ask for."""

    def __init__(self) -> None:
        self._results: dict[tuple[Function[Any], bytes], Any] = {}
        self._wanted: dict[tuple[Function[Any], bytes], dict[bytes, BoundArguments]] = {}
        self._failed: set[tuple[Function[Any], bytes]] = set()
        self.refused = 0
        """How many have been asked for that were not there."""

    def compute(self) -> None:
        """Compute what is wanted, at once; where that fails, each frame is to find out alone."""
        wanted, self._wanted = self._wanted, {}
        for (function, _), calls in wanted.items():
            keys = [(function, key) for key in calls]
            try:
                results = function.together(list(calls.values()))
            except Exception:
                self._failed.update(keys)
            else:
                self._results.update(zip(keys, results, strict=True))

    def ask(self, function: Function[R], call: BoundArguments) -> R:
        """What a call gives, which is the caller's own. Raises WantedError."""
        from ..results.codec import encode  # and numpy, which no page needs

        try:
            key = encode(tuple(call.arguments.items()))
        except (ValueError, RecursionError):  # no data: it cannot be told from others
            return function.one(call)
        if (function, key) in self._failed:
            return function.one(call)
        if (function, key) in self._results:
            given: R = deepcopy(self._results[function, key])
            return given
        common = encode(tuple(function.common(call).items()))
        self._wanted.setdefault((function, common), {})[key] = call
        self.refused += 1
        raise WantedError


@contextmanager
def asked(runs: Runs | None) -> Iterator[None]:
    """Meanwhile, calls of functions that are marked ask for runs."""
    global _runs
    before, _runs = _runs, runs
    try:
        yield
    finally:
        _runs = before


def alone() -> Any:
    """Meanwhile, each call is a run of its own: what it reads must be known to be its own."""
    return asked(None)


def vectorized(*many: str) -> Callable[[Callable[..., Sequence[R]]], Callable[..., R]]:
    """Mark a function that takes these arguments as lists, a value for each run, and gives results.

    Who calls it gives one value for each, and gets one result. All that the frames of a sweep ask
    for, and that differs in these arguments alone, is computed in one call; elsewhere, and within a
    simulation, the lists have one value each. Raises ValueError for names that are none of its
    arguments.
    """

    def mark(plain: Callable[..., Sequence[R]]) -> Callable[..., R]:
        signature, function = inspect.signature(plain), Function(plain, many)
        single = {name for name, each in signature.parameters.items() if each.kind not in _VARIABLE}
        if wrong := set(many) - single:
            raise ValueError(f"{plain.__qualname__} takes no {', '.join(sorted(wrong))}")

        @functools.wraps(plain)
        def asking(*args: Any, **kwargs: Any) -> R:
            call = signature.bind(*args, **kwargs)
            call.apply_defaults()
            return _runs.ask(function, call) if _runs else function.one(call)

        return asking

    return mark
