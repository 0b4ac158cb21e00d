"""What a table consists of, whoever made it: rows, pandas, or a table library's HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any, NamedTuple

from .option import WrongResultError
from .value import plain

Cell = int | float | str


class Cells(NamedTuple):
    """A table; all rows are as long as there are columns."""

    columns: list[str]
    rows: list[list[Cell]]


def cells(table: Any) -> Cells:
    """The cells of a table that a function returned. Raises WrongResultError.

    It is a list of mappings, one a row, by the names of their columns; a pandas DataFrame; or what
    writes itself as HTML, such as a Styler of pandas or a table of great_tables.
    """
    if hasattr(table, "as_raw_html"):
        return _of_html(table.as_raw_html())
    if hasattr(table, "itertuples"):
        return _of_frame(table)
    if hasattr(table, "to_html"):
        return _of_html(table.to_html())
    if isinstance(table, Iterable) and not isinstance(table, str | bytes | Mapping):
        rows = list(table)
        if rows and all(isinstance(row, Mapping) for row in rows):
            return _of_rows(rows)
    raise WrongResultError(
        f"{type(table).__name__}, not rows with named columns or a table of a library"
    )


def _of_rows(rows: list[Mapping[str, Any]]) -> Cells:
    columns = list(rows[0])
    for number, row in enumerate(rows):
        if list(row) != columns:
            raise WrongResultError(
                f"rows with different columns: {columns}, in row {number} {list(row)}"
            )
    return Cells(
        [str(name) for name in columns], [[_cell(row[name]) for name in columns] for row in rows]
    )


def _of_frame(frame: Any) -> Cells:
    """A DataFrame, with its index where that has a name or says more than the row's number."""
    counted = type(frame.index).__name__ == "RangeIndex" and frame.index.name is None
    if not counted:
        frame = frame.reset_index()
    columns = [_heading(name) for name in frame.columns]
    rows = [[_cell(each) for each in row] for row in frame.itertuples(index=False, name=None)]
    return Cells(columns, rows)


def _heading(name: object) -> str:
    parts = name if isinstance(name, tuple) else (name,)
    return " ".join(str(part) for part in parts if str(part))


def _cell(value: Any) -> Cell:
    """Numbers and words as they are, days as in ISO 8601; nothing for what is missing."""
    if value is None or _is_missing(value):
        return ""
    if isinstance(value, bool):
        return str(value)
    try:
        return plain(value)
    except WrongResultError:
        return str(value).removesuffix(" 00:00:00")


def _is_missing(value: Any) -> bool:
    """Whether it is unequal to itself, as nan and NaT are, or nobody knows, as of pandas' NA."""
    try:
        return bool(value != value)
    except TypeError:
        return True


def _of_html(html: str) -> Cells:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    columns, *rows = reader.rows or [[]]
    if any(len(row) != len(columns) for row in rows):
        raise WrongResultError(
            "a table whose rows have different lengths: spans of cells are not known"
        )
    return Cells([str(name) for name in columns], [list(row) for row in rows])


class _Reader(HTMLParser):
    """The texts of the cells of a table's HTML, by rows; what no cell holds is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self.rows[-1] += [""] * (int(span) - 1 if span.isdecimal() else 0)

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
