"""Pack the frames of a sweep: a still that can show them all, and what changes in it.

The changes are JSON: how many ``frames`` there are, which is shown ``first``, the ``sheet`` for all
of them, and ``changes``, each of one attribute ("" is the text) of one node of the still, by its
number in document order:

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
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np

from . import images, polyline
from .frames import STYLE, FrameError, Node, State, union
from .numbers import NUMBER, hundredths, short, told_order
from .sheet import sheet
from .unpack import Packed, unpack

Change = list[Any]
Values = list[str | None]
"""What an attribute is in each frame; None where it is not there."""

_SVG = "http://www.w3.org/2000/svg"
_LINE = re.compile(r"M [-\d. ]+(?:L [-\d. ]+)+")
_GEOMETRY = ("d", "x", "y", "width", "height", "transform", "transform-origin")
_LONG = 8  # vertices


def pack(frames: Sequence[bytes], told: Mapping[str, Any], start: int) -> Packed:
    """Pack SVGs of one figure; the still shows the frame ``start``. ``told`` is told besides.

    Raises FrameError where they cannot be packed, or would not come out again as they are.
    """
    order = told_order(len(frames), start)
    root = union(frames, order)
    _simplify(root)
    _shrink_images(root)
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
    all_told = {
        **told,
        "frames": len(frames),
        "first": start,
        "sheet": sheet(styles),
        "changes": changes,
    }
    data = json.dumps(all_told, ensure_ascii=False, separators=(",", ":")).encode()
    ElementTree.register_namespace("", _SVG)
    packed = Packed(ElementTree.tostring(still, encoding="utf-8", xml_declaration=False), data)
    _prove(packed, root)
    return packed


def _style(svg: bytes) -> str:
    return next(ElementTree.fromstring(svg).iter(STYLE)).text or ""


def _simplify(root: Node) -> None:
    """Long lines lose the vertices that none of the frames needs."""
    for node in root.iter():
        lines = [state[0].get("d", "") for state in node.states.values()]
        if not all(map(_LINE.fullmatch, lines)):
            continue
        points = [np.array(NUMBER.findall(line), float).reshape(-1, 2) for line in lines]
        if len({len(each) for each in points}) > 1 or len(points[0]) < _LONG:
            continue
        kept = polyline.kept(np.array(points))
        for (attributes, _), vertices in zip(node.states.values(), points, strict=True):
            pairs = (f"{short(x)} {short(y)}" for x, y in vertices[kept])
            attributes["d"] = "M " + " L ".join(pairs)


def _shrink_images(root: Node) -> None:
    for node in root.iter():
        for attributes, _ in node.states.values():
            if "href" in attributes:
                attributes["href"] = images.smaller(attributes["href"])


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
    if len({NUMBER.sub("#", text) for text in texts}) > 1:
        return None
    found = np.array([NUMBER.findall(text) for text in texts])
    for number in np.unique(found[:, (found != found[0]).any(axis=0)]):
        if short(hundredths(number) / 100) != number:
            return None
    return np.vectorize(hundredths, otypes=[int])(found)


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


def _prove(packed: Packed, root: Node) -> None:
    """Unpack all frames and compare them to what went in."""
    for number, found in enumerate(unpack(packed)):
        wanted, _ = _still(_only(root, number), number)
        if not _equal(found, wanted):
            raise FrameError(f"frame {number} would not come out as it went in")


def _only(node: Node, number: int) -> Node:
    children = [_only(child, number) for child in node.children if number in child.states]
    return Node(node.tag, {number: node.states[number]}, children)


def _equal(one: Element, other: Element) -> bool:
    return (
        one.tag == other.tag
        and one.attrib == other.attrib
        and (one.tag == STYLE or (one.text or "") == (other.text or ""))
        and len(one) == len(other)
        and all(map(_equal, one, other))
    )
