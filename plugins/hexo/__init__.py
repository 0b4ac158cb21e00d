"""Reads posts as Hexo and Jekyll users have them, unchanged.

pelican-yaml-metadata reads the YAML; this reader adds what those posts mean by it: Hexo's names for
what Pelican calls otherwise, a header without its first ``---``, and ``<!-- more -->``, which ends
the summary. It takes the place of that plugin: list ``hexo`` alone in ``PLUGINS``.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any

import yaml
from pelican import signals
from pelican.plugins.yaml_metadata.yaml_metadata import YAMLMetadataReader
from pelican.readers import Readers
from pelican.utils import pelican_open

from .excerpt import split_at_more
from .header import explain

# A header that starts at once and ends with "---". No blank line may stand in it: a rule further
# down in a post with Pelican's own header must not be taken for its end.
_HEADLESS = re.compile(r"(?P<header>\w+:.*\n(?:.*\S.*\n)*?)---[ \t]*\n(?P<text>[\s\S]*)")


class HexoReader(YAMLMetadataReader):  # type: ignore[misc]  # Pelican's plugins carry no types
    """A Markdown reader for YAML headers as Hexo and Jekyll write them."""

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        html, metadata = self._read_headless(source_path) or super().read(source_path)
        summary, html = split_at_more(html)
        if summary:
            metadata.setdefault("summary", summary)
        return html, metadata

    def _read_headless(self, source_path: str) -> tuple[str, dict[str, Any]] | None:
        with pelican_open(source_path) as text:
            match = _HEADLESS.match(text)
        if match is None:
            return None
        metadata = self._load_yaml_metadata(match["header"], source_path)
        return self._md.reset().convert(match["text"]), metadata

    def _load_yaml_metadata(self, text: str, source_path: str) -> dict[str, Any]:
        """The header's fields. Without them there is no post: what cannot be read ends the build.

        Pelican would drop the post, and with ``--fatal`` show the frames of its own code.
        """
        try:
            header = yaml.safe_load(text)
        except yaml.YAMLError as error:
            sys.exit(explain(error, text, source_path))
        if not isinstance(header, dict):
            sys.exit(f"{os.path.relpath(source_path)}: the header has no fields, name: value")
        return self._parse_yaml_metadata(header, source_path)

    def _parse_yaml_metadata(self, meta: dict[str, Any], source_path: str) -> dict[str, Any]:
        metadata: dict[str, Any] = super()._parse_yaml_metadata(_as_pelican(meta), source_path)
        return metadata


def _as_pelican(header: dict[str, Any]) -> dict[str, Any]:
    """The header under Pelican's names. What is said under Pelican's own names is kept."""
    meta = {str(name).lower(): value for name, value in header.items() if value is not None}
    theirs = {
        "summary": meta.get("description"),
        "modified": meta.get("updated"),
        "category": _outermost(meta.get("categories")),
        "status": "draft" if meta.get("published") is False else None,
    }
    meta = {name: value for name, value in theirs.items() if value is not None} | meta
    if "title" in meta:
        meta["title"] = str(meta["title"])  # YAML reads `title: 1984` as a number
    if isinstance(meta.get("tags"), str):
        meta["tags"] = meta["tags"].split(",")
    return meta


def _outermost(categories: Any) -> Any:
    """Hexo's categories are a path, or a list of paths; Pelican has one category."""
    while isinstance(categories, list):
        categories = categories[0] if categories else None
    return categories


def _use(readers: Readers) -> None:
    for extension in HexoReader.file_extensions:
        readers.reader_classes[extension] = HexoReader


def register() -> None:
    signals.readers_init.connect(_use)
