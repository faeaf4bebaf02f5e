"""Files in object stores and on far file systems, by addresses such as s3://bucket/articles: fsspec reads them.

Each protocol needs its own package, such as s3fs or gcsfs, which knows how to get in: from the environment, from the
files of the store's own tools, or from fsspec's settings. Nothing of this passes through On Record.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from glob import has_magic
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

_NEAR = frozenset({"memory", "file", "local"})

PROTOCOLS = _NEAR | {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "hdfs", "webhdfs", "sftp", "smb", "oss", "r2"}
"""What an address in a store begins with. Those that run programs or nest others ("zip::s3") are none of them."""

_PROTOCOL = re.compile(r"([a-z0-9]+)://")
_PIECE = 1 << 20


class StoreError(OSError):
    """A store does not give what was asked for; the message says what it said."""


class Stored(NamedTuple):
    """How a file in a store looks.

    Attributes:
        size: its bytes.
        modified: when it was changed last, in nanoseconds since 1970; None where the store does not say.
        version: what is another when the file is, such as its ETag; it is no hash of the content.
    """

    size: int
    modified: int | None
    version: str


def is_stored(path: str) -> bool:
    """Whether a path is an address in a store.

    Example:
        >>> is_stored("s3://news/2025/a.txt"), is_stored("https://example.org/a.txt"), is_stored("a.txt")
        (True, False, False)
    """
    found = _PROTOCOL.match(path)
    return found is not None and found[1] in PROTOCOLS and "::" not in path and "\0" not in path


def is_near(path: str) -> bool:
    """Whether an address in a store is one that is reached without a network."""
    return path.partition("://")[0] in _NEAR


def files_below(path: str) -> list[str]:
    """The addresses of a file, of all files below a folder, or of those that a pattern fits; by name.

    Raises:
        StoreError: the store cannot be asked.
    """
    with _asked(path) as (system, place):
        if has_magic(place) and not system.exists(place):
            found = [name for name in system.glob(place) if system.isfile(name)]
        else:
            found = system.find(place)
        return sorted(system.unstrip_protocol(name) for name in found)


def as_stored(path: str) -> Stored | None:
    """How a file looks; None where there is none.

    Raises:
        StoreError: the store cannot be asked.
    """
    with _asked(path) as (system, place):
        try:
            size = system.info(place)["size"]
        except FileNotFoundError:
            return None
        try:
            modified = int(system.modified(place).timestamp() * 1e9)
        except (NotImplementedError, AttributeError, KeyError):
            modified = None
        return Stored(int(size), modified, str(system.ukey(place)))


@contextmanager
def copied(path: str) -> Iterator[str]:
    """Have a copy of a file on this disk, for as long as it is read.

    Raises:
        StoreError: it cannot be fetched.
    """
    with TemporaryDirectory(prefix="onrecord-") as folder:
        # Its ending says what it is; the rest of a name in a store may be no name for a file here.
        copy = os.path.join(folder, re.sub(r"[^A-Za-z0-9._-]", "_", os.path.basename(path))[-100:])
        with _asked(path) as (system, place), system.open(place, "rb") as stream, open(copy, "wb") as file:
            while piece := stream.read(_PIECE):
                file.write(piece)
        yield copy


@contextmanager
def _asked(path: str) -> Iterator[tuple[Any, str]]:
    """The file system of an address, and the place in it."""
    try:
        import fsspec
    except ImportError as error:
        raise StoreError('addresses of stores need fsspec: pip install "onrecord[stores]"') from error
    try:
        yield fsspec.core.url_to_fs(path)
    except Exception as error:
        # Each store's package raises what it likes, and what it says is all there is to say.
        raise StoreError(" ".join(str(error).split()) or type(error).__name__) from error
