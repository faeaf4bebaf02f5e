"""Tables as text: CSV, TSV and their kin, one article a row."""

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from onrecord.sources.columns import GUESSED, Columns, Row, known_field, numbered, texts
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits
from onrecord.sources.streams import as_text

DELIMITERS = ",;\t|"
"""What may part the cells, the most usual first."""

ONE_COLUMN = "\x1f"
"""The delimiter of a table with one column: the unit separator, which stands in no text."""

SAMPLE_LENGTH = 200_000
"""The characters from which it is told what parts the cells."""

_EXCEL_HINT = re.compile(r"sep=(.)\r?\n")


@dataclass(frozen=True)
class Dialect:
    """How a table is written down.

    Attributes:
        delimiter: what parts the cells.
        has_backslashes: whether a quotation mark in a cell is written with a backslash before it, and not twice.
        first_line: the lines to be passed over before the header.
    """

    delimiter: str
    has_backslashes: bool = False
    first_line: int = 0


def read(stream: BinaryIO, *, limits: Limits, columns: Columns = GUESSED) -> Iterator[Found | Fault]:
    r"""Yield a text for each row.

    What parts the cells (comma, semicolon, tab or |) and how quotation marks are written is told from the start
    of the file. A row is called by the number that a spreadsheet shows for it: the header is row 1, and a row
    whose text has line breaks counts once. The text is the cell as it is.

    Example:
        The file 'date;body\n9.10.2025;"“Never,” said Ines Duarte."\n' gives one text, called row 2.

    Does not guess the encoding of a file that is larger than `text_bytes`: such a file has to be UTF-8, or UTF-16
    with its mark.

    Args:
        stream: the open file. It is read row by row, so that it may be larger than memory.
        limits: a cell longer than `text_bytes` is a fault that ends the reading.
        columns: what is which column.
    """
    opened = as_text(stream, limits=limits)
    if isinstance(opened, Fault):
        yield opened
        return
    lines = opened.text
    # The limit is one for all of Python: it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), limits.text_bytes))
    dialect = told_dialect(lines.read(SAMPLE_LENGTH))
    lines.seek(0)
    for _ in range(dialect.first_line):
        lines.readline()
    records = numbered(_rows(lines, dialect, limits.text_bytes), is_padded=True)
    yield from texts(records, columns=columns, warnings=opened.warnings)


def told_dialect(sample: str) -> Dialect:
    r"""Tell from the start of a table how it is written.

    The one under which most rows have as many cells as the header wins; names that are known count for it.

    Example:
        >>> told_dialect("title;text\nPier sold;Never, she said.\n").delimiter
        ';'

    Does not know tables with cells of fixed width.
    """
    hint = _EXCEL_HINT.match(sample)
    if hint is not None:
        return Dialect(hint[1], first_line=1)
    escapes = (False, True) if '\\"' in sample else (False,)
    candidates = [Dialect(delimiter, escape) for delimiter in (*DELIMITERS, ONE_COLUMN) for escape in escapes]
    return max(candidates, key=lambda dialect: _fit(sample, dialect))


def _fit(sample: str, dialect: Dialect) -> tuple[float, int]:
    """How well a dialect explains the start of a table: names that are known, rows of one length, many columns."""
    rows = []
    # A NUL, or a cell that is too long, ends what can be told; `_rows` will say so.
    with contextlib.suppress(csv.Error):
        for row in _reader(io.StringIO(sample, newline=""), dialect):
            if row:
                rows.append(row)
    if len(sample) == SAMPLE_LENGTH and len(rows) > 1:
        # The sample ends in the middle of its last row.
        del rows[-1]
    if not rows:
        return 0.0, 0
    widths = Counter(map(len, rows))
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    likely_headers = [row for row in rows[:10] if len(row) == width and max(map(len, row)) < 80]
    names = max((sum(known_field(cell) is not None for cell in row) for row in likely_headers), default=0)
    if width == 1:
        # Every dialect that parts nothing sees one column: more columns are more likely if half of the rows agree.
        return (0.5 + names, 1) if dialect.delimiter == ONE_COLUMN else (0.0, 1)
    return names + count / len(rows), width


@dataclass
class _Lines:
    """The lines of a table as the csv module takes them, watched for what it does not tell.

    Attributes:
        lines: the open text.
        longest: the characters that a line may have.
        count: the lines of the row that is being read.
        nuls: the NULs that were left out of it: no csv module before Python 3.11 takes them.
        has_ended: whether the end was met while a row was being read.
        is_too_long: whether the reading ended at a line that is too long.
    """

    lines: io.TextIOBase
    longest: int
    count: int = 0
    nuls: int = 0
    has_ended: bool = False
    is_too_long: bool = False

    def __iter__(self) -> Iterator[str]:
        while line := self.lines.readline(self.longest + 1):
            if len(line) > self.longest:
                self.is_too_long = True
                return
            self.count += 1
            self.nuls += line.count("\0")
            yield line.replace("\0", "")
        self.has_ended = True


def _rows(lines: io.TextIOBase, dialect: Dialect, longest: int) -> Iterator[Row | Fault]:
    """Yield the rows, and a fault for what the csv module cannot read or would read wrongly."""
    watched = _Lines(lines, longest)
    rows = _reader(watched, dialect)
    number = 0
    while True:
        number += 1
        watched.count = watched.nuls = 0
        try:
            cells = next(rows, None)
        except csv.Error:
            cells = None
            watched.is_too_long = True
        if watched.is_too_long:
            yield _too_long(number, longest)
            return
        if cells is None:
            return
        warnings = [f"{watched.nuls} NUL characters were left out of its row"] if watched.nuls else []
        # A row ends with its line; only one whose quotation mark is still open goes on to the end of the file.
        if watched.has_ended and watched.count > 1:
            yield _never_closed(number, watched.count)
            return
        if watched.has_ended:
            warnings.append("a quotation mark in its row is never closed")
        yield Row(number, cells, tuple(warnings))


def _too_long(number: int, longest: int) -> Fault:
    return Fault(
        f"it has a cell of more than {longest:,} characters, and was not read from there on",
        "Look whether a quotation mark in this row is never closed. If the text is so long indeed, raise the limit: "
        "read_articles(..., limits=Limits(text_bytes=...)) in Python.",
        member=str(number),
    )


def _never_closed(number: int, lines: int) -> Fault:
    return Fault(
        f"a quotation mark in it is never closed, so that it takes in the last {lines:,} lines of the file",
        "Close the quotation mark, or write each mark within a cell twice.",
        member=str(number),
    )


def _reader(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        doublequote=not dialect.has_backslashes,
        escapechar="\\" if dialect.has_backslashes else None,
    )
