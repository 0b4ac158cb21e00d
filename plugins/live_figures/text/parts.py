"""What objects hold where no dictionary shows it: in slots, and in the cells of functions."""

from __future__ import annotations

from collections.abc import Iterator
from types import CellType


def slots(kind: type) -> Iterator[str]:
    """The names of the slots that its instances have."""
    for base in kind.__mro__:
        named = getattr(base, "__slots__", ())
        yield from [named] if isinstance(named, str) else named


def content(cell: CellType) -> object:
    """What a cell holds; None if that is nothing yet."""
    try:
        return cell.cell_contents
    except ValueError:
        return None
