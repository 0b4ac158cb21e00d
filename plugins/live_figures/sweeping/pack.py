"""Pack the frames of a sweep: a still that can show them all, and what changes in it.

The changes are JSON: the frame shown ``first``, the ``sheet`` for all frames, and ``changes``, each
of one attribute ("" is the text) of one node of the still, by its number in document order:

    [node, attribute, [text or null, …], [which, for each frame]]     a choice; null is none
    [node, attribute, text, [length, for each frame]]                 the beginning of a text
    [node, attribute, stride, order, [number, …]]                     numbers, in hundredths

Numbers are told for the frames after the first and then for those before it, nearest first; each as
the difference from its neighbour's, and that ``order`` times as the difference from the one
``stride`` before. Texts are never told as numbers: 0.2048 is not 0.20.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np

from . import polyline
from .frames import STYLE, FrameError, Node, State, union
from .sheet import sheet

Change = list[Any]
Values = list[str | None]
"""What an attribute is in each frame; None where it is not there."""

_SVG = "http://www.w3.org/2000/svg"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LINE = re.compile(r"M [-\d. ]+(?:L [-\d. ]+)+")
_GEOMETRY = ("d", "x", "y", "width", "height", "transform", "transform-origin")
_LONG = 8  # vertices


class Packed(NamedTuple):
    """A sweep as files."""

    still: bytes
    """SVG."""
    data: bytes
    """JSON."""


def pack(frames: Sequence[bytes], told: Mapping[str, Any], start: int) -> Packed:
    """Pack SVGs of one figure; the still shows the frame ``start``. ``told`` is told besides.

    Raises FrameError where they cannot be packed, or would not come out again as they are.
    """
    order = _order(len(frames), start)
    root = union(frames, order)
    _simplify(root)
    still, nodes = _still(root, start)
    styles = [_style(frame) for frame in frames]
    for element in still.iter(STYLE):
        element.text = styles[start]
    changes = [
        change
        for number, node in enumerate(nodes)
        for name, values in _varying(node, len(frames))
        if (change := _change(number, name, values, order))
    ]
    all_told = {**told, "first": start, "sheet": sheet(styles), "changes": changes}
    data = json.dumps(all_told, ensure_ascii=False, separators=(",", ":")).encode()
    ElementTree.register_namespace("", _SVG)
    packed = Packed(ElementTree.tostring(still, encoding="utf-8", xml_declaration=False), data)
    _prove(packed, root, len(frames))
    return packed


def frame(packed: Packed, number: int) -> Element:
    """One frame as it comes out again, without what is hidden, and with the still's style."""
    told = json.loads(packed.data)
    root = ElementTree.fromstring(packed.still)
    nodes = list(root.iter())
    for node, name, *change in told["changes"]:
        value = _told(change, _read(nodes[node], name), number, told["first"])
        _set(nodes[node], name, value)
    _drop_hidden(root)
    return root


def _order(count: int, start: int) -> list[int]:
    return [start, *range(start + 1, count), *range(start - 1, -1, -1)]


def _style(svg: bytes) -> str:
    return next(ElementTree.fromstring(svg).iter(STYLE)).text or ""


def _simplify(root: Node) -> None:
    """Long lines lose the vertices that none of the frames needs."""
    for node in root.iter():
        lines = [state[0].get("d", "") for state in node.states.values()]
        if not all(map(_LINE.fullmatch, lines)):
            continue
        points = [np.array(_NUMBER.findall(line), float).reshape(-1, 2) for line in lines]
        if len({len(each) for each in points}) > 1 or len(points[0]) < _LONG:
            continue
        kept = polyline.kept(np.array(points))
        for (attributes, _), vertices in zip(node.states.values(), points, strict=True):
            pairs = (f"{_short(x)} {_short(y)}" for x, y in vertices[kept])
            attributes["d"] = "M " + " L ".join(pairs)


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _still(root: Node, start: int) -> tuple[Element, list[Node]]:
    """The still, and the nodes in its order."""
    nodes: list[Node] = []

    def made(node: Node) -> Element:
        nodes.append(node)
        attributes, text = _spread(node.states, start + 1)[start]
        hidden = {} if start in node.states else {"display": "none"}
        element = Element(node.tag, {**attributes, **hidden})
        element.text = text or None
        element.extend(map(made, node.children))
        return element

    return made(root), nodes


def _varying(node: Node, count: int) -> Iterator[tuple[str, Values]]:
    """What of a node is not the same in all frames; where it is hidden, anything will do."""
    if len(node.states) < count:
        yield "display", [None if frame in node.states else "none" for frame in range(count)]
    names = dict.fromkeys(name for attributes, _ in node.states.values() for name in attributes)
    states = _spread(node.states, count)
    for name in names:
        values: Values = [attributes.get(name) for attributes, _ in states]
        if len(set(values)) > 1:
            yield name, values
    if len({text for _, text in states}) > 1:
        yield "", [text for _, text in states]


def _spread(states: Mapping[int, State], count: int) -> list[State]:
    """States for so many frames: where a node is hidden, nothing changes."""
    last = states[min(states)]
    return [last := states.get(frame, last) for frame in range(count)]


def _change(node: int, name: str, values: Values, order: list[int]) -> Change:
    if name in _GEOMETRY and all(values):
        texts = [str(value) for value in values]
        longest = max(texts, key=len)
        if len(set(map(len, texts))) > 1 and all(map(longest.startswith, texts)):
            return [node, name, longest, [len(text) for text in texts]]
        if (numbers := _numbers(texts)) is not None:
            stride = 2 if name == "d" else 1
            return [node, name, *_predicted(numbers[order], len(order) - order[0], stride)]
    choices = list(dict.fromkeys(values))
    return [node, name, choices, [choices.index(value) for value in values]]


def _numbers(texts: list[str]) -> Any:
    """The numbers of texts that differ in nothing else, as hundredths (frames, numbers).

    None where one that is not always the same is told more exactly, or in another way.
    """
    if len({_NUMBER.sub("#", text) for text in texts}) > 1:
        return None
    found = np.array([_NUMBER.findall(text) for text in texts])
    for number in np.unique(found[:, (found != found[0]).any(axis=0)]):
        if _short(_hundredths(number) / 100) != number:
            return None
    return np.vectorize(_hundredths, otypes=[int])(found)


def _hundredths(number: str) -> int:
    return round(float(number) * 100)


def _predicted(numbers: Any, back: int, stride: int) -> Change:
    """As told in the module's docstring.

    ``numbers`` are in the order in which they are told, where those from ``back`` on go back.
    """
    neighbours = np.arange(len(numbers)) - 1
    neighbours[back:][:1] = 0
    steps = (numbers - numbers[neighbours])[1:]
    ways = []
    for order in range(3):
        if order:
            before = np.zeros_like(steps)
            before[:, stride:] = steps[:, :-stride]
            steps = steps - before
        ways.append([stride, order, steps.ravel().tolist()])
    return min(ways, key=lambda way: len(str(way)))


def _told(change: Change, base: str | None, number: int, first: int) -> str | None:
    """What a change says that an attribute is in a frame; ``base`` is what it is in the still."""
    if len(change) == 2:
        texts, which = change
        text: str | None = (
            texts[: which[number]] if isinstance(texts, str) else texts[which[number]]
        )
        return text
    stride, order, steps = change
    texts = _NUMBER.findall(base or "")
    own = [_hundredths(text) for text in texts]
    count, table = len(own), {first: own}
    for at, told in enumerate(_order(len(steps) // count + 1, first)[1:]):
        step = steps[at * count : (at + 1) * count]
        for _ in range(order):
            for k in range(stride, count):
                step[k] += step[k - stride]
        neighbour = table[told - 1 if told > first else told + 1]
        table[told] = [a + b for a, b in zip(neighbour, step, strict=True)]
    shown = (
        text if new == old else _short(new / 100)
        for text, new, old in zip(texts, table[number], own, strict=True)
    )
    return _NUMBER.sub(lambda _: next(shown), base or "")


def _read(element: Element, name: str) -> str | None:
    return element.get(name) if name else element.text


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


def _prove(packed: Packed, root: Node, count: int) -> None:
    """Unpack all frames and compare them to what went in."""
    for number in range(count):
        wanted, _ = _still(_only(root, number), number)
        found = frame(packed, number)
        if not _equal(found, wanted):
            raise FrameError(f"frame {number} would not come out as it went in")


def _only(node: Node, number: int) -> Node:
    children = [_only(child, number) for child in node.children if number in child.states]
    return Node(node.tag, {number: deepcopy(node.states[number])}, children)


def _equal(one: Element, other: Element) -> bool:
    return (
        one.tag == other.tag
        and one.attrib == other.attrib
        and (one.tag == STYLE or (one.text or "") == (other.text or ""))
        and len(one) == len(other)
        and all(map(_equal, one, other))
    )
