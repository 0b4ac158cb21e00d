"""A store that machines share, through real builds: in a folder here, on S3 in test_s3.py."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest
from conftest import FIGURES, Site
from pelican.plugins.live_figures.results.bucket import BucketError, Found
from pelican.plugins.live_figures.results.job import About, Job, Request, Result
from pelican.plugins.live_figures.running.lookups import Lookups
from test_store import DAMAGES, ask, figures

SECRET = "a secret that nobody tells"
POST = "<< line id=a >>\n\n<< line slope=2 >>\n\n<< line slope=3 >>\n"


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVE_FIGURES_STORE_KEY", SECRET)


@pytest.fixture
def shared(site: Site) -> Site:
    """A site that has put its figures into a bucket, and forgotten them."""
    site.post(POST)
    reach(site, writes=True)
    assert computed(site) == 3
    shutil.rmtree(site.folder / "cache")
    return site


def reach(site: Site, address: str | None = None, *, writes: bool = False) -> None:
    address = address or f"file://{bucket(site)}"
    bucket(site).mkdir(exist_ok=True)
    site.configure(LIVE_FIGURES_STORE_REMOTE=address, LIVE_FIGURES_STORE_WRITE=writes)


def bucket(site: Site) -> Path:
    return site.folder / "bucket"


def objects(site: Site) -> list[Path]:
    return sorted(bucket(site).rglob("*.result"))


def computed(site: Site) -> int:
    """How many figures a build has computed, which reports nothing."""
    result = site.run("--fatal", "warnings")
    assert result.returncode == 0, result.stderr
    return len(re.findall(r"^Figure \d", result.stdout, re.M))


def run(site: Site) -> str:
    """What a build says that ends well, on one line."""
    result = site.run()
    assert result.returncode == 0, result.stderr
    return " ".join(f"{result.stdout} {result.stderr}".split())


def test_what_one_has_computed_others_have(shared: Site) -> None:
    before = figures(shared)
    assert len(objects(shared)) == 3
    shutil.rmtree(shared.folder / "output")
    reach(shared)
    assert computed(shared) == 0
    assert figures(shared) == before
    shutil.rmtree(bucket(shared))
    bucket(shared).mkdir()
    assert computed(shared) == 0  # they lie in the store of this machine now


def test_only_those_write_who_are_to(site: Site) -> None:
    site.post(POST)
    reach(site)
    assert computed(site) == 3
    assert not objects(site)


def test_branches_lie_side_by_side(shared: Site) -> None:
    shared.write("plugins/data.py", "POINTS = [0, 1, 2, 3]\n")
    assert computed(shared) == 3
    assert len(objects(shared)) == 6
    for points in ("[0, 1, 2]", "[0, 1, 2, 3]"):
        shutil.rmtree(shared.folder / "cache")
        shared.write("plugins/data.py", f"POINTS = {points}\n")
        assert computed(shared) == 0


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_not_signed_is_not_believed(shared: Site, damage: str) -> None:
    for path in objects(shared):
        DAMAGES[damage](path)
    said = run(shared)
    assert said.count("3 results in") == said.count("not signed") == 1
    assert "Figure 3 of 3" in said


def test_another_secret_signs_nothing(shared: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVE_FIGURES_STORE_KEY", "another secret of one's own")
    assert "not signed" in run(shared)


def test_a_result_under_another_name_is_not_that(shared: Site) -> None:
    folders = sorted({path.parent for path in objects(shared)})
    contents = [path.read_bytes() for path in objects(shared)]
    for folder, content in zip(folders, contents[1:] + contents[:1], strict=True):
        for path in folder.iterdir():
            path.write_bytes(content)
    assert computed(shared) == 3


def test_parts_that_are_wanted_later_are_computed(shared: Site) -> None:
    shared.post(POST.replace("slope=2", "slope=2 id=b"))  # an id has a PNG
    assert computed(shared) == 1


def test_an_outage_is_one_warning(site: Site) -> None:
    site.post(POST)
    reach(site, "s3://nowhere/at-all", writes=True)
    said = run(site)
    assert said.count("this build goes on without") == 1
    assert "Figure 3 of 3" in said


@pytest.mark.parametrize(("secret", "writes"), [("short", False), ("short", True), ("", True)])
def test_a_secret_that_is_not_right_is_an_error(
    site: Site, monkeypatch: pytest.MonkeyPatch, secret: str, writes: bool
) -> None:
    reach(site, writes=writes)
    monkeypatch.setenv("LIVE_FIGURES_STORE_KEY", secret)
    site.post(POST)
    assert "needs a secret of 16 characters or more" in " ".join(site.fail().split())


@pytest.mark.parametrize("is_empty", [False, True])  # as where a CI has no secrets for forks
def test_who_has_no_secret_computes(
    shared: Site, monkeypatch: pytest.MonkeyPatch, is_empty: bool
) -> None:
    monkeypatch.delenv("LIVE_FIGURES_STORE_KEY")
    if is_empty:
        monkeypatch.setenv("LIVE_FIGURES_STORE_KEY", "")
    reach(shared)
    said = run(shared)
    assert "Figure 3 of 3" in said
    assert said.count("needs LIVE_FIGURES_STORE_KEY, which is not set") == 1
    shared.build()
    assert len(ask(shared, "status")[1]) == 4
    assert ask(shared, "verify")[1][-1] == "3 results computed again, 0 differences"
    assert ask(shared, "prune")[0] == 0
    for command in (["prune", "--remote", "--older-than", "0"], ["push"]):
        code, (line,) = ask(shared, *command)
        assert (code, line.endswith("needs LIVE_FIGURES_STORE_KEY, which is not set")) == (1, True)
    assert len(objects(shared)) == 3


def test_a_folder_that_is_not_there_is_an_error(site: Site) -> None:
    reach(site, f"file://{site.folder}/no/folder")
    site.post(POST)
    assert "make it first" in site.fail()


def test_figures_do_not_see_the_secret(site: Site) -> None:
    guard = "\n\nimport os\nassert 'LIVE_FIGURES_STORE_KEY' not in os.environ\n"
    site.write("plugins/figures.py", FIGURES + guard)
    site.post(POST)
    reach(site)
    assert computed(site) == 3


def test_an_outage_is_met_by_those_alone_who_ask_at_once() -> None:
    """Each may wait for half a minute."""
    met: list[str] = []

    class Lost:
        def names(self, key: str) -> list[str]:
            met.append(key)
            time.sleep(0.1)
            raise BucketError("no route")

        def put(self, key: str, found: Found) -> None:
            self.names(key)

    lookups = Lookups(Lost, writes=True)  # type: ignore[arg-type]
    for number in range(50):
        job = Job("figure", f"module.line{number}", (), "en")
        lookups.ask(Request(job, frozenset(), 1))
        lookups.keep(job.key, Result(About(1), {}, ()), "")
    assert len(list(lookups.answers(lambda *_: True, waits=True))) == 50
    lookups.finish()
    assert len(met) <= 16


def test_what_is_old_is_pruned(shared: Site) -> None:
    told = (0, ["0 results removed, 3 kept"])
    assert ask(shared, "prune", "--remote", "--older-than", "1") == told
    assert len(objects(shared)) == 3
    told = (0, ["3 results removed, 0 kept"])
    assert ask(shared, "prune", "--remote", "--older-than", "0") == told
    assert not objects(shared)
    assert ask(shared, "prune", "--remote")[0] == 1


@pytest.mark.parametrize("days", ["-1", "nan", "inf", "-inf", "1e9", "a week", ""])
def test_what_is_no_number_of_days_prunes_nothing(shared: Site, days: str) -> None:
    result = shared.ask("prune", "--remote", f"--older-than={days}")
    assert result.returncode == 2
    assert result.stderr.endswith(f"{days!r} is not a number of days from 0 to 36500\n")
    assert len(objects(shared)) == 3


def test_days_are_no_matter_of_the_store_here(shared: Site) -> None:
    shared.build()
    shared.post("Nothing.")
    told = (1, ["--older-than needs --remote: nothing was removed"])
    assert ask(shared, "prune", "--older-than", "0") == told
    assert ask(shared, "prune")[1][0] == "3 results removed, 0 kept"


def test_only_what_has_a_name_of_ours_is_pruned(shared: Site) -> None:
    strange = bucket(shared) / "another-blog" / objects(shared)[0].relative_to(bucket(shared))
    strange.parent.mkdir(parents=True)
    strange.touch()
    told = (0, ["3 results removed, 0 kept"])
    assert ask(shared, "prune", "--remote", "--older-than", "0") == told
    assert objects(shared) == [strange]


def test_what_was_computed_before_is_pushed(site: Site) -> None:
    site.post(POST)
    site.build()
    assert ask(site, "push") == (1, ["push needs LIVE_FIGURES_STORE_REMOTE"])
    reach(site)
    site.post(f"{POST}\n\n<< line slope=4 >>")
    told = (0, ["3 results put, 0 were there, 1 are to be computed"])
    assert ask(site, "push") == told
    objects(site)[0].unlink()
    told = (0, ["1 results put, 2 were there, 1 are to be computed"])
    assert ask(site, "push") == told
    site.write("plugins/data.py", "POINTS = [0, 1, 2, 3]\n")
    told = (0, ["0 results put, 0 were there, 4 are to be computed"])
    assert ask(site, "push") == told
    site.write("plugins/data.py", "POINTS = [0, 1, 2]\n")
    shutil.rmtree(site.folder / "cache")
    assert computed(site) == 1
