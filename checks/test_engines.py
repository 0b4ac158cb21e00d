"""Chromium, Firefox and WebKit look at every page: on a phone and a large screen, light and dark.

Dark is dark by the system, and once more by the page's own switch.
"""

from __future__ import annotations

import io
from typing import Any

import pytest
from conftest import Site, Tell
from engines import NAMES, Engine, Name, Scheme, open_engine
from live_figures.drawing.colour import contrast
from PIL import Image
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


# Where the first figure of the page is on the screen.
FIGURE = """(async () => {
    const image = document.querySelector(".live-figure img");
    image.loading = "eager";
    image.scrollIntoView({block: "center"});
    await image.decode();
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const {left, top, width, height} = image.getBoundingClientRect();
    return [left, top, left + width, top + height].map(side => side * devicePixelRatio);
})()"""
LEGIBLE = 7
"""The contrast of a figure's ink with the page, to be told from dark ink on a dark page: 1.2."""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", NAMES)
def test_figures_can_be_read_in_both_schemes(
    site: Site, tell: Tell, name: Name, scheme: Scheme
) -> None:
    with open_engine(name, scheme) as engine:
        engine.open(f"{site.address}posts/cross-entropy/en/", 800)
        contrasts = [ink(engine)]
        engine.evaluate(SWITCH)
        contrasts.append(ink(engine))
    tell(name, f"contrast of a figure's ink, {scheme} and switched", contrasts)
    assert min(contrasts) > LEGIBLE


# How large each text is, CSS px, and the middle of each that is fixed by its middle.
TYPE = """[...document.querySelectorAll("text")].map(text => {
    const {a, b} = text.getScreenCTM();
    const {left, width} = text.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
    return [size, text.getAttribute("text-anchor") == "middle" ? left + width / 2 : 0];
})"""


@pytest.mark.parametrize("name", NAMES)
def test_type_is_larger_on_a_phone_and_in_the_same_places(
    site: Site, tell: Tell, name: Name
) -> None:
    with open_engine(name, "light") as engine:
        engine.open(f"{site.address}figures/sigmoid.svg", 360)
        phone = engine.evaluate(TYPE)
        engine.open(f"{site.address}figures/sigmoid.svg", 1280)
        screen = engine.evaluate(TYPE)
    # The picture by itself is 512 px wide; in a page on a phone it is 320 to 330.
    sizes = [round(size * 320 / 512, 1) for size, _ in phone], [size for size, _ in screen]
    tell(name, "least type of a figure on a phone and a large screen, px", [*map(min, sizes)])
    assert min(sizes[0]) >= 12
    assert sizes[1] == pytest.approx([15] * len(screen), abs=0.01)
    for (_, there), (_, here) in zip(phone, screen, strict=True):
        assert there == pytest.approx(here, abs=0.5)


def ink(engine: Engine) -> float:
    """The most contrast that anything in the first figure has with the ground."""
    box = tuple(map(round, engine.evaluate(FIGURE)))
    shot = Image.open(io.BytesIO(engine.screenshot())).convert("RGB").crop(box)
    colours = [f"#{red:02x}{green:02x}{blue:02x}" for _, (red, green, blue) in counted(shot)]
    return round(max(contrast(colours[0], colour) for colour in colours), 1)


def counted(shot: Image.Image) -> list[tuple[int, tuple[int, int, int]]]:
    """The colours of a picture with how often they occur, the commonest first."""
    found: Any = shot.getcolors(1 << 24)
    return sorted(found, reverse=True)


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
