r"""Delimiters, ``\big(`` and ``\left(``: as large as they have to be, and around the axis."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .tree import Node, Token, braced, is_blank

_SIZED = re.compile(r'<mo[^>]* minsize="([\d.]+)em" maxsize="\1em"[^>]*>[^<]*</mo>')
_AXIS = 0.258  # em above the baseline, in the font of the formulas
_LARGE = [
    *(r"\sum", r"\prod", r"\coprod", r"\int", r"\iint", r"\iiint", r"\iiiint", r"\oint"),
    *(r"\oiint", r"\oiiint", r"\bigcap", r"\bigcup", r"\bigvee", r"\bigwedge", r"\bigoplus"),
    *(r"\bigotimes", r"\bigodot", r"\biguplus", r"\bigsqcup", "∑", "∏", "∐", "∫"),
]
LARGE = re.compile(r"[∑∏∐∫]|\\(?:big[cdsuvwo]|(?:co)?prod|sum|o?i+nt)")
"""A quick look for large operators that may err to yes."""

# What is no taller than a parenthesis: signs, small letters with an accent, a prime, and rows of
# these, also below the line. The engine says of all other fences whether they may grow.
_FENCE = r'<mo((?: [lr]space="[^"]*")*)>([][(){}|‖⟨⟩⌊⌋⌈⌉\u2063])</mo>'
_MIDDLE = '<mo stretchy="true" lspace="0" rspace="0">'
_SIGN = (
    rf"(?!{_FENCE}|<mo[^>]* minsize)<m(?:[ino]|text)(?: [^>]*)?>[^<∑∏∐∫-∳⋀-⋃⨀-⨟]*</m(?:[ino]|text)>"
)
_SMALL = "[acegm-suvwxyzαγεηικμνορςστυχω𝐚𝐜𝐞𝐠𝐦-𝐬𝐮-𝐳]"
_ACCENTED = rf'<mover accent="true"><mi>{_SMALL}</mi><mo[^>]*>[^<]*</mo></mover>'
_PRIMED = rf"<msup>{_SIGN}<mo[^>]*>′</mo></msup>"
_PIECE = rf"(?>{_SIGN}|{_ACCENTED}|{_PRIMED}|<mspace(?: width=[^>]*)?/>)"
_ROW = rf'<mrow(?: style="color:#\w+;")?>{_PIECE}*</mrow>'
_SUB = rf"<msub>(?:{_PIECE}|{_ROW})+</msub>"
_LOW = re.compile(rf"<mrow>{_FENCE}(?>{_PIECE}|{_ROW}|{_SUB})*{_FENCE}</mrow>")
_GROWS = re.compile(_FENCE)


def as_one(body: Sequence[Node]) -> Sequence[Node]:
    r"""The inside of ``\left…\right``, in braces if large operators stand in it.

    Firefox leaves large operators out when it sizes delimiters beside them, but not a row of which
    they are a part.
    """
    texts = [node.text for node in body if isinstance(node, Token)]
    if r"\middle" in texts or not any(text in _LARGE for text in texts):
        return body
    first = next(index for index, node in enumerate(body) if not is_blank(node))
    delimiter, inside = body[first], body[first + 1 :]
    if not isinstance(delimiter, Token):
        return body
    return [delimiter, braced("{", inside, delimiter)]


def snug(mathml: str) -> str:
    r"""Keep those of ``\left(x\right)`` from growing.

    Chromium would give them the room of the largest, and WebKit enlarge them upwards.
    """
    found = mathml.count("<mrow><mo")
    while found:  # from the innermost outwards
        mathml, found = _LOW.subn(_not_growing, mathml)
    return mathml


def _not_growing(found: re.Match[str]) -> str:
    low = found[0].replace(_MIDDLE, _MIDDLE.replace("true", "false"))
    return _GROWS.sub(r'<mo stretchy="false"\1>\2</mo>', low)


def centred(mathml: str) -> str:
    """Put each beside a strut of its own height, to which it stretches.

    Without one, WebKit enlarges what it would have stretched to, up to the top of a letter, by
    growing upwards alone; and Chromium hangs up the first that has a script too low.
    """
    return _SIZED.sub(_beside_strut, mathml) if "minsize" in mathml else mathml


def _beside_strut(found: re.Match[str]) -> str:
    half = float(found[1]) / 2
    strut = f'<mspace height="{half + _AXIS:.3g}em" depth="{half - _AXIS:.3g}em"/>'
    return f"<mrow>{found[0]}{strut}</mrow>"
