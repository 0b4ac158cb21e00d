"""Colours, coloured boxes, rules, and boxes of no width."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from . import words
from .colours import number
from .formula import LatexError
from .reveal import SIDES, Mark, bear, styled
from .tree import Cursor, Group, Node, Token, braced, text_of

# To which side of their place boxes of no width reach; without "math" they hold text.
LAPS = {name: side for side in SIDES for name in (rf"\{side}", rf"\math{side}")}
_NAMES = {r"\color": 1, r"\textcolor": 1, r"\colorbox": 1, r"\fcolorbox": 2}
_EMS = {  # TeX's units, at ten points to the em
    "em": 1.0, "ex": 0.43, "mu": 1 / 18, "pt": 0.1, "bp": 0.1004, "px": 0.075, "pc": 1.2,
    "mm": 0.2845, "cm": 2.845, "in": 7.227,
}  # fmt: skip
_LENGTH = re.compile(rf"\s*(-?\d*\.?\d+)\s*({'|'.join(_EMS)})\s*")


def with_colours(nodes: Sequence[Node], numbers: Mapping[str, str]) -> list[Node]:
    """Colours by number, of which a formula defines the names."""
    cursor, known = Cursor(nodes), list[Node]()
    for node in cursor:
        if isinstance(node, Group):
            known.append(Group(node.opener, with_colours(node.body, numbers), node.closer))
            continue
        known.append(node)
        for name in cursor.groups(_NAMES.get(node.text, 0)):
            number = numbers.get(text_of(name))
            known.append(braced("{", [Token(number, node.at)] if number else name, node))
    return known


def definition(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\definecolor{name}{rgb}{1,0.5,0}``, which holds for its formula."""
    if len(cursor.groups(3)) < 3:
        raise LatexError(r"\definecolor needs a name, a model and a colour", command.at)
    return []


def colour(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\color{green}x``, ``\textcolor{#f80}{x}``; the engine knows the names that are TeX's."""
    model = text_of(cursor.option())
    name = cursor.argument(command)
    found = number(text_of(name).strip(), model)
    if found is None:
        return [command, braced("{", name, command)]
    bearer = styled(Mark.COLOUR, found)
    if command.text == r"\color":
        return [Token(bearer.removeprefix("{"), command.at)]
    return [braced(bearer, cursor.argument(command), command)]


def box(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\colorbox{yellow}{text}`` and ``\fcolorbox{red}{yellow}{text}``."""
    model = text_of(cursor.option())
    frame = _colour(command, cursor, model) if command.text == r"\fcolorbox" else None
    background = _colour(command, cursor, model)
    content = words.text(command, cursor)
    boxed = braced(styled(Mark.BACKGROUND, background), content, command)
    return [boxed if frame is None else braced(styled(Mark.FRAME, frame), [boxed], command)]


def rule(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\rule[raised]{width}{height}``, a black bar."""
    option = cursor.option()
    raised = _length(command, option) if option else 0
    width, height = (max(_length(command, cursor.argument(command)), 0) for _ in range(2))
    return [braced("{", [Token(bear(Mark.BAR, width, height, raised), command.at)], command)]


def lap(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\mathrlap{…}`` and ``\rlap{…}``: what takes no room."""
    side = LAPS[command.text]
    bearer = Token(bear(Mark.LAP, SIDES.index(side) + 1), command.at)
    if command.text == rf"\{side}":
        content = words.text(command, cursor)
    else:
        content = cursor.argument(command)
    return [braced(r"\mathord{", [bearer, braced("{", content, command)], command)]


def _colour(command: Token, cursor: Cursor, model: str) -> int:
    name = text_of(cursor.argument(command)).strip()
    found = number(name, model)
    if found is None:
        raise LatexError(f'unknown colour "{name}"', command.at)
    return found


def _length(command: Token, nodes: Sequence[Node]) -> float:
    length = _LENGTH.fullmatch(text_of(nodes))
    if not length:
        raise LatexError(f"{command.text} needs lengths such as {{1em}}", command.at)
    return float(length[1]) * _EMS[length[2]]
