"""What works on this machine, what does not, and how to mend it."""

import hashlib
import importlib
import importlib.util
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

PYTHONS = ((3, 10), (3, 13))
"""The oldest and the newest Python that On Record is tested with."""

NEEDED = tuple(
    """spacy onnxruntime tokenizers numpy pandas pyarrow trafilatura lxml htmldate charset_normalizer ftfy py3langid
    datasketch urllib3 certifi protego warcio psutil pypdfium2 feedparser openpyxl defusedxml
    networkx duckdb filelock""".split()
)
"""Packages without which no article can be read; each is imported under its own name."""

EXTRAS = {"notebook": ("jupyterlab", "ipykernel", "anywidget")}
"""Extras that a user may want, and the modules that show whether they are there."""

MODEL = Path(__file__).parent / "reader" / "model"

SENTENCE = "“We will appeal,” said Ana Souza."
"""Read from end to end, to see whether it gives a quote."""

PAGE = f"<html><body><article><h1>Dockers walk out</h1><p>{SENTENCE * 5}</p></article></body></html>"
"""Read to see whether files can be parsed."""

INSTALL_AGAIN = "Install On Record again: python3 start.py, or pip install --force-reinstall onrecord"


class Finding(NamedTuple):
    """One line of the doctor's answer.

    Attributes:
        name: what was looked at.
        state: "ok", "missing" (of something that is needed) or "not there" (of something that is not).
        detail: what was found.
        advice: how to mend it; empty where nothing is to be mended.
    """

    name: str
    state: str
    detail: str
    advice: str = ""


def examine() -> Iterator[Finding]:
    """Look at all that On Record needs, the simplest first.

    Example:
        >>> for finding in examine():  # doctest: +SKIP
        ...     print(finding.name, finding.state, finding.detail)

    Does not mend anything, and does not go to the network.
    """
    yield _python()
    for package in NEEDED:
        yield _package(package)
    yield _check("model files", _model_files, INSTALL_AGAIN)
    yield _check("reading a sentence", _read_sentence, INSTALL_AGAIN)
    yield _check(
        "reading a page", _read_page, "Let this Python start processes: files are parsed in some of their own."
    )
    yield _check(
        "temporary folder",
        _write_temporary,
        "Make room on the disk, or set TMPDIR to a folder you may write to.",
    )
    for extra, modules in EXTRAS.items():
        yield _extra(extra, modules)


def _python() -> Finding:
    oldest, newest = PYTHONS
    found = f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    if oldest <= sys.version_info[:2] <= newest:
        return Finding("Python", "ok", found)
    wanted = " to ".join(".".join(map(str, one)) for one in PYTHONS)
    return Finding("Python", "missing", found, f"Install Python {wanted}, and On Record with it.")


def _package(name: str) -> Finding:
    """Import a package: one that is there but broken is no better than none."""
    try:
        importlib.import_module(name)
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:
        return Finding(name, "ok", "of unknown version")
    except Exception as error:
        return Finding(name, "missing", _in_one_line(error), f"pip install --force-reinstall {name}")


def _check(name: str, look: Callable[[], str], advice: str) -> Finding:
    """Do something that may fail in any way; whatever it raises is the finding."""
    try:
        return Finding(name, "ok", look())
    except Exception as error:
        return Finding(name, "missing", _in_one_line(error), advice)


def _in_one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _model_files() -> str:
    """Compare each file of the model with its hash in the manifest."""
    manifest = json.loads((MODEL / "manifest.json").read_text(encoding="utf-8"))
    size = 0
    for name, expected in manifest["files"].items():
        data = (MODEL / name).read_bytes()
        size += len(data)
        if hashlib.sha256(data).hexdigest() != expected:
            raise ValueError(f"{name} is damaged: its hash is not that of the manifest")
    return f"{len(manifest['files'])} files, {size / 1e6:.1f} MB, as in the manifest"


def _read_sentence() -> str:
    """Load the pipeline and read SENTENCE."""
    # Imported here: where spaCy is broken, the lines above shall still be said.
    from onrecord.pipeline import load
    from onrecord.quotes import quotes

    found = quotes(load()(SENTENCE))
    said = [
        (" … ".join(piece.text for piece in quote.content), quote.speaker and quote.speaker.name) for quote in found
    ]
    if not said:
        raise ValueError(f"no quote was found in: {SENTENCE}")
    content, speaker = said[0]
    return f"“{content.strip('“”,')}”, {speaker or 'by nobody known'}"


def _read_page() -> str:
    """Have a page read by a process of its own, as all files are that need a parser."""
    from onrecord.articles import Article
    from onrecord.reading import read_articles

    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(PAGE, encoding="utf-8")
        [found] = read_articles(page)
    if not isinstance(found, Article):
        raise ValueError(f"a page could not be read: {found.reason}")
    return "in a process of its own"


def _write_temporary() -> str:
    with tempfile.TemporaryFile() as file:
        file.write(b"On Record")
    return tempfile.gettempdir()


def _extra(extra: str, modules: tuple[str, ...]) -> Finding:
    absent = [module for module in modules if importlib.util.find_spec(module) is None]
    if not absent:
        return Finding(f"extra: {extra}", "ok", ", ".join(modules))
    return Finding(f"extra: {extra}", "not there", f"without {', '.join(absent)}", f"pip install 'onrecord[{extra}]'")
