"""`browse`: a table to search, sort and page through."""

import json
import sys
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import Any

import pandas as pd

from onrecord.display.page import STYLE, Shown

ADVICE = "To search, sort and page: pip install 'onrecord[notebook]'"
"""What stands under a table where itables is not installed."""

_loaded_in: dict[str, int] = {}
"""Cells of this session whose output holds itables' library → the number of their run."""


def browse(table: pd.DataFrame, *, rows: int = 10) -> Shown:
    """Show a table to search, sort and page through, or its first rows where itables is not installed.

    Example:
        >>> browse(found.quotes.query("kind == 'direct'"))  # doctest: +SKIP
        >>> browse(found.claims, rows=25).save("claims.html")  # doctest: +SKIP

    All cells are text: nothing in them is taken for HTML. It is offline; the library, 1 MB, is in the first table that
    a session shows, and in every page that is saved. Does not change the table, and leaves its index out.

    Args:
        table: any; lists in it are shown as JSON, missing values as nothing.
        rows: on a page; where itables is not installed, how many are shown.
    """
    plain = _plain(table)
    if find_spec("itables") is None:
        return Shown(_first_rows(plain, rows), "a table")
    # Imported here: it comes with the extra `notebook`.
    from itables import options, to_html_datatable
    from itables.javascript import generate_init_offline_itables_html

    drawn = to_html_datatable(
        plain,
        # Said outright, for a person's own configuration of itables may say otherwise.
        allow_html=False,
        connected=False,
        showIndex=False,
        classes="display compact",
        style="width:100%",
        pageLength=rows,
        lengthMenu=sorted({rows, 10, 25, 100}),
        maxBytes="1MB",
        display_logo_when_loading=False,
    )
    section = f'<section class="onrecord or-wide" aria-label="A table">\n<style>{STYLE}</style>\n{drawn}</section>'
    library = generate_init_offline_itables_html(options.dt_bundle)
    return _Browsed(f"{library}\n{section}", "a table", section)


@dataclass(frozen=True, repr=False)
class _Browsed(Shown):
    """A table with the library that draws it.

    Attributes:
        alone: the same without the library.
    """

    alone: str = ""

    def _repr_html_(self) -> str:
        return self.html if _brings_library() else self.alone


def _brings_library() -> bool:
    """Whether this output has to hold the library: the session's first, and again when its cell is run again."""
    cell, run = _cell()
    if not _loaded_in or (cell and _loaded_in.get(cell, run) != run):
        _loaded_in[cell] = run
        return True
    return False


def _cell() -> tuple[str, int]:
    """The id of the notebook's cell that runs, "" where there is none, and the number of the run."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not hasattr(shell, "get_parent"):
        return "", 0
    return str(shell.get_parent().get("metadata", {}).get("cellId", "")), shell.execution_count


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """The table with numbers as they are and everything else as text."""
    columns = [_texts(table.iloc[:, place]) for place in range(table.shape[1])]
    plain = pd.concat(columns, axis="columns") if columns else pd.DataFrame()
    plain.columns = pd.Index([str(name) for name in table.columns], dtype=object)
    return plain.reset_index(drop=True)


def _texts(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column) and not column.isna().any():
        return column
    return pd.Series([_text(value) for value in column], index=column.index, dtype=object)


def _text(value: Any) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    # A browser would leave out a NUL.
    return "" if pd.api.types.is_scalar(value) and pd.isna(value) else str(value).replace("\0", "\ufffd")


def _first_rows(plain: pd.DataFrame, rows: int) -> str:
    with pd.option_context("display.max_colwidth", None):
        drawn = plain.head(rows).to_html(index=False, border=0, na_rep="", escape=True)
    said = f"The first {min(rows, len(plain)):,} of {len(plain):,} rows. {ADVICE}"
    return (
        f'<section class="onrecord or-wide" aria-label="A table">\n<style>{STYLE}</style>\n{drawn}\n'
        f'<p class="or-place">{escape(said)}</p>\n</section>'
    )
