"""This blog, built from a copy of what it is made of, as the Makefile builds it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("content", "plugins", "theme")
STORE = "cache"
SETTINGS = {"output": "pelicanconf.py", "published": "publishconf.py"}
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
NO_BROWSER = "no Chromium was found, so what only a browser can tell is not tested"
SITEURL = "https://blog.example/under/a/path"


@dataclass(frozen=True)
class Blog:
    """The copy in ``folder``, and what `make html` and `make publish` leave in it."""

    folder: Path

    @property
    def output(self) -> Path:
        return self.folder / "output"

    @property
    def published(self) -> Path:
        return self.folder / "published"


def build(folder: Path, *, anew: bool = False, **environment: str) -> Blog:
    """Build the blog in a folder that is not there yet; no warning may come up.

    With what `make html` has computed, if it has, unless that is to be done ``anew``.
    """
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for settings in SETTINGS.values():
        shutil.copy(ROOT / settings, folder)
    if (ROOT / STORE).exists() and not anew:
        shutil.copytree(ROOT / STORE, folder / STORE)
    for output, settings in SETTINGS.items():
        pelican(folder, settings, output, **{"SITEURL": SITEURL, **environment})
    return Blog(folder)


def pelican(folder: Path, settings: str, output: str, **environment: str) -> None:
    """Build the site in ``folder`` with these settings; no warning may come up."""
    command = Path(sys.executable).with_name("pelican")
    result = subprocess.run(
        [command, "content", "-s", settings, "-o", output, "--fatal", "warnings"],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert result.returncode == 0, result.stderr + result.stdout
