"""A bare loop: import the figure, draw it at each rate, save it with matplotlib's own savefig.

Usage: ``python loop.py MODULE FOLDER [RATE…]``. Without rates it costs what the imports cost.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    module, folder, *rates = sys.argv[1:]
    curve = import_module(module).curve  # it lies beside this script
    for number, rate in enumerate(rates):
        curve(float(rate)).savefig(Path(folder) / f"{number}.svg")
