"""The commands about figures."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pelican.settings import read_settings
from rich.console import Console

from ..settings import Settings, SettingsError
from . import listing
from .documents import Document, MarkerError, documents
from .snippets import FILE
from .snippets import snippets as make_snippets

if TYPE_CHECKING:
    from .declaration import Declaration


def figures(given: argparse.Namespace) -> int:
    """list the known figures: what they show, what they take, and an example to paste"""
    listing.show(_declared(_settings(given)[0]), Console(highlight=False))
    return 0


def snippets(given: argparse.Namespace) -> int:
    """print the figures as snippets for VS Code"""
    print(make_snippets(_declared(_settings(given)[0])), end="")
    return 0


def fill(given: argparse.Namespace) -> int:
    """write what the figures declare into the documents that have markers for it"""
    for document in _untrue(given):
        with document.path.open("w", encoding="utf-8", newline="") as file:
            file.write(document.filled)
        print(os.path.relpath(document.path))
    return 0


def check(given: argparse.Namespace) -> int:
    """say which documents tell of figures what is not so; `fill` mends them"""
    untrue = _untrue(given)
    for document in untrue:
        print(f"{os.path.relpath(document.path)}:{document.line}: not what the figures declare")
    return 1 if untrue else 0


def _settings(given: argparse.Namespace) -> tuple[Settings, Path]:
    """The site's settings, and the folder of its content."""
    settings = read_settings(given.settings)
    try:
        return Settings.read(settings), Path(settings["PATH"])
    except SettingsError as error:
        sys.exit(str(error))


def _declared(settings: Settings) -> list[Declaration]:
    from ..declaring.registry import FigureError  # they take a moment to import
    from .reading import declarations

    try:
        return declarations(settings)
    except FigureError as error:
        sys.exit(str(error))


def _untrue(given: argparse.Namespace) -> list[Document]:
    """The documents that `fill` would change."""
    settings, content = _settings(given)
    declared = _declared(settings)
    try:
        found = list(documents(settings.server.project, content, declared))
    except MarkerError as error:
        sys.exit(str(error))
    if (path := settings.server.project / FILE).exists():  # asked for once, it is kept true
        found.append(Document(path, path.read_text("utf-8"), make_snippets(declared)))
    return [document for document in found if document.text != document.filled]
