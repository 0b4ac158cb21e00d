"""What a figure declares: its parameters, what they mean, and an example."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..declaring.allowed import Schema, allowed
from ..text import grammar
from .docstring import Docstring


class Parameter(NamedTuple):
    """A parameter of a figure."""

    name: str
    schema: Schema
    required: bool

    @property
    def default(self) -> str:
        """As a directive would give it; ``""`` if it has none that can be written."""
        return written(self.schema.get("default"))

    def takes(self, lang: str) -> str:
        """What may be given, in words."""
        return allowed(self.schema, lang)


class Declaration(NamedTuple):
    """A known function: a figure, a value, a table."""

    kind: str
    path: str
    """The dotted path of its function."""
    parameters: tuple[Parameter, ...]
    docstring: Docstring
    example: str
    """A directive to paste; ``""`` if it has to have options and its docstring gives none."""

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    def summary(self, lang: str) -> str:
        return self.docstring.in_language(lang).summary

    def meaning(self, parameter: Parameter, lang: str) -> str:
        """What a parameter is for, ``""`` if nothing says so."""
        words = self.docstring.in_language(lang).parameters
        return words.get(parameter.name) or self.docstring.words.parameters.get(parameter.name, "")


def written(value: Any) -> str:
    """A JSON value as an option's value, ``""`` for what no directive can say."""
    items = tuple(value) if isinstance(value, list) else (value,)
    if not all(isinstance(item, str | int | float) for item in items):
        return ""
    return grammar.written(items)
