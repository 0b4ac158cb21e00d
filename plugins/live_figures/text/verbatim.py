"""Where in HTML stands what is shown as it is, or not at all: code, scripts, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENING = re.compile(r"<!--|<(code|pre|script|style|textarea)\b", re.IGNORECASE)
_CLOSING = {
    name: re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE)
    for name in ("", "code", "pre", "script", "style", "textarea")
}


class Verbatim:
    """Stretches of a text, to be asked for offsets in order."""

    def __init__(self, text: str) -> None:
        self._spans = _spans(text)
        self._start, self._end = next(self._spans, (-1, -1))

    def holds(self, offset: int) -> bool:
        while 0 <= self._end <= offset:
            self._start, self._end = next(self._spans, (-1, -1))
        return self._start <= offset < self._end


def _spans(text: str) -> Iterator[tuple[int, int]]:
    at, endless = 0, set[str]()
    while found := _OPENING.search(text, at):
        at, name = found.end(), (found[1] or "").lower()
        end = None if name in endless else _CLOSING[name].search(text, at)
        if end:
            at = end.end()
            yield found.start(), at
        else:  # nothing closes those behind it either
            endless.add(name)
