"""Parquet: one table a file, with its types."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from onrecord.formats.losses import Losses
from onrecord.formats.sheets import table_from, table_named, tables_in
from onrecord.tabulation import COLUMNS, Tables, arrow_table, columns_of, frames


def write(what: Tables | pd.DataFrame, path: Path, losses: Losses) -> None:
    """Write one table as a file, or all as files of a folder, which `onrecord.read_tables` reads as well."""
    if isinstance(what, pd.DataFrame):
        name = table_named(list(map(str, what.columns)))
        is_ours = name is not None and list(what.columns) == [column.name for column in columns_of(name, what.columns)]
        if name is not None and is_ours:
            pq.write_table(arrow_table(name, what), path)
        else:
            what.to_parquet(path, index=False)
        return
    path.mkdir(parents=True, exist_ok=True)
    for name, table in tables_in(what):
        pq.write_table(arrow_table(name, table), path / f"{name}.parquet")


def read(path: Path, losses: Losses) -> Tables:
    """Read one table or a folder of them back; tables that are not there are empty.

    Raises:
        ValueError: a file is none of our tables.
    """
    files = [path / f"{name}.parquet" for name in COLUMNS] if path.is_dir() else [path]
    found = dict(frames({}).items())
    for file in files:
        if file.is_file() or not path.is_dir():
            table = pq.read_table(file)
            name = file.stem if file.stem in COLUMNS else table_named(table.column_names)
            if name is None:
                raise ValueError(f"{file} is none of our tables: its columns are {', '.join(table.column_names)}.")
            rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
            numbered = ((f"row {number}", row) for number, row in enumerate(rows, start=1))
            found[name] = table_from(name, table.column_names, numbered, losses)
    return Tables(**found)
