"""Rewrite expected numbers in posts: the one thing that writes into them, and only when asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from ..kinds.site import Told


class Mended(NamedTuple):
    """A post with the numbers that the run gives."""

    path: Path
    before: str
    after: str

    def diff(self) -> str:
        before, after = (text.splitlines(keepends=True) for text in (self.before, self.after))
        return "".join(unified_diff(before, after, str(self.path), str(self.path), n=1))

    def write(self) -> None:
        with self.path.open("w", encoding="utf-8", newline="") as file:
            file.write(self.after)


def mend(told: Iterable[Told]) -> Iterator[Mended]:
    """The posts in which an expectation that fails can be rewritten."""
    by_path: dict[str, list[Told]] = {}
    for each in told:
        if each.state == "fails" and each.mended is not None:
            by_path.setdefault(each.place[0], []).append(each)
    for path, wrong in by_path.items():
        with open(path, encoding="utf-8", newline="") as file:
            before = file.read()
        after = before
        for each in sorted(wrong, key=lambda each: each.place, reverse=True):
            after = _rewrite(after, each)
        if after != before:
            yield Mended(Path(path), before, after)


def _rewrite(text: str, told: Told) -> str:
    """The text with one number changed; as it is where the number does not stand there."""
    _, line, column = told.place
    lines = text.split("\n")
    begins = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    expected = re.escape(str(told.usage.options["expect"]))
    found = re.compile(rf"""expect=(\\?["']?){expected}""").match(text, begins)
    if not found:
        return text
    return f"{text[:begins]}expect={found[1]}{told.mended}{text[found.end() :]}"
