"""Whether all that works on a text is known: Python-Markdown's own code and ours, as they came.

What Markdown makes of a text may be kept only then: of other code nobody knows what it reads.
Nothing here imports Python-Markdown but the extensions that are at work.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from itertools import chain
from pathlib import Path
from types import FunctionType
from typing import Any

from .state import UnknownError, is_own

_NAMES = (
    "abbr|admonition|attr_list|codehilite|def_list|extra|fenced_code|footnotes|legacy_attrs"
    "|legacy_em|md_in_html|meta|nl2br|sane_lists|smarty|tables|toc|wikilinks"
)
_OF_MARKDOWN = re.compile(rf"markdown\.extensions\.(?:{_NAMES})(?::\w+)?|{_NAMES}")
_CORE = (
    *("core", "util", "htmlparser", "preprocessors", "blockparser", "blockprocessors"),
    *("treeprocessors", "inlinepatterns", "postprocessors", "serializers", "extensions"),
)
_EXTRA = "abbr attr_list def_list fenced_code footnotes md_in_html tables"
_LEXERS = ("pygments.lexers", "pygments.formatters", "pygments.styles", "pygments.filters")


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


def at_work(extensions: Iterable[str], ours: str) -> list[str]:
    """Python-Markdown's modules with those of these extensions, and what is loaded of Pygments."""
    names = [each.removeprefix("markdown.extensions.").partition(":")[0] for each in extensions]
    names += _EXTRA.split() if "extra" in names else []
    modules = {f"markdown.extensions.{name}" for name in names if name != ours}
    for name in modules:
        import_module(name)
    modules |= {f"markdown.{name}" for name in _CORE}
    return sorted(modules | {name for name in sys.modules if name.startswith("pygments")})


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


def folder(name: str) -> Path:
    """Where a package that is loaded lies."""
    return Path(sys.modules[name].__file__ or "").parent


def _is_reachable(function: FunctionType) -> bool:
    module = sys.modules.get(function.__module__)
    return (
        function.__module__.startswith("markdown.")
        and getattr(module, function.__name__, None) is function
        and is_own(function)
    )
