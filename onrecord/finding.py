"""Finding what is to be read: files, folders with all that is in them, patterns, DataFrames."""

import errno
import glob
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeGuard

from onrecord.sources.found import Fault
from onrecord.sources.kinds import companion_of, no_article, of_a_page
from onrecord.stores import StoreError, files_below, is_near, is_stored

if TYPE_CHECKING:
    import pandas as pd

Paths: TypeAlias = "str | os.PathLike[str] | pd.DataFrame | Iterable[str | os.PathLike[str] | pd.DataFrame]"
"""What articles are read from: one file, folder, pattern or DataFrame, or several."""

Entry: TypeAlias = "str | Problem | pd.DataFrame"
"""What is found: a file's path or an address, why there is none, or a DataFrame."""

# Python's way of holding bytes that are not UTF-8.
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Problem:
    """A file, or a part of one, that gave no article.

    Example:
        Problem("articles/scan.pdf", "its pages are pictures", "Recognise its text first.")

    Attributes:
        path: the file as given or found.
        reason: what is wrong, as the end of a sentence that begins with the path.
        advice: what mends it, as a sentence of its own.
        member: the part of the file: a line or row by its number, an archive's entry by its path.
        skipped: True where nothing is wrong, such as with a picture in a folder of articles.
    """

    path: str
    reason: str
    advice: str
    member: str | None = None
    skipped: bool = False


def find_files(paths: Paths, *, leave_out: Paths = (), allow_network: bool = False) -> Iterator[Entry]:
    """Yield the files that paths name, folders and patterns opened up; a Problem for what is none.

    DataFrames are handed through, and so are addresses if they may be fetched.

    A file that is named twice is yielded once. In folders, what is certainly no article by its name is a Problem
    that is `skipped`. A file is not opened here.

    Args:
        paths: one path or several. Files come in this order, those of a folder or pattern by name.
        leave_out: files or folders that are passed over without a word where they are met.
        allow_network: whether addresses may be fetched, by whoever reads what is found.
    """
    seen = {_real(os.fspath(path)) for path in _several(leave_out) if not _is_frame(path)}
    for given in _several(paths):
        if _is_frame(given):
            yield given
            continue
        path = os.fspath(given)
        if is_stored(path):
            yield from _find_stored(path, seen, allow_network=allow_network)
        elif is_address(path):
            yield path if allow_network else _not_fetched(path)
        elif _is_pattern(path):
            yield from _find_pattern(path, seen)
        else:
            yield from _find(path, seen, named=True)


def problem_of(fault: Fault, path: str) -> Problem:
    """The problem of a file with a fault."""
    return Problem(path, fault.reason, fault.advice, fault.member, fault.skipped)


def printable_path(path: str) -> str:
    """A path as text that any file can hold: bytes of a name that are not UTF-8 become �."""
    return _SURROGATE.sub("\ufffd", path)


def _several(paths: Paths) -> "Iterable[str | os.PathLike[str] | pd.DataFrame]":
    return [paths] if isinstance(paths, str | os.PathLike) or _is_frame(paths) else paths


def _is_frame(given: object) -> "TypeGuard[pd.DataFrame]":
    """Whether this is a DataFrame. Who has one has imported pandas; nobody else need wait for it."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(given, pandas.DataFrame)


def _is_pattern(path: str) -> bool:
    """Whether a path is a pattern such as *.html, and not the name of something that is there."""
    return glob.has_magic(path) and not os.path.lexists(path)


def is_address(path: str) -> bool:
    """Whether a path is an address of the web, and not the name of a file, here or in a store.

    Example:
        >>> is_address("https://example.org/news"), is_address("saved/news.html")
        (True, False)
    """
    return "://" in path and not is_stored(path) and not os.path.lexists(path)


def _not_fetched(url: str) -> Problem:
    return Problem(
        printable_path(url),
        "addresses are not fetched unless that is allowed",
        "Say so: read_articles(..., allow_network=True), or --allow-network in the shell. Or save the page with your "
        "browser, as HTML, and give the path of that file.",
    )


def _real(path: str) -> str:
    return path if is_stored(path) else os.path.realpath(path)


def _find_stored(path: str, seen: set[str], *, allow_network: bool) -> Iterator[str | Problem]:
    """Yield the files of an address in a store."""
    if not (allow_network or is_near(path)):
        yield _not_fetched(path)
        return
    try:
        files = files_below(path)
    except StoreError as error:
        yield Problem(
            printable_path(path), f"its store cannot be read ({error})", "Check the address, and your way in."
        )
        return
    if not files:
        yield Problem(printable_path(path), "there are no files at this address", "Check the spelling.")
    for file in files:
        if file in seen:
            continue
        seen.add(file)
        fault = no_article(file) if file != path else None
        yield problem_of(fault, printable_path(file)) if fault else file


def _find_pattern(pattern: str, seen: set[str]) -> Iterator[str | Problem]:
    """Yield the files of the names that a pattern fits. Hidden ones have to be asked for, as in a shell."""
    parts = Path(pattern).parts
    fixed = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    root, rest = Path(*parts[:fixed]), os.path.join(*parts[fixed:])
    wants_hidden = any(part.startswith(".") for part in parts[fixed:])
    try:
        # Not glob.glob: it follows links to folders, also those that lead back.
        paths = sorted(str(path) for path in root.glob(rest) if wants_hidden or not _is_hidden(path, root))
    except (OSError, ValueError) as error:
        yield cannot_open(pattern, error)
        return
    if not paths:
        yield Problem(
            printable_path(pattern),
            "no file has a name like this",
            "Check the spelling, and the folder you are in. ** stands for folders within folders.",
        )
    for path in paths:
        yield from _find(path, seen, named=False)


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _find(path: str, seen: set[str], *, named: bool) -> Iterator[str | Problem]:
    """Yield one path's files.

    Args:
        path: a file or folder.
        seen: the real paths met so far: it ends loops of linked folders.
        named: whether somebody named this very path. What lies about in a folder may be passed over.
    """
    # A stack of our own: folders may lie deeper within one another than functions can.
    ahead: list[_Place | Problem] = [_Place(path)]
    while ahead:
        place = ahead.pop()
        if isinstance(place, Problem):
            yield place
            continue
        try:
            real = place.real()
            if real in seen:
                continue
            is_folder = stat.S_ISDIR(os.stat(place.path).st_mode)
            entries = sorted(os.listdir(place.path)) if is_folder else []
        except (OSError, ValueError) as error:
            yield cannot_open(place.path, error)
            continue
        seen.add(real)
        if is_folder:
            ahead.extend(reversed(_within(place.path, real, entries, seen)))
        else:
            fault = None if named and place.path == path else no_article(place.path)
            yield problem_of(fault, printable_path(place.path)) if fault else place.path


class _Place(NamedTuple):
    """A path, and the real path of the folder it lies in, where that is known."""

    path: str
    real_folder: str | None = None

    def real(self) -> str:
        """The path without links. Of a deep path all steps are looked at only if it has to be."""
        if self.real_folder is None or os.path.islink(self.path):
            return os.path.realpath(self.path)
        return os.path.join(self.real_folder, os.path.basename(self.path))


def _within(folder: str, real_folder: str, entries: list[str], seen: set[str]) -> list[_Place | Problem]:
    """What lies in a folder: the places to go on with, and a problem for what is passed over."""
    if not entries:
        return [Problem(printable_path(folder), "there are no files in this folder", "Put articles into it.")]
    found: list[_Place | Problem] = []
    siblings = set(entries)
    for entry in entries:
        place = _Place(os.path.join(folder, entry), real_folder)
        page = companion_of(entry, siblings)
        if page and os.path.isdir(place.path):
            found.append(problem_of(of_a_page(printable_path(page)), printable_path(place.path)))
        elif not entry.startswith("."):
            found.append(place)
        elif place.real() not in seen:
            found.append(problem_of(Fault("it is hidden", "Nothing to do.", skipped=True), printable_path(place.path)))
    return found


def cannot_open(path: str, error: OSError | ValueError) -> Problem:
    """Say in words why a path leads nowhere."""
    shown = printable_path(path)
    if "\0" in path:
        return Problem(shown, "its name holds a NUL, which no file's name does", "Check where the name comes from.")
    if isinstance(error, FileNotFoundError) and os.path.islink(path):
        return Problem(shown, "it is a link to what does not exist", "Mend the link, or remove it.")
    if isinstance(error, FileNotFoundError):
        return Problem(shown, "there is no such file or folder", "Check the spelling, and the folder you are in.")
    if isinstance(error, PermissionError):
        return Problem(
            shown,
            "you may not read it",
            "Ask its owner, or type: chmod u+r (for a folder: u+rx) and its path.",
        )
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return Problem(shown, "it is a link that leads back to itself", "Mend the link, or remove it.")
    return Problem(
        shown,
        f"it cannot be read ({getattr(error, 'strerror', None) or error})",
        "Copy it elsewhere and try again.",
    )
