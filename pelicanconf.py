"""The blog's settings; publishconf.py adds what a public address needs."""

from markdown.extensions.toc import slugify_unicode

SITENAME = "活的图"
SITESUBTITLE = "Live figures"
SITEURL = ""
AUTHOR = "编者"
DEFAULT_LANG = "zh"
TIMEZONE = "Asia/Shanghai"

PATH = "content"
ARTICLE_PATHS = ["posts"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images"]
THEME = "theme"
READERS = {"rst": None}
RELATIVE_URLS = True

PLUGIN_PATHS = ["plugins"]
PLUGINS = ["hexo", "reading", "feeds", "pelican.plugins.live_figures"]
LIVE_FIGURES = [
    "neuron.losscurve.losscurve",
    "neuron.sigmoid.sigmoid",
    "neuron.training.training",
    "neuron.steps.steps",
    "neuron.outputs.outputs",
    "neuron.descent.descent",
]
LIVE_VALUES = ["neuron.runs.run", "neuron.runs.slope", "neuron.runs.compare", "neuron.steps.step"]
LIVE_TABLES = ["neuron.runs.runs"]

MARKDOWN = {
    "output_format": "html5",
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight", "guess_lang": False},
        "markdown.extensions.extra": {"footnotes": {"BACKLINK_TITLE": "↩ {}"}},
        "markdown.extensions.toc": {"slugify": slugify_unicode},
    },
}

ARTICLE_URL = "posts/{slug}/"
ARTICLE_SAVE_AS = "posts/{slug}/index.html"
ARTICLE_LANG_URL = "posts/{slug}/{lang}/"
ARTICLE_LANG_SAVE_AS = "posts/{slug}/{lang}/index.html"
DRAFT_URL = "drafts/{slug}/"
DRAFT_SAVE_AS = "drafts/{slug}/index.html"
DRAFT_LANG_URL = "drafts/{slug}/{lang}/"
DRAFT_LANG_SAVE_AS = "drafts/{slug}/{lang}/index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
PAGE_LANG_URL = "{slug}/{lang}/"
PAGE_LANG_SAVE_AS = "{slug}/{lang}/index.html"
SLUGIFY_USE_UNICODE = True

# The feeds are publishconf.py's.
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DEFAULT_PAGINATION = 10
