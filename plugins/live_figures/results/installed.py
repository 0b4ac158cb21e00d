"""What is installed beside the project: distributions with their versions, and modules.

Told from the names in the folders that Python searches, and from the lists of files there:
``importlib.metadata`` would parse the metadata of each distribution, and take ten times as long.
"""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.machinery import all_suffixes
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from importlib.metadata import Distribution

_PLUGIN = str(Path(__file__).resolve().parents[1])
_NAME = re.compile(r"^Name:[ \t]*(.*\S)", re.MULTILINE | re.IGNORECASE)
_IMPORTABLE = tuple(all_suffixes())
_METADATA = (".dist-info", ".egg-info")


class _Installed(NamedTuple):
    versions: dict[str, str]
    modules: frozenset[str]


def version(distribution: str) -> str | None:
    """The installed version of a distribution, if it is installed."""
    return _installed(tuple(sys.path)).versions.get(_normal(distribution))


def versions() -> Mapping[str, str]:
    """All distributions with their versions that lie where installed ones do."""
    return _installed(_search()).versions


def has_module(name: str) -> bool:
    """Whether a top-level module lies where installed ones do, and not where a program runs."""
    return name in _installed(_search()).modules


def providers() -> dict[str, list[str]]:
    """The distributions that have brought each top-level module, as packages_distributions."""
    from importlib.metadata import distributions  # not for a warm build

    found = defaultdict(list)
    for distribution in distributions():
        with suppress(OSError, UnicodeDecodeError):  # nobody's, then: its files count themselves
            modules = _provided(distribution)
            if modules and (name := _name(distribution)):
                for module in modules:
                    found[module].append(name)
    return dict(found)


def _name(distribution: Distribution) -> str | None:
    metadata = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
    header, _, _ = metadata.partition("\n\n")
    found = _NAME.search(header)
    return found[1] if found else None


def _provided(distribution: Distribution) -> Collection[str]:
    if declared := (distribution.read_text("top_level.txt") or "").split():
        return declared
    if (record := distribution.read_text("RECORD")) is None:
        sources = (file for file in distribution.files or () if file.suffix == ".py")
        return {source.parts[0].removesuffix(".py") for source in sources}
    firsts = {line.partition("/")[0].lstrip('"') for line in record.splitlines()}
    files = {first.partition(",")[0].rstrip('"') for first in firsts}
    modules = {first for first in firsts if first.isidentifier()}
    modules |= {file.partition(".")[0] for file in files if file.endswith(_IMPORTABLE)}
    return modules - {"__pycache__"}


def _search() -> tuple[str, ...]:
    """Where Python searches, but for where a program runs."""
    here = (os.getcwd(), _PLUGIN)
    return tuple(path for path in sys.path if os.path.abspath(path) not in here)


@cache
def _installed(search: tuple[str, ...]) -> _Installed:
    found = _Installed({}, frozenset())
    names: set[str] = set()
    for folder in search:
        with suppress(OSError):
            for entry in os.scandir(folder or os.curdir):
                if entry.name.endswith(_METADATA):
                    distribution, version = _named(entry)
                    found.versions.setdefault(_normal(distribution), version)
                else:
                    names.update(_module(entry))
    return found._replace(modules=frozenset(names))


def _named(entry: os.DirEntry[str]) -> tuple[str, str]:
    """A distribution and its version: ``NAME-VERSION.dist-info``, ``NAME-VERSION-py3.11.egg-info``.

    What is under development may have no version in its name.
    """
    stem, _, kind = entry.name.rpartition(".")
    if kind == "dist-info":
        name, _, version = stem.rpartition("-")
        return name, version
    name, *rest = stem.split("-")
    return name, rest[0] if rest else _version_within(Path(entry))


def _version_within(metadata: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        found = re.search(r"^Version: *(.*)", (metadata / "PKG-INFO").read_text("utf-8"), re.M)
        return found[1] if found else ""
    return ""


def _module(entry: os.DirEntry[str]) -> Iterator[str]:
    """The name under which an entry of a folder can be imported, if it can."""
    name, dot, _ = entry.name.partition(".")
    if entry.name.endswith(_IMPORTABLE) if dot else entry.is_dir():
        yield name


def _normal(name: str) -> str:
    """A distribution's name as the packaging standards compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
