"""Answers about a site's figures: ``python -m pelican.plugins.live_figures status``.

In a checkout, where the plugin is not installed, ``python plugins/live_figures status``.
"""

from __future__ import annotations

import os
import sys
from io import StringIO, TextIOWrapper
from pathlib import Path

import pelican.plugins

here = str(Path(__file__).resolve().parents[1])
if here not in pelican.plugins.__path__:
    pelican.plugins.__path__.append(here)

from pelican.plugins.live_figures.cli import main  # noqa: E402 (it has its name only now)

if isinstance(sys.stdout, TextIOWrapper):
    sys.stdout.reconfigure(errors="backslashreplace")
else:  # it is closed
    sys.stdout = StringIO()
try:
    exit_code = main()
    sys.stdout.flush()
except BrokenPipeError:  # the reader, such as `head`, has had enough
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    exit_code = 1
sys.exit(exit_code)
