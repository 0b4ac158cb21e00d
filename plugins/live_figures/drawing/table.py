"""The numbers behind a figure: its lines as the columns of a CSV file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import zip_longest

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

Column = tuple[str, list[str]]


def table(figure: Figure) -> str:
    """The plotted lines as CSV, one column per line and one per run of abscissas they share.

    A column is named by the gid of its line or axis, which a figure can set so that the name is
    the same in every language; else by the label that the reader sees. Without lines: "".
    """
    columns = [column for axes in figure.axes for column in _columns(axes)]
    if not columns:
        return ""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(name for name, _ in columns)
    writer.writerows(zip_longest(*(values for _, values in columns), fillvalue=""))
    return file.getvalue()


def data_lines(axes: Axes) -> list[Line2D]:
    """The lines that show data, and not those that span the axes, as axhline's do."""
    return [line for line in axes.lines if line.get_transform() is axes.transData]


def label(line: Line2D) -> str:
    """What the reader sees a line called, or ""; "_child0" is matplotlib's own label."""
    text = str(line.get_label())
    return "" if text.startswith("_") else plain(text)


def plain(text: str) -> str:
    """A label without the signs that make mathematics of it: "$\\tau = 1$" becomes "tau = 1"."""
    return re.sub(r"[$\\{}]", "", text)


def _columns(axes: Axes) -> Iterator[Column]:
    abscissas = axes.xaxis.get_gid() or plain(axes.get_xlabel()) or "x"
    ordinates = axes.yaxis.get_gid() or plain(axes.get_ylabel()) or "y"
    shared: list[str] | None = None
    for line in data_lines(axes):
        x, y = (_cells(line.get_data(orig=True)[i]) for i in (0, 1))
        if x != shared:
            yield abscissas, x
            shared = x
        yield line.get_gid() or label(line) or ordinates, y


def _cells(values: object) -> list[str]:
    """Numbers to ten digits, everything else as it prints."""
    array = np.asarray(values)
    if np.issubdtype(array.dtype, np.number):
        return [f"{value:.10g}" for value in array.tolist()]
    return [str(value) for value in array.tolist()]
