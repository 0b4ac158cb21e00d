"""The posts of the benchmark, and how each tool wants them written."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WORDS = """the a of and in to is that for as with loss cost neuron output gradient rate curve weight
bias learning falls slowly quickly because when every update epoch sigmoid function derivative small
large error first sample network training we see change figure shows between larger than"""
PARAGRAPHS, SENTENCES, LENGTH = 6, 4, 14

INLINE = r"\hat y_{%d} = \sigma(wx + b)"
DISPLAY = r"\frac{\partial L}{\partial w_{%d}} = (\hat y - y)\,\sigma'(z)\,x"


@dataclass(frozen=True)
class Post:
    """Prose, with figures between the paragraphs, each given by its rate, and two formulas."""

    number: int
    paragraphs: tuple[str, ...]
    rates: tuple[float, ...]
    formulas: bool

    @property
    def day(self) -> date:
        return date(2020, 1, 1) + timedelta(self.number)


def posts(count: int, figures: int, *, formulas: bool = True) -> list[Post]:
    """Posts in which no figure is like another; always the same ones."""
    rates = iter(distinct_rates(count * figures))
    return [
        Post(number, _prose(number), tuple(next(rates) for _ in range(figures)), formulas)
        for number in range(count)
    ]


def distinct_rates(count: int) -> list[float]:
    """As many values for the option of the figure."""
    return [1 + number / 10_000 for number in range(count)]


def _prose(seed: int) -> tuple[str, ...]:
    pick = random.Random(seed)

    def sentence() -> str:
        return " ".join(pick.choices(WORDS.split(), k=LENGTH)).capitalize() + "."

    return tuple(" ".join(sentence() for _ in range(SENTENCES)) for _ in range(PARAGRAPHS))


@dataclass(frozen=True)
class Dialect:
    """How a tool wants a post written: the suffix of its files, and templates."""

    suffix: str
    head: str
    inline: str
    display: str
    figure: Callable[[float], str]

    def write(self, post: Post) -> str:
        """The text of a post's file."""
        head = self.head.format(title=f"Post {post.number}", day=post.day, rule="=" * 12)
        return "\n\n".join([head, *self._body(post)]) + "\n"

    def _body(self, post: Post) -> Iterator[str]:
        first, *others = post.paragraphs
        yield first
        if post.formulas:
            yield f"So with {self.inline.format(INLINE % post.number)} we see:"
            yield self.display.format(DISPLAY % post.number)
        figures = [self.figure(rate) for rate in post.rates]
        for at, paragraph in enumerate(others):
            yield paragraph
            yield from figures[at :: len(others)]


def _template(text: str) -> Callable[[float], str]:
    return lambda rate: text.format(rate=rate)


def pelican(figure: Callable[[float], str]) -> Dialect:
    """A post for Pelican."""
    head = "Title: {title}\nDate: {day}\nCategory: neurons"
    return Dialect("md", head, "${}$", "$$\n{}\n$$", figure)


LIVE = pelican(_template("<< curve rate={rate} >>"))

RUN = pelican(_template("<< losscurve init=0.98 eta={rate} >>"))
"""The blog's own figure, with a run behind it."""

SWEEP = pelican(_template("<< losscurve init=0.60..0.98/20 eta={rate} >>"))

# What follows is how the tools' own manuals do it.

MARKDOWN_EXEC = Dialect(
    "md",
    "# {title}",
    r"\({}\)",
    "\\[\n{}\n\\]",
    _template("""```python exec="true" html="true"
from io import StringIO
from curves import curve
buffer = StringIO()
curve({rate}).savefig(buffer, format="svg")
print(buffer.getvalue())
```"""),
)

PLOT_DIRECTIVE = Dialect(
    "rst",
    "{title}\n{rule}",
    ":math:`{}`",
    ".. math:: {}",
    _template(""".. plot::

   import matplotlib.pyplot as plt
   from curves import draw
   draw(plt.figure(), {rate})"""),
)

MYST_NB = Dialect(
    "md",
    """---
file_format: mystnb
kernelspec:
  name: python3
---

# {title}

```{{code-cell}}
:tags: [remove-input]
from curves import curve
from matplotlib_inline.backend_inline import set_matplotlib_formats
set_matplotlib_formats("svg")
```""",
    "${}$",
    "$$\n{}\n$$",
    _template("```{{code-cell}}\n:tags: [remove-input]\ncurve({rate})\n```"),
)
