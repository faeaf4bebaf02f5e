"""What is known of the inputs of a corpus, and which of them are new, changed or gone."""

import os
import stat
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from onrecord.corpus.store import INPUT, Store, sha256_of
from onrecord.finding import Entry, Problem, is_address, printable_path
from onrecord.stores import StoreError, as_stored, is_stored

# What stands for the hash of what has no content: it changes when that does, and is no hash.
_ADDRESS = "an address"


class Content(NamedTuple):
    """By what a changed input is known: its hash, and what saves making that each time."""

    size: int | None
    modified: int | None
    sha256: str


@dataclass(frozen=True)
class Input:
    """Something that is read: a file, an address, or a path at which there is none.

    Attributes:
        number: what rows name it by; each input that is read anew gets another.
        key: its path as seen from the corpus' folder, as bytes; an address as it is.
        path: the path as printed.
        content: what it held when it was read; None where it has not been looked at.
        readings: how many readings it has given so far.
        done: whether these are all.
    """

    number: int
    key: bytes
    path: str
    content: Content | None = None
    readings: int = 0
    done: bool = False


@dataclass
class Plan:
    """What a run has to do.

    Attributes:
        ahead: what is to be read, each with what is known of it, in the order of reading.
        seen_again: inputs that have another time of change and the same content.
        unchanged: how many inputs need not be read, as they are in the corpus.
        dropped: the numbers of inputs that are read anew.
        gone: inputs of the corpus that are no longer there.
    """

    ahead: list[tuple[Entry, Input]] = field(default_factory=list)
    seen_again: list[Input] = field(default_factory=list)
    unchanged: int = 0
    dropped: set[int] = field(default_factory=set)
    gone: list[Input] = field(default_factory=list)


def known_inputs(store: Store, damaged: Set[int]) -> tuple[dict[bytes, Input], set[int]]:
    """What the corpus knows of its inputs, and the numbers of those of which a part is lost.

    Args:
        store: the corpus.
        damaged: the numbers of batches that do not count.
    """
    found: dict[int, Input] = {}
    lost: set[int] = set()
    for row in store.rows("inputs", skipped=damaged):
        number = row[INPUT]
        before = found.get(number) or Input(number, row["key"], row["path"])
        if row["first"] != before.readings:
            lost.add(number)
        content = Content(row["size"], row["modified"], row["sha256"])
        found[number] = replace(before, content=content, readings=row["first"] + row["readings"], done=row["done"])
    return {known.key: known for known in found.values() if known.number not in lost}, lost


def plan(entries: Iterable[Entry], known: dict[bytes, Input], folder: Path) -> Plan:
    """Say what has to be read. Files are looked at; those that look as they did are not opened.

    Args:
        entries: what `find_files` found.
        known: the inputs of the corpus.
        folder: that of the corpus.
    """
    made = Plan()
    numbers = iter(range(max((one.number for one in known.values()), default=0) + 1, 1 << 62))
    met: set[bytes] = set()
    for entry, key, path in _named(entries, folder):
        if key in met:
            continue
        met.add(key)
        before = known.get(key)
        if before is None:
            made.ahead.append((entry, Input(next(numbers), key, path)))
            continue
        content = content_of(entry, before.content)
        resumable = before.done or (isinstance(entry, str) and not is_address(entry))
        if content.sha256 != (before.content and before.content.sha256) or not resumable:
            made.dropped.add(before.number)
            made.ahead.append((entry, Input(next(numbers), key, path)))
        elif not before.done:
            made.ahead.append((entry, replace(before, content=content)))
        else:
            made.unchanged += 1
            if content != before.content:
                made.seen_again.append(replace(before, content=content))
    made.gone = [one for key, one in known.items() if key not in met and _is_gone(one, folder)]
    return made


def content_of(entry: Entry, before: Content | None = None) -> Content:
    """Look at an input. Its hash is made only if it does not look as before."""
    if isinstance(entry, Problem):
        return Content(None, None, f"none: {entry.reason}")
    assert isinstance(entry, str), "a corpus has no DataFrames for inputs"
    if is_address(entry):
        return Content(None, None, _ADDRESS)
    if is_stored(entry):
        return _stored_content(entry, before)
    try:
        status = os.stat(entry)
        if not stat.S_ISREG(status.st_mode):
            return Content(None, None, "none: it is no file")
        if before and (before.size, before.modified) == (status.st_size, status.st_mtime_ns):
            return before
        with open(entry, "rb") as stream:
            return Content(status.st_size, status.st_mtime_ns, sha256_of(stream))
    except (OSError, ValueError) as error:
        return Content(None, None, f"none: {getattr(error, 'strerror', None) or error}")


def _stored_content(path: str, before: Content | None) -> Content:
    """What a store says of a file. It is not fetched for a hash: where it has another version, it is another file."""
    try:
        looks = as_stored(path)
    except StoreError as error:
        return Content(None, None, f"none: {error}")
    if looks is None:
        return Content(None, None, "none: there is no such file in the store")
    if before and looks.modified is not None and (before.size, before.modified) == (looks.size, looks.modified):
        return before
    return Content(looks.size, looks.modified, f"version {looks.version}")


def after_reading(entry: Entry, content: Content) -> Content:
    """What was looked at before it was read: without its time if it has changed since, so that the next run looks."""
    if content.modified is None or not isinstance(entry, str):
        return content
    try:
        if is_stored(entry):
            looks = as_stored(entry)
            same = looks is not None and (looks.size, looks.modified) == (content.size, content.modified)
        else:
            status = os.stat(entry)
            same = (status.st_size, status.st_mtime_ns) == (content.size, content.modified)
    except OSError:
        return content._replace(modified=None)
    return content if same else content._replace(modified=None)


def _named(entries: Iterable[Entry], folder: Path) -> Iterator[tuple[Entry, bytes, str]]:
    for entry in entries:
        if not isinstance(entry, str | Problem):
            raise TypeError(
                "A DataFrame cannot be an input of a corpus, which may have to read its inputs again: write it with "
                "to_parquet, and give the path."
            )
        path = entry.path if isinstance(entry, Problem) else entry
        yield entry, _key(path, folder), printable_path(path)


def _key(path: str, folder: Path) -> bytes:
    """A path as seen from the corpus, so that both may move together; whichever folder this process is in."""
    if "\0" in path or "://" in path:
        return path.encode("utf-8", "surrogatepass")
    whole = os.path.abspath(path)
    try:
        return os.fsencode(os.path.relpath(whole, os.path.abspath(folder)))
    except ValueError:  # on another drive of Windows
        return os.fsencode(whole)


def _is_gone(known: Input, folder: Path) -> bool:
    """Whether an input that was a file is there no more. A store is not asked, which may be far away and dear."""
    if known.content is None or known.content.size is None:
        return False
    if b"://" in known.key:
        return False
    return not os.path.lexists(os.path.join(os.path.abspath(folder), os.fsdecode(known.key)))
