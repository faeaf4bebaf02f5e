"""Corrections from a table: the table of quotes with cells that somebody edited, in pandas or in a spreadsheet."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from onrecord.quotation_marks import quoted
from onrecord.quotes import kind_of
from onrecord.review.coding import Coding, New
from onrecord.review.state import Place, QuoteItem, State
from onrecord.review.store import Store
from onrecord.tables import COLUMNS, PROVENANCE, Column, frame

DECISIONS = ("accept", "reject")

APPLIED_COLUMNS = (
    Column("row", "Int64", "number of the row, from 1, the header not counted"),
    Column("article", "string", "id of the article, as the row has it"),
    Column("quote", "string", "id of the quote; of a new one, the id that it was given"),
    Column("status", "string", "unchanged, changed, added, accepted, rejected, refused, or held back"),
    Column("reason", "string", "why it was refused"),
)
"""The columns of the report of `apply`."""

_KNOWN = {column.name for column in (*COLUMNS["quotes"], *PROVENANCE)} | {"decision"}


class Refused(ValueError):
    """A table has rows that cannot be applied, and so none of it was.

    Attributes:
        report: what is wrong, row by row (APPLIED_COLUMNS); good rows are "held back".
    """

    def __init__(self, message: str, report: pd.DataFrame):
        super().__init__(message)
        self.report = report


def apply(store: Store, edited: pd.DataFrame | str | os.PathLike[str], *, coder: str) -> pd.DataFrame:
    """Take over what somebody edited in a table of quotes.

    Example:
        >>> quotes = found.quotes.copy()  # doctest: +SKIP
        >>> quotes.loc[0, ["source", "source_start", "source_end"]] = ["Ana Souza", 41, 50]  # doctest: +SKIP
        >>> apply(store, quotes, coder="ana")["status"].value_counts()  # doctest: +SKIP
        >>> apply(store, "quotes_corrected.xlsx", coder="ana")  # doctest: +SKIP

    A row is compared with what holds for this coder; what differs is a correction. Taken over are the columns kind,
    speech, start, end, pieces, cue, source, speaker and speaker_id; `decision` may be added, with accept or reject. A
    row without an id in `quote` is a new quote. A speaker whose name no entity of the article has becomes a new person.
    What is computed (cue_lemma, sentence, score, the columns of provenance) is not read. Rows that are missing mean
    nothing: to leave a quote out, say reject.

    All rows are applied, or none: at once, in one step of the disk.

    Args:
        store: holds the articles already.
        edited: the table, or a path of a CSV or XLSX file with its columns; only `article` and `quote` must be there.
        coder: whose corrections these are.

    Returns:
        What became of each row (APPLIED_COLUMNS).

    Raises:
        Refused: some rows are impossible, or print a text that is not `article.text[start:end]`. Nothing was applied.
        ValueError: a column is unknown or missing, or the file is of another kind.
    """
    table = edited if isinstance(edited, pd.DataFrame) else _read(Path(edited))
    unknown = [str(name) for name in table.columns if name not in _KNOWN]
    if unknown:
        raise ValueError(f"Unknown columns: {', '.join(unknown)}. Nothing was applied; leave them out or rename them.")
    missing = [name for name in ("article", "quote") if name not in table.columns]
    if missing:
        raise ValueError(f"The column {missing[0]} is missing: without it nobody knows which quote a row is about.")
    rows = [
        {name: _plain(value) for name, value in zip(table.columns, values, strict=True)}
        for values in table.itertuples(index=False, name=None)
    ]
    outcomes: list[_Outcome] = []
    try:
        with store.batch():
            coding = Coding(store, coder)
            outcomes += [_apply_row(coding, row) for row in rows]
            if any(outcome.reason for outcome in outcomes):
                raise _HeldBack
    except _HeldBack:
        raise Refused(_said(outcomes), _report(rows, outcomes, held_back=True)) from None
    return _report(rows, outcomes, held_back=False)


class _HeldBack(Exception):
    """Some rows are wrong: what the others wrote is taken back."""


@dataclass
class _Outcome:
    status: str
    quote: str | None = None
    reason: str | None = None


def _said(outcomes: list[_Outcome]) -> str:
    wrong = [(number, outcome.reason) for number, outcome in enumerate(outcomes, 1) if outcome.reason]
    lines = [f"row {number}: {reason}" for number, reason in wrong[:10]]
    more = [f"… and {len(wrong) - 10} more; all are in the error's `report`"] if len(wrong) > 10 else []
    return "\n".join([f"Nothing was applied, since {len(wrong)} of {len(outcomes)} rows are wrong.", *lines, *more])


def _report(rows: list[dict[str, Any]], outcomes: list[_Outcome], *, held_back: bool) -> pd.DataFrame:
    return frame(
        APPLIED_COLUMNS,
        [
            (
                number,
                _text(row.get("article")),
                # The number of a new quote was taken back with all else.
                _text(row.get("quote")) if held_back else outcome.quote,
                "held back" if held_back and not outcome.reason else outcome.status,
                outcome.reason,
            )
            for number, (row, outcome) in enumerate(zip(rows, outcomes, strict=True), 1)
        ],
    )


def _read(path: Path) -> pd.DataFrame:
    # As text: pandas would take a speaker called "NA" for nobody, and an id "007" for 7.
    as_text: dict[str, Any] = {"dtype": str, "keep_default_na": False, "na_values": [""]}
    if path.suffix.lower() == ".csv":
        return pd.read_csv(path, encoding="utf-8-sig", **as_text)
    if path.suffix.lower() == ".xlsx":
        return pd.read_excel(path, engine="openpyxl", **as_text)
    raise ValueError(f"{path} is neither .csv nor .xlsx: save the spreadsheet as one of them.")


# One row


def _apply_row(coding: Coding, row: dict[str, Any]) -> _Outcome:
    try:
        return _applied(coding, row)
    except ValueError as error:
        return _Outcome("refused", _text(row["quote"]), str(error))


def _applied(coding: Coding, row: dict[str, Any]) -> _Outcome:
    article, id_ = _text(row["article"]), _text(row["quote"])
    if article is None:
        raise ValueError("The cell article is empty.")
    decision = _text(row.get("decision"))
    if decision is not None and decision not in DECISIONS:
        raise ValueError(f"decision is {' or '.join(DECISIONS)}, not {decision!r}.")
    state, text = coding.state(article), coding.article(article).text
    quote = None if id_ is None else state.item(id_)
    if quote is not None and not isinstance(quote, QuoteItem):
        raise ValueError(f"{id_} is no quote.")
    values = _changes(row, quote, state, text)
    if quote is None:
        if decision == "reject":
            raise ValueError("A quote that is not there cannot be rejected.")
        if "pieces" not in values:
            raise ValueError("A new quote needs start and end, or pieces.")
        values.setdefault("kind", kind_of(text, values["pieces"], quoted(text)))
        return _Outcome("added", coding.add_quote(article, **values).item)
    status = "unchanged"
    if values:
        coding.change(article, quote.id, **values)
        status = "changed"
    if decision is not None and quote.verdict != f"{decision}ed":
        decide = coding.accept if decision == "accept" else coding.reject
        decide(article, quote.id)
        status = status if values else f"{decision}ed"
    return _Outcome(status, quote.id)


def _changes(row: Mapping[str, Any], quote: QuoteItem | None, state: State, text: str) -> dict[str, Any]:
    """The fields in which a row differs from the quote, or all that it has of a new one."""
    values: dict[str, Any] = {}
    pieces = _pieces(row, quote)
    if pieces is not None:
        _check_words(row, "text", (pieces[0][0], pieces[-1][1]), text)
        values["pieces"] = pieces
    for part in ("cue", "source"):
        if f"{part}_start" in row or f"{part}_end" in row or part in row:
            values[part] = _part(row, part, quote, text)
    if "kind" in row and (quote is not None or row["kind"] is not None):
        values["kind"] = _text(row["kind"])
    if row.get("speech") is not None:
        values["speech"] = _truth(row["speech"])
    if "speaker" in row or "speaker_id" in row:
        values["speaker"] = _speaker(row, quote, state)
    if quote is None:
        return values
    return {name: value for name, value in values.items() if value != getattr(quote, name)}


def _pieces(row: Mapping[str, Any], quote: QuoteItem | None) -> list[Place] | None:
    """The pieces that a row means: those it gives, with the start and end that it gives."""
    old = list(quote.pieces) if quote is not None else []
    pieces = _listed(row["pieces"]) if row.get("pieces") is not None else old
    edited = pieces != old
    start, end = _whole(row.get("start"), "start"), _whole(row.get("end"), "end")
    if not pieces:
        return None if start is None or end is None else [(start, end)]
    first, last = pieces[0][0], pieces[-1][1]
    if start is not None and start != first:
        if edited and start != old[0][0]:
            raise ValueError(f"start is {start}, and pieces begin at {first}.")
        pieces = pieces if edited else [(start, pieces[0][1]), *pieces[1:]]
    if end is not None and end != last:
        if edited and end != old[-1][1]:
            raise ValueError(f"end is {end}, and pieces end at {last}.")
        pieces = pieces if edited else [*pieces[:-1], (pieces[-1][0], end)]
    return pieces


def _part(row: Mapping[str, Any], part: str, quote: QuoteItem | None, text: str) -> Place | None:
    """The place of a cue or source; None if its cells are empty."""
    old: Place | None = getattr(quote, part) if quote is not None else None
    start, end = (
        _whole(row[name], name) if name in row else (old and old[number])
        for number, name in enumerate((f"{part}_start", f"{part}_end"))
    )
    if start is None and end is None:
        if _text(row.get(part)) is not None:
            raise ValueError(f"{part} has words and no place: {part}_start and {part}_end are empty.")
        return None
    if start is None or end is None:
        raise ValueError(f"{part} has half a place: {part}_start or {part}_end is empty.")
    _check_words(row, part, (start, end), text)
    return start, end


def _check_words(row: Mapping[str, Any], name: str, place: Place, text: str) -> None:
    """What a row prints must stand at its place. Spreadsheets change line ends: these do not count."""
    if name not in row:
        return
    start, end = place
    printed = text[start:end] if 0 <= start <= end else ""
    written = _text(row[name]) or ""
    if _line_ends(printed) != _line_ends(written):
        raise ValueError(f"{name} is {written!r}, and the article has {printed!r} from {start} to {end}.")


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _speaker(row: Mapping[str, Any], quote: QuoteItem | None, state: State) -> str | New | None:
    """Whom a row means: by the cell that was edited, the id or the name."""
    old = quote.speaker if quote is not None else None
    old_name = state.entities[old].name if old is not None else None
    id_ = _text(row["speaker_id"]) if "speaker_id" in row else old
    name = _text(row["speaker"]) if "speaker" in row else old_name
    if id_ is not None and id_ != old:
        if name not in (None, old_name) and (id_ not in state.entities or state.entities[id_].name != name):
            raise ValueError(f"speaker_id is {id_}, which is not {name!r}.")
        return id_
    if name == old_name:
        return id_
    if name is None:
        return None
    named = [entity.id for entity in state.kept("entities") if entity.name == name]
    if len(named) > 1:
        raise ValueError(f"The article has several entities called {name!r}: name one in speaker_id.")
    return named[0] if named else New(name)


# Cells


def _plain(value: Any) -> Any:
    """A cell's value, None for an empty one."""
    if isinstance(value, list | tuple):
        return value
    if hasattr(value, "tolist"):
        # NumPy's numbers, and the arrays that Parquet gives for lists.
        return _plain(value.tolist())
    return None if value is None or value is pd.NA or value != value or value == "" else value


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _whole(value: Any, name: str) -> int | None:
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}, and not a number.") from None
    if not number.is_integer():
        raise ValueError(f"{name} is {value!r}, and not a whole number.")
    return int(number)


def _truth(value: Any) -> bool:
    known = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}
    written = str(value).strip().lower()
    if written not in known:
        raise ValueError(f"speech is true or false, not {value!r}.")
    return known[written]


def _listed(value: Any) -> list[Place]:
    try:
        pieces = json.loads(value) if isinstance(value, str) else value
        return [(int(start), int(end)) for start, end in pieces]
    except (TypeError, ValueError):
        raise ValueError(f"pieces is {value!r}, and not a list such as [[18, 35]].") from None
