"""Find directives and mathematics in the raw text of a Markdown document.

The text is scanned before Markdown parses it into blocks: later, a line of a formula that begins
with ``>`` or ``#`` would already be a quote or a heading, and ``_`` or ``|`` emphasis or a table.
Code (fenced, indented, spans), HTML tags and comments are passed over. Dollars follow pandoc: the
opening one stands before a non-space, the closing one behind a non-space and before no digit.

A ``>`` that quotes a line inside a formula or a directive is blanked out, so that offsets hold.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from . import grammar
from .blocks import Span, code_blocks
from .codespans import code_span_end
from .dialects import as_latex, has_its_lines
from .lines import line_start

ENVIRONMENTS = (
    "equation|align|alignat|flalign|gather|multline|eqnarray|CD|subequations|cases|split|array"
    "|[pbvV]?matrix"
)

_INTERESTING = re.compile(r"[\\`$<\[]")
_BACKTICKS = re.compile("`+")
_ELEMENTS = ("script", "style", "pre", "code", "textarea", "svg", "math")  # nothing in them is read
_VERBATIM = re.compile(rf"<(?:(!--)|({'|'.join(_ELEMENTS)})\b)", re.IGNORECASE)
_TAG = re.compile(
    r"""</?[A-Za-z][\w:-]*(?:\s(?:"[^"]*"|'[^']*'|[^<>"'])*)?/?>"""
    r"|<[A-Za-z][\w+.-]*:[^\s<>]*>",
    re.DOTALL,
)
# Atomic, as all that can be long is here: what fails is not tried in other ways.
_TEXT = r"\\(?:(?:text[a-z]*|[mh]box)|f?colorbox(?>\{[^{}]*\}){1,2}(?=\{))\{[^{}]*\}"
_INSIDE = rf"(?>(?:{_TEXT}|\\.|[^\\$])*)"
_INLINE = re.compile(rf"\$(?=[^\s$])({_INSIDE})(?<!\s)\$(?!\d)", re.DOTALL)
# Many write spaces inside the dollars. On one line, and with LaTeX in it, it cannot be a price.
_SPACED = re.compile(rf"\$((?>[^\S\n]*)(?!\n){_INSIDE})\$(?![A-Za-z0-9])", re.DOTALL)
_IS_LATEX = re.compile(r"\s*[A-Za-z]\s*\Z|(?=[^\n]*\Z).*?(?:\\[A-Za-z]|[_^])")
_DISPLAY = re.compile(r"\$\$((?>(?:\\.|(?!\$\$)[^\\])+))\$\$", re.DOTALL)
# Between two lines of $$ alone, or in an environment, blank lines may stand too.
_DISPLAY_LINES = re.compile(
    r"\$\$[ \t]*(?=\n|\\begin\{)((?>(?:\\.|(?!\$\$)[^\\])*))\$\$[ \t]*(?=\n|\Z)", re.DOTALL
)
_LAST_LINE = re.compile(r"(?:(?<=\n)|\\end\{\w+\*?\})([ \t>]*)\Z")
_CLOSING = {
    "(": r"(?<!\\)\\\)",
    "[": r"(?<!\\)\\\]",
    r"\\(": r"\\\\\)",
    r"\\[": r"\\\\\]",
    "!--": "-->",
    ">": ">",
    # \[1\] and \[see below\] are brackets that somebody escaped; a formula has some of these.
    "sign": r"\\[A-Za-z]|[\^_=<>+]",
    **{name: rf"(?i:</{name}\s*>)" for name in _ELEMENTS},
}
_BEGIN = re.compile(rf"\\begin\{{((?:{ENVIRONMENTS})\*?)\}}")
_LINE_START = re.compile(r"((?:[ \t]*>)*)[ \t]*(?:(?:[*+-]|\d+[.)])[ \t]+)?")
_MOST_QUOTES = 8  # in each other; for each depth there is a copy of the text
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
_REFERENCE = re.compile(r"(?<!!)\[\]\((?:[{|]filename[}|][^()\s#]*)?#[^()\s]+\)")
_NUMBER = re.compile(r"\\(\d+\.\d+)")
_EQUATION_REFERENCE = re.compile(r"(\\(?:eq)?ref\{[^{}\n]+\})")


class Math(NamedTuple):
    """A formula: ``source`` begins at ``source_start``, the whole with its delimiters at start."""

    start: int
    end: int
    source: str
    source_start: int
    display: bool
    latex: str = ""
    """What it means, where its dialect writes LaTeX otherwise (see dialects.py)."""


class Directive(NamedTuple):
    """A directive; ``block`` says that it has its lines to itself."""

    start: int
    end: int
    text: str
    name: str
    block: bool


class Reference(NamedTuple):
    """A link without a text, ``[](#id)``, which is to have that of what it leads to."""

    start: int
    end: int
    text: str


class Literal(NamedTuple):
    """An escaped ``\\<<``, ``\\$`` or ``\\0.5`` and the text that it stands for."""

    start: int
    end: int
    text: str


class Broken(NamedTuple):
    """Something that was begun and never ended."""

    start: int
    end: int
    message: str


Item = Math | Directive | Reference | Literal | Broken


def scan(
    text: str, names: frozenset[str] = frozenset(), dialect: str | None = "latex"
) -> Iterator[Item]:
    """Yield what was found in ``text``, in order and without overlaps; names as in ``tokens``.

    ``dialect`` is one of DIALECTS: how formulas are written; None where somebody else reads them.
    """
    for token in tokens(text, names, dialect):
        if isinstance(token, Math) and dialect and dialect != "latex":
            yield _in_dialect(token, text, dialect)
        elif not isinstance(token, Span):
            yield token


def tokens(
    text: str, names: frozenset[str] = frozenset(), dialect: str | None = "latex"
) -> Iterator[Item | Span]:
    """Yield what was found in ``text``, and what was passed over as code or HTML.

    ``names`` are those of directives: only a known name makes ``<<NAME`` without a space, or a
    ``<<`` that nothing closes, a directive. In all dialects but that of LaTeX ``\\\\(`` begins a
    formula.
    """
    blocks, at = code_blocks(text), 0
    readers = _READERS if dialect else _WITHOUT_FORMULAS
    escaped = dialect not in ("latex", None)
    block = next(blocks, None)
    while found := _INTERESTING.search(text, at):
        at = found.start()
        while block and block.end <= at:
            block = next(blocks, None)
        if block and block.start <= at:
            at = block.end
            continue
        end = block.start if block else len(text)
        item = (escaped and _doubled(text, at, end)) or readers[found[0]](text, at, end, names)
        if not isinstance(item, Span) or item.end - item.start > 2:  # or a sign begins nothing
            yield item
        at = item.end


def _in_dialect(math: Math, text: str, dialect: str) -> Math:
    if dialect == "kramdown" and text.startswith("$$", math.start):
        return math._replace(display=has_its_lines(text, math.start, math.end))
    latex = as_latex(math.source)
    return math._replace(latex=latex) if latex != math.source else math


def _doubled(text: str, at: int, end: int) -> Math | None:
    """A formula whose delimiters have their backslashes doubled, for Markdown to eat one."""
    opening, begins = text[at : at + 3], at + 3
    if opening not in (r"\\(", r"\\["):
        return None
    view, end = _paragraph(text, at, end)
    ends = _closed(view, opening, begins + 1, end)
    if ends is None:
        return None
    return Math(at, ends + 3, view[begins:ends], begins, opening == r"\\[")


def _backtick(text: str, at: int, block: int, names: frozenset[str]) -> Span:
    if end := code_span_end(text, at):
        return Span(at, end)
    run = _BACKTICKS.match(text, at)
    assert run
    return Span(at, run.end())


def _dollar(text: str, at: int, block: int, names: frozenset[str]) -> Item | Span:
    view, end = _paragraph(text, at, block)
    if view.startswith("$$", at, end):
        if found := _DISPLAY.match(view, at, end):
            return _math(found, display=True)
        found = _DISPLAY_LINES.match(text, at, block)
        if found and (last := _LAST_LINE.search(found[1])):
            return _without_blank_lines(found, at, last.start(1))
        if _at_line_start(text, at):
            hint = "blank lines need both $$ on lines of their own; for a literal $ write \\$"
            return Broken(at, end, f"math: $$ is never closed: {hint}")
        return Span(at, at + 2)
    found = _INLINE.match(view, at, end)
    if not found and (found := _SPACED.match(view, at, end)) and not _IS_LATEX.match(found[1]):
        found = None
    if found and _ends_in_code(view, found, end):
        found = None
    return _math(found, display=False) if found else Span(at, at + 1)


def _escape(text: str, at: int, block: int, names: frozenset[str]) -> Literal | Span:
    if text.startswith("<<", at + 1):
        return Literal(at, at + 3, "<<")
    if number := _NUMBER.match(text, at):
        return Literal(at, number.end(), number[1])
    return Span(at, at + 2)


def _backslash(text: str, at: int, block: int, names: frozenset[str]) -> Item | Span:
    if text.startswith("$", at + 1):
        return Literal(at, at + 2, "$")
    if reference := _EQUATION_REFERENCE.match(text, at):
        return Math(at, reference.end(), reference[1], at, display=False)
    if text.startswith(("(", "[", "begin{"), at + 1):
        view, end = _paragraph(text, at, block)
        if math := _bracketed(view, at, end):
            return math
        opening = _BEGIN.match(view, at, end)
        if opening and _at_line_start(text, at):
            return _environment(view, at, end, opening)
    return _escape(text, at, block, names)


def _less_than(text: str, at: int, block: int, names: frozenset[str]) -> Item | Span:
    if text.startswith("<<", at):
        return _directive(text, at, block, names) or Span(at, at + 2)
    if end := _verbatim(text, at):
        return Span(at, end)
    found = _TAG.match(text, at)
    return Span(at, found.end() if found else at + 1)


def _verbatim(text: str, at: int) -> int | None:
    """Where a comment or an element ends in which nothing is read, if one begins here."""
    opening = _VERBATIM.match(text, at)
    if not opening:
        return None
    begins = opening.end() if opening[1] else _closed(text, ">", opening.end())
    if begins is None:
        return None
    ends = _closed(text, opening[1] or opening[2].lower(), begins)
    return None if ends is None else text.index(">", ends) + 1


def _bracket(text: str, at: int, block: int, names: frozenset[str]) -> Item | Span:
    found = _REFERENCE.match(text, at)
    return Reference(at, found.end(), found[0]) if found else Span(at, at + 1)


def _directive(text: str, at: int, block: int, names: frozenset[str]) -> Directive | Broken | None:
    view, end = _paragraph(text, at, block)
    opening = grammar.OPENING.match(view, at, end)
    if not opening or not (opening["space"] or opening["name"] in names):
        return None
    name = opening["name"]
    if name not in names and view[opening.end()] == ",":
        return None
    if name not in names and (another := view.find("<<", at + 2, end)) >= 0:
        end = another  # a << b << c >> d
    behind = grammar.closing(view, at, end)
    if behind is None:
        if name not in names:
            return None
        wrong = "the directive is never closed with >>; for a literal << write \\<<"
        return Broken(at, end, f"{name}: {wrong}")
    alone = _at_line_start(text, at) and bool(_LINE_END.match(text, behind))
    return Directive(at, behind, view[at:behind], name, alone)


def _math(found: re.Match[str], *, display: bool) -> Math:
    return Math(found.start(), found.end(), found[1], found.start(1), display)


def _bracketed(view: str, at: int, end: int) -> Math | None:
    r"""The formula in ``\(…\)`` or ``\[…\]`` that begins here, if one does."""
    kind, begins = view[at + 1], at + 2
    ends = _closed(view, kind, begins + 1, end) if kind in _CLOSING else None
    if ends is None:
        return None
    is_display = kind == "["
    if is_display and _closed(view, "sign", begins, ends) is None:
        return None
    return Math(at, ends + 2, view[begins:ends], begins, is_display)


def _environment(view: str, at: int, end: int, opening: re.Match[str]) -> Math | Broken:
    r"""What begins here with ``\begin{align}``."""
    closing = f"\\end{{{opening[1]}}}"
    ends = _closed(view, closing, opening.end(), end)
    if ends is None:
        lacks = f"{closing} is missing before the next blank line"
        return Broken(at, end, f"math: {opening[0]} is never closed: {lacks}")
    ends += len(closing)
    return Math(at, ends, view[at:ends], at, display=True)


def _ends_in_code(view: str, found: re.Match[str], end: int) -> bool:
    """Whether a code span begins in what was found and ends behind it."""
    at = found.start()
    while run := _BACKTICKS.search(view, at, found.end()):
        at = code_span_end(view, run.start(), end) or run.end()
    return at > found.end()


def _without_blank_lines(found: re.Match[str], at: int, end: int) -> Math:
    """LaTeX takes no blank lines: they become spaces, so that offsets hold."""
    source = re.sub(r"\n(?=[ \t>]*\n)", " ", found[1][:end])
    return Math(at, found.end(), source, found.start(1), display=True)


def _at_line_start(text: str, at: int) -> bool:
    return _marks(text, line_start(text, at)).end() == at


def _paragraph(text: str, at: int, block: int) -> tuple[str, int]:
    """Where to read what begins at ``at``: quote marks of this depth blanked out, and its end.

    It ends at a blank line, or where the next code block begins.
    """
    depth = _marks(text, line_start(text, at))[1].count(">")
    unquoted, ends = _unquoted(text, min(depth, _MOST_QUOTES))
    return unquoted, min(ends[bisect_left(ends, at)], block)


@lru_cache(maxsize=16)  # once for a line, in which much may begin
def _marks(text: str, at: int) -> re.Match[str]:
    """Quote marks, and that of a list, with which a line begins."""
    found = _LINE_START.match(text, at)
    assert found
    return found


def _closed(text: str, opening: str, at: int, end: int = sys.maxsize) -> int | None:
    """Where between two offsets what closes an opening begins, or a sign stands, if one does."""
    closings = _closings(text, opening)
    index = bisect_left(closings, at)
    return closings[index] if index < len(closings) and closings[index] < end else None


# Each once for a text, and no copy for each sign in it: that would take quadratic time.
@lru_cache(maxsize=512)
def _closings(text: str, opening: str) -> list[int]:
    closing = _CLOSING.get(opening) or re.escape(opening)
    return [found.start() for found in re.finditer(closing, text)]


@lru_cache(maxsize=64)
def _unquoted(text: str, depth: int) -> tuple[str, list[int]]:
    """The text with quote marks of a depth blanked out, and where its paragraphs end."""
    quoted = rf"(?:[ \t]*>){{0,{depth}}}"
    blank = re.compile(rf"\n{quoted}[ \t]*(?=\n|\Z)")
    ends = [*(found.start() for found in blank.finditer(text)), len(text)]
    if not depth:
        return text, ends
    return re.sub(rf"(?<=\n){quoted}", lambda marks: " " * len(marks[0]), text), ends


_READERS: dict[str, Callable[[str, int, int, frozenset[str]], Item | Span]] = {
    "`": _backtick,
    "$": _dollar,
    "\\": _backslash,
    "<": _less_than,
    "[": _bracket,
}
_WITHOUT_FORMULAS = {
    **_READERS,
    "$": lambda text, at, block, names: Span(at, at + 1),
    "\\": _escape,
}
