"""Small sites in temporary folders, built by real Pelican."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pelican.plugins
import pytest
from blog import CHROMIUM, NO_BROWSER, Blog, build

# The same examples each time, on a busy machine too; `make fuzz` looks for new ones.
hypothesis.settings.register_profile("test", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("fuzz", max_examples=1000, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = ROOT / "plugins"

# What Pelican does with PLUGIN_PATHS: the plugin gets its final name.
pelican.plugins.__path__.append(str(PLUGINS))

FIGURES = '''
from typing import Annotated, Literal
from annotated_types import Gt, Lt
from matplotlib.figure import Figure

from data import POINTS


def line(
    slope: Annotated[float, Gt(0), Lt(9)] = 1.0,
    colour: Literal["red", "blue"] = "red",
    steps: list[int] = [1, 2],
    lang: str = "en",
) -> Figure:
    """A straight line."""
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(POINTS, [slope * x for x in POINTS], color=colour)
    axes.set_xlabel("x 轴" if lang == "zh" else "x")
    return figure
'''


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder; nobody answers its questions."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


@dataclass
class Site:
    """A site in a folder: write its files, build it, read what came out."""

    folder: Path

    def write(self, path: str, text: str | bytes) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def post(self, text: str, name: str = "post", lang: str = "en") -> Path:
        header = f"Title: {name}\nDate: 2020-01-01\nSlug: {name}\nLang: {lang}\n\n"
        return self.write(f"content/{name}.{lang}.md", header + text)

    def configure(self, **settings: Any) -> None:
        values = {
            "SITENAME": "site",
            "SITEURL": "",
            "TIMEZONE": "UTC",
            "DEFAULT_LANG": "en",
            "PATH": "content",
            "THEME": "simple",
            "READERS": {"rst": None},
            "PLUGIN_PATHS": ["plugins", str(PLUGINS)],
            "PLUGINS": ["pelican.plugins.live_figures"],
            "LIVE_FIGURES": ["figures.line"],
            "FEED_ALL_ATOM": None,
            "CATEGORY_FEED_ATOM": None,
            "TRANSLATION_FEED_ATOM": None,
            "AUTHOR_FEED_ATOM": None,
            "AUTHOR_FEED_RSS": None,
            **settings,
        }
        text = "".join(f"{name} = {value!r}\n" for name, value in values.items())
        self.write("pelicanconf.py", text)
        # Python takes settings of the same second and length for the same.
        for compiled in self.folder.glob("__pycache__/pelicanconf.*"):
            compiled.unlink()

    def run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = ["-m", "pelican", "-s", str(self.folder / "pelicanconf.py")]
        return python(cwd or self.folder, *command, *arguments)

    def ask(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one of the plugin's commands."""
        return python(self.folder, str(PLUGINS / "live_figures"), *command)

    def build(self, *arguments: str) -> None:
        """Build, and expect that nothing is reported."""
        result = self.run("--fatal", "warnings", *arguments)
        assert result.returncode == 0, result.stderr + result.stdout

    def fail(self, *arguments: str) -> str:
        """Build, expect that it fails, and give what it says."""
        result = self.run(*arguments)
        assert result.returncode == 1, result.stderr + result.stdout
        return result.stderr

    def read(self, path: str) -> str:
        return (self.folder / "output" / path).read_text("utf-8")

    def page(self, text: str, **kwargs: str) -> str:
        """The HTML that a post with this text becomes."""
        self.post(text, **kwargs)
        self.build()
        html = self.read("post.html")
        return html[html.index("<article") if "<article" in html else 0 :]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with one figure, ``line``."""
    site = Site(tmp_path)
    site.configure()
    site.write("plugins/figures.py", FIGURES)
    site.write("plugins/data.py", "POINTS = [0, 1, 2]\n")
    return site


@pytest.fixture(scope="session")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Blog:
    """This blog, built once."""
    return build(tmp_path_factory.mktemp("blog") / "copy")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and os.environ.get("CI") == "true":
        pytest.fail(NO_BROWSER)
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    from playwright.sync_api import sync_playwright  # for these tests alone

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A letter "s" among hundreds of dots is no news: say that there is no browser."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_BROWSER in str(report.longrepr) for report in skipped):
        terminalreporter.section("skipped", red=True)
        terminalreporter.line(NO_BROWSER, red=True)
