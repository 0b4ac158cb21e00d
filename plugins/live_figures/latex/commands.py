r"""Commands as math-core 0.9 knows them, from those that people write.

A rule takes its command and the Cursor behind it; it returns what stands in the command's place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from . import boxes, physics, units, words
from .alphabets import ALPHABETS, BOLD, bold, in_alphabet, named
from .delimiters import as_one
from .formula import LatexError
from .reveal import Mark, bear
from .tables import table
from .tags import tag
from .tree import Cursor, Group, Node, Token, braced, flatten, text_of

Rule = Callable[[Token, Cursor], Sequence[Node]]

# Sizes and breaks are the page's to decide.
_UNSEEN = [
    *(r"\tiny", r"\scriptsize", r"\footnotesize", r"\small", r"\normalsize"),
    *(r"\large", r"\Large", r"\LARGE", r"\huge", r"\Huge", r"\allowbreak", r"\nobreak"),
]
# Names of operators that the engine does not know, and what they look like.
_OPERATORS = {
    r"\intop": r"\int",
    r"\ointop": r"\oint",
    r"\varinjlim": r"\underrightarrow{\lim}",
    r"\varliminf": r"\underline{\lim}",
    r"\varlimsup": r"\overline{\lim}",
    r"\varprojlim": r"\underleftarrow{\lim}",
}
# Upright letters, of which the engine makes an operator itself.
_NAME = re.compile(
    r"\s*\\(?:rm(?![A-Za-z])\s*+|(?:mathrm|operatorname)\s*\{)((?:[A-Za-z\s]|\\[,;:! ])++)\}?\s*"
)
_ANGLES = {"<": r"\langle ", ">": r"\rangle ", r"\lt": r"\langle ", r"\gt": r"\rangle "}
_BIG = [rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", *"lmr")]


def rewrite(nodes: Sequence[Node], display: bool) -> list[Node]:
    """Rewrite the innermost groups first, then the commands that apply to them."""
    inside = [node if isinstance(node, Token) else _inside(node, display) for node in nodes]
    cursor = Cursor(inside, display=display)
    rewritten: list[Node] = []
    for node in cursor:
        if isinstance(node, Token):
            rule = RULES.get(node.text)
            rewritten += rule(node, cursor) if rule else (node,)
        elif node.environment:
            rewritten += table(node)
        elif node.opener.text == r"\left":
            content = Cursor(node.body)
            body = as_one([*_angle(content, node.opener), *content])
            rewritten += [Group(node.opener, body, node.closer), *_angle(cursor, node.closer)]
        else:
            rewritten.append(node)
    return rewritten


def _inside(group: Group, display: bool) -> Group:
    return Group(group.opener, rewrite(group.body, display), group.closer)


def _angle(cursor: Cursor, command: Token) -> list[Node]:
    r"""The ``<`` of ``\left<`` as the engine knows it, if there is one."""
    sign = cursor.accept(*_ANGLES)
    return [Token(_ANGLES[sign], command.at)] if sign else []


def _big(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\big<``, ``\big{|}``, and ``\big.``, which is nothing."""
    if in_braces := cursor.groups(1):
        inside = Cursor(in_braces[0])
        return [*_big(command, inside), Token(" ", command.at), *inside]
    return [] if cursor.accept(".") else [command, *_angle(cursor, command)]


def _operator(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\mathop{…}``: the engine sets no limits below and above it."""
    known = _OPERATORS.get(command.text)
    nodes = [Token(known, command.at)] if known else cursor.argument(command)
    if name := _NAME.fullmatch(text_of(nodes)):
        return [braced(r"\operatorname*{", [Token(name[1], command.at)], command)]
    placing = cursor.accept(r"\limits", r"\nolimits", r"\displaylimits")
    if placing == r"\limits" or (cursor.display and placing != r"\nolimits"):
        while script := cursor.accept("_", "^"):
            setting = r"\underset{" if script == "_" else r"\overset{"
            limit = braced(setting, cursor.argument(command), command)
            nodes = [limit, braced("{", nodes, command)]
    return [braced(r"\mathop{", nodes, command)]


def _fraktur(command: Token, cursor: Cursor) -> Sequence[Node]:
    """The engine takes the Fraktur I for a double-struck H."""
    letters = [
        Token(r"\Im ", token.at) if token.text == "I" else token
        for token in flatten(cursor.argument(command))
    ]
    return [braced(r"\mathfrak{", letters, command)]


def _bold(command: Token, cursor: Cursor) -> Sequence[Node]:
    nodes = bold(cursor.argument(command))
    if any(token.text == "#" for token in flatten(nodes)):  # what will stand there is not known
        nodes.insert(0, Token(bear(Mark.BOLD), command.at))
    return [braced(r"\boldsymbol{", nodes, command)]


def _letters(command: Token, cursor: Cursor) -> Sequence[Node]:
    letters = in_alphabet(cursor.argument(command), ALPHABETS[command.text])
    return [braced("{", letters, command)]


def _operator_name(command: Token, cursor: Cursor) -> Sequence[Node]:
    star = cursor.accept("*")
    return [braced(rf"\operatorname{star}{{", named(cursor.argument(command)), command)]


def _definition(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\newcommand{\x}[1]{…}`` as ``\def``: a name that the engine knows may be taken."""
    cursor.accept("*")
    name = _name(command, cursor)
    count = text_of(cursor.option()).strip() or "0"
    if count not in "0123456789":
        raise LatexError(f'{command.text} with "{count}" arguments', command.at)
    if cursor.option():
        raise LatexError(f"{command.text} with a default argument is not supported", command.at)
    parameters = "".join(f"#{number}" for number in range(1, int(count) + 1))
    return [braced(rf"\def{name}{parameters}{{", cursor.argument(command), command)]


def _operator_definition(command: Token, cursor: Cursor) -> Sequence[Node]:
    star = cursor.accept("*")
    name = _name(command, cursor)
    body = braced(rf"\operatorname{star}{{", cursor.argument(command), command)
    return [braced(rf"\def{name}{{", [body], command)]


def _name(command: Token, cursor: Cursor) -> str:
    name = text_of(cursor.argument(command)).strip()
    if not re.fullmatch(r"\\(?:[A-Za-z]+|.)", name):
        raise LatexError(rf"{command.text} needs a name such as {{\R}}", command.at)
    return name


def _label(command: Token, cursor: Cursor) -> Sequence[Node]:
    label = text_of(cursor.argument(command)).strip()
    known = re.sub(r"[^A-Za-z0-9:.]", lambda m: f"-{ord(m[0]):x}-", label)
    kind = r"\label" if command.text == r"\label" else r"\eqref"
    return [Token(kind, command.at), Token(f"{{{known}}}", command.at)]


def _drop(command: Token, cursor: Cursor) -> Sequence[Node]:
    return []


def _drop_argument(command: Token, cursor: Cursor) -> Sequence[Node]:
    cursor.argument(command)
    return []


def _drop_option(command: Token, cursor: Cursor) -> Sequence[Node]:
    cursor.option()
    return []


def _drop_star(command: Token, cursor: Cursor) -> Sequence[Node]:
    cursor.accept("*")
    return [command]


# Of these, what they apply to tells whether there is anything to rewrite.
QUIET: dict[str, Rule] = {
    **dict.fromkeys(words.TEXT, words.text),
    **dict.fromkeys(BOLD, _bold),
    **dict.fromkeys(_BIG, _big),
    r"\operatorname": _operator_name,
}
RULES: dict[str, Rule] = {
    **QUIET,
    **dict.fromkeys([r"\newcommand", r"\renewcommand", r"\providecommand"], _definition),
    **dict.fromkeys([r"\label", r"\eqref", r"\ref"], _label),
    **dict.fromkeys(words.ALIASES, words.text),
    **dict.fromkeys(_UNSEEN, _drop),
    **dict.fromkeys(_OPERATORS, _operator),
    **dict.fromkeys(ALPHABETS, _letters),
    **dict.fromkeys([r"\color", r"\textcolor"], boxes.colour),
    **dict.fromkeys([r"\colorbox", r"\fcolorbox"], boxes.box),
    **dict.fromkeys(boxes.LAPS, boxes.lap),
    **dict.fromkeys([r"\dv", r"\pdv"], physics.derivative),
    **dict.fromkeys([r"\braket", r"\ketbra", r"\expval"], physics.bracket),
    **dict.fromkeys([r"\num", r"\ang"], units.number),
    **dict.fromkeys([r"\SI", r"\qty"], units.quantity),
    **dict.fromkeys([r"\si", r"\unit"], units.unit),
    **dict.fromkeys([r"\frak", r"\mathfrak"], _fraktur),
    r"\DeclareMathOperator": _operator_definition,
    r"\definecolor": boxes.definition,
    r"\dd": physics.differential,
    r"\hspace": _drop_star,
    r"\mathop": _operator,
    r"\middle": _big,
    r"\require": _drop_argument,
    r"\rule": boxes.rule,
    r"\smash": _drop_option,
    r"\tag": tag,
    r"\textcircled": words.circled,
}
