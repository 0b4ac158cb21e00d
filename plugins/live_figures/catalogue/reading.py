"""Read the declarations of figures from their functions."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable

from ..declaring import registry
from ..declaring.allowed import properties
from ..declaring.registry import FigureError, FigureFunction
from ..kinds.option import Options
from ..kinds.results import RESULTS
from ..kinds.usage import Registered, UsageError
from ..kinds.usage import read as read_usage
from ..settings import Settings
from ..suggest import did_you_mean
from ..text.grammar import GrammarError
from . import docstring
from .declaration import Declaration, Parameter


def declarations(settings: Settings) -> list[Declaration]:
    """Those of all figures of a site; imports their modules. Raises FigureError."""
    sys.path[:0] = [*map(str, settings.server.search), str(settings.server.project)]
    return [describe(_load(each.path), each) for each in settings.registered.values()]


def _load(path: str) -> FigureFunction:
    try:
        return registry.load(path)
    except FigureError:
        raise
    except Exception as error:
        message = f"{path} cannot be imported: {type(error).__name__}: {error}"
        raise FigureError(message) from error


def describe(function: FigureFunction, registered: Registered) -> Declaration:
    """What a function declares. Raises FigureError if its docstring says what is not so."""
    kind, path = registered
    schema = registry.parameters(function, RESULTS[kind].OPTIONS).model_json_schema()
    required = schema.get("required", ())
    parameters = tuple(
        Parameter(name, entry, name in required) for name, entry in properties(schema).items()
    )
    told = docstring.read(function.__doc__ or "")
    _check_names(function, told)
    example = told.example or (_example(path, parameters) if kind == "figure" else "")
    declared = Declaration(kind, path, parameters, told, example)
    if told.example:
        _check_example(function, declared)
    return declared


def _example(path: str, parameters: Iterable[Parameter]) -> str:
    """The figure with its defaults, to be changed."""
    if any(parameter.required for parameter in parameters):
        return ""
    options = [f"{one.name}={one.default}" for one in parameters if one.default]
    return " ".join(["<<", path.rpartition(".")[2], *options, ">>"])


def _check_names(function: FigureFunction, told: docstring.Docstring) -> None:
    known = inspect.signature(function).parameters
    for words in (told.words, *told.translations.values()):
        for name in words.parameters:
            if name not in known:
                hint = did_you_mean(name, known)
                message = f"its docstring tells of {name}, which is no parameter{hint}"
                raise FigureError(f"{function.__name__}: {message}")


def _check_example(function: FigureFunction, declared: Declaration) -> None:
    registered = {declared.name: Registered(declared.kind, declared.path)}
    options: dict[str, Options] = {declared.kind: RESULTS[declared.kind].OPTIONS}
    try:
        usage = read_usage(declared.example, registered, options, "", block=True)
        own = (
            flaw
            for each in usage.job.frames()
            for flaw in registry.validate(function, each, options[declared.kind])[1]
        )
        messages = list(dict.fromkeys(flaw.message for flaw in (*usage.flaws, *own)))
    except UsageError as error:
        messages = [message for message, _ in error.problems]
    except GrammarError as error:
        messages = [error.message]
    if messages:
        raise FigureError(f"the Example of {declared.path}: {'; '.join(messages)}")
