"""The state of Python-Markdown and Pygments in this process, as text: what they hold, all of it.

Plugins and settings may have changed anything in them: a constant, a function, a member of a class,
a list within a dictionary. Two processes that tell the same make the same of a text. What comes
from elsewhere than these two and Python's own library is unknown, and so is what it does.
"""

from __future__ import annotations

import functools
import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator
from types import (
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    CodeType,
    FunctionType,
    GetSetDescriptorType,
    MappingProxyType,
    MemberDescriptorType,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any

from .parts import content, slots

_PACKAGES = ("markdown", "pygments")
_MAPPINGS = {"lexers": "LEXERS", "formatters": "FORMATTERS", "styles": "STYLES"}
"""Where Pygments finds modules by the names that stand there."""
_PLAIN = (str, bytes, int, float, complex, bool, type(None), type(Ellipsis), type(NotImplemented))
_NAMED = (
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    MethodWrapperType,
    WrapperDescriptorType,
)
_HOLDERS = {
    MethodType: ("__func__", "__self__"),
    staticmethod: ("__func__",),
    classmethod: ("__func__",),
    property: ("fget", "fset", "fdel"),
    functools.partial: ("func", "args", "keywords"),
}
_STDLIB = os.path.dirname(os.__file__) + os.sep
_INSTALLED = ("site-packages", "dist-packages")
_OF_NO_MATTER = {"__doc__", "__dict__", "__weakref__", "__builtins__", "__loader__", "__spec__"}
_OF_NO_MATTER |= {"__file__", "__path__", "__cached__", "__warningregistry__", "_abc_impl"}


class UnknownError(ValueError):
    """Something of which it cannot be told whether it is as it was."""


def state(modules: Iterable[str]) -> str:
    """What these modules hold. Raises UnknownError."""
    for package, name in _MAPPINGS.items():
        found = getattr(sys.modules.get(f"pygments.{package}._mapping"), name, {})
        if not all(str(entry[0]).startswith("pygments.") for entry in found.values()):
            raise UnknownError(f"pygments.{package} of others")
    tell = _Teller()
    return "\n".join(f"{name} {tell.members(sys.modules[name])}" for name in modules)


def identities(modules: Iterable[str]) -> dict[tuple[str, ...], int]:
    """By which it shows, in this process, that something has taken the place of something else."""
    return {
        (name, *path): id(value)
        for name in modules
        for path, value in _everything(sys.modules[name])
    }


def identities_of_main() -> list[int]:
    """The same of ``Markdown`` alone, which takes no time."""
    return [*map(id, vars(sys.modules["markdown"].Markdown).values())]


def is_own(function: FunctionType) -> bool:
    """Whether it is theirs or Python's, by the file of its code."""
    path = function.__code__.co_filename
    if path.startswith(_STDLIB) and not any(name in path for name in _INSTALLED):
        return True
    return path.startswith(_folders())


def _everything(module: ModuleType) -> Iterator[tuple[tuple[str, ...], object]]:
    for name, value in tuple(vars(module).items()):
        yield (name,), value
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from (((name, member), each) for member, each in tuple(vars(value).items()))


def _folders() -> tuple[str, ...]:
    files = (getattr(sys.modules.get(name), "__file__", None) for name in _PACKAGES)
    return tuple(f"{os.path.dirname(file)}{os.sep}" for file in files if file)


class _Teller:
    """Tells of things, of each once: where it comes again, by its number."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._kept: list[object] = []  # so that no other thing takes an id that has a number

    def __call__(self, value: Any) -> str:
        kind = type(value)
        if kind in _PLAIN:
            return repr(value)
        if kind in _NAMED:
            return f"{kind.__name__} {getattr(value, '__qualname__', '')}"
        if id(value) in self._numbers:
            return f"#{self._numbers[id(value)]}"
        self._numbers[id(value)] = len(self._numbers)
        self._kept.append(value)
        return self._told(value, kind)

    def members(self, owner: Any) -> str:
        """What a module, a class or an object has."""
        return "{" + ", ".join(f"{name}: {self(each)}" for name, each in _members(owner)) + "}"

    def _told(self, value: Any, kind: type) -> str:
        if isinstance(value, re.Pattern):
            return f"re {value.pattern!r} {value.flags}"
        if isinstance(value, dict | MappingProxyType):
            pairs = (f"{self(name)}: {self(each)}" for name, each in value.items())
            return f"{kind.__name__} {{{', '.join(pairs)}}}"
        if isinstance(value, list | tuple | set | frozenset):
            each = value if isinstance(value, list | tuple) else sorted(value, key=repr)
            return f"{kind.__name__} [{', '.join(map(self, each))}]{self._own(value)}"
        if isinstance(value, logging.Logger):
            return f"logger {value.name}"
        if isinstance(value, ModuleType):
            return self._module(value)
        if isinstance(value, type):
            return self._class(value)
        if isinstance(value, FunctionType):
            return self._function(value)
        for holder, names in _HOLDERS.items():
            if isinstance(value, holder):
                return f"{kind.__name__} {[self(getattr(value, name)) for name in names]}"
        return f"{self(kind)} {self._own(value)}"

    def _own(self, value: Any) -> str:
        names = (name for name in slots(type(value)) if name not in _OF_NO_MATTER)
        held = [self(getattr(value, name, None)) for name in names]
        return f"{held or ''}{self.members(value) if hasattr(value, '__dict__') else ''}"

    def _module(self, module: ModuleType) -> str:
        name = module.__name__
        if name.partition(".")[0] in _PACKAGES or sys.modules.get(name) is module:
            return f"module {name}"
        return f"module {name} {self.members(module)}"  # a copy of one's own

    def _class(self, value: type) -> str:
        root = value.__module__.partition(".")[0]
        if root in _PACKAGES:
            return f"class {value.__qualname__} {self(value.__bases__)} {self.members(value)}"
        if root in sys.stdlib_module_names:
            return f"class {value.__module__}.{value.__qualname__}"
        raise UnknownError(f"{value.__module__}.{value.__qualname__}")

    def _function(self, function: FunctionType) -> str:
        is_made = function.__code__.co_filename.startswith("<")  # by dataclasses and the like
        if not (is_own(function) or (is_made and self._is_home(function))):
            raise UnknownError(f"{function.__module__}.{function.__qualname__}")
        cells = [self(content(cell)) for cell in function.__closure__ or ()]
        defaults = self(function.__defaults__), self(function.__kwdefaults__)
        code = self._code(function.__code__) if is_made else function.__code__.co_firstlineno
        where = f"{function.__globals__.get('__name__')}.{function.__code__.co_qualname}"
        return f"def {where} {code} {cells} {defaults} {self.members(function)}"

    def _is_home(self, function: FunctionType) -> bool:
        root = str(function.__globals__.get("__name__")).partition(".")[0]
        return root in (*_PACKAGES, *sys.stdlib_module_names) or root.startswith("namedtuple_")

    def _code(self, code: CodeType) -> str:
        told = [self._code(c) if isinstance(c, CodeType) else self(c) for c in code.co_consts]
        return f"{code.co_code.hex()} {code.co_names} {told}"


def _members(owner: Any) -> Iterator[tuple[str, object]]:
    """But for the modules of a package, of which any may have been imported by anybody."""
    for name, each in vars(owner).items():
        path = f"{getattr(owner, '__name__', '')}.{name}"
        is_within = isinstance(each, ModuleType) and sys.modules.get(path) is each
        if name not in _OF_NO_MATTER and not is_within:
            yield name, each
