"""DataFrames: one article a row."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from onrecord.sources.columns import GUESSED, Columns, Record, once_each, texts
from onrecord.sources.found import Fault, Found

if TYPE_CHECKING:
    import pandas as pd


def rows_of_frame(frame: "pd.DataFrame", *, columns: Columns = GUESSED) -> Iterator[Found | Fault]:
    """Yield a text for each row of a DataFrame.

    A row is called by its label in the index, so that `frame.loc[...]` finds it again.

    Example:
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"title": ["Pier sold"], "body": ["“Never,” she said."]}, index=["a7"])
        >>> [(found.member, found.text) for found in rows_of_frame(frame)]
        [('a7', '“Never,” she said.')]

    Does not keep the index as metadata: reset it, if it is to stay.

    Args:
        frame: it is read row by row, and not changed.
        columns: what is which column.
    """
    return texts(_records(frame), columns=columns)


def _records(frame: "pd.DataFrame") -> Iterator[Record]:
    names = once_each(".".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in frame.columns)
    for label, *cells in frame.itertuples(name=None):
        yield Record(str(label), dict(zip(names, cells, strict=True)))
