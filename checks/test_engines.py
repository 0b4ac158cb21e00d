"""Chromium, Firefox and WebKit look at every page: on a phone and a large screen, light and dark.

Dark is dark by the system, and once more by the page's own switch.
"""

from __future__ import annotations

import pytest
from conftest import Site, Tell
from engines import NAMES, Engine, Name, Scheme, open_engine
from tools import listing

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LOOK = """(async () => {
    const box = element => element.getBoundingClientRect();
    const hidden = (selector, shown) => [...document.querySelectorAll(selector)]
        .filter(element => !element.closest("details:not([open])") && !shown(element))
        .map(element => "not shown: " + element.outerHTML.slice(0, 120));
    for (const image of document.images) image.loading = "eager";
    await document.fonts.ready;
    await Promise.allSettled([...document.images].map(image => image.decode()));
    const {scrollWidth} = document.scrollingElement;
    return [
        ...hidden("img", image => image.naturalWidth > 0 && box(image).width > 0),
        ...hidden("math", math => box(math).height > 5 && box(math).width > 2),
        ...scrollWidth > innerWidth ? [`${scrollWidth} px wide`] : [],
    ];
})()"""
# The scheme that the ground of the page has, whatever it should have.
GROUND = """(() => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
    return red + green + blue < 384 ? "dark" : "light";
})()"""
SWITCH = "document.querySelector('button.scheme').click()"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_whole(site: Site, tell: Tell, name: Name, scheme: Scheme) -> None:
    found = []
    with open_engine(name, scheme) as engine:
        for address in site.pages():
            seen = [finding for width in (360, 1280) for finding in look(engine, address, width)]
            seen += looks(engine, scheme)
            found += [f"{address.removeprefix(site.address)}: {finding}" for finding in seen]
    tell(name, f"findings, {scheme} and switched, {len(site.pages())} pages", len(found))
    assert not found, listing(found)


def look(engine: Engine, address: str, width: int) -> list[str]:
    """What is wrong with a page on a screen of this width."""
    engine.open(address, width)
    return [f"{width} px: {finding}" for finding in engine.evaluate(LOOK)]


def looks(engine: Engine, scheme: Scheme) -> list[str]:
    """What is wrong with the scheme of the open page, by the system and by its switch."""
    (other,) = set(SCHEMES) - {scheme}
    by_system = engine.evaluate(GROUND)
    engine.evaluate(SWITCH)
    by_switch, findings = engine.evaluate(GROUND), engine.evaluate(LOOK)
    engine.evaluate(SWITCH)
    if (by_system, by_switch) != (scheme, other):
        findings.append(f"{by_system} where the system is {scheme}, switched {by_switch}")
    return [f"switched: {finding}" for finding in findings]
