"""Put pieces of HTML where marks stand in a larger piece, so that the whole stays valid HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_TAG = re.compile(r"""(<!--.*?-->|</?[A-Za-z](?:"[^"]*"|'[^']*'|[^'">])*>)""", re.DOTALL)
_TAG_NAME = re.compile(r"<(/?)([A-Za-z][\w:-]*)")
_VERBATIM = frozenset({"code", "pre", "script", "style", "textarea"})
_VOID = frozenset({"br", "img", "hr", "input", "wbr", "source", "embed", "area", "col", "track"})
_BREAKS = r"(?:\s*<br\s*/?>)*\s*"
_BEFORE, _AFTER = "\ufdee", "\ufdef"


@dataclass(frozen=True, slots=True)
class Splice:
    """HTML for a mark; a ``block`` may not stand in a paragraph."""

    html: str
    block: bool = False
    swallows_breaks: bool = False


def splice(
    text: str,
    mark: re.Pattern[str],
    render: Callable[[re.Match[str]], Splice],
    source: Callable[[re.Match[str]], str],
) -> str:
    """``text`` with every mark rendered; ``source`` gives what stands in code and attributes."""
    pieces: list[str] = []
    open_tags: list[str] = []
    for token in _TAG.split(text):
        if token.startswith("<"):
            pieces.append(mark.sub(source, token))
            _track(token, open_tags)
        elif _VERBATIM.intersection(_name(tag) for tag in open_tags):
            pieces.append(mark.sub(source, token))
        else:
            pieces.append(mark.sub(lambda found: _fit(render(found), open_tags), token))
    return _tidy("".join(pieces))


def _track(tag: str, open_tags: list[str]) -> None:
    found = _TAG_NAME.match(tag)
    if not found or found[2].lower() in _VOID or tag.endswith("/>"):
        return
    if not found[1]:
        open_tags.append(tag)
        return
    # A closing tag also closes what was left open inside; a stray one closes nothing.
    for depth in range(len(open_tags) - 1, -1, -1):
        if _name(open_tags[depth]) == found[2].lower():
            del open_tags[depth:]
            return


def _name(tag: str) -> str:
    found = _TAG_NAME.match(tag)
    return found[2].lower() if found else ""


def _fit(piece: Splice, open_tags: list[str]) -> str:
    html = piece.html
    if piece.swallows_breaks:
        html = f"{_BEFORE}{html}{_AFTER}"
    names = [_name(tag) for tag in open_tags]
    if not piece.block or "p" not in names:
        return html
    # End the paragraph, with all that is open in it, before the block, and go on behind it.
    inside = open_tags[names.index("p") :]
    closers = "".join(f"</{_name(tag)}>" for tag in reversed(inside))
    return f"{_BEFORE}{closers}{html}{''.join(inside)}{_AFTER}"


def _tidy(text: str) -> str:
    """Drop line breaks beside display items, and paragraphs that a split left empty."""
    text = re.sub(rf"{_BREAKS}{_BEFORE}", _BEFORE, text)
    text = re.sub(rf"{_AFTER}{_BREAKS}", lambda found: _AFTER + "\n" * ("\n" in found[0]), text)
    text = re.sub(rf"<p[^>]*>\s*{_BEFORE}</p>", "", text)
    text = re.sub(rf"<p[^>]*>{_AFTER}\s*</p>", "", text)
    return re.sub(f"[{_BEFORE}{_AFTER}]", "", text)
