"""Tell when the author's own code reads the clock, or random numbers are drawn without a seed.

Neither can be an input. What libraries do so for themselves, in names of temporary files or ids in
HTML, is no matter: where the project's sources are compiled (source.py), calls whose name says that
they might do so look first at what it is that they call. What libraries draw for the author, such
as seaborn's intervals, numpy tells (draws.py).
"""

from __future__ import annotations

import ast
import builtins
import datetime
import os
import random
import re
import secrets
import sys
import time
import timeit
import uuid
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import numpy as np

from ..results.trace import Roots
from .draws import authors_call, has_only_drawn, hear_of_seeds
from .notes import Notes

_NAME = "__live_figures_tell__"
_CLOCK = (time.time, time.time_ns, time.clock_gettime, timeit.timeit, timeit.repeat)
_CLOCK_WITHOUT_ARGUMENT = (
    time.localtime,
    time.gmtime,
    time.ctime,
    time.asctime,
    time.strftime,  # which has another argument before
)
_DAYS = ("now", "today", "utcnow")
_OF_WORDS = ("datetime64", "Timestamp", "to_datetime", "date_range", "bdate_range")
"""Functions of numpy and pandas that take these for words."""
_ENTROPY = (
    os.urandom,
    *(getattr(os, name) for name in ("getrandom",) if hasattr(os, name)),  # Linux has it
    uuid.uuid1,
    uuid.uuid4,
    secrets.token_bytes,
    secrets.token_hex,
    secrets.token_urlsafe,
    secrets.randbelow,
)
_MADE_OF_SEEDS = (
    np.random.default_rng,
    np.random.RandomState,
    np.random.SeedSequence,
    np.random.PCG64,
    np.random.seed,
    random.Random,
    random.seed,
)
_GLOBAL: Any = tuple(getattr(each, "__self__") for each in (np.random.normal, random.random))  # noqa: B009 (stubs say functions)
"""The generators of numpy and of Python that all share."""
_SHARED = (np.random.sample, np.random.ranf)
"""They draw from numpy's, of which all other functions are methods."""
_NO_DRAWS = ("seed", "getstate", "setstate", "get_state", "set_state")
_NAMES = {
    *_DAYS,
    *_OF_WORDS,
    *(
        each.__name__
        for each in (*_CLOCK, *_CLOCK_WITHOUT_ARGUMENT, *_ENTROPY, *_MADE_OF_SEEDS, *_SHARED)
    ),
    *(name for each in _GLOBAL for name in dir(each) if not name.startswith("_")),
}
_MENTIONS = re.compile(rb"time|date|random|rng|uuid|secrets|import \*", re.IGNORECASE)


class Teller:
    """Tells ``unseen`` from its making on: what was read, where, and what to do about it."""

    def __init__(self, roots: Roots, notes: Notes, unseen: set[str]) -> None:
        self._roots, self._notes, self._unseen = roots, notes, unseen
        self._first = _states()
        self._shared = np.random.get_state()
        self._has_told_shared = False
        self._seeded: set[tuple[bytes, int]] = set()
        """States that nobody comes to by drawing, which takes a while to find out."""
        setattr(builtins, _NAME, self._look)
        hear_of_seeds(self._seedless)

    def look_back(self) -> None:
        """Tell what only now can be known: whether numpy's shared generator has drawn."""
        now: Any = np.random.get_state()
        state = now[1].tobytes(), now[2]
        if self._has_told_shared or state in self._seeded:
            return
        if has_only_drawn(self._shared):
            self._has_told_shared = True
            self._random("from np.random, by a library")
        else:
            self._seeded.add(state)

    def _look(self, function: Any) -> Any:
        """The function that is about to be called, or one that looks at its arguments first."""
        owner = getattr(function, "__self__", None)
        if isinstance(owner, np.random.Generator):  # its making was looked at; often in loops
            return function
        name = getattr(function, "__name__", "")
        if _is_any(function, (*_MADE_OF_SEEDS, *_CLOCK_WITHOUT_ARGUMENT)):
            return self._looking(function)
        if name in _OF_WORDS:
            return self._reading(function)
        if _is_any(function, _SHARED):
            owner = _GLOBAL[0]
        if _is_any(function, _CLOCK) or (
            isinstance(owner, type) and issubclass(owner, datetime.date) and name in _DAYS
        ):
            self._clock(name, sys._getframe(1))
        elif _is_any(owner, _GLOBAL) and name not in _NO_DRAWS and self._is_unseeded(owner):
            self._has_told_shared |= owner is _GLOBAL[0]
            self._random(name, sys._getframe(1))
        elif _is_any(function, _ENTROPY) or isinstance(owner, random.SystemRandom):
            self._random(name, sys._getframe(1))
        return function

    def _looking(self, function: Any) -> Callable[..., Any]:
        def looking(*args: Any, **kwargs: Any) -> Any:
            told = args[1:] if function is time.strftime else args
            if all(each is None for each in (*told, *kwargs.values())):
                is_clock = _is_any(function, _CLOCK_WITHOUT_ARGUMENT)
                tell = self._clock if is_clock else self._random
                tell(function.__name__, sys._getframe(1))
            return function(*args, **kwargs)

        return looking

    def _reading(self, function: Any) -> Callable[..., Any]:
        def reading(*args: Any, **kwargs: Any) -> Any:
            given = (each for each in (*args, *kwargs.values()) if isinstance(each, str))
            if word := next((each for each in given if each in _DAYS), ""):
                self._clock(f'{function.__name__} of "{word}"', sys._getframe(1))
            return function(*args, **kwargs)

        return reading

    def _seedless(self, frame: FrameType) -> None:
        """A generator of numpy is made without a seed."""
        if frame.f_globals.get("__name__") == __name__:  # whose call was looked at
            return
        if call := authors_call(frame, self._notes.is_authors):
            self._random(call[1], call[0])

    def _is_unseeded(self, owner: Any) -> bool:
        """Whether it is as the process began: a seed, whoever gives it, changes its state."""
        index = _GLOBAL.index(owner)
        return _states()[index] == self._first[index]

    def _clock(self, name: str, frame: FrameType) -> None:
        place = self._roots.place(frame)
        self._unseen.add(
            f"reads the clock ({name}, {place}), which nothing proves: take it as an option"
        )

    def _random(self, name: str, frame: FrameType | None = None) -> None:
        place = f", {self._roots.place(frame)}" if frame else ""
        self._unseen.add(f"draws random numbers without a seed ({name}{place}): give one")


def may_tell(text: bytes) -> bool:
    """Whether a source names anything of the kind at all; most do not, and stay as they are."""
    return _MENTIONS.search(text) is not None


def with_looks(tree: ast.Module) -> ast.Module:
    """The code, in which calls that might read the clock or draw look first at what they call."""
    imported = set(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _may(node.func, imported):
            look = ast.Call(ast.Name(_NAME, ast.Load()), [node.func], [])
            node.func = ast.fix_missing_locations(ast.copy_location(look, node.func))
    return tree


def _imported(tree: ast.Module) -> Iterator[str]:
    """What the functions are called here that were imported from their modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for each in node.names:
                if each.name == "*":
                    yield from _NAMES
                elif each.name in _NAMES:
                    yield each.asname or each.name


def _may(function: ast.expr, imported: set[str]) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr in _NAMES
    return isinstance(function, ast.Name) and function.id in imported


def _is_any(value: object, others: tuple[Any, ...]) -> bool:
    """Compared as objects: nobody's ``==`` or hash is asked."""
    return any(value is each for each in others)


def _states() -> tuple[bytes, object]:
    state: Any = np.random.get_state()
    return state[1].tobytes(), random.getstate()[1][:-1]
