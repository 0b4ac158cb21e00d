"""Figures that the reader moves, in Chromium, Firefox and WebKit: frames against what they pack."""

from __future__ import annotations

import io
import json
from xml.etree.ElementTree import fromstring, tostring

import numpy as np
import pytest
from conftest import Site, Tell
from engines import NAMES, Engine, Name, Scheme, open_engine
from live_figures.sweeping.pack import Packed
from live_figures.sweeping.unpack import unpack
from PIL import Image
from playwright.sync_api import Browser

ID, FRAMES = "replay-en", (0, 61, 155)
"""Of the article's replay: those at both ends of its sliders, and one between."""
PLACE = (20, 100, 532, 420)
"""On whole pixels, where no driver's window has anything else."""
THIN = 64
"""Of 255, what smoothing makes of a line that is thinner than a pixel; Firefox needs 55."""
STAND = """
    const stand = async element => {
        const fixed = "position:fixed;left:20px;top:100px;width:512px;height:320px;"
        element.style.cssText = fixed + "margin:0;max-width:none;visibility:visible";
        document.body.style.visibility = "hidden";
        for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
    };
"""
# The texts of a frame in the page, which then stands alone.
SHOW = """(async frame => {
    const below = document.querySelector("#replay .live-controls");
    below.scrollIntoView();
    while (!below.querySelector("form")) await new Promise(requestAnimationFrame);
    const inputs = [...below.querySelectorAll("input")];
    for (let n = inputs.length; n--;) {
        const count = +inputs[n].max + 1;
        inputs[n].value = frame % count;
        frame = Math.floor(frame / count);
    }
    inputs[0].dispatchEvent(new Event("input"));
    const host = document.querySelector("#replay [role=img]");
    STAND
    await stand(host);
    return [...host.shadowRoot.querySelectorAll("text")]
        .filter(text => text.getClientRects().length).map(text => text.textContent);
})(FRAME)""".replace("STAND", STAND)
# A file in its place. In an image, WebKit is told that it is dark (see figure.py).
ALONE = """(async address => {
    const image = new Image();
    image.src = address;
    await image.decode();
    document.querySelector("#replay [role=img]").replaceWith(image);
    STAND
    await stand(image);
})(ADDRESS)""".replace("STAND", STAND)
DRAG = """(async () => {
    const all = [...document.querySelectorAll("#replay input")], epoch = all.at(-1);
    epoch.focus(); // as a hand does
    const spans = [], works = [];
    let before = await new Promise(requestAnimationFrame);
    for (let n = 0; n < 120; n++) {
        const began = performance.now();
        epoch.value = n % (+epoch.max + 1);
        epoch.dispatchEvent(new Event("input"));
        document.querySelector("#replay [role=img]").getBoundingClientRect();
        works.push(performance.now() - began);
        const now = await new Promise(requestAnimationFrame);
        spans.push(now - before);
        before = now;
    }
    const middle = list => list.sort((a, b) => a - b)[list.length / 2];
    return [1000 / (spans.reduce((a, b) => a + b) / spans.length), middle(works)];
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_a_frame_shows_what_its_figure_alone_shows(
    site: Site, tell: Tell, name: Name, scheme: Scheme
) -> None:
    figures = site.blog.published / "figures"
    sweep = Packed(
        (figures / f"{ID}.svg").read_bytes(), (figures / f"{ID}.sweep.json").read_bytes()
    )
    off = []
    with open_engine(name, scheme) as engine:
        for number, frame in enumerate(unpack(sweep)):
            if number not in FRAMES:
                continue
            (figures / "frame.svg").write_bytes(tostring(frame))
            engine.open(f"{site.address}posts/cross-entropy/en/", 800)
            texts = engine.evaluate(SHOW.replace("FRAME", str(number)))
            assert texts == texts_of(tostring(frame))
            here = picture(engine)
            mark = "#dark" if (name, scheme) == ("webkit", "dark") else ""
            address = f"{site.address}figures/frame.svg?{number}{mark}"
            engine.evaluate(ALONE.replace("ADDRESS", json.dumps(address)))
            there = picture(engine)
            assert here.std() > 1
            off.append(max(beyond(here, there), beyond(there, here)))
    (figures / "frame.svg").unlink()
    tell(name, f"pixels of frames that differ from their figures', {scheme}", f"{max(off):.3%}")
    assert max(off) <= 0.0001


def texts_of(svg: bytes) -> list[str]:
    texts = fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(text.itertext()) for text in texts]


def picture(engine: Engine) -> np.ndarray:
    shot = Image.open(io.BytesIO(engine.screenshot())).convert("RGB").crop(PLACE)
    return np.asarray(shot, int)


def beyond(one: np.ndarray, other: np.ndarray) -> float:
    """The share of pixels that edges smoothed another way do not explain.

    What edges explain lies between the colours of the other picture within a pixel of there.
    """
    padded = np.pad(other, ((1, 1), (1, 1), (0, 0)), mode="edge")
    height, width, _ = other.shape
    around = [padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    low, high = np.min(around, axis=0) - THIN, np.max(around, axis=0) + THIN
    return float(((one < low) | (one > high)).any(axis=2).mean())


@pytest.mark.timed
def test_how_fast_frames_follow_a_hand(site: Site, browser: Browser, tell: Tell) -> None:
    page = browser.new_page(viewport={"width": 800, "height": 900})
    page.goto(f"{site.address}posts/cross-entropy/en/")
    page.locator("#replay").scroll_into_view_if_needed()
    page.wait_for_selector("#replay form")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    rate, work = page.evaluate(DRAG)
    tell("chromium", "frames a second while a slider is dragged, CPU 4 × slowed", round(rate))
    tell("chromium", "milliseconds for a frame of it, script and layout", round(work, 1))
    page.close()
