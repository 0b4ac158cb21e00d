"""What a figure shows, in words, for readers who cannot see it and for figures that do not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matplotlib.figure import Figure

from .marks import all_axes, read
from .marks.frame import Frame, Way, label_of
from .marks.mark import ITEMS, Mark, Phrases, summary
from .mathtext import plain
from .phrases import phrases

_FULL = 4
"""So many axes are told in full; of more only what they are about."""
_HEADS = 9
_NOTES, _LONG = 5, 60
_NUMBER = re.compile(r"[-−+±(]*\d[\d.,e×⁻⁰¹²³⁴⁵⁶⁷⁸⁹+\-−]*[%)]*")


def describe(figure: Figure, lang: str) -> str:
    """An alt text from the figure itself: of what kind it is, of what, and what the marks show."""
    say = phrases(lang)
    axes = list(all_axes(figure))
    every = [
        (frame, marks)
        for frame, marks in map(read, axes)
        if marks or _title(frame) or frame.axes.texts or frame.axes.tables
    ]
    sentences = [plain(figure.get_suptitle())] if figure.get_suptitle() else []
    places = {tuple(frame.axes.get_position().bounds) for frame, _ in every}  # twins have one
    if len(places) > 1:
        sentences.append(say["several"].format(count=len(places)))
    if len(every) <= _FULL:
        sentences += [_axes(frame, marks, say) for frame, marks in every]
    else:
        sentences += [_head(frame, marks, say) for frame, marks in every[:_HEADS]]
        if len(every) > _HEADS:
            sentences.append(say["more"].format(count=len(every) - _HEADS))
    text = say["gap"].join(each.rstrip(".。") + say["stop"] for each in sentences if each)
    return text or say["figure"] + say["stop"]


def _axes(frame: Frame, marks: list[Mark], say: Phrases) -> str:
    """One pair of axes: "Line chart: cost against epoch; the line goes from …"."""
    parts = [*_marks(marks, say), *_rows(frame, say), *_unsaid(frame, marks, say)]
    return say["join"].join([_head(frame, marks, say, parts[:1]), *parts[1:]])


def _head(frame: Frame, marks: list[Mark], say: Phrases, first: list[str] | None = None) -> str:
    """The kind of chart and what it is about; then the first of its parts."""
    about = [part for part in (_title(frame), _against(frame, marks, say)) if part]
    text = say["join"].join([*([", ".join(about)] if about else []), *(first or [])])
    kinds = {mark.chart for mark in marks} - {"band"} or {mark.chart for mark in marks}
    if frame.axes.tables and not kinds:
        kinds = {"table"}
    if kinds <= {"bars", "stacked"} and "stacked" in kinds:
        kinds = {"stacked"}
    chart = say[f"chart.{kinds.pop()}" if len(kinds) == 1 else "chart"]
    return say["head"].format(chart=chart, text=text) if text else chart


def _title(frame: Frame) -> str:
    titles = (frame.axes.get_title(place) for place in ("left", "center", "right"))
    return plain(next(filter(None, titles), ""))


def _against(frame: Frame, marks: list[Mark], say: Phrases) -> str:
    """What is shown over what; values lie along x where those of the first mark do."""
    if frame.axes.name == "3d":
        return ""
    x, y = _label(frame, "x", say), _label(frame, "y", say)
    if marks and marks[0].is_horizontal:
        x, y = y, x
    return say["against"].format(x=x, y=y) if x and y else x or y


def _label(frame: Frame, way: Way, say: Phrases) -> str:
    label = label_of(frame.axes, way)
    is_log = (frame.x if way == "x" else frame.y).is_logarithmic
    return say["log"].format(label=label or way) if is_log else label


def _marks(marks: list[Mark], say: Phrases) -> Iterator[str]:
    """Each mark in words; many of a kind in one phrase."""
    for kind in dict.fromkeys(type(mark) for mark in marks):
        alike = [mark for mark in marks if type(mark) is kind]
        many = len(alike) > kind.few and f"{kind.kind}.many" in say
        told = [summary(alike, say)] if many else [mark.words(say) for mark in alike]
        yield from filter(None, told)


def _rows(frame: Frame, say: Phrases) -> Iterator[str]:
    """What is written in the rows of tables."""
    for table in frame.axes.tables:
        rows: dict[int, list[str]] = {}
        for (row, _), cell in sorted(table.get_celld().items()):
            rows.setdefault(row, []).append(plain(cell.get_text().get_text()))
        told = [say["comma"].join(filter(None, row)) for row in rows.values()]
        yield from told[:ITEMS]
        if len(told) > ITEMS:
            yield say["more"].format(count=len(told) - ITEMS)


def _unsaid(frame: Frame, marks: list[Mark], say: Phrases) -> Iterator[str]:
    """What is written in the axes, and names in the legend, that no mark has told."""
    names = {mark.name for mark in marks}
    if marks and marks[0].kind == "pie":
        return
    texts = [plain(text.get_text()) for text in frame.axes.texts if text.get_visible()]
    notes = [t for t in texts if t and t not in names and not _NUMBER.fullmatch(t)]
    for key, found in (("notes", notes), ("legend", frame.legend)):
        new = [t for t in found if t and t not in names and len(t) <= _LONG]
        if 0 < len(new) <= _NOTES:
            quoted = (say["quote"].format(text=text) for text in new)
            yield say[key].format(texts=say["comma"].join(quoted))
