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
import linecache
import locale
import os
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
_LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)

Modules = Mapping[str, types.ModuleType]


class Compared(NamedTuple):
    """What can change."""

    objects: list[Any]
    buffers: list[Any]
    """Of numbers, whose content is compared."""
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
        self._objects, buffers, _ = compared()
        self._referents = gc.get_referents(*self._objects)
        self._buffers = [(each, _digest(each)) for each in buffers]

    def is_kept(self, libraries: Modules) -> bool:
        """Whether all is as it was."""
        return (
            self._libraries == libraries
            and self._surroundings == _surroundings()
            and _are_same(self._referents, gc.get_referents(*self._objects))
            and all(_digest(each) == digest for each, digest in self._buffers)
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
    referents = gc.get_referents(*objects)
    wanted = {
        kind for kind in set(map(type, referents)) if kind is dict or issubclass(kind, _BUFFERS)
    }
    found = [each for each in referents if type(each) in wanted]
    held = {id(each): each for each in found}.values()
    # The collector knows nothing of dictionaries that hold but numbers and texts.
    objects += (
        each
        for each in held
        if type(each) is dict and not gc.is_tracked(each) and id(each) not in left_out
    )
    buffers = [each for each in held if type(each) is not dict]
    return Compared(objects, buffers, frozenset(sys.modules))


def _digest(buffer: Any) -> bytes:
    return hashlib.sha256(bytes(buffer)).digest()


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
        (sys.gettrace(), sys.getprofile(), threading.stack_size(), _umask()),
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
