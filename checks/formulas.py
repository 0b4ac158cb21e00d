"""A page of formulas with the plugin's sheet and its whole font, looked at with an engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engines import Engine, Name, open_engine
from live_figures.latex.document import render
from live_figures.latex.formula import Formula
from live_figures.sheets import sheet
from serving import serving

SHEETS = Path(sheet.__file__).parent
SIZE = 40  # px
WIDTH = 800  # px
# WebKit asks for a font only when it lays out, and shows it a frame later.
SETTLED = """document.fonts.load('1em "STIX Two Math"')
    .then(() => document.fonts.ready)
    .then(() => new Promise(then => requestAnimationFrame(() => requestAnimationFrame(then))))"""


@contextmanager
def opened(folder: Path, name: Name, formulas: Iterable[Formula]) -> Iterator[Engine]:
    """An engine with a page in which each formula is a paragraph."""
    body = "".join(f"<p>{formula}</p>" for formula in render(list(formulas)))
    rules = (SHEETS / "math.css").read_text("utf-8")
    style = f"body {{ font: {SIZE}px/1.7 serif }} {rules}"
    page = f'<!doctype html><meta charset="utf-8"><style>{style}</style>{body}'
    shutil.copy(SHEETS / "stix-two-math.woff2", folder / "math.woff2")
    (folder / "page.html").write_text(page, "utf-8")
    with serving(folder) as address, open_engine(name, "light") as engine:
        engine.open(f"{address}/page.html", WIDTH)
        engine.evaluate(SETTLED)
        yield engine


def of_each(folder: Path, name: Name, formulas: Iterable[Formula], script: str) -> list[Any]:
    """What a function of JavaScript says of each ``<math>``, which it is given."""
    with opened(folder, name, formulas) as engine:
        said = engine.evaluate(f'[...document.querySelectorAll("math")].map({script})')
    return list(said)
