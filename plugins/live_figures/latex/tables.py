"""Environments as math-core 0.9 knows them, from those that people write.

A table is a Group whose body is rewritten already; what becomes of it is a list of nodes.
Only a row that asks for a number gets one: by a ``\\tag`` or a ``\\label``, or see numbering.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .reveal import Mark, bear
from .tree import Cursor, Group, Node, Token, braced, is_blank, text_of
from .words import text

# Environments that TeX may number: the engine's name when they are, and when they are not.
NUMBERED = {
    "align": ("align", "aligned"),
    "alignat": ("align", "aligned"),
    "eqnarray": ("align", "aligned"),
    "equation": ("equation", ""),
    "flalign": ("align", "aligned"),
    "gather": ("gather", "gathered"),
    "multline": ("multline", "multline*"),
}
# The others that go by another name here; without a name the content stands alone.
_RENAMED = {
    "alignedat": "aligned",
    "displaymath": "",
    "math": "",
    "smallmatrix": "subarray",
    "split": "aligned",
    "subequations": "",
}
_OWN_COLUMNS = {"smallmatrix": "{c}"}
ASKED = "\\numbered "
"""What asks for a number without a word of the author's; no command, since it ends in a space."""
_NUMBERS = {r"\tag", r"\label", ASKED}
_BRACKETS = {
    "": (".", "."),
    "p": ("(", ")"),
    "b": ("[", "]"),
    "B": (r"\{", r"\}"),
    "v": ("|", "|"),
    "V": (r"\|", r"\|"),
}
_FENCES = {  # of mathtools
    letter + name: brackets
    for letter, brackets in _BRACKETS.items()
    for name in ("matrix*", "smallmatrix*", "smallmatrix")
    if letter + name != "smallmatrix"
}
_CASES_OF_TEXT = {"cases*", "dcases*", "rcases*", "drcases*"}
_TAKES_POSITION = {"aligned", "alignedat", "array", "gathered", *_FENCES}
_TAKES_COLUMNS = {"array", "subarray"}
_TAKES_COUNT = {"alignat", "alignat*", "alignedat"}
_RULES = (r"\hline", r"\hdashline")
_GAP = re.compile(r"\[\s*-?[\d.]+\s*(?:pt|em|ex|mu|cm|mm|in|pc|px|bp)\s*\]")

Row = list[Node]


def table(group: Group) -> list[Node]:
    """Rewrite one environment."""
    name, begin = group.environment, group.opener
    base = name.removesuffix("*")
    cursor = Cursor(group.body)
    position = text_of(cursor.option()) if name in _TAKES_POSITION else ""
    if name in _TAKES_COUNT:
        cursor.argument(begin)
    columns = _columns(cursor.argument(begin)) if name in _TAKES_COLUMNS else ""
    rows = split_rows(cursor)
    if any(map(_is_ruled, rows)):
        rows = _even([part for row in rows for part in _rule_by_rule(row)])
    if columns == "{}":
        columns = "{" + "c" * max(map(_cells, rows)) + "}"
    if name in _FENCES:
        return _fenced(name, position or "c", rows, begin)
    if base == "eqnarray":
        rows = [_merge_relation(row) for row in rows]
    if name in _CASES_OF_TEXT:
        return _joined(base, [_text_behind(row, begin) for row in rows], begin)
    if name in _TAKES_COUNT and max(map(_cells, rows)) > 2:
        rows[0].insert(0, Token(bear(Mark.TIGHT_TABLE), begin.at))
    if base in NUMBERED:
        return numbered(base, rows, begin)
    return _joined(_RENAMED.get(name, name), rows, begin, columns or _OWN_COLUMNS.get(name, ""))


def split_rows(nodes: Iterable[Node]) -> list[Row]:
    r"""Split at ``\\``; the one after the last row, and the gaps asked for, are dropped."""
    cursor = Cursor(list(nodes))
    rows: list[Row] = [[]]
    for node in cursor:
        if isinstance(node, Token) and node.text in (r"\\", r"\cr"):
            _skip_gap(cursor)
            rows.append([])
        else:
            rows[-1].append(node)
    if len(rows) > 1 and all(map(is_blank, rows[-1])):
        rows.pop()
    return rows


def numbered(name: str, rows: list[Row], begin: Token) -> list[Node]:
    """An environment that TeX numbers; only rows with a tag or a label get a number."""
    with_numbers, without = NUMBERED[name]
    if not any(map(number_in, rows)):
        return _joined(without, rows, begin)
    if name not in ("equation", "multline"):
        silent = Token(r"\nonumber ", begin.at)
        rows = [row if number_in(row) else [*row, silent] for row in _even(rows)]
    return _joined(with_numbers, rows, begin)


def number_in(nodes: Iterable[Node]) -> Token | None:
    """The first tag or label, but for those of environments that number on their own."""
    for node in nodes:
        if not isinstance(node, Group):
            found = node if node.text in _NUMBERS else None
        elif node.environment.removesuffix("*") in NUMBERED:
            found = None
        else:
            found = number_in(node.body)
        if found:
            return found
    return None


def _joined(name: str, rows: list[Row], begin: Token, columns: str = "") -> list[Node]:
    """The rows in an environment, or, when it has no name, in braces."""
    body: list[Node] = [Token(columns, begin.at)]
    for number, row in enumerate(rows):
        body += [Token(r"\\", begin.at), *row] if number else row
    opener, closer = (rf"\begin{{{name}}}", rf"\end{{{name}}}") if name else ("{", "}")
    return [Group(Token(opener, begin.at), body, Token(closer, begin.at))]


def _fenced(name: str, align: str, rows: list[Row], begin: Token) -> list[Node]:
    left, right = _FENCES[name]
    if "small" in name:
        inner = _joined("subarray", rows, begin, f"{{{align}}}")
    else:
        inner = _joined("array", rows, begin, "{" + align * max(map(_cells, rows)) + "}")
    return [Token(rf"\left{left}", begin.at), *inner, Token(rf"\right{right}", begin.at)]


def _text_behind(row: Row, begin: Token) -> Row:
    """The second column of mathtools' cases with a star is text."""
    if not any(map(_ends_column, row)):
        return row
    cursor = Cursor(row)
    value = cursor.until("&")
    words = braced("{", list(cursor), begin)
    command = Token(r"\text", begin.at)
    return [*value, Token("&", begin.at), *text(command, Cursor([words]))]


def _skip_gap(cursor: Cursor) -> None:
    r"""Take the ``*`` and ``[1ex]`` that may follow ``\\``."""
    if text_of(cursor.rest(1)) == "*":
        next(cursor)
    if _GAP.match(text_of(cursor.rest(20)).lstrip()):
        cursor.option()


def _columns(nodes: Sequence[Node]) -> str:
    r"""A column specification without what only moves columns a little, and without ``\\``."""
    spec = text_of(nodes).replace(r"\\", "").strip()
    spec = re.sub(r"\*\{(\d)\}\{([lcr|:]*)\}", lambda m: int(m[1]) * m[2], spec)
    spec = re.sub(r"[@!<>]\{[^{}]*\}", "", spec)
    return "{" + re.sub(r"[pmb]\{[^{}]*\}", "l", spec) + "}"


def _even(rows: Sequence[Row]) -> list[Row]:
    """Rows of as many cells as the longest: rules reach across, numbers stand in one column."""
    width = max(map(_cells, rows))
    return [[*row, *[Token("&", 0)] * (width - _cells(row))] for row in rows]


def _is_ruled(row: Row) -> bool:
    return any(isinstance(node, Token) and node.text in _RULES for node in row)


def _rule_by_rule(row: Row) -> Iterator[Row]:
    """The engine draws one rule above a row: each other one is a row by itself."""
    cursor = Cursor(row)
    rules: Row = [Token(rule, 0) for rule in iter(lambda: cursor.accept(*_RULES), "")]
    yield from ([rule] for rule in rules[:-1])
    yield [*rules[-1:], *cursor]


def _cells(row: Row) -> int:
    return 1 + sum(map(_ends_column, row))


def _merge_relation(row: Row) -> Row:
    """Turn ``a &=& b`` into ``a &= b``."""
    ends = [index for index, node in enumerate(row) if _ends_column(node)]
    return [node for index, node in enumerate(row) if index not in ends[1:2]]


def _ends_column(node: Node) -> bool:
    return isinstance(node, Token) and node.text == "&"
