"""CSV: one table a file, for spreadsheets on request."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from onrecord.formats.losses import Losses
from onrecord.formats.sheets import cells, table_from, table_named, tables_in
from onrecord.tabulation import COLUMNS, Tables, frames

# What a spreadsheet takes for the start of a formula, with the apostrophes that may stand before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DELIMITERS = ",;\t"


def write(
    what: Tables | pd.DataFrame, path: Path, losses: Losses, *, bom: bool = False, escape_formulas: bool = False
) -> None:
    """Write one table as a file, or all as files of a folder, `quotes.csv` and so on.

    UTF-8, commas, CRLF and doubled quotation marks as in RFC 4180; pieces as JSON, nothing where a value is missing.

    Args:
        what: one table, or all.
        path: a file for one table, a folder for all.
        losses: nothing is lost.
        bom: whether the file begins with a byte order mark, by which Excel knows UTF-8.
        escape_formulas: whether a text that a spreadsheet would take for a formula, as it begins with = + - @, a tab
            or a carriage return, gets an apostrophe before it; so does one that has apostrophes before these.
    """
    if isinstance(what, pd.DataFrame):
        _write_table(what, path, bom, escape_formulas)
        return
    path.mkdir(parents=True, exist_ok=True)
    for name, table in tables_in(what):
        _write_table(table, path / f"{name}.csv", bom, escape_formulas)


def _write_table(table: pd.DataFrame, path: Path, bom: bool, escape_formulas: bool) -> None:
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\r\n")
        rows.writerow(table.columns)
        for row in cells(table):
            rows.writerow([escaped(cell) if escape_formulas else cell for cell in row])


def escaped(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula.

    Example:
        >>> escaped("=1+1"), escaped("'=1+1"), escaped("'Never,' she said"), escaped(-1)
        ("'=1+1", "''=1+1", "'Never,' she said", -1)
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def unescaped(cell: str) -> str:
    """What `escaped` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def read(path: Path, losses: Losses, *, escaped: bool = False) -> Tables:
    """Read one table or a folder of them back, also after a spreadsheet program has saved it.

    Commas, semicolons or tabs may part the cells. Tables that are not there are empty.

    Args:
        path: a file, or a folder with `quotes.csv` and the like.
        losses: gets the columns that are not ours.
        escaped: whether the file was written with `escape_formulas`, which is undone.

    Raises:
        ValueError: a file is not UTF-8, or none of our tables, or a cell is not what its column holds.
    """
    files = [path / f"{name}.csv" for name in COLUMNS] if path.is_dir() else [path]
    found = dict(frames({}).items())
    for file in files:
        if file.is_file() or not path.is_dir():
            name, table = _read_table(file, losses, escaped)
            found[name] = table
    return Tables(**found)


def _read_table(file: Path, losses: Losses, escaped: bool) -> tuple[str, pd.DataFrame]:
    # Raised only: a whole article may stand in a cell.
    csv.field_size_limit(max(csv.field_size_limit(), 2**24))
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline()
            stream.seek(0)
            rows = csv.reader(stream, delimiter=max(_DELIMITERS, key=first.count))
            header = next(rows, [])
            name = file.stem if file.stem in COLUMNS else table_named(header)
            if name is None:
                raise ValueError(f"{file} is none of our tables: its columns are {', '.join(header)[:200]}.")
            return name, table_from(name, header, _numbered(rows, escaped), losses)
    except UnicodeDecodeError:
        raise ValueError(f"{file} is not UTF-8: in the spreadsheet program, save it as “CSV UTF-8”.") from None
    except csv.Error as error:
        raise ValueError(f"{file} cannot be read as CSV: {error}") from None


def _numbered(rows: Iterator[list[str]], escaped: bool) -> Iterator[tuple[str, list[str]]]:
    for number, row in enumerate(rows, start=2):
        yield f"row {number}", [unescaped(cell) for cell in row] if escaped else row
