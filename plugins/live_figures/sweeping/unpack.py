"""Frames as they come out of a sweep again: what sweep.js does in a page (see pack.py)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from .numbers import NUMBER, hundredths, short, told_order


class Packed(NamedTuple):
    """A sweep as files."""

    still: bytes
    """SVG."""
    data: bytes
    """JSON."""


def unpack(packed: Packed) -> Iterator[Element]:
    """All frames, without what is hidden in them, and with the still's style."""
    told = json.loads(packed.data)
    still = ElementTree.fromstring(packed.still)
    nodes = list(still.iter())
    setters = [_setter(nodes[node], change, told["first"]) for node, *change in told["changes"]]
    for number in range(told["frames"]):
        for set_ in setters:
            set_(number)
        frame = deepcopy(still)
        _drop_hidden(frame)
        yield frame


def _setter(element: Element, change: list[Any], first: int) -> Callable[[int], None]:
    """Sets what one change is about to what it is in a frame."""
    name, *change = change
    if len(change) == 2:
        texts, which = change
        if isinstance(texts, str):
            return lambda number: _set(element, name, texts[: which[number]])
        return lambda number: _set(element, name, texts[which[number]])
    base = element.get(name, "")
    texts = NUMBER.findall(base)
    own = [hundredths(text) for text in texts]
    table = _table(own, change, first)

    def set_(number: int) -> None:
        shown = (
            text if new == old else short(new / 100)
            for text, new, old in zip(texts, table[number], own, strict=True)
        )
        _set(element, name, NUMBER.sub(lambda _: next(shown), base))

    return set_


def _table(own: list[int], change: list[Any], first: int) -> dict[int, list[int]]:
    """The numbers of each frame, in hundredths."""
    stride, order, steps = change
    count, table = len(own), {first: own}
    for at, number in enumerate(told_order(len(steps) // count + 1, first)[1:]):
        step = steps[at * count : (at + 1) * count]
        for _ in range(order):
            for k in range(stride, count):
                step[k] += step[k - stride]
        neighbour = table[number - 1 if number > first else number + 1]
        table[number] = [a + b for a, b in zip(neighbour, step, strict=True)]
    return table


def _set(element: Element, name: str, value: str | None) -> None:
    if not name:
        element.text = value
    elif value is None:
        element.attrib.pop(name, None)
    else:
        element.set(name, value)


def _drop_hidden(element: Element) -> None:
    element[:] = [child for child in element if child.get("display") != "none"]
    for child in element:
        _drop_hidden(child)
