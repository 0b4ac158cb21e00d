"""Whatever is wrong is told in a message, each without a new look at all of its file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Site
from pelican.plugins.live_figures import locate, report
from pelican.plugins.live_figures.report import Problem
from pelican.plugins.live_figures.text.placeholder import Place, Placeholder

BETWEEN = pytest.mark.parametrize("between", ["\n\n", " and "])
MISTAKE = r"words $\foo  x$"  # which Markdown may give with one space
MANY = 1000
MOST = 2500  # characters that the search for one mistake, or the excerpt of its line, looks at


@pytest.mark.parametrize(("between", "last"), [("\n\n", "6004:1"), (" and ", "6:55986")])
def test_three_thousand_errors_are_told_each_at_its_place(
    site: Site, between: str, last: str
) -> None:
    site.post(between.join([r"words $\foo$", "<< line slope=10 >>", "<< lime >>"] * MANY))
    told = site.fail()
    assert "3000 problems" in told
    assert f"content/post.en.md:{last}: nothing is called lime" in told


class Counted:
    """A pattern that counts the characters it looks at."""

    looked_at = 0

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def finditer(self, text: str, begin: int, end: int) -> Iterator[re.Match[str]]:
        Counted.looked_at += min(end, len(text)) - begin
        return self._pattern.finditer(text, begin, end)


@BETWEEN
def test_a_mistake_is_looked_for_where_it_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    path, places = _written(tmp_path, between)
    nearest = locate._nearest
    monkeypatch.setattr(locate, "_nearest", lambda pattern, *rest: nearest(Counted(pattern), *rest))
    monkeypatch.setattr(Counted, "looked_at", 0)
    locate._read.cache_clear()
    found = [
        locate.locate(path, Placeholder("math", Place(*place, places[-1][0] + 2), r"\foo x"))
        for place in places
    ]
    assert found == places
    assert locate._read.cache_info().misses == 1
    assert 0 < Counted.looked_at < MOST * MANY


@BETWEEN
def test_an_excerpt_measures_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    path, places = _written(tmp_path, between)
    measured, cell_len = [0], report.cell_len

    def counted(text: str) -> int:
        measured[0] += len(text)
        return cell_len(text)

    monkeypatch.setattr(report, "cell_len", counted)
    told = report.report(Problem(str(path), *place, "wrong") for place in places)
    assert told.count(": wrong\n") == told.count("^") == MANY
    assert 0 < measured[0] < MOST * MANY


def _written(folder: Path, between: str) -> tuple[Path, list[tuple[int, int]]]:
    """A file of nothing but mistakes, and the line and column of each."""
    text = between.join([MISTAKE] * MANY)
    path = folder / "post.md"
    path.write_text(text, "utf-8")
    offsets = (found.start() for found in re.finditer(r"\\foo", text))
    return path, [locate.Source(text).position(offset) for offset in offsets]
