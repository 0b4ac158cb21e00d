"""Whether all that works on a text is known: Python-Markdown's own code and ours, as they came.

What Markdown makes of a text may be kept only then: of other code nobody knows what it reads.
Nothing here imports Python-Markdown: it looks at what is loaded.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from itertools import chain
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

_NAMES = (
    "abbr|admonition|attr_list|codehilite|def_list|extra|fenced_code|footnotes|legacy_attrs"
    "|legacy_em|md_in_html|meta|nl2br|sane_lists|smarty|tables|toc|wikilinks"
)
_OF_MARKDOWN = re.compile(rf"markdown\.extensions\.(?:{_NAMES})(?::\w+)?|{_NAMES}")
# Always loaded: what else is depends on what has been converted before.
_CORE = (
    *("core", "util", "htmlparser", "preprocessors", "blockparser", "blockprocessors"),
    *("treeprocessors", "inlinepatterns", "postprocessors", "serializers"),
)
_LEXERS = ("pygments.lexers", "pygments.formatters", "pygments.styles", "pygments.filters")
_STDLIB = os.path.dirname(os.__file__) + os.sep
_INSTALLED = ("site-packages", "dist-packages")


class UnknownError(ValueError):
    """Something of which it cannot be told whether it is as it was."""


def told(value: object) -> object:
    """A value of a setting as JSON tells it from all others. Raises UnknownError.

    Functions are told by their names, if they are Python-Markdown's.
    """
    if value is None or type(value) in (str, int, float, bool):
        return value
    if type(value) in (list, tuple):
        return [type(value).__name__, *map(told, value)]  # type: ignore[call-overload]
    if type(value) is dict:
        return {"": [[told(name), told(each)] for name, each in value.items()]}
    if type(value) is FunctionType and _is_reachable(value):
        return {"function": f"{value.__module__}.{value.__name__}"}
    raise UnknownError(repr(value))


def are_known(extensions: Iterable[object], ours: str) -> bool:
    """Whether these names are those of Python-Markdown's extensions, or that of ours."""
    return all(
        isinstance(each, str) and (each == ours or bool(_OF_MARKDOWN.fullmatch(each)))
        for each in extensions
    )


def is_known(md: Any) -> bool:
    """Whether a ``Markdown`` consists of Python-Markdown's parts and ours alone.

    What others add to Pygments is asked only for languages that it does not know itself: as long
    as nothing of it is loaded, it has done nothing.
    """
    registries = (
        md.preprocessors,
        md.parser.blockprocessors,
        md.treeprocessors,
        md.inlinePatterns,
        md.postprocessors,
        md.registeredExtensions,
    )
    parts = [*map(type, chain(*registries)), type(md), md.serializer]
    own = ("markdown.", f"{__package__}.")
    if not all(part.__module__.startswith(own) for part in parts) or "convert" in vars(md):
        return False
    return _added_to_pygments().isdisjoint(sys.modules)


@cache
def _added_to_pygments() -> frozenset[str]:
    """The modules that are found by entry points. Looks at all that is installed: once."""
    found = entry_points()
    return frozenset(each.module for group in _LEXERS for each in found.select(group=group))


def is_untouched() -> bool:
    """Whether nobody has put functions or classes of others into Python-Markdown's modules."""
    folders = _folders()
    return all(_is_own(value, folders) for module in _modules() for _, value in _members(module))


def constants() -> list[str]:
    """The plain data in Python-Markdown's modules, to which plugins may have added."""
    return [
        f"{name} {text}"
        for module in _CORE
        for name, value in _members(sys.modules[f"markdown.{module}"])
        if not name.startswith("__") and (text := _plain(value))
    ]


def folder(name: str) -> Path:
    """Where a package that is loaded lies."""
    return Path(sys.modules[name].__file__ or "").parent


def _modules() -> list[ModuleType]:
    loaded = list(sys.modules.items())
    return [each for name, each in loaded if name.partition(".")[0] == "markdown"]


def _members(module: ModuleType) -> Iterator[tuple[str, object]]:
    """What a module has, and the classes that it defines, and their dictionaries."""
    for name, value in vars(module).items():
        yield name, value
        if isinstance(value, type) and value.__module__ == module.__name__:
            for member, each in vars(value).items():
                yield member, each
                if isinstance(each, Mapping):
                    yield from each.items()


def _is_own(value: object, folders: tuple[str, ...]) -> bool:
    if isinstance(value, type):
        root = value.__module__.partition(".")[0]
        return root in ("markdown", "pygments") or root in sys.stdlib_module_names
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    if isinstance(value, property):
        value = value.fget
    if not isinstance(value, FunctionType):
        return True
    path = value.__code__.co_filename
    if path.startswith(_STDLIB) and not any(name in path for name in _INSTALLED):
        return True
    return path.startswith(("<", *folders))


def _folders() -> tuple[str, ...]:
    known = (name for name in ("markdown", "pygments") if name in sys.modules)
    return tuple(f"{folder(name)}{os.sep}" for name in known)


def _plain(value: object) -> str | None:
    if isinstance(value, re.Pattern):
        return f"{value.pattern} {value.flags}"
    if isinstance(value, set | frozenset):
        value = sorted(map(repr, value))
    elif isinstance(value, list | tuple) and not all(isinstance(each, str) for each in value):
        return None
    return repr(value) if isinstance(value, str | int | float | list | tuple) else None


def _is_reachable(function: FunctionType) -> bool:
    module = sys.modules.get(function.__module__)
    return (
        function.__module__.startswith("markdown.")
        and getattr(module, function.__name__, None) is function
        and _is_own(function, _folders())
    )
