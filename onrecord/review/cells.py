"""What the cells of an edited table say, and whether that can stand in its article."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

import pandas as pd

from onrecord.review.coding import New
from onrecord.review.state import Place, State

Row: TypeAlias = Mapping[str, Any]
"""The cells of a row by column, with `plain` values."""


def plain(value: Any) -> Any:
    """A cell's value, None for an empty one."""
    if isinstance(value, list | tuple):
        return value
    if hasattr(value, "tolist"):
        # NumPy's numbers, and the arrays that Parquet gives for lists.
        return plain(value.tolist())
    return None if value is None or value is pd.NA or value != value or value == "" else value


def words(value: Any) -> str | None:
    """A cell as text; None for an empty one."""
    return None if value is None else str(value)


def whole(value: Any, name: str) -> int | None:
    """A whole number, such as an offset; None for an empty cell."""
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}, and not a number.") from None
    if not number.is_integer():
        raise ValueError(f"{name} is {value!r}, and not a whole number.")
    return int(number)


def truth(value: Any) -> bool:
    """True or false, as spreadsheets write them."""
    known = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}
    written = str(value).strip().lower()
    if written not in known:
        raise ValueError(f"speech is true or false, not {value!r}.")
    return known[written]


def listed(value: Any) -> list[Place]:
    """Places, as a list or as JSON."""
    try:
        pieces = json.loads(value) if isinstance(value, str) else value
        return [(int(start), int(end)) for start, end in pieces]
    except (TypeError, ValueError):
        raise ValueError(f"pieces is {value!r}, and not a list such as [[18, 35]].") from None


def part(row: Row, name: str, old: Place | None, text: str, *, places: str | None = None) -> Place | None:
    """The place of what a row prints beside its text, such as a cue; None if its cells are empty.

    Args:
        row: the cells by column.
        name: the column with the words.
        old: where they stand now; what the row leaves out stays so.
        text: of the article.
        places: how the columns with the place begin, if not like the words'.
    """
    begin = places or name
    start, end = (
        whole(row[column], column) if column in row else (old and old[number])
        for number, column in enumerate((f"{begin}_start", f"{begin}_end"))
    )
    if start is None and end is None:
        if words(row.get(name)) is not None:
            raise ValueError(f"{name} has words and no place: {begin}_start and {begin}_end are empty.")
        return None
    if start is None or end is None:
        raise ValueError(f"{name} has half a place: {begin}_start or {begin}_end is empty.")
    check_words(row, name, (start, end), text)
    return start, end


def check_words(row: Row, name: str, place: Place, text: str) -> None:
    """What a row prints must stand at its place. Spreadsheets change line ends: these do not count."""
    if name not in row:
        return
    start, end = place
    printed = text[start:end] if 0 <= start <= end else ""
    written = words(row[name]) or ""
    if _line_ends(printed) != _line_ends(written):
        raise ValueError(f"{name} is {written!r}, and the article has {printed!r} from {start} to {end}.")


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def whom(row: Row, name_column: str, id_column: str, old: str | None, state: State) -> str | New | None:
    """Whom a row means: by the cell that was edited, the id or the name."""
    old_name = state.entities[old].name if old is not None else None
    id_ = words(row[id_column]) if id_column in row else old
    name = words(row[name_column]) if name_column in row else old_name
    if id_ is not None and id_ != old:
        if name not in (None, old_name) and (id_ not in state.entities or state.entities[id_].name != name):
            raise ValueError(f"{id_column} is {id_}, which is not {name!r}.")
        return id_
    if name == old_name:
        return id_
    if name is None:
        return None
    named = [entity.id for entity in state.kept("entities") if entity.name == name]
    if len(named) > 1:
        raise ValueError(f"The article has several entities called {name!r}: name one in {id_column}.")
    return named[0] if named else New(name)
