"""The project's own files agree with each other."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PLUGINS, ROOT

PLUGIN = PLUGINS / "live_figures"

# Rooms from the ground up: each knows those before it, and of those in its line itself alone.
FLOORS = (
    ("text", "languages", "suggest", "printed", "passing"),
    ("results", "post", "server_settings", "words"),
    ("declaring", "drawing", "latex", "locate"),
    ("sweeping",),
    ("report",),
    ("kinds",),
    ("settings",),
    ("running", "sheets", "progress"),
    ("build",),
    ("blog",),
    ("catalogue", "claims", "devserver"),
    ("cli", "__main__", "__init__"),
)
# Who may import what is heavy, or is not ours: rooms and modules.
KNOWN_TO = {
    "pelican": {"blog", "devserver", "catalogue.commands", "__main__"},
    "markdown": {"text.extension", "devserver.builder"},
    "matplotlib": {"drawing", "sweeping", "running.warmup", "kinds"},
    "numpy": {
        *("drawing", "sweeping", "results.codec"),
        *("running.draws", "running.state", "running.teller"),
    },
    "pydantic": {"declaring.registry"},
    "math_core": {"latex"},
}


def imports(tree: ast.Module, package: list[str]) -> Iterator[str]:
    """Dotted names of what a module imports, its own package as ``.``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            names = [node.module] if node.module else [name.name for name in node.names]
            yield from (".".join(["", *base, *name.split(".")]) for name in names)


MODULES = sorted(path.relative_to(PLUGIN) for path in PLUGIN.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_run_one_way(path: Path) -> None:
    module = list(path.with_suffix("").parts)
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    for name in imports(ast.parse((PLUGIN / path).read_text("utf-8")), module[:-1]):
        if name.startswith("."):
            room = name.split(".")[1]
            assert room == module[0] or floor[room] < floor[module[0]], name
        elif not name.startswith("pelican.plugins.live_figures"):
            known = KNOWN_TO.get(name.split(".")[0])
            assert known is None or known & {module[0], ".".join(module)}, name


@pytest.mark.xdist_group("groups")
def test_groups_of_tests_stay_together(request: pytest.FixtureRequest) -> None:
    """Else each worker would build what a group has in common."""
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@groups")


def test_the_wheel_has_all_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    folders = {path.parent for path in (PLUGINS / "live_figures").rglob("*.py")}
    names = {".".join(folder.relative_to(PLUGINS).parts) for folder in folders}
    packages = set(project["tool"]["setuptools"]["packages"])
    assert {f"pelican.plugins.{name}" for name in names} <= packages
