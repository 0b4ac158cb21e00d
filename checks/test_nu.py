"""The Nu HTML checker reads all pages, style sheets and pictures, of both kinds of build."""

from __future__ import annotations

import re
from collections import Counter

from conftest import Site, Tell
from tools import java, listing

# What is right though Nu does not know it: what Nu says, and where it is written.
ALLOWED = {
    r"CSS: “display”: “math” is not a “display” value\.": "MathML Core, 4.1",
    r"Attribute “scriptlevel” not allowed on element “mtable”": "MathML Core, 2.1.3",
}


def test_nothing_is_wrong(site: Site, tell: Tell) -> None:
    files = [
        str(path)
        for output in (site.blog.published, site.blog.output)
        for path in sorted(output.rglob("*"))
        if path.suffix in (".html", ".css", ".svg")
    ]
    options = ["--also-check-css", "--also-check-svg", "--format", "json", "--stdout"]
    messages = java("vnu-jar/build/dist/vnu.jar", *options, *files)["messages"]
    found = Counter(
        f"{message['url'].partition('/copy/')[2]}:{message.get('lastLine')}: "
        f"{message.get('subType', message['type'])}: {message['message']}"
        for message in messages
        if not any(re.match(allowed, message["message"]) for allowed in ALLOWED)
    )
    tell("Nu", "files", len(files))
    tell("Nu", "errors and warnings", found.total())
    assert not found, listing([*found])
