"""The settings for publishing: `make publish SITEURL=https://user.example/blog`."""

import base64
import hashlib
import os
import sys
from pathlib import Path
from urllib.parse import urljoin

from pelican.settings import DEFAULT_CONFIG

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from pelicanconf import *  # noqa: F403

SITEURL = os.environ.get("SITEURL", "").rstrip("/")
if not SITEURL.startswith(("http://", "https://")):
    sys.exit("publishing needs the site's address: make publish SITEURL=https://user.example/blog")
RELATIVE_URLS = False
DELETE_OUTPUT_DIRECTORY = True

FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
TRANSLATION_FEED_ATOM = "feeds/all-{lang}.atom.xml"
RSS_FEED_SUMMARY_ONLY = False  # readers may have the whole article, as in Atom

# For search engines: sitemap.xml and robots.txt, templates as the pages are.
DIRECT_TEMPLATES = [*DEFAULT_CONFIG["DIRECT_TEMPLATES"], "sitemap", "robots"]
TEMPLATE_EXTENSIONS = [".html", ".xml", ".txt"]
SITEMAP_SAVE_AS = "sitemap.xml"
ROBOTS_SAVE_AS = "robots.txt"


def _source(template: str) -> str:
    """Allows the script that this template is, and no other, to stand in a page."""
    folder = Path(__file__).resolve().parent / THEME / "templates"  # noqa: F405
    script = (folder / template).read_bytes().removesuffix(b"\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


# What a page may load and run: what lies under SITEURL, and of scripts one in the page and that of
# sweeps, which reads their frames. Formulas and tables have `style` attributes.
_OURS = f"{SITEURL}/"
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": f"{_source('scheme.js')} {_OURS}figures/sweep.js",
    "style-src": _OURS,
    "style-src-attr": "'unsafe-inline'",
    "font-src": _OURS,
    "img-src": _OURS,
    "media-src": _OURS,
    # Lighthouse reads robots.txt from within the page.
    "connect-src": f"{_OURS}figures/ {urljoin(SITEURL, '/robots.txt')}",
    "base-uri": "'none'",
    "form-action": "'none'",
}
