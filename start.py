"""Set up On Record and run it, with nothing but Python and a network.

    python3 start.py                     read the sample articles and say what is in them
    python3 start.py PATH ... [-o OUT]   the same for your own file or folder
    python3 start.py lab [...]           open the notebooks in JupyterLab
    python3 start.py test [...]          check everything, as for a change

The first run makes the folder .venv beside this file and installs there exactly the packages that
requirements.txt names, each checked against its hash; nothing is installed outside it. Later runs see
from a stamp that all is in place, and start at once.

This file uses only Python's standard library, and keeps to what Python 3.6 can still parse, so that an
old Python gets an answer in words.
"""

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

SUPPORTED = ("3.10", "3.11", "3.12", "3.13")
THIS_PYTHON = "{}.{}".format(*sys.version_info[:2])

# This stands before everything else: further down are type hints that an older Python stumbles over.
if THIS_PYTHON not in SUPPORTED:
    sys.exit(
        textwrap.fill(
            f"On Record needs one of Python {', '.join(SUPPORTED)}, and this is Python {THIS_PYTHON}. If you "
            "have one of them, type its name, for example: python3.12 start.py. If not, your system's "
            "packages or python.org/downloads have one; it can live beside the Python you use now.",
            width=96,
        )
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SAMPLES = ROOT / "data" / "articles"

MAIN = "requirements.txt"
"""The lock for reading articles."""

DEV = "requirements-dev.txt"
"""The lock for JupyterLab and the tests: all of MAIN, the same versions, and more."""

CHECKS = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("mypy", ("mypy",)),
)
"""What `start.py test` runs before pytest: a name to print, and the module with its arguments."""

TROUBLE = (
    (
        r"NewConnectionError|NameResolutionError|ConnectTimeout|Max retries exceeded|ProxyError",
        "pip could not reach its package index. Check the network, and the proxy if you are behind one "
        "(pip config set global.proxy http://HOST:PORT), then run the same command again: what was "
        "downloaded is kept.",
    ),
    (
        r"No space left on device|not enough space",
        "The disk is full: set-up needs about 1 GB in this folder. Make room and run the same command again.",
    ),
    (
        r"No matching distribution found|Failed building wheel|Failed to build",
        "A package has no ready-made version for this system and this Python. They all have one for Python "
        "3.12 on 64-bit Linux, Windows, and macOS 14 or newer on Apple's own chips: delete the folder .venv "
        "and type: python3.12 start.py",
    ),
)
"""What a failed step says, as a pattern, and what the reader can do about it; the likeliest cause first."""


class SetupError(Exception):
    """Something is missing that only the reader can supply: says in one paragraph what, and what to type."""


def main(arguments: list[str]) -> int:
    """Do what the command line asks for.

    Args:
        arguments: the words after `start.py`.

    Returns:
        The exit status: 0 if all went well.
    """
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if verb == "lab":
            return lab(rest)
        if verb == "test":
            return test(rest)
        return analyze(arguments)
    except SetupError as error:
        print(textwrap.fill(str(error), width=96, break_on_hyphens=False), file=sys.stderr)
        return 1
    except OSError as error:
        if error.filename is None:
            raise
        # Most often a folder that belongs to somebody else, such as a .venv once made with sudo.
        print(f"{error.filename}: {error.strerror}. Set-up must be able to write there.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command takes it up again.", file=sys.stderr)
        return 130


# What one can ask for


def analyze(arguments: list[str]) -> int:
    """Read articles and write tables of what is in them: the main job.

    The reading itself is `onrecord analyze`, which also prints what it found.

    Args:
        arguments: paths of articles, and `-o OUT`; without a path, our sample articles.

    Returns:
        The exit status of `onrecord analyze`.

    Raises:
        SetupError: there is no such file, or set-up could not be finished.
    """
    options = parse(arguments)
    for path in options.paths:
        if "://" not in path and not Path(path).exists():
            raise SetupError(f"There is no file or folder {path} here. See: python3 start.py --help")

    set_up(MAIN)
    paths = options.paths or [as_seen_from_here(SAMPLES)]
    status = run_python("-m", "onrecord", "analyze", *paths, "-o", options.output)
    if status == 0:
        print(how_to_go_on())
    return status


def lab(arguments: list[str]) -> int:
    """Open JupyterLab on the notebooks, until it is closed.

    Args:
        arguments: handed to JupyterLab as they are, such as `--no-browser`.

    Returns:
        The exit status of JupyterLab.
    """
    set_up(DEV)
    # Rooted here and not in notebooks/, so that the notebooks' links to docs/ open.
    where = (f"--ServerApp.root_dir={ROOT}", "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb")
    return run_python("-m", "jupyterlab", *where, *arguments)


def test(arguments: list[str]) -> int:
    """Check the code's form and types, then run the tests.

    The tests run even if a check failed, so that one look shows all that is wrong; and they run last, so
    that pytest's own summary closes the output.

    Args:
        arguments: handed to pytest as they are, such as `-k quotes`.

    Returns:
        0 if everything passed, or else the status of the first that did not.
    """
    set_up(DEV)
    statuses = []
    for name, command in CHECKS:
        print(f"{name}:", flush=True)
        statuses.append(run_python("-m", *command, folder=ROOT))
    failed = [name for (name, _), status in zip(CHECKS, statuses, strict=True) if status != 0]
    if failed:
        print(f"Failed: {', '.join(failed)} (see above). The tests run all the same.", flush=True)
    print("browser:", flush=True)
    # Without one, its tests are skipped, each by its name: that is no failure.
    run_python("-m", "tests.browser.chromium", folder=ROOT)
    statuses.append(run_python("-m", "pytest", *arguments, folder=ROOT))
    return next((status for status in statuses if status != 0), 0)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Take the main job's command line apart: `paths` (a list of str) and `output` (a str)."""
    parser = argparse.ArgumentParser(
        prog="python3 start.py",
        usage="python3 start.py [PATH ...] [-o OUT]\n"
        "       python3 start.py lab [JupyterLab's options]\n"
        "       python3 start.py test [pytest's options]",
        description="Sets up On Record in the folder .venv, if it is not there yet, and reads news articles: "
        "who and what is in them, and who said what.",
        epilog="'lab' opens the notebooks, 'test' checks the project. A file of your own with such a name is "
        "./lab. Set-up heeds pip's own configuration; its log is .venv/setup.log.",
    )
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="an article, or a folder of them (default: our sample articles)",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        default="output",
        help="folder for the tables (default: output, in the folder you are in)",
    )
    return parser.parse_args(arguments)


def how_to_go_on() -> str:
    """Say what one can type next, with the way to this file from the folder the reader is in."""
    start = f"python3 {as_seen_from_here(ROOT / 'start.py')}"
    return textwrap.dedent(
        f"""
        How to go on:
          {start} lab         open the notebooks and look closer
          {start} PATH        read your own article, or a folder of them
          {start} test        check that all works here"""
    )


def as_seen_from_here(path: Path) -> str:
    """Shorten a path for the eye: relative if it lies in the current folder, whole if not."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


# Setting up


def set_up(lock: str) -> None:
    """Make .venv and install what a lock names, and On Record itself, unless that has been done.

    An interrupted set-up is not taken for a finished one: the stamp goes first and comes back last.

    Args:
        lock: MAIN or DEV.

    Raises:
        SetupError: something is missing that only the reader can supply.
    """
    version = venv_version()
    if version is not None and is_ready(lock, version):
        return

    print(f"Setting up On Record in {as_seen_from_here(VENV)}. Later runs start at once.", flush=True)
    if version is None:
        make_venv()
        version = venv_version()
    else:
        stamp_path().unlink(missing_ok=True)
        log_path().unlink(missing_ok=True)
    if version not in SUPPORTED:
        raise SetupError(
            f"The Python in .venv is {version or 'one that does not run'}, and On Record needs "
            f"{', '.join(SUPPORTED)}. Delete the folder .venv and run the same command again."
        )
    ensure_pip()
    pip = [str(venv_python()), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    run_step("Installing the packages", [*pip, "--require-hashes", "-r", str(ROOT / lock)])
    # Editable, so that a change in onrecord/ is there at the next run. Its dependencies and its build tool
    # are installed already, at their locked versions: pip is told to leave both alone.
    run_step("Installing On Record", [*pip, "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)])
    stamp_path().write_text(stamp(lock, version), encoding="utf-8")


def is_ready(lock: str, version: str) -> bool:
    """Tell whether .venv holds what a lock names, for this Python, from its stamp alone.

    It does not look at the packages: who has uninstalled some by hand deletes .venv.

    Args:
        lock: MAIN or DEV. What is ready for DEV is ready for MAIN.
        version: the Python in .venv, such as "3.12".
    """
    try:
        found = stamp_path().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return found in {stamp(lock, version), stamp(DEV, version)}


def stamp(lock: str, version: str) -> str:
    """Boil down to one line all that a set-up depends on; when one of it changes, so does the line.

    The place counts too, since an editable install and the scripts in .venv hold its path.
    """
    digest = hashlib.sha256(f"{ROOT}\n{version}\n".encode())
    for name in (MAIN, DEV, "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return f"{lock} {digest.hexdigest()}\n"


def stamp_path() -> Path:
    """Where the stamp lies: in .venv, so that it goes when .venv goes."""
    return VENV / "onrecord-ready"


def venv_python() -> Path:
    """Where the Python in .venv lies, whether it is there or not."""
    return VENV / "Scripts" / "python.exe" if os.name == "nt" else VENV / "bin" / "python"


def venv_version() -> str | None:
    """Ask the Python in .venv for its version, such as "3.12"; None if there is none, or it can't run.

    It is run, not looked for: a link to a Python that has been uninstalled since is still there.
    """
    command = [str(venv_python()), "-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()


def make_venv() -> None:
    """Make .venv anew with the Python that runs this file. What stood there is removed: it did not work.

    Raises:
        SetupError: this Python has no venv or no pip to put into it.
        OSError: the folder cannot be written.
    """
    demand_venv_and_ensurepip()
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    run_step("Making .venv", [sys.executable, "-m", "venv", str(VENV)])


def demand_venv_and_ensurepip() -> None:
    """Stop if this Python lacks what Debian and others leave out of their plain `python3`.

    Raises:
        SetupError: it does. The message says what to type.
    """
    if all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        return
    raise SetupError(
        "This Python cannot make a virtual environment: its modules venv and ensurepip, which bring pip, "
        f"are not both installed. {venv_advice()} Then run the same command again."
    )


def venv_advice() -> str:
    """Say how to get venv and ensurepip on this system."""
    package = f"python{THIS_PYTHON}-venv"
    if shutil.which("apt"):
        return f"On Debian and Ubuntu they come with: sudo apt install {package} (or python3-venv)."
    return "The Python from python.org/downloads has them, and so does your system's full Python package."


def ensure_pip() -> None:
    """Put pip into a .venv without one: some tools make them so, and so does an interrupted set-up."""
    asked = subprocess.run([str(venv_python()), "-m", "pip", "--version"], capture_output=True)
    if asked.returncode != 0:
        demand_venv_and_ensurepip()
        run_step("Adding pip", [str(venv_python()), "-m", "ensurepip", "--upgrade"])


# Running things


def run_step(title: str, command: list[str]) -> None:
    """Run one long command, with its seconds on the screen and its output in .venv/setup.log.

    Args:
        title: what the reader sees, such as "Installing the packages".
        command: the program and its arguments.

    Raises:
        SetupError: it failed. The end of what it said has been printed by then.
    """
    began = time.monotonic()
    live = sys.stdout.isatty()
    line = f"  {title} ... "
    print(line, end="", flush=True)

    with log_path().open("ab") as log:
        log.write(f"$ {' '.join(command)}\n".encode())
        log.flush()
        own_part = log.tell()
        # `user = true` in pip's configuration, which some systems ship, fails in a virtual environment.
        settings = {**os.environ, "PIP_USER": "0"}
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=settings
        )
        try:
            while still_running(process):
                if live:
                    print(f"\r{line}{time.monotonic() - began:.0f} s", end="", flush=True)
        except KeyboardInterrupt:
            # Most often the command was sent the same Ctrl-C, and tidies up: pip puts back what it was
            # replacing. If not, it must not go on alone, since two set-ups at once would spoil each other.
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.terminate()
                process.wait()
            raise

    spent = f"{time.monotonic() - began:.0f} s"
    if process.returncode == 0:
        print(f"\r{line}{spent}" if live else spent, flush=True)
        return
    print("failed", flush=True)
    said = log_path().read_bytes()[own_part:].decode("utf-8", errors="replace")
    print(textwrap.indent("\n".join(said.splitlines()[-12:]), "    "), file=sys.stderr)
    raise SetupError(advice_on(said))


def log_path() -> Path:
    """Where the last set-up wrote what its commands said."""
    return VENV / "setup.log"


def still_running(process: subprocess.Popen[bytes]) -> bool:
    """Wait for a process up to a second, and tell whether it needs longer."""
    try:
        process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return True
    return False


def advice_on(said: str) -> str:
    """Turn what a failed step said into what the reader can do about it.

    Args:
        said: the step's whole output. The first of TROUBLE that it matches counts.
    """
    for pattern, advice in TROUBLE:
        if re.search(pattern, said):
            return advice
    return (
        f"Set-up stopped here; all that was said stands in {log_path()}. The same command tries again; "
        "if it stops at the same place, delete the folder .venv first."
    )


def run_python(*arguments: str, folder: Path | None = None) -> int:
    """Run the Python in .venv and wait until it has ended, by itself or by Ctrl-C.

    Args:
        *arguments: what follows `python` on the command line.
        folder: where it runs (default: where the reader is).

    Returns:
        Its exit status.
    """
    process = subprocess.Popen([str(venv_python()), *arguments], cwd=folder)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The process was sent the same Ctrl-C. JupyterLab asks whether to shut down, pytest reports what
            # it has: let it finish.
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
