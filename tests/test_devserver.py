"""The dev server, with a real Chromium that shows its pages while files are edited."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from socket import create_server

import pytest
from conftest import PLUGINS, Site
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.xdist_group("devserver")

PATIENCE = 60.0  # a build on a machine that has much else to do
ARTICLE = """<!DOCTYPE html>
<html><head><link rel="stylesheet" href="{{ SITEURL }}/theme/main.css"></head>
<body>{{ article.content }}<p style="height: 5000px"></p></body></html>
"""
FIGURE = """
import csv
import os
import time
from pathlib import Path

from matplotlib.figure import Figure

from colours import COLOUR


def line(slope: float = 1.0, wait: bool = False) -> tuple[Figure, str]:
    while wait and not os.path.exists("go"):
        Path("waiting").touch()
        time.sleep(0.01)
    figure = Figure()
    points = [float(row[0]) for row in csv.reader(open("points.csv"))]
    figure.add_subplot().plot(points, [slope * x for x in points], color=COLOUR)
    return figure, "a line"
"""

FRAGILE = """
import os
import shutil
import signal

from matplotlib.figure import Figure


def stop() -> None:
    raise ValueError("too steep")


def fragile(way: str, slope: float = 2.0) -> tuple[Figure, str]:
    with open(f"runs-{way}", "a") as file:
        file.write("x")
    with open(f"limit-{way}.txt") as file:
        if float(file.read()) < slope:
            {"raises": stop, "hangs": signal.pause, "ends": lambda: os._exit(3)}[way]()
    return Figure(), "a fragile one"
"""


def until(condition: Callable[[], object]) -> None:
    """Wait for something that is going to be true."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@dataclass
class Served:
    """A site, and the dev server that serves it."""

    site: Site
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    @property
    def builds(self) -> int:
        return self.said.count("Done: Processed")

    @property
    def address(self) -> str:
        found = re.search(r"Serving at (http://127\.0\.0\.1:\d+/)", self.said)
        return found[1] if found else ""

    def replace(self, path: str, old: str, new: str, second: int | None = None) -> None:
        """Edit as editors do: a new file takes the place of the old one; saved in that second."""
        target = self.site.folder / path
        text = target.read_text("utf-8")
        assert old in text
        written = self.site.write(f"{path}~", text.replace(old, new))
        if second is not None:
            os.utime(written, (second, second))
        written.replace(target)

    def processes(self) -> set[int]:
        """The server's process and all that have come of it."""
        parents, found = running(), {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found


def running() -> dict[int, int]:
    """All processes that have not ended, each with its parent's number."""
    command = ["ps", "-A", "-o", "pid=,ppid=,stat="]
    lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    return {
        int(pid): int(parent) for pid, parent, state in map(str.split, lines) if state[0] != "Z"
    }


def start(site: Site) -> Served:
    """A dev server that has built the site once."""
    log = site.folder / "log.txt"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, PLUGINS / "live_figures", "serve", "--port", "0"],
            cwd=site.folder,
            env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    served = Served(site, process, log)
    until(lambda: served.address or process.poll() is not None)
    assert process.poll() is None, served.said
    return served


def prepare(folder: Path) -> Site:
    site = Site(folder)
    site.configure(THEME="theme", LIVE_FIGURES=["figures.line", "fragile.fragile"])
    site.write("plugins/fragile.py", FRAGILE)
    site.write("theme/templates/article.html", ARTICLE)
    site.write("theme/static/main.css", "body { color: rgb(1, 1, 1) }\n")
    site.write("plugins/figures.py", FIGURE)
    site.write("plugins/colours.py", 'COLOUR = "red"\n')
    site.write("points.csv", "0\n1\n2\n")
    site.post("The first words.\n\n<< line >>\n")
    return site


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = start(prepare(tmp_path_factory.mktemp("site")))
    yield served
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(PATIENCE) == 0, served.said


@pytest.fixture
def post(request: pytest.FixtureRequest) -> str:
    """The name of a post of the test's own, and of its page."""
    return str(request.node.name).replace("_", "-")


@pytest.fixture
def page(served: Served, browser: Browser, post: str) -> Iterator[Page]:
    """A new post in a browser, which asks for it before it is there."""
    with browser.new_page() as page:
        page.set_default_timeout(1000 * PATIENCE)
        expect.set_options(timeout=1000 * PATIENCE)
        page.goto(f"{served.address}{post}.html")
        served.site.post("The first words.\n\n<< line >>\n", name=post)
        page.wait_for_function("document.querySelector('img')?.naturalWidth")
        page.evaluate("window.stays = true")
        yield page


def stays(page: Page) -> bool:
    """Whether the page has not been loaded again."""
    return bool(page.evaluate("window.stays === true"))


def picture(page: Page) -> bytes:
    """What a reader sees of the figure."""
    return page.locator("img").screenshot(animations="disabled")


def test_a_text_edit_shows_and_the_reader_stays_where_he_was(
    served: Served, page: Page, post: str
) -> None:
    page.evaluate("window.scrollTo(0, 1500)")
    served.replace(f"content/{post}.en.md", "first words", "second words")
    expect(page.locator("p").first).to_have_text("The second words.")
    page.wait_for_function("window.scrollY === 1500")


def test_an_option_edit_shows(served: Served, page: Page, post: str) -> None:
    before = page.locator("img").get_attribute("src")
    served.replace(f"content/{post}.en.md", "<< line", "<< line slope=2")
    expect(page.locator("img")).not_to_have_attribute("src", before or "")
    page.wait_for_function("document.querySelector('img').naturalWidth")


def test_figure_code_shows_again_and_again_without_a_new_page(served: Served, page: Page) -> None:
    # saves of the same size in the same second: no byte code of an earlier one may be used
    for old, new in (("red", "tan"), ("tan", "red"), ("red", "tan")):
        before = picture(page)
        served.replace("plugins/colours.py", old, new, second=1_600_000_000)
        until(lambda before=before: picture(page) != before)
    assert stays(page)
    served.replace("plugins/colours.py", "tan", "red")


def test_data_beside_the_settings_shows(served: Served, page: Page) -> None:
    before = picture(page)
    served.site.write("points.csv", "0\n3\n4\n")
    until(lambda: picture(page) != before)


def test_css_shows_without_a_build_and_without_a_new_page(served: Served, page: Page) -> None:
    # A build that an earlier edit has set off is over when its last line is the last of all.
    until(lambda: served.said.rstrip().endswith("seconds."))
    builds = served.builds
    served.replace("theme/static/main.css", "rgb(1, 1, 1)", "rgb(2, 2, 2)")
    expect(page.locator("body")).to_have_css("color", "rgb(2, 2, 2)")
    expect(page.locator("link[href*='main.css']")).to_have_count(1)
    assert stays(page)
    assert served.builds == builds
    served.replace("theme/static/main.css", "rgb(2, 2, 2)", "rgb(1, 1, 1)")


def test_a_template_shows(served: Served, page: Page) -> None:
    served.replace("theme/templates/article.html", "<body>", "<body><h6>new</h6>")
    expect(page.locator("h6")).to_have_text("new")


def test_an_error_stands_where_the_figure_would_and_goes(
    served: Served, page: Page, post: str
) -> None:
    served.replace(f"content/{post}.en.md", "<< line", "<< line slope=steep")
    expect(page.get_by_role("alert")).to_contain_text("slope=steep is not a number")
    assert re.search(rf"content/{post}\.en\.md:8:\d+: line: slope=steep", served.said)
    served.replace(f"content/{post}.en.md", "steep", "3")
    page.wait_for_function("document.querySelector('img')?.naturalWidth")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("way", ["raises", "hangs", "ends"])
def test_what_has_failed_is_not_run_again_until_an_input_has_changed(
    served: Served, browser: Browser, way: str
) -> None:
    def runs() -> int:
        return len((served.site.folder / f"runs-{way}").read_text())

    text = f"The first words.\n\n<< fragile way={way} timeout=2 >>\n"
    served.site.write(f"limit-{way}.txt", "1")
    served.site.post(text, name=way)
    with browser.new_page() as page:
        page.set_default_timeout(1000 * PATIENCE)
        expect.set_options(timeout=1000 * PATIENCE)
        page.goto(f"{served.address}{way}.html")
        expect(page.locator(".live-figure-error")).to_be_visible()
        assert runs() == 1
        served.replace(f"content/{way}.en.md", "first", "second")
        expect(page.locator("p").first).to_have_text("The second words.")
        expect(page.locator(".live-figure-error")).to_be_visible()
        assert runs() == 1
        served.site.write(f"limit-{way}.txt", "3")
        expect(page.get_by_alt_text("a fragile one")).to_be_visible()
        assert runs() == 2
        served.replace(f"content/{way}.en.md", "way=", "slope=4 way=")
        expect(page.locator(".live-figure-error")).to_be_visible()
        served.replace("plugins/fragile.py", "float(file.read())", "9")
        expect(page.get_by_alt_text("a fragile one")).to_be_visible()
        assert runs() == 4
        served.replace("plugins/fragile.py", "if 9", "if float(file.read())")


def test_a_build_that_fails_is_told_over_the_page_and_the_server_lives_on(
    served: Served, page: Page
) -> None:
    served.replace("pelicanconf.py", "SITENAME", "SITENAME = = 1\nSITENAME")
    expect(page.get_by_role("alert")).to_contain_text("SyntaxError")
    assert stays(page)
    served.replace("pelicanconf.py", "SITENAME = = 1\n", "")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_edit_during_a_build_is_not_lost(served: Served, page: Page, post: str) -> None:
    waiting = served.site.folder / "waiting"
    served.replace(f"content/{post}.en.md", "<< line", "<< line wait=true")
    until(waiting.exists)
    served.replace(f"content/{post}.en.md", "first words", "second words")
    served.site.write("go", "")
    expect(page.locator("p").first).to_have_text("The second words.")


def test_a_folder_that_is_replaced_is_watched_again(tmp_path: Path) -> None:
    served = start(prepare(tmp_path))
    theme = served.site.folder / "theme"
    try:
        theme.rename(tmp_path / "old")
        shutil.copytree(tmp_path / "old", theme)
        until(lambda: served.builds == 2)
        served.replace("theme/templates/article.html", "<body", "<body id='new'")
        until(lambda: "id='new'" in served.site.read("post.html"))
    finally:
        served.process.send_signal(signal.SIGINT)
        served.process.wait(PATIENCE)


def test_figures_have_the_environment_that_settings_set(tmp_path: Path) -> None:
    site = prepare(tmp_path)
    site.write(
        "plugins/scale.py", "import os\n\ndef scale() -> str:\n    return os.environ['SCALE']"
    )
    site.configure(LIVE_VALUES=["scale.scale"], LIVE_FIGURES=[])
    settings = site.folder / "pelicanconf.py"
    settings.write_text(f"import os\nos.environ['SCALE'] = 'five'\n{settings.read_text()}")
    site.post("Scale << scale >>.")
    served = start(site)
    try:
        assert "Scale five." in site.read("post.html")
        served.replace("pelicanconf.py", "'five'", "'six'")
        until(lambda: "Scale six." in site.read("post.html"))
        assert "[stale]" not in site.ask("status").stdout
    finally:
        served.process.send_signal(signal.SIGINT)
        served.process.wait(PATIENCE)


def test_pelicans_own_reloading_outlives_mistakes(tmp_path: Path) -> None:
    site = prepare(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "pelican", "-r"],
        cwd=site.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    page, source = site.folder / "output/post.html", site.folder / "content/post.en.md"

    def shows(text: str) -> bool:
        assert process.poll() is None
        if time.time() - source.stat().st_mtime > 2:
            source.touch()  # it may have been saved before Pelican has begun to watch
        return page.exists() and text in page.read_text("utf-8")

    try:
        until(lambda: shows("The first words."))
        for text, shown in (
            ("A $\\foo$.", "unknown command"),
            ("A << line slope=x >>.", "is not a number"),
            ("Mended << line slope=2 >>.", "Mended <"),
        ):
            site.post(text)
            until(lambda shown=shown: shows(shown))
    finally:
        process.kill()
        process.wait()


def test_a_busy_port_is_told_before_anything_is_built(tmp_path: Path) -> None:
    site = prepare(tmp_path)
    with create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            [sys.executable, PLUGINS / "live_figures", "serve", "--port", port],
            cwd=site.folder,
            capture_output=True,
            text=True,
        )
    assert result.returncode == 1
    reason = "Address already in use; --port takes another"
    assert result.stderr == f"cannot serve on port {port}: {reason}\n"
    assert not (site.folder / "output").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_its_end_is_the_end_of_all_its_processes(tmp_path: Path, number: signal.Signals) -> None:
    site = prepare(tmp_path)
    served = start(site)
    served.replace("content/post.en.md", "<< line", "<< line wait=true timeout=600")
    until((site.folder / "waiting").exists)
    begun = served.processes()
    assert len(begun) >= 5  # it, the one that serves, a build, the figure server, a figure
    served.process.send_signal(number)
    served.process.wait(PATIENCE)
    until(lambda: not begun & running().keys())
