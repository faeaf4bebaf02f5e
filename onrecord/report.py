"""The report: what became of each file, and of each part of one."""

from dataclasses import astuple, dataclass, field
from typing import Any

import pandas as pd

from onrecord.articles import Article
from onrecord.finding import Problem
from onrecord.reading import Reading
from onrecord.tabulation import Column, frame

REPORT_COLUMNS = (
    Column("path", "string", "the file"),
    Column("member", "string", "the part of it: a line or row by its number, an archive's entry by its path"),
    Column("kind", "string", "what kind of input it is, such as HTML, if that can be told"),
    Column("status", "string", "read, flagged (read, with a warning), skipped (nothing is wrong with it) or failed"),
    Column("reason", "string", "the warnings, or why there is no article; missing where all is well"),
    Column("advice", "string", "what mends it"),
    Column("articles", "Int64", "number of articles that the row stands for"),
    Column("seconds", "Float64", "time that reading took, and the pipeline's, shared out by length among a batch"),
)
"""The columns of a report."""


@dataclass
class _Row:
    path: str
    member: str | None
    kind: str | None
    status: str
    reason: str | None = None
    advice: str | None = None
    articles: int = 0
    seconds: float = 0.0

    def values(self) -> tuple[Any, ...]:
        *values, seconds = astuple(self)
        return (*values, round(seconds, 3))


@dataclass
class Report:
    """Gathers what became of each file.

    A row stands for all articles of a file, or of an archive's entry, that came without a warning; each article
    with one has a row of its own, and so has each part that gave none. So `articles` adds up to the number of
    articles, and each file has at least one row.

    Example:
        >>> report = Report()
        >>> report.add(Reading(Problem("a.txt", "it is empty", "Nothing to do."), "a.txt", kind="text"))
        >>> report.frame()["status"].tolist()
        ['failed']
    """

    _rows: list[_Row] = field(default_factory=list)
    _open: dict[tuple[str, str | None], _Row] = field(default_factory=dict)

    def add(self, reading: Reading, *, seconds: float = 0.0) -> None:
        """Count what one reading gave.

        Args:
            reading: an article or a problem, and how it came about.
            seconds: what was done with it besides reading took so long.
        """
        if isinstance(reading.item, Article) and not reading.item.warnings:
            self._add_good(reading, seconds)
        else:
            self._rows.append(_row_of(reading, seconds))

    def frame(self) -> pd.DataFrame:
        """The report as a table, in the order of reading (REPORT_COLUMNS)."""
        return frame(REPORT_COLUMNS, [row.values() for row in self._rows])

    def _add_good(self, reading: Reading, seconds: float) -> None:
        place = (reading.path, reading.entry)
        row = self._open.get(place)
        if row is None:
            row = self._open[place] = _row_of(reading, seconds)
            self._rows.append(row)
            return
        # The row stands for several now.
        row.member = reading.entry
        row.articles += 1
        row.seconds += reading.seconds + seconds


def report_row(reading: Reading, *, seconds: float = 0.0) -> tuple[Any, ...]:
    """The row of one reading, for a report in which each article has its own (REPORT_COLUMNS).

    Args:
        reading: an article or a problem, and how it came about.
        seconds: what was done with it besides reading took so long.
    """
    return _row_of(reading, seconds).values()


def _row_of(reading: Reading, seconds: float) -> _Row:
    item, seconds = reading.item, reading.seconds + seconds
    if isinstance(item, Problem):
        status = "skipped" if item.skipped else "failed"
        return _Row(item.path, item.member, reading.kind, status, item.reason, item.advice, 0, seconds)
    row = _Row(reading.path, reading.member, reading.kind, "read", articles=1, seconds=seconds)
    if item.warnings:
        row.status, row.reason = "flagged", "; ".join(item.warnings)
        row.advice = "Look at the text: it was read as it stands."
    return row
