"""What a computation reads and how it can change behind its back: nothing may stay fresh."""

from __future__ import annotations

import os
import py_compile
import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import Site
from pelican.plugins.live_figures.running import kernel

PROBES = r"""
import ctypes, glob, mmap, os, sqlite3, subprocess, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

def read(path):
    with open(path) as file:
        return file.read()

def a_link(): return read("data/a_link/current.csv")
def a_linked_folder(): return read("data/a_linked_folder/now/x.csv")
def a_link_that_a_file_replaces(): return read("data/a_link_that_a_file_replaces/x.csv")
def where_a_link_leads(): return os.readlink("data/where_a_link_leads/x.csv")

def threads():
    with ThreadPoolExecutor(8) as pool:
        return sum(map(len, pool.map(read, sorted(glob.glob("data/threads/*")))))

def a_memory_map():
    return int(np.memmap("data/a_memory_map/x.bin", dtype=np.uint8, mode="r+")[0])
def an_update():
    with open("data/an_update/x.csv", "r+") as file:
        return file.read()
def an_input_that_it_writes():
    text = read("data/an_input_that_it_writes/x.csv")
    Path("data/an_input_that_it_writes/x.csv").write_text(text)
    return text

def a_folder_that_appears(): return str(os.path.isdir("data/a_folder_that_appears/x"))
def a_file_that_goes(): return str(os.path.exists("data/a_file_that_goes/x.csv"))
def what_lstat_says(): return os.lstat("data/what_lstat_says/x.csv").st_size
def what_access_says(): return str(os.access("data/what_access_says/x.csv", os.R_OK))
def a_size(): return os.path.getsize("data/a_size/x.csv")
def a_pattern(): return len(glob.glob("data/a_pattern/*/metrics.csv"))
def entries(): return len(list(os.scandir("data/entries")))

def a_module_that_appears():
    try:
        import helper_that_appears
    except ImportError:
        return "none"
    return "some"
def a_namespace_that_appears():
    try:
        import namespace_that_appears
    except ImportError:
        return "none"
    return "some"
def a_module_elsewhere():
    sys.path.insert(0, "data/a_module_elsewhere")
    import elsewhere
    return elsewhere.X
def a_variable(): return os.environ.get("A_VARIABLE", "none")
def another_variable(): return str("ANOTHER_VARIABLE" in os.environ)

def a_database():
    return sqlite3.connect("data/a_database/x.db").execute("select x from t").fetchone()[0]
def another_program():
    return subprocess.check_output(["cat", "data/another_program/x.csv"], text=True)
def c_code():
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    return str(bool(libc.fopen(b"data/c_code/x.csv", b"r")))
def a_folders_descriptor():
    folder = os.open("data/a_folders_descriptor", os.O_RDONLY)
    return os.read(os.open("x.csv", os.O_RDONLY, dir_fd=folder), 10).decode()
def a_move():
    os.rename("data/a_move/x.csv", "data/a_move/y.csv")
    return read("data/a_move/y.csv")
def shared_memory(): return read("/dev/shm/SHARED")
"""

NAMES = [line.split("(")[0][4:] for line in PROBES.splitlines() if line.startswith("def ")][1:]
# What no hook of the interpreter hears of: docs/inputs.md tells.
KERNEL_ONLY = {"another_program", "c_code", "a_folders_descriptor"}


def prepare(site: Site, shared: Path) -> None:
    for name in NAMES:
        site.write(f"data/{name}/x.csv", "one\n")
    data = site.folder / "data"
    for name, (link, target) in {
        "a_link": ("current.csv", "x.csv"),
        "a_linked_folder": ("now", "one"),
    }.items():
        site.write(f"data/{name}/one/x.csv", "one\n")
        site.write(f"data/{name}/two/x.csv", "two\n")
        site.write(f"data/{name}/y.csv", "two\n")
        (data / name / link).symlink_to(target)
    for name in ("a_link_that_a_file_replaces", "where_a_link_leads"):
        site.write(f"data/{name}/y.csv", "one\n")
        (data / name / "x.csv").unlink()
        (data / name / "x.csv").symlink_to("y.csv")
    for number in range(16):
        site.write(f"data/threads/{number:02}.csv", "one\n")
    site.write("data/a_memory_map/x.bin", b"\x01" * 8)
    (data / "a_folder_that_appears/x.csv").unlink()
    site.write("data/a_pattern/one/metrics.csv", "1")
    site.write("data/a_pattern/two/other.csv", "1")
    site.write("data/a_module_elsewhere/elsewhere.py", "X = 1\n")
    database(data / "a_database/x.db", "one")
    shared.write_text("one")


def database(path: Path, word: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("create table if not exists t (x)")
    connection.execute("delete from t")
    connection.execute("insert into t values (?)", (word,))
    connection.commit()
    connection.close()


def disturb(site: Site, shared: Path) -> None:
    """Change one thing for each probe."""
    data = site.folder / "data"

    def relink(path: str, target: str) -> None:
        (data / path).unlink()
        (data / path).symlink_to(target)

    relink("a_link/current.csv", "y.csv")
    relink("a_linked_folder/now", "two")
    relink("where_a_link_leads/x.csv", "./y.csv")
    (data / "a_link_that_a_file_replaces/x.csv").unlink()
    site.write("data/a_link_that_a_file_replaces/x.csv", "two\n")
    site.write("data/threads/12.csv", "twelve\n")
    site.write("data/a_memory_map/x.bin", b"\x02" * 8)
    (data / "a_folder_that_appears/x").mkdir()
    for name in ("a_file_that_goes", "what_access_says", "c_code"):
        (data / name / "x.csv").unlink()
    site.write("data/a_pattern/two/metrics.csv", "2")
    site.write("data/entries/y.csv", "two")
    site.write("plugins/helper_that_appears.py", "")
    (site.folder / "plugins/namespace_that_appears").mkdir()
    site.write("data/a_module_elsewhere/elsewhere.py", "X = 2\n")
    database(data / "a_database/x.db", "two")
    shared.write_text("two")
    changed = "an_update an_input_that_it_writes what_lstat_says a_size another_program"
    for name in [*changed.split(), "a_folders_descriptor", "a_move"]:
        site.write(f"data/{name}/x.csv", "three\n")


@pytest.mark.parametrize("recorder", ["kernel", "hooks"])
def test_nothing_stays_fresh_that_has_changed(
    site: Site, recorder: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if recorder == "kernel" and not kernel.is_available():
        pytest.skip("this kernel does not notify")
    monkeypatch.setenv("LIVE_FIGURES_RECORDER", recorder)
    shared = Path(f"/dev/shm/{tmp_path.parent.name}-{os.getpid()}")
    if not shared.parent.exists():
        pytest.skip("there is no /dev/shm")
    try:
        site.write("plugins/probes.py", PROBES.replace("/dev/shm/SHARED", str(shared)))
        site.configure(LIVE_VALUES=[f"probes.{name}" for name in NAMES])
        site.post("\n\n".join(f"<< {name} >>" for name in NAMES))
        prepare(site, shared)
        assert site.run().returncode == 0
        os.rename(site.folder / "data/a_move/y.csv", site.folder / "data/a_move/x.csv")
        assert states(site) == dict.fromkeys(NAMES, "fresh")
        disturb(site, shared)
        monkeypatch.setenv("A_VARIABLE", "two")
        monkeypatch.setenv("ANOTHER_VARIABLE", "two")
        now = states(site)
    finally:
        shared.unlink(missing_ok=True)
    fresh = {name for name, state in now.items() if state == "fresh"}
    assert fresh == (set() if recorder == "kernel" else KERNEL_ONLY)


def states(site: Site) -> dict[str, str]:
    result = site.ask("status")
    assert not result.stderr, result.stderr
    lines = [line for line in result.stdout.splitlines() if line.startswith("[")]
    words = (line.split() for line in lines)
    return {each[4].rpartition("-")[0]: each[0].strip("[]") for each in words if len(each) > 4}


def test_a_figure_never_runs_from_bytecode_that_is_not_its_sources(site: Site) -> None:
    site.write("plugins/helper.py", "X = 1\n")
    site.write("plugins/probes.py", "def number():\n    import helper\n    return helper.X\n")
    site.configure(LIVE_VALUES=["probes.number"])
    site.post("<< number >>")
    helper = site.folder / "plugins/helper.py"
    py_compile.compile(str(helper))
    assert list(helper.parent.glob("__pycache__/helper*.pyc"))
    times = helper.stat()
    helper.write_text("X = 2\n")
    os.utime(helper, ns=(times.st_atime_ns, times.st_mtime_ns))
    site.build()
    assert "<p>2</p>" in site.read("post.html")


HANGS = """
import multiprocessing, os, signal, subprocess, sys, time

def pool():
    with multiprocessing.get_context("fork").Pool(2) as workers:
        workers.map(time.sleep, [999, 999])

def ignores():
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(999)

def stops(): os.kill(os.getpid(), signal.SIGSTOP)

def pipe(): return open("data/pipe").read()

def leaves():
    command = "import os, time; os.setsid(); os.fork(); time.sleep(999)"
    subprocess.Popen([sys.executable, "-c", command + " # MARK"])
    return 1

def crashes():
    if not os.fork():
        os.setsid()
        subprocess.run([sys.executable, "-c", "import time; time.sleep(999) # MARK"])
    os.abort()
"""


def test_a_time_limit_holds_and_nothing_outlives_it(site: Site, tmp_path: Path) -> None:
    mark = f"mark-{tmp_path.name}-{os.getpid()}"
    site.write("plugins/hangs.py", HANGS.replace("MARK", mark))
    names = ("pool", "ignores", "stops", "pipe", "leaves", "crashes")
    site.configure(LIVE_VALUES=[f"hangs.{name}" for name in names])
    site.write("data/x", "")
    os.mkfifo(site.folder / "data/pipe")
    site.post("\n\n".join(f"<< {name} timeout=2 >>" for name in names))
    told = site.fail()
    for name in ("pool", "ignores", "stops"):
        assert f"{name}: took longer than 2 s" in told
    assert "pipe: took longer than 2 s" in told or "data/pipe, which is not a plain file" in told
    assert "crashes: its process was killed by SIGABRT" in told
    assert "leaves: " not in told
    if Path("/proc/self/task").exists():
        commands = Path("/proc").glob("[0-9]*/cmdline")
        assert not [path for path in commands if mark.encode() in read(path)]


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


SIMULATIONS = """
from dataclasses import dataclass
import numpy as np
from pelican.plugins.live_figures import simulation

@dataclass(frozen=True)
class Run:
    path: np.ndarray
    name: str

@simulation
def run(steps: int, options: dict = {}) -> Run:
    return Run(np.arange(2 * steps).reshape(2, steps)[:, ::2], "a\\u2028b")

@simulation
def strange(f): return f

@simulation
def secret(x: int): return object()

def kept(lang: str = "en"):
    one = run(4, {"a": (1, 2.5, None), 3: [b"x", 1j]})
    return f"{one.path.tolist()} {one.path.flags.c_contiguous} {type(one).__name__} {one.name!r}"

def a_function(): return str(strange(len))
def a_lambda(): return str(simulation(lambda: 1)())
def an_object(): return str(secret(1))
"""


def test_simulations_are_kept_as_data_that_runs_no_code(site: Site) -> None:
    site.write("plugins/probes.py", SIMULATIONS)
    names = ("kept", "a_function", "a_lambda", "an_object")
    site.configure(LIVE_VALUES=[f"probes.{name}" for name in names])
    site.post("<< kept >>")
    site.build()
    expected = "[[0, 2], [4, 6]] True Run 'a\\u2028b'"
    assert expected in site.read("post.html").replace("&#x27;", "'")
    store = site.folder / "cache/figures"
    (data,) = store.glob("probes.run/*.data")
    assert not list(store.rglob("*.pickle"))
    site.write("plugins/probes.py", SIMULATIONS + "\n# another\n")
    shutil.rmtree(store / "kept")
    site.post("<< kept >>", lang="de")
    site.build()
    # Something that pickle would run is not even looked at.
    (store / "probes.run" / f"{data.stem}.pickle").write_bytes(b"cposix\nsystem\n(S'false'\ntR.")
    site.post("<< a_function >>\n\n<< a_lambda >>\n\n<< an_object >>", "wrong")
    told = site.fail()
    assert "a_function: probes.strange was given len, a builtin_function_or_method, which" in told
    assert "a_lambda: probes.a_lambda.<locals>.<lambda> cannot be a simulation" in told
    assert "an_object: secret returned a object, which only pickle can keep;" in told


TALK = """
import os, signal, socket, time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pelican.plugins.live_figures import simulation

@simulation
def square(x: int) -> int:
    return x * x

def threads():
    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(square, range(40)))

def processes():
    children = []
    for x in range(4):
        pid = os.fork()
        if not pid:
            os._exit(0 if square(100 + x) == (100 + x) ** 2 else 1)
        children.append(pid)
    mine = square(7)
    return mine + sum(os.waitpid(pid, 0)[1] for pid in children)

def cut_off():
    if not (pid := os.fork()):
        Connection.recv = lambda link: os.kill(os.getpid(), signal.SIGKILL)
        square(200)
    os.waitpid(pid, 0)
    return square(201)

def sockets():
    for number in range(3, 64):
        try:
            yield socket.socket(fileno=os.dup(number))
        except OSError:
            pass

def half_a_message():
    for each in sockets():
        try:
            each.send(b"\\0\\0")
        except OSError:
            pass
    time.sleep(999)

def deaf():
    os.closerange(3, 64)
    time.sleep(999)
"""


def test_nothing_that_a_figure_sends_stops_the_server(site: Site) -> None:
    site.write("plugins/talk.py", TALK)
    site.configure(LIVE_VALUES=["talk.threads", "talk.processes"])
    site.post("<< threads timeout=30 >> and << processes timeout=30 >>")
    site.build()
    assert f"{sum(x * x for x in range(40))} and 49" in site.read("post.html")
    site.configure(LIVE_VALUES=["talk.half_a_message", "talk.deaf"], LIVE_FIGURES_WORKERS=1)
    site.post("<< half_a_message timeout=2 >> and << deaf timeout=2 >>")
    told = site.fail()
    assert "half_a_message: took longer than 2 s" in told or "sent what nobody" in told
    assert "deaf: its process was killed" in told


def test_a_question_that_a_kill_has_cut_off_is_an_error(site: Site) -> None:
    """Its answer would be taken for that of the next, and what was read since then be lost."""
    if not kernel.is_available():
        pytest.skip("this kernel does not notify")
    site.write("plugins/talk.py", TALK)
    site.configure(LIVE_VALUES=["talk.cut_off"])
    site.post("<< cut_off >>")
    assert "a process that it had started was killed in a simulation" in site.fail()
