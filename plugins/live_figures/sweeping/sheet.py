"""The style sheets of all frames as one, for a page that shows them in a tree of its own.

An SVG in an image follows the scheme of the page and asks for its own width. Within the page that
takes `light-dark()` and a container query: the same rules, said for there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .frames import FrameError

_DARK = re.compile(r"@media\(prefers-color-scheme:dark\)\{((?:[^{}]*\{[^{}]*\})*)\}")
_RULE = re.compile(r"([^{}]*)\{([\w-]+):([^{}]*)\}")
_PAINT = re.compile(r'\w*\[[\w-]+="(#\w+)"\]')
_PLACE = re.compile(r"@media(\(min-width:\d+px\))\{([^{}]*)\{([^{}]*)\}\}")


def sheet(styles: Sequence[str]) -> str:
    """The rules of all the frames' style sheets. Raises FrameError where they contradict."""
    rules: dict[tuple[str, str], str] = {}
    for frame, style in enumerate(styles):
        for where, what, declared in _rules(style):
            if rules.setdefault((where, what), declared) != declared:
                raise FrameError("frames with type of different sizes", frame)
    return "".join(
        f"{where}{{{what}{{{declared}}}}}" if where else f"{what}{{{declared}}}"
        for (where, what), declared in rules.items()
    )


def _rules(style: str) -> list[tuple[str, str, str]]:
    dark = _DARK.search(style)
    found = []
    for selector, name, value in _RULE.findall(dark[1] if dark else ""):
        light = _PAINT.fullmatch(selector)
        found.append(("", selector, f"{name}:light-dark({light[1] if light else '#000'},{value})"))
    found += [
        (f"@container{place}", selector, declared)
        for place, selector, declared in _PLACE.findall(style)
    ]
    return found
