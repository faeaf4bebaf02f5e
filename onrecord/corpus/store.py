"""The files of a corpus: Parquet parts, and the manifest that says which of them count.

A part is written once and never changed. A batch is some articles' parts, one for each table; it is there as soon
as the manifest that names it has taken the place of the one before, which is one rename. So whatever ends a process
at whatever moment, the manifest names only parts that are whole, and what it does not name is swept away.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from onrecord.corpus.errors import CorpusDamaged, CorpusError, CorpusInUse
from onrecord.near_duplicates import DUPLICATES_COLUMNS
from onrecord.report import REPORT_COLUMNS
from onrecord.tabulation import COLUMNS, arrow_schema

MANIFEST = "manifest.json"
LOCK = "lock"
PARTS = "parts"
CORRECTIONS = "corrections.sqlite"

FORMAT = 1
"""The arrangement of files that this version writes, and the only one that it reads."""

INPUT = "_input"
"""The column of every part that says which input a row is from; users do not see it."""

VERSIONS = "duplicates"
"""The table of near-duplicates. It is made anew as a whole, for it is about all articles at once."""

SMALL_BATCHES = 32
"""So many small batches are left as they are: it would cost more to make large ones of them than it would help."""

_ROWS_HELD = 500

_ROW_OF = pa.field(INPUT, pa.int64())

SCHEMAS: Mapping[str, pa.Schema] = MappingProxyType(
    {
        **{name: pa.schema([_ROW_OF, *arrow_schema(columns)]) for name, columns in COLUMNS.items()},
        "report": pa.schema([_ROW_OF, *arrow_schema(REPORT_COLUMNS)]),
        "texts": pa.schema(
            [_ROW_OF, pa.field("article", pa.string()), pa.field("text", pa.string()), pa.field("record", pa.string())]
        ),
        "inputs": pa.schema(
            [
                _ROW_OF,
                # Names of files are bytes, and not always text.
                pa.field("key", pa.binary()),
                pa.field("path", pa.string()),
                pa.field("size", pa.int64()),
                pa.field("modified", pa.int64()),
                pa.field("sha256", pa.string()),
                pa.field("first", pa.int64()),
                pa.field("readings", pa.int64()),
                pa.field("done", pa.bool_()),
            ]
        ),
    }
)
"""The tables of a batch, with the types of their columns."""

VERSIONS_SCHEMA = arrow_schema(DUPLICATES_COLUMNS)

Rows = Mapping[str, Sequence[Sequence[Any]]]
"""Rows by table, each with the number of its input first."""


class Part(NamedTuple):
    """One Parquet file, as it was written."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Batch:
    """The parts that were committed together, by table; a table without rows has none."""

    number: int
    parts: Mapping[str, Part]


@dataclass(frozen=True)
class Manifest:
    """What is in a corpus.

    Attributes:
        made_by: what the rows depend on: version, model and options.
        versions: of Python and of the packages that made the last batch; for people.
        next: the number of the next batch. None is given twice, save those of batches that were never committed.
        batches: in the order of reading.
        duplicates: the table of near-duplicates of just these batches, if it was made.
    """

    made_by: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    next: int = 1
    batches: tuple[Batch, ...] = ()
    duplicates: Batch | None = None

    def parts(self) -> Iterator[tuple[str, Batch]]:
        """Yield the table and batch of each part."""
        for batch in (*self.batches, *([self.duplicates] if self.duplicates else [])):
            for table in batch.parts:
                yield table, batch


def folder_of(folder: str | os.PathLike[str]) -> Path:
    """The folder of a corpus.

    Raises:
        CorpusError: it is an address.
    """
    if "://" in os.fspath(folder):
        raise CorpusError(
            f"{os.fspath(folder)} is no folder. A corpus is locked while it is written, and its files are synced and "
            "renamed into their places, which an object store does not do. Give a folder of a disk, and copy it when "
            "the run is done: parts first, manifest.json last."
        )
    return Path(folder)


def part_path(folder: Path, table: str, batch: Batch) -> Path:
    """Where a part of a batch lies."""
    return folder / PARTS / table / f"{batch.number:08}.parquet"


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a corpus.

    Raises:
        FileNotFoundError: there is none.
        CorpusDamaged: it is not what was written.
        CorpusError: another version wrote it, in another arrangement.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_bytes())
        checksum = found.pop("checksum")
        if checksum != _checksum(found):
            raise ValueError("its checksum is another")
        if found["format"] != FORMAT:
            raise CorpusError(f"{path} has the format {found['format']}, and this version knows {FORMAT} only.")
        *batches, duplicates = map(_batch_of, (*found["batches"], found["duplicates"]))
        return Manifest(found["made_by"], found["versions"], found["next"], tuple(filter(None, batches)), duplicates)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusDamaged(
            f"{path} is damaged ({error}). Put a copy of the corpus in its place if you have one, or move the folder "
            "away and have everything read again."
        ) from error


def _batch_of(entry: Mapping[str, Any] | None) -> Batch | None:
    if entry is None:
        return None
    return Batch(entry["number"], {table: Part(*part) for table, part in entry["parts"].items()})


def _checksum(found: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def damage(folder: Path, table: str, batch: Batch, *, whole: bool = True) -> str | None:
    """Say what is wrong with a part, if something is.

    Args:
        folder: that of the corpus.
        table: the table.
        batch: the batch.
        whole: whether all its bytes are compared with what was written, or only their number.
    """
    part, path = batch.parts[table], part_path(folder, table, batch)
    try:
        if path.stat().st_size != part.bytes:
            return f"{path} has {path.stat().st_size:,} bytes of {part.bytes:,}"
        if whole:
            with open(path, "rb") as stream:
                if sha256_of(stream) != part.sha256:
                    return f"{path} is not what was written"
    except OSError as error:
        return f"{path} cannot be read ({error.strerror or error})"
    return None


def sha256_of(stream: BinaryIO) -> str:
    """The SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def read_part(folder: Path, table: str, batch: Batch, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a part, or some of its columns."""
    # From a file that Python has opened: pyarrow does not know all names that a file can have.
    with open(part_path(folder, table, batch), "rb") as stream:
        return pq.read_table(stream, columns=columns)


class Store:
    """A corpus that is being written, by nobody else at the same time: see `locked`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.manifest = read_manifest(folder)
        except FileNotFoundError as error:
            # It is written before the first part.
            if any((folder / PARTS).glob("*/*")):
                raise CorpusDamaged(
                    f"{folder / MANIFEST} is gone, and without it nobody knows what counts. Put a copy in its place if "
                    "you have one, or move the folder away and have everything read again."
                ) from error
            self.manifest = Manifest()

    @classmethod
    @contextmanager
    def locked(cls, folder: Path) -> Iterator["Store"]:
        """Open a corpus for writing; the folder is made if need be.

        The lock is the system's own: it ends with the process that has it, however that ends.

        Raises:
            CorpusInUse: another process has it open.
            CorpusError: the folder holds other things and is no corpus.
            OSError: the folder cannot be made or written.
        """
        _make_folder(folder)
        lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise CorpusInUse(
                f"Another process writes into {folder}. Wait until it is done, or give another folder."
            ) from error
        try:
            store = cls(folder)
            store.sweep()
            yield store
        finally:
            lock.release()

    def sweep(self) -> None:
        """Remove what a process that was stopped has left, and what no manifest names any more."""
        named = {part_path(self.folder, table, batch) for table, batch in self.manifest.parts()}
        left = [path for path in (self.folder / PARTS).glob("*/*") if path not in named]
        left += self.folder.glob(f"{MANIFEST}.*.tmp")
        for path in left:
            # On Windows somebody may have it open: then the next one removes it.
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def damaged(self) -> list[tuple[Batch, str]]:
        """The batches of which a part is damaged, each with what is wrong."""
        found = ((batch, damage(self.folder, table, batch)) for table, batch in self.manifest.parts())
        return [(batch, wrong) for batch, wrong in found if wrong]

    def add(self, rows: Rows, *, versions: Mapping[str, str]) -> None:
        """Write and commit a batch."""
        tables = {name: _table(rows[name], schema) for name, schema in SCHEMAS.items() if rows.get(name)}
        batch = self._write(self.manifest.next, tables)
        self._commit(
            replace(
                self.manifest,
                versions=versions,
                next=batch.number + 1,
                batches=(*self.manifest.batches, batch),
                duplicates=None,
            )
        )

    def set_duplicates(self, found: pa.Table) -> None:
        """Write and commit the table of near-duplicates."""
        batch = self._write(self.manifest.next, {VERSIONS: found})
        self._commit(replace(self.manifest, next=batch.number + 1, duplicates=batch))

    def set_maker(self, made_by: Mapping[str, Any]) -> None:
        """Commit that what comes depends on other options. All that was there is gone."""
        self._commit(Manifest(made_by=made_by, next=self.manifest.next))

    def drop(self, *, inputs: frozenset[int] = frozenset(), batches: frozenset[int] = frozenset()) -> None:
        """Commit that some inputs, and whole batches that are damaged, are in the corpus no more.

        Does not remove files: someone may be reading them. The next `sweep` does.
        """
        number, kept = self.manifest.next, []
        for batch in self.manifest.batches:
            if batch.number in batches:
                continue
            if inputs.isdisjoint(self._column(batch, "inputs", INPUT)):
                kept.append(batch)
                continue
            rest = {table: self._without(batch, table, inputs) for table in batch.parts}
            rest = {table: rows for table, rows in rest.items() if len(rows)}
            if rest:
                kept.append(self._write(number, rest))
                number += 1
        self._commit(replace(self.manifest, next=number, batches=tuple(kept), duplicates=None))

    def merge(self, articles: int) -> None:
        """Make larger parts of small ones that follow each other, once there are many: each file costs a query time.

        Args:
            articles: how many rows of the report a batch may have; what is under half of that is small.
        """
        sizes = [batch.parts["report"].rows if "report" in batch.parts else 0 for batch in self.manifest.batches]
        if sum(2 * size < articles for size in sizes) < SMALL_BATCHES:
            return
        number, held = self.manifest.next, 0
        merged: list[list[Batch]] = []
        for batch, size in zip(self.manifest.batches, sizes, strict=True):
            if not merged or held + size > articles:
                merged.append([])
                held = 0
            merged[-1].append(batch)
            held += size
        batches = []
        for together in merged:
            if len(together) > 1:
                batches.append(self._write(number, self._joined(together)))
                number += 1
            else:
                batches += together
        if len(batches) < len(sizes):
            self._commit(replace(self.manifest, next=number, batches=tuple(batches)))

    def rows(
        self, table: str, columns: Sequence[str] | None = None, *, skipped: Set[int] = frozenset()
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table as dictionaries, those of some batches left out."""
        for batch in self.manifest.batches:
            if table in batch.parts and batch.number not in skipped:
                for some in read_part(self.folder, table, batch, columns).to_batches(max_chunksize=_ROWS_HELD):
                    yield from some.to_pylist()

    def _column(self, batch: Batch, table: str, column: str) -> list[Any]:
        return read_part(self.folder, table, batch, [column])[column].to_pylist() if table in batch.parts else []

    def _without(self, batch: Batch, table: str, inputs: frozenset[int]) -> pa.Table:
        rows = read_part(self.folder, table, batch)
        return rows.filter(pc.invert(pc.is_in(rows[INPUT], pa.array(sorted(inputs), pa.int64()))))

    def _joined(self, batches: Sequence[Batch]) -> dict[str, pa.Table]:
        parts = {
            table: [read_part(self.folder, table, batch) for batch in batches if table in batch.parts]
            for table in SCHEMAS
        }
        return {table: pa.concat_tables(of_table) for table, of_table in parts.items() if of_table}

    def _write(self, number: int, tables: Mapping[str, pa.Table]) -> Batch:
        parts = {}
        for table, rows in tables.items():
            path = part_path(self.folder, table, Batch(number, {}))
            _make_folder_for_good(path.parent)
            sink = pa.BufferOutputStream()
            pq.write_table(rows, sink, compression="zstd", write_page_checksum=True)
            content = sink.getvalue().to_pybytes()
            write_whole(path, content)
            parts[table] = Part(len(rows), len(content), hashlib.sha256(content).hexdigest())
        return Batch(number, parts)

    def _commit(self, manifest: Manifest) -> None:
        found: dict[str, Any] = {"format": FORMAT, **asdict(manifest)}
        write_whole(
            self.folder / MANIFEST, json.dumps({**found, "checksum": _checksum(found)}, separators=(",", ":")).encode()
        )
        self.manifest = manifest


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that under its name there is all of it, or what was there before.

    Raises:
        OSError: it cannot be written; its name is that of the file.
    """
    # In the same folder: a rename over a border between file systems would be a copy.
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(temporary, "xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error


def _sync_folder(folder: Path) -> None:
    """Have the system write down the names in a folder. Windows does so by itself, and knows no other way."""
    if os.name == "nt":
        return
    try:
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from error


def _make_folder_for_good(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        for parent in (folder.parent, folder.parent.parent):
            _sync_folder(parent)


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    strangers = {path.name for path in folder.iterdir()} - {LOCK, PARTS, MANIFEST}
    strangers = {name for name in strangers if not (name.startswith(MANIFEST) and name.endswith(".tmp"))}
    # SQLite has more files beside its own.
    strangers = {name for name in strangers if not name.startswith(CORRECTIONS)}
    if strangers and not (folder / MANIFEST).exists():
        raise CorpusError(
            f"{folder} is no corpus, and holds other files, such as {min(strangers)}: give a folder of its own."
        )


def _table(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True)
    return pa.Table.from_arrays(
        [pa.array(values, of_column.type) for values, of_column in zip(columns, schema, strict=True)], schema=schema
    )
