"""One text being filled: what has been counted in it, and where its mistakes are taken down."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path

from ..locate import locate
from ..post import BODY, Picture, Post
from ..report import Problem, without_folders
from ..results.job import Flaw
from ..text.placeholder import Placeholder
from ..words import words
from .option import OptionError
from .site import Anchor, Place, Site
from .usage import Usage

_ID = re.compile(r'<[^>]* id="([^"]+)"')


class Page:
    """One text of a post; ``fill`` fills the placeholders in a piece of its HTML."""

    def __init__(
        self, site: Site, post: Post, field: str, fill: Callable[[Page, str], str]
    ) -> None:
        self.site, self.post, self.field = site, post, field
        self.first_figure: Picture | None = None
        self.formulas: dict[Placeholder, str] = {}
        """The HTML of all formulas in it."""
        self._fill = fill
        self._numbers: Counter[str] = Counter()
        self._taken = set(_ID.findall(post.texts[field]))
        """The ids of the text itself, such as those of headings."""
        self._anchors: set[str] = set()

    @property
    def is_body(self) -> bool:
        return self.field == BODY

    def fill(self, html: str) -> str:
        return self._fill(self, html)

    def number(self, kind: str) -> str:
        """The next number of a kind of thing that is numbered."""
        self._numbers[kind] += 1
        return str(self._numbers[kind])

    def label(self, kind: str, number: str) -> str:
        """``Figure 1``, in the language of the post."""
        return f"{getattr(words(self.post.lang), kind)} {number}"

    def clash(self, id: str) -> str | None:
        """What else in this text has the id, if anything.

        Not in this post: a plugin may have made a copy of it, and changed that.
        """
        if id in self._anchors:
            return "names something else already"
        return "is the id of a heading or the like" if id in self._taken else None

    def anchor(self, name: str, anchor: Anchor) -> None:
        """Let references lead to something in the body."""
        if self.is_body:
            self._anchors.add(name)
            self.site.anchors_of(self.post.path)[name] = anchor

    def flaw(self, item: Placeholder, usage: Usage, flaw: Flaw | OptionError, base: int = 0) -> str:
        """Take down what is wrong with a directive that begins at ``base`` in the item."""
        offset = usage.offsets.get(flaw.option, 0) if flaw.option else 0
        message = f"{usage.job.name}: {flaw.message}"
        return self.problem(item, message, base + offset, flaw.detail)

    def problem(self, item: Placeholder, message: str, offset: int = 0, detail: str = "") -> str:
        """Take down what is wrong, at an offset in the item; the HTML that says so."""
        path, line, column = place = self.locate(item, offset)
        self.site.problems.append(Problem(path, line, column, message, detail))
        return _box(f"{':'.join(map(str, place))}: {message}", block=item.block)

    def place(self, item: Placeholder, offset: int = 0) -> Place:
        """Finds where an offset in the item is; it keeps nothing else of the page."""
        return partial(_located, self.post.path, item, offset, self.field)

    def locate(self, item: Placeholder, offset: int = 0) -> tuple[str, int, int]:
        """Path, line and column of an offset in the item."""
        return self.place(item, offset)()


def _located(path: Path, item: Placeholder, offset: int, field: str) -> tuple[str, int, int]:
    line, column = locate(path, item, offset, field)
    return os.path.relpath(path), line, column


def _box(message: str, *, block: bool) -> str:
    """A box that says what is wrong, where something else would stand."""
    message = without_folders(message).encode(errors="backslashreplace").decode()
    tag = "div" if block else "span"
    return f'<{tag} class="live-figure-error" role="alert">{escape(message)}</{tag}>'
