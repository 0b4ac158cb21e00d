"""The look of every figure, as data: sizes, fonts, and colours in light and dark pairs.

Sizes are points, 0.75 of a CSS pixel: 11.25 pt is 15 px. On a phone type is larger: legible.py.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from cycler import cycler
from matplotlib.font_manager import fontManager

from .layout import heeded

FONT_FILE = Path(__file__).with_name("fonts") / "LiveFiguresSans.ttf"
FONTS = ("Live Figures Sans", "DejaVu Sans")  # ours, and the one that matplotlib carries

# The page a figure lies on, and what is written there.
PAGE = ("#ffffff", "#16181d")
INK = ("#22252b", "#e4e6ea")

# What an author gets as C0 … C9: told apart by colour-blind readers in this order, and each
# dark enough for text on a light page, or light enough on a dark one.
PALETTE = (
    ("#2158d0", "#86b0ff"),  # blue
    ("#c23b0a", "#ff9a6b"),  # vermilion
    ("#0b7566", "#4fcdb6"),  # teal
    ("#7a3fc4", "#c4a1ff"),  # violet
    ("#8a5f00", "#e2b33f"),  # ochre
    ("#b6246f", "#ff8fc0"),  # rose
    ("#33470a", "#c8e05a"),  # olive
    ("#64688f", "#8a91b5"),  # slate
    ("#4a0d33", "#f8e9f6"),  # plum
    ("#7d4b3a", "#c08a76"),  # brown
)

SOFT = "#5c616b"  # tick labels and axes, quieter than the ink
GRID = "#e3e5e9"

RC: dict[Any, Any] = {
    "figure.figsize": (512 / 96, 320 / 96),
    "figure.dpi": 96,
    "figure.facecolor": PAGE[0],
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 8 / 96,  # the reader's font may be wider than ours
    "figure.constrained_layout.h_pad": 6 / 96,
    "figure.subplot.left": 0.13,  # near to what layout finds for most figures
    "figure.subplot.right": 0.98,
    "figure.subplot.bottom": 0.16,
    "figure.subplot.top": 0.9,
    "font.family": list(FONTS),
    "font.size": 11.25,
    "mathtext.fontset": "dejavuserif",  # as large and as dark as the text around it
    "text.color": INK[0],
    "text.parse_math": True,
    "text.usetex": False,
    "axes.prop_cycle": cycler(color=[light for light, _ in PALETTE]),
    "axes.facecolor": "none",
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK[0],
    "axes.labelsize": "medium",
    "axes.linewidth": 0.75,
    "axes.spines.left": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.titlesize": "medium",
    "axes.titlepad": 9,
    "axes.formatter.useoffset": False,
    "boxplot.medianprops.color": INK[0],
    "boxplot.medianprops.linewidth": 2.5,
    "date.converter": "concise",
    "grid.color": GRID,
    "grid.linewidth": 0.75,
    "xtick.color": SOFT,
    "xtick.labelsize": "medium",
    "xtick.major.size": 4,
    "xtick.major.width": 0.75,
    "ytick.color": SOFT,
    "ytick.labelsize": "medium",
    "ytick.major.size": 0,
    "ytick.major.pad": 6,
    "lines.linewidth": 1.5,
    "lines.solid_capstyle": "round",
    "lines.markersize": 6,
    "patch.linewidth": 1.5,
    "legend.frameon": False,
    "savefig.dpi": 192,
}


@contextmanager
def style(*, whole: bool = False) -> Iterator[None]:
    """matplotlib with our look and our fonts, for making a figure and for drawing it.

    With `whole`, lines keep all their points, so that those of many figures can be compared.
    Characters that no font has are no reason to warn: `Drawing.missing` tells.
    """
    forget_the_machine()
    with matplotlib.rc_context(), warnings.catch_warnings(), heeded():
        warnings.filterwarnings("ignore", r"Glyph .* missing from", UserWarning)
        # They have been validated, which takes longer than many a figure.
        dict.update(matplotlib.rcParams, {**_look(), "path.simplify": not whole})
        yield


@cache
def forget_the_machine() -> None:
    """Have matplotlib know its own settings alone, and no fonts but its own and ours.

    The machine's matplotlibrc and its fonts may change, and are no inputs.
    """
    matplotlib.rcParams.update(_defaults())
    carried = f"{matplotlib.get_data_path()}{os.sep}"
    for fonts in (fontManager.ttflist, fontManager.afmlist):
        fonts[:] = [font for font in fonts if font.fname.startswith(carried)]
    fontManager.addfont(FONT_FILE)


@cache
def _look() -> dict[Any, Any]:
    """All settings: ours, else matplotlib's own."""
    with matplotlib.rc_context():
        matplotlib.rcParams.update({**_defaults(), **RC})
        look = dict(matplotlib.rcParams)
    del look["backend"]  # the environment's
    return look


def _defaults() -> dict[Any, Any]:
    """All settings as they come with matplotlib; `rcdefaults` leaves some as they are."""
    return {name: each for name, each in matplotlib.rcParamsDefault.items() if name != "backend"}
