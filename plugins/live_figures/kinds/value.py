"""Values: a number or a word in a sentence, from the same run as the figures.

The store keeps the full value. How it is shown (``of``, ``format``, ``unit``) and what its author
expects (``expect``) are the page's business, and need no computation.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from numbers import Integral, Real
from typing import Any

from ..languages import localised
from ..results.job import Job
from ..results.store import Entry
from ..suggest import did_you_mean
from ..text.grammar import Value, written
from ..text.placeholder import Placeholder
from ..text.swept import Swept
from .expectation import Expectation
from .formats import formatted
from .option import TEXT, TIMEOUT, Option, OptionError, Options, WrongResultError, require_unicode
from .page import Page
from .site import Site, Told
from .usage import Usage

SETTING = "LIVE_VALUES"
BLOCK = False

_NARROW_SPACE = "\u202f"


def _is_any(value: Value | Swept) -> bool:
    return not isinstance(value, Swept)


OPTIONS: Options = {
    "of": Option("the name of one of the values", lambda value: not isinstance(value, tuple)),
    "format": Option("a format such as .2f", _is_any, as_written=True),
    "unit": TEXT,
    "expect": Option("a number, a comparison or a word", _is_any, as_written=True),
    "timeout": TIMEOUT,
}


class UnmetError(OptionError):
    """A value that is not what its author expects; ``mended`` is what ``expect`` should say."""

    def __init__(self, message: str, detail: str, mended: str | None) -> None:
        super().__init__(message, "expect", detail)
        self.mended = mended


def make(
    calls: Sequence[Callable[[], Any]], job: Job, parts: frozenset[str]
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """A value has no parts: it is a fact."""
    returned = calls[0]()
    if isinstance(returned, Mapping):
        return {}, {"values": {str(name): plain(each) for name, each in returned.items()}}
    return {}, {"value": plain(returned)}


def plain(value: object) -> int | float | str:
    """The value as JSON keeps it, exactly. Raises WrongResultError."""
    match value:
        case bool():
            pass
        case str():
            return require_unicode(str(value))
        case Integral():
            return int(value)
        case Real():
            return float(value)
        case _ if getattr(value, "shape", None) == () and hasattr(value, "item"):
            return plain(value.item())  # an array without dimensions
    raise WrongResultError(
        f"{type(value).__name__}, not a number or a text, or a mapping of names to such"
    )


def parts(usage: Usage, site: Site) -> frozenset[str]:
    return frozenset()


def html(usage: Usage, entry: Entry, item: Placeholder, page: Page) -> str:
    """The value as text; of a claim, nothing."""
    return escape(word(usage, entry, item, 0, page), quote=False)


def feed(html: str) -> str:
    return html


def word(usage: Usage, entry: Entry, item: Placeholder, base: int, page: Page) -> str:
    """The value as its directive, at ``base`` in the item, wants it shown. Raises OptionError."""
    told = page.site.told
    try:
        value = _pick(usage, entry)
        expected = _expected(usage, value, entry, page)
        shown = "" if usage.claim else _show(value, usage, expected, page.post.lang)
    except UnmetError as error:
        if told is not None:
            place = page.locate(item, base + usage.offsets["expect"])
            told.append(Told(usage, place, "fails", error.message, error.mended))
        raise
    if told is not None:
        state = "holds" if expected else "value"
        told.append(Told(usage, page.locate(item, base), state, shown))
    return shown


def _pick(usage: Usage, entry: Entry) -> int | float | str:
    facts, name = entry.about.facts, usage.options.get("of")
    if "value" in facts:
        if name is not None:
            raise OptionError(
                f"of={written(name)} picks one of several, and there is one value alone", "of"
            )
        value = facts["value"]
    else:
        value = _of(str(name) if name is not None else None, facts["values"])
    if isinstance(value, float) and not math.isfinite(value):
        raise OptionError(f"the run gives {value}", "of" if name is not None else None)
    return value  # type: ignore[no-any-return]


def _of(name: str | None, values: Mapping[str, Any]) -> Any:
    known = ", ".join(values)
    if name is None:
        raise OptionError(f"it gives several values: say which with of=…, one of {known}")
    if name not in values:
        hint = did_you_mean(name, values)
        raise OptionError(f"of={written(name)} is not one of {known}{hint}", "of")
    return values[name]


def _expected(
    usage: Usage, value: int | float | str, entry: Entry, page: Page
) -> Expectation | None:
    """The expectation, if there is one and it holds; remembers when it does."""
    text = usage.options.get("expect")
    if text is None:
        if usage.claim:
            raise OptionError("a claim needs expect=…: what it claims")
        return None
    expected = Expectation(text)
    claim = json.dumps([usage.job.key, usage.options.get("of"), text])
    if expected.holds(value):
        page.site.held.holds(claim, entry.trace)
        return expected
    changes = list(page.site.held.changes(claim, entry.trace))
    detail = "\n".join(["changed since it held last:", *changes] if changes else [])
    message = f"expect={text} is not what the run gives, {expected.told(value)}"
    raise UnmetError(message, detail, expected.mended(value))


def _show(value: int | float | str, usage: Usage, expected: Expectation | None, lang: str) -> str:
    options = usage.options
    if "format" in options:
        try:
            text = formatted(value, options["format"])
        except ValueError as error:
            message = f"format={options['format']} does not fit {value!r}: {error}"
            raise OptionError(message, "format") from error
    elif expected and expected.is_number:
        text = expected.text
    elif isinstance(value, float):
        raise OptionError(
            f"it gives {value!r}: say how to show that, as with format=.2f,"
            " or what it should be, as with expect=0.20"
        )
    else:
        text = str(value)
    if not isinstance(value, str):
        text = localised(text, lang)
    return f"{text}{_NARROW_SPACE}{options['unit']}" if options.get("unit") else text
