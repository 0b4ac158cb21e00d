"""Linkinator follows every link inside the site, to its anchor; other hosts are not asked."""

from __future__ import annotations

from conftest import Site, Tell
from tools import listing, node


def test_no_link_is_broken(site: Site, tell: Tell) -> None:
    links = node(
        "linkinator/build/src/cli.js",
        *site.pages(),
        "--check-fragments",
        "--check-css",
        *("--skip", f"^(?!{site.address})"),
        *("--redirects", "error"),
        *("--format", "json"),
    )["links"]
    states = [link["state"] for link in links]
    tell("links", "inside the site", states.count("OK"))
    tell("links", "broken", states.count("BROKEN"))
    assert states.count("OK") > len(site.pages())
    broken = [
        f"{link['parent']}: {link['url']}: {link['status']}"
        for link in links
        if link["state"] == "BROKEN"
    ]
    assert not broken, listing(broken)
