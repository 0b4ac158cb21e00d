"""Figures and formulas as feed readers can show them."""

from __future__ import annotations

import re

from .build import FOLDER
from .latex.linear import linear

_BLOCK = r"(?:p|li|dd|td|div|blockquote|figcaption)"
_DISPLAY = re.compile(
    rf'(<{_BLOCK}\b[^>]*>\s*)?<span class="math-display">(<math\b.*?</math>)</span>'
    rf"([^\s<]*)(\s*</{_BLOCK}>)?",
    re.DOTALL,
)
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_FIGURE = re.compile(rf'(<img[^>]* src="[^"]*{FOLDER}/[^"/]+)\.svg"')
_INDENT = "\u2003\u2003"


def for_readers(html: str) -> str:
    """``html`` with PNGs for SVGs, which readers rarely show, and formulas without MathML."""
    html = _DISPLAY.sub(_on_lines_of_its_own, html)
    html = _FORMULA.sub(lambda formula: linear(formula[0]), html)
    return _FIGURE.sub(r'\1.png"', html)


def _on_lines_of_its_own(formula: re.Match[str]) -> str:
    """A display formula, which may stand within a paragraph."""
    before, mathml, punctuation, behind = formula.groups()
    lines = linear(mathml).replace("<br>", f"<br>{_INDENT}")
    return f"{before or '<br>'}{_INDENT}{lines}{punctuation}{behind or '<br>'}"
