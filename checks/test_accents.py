"""Accents of formulas in three engines: near to their letters, and over the middle of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from blog import ROOT, pelican
from conftest import Tell
from engines import NAMES, Engine, Name, open_engine
from PIL import Image
from serving import serving
from tools import listing

OVER = ["acute", "grave", "tilde", "bar", "breve", "check", "hat", "vec", "dot", "ddot", "mathring"]
LETTERS = [rf"\{accent}{{{letter}}}" for accent in [*OVER, "dddot"] for letter in "aA"]
WIDE = [r"\overline{ab}", r"\underline{ab}", r"\vec v", r"\overrightarrow{AB}"]
SIZE = 60  # px
SETTINGS = f"""
PATH, TIMEZONE, DEFAULT_LANG, SITEURL = "content", "UTC", "en", ""
PLUGIN_PATHS, PLUGINS = [{str(ROOT / "plugins")!r}], ["pelican.plugins.live_figures"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
THEME_TEMPLATES_OVERRIDES = ["templates"]
"""
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Accents</title><style>
:root {{ color-scheme: light; hanging-punctuation: first allow-end last; }}
p {{ font: {SIZE}px serif; margin: 0; padding: 30px 100px; }}
</style></head><body>{{{{ article.content }}}}</body></html>"""
# Of each formula with a mark: what has the mark, and what it is over.
PLACES = """document.fonts.ready.then(() =>
    [...document.querySelectorAll("mover, munder")].map(both =>
        [both, both.firstElementChild].map(element => {
            const {left, right, top, bottom} = element.getBoundingClientRect();
            return [left, right, top + scrollY, bottom + scrollY];
        })
    )
)"""
SCROLL = """new Promise(done => {
    scrollTo(0, %d);
    requestAnimationFrame(() => requestAnimationFrame(() => done(scrollY)));
})"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("accents")
    formulas = "\n\n".join(f"${formula}$" for formula in [*LETTERS, *WIDE])
    files = {
        "content/accents.md": f"Title: Accents\nDate: 2024-01-01\n\n{formulas}\n",
        "templates/article.html": PAGE,
        "settings.py": SETTINGS,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    pelican(folder, "settings.py", "output")
    with serving(folder / "output") as host:
        yield f"{host}/accents.html"


@pytest.mark.parametrize("name", NAMES)
def test_accents_stand_near_their_letters(address: str, tell: Tell, name: Name) -> None:
    with open_engine(name, "light") as engine:
        engine.open(address, 800)
        places = engine.evaluate(PLACES)
        assert len(places) == len(LETTERS) + len(WIDE)
        gaps = {
            formula: _gap(engine, place)
            for formula, (_, place) in zip(LETTERS, places, strict=False)
        }
    tell(name, "widest gap between a letter and its accent, em", max(gaps.values()))
    far = [f"{formula}: {gap} em" for formula, gap in gaps.items() if not 0 <= gap < 0.25]
    extra = {
        formula: round((right - left - base_right + base_left) / SIZE, 2)
        for formula, ((left, right, *_), (base_left, base_right, *_)) in zip(
            WIDE, places[len(LETTERS) :], strict=True
        )
    }
    far += [f"{formula}: {more} em too wide" for formula, more in extra.items() if more > 0.1]
    assert not far, listing(far)


def _gap(engine: Engine, letter: list[float]) -> float:
    """What is blank between a letter and its accent, em; -1 if there is none."""
    left, right, _, bottom = letter
    at = engine.evaluate(SCROLL % (bottom - 400))
    shot = Image.open(io.BytesIO(engine.screenshot())).convert("L")
    box = left - 0.2 * SIZE, bottom - at - 2 * SIZE, right + 0.2 * SIZE, bottom - at
    ink: Any = np.asarray(shot.crop(tuple(map(round, box)))) < 128
    runs = [(full, len(list(rows))) for full, rows in groupby(ink.any(axis=1)[::-1])]
    runs = runs[not runs[0][0] :]  # below the letter
    return round(runs[1][1] / SIZE, 2) if len(runs) > 2 else -1
