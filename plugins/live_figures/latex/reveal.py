"""What the engine was not shown, or shows otherwise: put right in its MathML."""

from __future__ import annotations

import re
from html import escape

_ABSURD = 7654321
_TAG = re.compile("hex:((?:[0-9a-f]{2})+):")
_COLOUR = re.compile(rf'color:#FF0000;"><mspace width="{_ABSURD}em"/><mspace width="(\d+)em"/>')
_TILDE = '<mo stretchy="true">~</mo>'
_GROWING_TILDE = '<mo stretchy="true">\u02dc</mo>'  # fonts have long forms of this one
_RULE = re.compile(r'<mtr>(?:<mtd style="border-top[^"]*"></mtd>)+</mtr>')
_BETWEEN_RULES = "padding-block: 0.15em 0;border-top"


def disguise(tag: str) -> str:
    """A tag as the engine takes it: in plain ASCII."""
    return tag if re.fullmatch(r"[A-Za-z0-9., :-]*", tag) else f"hex:{tag.encode().hex()}:"


def bear_colour(number: int) -> str:
    """A colour that has no name, which the engine would ask for: in a space of absurd width."""
    return rf"\color{{red}}\hspace{{{_ABSURD}em}}\hspace{{{number}em}}"


def reveal(mathml: str) -> str:
    """Show tags and colours as they are, tildes that can grow, and rules without empty rows."""
    mathml = mathml.replace(_TILDE, _GROWING_TILDE)
    mathml = _TAG.sub(lambda m: escape(bytes.fromhex(m[1]).decode()), mathml)
    mathml = _COLOUR.sub(lambda m: f'color:#{int(m[1]):06X};">', mathml)
    return _RULE.sub(lambda m: m[0].replace("border-top", _BETWEEN_RULES), mathml)
