"""The store that machines share on a server of S3: what works in a folder, and what may go wrong
on the way between.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from threading import Thread
from urllib.request import Request, urlopen
from uuid import uuid4

import obstore
import pytest
from conftest import ROOT, Site
from cutter import Cutter
from obstore.store import S3Store
from test_bucket import POST, SECRET, computed, reach, run
from test_store import ask, figures, start

MOTO = ROOT / ".venv-s3/bin/moto_server"

pytestmark = [
    pytest.mark.neighbours,
    pytest.mark.skipif(not MOTO.exists(), reason="not installed"),
]

Address = tuple[str, int]


@contextmanager
def moto(**variables: str) -> Iterator[Address]:
    """A server of S3 with these variables in its environment."""
    with subprocess.Popen(
        [MOTO, "-H", "127.0.0.1", "-p", "0"],
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables, "PYTHONUNBUFFERED": "1"},
    ) as server:
        assert server.stdout
        running = (re.search(r"http://(.+):(\d+)", line) for line in server.stdout)
        found = next(filter(None, running))
        log = Thread(target=server.stdout.read)  # a full pipe would halt it
        log.start()
        yield found[1], int(found[2])
        server.kill()
        log.join()


@pytest.fixture(scope="module")
def server() -> Iterator[Address]:
    with moto() as server:
        yield server


@pytest.fixture
def cutter(server: Address, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cutter]:
    """The way to the server that builds take."""
    with Cutter(server) as cutter:
        take(cutter.server_address[1], monkeypatch)
        yield cutter


def take(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "LIVE_FIGURES_STORE_KEY": SECRET,
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "with a password",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)


def new_bucket(server: Address) -> str:
    """Make one on a server; its address."""
    name = uuid4().hex
    put(server, name)
    return f"s3://{name}"


def put(server: Address, name: str) -> None:
    """Make a bucket, or an empty object, past the proxy."""
    host, port = server
    with urlopen(Request(f"http://{host}:{port}/{name}", method="PUT")):
        pass


@pytest.fixture
def bucket(server: Address, cutter: Cutter) -> str:
    return new_bucket(server)


def objects(server: Address, bucket: str) -> S3Store:
    """A bucket past the proxy."""
    host, port = server
    return S3Store(
        bucket.removeprefix("s3://"),
        endpoint=f"http://{host}:{port}",
        client_options={"allow_http": True},
    )


def names(server: Address, bucket: str) -> list[str]:
    return [each["path"] for some in obstore.list(objects(server, bucket)) for each in some]


@pytest.fixture
def writer(site: Site, bucket: str) -> Site:
    """A site that is to put its figures there, and has none yet."""
    site.post(POST)
    reach(site, bucket, writes=True)
    return site


@pytest.fixture
def reader(writer: Site, bucket: str) -> Site:
    """A site whose figures are there and nowhere else."""
    assert computed(writer) == 3
    forget(writer)
    reach(writer, bucket)
    return writer


def forget(site: Site) -> None:
    for folder in ("cache", "output"):
        shutil.rmtree(site.folder / folder, ignore_errors=True)


def test_what_one_has_computed_others_have(writer: Site, bucket: str) -> None:
    assert computed(writer) == 3
    before = figures(writer)
    forget(writer)
    reach(writer, bucket)
    assert computed(writer) == 0
    assert figures(writer) == before


def test_what_is_not_signed_is_not_believed(reader: Site, server: Address, bucket: str) -> None:
    store = objects(server, bucket)
    for name in names(server, bucket):
        content = bytes(obstore.get(store, name).bytes())
        obstore.put(store, name, content[:-1] + bytes([content[-1] ^ 1]))
    said = run(reader)
    assert said.count("3 results in") == said.count("not signed") == 1
    assert "Figure 3 of 3" in said


def test_who_is_not_let_in_computes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with moto(INITIAL_NO_AUTH_ACTION_COUNT="1") as server:
        bucket = new_bucket(server)
        take(server[1], monkeypatch)
        site.post(POST)
        reach(site, bucket, writes=True)
        said = run(site)
    assert said.count("this build goes on without") == 1
    assert "Figure 3 of 3" in said


def test_a_server_that_is_not_there_is_one_warning(writer: Site, cutter: Cutter) -> None:
    cutter.server_close()
    said = run(writer)
    assert said.count("this build goes on without") == 1
    assert "Figure 3 of 3" in said


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_what_is_cut_now_and_then_is_tried_again(
    reader: Site, server: Address, bucket: str, cutter: Cutter, method: str
) -> None:
    if method == "PUT":
        obstore.delete(objects(server, bucket), names(server, bucket))
        reach(reader, bucket, writes=True)
    cutter.cuts[method] = 2
    assert computed(reader) == (3 if method == "PUT" else 0)
    assert cutter.cuts[method] == 0
    assert len(names(server, bucket)) == 3


def test_reading_that_is_always_cut_is_one_warning(reader: Site, cutter: Cutter) -> None:
    cutter.cuts["GET"] = inf
    said = run(reader)
    assert said.count("this build goes on without") == 1
    assert "Figure 3 of 3" in said


def test_writing_that_is_always_cut_is_one_warning(
    writer: Site, server: Address, bucket: str, cutter: Cutter
) -> None:
    cutter.cuts["PUT"] = inf
    said = run(writer)
    assert said.count("this build goes on without") == 1
    assert names(server, bucket) == []
    cutter.cuts["PUT"] = 0
    forget(writer)
    assert computed(writer) == 3
    assert len(names(server, bucket)) == 3


def test_a_writer_killed_in_the_middle_leaves_nothing_half(
    writer: Site, server: Address, bucket: str, cutter: Cutter
) -> None:
    cutter.cuts["PUT"] = 1
    cutter.goes_on.clear()
    build = start(writer)
    cutter.has_cut.wait()
    build.kill()
    build.wait()
    cutter.goes_on.set()
    forget(writer)
    assert computed(writer) > 0
    forget(writer)
    assert computed(writer) == 0
    assert len(names(server, bucket)) == 3


@pytest.mark.usefixtures("cutter")
def test_a_bucket_that_is_not_there_is_told_in_one_line(site: Site) -> None:
    site.post(POST)
    reach(site, "s3://nowhere/at-all")
    reason = "s3://nowhere/at-all: 404 Not Found: The specified bucket does not exist"
    for command in (["prune", "--remote", "--older-than", "1"], ["push"]):
        assert ask(site, *command) == (1, [reason])
    assert "<Error>" not in run(site)


def test_what_has_an_empty_name_is_passed_over(reader: Site, server: Address, bucket: str) -> None:
    """Obstore cannot name it, but others can."""
    folder = names(server, bucket)[0].rpartition("/")[0]
    name = bucket.removeprefix("s3://")
    put(server, f"{name}//x")
    pruned = (0, ["0 results removed, 3 kept"])
    assert ask(reader, "prune", "--remote", "--older-than", "1") == pruned
    put(server, f"{name}/{folder}//x")
    assert computed(reader) == 0


def test_what_is_old_is_pruned(reader: Site, server: Address, bucket: str) -> None:
    pruned = (0, ["3 results removed, 0 kept"])
    assert ask(reader, "prune", "--remote", "--older-than", "0") == pruned
    assert names(server, bucket) == []
