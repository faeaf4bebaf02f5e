"""XLSX: one sheet a table, every text a text."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from onrecord.formats.losses import Losses
from onrecord.formats.sheets import cells, table_from, table_named, tables_in
from onrecord.formats.units import utf16_length
from onrecord.tabulation import COLUMNS, Tables, frames

MOST_ROWS = 1_048_576
"""Rows of a sheet, the header included. What is more goes on in a sheet of its own, "quotes_2"."""

MOST_CHARACTERS = 32_767
"""UTF-16 code units of a cell, as Excel counts."""

# Characters that XML has no place for, which the format writes as _x0001_; and what would be read as such.
_CODED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

_NOT_PLAIN = frozenset("=+-@#")
"""How a text begins that openpyxl takes for a formula or an error, or a spreadsheet program does when it is edited."""


def write(what: Tables | pd.DataFrame, path: Path, losses: Losses) -> None:
    """Write a workbook. Nothing in it is a formula: each text is written as one, whatever it begins with.

    A text that is longer than a cell may be is cut, which is told.
    """
    # Imported here: who exports no workbook need not wait for it.
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    for name, table in tables_in(what):
        rows = list(cells(table))
        most = MOST_ROWS - 1
        for number, first in enumerate(range(0, max(1, len(rows)), most), start=1):
            sheet = workbook.create_sheet(name if number == 1 else f"{name}_{number}")
            sheet.freeze_panes = "A2"
            sheet.append([_cell(sheet, str(column), name, losses) for column in table.columns])
            for row in rows[first : first + most]:
                sheet.append([_cell(sheet, value, name, losses) for value in row])
    workbook.save(path)


def _cell(sheet: Any, value: Any, name: str, losses: Losses) -> Any:
    """A value as a cell; text is never a formula, an error or a date to it, nor becomes one when somebody edits it."""
    if not isinstance(value, str):
        return value
    coded = _CODED.sub(_code, value)
    if len(coded) > MOST_CHARACTERS or (2 * len(value) > MOST_CHARACTERS and utf16_length(value) > MOST_CHARACTERS):
        losses.add(f"ends of texts of {name}, longer than {MOST_CHARACTERS:,} characters")
        coded = _cut(value)
    if value[:1] not in _NOT_PLAIN:
        return coded
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=coded)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _code(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def _cut(text: str) -> str:
    """As much of a text as a cell may hold, coded."""
    parts, length = [], 0
    for char in text:
        # "_" is coded only before what looks like a code: to count it so everywhere cuts too much, never too little.
        coded = _CODED.sub(_code, char) if char != "_" else "_x005F_"
        length += max(len(coded), utf16_length(char))
        if length > MOST_CHARACTERS:
            break
        parts.append(char)
    return _CODED.sub(_code, "".join(parts))


def read(path: Path, losses: Losses) -> Tables:
    """Read a workbook back, also after a spreadsheet program has saved it. Tables that are not there are empty.

    Raises:
        ValueError: it is no workbook, or holds none of our tables, or a cell is not what its column holds.
    """
    import openpyxl

    found: dict[str, list[pd.DataFrame]] = {}
    # As a stream: by its path, openpyxl would go by the ending.
    with path.open("rb") as stream:
        try:
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except (zipfile.BadZipFile, KeyError, ValueError) as error:
            raise ValueError(f"{path} cannot be read as a workbook ({type(error).__name__}).") from None
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            rows = _rows(sheet)
            _, header = next(rows, ("", []))
            titles = ["" if title is None else str(title) for title in header]
            title = re.sub(r"_[0-9]+$", "", sheet.title)
            name = title if title in COLUMNS else table_named(titles)
            if name is not None:
                found.setdefault(name, []).append(table_from(name, titles, rows, losses))
    if not found:
        raise ValueError(f"{path} holds none of our tables.")
    empty = dict(frames({}).items())
    return Tables(**{**empty, **{name: pd.concat(parts, ignore_index=True) for name, parts in found.items()}})


def _rows(sheet: Any) -> Iterator[tuple[str, Sequence[Any]]]:
    from openpyxl.utils.escape import unescape

    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        where = f"row {number} of the sheet {sheet.title}"
        yield where, [unescape(cell) if isinstance(cell, str) else cell for cell in row]
