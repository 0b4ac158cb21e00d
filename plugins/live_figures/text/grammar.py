"""The directive grammar: ``<< NAME key=value key="quoted value" … >>``.

    directive = "<<" [ "claim" ] NAME { NAME "=" value } ">>"
    value     = scalar { "," scalar } | range | choices | "*"    (see swept.py)
    scalar    = number | "true" | "false" | word | quoted

White space, line ends included, separates. A quoted string stands in double or single quotes;
backslashes in it are literal (so LaTeX needs no doubling) unless they stand before a quote, where
``\\"`` is the quote itself and ``\\\\`` one backslash: the rule of Windows command lines.

This module knows neither Markdown nor Pelican. Offsets count characters in the text it was given.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from .swept import MOST, Scalar, Swept, SweptError, chosen, swept_of

Value = Scalar | tuple[Scalar, ...]

OPENING = re.compile(
    r"<<(?P<space>\s*)(?P<claim>claim\s+)?(?P<name>[A-Za-z_][\w-]*)(?=\s|>>|,\s*[A-Za-z_][\w-]*=)",
    re.ASCII,
)
_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
# Where to go on behind an error; behind a stray quote nothing is certain but the end.
_TO_NEXT_OPTION = re.compile(
    r"""["'].*?(?=>>|\Z)|.*?(?=\s[A-Za-z_][\w-]*=|>>|\Z)""", re.ASCII | re.DOTALL
)
_SPACE = re.compile(r"\s*")
_BARE = re.compile(r"""[^\s"'<>=,]+""")
# A format such as ",.2f" begins with what else separates the items of a list.
_COMMA_FIRST = re.compile(r"""=(,[^\s"'<>=,]*)(?=\s|>>)""")
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_QUOTE_OR_END = re.compile(r"""(?<!\\)\\*["']|>>""")
_NEVER = sys.maxsize


class GrammarError(ValueError):
    """A directive that breaks the grammar: what was wrong, and at which offset."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Option(NamedTuple):
    """One ``name=value``; ``offset`` is where the name begins."""

    name: str
    value: Value | Swept
    offset: int
    text_offset: int
    """Where the text of the value begins: behind its quote, if it has one."""
    text: str
    """The value as it stands in the directive, without its quotes: ``0.20``."""


class Directive(NamedTuple):
    """A directive that was read; ``end`` is the offset behind its ``>>``."""

    name: str
    options: tuple[Option, ...]
    offset: int
    end: int
    claim: bool = False
    """Whether it only claims something, and shows nothing."""
    errors: tuple[GrammarError, ...] = ()
    """What breaks the grammar; the options are those that do not."""


def written(value: Value | Swept) -> str:
    """A value as a directive may give it, and will have it read again."""
    if isinstance(value, Swept):
        return value.text
    if isinstance(value, tuple):
        return ",".join(map(written, value))
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str) or _needs_no_quotes(value):
        return str(value)
    # Backslashes are literal but for those before a quote.
    return '"' + re.sub(r'(\\*)("|\Z)', lambda run: 2 * run[1] + (run[2] and '\\"'), value) + '"'


def _needs_no_quotes(word: str) -> bool:
    """Whether a text is read as itself: not as a number, a range, all, or the end of choices."""
    if not _BARE.fullmatch(word) or word.endswith("/"):
        return False
    try:
        return _bare(word) == word and swept_of(word) is None
    except SweptError:
        return False


def closing(text: str, offset: int, end: int = _NEVER) -> int | None:
    """The offset behind the ``>>`` that closes the directive opened at ``offset``, if any does."""
    signs, closings = _closings(text)
    found = closings[bisect_right(signs, offset)]
    if found <= end and found != _NEVER:
        return found
    # An unpaired quote would hide every later ">>": then the nearest one closes.
    nearest = text.find(">>", offset, end)
    return nearest + 2 if nearest >= 0 else None


@lru_cache(maxsize=16)  # once for a text: each that nothing closes would be read to its end
def _closings(text: str) -> tuple[list[int], list[int]]:
    """Where quotes and ``>>`` end, and where a directive does of which each is the next."""
    signs = list(_QUOTE_OR_END.finditer(text))
    closings = [_NEVER] * (len(signs) + 1)
    quotes = {'"': len(signs), "'": len(signs)}
    """Of each kind the next that can end a string: behind no backslash, or behind two."""
    for index in reversed(range(len(signs))):
        sign = signs[index][0]
        if sign == ">>":
            closings[index] = signs[index].end()
            continue
        partner = quotes[sign[-1]]
        closings[index] = closings[min(partner + 1, len(signs))]
        if len(sign) % 2:
            quotes[sign[-1]] = index
    return [sign.end() for sign in signs], closings


def directives(text: str, names: Collection[str] | None = None) -> Iterator[tuple[int, int]]:
    """Where in a text the directives begin and end: those that have one of the names, or all."""
    at = 0
    while opening := OPENING.search(text, at):
        at = opening.end()
        if names is not None and opening["name"] not in names:
            continue
        end = closing(text, opening.start())
        if end is None:
            return  # nothing closes those behind it either
        yield opening.start(), end
        at = end


def parse(text: str, offset: int = 0) -> Directive:
    """Read the directive that begins at ``offset``. Raises GrammarError if none begins there."""
    opening = OPENING.match(text, offset)
    if not opening:
        raise GrammarError("a directive begins with << and the name of a figure", offset)
    options: dict[str, Option] = {}
    errors: list[GrammarError] = []
    at = _skip(_SPACE, text, opening.end())
    while at < len(text) and not text.startswith(">>", at):
        try:
            option, at = _option(text, at)
            if options.setdefault(option.name, option) is not option:
                errors.append(GrammarError(f"{option.name} is given twice", option.offset))
        except GrammarError as error:
            errors.append(error)
            at = _skip(_TO_NEXT_OPTION, text, max(error.offset, at))
        at = _skip(_SPACE, text, at)
    if at >= len(text):
        errors.append(GrammarError("the directive is never closed with >>", at))
    end = min(at + 2, len(text))
    claim = opening["claim"] is not None
    return Directive(opening["name"], tuple(options.values()), offset, end, claim, tuple(errors))


def _skip(what: re.Pattern[str], text: str, at: int) -> int:
    found = what.match(text, at)
    assert found  # the pattern matches the empty string
    return found.end()


def _option(text: str, at: int) -> tuple[Option, int]:
    name = _NAME.match(text, at)
    if not name:
        raise GrammarError(f"expected name=value or >>, found {_excerpt(text, at)}", at)
    if not text.startswith("=", name.end()):
        hint = "give every option as name=value; a value with spaces needs quotes"
        raise GrammarError(f"{name[0]} has no value: {hint}", at)
    start = name.end() + 1
    quoted = text.startswith(('"', "'"), start)
    if word := _COMMA_FIRST.match(text, name.end()):
        return Option(name[0], word[1], at, start, word[1]), word.end()
    value, end = _value(text, start, name[0])
    as_written = str(value) if quoted else text[start:end]
    return Option(name[0], value, at, start + quoted, as_written), end


def _value(text: str, at: int, name: str) -> tuple[Value | Swept, int]:
    start = at
    first, at = _scalar(text, at, name)
    if not text.startswith(",", at):
        return _range(text[start:at], name, start) or first, at
    items = [first]
    while text.startswith(",", at):
        item, at = _scalar(text, at + 1, name)
        items.append(item)
    if text.startswith("/", at):
        return _choices(items, name, text, start, at + 1), at + 1
    if isinstance(items[-1], str) and text.endswith("/", start, at):
        return _choices([*items[:-1], _bare(items[-1][:-1])], name, text, start, at), at
    return tuple(items), at


def _range(word: str, name: str, at: int) -> Swept | None:
    try:
        return swept_of(word)
    except SweptError as error:
        raise GrammarError(f"{name}={error}", at) from error


def _choices(items: list[Scalar], name: str, text: str, at: int, end: int) -> Swept:
    if "" in items:
        raise GrammarError(f"{name}= has an empty choice", at)
    if len(set(items)) < len(items):
        raise GrammarError(f"{name}= has a choice twice", at)
    if len(items) > MOST:
        raise GrammarError(f"{name}= has {len(items)} choices: {MOST} at most", at)
    return chosen(items, text[at:end])


def _scalar(text: str, at: int, name: str) -> tuple[Scalar, int]:
    if text[at : at + 1] in ('"', "'"):
        return _quoted(text, at)
    bare = _BARE.match(text, at)
    if not bare:
        raise GrammarError(f"{name}= needs a value right behind it", at)
    return _bare(bare[0]), bare.end()


def _bare(word: str) -> Scalar:
    if word in ("true", "false"):
        return word == "true"
    if _INTEGER.fullmatch(word):
        return int(word)
    return float(word) if _NUMBER.fullmatch(word) else word


def _quoted(text: str, start: int) -> tuple[str, int]:
    quote, pieces, at = text[start], [], start + 1
    piece = re.compile(rf"([^{quote}\\]*)(\\*)({quote}?)")
    while found := piece.match(text, at):
        plain, backslashes, closes = found.groups()
        if not found[0]:
            break
        at = found.end()
        if not closes:
            pieces.append(plain + backslashes)
            continue
        pieces.append(plain + backslashes[: len(backslashes) // 2])
        if len(backslashes) % 2 == 0:
            return "".join(pieces), at
        pieces.append(quote)
    raise GrammarError(f"the string that {quote} opens is never closed", start)


def _excerpt(text: str, at: int) -> str:
    found = re.compile(r"\S{1,20}").match(text, at)
    return f"“{found[0]}”" if found else "nothing"
