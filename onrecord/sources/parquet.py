"""Parquet files: one article a row."""

from collections.abc import Iterator
from typing import BinaryIO

from onrecord.sources.columns import GUESSED, Columns, Record, flat, texts
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits

BATCH_ROWS = 256
"""Rows that are held in memory at one time."""


def read(stream: BinaryIO, *, limits: Limits, columns: Columns = GUESSED) -> Iterator[Found | Fault]:
    """Yield a text for each row.

    Parquet has no row with the names of the columns: the first article is row 1. The fields of a struct are
    columns of their own, "author.name".

    Example:
        What `frame.to_parquet("news.parquet")` of pandas wrote, with the column "text".

    Does not read folders of Parquet files as one table: each is a file of its own.

    Args:
        stream: the open file. It is read by pieces of row groups, so that it may be larger than memory.
        limits: not needed here.
        columns: what is which column.
    """
    yield from texts(_records(stream), columns=columns)


def _records(stream: BinaryIO) -> Iterator[Record | Fault]:
    # Imported here: who reads no Parquet need not wait for it.
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        for batch in pq.ParquetFile(stream).iter_batches(batch_size=BATCH_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield Record(str(number), flat(row))
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Fault(
            f"it cannot be read as Parquet{' from this row on' if number else ''} ({type(error).__name__})",
            "Check that it was copied as a whole and is not encrypted, or write it again.",
            member=str(number + 1) if number else None,
        )
