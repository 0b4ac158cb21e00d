"""The published site where readers meet it: below a folder of a host, and under its own policy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest
from blog import ROOT, SITEURL, Blog, pelican
from playwright.sync_api import Browser, Route
from serving import serving
from test_site import Page as Source

pytestmark = pytest.mark.xdist_group("blog")

SCRIPT = f"{SITEURL}/script.js"
OTHER_SCRIPT = "https://elsewhere.example/script.js"


@pytest.fixture(scope="module")
def served(blog: Blog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """This blog in the folder ``blog`` of a plain file server, with the address it has there."""
    root = tmp_path_factory.mktemp("host")
    with serving(root) as host:
        shutil.copytree(blog.folder, root / "source")
        pelican(root / "source", "publishconf.py", str(root / "blog"), SITEURL=f"{host}/blog")
        yield root / "blog", f"{host}/blog"


def addresses(path: Path) -> list[str]:
    """All that a page, a style sheet, a feed or the sitemap points to."""
    if path.suffix == ".html":
        return Source(path).linked()
    text = path.read_text(encoding="utf-8")
    mention = r"(?<=url\()[^)]+" if path.suffix == ".css" else r"http[^\s<>&\"']+"
    return [found.strip("\"'") for found in re.findall(mention, text)]


def answer(address: str) -> int:
    try:
        with urlopen(quote(address, safe=":/%?=&")) as response:
            status: int = response.status
            return status
    except HTTPError as error:
        return error.code


def test_everything_answers_below_a_folder_of_a_host(served: tuple[Path, str]) -> None:
    folder, site = served
    wanted: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".css", ".xml"):
            here = f"{site}/{path.relative_to(folder).as_posix()}"
            wanted |= {urldefrag(urljoin(here, found)).url for found in addresses(path)}
    wanted = {address for address in wanted if address.startswith(urljoin(site, "/"))}
    assert {address: answer(address) for address in wanted} == dict.fromkeys(wanted, 200)
    assert all(address.startswith(f"{site}/") for address in wanted)
    kinds = {Path(urlsplit(address).path).suffix for address in wanted}
    assert kinds >= {"", ".html", ".css", ".svg", ".png", ".xml"}


class Reader:
    """A browser in which the published site stands at its address, and nothing else exists."""

    def __init__(self, browser: Browser, output: Path) -> None:
        self._output = output
        self.page = browser.new_page(color_scheme="light")
        self.page.route("**/*", self._answer)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.complaints: list[str] = []
        self.change: Callable[[str], str] = str
        """What is done to a page before the reader gets it."""

    def _answer(self, route: Route) -> None:
        url = route.request.url.partition("?")[0]
        if url in (SCRIPT, OTHER_SCRIPT):
            return route.fulfill(body="top.ran = true", content_type="text/javascript")
        path = self._output / unquote(url.removeprefix(f"{SITEURL}/"))
        path = path / "index.html" if path.is_dir() else path
        if not url.startswith(f"{SITEURL}/") or not path.is_file():
            self.complaints.append(f"{url} is not there")
            return route.abort()
        if path.suffix == ".html":
            html = self.change(path.read_text(encoding="utf-8"))
            return route.fulfill(body=html, content_type="text/html; charset=utf-8")
        return route.fulfill(path=path)


@pytest.fixture
def reader(browser: Browser, blog: Blog) -> Iterator[Reader]:
    reader = Reader(browser, blog.published)
    yield reader
    reader.page.close()


SHOW = """async () => {
    const images = [...document.images];
    for (const image of images) image.loading = "eager";
    await Promise.all(images.map(image => image.decode()));
    await document.fonts.ready;
    return {
        sheets: [...document.styleSheets].filter(sheet => sheet.cssRules.length == 0).length,
        formulas: document.querySelectorAll("math").length,
        fonts: [...document.fonts].filter(font => font.status == "loaded").map(font => font.family)
    };
}"""


def test_a_published_page_shows_all_of_itself_under_its_policy(reader: Reader, blog: Blog) -> None:
    for path in sorted(blog.published.rglob("*.html")):
        reader.page.goto(f"{SITEURL}/{path.relative_to(blog.published).as_posix()}")
        seen = reader.page.evaluate(SHOW)
        assert reader.complaints == [], path
        assert seen["sheets"] == 0, path
        assert not seen["formulas"] or "STIX Two Math" in seen["fonts"], path


def test_the_switch_turns_under_the_policy(reader: Reader) -> None:
    reader.page.goto(f"{SITEURL}/posts/cross-entropy/")
    reader.page.locator("button.scheme").click()
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    assert reader.page.evaluate(scheme) == "dark"
    assert reader.complaints == []


POLICY = re.compile('<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.mark.parametrize(
    "injected",
    [
        "<script>ran = true</script>",
        f'<script src="{SCRIPT}"></script>',
        f'<script src="{OTHER_SCRIPT}"></script>',
        '<img src="data:," alt="" onerror="ran = true">',
        '<iframe srcdoc="<script>top.ran = true</script>"></iframe>',
    ],
)
def test_the_policy_lets_no_other_script_run(reader: Reader, injected: str) -> None:
    def ran(change: Callable[[str], str]) -> bool:
        reader.change = change
        reader.page.goto(f"{SITEURL}/")
        return bool(reader.page.evaluate("window.ran"))

    assert not ran(lambda html: html.replace("<main", f"{injected}<main"))
    assert any("Content Security Policy" in complaint for complaint in reader.complaints)
    assert ran(lambda html: POLICY.sub("", html).replace("<main", f"{injected}<main"))


@pytest.mark.parametrize("siteurl", ["", "user.example/blog", "/blog"])
def test_nothing_is_published_without_the_whole_address(siteurl: str) -> None:
    command = [sys.executable, "publishconf.py"]
    environment = {**os.environ, "SITEURL": siteurl}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert result.returncode == 1
    assert "SITEURL=https://user.example/blog" in result.stderr
