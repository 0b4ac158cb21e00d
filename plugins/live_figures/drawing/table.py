"""The numbers behind a figure: what its marks show as the columns of a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import zip_longest

from matplotlib.figure import Figure

from .marks import all_axes, read
from .marks.mark import Column, Mark


def table(figure: Figure) -> str:
    """The data as CSV: the columns of each mark, but for those at first that the last has too.

    A column is named by the gid of its line or axis, which a figure can set so that the name is
    the same in every language; else by the label that the reader sees. Without data: "".
    """
    columns = [column for axes in all_axes(figure) for column in _columns(read(axes)[1])]
    if not any(cells for _, cells in columns):
        return ""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(name for name, _ in columns)
    writer.writerows(zip_longest(*(cells for _, cells in columns), fillvalue=""))
    return file.getvalue()


def _columns(marks: list[Mark]) -> Iterator[Column]:
    last: list[Column] = []
    for mark in marks:
        columns = list(mark.columns())
        shared = [one == other for one, other in zip(columns[:-1], last, strict=False)]
        yield from columns[[*shared, False].index(False) :]
        last = columns
