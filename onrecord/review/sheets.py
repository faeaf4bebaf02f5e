"""Corrections from a table: quotes or claims with cells that somebody edited, in pandas or in a spreadsheet."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from onrecord.quotation_marks import own_marks, quoted
from onrecord.quotes import kind_of
from onrecord.review import claim_rows
from onrecord.review.cells import Row, check_words, listed, part, plain, truth, whole, whom, words
from onrecord.review.coding import Coding
from onrecord.review.state import ClaimItem, Place, QuoteItem, State
from onrecord.review.store import Store
from onrecord.tabulation import COLUMNS, PROVENANCE, Column, frame

DECISIONS = ("accept", "reject")

APPLIED_COLUMNS = (
    Column("row", "Int64", "number of the row, from 1, the header not counted"),
    Column("article", "string", "id of the article, as the row has it"),
    Column("item", "string", "id of the quote or claim; of a new one, the id that it was given"),
    Column("status", "string", "unchanged, changed, added, accepted, rejected, refused, or held back"),
    Column("reason", "string", "why it was refused"),
)
"""The columns of the report of `apply`."""

_KNOWN = {
    item: {column.name for column in (*COLUMNS[table], *PROVENANCE)} | {"decision"}
    for item, table in (("quote", "quotes"), ("claim", "claims"))
}
"""The columns that a table may have, by the one that names its rows."""


class Refused(ValueError):
    """A table has rows that cannot be applied, and so none of it was.

    Attributes:
        report: what is wrong, row by row (APPLIED_COLUMNS); good rows are "held back".
    """

    def __init__(self, message: str, report: pd.DataFrame):
        super().__init__(message)
        self.report = report


def apply(store: Store, edited: pd.DataFrame | str | os.PathLike[str], *, coder: str) -> pd.DataFrame:
    """Take over what somebody edited in a table of quotes or of claims.

    Example:
        >>> quotes = found.quotes.copy()  # doctest: +SKIP
        >>> quotes.loc[0, ["source", "source_start", "source_end"]] = ["Ana Souza", 41, 50]  # doctest: +SKIP
        >>> apply(store, quotes, coder="ana")["status"].value_counts()  # doctest: +SKIP
        >>> apply(store, "quotes_corrected.xlsx", coder="ana")  # doctest: +SKIP

    A row is compared with what holds for this coder; what differs is a correction. Taken over are the columns kind,
    speech, start, end, pieces, cue, source, speaker and speaker_id; `decision` may be added, with accept or reject. A
    row without an id in `quote` is a new quote. A speaker whose name no entity of the article has becomes a new person.
    Of claims, which a table with the column `claim` holds, taken over are label, start, end, kinds, certainty,
    certainty_cue, claimer_kind, claimer, claimer_id and claimer_printed. What is computed (cue_lemma, sentence, score,
    reasons, the columns of provenance) is not read. Rows that are missing mean nothing: to leave one out, say reject.

    All rows are applied, or none: at once, in one step of the disk.

    Args:
        store: holds the articles already.
        edited: the table, or a path of a CSV or XLSX file with its columns; only `article` and `quote`, or `claim`,
            must be there.
        coder: whose corrections these are.

    Returns:
        What became of each row (APPLIED_COLUMNS).

    Raises:
        Refused: some rows are impossible, or print a text that is not `article.text[start:end]`. Nothing was applied.
        ValueError: a column is unknown or missing, or the file is of another kind.
    """
    table = edited if isinstance(edited, pd.DataFrame) else _read(Path(edited))
    item = "claim" if "claim" in table.columns else "quote"
    unknown = [str(name) for name in table.columns if name not in _KNOWN[item]]
    if unknown:
        raise ValueError(f"Unknown columns: {', '.join(unknown)}. Nothing was applied; leave them out or rename them.")
    missing = [name for name in ("article", item) if name not in table.columns]
    if missing:
        raise ValueError(f"The column {missing[0]} is missing: without it nobody knows which {item} a row is about.")
    rows = [
        {name: plain(value) for name, value in zip(table.columns, values, strict=True)}
        for values in table.itertuples(index=False, name=None)
    ]
    outcomes: list[_Outcome] = []
    try:
        with store.batch():
            coding = Coding(store, coder)
            outcomes += [_apply_row(coding, row, item) for row in rows]
            if any(outcome.reason for outcome in outcomes):
                raise _HeldBack
    except _HeldBack:
        raise Refused(_said(outcomes), _report(rows, outcomes, item, held_back=True)) from None
    return _report(rows, outcomes, item, held_back=False)


class _HeldBack(Exception):
    """Some rows are wrong: what the others wrote is taken back."""


@dataclass
class _Outcome:
    status: str
    item: str | None = None
    reason: str | None = None


def _said(outcomes: list[_Outcome]) -> str:
    wrong = [(number, outcome.reason) for number, outcome in enumerate(outcomes, 1) if outcome.reason]
    lines = [f"row {number}: {reason}" for number, reason in wrong[:10]]
    more = [f"… and {len(wrong) - 10} more; all are in the error's `report`"] if len(wrong) > 10 else []
    return "\n".join([f"Nothing was applied, since {len(wrong)} of {len(outcomes)} rows are wrong.", *lines, *more])


def _report(rows: list[dict[str, Any]], outcomes: list[_Outcome], item: str, *, held_back: bool) -> pd.DataFrame:
    return frame(
        APPLIED_COLUMNS,
        [
            (
                number,
                words(row.get("article")),
                # The number of a new one was taken back with all else.
                words(row.get(item)) if held_back else outcome.item,
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


def _apply_row(coding: Coding, row: Row, item: str) -> _Outcome:
    try:
        return _applied(coding, row, item)
    except ValueError as error:
        return _Outcome("refused", words(row[item]), str(error))


def _applied(coding: Coding, row: Row, item: str) -> _Outcome:
    article, id_ = words(row["article"]), words(row[item])
    if article is None:
        raise ValueError("The cell article is empty.")
    decision = words(row.get("decision"))
    if decision is not None and decision not in DECISIONS:
        raise ValueError(f"decision is {' or '.join(DECISIONS)}, not {decision!r}.")
    state, text = coding.state(article), coding.article(article).text
    found = None if id_ is None else state.item(id_)
    if item == "claim" and (found is None or isinstance(found, ClaimItem)):
        values = claim_rows.changes(row, found, state, text)
    elif item == "quote" and (found is None or isinstance(found, QuoteItem)):
        values = _changes(row, found, state, text)
    else:
        raise ValueError(f"{id_} is no {item}.")
    if found is None:
        if decision == "reject":
            raise ValueError(f"A {item} that is not there cannot be rejected.")
        return _Outcome("added", _added(coding, article, item, values))
    status = "unchanged"
    if values:
        coding.change(article, found.id, **values)
        status = "changed"
    if decision is not None and found.verdict != f"{decision}ed":
        decide = coding.accept if decision == "accept" else coding.reject
        decide(article, found.id)
        status = status if values else f"{decision}ed"
    return _Outcome(status, found.id)


def _added(coding: Coding, article: str, item: str, values: dict[str, Any]) -> str | None:
    if item == "claim":
        if not {"start", "end"} <= values.keys():
            raise ValueError("A new claim needs start and end.")
        return coding.add_claim(article, values.pop("start"), values.pop("end"), **values).item
    if "pieces" not in values:
        raise ValueError("A new quote needs start and end, or pieces.")
    text = coding.article(article).text
    own = own_marks(text, quoted(text), values["pieces"], values.get("cue"))
    values.setdefault("kind", kind_of(text, values["pieces"], own))
    return coding.add_quote(article, **values).item


def _changes(row: Row, quote: QuoteItem | None, state: State, text: str) -> dict[str, Any]:
    """The fields in which a row differs from the quote, or all that it has of a new one."""
    values: dict[str, Any] = {}
    pieces = _pieces(row, quote)
    if pieces is not None:
        check_words(row, "text", (pieces[0][0], pieces[-1][1]), text)
        values["pieces"] = pieces
    for name in ("cue", "source"):
        if f"{name}_start" in row or f"{name}_end" in row or name in row:
            values[name] = part(row, name, getattr(quote, name, None), text)
    if "kind" in row and (quote is not None or row["kind"] is not None):
        values["kind"] = words(row["kind"])
    if row.get("speech") is not None:
        values["speech"] = truth(row["speech"])
    if "speaker" in row or "speaker_id" in row:
        values["speaker"] = whom(row, "speaker", "speaker_id", quote.speaker if quote else None, state)
    if quote is None:
        return values
    return {name: value for name, value in values.items() if value != getattr(quote, name)}


def _pieces(row: Row, quote: QuoteItem | None) -> list[Place] | None:
    """The pieces that a row means: those it gives, with the start and end that it gives."""
    old = list(quote.pieces) if quote is not None else []
    pieces = listed(row["pieces"]) if row.get("pieces") is not None else old
    edited = pieces != old
    start, end = whole(row.get("start"), "start"), whole(row.get("end"), "end")
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
