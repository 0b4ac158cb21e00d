"""A corpus that nothing here is tuned for: livelier Markdown, Pelican's default theme, feeds.

One formula a post, where the bench's own has two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .posts import DISPLAY, Dialect, Post

SETTINGS = {
    "THEME": "notmyidea",
    "SITEURL": "https://blog.example",
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
}

_CODE = """```python
def fall(weight: float, rate: float = 0.15) -> list[float]:
    return [weight * (1 - rate) ** step for step in range(300)]
```"""
_TABLE = """| rate | steps | what happens |
|-----:|------:|:-------------|
| 0.15 | 300 | it falls |
| 0.50 | 90 | it falls *fast* |
| 2.10 | 4 | it **leaves** |"""


@dataclass(frozen=True)
class Foreign(Dialect):
    """How people write who have lists, code, tables, quotations and links."""

    def _body(self, post: Post) -> Iterator[str]:
        first, second, *others = post.paragraphs
        figures = map(self.figure, post.rates)
        yield f"{_lively(first)}\n\n## Where it begins\n\n{_lively(second)}"
        yield self.display.format(DISPLAY % post.number)
        yield "\n".join(f"- {_lively(each)}" for each in others[0].split(". "))
        yield from (next(figures), _CODE, f"> {others[1]}", next(figures))
        yield f"## What it *means*\n\n{_lively(others[2])}[^1]\n\n{_TABLE}"
        yield from (*figures, _lively(others[3]), f"[^1]: {first}")


def _lively(text: str) -> str:
    """The text with emphasis, code and a link."""
    words = text.split()
    words[1:3] = [f"*{words[1]}*", f"**{words[2]}**"]
    words[-2:] = [f"`{words[-2]}`", f"[{words[-1]}](https://example.org/{words[0]})"]
    return " ".join(words)


def foreign(dialect: Dialect) -> Foreign:
    """This corpus, with the figures of another dialect."""
    return Foreign(dialect.suffix, dialect.head, dialect.inline, dialect.display, dialect.figure)
