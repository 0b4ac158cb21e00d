"""A post: all that the plugin needs to know of a text, whoever made it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BODY = ""
"""The name of a post's body among its texts."""


@dataclass(eq=False)
class Post:
    """One text of the site, an article or a page, with the fields of its header."""

    path: Path
    """The source file."""
    lang: str
    slug: str
    texts: dict[str, str]
    """HTML with placeholders in it, by the name of the header field; the body is ``BODY``."""
    formulas: str = ""
    """What its header says should become of formulas, if it does (see Site.formulas)."""
