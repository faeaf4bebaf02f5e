"""Archives and compressed files: ZIP, TAR, gzip, bzip2 and xz, walked without writing anything by their names."""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO, cast

from onrecord.sources.entries import Budget, Entry, TooMuch
from onrecord.sources.found import Fault
from onrecord.sources.kinds import COMPANIONS, companion_of, of_a_page

_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)
"""What Python's modules raise on archives that are damaged, or of a kind that they do not know."""

_TAR_MARK = 257
"""Where a TAR says that it is one."""

AGAIN = "Fetch or make it again; or unpack it and give the folder."


def walk(stream: BinaryIO, name: str, kind: str, budget: Budget) -> Iterator[Entry | Fault]:
    """Yield the files of an archive, one by one, and a fault for each entry that cannot be read.

    Example:
        An archive with a.txt, and b.txt that is locked with a password, gives an Entry and a Fault.

    Does not follow links, does not read entries whose paths lead out of the archive, and writes nothing but
    files without names, which are gone when they are closed. An entry is to be read before the next is asked for.

    Args:
        stream: the open file.
        name: its name or path.
        kind: its kind: "ZIP", "TAR", "gzip", "bzip2" or "xz".
        budget: how much may still be unpacked.
    """
    walker = {"ZIP": _zip, "TAR": _tar}.get(kind)
    try:
        yield from walker(stream, budget) if walker else _compressed(stream, name, kind, budget)
    except TooMuch as error:
        yield error.fault
    except _DAMAGED as error:
        yield Fault(f"it is damaged ({_said(error)})", AGAIN)


# ZIP


def _zip(stream: BinaryIO, budget: Budget) -> Iterator[Entry | Fault]:
    with zipfile.ZipFile(stream) as archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        companions = _companions({info.filename for info in files})
        told: set[str] = set()
        for info in files:
            budget.take_entry()
            folder = next((folder for folder in _companion_like(info.filename) if folder in companions), None)
            if folder is None:
                yield _zip_entry(archive, info, budget)
            elif folder not in told:
                told.add(folder)
                yield _named(of_a_page(companions[folder]), folder)


def _companions(names: set[str]) -> dict[str, str]:
    """The folders that belong to saved pages → these pages."""
    pages = {folder: companion_of(folder, names) for name in names for folder in _companion_like(name)}
    return {folder: page for folder, page in pages.items() if page}


def _companion_like(name: str) -> Iterator[str]:
    """Yield the folders that a path leads through, of those that may belong to a saved page."""
    end = 0
    for part in name.split("/")[:-1]:
        end += len(part)
        if part.endswith(COMPANIONS):
            yield name[:end]
        end += 1


def _zip_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Entry | Fault:
    mode = info.external_attr >> 16
    fault = _leads_out(info.filename) or _hidden(info.filename)
    if fault is None and mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        fault = _no_file()
    if fault is None and info.flag_bits & 0x1:
        fault = Fault("it is locked with a password", "Unpack it with its password and give the folder.")
    if fault:
        return _named(fault, info.filename)
    try:
        with archive.open(info) as packed:
            return Entry(info.filename, budget.unpack(cast(BinaryIO, packed), packed=info.compress_size), info.filename)
    except TooMuch as error:
        if error.in_all:
            raise
        return _named(error.fault, info.filename)
    except (*_DAMAGED, RuntimeError) as error:
        return _named(Fault(f"it is damaged ({_said(error)})", AGAIN), info.filename)


# TAR


class _StrictTarInfo(tarfile.TarInfo):
    """An entry's header. One that is broken is an error also behind good entries, not the end of the archive."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> "_StrictTarInfo":
        try:
            return super().fromtarfile(tarfile_)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(error)) from error


def _tar(stream: BinaryIO, budget: Budget) -> Iterator[Entry | Fault]:
    """Yield the files of a TAR in one pass: the stream may be a compressed one, which cannot go back."""
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_StrictTarInfo) as archive:
        for info in archive:
            if info.isdir():
                continue
            budget.take_entry()
            # TAR has no list of contents, so that what is passed over is unpacked as well.
            fault = _leads_out(info.name) or _hidden(info.name) or (None if info.isreg() else _no_file())
            content = None if fault else archive.extractfile(info)
            if fault or content is None:
                yield _named(fault or _no_file(), info.name)
                continue
            with content:
                unpacked = budget.unpack(cast(BinaryIO, content), packed=_stored_size(info))
            yield Entry(info.name, unpacked, info.name)


def _stored_size(info: tarfile.TarInfo) -> int:
    """The bytes that an entry takes in the TAR: a sparse file has holes, which take none."""
    holes: list[tuple[int, int]] | None = getattr(info, "sparse", None)
    return info.size if holes is None else sum(size for _, size in holes)


# Compressed files


_Compressed = gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile


class _Unpacking(io.RawIOBase):
    """What a compressed stream unpacks to, counted while it is read."""

    def __init__(self, unpacked: _Compressed, packed: BinaryIO, budget: Budget) -> None:
        self._unpacked = unpacked
        self._packed = packed
        self._budget = budget
        self._count = 0
        self.rubbish_behind = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        try:
            # read1, not read: what was unpacked before an error is not lost with it.
            chunk = self._unpacked.read1(len(view))
        except gzip.BadGzipFile as error:
            if not str(error).startswith("Not a gzipped file") or not self._count:
                raise
            # All was unpacked, and something else follows, as after a download that was resumed.
            self.rubbish_behind = True
            return 0
        self._count += len(chunk)
        self._budget.check_size(self._count)
        self._budget.check_ratio(self._packed.tell(), self._count)
        view[: len(chunk)] = chunk
        return len(chunk)


def _compressed(stream: BinaryIO, name: str, kind: str, budget: Budget) -> Iterator[Entry | Fault]:
    """Yield the one file that a compressed file is, or the files of the TAR in it."""
    with closing(_opened(stream, kind)) as unpacked:
        raw = _Unpacking(unpacked, stream, budget)
        buffered = io.BufferedReader(raw, buffer_size=1 << 16)
        stem = _without_ending(name)
        if stem.lower().endswith(".tar") or buffered.peek(512)[_TAR_MARK:].startswith(b"ustar"):
            yield from _tar(cast(BinaryIO, buffered), budget)
            return
        budget.take_entry()
        # How large it was is what `raw` knows, and checks.
        content = budget.unpack(cast(BinaryIO, buffered), packed=budget.limits.unpacked_bytes)
        warnings = ("its compressed file goes on after its end with something else",) if raw.rubbish_behind else ()
        yield Entry(stem, content, None, warnings=warnings)


def _opened(stream: BinaryIO, kind: str) -> _Compressed:
    if kind == "gzip":
        return gzip.GzipFile(fileobj=stream)
    return bz2.BZ2File(stream) if kind == "bzip2" else lzma.LZMAFile(stream)


def _without_ending(name: str) -> str:
    stem, ending = os.path.splitext(name)
    return stem + ".tar" if ending.lower() in (".tgz", ".tbz2", ".txz") else stem


# Entries that are not read


def _named(fault: Fault, name: str) -> Fault:
    return Fault(fault.reason, fault.advice, member=name, skipped=fault.skipped)


def _leads_out(name: str) -> Fault | None:
    """The fault of a path that is absolute, climbs, or names a drive; also as Windows would understand it."""
    parts = name.replace("\\", "/").split("/")
    if parts[0] and not parts[0].endswith(":") and ".." not in parts:
        return None
    return Fault(
        "its path leads out of the archive", "Be wary of this archive: whoever made it may have meant to do harm."
    )


def _hidden(name: str) -> Fault | None:
    """The fault of what an operating system adds to archives, and of hidden files."""
    parts = name.split("/")
    if parts[0] != "__MACOSX" and not any(part.startswith(".") and part != "." for part in parts):
        return None
    return Fault("its name is that of a hidden file", "Nothing to do.", skipped=True)


def _no_file() -> Fault:
    return Fault("it is a link, a pipe or a device, and is not followed", "Nothing to do.", skipped=True)


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
