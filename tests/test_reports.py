"""Wrong posts, and what their authors are told: all of reports.txt in one real build.

Each case there is a title, a post (its header is added where it has none), and the whole report.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import FIGURES, Site

pytestmark = pytest.mark.xdist_group("reports")  # they share one build

_CASE = re.compile(r"^=== (.*)\n([\s\S]*?)^\.\.\.\n([\s\S]*?)(?=^===|\Z)", re.MULTILINE)


class Case(NamedTuple):
    title: str
    post: str
    report: str

    @property
    def path(self) -> str:
        folder = "pages/" if "a page" in self.title else ""
        return f"content/{folder}{re.sub('[^a-z]+', '-', self.title.lower())}.md"

    @property
    def source(self) -> str:
        """The post with a header, and with a title of its own."""
        whole = re.match(r"Title:|---\n", self.post)
        post = self.post if whole else f"Title: t\nDate: 2020-01-01\n\n{self.post}"
        return re.sub(r"(?i)^(title: t)$", rf"\1 {self.title}", post, count=1, flags=re.MULTILINE)

    @property
    def expected(self) -> str:
        return re.sub(r"^(?=\d+:\d+: )", f"{self.path}:", self.report, flags=re.MULTILINE)


CASES = [
    Case(*found)
    for found in _CASE.findall(Path(__file__).with_name("reports.txt").read_text("utf-8"))
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a build of all cases says."""
    site = Site(tmp_path_factory.mktemp("reports"))
    site.configure(PLUGINS=["hexo", "pelican.plugins.live_figures"])
    site.write("plugins/figures.py", FIGURES)
    site.write("plugins/data.py", "POINTS = [0, 1, 2]\n")
    for case in CASES:
        site.write(case.path, case.source)
    told = site.fail()
    assert not (site.folder / "output").exists()
    return told


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_a_wrong_post_is_told(told: str, case: Case) -> None:
    blocks = re.findall(rf"^{re.escape(case.path)}:.*\n(?:    .*\n)*", told, re.MULTILINE)
    assert "".join(blocks) == case.expected


def test_nothing_else_is_told(told: str) -> None:
    reports = "".join(case.expected for case in sorted(CASES, key=lambda case: case.path))
    count = len(re.findall(r"^content/", told, re.MULTILINE))
    assert told == f"{reports}{count} problems in live figures: nothing was written\n"
