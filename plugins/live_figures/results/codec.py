"""Data as bytes, and back, in a form that runs no code: what simulations take and return.

Numbers, text, bytes, None, lists, tuples, mappings, numpy's arrays and scalars, and dataclasses of
these. A dataclass is made again only of a class that the reader names. The first line is JSON, the
arrays follow as in ``.npy`` files.
"""

from __future__ import annotations

import dataclasses
import functools
import io
import json
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

Classes = Mapping[str, type]
"""Dataclasses by name."""


def encode(value: object) -> bytes:
    """The bytes of a value: the same for the same. Raises ValueError for what has none."""
    arrays: list[np.ndarray[Any, Any]] = []
    head = json.dumps(_tree(value, arrays))
    file = io.BytesIO()
    file.write(head.encode() + b"\n")
    for array in arrays:
        np.lib.format.write_array(file, array, allow_pickle=False)
    return file.getvalue()


def decode(content: bytes, classes: Classes) -> Any:
    """The value that ``encode`` has written. Raises ValueError."""
    file = io.BytesIO(content)
    return _value(json.loads(file.readline()), classes, file)


def classes_of(function: Callable[..., Any]) -> Classes:
    """The dataclasses that a function's return annotation names, at whatever depth."""
    try:
        returned = typing.get_type_hints(function).get("return")
    except NameError:  # annotations for type checkers alone
        return {}
    return {_name(each): each for each in _dataclasses(returned, set())}


def _dataclasses(annotation: Any, known: set[type]) -> Iterator[type]:
    for part in typing.get_args(annotation):
        yield from _dataclasses(part, known)
    if annotation in known or not isinstance(annotation, type):
        return
    if dataclasses.is_dataclass(annotation):
        known.add(annotation)
        yield annotation
        for hint in typing.get_type_hints(annotation).values():
            yield from _dataclasses(hint, known)


def _tree(value: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    """The value as JSON holds it: what JSON lacks is a list that begins with its kind."""
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind in (list, tuple):
        return [kind.__name__, [_tree(each, arrays) for each in value]]
    if kind is dict:
        pairs = value.items()
        return ["dict", [[_tree(name, arrays), _tree(each, arrays)] for name, each in pairs]]
    if kind is bytes:
        return ["bytes", value.hex()]
    if kind is complex:
        return ["complex", [value.real, value.imag]]
    if kind is np.ndarray or isinstance(value, np.generic):
        if value.dtype.hasobject:
            raise ValueError(f"an array of {value.dtype}, which only pickle can keep")
        arrays.append(np.ascontiguousarray(value) if value.ndim else np.asarray(value))
        return ["array" if kind is np.ndarray else "scalar"]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        if more := sorted(getattr(value, "__dict__", {}).keys() - fields.keys() - _derived(kind)):
            raise ValueError(f"a {kind.__name__} with {', '.join(more)}, which are no fields of it")
        return ["data", _name(kind), {name: _tree(each, arrays) for name, each in fields.items()}]
    what = f"{value.__qualname__}, a {kind.__name__}" if callable(value) else f"a {kind.__name__}"
    raise ValueError(f"{what}, which only pickle can keep")


def _derived(kind: type) -> set[str]:
    """What instances keep that is made of their fields."""
    every = {name: each for base in kind.__mro__ for name, each in vars(base).items()}
    return {name for name, each in every.items() if isinstance(each, functools.cached_property)}


def _value(tree: Any, classes: Classes, arrays: io.BytesIO) -> Any:
    if not isinstance(tree, list):
        return tree
    match tree:
        case ["list", items]:
            return [_value(each, classes, arrays) for each in items]
        case ["tuple", items]:
            return tuple(_value(each, classes, arrays) for each in items)
        case ["dict", pairs]:
            return {
                _value(name, classes, arrays): _value(each, classes, arrays) for name, each in pairs
            }
        case ["bytes", digits]:
            return bytes.fromhex(digits)
        case ["complex", [real, imaginary]]:
            return complex(real, imaginary)
        case ["array"]:
            return np.lib.format.read_array(arrays, allow_pickle=False)
        case ["scalar"]:
            return np.lib.format.read_array(arrays, allow_pickle=False)[()]
        case ["data", name, fields] if name in classes:
            return _made(
                classes[name],
                {name: _value(each, classes, arrays) for name, each in fields.items()},
            )
        case ["data", name, _]:
            raise ValueError(f"a {name}, which the return annotation does not name")
    raise ValueError(f"data of another kind: {tree[0]!r}")


def _made(kind: type, fields: Mapping[str, Any]) -> Any:
    """A dataclass as it was: ``__post_init__`` has seen it, and would change it again."""
    if fields.keys() != {each.name for each in dataclasses.fields(kind)}:
        raise ValueError(f"a {kind.__name__} with other fields")
    made: Any = object.__new__(kind)
    for name, each in fields.items():
        object.__setattr__(made, name, each)  # it may be frozen
    return made


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
