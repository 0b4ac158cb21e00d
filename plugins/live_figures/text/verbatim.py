"""Where in HTML stands what is shown as it is, or not at all: code, scripts, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Other tags are passed over as a whole: their attributes may have anything.
_TAG = re.compile(
    r"""<!--|</?(?P<name>[a-z][^\s/>]*)(?>[^<>"']|"[^"]*"|'[^']*')*>?""", re.IGNORECASE
)
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
    while found := _TAG.search(text, at):
        at, name = found.end(), (found["name"] or "").lower()
        if name not in _CLOSING or found[0].startswith("</") or name in endless:
            continue
        if end := _CLOSING[name].search(text, at):
            at = end.end()
            yield found.start(), at
        else:  # nothing closes those behind it either
            endless.add(name)
