"""The Nu HTML checker reads all pages, style sheets and pictures, of both kinds of build."""

from __future__ import annotations

import re

from conftest import Site, Tell
from tools import listing, nu

# What is right though Nu does not know it: what Nu says, and where it is written.
ALLOWED = {
    r"CSS: “display”: “math” is not a “display” value\.": "MathML Core, 4.1",
    r"Attribute “scriptlevel” not allowed on element “mtable”": "MathML Core, 2.1.3",
    "CSS: Unrecognized at-rule “@property”": "CSS Properties and Values API, 2",
}


def test_nothing_is_wrong(site: Site, tell: Tell) -> None:
    documents = []
    for build in (site.blog.published, site.blog.output):
        # By their addresses: Nu knows then what the policy of a page calls its own host.
        documents += site.files(build, ".html")
        documents += [str(path) for path in build.rglob("*") if path.suffix in (".css", ".svg")]
    messages = nu("--also-check-css", "--also-check-svg", *documents)["messages"]
    found = [
        "{url}:{lastLine}: {type}: {message}".format_map({"lastLine": 0, **message})
        for message in messages
        if not any(re.match(allowed, message["message"]) for allowed in ALLOWED)
    ]
    tell("Nu", "pages, style sheets and pictures", len(documents))
    tell("Nu", "errors and warnings", len(found))
    assert not found, listing(found)
