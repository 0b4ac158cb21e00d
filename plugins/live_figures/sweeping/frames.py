"""The frames of a sweep as one tree: what they share stands in it once.

A node of the tree knows its attributes in each frame that has it. Elements of two frames are the
same node where they are equal as a whole, or else where they stand at the same place among the
others and have the same tag and the same attributes. Elements with an id are the same only where
their ids are, and equal ids name equal things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

DEFS = "{http://www.w3.org/2000/svg}defs"
STYLE = "{http://www.w3.org/2000/svg}style"

State = tuple[dict[str, str], str]
"""Attributes and text."""

_REFERENCE = re.compile(r"(?<=url\(#)[^)]+(?=\))|(?<=^#).+")


class FrameError(ValueError):
    """Frames that make no sweep, and why; ``frame`` is the number of one that is to blame.

    If something has gone wrong in that frame alone, it is the cause of this.
    """

    def __init__(self, message: str, frame: int | None = None) -> None:
        super().__init__(message)
        self.frame = frame


@contextmanager
def at_frame(frame: int) -> Iterator[None]:
    """Meanwhile, whatever goes wrong does so in this frame. Raises FrameError."""
    try:
        yield
    except Exception as error:
        raise FrameError(str(error), frame) from error


def require_alike(what: Sequence[Hashable], message: str) -> None:
    """Raise FrameError for the first frame that differs from the frame 0 in this."""
    for frame, each in enumerate(what):
        if each != what[0]:
            raise FrameError(message, frame)


@dataclass
class Node:
    """An element of one frame or more; ``states`` are its attributes and text, by frame."""

    tag: str
    states: dict[int, State] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    last: Element | None = None
    """The element that was merged last."""
    shape: Hashable = None
    """Of that element."""

    def iter(self) -> Iterator[Node]:
        """The node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.iter()


def union(frames: Sequence[bytes], order: Sequence[int]) -> Node:
    """One tree of all frames, merged in this order: the first has its children's order."""
    roots = [ElementTree.fromstring(frame) for frame in frames]
    require_alike([root.get("viewBox") for root in roots], "frames of different sizes")
    _name_alike(roots)
    node = Node(roots[0].tag)
    for frame in order:
        _merge(node, roots[frame], frame)
    for definition in node.children[0].children:  # shows nothing by itself
        known = next(iter(definition.states.values()))
        definition.states = {frame: definition.states.get(frame, known) for frame in order}
    return node


def _merge(node: Node, element: Element, frame: int) -> None:
    # A style sheet is told apart from the frames: see sheet.py.
    text = "" if element.tag == STYLE else element.text or ""
    node.states[frame] = dict(element.attrib), text
    node.last, node.shape = element, _shape(element)
    merged: list[Node] = []
    for known, new in _aligned(node.children, list(element)):
        child = known or Node(new.tag)  # type: ignore[union-attr]
        if new is not None:
            _merge(child, new, frame)
        merged.append(child)
    node.children = merged


def _aligned(
    nodes: list[Node], elements: list[Element]
) -> Iterator[tuple[Node | None, Element | None]]:
    """Pairs in an order that is both that of the nodes and that of the elements."""
    shapes = [node.shape for node in nodes], [_shape(each) for each in elements]
    if shapes[0] == shapes[1]:
        yield from zip(nodes, elements, strict=True)
        return
    digests = [_digest(node.last) for node in nodes], [_digest(each) for each in elements]
    at = (0, 0)
    for a, b, size in SequenceMatcher(None, *digests, autojunk=False).get_matching_blocks():
        own, other = slice(at[0], a), slice(at[1], b)
        yield from _alike(nodes[own], elements[other], shapes[0][own], shapes[1][other])
        yield from zip(nodes[a : a + size], elements[b : b + size], strict=True)
        at = a + size, b + size


def _alike(
    nodes: list[Node], elements: list[Element], own: list[Hashable], other: list[Hashable]
) -> Iterator[tuple[Node | None, Element | None]]:
    at = (0, 0)
    for a, b, size in SequenceMatcher(None, own, other, autojunk=False).get_matching_blocks():
        yield from ((node, None) for node in nodes[at[0] : a])
        yield from ((None, each) for each in elements[at[1] : b])
        yield from zip(nodes[a : a + size], elements[b : b + size], strict=True)
        at = a + size, b + size


def _digest(element: Element | None) -> Hashable:
    """Of an element with all that it holds."""
    assert element is not None
    return ElementTree.tostring(element)


def _shape(element: Element) -> Hashable:
    if element.tag == DEFS:
        return DEFS  # each frame uses some of those that are there for all
    children = tuple(map(_shape, element))
    return element.tag, tuple(sorted(element.attrib)), element.get("id"), children


def _name_alike(roots: list[Element]) -> None:
    """Give what is equal the same id in all frames and what is not another, in one place of all.

    Where all frames name as many things of the same shapes, their order pairs them instead.
    """
    named = [_collected(root) for root in roots]
    if all([_unnamed(e) for e in each] == [_unnamed(e) for e in named[0]] for each in named):
        return  # each keeps its number
    ids: dict[Hashable, str] = {}
    for root, elements in zip(roots, named, strict=True):
        seen: Counter[Hashable] = Counter()
        new: dict[str, str] = {}
        for element in elements:
            old = element.attrib.pop("id")
            content = _digest(element)
            seen[content] += 1
            new[old] = ids.setdefault((content, seen[content]), f"i{len(ids)}")
            element.set("id", new[old])
        elements.sort(key=lambda element: int(element.attrib["id"][1:]))
        _refer(root, new)
        root[0][:] = elements


def _collected(root: Element) -> list[Element]:
    """All that has an id, taken to the root's beginning from the definitions it stands in."""
    definitions = Element(DEFS)
    for parent in list(root.iter()):
        for child in [each for each in parent if each.tag == DEFS]:
            definitions.extend(each for each in child if each.get("id"))
            child[:] = [each for each in child if not each.get("id")]
            if not len(child):
                parent.remove(child)
    root.insert(0, definitions)
    return list(definitions)


def _refer(root: Element, new: Mapping[str, str]) -> None:
    for element in root.iter():
        for name, value in element.items():
            if "#" in value:
                element.set(name, _REFERENCE.sub(lambda found: new.get(found[0], found[0]), value))


def _unnamed(element: Element) -> Hashable:
    # Outlines of glyphs are what they are: only their own bytes say which.
    glyph = ElementTree.tostring(element) if element.get("transform") else None
    return element.tag, tuple(element.attrib)[1:], tuple(map(_shape, element)), glyph
