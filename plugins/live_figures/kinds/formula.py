"""Formulas: LaTeX, with the values that stand in it, becomes MathML."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from ..latex.formula import Formula, LatexError, literal, text_in
from ..post import Post
from ..results.job import Request
from ..text.dialects import as_written
from ..text.placeholder import Placeholder, find
from ..text.signs import GONE
from . import inline
from .page import Page
from .site import Anchor, Site

log = logging.getLogger(__name__)

_BRIEF = 60
"""The most characters of a formula in a message; the line itself is shown below."""

_LABEL = re.compile(r'id="([^"]+)"><mtext>\(?(.*?)\)?</mtext></mtd>')
_CODE = re.compile("-([0-9a-f]+)-")
# A number that is the author's own, \0.15; \\0.15 begins a line of the formula.
_LITERAL = re.compile(r"(?<!\\)((?:\\\\)*)\\(?=\d+\.\d)")

_ANCHOR = re.compile(r'(?<=<mtd)([^>]*?) id="[^"]*"|<a href="#[^"]*">|</a>')
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
    return inline.asks(_latex_of(item), post.lang, site)


def render_all(pages: Sequence[Page]) -> None:
    """Render the formulas of a post, the body's first: labels and macros hold in all its texts.

    What two texts share, as a body and the summary cut from it, is one formula.
    """
    found: dict[Placeholder, Page] = {}
    for page in sorted(pages, key=lambda page: not page.is_body):
        for item in find(page.post.texts[page.field]):
            if item.kind == "formula":
                found.setdefault(item, page)
    if any(policy(page) == "off" for page in pages):
        rendered = {item: as_written(item.text, display=item.block) for item in found}
    else:
        rendered = _rendered(found)
    for page in pages:
        page.formulas = (
            rendered
            if page.is_body
            else {item: _without_anchors(mathml) for item, mathml in rendered.items()}
        )


def _rendered(found: Mapping[Placeholder, Page]) -> dict[Placeholder, str]:
    expanded = [
        inline.expand(_LITERAL.sub(r"\1 ", _latex_of(item)), item, 0, page, latex).without(GONE)
        for item, page in found.items()
    ]
    formulas = [
        Formula(source.text, item.block) for source, item in zip(expanded, found, strict=True)
    ]
    if not found:
        return {}
    page = next(iter(found.values()))
    prefix = f"{page.post.slug}-"
    rendered = page.site.renderer.render(page.post, formulas, prefix)
    page.site.characters.update(rendered.characters)
    return {
        item: _html(mathml, item, source, prefix, page)
        for (item, page), source, mathml in zip(
            found.items(), expanded, rendered.formulas, strict=True
        )
    }


def _latex_of(item: Placeholder) -> str:
    """What was written, in LaTeX; offsets are the same."""
    return item.note or item.text


def policy(page: Page) -> str:
    """What becomes of formulas that are wrong: the post's own rule, else the site's."""
    return page.post.formulas or page.site.formulas


def _without_anchors(html: str) -> str:
    """A formula for where its post is not: no ids, and nothing that leads to one."""
    return _ANCHOR.sub(lambda found: found[1] or "", html)


def in_data(latex: str, item: Placeholder, page: Page) -> str:
    """The HTML of a formula in what a result holds, such as a cell of a table."""
    if policy(page) == "off":
        return as_written(latex, display=False)
    rendered = page.site.renderer.anew([Formula(latex, False)])
    page.site.characters.update(rendered.characters)
    (mathml,) = rendered.formulas
    if isinstance(mathml, str):
        return mathml
    message = f"math: {mathml.message} in {_brief(latex)}"
    if policy(page) == "strict":
        return page.problem(item, f"{message}{mathml.hint}")
    log.warning("%s:%s:%s: %s", *page.locate(item), message)
    return as_written(latex, display=False)


def _html(
    mathml: str | LatexError, item: Placeholder, source: inline.Expanded, prefix: str, page: Page
) -> str:
    if isinstance(mathml, LatexError):
        if policy(page) == "source":
            path, line, column = page.locate(item, source.origin(mathml.offset))
            log.warning("%s:%s:%s: math: %s", path, line, column, mathml.message)
            return as_written(item.text, display=item.block)
        message = f"math: {mathml.message} in {_brief(item.text)}{mathml.hint}"
        return page.problem(item, message, source.origin(mathml.offset))
    if item.block:
        for id, number in _LABEL.findall(mathml):
            name = _label(unescape(id).removeprefix(prefix))
            page.anchor(name, Anchor("equation", unescape(text_in(number)), unescape(id)))
    return mathml


def _label(id: str) -> str:
    """The label that the engine has made an id of: ``eq-5f-a`` of ``eq_a``."""
    return _CODE.sub(lambda code: chr(int(code[1], 16)), id)


def html(mathml: str, punctuation: str, *, block: bool) -> str:
    """A formula; wide display math scrolls in its wrapper, which Firefox needs for that.

    Inline, it is bound to the punctuation behind it: browsers would break the line between them.
    """
    if block and mathml.startswith("<math"):
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
    return re.sub(r"([{}$&%#_])", r"\\\1", literal(text))


def _brief(latex: str) -> str:
    line = " ".join(latex.split())
    return line if len(line) <= _BRIEF else f"{line[:_BRIEF]}…"


def feed(html: str) -> str:
    """Formulas without MathML, which most feed readers strip."""
    if "<math" not in html:
        return html  # a text may be long
    from ..latex.linear import linear  # not for a site without feeds

    def on_lines_of_its_own(formula: re.Match[str]) -> str:
        """A display formula, which may stand within a paragraph."""
        before, mathml, punctuation, behind = formula.groups()
        lines = linear(mathml).replace("<br>", f"<br>{_INDENT}")
        return f"{before or '<br>'}{_INDENT}{lines}{punctuation}{behind or '<br>'}"

    html = _DISPLAY.sub(on_lines_of_its_own, html)
    return _FORMULA.sub(lambda formula: linear(formula[0]), html)
