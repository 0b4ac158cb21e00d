"""The networks that pages are read on."""

from __future__ import annotations

from playwright.sync_api import Page

# Slow 4G as Chromium's developer tools have it: 1.44 Mb/s, and 563 ms until an answer begins.
SLOW_4G = {"latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
NETWORKS = {"fast": None, "slow": SLOW_4G}


def slow_down(page: Page, network: str) -> None:
    """Let a page have no more than one of the networks."""
    if conditions := NETWORKS[network]:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
