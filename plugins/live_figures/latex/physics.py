"""The commands of the physics package that many write: derivatives, and brackets of states."""

from __future__ import annotations

from collections.abc import Sequence

from .formula import LatexError
from .tree import Cursor, Node, Token, braced

_SIGNS = {r"\dv": r"\mathrm{d}", r"\pdv": r"\partial "}
_BETWEEN = {r"\braket": r"\middle|", r"\ketbra": r"\middle\rangle\!\middle\langle "}
_OUTER = {r"\ketbra": ("|", "|")}


def derivative(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\dv[2]{f}{x}``, ``\dv{x}`` and ``\pdv{f}{x}{y}``."""
    order = cursor.option()
    arguments = cursor.groups(3 if command.text == r"\pdv" else 2)
    if not arguments:
        message = f"{command.text} needs an argument in braces"
        raise LatexError(message, command.at, f"; write {command.text}{{f}}{{x}}")
    variables = arguments[1:] or arguments
    function = arguments[0] if len(arguments) > 1 else []
    sign: Node = Token(_SIGNS[command.text], command.at)
    orders: Sequence[Node] = order or [Token(str(len(variables)), command.at)] * (
        len(variables) > 1
    )
    raised = _raised(orders, command)
    below = [part for variable in variables for part in (sign, *variable)]
    over = braced("{", [sign, *raised, *function], command)
    under = braced("{", [*below, *raised] if order else below, command)
    return [Token(r"\frac", command.at), over, under]


def differential(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\dd x`` and ``\dd[3]{x}``, a little apart from what stands before."""
    order = cursor.option()
    return [Token(r"\,\mathrm{d}", command.at), *_raised(order, command)]


def bracket(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\braket{a}{b}``, ``\ketbra{a}{b}``, and ``\expval{A}``."""
    first, *others = cursor.groups(2) or [cursor.argument(command)]
    left, right = _OUTER.get(command.text, (r"\langle ", r"\rangle "))
    between = Token(_BETWEEN.get(command.text, ""), command.at)
    parts = [node for other in others for node in (between, *other)]
    return [
        Token(rf"\left{left}", command.at),
        *first,
        *parts,
        Token(rf"\right{right}", command.at),
    ]


def _raised(order: Sequence[Node], command: Token) -> list[Node]:
    return [Token("^", command.at), braced("{", order, command)] if order else []
