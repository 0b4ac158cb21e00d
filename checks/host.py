"""A host of static pages: gzip for what is text, and ten minutes in the reader's cache."""

from __future__ import annotations

import functools
import gzip
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path

from serving import Quiet

TEXT = ("text/", "application/javascript", "application/xml", "application/json", "image/svg+xml")


@functools.cache
def packed(path: Path, modified: float) -> bytes:
    """The file as gzip has it, at the level that hosts use."""
    return gzip.compress(path.read_bytes(), 6)


class Handler(Quiet):
    """Serves a folder, and the reader's browser keeps the connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802  # the name is that of http.server
        path = Path(self.translate_path(self.path.partition("?")[0]))
        if path.is_dir() and self.path.endswith("/"):
            path /= "index.html"
        if path.is_file():
            self._give(path)
        else:
            super().do_GET()  # a redirect to the folder, or 404

    def _give(self, path: Path) -> None:
        kind = self.guess_type(path)
        gzips = kind.startswith(TEXT) and "gzip" in self.headers.get("Accept-Encoding", "")
        body = packed(path, path.stat().st_mtime) if gzips else path.read_bytes()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if gzips else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Last-Modified", formatdate(path.stat().st_mtime, usegmt=True))
        if gzips:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)
