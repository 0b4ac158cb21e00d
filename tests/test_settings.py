"""The plugin's settings: each wrong one is told at the start, before anything is read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from pelican.plugins.live_figures.kinds.usage import Registered
from pelican.plugins.live_figures.settings import SETTINGS, Settings, SettingsError

PELICANS = {"PATH": "content", "PLUGIN_PATHS": []}
NAMES = ", ".join(setting.name for setting in SETTINGS)


def read(**settings: Any) -> Settings:
    return Settings.read({**PELICANS, **settings})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("", "walk.walk", "LIVE_FIGURES is 'walk.walk', not a list of dotted paths"),
        (
            "",
            ["walk"],
            "LIVE_FIGURES: 'walk' is not the dotted path of a function, module.function",
        ),
        (
            "",
            ["plugins/walk.py"],
            "LIVE_FIGURES: 'plugins/walk.py' is not the dotted path of a function, module.function",
        ),
        ("", [3], "LIVE_FIGURES: 3 is not the dotted path of a function, module.function"),
        (
            "",
            ["a.图"],
            "LIVE_FIGURES: 'a.图' is not the dotted path of a function, module.function",
        ),
        (
            "",
            ["a.walk", "b.c.walk"],
            "LIVE_FIGURES: a.walk and b.c.walk have one name, walk",
        ),
        (
            "",
            ["a.walk", "a.Walk"],
            "LIVE_FIGURES: a.walk and a.Walk have names that are one file on macOS and Windows",
        ),
        ("_STORE", "", "LIVE_FIGURES_STORE is '', not the path of a folder"),
        (
            "_TIMEOUT",
            "60",
            "LIVE_FIGURES_TIMEOUT is '60', not a number of seconds above 0, at most 86400",
        ),
        (
            "_TIMEOUT",
            True,
            "LIVE_FIGURES_TIMEOUT is True, not a number of seconds above 0, at most 86400",
        ),
        *(
            (
                "_STORE_REMOTE",
                address,
                f"LIVE_FIGURES_STORE_REMOTE is {address!r}, not an address such as"
                " s3://bucket/folder (or gs://, az://, file:///), or None",
            )
            for address in (
                "foo://x/y",
                "http://x/y",
                "memory:///",
                "s3://",
                "s3:///blog",
                "s3://b//blog",
                "s3://b/blog//",
                "s3://a bucket/blog",
                "s3://b/blog?x",
                "://",
                "file:///",
                "file://relative/folder",
                3,
            )
        ),
        ("_MEMORY", -1, "LIVE_FIGURES_MEMORY is -1, not a number of gigabytes, 0 or more"),
        ("_WORKERS", 2.5, "LIVE_FIGURES_WORKERS is 2.5, not a whole number above 0, or None"),
        ("_SHOW_ERRORS", "no", "LIVE_FIGURES_SHOW_ERRORS is 'no', not True or False"),
        (
            "_TIMEOUTS",
            60,
            f"LIVE_FIGURES_TIMEOUTS is not a setting; known: {NAMES};"
            " did you mean LIVE_FIGURES_TIMEOUT?",
        ),
    ],
)
def test_what_is_wrong_with_a_setting(name: str, value: object, message: str) -> None:
    with pytest.raises(SettingsError, match=f"^{re.escape(message)}$"):
        read(**{f"LIVE_FIGURES{name}": value})


def test_defaults_and_what_else_may_be_given() -> None:
    assert read().registered == {}
    assert read().server.workers > 0
    paths = ("a.b", "a_1.图.c", "a.b")
    given = read(LIVE_FIGURES=paths, LIVE_FIGURES_MEMORY=0.5, LIVE_FIGURES_STORE=Path("/x"))
    assert given.registered == {
        "b": Registered("figure", "a.b"),
        "c": Registered("figure", "a_1.图.c"),
    }
    assert given.server.memory == 2**29
    assert given.server.store == Path("/x")


@pytest.mark.parametrize(
    "address",
    [
        "s3://our-figures/blog",
        "s3a://b/",
        "gs://our_figures",
        "az://container/a folder/",
        "abfss://container@account.dfs.core.windows.net/blog",
        "file:///srv/figures",
    ],
)
def test_addresses_that_may_be_right(address: str) -> None:
    assert read(LIVE_FIGURES_STORE_REMOTE=address).server.remote == address


@pytest.mark.parametrize("flag", ["-q", "-D", "--ignore-cache"])
def test_wrong_settings_end_a_build_before_it_begins(site: Site, flag: str) -> None:
    site.configure(LIVE_FIGURES_TIMEOUT="60", LIVE_FIGURE_STORE="x", CACHE_PATH="cache")
    site.post("<< line >>")
    told = site.fail(flag)
    lines = [line for line in told.splitlines() if line.startswith(("LIVE", "The settings"))]
    assert lines == [
        f"LIVE_FIGURE_STORE is not a setting; known: {NAMES}; did you mean LIVE_FIGURES_STORE?",
        "LIVE_FIGURES_TIMEOUT is '60', not a number of seconds above 0, at most 86400",
        "The settings of live figures are wrong: nothing was written",
    ]
    left = {path.name for path in site.folder.iterdir()} - {"__pycache__"}
    assert left == {"content", "plugins", "pelicanconf.py"}


def test_the_readme_has_them_all() -> None:
    rows = [f"| `{each.name}` | {each.shown} | {each.meaning} |\n" for each in SETTINGS]
    readme = Path(__file__).parents[1].joinpath("README.md").read_text("utf-8")
    assert f"| Setting | Default | Meaning |\n|:--|:--|:--|\n{''.join(rows)}\n" in readme
