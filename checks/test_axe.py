"""axe-core looks at every page, in light and dark, narrow and wide."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from conftest import Site, Tell
from playwright.sync_api import Browser
from tools import PACKAGES, listing

AXE = (PACKAGES / "axe-core/axe.min.js").read_text("utf-8")
NO_SHADES = """() => document.querySelectorAll(".table").forEach(
    table => table.style.backgroundImage = "none"
)"""
LOOK = """async () => {
    const found = await axe.run({resultTypes: ["violations", "incomplete"]});
    // A formula has the colour of the text around it, which is judged there.
    const formula = (rule, node) =>
        rule.id == "color-contrast" && node.any[0]?.data?.messageKey == "nonBmp";
    const nodes = kind => found[kind].flatMap(rule => rule.nodes
        .filter(node => !formula(rule, node))
        .map(node => `${rule.id}: ${node.target}: ${node.any[0]?.message}`)
    );
    return {violations: nodes("violations"), incomplete: nodes("incomplete")};
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(
    site: Site, browser: Browser, tell: Tell, scheme: Literal["light", "dark"], width: int
) -> None:
    found: dict[str, list[str]] = {"violations": [], "incomplete": []}
    with browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        for address in site.pages():
            page.goto(address)
            # axe knows no colour behind a gradient: the shades beside tables are not ink.
            page.evaluate(NO_SHADES)
            page.evaluate(AXE)  # not as a script of the page, whose policy forbids it
            seen: dict[str, Any] = page.evaluate(LOOK)
            for kind, nodes in seen.items():
                found[kind] += [f"{address.removeprefix(site.address)}: {node}" for node in nodes]
    for kind, nodes in found.items():
        tell("axe-core", f"{kind}, {scheme}, {width} px, {len(site.pages())} pages", len(nodes))
    assert not found["violations"], listing(found["violations"])
    # What has scrolled out of a phone, axe can judge on a large screen only.
    assert width < 1280 or not found["incomplete"], listing(found["incomplete"])
