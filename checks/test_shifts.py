"""Nothing moves while a page loads, or while it is read to its end: on any page, on any network."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Site, Tell
from network import NETWORKS, slow_down
from playwright.sync_api import Browser
from tools import listing

# Shifts that follow within half a second of a key or a tap are no surprise; here is none.
WATCH = """
window.seen = {shifts: [], paint: 0};
new PerformanceObserver(list => list.getEntries().forEach(entry => seen.shifts.push([
    entry.value, ...entry.sources.map(({node}) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName)
]))).observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => seen.paint = list.getEntries().at(-1).startTime)
    .observe({type: "largest-contentful-paint", buffered: true});
"""
READ = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const loaded = image => image.complete || new Promise(
        done => image.onload = image.onerror = done
    );
    await document.fonts.ready;
    const {scrollHeight} = document.scrollingElement;
    for (let y = 0; y <= scrollHeight; y += innerHeight / 2) {
        scrollTo(0, y);
        await frame();
    }
    await Promise.all([...document.images].map(loaded));
    for (let frames = 0; frames < 3; frames++) await frame();
    return seen;
}"""


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves(site: Site, browser: Browser, tell: Tell, width: int, network: str) -> None:
    shifts, paints = [], {}
    for address in site.pages():
        name = address.removeprefix(site.address)
        with browser.new_page(viewport={"width": width, "height": 740}) as page:
            slow_down(page, network)
            page.add_init_script(WATCH)
            page.goto(address)
            seen: dict[str, Any] = page.evaluate(READ)
        shifts += [f"{name}: {shift}" for shift in seen["shifts"]]
        paints[name] = seen["paint"]
    view = f"{width} px, {network} network"
    tell(f"all pages, {view}", "layout shifts", len(shifts))
    tell(f"article, {view}", "LCP, ms", round(paints["posts/cross-entropy/"]))
    assert not shifts, listing(shifts)
    assert all(paints.values())
