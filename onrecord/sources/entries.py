"""What archives hold: an entry, and how much may still be unpacked."""

import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple, cast

from onrecord.sources.found import Fault
from onrecord.sources.limits import Limits

RATIO_COUNTS_FROM = 10_000_000
"""The bytes that anything may unpack to, however small it is: short texts that repeat themselves pack well."""

RATIO_COUNTS_FROM_IN_ALL = 100_000_000
"""The same of all entries of an archive together."""

_IN_MEMORY = 4_000_000
_CHUNK = 1 << 16


class Entry(NamedTuple):
    """A file within an archive.

    Attributes:
        name: its name, whose ending tells its kind.
        stream: its bytes, seekable.
        path: what it is called within the archive; None where the archive is but one compressed file, or holds
            records rather than files.
        number: the number of a record.
        kind: the name of its kind, where the archive itself says that.
        url: where it was published, where the archive says that.
        metadata: what else the archive says of it.
        source: where in the archive url and metadata stand.
        warnings: what a reader of its text should know.
    """

    name: str
    stream: BinaryIO
    path: str | None
    number: str | None = None
    kind: str | None = None
    url: str | None = None
    metadata: Mapping[str, Any] = MappingProxyType({})
    source: str = ""
    warnings: tuple[str, ...] = ()


class TooMuch(Exception):
    """Something unpacks to more than it may; the fault says to how much."""

    def __init__(self, fault: Fault, *, in_all: bool) -> None:
        super().__init__(fault.reason)
        self.fault = fault
        self.in_all = in_all


@dataclass
class _Left:
    entries: int
    unpacked_bytes: int


class Budget:
    """How much of an archive, with all archives in it, may still be unpacked.

    Attributes:
        limits: what was allowed.
        depth: how many archives are open, one within the other.
    """

    def __init__(self, limits: Limits, *, packed: int) -> None:
        """Allow what the limits allow for an archive of `packed` bytes."""
        self.limits = limits
        self.depth = 0
        self._packed = packed
        self._left = _Left(limits.entries, limits.unpacked_bytes)

    def within(self) -> "Budget":
        """The same budget, one archive deeper."""
        inner = Budget(self.limits, packed=self._packed)
        inner.depth = self.depth + 1
        inner._left = self._left
        return inner

    def take_entry(self) -> None:
        """Count one entry.

        Raises:
            TooMuch: there are more than may be.
        """
        self._left.entries -= 1
        if self._left.entries < 0:
            raise TooMuch(
                Fault(
                    f"it has more than {self.limits.entries:,} entries, and the rest was not read",
                    "Unpack it and give the folder, or raise the limit: Limits(entries=...) in Python.",
                ),
                in_all=True,
            )

    def take_bytes(self, count: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            TooMuch: they are more than may be.
        """
        self._left.unpacked_bytes -= count
        unpacked = self.limits.unpacked_bytes - self._left.unpacked_bytes
        self.check_size(unpacked)
        if unpacked > max(RATIO_COUNTS_FROM_IN_ALL, self._packed * self.limits.ratio):
            raise TooMuch(self._ratio_fault(), in_all=True)

    def check_size(self, unpacked: int) -> None:
        """Compare how large something became with what all may come to.

        Raises:
            TooMuch: it is more.
        """
        if unpacked > self.limits.unpacked_bytes:
            raise TooMuch(
                Fault(
                    f"it unpacks to more than {self.limits.unpacked_bytes:,} bytes, and the rest was not read",
                    "If you trust it, unpack it and give the folder, or raise the limit: "
                    "Limits(unpacked_bytes=...) in Python.",
                ),
                in_all=True,
            )

    def check_ratio(self, packed: int, unpacked: int) -> None:
        """Compare how large something was and became.

        Raises:
            TooMuch: it became more than `limits.ratio` times larger.
        """
        if unpacked > max(RATIO_COUNTS_FROM, packed * self.limits.ratio):
            raise TooMuch(self._ratio_fault(), in_all=False)

    def _ratio_fault(self) -> Fault:
        return Fault(
            f"it unpacks to more than {self.limits.ratio} times its size, as what is meant to do harm does",
            "If you trust it, unpack it and give the folder, or raise the limit: Limits(ratio=...) in Python.",
        )

    def unpack(self, stream: BinaryIO, *, packed: int) -> BinaryIO:
        """Copy an entry's bytes to where they can be read back and forth: to memory, or to disk if they are many.

        Args:
            stream: the entry's bytes.
            packed: how many bytes it takes in the archive.

        Raises:
            TooMuch: there are more than may be.
        """
        target: BinaryIO = io.BytesIO()
        unpacked = 0
        while chunk := stream.read(_CHUNK):
            if unpacked <= _IN_MEMORY < unpacked + len(chunk):
                target = _on_disk(target)
            unpacked += len(chunk)
            self.take_bytes(len(chunk))
            self.check_ratio(packed, unpacked)
            target.write(chunk)
        target.seek(0)
        return target


def _on_disk(held: BinaryIO) -> BinaryIO:
    """Move what was held in memory to a file without a name, which is gone when it is closed."""
    held.seek(0)
    target = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 handed on, open
    target.write(held.read())
    return target
