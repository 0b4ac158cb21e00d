"""A bare loop: import the figure, draw it at each rate, save it with matplotlib's own savefig.

Usage: ``python loop.py FOLDER [RATE…]``. Without rates it costs what the imports cost.
"""

from __future__ import annotations

import sys
from pathlib import Path

from curves import curve  # type: ignore[import-not-found]  # it lies beside this script

if __name__ == "__main__":
    folder, *rates = sys.argv[1:]
    for number, rate in enumerate(rates):
        curve(float(rate)).savefig(Path(folder) / f"{number}.svg")
