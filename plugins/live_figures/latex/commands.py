r"""Commands as math-core 0.9 knows them, from those that people write.

A rule takes its command, the Cursor behind it, and whether limits stand below and above
(display) or beside; it returns what stands in the command's place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .reveal import bear_colour, disguise
from .tables import table
from .tree import Cursor, Group, LatexError, Node, Token, flatten, text_of

Rule = Callable[[Token, Cursor, bool], Sequence[Node]]

TEXT = {r"\text", r"\textbf", r"\textit", r"\textrm", r"\textsf", r"\texttt"}
_TEXT_ALIASES = dict.fromkeys([r"\hbox", r"\mbox", r"\textnormal", r"\textup"], r"\text")
_IN_TEXT = {"_": r"\_", "&": r"\&"} | _TEXT_ALIASES
# Sizes and breaks are the page's to decide.
_UNSEEN = [
    *(r"\tiny", r"\scriptsize", r"\footnotesize", r"\small", r"\normalsize"),
    *(r"\large", r"\Large", r"\LARGE", r"\huge", r"\Huge", r"\allowbreak", r"\nobreak"),
]


def rewrite(nodes: Sequence[Node], display: bool) -> list[Node]:
    """Rewrite the innermost groups first, then the commands that apply to them."""
    cursor = Cursor([_inside(node, display) for node in nodes])
    rewritten: list[Node] = []
    for node in cursor:
        if isinstance(node, Token) and (rule := RULES.get(node.text)):
            rewritten += rule(node, cursor, display)
        elif isinstance(node, Group) and node.environment:
            rewritten += table(node)
        else:
            rewritten.append(node)
    return rewritten


def _inside(node: Node, display: bool) -> Node:
    if isinstance(node, Group):
        return Group(node.opener, rewrite(node.body, display), node.closer)
    return node


def _group(opener: str, body: Sequence[Node], command: Token) -> Group:
    return Group(Token(opener, command.at), body, Token("}", command.at))


def _text(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    r"""``\text{for $x$}``: the engine knows no math in text, so the text is interrupted."""
    style = _TEXT_ALIASES.get(command.text, command.text) + "{"
    segments = _split(cursor.argument(command), "$")
    if len(segments) % 2 == 0:
        raise LatexError(f'"$" in {command.text} is never closed', command.at)
    pieces = [
        _group("{", segment, command) if number % 2 else _words(style, segment, command)
        for number, segment in enumerate(segments)
    ]
    return pieces if len(pieces) == 1 else [_group("{", pieces, command)]


def _words(style: str, nodes: Sequence[Node], command: Token) -> Group:
    words: list[Node] = []
    for text, at in flatten(nodes):
        after_symbol = words and re.fullmatch(r"\\[^A-Za-z\s]", text_of(words[-1:]))
        words.append(
            Token("~" if after_symbol and text.isspace() else _IN_TEXT.get(text, text), at)
        )
    return _group(style, words, command)


def _split(nodes: Sequence[Node], separator: str) -> list[list[Node]]:
    segments: list[list[Node]] = [[]]
    for node in nodes:
        if isinstance(node, Token) and node.text == separator:
            segments.append([])
        else:
            segments[-1].append(node)
    return segments


def _operator(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    r"""``\mathop{…}``: the engine sets no limits below and above it."""
    nodes = cursor.argument(command)
    placing = cursor.accept(r"\limits", r"\nolimits", r"\displaylimits")
    if placing == r"\limits" or (display and placing != r"\nolimits"):
        while script := cursor.accept("_", "^"):
            setting = r"\underset{" if script == "_" else r"\overset{"
            limit = _group(setting, cursor.argument(command), command)
            nodes = [limit, _group("{", nodes, command)]
    return [_group(r"\mathop{", nodes, command)]


def _fraktur(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    """The engine takes the Fraktur I for a double-struck H."""
    letters = [
        Token(r"\Im ", token.at) if token.text == "I" else token
        for token in flatten(cursor.argument(command))
    ]
    return [_group(r"\mathfrak{", letters, command)]


def _definition(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    r"""``\newcommand{\x}[1]{…}`` as ``\def``: a name that the engine knows may be taken."""
    name = _name(command, cursor)
    count = text_of(cursor.option()).strip() or "0"
    if count not in "0123456789":
        raise LatexError(f'{command.text} with "{count}" arguments', command.at)
    if cursor.option():
        raise LatexError(f"{command.text} with a default argument is not supported", command.at)
    parameters = "".join(f"#{number}" for number in range(1, int(count) + 1))
    return [_group(rf"\def{name}{parameters}{{", cursor.argument(command), command)]


def _operator_definition(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    star = cursor.accept("*")
    name = _name(command, cursor)
    body = _group(rf"\operatorname{star}{{", cursor.argument(command), command)
    return [_group(rf"\def{name}{{", [body], command)]


def _name(command: Token, cursor: Cursor) -> str:
    name = text_of(cursor.argument(command)).strip()
    if not re.fullmatch(r"\\(?:[A-Za-z]+|.)", name):
        raise LatexError(rf"{command.text} needs a name such as {{\R}}", command.at)
    return name


def _label(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    label = text_of(cursor.argument(command)).strip()
    known = re.sub(r"[^A-Za-z0-9:.]", lambda m: f"-{ord(m[0]):x}-", label)
    kind = r"\label" if command.text == r"\label" else r"\eqref"
    return [Token(kind, command.at), Token(f"{{{known}}}", command.at)]


def _tag(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    star = cursor.accept("*")
    text = text_of(cursor.argument(command))
    if re.search(r"[\\${}]", text):
        raise LatexError(r"\tag holds plain text only", command.at)
    return [Token(r"\tag", command.at), Token(f"{star}{{{disguise(text)}}}", command.at)]


def _colour(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    r"""``\color{#f80}``: the engine knows names only; a space of absurd width bears the number."""
    colour = cursor.argument(command)
    match = re.fullmatch("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text_of(colour).strip())
    if not match:
        return [command, _group("{", colour, command)]
    digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
    bearer = bear_colour(int(digits, 16))
    if command.text == r"\color":
        return [Token(bearer, command.at)]
    return [_group("{" + bearer, cursor.argument(command), command)]


def _drop(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    return []


def _drop_argument(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    cursor.argument(command)
    return []


def _drop_option(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    cursor.option()
    return []


def _drop_star(command: Token, cursor: Cursor, display: bool) -> Sequence[Node]:
    cursor.accept("*")
    return [command]


RULES: dict[str, Rule] = {
    **dict.fromkeys([*TEXT, *_TEXT_ALIASES], _text),
    **dict.fromkeys([r"\newcommand", r"\renewcommand", r"\providecommand"], _definition),
    **dict.fromkeys([r"\label", r"\eqref", r"\ref"], _label),
    **dict.fromkeys(_UNSEEN, _drop),
    **dict.fromkeys([r"\color", r"\textcolor"], _colour),
    **dict.fromkeys([r"\frak", r"\mathfrak"], _fraktur),
    r"\DeclareMathOperator": _operator_definition,
    r"\hspace": _drop_star,
    r"\mathop": _operator,
    r"\require": _drop_argument,
    r"\smash": _drop_option,
    r"\tag": _tag,
}
