"""Known figures: their functions, and the parameters that these declare by annotations.

A figure is named by the dotted path of its function. Only workers import it.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
import typing
from collections.abc import Callable, Collection, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, PydanticUserError, ValidationError, create_model

from ..results.job import Flaw
from ..suggest import did_you_mean
from ..text.grammar import Value, written
from ..text.swept import ALL, Swept, chosen
from .allowed import Schema, allowed, choices, every, properties

FigureFunction = Callable[..., Any]


class FigureError(Exception):
    """A figure that cannot be used as it is declared."""


def load(path: str) -> FigureFunction:
    """Import the function at a dotted path. Raises FigureError if there is none."""
    module_name, _, name = path.rpartition(".")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if not f"{module_name}.".startswith(f"{error.name}."):
            raise  # it is there, and imports another that is not
        hint = did_you_mean(str(error.name), _modules_beside(str(error.name)))
        raise FigureError(f"{path} cannot be found: no module {error.name}{hint}") from error
    functions = dict(inspect.getmembers(module, inspect.isfunction))
    if name not in functions:
        hint = did_you_mean(name, functions)
        raise FigureError(f"{path} cannot be found: no function {name} in {module_name}{hint}")
    function: FigureFunction = functions[name]
    return function


def _modules_beside(name: str) -> list[str]:
    """The modules in the folders where one of this name was looked for."""
    package = name.rpartition(".")[0]
    folders = getattr(sys.modules[package], "__path__", ()) if package else None
    return [each.name for each in pkgutil.iter_modules(folders, f"{package}." if package else "")]


def parameters(function: FigureFunction, taken: Collection[str]) -> type[BaseModel]:
    """The function's parameters as a model, without ``lang``, which the post gives.

    ``taken`` are the options that every result of its kind has.
    """
    path = f"{function.__module__}.{function.__name__}"
    hints = typing.get_type_hints(function, include_extras=True)
    fields: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name not in hints:
            raise FigureError(f"{path} has a parameter without annotation, {name}")
        if name in taken:
            raise FigureError(
                f"{path} has a parameter {name}, an option that directives have already"
            )
        default = ... if parameter.default is parameter.empty else parameter.default
        fields[name] = (hints[name], default)
    fields.pop("lang", None)
    try:
        return create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **fields)
    except (PydanticUserError, TypeError) as error:
        raise FigureError(f"{path}: {error}") from error


def validate(
    function: FigureFunction, options: Mapping[str, Value], taken: Collection[str]
) -> tuple[dict[str, Any], list[Flaw]]:
    """The arguments for a call of ``function``, or all that is wrong with the options."""
    model = parameters(function, taken)
    try:
        checked = _check(model, options)
    except ValidationError as error:
        names = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors())
        return {}, [_flaw(model, name, options, taken) for name in names]
    arguments = {name: getattr(checked, name) for name in type(checked).model_fields}
    # To pydantic, true is the number 1; not to an author.
    bools = (name for name, value in options.items() if isinstance(value, bool))
    return arguments, [
        _flaw(model, each, options, taken)
        for each in bools
        if type(arguments[each]) in (int, float)
    ]


def all_choices(function: FigureFunction, name: str, taken: Collection[str]) -> Swept | Flaw:
    """All that a parameter takes, in the order of its declaration."""
    model = parameters(function, taken)
    known = _properties(model)
    if name not in known:
        return _flaw(model, name, {}, taken)
    if found := every(known[name]):
        return chosen(found, ALL)
    wanted = allowed(known[name])
    return Flaw(f"{name}=* are all choices, and {name} has none: it is {wanted}", name)


def _check(model: type[BaseModel], options: Mapping[str, Value]) -> BaseModel:
    """The options as written, or else with lists where lists are wanted: a schema takes time."""
    try:
        return model.model_validate(dict(options))
    except ValidationError:
        known = _properties(model)
        return model.model_validate(
            {name: _as_list(known.get(name, {}), value) for name, value in options.items()}
        )


def _as_list(schema: Schema, value: Value) -> Value:
    """A list with one item is written like a scalar."""
    kinds = {entry.get("type") for entry in [schema, *schema.get("anyOf", ())]}
    return (value,) if "array" in kinds and not isinstance(value, tuple) else value


def _properties(model: type[BaseModel]) -> Schema:
    return properties(model.model_json_schema())


def _flaw(
    model: type[BaseModel], name: str, options: Mapping[str, Value], taken: Collection[str]
) -> Flaw:
    known = _properties(model)
    if name not in known:
        names = [*known, *taken]
        takes = f"it takes {', '.join(names)}{did_you_mean(name, names)}"
        return Flaw(f"{name} is not an option of {model.__name__}; {takes}", name)
    wanted = allowed(known[name])
    if name not in options:
        return Flaw(f"{name} is missing: give {wanted}")
    value = options[name]
    hint = did_you_mean(str(value), choices(known[name]))
    return Flaw(f"{name}={written(value)} is not {_without_kind(wanted, value)}{hint}", name)


def _without_kind(wanted: str, value: Value) -> str:
    """What is wanted, less what the value is already: ``1.2 is not between 0 and 1``."""
    kinds = {int: ("a whole number ", "a number "), float: ("a number ",)}
    for kind in kinds.get(type(value), ()):
        wanted = wanted.removeprefix(kind)
    return wanted
