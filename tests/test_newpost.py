"""A post is begun with its header, under a name that its title gives."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Site
from hexo.newpost import LONGEST, slug
from hypothesis import given
from hypothesis import strategies as st

SLUGS = {
    "How fast does a neuron learn?": "how-fast-does-a-neuron-learn",
    "Gödel’s theorem": "godels-theorem",
    "用 Adam 训练 ResNet-50": "adam-resnet-50",
    "为什么使用交叉熵损失函数？": "为什么使用交叉熵损失函数",
    "2026 年总结": "2026-年总结",
    "404": "404",
    "…": "",
}


@pytest.mark.parametrize("title", SLUGS)
def test_a_slug_is_ascii_words_or_the_title(title: str) -> None:
    assert slug(title) == SLUGS[title]


@given(st.text())
def test_a_slug_is_a_file_name_and_its_own_slug(title: str) -> None:
    name = slug(title)
    assert re.fullmatch(r"[\w-]*", name)
    assert len(name) <= LONGEST
    assert slug(name) == name


@pytest.fixture
def hexo(site: Site) -> Site:
    site.configure(PLUGINS=["hexo", "pelican.plugins.live_figures"], ARTICLE_PATHS=["posts"])
    site.write("content/posts/about.txt", "the folder is there")
    return site


def begin(site: Site, title: str, name: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "plugins/hexo/newpost.py", title, name],
        cwd=site.folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("title", ["yes", "a: b #c 'd' \"e\" \\f", "2020-01-01", "活的图", "😀 a"])
def test_any_title_is_the_title_of_the_post(hexo: Site, title: str) -> None:
    result = begin(hexo, title)
    assert (result.returncode, result.stderr) == (0, "")
    path = hexo.folder / result.stdout.rstrip("\n")
    header = yaml.safe_load(path.read_text("utf-8").split("---\n")[1])
    assert header["title"] == title
    assert path == hexo.folder / f"content/posts/{header['slug']}.en.md"
    hexo.build()
    assert hexo.read(f"{header['slug']}.html")


def test_no_post_is_overwritten(hexo: Site) -> None:
    path = hexo.write("content/posts/a-post.zh.md", "mine")
    result = begin(hexo, "A post")
    assert result.returncode == 1
    assert result.stderr == (
        "content/posts/a-post.zh.md is there already: name this post with SLUG=…\n"
    )
    assert path.read_text() == "mine"
    assert begin(hexo, "A post", "another one").stdout == "content/posts/another-one.en.md\n"


def test_make_hands_the_title_on_as_it_is(tmp_path: Path) -> None:
    title = "$5 & $(x) \"q\" 'q' `b` #h \\n"
    makefile = (ROOT / "Makefile").read_text("utf-8")
    recipe = re.sub(r"(?m)^\t@.*newpost.py", "\t@printf '%s|%s'", makefile)
    (tmp_path / "Makefile").write_text(recipe, "utf-8")
    (tmp_path / "env").mkdir()
    (tmp_path / "env/site").touch()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/site.txt").touch()
    os.utime(tmp_path / "requirements/site.txt", (0, 0))
    result = subprocess.run(
        ["make", "-s", "post", f"TITLE={title}", "VENV=env"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert result.stdout == f"{title}|", result.stderr
