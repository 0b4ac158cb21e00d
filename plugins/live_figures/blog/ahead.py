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

from jinja2 import BytecodeCache, Environment, nodes
from jinja2.bccache import Bucket
from pelican.generators import ArticlesGenerator, PagesGenerator
from pelican.readers import MarkdownReader

from ..build import Build
from ..passing import Passing

_COMPILED_WITH = [
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
    "line_statement_prefix",
    "line_comment_prefix",
    "trim_blocks",
    "lstrip_blocks",
    "newline_sequence",
    "keep_trailing_newline",
    "optimized",
    "undefined",
    "finalize",
    "autoescape",
    "sandboxed",
    "is_async",
    "code_generator_class",
]
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
    """Compile the templates that go by their plain names, and have the environment keep the code.

    It loads them again when they are needed, so that whatever changes them meanwhile is heeded. An
    author's own cache is left at its work.
    """
    # Tags of others, and what finishes each value, may be called as templates are compiled.
    is_plain = not environment.extensions and environment.finalize is None
    if is_plain and environment.bytecode_cache is None and environment.loader:
        environment.bytecode_cache = code = _Code()
        names: list[str] = []
        with suppress(Exception):  # not all loaders know their templates
            names = environment.list_templates()
        for name in names:
            if not name.startswith("!"):
                with suppress(Exception):  # whatever is wrong with it, its use tells
                    _keep(code, environment, name)
                yield


def _keep(code: _Code, environment: Environment, name: str) -> None:
    """Compile a template as its loader would, unless others' filters or tests are at work in it.

    Those Jinja calls by then, where all that they are given is known; and they may know more later.
    """
    assert environment.loader
    source, file, _ = environment.loader.get_source(environment, name)
    tree = environment.parse(source, name, file)
    used = {(type(each), each.name) for each in tree.find_all((nodes.Filter, nodes.Test))}
    if all(_is_known(environment, kind, each) for kind, each in used):
        bucket = code.get_bucket(environment, name, file, source)
        bucket.code = environment.compile(tree, name, file)
        code.set_bucket(bucket)


def _is_known(environment: Environment, kind: type, name: str) -> bool:
    table = environment.filters if kind is nodes.Filter else environment.tests
    made = table.get(name)
    module = str(getattr(made, "__module__", ""))
    return module.startswith(("jinja2.", "pelican.utils", "_operator", "builtins"))


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
    tables = environment.filters, environment.tests, environment.extensions, environment.policies
    given = [getattr(environment, name) for name in _COMPILED_WITH]
    return [*(each for table in tables for each in table.items()), *given]
