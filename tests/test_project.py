"""The project's own files agree with each other."""

from __future__ import annotations

import tomllib

from conftest import PLUGINS, ROOT


def test_the_wheel_has_all_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    folders = {path.parent for path in (PLUGINS / "live_figures").rglob("*.py")}
    names = {".".join(folder.relative_to(PLUGINS).parts) for folder in folders}
    packages = set(project["tool"]["setuptools"]["packages"])
    assert {f"pelican.plugins.{name}" for name in names} <= packages
