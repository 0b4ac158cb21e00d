"""LaTeX to MathML: math-core, behind a rewriting of what people write and it lacks."""

from .document import Formula, LatexError, characters, render, text_in

__all__ = ["Formula", "LatexError", "characters", "render", "text_in"]
