"""Posts as Hexo and Jekyll users have them, through real Pelican builds."""

from __future__ import annotations

import datetime
import logging
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Site
from pelican import Pelican, signals
from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.settings import read_settings

PLUGINS = Path(__file__).parents[1] / "plugins"

Read = Callable[[str], Article]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Builds a site of one post and gives what Pelican made of it."""

    def build(post: str) -> Article:
        content = tmp_path / "content"
        content.mkdir()
        (content / "post.md").write_text(post, encoding="utf-8")
        settings = read_settings(
            override={
                "PATH": str(content),
                "OUTPUT_PATH": str(tmp_path / "output"),
                "PLUGIN_PATHS": [str(PLUGINS)],
                "PLUGINS": ["hexo"],
                "SITEURL": "https://example.org",
                "DEFAULT_LANG": "en",
                "CACHE_CONTENT": False,
            }
        )
        posts: list[Article] = []

        def collect(generator: ArticlesGenerator) -> None:
            posts.extend([*generator.articles, *generator.drafts])

        with signals.article_generator_finalized.connected_to(collect):
            Pelican(settings).run()
        (post_read,) = posts
        return post_read

    return build


HEADER = """\
layout: post
title: 为什么使用交叉熵损失函数
date: 2019-01-20 06:11:08
updated: 2020-02-02 10:00:00
categories:
  - [深度学习, 基础]
  - 笔记
tags: [熵,损失函数]
description: 说明 *为什么* & 如何
"""


@pytest.mark.parametrize("opening", ["---\n", "", "\n---\n"])
def test_a_header_reads_the_same_with_or_without_its_first_rule(read: Read, opening: str) -> None:
    if opening == "\n---\n":
        article = read(f"{opening}{HEADER}---\n\n正文\n\n---\n\n后文\n")
    else:
        article = read(f"{opening}{HEADER}---\n正文\n\n---\n\n后文\n")
    assert article.title == "为什么使用交叉熵损失函数"
    assert article.date.replace(tzinfo=None) == datetime.datetime(2019, 1, 20, 6, 11, 8)
    assert article.modified.replace(tzinfo=None) == datetime.datetime(2020, 2, 2, 10)
    assert article.category.name == "深度学习"
    assert [tag.name for tag in article.tags] == ["熵", "损失函数"]
    assert article.summary == "<p>说明 <em>为什么</em> &amp; 如何</p>"
    assert article.template == "article"
    assert article.content == "<p>正文</p>\n<hr>\n<p>后文</p>"


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ("[熵,损失函数]", ["熵", "损失函数"]),
        ("['熵', \"损失 函数\"]", ["熵", "损失 函数"]),
        ("\n  - 熵\n  - 损失函数", ["熵", "损失函数"]),
        ("熵", ["熵"]),
        ("熵, 损失函数", ["熵", "损失函数"]),
        ("[2019]", ["2019"]),
    ],
)
def test_tags(read: Read, tags: str, names: list[str]) -> None:
    article = read(f"---\ntitle: t\ndate: 2019-01-20\ntags: {tags}\n---\ntext\n")
    assert [tag.name for tag in article.tags] == names


@pytest.mark.parametrize(
    ("header", "category"),
    [("categories: 数学", "数学"), ("categories: [数学, 物理]", "数学"),
     ("categories: [数学]\ncategory: 物理", "物理"), ("categories: []", "misc")],
)  # fmt: skip
def test_the_first_category_counts_and_pelicans_own_word_before_it(
    read: Read, header: str, category: str
) -> None:
    assert read(f"---\ntitle: t\ndate: 2019-01-20\n{header}\n---\ntext\n").category == category


def test_a_title_that_yaml_takes_for_a_number(read: Read) -> None:
    assert read("---\ntitle: 1984\ndate: 2019-01-20\n---\ntext\n").title == "1984"


def test_what_is_not_to_be_published_is_a_draft(read: Read) -> None:
    article = read("---\ntitle: t\ndate: 2019-01-20\npublished: false\n---\ntext\n")
    assert article.status == "draft"


def test_pelicans_own_header_with_a_rule_in_the_text(read: Read) -> None:
    article = read("Title: t\nDate: 2019-01-20\nTags: a, b\nSummary: *s*\n\ntext\n\n---\n\nmore\n")
    assert [tag.name for tag in article.tags] == ["a", "b"]
    assert article.summary == "<p><em>s</em></p>"
    assert "<hr" in article.content


@pytest.mark.parametrize(
    ("text", "summary", "content"),
    [
        ("a\n\n<!--more-->\n\nb", "<p>a</p>", "<p>a</p>\n<p>b</p>"),
        ("a\n<!-- more -->\nb", "<p>a</p>", "<p>a</p>\n<p>b</p>"),
        ("*a* b <!--- More ---> c", "<p><em>a</em> b</p>", "<p><em>a</em> b  c</p>"),
        ("a<br>b <!--more--> c", "<p>a<br>b</p>", "<p>a<br>b  c</p>"),
        (
            "> > a <!--more--> b",
            "<blockquote>\n<blockquote>\n<p>a</p></blockquote></blockquote>",
            "<blockquote>\n<blockquote>\n<p>a  b</p>\n</blockquote>\n</blockquote>",
        ),
        (
            '<x-y data="a > b"></x-y> a <!--more--> b',
            '<p><x-y data="a > b"></x-y> a</p>',
            '<p><x-y data="a > b"></x-y> a  b</p>',
        ),
    ],
)
def test_more_ends_the_summary_wherever_it_stands(
    read: Read, text: str, summary: str, content: str
) -> None:
    article = read(f"---\ntitle: t\ndate: 2019-01-20\n---\n{text}\n")
    assert article.summary == summary
    assert article.content == content


def test_a_description_goes_before_more_and_code_is_only_code(read: Read) -> None:
    article = read(
        "---\ntitle: t\ndate: 2019-01-20\ndescription: d\n---\nlead\n\n<!--more-->\n\n"
        "`<!--more-->` stays\n"
    )
    assert article.summary == "<p>d</p>"
    assert "<code>&lt;!--more--&gt;</code>" in article.content


def test_what_such_posts_contain_stays(read: Read, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    article = read(
        "---\ntitle: t\ndate: 2019-01-20\n---\n"
        "line one  \nline two\n\n![](/img/x.jpg)\n\n> outer\n>\n>> inner\n"
    )
    assert "line one<br>\nline two" in article.content
    assert '<img alt="" src="/img/x.jpg">' in article.content
    assert article.content.count("<blockquote>") == 2
    assert [r.message for r in caplog.records if r.levelno > logging.WARNING] == []


@pytest.mark.parametrize(
    ("header", "report"),
    [
        (
            "---\ntitle: Of a: thing\n---\n",
            """\
            content/post.md:2:12: the header is no YAML: mapping values are not allowed here; \
a value with a colon and a space in it needs quotes
                title: Of a: thing
                           ^
            """,
        ),
        (
            'title: t\ntags: "x\n---\n',
            """\
            content/post.md:2:7: the header is no YAML: found unexpected end of stream; \
a quote is never closed
                tags: "x
                      ^
            """,
        ),
        (
            "\n---\ntitle: t\n\tdate: 1\n---\n",
            """\
            content/post.md:4:1: the header is no YAML: \
found character '\\t' that cannot start any token; indent with spaces, not tabs
                \tdate: 1
                ^
            """,
        ),
        (
            "---\n- title: t\n---\n",
            """\
            content/post.md: the header has no fields, name: value
            """,
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_header_that_cannot_be_read_ends_the_build(
    site: Site, header: str, report: str, newline: str
) -> None:
    site.configure(PLUGINS=["hexo"])
    site.write("content/post.md", f"{header}\ntext\n".replace("\n", newline))
    assert site.fail() == textwrap.dedent(report)
    assert not (site.folder / "output").exists()
