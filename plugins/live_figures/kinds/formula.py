"""Formulas: LaTeX, with the values that stand in it, becomes MathML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from ..latex import Formula, LatexError, characters, render
from ..post import Post
from ..results.job import Request
from ..text.placeholder import Placeholder
from . import inline
from .page import Page
from .site import Anchor, Site

_BRIEF = 60
"""The most characters of a formula in a message; the line itself is shown below."""

_LABEL = re.compile(r'id="([^"]+)"><mtext>\(?([^<]*?)\)?</mtext>')
# A number that is the author's own, \0.15; \\0.15 begins a line of the formula.
_LITERAL = re.compile(r"(?<!\\)((?:\\\\)*)\\(?=\d+\.\d)")

_BLOCK = r"(?:p|li|dd|td|div|blockquote|figcaption)"
_DISPLAY = re.compile(
    rf'(<{_BLOCK}\b[^>]*>\s*)?<span class="math-display">(<math\b.*?</math>)</span>'
    rf"([^\s<]*)(\s*</{_BLOCK}>)?",
    re.DOTALL,
)
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_INDENT = "\u2003\u2003"
_SIGNS = str.maketrans({",": "{,}", "\u202f": r"\,", "−": "-", "%": r"\%", "×": r"\times "})
_POWER = re.compile("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_NUMBER = re.compile(r"[-−+]?[\d.,\u202f]+(×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?%?")


def asks(item: Placeholder, post: Post, site: Site) -> Iterator[Request]:
    return inline.asks(item.text, post.lang, site)


def render_all(items: Iterable[Placeholder], page: Page) -> dict[Placeholder, str]:
    """The HTML of all formulas of a text: labels, references and macros hold in all of it."""
    items = list(items)
    expanded = [
        inline.expand(_LITERAL.sub(r"\1 ", each.text), each, 0, page, latex) for each in items
    ]
    formulas = [
        Formula(source.text, item.block) for source, item in zip(expanded, items, strict=True)
    ]
    prefix = f"{page.post.slug}-" if page.is_body else f"{page.post.slug}-{page.field}-"
    rendered = render(formulas, id_prefix=prefix)
    return {
        item: _html(mathml, item, source, prefix, page)
        for item, source, mathml in zip(items, expanded, rendered, strict=True)
    }


def _html(
    mathml: str | LatexError, item: Placeholder, source: inline.Expanded, prefix: str, page: Page
) -> str:
    if isinstance(mathml, LatexError):
        message = f"math: {mathml.message} in {_brief(item.text)}{mathml.hint}"
        return page.problem(item, message, source.origin(mathml.offset))
    page.site.characters.update(characters(mathml))
    if item.block:
        for id, number in _LABEL.findall(mathml):
            name = unescape(id).removeprefix(prefix)
            page.anchor(name, Anchor("equation", unescape(number), unescape(id)))
    return mathml


def html(mathml: str, punctuation: str, *, block: bool) -> str:
    """A formula; wide display math scrolls in its wrapper, which Firefox needs for that.

    Inline, it is bound to the punctuation behind it: browsers would break the line between them.
    """
    if block:
        return f'<span class="math-display">{mathml}</span>{punctuation}'
    if not punctuation or not mathml.startswith("<math"):
        return mathml + punctuation
    return f'<span class="math-bound">{mathml}{punctuation}</span>'


def latex(text: str) -> str:
    r"""A value as it stands in a formula: a number as such, words as ``\text``."""
    if not text:
        return ""
    number, unit = text, ""
    if not _NUMBER.fullmatch(text):  # the groups of a number are set apart as its unit is
        number, _, unit = text.rpartition("\u202f")
    if not _NUMBER.fullmatch(number):
        return rf"\text{{{_words(text)}}}"
    number = _POWER.sub(lambda power: f"10^{{{power[1].translate(_DIGITS)}}}", number)
    number = number.translate(_SIGNS)
    return rf"{{{number}}}\,\text{{{_words(unit)}}}" if unit else f"{{{number}}}"


def _words(text: str) -> str:
    return re.sub(r"([{}$&%#_])", r"\\\1", text.replace("\\", ""))


def _brief(latex: str) -> str:
    line = " ".join(latex.split())
    return line if len(line) <= _BRIEF else f"{line[:_BRIEF]}…"


def feed(html: str) -> str:
    """Formulas without MathML, which most feed readers strip."""
    from ..latex.linear import linear  # not for a site without feeds

    def on_lines_of_its_own(formula: re.Match[str]) -> str:
        """A display formula, which may stand within a paragraph."""
        before, mathml, punctuation, behind = formula.groups()
        lines = linear(mathml).replace("<br>", f"<br>{_INDENT}")
        return f"{before or '<br>'}{_INDENT}{lines}{punctuation}{behind or '<br>'}"

    html = _DISPLAY.sub(on_lines_of_its_own, html)
    return _FORMULA.sub(lambda formula: linear(formula[0]), html)
