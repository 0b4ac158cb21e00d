"""Colours on a light page, and what becomes of them on a dark one.

A figure is drawn once, in light colours. On a dark page a colour of the palette becomes its
partner; a neutral keeps its hue and its contrast to the page, so that what was faint stays
faint and what was readable stays readable; any other colour stays as the author chose it.

OKLab: https://bottosson.github.io/posts/oklab/. Contrast: WCAG 2, relative luminance.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from .style import INK, PAGE, PALETTE

Vector = NDArray[np.float64]

NEUTRAL = 0.04  # OKLab chroma below which an eye sees grey
LEAST_CONTRAST = 3  # of what is drawn (WCAG 2, 1.4.11)
LEAST_OF_TEXT = 4.5  # (WCAG 2, 1.4.3)
PAIRS = dict((*PALETTE, PAGE, INK))

_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(colour: str) -> Vector:
    """The linear-light RGB of "#rrggbb", each from 0 to 1."""
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def hexadecimal(rgb: Vector) -> str:
    """The "#rrggbb" of a linear-light RGB; what no screen can show is clipped."""
    c = np.clip(rgb, 0, 1)
    c = np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(v * 255):02x}" for v in c.tolist())


def oklab(colour: str) -> Vector:
    """Lightness, green to red and blue to yellow of "#rrggbb"."""
    return np.asarray(_LAB @ np.cbrt(_LMS @ linear(colour)))


def luminance(colour: str) -> float:
    """How bright "#rrggbb" is beside white."""
    return float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour))


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@cache
def on_dark(colour: str, least: float = LEAST_CONTRAST) -> str:
    """The colour that takes the place of "#rrggbb" on a dark page.

    What is neither neutral nor of the palette stands out from it by `least` at least.
    """
    if colour in PAIRS:
        return PAIRS[colour]
    chroma = oklab(colour)[1:]
    if np.hypot(*chroma) >= NEUTRAL:
        return _visible(colour, least)
    return _grey_of_contrast(contrast(colour, PAGE[0]), chroma)


def _visible(colour: str, least: float) -> str:
    """The colour, made lighter until a line of it can be seen on a dark page: navy, maroon."""
    lab = oklab(colour)
    while contrast(colour, PAGE[1]) < least and lab[0] < 1:
        lab[0] += 0.02
        colour = hexadecimal(np.linalg.solve(_LMS, np.linalg.solve(_LAB, lab) ** 3))
    return colour


def _grey_of_contrast(ratio: float, chroma: Vector) -> str:
    """The near-grey that stands out from the dark page by `ratio`, or as far as ink does.

    For greys OKLab's lightness is the cube root of the luminance.
    """
    bright = ratio * (luminance(PAGE[1]) + 0.05) - 0.05
    lightness = np.cbrt(min(bright, luminance(INK[1])))
    lms = np.linalg.solve(_LAB, np.array([lightness, *chroma])) ** 3
    return hexadecimal(np.linalg.solve(_LMS, lms))
