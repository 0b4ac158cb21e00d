"""Figures in the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .declaration import Declaration, Parameter


def show(figures: Iterable[Declaration], console: Console) -> None:
    """All figures: what they show, an example to paste, and what they take."""
    for figure in figures:
        console.print(Text.assemble((figure.name, "bold"), f"  {figure.summary('')}"))
        console.print(Text(f"    {figure.example or _no_example(figure)}"), soft_wrap=True)
        console.print(Padding(_options(figure), (1, 0, 1, 4)))


def _options(figure: Declaration) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("option", "default", "takes", "meaning"):
        table.add_column(head)
    for parameter in figure.parameters:
        cells = (parameter.name, _default(parameter), parameter.takes("en"))
        table.add_row(*map(Text, cells), Text(figure.meaning(parameter, "")))
    return table


def _default(parameter: Parameter) -> str:
    return "must be given" if parameter.required else parameter.default


def _no_example(figure: Declaration) -> str:
    required = ", ".join(one.name for one in figure.parameters if one.required)
    return f"(no example: {required} must be given, and the docstring has no section Example:)"
