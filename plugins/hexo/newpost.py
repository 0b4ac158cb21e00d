"""Begin a post: ``make post TITLE="…"``, and ``SLUG=…`` where its title gives no good name.

Writes its header into a new file in the folder of the site's articles, and says which.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pelican.settings import read_settings

LONGEST = 60  # characters of a slug: file names have 255 bytes, a Chinese character takes 3


def slug(title: str) -> str:
    """The title's words in ASCII, if it has any; otherwise the title itself, without punctuation.

    Accents are dropped: Gödel is godel. ``""`` if there is nothing to be named after.
    """
    plain = unicodedata.normalize("NFKD", title.replace("'", "").replace("’", ""))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).lower()
    words = re.findall(r"[a-z0-9]+", plain)
    if not any(map(str.isalpha, "".join(words))):
        words = re.findall(r"\w+", unicodedata.normalize("NFKC", title).lower())
    return "-".join(words)[:LONGEST].strip("-_")


def header(title: str, name: str, lang: str, now: datetime) -> str:
    """The header of a post, as this blog's posts have it; category and tags are for the author."""
    fields: dict[str, Any] = {
        "layout": "post",
        "title": title,
        "date": now.replace(microsecond=0, tzinfo=None),
        "category": None,
        "tags": [],
        "description": None,
        "slug": name,
        "lang": lang,
    }
    lines = (f"{field}: {_yaml(value)}".rstrip() for field, value in fields.items())
    return "\n".join(["---", *lines, "---", "", "<!--more-->", ""])


def begin(title: str, wanted: str, settings: dict[str, Any]) -> Path:
    """Write a new post, with the slug that is wanted or, if that is ``""``, its title's.

    Raises ValueError if there is no title or if the slug is taken.
    """
    title = " ".join(title.split())
    if not (name := slug(wanted or title)):
        raise ValueError('the post needs a title: make post TITLE="…"')
    folder = Path(settings["PATH"], (settings["ARTICLE_PATHS"] or [""])[0])
    for taken in folder.glob(f"{name}.*"):
        raise ValueError(f"{_shown(taken)} is there already: name this post with SLUG=…")
    lang = settings["DEFAULT_LANG"]
    path = folder / f"{name}.{lang}.md"
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(header(title, name, lang, datetime.now(ZoneInfo(settings["TIMEZONE"]))))
    return path


def _yaml(value: Any) -> str:
    """A value on the line of its field, in quotes only where YAML would misread it."""
    if value is None:
        return ""
    pair: str = yaml.safe_dump({"": value}, allow_unicode=True, width=sys.maxsize)
    return pair.partition(":")[2].strip()


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


if __name__ == "__main__":
    try:
        title, wanted = sys.argv[1:]
        print(_shown(begin(title, wanted, read_settings("pelicanconf.py"))))
    except ValueError as error:
        sys.exit(str(error))
