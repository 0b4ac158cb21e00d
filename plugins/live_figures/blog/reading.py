"""Reads Markdown as Pelican does, and has Markdown work only on texts that are new to it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from pelican import readers
from pelican.readers import Readers

from ..text.known import is_known
from ..text.watch import Watch
from .texts import TEXTS, Kept, Texts

# What Pelican's reader is made of, where it does what is done here in its place.
_AS_KNOWN = {
    "read": {
        *("_source_path", "Markdown", "settings", "_md", "pelican_open", "convert", "hasattr"),
        *("_parse_metadata", "Meta"),
    },
    "_parse_metadata": {
        *("settings", "_md", "preprocessors", "deregister", "items", "lower", "join", "reset"),
        *("convert", "process_metadata", "DUPLICATES_DEFINITIONS_ALLOWED", "get", "len"),
        *("logger", "warning", "_source_path"),
    },
}


def use(known: Readers) -> None:
    """Have this reader read what Pelican's own would; a plugin's reader is left at its work."""
    if _is_as_known():
        for suffix, reader in known.reader_classes.items():
            if reader is readers.MarkdownReader:
                known.reader_classes[suffix] = MarkdownReader


class MarkdownReader(readers.MarkdownReader):  # type: ignore[misc]  # Pelican has no types
    """Has the name of Pelican's, which contents tell as ``reader``."""

    _md: Any

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        texts: Texts | None = self.settings.get(TEXTS)
        if texts is None or type(self) is not MarkdownReader or not _is_as_known():
            return super().read(source_path)  # type: ignore[no-any-return]
        with readers.pelican_open(source_path) as text:
            key = texts.key(source_path, text)
        self._source_path = source_path
        if key and (kept := texts.kept(key)):
            with suppress(_ForgedError):
                self._md = _Replay(kept.fields)
                return kept.html, self._metadata(kept.meta)
        return self._convert(text, key, texts)

    def _convert(self, text: str, key: str | None, texts: Texts) -> tuple[str, dict[str, Any]]:
        """As Pelican does it, and keep what comes of it."""
        with Watch() as watch:
            md = readers.Markdown(**self.settings["MARKDOWN"])
            html: str = md.convert(text)
        meta = getattr(md, "Meta", None)
        self._md = recorded = _Recorded(md, watch)
        metadata = self._metadata(meta)
        self._md = md
        if key and watch.is_clean and is_known(md):
            texts.keep(key, Kept(html, meta, recorded.fields))
        return html, metadata

    def _metadata(self, meta: Mapping[str, list[str]] | None) -> dict[str, Any]:
        return {} if meta is None else self._parse_metadata(meta)


class _Recorded:
    """A ``Markdown`` for the fields of a header, and what it has made of them."""

    def __init__(self, md: Any, watch: Watch) -> None:
        self._md, self._watch = md, watch
        self.preprocessors, self.reset = md.preprocessors, md.reset
        self.fields: dict[str, str] = {}

    def convert(self, text: str) -> str:
        with self._watch:
            html: str = self._md.convert(text)
        self.fields[text] = html
        return html


class _Replay:
    """Stands for a ``Markdown`` that has worked on these fields in another build."""

    preprocessors = SimpleNamespace(deregister=lambda name: None)

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields

    def reset(self) -> None:
        pass

    def convert(self, text: str) -> str:
        if text not in self._fields:
            raise _ForgedError(text)
        return self._fields[text]


class _ForgedError(Exception):
    """A field that no build can have left out."""


def _is_as_known() -> bool:
    """Whether Pelican's reader is the one that is known here, and has not been tampered with."""
    own = [getattr(readers.MarkdownReader, name, None) for name in _AS_KNOWN]
    codes = [getattr(each, "__code__", None) for each in own]
    return (
        all(
            code and code.co_filename == readers.__file__ and set(code.co_names) == names
            for code, names in zip(codes, _AS_KNOWN.values(), strict=True)
        )
        and getattr(readers.Markdown, "__module__", "") == "markdown.core"
    )
