"""Have what takes time begun before Pelican would: figures wait for texts, pages for figures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from jinja2 import Environment


def read_new_first(generator: Any) -> None:
    """Have a generator read the texts first that were saved last: they want something computed.

    Pelican's own order is that of a set, another in each build.
    """
    plain = generator.get_files

    def get_files(*args: Any, **kwargs: Any) -> set[str]:
        return _NewFirst(generator.path, plain(*args, **kwargs))

    generator.get_files = get_files


class _NewFirst(set[str]):
    """A set of files below a folder, as Pelican gives it; in its order alone it is another."""

    def __init__(self, folder: str, files: Iterable[str]) -> None:
        super().__init__(files)
        self._folder = folder

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(super().__iter__(), key=self._saved))

    def _saved(self, name: str) -> tuple[float, str]:
        with suppress(OSError):
            return -os.stat(os.path.join(self._folder, name)).st_mtime, name
        return 0, name


class Templates:
    """Compiles the templates of pages while there is nothing else to do."""

    def __init__(self) -> None:
        self._generators: list[Any] = []
        self._compiled: list[tuple[Environment, object]] = []

    def add(self, generator: Any) -> None:
        """Have the templates of a generator compiled, too."""
        self._generators.append(generator)

    def compile(self) -> Iterator[None]:
        """Each in turn, as Jinja keeps them; what is wrong with one is told when it is used."""
        for generator in self._generators:
            self._compiled.append((generator.env, _state(generator.env)))
            for name in _names(generator):
                with suppress(Exception):
                    generator.env.get_template(name)
                yield

    def settle(self) -> None:
        """Forget them where a plugin has changed since what they are compiled with."""
        for environment, found in self._compiled:
            if _state(environment) != found and environment.cache is not None:
                environment.cache.clear()


def _names(generator: Any) -> list[str]:
    """Of what a generator makes pages from, if its loader can tell; each by one name."""
    endings = tuple(generator.settings["TEMPLATE_EXTENSIONS"])
    with suppress(TypeError):
        found = generator.env.list_templates(filter_func=lambda name: name.endswith(endings))
        return [name for name in found if not name.startswith("!")]
    return []


def _state(environment: Environment) -> dict[str, object]:
    """All that compiling depends on."""
    state = {name: each for name, each in vars(environment).items() if name != "cache"}
    return {name: dict(each) if isinstance(each, dict) else each for name, each in state.items()}
