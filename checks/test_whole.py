"""Braces, arrows and wide accents in three engines: drawn to their ends, and no wider."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engines import NAMES, Name
from formulas import SIZE, opened
from live_figures.latex.formula import Formula
from PIL import Image

# Each is longer than the tiles of which browsers make pages.
LETTERS = 16 * "m"
GROWN = [
    rf"\underbrace{{{LETTERS}}}",
    rf"\overbrace{{{LETTERS}}}",
    rf"A\xrightarrow{{\hspace{{11em}}}}B\underbrace{{{LETTERS[:8]}}}",
]
# Where what has grown stands: beside, above or below what it has grown with.
PLACES = """[...document.querySelectorAll("munder, mover")]
    .filter(both => both.querySelector(":scope > mo"))
    .map(both => {
        const {left, right, top, bottom} = both.getBoundingClientRect();
        return [left, top, right, bottom];
    })"""

# WebKit may show the top of a page too late.
WIDE = [r"\rule{0em}{4em}", r"\widehat{x}", r"\widehat{ab}", r"\widetilde{abc}"]
LETTERS_OF_WIDE = """[...document.querySelectorAll("mover")].map(both => {
    const {left, right, top, bottom} = both.firstElementChild.getBoundingClientRect();
    return [left, right, top, bottom];
})"""


@pytest.mark.parametrize("name", NAMES)
def test_what_has_grown_is_drawn_to_its_ends(tmp_path: Path, name: Name) -> None:
    with opened(tmp_path, name, [Formula(latex, True) for latex in GROWN]) as engine:
        places = engine.evaluate(PLACES)
        shot = Image.open(io.BytesIO(engine.screenshot())).convert("L")
    assert len(places) == 4
    for left, top, right, bottom in places:
        ink: Any = np.asarray(
            shot.crop((round(left) + 6, round(top), round(right) - 6, round(bottom)))
        )
        assert _longest_row(ink < 160) > 0.35 * ink.shape[1], (left, top)


@pytest.mark.parametrize("name", NAMES)
def test_wide_accents_are_hardly_wider_than_their_letters(tmp_path: Path, name: Name) -> None:
    with opened(tmp_path, name, [Formula(latex, False) for latex in WIDE]) as engine:
        places = engine.evaluate(LETTERS_OF_WIDE)
        shot = Image.open(io.BytesIO(engine.screenshot())).convert("L")
    for left, right, top, bottom in places:
        line = (0, round(top) - SIZE // 2, round(right) + 2 * SIZE, round(bottom))
        columns = np.flatnonzero((np.asarray(shot.crop(line)) < 160).any(axis=0))
        assert np.ptp(columns) < 1.35 * (right - left)


def _longest_row(ink: Any) -> int:
    """How many pixels of a row are ink, of the row that has most."""
    return int(ink.sum(axis=1).max())
