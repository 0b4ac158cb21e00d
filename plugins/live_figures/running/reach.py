"""Which of the author's modules a call can run code of, beside those that its own module imports.

What it is given, what has registered itself, subclasses of what it knows, what it wraps: their code
lies in modules that its own need not name. So they are found as the call would find them, among the
objects that it can reach.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Iterator
from types import FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any

from ..text.parts import content, slots

_CONTAINERS = (list, tuple, set, frozenset)
_PLAIN = (str, bytes, int, float, complex, bool, type(None))
_HOLDERS = (
    *(MethodType, property, staticmethod, classmethod, functools.partial),
    *(functools.partialmethod, functools.cached_property, type(functools.cache(len))),
)
_PARTS = ("func", "__func__", "__self__", "__wrapped__", "fget", "fset", "args", "keywords")


def modules_of(objects: Iterable[object], is_authors: Callable[[str], bool]) -> set[str]:
    """Names of the author's modules that hold code which these objects lead to."""
    found: set[str] = set()
    seen: set[int] = set()
    kept: list[object] = []  # so that no other object takes an id that was seen
    waiting = list(objects)
    while waiting:
        each = waiting.pop()
        if isinstance(each, _PLAIN) or id(each) in seen:
            continue
        seen.add(id(each))
        kept.append(each)
        name = _home(each)
        if is_authors(name):
            found.add(name)
            waiting.append(sys.modules.get(name))
        waiting.extend(_next(each, is_authors))
    return found


def _home(value: object) -> str:
    """The module that its code is in."""
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, FunctionType):
        return str(value.__globals__.get("__name__"))  # a decorator may have named another
    return str((value if isinstance(value, type) else type(value)).__module__)


def _next(value: Any, is_authors: Callable[[str], bool]) -> Iterator[object]:
    if isinstance(value, FunctionType):
        yield from (value.__defaults__, value.__kwdefaults__, vars(value))
        yield from map(content, value.__closure__ or ())
    elif isinstance(value, ModuleType):
        if is_authors(value.__name__):  # __builtins__ leads everywhere
            yield from (each for name, each in vars(value).items() if not name.startswith("__"))
    elif isinstance(value, type):
        if is_authors(value.__module__):
            yield from (vars(value), value.__bases__, type.__subclasses__(value))
    elif isinstance(value, dict | MappingProxyType):
        yield from value
        yield from value.values()
    elif isinstance(value, _CONTAINERS):
        yield from value
    else:
        yield from _parts(value, is_authors)


def _parts(value: Any, is_authors: Callable[[str], bool]) -> Iterator[object]:
    kind = type(value)
    if is_authors(kind.__module__):
        yield from (kind, getattr(value, "__dict__", None))
        yield from (getattr(value, name, None) for name in slots(kind))
    elif isinstance(value, _HOLDERS):
        yield from (getattr(value, name, None) for name in _PARTS)
