"""Read a figure's docstring, in Google's style, with the same in other languages if it is there.

The cost of one neuron against the epoch.

Args:
    init: The neuron's first output.

Example:
    << losscurve init=0.98 >>

zh:
    神经元的代价随轮次的变化。

    init: 神经元的第一次输出。
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from textwrap import dedent
from typing import NamedTuple

_SECTION = re.compile(r"^([A-Za-z]\w*(?:[ -]\w+)*):[ \t]*\n((?:[ \t]+\S.*\n?|[ \t]*\n)+)", re.M)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-\w+)*")
_ENTRY = re.compile(r"^(\w+)(?: *\([^\n]*?\))?:[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.M)


class Words(NamedTuple):
    """What a figure shows, and what each of its parameters means, in one language."""

    summary: str
    parameters: Mapping[str, str]


class Docstring(NamedTuple):
    """What a docstring says."""

    words: Words
    translations: Mapping[str, Words]
    """By language tag, in lower case."""
    example: str
    """A directive to paste, ``""`` if there is none."""

    def in_language(self, lang: str) -> Words:
        """The words for a language tag; the docstring's own where there are no others."""
        tag = lang.lower().replace("_", "-")
        found = self.translations.get(tag) or self.translations.get(tag.partition("-")[0])
        return found or self.words


def read(text: str) -> Docstring:
    """The parts of a docstring. Nothing is required of it."""
    text = inspect.cleandoc(text) + "\n"
    sections = {found[1]: dedent(found[2]).strip() for found in _SECTION.finditer(text)}
    entries = sections.get("Args", "")
    return Docstring(
        words=Words(_paragraph(_SECTION.sub("", text)), _entries(entries)),
        translations={
            name: Words(_paragraph(section), _entries(section.partition("\n\n")[2]))
            for name, section in sections.items()
            if _LANGUAGE.fullmatch(name)
        },
        example=sections.get("Example", ""),
    )


def _paragraph(text: str) -> str:
    """The first paragraph, in one line."""
    return _in_one_line(text.strip().partition("\n\n")[0])


def _entries(text: str) -> dict[str, str]:
    return {found[1]: _in_one_line(found[2]) for found in _ENTRY.finditer(text)}


def _in_one_line(text: str) -> str:
    # Chinese has no spaces between words, so none where a line ends between its characters.
    text = re.sub(r"(?<=[⺀-鿿＀-￯])\s*\n\s*(?=[⺀-鿿＀-￯])", "", text)
    return " ".join(text.split())
