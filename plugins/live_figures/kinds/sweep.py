"""Sweeps: a figure for each of several values, which readers choose from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from itertools import product
from math import isclose
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from ..results.job import Job
from ..results.store import Entry
from ..results.sweeps import frame_of
from ..text.placeholder import Placeholder
from ..text.swept import Swept
from ..words import words
from . import figure
from .evidence import ADDRESS
from .option import FailedFrameError, Options, WrongResultError, seconds
from .page import Page
from .site import Site
from .usage import Usage

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..drawing.files import Drawing
    from ..sweeping.making import Frame

OPTIONS: Options = figure.OPTIONS

_NOT_ALONE = (
    "called again, it gives another figure: what shows is chance, time, what it has kept from"
    " earlier calls, or a run that hangs on those beside it"
)
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
    from ..sweeping.frames import FrameError  # all of this is for workers alone
    from ..sweeping.pack import pack

    start = frame_of(job.start, job.swept) if job.start else _middle(calls, job.swept)
    assert isinstance(start, int)  # it has been checked
    try:
        drawn = _drawn(calls, job, start if "png" in parts else None)
        drawings, alts = zip(*drawn, strict=True)
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
        frame = _order(len(calls))[error.frame]
        raise FailedFrameError(_settings(job)[frame], job.swept[0][0]) from cause
    still = drawings[start]
    look = figure.Look(alts[start], still.width, still.height, still.missing, len(still.svg))
    files = {
        "svg": packed.still,
        _CHANGES: packed.data,
        "csv": _csv([each.csv for each in drawings], job.swept).encode(),
        "png": still.png,
    }
    facts = {**look._asdict(), "start": start, "texts": told["values"]}
    return {name: content for name, content in files.items() if content}, facts


def _drawn(
    calls: Sequence[Callable[[], Any]], job: Job, png: int | None
) -> list[tuple[Drawing, str]]:
    """All frames, and what they show in words; one of them also as PNG.

    Raises FrameError, also for one that has become another when it is made again.
    """
    from ..drawing.anew import numbers as random_numbers
    from ..drawing.files import draw
    from ..drawing.style import style
    from ..sweeping.frames import at_frame
    from ..sweeping.making import made, made_alone, restore
    from ..sweeping.spread import apart, spread
    from ..sweeping.together import join

    lang, settings = job.lang, _settings(job)
    numbers, middle = _order(len(calls)), len(calls) // 2
    makers = [partial(_made, calls[number], settings[number]) for number in numbers]

    def drawn(place: int) -> tuple[Drawing, str]:
        with at_frame(place):
            restore(frames[place].numbers)
            drawing = draw(frames[place].figure, png=place == png, lang=lang, whole=True)
            return drawing, alts[place]

    first = random_numbers()
    with apart(
        lambda: _told(made_alone(partial(figure.made, calls[middle]), first), lang)
    ) as alone:
        frames = made(makers, single=len(calls))
        # Before they are joined: what matters in one may be nothing on the scale of all.
        alts = [_alt(frame, lang) for frame in frames]
        told = _told(frames[middle], lang)
        with style(whole=True):
            join([frame.figure for frame in frames])
        drawings = spread(drawn, len(frames))
        expected = alone()
    for place, number in list(enumerate(numbers))[len(calls) :]:
        with at_frame(place):
            if not _agree(_shown(*drawings[place]), _shown(*drawings[number])):
                raise ValueError(_NOT_ALONE)
    with at_frame(middle):
        if expected and not _agree(told, expected):
            raise ValueError(_NOT_ALONE)
    return drawings[: len(calls)]


def _made(call: Callable[[], Any], what: str) -> tuple[Figure, str]:
    from ..sweeping.spread import begin

    begin(what)
    return figure.made(call)


def _order(count: int) -> list[int]:
    """In which frames are made; the first and the middle once more, when all others have been."""
    return [*range(count), 0, count // 2]


def _told(frame: Frame, lang: str) -> Sequence[str]:
    """What a figure tells before it is drawn with others."""
    from ..drawing.artists import texts
    from ..drawing.table import table

    written = (str(text.get_text()) for text in texts(frame.figure))
    return [table(frame.figure), _alt(frame, lang), *written]


def _alt(frame: Frame, lang: str) -> str:
    from ..drawing.describe import describe

    return frame.alt or describe(frame.figure, lang)


def _shown(drawing: Drawing, alt: str) -> Sequence[str]:
    return [drawing.csv, alt, drawing.svg.decode()]


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two tell the same, data but for what the order of a sum makes of it."""
    return one[1:] == other[1:] and _are_near(one[0], other[0])


def _are_near(one: str, other: str) -> bool:
    cells, others = (re.split(r"[,\n]", each) for each in (one, other))
    return len(cells) == len(others) and all(
        cell == each or _is_near(cell, each) for cell, each in zip(cells, others, strict=True)
    )


def _is_near(cell: str, other: str) -> bool:
    try:
        # Tables have ten digits, and the last of them may differ.
        return isclose(float(cell), float(other), rel_tol=2e-9, abs_tol=1e-12)
    except ValueError:
        return False


def _width(text: str) -> float:
    """About as many digits are as wide as a text; Han characters are wider than two."""
    return sum(2.2 if east_asian_width(each) in "WF" else 1 for each in text)


def _settings(job: Job) -> list[str]:
    """What is swept, in each frame: ``k=0.5 n=3``."""
    names = [name for name, _ in job.swept]
    every = product(*(swept.texts for _, swept in job.swept))
    return [" ".join(map("{}={}".format, names, texts)) for texts in every]


def _middle(calls: Sequence[Callable[[], Any]], swept: tuple[tuple[str, Swept], ...]) -> int:
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


def _csv(tables: Sequence[str], swept: tuple[tuple[str, Swept], ...]) -> str:
    """The data of all frames, each row with the values that it is for.

    Columns that not all frames have are empty in the others; "" if one has several of a name.
    """
    rows = [list(csv.reader(io.StringIO(table))) or [[]] for table in tables]
    heads = [head for head, *_ in rows if head]
    names = dict.fromkeys(name for head in heads for name in head)
    are_alike = all(head == heads[0] for head in heads)
    if not heads or not (are_alike or all(len({*head}) == len(head) for head in heads)):
        return ""
    columns = heads[0] if are_alike else list(names)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*(name for name, _ in swept), *columns])
    for values, (head, *own) in zip(product(*(each.texts for _, each in swept)), rows, strict=True):
        for row in own:
            cells = row if are_alike else map(dict(zip(head, row, strict=True)).get, columns)
            writer.writerow([*values, *cells])
    return file.getvalue()


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
        usage, entry, item, page, more=more, below=below, kind="live-figure live-sweep"
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


def _in_words(swept: tuple[tuple[str, Swept], ...], start: int, page: Page) -> Sequence[str]:
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
