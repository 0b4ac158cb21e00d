"""Tell when the author's own code reads the clock or draws random numbers without a seed.

Neither can be an input. What libraries do so for themselves, in names of temporary files or ids in
HTML, is no matter; so nothing is patched: where the project's sources are compiled (source.py),
calls whose name says that they might do so look first at what it is that they call.
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
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..results.trace import Roots

_NAME = "__live_figures_tell__"
_CLOCK = (time.time, time.time_ns)
_CLOCK_WITHOUT_ARGUMENT = (time.localtime, time.gmtime, time.ctime)
_DAYS = ("now", "today", "utcnow")
_ENTROPY = (
    os.urandom,
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
_NO_DRAWS = ("seed", "getstate", "setstate", "get_state", "set_state")
_NAMES = {
    *_DAYS,
    *(each.__name__ for each in (*_CLOCK, *_CLOCK_WITHOUT_ARGUMENT, *_ENTROPY, *_MADE_OF_SEEDS)),
    *(name for each in _GLOBAL for name in dir(each) if not name.startswith("_")),
}
_MENTIONS = re.compile(rb"time|date|random|rng|uuid|secrets|import \*", re.IGNORECASE)


class Teller:
    """Tells ``unseen`` from its making on: what was read, where, and what to do about it."""

    def __init__(self, roots: Roots, unseen: set[str]) -> None:
        self._roots, self._unseen = roots, unseen
        self._first = _states()
        setattr(builtins, _NAME, self._look)

    def _look(self, function: Any) -> Any:
        """The function that is about to be called, or one that looks at its arguments first."""
        owner = getattr(function, "__self__", None)
        if isinstance(owner, np.random.Generator):  # its making was looked at; often in loops
            return function
        name = getattr(function, "__name__", "")
        if _is_any(function, (*_MADE_OF_SEEDS, *_CLOCK_WITHOUT_ARGUMENT)):
            return self._looking(function)
        if _is_any(function, _CLOCK) or (
            isinstance(owner, type) and issubclass(owner, datetime.date) and name in _DAYS
        ):
            self._clock(name)
        elif (
            _is_any(function, _ENTROPY)
            or isinstance(owner, random.SystemRandom)
            or (_is_any(owner, _GLOBAL) and name not in _NO_DRAWS and self._is_unseeded(owner))
        ):
            self._random(name)
        return function

    def _looking(self, function: Any) -> Callable[..., Any]:
        def looking(*args: Any, **kwargs: Any) -> Any:
            if all(each is None for each in (*args, *kwargs.values())):
                is_clock = _is_any(function, _CLOCK_WITHOUT_ARGUMENT)
                (self._clock if is_clock else self._random)(function.__name__)
            return function(*args, **kwargs)

        return looking

    def _is_unseeded(self, owner: Any) -> bool:
        """Whether it is as the process began: a seed, whoever gives it, changes its state."""
        index = _GLOBAL.index(owner)
        return _states()[index] == self._first[index]

    def _clock(self, name: str) -> None:
        self._tell(f"reads the clock ({name}, {{}}), which nothing proves: take it as an option")

    def _random(self, name: str) -> None:
        self._tell(f"draws random numbers without a seed ({name}, {{}}): give one")

    def _tell(self, text: str) -> None:
        frame = sys._getframe(3)
        path = self._roots.name(frame.f_code.co_filename).removeprefix("project:")
        self._unseen.add(text.format(f"{path}:{frame.f_lineno}"))


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
