"""Three engines behind one face: Chromium, Firefox and WebKit, each as Debian has it.

    with open_engine("webkit", "dark") as engine:
        engine.open(address, width=360)
        engine.evaluate("document.title")

An engine keeps one browser for all pages. What may run is a page's own script and what is asked
here; the scheme is the system's. Chromium is driven by playwright, WebKit by its own driver, and
Firefox, which here comes without one, speaks WebDriver BiDi itself.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

from blog import CHROMIUM

Name = Literal["chromium", "firefox", "webkit"]
Scheme = Literal["light", "dark"]
NAMES: tuple[Name, ...] = ("chromium", "firefox", "webkit")
HEIGHT = 800

_FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
_WEBKIT_DRIVER, _SCREEN = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
_MINI_BROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"), None)


def wanting(name: Name) -> str:
    """What is missing for an engine, with what brings it; empty if all is there."""
    there = {
        "chromium": CHROMIUM,
        "firefox": _FIREFOX,
        "webkit": _WEBKIT_DRIVER and _SCREEN and _MINI_BROWSER,
    }
    packages = {
        "chromium": "chromium",
        "firefox": "firefox-esr",
        "webkit": "webkit2gtk-driver libwebkit2gtk-4.1-0 xvfb",
    }
    return "" if there[name] else f"{name}: `apt install {packages[name]}`"


class Engine(ABC):
    """A browser with one page."""

    @abstractmethod
    def open(self, address: str, width: int) -> None:
        """Load a page, to the end of its loading, on a screen of so many CSS pixels."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript, or of what it promises, as JSON has it."""

    @abstractmethod
    def screenshot(self) -> bytes:
        """What is on the screen, as PNG."""


@contextmanager
def open_engine(name: Name, scheme: Scheme) -> Iterator[Engine]:
    """An engine on a system whose scheme is light or dark."""
    engines = {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}
    with engines[name](scheme) as engine:
        yield engine


class _Chromium(Engine):
    def __init__(self, page: Any) -> None:
        self._page = page

    def open(self, address: str, width: int) -> None:
        self._page.set_viewport_size({"width": width, "height": HEIGHT})
        self._page.goto(address)

    def evaluate(self, expression: str) -> Any:
        return self._page.evaluate(expression)

    def screenshot(self) -> bytes:
        png: bytes = self._page.screenshot()
        return png


@contextmanager
def _chromium(scheme: Scheme) -> Iterator[Engine]:
    from playwright.sync_api import sync_playwright  # for these tests alone

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield _Chromium(browser.new_page(color_scheme=scheme))
        browser.close()


class _Firefox(Engine):
    """Speaks https://www.w3.org/TR/webdriver-bidi/ over a socket."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._numbers = socket, itertools.count()
        self._call("session.new", capabilities={})
        self._page = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def _call(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self._socket.recv())).get("id") != number:
            pass  # an event
        assert "result" in answer, answer
        return answer["result"]

    def open(self, address: str, width: int) -> None:
        viewport = {"width": width, "height": HEIGHT}
        self._call("browsingContext.setViewport", context=self._page, viewport=viewport)
        self._call("browsingContext.navigate", context=self._page, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        answer = self._call(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self._page},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def screenshot(self) -> bytes:
        png = self._call("browsingContext.captureScreenshot", context=self._page)["data"]
        return base64.b64decode(png)


@contextmanager
def _firefox(scheme: Scheme) -> Iterator[Engine]:
    from websocket import create_connection  # for these tests alone

    assert _FIREFOX
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        dark = int(scheme == "light")  # as Firefox counts
        setting = f'user_pref("layout.css.prefers-color-scheme.content-override", {dark});\n'
        Path(profile, "user.js").write_text(setting, "ascii")
        command = [_FIREFOX, "--headless", "--no-remote", "--profile", profile]
        command.append("--remote-debugging-port=0")
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stderr
                lines = (re.search(r"ws://\S+", line) for line in process.stderr)
                address = next(filter(None, lines))[0]
                # What else it says must not fill the pipe, or it would wait for a reader.
                threading.Thread(target=process.stderr.read, daemon=True).start()
                socket = create_connection(f"{address}/session", suppress_origin=True, timeout=60)
                with closing(socket):
                    yield _Firefox(socket)
            finally:
                process.kill()


class _WebKit(Engine):
    """A window of MiniBrowser cannot be as narrow as a phone, but a frame in it can."""

    FRAME = """
        document.documentElement.style.colorScheme = "light dark";
        document.body.style.margin = 0;
        const [address, width, height, done] = arguments;
        const frame = document.createElement("iframe");
        Object.assign(frame, {width, height, src: address, onload: () => done()});
        frame.style.border = 0;
        document.body.replaceChildren(frame);
    """

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        # Were the window higher than the frame, as much of a screenshot would be black at its top.
        bars = driver.execute_script("return outerHeight - innerHeight")
        driver.set_window_size(1400, HEIGHT + bars)

    def open(self, address: str, width: int) -> None:
        self._driver.get("about:blank")
        self._driver.execute_async_script(self.FRAME, address, width, HEIGHT)
        self._frame = self._driver.find_element("tag name", "iframe")
        self._driver.switch_to.frame(self._frame)

    def evaluate(self, expression: str) -> Any:
        script = f"""
            const done = arguments[0];
            (async () => JSON.stringify(await ({expression})) ?? "null")()
                .then(json => done([json]), error => done([null, String(error)]));
        """
        json_, *errors = self._driver.execute_async_script(script)
        assert not errors, errors
        return json.loads(json_)

    def screenshot(self) -> bytes:
        self._driver.switch_to.default_content()
        png: bytes = self._frame.screenshot_as_png
        self._driver.switch_to.frame(self._frame)
        return png


@contextmanager
def _webkit(scheme: Scheme) -> Iterator[Engine]:
    from selenium import webdriver  # for these tests alone
    from selenium.webdriver.webkitgtk.service import Service

    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(_MINI_BROWSER)
    options.add_argument("--automation")
    theme = {"light": "Adwaita", "dark": "Adwaita:dark"}[scheme]
    with _screen() as display:
        environment = {**os.environ, "GTK_THEME": theme, "DISPLAY": display}
        service = Service(_WEBKIT_DRIVER, env=environment)
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            driver = webdriver.WebKitGTK(options=options, service=service)  # warns of itself
        try:
            yield _WebKit(driver)
        finally:
            driver.quit()


@contextmanager
def _screen() -> Iterator[str]:
    """The name of a screen that nobody sees."""
    assert _SCREEN
    reading, writing = os.pipe()
    options = ["-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        [_SCREEN, *options], pass_fds=[writing], stderr=subprocess.DEVNULL
    ) as process:
        os.close(writing)
        with open(reading) as pipe:
            display = pipe.readline().strip()
        try:
            yield f":{display}"
        finally:
            process.terminate()
