"""Sweeps: a figure for each of several values, which readers choose from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from itertools import product
from typing import Any
from unicodedata import east_asian_width

from ..results.job import Job
from ..results.store import Entry
from ..results.sweeps import Sweeps, frame_of
from ..text.placeholder import Placeholder
from ..words import words
from . import figure
from .evidence import ADDRESS
from .option import FailedFrameError, Options, WrongResultError, seconds
from .page import Page
from .site import Site
from .usage import Usage

OPTIONS: Options = figure.OPTIONS

_CHANGES = "sweep.json"
_FOR_SCRIPT = re.compile(r'<div(?: class="live-controls")?(?: data-(?:sweep|play|words)="[^"]*")+>')
_CONTROLS = re.compile(
    r'<div class="live-controls" (?P<own>data-sweep="[^"]*")'
    r"(?P<told>[^>]*)>(?P<words>.*?)</div>"
)
_AT_START = re.compile(r"(?<= = ).*?(?= \()")


def make(
    calls: Sequence[Callable[[], Any]], job: Job, parts: frozenset[str]
) -> tuple[dict[str, bytes], dict[str, Any]]:
    from ..sweeping.data import joined  # all of this is for workers alone
    from ..sweeping.drawn import drawn
    from ..sweeping.frames import FrameError
    from ..sweeping.pack import pack

    start = frame_of(job.start, job.swept) if job.start else _middle(calls, job.swept)
    assert isinstance(start, int)  # it has been checked
    settings, makers = _settings(job), [partial(figure.made, call) for call in calls]
    try:
        frames = drawn(makers, settings, job.lang, start if "png" in parts else None)
        drawings, alts = zip(*frames, strict=True)
        told = {
            "names": [name for name, _ in job.swept],
            "values": [swept.texts for _, swept in job.swept],
            "widest": [max(swept.texts, key=_width) for _, swept in job.swept],
            "alts": alts,
        }
        packed = pack([each.svg for each in drawings], told, start)
    except FrameError as error:
        cause = error.__cause__ or WrongResultError(f"figures that make no sweep: {error}")
        if error.frame is None:
            raise cause from error
        raise FailedFrameError(settings[error.frame], job.swept[0][0]) from cause
    still = drawings[start]
    look = figure.Look(alts[start], still.width, still.height, still.missing, len(still.svg))
    files = {
        "svg": packed.still,
        _CHANGES: packed.data,
        "csv": joined([each.csv for each in drawings], job.swept).encode(),
        "png": still.png,
    }
    facts = {**look._asdict(), "start": start, "texts": told["values"]}
    return {name: content for name, content in files.items() if content}, facts


def _width(text: str) -> float:
    """About as many digits are as wide as a text; Han characters are wider than two."""
    return sum(2.2 if east_asian_width(each) in "WF" else 1 for each in text)


def _settings(job: Job) -> list[str]:
    """What is swept, in each frame: ``k=0.5 n=3``."""
    names = [name for name, _ in job.swept]
    every = product(*(swept.texts for _, swept in job.swept))
    return [" ".join(map("{}={}".format, names, texts)) for texts in every]


def _middle(calls: Sequence[Callable[[], Any]], swept: Sweeps) -> int:
    """The frame of the function's defaults; the middle, where they are no values of the sweep."""
    import inspect

    defaults = inspect.signature(calls[0].func).parameters  # type: ignore[attr-defined]
    frame = 0
    for name, each in swept:
        default, count = defaults[name].default, len(each.values)
        default = getattr(default, "value", default)  # a choice may be a member of an Enum
        at = each.values.index(default) if default in each.values else count // 2
        frame = frame * count + at
    return frame


def parts(usage: Usage, site: Site) -> frozenset[str]:
    return figure.parts(usage, site)


def html(usage: Usage, entry: Entry, item: Placeholder, page: Page) -> str:
    """The still, and below it the values in words, in whose place a script puts the controls."""

    facts = entry.about.facts
    swept = tuple(
        (name, each._replace(texts=tuple(texts)))
        for (name, each), texts in zip(usage.job.swept, facts["texts"], strict=True)
    )

    def below(name: str) -> str:
        told = words(page.post.lang)
        clock = ""
        if play := usage.options.get("play"):
            labels = "|".join(map(escape, (told.play, told.pause, told.speed)))
            clock = f' data-play="{seconds(play):g}" data-words="{labels}"'
        return (
            f'<div class="live-controls" data-sweep="{ADDRESS}{escape(name)}.{_CHANGES}"{clock}>'
            f"{''.join(_in_words(swept, facts['start'], page))}</div>"
        )

    more = frozenset({_CHANGES})
    return figure.shown(
        usage, entry, item, page, more=more, below=below, classes="live-figure live-sweep"
    )


def share_controls(html: str) -> str:
    """Figures in a row with one set of controls below them, if they are swept alike."""
    found = list(_CONTROLS.finditer(html))
    if len(found) < 2 or len({each["words"] for each in found}) > 1:
        return html
    told = next((each["told"] for each in found if each["told"]), "")
    own = _CONTROLS.sub(r"<div \g<own>></div>", html)
    return f'{own}<div class="live-controls"{told}>{found[0]["words"]}</div>'


def start_apart(html: str) -> bool:
    """Whether figures in a row could share their controls, if they started with the same frame."""
    found = [each["words"] for each in _CONTROLS.finditer(html)]
    return len({*found}) > len({_AT_START.sub("", words) for words in found}) == 1


def _in_words(swept: Sweeps, start: int, page: Page) -> Sequence[str]:
    """``init = 0.98 (0.60 to 0.98)``, a line for each."""
    told, lines = words(page.post.lang), []
    for name, each in reversed(swept):
        start, at = divmod(start, len(each.texts))
        all_of_them = ", ".join(each.texts)
        if not each.is_choice:
            all_of_them = told.range.format(each.texts[0], each.texts[-1], len(each.texts))
        lines.append(f"<p>{escape(name)} = {escape(each.texts[at])} ({escape(all_of_them)})</p>")
    return lines[::-1]


def feed(html: str) -> str:
    """The words alone: no script will look for controls."""
    return _FOR_SCRIPT.sub("<div>", html)
