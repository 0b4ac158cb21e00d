"""Serves the output as a host of static pages does, and tells the pages what has changed."""

from __future__ import annotations

import io
import json
import os
import threading
import time
from collections.abc import Iterable
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from socket import create_server, socket
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from ..running.processes import end
from .output import reading
from .process import fork

ADDRESS = "127.0.0.1"
CLIENT = Path(__file__).with_name("client.js")
# No page of a site has such a path.
SCRIPT_PATH, EVENTS_PATH = "/.devserver/client.js", "/.devserver/events"
_HEARTBEAT = 10.0
"""Seconds after which a connection is tried that has had no news."""
_NOT_FOUND = b"<!DOCTYPE html><title>404</title><p>There is no such page.</p>"


class News(NamedTuple):
    """What a build or a copy has done."""

    output: str
    changed: frozenset[str]
    """Paths of files in the output."""
    failure: str
    """Why it has not come to its end; empty if it has."""


def listen(port: int) -> socket:
    """A socket that takes connections, which wait until they are served."""
    return create_server((ADDRESS, port), backlog=64)


class Announcer:
    """The process that serves; it begins with the first news."""

    def __init__(self, listener: socket) -> None:
        self.url = f"http://{ADDRESS}:{listener.getsockname()[1]}/"
        self._link, theirs = Pipe()
        self._pid = fork(partial(_serve, listener, theirs, self._link))
        theirs.close()
        listener.close()

    def __enter__(self) -> Announcer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, output: str, changed: Iterable[str], failure: str) -> None:
        """Tell all pages that are open; from then on this is the state that is served."""
        self._link.send(News(output, frozenset(changed), failure))
        self._link.recv()

    def close(self) -> None:
        """End the process."""
        self._link.close()
        end(self._pid)


class Site:
    """What is served, and all changes so far, numbered."""

    def __init__(self) -> None:
        self.output = ""
        self._run = f"{time.time_ns():x}"
        """Tells this server from an earlier one, whose pages may still be open."""
        self._news: list[News] = []
        self._told = threading.Condition()

    @property
    def version(self) -> str:
        """Names the state that is served now."""
        return f"{self._run}.{len(self._news)}"

    def tell(self, news: News) -> None:
        with self._told:
            self.output = news.output
            self._news.append(news)
            self._told.notify_all()

    def wait(self, since: str) -> dict[str, Any] | None:
        """What has changed since a version, as the script takes it; None if nothing does so."""
        run, _, number = since.partition(".")
        known = int(number) if run == self._run else None
        with self._told:
            if known == len(self._news) and not self._told.wait(_HEARTBEAT):
                return None
            return {
                "version": self.version,
                # After a server that is gone, nobody knows.
                "changed": None if known is None else self._changed(known),
                "failure": self.failure,
            }

    @property
    def failure(self) -> str:
        return self._news[-1].failure if self._news else ""

    def _changed(self, known: int) -> list[str]:
        return sorted(set().union(*(news.changed for news in self._news[known:])))


class Handler(SimpleHTTPRequestHandler):
    """Answers one request."""

    def __init__(self, site: Site, *args: Any) -> None:
        self._site = site
        super().__init__(*args, directory=site.output)

    def do_GET(self) -> None:
        if urlsplit(self.path).path == EVENTS_PATH:
            self._events()
        else:
            super().do_GET()

    def send_head(self) -> io.BytesIO | None:
        """Answer with a file, its script added if it is a page; give the body."""
        path, asked = self.translate_path(self.path), urlsplit(self.path)
        if asked.path == SCRIPT_PATH:
            return self._answer(HTTPStatus.OK, "text/javascript", CLIENT.read_bytes())
        if os.path.isdir(path):
            if not asked.path.endswith("/"):
                self._redirect(asked._replace(path=asked.path + "/").geturl())
                return None
            path = os.path.join(path, "index.html")
        with reading(self._site.output):
            version, content = self._site.version, _read(path)
            missing = _read(os.path.join(self._site.output, "404.html"))
        if content is None:
            page = _with_script(missing or _NOT_FOUND, version)
            return self._answer(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", page)
        kind = self.guess_type(path)
        if kind == "text/html":
            return self._answer(HTTPStatus.OK, kind, _with_script(content, version))
        return self._answer(HTTPStatus.OK, kind, content)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """The terminal is for what builds say."""

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> io.BytesIO:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def _redirect(self, to: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _events(self) -> None:
        """A stream of server-sent events, as long as someone takes them."""
        asked = parse_qs(urlsplit(self.path).query).get("since", [""])[0]
        since = self.headers.get("Last-Event-ID", asked)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            if self._site.failure:
                self._event({"version": since, "changed": [], "failure": self._site.failure})
            while True:
                if news := self._site.wait(since):
                    self._event(news)
                    since = news["version"]
                else:
                    self.wfile.write(b": still here\n\n")
        except ConnectionError:
            self.close_connection = True

    def _event(self, news: dict[str, Any]) -> None:
        text = f"retry: 500\nid: {news['version']}\ndata: {json.dumps(news)}\n\n"
        self.wfile.write(text.encode())


def _serve(listener: socket, link: Connection, others_end: Connection) -> None:
    others_end.close()  # or this end would never hear that the other is gone
    site = Site()
    server = ThreadingHTTPServer((ADDRESS, 0), partial(Handler, site), bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    while True:
        try:
            site.tell(link.recv())
            link.send(None)
        except (EOFError, ConnectionError):
            return
        if not serving.is_alive():
            serving.start()


def _read(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def _with_script(page: bytes, version: str) -> bytes:
    """A page that follows what happens after the version that it shows."""
    script = f'<script src="{SCRIPT_PATH}" data-since="{escape(version)}"></script>'.encode()
    before, end_tag, after = page.rpartition(b"</body>")
    return before + script + end_tag + after if end_tag else page + script
