"""Have texts read first that are likely to want something computed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from pelican.generators import ArticlesGenerator, PagesGenerator


def read_new_first(generator: Any, newest: Callable[[Path], None]) -> None:
    """Have Pelican's own generators read the texts first that were saved last.

    Their order is else that of a set, another in each build; who has fixed that has it kept.
    ``newest`` hears of the first before it is read.
    """
    if type(generator) not in (ArticlesGenerator, PagesGenerator):
        return
    if os.environ.get("PYTHONHASHSEED", "random") != "random":
        return
    plain = generator.get_files

    def get_files(*args: Any, **kwargs: Any) -> set[str]:
        files = _NewFirst(generator.path, plain(*args, **kwargs))
        for name in islice(files, 1):
            newest(Path(generator.path, name))
        return files

    generator.get_files = get_files


class _NewFirst(set[str]):
    """A set of files below a folder, as Pelican gives it; in its order alone it is another."""

    def __init__(self, folder: str, files: Iterable[str]) -> None:
        super().__init__(files)
        self._folder = folder

    def __reduce__(self) -> tuple[type[set[str]], tuple[list[str]]]:
        return set, (list(self),)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(super().__iter__(), key=self._saved))

    def _saved(self, name: str) -> tuple[float, str]:
        with suppress(OSError, ValueError):
            return -os.stat(os.path.join(self._folder, name)).st_mtime, name
        return 0, name
