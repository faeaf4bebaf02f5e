"""What is known about an article as an object for JSON: whole lines of JSONL, and what lies beside other formats."""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from onrecord.formats.annotated import Annotated, RowsByTable
from onrecord.tabulation import COLUMNS, Column, columns_of


def record_of(entry: Annotated, *, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """The rows of an article as an object: one for its own row, a list for each other table.

    Args:
        entry: the article.
        leave_out: tables that are written elsewhere.
    """
    own = entry.rows["articles"]
    return {
        "id": entry.article.id,
        "article": _without_id(own[0]) if own else {},
        **{
            name: [_without_id(row) for row in entry.rows.get(name, ())]
            for name in COLUMNS
            if name != "articles" and name not in leave_out
        },
    }


def _without_id(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "article"}


def rows_from(record: Any, where: str) -> RowsByTable:
    """The rows that `record_of` made an object of; columns that are neither ours nor of provenance are left out.

    Raises:
        ValueError: it is no such object.
    """
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise ValueError(f'{where} is not an object with an "id".')
    rows: dict[str, list[dict[str, Any]]] = {}
    for name in COLUMNS:
        of_table = [record.get("article", {})] if name == "articles" else record.get(name, [])
        if not isinstance(of_table, list) or not all(isinstance(row, dict) for row in of_table):
            raise ValueError(f'{where}: its "{name}" is not a list of objects.')
        rows[name] = [
            {
                **{column.name: _value(row, column, name, where) for column in columns_of(name, row)},
                "article": record["id"],
            }
            for row in of_table
        ]
    return rows


_TYPES: Mapping[str, Any] = {"string": str, "Int64": int, "Float64": (int, float), "boolean": bool, "pieces": list}


def _value(row: Mapping[str, Any], column: Column, table: str, where: str) -> Any:
    value = row.get(column.name)
    # An entity that people added may have no mention yet.
    is_needed = column.name in ("start", "end", "pieces") and table != "entities"
    if not isinstance(value, _TYPES[column.dtype]) and (is_needed or value is not None):
        raise ValueError(f"{where}, {table}: {value!r} is no value of the column {column.name}, {column.meaning}.")
    return value


def write_line(record: Any) -> bytes:
    """An object as a line of JSONL, in UTF-8."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"


def read_lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield each object of a file of JSONL, with where it stands.

    Raises:
        ValueError: a line is not JSON in UTF-8.
    """
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                where = f"Line {number} of {path}"
                try:
                    yield where, json.loads(line)
                except ValueError as error:
                    raise ValueError(f"{where} is not JSON in UTF-8: {error}") from None
