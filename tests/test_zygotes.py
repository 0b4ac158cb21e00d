"""What figures begin with is imported once for all, and none of them can tell."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Site
from pelican.plugins.live_figures.running.beginning import beginning, lacking

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there are none elsewhere")

LIBRARY = """
import os, pathlib, random, sys
print("imported", os.getpid(), flush=True)
pid = os.getpid()
random.seed(7)
"""
VALUES = """
'''What this does.'''
from __future__ import annotations
import os, signal, sys, time
import library

HERE = []

def fresh(at: int = 0) -> int:
    HERE.append(at)
    return len(HERE)

def number(at: int = 0) -> str: return f'{library.random.random():.6f}'
def text(at: int = 0) -> str: return library.text()
def gone(at: int = 0) -> int: os._exit(3)
def killed(at: int = 0) -> int: os.kill(os.getpid(), signal.SIGKILL)
def late(at: int = 0) -> int: time.sleep(60)
def loud(at: int = 0) -> int:
    print("loud", at)
    return at
def murder(at: int = 0) -> str:
    if library.pid != os.getpid():
        os.kill(library.pid, signal.SIGKILL)
    return "done"
def data(at: int = 0) -> str:
    with open(f"data/{at}.txt") as file:
        return file.read()
"""
NAMES = ["fresh", "number", "text", "gone", "killed", "late", "loud", "murder", "data"]


@pytest.fixture
def heavy(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site whose values begin with the import of an installed library."""
    monkeypatch.setenv("PYTHONPATH", str(site.folder / "site-packages"))
    site.write("site-packages/library.py", LIBRARY)
    site.write("plugins/values.py", VALUES)
    site.configure(LIVE_VALUES=[f"values.{name}" for name in NAMES])
    return site


def post(site: Site, name: str, count: int = 6, more: str = "") -> None:
    site.post("\n\n".join(f"({{<< {name} at={at} {more}>>}})" for at in range(count)))


def built(site: Site) -> subprocess.CompletedProcess[str]:
    """Build; it is expected to succeed, with warnings or without."""
    result = site.run()
    assert result.returncode == 0, result.stdout + result.stderr
    return result


def numbers(site: Site) -> list[str]:
    page = re.sub("<[^>]+>", "", site.read("post.html"))
    return re.findall(r"{(.*?)}", page)


def test_a_library_is_imported_once_for_many(heavy: Site) -> None:
    post(heavy, "fresh")
    result = built(heavy)
    assert result.stderr.count("imported") == 1
    assert set(numbers(heavy)) == {"1"}


def test_modules_that_begin_alike_share_it(heavy: Site) -> None:
    heavy.write("plugins/others.py", "import os\nimport library\ndef other() -> int: return 1\n")
    heavy.configure(LIVE_VALUES=["values.fresh", "others.other"])
    heavy.post("<< fresh >> << other >>")
    assert heavy.run().stderr.count("imported") == 1


LEAVING = {
    "a thread": "import threading; threading.Thread(target=lambda: [0] * 5, daemon=True).start()\n"
    "import time; end = threading.Event(); threading.Thread(target=end.wait, daemon=True).start()",
    "an open file": "file = open('data/0.txt')\ndef text(): return file.read()",
    "shared memory": "import mmap; memory = mmap.mmap(-1, 9)\n"
    "def text():\n    memory[0] += 1\n    return str(memory[0])",
    "a child": "import subprocess\nchild = subprocess.Popen(['sleep', '100'])",
    "a folder": "import tempfile\nfolder = tempfile.mkdtemp()\n"
    "def text():\n    with open(folder + '/x', 'a+') as file:\n        file.write('x')\n"
    "        file.seek(0)\n        return file.read()",
    "a file": "import os\nos.makedirs('made', exist_ok=True)\nopen('made/x', 'w').close()",
}


@pytest.mark.parametrize("what", LEAVING)
def test_what_forks_would_share_is_made_by_each(heavy: Site, what: str) -> None:
    heavy.write("data/0.txt", "whole")
    code = f"{LIBRARY}\ndef text(): return 'none'\n{LEAVING[what]}\n"
    heavy.write("site-packages/library.py", code)
    post(heavy, "text", 3)
    built(heavy)
    assert len(set(numbers(heavy))) == 1


def test_random_numbers_go_on_as_the_library_left_them(heavy: Site) -> None:
    post(heavy, "number", 3)
    result = built(heavy)
    assert "without a seed" not in result.stdout
    assert set(numbers(heavy)) == {f"{random.Random(7).random():.6f}"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone", "ended its process, with exit code 3"),
        ("killed", "its process was killed by SIGKILL"),
        ("late", "took longer than 0.5 s"),
    ],
)
def test_a_fork_that_ends_is_told_as_ever(heavy: Site, name: str, said: str) -> None:
    post(heavy, name, 2, "timeout=0.5 ")
    assert heavy.fail().count(said) == 2


def test_what_a_fork_prints_is_shown(heavy: Site) -> None:
    post(heavy, "loud", 3)
    assert sorted(re.findall("loud .", heavy.run().stderr)) == ["loud 0", "loud 1", "loud 2"]


def test_what_a_library_prints_is_shown_before_what_figures_do(heavy: Site) -> None:
    post(heavy, "loud", 2)
    said = heavy.run().stderr
    assert said.index("imported") < said.index("loud")


def test_without_the_zygote_the_others_go_on(heavy: Site) -> None:
    post(heavy, "murder", 4)
    heavy.write("site-packages/library.py", LIBRARY)
    built(heavy)


def test_each_is_told_why_it_cannot_import(heavy: Site) -> None:
    heavy.write("site-packages/library.py", "import nothing_is_called_this\n")
    post(heavy, "fresh", 2)
    assert heavy.fail().count("No module named 'nothing_is_called_this'") == 2


def test_what_is_read_at_the_import_is_an_input_of_each_and_no_more(heavy: Site) -> None:
    heavy.write("data/library.txt", "one")
    for at in range(2):
        heavy.write(f"data/{at}.txt", f"data {at}")
    reads = "def text(): return known\nwith open('data/library.txt') as file: known = file.read()\n"
    heavy.write("site-packages/library.py", LIBRARY + reads)
    heavy.post("{<< text >>} {<< data at=0 >>} {<< data at=1 >>}")
    heavy.build()
    assert numbers(heavy) == ["one", "data 0", "data 1"]
    heavy.write("data/1.txt", "other")
    assert computed(heavy) == ["data"]
    heavy.write("data/library.txt", "two")
    assert sorted(computed(heavy)) == ["data", "data", "text"]
    assert numbers(heavy) == ["two", "data 0", "other"]


def computed(site: Site) -> list[str]:
    """What a build computes anew."""
    result = built(site)
    return re.findall(r"of \d+: (\w+)-", result.stdout)


BEGINNINGS = {
    "import pandas": ["import pandas"],
    "'''Doc.'''\nfrom __future__ import annotations\nimport os\nimport pandas as pd": [
        "import pandas as pd"
    ],
    "import own\nimport pandas": [],
    "import pandas\nimport own\nimport seaborn": ["import pandas"],
    "from . import own\nimport pandas": [],
    "X = 1\nimport pandas": [],
    "import pandas\nif True:\n    import seaborn": ["import pandas"],
    "from matplotlib import pyplot as plt": ["from matplotlib import pyplot as plt"],
    "from matplotlib.figure import Figure\nimport numpy as np": [],
    "import pandas\nimport pandas": ["import pandas"],
    "import (": [],
}


@pytest.mark.parametrize("code", BEGINNINGS)
def test_a_beginning_is_what_is_imported_before_anything_else(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import matplotlib.figure  # which a server has loaded

    (tmp_path / "own.py").touch()
    (tmp_path / "figures.py").write_text(code)
    for name in ("pandas", "matplotlib.pyplot"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.delattr(matplotlib, "pyplot", raising=False)
    assert list(lacking(beginning("figures", [tmp_path]))) == BEGINNINGS[code]


def test_a_package_begins_before_its_modules(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/__init__.py").write_text("import seaborn\n")
    (tmp_path / "posts/one.py").write_text("import polars\n")
    assert beginning("posts.one", [tmp_path]) == ("import seaborn", "import polars")
    (tmp_path / "posts/__init__.py").write_text("X = 1\n")
    assert beginning("posts.one", [tmp_path]) == ()


@pytest.mark.parametrize(
    "code",
    ["import pandas\nX = " + "-" * 20_000 + "1", "import pandas\nX = '" + "x' + '" * 20_000 + "'"],
)
def test_code_that_is_too_deep_is_left_to_those_who_import_it(code: str, tmp_path: Path) -> None:
    (tmp_path / "figures.py").write_text(code)
    assert beginning("figures", [tmp_path]) == ()


def test_packages_within_packages_need_no_init(heavy: Site) -> None:
    heavy.write("plugins/one/two/values.py", "import library\ndef at() -> int: return 1\n")
    heavy.configure(LIVE_VALUES=["one.two.values.at"])
    heavy.post("<< at >>")
    built(heavy)


def test_looking_at_a_beginning_imports_and_says_nothing(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    import numpy

    code = "from numpy import f2py, int\nX = '\\d'\n"
    (tmp_path / "figures.py").write_text(code)
    known = vars(numpy).pop("f2py", None), sys.modules.pop("numpy.f2py", None)
    try:
        assert lacking(beginning("figures", [tmp_path])) == ("from numpy import f2py, int",)
        assert "numpy.f2py" not in sys.modules
        assert not recwarn.list
    finally:
        if known[1]:
            numpy.f2py = sys.modules["numpy.f2py"] = known[1]  # type: ignore[attr-defined]


EDITS = """
import library
import os, sys

def edit(at: int = 0) -> str:
    path = os.path.join(os.path.dirname(__file__), "values.py")
    text = open(path).read().replace("import library\\n", "")
    with open(path, "w") as file:
        file.write(text)
    return "edited"

def known(at: int = 0) -> str: return str("library" in sys.modules)
"""


def test_an_edit_of_the_beginning_while_others_wait_counts(heavy: Site) -> None:
    heavy.write("plugins/values.py", EDITS)
    heavy.configure(LIVE_VALUES=["values.edit", "values.known"], LIVE_FIGURES_WORKERS=1)
    heavy.post("<< edit >> {<< known at=1 >>} {<< known at=2 >>}")
    built(heavy)
    assert numbers(heavy) == ["False", "False"]


AT_FORK = """
import os
seed = 7
def again():
    global seed
    seed += 1
os.register_at_fork(after_in_child=again)
def text(): return str(seed)
"""


def test_what_a_library_does_at_a_fork_it_does_to_no_figure(heavy: Site) -> None:
    heavy.write("site-packages/library.py", LIBRARY + AT_FORK)
    post(heavy, "text", 3)
    built(heavy)
    assert set(numbers(heavy)) == {"7"}


@pytest.mark.parametrize("recorder", ["kernel", "hooks"])
def test_traces_are_those_of_figures_that_import_for_themselves(
    heavy: Site, recorder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVE_FIGURES_RECORDER", recorder)
    code = "import library, other_library\ndef NAME() -> int:\n    import colorsys\n    return 1\n"
    heavy.write("site-packages/other_library.py", "import netrc\n")
    heavy.write("plugins/forked.py", code.replace("NAME", "forked"))
    heavy.write("plugins/alone.py", "X = 1\n" + code.replace("NAME", "alone"))
    heavy.configure(LIVE_VALUES=["forked.forked", "alone.alone"], LIVE_FIGURES_WORKERS=1)
    heavy.post("<< alone >> << forked >>")
    built(heavy)
    assert trace_of(heavy, "forked") == trace_of(heavy, "alone")


def trace_of(site: Site, name: str) -> list[list[str]]:
    """What a value has read, but for where its own module is looked for."""
    (path,) = site.folder.glob(f"cache/figures/{name}/*.json")
    entry = json.loads(path.read_text().partition("\n")[2])
    trace = json.loads((path.parents[1] / f"traces/{entry['trace']}.trace").read_text())
    return [each for each in trace if not re.search(rf"[/:]{name}(\.|$)", each[1])]


@pytest.mark.parametrize("recorder", ["kernel", "hooks"])
def test_a_library_that_searches_elsewhere_makes_no_folder_an_input(
    heavy: Site, recorder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVE_FIGURES_RECORDER", recorder)
    heavy.write(
        "site-packages/library.py",
        "import os, sys\nsys.path.insert(0, os.path.abspath('elsewhere'))\n",
    )
    heavy.write("elsewhere/x.py", "")
    heavy.write("plugins/forked.py", "import library\ndef forked() -> int: return 1\n")
    heavy.configure(LIVE_VALUES=["forked.forked"])
    heavy.post("<< forked >>")
    built(heavy)
    assert not [each for each in trace_of(heavy, "forked") if each[0] == "folder"]


DAEMON = """
import library
import os, time

def daemon() -> str:
    waiting, starting = os.pipe()
    told, telling = os.pipe()
    if not (between := os.fork()):
        os.setsid()
        if not os.fork():
            os.read(waiting, 1)
            with open("made", "w") as file:
                file.write("by the daemon")
            os.write(telling, b"done")
            time.sleep(999)
        os._exit(0)
    os.waitpid(between, 0)
    os.write(starting, b"!")
    return os.read(told, 9).decode()

def forked() -> int: return 1
"""


def test_what_a_daemon_does_is_no_input_of_figures_after_it(heavy: Site) -> None:
    heavy.write("plugins/values.py", DAEMON)
    heavy.configure(LIVE_VALUES=["values.daemon", "values.forked"], LIVE_FIGURES_WORKERS=1)
    heavy.post("<< daemon >> << forked >>")
    built(heavy)
    assert "project:made" not in {each[1] for each in trace_of(heavy, "forked")}


def test_who_stops_the_zygote_stops_nobody_else(heavy: Site) -> None:
    stops = VALUES.replace(
        "os.kill(library.pid, signal.SIGKILL)", "os.kill(library.pid, signal.SIGSTOP)"
    )
    heavy.write("plugins/values.py", stops)
    heavy.configure(LIVE_VALUES=["values.murder", "values.fresh"], LIVE_FIGURES_WORKERS=1)
    heavy.post("<< murder timeout=3 >> {<< fresh at=1 timeout=3 >>} {<< fresh at=2 timeout=3 >>}")
    built(heavy)
    assert numbers(heavy) == ["1", "1"]
