"""A post: all that the plugin needs to know of a text, whoever made it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

BODY = ""
"""The name of a post's body among its texts."""

SUMMARY = "summary"
"""That of its summary; many themes strip its tags, for what search engines show."""


class Picture(NamedTuple):
    """A figure as a PNG, for those who only look at a page from afar; its size in pixels."""

    png: str
    alt: str
    width: int
    height: int


@dataclass(eq=False)
class Post:
    """One text of the site, an article or a page, with the fields of its header."""

    path: Path
    """The source file."""
    lang: str
    slug: str
    texts: dict[str, str]
    """HTML by the name of the header field, the body is ``BODY``: with placeholders in it until
    it is filled."""
    formulas: str = ""
    """What its header says should become of formulas, if it does (see Site.formulas)."""
    first_figure: Picture | None = None
    """The first of its body that has a PNG, once it is filled."""
