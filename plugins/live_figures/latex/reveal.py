"""What the engine was not shown, or shows otherwise: put right in its MathML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum

from .formula import from_literal, literal, text_in


class Mark(IntEnum):
    """Spaces of absurd widths say what is meant; the engine keeps numbers of this size."""

    COLOUR = 7654321
    BACKGROUND = 7654322
    FRAME = 7654323
    TIGHT_TABLE = 7654324
    BAR = 7654325
    LAP = 7654326
    BOLD = 7654327


_STYLES = {
    Mark.COLOUR: "color:#{:06X};",
    Mark.BACKGROUND: "background-color:#{:06X};color:#000;color-scheme:light;padding:0.15em 0.3em;",
    Mark.FRAME: "border:0.05em solid #{:06X};",
}
_SPACE = r'<mspace (?:width="|style="margin-left:)(-?[\d.]+)(?:em)?;?"/>'
_STYLED = re.compile(rf'color:#FF0000;"><mspace width="(765432[1-3])em"/>{_SPACE}')
_TABLE = re.compile(
    r'<mtable( [^>]*><mtr>(?:<mtd style="width: 50%"></mtd>)?<mtd[^>]*>)'
    rf'<mspace width="{Mark.TIGHT_TABLE:d}em"/>'
)
_BAR = re.compile(rf'<mspace width="{Mark.BAR:d}em"/>{3 * _SPACE}')
_BOLD = f'<mspace width="{Mark.BOLD:d}em"/>'
_ROW = re.compile("<(/?)mrow")
_DIGITS = re.compile(r"(?<=<m[in]>)[0-9]+(?=</)")
_BOLD_DIGITS = {ord("0") + digit: chr(0x1D7CE + digit) for digit in range(10)}
_LAP = re.compile(
    '<mpadded style="padding-left:0;padding-right:0;"><mrow>'
    rf'<mspace width="{Mark.LAP:d}em"/>{_SPACE}'
)
SIDES = ("clap", "llap", "rlap")
"""Of boxes that take no room: around their place, to the left of it, to the right."""

_PLAIN_TAG = re.compile(r"[A-Za-z0-9., :-]*")
_TAG = re.compile(r"(<mtext>\(?)?hex:((?:[0-9a-f]{2})+):")
_GIVEN = re.compile(r"\\tag\*?\{hex:((?:[0-9a-f]{2})+):\}")
_REM = re.compile(r'(="-?[\d.]+)rem"')
_TILDE = '<mo stretchy="true">~</mo>'
_GROWING_TILDE = '<mo stretchy="true">\u02dc</mo>'  # fonts have long forms of this one
# A row of a rule alone: the engine gives the first rule to the table.
_RULE = re.compile(
    r'(?:(<mtable style="[^"]*border-top[^>]*><mtr>)((?:<mtd[^>]*></mtd>)+)'
    r'|<mtr>((?:<mtd style="border-top[^>]*></mtd>)+))</mtr>(?=(</mtable>)?)'
)
_QUOTE = literal('"')
_CELL = re.compile("<mtd[^>]*>")
_BESIDE = re.compile("border-right[^;]*;")


def bear(mark: Mark, *values: float) -> str:
    """The spaces that stand for a mark and the numbers that belong to it."""
    return "".join(rf"\hspace{{{value:.8g}em}}" for value in (mark, *values))


def styled(mark: Mark, colour: int) -> str:
    """The beginning of braces that have a colour, a background or a frame."""
    return rf"{{\color{{red}}{bear(mark, colour)}"


def disguise(html: str) -> str:
    """The inside of a tag's ``<mtext>`` as the engine takes it: in plain ASCII."""
    is_plain = _PLAIN_TAG.fullmatch(html) and "hex:" not in html
    return html if is_plain else f"hex:{html.encode().hex()}:"


def disguised(latex: Iterable[str]) -> frozenset[str]:
    """The tags in disguise that the engine is given: not all that looks like one is."""
    return frozenset(tag for each in latex for tag in _GIVEN.findall(each))


def reveal(mathml: str, tags: frozenset[str]) -> str:
    """Show what was hidden, tildes that can grow, and rules without rows of their own."""
    mathml = _REM.sub(r'\1em"', mathml)  # lengths that follow the formula; WebKit takes no rem
    mathml = mathml.replace(_TILDE, _GROWING_TILDE).replace(_QUOTE, "&quot;")
    mathml = from_literal(mathml)
    if "border-top" in mathml:
        mathml = _RULE.sub(_ruled, mathml)
    if "hex:" in mathml:
        mathml = _TAG.sub(lambda found: _tagged(found) if found[2] in tags else found[0], mathml)
    if "76543" not in mathml:  # of a mark
        return mathml
    mathml = _STYLED.sub(lambda m: _STYLES[Mark(int(m[1]))].format(int(m[2])) + '">', mathml)
    mathml = _TABLE.sub(r'<mtable class="math-tight"\1', mathml)
    mathml = _BAR.sub(_barred, mathml)
    mathml = _LAP.sub(_lapped, mathml)
    while _BOLD in mathml:
        mathml = _with_bold_digits(*mathml.partition(_BOLD)[::2])
    return mathml


def _with_bold_digits(before: str, behind: str) -> str:
    r"""The rest of a row in ``\boldsymbol`` of which a macro's argument is a part."""
    depth, end = 1, len(behind)
    for tag in _ROW.finditer(behind):
        depth += -1 if tag[1] else 1
        if not depth:
            end = tag.start()
            break
    digits = _DIGITS.sub(lambda found: found[0].translate(_BOLD_DIGITS), behind[:end])
    return before + digits + behind[end:]


def _barred(found: re.Match[str]) -> str:
    width, height, raised = map(float, found.groups())
    bar = f'<mspace width="{width:g}em" height="{height:g}em" style="background:currentcolor"/>'
    if not raised:
        return bar
    above, below = max(height + raised, 0), max(-raised, 0)
    box = f'height="{above:g}em" depth="{below:g}em" voffset="{raised:g}em"'
    return f"<mpadded {box}>{bar}</mpadded>"


def _lapped(found: re.Match[str]) -> str:
    """The style sheet moves it: MathML Core has no ``lspace`` that depends on the width."""
    return f'<mpadded width="0"><mrow class="math-{SIDES[int(found[1]) - 1]}">'


def _tagged(found: re.Match[str]) -> str:
    """A tag; in a link to it, its text alone."""
    html = bytes.fromhex(found[2]).decode()
    return found[1] + html if found[1] else text_in(html)


def _ruled(found: re.Match[str]) -> str:
    """A rule at a little distance from the next, and no lines between the two."""
    padding = "padding-block: 0;" if found[4] else "padding-block: 0.15em 0;"
    if found[1]:
        return found[1] + _CELL.sub(f'<mtd style="{padding}">', found[2]) + "</mtr>"
    cells = _BESIDE.sub("", found[3]).replace("border-top", f"{padding}border-top")
    return f"<mtr>{cells}</mtr>"
