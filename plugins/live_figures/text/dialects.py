r"""Formulas of posts from Jekyll (kramdown) and Hexo, which go through Markdown before MathJax.

There an author hides from Markdown what it would take for its own, ``x\_1``, and doubles the
backslashes that it would eat, ``\\{``. Both engines read all but kramdown's ``$$…$$`` so, which it
knows for mathematics; in a line of text it sets that like ``$…$``.

What nobody can mean stays LaTeX: ``\{`` is a brace, though Markdown would leave ``{``, and ``\\``
at the end of a row ends it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from string import punctuation

from .lines import line_start
from .signs import GONE

DIALECTS = ("latex", "kramdown", "hexo")

# What has a meaning behind one backslash in LaTeX, and so is meant behind two.
_COMMANDS = frozenset("{}|,;:!#$%_>")
# What has a meaning in Markdown, and none, or a rare one, behind a backslash in LaTeX.
_HIDDEN = frozenset("_*|+-.<>()[]='\"`")
_PUNCTUATION = frozenset(punctuation)
_BACKSLASHES = re.compile(r"(?P<run>\\+)(?P<sign>[^\\\n]?)")
_TEXT_OR_BACKSLASHES = re.compile(
    rf"(?P<text>\\(?:text[a-z]*|mbox)\s*\{{[^{{}}]*\}})|{_BACKSLASHES.pattern}"
)
# What may stand beside a formula that has its lines to itself.
_BEFORE = re.compile(r"(?:[ \t>]|<[^<>\n]*>|(?:[*+-]|\d+[.)])[ \t])*")
_BEHIND = re.compile(r"(?:[ \t]|<[^<>\n]*>)*(?=\n|\Z)")


def as_latex(source: str) -> str:
    """A formula as Markdown would hand it on, of the same length."""
    return _TEXT_OR_BACKSLASHES.sub(_in_math, source)


def has_its_lines(text: str, start: int, end: int) -> bool:
    """Whether nothing but tags, marks of lists and quotations stand beside a stretch of text."""
    return _before(text, line_start(text, start)) == start and bool(_BEHIND.match(text, end))


@lru_cache(maxsize=16)  # once for a line: it may have many formulas
def _before(text: str, at: int) -> int:
    found = _BEFORE.match(text, at)
    assert found
    return found.end()


def _in_math(found: re.Match[str]) -> str:
    if found["text"]:  # in which an underscore is one
        return _BACKSLASHES.sub(_in_text, found["text"])
    return _unescaped(found["run"], found["sign"], _HIDDEN)


def _in_text(found: re.Match[str]) -> str:
    return _unescaped(found["run"], found["sign"], _HIDDEN - {"_"})


def _unescaped(run: str, sign: str, hidden: frozenset[str]) -> str:
    """Backslashes, as many as are left of them, before a sign."""
    count = len(run)
    if count == 1:
        left = 0 if sign in hidden else 1
    elif count == 2:
        left = 1 if sign in _COMMANDS else 2
    else:
        left = (count if sign in _PUNCTUATION else count + 1) // 2
    return GONE * (count - left) + "\\" * left + sign


def as_written(source: str, *, display: bool) -> str:
    """The HTML that shows a formula as its author wrote it, for readers or for another plugin."""
    if display and not source.lstrip().startswith(r"\begin"):
        source = f"$${source}$$"
    return escape(source if display else f"${source}$", quote=False)
