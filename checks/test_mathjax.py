"""The same article as pelican-render-math and MathJax serve it: bytes, requests, and when formulas
stand. MathJax comes from the same host here, which spares it the search for its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from statistics import median

import pytest
from conftest import Site, Tell
from network import NETWORKS, slow_down
from playwright.sync_api import Browser, Request
from test_weight import carried
from tools import PACKAGES

RUNS = 5
SOURCE = "posts/cross-entropy.zh.md"
PAGE = "posts/cross-entropy/"
SETTINGS = """
from publishconf import *
PLUGINS = [*PLUGINS, "pelican.plugins.render_math"]
PLUGINS.remove("pelican.plugins.live_figures")
MATH_JAX = {{"source": "'{host}/mathjax/MathJax.js?config=TeX-AMS-MML_HTMLorMML'"}}
"""
# What an author types where we have claims, values, numbers of his own, and references.
TYPED = {
    r'<< claim (?:"[^"]*"|[^">])*>>': "",
    r"<< (?:run|slope|step) [^<>]*?expect=([\d.]+) >>": r"\1",
    r"\\(?=\d+\.\d)": "",
    r"\[\]\(#runs\)": "表 1",
    r"\[\]\(#replay\)": "图 3",
    r"\[\]\(#steps\)": "图 7",
}
# Each waits for its formulas, and for the frame that shows them.
OURS = """
const look = () => {
    const fonts = [...document.fonts].filter(font => font.status != "unloaded");
    const set = fonts.some(font => /math/i.test(font.family)) && document.fonts.status == "loaded";
    requestAnimationFrame(set ? () => window.rendered = performance.now() : look);
};
document.addEventListener("DOMContentLoaded", look);
"""
THEIRS = """
const shown = () => requestAnimationFrame(() => window.rendered = performance.now());
const look = () => window.MathJax?.Hub?.Register
    ? MathJax.Hub.Register.StartupHook("End", shown) : requestAnimationFrame(look);
look();
"""


@pytest.fixture(scope="module")
def theirs(site: Site) -> str:
    """The address of the article with the same theme, the same pictures, and MathJax."""
    folder = site.blog.folder
    (folder / "mathjax").symlink_to(PACKAGES / "mathjax")
    (folder / "mathjaxconf.py").write_text(SETTINGS.format(host=site.host))
    post = shutil.copytree(folder / "content", folder / "with-mathjax") / SOURCE
    post.write_text(with_pictures(site, post.read_text("utf-8")), "utf-8")
    pelican = [sys.executable, "-m", "pelican", "with-mathjax", "-s", "mathjaxconf.py"]
    environment = {**os.environ, "SITEURL": f"{site.host}/theirs"}
    subprocess.run([*pelican, "-o", "theirs"], cwd=folder, env=environment, check=True)
    return f"{site.host}/theirs/{PAGE}"


def with_pictures(site: Site, post: str) -> str:
    """A post that has, for each directive, the picture that we publish and the caption below it."""
    html = (site.blog.published / PAGE / "index.html").read_text("utf-8")

    def picture(directive: re.Match[str]) -> str:
        image = rf"(<img[^>]*/{directive[1]}\.svg[^>]*>)"
        table = rf'<figure[^>]* id="{directive[1]}">.*?(<table>.*?</table>)'
        found = re.search(image, html) or re.search(table, html, re.DOTALL)
        assert found, directive[1]
        return f"{found[1]}\n\n{directive[2]}"

    for what, typed in TYPED.items():
        post = re.sub(what, typed, post)
    post, count = re.subn(r'^<< [^"]*\bid=(\w+)\s+caption="([^"]+)" >>$', picture, post, flags=re.M)
    assert count == html.count("<figure"), "a directive was not understood"
    return post


def measure(browser: Browser, address: str, watch: str, network: str) -> tuple[int, int, float]:
    """Bytes, requests and milliseconds until all formulas stand, of one reader's first visit."""
    with browser.new_page(bypass_csp=True, viewport={"width": 1280, "height": 800}) as page:
        slow_down(page, network)
        page.add_init_script(watch)
        answers: list[Request] = []
        page.on("requestfinished", lambda request: answers.append(request))
        page.goto(address, wait_until="networkidle")
        page.wait_for_function("window.rendered")
        return sum(map(carried, answers)), len(answers), page.evaluate("rendered")


@pytest.mark.timed
@pytest.mark.parametrize("network", NETWORKS)
def test_we_are_ahead(site: Site, theirs: str, browser: Browser, tell: Tell, network: str) -> None:
    ours = site.address + PAGE
    pairs = [
        (measure(browser, ours, OURS, network), measure(browser, theirs, THEIRS, network))
        for _ in range(RUNS)
    ]
    for at, what in enumerate(("bytes", "requests", "ms until formulas stand")):
        mine, other = (round(median(pair[side][at] for pair in pairs)) for side in (0, 1))
        ratio = f"{mine} : {other} = {mine / other:.3f}"
        tell(f"ours : MathJax 2.7, {network} network", what, ratio)
        assert mine < other
