"""The gallery in three engines, light and dark: every text against what is behind it.

Each figure is photographed twice, once without its texts: where the two differ, there is writing,
and the second tells what that lies on.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import gallery
import numpy as np
import pytest
from blog import ROOT, pelican
from conftest import Tell
from engines import NAMES, Engine, Name, Scheme, open_engine
from numpy.typing import NDArray
from PIL import Image
from serving import serving
from tools import listing

Pixels = NDArray[np.float64]

FIGURES = [name for name, each in vars(gallery).items() if isinstance(each, FunctionType)]
FIGURES = [name for name in FIGURES if not name.startswith("_")]
SETTINGS = f"""
PATH, THEME, TIMEZONE, DEFAULT_LANG, SITEURL = "content", "theme", "UTC", "en", ""
PLUGIN_PATHS = ["plugins", {str(ROOT / "plugins")!r}]
PLUGINS = ["pelican.plugins.live_figures"]
LIVE_FIGURES = {[f"gallery.{name}" for name in FIGURES]!r}
LIVE_FIGURES_EVIDENCE = False
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""
WIDTH, HEIGHT = 1024, 640  # what a figure is enlarged to, for strokes that are not all edge
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Gallery</title><style>
:root {{ color-scheme: light dark; background: light-dark(#fff, #16181d); }}
.live-figure img {{ width: {WIDTH}px; height: {HEIGHT}px !important; object-fit: contain; }}
body {{ padding-block: 50vh; }}
</style></head><body>{{{{ article.content }}}}</body></html>"""
TEXTS = "text, g:has(&gt; use[transform])"  # formulas are glyphs that are used
LEAST = 4.5  # WCAG 2, 1.4.3
VISIBLE = 8  # levels of 255


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The gallery as a site, each figure also without its texts."""
    folder = tmp_path_factory.mktemp("gallery")
    post = "".join(f"<< {name} id={name} >>\n\n" for name in FIGURES)
    files = {
        "content/gallery.md": f"Title: Gallery\nDate: 2024-01-01\n\n{post}",
        "theme/templates/article.html": PAGE,
        "theme/static/main.css": "",
        "settings.py": SETTINGS,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "plugins").mkdir()
    shutil.copy(gallery.__file__, folder / "plugins")
    pelican(folder, "settings.py", "output")
    _without_texts(folder / "output")
    with serving(folder / "output") as host:
        yield host


def _without_texts(output: Path) -> None:
    page = (output / "gallery.html").read_text("utf-8")
    for name in FIGURES:
        picture = (output / f"figures/{name}.svg").read_text("utf-8")
        hidden = f"<style>{TEXTS} {{ visibility: hidden }}</style></svg>"
        bare = picture.removesuffix("</svg>") + hidden
        (output / f"figures/{name}.bare.svg").write_text(bare, "utf-8")
        page = page.replace(f"figures/{name}.svg", f"figures/{name}.bare.svg")
    (output / "bare.html").write_text(page, "utf-8")


SHOW = """(async () => {
    const image = document.querySelector("#%s img");
    image.loading = "eager";
    image.scrollIntoView({block: "center"});
    await image.decode();
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const {left, top} = image.getBoundingClientRect();
    return [left, top];
})()"""
SIZE = "['width', 'height'].map(side => +document.documentElement.getAttribute(side))"
WRITINGS = f"""[...document.querySelectorAll("{unescape(TEXTS)}")].map(text => {{
    const {{left, top, right, bottom}} = text.getBoundingClientRect();
    return [text.textContent.trim() || "a formula", left, top, right, bottom];
}})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_every_text_can_be_read(address: str, tell: Tell, name: Name, scheme: Scheme) -> None:
    with open_engine(name, scheme) as engine:
        pictures = {figure: _picture(engine, address, figure) for figure in FIGURES}
        written = _photographs(engine, f"{address}/gallery.html")
        grounds = _photographs(engine, f"{address}/bare.html")
    if folder := os.environ.get("PHOTOGRAPHS"):  # for people to look at
        for figure, pixels in written.items():
            photograph = Image.fromarray(pixels.astype(np.uint8))
            photograph.save(Path(folder, f"{figure}-{name}-{scheme}.png"))
    found = [
        (_contrast(written[figure][box], grounds[figure][box]), f"{figure}: {text}")
        for figure, picture in pictures.items()
        for text, box in picture.boxes()
    ]
    tell(name, f"least contrast of {len(found)} texts in figures, {scheme}", f"{min(found)[0]:.1f}")
    low = [f"{text}: {contrast:.1f}" for contrast, text in found if contrast < LEAST]
    assert not low, listing(low)


class Picture(NamedTuple):
    """A figure's natural size and its texts, each with its left, top, right and bottom, CSS px."""

    width: float
    height: float
    texts: list[tuple[str, float, float, float, float]]

    def boxes(self) -> Iterator[tuple[str, Any]]:
        """The texts with their places in a photograph."""
        scale = min(WIDTH / self.width, HEIGHT / self.height)
        left, top = (WIDTH - scale * self.width) / 2, (HEIGHT - scale * self.height) / 2
        for text, *sides in self.texts:
            x0, y0, x1, y1 = (
                max(round(start + scale * side), 0)
                for start, side in zip((left, top, left, top), sides, strict=True)
            )
            yield text, np.s_[y0:y1, x0:x1]


def _picture(engine: Engine, address: str, figure: str) -> Picture:
    engine.open(f"{address}/figures/{figure}.svg", 1280)
    width, height = engine.evaluate(SIZE)
    return Picture(width, height, engine.evaluate(WRITINGS))


def _photographs(engine: Engine, address: str) -> dict[str, Pixels]:
    engine.open(address, 1280)
    return {figure: _photograph(engine, figure) for figure in FIGURES}


def _photograph(engine: Engine, figure: str) -> Pixels:
    left, top = map(round, engine.evaluate(SHOW % figure))
    shot = Image.open(io.BytesIO(engine.screenshot())).convert("RGB")
    return np.asarray(shot.crop((left, top, left + WIDTH, top + HEIGHT)), float)


def _contrast(written: Pixels, ground: Pixels) -> float:
    """The contrast of a text with nine tenths of what it lies on; 1 if nothing is seen."""
    written, ground = written.reshape(-1, 3), ground.reshape(-1, 3)
    change = np.abs(written - ground).max(axis=1, initial=0)
    most = change.max(initial=0)
    if most < VISIBLE:
        return 1.0
    ink = np.median(written[change > 0.8 * most], axis=0)  # the middle of strokes
    behind = ground[change > 0.3 * most]
    bright = _luminance(ink) + 0.05, _luminance(behind) + 0.05
    return float(np.percentile(np.maximum(*bright) / np.minimum(*bright), 10))


def _luminance(colours: Pixels) -> Any:
    """As WCAG 2 has it, of colours from 0 to 255."""
    light = colours / 255
    linear = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])
