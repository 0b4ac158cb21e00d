"""Posts beside the real plugins of other people: each leaves our figures and formulas whole."""

from __future__ import annotations

from contextlib import suppress
from importlib.util import find_spec

import pytest
from conftest import Site

pytestmark = pytest.mark.neighbours

BODY = r"""
Some words -- "quoted" & more, $a<b$ and $\begin{matrix}a & b\end{matrix}$, before a figure.

<< line slope=2 caption='With $c+d$ & "words" -- and more.' >>

$$
x -- y & "z"
$$

| a | b |
|---|---|
| $i<j$ | << line >> |

Words behind.
""".replace('x -- y & "z"', r"\begin{aligned}x &= y\end{aligned}")
PLAIN = 'Plain -- and "quoted" & $5 and more words. ' * 9
OURS = "pelican.plugins.live_figures"
THEIRS = [
    "pelican.plugins.table_wrapper",
    "pelican.plugins.series",
    "pelican.plugins.neighbors",
    "minchin.pelican.plugins.summary",
    "pelican.plugins.similar_posts",
    "pelican.plugins.sitemap",
    "pelican.plugins.seo",
    "pelican.plugins.image_process",
    "pelican.plugins.jinja2content",
    "pelican.plugins.render_math",
]
SETTINGS = {
    "SERIES": True,
    "SUMMARY_BEGIN_MARKER": "<!-- begin -->",
    "SITEMAP": {"format": "xml"},
    "SEO_REPORT": True,
    "AUTHOR": "someone",
    "SEO_ENHANCER": True,
    "IMAGE_PROCESS": {"thumb": ["scale_in 90 90 True"]},
    "SITEURL": "https://blog.example",
}


def whole(html: str) -> None:
    """All that the body has is there, and no more."""
    figures = html.count("<figure")
    assert (figures, html.count('class="live-figure')) >= (1, 1)
    assert html.count("<math") == 5
    assert "data-live-figures" not in html
    assert "live-figure-error" not in html


def is_there(plugin: str) -> bool:
    with suppress(ModuleNotFoundError):
        return find_spec(plugin) is not None
    return False


@pytest.mark.parametrize("plugin", THEIRS)
def test_each_plugin(site: Site, plugin: str) -> None:
    if not is_there(plugin):
        pytest.skip(f"{plugin} is not installed")
    site.configure(PLUGINS=[plugin, OURS], **SETTINGS)
    site.post(BODY)
    site.post(PLAIN, name="plain")
    result = site.run()
    assert result.returncode == 0, result.stdout + result.stderr
    whole(site.read("post.html"))


def test_all_plugins_behind_ours(site: Site) -> None:
    site.configure(PLUGINS=[OURS, *filter(is_there, THEIRS)], **SETTINGS)
    site.post(BODY)
    result = site.run()
    assert result.returncode == 0, result.stdout + result.stderr
    whole(site.read("post.html"))


@pytest.mark.skipif(not is_there("typogrify"), reason="not installed")
def test_typogrify(site: Site) -> None:
    site.configure(TYPOGRIFY=True)
    whole(site.page(BODY))


def test_a_post_without_figures_is_not_touched(site: Site) -> None:
    """Neither its text nor its summary: the summary plugins come later."""
    texts = {}
    for plugins in ([], [OURS]):
        site.configure(
            PLUGINS=plugins, SUMMARY_MAX_LENGTH=7, **({} if plugins else {"LIVE_FIGURES": None})
        )
        site.post(PLAIN.replace("$5", "five"))
        site.build("--delete-output-directory")
        texts[len(plugins)] = site.read("index.html"), site.read("post.html")
    assert texts[0] == texts[1]


@pytest.mark.skipif(not is_there("pelican.plugins.i18n_subsites"), reason="not installed")
@pytest.mark.parametrize("is_first", [True, False])
def test_subsites_stay_where_the_last_output_is_removed(site: Site, is_first: bool) -> None:
    plugins = [OURS, "pelican.plugins.i18n_subsites"]
    site.configure(
        PLUGINS=plugins if is_first else plugins[::-1], I18N_SUBSITES={"zh": {}}, SITEURL=""
    )
    old = [site.write(f"output/{name}", "") for name in ("old.html", "zh/old.html")]
    site.post("<< line >>")
    for _ in range(2):
        site.build("-d")
        assert site.read("post.html")
        assert site.read("zh/index.html")
        assert not any(path.exists() for path in old)


@pytest.mark.skipif(not is_there("pelican.plugins.i18n_subsites"), reason="not installed")
def test_drafts_of_i18n_subsites(site: Site) -> None:
    """It makes drafts of untranslated posts behind Pelican's back."""
    site.configure(
        PLUGINS=[OURS, "pelican.plugins.i18n_subsites"], I18N_SUBSITES={"zh": {}}, SITEURL=""
    )
    site.post(BODY.replace("slope=2", "slope=2 id=steep"))
    site.build()
    whole(site.read("post.html"))
    whole(site.read("zh/drafts/post-en.html"))


def test_the_cache_of_generators(site: Site) -> None:
    site.configure(CACHE_CONTENT=True, LOAD_CONTENT_CACHE=True, CONTENT_CACHING_LAYER="generator")
    first, second = site.page(BODY), site.page(BODY)
    whole(first)
    assert "{filename}" not in first
    assert first == second


@pytest.mark.skipif(not is_there("minchin.pelican.plugins.summary"), reason="not installed")
def test_the_summary_of_another_plugin_is_taken(site: Site) -> None:
    site.configure(PLUGINS=[OURS, "minchin.pelican.plugins.summary"])
    site.post("Before, $x$. <!-- PELICAN_END_SUMMARY -->\n\nBehind.")
    assert site.run().returncode == 0
    index = site.read("index.html")
    assert "<math" in index
    assert "Behind" not in index


def test_a_formula_without_end_stays_as_it_was_written(site: Site) -> None:
    site.post("Words.\n\n$$\na\n\nb\n\nMore.")
    assert "post.en.md:8:1: math: $$ is never closed" in site.fail()
    site.configure(LIVE_FIGURES_FORMULAS="source")
    result = site.run()
    assert result.returncode == 0, result.stderr
    assert "$$" in site.read("post.html")
