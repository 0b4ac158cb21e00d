"""Have begun before Pelican is there what a build is likely to need, and what takes a while.

The figure server imports matplotlib, which takes longer than all texts do; and while it does so,
there is time to compile the templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from pelican.generators import ArticlesGenerator, PagesGenerator
from pelican.readers import MarkdownReader

from ..build import Build
from ..passing import Passing

_LANG = re.compile(r"^lang\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def expect(build: Build, path: Path, default_lang: str) -> None:
    """Have the figure server started if this text is new, and names what is not in the store."""
    if path.suffix[1:] not in MarkdownReader.file_extensions:
        return
    with suppress(OSError, UnicodeDecodeError):  # whatever is wrong with it, Pelican tells
        if path.stat().st_mtime > build.computations.store.written():
            text = path.read_text("utf-8")
            lang = _LANG.search(text)
            build.expect(text, lang[1] if lang else default_lang)


class Templates(Passing):
    """The templates of Pelican's own generators, for as long as there is time to compile them."""

    def __init__(self) -> None:
        self._generators: list[Any] = []

    def join(self, generator: Any) -> None:
        if type(generator) in (ArticlesGenerator, PagesGenerator):
            self._generators.append(generator)

    def compile(self) -> Iterator[None]:
        """Compile one after another, of the generators that have something to show."""
        for each in self._generators:
            if getattr(each, "articles", None) or getattr(each, "pages", None):
                yield from _compile(each.env)


def _compile(environment: Environment) -> Iterator[None]:
    """Compile all templates that go by their plain names, and have the environment keep the code.

    It loads them again when they are needed, so that whatever changes them meanwhile is heeded. An
    author's own cache is left at its work.
    """
    if environment.bytecode_cache is None and environment.loader:
        environment.bytecode_cache = _Code()
        for name in environment.list_templates():
            if not name.startswith("!"):
                with suppress(Exception):  # whatever is wrong with it, its use tells
                    environment.loader.load(environment, name)
                yield


class _Code(BytecodeCache):
    """Code in memory, by its source and by what it was compiled with."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[list[object], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        given, code = self._known.get((bucket.key, bucket.checksum), (None, None))
        if given == _given(bucket.environment):
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            known = _given(bucket.environment), bucket.code
            self._known[bucket.key, bucket.checksum] = known


def _given(environment: Environment) -> list[object]:
    """What compiling may use of an environment, and plugins add to."""
    tables = environment.filters, environment.tests, environment.extensions
    return [*(each for table in tables for each in table.items())]
