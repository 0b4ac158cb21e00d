"""What is an input of a figure's computation and what is not, through real builds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PLUGINS, Site

FIGURES = """
from pathlib import Path
from matplotlib.figure import Figure
import numbers_of_mine
import fakedist
try:
    import override
except ImportError:
    override = None

def one(slope: float = 1.0, lang: str = "en") -> Figure:
    \"\"\"Depends on all that can be depended on.\"\"\"
    from late import OFFSET
    heights = [float(line) for line in Path("data/heights.csv").read_text().split()]
    if Path("data/extra.csv").exists():
        heights.append(9.0)
    files = len(list(Path("data/many").iterdir()))
    figure = Figure()
    figure.add_subplot().plot([slope * y + OFFSET + numbers_of_mine.SHIFT + files for y in heights])
    return figure
"""

OTHER = """
from matplotlib.figure import Figure

def two(x: float = 1.0) -> Figure:
    \"\"\"Depends on little.\"\"\"
    figure = Figure()
    figure.add_subplot().plot([x, 2])
    return figure
"""

POST = '<< one id=first caption="c" >>\n\nprose $x + 1$\n\n<< one slope=2 >>\n\n<< two >>\n'


def make(site: Site) -> None:
    # A copy of the plugin, so that it can change too.
    shutil.copytree(PLUGINS / "live_figures", site.folder / "plugins/live_figures")
    site.configure(PLUGIN_PATHS=["plugins"], LIVE_FIGURES=["figures.one", "other.two"])
    site.write("plugins/figures.py", FIGURES)
    site.write("plugins/other.py", OTHER)
    site.write("plugins/numbers_of_mine/__init__.py", "from .deep import SHIFT\n")
    site.write("plugins/numbers_of_mine/deep.py", "from .deeper.still import SHIFT\n")
    site.write("plugins/numbers_of_mine/deeper/__init__.py", "")
    site.write("plugins/numbers_of_mine/deeper/still.py", "SHIFT = 1\n")
    site.write("plugins/late.py", "OFFSET = 0.5\n")
    site.write("data/heights.csv", "1\n2\n4\n")
    site.write("data/many/a", "")
    site.write("elsewhere/fakedist.py", "")
    info = "elsewhere/fakedist-1.0.dist-info"
    site.write(f"{info}/METADATA", "Metadata-Version: 2.1\nName: fakedist\nVersion: 1.0\n")
    site.write(f"{info}/top_level.txt", "fakedist\n")
    site.post(POST)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that has been built once."""
    site = Site(tmp_path_factory.mktemp("built"))
    make(site)
    os.environ["PYTHONPATH"] = str(site.folder / "elsewhere")
    site.build()
    del os.environ["PYTHONPATH"]
    return site.folder


@pytest.fixture
def copy(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The built site at another place."""
    site = Site(tmp_path / "copy")
    shutil.copytree(built, site.folder)
    monkeypatch.setenv("PYTHONPATH", str(site.folder / "elsewhere"))
    return site


def computed(site: Site, build: Callable[[], None] | None = None) -> set[str]:
    """The figures that a build computes anew: whose files in the store it writes."""

    def stamps() -> dict[str, int]:
        entries = (site.folder / "cache/figures").glob("*/*.json")
        made = [path for path in entries if path.parent.name not in ("text", "formulas")]
        return {str(path): path.stat().st_mtime_ns for path in made}

    before = stamps()
    (build or site.build)()
    after = stamps()
    return {Path(path).parent.name for path in after if after[path] != before.get(path)}


def edit(site: Site, path: str, old: str, new: str) -> None:
    text = (site.folder / path).read_text()
    assert old in text
    site.write(path, text.replace(old, new))


INPUTS: dict[str, Callable[[Site], object]] = {
    "the figure's module": lambda site: edit(site, "plugins/figures.py", "9.0", "8.0"),
    "a module it imports": lambda site: site.write(
        "plugins/numbers_of_mine/__init__.py", "SHIFT=2"
    ),
    "a module far down": lambda site: site.write(
        "plugins/numbers_of_mine/deeper/still.py", "SHIFT=3"
    ),
    "a package on the way": lambda site: site.write(
        "plugins/numbers_of_mine/deeper/__init__.py", "A=1"
    ),
    "an import in a function": lambda site: site.write("plugins/late.py", "OFFSET = 0.25\n"),
    "a data file": lambda site: site.write("data/heights.csv", "1\n2\n5\n"),
    "a file that was missing": lambda site: site.write("data/extra.csv", "1\n"),
    "a folder's files": lambda site: site.write("data/many/b", ""),
    "a module that was missing": lambda site: site.write("plugins/override.py", ""),
    "a module before an installed one": lambda site: site.write("plugins/fakedist.py", "A = 1\n"),
    "a distribution's version": lambda site: (
        site.folder / "elsewhere/fakedist-1.0.dist-info"
    ).rename(site.folder / "elsewhere/fakedist-1.1.dist-info"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_a_changed_input_computes_what_depends_on_it(copy: Site, name: str) -> None:
    INPUTS[name](copy)
    assert computed(copy) == {"one"}


def test_the_plugin_and_its_style_are_inputs_of_all(copy: Site) -> None:
    edit(
        copy,
        "plugins/live_figures/drawing/style.py",
        '"lines.linewidth": 1.5',
        '"lines.linewidth": 3',
    )
    before = copy.read("figures/first.svg")
    assert computed(copy) == {"one", "two"}
    assert copy.read("figures/first.svg") != before


def test_the_version_of_python_is_an_input_of_all(copy: Site) -> None:
    patch = "import sys\nsys.version = sys.version.replace(sys.version.split()[0], '9.9.9')\n"
    copy.write("elsewhere/sitecustomize.py", patch)
    assert computed(copy) == {"one", "two"}


def test_an_option_is_an_input_of_its_figure(copy: Site) -> None:
    copy.post(POST.replace("<< two >>", "<< two x=3 >>"))
    assert computed(copy) == {"two"}
    copy.post(POST)
    assert computed(copy) == set()


OTHERS: dict[str, Callable[[Site], object]] = {
    "nothing": lambda site: None,
    "time stamps": lambda site: [
        os.utime(path, (2e9, 2e9)) for path in site.folder.rglob("*") if "cache" not in path.parts
    ],
    "prose": lambda site: site.post(POST.replace("prose", "other prose $x$")),
    "caption, alt and width": lambda site: site.post(
        POST.replace('caption="c"', 'caption="d" alt="e" width=300')
    ),
    "a module that nothing imports": lambda site: site.write("plugins/unused.py", "A = 1\n"),
    "code of the plugin that makes pages": lambda site: [
        site.write(f"plugins/live_figures/{name}.py", f"{text}\n# edited\n")
        for name in ("settings", "kinds/evidence", "kinds/page", "text/dialects", "words")
        for text in [(site.folder / f"plugins/live_figures/{name}.py").read_text("utf-8")]
    ],
    "a data file that nothing reads": lambda site: site.write("data/unused.csv", "1\n"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_input_computes_nothing(copy: Site, name: str) -> None:
    OTHERS[name](copy)
    assert computed(copy) == set()


def test_another_figures_module_is_no_input(copy: Site) -> None:
    edit(copy, "plugins/other.py", "[x, 2]", "[x, 3]")
    assert computed(copy) == {"two"}


def test_folders_locale_and_time_zone_are_no_inputs(
    copy: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    moved = Site(tmp_path / "moved")
    copy.folder.rename(moved.folder)
    monkeypatch.setenv("PYTHONPATH", str(moved.folder / "elsewhere"))
    arguments = [str(moved.folder / "content"), "-o", str(tmp_path / "other")]

    def build() -> None:
        result = moved.run(*arguments, cwd=tmp_path)
        assert result.returncode == 0, result.stderr

    assert computed(moved, build) == set()
    assert (tmp_path / "other/figures/first.svg").exists()


def test_a_data_file_is_found_wherever_pelican_runs(copy: Site, tmp_path: Path) -> None:
    copy.write("data/heights.csv", "3\n3\n")
    assert computed(copy, lambda: copy.run(cwd=tmp_path).check_returncode()) == {"one"}


@pytest.mark.parametrize("switch", ["CACHE_CONTENT", "LOAD_CONTENT_CACHE"])
def test_pelicans_content_cache_hides_no_change(copy: Site, switch: str) -> None:
    settings = {"CACHE_CONTENT": True, "LOAD_CONTENT_CACHE": switch == "LOAD_CONTENT_CACHE"}
    copy.configure(PLUGIN_PATHS=["plugins"], LIVE_FIGURES=["figures.one", "other.two"], **settings)
    copy.build()
    copy.build()
    before = copy.read("figures/first.svg")
    copy.write("plugins/late.py", "OFFSET = 0.25\n")
    assert computed(copy) == {"one"}
    assert copy.read("figures/first.svg") != before
    assert 'src="/figures/first.svg"' in copy.read("post.html")


def test_a_full_store_needs_neither_numpy_nor_matplotlib(copy: Site) -> None:
    # These cannot be imported, and have no distributions: as if not installed.
    names = ("numpy", "matplotlib", "pydantic", "figures", "other")
    absent = f"import sys\nsys.modules.update(dict.fromkeys({names}))\n"
    hide = (
        "from importlib import metadata\n"
        "version = metadata.version\n"
        "def hidden(name):\n"
        "    if name in ('numpy', 'matplotlib', 'pydantic'):\n"
        "        raise metadata.PackageNotFoundError(name)\n"
        "    return version(name)\n"
        "metadata.version = hidden\n"
    )
    copy.write("elsewhere/sitecustomize.py", absent + hide)
    assert computed(copy) == set()


def test_a_warm_build_starts_no_process_and_imports_no_figure(copy: Site) -> None:
    watch = (
        "import atexit, sys, subprocess\n"
        "subprocess.Popen = None\n"
        "names = {'numpy', 'matplotlib', 'pydantic', 'figures', 'other', 'multiprocessing.pool',"
        "'fontTools'}\n"
        "atexit.register(lambda: print('IMPORTED', sorted(names & set(sys.modules))))\n"
    )
    copy.write("elsewhere/sitecustomize.py", watch)
    result = copy.run()
    assert result.returncode == 0, result.stderr
    assert "IMPORTED []" in result.stdout


LISTINGS = """
import glob, os
from pathlib import Path

def names() -> str:
    with os.scandir("data") as scanned:
        every = [
            os.listdir("data"), [each.name for each in scanned],
            *[files for _, _, files in os.walk("data")],
            [each.name for each in Path("data").iterdir()],
            [os.path.basename(each) for each in glob.glob("data/*")],
        ]
    assert all(each == every[0] for each in every), every
    return " ".join(every[0])
"""


@pytest.mark.parametrize("recorder", ["kernel", "hooks"])
def test_folders_are_listed_in_order_of_their_names(
    site: Site, monkeypatch: pytest.MonkeyPatch, recorder: str
) -> None:
    monkeypatch.setenv("LIVE_FIGURES_RECORDER", recorder)
    site.write("plugins/listings.py", LISTINGS)
    site.configure(LIVE_VALUES=["listings.names"])
    names = [f"n{7 * each % 40:02}" for each in range(40)]
    for each in names:
        site.write(f"data/{each}", "")
    assert " ".join(sorted(names)) in site.page("<< names >>")
    site.write("data/n99", "")
    assert " ".join([*sorted(names), "n99"]) in site.page("<< names >>")
