"""What a machine has of its own, its fonts and matplotlib's settings, changes no figure."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PLUGINS, Site
from fontTools.ttLib import TTFont

FIGURES = """
import datetime
import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

WIDTH = matplotlib.rcParams["lines.linewidth"]

def machine() -> Figure:
    figure = Figure()
    axes = figure.add_subplot()
    utc = datetime.timezone.utc
    days = [datetime.datetime(2020, 1, day, 22, tzinfo=utc) for day in (1, 2, 3)]
    axes.plot(days, [1, 2, 3], linewidth=WIDTH)
    axes.set_title("Strange", family="Strange Sans")
    axes.set_ylabel("Ǆ DejaVu", family="DejaVu Sans")
    return figure

def settings():
    settings = matplotlib.rcParams
    return f"{settings['timezone']} {settings['date.epoch']} {settings['figure.max_open_warning']}"

def fonts():
    return len({font.fname for font in fontManager.ttflist})
"""
SETTINGS = """
timezone: Asia/Tokyo
date.epoch: 2000-01-01T00:00:00
figure.max_open_warning: 3
lines.linewidth: 9
"""


def test_fonts_and_matplotlibs_settings(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("plugins/figures.py", FIGURES)
    site.configure(
        LIVE_FIGURES=["figures.machine"], LIVE_VALUES=["figures.settings", "figures.fonts"]
    )
    site.post("<< machine id=machine >>\n\n<< settings >>, << fonts >>")
    before = built(site, "one")
    for family in ("Strange Sans", "DejaVu Sans"):
        install(family, site.folder / "home/fonts")
    site.write("config/matplotlibrc", SETTINGS)
    monkeypatch.setenv("MPLCONFIGDIR", str(site.folder / "config"))  # its list of fonts is new
    monkeypatch.setenv("XDG_DATA_HOME", str(site.folder / "home"))
    after = built(site, "two")
    assert "<p>UTC 1970-01-01T00:00:00 20, " in after["post.html"].decode()
    assert after == before


def install(family: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    font = TTFont(PLUGINS / "live_figures/drawing/fonts/LiveFiguresSans.ttf")
    for each in font["name"].names:
        if each.nameID in (1, 4, 16):
            each.string = family
    font.save(folder / f"{family}.ttf")


def built(site: Site, store: str) -> dict[str, bytes]:
    """What a build with a store of its own gives."""
    result = site.run("-e", f'LIVE_FIGURES_STORE="{store}"', 'SITENAME="site"')
    assert result.returncode == 0, result.stderr
    output = site.folder / "output"
    paths = [output / "post.html", *(output / "figures").glob("machine.*")]
    return {path.name: path.read_bytes() for path in paths}
