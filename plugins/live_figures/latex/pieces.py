"""Pieces of formulas in a line of text: where spaces go between them, and where parentheses."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, IntEnum, auto
from typing import NamedTuple

NARROW = "\u205f"  # the space around operators; scripts do without


class Role(Enum):
    """What a piece is to those beside it."""

    OPERAND = auto()
    WORD = auto()  # the name of a function
    BIG = auto()  # a sum, a limit
    ROOT = auto()  # a root without parentheses
    OPEN = auto()
    CLOSE = auto()
    INFIX = auto()
    SIGN = auto()
    SLASH = auto()
    COMMA = auto()
    STOP = auto()
    POSTFIX = auto()
    BREAK = auto()  # text with spaces, a wide space: what parts formulas
    SPACE = auto()  # a narrow one, which parts nothing


class Bond(IntEnum):
    """How firmly a piece holds together, the firmest first."""

    ATOM = auto()
    SCRIPTED = auto()
    PRODUCT = auto()
    FRACTION = auto()
    LOOSE = auto()


class Piece(NamedTuple):
    """Some HTML, in which a line feed stands for a new line."""

    html: str
    role: Role = Role.OPERAND
    bond: Bond = Bond.ATOM

    def held(self, bond: Bond) -> str:
        """The HTML, in parentheses if it holds together less firmly than that."""
        return f"({self.html})" if self.bond > bond else self.html


START, END = Piece("", Role.OPEN), Piece("", Role.CLOSE)
VALUES = {Role.OPERAND, Role.CLOSE, Role.POSTFIX, Role.ROOT, Role.STOP}

_FACTORS = {Role.OPERAND, Role.OPEN, Role.POSTFIX, Role.WORD, Role.ROOT, Role.BIG}
_LOOSE = {Role.INFIX, Role.SLASH, Role.COMMA, Role.WORD, Role.BIG, Role.BREAK}
_CLINGS_TO_NEXT = {Role.OPEN, Role.SIGN, Role.SLASH}
_CLINGS_TO_LAST = {Role.CLOSE, Role.SLASH, Role.COMMA, Role.STOP, Role.POSTFIX}
_DIFFERENTIALS = {"∂", "d", "<i>d</i>", "δ", "<i>δ</i>", "Δ", "∇"}


def join(pieces: Sequence[Piece]) -> Piece:
    """Pieces side by side as one."""
    row = [piece for piece in pieces if piece.role is not Role.SPACE]
    if len(row) == 1:
        return row[0]
    html, left, behind = "", START, iter([*row[1:], END])
    spaced = False
    for piece in pieces:
        if piece.role is Role.SPACE:
            spaced = True
            continue
        html += _gap(left.role, piece.role, spaced)
        html += _factor(left, piece, next(behind))
        left, spaced = piece, False
    return Piece(html, _role(row), _bond(row))


def _gap(left: Role, right: Role, spaced: bool) -> str:
    """The space between two neighbours; ``spaced`` if the author asks for one."""
    if left in _CLINGS_TO_NEXT or right in _CLINGS_TO_LAST:
        return ""
    if left is Role.COMMA or Role.INFIX in (left, right):
        return NARROW
    named = left in (Role.WORD, Role.ROOT) and right is not Role.OPEN
    return " " * (spaced or named or left is Role.BIG or right in (Role.WORD, Role.BIG))


def _factor(left: Piece, piece: Piece, right: Piece) -> str:
    """A fraction, which in a product needs parentheses; all others stay as they are."""
    in_product = left.role in VALUES | {Role.WORD} or right.role in _FACTORS
    return piece.held(Bond.PRODUCT) if piece.bond is Bond.FRACTION and in_product else piece.html


def _role(row: Sequence[Piece]) -> Role:
    is_name = row and all(piece.role is Role.WORD for piece in row)
    return Role.WORD if is_name else Role.OPERAND


def _bond(row: Sequence[Piece]) -> Bond:
    if not row or _role(row) is Role.WORD or _is_differential(row):
        return Bond.ATOM
    if all(piece.role is Role.POSTFIX for piece in row[1:]):
        return row[0].bond
    if _is_bracketed(row):
        return row[-1].bond
    if _is_bracketed(row[1:]) and _is_applied(row):
        return row[-1].bond
    depth = 0
    for piece in row:
        depth -= piece.role is Role.CLOSE
        if depth <= 0 and (piece.role in _LOOSE or piece.bond is Bond.LOOSE):
            return Bond.LOOSE
        depth += piece.role is Role.OPEN
    return Bond.PRODUCT


def _is_differential(row: Sequence[Piece]) -> bool:
    return len(row) == 2 and row[0].html in _DIFFERENTIALS and row[1].bond <= Bond.SCRIPTED


def _is_bracketed(row: Sequence[Piece]) -> bool:
    """Whether the first piece opens what the last one closes."""
    depth = 0
    for index, piece in enumerate(row):
        depth += (piece.role is Role.OPEN) - (piece.role is Role.CLOSE)
        if depth <= 0:
            return index > 0 and index == len(row) - 1
    return False


def _is_applied(row: Sequence[Piece]) -> bool:
    """Whether what stands before brackets is a function: in f(x), but not in n(n + 1)."""
    is_letter = row[0].html.startswith("<i>") and row[0].role is Role.OPERAND
    is_sum = any(piece.html in "+−" for piece in row if piece.role is Role.INFIX)
    return row[0].role is Role.WORD or (is_letter and not is_sum)
