"""Which display equations get a number without a tag or a label that asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .tables import ASKED, NUMBERED, split_rows
from .tree import Group, Node, Token

_SILENT = {r"\notag", r"\nonumber"}
_ONE_NUMBER = {"equation", "multline"}  # for all their rows


def ask(nodes: Sequence[Node], numbering: str) -> list[Node]:
    """Ask for numbers: none (``labelled``), as LaTeX does (``ams``), or one for all others too."""
    if numbering == "all" and not any(map(_numbers_itself, nodes)):
        return _asking(nodes, once=True)
    return [_environment(node) for node in nodes] if numbering != "labelled" else [*nodes]


def _environment(node: Node) -> Node:
    """An environment that LaTeX numbers, which those with a star are not."""
    if not isinstance(node, Group):
        return node
    if node.environment in NUMBERED:
        body = _asking(node.body, once=node.environment in _ONE_NUMBER)
    elif node.environment == "subequations":
        body = [_environment(each) for each in node.body]
    else:
        return node
    return Group(node.opener, body, node.closer)


def _asking(nodes: Iterable[Node], *, once: bool) -> list[Node]:
    rows = split_rows(nodes)
    asking: list[Node] = []
    for number, row in enumerate(rows, start=1):
        is_silent = any(isinstance(node, Token) and node.text in _SILENT for node in row)
        asks = not is_silent and (number == len(rows) or not once)
        asking += [*row, *[Token(ASKED, 0)] * asks, *[Token(r"\\", 0)] * (number < len(rows))]
    return asking


def _numbers_itself(node: Node) -> bool:
    name = node.environment.removesuffix("*") if isinstance(node, Group) else ""
    return name in NUMBERED or name == "subequations"
