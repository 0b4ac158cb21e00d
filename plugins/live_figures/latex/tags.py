r"""The tags of equations, as MathML: the engine knows plain text only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from math_core import LatexToMathML

from .formula import LatexError
from .guard import complaint, flaw
from .reveal import disguise
from .tree import Cursor, Node, Token, text_of

_MATH = re.compile("</?math[^>]*>")


def tag(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\tag{$\ast$}`` and ``\tag*{1}``."""
    star = cursor.accept("*")
    parts = text_of(cursor.argument(command)).split("$")
    if len(parts) % 2 == 0 or any(re.search(r"[\\{}]", words) for words in parts[::2]):
        raise LatexError(r"\tag holds text and $…$ only", command.at)
    html = "".join(
        _inline(part, command) if number % 2 else escape(part) for number, part in enumerate(parts)
    )
    return [command, Token(f"{star}{{{disguise(html)}}}", command.at)]


def _inline(latex: str, command: Token) -> str:
    engine = LatexToMathML(continue_on_error=True, fancy_error=False)
    mathml = engine.convert_with_local_state(latex, displaystyle=False)
    if error := complaint(mathml):
        raise LatexError(error[1], command.at)
    if wrong := flaw(mathml):
        raise LatexError(wrong, command.at)
    return f"</mtext><mrow>{_MATH.sub('', mathml)}</mrow><mtext>"
