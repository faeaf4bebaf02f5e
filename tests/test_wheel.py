"""The wheel: small enough, complete, and at work outside the checkout without a network."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pandas as pd
import pytest

CHECKOUT = Path(__file__).parents[1]

LARGEST = 45 * 1024 * 1024
"""Bytes. A reader that does not fit has to be made smaller, not the limit larger."""

ARTICLE = """\
Harbour bridge to close for repairs

The harbour bridge will close for six weeks from Monday, the city council announced on Thursday.

"We have put this off for too long," said Maria Delgado, the council's chief engineer. She said that the
repairs would cost $4.2 million.

Tom Okafor, who runs a bakery beside the bridge, called the plan "a disaster for every shop on this street".
"""

NO_NETWORK = """\
import sys

def refuse(event, args):
    # Sockets between our own processes have a path for an address, not a host and a port.
    if event == "socket.getaddrinfo" or (event == "socket.connect" and isinstance(args[1], tuple)):
        raise RuntimeError(f"went to the network: {event} {args[1:]}")

sys.addaudithook(refuse)
"""


def run(*command, **options):
    """Run a command; if it fails, so does the test, with all that was said."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from this checkout with the tools that are installed."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, CHECKOUT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def contents(wheel):
    """The names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_size(wheel):
    assert wheel.stat().st_size <= LARGEST


@pytest.mark.parametrize(
    "pattern",
    [
        "onrecord/py.typed",
        "onrecord/reader/MODEL_CARD.md",
        "onrecord/reader/model/*.onnx",
        "onrecord/reader/model/*.json",
        "onrecord/lexicons/*",
    ],
)
def test_holds(contents, pattern):
    assert [name for name in contents if Path(name).match(pattern)]


def test_holds_all_that_the_reader_and_the_word_lists_are_made_of(contents):
    for folder in ("reader/model", "lexicons"):
        for path in (CHECKOUT / "onrecord" / folder).rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                assert path.relative_to(CHECKOUT).as_posix() in contents


def test_holds_nothing_but_the_package(contents):
    tops = {name.split("/")[0] for name in contents}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"onrecord"}


@pytest.mark.timeout(300)
def test_reads_an_article_outside_the_checkout(wheel, tmp_path):
    """Installed alone, beside the libraries that are here already: the wheel must bring all the rest."""
    venv = tmp_path / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv)
    scripts = venv / ("Scripts" if os.name == "nt" else "bin")
    site_packages = run(scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    run(
        *(sys.executable, "-m", "pip", "--python", scripts / "python", "install"),
        *("--no-deps", "--no-index", "--disable-pip-version-check", wheel),
    )
    # A folder that a .pth file names is searched, but its own .pth files are not read: so the libraries are
    # seen, and the editable install of this checkout is not.
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site_packages, "no_network.py").write_text(NO_NETWORK, encoding="utf-8")
    Path(site_packages, "libraries.pth").write_text(
        "\n".join([*sorted(libraries), "import no_network"]) + "\n", encoding="utf-8"
    )

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "bridge.txt").write_text(ARTICLE, encoding="utf-8")
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    found_at = run(scripts / "python", "-c", "import onrecord; print(onrecord.__file__)", cwd=elsewhere, env=settings)
    assert Path(found_at.strip()).is_relative_to(site_packages)

    said = run(scripts / "onrecord", "analyze", "bridge.txt", "-o", "output", cwd=elsewhere, env=settings)
    assert "Found " in said
    quotes = pd.read_csv(elsewhere / "output" / "quotes.csv")
    assert {"Maria Delgado", "Tom Okafor"} <= set(quotes["speaker"])
    assert all(ARTICLE[row.start : row.end] == row.text for row in quotes.itertuples())
