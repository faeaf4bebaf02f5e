"""A Frictionless data package: the tables as CSV, and a `datapackage.json` that says what each column means.

Frictionless rather than RO-Crate: it has a place for the type and the meaning of every column, and for how tables join,
which is what somebody who gets our tables has to know; RO-Crate describes files as wholes.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord import __version__
from onrecord.formats import delimited
from onrecord.formats.losses import Losses
from onrecord.tabulation import Tables, columns_of

_TYPES = {"string": "string", "Int64": "integer", "Float64": "number", "boolean": "boolean", "pieces": "array"}

_KEYS: dict[str, list[str]] = {
    "articles": ["article"],
    "entities": ["article", "entity"],
    "quotes": ["article", "quote"],
}
"""Columns that tell the rows of a table apart."""


def write(found: Tables, folder: Path, losses: Losses, *, title: str | None = None) -> None:
    """Write a folder with a CSV for each table and `datapackage.json`, by the specification's version 1.

    Files of these names are replaced.

    Args:
        found: the tables.
        folder: made if it is not there.
        losses: nothing is lost.
        title: of the data set.
    """
    delimited.write(found, folder, losses)
    package = descriptor(found, title=title)
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")


def descriptor(found: Tables, *, title: str | None = None) -> dict[str, Any]:
    """What `datapackage.json` says: a data dictionary, from `onrecord.tabulation.COLUMNS`."""
    return {
        "profile": "tabular-data-package",
        "name": "onrecord-tables",
        "title": title or "Quotes and entities in news articles",
        "description": (
            "Made by On Record. Places count Unicode code points of the articles' texts, which are not part of this "
            "package; the end is not included."
        ),
        "onrecord": {"version": __version__},
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "rows": len(table),
                "schema": _schema(name, table.columns),
            }
            for name, table in found.items()
        ],
    }


def _schema(name: str, header: Iterable[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column.name, column.dtype, column.meaning) for column in columns_of(name, header)],
        "missingValues": [""],
    }
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
    if name != "articles":
        schema["foreignKeys"] = [
            {"fields": ["article"], "reference": {"resource": "articles", "fields": ["article"]}},
        ]
    return schema


def _field(name: str, dtype: str, meaning: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": _TYPES[dtype], "description": meaning}
    if dtype == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    return field
