"""The published blog on a host of static pages, a browser, and the table of what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from blog import CHROMIUM, Blog, build
from host import Handler
from playwright.sync_api import Browser, sync_playwright
from serving import serving
from tools import missing

Tell = Callable[[str, str, object], None]
MEASURED = "measured"


@dataclass(frozen=True)
class Site:
    """The blog as it is published, in a folder of its host."""

    blog: Blog
    host: str

    @property
    def address(self) -> str:
        """Where it stands, with a slash at the end."""
        return f"{self.host}/{self.blog.published.name}/"

    def pages(self) -> list[str]:
        """The addresses of all pages, as links give them."""
        files = self.files(self.blog.published, ".html")
        return [file.removesuffix("index.html") for file in files]

    def files(self, output: Path, *kinds: str) -> list[str]:
        """The addresses of all files of some kinds that a build has left."""
        paths = sorted(path for path in output.rglob("*") if path.suffix in kinds)
        names = (path.relative_to(output.parent).as_posix() for path in paths)
        return [f"{self.host}/{quote(name)}" for name in names]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "timed: measures time, and has the machine for itself")
    if wanting := list(missing()):
        pytest.exit("the checks cannot run, for want of\n  " + "\n  ".join(wanting), 2)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The host has its address before the blog is built, as in life."""
    folder = tmp_path_factory.mktemp("site") / "copy"
    with serving(folder, Handler) as host:
        yield Site(build(folder, SITEURL=f"{host}/published"), host)


@pytest.fixture(scope="module")  # playwright allows one at a time, and engines.py has its own
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Put a row into the table: the tool or the page, what was measured, and the value."""
    told = request.node.user_properties  # which come from whatever process has run the test
    return lambda *row: told.append((MEASURED, list(map(str, row))))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    rows = [row for each in reports for name, row in each.user_properties if name == MEASURED]
    terminalreporter.section("measured")
    for row in [("What", "Measure", "Value"), (":--", ":--", "--:"), *rows]:
        terminalreporter.line("| " + " | ".join(row) + " |")
