"""Tables: rows with named columns, from the same run as the figures."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape, unescape
from typing import Any

from ..languages import localised
from ..results.job import Job
from ..results.store import Entry
from ..text.placeholder import Placeholder
from . import evidence, value
from .cells import Cell, Cells, cells
from .formats import formatted
from .numbered import file_name, numbered, publish
from .option import EVIDENCE, ID, TEXT, TIMEOUT, OptionError, Options
from .page import Page
from .site import Site
from .usage import Usage

SETTING = "LIVE_TABLES"
BLOCK = True
OPTIONS: Options = {
    "id": ID,
    "caption": TEXT,
    "format": value.OPTIONS["format"],
    "evidence": EVIDENCE,
    "timeout": TIMEOUT,
}

# As in texts: prices are none.
_FORMULA = re.compile(r"\$([^$\s](?:[^$]*[^$\s])?)\$(?!\d)")


def make(
    calls: Sequence[Callable[[], Any]], job: Job, parts: frozenset[str]
) -> tuple[dict[str, bytes], dict[str, Any]]:
    read = cells(calls[0]())
    return {"csv": _csv(read)}, read._asdict()


def _csv(table: Cells) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([table.columns, *table.rows])
    return file.getvalue().encode()


def parts(usage: Usage, site: Site) -> frozenset[str]:
    return frozenset()


def html(usage: Usage, entry: Entry, item: Placeholder, page: Page) -> str:
    if not item.block:
        raise OptionError("a table needs its directive in a block of its own")
    caption, name = page.fill(item.note), file_name(usage, page)
    needs_data = "id" in usage.options or evidence.is_wanted(usage, page)
    publish(name, frozenset(["csv"] * needs_data), usage, item, page)
    content = _table(Cells(**entry.about.facts), usage, item, page)
    classes = "live-figure live-table"
    return numbered("table", content, caption, name, usage, entry, page, classes)


def feed(html: str) -> str:
    return html


def _table(table: Cells, usage: Usage, item: Placeholder, page: Page) -> str:
    numeric = [_is_numeric(column) for column in zip(*table.rows, strict=True)]
    numeric = numeric or [False] * len(table.columns)

    classes = [' class="number"' if each else "" for each in numeric]

    def row(tag: str, attributes: str, texts: Iterable[str]) -> str:
        pairs = zip(classes, texts, strict=True)
        cells = (f"<{tag}{attributes}{kind}>{text}</{tag}>" for kind, text in pairs)
        return f"<tr>{' '.join(cells)}</tr>\n"  # apart, also where a theme strips tags

    def shown(cells: Sequence[Cell]) -> Iterator[str]:
        for cell, column in zip(cells, table.columns, strict=True):
            yield _cell(cell, column, usage, item, page)

    head = row("th", ' scope="col"', (_text(name, item, page) for name in table.columns))
    body = "".join(row("td", "", shown(cells)) for cells in table.rows)
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _is_numeric(column: Sequence[Cell]) -> bool:
    return all(isinstance(each, int | float) or each == "" for each in column)


def _cell(cell: Cell, column: str, usage: Usage, item: Placeholder, page: Page) -> str:
    if isinstance(cell, str):
        return _text(cell, item, page)
    form = usage.options.get("format")
    if isinstance(cell, float) and form is None:
        hint = "say how to show it, as with format=.2f"
        raise OptionError(f"the column {column} has {cell!r}: {hint}")
    try:
        text = formatted(cell, form) if form and isinstance(cell, float) else str(cell)
    except ValueError as error:
        raise OptionError(f"format={form} does not fit {cell!r}: {error}", "format") from error
    return escape(localised(text, page.post.lang))


def _text(text: str, item: Placeholder, page: Page) -> str:
    """Plain text, with the formulas in it."""
    from . import formula  # not for workers

    def shown(found: re.Match[str]) -> str:
        return formula.in_data(unescape(found[1]), item, page)

    return _FORMULA.sub(shown, escape(text, quote=False))
