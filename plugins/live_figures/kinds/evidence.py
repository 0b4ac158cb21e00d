"""What a result comes from, below its caption: data, directive, code, versions, and its digest."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from ..post import SUMMARY
from ..results.store import Entry
from ..results.trace import loads
from ..text.grammar import written
from ..words import words
from .page import Page
from .usage import Usage

ADDRESS = "live-file:"
"""Begins the address of a file of ours, until a page is written: Pelican's own way takes time."""

_ELEMENT = re.compile(r'<details class="live-evidence">.*?</details>', re.DOTALL)
# The distributions that readers ask for; the trace has them all.
_TOLD = ("numpy", "matplotlib", "pandas", "scipy")


def is_wanted(usage: Usage, page: Page) -> bool:
    """Whether a result tells what it comes from: not in a summary, which has little room."""
    return page.field != SUMMARY and bool(usage.options.get("evidence", page.site.evidence))


def html(usage: Usage, entry: Entry, name: str, page: Page) -> str:
    """The disclosure for a result whose files are called ``name``."""
    told = words(page.post.lang)
    options = (
        f" {name}={written(value)}" for name, value in (*usage.job.options, *usage.job.swept)
    )
    directive = f"<< {usage.job.name}{''.join(options)} >>"
    rows = [f"<code>{escape(directive, quote=False)}</code>"]
    links = []
    if "csv" in entry.digests:
        links.append(_link(f"{name}.csv", told.data))
    if "py" in entry.digests:
        source = page.site.publish_source(usage.job)
        links.append(_link(source, told.code))
    if links:
        rows.append(" · ".join(links))
    rows.append(f"{_versions(entry.trace)} · {usage.job.key.rpartition('-')[2]}")
    lines = "<br>".join(rows)
    return (
        f'<details class="live-evidence"><summary>{told.evidence}</summary><p>{lines}</p></details>'
    )


def without(html: str) -> str:
    """HTML without disclosures, for feed readers."""
    return _ELEMENT.sub("", html)


def _link(file: str, text: str) -> str:
    return f'<a href="{ADDRESS}{escape(file)}">{text}</a>'


@lru_cache(maxsize=64)  # many results share a trace
def _versions(trace: str) -> str:
    inputs = {each.name: each.digest for each in loads(trace)}
    known = [("Python", inputs.get("python")), *((name, inputs.get(name)) for name in _TOLD)]
    return ", ".join(f"{name} {version}" for name, version in known if version)
