"""What a reader loads who opens the article: bytes as the network carries them, and from where."""

from __future__ import annotations

import pytest
from conftest import Site, Tell
from playwright.sync_api import Browser, Request, ViewportSize

LIMIT = 150_000


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800)])
def test_the_article_is_light(
    site: Site, browser: Browser, tell: Tell, width: int, height: int, scripts: bool
) -> None:
    asked: list[str] = []
    loaded: list[Request] = []
    viewport: ViewportSize = {"width": width, "height": height}
    with browser.new_page(java_script_enabled=scripts, viewport=viewport) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfinished", lambda request: loaded.append(request))
        page.goto(f"{site.address}posts/cross-entropy/", wait_until="networkidle")
        weight = sum(map(carried, loaded))
    view = f"article, {width} px, {'with' if scripts else 'without'} scripts"
    tell(view, "kB, as transferred", f"{weight / 1000:.1f}")
    tell(view, "requests", len(asked))
    assert weight < LIMIT, [f"{carried(request)} {request.url}" for request in loaded]
    assert all(address.startswith(site.address) for address in asked), asked
    assert len(loaded) > 3


def carried(request: Request) -> int:
    """The bytes of an answer, its header included."""
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
