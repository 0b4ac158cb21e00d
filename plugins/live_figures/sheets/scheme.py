"""The colour schemes of pages whose theme does not declare them.

Without a declaration a browser draws SVG images as the reader's system asks, whatever the page
looks like.
"""

from __future__ import annotations

import re
from pathlib import Path

_FOLLOWS = re.compile(r"prefers-color-scheme\s*:\s*dark")
_OTHER = re.compile(r"<!--.*?-->|<script\b.*?</script", re.DOTALL | re.IGNORECASE)
_RULES = re.compile(
    r"<link\b(?=[^>]*\brel\s*=\s*[\"']?stylesheet\b)[^>]*>|<style\b.*?</style",
    re.DOTALL | re.IGNORECASE,
)
_DECLARATION = re.compile(r"<meta\s[^>]*\bname\s*=\s*[\"']?color-scheme\b", re.IGNORECASE)


def rule(theme: Path) -> str:
    """A CSS rule that declares the schemes of a theme's style sheets, unless the page does."""
    sheets = sorted(theme.rglob("*.css"))
    follows = any(_FOLLOWS.search(path.read_text("utf-8", "replace")) for path in sheets)
    schemes = "light dark" if follows else "light"
    undeclared = ':root:not(:has(> head > meta[name="color-scheme"]))'
    return f":where({undeclared}) {{ color-scheme: {schemes}; }}\n"


def declaration(head: str) -> str:
    """What declares that a page follows the reader's system, if its head does so itself.

    It may have a link to a style sheet, or rules of its own; a template, for some settings alone.
    """
    head = _OTHER.sub("", head)
    rules = (found[0] for found in _RULES.finditer(head))
    if _DECLARATION.search(head) or not any(map(_FOLLOWS.search, rules)):
        return ""
    return '<meta name="color-scheme" content="light dark">\n'
