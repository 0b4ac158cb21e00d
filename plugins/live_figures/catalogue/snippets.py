"""Figures as snippets for VS Code: type a figure's name in a post, get its directive."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..declaring.allowed import choices
from ..text import grammar
from .declaration import Declaration, Parameter, written

FILE = ".vscode/live-figures.code-snippets"


def snippets(figures: Iterable[Declaration]) -> str:
    """The content of a snippets file."""
    entries = {
        figure.name: {
            "scope": "markdown",
            "prefix": figure.name,
            "body": _body(figure),
            "description": _description(figure),
        }
        for figure in figures
    }
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def _body(figure: Declaration) -> str:
    """The example, in which Tab goes from value to value."""
    given: dict[str, str] = {one.name: "" for one in figure.parameters if one.required}
    if figure.example:
        options = grammar.parse(figure.example).options
        given = {option.name: grammar.written(option.value) for option in options}
    known = {parameter.name: parameter for parameter in figure.parameters}
    stops = (
        f" {name}={_stop(number, value, known.get(name))}"
        for number, (name, value) in enumerate(given.items(), 1)
    )
    return f"<< {figure.name}{''.join(stops)}$0 >>"


def _stop(number: int, value: str, parameter: Parameter | None) -> str:
    if parameter and (known := [written(choice) for choice in choices(parameter.schema)]):
        first = [value] if value in known else []
        rest = [choice for choice in known if choice not in first]
        listed = ",".join(_escaped(choice, ",|") for choice in first + rest)
        return f"${{{number}|{listed}|}}"
    return f"${{{number}:{_escaped(value, '')}}}"


def _escaped(text: str, more: str) -> str:
    return "".join(f"\\{char}" if char in "\\$}" + more else char for char in text)


def _description(figure: Declaration) -> str:
    lines = [figure.summary("")]
    for parameter in figure.parameters:
        default = f" (default {parameter.default})" if parameter.default else ""
        lines.append(f"{parameter.name}: {parameter.takes('en')}{default}")
    return "\n".join(lines)
