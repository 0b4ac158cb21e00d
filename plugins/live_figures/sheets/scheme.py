"""The colour schemes of a theme that does not declare them."""

from __future__ import annotations

import re
from pathlib import Path

_FOLLOWS = re.compile(r"prefers-color-scheme\s*:\s*dark")


def rule(theme: Path) -> str:
    """A CSS rule that declares the theme's schemes, unless the theme does: figures follow them.

    Without a declaration a browser draws SVG images as the reader's system asks, whatever the
    page looks like.
    """
    follows = any(_FOLLOWS.search(path.read_text("utf-8", "replace")) for path in _texts(theme))
    schemes = "light dark" if follows else "light"
    undeclared = ':root:not(:has(> head > meta[name="color-scheme"]))'
    return f":where({undeclared}) {{ color-scheme: {schemes}; }}\n"


def _texts(theme: Path) -> list[Path]:
    return sorted(path for path in theme.rglob("*") if path.suffix in (".css", ".html"))
