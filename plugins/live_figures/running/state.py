"""Whether a computation has left its process as it was, so that another may follow in it.

Whatever Python code keeps, in a module, a class, an object or a closure, some container refers to,
and the garbage collector knows them all. They are listed before, with what they refer to, and
compared afterwards: a value that is another object is a change. So are a few things that no
container holds. What the author's own modules keep is no matter: they are imported again.

Not compared is what only makes things faster: the caches of ``functools``, of regular expressions
and of the import system, and what is there only as long as something else is.
"""

from __future__ import annotations

import contextvars
import decimal
import fcntl
import functools
import gc
import hashlib
import itertools
import linecache
import locale
import os
import pickle
import random
import re
import resource
import signal
import stat
import struct
import sys
import threading
import types
import weakref
from abc import ABC
from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.machinery import FileFinder
from operator import attrgetter, is_
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..drawing.anew import from_here
from .processes import children_of

_OURS = f"{__name__.rpartition('.running')[0]}."
_CACHES = {
    types.FrameType,
    types.GeneratorType,
    contextvars.Context,
    FileFinder,
    type(vars(ABC)["_abc_impl"]),
    functools._lru_cache_wrapper,
}
"""Kinds of which neither they nor the containers that they hold are compared."""
_NOT_COMPARED = (_OURS, "matplotlib._mathtext.Parser", "matplotlib.cbook.Grouper")
"""Nor are these, by the beginning of their names: the one begins anew with each formula, the other
forgets axes that share a limit, and has numbered them."""
_CACHES_BY_NAME = {
    "re": ("_cache", "_cache2"),
    "matplotlib.colors": ("_colors_full_map.cache",),
}
_CACHED = (weakref.ref, struct.Struct)
"""Dictionaries of these hold what is there as long as something else is, or the formats in use."""
_WEAK = {weakref.WeakKeyDictionary, weakref.WeakValueDictionary, weakref.WeakSet}
_FIXED = {
    *(tuple, frozenset, weakref.ref, property, staticmethod, classmethod, re.Pattern),
    *(types.BuiltinFunctionType, types.GetSetDescriptorType, types.MemberDescriptorType),
    *(types.MethodDescriptorType, types.WrapperDescriptorType, types.MethodType),
    *(types.GenericAlias, types.CodeType, type(type.__call__), type(dict.__dict__["fromkeys"])),
}
"""What cannot change."""
_CONTAINERS = {dict, list, set}
_BUFFERS = (np.ndarray, bytearray, array)
_GENERATORS = (np.random.BitGenerator, random.Random, itertools.count)
"""What gives another thing each time, and keeps in no container where it is."""
_MUTABLE = (dict, list, set, *_BUFFERS)
_HELD = (dict, tuple, *_BUFFERS, *_GENERATORS)
_TRUSTED = (_OURS, "matplotlib.", "mpl_toolkits.")
"""Whose cached functions are known to give nothing that others change."""
_LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)

Modules = Mapping[str, types.ModuleType]


class Compared(NamedTuple):
    """What can change."""

    objects: list[Any]
    others: list[Any]
    """Buffers of numbers and the like, whose content is compared."""
    caches: list[Any]
    """Cached functions of which any could give what is changed then."""
    modules: frozenset[str]
    """Those that had been imported."""


class State:
    """The state of this process at its making. ``libraries`` are the modules that stay."""

    def __init__(self, libraries: Modules) -> None:
        self.begin_anew = from_here()
        """Restore what is restored behind each, and not compared before."""
        self._libraries = dict(libraries)
        self._surroundings = _surroundings()
        if not libraries.keys() <= compared().modules:
            compared.cache_clear()
        self._objects, others, self._caches, _ = compared()
        self._referents = gc.get_referents(*self._objects)
        self._given = list(_given(self._caches))
        self._others = [(each, _content(each)) for each in [*others, *_held([self._given])[1]]]

    def is_kept(self, libraries: Modules) -> bool:
        """Whether all is as it was."""
        return (
            self._libraries == libraries
            and self._surroundings == _surroundings()
            and _are_same(self._referents, gc.get_referents(*self._objects))
            and all(_content(each) == content for each, content in self._others)
            and set(map(id, self._given)) == set(map(id, _given(self._caches)))
        )


@functools.cache
def compared() -> Compared:
    """What can change of what is there when this is first called.

    That takes a while: forks take it over, and have to forget it if they import more.
    """
    gc.unfreeze()
    every = gc.get_objects()
    gc.freeze()
    kinds = set(map(type, every))
    caches = {kind for kind in kinds if kind in _CACHES or _name(kind).startswith(_NOT_COMPARED)}
    left_out = {id(every), *map(id, _cached(every, caches))}
    kinds -= caches | _FIXED
    objects = [each for each in every if type(each) in kinds and id(each) not in left_out]
    dictionaries, others = _held(objects)
    objects += (each for each in dictionaries if id(each) not in left_out)
    functions = [each for each in every if type(each) is functools._lru_cache_wrapper]
    return Compared(objects, others, list(filter(_is_doubtful, functions)), frozenset(sys.modules))


def _held(objects: list[Any]) -> tuple[list[Any], list[Any]]:
    """Dictionaries that hold but numbers, texts and arrays, and what has a content of its own.

    The collector tracks none of these dictionaries, nor tuples of the same.
    """
    known: dict[int, Any] = {}
    while objects:
        referents = gc.get_referents(*objects)
        kinds = {kind for kind in set(map(type, referents)) if issubclass(kind, _HELD)}
        new = {id(each): each for each in referents if type(each) in kinds}
        new = {number: each for number, each in new.items() if number not in known}
        known |= new
        objects = [each for each in new.values() if _is_hidden(each)]
    dictionaries = [each for each in known.values() if type(each) is dict and _is_hidden(each)]
    own = {id(random._inst), id(np.random.mtrand._rand._bit_generator)}  # see from_here
    others = [
        each
        for number, each in known.items()
        if isinstance(each, _BUFFERS + _GENERATORS)
        and not isinstance(each, random.SystemRandom)
        and number not in own
    ]
    return dictionaries, others


def _is_hidden(value: object) -> bool:
    """Whether nothing else tells what it holds: tuples, which cannot change, are not compared."""
    return type(value) is tuple or (type(value) is dict and not gc.is_tracked(value))


def _content(value: Any) -> object:
    match value:
        case np.random.BitGenerator():
            return pickle.dumps(value.state)
        case random.Random():
            return value.getstate()
        case itertools.count():
            return repr(value)
    return hashlib.sha256(bytes(value)).digest()


def _is_doubtful(function: Any) -> bool:
    home = str(getattr(function, "__module__", ""))
    is_trusted = home.startswith(_TRUSTED) or home.partition(".")[0] in sys.stdlib_module_names
    return hasattr(function, "cache_parameters") and not is_trusted


def _given(functions: list[Any]) -> Iterator[Any]:
    """What can be changed of all that cached functions have kept."""
    for each in functions:
        for kept in _kept(each):
            if isinstance(kept, _MUTABLE) or (hasattr(kept, "__dict__") and not callable(kept)):
                yield kept


def _kept(function: Any) -> Iterator[Any]:
    """What a cached function has kept, and some of what it is made of itself."""
    referents = gc.get_referents(function)
    if function.cache_parameters()["maxsize"] is None:
        yield from next(each for each in referents if type(each) is dict).values()
        return
    for each in referents:
        is_own = type(each) is dict and all(map(_is_link, each.values()))
        if not is_own and each is not vars(function):
            yield each


def _is_link(value: object) -> bool:
    return type(value).__name__ == "_lru_list_elem"


def _are_same(one: list[Any], other: list[Any]) -> bool:
    return len(one) == len(other) and all(map(is_, one, other))


def _cached(objects: list[Any], kinds: set[type]) -> Iterator[Any]:
    """What holds caches, some of them of these kinds."""
    yield from (sys.modules, sys.path_importer_cache, linecache.cache)
    for module, names in _CACHES_BY_NAME.items():
        for name in names:
            with suppress(KeyError, AttributeError):
                yield attrgetter(name)(sys.modules[module])
    for each in objects:
        kind = type(each)
        if kind in kinds:
            yield from (held for held in gc.get_referents(each) if type(held) in _CONTAINERS)
        elif kind in _WEAK:
            yield each.data
        elif kind is dict:
            if each and isinstance(next(iter(each.values())), _CACHED):
                yield each
        elif kind is types.ModuleType and each.__name__.startswith(_OURS):
            yield vars(each)
        elif isinstance(each, type) and _name(each).startswith(_OURS):
            yield from (each, *(held for held in gc.get_referents(each) if type(held) is dict))


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _umask() -> str:
    """What files that are made are not allowed, without setting it to see."""
    status = Path("/proc/self/status").read_text()
    return next((line for line in status.splitlines() if line.startswith("Umask:")), "")


def _surroundings() -> object:
    """What no container of Python's holds."""
    return (
        dict(os.environ),
        os.getcwd(),
        *(sys.stdin, sys.stdout, sys.stderr),
        (sys.getrecursionlimit(), sys.get_int_max_str_digits()),
        (sys.gettrace(), sys.getprofile(), _stack_size(), _umask()),
        (gc.isenabled(), gc.get_threshold()),
        [signal.getsignal(each) for each in signal.valid_signals()],
        [resource.getrlimit(each) for each in _LIMITS],
        locale.setlocale(locale.LC_ALL),
        repr(_without_flags(decimal.getcontext())),
        list(contextvars.copy_context().items()),
        threading.enumerate(),
        len(os.listdir("/proc/self/task")),
        children_of(os.getpid()),
        list(_open_files()),
    )


def _stack_size() -> int:
    """Of new threads. Who asks for it sets it back to what it is by default."""
    size = threading.stack_size()
    threading.stack_size(size)
    return size


def _without_flags(context: decimal.Context) -> decimal.Context:
    """These only tell what has happened."""
    other = context.copy()
    other.clear_flags()
    return other


def _open_files() -> Iterator[str]:
    """What is open, but for files that are only read."""
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # that of this listing
            is_read = fcntl.fcntl(int(number), fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY
            if not is_read or not stat.S_ISREG(os.stat(int(number)).st_mode):
                yield f"{number} {os.readlink(f'/proc/self/fd/{number}')}"
