"""Tables as rows of cells, as CSV and XLSX have them, and back from what a spreadsheet program made of them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from onrecord.formats.annotated import plain_rows
from onrecord.formats.losses import Losses
from onrecord.tabulation import COLUMNS, Column, Tables, columns_of, frame

_TRUE, _FALSE = ("true", "1"), ("false", "0")


def tables_in(what: Tables | pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the tables with their names; one DataFrame is called as the table that it resembles, or "table"."""
    if isinstance(what, pd.DataFrame):
        yield table_named(list(map(str, what.columns))) or "table", what
    else:
        yield from what.items()


def table_named(header: Sequence[str]) -> str | None:
    """The table that a header is of, even if some columns are gone and some are new; None if it is of none.

    Example:
        >>> table_named(["article", "quote", "text", "my note"])
        'quotes'
    """
    shared = {name: len({column.name for column in columns} & set(header)) for name, columns in COLUMNS.items()}
    # Of two tables that hold all columns of a header, the one that has fewer others.
    best = max(shared, key=lambda name: (shared[name], -len(COLUMNS[name])))
    return best if shared[best] > 1 else None


def cells(table: pd.DataFrame) -> Iterator[list[Any]]:
    """The rows of a table, lists as JSON, None for what is missing."""
    for row in plain_rows(table):
        yield [json.dumps(value) if isinstance(value, list) else value for value in row.values()]


def table_from(
    name: str, header: Sequence[str], rows: Iterable[tuple[str, Sequence[Any]]], losses: Losses
) -> pd.DataFrame:
    """A table of ours from cells, whatever the order of its columns.

    Args:
        name: of the table.
        header: of the cells; columns that are neither ours nor of provenance are left out, and those of ours that lack
            are missing in all rows.
        rows: the cells of each, with where they stand, such as "row 12".
        losses: gets the columns that are left out.

    Raises:
        ValueError: a cell is not what its column holds.
    """
    columns = columns_of(name, header)
    place: Mapping[str, int] = {title: i for i, title in enumerate(header)}
    if "article" not in place:
        raise ValueError(f'The table {name} has no column "article", so that nobody knows what its rows are of.')
    losses.add(f"columns of {name} that are not ours", len(set(place) - {column.name for column in columns} - {""}))
    found = []
    for where, row in rows:
        if any(value not in (None, "") for value in row):
            of_column = [(column, place.get(column.name)) for column in columns]
            found.append(tuple(_value(row, at, column, f"{name}, {where}") for column, at in of_column))
    return frame(columns, found)


def _value(row: Sequence[Any], at: int | None, column: Column, where: str) -> Any:
    cell = row[at] if at is not None and at < len(row) else None
    if cell is None or cell == "":
        return None
    try:
        return _converted(cell, column.dtype)
    except (TypeError, ValueError):
        raise ValueError(f"{where}: {cell!r} is no value of the column {column.name}, {column.meaning}.") from None


def _converted(cell: Any, dtype: str) -> Any:
    """A cell as a value of a column; a spreadsheet may have made 12 of "12", and 12.0 of 12."""
    if dtype == "string":
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    if dtype == "boolean":
        word = str(cell).strip().lower()
        if word not in _TRUE + _FALSE:
            raise ValueError(cell)
        return word in _TRUE
    if dtype == "Float64":
        return float(str(cell).replace(",", "."))
    if dtype == "Int64":
        number = float(str(cell))
        if not number.is_integer():
            raise ValueError(cell)
        return int(number)
    pieces = cell if isinstance(cell, list) else json.loads(cell)
    if not pieces or not all(isinstance(place, int) and not isinstance(place, bool) for one in pieces for place in one):
        raise ValueError(cell)
    return [[start, end] for start, end in pieces]
