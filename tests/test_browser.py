"""What only a browser can tell of this blog: a real Chromium opens every page, scripts off."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from blog import Blog
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Response, ViewportSize
from serving import serving
from test_theme import contrast, luminance

pytestmark = pytest.mark.xdist_group("blog")

PHONE: ViewportSize = {"width": 360, "height": 740}

# Runs in the page; the scripts that are off are the page's own.
LOOK = """async () => {
    await document.fonts.ready;
    const box = element => element.getBoundingClientRect();
    const all = (selector, see) => [...document.querySelectorAll(selector)].map(see);
    return {
        width: document.scrollingElement.scrollWidth,
        empty_images: all("img", i => i.naturalWidth > 0 && box(i).width > 0 ? "" : i.outerHTML),
        // A sweep has its frames in the place of its image, as soon as it is near.
        figures: all(".live-figure :is(.live-picture > img, [role=img])", () => "").length,
        flat_formulas: all("math", m => box(m).height > 5 && box(m).width > 2 ? "" : m.outerHTML),
        errors: all(".live-figure-error, merror", error => error.textContent),
        // \\bigl( and the like: how tall they are, and how tall they were to become, in em
        stretched: all("mo[minsize]", mo => [
            box(mo).height / parseFloat(getComputedStyle(mo).fontSize),
            parseFloat(mo.getAttribute("minsize"))
        ]),
        fonts: [...document.fonts].filter(f => f.status == "loaded").map(f => f.family),
    };
}"""


@dataclass
class Visit:
    """What was seen on a page at the width of a phone."""

    seen: dict[str, Any] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """The console, failed requests, and answers that are errors."""


def watch(page: Page, visits: list[Visit]) -> None:
    """Write down what happens in the latest visit."""

    def complain(message: str) -> None:
        visits[-1].complaints.append(message)

    def answered(response: Response) -> None:
        if response.status >= 400:
            complain(f"{response.status} {response.url}")

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the next visit came in between
            complain(f"{request.failure} {request.url}")

    page.on("request", lambda request: visits[-1].requests.append(request.url))
    page.on("requestfailed", failed)
    page.on("response", answered)
    page.on("console", lambda message: complain(message.text))
    page.on("pageerror", lambda error: complain(str(error)))


@pytest.fixture(scope="module")
def address(blog: Blog) -> Iterator[str]:
    """Where the blog is served: in a folder of its host, as on many a host of static pages."""
    with serving(blog.folder) as host:
        yield f"{host}/{blog.output.name}/"


@pytest.fixture(scope="module")
def visits(browser: Browser, address: str, blog: Blog) -> dict[str, Visit]:
    """All pages, visited once each."""
    names = [path.relative_to(blog.output).as_posix() for path in blog.output.rglob("*.html")]
    made: list[Visit] = []
    with browser.new_page(java_script_enabled=False, viewport=PHONE) as page:
        watch(page, made)
        for name in names:
            made.append(Visit())
            page.goto(address + name)
            made[-1].seen = page.evaluate(LOOK)
    return dict(zip(names, made, strict=True))


def test_all_images_show(visits: dict[str, Visit]) -> None:
    for name, visit in visits.items():
        assert not any(visit.seen["empty_images"]), name
    assert visits["posts/cross-entropy/index.html"].seen["figures"] == 7


def test_nothing_is_wider_than_a_phone(visits: dict[str, Visit]) -> None:
    assert {name: visit.seen["width"] for name, visit in visits.items()} == dict.fromkeys(
        visits, PHONE["width"]
    )


def test_the_browser_has_nothing_to_complain_of(visits: dict[str, Visit]) -> None:
    complaints = {name: visit.complaints for name, visit in visits.items() if visit.complaints}
    assert not complaints


def test_no_request_leaves_the_host(visits: dict[str, Visit], address: str) -> None:
    for name, visit in visits.items():
        assert visit.requests, name
        assert all(url.startswith(address) for url in visit.requests), name


def test_formulas_are_set(visits: dict[str, Visit]) -> None:
    for name, visit in visits.items():
        assert visit.seen["errors"] == [], name
        assert not any(visit.seen["flat_formulas"]), name
        if visit.seen["flat_formulas"]:
            assert "STIX Two Math" in visit.seen["fonts"], name
    for lang in ("", "en/"):
        stretched = visits[f"posts/cross-entropy/{lang}index.html"].seen["stretched"]
        assert len(stretched) > 5
        for height, wanted in stretched:
            assert height == pytest.approx(wanted, rel=0.1)


def colours(browser: Browser, address: str, scheme: Any) -> Counter[str]:
    """The colours of the first figure as a reader with this scheme sees them, with their pixels."""
    with browser.new_page(java_script_enabled=False, color_scheme=scheme) as page:
        page.goto(f"{address}posts/cross-entropy/")
        shot = Image.open(io.BytesIO(page.locator("#firstloss img").screenshot()))
    pixels = shot.convert("RGB").tobytes().hex()
    return Counter(f"#{pixels[i : i + 6]}" for i in range(0, len(pixels), 6))


def is_vivid(colour: str) -> bool:
    channels = bytes.fromhex(colour[1:])
    return max(channels) - min(channels) > 60


def test_figures_follow_the_readers_scheme(browser: Browser, address: str) -> None:
    papers, curves = {}, {}
    for scheme in ("light", "dark"):
        seen = [colour for colour, _ in colours(browser, address, scheme).most_common()]
        papers[scheme], curves[scheme] = seen[0], next(filter(is_vivid, seen))
        assert contrast(curves[scheme], papers[scheme]) >= 4.5, scheme
    assert luminance(papers["light"]) > 0.8
    assert luminance(papers["dark"]) < 0.05
    assert curves["light"] != curves["dark"]
